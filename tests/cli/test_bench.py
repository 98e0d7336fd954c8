"""`earshot bench` on the pocket model: speed beside mlx-vlm's own generate, and word error on recordings."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests import checkpoints
from tests.speech import spoken

from earshot.cli.truth import Window, compared, recommended
from earshot.engine.checkpoint import load


def earshot(*words: object, limit: float = 150) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "earshot", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)


def test_one_pair_gives_every_figure_on_both_sides() -> None:
    done = earshot("bench", "--pairs", 1, "--json")
    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout)
    figures = row["figures"]
    for name in ("last sample to text", "last sample to first token", "decoding", "peak memory, speech"):
        assert figures[name]["ours"] > 0 and figures[name]["mlx_vlm"] > 0, name
    assert figures["passes per token after the last sample"]["ours"] < 0.6  # a count: no busy machine changes it
    assert figures["working memory of a clip, 60 and 8 frames"]["ours"] > 0


@pytest.mark.parametrize("kind", [[], ["--dictation"]])
def test_the_macos_app_says_that_it_has_nothing_to_compare_with(kind: list[str]) -> None:
    without = "import sys; sys.modules['mlx_audio'] = None; from earshot.__main__ import main; sys.exit(main())"
    command = [sys.executable, "-c", without, "bench", *kind]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1 and "side by side" in done.stderr and "--save" in done.stderr, done.stderr


def test_models_with_towers_are_compared_without_a_warning(tmp_path: Path) -> None:
    from earshot.engine.bench import Theirs

    Theirs(load(checkpoints.made(tmp_path / "E2B", "E2B")), "English")  # a warning is an error here


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Five sentences in LibriSpeech's layout."""
    chapter = tmp_path / "84" / "121"
    chapter.mkdir(parents=True)
    rows = []
    for number, sentence in enumerate(spoken()[:5]):
        name = f"84-121-{number:04d}"
        shutil.copy(sentence.path, chapter / f"{name}.wav")
        rows.append(f"{name} {' '.join(sentence.words).upper()}")
    (chapter / "84-121.trans.txt").write_text("\n".join(rows) + "\n")
    return tmp_path


def test_word_error_is_told_for_every_length_of_windows(library: Path) -> None:
    done = earshot("bench", "--speech", library, "--json")
    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout)
    assert [window["window_s"] for window in row["windows"]] == [10.0, 15.0, 20.0, 30.0]
    words = sum(len(sentence.words) for sentence in spoken()[:5])
    for window in row["windows"]:
        assert window["words"] == words and 0 <= window["word_error"] < 0.9 and window["speed"] > 0
        assert 0.5 < window["completeness"] < 1.5
    assert row["recommended_s"] in (10.0, 15.0, 20.0, 30.0)


def test_a_folder_without_speech_is_one_sentence(tmp_path: Path) -> None:
    done = earshot("bench", "--speech", tmp_path)
    assert done.returncode == 1 and "LibriSpeech" in done.stderr and len(done.stderr.splitlines()) == 1


def test_nothing_is_recommended_from_recordings_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "84-121.trans.txt").write_bytes(b"84-121-0000 HELLO\n\nodd/name W\xd6RLD\n")
    done = earshot("bench", "--speech", tmp_path, "--json")
    assert done.returncode == 1 and done.stdout == ""
    assert "None of the recordings" in done.stderr and len(done.stderr.splitlines()) == 1


def test_the_longest_window_that_is_as_good_is_recommended() -> None:
    def window(seconds: float, errors: int) -> Window:
        return Window(seconds, errors, 10_000, 10_000, 600.0, 60.0)

    assert recommended([window(10, 520), window(15, 505), window(20, 500), window(30, 610)]).seconds == 20
    assert recommended([window(10, 500), window(30, 520)]).seconds == 30


def test_hyphens_and_case_are_no_errors() -> None:
    assert compared(["TWENTY-THREE", "o'clock", "-"]) == compared(["twenty", "three,", "O’clock"])
