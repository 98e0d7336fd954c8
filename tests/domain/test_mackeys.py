"""Left and right are told apart, and a lone modifier counts only alone."""

from __future__ import annotations

import pytest

from earshot.domain.hotkey import ALONE, Stroke, parse
from earshot.domain.mackeys import DEVICE_BITS, PLACES, carbon_modifiers, held, stroke

RIGHT, LEFT = parse("Right Option"), parse("Left Option")
OPTION = 0x80000
"""Set for both."""


def test_every_lone_modifier_has_a_bit_of_its_own() -> None:
    assert set(DEVICE_BITS) == set(ALONE) and len(set(DEVICE_BITS.values())) == len(DEVICE_BITS)
    assert len(set(PLACES.values())) == len(PLACES)


@pytest.mark.parametrize(
    ("flags", "down", "meant"),
    [
        (OPTION | 0x40, False, Stroke.DOWN),
        (OPTION | 0x20, False, None),
        (OPTION | 0x40 | 0x1, False, None),
        (OPTION | 0x40 | 0x1, True, Stroke.JOINED),
        (OPTION | 0x40, True, None),
        (OPTION | 0x20, True, Stroke.UP),
        (0x100, True, Stroke.UP),
        (0x100, False, None),
    ],
)
def test_a_change_of_modifiers(flags: int, down: bool, meant: Stroke | None) -> None:
    assert stroke(RIGHT, flags, down=down) is meant


def test_flags_are_names_and_a_combination_is_bits() -> None:
    assert held(OPTION | 0x60) == {"Left Alt", "Right Alt"} and stroke(LEFT, 0x20, down=False) is Stroke.DOWN
    assert carbon_modifiers(parse("Cmd+Shift+D")) == 0x300
