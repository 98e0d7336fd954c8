"""What is known of a take that several microphones heard."""

from __future__ import annotations

from dataclasses import replace

from earshot.domain.microphone import Health, together

FIRST = Health("Headset", 48_000.0, 1, wait_s=0.2, before_s=0.1, heard_s=3.0, peak=0.5, overflows=1, gaps_s=(0.5,))
THEN = Health("Built-in", 44_100.0, 2, wait_s=0.4, before_s=0.0, heard_s=2.0, peak=0.3, overflows=2, gaps_s=(0.1,))


def test_figures_of_one_take_add_up_and_the_last_device_is_named() -> None:
    both = together(FIRST, THEN)
    assert (both.device, both.rate, both.channels) == ("Built-in", 44_100.0, 2)
    assert (both.wait_s, both.before_s, both.heard_s, both.peak) == (0.2, 0.1, 5.0, 0.5)
    assert (both.overflows, both.gaps_s) == (3, (0.5, 0.1))


def test_a_microphone_that_never_opened_changes_nothing() -> None:
    assert together(Health(), THEN) == THEN
    assert together(FIRST, Health()) == replace(FIRST)
