"""An X server of one's own with a keyboard to press, and other programs on it; nothing of the user's is touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

PATIENCE_SECONDS = 30.0


class XServer:
    """No window manager: the keyboard goes where `Other.focus` sends it."""

    def __init__(self, size: str = "800x600x24") -> None:
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as told:
            self.name = f":{told.readline().strip()}"
        self.environment = {**os.environ, "DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb", "XAUTHORITY": os.devnull}
        self.environment.pop("WAYLAND_DISPLAY", None)

    def press(self, *command: str) -> None:
        """As xdotool takes it: keydown F8, keyup F8, key ctrl+c."""
        subprocess.run(["xdotool", *command], env=self.environment, check=True, timeout=PATIENCE_SECONDS)

    def clipboard(self, target: str, selection: str = "clipboard") -> bytes:
        """What another program gets; empty for a form that is not there."""
        command = ["xclip", "-selection", selection, "-o", "-t", target]
        return subprocess.run(command, env=self.environment, capture_output=True, timeout=PATIENCE_SECONDS).stdout

    def other(self, name: str, *ways: str) -> Other:
        return Other(self, name, *ways)

    def close(self) -> None:
        self._server.terminate()
        self._server.wait(PATIENCE_SECONDS)


class Other:
    """A program with a text field."""

    def __init__(self, server: XServer, name: str, *ways: str) -> None:
        self._server = server
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("field.py")), name, *ways],
            env=server.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._said: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self.text = ""
        self.texts: list[str] = []
        """Every state of the field."""
        self.keys: list[int] = []
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()
        self.window = int(self._until("window")["window"])

    def _listen(self) -> None:
        for line in self._process.stdout or []:
            self._said.put(json.loads(line))

    def _take(self, seconds: float) -> dict[str, Any]:
        told = self._said.get(timeout=seconds)
        if "text" in told:
            self.text = told["text"]
            self.texts.append(self.text)
        if "key" in told:
            self.keys.append(told["key"])
        return told

    def _until(self, fact: str) -> dict[str, Any]:
        while fact not in (told := self._take(PATIENCE_SECONDS)):
            pass
        return told

    def tell(self, **what: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")

    def copy(self, **forms: object) -> None:
        """Returns once the program holds the clipboard."""
        self.tell(copy=forms)
        self._until("copied")

    def empty(self) -> None:
        self.tell(empty=True)
        self._until("emptied")
        self.texts.clear()

    def focus(self) -> None:
        self._server.press("windowfocus", "--sync", str(self.window))

    def reads(self, text: str, seconds: float = PATIENCE_SECONDS) -> bool:
        """True as soon as the field reads so."""
        until = time.monotonic() + seconds
        while self.text != text and time.monotonic() < until:
            self.catch_up(0.05)
        return self.text == text

    def catch_up(self, seconds: float = 0.1) -> None:
        """Hears what was said until so long nothing was."""
        try:
            while True:
                self._take(seconds)
        except Empty:
            return

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE_SECONDS)
        self._reader.join(PATIENCE_SECONDS)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


def until(done: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> bool:
    """Waits for it; False if it does not come."""
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(0.005)
    return done()
