"""The whole program on X11, again and again: python -m tests.desktop.fifty --count 50.

A key is held while another program has the focus, a sentence is spoken through a sound server of the test's own, the
key comes up; then the sentence must stand in that program's field, once, and its clipboard be as before: text, HTML,
picture.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import soxr
from tests import pulse
from tests.desktop.xserver import Other, XServer, until
from tests.speech import Spoken, spoken

from earshot import parts, paths
from earshot.domain.health import from_json
from earshot.domain.settings import Settings
from earshot.domain.sound import RATE
from earshot.domain.transcript import word_errors
from earshot.store import settings

READY_SECONDS = 4.0
"""A sound server takes two seconds for its first block; a warm microphone needs none of it."""
HELD_SECONDS = 0.8
"""The key is held so much longer than it is spoken."""
HTML = "<b>kept</b>"


def once(screen: XServer, editor: Other, server: pulse.PulseAudio, said: Spoken, path: Path, wait: float) -> str:
    """What went wrong; empty if nothing did."""
    words, lasts = said.words, len(said.sound()) / RATE
    picture = screen.clipboard("image/png")
    editor.empty()
    editor.focus()
    screen.press("keydown", "F8")
    try:
        time.sleep(wait)
        began = time.monotonic()
        if server.speak(path).wait(60) != 0:
            return "nothing was spoken"
        # A sound server that did not get its turn plays what it missed at once: nobody speaks like that.
        time.sleep(max(HELD_SECONDS, began + lasts + HELD_SECONDS - time.monotonic()))
    finally:
        screen.press("keyup", "F8")
    if not until(lambda: editor.catch_up(0.05) or bool(editor.text), 60.0):
        return "a miss"
    until(lambda: screen.clipboard("text/html").decode("utf-8", "replace") == HTML, 10.0)
    editor.catch_up(0.3)
    written = editor.text.split()
    if word_errors(words, written) > max(1, len(words) // 3):
        double = len(written) >= 2 * len(words) - 1
        return f"{'a double' if double else 'other words'}: {len(written)} for {len(words)}"
    if screen.clipboard("text/html").decode("utf-8", "replace") != HTML or screen.clipboard("image/png") != picture:
        return "the clipboard is another one"
    return ""


def last_take() -> str:
    """What the history says of the newest take."""
    history = parts.history()
    try:
        (entry,) = history.newest(1)
        health = from_json(entry.health)
        return (
            f"{entry.condition.value}, {entry.seconds:.1f} s, “{entry.raw}”, {health.inserted or 'nowhere'} into"
            f" {entry.inserted_into or 'nothing'}, speech {health.speech_seconds:.1f} s, peak {health.peak_db:.0f} dB,"
            f" {health.overflows} overflows, {health.gaps} gaps, opened in {health.opening:.2f} s"
        )
    finally:
        history.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--silent", action="store_true", help="without the sounds of a take")
    options = parser.parse_args()
    said = min((one for one in spoken() if len(one.words) >= 3), key=lambda one: len(one.sound()))
    wrong, took = list[str](), list[float]()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ["EARSHOT_DATA"] = str(folder / "data")
        settings.write(
            paths.settings_file(),
            Settings(hotkey="F8", insert_demo=True, overlay=True, welcomed=True, sounds=not options.silent),
        )
        server = pulse.PulseAudio()
        stack.callback(server.end)
        screen = XServer()
        stack.callback(screen.close)
        editor, painter = screen.other("Editor"), screen.other("Painter")
        stack.callback(editor.close)
        stack.callback(painter.close)
        environment = {**screen.environment, **server.environment, "EARSHOT_DATA": os.environ["EARSHOT_DATA"]}
        program = subprocess.Popen([sys.executable, "-m", "earshot"], env=environment)
        stack.callback(program.wait)
        stack.callback(program.send_signal, signal.SIGINT)
        path = folder / "spoken.wav"
        pulse.write(path, soxr.resample(said.sound(), RATE, pulse.RATE))
        screen.press("search", "--sync", "--name", "^Earshot$")
        time.sleep(5.0)
        painter.copy(text="kept", html=HTML, image=64)
        warm = False
        for number in range(options.count):
            began = time.monotonic()
            what = once(screen, editor, server, said, path, 1.0 if warm else READY_SECONDS)
            warm = True
            took.append(time.monotonic() - began)
            if what:
                wrong.append(f"{number + 1}: {what}")
                print(f"  {wrong[-1]} ({last_take()})", flush=True)
                warm = False
            if program.poll() is not None:
                print("the program has ended")
                return 1
    print(
        f"{options.count - len(wrong)} of {options.count} insertions went well, {np.median(took):.1f} s each"
        f" ({len(said.sound()) / RATE:.1f} s of it speech)"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
