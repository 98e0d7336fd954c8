"""The first run: the bundled voice is written, a model is offered, the key is held; shown once and again from Help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.seat import PATIENCE, Seat

from earshot import parts, paths, shell, supply
from earshot.domain.catalogue import GIB, Advice, Offer, advise
from earshot.domain.errors import MicrophoneError
from earshot.domain.settings import Settings
from earshot.session.ports import Microphone
from earshot.store import settings
from earshot.ui.around.doors import Doors
from earshot.ui.first_run import steps as welcome
from earshot.ui.first_run.permission import MayHear, Permission
from earshot.ui.first_run.sheet import FirstRun

OFFERS = [
    Offer("large", "Large", hears=True, sees=True, suits_gb=16, about_bytes=6_740_000_000),
    Offer("small", "Small", hears=True, sees=True, suits_gb=8),
    Offer("deaf", "Deaf", hears=False, sees=True),
]


@pytest.fixture
def steps(seat: Seat) -> FirstRun:
    around = shell.of(seat.window)
    around.welcome()
    assert around.first_run is not None
    return around.first_run


def click(steps: FirstRun, *names: str) -> None:
    for name in names:
        QTest.mouseClick(getattr(steps, name), Qt.MouseButton.LeftButton)


def test_what_is_offered_suits_the_computer() -> None:
    large = advise(OFFERS, 17 * GIB)
    assert large.offer is OFFERS[0] and large.memory_gb == 17 and OFFERS[0].minutes == 18
    small = advise(OFFERS, 8 * GIB)
    assert small.offer is OFFERS[1] and OFFERS[1].minutes is None
    assert advise(OFFERS, 4 * GIB).offer is None


def test_the_bundled_voice_is_written_and_is_no_dictation(seat: Seat, steps: FirstRun) -> None:
    assert steps.hear.listen.objectName() == "primary" and "demo model" in steps.hear.says.text()
    QTest.mouseClick(steps.hear.listen, Qt.MouseButton.LeftButton)
    seat.qtbot.waitUntil(lambda: steps.hear.state.text().startswith("That was it"), timeout=PATIENCE)
    assert "report" in steps.hear.text.toPlainText() and seat.pane.text.toPlainText() == ""
    seat.qtbot.waitUntil(steps.hear.listen.isEnabled, timeout=PATIENCE)
    seat.window.session.archive.find("")
    seat.qtbot.waitUntil(lambda: not seat.window.history.entries, timeout=PATIENCE)


def test_the_button_is_held_and_a_tick_says_so(seat: Seat, steps: FirstRun) -> None:
    click(steps, "next", "next")
    assert steps.hold.isVisible() and steps.count.text() == "Step 3 of 3"
    QTest.mousePress(steps.hold.talk, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    seat.hears_something()
    seat.qtbot.waitUntil(lambda: steps.hold.tick.text().startswith("✓"), timeout=PATIENCE)
    QTest.mouseRelease(steps.hold.talk, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    click(steps, "next")
    seat.waits_for("Written")
    seat.qtbot.waitUntil(lambda: settings.read(paths.settings_file()).welcomed, timeout=PATIENCE)
    assert shell.of(seat.window).first_run is None


def test_who_is_not_heard_is_told_what_to_do(seat: Seat, steps: FirstRun) -> None:
    steps.hold._timer.setInterval(30)
    click(steps, "next", "next")
    seat.qtbot.waitUntil(steps.hold.settings.isVisible, timeout=PATIENCE)
    assert "Hold the button" in steps.hold.tick.text()


def test_a_key_that_another_program_has_is_named(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(welcome, "PATIENCE_MS", 30)
    around = shell.of(seat.window)
    step = welcome.HoldPage(seat.window.session, around.colours, "F8", "")
    seat.qtbot.addWidget(step)
    step.show()
    step.wait()
    seat.qtbot.waitUntil(step.settings.isVisible, timeout=PATIENCE)
    assert step.tick.text().startswith("F8 was not heard.")
    step = welcome.HoldPage(seat.window.session, around.colours, "", "Wayland has no global keys.")
    seat.qtbot.addWidget(step)
    assert step.tick.text() == "Wayland has no global keys." and "Hold the button" in step.says.text()


def test_the_microphone_is_asked_for_when_it_is_needed(seat: Seat) -> None:
    class System(Permission):
        def __init__(self) -> None:
            self.now, self.asked = MayHear.UNASKED, 0

        def state(self) -> MayHear:
            return self.now

        def ask(self, context: QObject, answered: Callable[[], None]) -> None:
            self.asked += 1
            self.now = MayHear.NO
            answered()

    assert Permission().state() is MayHear.YES, "no system but a Mac asks"
    system, around = System(), shell.of(seat.window)
    step = welcome.HoldPage(seat.window.session, around.colours, "F8", "", system)
    seat.qtbot.addWidget(step)
    step.show()
    assert system.asked == 0
    step.wait()
    assert system.asked == 1 and "keeps the microphone from Earshot" in step.tick.text()


def test_without_a_microphone_it_is_said_what_to_do(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Missing:
        def start(self, heard: object, ended, told: object = None) -> None:  # type: ignore[no-untyped-def]
            ended(MicrophoneError("No microphone is connected."))

        def finish(self) -> None: ...
        def stop(self) -> None: ...
        @property
        def health(self):  # type: ignore[no-untyped-def]
            from earshot.domain.microphone import Health

            return Health()

    def missing() -> Microphone:
        return Missing()

    window = shell.build(qapp, world=replace(parts.world(), microphone=missing))
    qtbot.addWidget(window)
    window.show()
    window.load(paths.POCKET)
    qtbot.waitUntil(lambda: window.model_name.text() == "Earshot Pocket", timeout=PATIENCE)
    shell.of(window).welcome()
    steps = shell.of(window).first_run
    assert steps is not None
    click(steps, "next", "next")
    QTest.mousePress(steps.hold.talk, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    qtbot.waitUntil(lambda: "No microphone is connected." in steps.hold.tick.text(), timeout=PATIENCE)
    assert steps.hold.settings.isVisible()
    window.close()


def test_the_recommended_model_is_asked_for(qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    offer = Offer("large", "Gemma 4 12B, 4 bit", "owner/name", about_bytes=6_740_000_000)
    monkeypatch.setattr(supply, "advice", lambda: Advice(offer, "It suits.", 16))
    wanted = list[Offer]()
    window = shell.build(qapp, Doors(get=wanted.append))
    qtbot.addWidget(window)
    window.show()
    shell.of(window).welcome()
    steps = shell.of(window).first_run
    assert steps is not None
    click(steps, "next")
    assert steps.get.primary.text() == "Get it: 6.7 GB, about 18 min" and "16 GB of memory" in steps.get.says.text()
    QTest.mouseClick(steps.get.primary, Qt.MouseButton.LeftButton)
    assert steps.hold.isVisible(), "nobody waits for it"
    window.close()
    assert wanted == [offer]


def test_it_is_shown_again_from_the_help_menu_and_not_by_itself(seat: Seat) -> None:
    assert not Settings().welcomed
    around = shell.of(seat.window)
    for _ in range(2):
        around.welcome()
        assert around.first_run is not None and around.first_run.isVisible()
        around.first_run.skip.click()
        assert around.first_run is None and around.kept.now.welcomed
