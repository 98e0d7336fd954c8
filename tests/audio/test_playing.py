"""Playing a clip: the clock of a real stream on a sound server of the test's own, and what happens without one."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np
import pytest

import pulse
from earshot import parts
from earshot.audio.capture import Capture
from earshot.audio.playing import Speaker, track
from earshot.domain.clip_events import FrameShown, PlayerAt
from earshot.domain.events import Event
from earshot.session.playback import NO_DEVICE, NOT_NOW, Playback
from fakes import Listener
from films import film
from pulse import PulseAudio
from speech import spoken

SAID = spoken()[0]
PATIENCE = 20.0


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PulseAudio]:
    if not pulse.installed():
        pytest.skip("pulseaudio is not installed: run `make setup`")
    server = PulseAudio()
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    server.pactl("set-default-sink", "mic-room")
    yield server
    server.end()


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A computer without a loudspeaker."""
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path / 'none'}")


@pytest.fixture
def capture() -> Iterator[Capture]:
    capture = Capture(keep=0.0)
    yield capture
    capture.close()


class Room:
    """A playback and what it told, with the moment it came."""

    def __init__(self, capture: Capture) -> None:
        self._events: SimpleQueue[tuple[float, Event]] = SimpleQueue()
        self.came: list[tuple[float, Event]] = []
        files = parts.Files()
        self.playback = Playback(
            files, files, lambda: Speaker(capture.play, capture.quiet),
            lambda event: self._events.put((time.monotonic(), event)),
        )  # fmt: skip

    def until(self, *, playing: bool | None = None, beyond: float = -1.0, kind: type[Event] = PlayerAt) -> Event:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                at, event = self._events.get(timeout=1.0)
            except Empty:
                continue
            self.came.append((at, event))
            if not isinstance(event, kind):
                continue
            if not isinstance(event, PlayerAt) or (
                event.seconds >= beyond and (playing is None or event.playing is playing)
            ):
                return event
        raise AssertionError("it never came")

    def moment(self) -> float:
        """When the last thing came."""
        return self.came[-1][0]


@pytest.fixture
def room(capture: Capture) -> Iterator[Room]:
    room = Room(capture)
    yield room
    assert room.playback.close()


def test_the_clock_is_what_is_heard(server: PulseAudio, room: Room, tmp_path: Path) -> None:
    """Silence, and a tone from the second second on: when it reaches the room, the clock must stand there.

    The best of three: what the player does, not what else the machine does.
    """
    rate = pulse.RATE
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(3 * rate) / rate)
    pulse.write(tmp_path / "tone.wav", np.concatenate([np.zeros(2 * rate), tone]).astype(np.float32))
    tries = []
    for _ in range(3):
        room.came.clear()
        stood, drift = _tone_heard(server, room, tmp_path)
        print(f"the tone of 2 s is in the room when the clock stands at {stood:.3f} s; it drifts by {drift:.3f} s")
        tries.append(max(abs(stood - 2.0), drift))
        if tries[-1] < 0.15:
            break
    assert min(tries) < 0.15, f"the tone begins at 2 s, and the clock goes as fast as time does: {tries}"


