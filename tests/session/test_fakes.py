"""The scripted stand-ins are held against the real parts: who takes one call takes the other's too."""

from __future__ import annotations

import inspect
from typing import get_type_hints

import pytest

import fakes
from earshot import parts, supply
from earshot.audio import recording
from earshot.audio.microphone import DeviceMicrophone, RecordingMicrophone
from earshot.engine.listening import Listening
from earshot.engine.mind import Mind
from earshot.engine.rehearing import Rehearing
from earshot.engine.seeing import Seeing
from earshot.engine.writing import Writing
from earshot.session import ports
from earshot.session.supply import NoSupply, Supply
from earshot.store import history

PAIRS = [
    (ports.Ears, fakes.FakeEars, Listening),
    (ports.Ears, fakes.FakeEars, Rehearing),
    (ports.Eyes, fakes.FakeEyes, Seeing),
    (ports.Pen, fakes.FakePen, Writing),
    (ports.Mind, fakes.FakeMind, Mind),
    (ports.Minds, fakes.FakeMinds, parts.Minds),
    (ports.Sounds, fakes.FakeSounds, parts.Files),
    (ports.Clips, fakes.FakeClips, parts.Files),
    (ports.Microphone, fakes.FakeMicrophone, DeviceMicrophone),
    (ports.Microphone, fakes.FakeMicrophone, RecordingMicrophone),
    (Supply, NoSupply, supply.Supply),
]


def calls(kind: type, names: list[str]) -> dict[str, list[tuple[str, object]]]:
    """The parameters of some methods: how each is named, and how it may be given."""
    return {
        name: [(p.name, p.kind) for p in inspect.signature(getattr(kind, name)).parameters.values()] for name in names
    }


def promised(port: type) -> list[str]:
    """The methods a port asks for."""
    return sorted(name for name, value in vars(port).items() if inspect.isfunction(value) and not name.startswith("_"))


@pytest.mark.parametrize(("port", "fake", "real"), PAIRS, ids=[pair[2].__name__ for pair in PAIRS])
def test_the_fake_and_the_real_part_take_the_same_calls(port: type, fake: type, real: type) -> None:
    names = promised(port)
    assert names
    assert calls(fake, names) == calls(port, names)
    assert calls(real, names) == calls(port, names)


@pytest.mark.parametrize("name", promised(ports.Microphone))
@pytest.mark.parametrize("kind", [fakes.FakeMicrophone, DeviceMicrophone, RecordingMicrophone])
def test_every_microphone_hands_over_sound_and_its_end_alike(kind: type, name: str) -> None:
    """Whoever listens is called with the same things: blocks, and at the end an error or None."""
    assert get_type_hints(getattr(kind, name)) == get_type_hints(getattr(ports.Microphone, name))


@pytest.mark.parametrize(
    ("port", "real"),
    [(ports.Recordings, parts.Recordings), (ports.Recording, recording.Recording), (ports.History, history.History)],
)
def test_what_keeps_takes_takes_the_calls_that_are_made(port: type, real: type) -> None:
    names = promised(port)
    assert names and calls(real, names) == calls(port, names)
