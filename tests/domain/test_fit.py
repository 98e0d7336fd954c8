"""How a model fits."""

from __future__ import annotations

import pytest

from earshot.domain.fit import Fit, fit


@pytest.mark.parametrize(
    ("needs", "room", "told"),
    [(8, 10, Fit.FITS), (85, 100, Fit.FITS), (86, 100, Fit.TIGHT), (100, 100, Fit.TIGHT), (101, 100, Fit.TOO_LARGE)],
)
def test_a_model_fits_with_room_to_spare_or_just_or_not(needs: int, room: int, told: Fit) -> None:
    assert fit(needs, room) is told


def test_without_a_figure_nobody_is_refused() -> None:
    assert fit(1 << 50, None) is Fit.FITS
