"""One Earshot at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from earshot.desktop import single
from earshot.domain.errors import EarshotError

SECOND = """
import sys
from pathlib import Path
from earshot.desktop import single
folder, *files = map(Path, sys.argv[1:])
if single.first(folder) is None:
    single.hand_over(folder, files)
    sys.stdout.write("handed over")
"""


def second_start(folder: Path, *files: Path) -> str:
    command = [sys.executable, "-c", SECOND, str(folder), *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout


def test_a_second_start_hands_its_files_over_and_goes(tmp_path: Path) -> None:
    first = single.first(tmp_path)
    assert first is not None
    assert first.handed() is None, "nobody has come"
    assert second_start(tmp_path) == "handed over"
    assert first.handed() == [], "somebody came, without files"
    files = [tmp_path / "a b.mp4", tmp_path / "ü\n.wav"]
    assert second_start(tmp_path, *files) == "handed over"
    assert first.handed() == files
    first.close()
    assert second_start(tmp_path) == "", "the place was free"


def test_many_files_are_handed_over_whole(tmp_path: Path) -> None:
    first = single.first(tmp_path)
    assert first is not None
    files = [tmp_path / ("x" * 200) / f"{number}.wav" for number in range(8)]
    single.hand_over(tmp_path, files)
    assert first.handed() == files
    first.close()


def test_one_that_was_killed_leaves_the_place_free(tmp_path: Path) -> None:
    code = "import os, sys; from pathlib import Path; from earshot.desktop import single\n"
    code += "single.first(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, timeout=30)
    assert single.address(tmp_path).exists(), "its socket is still there"
    first = single.first(tmp_path)
    assert first is not None
    single.hand_over(tmp_path, [])
    assert first.handed() == []
    first.close()


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(EarshotError, match="cannot be written"):
        single.first(tmp_path / "none")


def test_one_that_hangs_is_told_of_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single, "PATIENCE", 0.2)
    first = single.first(tmp_path)
    assert first is not None
    with pytest.raises(EarshotError, match="does not answer"):
        single.hand_over(tmp_path, [tmp_path / "x.wav"] * 5000)
    first.close()


def test_a_folder_with_a_long_name_has_an_address_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    first = single.first(folder)
    assert first is not None
    assert single.address(folder).parent.stat().st_mode & 0o77 == 0
    single.hand_over(folder, [])
    assert first.handed() == []
    first.close()
