"""The whole program with a hand on it.  Run as a program.

Hears lines of JSON, says lines of JSON: what stands in its window after each of them, and whenever that changes.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from earshot import app, shell
from earshot.domain.events import Finished
from earshot.domain.take_events import TakeBegan, TakeEnds
from earshot.session.world import Letter
from earshot.ui.around.overlay import Overlay
from earshot.ui.window import Window

TAKE = 9_000
LOOK_MS = 50
EVENTS = {"began": TakeBegan, "ends": TakeEnds, "over": Finished}
real = app.build


def pills() -> list[Overlay]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Overlay) and widget.isVisible()]


def facts(window: Window) -> dict[str, Any]:
    sheet, tray = shell.of(window).first_run, shell.of(window).tray
    return {
        "window": int(window.winId()), "ready": bool(window.foot.name.text()) and not window.loads.coming,
        "notice": "" if window.notice.isHidden() else window.notice.text(), "full": window.isMaximized(),
        "small": window.isMinimized(), "sheet": int(sheet.winId()) if sheet is not None else 0,
        "describes": window.describe.isVisible(), "pill": [int(pill.winId()) for pill in pills()],
        "pill_at": [list(pill.geometry().getRect()) for pill in pills()], "tray": tray.told if tray is not None else "",
    }  # fmt: skip


def obey(window: Window, told: dict[str, Any]) -> None:
    if "write" in told:
        window.dictation.text.setPlainText(told["write"])
    if "insert" in told:
        window.dictation.insert.click()
    if "maximise" in told:
        window.showMaximized()
    if "take" in told:
        window.post.tell(Letter(TAKE, EVENTS[told["take"]]()))
        if told["take"] == "began" and window.post.anywhere is not None:
            window.post.anywhere.began.emit(TAKE)


def build(application: QApplication) -> Window:
    window = real(application)
    said: list[dict[str, Any]] = []

    def tell() -> None:
        now = facts(window)
        if said[-1:] != [now]:
            said[:] = [now]
            print(json.dumps(now), flush=True)

    def hear() -> None:
        line = sys.stdin.readline()
        if line:
            obey(window, json.loads(line))
        else:
            ear.setEnabled(False)

    ear = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, window)
    ear.activated.connect(hear)
    look = QTimer(window, interval=LOOK_MS)
    look.timeout.connect(tell)
    look.start()
    return window


app.build = build
sys.exit(app.run([]))
