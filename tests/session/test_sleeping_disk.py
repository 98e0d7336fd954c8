"""A disk that sleeps holds up who looks for models, and nobody who dictates or edits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event as Flag

from tests.session.test_session import MODEL, OTHER, PATIENCE, Desk

from earshot.domain.events import TextEdited
from earshot.domain.manner import Manner
from earshot.domain.model_events import ModelFound
from earshot.session.session import Session


def test_an_edit_is_done_while_the_disk_wakes_up() -> None:
    awake, desk = Flag(), Desk()

    def models() -> Iterator[Path]:
        assert awake.wait(PATIENCE)
        yield from (MODEL, OTHER)

    world = replace(desk.session._world, models=models)
    desk.session.close()
    desk.session = Session(world, desk._letters.put)
    desk.all_of(desk.session.open_model(MODEL))
    look = desk.session.supplies.models()
    edited = desk.all_of(desk.session.edit("a text", Manner.POLISH))
    assert any(isinstance(event, TextEdited) for event in edited) and not awake.is_set()
    awake.set()
    found = [event for event in desk.all_of(look) if isinstance(event, ModelFound)]
    assert [one.card.title for one in found] == ["Model", "Other"]
    assert desk.session.close()
