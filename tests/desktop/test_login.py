"""Starting at log-in, on Linux."""

from __future__ import annotations

import configparser
import shlex
import sys
from pathlib import Path

import pytest

from earshot.desktop import facts, login
from earshot.domain.about import About
from earshot.domain.errors import DesktopError

pytestmark = pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has a list of its own")


def test_it_can_be_chosen_and_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert not login.starts()
    login.choose(start=True)
    assert login.starts()
    entry = configparser.RawConfigParser()
    entry.read(tmp_path / "autostart" / "earshot.desktop")
    section = entry["Desktop Entry"]
    assert shlex.split(section["exec"]) == [sys.executable, "-m", "earshot"]
    assert (section["type"], section["name"], section["terminal"]) == ("Application", "Earshot", "false")
    login.choose(start=False)
    login.choose(start=False)
    assert not login.starts()


def test_an_entry_that_the_desktop_hides_starts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    login.choose(start=True)
    file = tmp_path / "autostart" / "earshot.desktop"
    file.write_text(file.read_text() + "Hidden = true\n")
    assert not login.starts()
    login.choose(start=True)
    assert login.starts()


def test_an_odd_place_is_written_as_the_desktop_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "executable", '/my "own" $py\\x/100%/python')
    login.choose(start=True)
    (line,) = [
        line
        for line in (tmp_path / "autostart" / "earshot.desktop").read_text(encoding="utf-8").splitlines()
        if line.startswith("Exec=")
    ]
    value = line.removeprefix("Exec=").replace("\\\\", "\\")  # what the file's reader does, then the argument's
    assert shlex.split(value.replace("%%", "%").replace("\\$", "$"))[0] == '/my "own" $py\\x/100%/python'


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "autostart").write_text("no folder")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with pytest.raises(DesktopError, match="cannot be written"):
        login.choose(start=True)


def test_the_about_box_has_versions_terms_and_no_secrets() -> None:
    about = facts.about(Path("there"))
    names = dict(about.libraries)
    assert names["mlx-vlm"] == "0.7.10" and names["PySide6-Essentials"] and names["Python"]
    assert not about.as_app and "Apache-2.0" in about.terms and "GPL" not in about.terms
    assert about.version in about.text and str(Path.home()) not in about.text
    app = About(about.version, about.libraries, about.system, about.licences, about.releases, as_app=True)
    assert "GPL-3.0-or-later" in app.terms and "Apache-2.0" in app.terms
