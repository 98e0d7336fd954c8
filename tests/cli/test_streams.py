"""The terminal's three streams, connected to whatever people and other programs connect them to."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.speech import spoken

from earshot.cli import output
from earshot.domain.errors import EarshotError

EARSHOT = f"{sys.executable} -m earshot"
full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["sh", "-c", line], capture_output=True, timeout=60, check=False, env={**os.environ, **environment}
    )


def one_sentence(said: bytes) -> str:
    lines = said.decode().strip().splitlines()
    assert len(lines) == 1 and "Traceback" not in lines[0] and "inside Earshot" not in lines[0], said
    return lines[0]


@full_disk
@pytest.mark.parametrize("words", ["models", "models --json", "--help"])
def test_a_full_disk_is_one_sentence(words: str) -> None:
    done = shell(f"{EARSHOT} {words} > /dev/full", PYTHONUNBUFFERED="")  # else argparse itself hides it
    assert done.returncode == 1
    assert "could not be written" in one_sentence(done.stderr)


def test_a_closed_output_is_one_sentence_and_a_closed_input_too() -> None:
    done = shell(f"{EARSHOT} models >&-")
    assert done.returncode == 1 and "output is closed" in one_sentence(done.stderr)
    done = shell(f"{EARSHOT} edit --as polish <&-")
    assert done.returncode == 1 and "no text" in one_sentence(done.stderr)


def test_a_reader_that_goes_away_is_no_error_to_talk_about() -> None:
    done = shell(f"{EARSHOT} models --json | true")
    assert done.stderr == b""


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_what_is_no_utf_8_is_one_sentence_in_every_locale(locale: str) -> None:
    line = f"printf 'caf\\351' | {EARSHOT} edit --as polish"
    done = shell(line, LC_ALL=locale, PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert done.returncode == 1 and "not UTF-8" in one_sentence(done.stderr)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_name_that_is_no_text_stops_no_row(encoding: str, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9 \xc3\xbc\n.wav")
    shutil.copy(spoken()[0].path, tmp_path / name)
    command = [
        sys.executable,
        "-m",
        "earshot",
        "transcribe",
        str(tmp_path / name),
        str(tmp_path / "no" / name),
        "--json",
    ]
    done = subprocess.run(
        command, capture_output=True, timeout=60, check=False, env={**os.environ, "PYTHONIOENCODING": encoding}
    )
    heard, missing = (json.loads(line) for line in done.stdout.decode(encoding).splitlines())
    assert done.returncode == 1 and done.stderr == b""
    assert heard["path"] == str(tmp_path / name) and heard["text"]
    assert missing["error"].startswith("There is no file")


def test_a_place_for_the_scores_is_tried_before_the_work(tmp_path: Path) -> None:
    for place in (tmp_path / "none" / "x.npz", tmp_path):
        with pytest.raises(EarshotError, match="cannot be written"):
            output.writable(place)
    output.writable(tmp_path / "new.npz")
    assert not (tmp_path / "new.npz").exists()
    (tmp_path / "old.npz").write_bytes(b"old")
    output.writable(tmp_path / "old.npz")
    assert (tmp_path / "old.npz").read_bytes() == b"old"
    done = shell(f"{EARSHOT} transcribe nothing.wav --exact --logits {tmp_path}/none/x.npz --model {tmp_path}")
    assert "cannot be written" in one_sentence(done.stderr), "before the model, which is none either"


def test_more_tokens_than_the_model_has_places_is_found_out_before_the_work() -> None:
    done = shell(f"{EARSHOT} transcribe {spoken()[0].path} --exact --max-tokens 8192")
    assert done.returncode == 1 and "8192" in one_sentence(done.stderr)
    done = shell(f"{EARSHOT} transcribe {spoken()[0].path} --exact --max-tokens 8100")
    assert done.returncode == 1 and "do not fit" in one_sentence(done.stderr)


def test_an_error_is_one_line_whatever_a_name_holds(capsys: pytest.CaptureFixture[str]) -> None:
    output.say(EarshotError("There is no file “a\nb\x1b[2J.wav”.", "Check\tit."))
    assert capsys.readouterr().err == "There is no file “a b [2J.wav”. Check it.\n"


@pytest.mark.parametrize("content", [b"\xff", b"x" * (5 << 20)])
def test_a_text_that_cannot_be_edited_is_one_sentence(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    with pytest.raises(EarshotError):
        output.typed()


def test_an_unreadable_sample_is_told_and_not_taken_for_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from earshot import parts
    from earshot.cli import demo

    monkeypatch.setattr(demo, "SPOKEN", tmp_path / "none.wav")
    with pytest.raises(EarshotError, match="There is no file"):
        for _ in demo._spoken(parts.world(), lambda _: None):
            pass


def test_scores_are_not_kept_unless_they_are_asked_for(tmp_path: Path) -> None:
    from earshot import paths
    from earshot.engine.mind import Mind

    mind = Mind(paths.POCKET)
    for scores in (False, True):
        ears = mind.ears(exact=True, scores=scores)
        ears.open("English")
        ears.feed(np.zeros(6400, np.float32))
        list(ears.close(limit=3))
        assert (ears.logits() is not None) is scores
    mind.release()
