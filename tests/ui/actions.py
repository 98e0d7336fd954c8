"""Random user actions: python -m tests.ui.actions --count 500 --seed 1.

Ends with 1 on an exception, a warning of Qt's, a window that stays busy, a thread or a window that stays, or memory
that has grown by more than a tenth between the first fifth of the actions and their end.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.ui.user import SAMPLES, Chatter, User

from earshot import parts, paths, shell
from earshot.audio import decode

PATIENCE_SECONDS = 90.0
GROWTH = 0.10
HARMLESS = ("This plugin does not support",)


@dataclass
class Outcome:
    """What was found wrong, and the figures."""

    wrong: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    early_mb: float = 0.0
    late_mb: float = 0.0
    settled_seconds: float = 0.0
    closed_seconds: float = 0.0


def rss_mb() -> float:
    with Path("/proc/self/statm").open(encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def until(there: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> bool:
    end = time.monotonic() + seconds
    while not there() and time.monotonic() < end:
        QTest.qWait(10)
    return there()


def play(application: QApplication, count: int, seed: int, folder: Path) -> Outcome:
    """`folder` is the test's own; EARSHOT_DATA lies in it already."""
    found, before = Outcome(), set(threading.enumerate())
    speech = decode.sound_of(paths.SAMPLES / "dictation.wav")
    shutil.copytree(paths.POCKET, folder / "another")
    (folder / "broken").mkdir()
    (folder / "notes.mp4").write_text("no clip")
    windows = {id(widget) for widget in application.topLevelWidgets()}
    window = shell.build(application, world=replace(parts.world(), microphone=lambda: Chatter(speech)))
    window.show()
    user = User(window, seed, [*SAMPLES, folder / "notes.mp4"], [paths.POCKET, folder / "another", folder / "broken"])
    window.load(paths.POCKET)
    until(lambda: window.model_name.text() == "Earshot Pocket")  # or all happens before it
    try:
        for number in range(count):
            user.acts()
            if number == count // 5:
                gc.collect()
                found.early_mb = rss_mb()
        began = time.monotonic()
        for _ in range(3):
            window.session.cancel()
            QTest.qWait(50)
        window.load(paths.POCKET)
        _settle(window, found)
        found.settled_seconds = time.monotonic() - began
        gc.collect()
        found.late_mb = rss_mb()
    finally:
        found.done = user.done
        began = time.monotonic()
        window.close()
        found.closed_seconds = time.monotonic() - began
        window.deleteLater()
        QTest.qWait(50)
    until(lambda: not [t for t in threading.enumerate() if t not in before and t.is_alive()], 5.0)
    found.wrong += [f"thread {thread.name} stays" for thread in threading.enumerate() if thread not in before]
    gc.collect()
    QTest.qWait(10)
    left = [widget for widget in application.topLevelWidgets() if id(widget) not in windows and widget.isVisible()]
    found.wrong += [f"window {type(widget).__name__} stays" for widget in left]
    return found


def _settle(window: shell.Window, found: Outcome) -> None:
    """Everything that was begun comes to its end, and the window does what it is asked."""
    pane, watched = window.dictation, window.describe
    if not until(lambda: not window.loads.coming and window.model_name.text() == "Earshot Pocket"):
        found.wrong.append(f"the model stays “{window.model_name.text()}”")
    watched.stop_wanted.emit()
    if not until(lambda: not pane.manuscript.frozen and not pane.modes.speak.isChecked()):
        found.wrong.append(f"the dictation stays busy: {pane.state.text()}")
    if not until(watched.choose.isEnabled):
        found.wrong.append("the describe pane stays busy")
    if not pane.talk.isEnabled():
        found.wrong.append("nobody can talk any more")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["HF_ENDPOINT"] = "http://127.0.0.1:9"  # no click reaches a real hub
    wrong = list[str]()

    def told(kind: QtMsgType, _where: object, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not text.startswith(HARMLESS):
            wrong.append(f"Qt says: {text}")

    def raised(kind: type[BaseException], problem: BaseException, trace: object) -> None:
        wrong.append(f"{kind.__name__}: {problem}")
        sys.__excepthook__(kind, problem, trace)  # type: ignore[arg-type]

    qInstallMessageHandler(told)
    sys.excepthook = raised
    threading.excepthook = lambda args: wrong.append(f"{args.thread}: {args.exc_type.__name__}: {args.exc_value}")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EARSHOT_DATA"] = str(Path(folder) / "data")
        application = QApplication(sys.argv[:1])
        began = time.monotonic()
        found = play(application, options.count, options.seed, Path(folder))
    wrong += found.wrong
    if found.late_mb > (1 + GROWTH) * found.early_mb:
        wrong.append("memory has grown")
    print(
        f"{options.count} actions, seed {options.seed}, {time.monotonic() - began:.0f} s: settled"
        f" {found.settled_seconds:.1f} s after the last, closed in {found.closed_seconds:.2f} s;"
        f" memory {found.early_mb:.0f} MB after a fifth, {found.late_mb:.0f} MB at the end"
    )
    for line in wrong:
        print(f"  {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
