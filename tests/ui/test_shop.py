"""Getting models in the window, from a hub on loopback: asked, fetched, paused, mended, removed, refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from PySide6.QtWidgets import QApplication, QProgressBar
from pytestqt.qtbot import QtBot
from tests.store.hub.repository import Repository
from tests.store.test_tokens import Keychain
from tests.ui.shop import NAME, Buyer, heavy, pocket

from earshot import paths, shell, supply
from earshot.domain.catalogue import Advice
from earshot.domain.course import Stage
from earshot.store import library
from earshot.store.getting import opening, places
from earshot.store.getting.patience import Patience
from earshot.ui.models.course_strip import Act
from earshot.ui.settings.preferences import Preferences

MB = 1024 * 1024
Shops = Callable[..., Buyer]


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits half a minute for a server that is gone."""
    monkeypatch.setattr(opening, "Patience", lambda: Patience(tick=0.1, stall=5.0, tries=2, first=0.01, most=0.05))


@pytest.fixture
def shops(qtbot: QtBot, qapp: QApplication) -> Iterator[Shops]:
    opened = list[Buyer]()

    def opens(repository: Repository, **chosen: object) -> Buyer:
        opened.append(Buyer(qtbot, qapp, repository, **chosen))
        return opened[-1]

    yield opens
    for buyer in opened:
        buyer.leaves()


