"""How a model fits."""

from __future__ import annotations

import pytest

from earshot.domain.fit import Fit, Needs, Room, fit, judged

GB = 10**9


@pytest.mark.parametrize(
    ("needs", "room", "told"),
    [(8, 10, Fit.FITS), (85, 100, Fit.FITS), (86, 100, Fit.TIGHT), (100, 100, Fit.TIGHT), (101, 100, Fit.TOO_LARGE)],
)
def test_a_model_fits_with_room_to_spare_or_just_or_not(needs: int, room: int, told: Fit) -> None:
    assert fit(needs, room) is told


def test_without_a_figure_nobody_is_refused() -> None:
    assert fit(1 << 50, None) is Fit.FITS
    assert judged(Needs(1 << 50, 0, 0), Room(None, None)).fit is Fit.FITS


NEEDS = Needs(7 * GB, 2 * GB, GB // 2)


@pytest.mark.parametrize(
    ("most", "now", "told", "says", "advice"),
    [
        (20, 18, Fit.FITS, "18.0 GB are free for it now", ""),
        (20, 10, Fit.TIGHT, "10.0 GB are free for it now", "Close what is not needed"),
        (20, 8, Fit.TIGHT, "8.0 GB are free for it now", "hold 1.5 GB"),
        (9, 8, Fit.TOO_LARGE, "this computer has 9.0 GB for it", "smaller model"),
        (12, 30, Fit.FITS, "12.0 GB are free for it now", ""),
        (None, 8, Fit.TIGHT, "8.0 GB are free for it now", "hold 1.5 GB"),
    ],
)
def test_what_other_programs_hold_makes_it_tight_and_what_is_built_in_too_large(
    most: int | None, now: int, told: Fit, says: str, advice: str
) -> None:
    verdict = judged(NEEDS, Room(None if most is None else most * GB, now * GB))
    assert verdict.fit is told
    assert verdict.sentence.startswith("It needs 9.5 GB: 7.0 GB of weights, 2.0 GB for what it reads and 0.5 GB to")
    assert says in verdict.sentence and advice in verdict.advice and bool(advice) == bool(verdict.advice)
