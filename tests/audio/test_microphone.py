"""Live sound: a recording spoken in time, and a real microphone as far as one can be had without one."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from earshot.audio.microphone import BLOCK_SECONDS, DeviceMicrophone, RecordingMicrophone
from earshot.domain.errors import MediaError, MicrophoneError
from earshot.domain.sound import RATE, Sound, as_recorded
from fakes import FakeSounds, noise, silence

PATIENCE = 10.0
TALK = Path("talk.wav")


class Listener:
    """Takes blocks in; `first` is set by the first one."""

    def __init__(self) -> None:
        self.blocks: list[Sound] = []
        self.ends = 0
        self.first, self.over = threading.Event(), threading.Event()

    def heard(self, sound: Sound) -> None:
        self.blocks.append(sound)
        self.first.set()

    def ended(self) -> None:
        self.ends += 1
        self.over.set()

    @property
    def sound(self) -> Sound:
        return np.concatenate([silence(0), *self.blocks])


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()} & {"recording", "microphone"}


def recording(sound: Sound, speed: float) -> RecordingMicrophone:
    return RecordingMicrophone(TALK, FakeSounds({TALK: [sound[:5000], sound[5000:]]}).blocks, speed)


class TestRecording:
    """A recording that is spoken as if by a microphone."""

    def test_all_of_it_is_heard_in_order_and_then_it_ends_once(self) -> None:
        said, listener = noise(2.01), Listener()
        microphone = recording(said, speed=1000.0)
        microphone.start(listener.heard, listener.ended)
        assert listener.over.wait(PATIENCE)
        microphone.stop()
        np.testing.assert_array_equal(listener.sound, said)
        assert {len(block) for block in listener.blocks[:-1]} == {round(BLOCK_SECONDS * RATE)}
        assert listener.ends == 1
        assert threads() == set()

    def test_it_ends_without_being_stopped(self) -> None:
        listener = Listener()
        recording(noise(0.5), speed=1000.0).start(listener.heard, listener.ended)
        assert listener.over.wait(PATIENCE)

    def test_stopped_early_it_falls_silent_and_does_not_end_by_itself(self) -> None:
        listener = Listener()
        microphone = recording(noise(60.0), speed=1.0)
        microphone.start(listener.heard, listener.ended)
        assert listener.first.wait(PATIENCE)
        microphone.stop()
        heard = len(listener.blocks)
        assert threads() == set()
        assert heard < 1000
        assert listener.ends == 0
        microphone.stop()
        assert len(listener.blocks) == heard

    def test_no_block_comes_before_it_would_have_been_spoken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now, waits = [100.0], []

        class Stop:
            """Waits in no time at all."""

            def wait(self, seconds: float) -> bool:
                waits.append(seconds)
                now[0] += seconds
                return False

            def set(self) -> None:
                pass

        listener = Listener()
        microphone = recording(noise(0.2), speed=2.0)
        microphone._stop = Stop()  # type: ignore[assignment]
        monkeypatch.setattr("earshot.audio.microphone.time.monotonic", lambda: now[0])
        microphone.start(listener.heard, listener.ended)
        assert listener.over.wait(PATIENCE)
        assert waits == pytest.approx([BLOCK_SECONDS / 2] * 5)

    def test_a_recording_without_a_sound_ends_at_once(self) -> None:
        listener = Listener()
        RecordingMicrophone(TALK, FakeSounds({TALK: []}).blocks).start(listener.heard, listener.ended)
        assert listener.over.wait(PATIENCE)
        assert listener.blocks == []

    def test_a_missing_recording_is_told_before_the_take_begins(self) -> None:
        microphone, listener = RecordingMicrophone(TALK, FakeSounds({}).blocks), Listener()
        with pytest.raises(MediaError):
            microphone.start(listener.heard, listener.ended)
        microphone.stop()
        assert listener.ends == 0


class PortAudioError(Exception):
    """As sounddevice raises it."""


class Stream:
    """An input stream that hears what the test plays."""

    def __init__(self, callback: Callable[..., None], **settings: object) -> None:
        self.callback, self.settings = callback, settings
        self.calls: list[str] = []
        self._buffer = np.zeros((0, 1), np.float32)

    def start(self) -> None:
        self.calls.append("start")

    def stop(self) -> None:
        self.calls.append("stop")

    def close(self) -> None:
        self.calls.append("close")

    def play(self, sound: npt.NDArray[np.float32]) -> None:
        """Every block in the same memory, as PortAudio does."""
        if len(self._buffer) != len(sound):
            self._buffer = np.zeros((len(sound), 1), np.float32)
        self._buffer[:, 0] = sound
        self.callback(self._buffer, len(sound), None, None)
        self._buffer[:] = 9.0


class SoundDevice:
    """The library, with one microphone, or none; a busy one cannot be opened."""

    def __init__(self, rate: float | None = None, *, busy: bool = False) -> None:
        self.PortAudioError = PortAudioError
        self._rate, self._busy = rate, busy
        self.streams: list[Stream] = []

    def query_devices(self, kind: str) -> dict[str, object]:
        assert kind == "input"
        if self._rate is None:
            raise PortAudioError("Error querying device -1")
        return {"name": "Microphone", "default_samplerate": self._rate}

    def InputStream(self, callback: Callable[..., None], **settings: object) -> Stream:
        if self._busy:
            raise PortAudioError("Device unavailable")
        self.streams.append(Stream(callback, **settings))
        return self.streams[-1]


class NoPortAudio:
    """sounddevice raises OSError while it is imported without PortAudio."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "sounddevice":
            raise OSError("PortAudio library not found")


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[SoundDevice], SoundDevice]]:
    def replace(library: SoundDevice) -> SoundDevice:
        monkeypatch.setitem(sys.modules, "sounddevice", library)  # type: ignore[arg-type]
        return library

    return replace


