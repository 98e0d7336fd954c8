"""Repositories that a person adds to what can be got, in the Models place."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.shop import heavy, pocket
from tests.ui.test_shop import MB, Shops, stopped_midway
from tests.ui.test_shop import hasty as hasty
from tests.ui.test_shop import shops as shops

from earshot import supply
from earshot.domain.course import Stage
from earshot.domain.errors import EarshotError
from earshot.domain.settings import Settings
from earshot.ui.models.course_strip import Act


def test_a_repository_of_ones_own_is_added_got_like_the_others_and_taken_off(shops: Shops) -> None:
    name = "someone/gemma-4-mine"
    buyer = shops(pocket(name))
    entry, pane = buyer.window.models.entry, buyer.window.models
    buyer.qtbot.keyClicks(entry.name, "no such name")
    buyer.clicks(entry.add)
    buyer.until(entry.says.isVisible)
    assert "no repository's name" in entry.says.text() and entry.name.text() == "no such name"
    entry.name.clear()
    buyer.qtbot.keyClicks(entry.name, f"https://huggingface.co/{name}/tree/main")
    assert entry.says.isHidden()
    buyer.clicks(entry.add)
    buyer.until(lambda: name in pane.offers)
    assert not entry.name.text() and name in buyer.offer.facts.text()
    buyer.until(lambda: not pane.offers[name].visibleRegion().isEmpty())
    buyer.clicks(buyer.offer.strike)
    buyer.until(lambda: name not in pane.offers)
    assert supply.offers() == tuple(offer for offer in supply.offers() if not offer.own)
    buyer.qtbot.keyClicks(entry.name, name)
    buyer.clicks(entry.add)
    buyer.until(lambda: name in pane.offers)
    buyer.gets()


def test_what_is_partly_here_is_not_taken_off_the_list(shops: Shops, tmp_path: Path) -> None:
    name = "someone/gemma-4-mine"
    buyer = shops(heavy(tmp_path / "heavy", 4 * MB, name))
    buyer.window.models.entry.wanted.emit(name)
    buyer.until(lambda: name in buyer.window.models.offers)
    stopped_midway(buyer)
    buyer.clicks(Act.CANCEL)
    buyer.waits(Stage.KEPT)
    assert buyer.offer.strike.isHidden()
    with pytest.raises(EarshotError, match="on the disk"):
        supply.Supply(lambda: Settings()).strike(name)
    buyer.clicks(Act.THROW_AWAY)
    buyer.until(lambda: not buyer.offer.strike.isHidden())
