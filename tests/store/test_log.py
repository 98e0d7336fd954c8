"""What stands in the log, and what does not."""

from __future__ import annotations

import logging
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from earshot.store import log
from earshot.store.mark import Left, Mark


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    root, raising = logging.getLogger(), logging.raiseExceptions
    before = root.level
    log.begin(tmp_path / "earshot.log", Path("/home/somebody"))
    yield tmp_path / "earshot.log"
    log.end()
    root.setLevel(before)
    logging.raiseExceptions = raising


def test_our_own_lines_are_kept_without_the_users_folder(file: Path) -> None:
    logging.getLogger("earshot.session.lane").error("%s\n%s", "ValueError", 'File "/home/somebody/app/x.py", line 3')
    assert 'ERROR earshot.session.lane ValueError\nFile "~/app/x.py", line 3' in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_other_libraries_say_is_not_kept(file: Path) -> None:
    logging.getLogger("some.library").warning("could not read %s", "secret-diary.mp4")
    try:
        raise ValueError("what was said")
    except ValueError:
        logging.getLogger("earshotlike").exception("said %s", "aloud")
    said = file.read_text(encoding="utf-8")
    assert "WARNING some.library said something that is not kept" in said
    assert not [word for word in ("diary", "aloud", "what was said") if word in said]


def test_a_traceback_of_our_own_keeps_no_message(file: Path) -> None:
    try:
        raise ValueError("what was said")
    except ValueError:
        logging.getLogger("earshot.ui").exception("It broke.")
    assert "It broke." in file.read_text(encoding="utf-8")
    assert "what was said" not in file.read_text(encoding="utf-8")


def test_an_error_that_nobody_expected_is_kept_without_its_message(file: Path) -> None:
    try:
        raise ValueError("what was said")
    except ValueError as problem:
        sys.excepthook(ValueError, problem, problem.__traceback__)
    said = file.read_text(encoding="utf-8")
    assert "ERROR earshot ValueError" in said and "test_log.py" in said
    assert "ValueError: what was said" not in said


def test_small_talk_is_not_kept(file: Path) -> None:
    logging.getLogger("earshot").info("hello")
    assert not file.exists()


def test_the_files_stay_small_and_few(file: Path) -> None:
    for number in range(60):
        logging.getLogger("earshot").warning("%d %s", number, "x" * 50_000)
    files = sorted(file.parent.glob("earshot.log*"))
    assert [one.name for one in files] == ["earshot.log", "earshot.log.1", "earshot.log.2"]
    assert all(one.stat().st_size <= log.BYTES and stat.S_IMODE(one.stat().st_mode) == 0o600 for one in files)
    assert " 59 " in file.read_text(encoding="utf-8")


def test_a_program_that_was_closed_leaves_no_mark(tmp_path: Path) -> None:
    mark = Mark(tmp_path / "open.mark")
    assert mark.begin() is Left.NOTHING
    mark.ready()
    mark.end()
    assert Mark(tmp_path / "open.mark").begin() is Left.NOTHING


def test_how_far_a_broken_program_came_is_known(tmp_path: Path) -> None:
    Mark(tmp_path / "open.mark").begin()
    again = Mark(tmp_path / "open.mark")
    assert again.begin() is Left.STARTING
    again.ready()
    assert Mark(tmp_path / "open.mark").begin() is Left.OPEN
    (tmp_path / "open.mark").write_bytes(b"\xff nonsense")
    assert Mark(tmp_path / "open.mark").begin() is Left.OPEN


def test_without_a_disk_there_is_no_mark_and_no_error(tmp_path: Path) -> None:
    mark = Mark(tmp_path / "none" / "open.mark")
    assert mark.begin() is Left.NOTHING
    mark.ready()
    mark.end()
