"""One measurement beside another, and what they recommend."""

from __future__ import annotations

import pytest

from earshot.domain.figures import Run, difference, newest, recommended
from earshot.domain.reading import REST

HERE = "Darwin arm64, 8 cores, 16 GB"


def run(model: str = "12B", when: str = "2026-11-21", machine: str = HERE, **found: float) -> Run:
    return Run(model, "4 bit", machine, "0.1.0", when, {"release_to_text_s": 1.0, **found})


def test_a_figure_differs_by_a_share_of_the_baselines() -> None:
    assert difference(run(decode_tokens_s=30), run(decode_tokens_s=20), "decode_tokens_s") == pytest.approx(0.5)
    assert difference(run(), run(decode_tokens_s=20), "decode_tokens_s") is None
    assert difference(run(decode_tokens_s=1), run(decode_tokens_s=0), "decode_tokens_s") is None


def test_of_each_model_and_machine_the_newest_counts() -> None:
    old, new, other = run(when="1"), run(when="3"), run("E4B", when="2")
    elsewhere = run(when="2", machine="another")
    assert newest([new, old, other, elsewhere]) == [other, elsewhere, new]


def test_the_fewest_wrong_words_among_those_that_come_soon() -> None:
    large = run("12B", release_to_text_s=1.5, word_error=0.05)
    small = run("E4B", release_to_text_s=0.3, word_error=0.08)
    best = recommended([small, large], HERE)
    assert best is not None and best.model == "12B" and "12B, 4 bit: windows of 30 s" in best.sentence
    slow = run("12B", release_to_text_s=2.5, word_error=0.05)
    best = recommended([small, slow], HERE)
    assert best is not None and best.model == "E4B"
    equal = run("12B", release_to_text_s=1.5, word_error=0.078)
    best = recommended([small, equal], HERE)
    assert best is not None and best.model == "E4B", "three words in a thousand are no difference"


def test_where_all_are_slow_the_fastest_is_named_and_that_is_said() -> None:
    best = recommended([run("31B", release_to_text_s=9.0), run("12B", release_to_text_s=4.0)], HERE)
    assert best is not None and best.model == "12B" and "No model writes within 2 s" in best.sentence


def test_only_measurements_of_this_machine_and_of_models_that_hear_count() -> None:
    deaf = Run("31B", "4 bit", HERE, "", "1", {"decode_tokens_s": 9.0})
    assert recommended([run(machine="another"), deaf], HERE) is None
    assert recommended([], HERE) is None


def test_the_longest_window_that_is_as_good_and_readings_that_the_machine_can_afford() -> None:
    found = run(word_error_10=0.052, word_error_15=0.0505, word_error_20=0.05, word_error_30=0.061, reading_s=0.5)
    best = recommended([found], HERE)
    assert best is not None and best.window_seconds == 20 and best.reading_seconds == pytest.approx(0.5 * (1 + REST))
    best = recommended([run(reading_s=3.5)], HERE)
    assert best is not None and best.reading_seconds is None and "only at the end" in best.sentence


def test_a_drafter_is_recommended_where_it_is_faster() -> None:
    fast = recommended([run(decode_tokens_s=20, decode_with_drafter_tokens_s=30)], HERE)
    slow = recommended([run(decode_tokens_s=20, decode_with_drafter_tokens_s=19)], HERE)
    assert fast is not None and slow is not None and (fast.drafter, slow.drafter) == (True, False)
    assert "with its drafter" in fast.sentence and "drafter" not in slow.sentence
