"""Every pair of colours that is used can be read (WCAG AA)."""

from __future__ import annotations

import pytest

from earshot import paths
from earshot.ui.look.style import contrast, sheet, tokens

TEXT = [
    ("ink", "background"), ("ink", "surface"), ("ink", "sidebar"), ("ink-2", "background"), ("ink-2", "sidebar"),
    ("ink-2", "surface"), ("ink-3", "surface"), ("accent", "surface"), ("on-accent", "accent"), ("warn", "warn-soft"),
    ("bad", "bad-soft"), ("ink", "accent-soft"), ("good", "surface"), ("ink-2", "line"),
    ("accent", "accent-soft"),
]  # fmt: skip
CONTROLS = [("edge", "surface"), ("edge", "background"), ("accent", "background"), ("record", "background")]


@pytest.mark.parametrize("dark", [False, True])
def test_colours_can_be_told_apart(dark: bool) -> None:
    colours = tokens(paths.RESOURCES, dark=dark)
    for pairs, least in ((TEXT, 4.5), (CONTROLS, 3.0)):
        for front, back in pairs:
            assert contrast(colours[front], colours[back]) >= least, (front, back)


def test_contrast_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_sheet_names_no_unknown_colour() -> None:
    assert "$" not in sheet(tokens(paths.RESOURCES, dark=True))
