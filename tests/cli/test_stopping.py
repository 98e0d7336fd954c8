"""Ctrl-C at any moment: whatever was heard and seen until then is there, in the form of a finished file."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import sys
import wave
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.speech import spoken

from earshot import parts
from earshot.cli import commands, files
from earshot.cli.arguments import parser
from earshot.domain.events import Event
from earshot.domain.reading import Reading
from earshot.domain.sound import RATE
from earshot.session.world import World
from fakes import (
    FakeClips,
    FakeEars,
    FakeEyes,
    FakeMicrophone,
    FakeMind,
    FakeMinds,
    FakePen,
    FakeSounds,
    noise,
    silence,
)

TALK, CLIP, OTHER = Path("talk.wav"), Path("clip.mp4"), Path("other.wav")
SENTENCES = ["First window.", "Second one.", "The third.", "And last."]
SOUND = [np.concatenate([noise(7.0), silence(0.6)])] * 3 + [noise(2.0)]


class Ears(FakeEars):
    """Remembers what it has written down."""

    def __init__(self) -> None:
        super().__init__(SENTENCES * 2)
        self.wrote: list[str] = []

    def close(
        self, draft: object = (), limit: int | None = None, at: int | None = None
    ) -> Generator[None, None, Reading]:
        reading = yield from super().close((), limit, at)
        self.wrote.append(reading.text)
        return reading


class Eyes(FakeEyes):
    """Remembers what it has said, the scene that is being told included."""

    def __init__(self) -> None:
        super().__init__("it moves up")
        self.told: list[str] = []

    def tell(self, limit: int | None = None) -> Iterator[str]:
        self.told.append("")
        for text in super().tell(limit):
            self.told[-1] = text
            yield text


class Desk:
    """The terminal before scripted parts; `at` is the step during which Ctrl-C is pressed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch, self._keeping = monkeypatch, parts.world().keeping
        self.steps = 0

    def run(self, *words: str, at: int | None, taps: int = 1) -> int:
        self.ears, self.eyes, self.steps = Ears(), Eyes(), 0
        mind = FakeMind(self.ears, self.eyes, FakePen("In short."))
        sounds = FakeSounds({TALK: SOUND, CLIP: SOUND, OTHER: SOUND})
        world = World(
            FakeMinds({Path("model"): mind}), sounds, FakeClips(40.0), FakeMicrophone, lambda _: FakeMicrophone(),
            self._keeping,
        )  # fmt: skip
        self._patch.setattr(parts, "world", lambda: world)
        self._patch.setattr(files, "_job", self._tapped(JOB, at, taps))
        return commands.execute(parser().parse_args([*words, "--model", "model"]))

    def _tapped(self, job: Callable[..., Iterator[Event]], at: int | None, taps: int) -> object:
        def tapped(*given: object) -> Iterator[Event]:
            for event in job(*given):
                if self.steps == at:
                    for _ in range(taps):
                        signal.raise_signal(signal.SIGINT)
                self.steps += 1
                yield event

        return tapped


JOB = files._job


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(monkeypatch)


def words(row: dict[str, object], name: str) -> list[str]:
    found = row.get(name, [])
    assert isinstance(found, list)
    return [part["text"] for part in found]


