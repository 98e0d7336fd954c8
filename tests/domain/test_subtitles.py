"""Subtitles: words stand where they were spoken, cues are short, files are well formed."""

import re
from itertools import pairwise

import pytest

from earshot.domain.reading import Part
from earshot.domain.subtitles import LINE, LONGEST, Cue, cues, marked, srt, timed, vtt


def part(text: str, *speech: tuple[float, float], start: float = 0.0, end: float = 10.0) -> Part:
    return Part(start, end, (), (), text, (), speech)


def test_words_are_spread_over_the_stretches_of_speech() -> None:
    one, two, three, four = timed(part("aa bb cc dd", (1.0, 3.0), (6.0, 8.0)))
    assert (one.start, one.end, two.end) == (1.0, 2.0, 3.0)
    assert (three.start, four.end) == (6.0, 8.0)


def test_longer_words_last_longer() -> None:
    short, long = timed(part("a everything", (0.0, 6.5)))
    assert long.end - long.start > 4 * (short.end - short.start)


def test_without_known_speech_words_fill_the_window() -> None:
    words = timed(part("one two", start=4.0, end=6.0))
    assert words[0].start == 4.0
    assert words[-1].end == 6.0


def test_no_text_has_no_cue() -> None:
    assert cues([part("", (0.0, 2.0))]) == []
    assert srt([]) == ""


def test_cues_are_short_rise_and_hold_every_word() -> None:
    parts = [
        part("word " * 60, (0.5, 9.0), (9.4, 24.0), end=25.0),
        part("Another sentence. And one more, with a very long end of it.", (30.0, 35.0), start=30.0, end=36.0),
    ]
    found = cues(parts)
    assert " ".join(c.text for c in found).split() == " ".join(p.text for p in parts).split()
    for cue in found:
        assert 0 < cue.end - cue.start <= LONGEST + 0.01
        assert all(len(line) <= LINE for line in cue.text.split("\n"))
        assert cue.text.count("\n") < 2
    assert all(one.end <= other.start + 1e-6 for one, other in pairwise(found))
    assert found[-2].text.endswith("Another sentence.") is False


def test_windows_that_lap_have_cues_one_after_another() -> None:
    """The second window hears the last 1.2 s of the first again; the texts were joined in the middle of that."""
    first = part("many words of one window " * 12 + "and its end.", (0.5, 28.0), end=28.0)
    second = part("the next window goes on " * 12, (26.8, 50.0), start=26.8, end=50.0)
    found = cues([first, second])
    assert all(one.end <= other.start + 1e-6 for one, other in pairwise(found))
    assert next(cue.start for cue in found if cue.text.startswith("the next")) == pytest.approx(27.4, abs=0.01)


def test_quick_words_share_no_time() -> None:
    found = cues([part("A first sentence of some length. " * 3, (0.0, 0.3), end=1.0)])
    assert len(found) > 1 and all(one.end <= other.start + 1e-6 for one, other in pairwise(found))


def test_a_pause_ends_a_cue() -> None:
    assert [c.text for c in cues([part("aa bb", (0.0, 1.0), (4.0, 5.0))])] == ["aa", "bb"]


def test_a_very_long_word_is_a_cue_of_its_own() -> None:
    long = "x" * 100
    assert [c.text for c in cues([part(f"a {long} b", (0.0, 4.0))])] == ["a\n" + long, "b"]


def test_srt_is_numbered_and_timed() -> None:
    text = srt([Cue(0.0, 1.5, "one"), Cue(3661.25, 3662.0, "two\nlines --> here")])
    assert text == ("1\n00:00:00,000 --> 00:00:01,500\none\n\n2\n01:01:01,250 --> 01:01:02,000\ntwo\nlines -> here\n")


def test_vtt_says_that_its_times_are_approximate_and_escapes() -> None:
    text = vtt([Cue(0.0, 1.5, "a < b & c")])
    assert text.startswith("WEBVTT\n\nNOTE Times are approximate.\n\n00:00:00.000 --> 00:00:01.500\n")
    assert text.endswith("a &lt; b &amp; c\n")
    assert len(re.findall("-->", text)) == 1


def test_markdown_has_a_time_mark_for_every_window_with_text() -> None:
    assert (
        marked([part("one", start=0.0), part("", start=10.0), part("two", start=65.0)])
        == "**00:00** one\n\n**01:05** two"
    )


def test_scripts_without_spaces_have_short_cues_too() -> None:
    text = (
        "今天早上我们在办公室开会，讨论了下个月的计划。"
        "会议以后我给客户打电话，他说报告已经收到了，不过有两个数字需要再检查一次。"
    )
    found = cues([part(text, (0.0, 14.0), end=14.0)])
    assert "".join(cue.text for cue in found).replace("\n", "") == text
    assert len(found) >= 3
    assert found[0].text.replace("\n", "").endswith("计划。")
    assert all(len(line) <= 16 for cue in found for line in cue.text.split("\n"))
    assert all(0 < cue.end - cue.start <= LONGEST + 0.01 for cue in found)


@pytest.mark.parametrize("end", list(".?؟۔।。"))
def test_a_sentence_ends_a_subtitle_in_every_script(end: str) -> None:
    first, second = cues([part(f"{'word ' * 5}word{end} and on", (0.0, 5.0))])
    assert first.text.endswith(end) and second.text == "and on"
