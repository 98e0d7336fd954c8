"""The walls of the house, as tests."""

from __future__ import annotations

import ast
import os
import pwd
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = ROOT / "app" / "earshot"
LONGEST_FILE = 300
ROOMS = {
    "mlx": ["engine"],
    "mlx_lm": ["engine"],
    "mlx_vlm": ["engine"],
    "transformers": ["engine"],
    "tokenizers": ["engine"],
    "safetensors": ["engine"],
    "sounddevice": ["audio"],
    "av": ["audio"],
    "soxr": ["audio"],
    "cv2": ["video"],
    "PySide6": ["ui", "app.py", "shell.py", "scratch.py"],
    "huggingface_hub": ["store"],
    "httpx2": ["store"],
    "keyring": ["store"],
    "Xlib": ["desktop"],
    "AppKit": ["desktop"],
    "Foundation": ["desktop"],
    "Quartz": ["desktop"],
    "ApplicationServices": ["desktop"],
    "PyObjCTools": ["desktop"],
    "objc": ["desktop"],
}
"""Where each heavy library may be imported."""
HEAVY = [*ROOMS, "numpy", "PIL", "torch", "scipy"]


def modules() -> list[Path]:
    return sorted(CODE.rglob("*.py"))


def imported(source: str) -> Iterator[str]:
    """The libraries a module imports, at its top or later."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def written() -> list[Path]:
    """Every file that is tracked, or will be: untracked and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def text_of(path: Path) -> str | None:
    """None for what is no text."""
    content = path.read_bytes()
    try:
        return None if b"\0" in content else content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def test_the_import_contracts_hold() -> None:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    checked = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "KEPT" in checked.stdout


def test_there_is_code_to_look_at() -> None:
    assert len(modules()) > 30
    assert ROOT / "pyproject.toml" in written()


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(CODE).as_posix())
def test_a_heavy_library_is_imported_only_in_its_room(path: Path) -> None:
    room = path.relative_to(CODE).parts[0]
    strangers = {name for name in imported(path.read_text(encoding="utf-8")) if room not in ROOMS.get(name, [room])}
    assert not strangers


def test_every_heavy_library_is_used_where_it_may_be() -> None:
    """Or the list of rooms is out of date; the hub's client and two of the engine's come with later work."""
    used = {name for path in modules() for name in imported(path.read_text(encoding="utf-8"))}
    assert {"mlx", "mlx_vlm", "sounddevice", "av", "soxr", "cv2", "PySide6"} <= used


def test_an_import_is_seen_wherever_it_stands() -> None:
    source = "import a.b\nfrom c.d import e\nfrom . import f\ndef g():\n    import h as i\n    from j import k\n"
    assert set(imported(source)) == {"a", "c", "h", "j"}


def test_no_file_is_two_ideas_long() -> None:
    folder = ROOT / "app"
    lines = {path: (text_of(path) or "").count("\n") for path in written() if path.is_relative_to(folder)}
    assert [path.relative_to(folder).as_posix() for path, count in lines.items() if count > LONGEST_FILE] == []


@pytest.mark.parametrize("module", ["earshot.__main__", "earshot.cli.arguments"])
def test_help_appears_at_once_because_nothing_heavy_is_imported(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set(sys.argv[1:]) & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code, *HEAVY], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def machine_folders() -> list[Path]:
    """Where this checkout and its user live; the roots that every machine has say nothing."""
    everywhere = {Path("/"), Path(tempfile.gettempdir()).resolve(), Path("/home"), Path("/Users")}
    own = [ROOT.parent, Path(pwd.getpwuid(os.getuid()).pw_dir)]
    return [folder for folder in own if folder not in everywhere]


def names(text: str, folder: Path) -> bool:
    """True if a text names this folder or something in it, and not one that only begins or ends like it."""
    return re.search(rf"(?<![\w./~-]){re.escape(str(folder))}(?![\w-])", text) is not None


def test_no_file_names_a_place_of_this_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)} names {folder}"
        for path in written()
        if (text := text_of(path)) is not None
        for folder in machine_folders()
        if names(text, folder)
    ]
    assert not found


def test_a_place_is_known_in_the_midst_of_text() -> None:
    folder = Path("/some/where")
    assert all(names(text, folder) for text in ("in /some/where.", '"/some/where/x.py"', "=/some/where\n"))
    assert not any(names(text, folder) for text in ("/some/wherever", "a/some/where", "https://some/where"))


def test_the_constraints_name_packages_and_no_places() -> None:
    assert "://" not in (ROOT / "constraints.txt").read_text(encoding="utf-8")
