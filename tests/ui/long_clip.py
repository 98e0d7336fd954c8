"""A ten-minute clip dropped on the window: python -m tests.ui.long_clip [--minutes 10] [--order pictures|speech].

Speech and scenes are made here.  Prints when the first words are on the screen, how long everything takes, how much
memory the process holds on the way, and how long the screen was ever kept waiting.  Ends with 1 if the first words come
later than 15 % of the whole time or memory grows by more than 10 % from the moment both kinds of words are there (what
they need is loaded then) to the end.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["EARSHOT_DATA"] = tempfile.mkdtemp(prefix="earshot-")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from earshot import app, paths
from earshot.domain.plan import Order
from films import film
from speech import spoken

LATEST, GROWTH = 0.15, 0.10
BEAT_MS = 10


def resident() -> float:
    """Memory of this process in MB."""
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def late(gap: tuple[float, float]) -> str:
    """How much later than it should, and when."""
    return f"{gap[0] * 1000 - BEAT_MS:.0f} ms at {gap[1]:.1f} s"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--order", choices=("speech", "pictures"), default="speech")
    options = parser.parse_args()
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        said = [sentence.sound() for sentence in spoken()]
        clip = film(Path(folder) / "long.mkv", options.minutes * 60, said, size=320)
        window = app.build(application)
        window.show()
        window.load(paths.POCKET)
        while window.model_name.text() != "Earshot Pocket":
            application.processEvents()
        pane, held = window.describe, window.clips.held
        pane.zone.orders.choose(Order.SPEECH_FIRST if options.order == "speech" else Order.PICTURES_FIRST)
        gaps, last = list[tuple[float, float]](), time.monotonic()

        def beat() -> None:
            nonlocal last
            now = time.monotonic()
            gaps.append((now - last, now - began))
            last = now

        timer = QTimer(interval=BEAT_MS)
        timer.timeout.connect(beat)
        timer.start()
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(clip))])
        where, keys = QPointF(window.rect().center()), Qt.KeyboardModifier.NoModifier
        began = last = time.monotonic()
        buttons, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
        application.sendEvent(window.centralWidget(), QDragEnterEvent(where.toPoint(), copy, data, buttons, keys))
        application.sendEvent(window.centralWidget(), QDropEvent(where, copy, data, buttons, keys))
        first = {"said": 0.0, "seen": 0.0}
        memory: list[tuple[float, float]] = []
        while not (window.clips.queue.items and window.clips.queue.items[0].over):
            application.processEvents()
            found = held[1].found if 1 in held else None
            now = time.monotonic() - began
            if not first["said"] and 1 in held and (held[1].heard or (found is not None and found.said)):
                first["said"] = now
            if not first["seen"] and found is not None and found.kind == "video" and any(p.text for p in found.parts):
                first["seen"] = now
            if not memory or now >= memory[-1][0] + 1.0:
                memory.append((now, resident()))
            time.sleep(0.001)
        whole = time.monotonic() - began
        window.close()
    settled = next(size for at, size in memory if at >= max(first.values()) + 1.0)
    growth = memory[-1][1] / settled - 1
    quarters = [next(size for at, size in memory if at >= whole * part) for part in (0.25, 0.5, 0.75)]
    on_the_way = ", ".join(f"{size:.0f}" for size in quarters)
    gaps.sort()
    early = min(at for at in first.values() if at) / whole
    print(
        f"{options.minutes:g} minutes, {options.order} first: all of it in {whole:.1f} s; first words said after "
        f"{first['said']:.1f} s ({first['said'] / whole:.1%}), seen after {first['seen']:.1f} s "
        f"({first['seen'] / whole:.1%})\n"
        f"memory {on_the_way} MB on the way, {memory[-1][1]:.0f} MB at the end, {growth:+.1%} since both had begun\n"
        f"a beat of {BEAT_MS} ms came late by {late(gaps[int(len(gaps) * 0.99)])} (99 of 100), at worst by "
        + ", ".join(late(gap) for gap in gaps[:-4:-1])
    )
    return 0 if early <= LATEST and growth <= GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
