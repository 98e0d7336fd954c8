"""`earshot listen` and `earshot history` as a user meets them: real processes, a real terminal, a real sound server."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soxr
from tests import pulse
from tests.pulse import PulseAudio
from tests.speech import spoken

from earshot import paths
from earshot.audio import decode
from earshot.audio.recording import length
from earshot.domain.sound import RATE

SAMPLE = paths.SAMPLES / "dictation.wav"
SENTENCE = spoken()[0]
PATIENCE = 30.0


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "earshot", *map(str, words)]


def earshot(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words), capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL
    )


def wait_for_sound(seconds: float) -> None:
    until = time.monotonic() + PATIENCE
    while not any(length(file) > seconds for file in paths.recordings_folder().glob("*.wav")):
        assert time.monotonic() < until, "nothing is recorded"
        time.sleep(0.02)


def test_a_take_is_written_down_found_exported_and_removed(tmp_path: Path) -> None:
    done = earshot("listen", "--sound", SENTENCE.path, "--json")
    assert done.returncode == 0, done.stderr
    (row,) = map(json.loads, done.stdout.splitlines())
    assert set(row) == {"schema", "take", "text", "raw", "model", "release_to_text_s", "sound_kept", "alarms"}
    assert row["text"] and row["take"] == 1 and row["sound_kept"]
    word = row["text"].split()[-1].strip(".?!")
    (found,) = map(json.loads, earshot("history", word, "--json").stdout.splitlines())
    assert (found["raw"], found["condition"], found["health"]["model"]) == (row["raw"], "done", "Earshot Pocket")
    shown = earshot("history")
    assert row["text"] in shown.stdout and shown.stderr.startswith("1 take, ")
    card = earshot("history", "--health", 1).stdout
    assert "Model: Earshot Pocket\n" in card and "Inserted: written to the terminal\n" in card
    assert "for the model" in card and "Text after release: " in card and word not in card
    earshot("history", "--export", tmp_path / "takes.md")
    assert row["text"] in (tmp_path / "takes.md").read_text(encoding="utf-8")
    assert earshot("history", "--delete", 1).returncode == 0
    assert list(paths.recordings_folder().iterdir()) == []
    gone = earshot("history", word)
    assert (gone.returncode, gone.stdout) == (1, "")
    again = earshot("history", "--delete", 1)
    assert again.returncode == 1 and "no longer in the history" in again.stderr


def test_a_take_is_read_again_by_the_model_that_is_named(tmp_path: Path) -> None:
    shutil.copytree(paths.POCKET, tmp_path / "other")
    card = json.loads((tmp_path / "other" / "earshot.json").read_text())
    (tmp_path / "other" / "earshot.json").write_text(json.dumps(card | {"title": "Other"}))
    assert earshot("listen", "--sound", SENTENCE.path).returncode == 0
    (before,) = map(json.loads, earshot("history", "--json").stdout.splitlines())
    done = earshot("history", "--again", 1, "--model", tmp_path / "other")
    assert done.returncode == 0 and "Read by Other" in done.stderr, done.stderr
    (after,) = map(json.loads, earshot("history", "--json").stdout.splitlines())
    assert (after["model"], after["raw"]) == ("Other", done.stdout.strip())
    assert [text["raw"] for text in after["earlier"]] == [before["raw"]]
    for sound in paths.recordings_folder().iterdir():
        sound.unlink()
    gone = earshot("history", "--again", 1)
    assert gone.returncode == 1 and len(gone.stderr.splitlines()) == 1
    assert "no longer kept" in gone.stderr and "settings" in gone.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("listen", "--sound", "nowhere.wav"), "There is no file"),
        (("history", "--export", "takes.pdf"), ".txt, .md or .json"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_a_way_out(words: tuple[str, ...], sentence: str) -> None:
    done = earshot(*words)
    assert done.returncode == 1 and sentence in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_ctrl_c_writes_down_what_was_said_until_then() -> None:
    with subprocess.Popen(
        command("listen", "--sound", SAMPLE), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        stdin=subprocess.DEVNULL,
    ) as program:  # fmt: skip
        wait_for_sound(4.0)
        program.send_signal(signal.SIGINT)
        said, told = program.communicate(timeout=PATIENCE)
    assert program.returncode == 0, told
    assert "report on monday" in " ".join(said.split()) and "friday evening" not in said
    (found,) = map(json.loads, earshot("history", "--json").stdout.splitlines())
    assert found["condition"] == "done" and 4.0 < found["seconds"] < 9.0


@pytest.mark.parametrize("way_out", ["q", "\x03", signal.SIGTERM])
def test_the_terminal_is_as_before_on_every_way_out(way_out: str | signal.Signals) -> None:
    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    try:
        with subprocess.Popen(command("listen"), stdin=slave, stdout=slave, stderr=slave, start_new_session=True) as it:
            seen = b""
            while b"ends." not in seen:
                seen += os.read(master, 1000)
            assert termios.tcgetattr(slave) != before, "single keys are read"
            if way_out == "q":
                os.write(master, b"q")
            else:
                it.send_signal(signal.SIGINT if isinstance(way_out, str) else way_out)
            it.wait(PATIENCE)
        assert termios.tcgetattr(slave) == before
        assert it.returncode == (143 if way_out == signal.SIGTERM else 0)
    finally:
        os.close(master)
        os.close(slave)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PulseAudio]:
    server = PulseAudio()
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    yield server
    server.end()


@pytest.mark.skipif(not pulse.installed(), reason="pulseaudio is not installed: run `make setup`")
def test_what_is_said_into_a_real_microphone_is_written_down_and_kept(server: PulseAudio, tmp_path: Path) -> None:
    sound = np.concatenate(list(decode.blocks(SENTENCE.path)))
    pulse.write(tmp_path / "said.wav", soxr.resample(sound, RATE, pulse.RATE))
    seconds = len(sound) / RATE + 2.5
    with subprocess.Popen(
        command("listen", "--seconds", round(seconds, 1), "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, stdin=subprocess.DEVNULL,
    ) as program:  # fmt: skip
        wait_for_sound(0.5)
        server.speak(tmp_path / "said.wav")
        said, told = program.communicate(timeout=60)
    assert program.returncode == 0, told
    (row,) = map(json.loads, said.splitlines())
    heard = row["text"].split()
    assert sum(word in heard for word in SENTENCE.words) >= len(SENTENCE.words) * 0.6, row["text"]
    (found,) = map(json.loads, earshot("history", "--json").stdout.splitlines())
    assert seconds < found["seconds"] < seconds + 2.5, "and what a waking microphone gave before it was ready"
    assert (found["health"]["rate"], found["health"]["overflows"]) == (pulse.RATE, 0)
    assert found["health"]["opening"] > 0.0
    nobody = earshot("listen", "--device", "none of them")
    assert nobody.returncode == 1 and "No microphone is meant by “none of them”" in nobody.stderr


@pytest.mark.skipif(not pulse.installed(), reason="pulseaudio is not installed: run `make setup`")
def test_u_takes_the_last_text_back_and_the_history_keeps_it(server: PulseAudio, tmp_path: Path) -> None:
    sound = np.concatenate(list(decode.blocks(SENTENCE.path)))
    pulse.write(tmp_path / "said.wav", soxr.resample(sound, RATE, pulse.RATE))
    master, slave = pty.openpty()
    with subprocess.Popen(command("listen"), stdin=slave, stdout=slave, stderr=slave, start_new_session=True) as it:
        os.close(slave)
        seen = b""

        def until(words: bytes) -> None:
            nonlocal seen
            while words not in seen:
                assert select.select([master], [], [], PATIENCE)[0], seen
                seen += os.read(master, 1000)

        until(b"ends.")
        os.write(master, b" ")
        until("Listening …".encode())
        server.speak(tmp_path / "said.wav")
        time.sleep(len(sound) / RATE + 0.5)
        os.write(master, b" ")
        until(b"takes it back")
        os.write(master, b"u")
        until(b"is taken back")
        os.write(master, b"q")
        it.wait(PATIENCE)
    os.close(master)
    (found,) = map(json.loads, earshot("history", "--json").stdout.splitlines())
    assert found["condition"] == "cancelled" and found["raw"]
