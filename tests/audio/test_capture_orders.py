"""Users, devices and drivers in any order: one stream at most, one end a take, nothing left open or heard twice."""

from __future__ import annotations

import random
import sys
from typing import Any

import numpy as np
import pytest

from earshot.audio import pump, taking
from earshot.audio.capture import Capture
from earshot.audio.microphone import DeviceMicrophone
from earshot.domain.devices import Identity
from earshot.domain.preroll import ALWAYS
from fakes import FakeSoundDevice, FakeStream, Listener

PATIENCE = 10.0
DESK = Identity("Fake Audio", "Desk", 1)
BLOCK = 320
"""Samples: 20 ms at 16 kHz."""


class Plays:
    """Some time of a user with two microphones; every block is another number, so that none can come twice unseen."""

    def __init__(self, seed: int, library: FakeSoundDevice) -> None:
        self.random, self.library, self.capture = random.Random(seed), library, Capture(keep=ALWAYS)
        self.takes: list[tuple[DeviceMicrophone, Listener]] = []
        self.stopped: set[int] = set()
        self._block = 0

    def act(self) -> None:
        self.random.choice((self.press, self.finish, self.stop, *5 * [self.play], self.die,
                            self.plug, self.keep, self.choose, self.list))()  # fmt: skip

    def press(self) -> None:
        microphone, listener = DeviceMicrophone(self.capture), Listener()
        microphone.start(listener.heard, listener.ended, listener.told)
        self.takes.append((microphone, listener))

    def finish(self) -> None:
        if self.takes:
            self.random.choice(self.takes)[0].finish()

    def stop(self) -> None:
        if self.takes:
            number = self.random.randrange(len(self.takes))
            self.takes[number][0].stop()
            self.stopped.add(number)

    def play(self) -> None:
        stream = next((s for s in self.library.streams if s.calls == ["start"]), None)
        if stream is not None:
            # 16 kHz is not resampled, and 16 bits hold these steps: the sound says which block it is.
            self._block += 1
            stream.callback(np.full((BLOCK, 1), self._block / 32_768.0, np.float32), BLOCK, None, None)

    def die(self) -> None:
        stream = next((s for s in self.library.streams if s.calls == ["start"]), None)
        if stream is not None and self.random.random() < 0.3:
            stream.die()

    def plug(self) -> None:
        if not self.library.plugged.pop("Desk", None):
            self.library.plugged = {"Desk": 16_000.0, **self.library.plugged}

    def keep(self) -> None:
        self.capture.keep(self.random.choice((0.0, 0.01, ALWAYS)))

    def choose(self) -> None:
        self.capture.choose(self.random.choice((None, DESK)))

    def list(self) -> None:
        assert self.capture.devices()


@pytest.mark.parametrize("seed", range(20))
def test_no_order_of_events_leaves_a_stream_open_or_a_take_without_its_end(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name, seconds in ((pump, "RETRY_SECONDS", 0.005), (taking, "GRACE_SECONDS", -0.4)):
        monkeypatch.setattr(module, name, seconds)
    most_open, start = 0, FakeStream.start

    def counted(stream: FakeStream) -> None:
        nonlocal most_open
        start(stream)
        most_open = max(most_open, sum(each.calls == ["start"] for each in library.streams))

    monkeypatch.setattr(FakeStream, "start", counted)
    library: Any = FakeSoundDevice(16_000.0)
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    plays = Plays(seed, library)
    for _ in range(300):
        plays.act()
    for number, (microphone, _) in enumerate(plays.takes):
        if number not in plays.stopped:
            microphone.finish()
    for number, (_, listener) in enumerate(plays.takes):
        if number not in plays.stopped:
            assert listener.over.wait(PATIENCE)
    plays.capture.close()
    assert most_open <= 1
    assert all(stream.calls == ["start", "stop", "close"] for stream in library.streams)
    for number, (_, listener) in enumerate(plays.takes):
        assert len(listener.ends) <= 1 and (listener.ends or number in plays.stopped)
    heard = np.concatenate([np.zeros(0, np.float32), *(listener.sound for _, listener in plays.takes)])

    blocks = np.rint(heard[heard > 0.0] * 32_768.0).astype(int)
    assert np.all(np.diff(blocks) >= 0), "out of order"
    assert blocks.size > 0 and np.bincount(blocks).max() <= BLOCK, "heard twice"