def _tone_heard(server: PulseAudio, room: Room, tmp_path: Path) -> tuple[float, float]:
    """Where the clock stands when the tone is in the room, and by how much it and time differ afterwards; seconds."""
    target = tmp_path / "heard.raw"
    recorder = subprocess.Popen(
        ["parec", "--device=mic-room.monitor", "--format=s16le", "--rate=8000", "--channels=1", "--latency-msec=20"],
        env=server._everything, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        room.playback.open(tmp_path / "tone.wav")
        room.until()
        room.playback.play()
        assert recorder.stdout is not None
        loud_at = 0.0
        with target.open("wb") as file:
            while not loud_at:
                block = recorder.stdout.read(320)
                file.write(block)
                if np.abs(np.frombuffer(block, np.int16).astype(int)).max(initial=0) > 1000:
                    loud_at = time.monotonic()
        room.until(playing=True, beyond=2.4)
    finally:
        recorder.terminate()
        recorder.communicate(timeout=PATIENCE)
    told = [(at, event.seconds) for at, event in room.came if isinstance(event, PlayerAt) and event.playing]
    stood = min(told, key=lambda one: abs(one[0] - loud_at))[1]
    (begun, first), (ended, last) = next(one for one in told if one[1] > 0.3), told[-1]
    room.playback.pause()
    room.playback.seek(0.0)
    return stood, abs((last - first) - (ended - begun))


def test_frames_go_with_the_sound_and_a_seek_lands_where_it_should(
    server: PulseAudio, room: Room, tmp_path: Path
) -> None:
    room.playback.open(film(tmp_path / "film.mkv", 12.0, [SAID.sound()]))
    assert isinstance(room.until(kind=FrameShown), FrameShown), "its first frame stands there"
    room.playback.play()
    room.until(playing=True, beyond=1.0)
    shown = [(at, event.frame) for at, event in room.came if isinstance(event, FrameShown)]
    assert len(shown) >= 6, "ten frames a second"
    for at, frame in shown[1:]:
        near = min((e for e in room.came if isinstance(e[1], PlayerAt)), key=lambda one: abs(one[0] - at))
        assert abs(near[1].seconds - frame.seconds) < 0.15  # type: ignore[union-attr]
    room.playback.seek(8.0)
    room.until(playing=True, beyond=7.99)
    first = room.came[-1][1]
    assert isinstance(first, PlayerAt) and first.seconds < 8.5
    room.playback.pause()
    stopped = room.until(playing=False)
    assert isinstance(stopped, PlayerAt)
    room.playback.seek(2.0)
    still = room.until(playing=False, beyond=1.99)
    assert isinstance(still, PlayerAt) and still.seconds == 2.0
    room.playback.seek(11.5)
    room.playback.play()
    end = room.until(playing=False, beyond=11.9)
    assert isinstance(end, PlayerAt) and end.seconds == pytest.approx(12.0, abs=0.01), "it stops at its end"


def test_a_take_is_never_played_into(server: PulseAudio, room: Room, capture: Capture, tmp_path: Path) -> None:
    hum = (0.5 * np.sin(2 * np.pi * 440 * np.arange(20 * pulse.RATE) / pulse.RATE)).astype(np.float32)
    pulse.write(tmp_path / "hum.wav", hum)
    room.playback.open(tmp_path / "hum.wav")
    room.playback.play()
    room.until(playing=True, beyond=0.5)
    listener = Listener()
    take = capture.press(listener.heard, listener.ended, listener.told)
    room.playback.hush(hushed=True)
    room.until(playing=False)
    assert listener.first.wait(PATIENCE)
    time.sleep(1.0)
    room.playback.play()
    assert room.until(kind=type(NOT_NOW)) is NOT_NOW
    capture.stop(take)
    tail = listener.sound[-8000:]
    assert len(tail) and np.abs(tail).max() < 0.01, "nothing of the hum is in it"
    room.playback.hush(hushed=False)
    room.playback.play()
    room.until(playing=True, beyond=1.0)


def _apart(room: Room, begin: float) -> float:
    """By how much a second on the clock and a second of time differ, from `begin` on."""
    room.until(playing=True, beyond=begin)
    first, began = room.came[-1][1], room.moment()
    room.until(playing=True, beyond=begin + 1.0)
    last = room.came[-1][1]
    assert isinstance(first, PlayerAt) and isinstance(last, PlayerAt)
    return abs((last.seconds - first.seconds) - (room.moment() - began))


def test_without_a_loudspeaker_it_goes_by_the_clock_and_says_so_once(nowhere: None, room: Room, tmp_path: Path) -> None:
    room.playback.open(film(tmp_path / "film.mkv", 30.0, [SAID.sound()]))
    for place in (0.0, 10.0):
        room.playback.seek(place)
        room.playback.play()
        apart = [_apart(room, place + 0.5 + tried) for tried in range(3)]
        assert min(apart) < 0.15, apart  # what the player does, not what else the machine does
        room.playback.pause()
    assert [event for _, event in room.came if event is NO_DEVICE] == [NO_DEVICE]


def test_the_sound_of_a_film_begins_where_it_is_wanted(tmp_path: Path) -> None:
    tone = np.zeros(16_000 * 8, np.float32)
    tone[16_000 * 5 :] = 0.5
    path = film(tmp_path / "film.mkv", 8.0, [tone])
    heard = np.concatenate(list(track(path, 4.0, 48_000)))
    assert heard.shape[1] == 2
    assert abs(float(np.argmax(np.abs(heard[:, 0]) > 0.2)) / 48_000 - 1.0) < 0.05
    assert not list(track(tmp_path / "none.mkv", 0.0, 48_000))
