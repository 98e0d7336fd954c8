"""Live dictation from end to end: the real pocket model, real recordings, a real history, a file as the microphone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest

from earshot import parts, paths
from earshot.audio import decode
from earshot.audio.microphone import RecordingMicrophone
from earshot.audio.recording import length
from earshot.domain.entry import Condition, Entry, Text, earlier
from earshot.domain.errors import MicrophoneError
from earshot.domain.events import Event, Failed, Finished, Noticed, TextHeard
from earshot.domain.health import from_json
from earshot.domain.keys import Style
from earshot.domain.manner import Manner
from earshot.domain.microphone import Back
from earshot.domain.model_events import ModelLetGo, ModelReady
from earshot.domain.sound import as_recorded
from earshot.domain.take_events import TakeCancelled, TakeFinished, TakeReadAgain, TakeRecovered
from earshot.session.dictation import RULES
from earshot.session.session import Session
from earshot.session.shelf import Wishes
from earshot.session.world import Letter
from fakes import FakeMicrophone, noise

SAMPLE = paths.SAMPLES / "dictation.wav"
PATIENCE = 30.0
SPEED = 10.0
RAW = "um please send the"
"""How the sample begins for the embedded model, whichever weights it has."""


opened: list[Desk] = []


@pytest.fixture(autouse=True)
def everybody_leaves() -> Iterator[None]:
    """A test that fails in mid-take leaves no thread to wait for."""
    yield
    while opened:
        opened.pop().session.close()


class Desk:
    """A session with the real model and real files; recordings are spoken ten times as fast."""

    def __init__(self, *, nothing: bool = False, undo: float = 5.0, speed: float = SPEED) -> None:
        world = replace(
            parts.world(),
            recording=lambda path: RecordingMicrophone(path, parts.Files().blocks, speed),
            microphone=self._scripted,
        )
        self.microphone = FakeMicrophone()
        self.letters: SimpleQueue[Letter] = SimpleQueue()
        rules = replace(RULES, undo=undo)
        self.session = Session(world, self.letters.put, Wishes(nothing), rules)
        opened.append(self)

    def _scripted(self) -> FakeMicrophone:
        return self.microphone

    def until(self, kind: type[Event], job: int | None = None) -> Event:
        while True:
            letter = self.letters.get(timeout=PATIENCE)
            if isinstance(letter.event, kind) and job in (None, letter.job):
                return letter.event

    def open(self, folder: Path = paths.POCKET) -> None:
        self.until(Finished, self.session.open_model(folder))

    def says(self, take: int) -> TakeFinished:
        done = self.until(TakeFinished, take)
        assert isinstance(done, TakeFinished)
        self.until(Finished, take)
        return done

    def speaks(self, manner: Manner | None = None) -> int:
        self.session.release()
        return self.session.press(SAMPLE, manner)


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    assert desk.session.close()


def rows() -> list[Entry]:
    history = parts.history()
    try:
        return history.newest()
    finally:
        history.close()


def sound_of(entry: Entry) -> np.ndarray:  # type: ignore[type-arg]
    return decode.sound_of(paths.recordings_folder() / entry.sound)


def wait_for_sound(seconds: float) -> None:
    """Until so much of a take is on the disk."""
    until = time.monotonic() + PATIENCE
    while not any(length(file) > seconds for file in paths.recordings_folder().glob("*.wav")):
        assert time.monotonic() < until, "nothing is recorded"
        time.sleep(0.02)


def test_what_is_said_is_written_down_and_kept_sample_by_sample(desk: Desk) -> None:
    desk.open()
    done = desk.says(desk.speaks())
    assert done.text.startswith(RAW) and done.sound_kept
    (entry,) = rows()
    assert (entry.number, entry.condition, entry.raw, entry.edited) == (done.entry, Condition.DONE, done.text, "")
    assert entry.model == "Earshot Pocket" and entry.seconds == pytest.approx(10.81, abs=0.01)
    assert np.array_equal(sound_of(entry), as_recorded(decode.sound_of(SAMPLE)))
    health = json.loads(entry.health)
    assert health["readings"] > 0 and health["model"] == "Earshot Pocket" and health["peak_db"] > -40
    assert 5.0 < health["speech_seconds"] < entry.seconds and health["system"]
    assert "report" not in entry.health


def test_another_model_in_mid_take_reads_it_again_from_its_first_word() -> None:
    desk = Desk(speed=3.0)
    desk.open()
    take = desk.speaks()
    desk.until(TextHeard, take)
    desk.session.open_model(paths.POCKET)
    desk.until(ModelReady)
    assert desk.says(take).text.startswith(RAW)
    assert desk.session.close()


@pytest.fixture
def other_model(tmp_path: Path) -> Path:
    """The same weights under another name."""
    shutil.copytree(paths.POCKET, tmp_path / "other")
    card = json.loads((tmp_path / "other" / "earshot.json").read_text())
    (tmp_path / "other" / "earshot.json").write_text(json.dumps(card | {"title": "Other"}))
    return tmp_path / "other"


def test_another_model_while_the_key_is_held_loses_nothing(desk: Desk, other_model: Path) -> None:
    """The take is read again from its first sample by the new one, and has the text it would have had."""
    desk.open()
    plain = desk.says(desk.speaks()).text
    desk.session.release()
    said, halves = decode.sound_of(SAMPLE), 80_000
    desk.session.use_key(Style.HOLD)
    take = desk.session.key_down()
    assert desk.microphone.open.wait(PATIENCE)
    desk.microphone.say(said[:halves])
    desk.until(TextHeard, take)
    switch = desk.session.open_model(other_model)
    desk.until(ModelLetGo, switch)
    desk.microphone.say(said[halves:])
    desk.until(Finished, switch)
    heard = desk.until(TextHeard, take)
    assert isinstance(heard, TextHeard) and heard.words.text.startswith(RAW), "while the key is held"
    desk.session.key_up()
    assert desk.says(take).text == plain
    entry, _ = rows()
    assert entry.model == "Other"
    assert np.array_equal(sound_of(entry), as_recorded(said))


def test_a_take_of_the_history_is_read_again_by_another_model(desk: Desk, other_model: Path) -> None:
    desk.open()
    first = desk.says(desk.speaks(Manner.POLISH))
    desk.session.release()
    desk.open(other_model)
    job = desk.session.read_again(first.entry)
    again = desk.until(TakeReadAgain, job)
    desk.until(Finished, job)
    assert isinstance(again, TakeReadAgain)
    assert desk.session.close()
    (entry,) = rows()
    assert entry == again.entry and entry.model == "Other"
    assert entry.raw.startswith(RAW) and entry.manner == "polish" and not entry.edited.startswith("um")
    assert earlier(entry.earlier) == (Text(first.raw, first.text, "polish", "Earshot Pocket"),)


def test_a_take_without_sound_cannot_be_read_again(desk: Desk) -> None:
    desk.open()
    done = desk.says(desk.speaks())
    (paths.recordings_folder() / rows()[0].sound).unlink()
    for number, sentence in ((done.entry, "no longer kept"), (99, "no longer in the history")):
        failed = desk.until(Failed, desk.session.read_again(number))
        assert isinstance(failed, Failed) and sentence in failed.error.sentence and failed.error.advice
    assert rows()[0].raw == done.text


def test_the_card_says_how_long_a_take_waited_for_its_model_and_how_it_was_inserted(desk: Desk) -> None:
    take = desk.session.press()
    assert desk.microphone.open.wait(PATIENCE)
    desk.microphone.say(decode.sound_of(SAMPLE)[:64_000])
    desk.session.release()
    desk.until(Noticed)
    time.sleep(0.3)
    desk.session.open_model(paths.POCKET)
    desk.session.inserted(desk.says(take).entry, "pasted", "Mail")
    assert desk.session.close()
    (entry,) = rows()
    health = from_json(entry.health)
    assert health.waited_for_model > 0.3 and health.device == "Scripted"
    assert (health.inserted, entry.inserted_into) == ("pasted", "Mail")


def test_the_card_counts_the_microphones_that_took_over(desk: Desk) -> None:
    desk.open()
    take = desk.session.press()
    assert desk.microphone.open.wait(PATIENCE)
    desk.microphone.say(noise(1.0))
    lost, desk.microphone = desk.microphone, FakeMicrophone()
    lost.end(MicrophoneError("It is gone."))
    assert desk.microphone.open.wait(PATIENCE)
    desk.microphone.say(noise(1.0))
    desk.microphone.told(Back("Another", 0.5))
    desk.session.release()
    desk.says(take)
    assert from_json(rows()[0].health).device_changes == 2


def test_what_is_said_before_a_model_is_there_is_written_down_after(desk: Desk) -> None:
    take = desk.speaks()
    desk.session.open_model(paths.POCKET)
    done = desk.says(take)
    assert done.text.startswith(RAW)
    assert len(sound_of(rows()[0])) == len(decode.sound_of(SAMPLE))


def test_a_cancelled_take_can_be_had_back() -> None:
    desk = Desk(speed=3.0)
    desk.open()
    take = desk.speaks()
    desk.until(TextHeard, take)
    desk.session.cancel()
    desk.until(TakeCancelled)
    desk.session.undo()
    assert desk.says(take).text, "what was said until the cancel"
    assert desk.session.close()


def test_a_cancelled_take_leaves_nothing_when_nobody_wants_it_back() -> None:
    desk = Desk(undo=0.1, speed=3.0)
    desk.open()
    take = desk.speaks()
    desk.until(TextHeard, take)
    desk.session.cancel()
    desk.until(Finished, take)
    assert desk.session.close()
    assert rows() == [] and list(paths.recordings_folder().iterdir()) == []


def test_nothing_is_kept_if_that_is_wished() -> None:
    desk = Desk(nothing=True)
    desk.open()
    done = desk.says(desk.speaks())
    assert done.text.startswith(RAW) and not done.sound_kept
    assert desk.session.close()
    assert rows() == [] and list(paths.recordings_folder().iterdir()) == []
    for file in paths.data_folder().rglob("*"):
        if file.is_file():
            assert b"report" not in file.read_bytes(), file.name


def test_ones_own_words_and_a_manner_change_the_text_and_the_raw_one_stays(desk: Desk) -> None:
    paths.own_words_file().parent.mkdir(parents=True, exist_ok=True)
    paths.own_words_file().write_text("monday -> friday\n", encoding="utf-8")
    desk.open()
    done = desk.says(desk.speaks(Manner.POLISH))
    assert done.text.startswith("please send the") and "on friday call" in done.text
    assert done.raw.startswith(RAW) and "on monday call" in done.raw
    (entry,) = rows()
    assert (entry.raw, entry.edited, entry.manner) == (done.raw, done.text, "polish")


def test_a_program_that_ends_in_mid_take_finds_it_again() -> None:
    desk = Desk()
    desk.open()
    desk.speaks()
    wait_for_sound(4.0)
    assert desk.session.close()
    (entry,) = rows()
    assert entry.condition in (Condition.RECORDING, Condition.RECOGNISING)
    check_recovered(4.0)


def test_a_program_that_is_killed_in_mid_take_loses_nothing_that_was_heard() -> None:
    command = [sys.executable, "-m", "earshot", "listen", "--sound", str(SAMPLE)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        wait_for_sound(4.0)
        program.kill()
    entry = check_recovered(4.0)
    said = as_recorded(decode.sound_of(SAMPLE))
    assert np.array_equal(sound_of(entry), said[: len(sound_of(entry))])
    assert entry.raw.startswith(RAW)


def check_recovered(least: float) -> Entry:
    """A start finds the take, reads it, and gives it to nobody."""
    desk = Desk()
    try:
        found = desk.until(TakeRecovered)
        assert isinstance(found, TakeRecovered) and found.entry.seconds >= least and not found.entry.raw
        desk.session.open_model(paths.POCKET)
        read = desk.until(TakeRecovered)
        assert isinstance(read, TakeRecovered) and read.entry.raw.startswith("um please")
    finally:
        assert desk.session.close()
    (entry,) = rows()
    assert (entry.condition, entry.raw) == (Condition.RECOVERED, read.entry.raw)
    return entry


def test_where_nothing_can_be_kept_it_is_said_and_the_next_take_works(desk: Desk) -> None:
    desk.open()
    paths.recordings_folder().parent.mkdir(parents=True, exist_ok=True)
    paths.recordings_folder().write_text("no folder")
    take = desk.speaks()
    failed = desk.until(Failed, take)
    assert isinstance(failed, Failed) and failed.error.advice
    desk.until(Finished, take)
    paths.recordings_folder().unlink()
    assert desk.says(desk.speaks()).text.startswith(RAW)


def test_a_press_in_the_tail_of_a_take_shares_no_sample_with_it_and_loses_none(desk: Desk) -> None:
    desk.open()
    said, first = noise(3.0), desk.session.press()
    assert desk.microphone.open.wait(PATIENCE)
    desk.microphone.say(said[:16_000])
    desk.session.release()
    second = desk.session.press()
    time.sleep(0.05)  # a block lasts as long as it takes
    desk.microphone.say(said[16_000:17_000])
    time.sleep(0.1)
    desk.microphone.say(said[17_000:])
    desk.session.release()
    desk.until(Finished, first)
    desk.until(Finished, second)
    newer, older = rows()
    assert np.array_equal(np.concatenate([sound_of(older), sound_of(newer)]), as_recorded(said))
    assert 16_000 <= len(sound_of(older)) < 17_000


def test_a_silent_take_says_so_and_delivers_nothing(desk: Desk) -> None:
    desk.open()
    take = desk.session.press()
    assert desk.microphone.open.wait(PATIENCE)
    desk.microphone.say(np.zeros(32_000, np.float32))
    desk.session.release()
    notice = desk.until(Noticed)
    assert isinstance(notice, Noticed) and notice.sentence == "No speech was heard."
    assert desk.says(take).text == ""


def test_a_program_that_runs_for_weeks_forgets_what_is_too_old(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open()
    desk.says(desk.speaks())
    (first,) = rows()
    assert first.sound
    now = time.time() + 8 * 86_400
    monkeypatch.setattr("earshot.session.shelf.time.time", lambda: now)
    desk.says(desk.speaks())
    second, first = rows()
    assert not first.sound and first.raw and second.sound, "the text stays, the sound of eight days ago is gone"
