"""A take on a terminal: settled words plain, tentative ones pale, in lines that have room for them."""

import pytest

from earshot.cli.live import PALE, USUAL, WIDTH, Live, wrapped
from earshot.domain.transcript import Words
from earshot.domain.words import room


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (Words("send the", "report"), f"  send the {PALE}report{USUAL}\n"),
        (Words("", "report"), f"  {PALE}report{USUAL}\n"),
        (Words("今天我们", "开会"), f"  今天我们{PALE}开会{USUAL}\n"),
    ],
)
def test_tentative_words_are_pale(words: Words, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    Live(terminal=True).words(words)
    assert capsys.readouterr().out == shown


def test_what_goes_on_in_another_line_is_pale_there_too(capsys: pytest.CaptureFixture[str]) -> None:
    live = Live(terminal=True)
    live.words(Words("sure " * 10, "perhaps " * 15))
    first, second, third = capsys.readouterr().out.splitlines()
    assert first.count(PALE) == second.count(PALE) == third.count(PALE) == 1 and first.startswith("  sure")
    live.done("sure")
    assert capsys.readouterr().out == "\x1b[3F\x1b[J  sure\n", "all three lines are drawn over"


@pytest.mark.parametrize("text", ["word " * 100, "今天我们开会讨论" * 30, "x" * 300])
def test_no_line_is_wider_than_the_terminal(text: str) -> None:
    lines = wrapped(text).split("\n")
    assert all(room(line, 2.0) <= WIDTH + 2 for line in lines) and len(lines) >= 4
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_narrow_and_low_terminal_is_never_written_over_its_edges(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("LINES", "10")
    live = Live(terminal=True)
    live.words(Words(" ".join(f"word{number}" for number in range(100)), "last"))
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == 8 and all(len(line.replace(PALE, "").replace(USUAL, "")) < 40 for line in shown)
    assert shown[-1].endswith(f"{PALE}last{USUAL}")
    live.done("word " * 100)
    out = capsys.readouterr().out
    assert out.startswith("\x1b[8F\x1b[J") and out.count("word") == 100, "in the end all of it is there"


def test_a_sentence_between_the_words_is_not_drawn_over(capsys: pytest.CaptureFixture[str]) -> None:
    live = Live(terminal=True)
    live.words(Words("send the", "report"))
    live.clear()
    print("Another microphone is used.")
    live.done("send the report")
    assert capsys.readouterr().out.endswith("\x1b[1F\x1b[JAnother microphone is used.\n  send the report\n")