def stopped_midway(buyer: Buyer) -> None:
    """About half of the weights is here, and then nothing comes any more."""
    buyer.hub.faults.bodies = [("stall", 0.5)] + [("none", 0.0)] * (len(buyer.repository.files) - 1)
    buyer.asks()
    buyer.clicks(Act.AGREE)
    size = buyer.repository.files["model.safetensors"].size
    buyer.until(lambda: buyer.offer.strip.course.done > size // 3)


def test_a_model_is_asked_for_got_and_used(shops: Shops) -> None:
    buyer = shops(pocket())
    assert NAME not in {str(folder) for folder in library.folders(Path("none"), paths.models_folder(), "")}
    buyer.asks()
    size = sum(file.size for name, file in buyer.repository.files.items() if not name.endswith(".md"))
    assert f"{size / 1e6:,.1f} MB to fetch" in buyer.says and "free on the disk" in buyer.says
    assert "not verified against huggingface.co" in buyer.says, "a mirror's hashes prove nothing"
    assert sum(buyer.hub.sent.values()) == 0, "nothing comes before somebody agrees"
    buyer.clicks(Act.AGREE)
    buyer.until(lambda: buyer.is_here)
    assert NAME not in buyer.window.models.offers, "it is in one list, not in both"
    buyer.clicks(buyer.box.use)
    buyer.until(lambda: buyer.window.model_name.text() == buyer.box.card.title and buyer.box.unload.isVisible())
    assert buyer.box.folder.parent == paths.models_folder()


def test_declined_leaves_nothing_behind(shops: Shops) -> None:
    buyer = shops(pocket())
    buyer.asks()
    buyer.clicks(Act.DECLINE)
    assert buyer.stage is Stage.IDLE and buyer.offer.get.isVisible() and buyer.offer.strip.isHidden()
    assert places.under_way(paths.models_folder()) == []


def test_paused_it_keeps_what_is_here_and_goes_on_from_there(shops: Shops, tmp_path: Path) -> None:
    buyer = shops(heavy(tmp_path / "origin", 24 * MB))
    stopped_midway(buyer)
    bar = buyer.offer.strip.findChild(QProgressBar)
    assert bar is not None and bar.isVisible() and 300 < bar.value() < 700
    assert " of 24" in buyer.says or " of 25" in buyer.says
    assert buyer.window.sidebar._connected.text().startswith("Downloading from 127.0.0.1")
    buyer.clicks(Act.PAUSE)
    buyer.waits(Stage.PAUSED)
    assert buyer.says.startswith("Paused") and buyer.window.sidebar._connected.text() == "Not connected"
    assert "127.0.0.1" in buyer.window.sidebar._sent.text() or "localhost" in buyer.window.sidebar._sent.text()
    buyer.hub.faults.lift()
    buyer.clicks(Act.GO_ON)
    buyer.until(lambda: buyer.is_here)
    size = buyer.repository.files["model.safetensors"].size
    assert buyer.hub.ranges, "it began anew"
    assert buyer.hub.sent["model.safetensors"] < 1.2 * size
    assert "Remove …" in [action.text() for action in buyer.placed.menu.actions()], "also of what cannot be used"


def test_a_cancelled_part_is_kept_until_it_is_thrown_away(shops: Shops, tmp_path: Path) -> None:
    buyer = shops(heavy(tmp_path / "origin", 24 * MB))
    stopped_midway(buyer)
    buyer.clicks(Act.CANCEL)
    buyer.waits(Stage.KEPT)
    assert "is kept" in buyer.says and not buyer.offer.strip.bar.isVisible()
    buyer.clicks(Act.THROW_AWAY)
    buyer.waits(Stage.IDLE)
    assert places.under_way(paths.models_folder()) == [] and buyer.offer.get.isVisible()


def test_a_closed_window_keeps_the_part_and_the_next_one_goes_on(shops: Shops, tmp_path: Path) -> None:
    import time

    buyer = shops(heavy(tmp_path / "origin", 24 * MB))
    stopped_midway(buyer)
    began = time.monotonic()
    buyer.closes()
    assert time.monotonic() - began < 4.0, "closing waited for the server"
    buyer.hub.faults.lift()
    buyer.open()
    buyer.waits(Stage.KEPT)
    assert "is kept" in buyer.says
    buyer.clicks(Act.GO_ON)
    buyer.until(lambda: buyer.is_here)
    assert buyer.hub.ranges, "it began anew"


def test_a_damaged_model_is_found_and_mended(shops: Shops) -> None:
    buyer = shops(pocket())
    buyer.gets()
    buyer.chooses("Compare with its checksums")
    buyer.until(lambda: buyer.box.strip.says.text() == "Every file has its checksum.")
    weights = buyer.box.folder / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    buyer.chooses("Compare with its checksums")
    buyer.until(lambda: buyer.box.strip.says.text() == "Damaged or missing: model.safetensors.")
    buyer.hub.sent.clear()
    buyer.clicks(buyer.box.strip.buttons[Act.REPAIR])
    buyer.until(lambda: buyer.is_here and buyer.box.strip.says.text() == "Every file has its checksum.")
    assert {name for name, count in buyer.hub.sent.items() if count} == {"model.safetensors"}


def test_what_was_fetched_is_removed_after_a_second_question_and_nothing_else_can_be(shops: Shops) -> None:
    buyer = shops(pocket())
    buyer.gets()
    folder = buyer.box.folder
    pocket_box = buyer.window.models.boxes[paths.POCKET]
    assert not any("Remove" in action.text() for action in pocket_box.menu.actions())
    buyer.clicks(buyer.box.use)
    buyer.until(lambda: buyer.box.unload.isVisible())
    buyer.chooses("Remove …")
    assert "will be deleted" in buyer.box.strip.says.text() and folder.exists()
    buyer.clicks(buyer.box.strip.buttons[Act.DECLINE])
    assert buyer.box.strip.isHidden()
    buyer.chooses("Remove …")
    buyer.clicks(buyer.box.strip.buttons[Act.REMOVE_NOW])
    buyer.until(lambda: not buyer.is_here and NAME in buyer.window.models.offers)
    assert not folder.exists()
    buyer.until(lambda: buyer.window.model_name.text() == "No model is open")


def test_a_newer_revision_is_looked_for_only_when_asked(shops: Shops) -> None:
    buyer = shops(pocket())
    buyer.gets()
    buyer.chooses("Look for a newer revision")
    buyer.until(lambda: buyer.box.strip.says.text() == "This is the newest revision.")
    buyer.hub.repositories[NAME].revision, buyer.hub.repositories[NAME].older = "2" * 40, ["1" * 40]
    buyer.chooses("Look for a newer revision")
    buyer.until(lambda: buyer.box.strip.course.stage is Stage.NEWER)
    assert "2222222" in buyer.box.strip.says.text()
    buyer.clicks(buyer.box.strip.buttons[Act.ASK])
    buyer.until(lambda: buyer.box.strip.course.stage is Stage.ASKED)
    buyer.clicks(buyer.box.strip.buttons[Act.AGREE])
    buyer.until(lambda: buyer.is_here and buyer.box.plan is not None and buyer.box.plan.revision == "2" * 40)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [("nonsense", "does not answer as a hub does"), ("503", "is in trouble"), ("drop", "broke off")],
)
def test_a_fault_is_one_sentence_in_the_card_and_can_be_tried_again(shops: Shops, fault: str, sentence: str) -> None:
    buyer = shops(pocket())
    buyer.hub.faults.answers = [fault] * 12
    buyer.clicks(buyer.offer.get)
    buyer.waits(Stage.FAILED)
    assert (sentence in buyer.says and "Try again" in buyer.says) or "try again" in buyer.says
    assert not buyer.window.notice.isVisible(), "it is told once, in the card"
    buyer.hub.faults.lift()
    buyer.clicks(Act.AGAIN)
    buyer.waits(Stage.ASKED)


