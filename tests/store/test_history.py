"""The history: every take is found again, and what is forgotten is gone from the disk."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from earshot import paths
from earshot.domain.entry import Condition, Entry, Text, earlier, read_again
from earshot.domain.errors import HistoryError
from earshot.store import schema
from earshot.store.history import DAY, History

SECRET = "Zanzibarkaninchen quetzalfeder würgeengel"


def opened(*, full_text: bool = True) -> History:
    return History(paths.history_file(), paths.recordings_folder(), full_text=full_text)


@pytest.fixture(params=[True, False], ids=["indexed", "plain"])
def history(request: pytest.FixtureRequest) -> Iterator[History]:
    found = opened(full_text=request.param)
    yield found
    found.close()


def take(history: History, text: str, at: float = 1e9, *, fleeting: bool = False) -> Entry:
    """A finished take with a sound file that holds its own text, to be searched for."""
    entry = history.begin(at, model="pocket", fleeting=fleeting)
    paths.recordings_folder().mkdir(parents=True, exist_ok=True)
    (paths.recordings_folder() / entry.sound).write_bytes(text.encode())
    history.update(entry.number, condition=Condition.RECOGNISING, seconds=3.0)
    history.update(entry.number, raw=f"draft of {text}")
    return history.update(entry.number, condition=Condition.DONE, raw=text)


def on_disk(text: str) -> list[str]:
    """Files of the data folder that hold any word of a text."""
    words = [word.encode() for word in text.lower().split()]
    files = [path for path in paths.data_folder().rglob("*") if path.is_file()]
    return [path.name for path in files if any(word[:8] in path.read_bytes().lower() for word in words)]


def test_a_take_is_there_before_its_sound_and_found_again(history: History) -> None:
    entry = history.begin(1_700_000_000.25, model="pocket")
    assert entry.condition is Condition.RECORDING and entry.sound.startswith("20231114T221320Z-")
    done = history.update(
        entry.number, condition=Condition.DONE, seconds=2.5, raw="hello", edited="Hello.", manner="polish",
        health="{}", inserted_into="Notes",
    )  # fmt: skip
    assert history.get(entry.number) == done and history.newest() == [done]
    assert (done.raw, done.edited, done.text, done.model) == ("hello", "Hello.", "Hello.", "pocket")
    history.close()
    again = opened()
    assert again.newest() == [done] and again.alarm is None
    again.close()


def test_the_newest_come_first_in_pages(history: History) -> None:
    for at in (3, 1, 2):
        take(history, f"t{at}", at)
    assert [entry.raw for entry in history.newest(2)] == ["t3", "t2"]
    assert [entry.raw for entry in history.newest(2, 2)] == ["t1"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("straße", ["Die Straßenbahn kommt"]), ("BAHN", ["Die Straßenbahn kommt"]),
        ("kommt die", ["Die Straßenbahn kommt"]),
        ("monday report", ["The report, on Monday"]), ("100%", ["about 100% sure"]),
        ("会議", ["会議は明日", "明日の会議です"]),
        ("_", []), ("", []), ('"', []), ("NOT monday", []), ("mon* OR", []), ("nothing", []),
    ],
)  # fmt: skip
def test_search(history: History, asked: str, found: list[str]) -> None:
    for number, text in enumerate(
        [
            "The report, on Monday",
            "Die Straßenbahn kommt",
            "明日の会議です",
            "about 100% sure",
            "about 100 sheep",
            "会議は明日",
        ]
    ):
        take(history, text, number)
    if asked == "100%" and history._indexed:
        found = ["about 100 sheep", "about 100% sure"]  # the index knows no signs
    assert [entry.raw for entry in history.search(asked)] == found


def test_an_edited_text_is_found_and_its_draft_is_not(history: History) -> None:
    entry = take(history, "the final word")
    history.update(entry.number, edited="The ultimate word.")
    assert history.search("ultimate") and history.search("final") and not history.search("draft")


def test_a_take_that_is_gone_is_one_sentence(history: History) -> None:
    for act in (history.get, history.forget, history.update):
        with pytest.raises(HistoryError, match="no longer") as failed:
            act(7)
        assert failed.value.advice


def test_what_is_forgotten_is_nowhere_on_the_disk(history: History) -> None:
    for number in range(30):
        take(history, f"harmless words number {number} of many")
    entry = take(history, SECRET, fleeting=True)
    history.update(entry.number, edited=SECRET.upper())
    assert on_disk(SECRET)
    assert history.forget(entry.number)
    assert on_disk(SECRET) == []
    assert len(history.newest()) == 30 and len(history.search("harmless")) == 30
    assert not history.search("zanzibar") and history.sound(entry) is None


def test_a_take_that_fills_pages_of_its_own_is_forgotten_whole(history: History) -> None:
    words = [f"geheimwort{number:04d}" for number in range(3000)]
    entry = take(history, " ".join(words))
    take(history, "something else")
    assert history.forget(entry.number)
    assert on_disk("geheimwort") == []


def test_a_reader_in_the_way_is_told_and_the_rest_goes_later(history: History) -> None:
    entry = take(history, SECRET)
    history._base.execute("PRAGMA busy_timeout = 10")
    reader = sqlite3.connect(paths.history_file())
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM takes").fetchone()
    assert not history.forget(entry.number)
    reader.close()
    assert history.forget_expired(0.0)
    assert on_disk(SECRET) == []


def test_sounds_go_after_a_week_and_texts_when_it_was_chosen(history: History) -> None:
    now = 100 * DAY
    old, young = take(history, "old", now - 8 * DAY), take(history, "young", now - 6 * DAY)
    waiting = history.begin(now - 50 * DAY)
    assert history.forget_expired(now)
    assert history.sound(history.get(young.number)) and not history.get(old.number).sound
    assert [path.name for path in paths.recordings_folder().iterdir()] == [young.sound]
    assert history.get(old.number).raw == "old" and history.get(waiting.number).sound
    history.forget_expired(now, text_days=7)
    assert {entry.number for entry in history.newest()} == {young.number, waiting.number}
    history.forget_expired(now + 1000 * DAY, sound_days=None)
    assert history.sound(young)


def test_a_name_that_leads_elsewhere_is_nobodys_sound(history: History, tmp_path: Path) -> None:
    (tmp_path / "precious.wav").write_text("x")
    entry = take(history, "x")
    for name in ("../../precious.wav", str(tmp_path / "precious.wav")):
        changed = history.update(entry.number, sound=name)
        assert history.sound(changed) is None
    history.forget(entry.number)
    assert (tmp_path / "precious.wav").exists()


def test_after_a_crash_takes_are_marked_and_fleeting_ones_gone(history: History) -> None:
    done, busy = take(history, "done"), history.begin(2e9)
    recording, reading, fleeting = history.begin(1e9), take(history, "raw so far"), take(history, SECRET, fleeting=True)
    history.update(reading.number, condition=Condition.RECOGNISING)
    history.update(fleeting.number, condition=Condition.RECOGNISING)
    for name in (recording.sound, "stranger.wav"):
        (paths.recordings_folder() / name).write_bytes(b"sound")
    seconds = {recording.sound: 4.5, "stranger.wav": 1.5, reading.sound: 3.0}
    found = history.recover([recording.sound, "stranger.wav"], lambda name: name == busy.sound, seconds.__getitem__)
    assert [entry.condition for entry in found] == [Condition.RECOVERED] * 3
    assert [entry.seconds for entry in found] == [4.5, 3.0, 1.5]
    assert found[2].sound == "stranger.wav" and found[2].begun_at > 1e9
    assert history.get(done.number) == done and history.get(busy.number) == busy
    assert on_disk(SECRET) == [] and history.recover([], lambda name: name == busy.sound, len) == []


def test_a_damaged_history_is_set_aside_with_one_notice() -> None:
    history = opened()
    for number in range(200):
        take(history, f"words {number}")
    history.close()
    content = bytearray(paths.history_file().read_bytes())
    content[4096:20_000] = b"\x5a" * (20_000 - 4096)
    paths.history_file().write_bytes(content)
    history = opened()
    assert history.alarm is not None and "history-set-aside-1.db" in history.alarm.sentence
    assert history.newest() == [] and take(history, "new") == history.newest()[0]
    history.close()
    assert bytes(content) == (paths.data_folder() / "history-set-aside-1.db").read_bytes()
    paths.history_file().write_bytes(b"no database at all" * 100)
    history = opened()
    assert history.alarm is not None and "history-set-aside-2.db" in history.alarm.sentence
    history.close()


def test_a_newer_history_is_left_as_it_is() -> None:
    history = opened()
    history._base.execute("PRAGMA user_version = 99")
    history.close()
    with pytest.raises(HistoryError, match="newer Earshot"):
        opened()
    assert paths.history_file().exists() and not list(paths.data_folder().glob("*set-aside*"))


def test_an_older_history_is_brought_up_to_date_step_by_step() -> None:
    history = opened()
    entry = take(history, "kept")
    more = (*schema.MIGRATIONS, ("ALTER TABLE takes ADD COLUMN mood TEXT NOT NULL DEFAULT ''",), ("not sql",))
    with pytest.raises(sqlite3.OperationalError):
        schema.migrate(history._base, more)
    assert history._base.execute("PRAGMA user_version").fetchone() == (len(more) - 1,)
    schema.migrate(history._base, more[:-1])
    assert history._base.execute("SELECT mood FROM takes").fetchall() == [("",)]
    assert history.get(entry.number) == entry
    history.close()


def test_an_index_that_was_not_kept_is_made_anew() -> None:
    history = opened()
    take(history, "first")
    history.close()
    history = opened(full_text=False)
    second = take(history, "second")
    history.forget(history.search("first")[0].number)
    history.close()
    history = opened()
    assert history.search("second") == [second] and history.search("first") == []
    history._base.execute("INSERT INTO words(words, rank) VALUES ('integrity-check', 1)")
    history.close()


def test_only_its_owner_can_read_it(history: History) -> None:
    take(history, "x")
    files = list(paths.data_folder().glob("history.db*"))
    assert len(files) == 3 and all(path.stat().st_mode & 0o777 == 0o600 for path in files)
    assert paths.data_folder().stat().st_mode & 0o777 == 0o700


def test_a_text_that_no_file_can_hold_is_kept_as_far_as_it_can_be(history: History) -> None:
    entry = history.begin(1.0)
    history.update(entry.number, raw="half \ud83d a sign")
    assert history.get(entry.number).raw == "half  a sign"


def test_a_folder_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HistoryError) as failed:
        History(tmp_path / "file" / "history.db", tmp_path)
    assert failed.value.advice


def test_a_writer_elsewhere_is_waited_for_and_then_told(history: History) -> None:
    history._base.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(paths.history_file(), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(HistoryError, match="Another program"):
        history.begin(1.0)
    other.close()


def test_it_belongs_to_the_thread_that_opened_it(history: History) -> None:
    told: list[Exception] = []

    def elsewhere() -> None:
        try:
            history.newest()
        except Exception as problem:
            told.append(problem)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert isinstance(told[0], sqlite3.ProgrammingError)


def test_statistics_count_what_was_said(history: History) -> None:
    take(history, "one two three four")
    history.update(take(history, "dropped").number, condition=Condition.CANCELLED)
    found = history.statistics()
    assert (found.takes, found.words, found.seconds) == (1, 4, 3.0)
    assert found.words_a_minute == 80.0 and found.saved_seconds == 3.0


def test_a_history_of_the_first_version_is_read_and_written_on() -> None:
    paths.history_file().parent.mkdir(parents=True, exist_ok=True)
    base = sqlite3.connect(paths.history_file(), isolation_level=None)
    schema.migrate(base, schema.MIGRATIONS[:1])
    base.execute(
        "INSERT INTO takes (begun_at, condition, sound, seconds, raw, edited, manner, model, health, inserted_into,"
        " fleeting) VALUES (1.0, 'done', '', 2.0, 'old words', '', '', 'Old', '', '', 0)"
    )
    base.close()
    history = opened()
    (entry,) = history.search("old")
    history.update(entry.number, **read_again(entry, Text("new words", model="New")))
    (found,) = history.search("new")
    assert (found.model, earlier(found.earlier)) == ("New", (Text("old words", model="Old"),))
    history.close()