@pytest.mark.parametrize("command", ["transcribe", "describe", "summarise"])
def test_a_tap_during_any_step_keeps_everything_until_then(
    desk: Desk, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    path = TALK if command == "transcribe" else CLIP
    assert desk.run(command, str(path), "--json", at=None) == 0
    whole, count = json.loads(capsys.readouterr().out), desk.steps
    assert count > 40
    for at in range(count - 1):
        assert desk.run(command, str(path), "--json", at=at) == 1
        told = capsys.readouterr()
        assert told.err.count("\n") == 1 and told.err.startswith(f"Stopped in “{path}” "), told.err
        wrote, saw = desk.ears.wrote, desk.eyes.told
        assert bool(told.out) == bool(wrote or saw), at
        if not told.out:
            assert told.err.endswith("; nothing was written down yet.\n")
            continue
        row = json.loads(told.out)
        assert row["kind"] == whole["kind"] and row["alarms"] == ["stopped"] and row["timings_s"]["prefill"] > 0
        said = words(row, "said" if path == CLIP else "parts")
        assert said == wrote == SENTENCES[: len(wrote)]
        assert (words(row, "parts") if path == CLIP else []) == saw
        assert "summary" not in row
    where = "in the summary" if command == "summarise" else "frame" if command == "describe" else "of the sound"
    assert where in told.err and told.err.endswith("; what was done until then is kept.\n")


def test_a_tap_after_the_last_step_changes_nothing(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.run("transcribe", str(TALK), at=None)
    whole = capsys.readouterr()
    assert desk.run("transcribe", str(TALK), at=desk.steps - 1) == 0
    assert capsys.readouterr() == whole


def test_of_several_files_those_before_are_whole_and_those_after_are_told(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.run("transcribe", str(TALK), at=None)
    count = desk.steps
    given = ("transcribe", str(TALK), str(OTHER), str(CLIP), "--txt", "--out", str(tmp_path))
    assert desk.run(*given, at=count + count // 2) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.txt", "talk.txt"]
    assert (tmp_path / "talk.txt").read_text() == " ".join(SENTENCES)
    assert (tmp_path / "other.txt").read_text() == " ".join(SENTENCES[: len(desk.ears.wrote) - 4]) != ""
    told = capsys.readouterr().err
    assert re.search(
        r"^Stopped in “other.wav” at 00:\d\d of the sound; what was done until then is kept. 1 more not begun.$",
        told,
        re.MULTILINE,
    )
    assert desk.run(*given, at=count - 1) == 1
    assert capsys.readouterr().err == "Stopped after “talk.wav”. 2 more not begun.\n"


def test_a_second_tap_breaks_the_step_off_and_keeps_what_was_done_before(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.run("transcribe", str(TALK), at=None)
    capsys.readouterr()
    assert desk.run("transcribe", str(TALK), "--txt", at=desk.steps - 3, taps=2) == 1
    told = capsys.readouterr()
    assert told.out.startswith("First window. Second one.") and told.err.startswith("Stopped in “talk.wav”")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_subtitles_and_markdown_of_a_clip_of_which_only_the_sound_is_done(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.run("describe", str(CLIP), "--json", at=None)
    at = next(step for step in range(desk.steps) if _wrote(desk, step) == len(SENTENCES))
    capsys.readouterr()
    desk.run("describe", str(CLIP), "--srt", at=at)
    assert capsys.readouterr().out.startswith("1\n00:00:00")
    desk.run("describe", str(CLIP), "--md", at=at)
    assert capsys.readouterr().out.startswith("# clip.mp4\n\n## Said\n\n**00:00** First window.\n")


def _wrote(desk: Desk, at: int) -> int:
    desk.run("describe", str(CLIP), "--json", at=at)
    return len(desk.ears.wrote)


def test_a_real_process_keeps_what_it_wrote_down(tmp_path: Path) -> None:
    long = np.concatenate([np.pad(take.sound(), (0, RATE // 2)) for take in spoken()[:12]] * 8)
    path = tmp_path / "long.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((long * 32767).astype(np.int16).tobytes())
    here, there = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "earshot", "transcribe", str(path), "--srt"],
        stdout=subprocess.PIPE,
        stderr=there,
        # Tests that run in the background inherit a Ctrl-C that is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    os.close(there)
    told = b""
    while not re.search(rb"heard \d\d:\d\d \xe2\x80\xa6 \w", told):  # the line shows the first words
        told += os.read(here, 4096)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    with contextlib.suppress(OSError):  # how the end of a terminal reads on Linux
        while more := os.read(here, 65536):
            told += more
    os.close(here)
    assert process.returncode == 1
    assert out.startswith(b"1\n00:00:0") and b" --> " in out
    assert re.search(
        "Stopped in “long.wav” at 0\\d:\\d\\d of the sound; what was done until then is kept.".encode(), told
    )
    assert b"Traceback" not in told