def test_a_model_with_a_licence_asks_for_the_page_and_the_token(shops: Shops) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(Keychain())
    try:
        gated = pocket()
        gated.gated, gated.tokens, gated.welcome = "manual", {"hf_right"}, {"hf_right"}
        buyer = shops(gated)
        buyer.asks()
        buyer.clicks(Act.AGREE)
        buyer.waits(Stage.FAILED)
        assert "licence" in buyer.says and "earshot models" not in buyer.says, "nobody here has a terminal open"
        assert buyer.offer.strip.licence.isVisible() and buyer.offer.strip.token.isVisible()
        buyer.offer.strip.token.setText("hf_right")
        buyer.clicks(buyer.offer.strip.keep)
        buyer.until(lambda: buyer.is_here)
    finally:
        keyring.set_keyring(before)


def test_working_offline_nothing_can_be_fetched_and_the_reason_is_said(shops: Shops) -> None:
    buyer = shops(pocket(), offline=True)
    assert not buyer.offer.get.isEnabled() and "offline" in buyer.offer.get.toolTip()
    assert buyer.window.models.note.text().startswith("Earshot works offline.")
    around = shell.of(buyer.window)
    around.apply(around.kept.change(offline=False))
    assert buyer.offer.get.isEnabled() and "checksum" in buyer.window.models.note.text()
    buyer.gets()
    assert buyer.hub.asked


def test_a_download_that_is_under_way_stops_when_somebody_chooses_to_work_offline(shops: Shops, tmp_path: Path) -> None:
    buyer = shops(heavy(tmp_path / "origin", 24 * MB))
    stopped_midway(buyer)
    buyer.hub.faults.lift()
    around = shell.of(buyer.window)
    around.apply(around.kept.change(offline=True))
    buyer.waits(Stage.KEPT)
    asked = len(buyer.hub.asked)
    assert not buyer.offer.strip.buttons[Act.GO_ON].isEnabled()
    buyer.until(lambda: buyer.window.sidebar._connected.text() == "Working offline")
    assert not buyer.is_here and len(buyer.hub.asked) == asked
    around.apply(around.kept.change(offline=False))
    buyer.clicks(Act.GO_ON)
    buyer.until(lambda: buyer.is_here)


def test_another_hub_counts_as_soon_as_it_is_chosen(shops: Shops) -> None:
    buyer = shops(pocket())
    shell.of(buyer.window).ask()
    (sheet,) = buyer.window.findChildren(Preferences)
    sheet.computer.endpoint.setText("https://mirror.example")
    sheet.done_.click()
    buyer.until(lambda: "mirror.example" in buyer.window.models.note.text())


def test_offline_nobody_is_asked(shops: Shops) -> None:
    buyer = shops(pocket(), offline=True)
    buyer.window.supplies.begin(buyer.offer.offer)
    buyer.waits(Stage.FAILED)
    assert "work offline" in buyer.says and buyer.hub.asked == []
    assert buyer.offer.strip.buttons[Act.SETTINGS].isVisible()


def test_the_recommended_one_comes_first_with_its_reason(shops: Shops, monkeypatch: pytest.MonkeyPatch) -> None:
    (offer,) = [offer for offer in supply.offers() if offer.repository == NAME]
    monkeypatch.setattr(supply, "advice", lambda: Advice(offer, "It suits.", 8))
    buyer = shops(pocket())
    there = buyer.window.models._there
    assert there.indexOf(buyer.offer) == 0 and buyer.offer.get.objectName() == "primary"
    assert buyer.offer.says.text().startswith("This computer has 8 GB of memory;")
    assert [card.get.objectName() for card in buyer.window.models.offers.values()].count("primary") == 1


def test_the_first_run_begins_the_download(shops: Shops, monkeypatch: pytest.MonkeyPatch) -> None:
    (offer,) = [offer for offer in supply.offers() if offer.repository == NAME]
    monkeypatch.setattr(supply, "advice", lambda: Advice(offer, "It suits.", 8))
    buyer = shops(pocket())
    around = shell.of(buyer.window)
    around.welcome()
    assert around.first_run is not None
    around.first_run.get.primary.click()
    buyer.until(lambda: buyer.is_here)
    around.first_run.skip.click()


def test_a_folder_of_ones_own_is_listed_opened_and_taken_off_again(shops: Shops, tmp_path: Path) -> None:
    import shutil

    mine = tmp_path / "mine" / "pocket"
    shutil.copytree(paths.POCKET, mine)
    buyer = shops(pocket())
    buyer.window.take_files([mine])
    buyer.until(lambda: mine in buyer.window.models.boxes and buyer.window.model_name.text() == "Earshot Pocket")
    box = buyer.window.models.boxes[mine]
    buyer.until(lambda: any(action.text() == "Take off the list" for action in box.menu.actions()))
    buyer.window.loads.load(paths.POCKET)
    buyer.until(lambda: buyer.window.models._used == paths.POCKET)
    (forget,) = [action for action in box.menu.actions() if action.text() == "Take off the list"]
    forget.trigger()
    buyer.until(lambda: not supply.Supply(lambda: shell.of(buyer.window).kept.now).stock().added)
    assert (mine / "config.json").is_file()
