"""Settings: what the user chose survives, and a damaged file never stands in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from earshot import paths
from earshot.domain.settings import Settings
from earshot.store.settings import read, write

CHOSEN = Settings(
    model="/models/größer", language="Čeština", microphone="Core Audio: Built-in (1 in, 1)", warm_seconds=0.0,
    key_style="toggle", live_words="never", keep_sound_days=30.0, keep_nothing=True,
)  # fmt: skip


def test_what_was_chosen_is_there_the_next_time() -> None:
    write(paths.settings_file(), CHOSEN)
    assert read(paths.settings_file()) == CHOSEN


def test_the_first_time_nothing_is_chosen() -> None:
    assert read(paths.settings_file()) == Settings()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1, 2]", b'"model"', b"null", b"\xff\xfe\x00", b'{"model": "x"'],
    ids=["empty", "broken off", "a list", "a word", "null", "no text", "cut"],
)
def test_a_damaged_file_counts_as_nothing_chosen_but_connects_to_nobody(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert read(path) == Settings(offline=True)


def test_a_folder_of_that_name_counts_as_nothing_chosen_but_connects_to_nobody(tmp_path: Path) -> None:
    assert read(tmp_path) == Settings(offline=True)


@pytest.mark.parametrize(("written", "offline"), [(True, True), (False, False), ("no", True), (0, True), (None, True)])
def test_a_choice_to_work_offline_that_cannot_be_told_any_more_holds(
    written: object, offline: bool, tmp_path: Path
) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"language": "German", "offline": written}))
    assert read(path) == Settings(language="German", offline=offline)


def test_what_is_unknown_or_of_a_wrong_kind_is_passed_over_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"language": "German", "model": 7, "theme": "dark"}))
    assert read(path) == Settings(language="German")


def test_a_later_choice_replaces_an_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    write(path, Settings(model="a long name " * 100))
    write(path, CHOSEN)
    assert read(path) == CHOSEN
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["settings.json"]


def test_only_the_owner_can_read_them(tmp_path: Path) -> None:
    path = tmp_path / "Earshot" / "settings.json"
    write(path, CHOSEN)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_if_writing_fails_the_old_choice_stays(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    write(path, CHOSEN)
    (tmp_path / "settings.part").mkdir()
    with pytest.raises(OSError, match=r"settings\.part"):
        write(path, Settings())
    assert read(path) == CHOSEN


def test_a_folder_whose_name_is_no_text_can_be_chosen(tmp_path: Path) -> None:
    chosen = Settings(model=str(Path("/models") / b"caf\xe9".decode("utf-8", "surrogateescape")))
    write(tmp_path / "settings.json", chosen)
    assert read(tmp_path / "settings.json") == chosen


@pytest.mark.parametrize("value", ["20", True, None, [1], float("inf")])
def test_a_number_that_is_none_counts_as_not_chosen(value: object, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"warm_seconds": value, "keep_sound_days": 3, "keep_nothing": 1}))
    assert read(path) == Settings(keep_sound_days=3.0)