Use = Callable[[SoundDevice], SoundDevice]


class TestDevice:
    """The system's microphone."""

    def test_without_a_microphone_there_is_a_sentence_and_a_way_out(self, use: Use) -> None:
        use(SoundDevice())
        with pytest.raises(MicrophoneError) as caught:
            DeviceMicrophone()
        assert caught.value.sentence == "No microphone is connected."
        assert "drop a recording" in caught.value.advice

    def test_without_portaudio_it_is_said_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
        monkeypatch.setattr(sys, "meta_path", [NoPortAudio(), *sys.meta_path])
        with pytest.raises(MicrophoneError) as caught:
            DeviceMicrophone()
        assert caught.value.sentence == "The sound library PortAudio is missing."
        assert "libportaudio2" in caught.value.advice

    def test_a_microphone_another_program_holds_leaves_no_thread(self, use: Use) -> None:
        use(SoundDevice(48_000.0, busy=True))
        microphone, listener = DeviceMicrophone(), Listener()
        with pytest.raises(MicrophoneError) as caught:
            microphone.start(listener.heard, listener.ended)
        assert caught.value.sentence == "The microphone cannot be opened."
        assert threads() == set()
        microphone.stop()

    @pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
    def test_everything_captured_is_delivered_at_16_khz(self, rate: int, use: Use) -> None:
        library, listener = use(SoundDevice(float(rate))), Listener()
        microphone = DeviceMicrophone()
        microphone.start(listener.heard, listener.ended)
        (stream,) = library.streams
        said = (0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)).astype(np.float32)
        size = int(rate * BLOCK_SECONDS)
        for start in range(0, rate, size):
            stream.play(said[start : start + size])
        microphone.stop()
        assert threads() == set()
        assert stream.calls == ["start", "stop", "close"]
        assert stream.settings["samplerate"] == rate
        sound = listener.sound
        wanted = 0.5 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)
        assert abs(len(sound) - RATE) <= 1
        np.testing.assert_allclose(sound[1000:-1000], wanted[1000 : len(sound) - 1000], atol=0.01)
        np.testing.assert_array_equal(as_recorded(sound), sound)
        assert listener.ends == 0

    def test_stopping_twice_or_before_the_start_does_nothing(self, use: Use) -> None:
        library, listener = use(SoundDevice(48_000.0)), Listener()
        microphone = DeviceMicrophone()
        microphone.stop()
        microphone.start(listener.heard, listener.ended)
        microphone.stop()
        microphone.stop()
        assert library.streams[0].calls == ["start", "stop", "close"]
