"""A screen with a window manager and, when wanted, a place for icons; and Earshot on it with a hand on it."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from tests.desktop.xserver import PATIENCE_SECONDS, XServer, until
from Xlib import X, display
from Xlib.protocol import event

LONG_SECONDS = 90.0
"""On a busy machine the model is loaded by what the others leave."""
ICON = 24


def installed() -> bool:
    return shutil.which("pekwm") is not None


class Managed(XServer):
    """Windows have title bars here, and one of them is active."""

    def __init__(self, folder: Path, *, manager: bool = True) -> None:
        super().__init__("1280x900x24")
        self.screen = display.Display(self.name)
        self.root = self.screen.screen().root
        self._manager: subprocess.Popen[bytes] | None = None
        if manager:
            environment = {**self.environment, "HOME": str(folder)}
            command = ["pekwm", "--config", "/dev/null"]
            quiet = subprocess.DEVNULL
            self._manager = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)
            assert until(lambda: self._stated("_NET_SUPPORTING_WM_CHECK") != [])

    def _stated(self, name: str) -> list[int]:
        stated = self.root.get_full_property(self.screen.intern_atom(name), X.AnyPropertyType)
        return [] if stated is None else list(stated.value)

    @property
    def active(self) -> int:
        return (self._stated("_NET_ACTIVE_WINDOW") or [0])[0]

    @property
    def tasks(self) -> list[int]:
        """What a list of tasks shows."""
        return self._stated("_NET_CLIENT_LIST")

    @property
    def stack(self) -> list[int]:
        """The windows from the lowest to the highest."""
        return self._stated("_NET_CLIENT_LIST_STACKING")

    def activate(self, window: int) -> None:
        """As a list of tasks does it."""
        for _ in range(3):
            self.press("windowactivate", str(window))
            if until(lambda: self.active == window, PATIENCE_SECONDS / 3):
                return
        raise AssertionError("the window manager does not activate the window")

    def dawdle(self, seconds: float) -> None:
        """The window manager does nothing for so long."""
        assert self._manager is not None
        self._manager.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self._manager.send_signal(signal.SIGCONT)

    def close(self) -> None:
        self.screen.close()
        if self._manager is not None:
            self._manager.terminate()
            self._manager.wait(PATIENCE_SECONDS)
        super().close()


class TrayHost:
    """Takes icons in, as panels do: the freedesktop system tray protocol and XEmbed."""

    def __init__(self, server: Managed) -> None:
        self._display = display.Display(server.name)
        self._root = self._display.screen().root
        self._atom = self._display.intern_atom
        self._window = self._root.create_window(
            1200, 860, ICON, ICON, 0, X.CopyFromParent, override_redirect=True, background_pixel=0xFFFFFF
        )
        self._window.map()
        tray = self._atom("_NET_SYSTEM_TRAY_S0")
        self._window.set_selection_owner(tray, X.CurrentTime)
        data = (32, [X.CurrentTime, tray, self._window.id, 0, 0])
        told = event.ClientMessage(window=self._root, client_type=self._atom("MANAGER"), data=data)
        self._root.send_event(told, event_mask=X.StructureNotifyMask)
        self._display.sync()

    def takes(self) -> None:
        """Waits for an icon and shows it."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            while self._display.pending_events():
                told = self._display.next_event()
                if told.type == X.ClientMessage and told.client_type == self._atom("_NET_SYSTEM_TRAY_OPCODE"):
                    self._embed(told.data[1][2])
                    return
            time.sleep(0.02)
        raise AssertionError("no icon has come")

    def _embed(self, number: int) -> None:
        icon = self._display.create_resource_object("window", number)
        icon.reparent(self._window, 0, 0)
        icon.configure(width=ICON, height=ICON)
        data = (32, [X.CurrentTime, 0, 0, self._window.id, 0])
        icon.send_event(event.ClientMessage(window=number, client_type=self._atom("_XEMBED"), data=data))
        icon.map()
        self._display.sync()

    @property
    def colours(self) -> set[tuple[int, int, int]]:
        """Of the icon's pixels, red first."""
        raw = self._window.get_image(0, 0, ICON, ICON, X.ZPixmap, 0xFFFFFFFF).data
        return {(raw[at + 2], raw[at + 1], raw[at]) for at in range(0, len(raw), 4)}

    @property
    def shows_red(self) -> bool:
        return any(red > 180 and green < 90 and blue < 90 for red, green, blue in self.colours)

    @property
    def place(self) -> tuple[str, str]:
        return str(1200 + ICON // 2), str(860 + ICON // 2)

    def close(self) -> None:
        self._display.close()


class Earshot:
    """The program, as a person sees it: `now` is what stands in its window."""

    def __init__(self, server: Managed) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("program.py"))],
            env=server.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip
        self._said: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self.now: dict[str, Any] = {}
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def _listen(self) -> None:
        for line in self._process.stdout or []:
            if line.startswith("{"):  # python-xlib prints warnings
                self._said.put(json.loads(line))

    def tell(self, **what: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")

    def shows(self, **wanted: object) -> bool:
        """Waits until it does; `True` stands for anything that is there."""
        end = time.monotonic() + LONG_SECONDS
        while not self._has(wanted) and time.monotonic() < end:
            try:
                self.now = self._said.get(timeout=0.2)
            except Empty:
                if self._process.poll() is not None:
                    return False
        return self._has(wanted)

    def _has(self, wanted: dict[str, object]) -> bool:
        return bool(self.now) and all(
            bool(self.now[name]) is what if isinstance(what, bool) else self.now[name] == what
            for name, what in wanted.items()
        )

    def ended(self) -> int:
        """Waits for it."""
        return self._process.wait(LONG_SECONDS)

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
        code = self._process.wait(LONG_SECONDS)
        self._reader.join(PATIENCE_SECONDS)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        assert code == 0
