"""Cold start to the first window: a fresh process each time, from its beginning until the window is painted.

    python packaging/startup.py --times 10
    python packaging/startup.py --trace       the imports of that moment, slowest first

Bytecode is there before the first start that counts; the disk's cache is warm.  The model is loaded behind the window
and does not count.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

HEAVY = [
    "mlx",
    "mlx_lm",
    "mlx_vlm",
    "transformers",
    "tokenizers",
    "cv2",
    "av",
    "soxr",
    "sounddevice",
    "huggingface_hub",
    "PIL",
]
"""What must not be there yet."""
ONE = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from earshot.cli.arguments import parser

parser().parse_args([])
from earshot import app


class Seen(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            sys.stdout.write(f"{time.time()} {' '.join(set(sys.argv[1:]) & set(sys.modules))}\\n")
            sys.stdout.flush()
            window.removeEventFilter(self)
            QTimer.singleShot(0, window.close)
        return False


application = QApplication(["earshot"])
window = app.build(application)
seen = Seen()
window.installEventFilter(seen)
window.show()
application.exec()
"""


def once(data: str, *options: str) -> tuple[float, float, list[str], str]:
    """Seconds, seconds of processor time until it ended, heavy packages that were there, and what stands on stderr."""
    environment = {**os.environ, "EARSHOT_DATA": data}
    before = _worked()
    began = time.time()
    done = subprocess.run(
        [sys.executable, *options, "-c", ONE, *HEAVY], env=environment, check=True, capture_output=True, text=True
    )
    painted, *heavy = done.stdout.split()
    return float(painted) - began, _worked() - before, heavy, done.stderr


def _worked() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def trace(said: str) -> list[str]:
    """The slowest imports by themselves, in milliseconds, of what -X importtime has said."""
    rows = [line.removeprefix("import time:").split("|") for line in said.splitlines() if "|" in line]
    costs = [(int(own), name.strip()) for own, _, name in rows if own.strip().isdigit()]
    total = sum(cost for cost, _ in costs)
    slowest = [f"{cost / 1000:7.1f} ms  {name}" for cost, name in sorted(costs, reverse=True)[:20]]
    return [f"{total / 1000:7.1f} ms  {len(costs)} modules in all", *slowest]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--times", type=int, default=10)
    asked.add_argument("--trace", action="store_true", help="say which imports cost what")
    options = asked.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as data:
        once(data)
        if options.trace:
            print("\n".join(trace(once(data, "-X", "importtime")[3])))
            return 0
        starts = [once(data) for _ in range(options.times)]
    found = sorted({name for start in starts for name in start[2]})
    seconds = sorted(start[0] for start in starts)
    spread = f"{seconds[0]:.3f} to {seconds[-1]:.3f}"
    print(f"first window: median of {len(seconds)} {statistics.median(seconds):.3f} s ({spread})")
    worked = statistics.median(start[1] for start in starts)
    print(f"processor time, from the start to the window's end: {worked:.3f} s, whatever else the machine does")
    print(f"there too early: {', '.join(found) or 'nothing'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
