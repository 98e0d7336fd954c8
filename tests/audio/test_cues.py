"""The sounds of a take: the first ends before anything counts, and none is played over somebody who speaks."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from earshot.audio import taking
from earshot.audio.capture import Capture
from earshot.audio.microphone import DeviceMicrophone
from earshot.domain.cues import BEGIN, CUE_RATE, END, tone
from earshot.domain.microphone import Ready
from earshot.domain.preroll import ALWAYS
from fakes import FakeSoundDevice, Listener

BLOCK = 960


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeSoundDevice:
    library = FakeSoundDevice(48_000.0)
    monkeypatch.setitem(sys.modules, "sounddevice", library)  # type: ignore[arg-type]
    return library


@pytest.fixture
def capture(library: FakeSoundDevice) -> Iterator[Capture]:
    capture = Capture(keep=ALWAYS, cued=True)
    yield capture
    capture.close()


def loud(blocks: int = 1) -> np.ndarray:
    return np.random.default_rng(3).uniform(-0.5, 0.5, blocks * BLOCK).astype(np.float32)


def test_the_tones_are_short_soft_and_begin_and_end_in_silence() -> None:
    for notes in (BEGIN, END):
        sound = tone(notes)
        assert sound.dtype == np.float32 and len(sound) / CUE_RATE < 0.15
        assert np.abs(sound).max() <= 0.121 and abs(float(sound[0])) < 1e-3 and abs(float(sound[-1])) < 1e-2
    assert not np.array_equal(tone(BEGIN), tone(END))


def test_nothing_counts_before_the_first_tone_has_ended(library: FakeSoundDevice, capture: Capture) -> None:
    library.mouth.clear()
    microphone, listener = DeviceMicrophone(capture), Listener()
    microphone.start(listener.heard, listener.ended, listener.told)
    stream = library.stream()
    stream.play(loud())
    assert library.speaks.wait(10.0), "the tone is played once sound arrives"
    for _ in range(4):
        stream.play(loud())
    assert not any(isinstance(news, Ready) for news in listener.all_news)
    library.mouth.set()
    ready = False
    for _ in range(200):
        stream.play(loud())
        if ready := any(isinstance(news, Ready) for news in listener.all_news):
            break
        threading.Event().wait(0.01)
    assert ready
    before = len(listener.sound)
    assert not listener.sound[: 4 * BLOCK // 3].any(), "what sounded beside the tone is silence"
    for _ in range(4):
        stream.play(loud())
    microphone.stop()
    assert np.abs(listener.sound[before:]).max() > 0.1
    assert np.array_equal(library.played[0], tone(BEGIN))


def test_a_loudspeaker_that_hangs_is_not_waited_for(library: FakeSoundDevice, capture: Capture) -> None:
    library.mouth.clear()
    microphone, listener = DeviceMicrophone(capture), Listener()
    microphone.start(listener.heard, listener.ended, listener.told)
    stream = library.stream()
    for _ in range(int(taking.HUSH_SECONDS * 48_000 / BLOCK) + 3):
        stream.play(loud())
    assert listener.next(Ready).device
    microphone.stop()
    library.mouth.set()


def test_a_microphone_that_is_open_already_is_spoken_to_at_once(library: FakeSoundDevice, capture: Capture) -> None:
    first, listener = DeviceMicrophone(capture), Listener()
    first.start(listener.heard, listener.ended, listener.told)
    stream = library.stream()
    for _ in range(100):
        stream.play(loud())
    listener.next(Ready)
    first.stop()
    for _ in range(30):
        stream.play(loud())
    played = len(library.played)
    second, other = DeviceMicrophone(capture), Listener()
    second.start(other.heard, other.ended, other.told)
    other.next(Ready)
    stream.play(loud())
    second.stop()
    assert np.abs(other.sound).max() > 0.1 and len(other.sound) > 0.35 * 16_000, "what came before the press counts"
    assert not any(np.array_equal(sound, tone(BEGIN)) for sound in library.played[played:])
