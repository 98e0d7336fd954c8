"""The real parts are what the session asks for, and their libraries come only when they are needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from tests.desktop.xserver import XServer

from earshot import computer
from earshot.domain.errors import DesktopError
from earshot.domain.hotkey import parse

MAC = Path(computer.__file__).parent / "desktop" / "mac"


def test_the_parts_work_on_this_screen(screen: XServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", screen.name)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    keys, front, inserter = computer.keys(), computer.front(), computer.inserter()
    keys.listen(parse("F8"), lambda *_: None)
    assert not keys.held()
    front.program()
    for part in (keys, front, inserter):
        part.leave()


def test_without_a_screen_text_cannot_be_inserted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    for part in (computer.inserter, computer.front):
        with pytest.raises(DesktopError, match="Wayland"):
            part()


def test_nothing_of_the_desktop_is_imported_before_it_is_needed() -> None:
    code = "import sys, earshot.computer; print('Xlib' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


@pytest.mark.parametrize("path", sorted(MAC.glob("*.py")), ids=lambda path: path.stem)
def test_the_macs_side_can_be_read_by_python(path: Path) -> None:
    """All that can be known of it here, beside its types."""
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
