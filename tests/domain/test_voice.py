"""Where somebody speaks: whatever the blocks, the same frames come out, and what is not speech is exactly silent."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earshot.domain.sound import FRAME, RATE, Sound
from earshot.domain.voice import AFTER, BEFORE, Gate, Heard
from fakes import loud, noise, silence

TAKE = np.concatenate([noise(1.0, 0.001), noise(2.0), noise(1.5, 0.001), noise(0.7), noise(1.23, 0.001)])


def heard(take: Sound, sizes: list[int]) -> Heard:
    gate, out, at, number = Gate(loud), [], 0, 0
    while at < len(take):
        size = sizes[number % len(sizes)]
        out.append(gate.push(take[at : at + size]))
        at, number = at + size, number + 1
    out.append(gate.flush())
    return Heard(*(np.concatenate([getattr(h, name) for h in out]) for name in ("sound", "speech", "kept")))


WHOLE = heard(TAKE, [len(TAKE)])


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=5))
@settings(max_examples=20, deadline=None, database=None, derandomize=True)
def test_any_block_sizes_give_the_same_frames(sizes: list[int]) -> None:
    again = heard(TAKE, sizes if sum(sizes) > 500 else [*sizes, 5000])
    for name in ("sound", "speech", "kept"):
        np.testing.assert_array_equal(getattr(again, name), getattr(WHOLE, name))


def test_nothing_is_lost_and_only_what_is_not_kept_is_silent() -> None:
    assert len(WHOLE.sound) == len(TAKE)
    for number, kept in enumerate(WHOLE.kept):
        frame = WHOLE.sound[number * FRAME : (number + 1) * FRAME]
        wanted = TAKE[number * FRAME : (number + 1) * FRAME] if kept else 0.0
        np.testing.assert_array_equal(frame, np.broadcast_to(wanted, frame.shape))
    assert not WHOLE.kept.all()


def test_a_little_around_speech_is_kept() -> None:
    speech = np.flatnonzero(WHOLE.speech)
    assert RATE // FRAME - 1 <= speech[0] <= RATE // FRAME
    kept = np.flatnonzero(WHOLE.kept)
    assert kept[0] == speech[0] - BEFORE
    assert kept[-1] == speech[-1] + AFTER


def test_frames_come_late_by_no_more_than_is_kept_in_front_of_speech() -> None:
    gate = Gate(loud)
    out = gate.push(noise(2.0))
    assert 2.0 * RATE - len(out.sound) <= (BEFORE + 1) * FRAME + 512


def test_speech_goes_on_until_it_is_clearly_over() -> None:
    likely = iter([0.1, 0.4, 0.6, 0.4, 0.36, 0.3, 0.4, *[0.0] * 400])
    gate = Gate(lambda _: next(likely))
    out = gate.push(silence(3.0))
    assert [n for n in range(8) if out.speech[n]] == [1, 2, 3]


@pytest.mark.parametrize("samples", [0, 1, 511, 512, 639, 640, 641])
def test_a_tiny_take_comes_out_as_long_as_it_was(samples: int) -> None:
    out = heard(noise(1.0)[:samples], [samples or 1])
    assert len(out.sound) == samples
    assert len(out.speech) == len(out.kept) == -(-samples // FRAME)
