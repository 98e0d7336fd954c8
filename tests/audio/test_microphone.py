"""Live sound: a recording spoken in time, and a real microphone as far as one can be had without one."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import numpy.typing as npt
import pytest

from earshot.audio.microphone import BLOCK_SECONDS, DeviceMicrophone, RecordingMicrophone
from earshot.domain.errors import EarshotError, MediaError, MicrophoneError, MissingFileError
from earshot.domain.sound import RATE, Sound, as_recorded
from fakes import FakeSoundDevice, FakeSounds, PortAudioError, noise, silence

PATIENCE = 10.0
TALK = Path("talk.wav")


class Listener:
    """Takes blocks in; `first` is set by the first one."""

    def __init__(self) -> None:
        self.blocks: list[Sound] = []
        self.ends: list[EarshotError | None] = []
        self.first, self.over = threading.Event(), threading.Event()

    def heard(self, sound: Sound) -> None:
        self.blocks.append(sound)
        self.first.set()

    def ended(self, error: EarshotError | None) -> None:
        self.ends.append(error)
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
        assert listener.ends == [None]
        assert threads() == set()

    def test_it_ends_without_being_stopped(self) -> None:
        listener = Listener()
        recording(noise(0.5), speed=1000.0).start(listener.heard, listener.ended)
        assert listener.over.wait(PATIENCE)
        assert listener.ends == [None]

    def test_stopped_early_it_falls_silent_and_does_not_end_by_itself(self) -> None:
        listener = Listener()
        microphone = recording(noise(60.0), speed=1.0)
        microphone.start(listener.heard, listener.ended)
        assert listener.first.wait(PATIENCE)
        microphone.stop()
        heard = len(listener.blocks)
        assert threads() == set()
        assert heard < 1000
        assert listener.ends == []
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

            def is_set(self) -> bool:
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
        assert listener.ends == [None]

    def test_a_missing_recording_is_told_as_its_end(self) -> None:
        microphone, listener = RecordingMicrophone(TALK, FakeSounds({}).blocks), Listener()
        microphone.start(listener.heard, listener.ended)
        assert listener.over.wait(PATIENCE)
        microphone.stop()
        assert threads() == set()
        assert listener.blocks == []
        (error,) = listener.ends
        assert isinstance(error, MissingFileError)

    def test_what_the_decoder_cannot_read_is_told_before_a_block_is_heard(self) -> None:
        def damaged(_: Path) -> Iterator[Sound]:
            yield noise(1.0)
            raise MediaError("The file cannot be read.")

        microphone, listener = RecordingMicrophone(TALK, damaged, 1000.0), Listener()
        microphone.start(listener.heard, listener.ended)
        assert listener.over.wait(PATIENCE)
        microphone.stop()
        assert listener.blocks == []
        assert [type(error) for error in listener.ends] == [MediaError]

    def test_it_is_decoded_on_its_own_thread_and_stopping_does_not_wait_for_all_of_it(self) -> None:
        decoding, closed = threading.Event(), list[str]()

        def endless(_: Path) -> Iterator[Sound]:
            try:
                while True:
                    yield noise(0.1)
                    decoding.set()
            finally:
                closed.append(threading.current_thread().name)

        microphone, listener = RecordingMicrophone(TALK, endless), Listener()
        microphone.start(listener.heard, listener.ended)
        assert decoding.wait(PATIENCE)
        microphone.stop()
        assert closed == ["recording"]
        assert threads() == set()
        assert listener.blocks == []
        assert listener.ends == []


class NoPortAudio:
    """sounddevice raises OSError while it is imported without PortAudio."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "sounddevice":
            raise OSError("PortAudio library not found")


Use = Callable[[FakeSoundDevice], FakeSoundDevice]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    def replace(library: FakeSoundDevice) -> FakeSoundDevice:
        monkeypatch.setitem(sys.modules, "sounddevice", library)  # type: ignore[arg-type]
        return library

    return replace


def tone(rate: int) -> npt.NDArray[np.float32]:
    """A second of it."""
    return (0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)).astype(np.float32)


def cut(sound: npt.NDArray[np.float32], rate: int) -> list[npt.NDArray[np.float32]]:
    """In blocks as the device delivers them."""
    size = int(rate * BLOCK_SECONDS)
    return [sound[start : start + size] for start in range(0, len(sound), size)]


def all_of_the_tone_was_heard(sound: Sound) -> None:
    wanted = tone(RATE)
    assert abs(len(sound) - RATE) <= 1
    np.testing.assert_allclose(sound[1000:-1000], wanted[1000 : len(sound) - 1000], atol=0.01)
    np.testing.assert_array_equal(as_recorded(sound), sound)


class TestDevice:
    """The system's microphone."""

    def failed(self) -> EarshotError:
        """What a take is told that has no sound: one end, no block, and no thread stays."""
        microphone, listener = DeviceMicrophone(), Listener()
        microphone.start(listener.heard, listener.ended)
        assert listener.over.wait(PATIENCE)
        microphone.stop()
        assert threads() == set()
        assert listener.blocks == []
        (error,) = listener.ends
        assert isinstance(error, MicrophoneError)
        return error

    def test_without_a_microphone_there_is_a_sentence_and_a_way_out(self, use: Use) -> None:
        use(FakeSoundDevice())
        error = self.failed()
        assert error.sentence == "No microphone is connected."
        assert "drop a recording" in error.advice

    def test_without_portaudio_it_is_said_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
        monkeypatch.setattr(sys, "meta_path", [NoPortAudio(), *sys.meta_path])
        error = self.failed()
        assert error.sentence == "The sound library PortAudio is missing."
        assert "libportaudio2" in error.advice

    def test_a_microphone_another_program_holds_leaves_no_thread(self, use: Use) -> None:
        use(FakeSoundDevice(48_000.0, held=True))
        error = self.failed()
        assert error.sentence == "The microphone cannot be opened."
        assert "another program" in error.advice

    def test_a_microphone_that_opens_and_does_not_start_is_closed_again(self, use: Use) -> None:
        library = use(FakeSoundDevice(48_000.0, busy=True))
        assert self.failed().sentence == "The microphone cannot be opened."
        (stream,) = library.streams
        assert stream.calls == ["close"]

    def test_stopped_at_once_it_still_tells_that_there_is_none(self, use: Use) -> None:
        """Whoever only taps the key is told too, before the take ends."""
        use(FakeSoundDevice())
        microphone, listener = DeviceMicrophone(), Listener()
        microphone.start(listener.heard, listener.ended)
        microphone.stop()
        assert [type(error) for error in listener.ends] == [MicrophoneError]

    @pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
    def test_everything_captured_is_delivered_at_16_khz(self, rate: int, use: Use) -> None:
        library, listener = use(FakeSoundDevice(float(rate))), Listener()
        microphone = DeviceMicrophone()
        microphone.start(listener.heard, listener.ended)
        stream = library.stream()
        for block in cut(tone(rate), rate):
            stream.play(block)
        microphone.stop()
        assert threads() == set()
        assert stream.calls == ["start", "stop", "close"]
        assert stream.settings["samplerate"] == rate
        all_of_the_tone_was_heard(listener.sound)
        assert listener.ends == []

    @pytest.mark.parametrize("stoppers", [1, 2])
    def test_what_waits_in_the_queue_is_delivered_before_the_stop_returns(self, stoppers: int, use: Use) -> None:
        """However many stop it: the first block is held up while the others queue, and some come during the stop."""
        rate = 48_000
        library, listener = use(FakeSoundDevice(float(rate))), Listener()
        go_on, stopped = threading.Event(), SimpleQueue[int]()

        def heard_slowly(sound: Sound) -> None:
            listener.heard(sound)
            assert go_on.wait(PATIENCE)

        def stop() -> None:
            microphone.stop()
            stopped.put(len(listener.sound))

        microphone = DeviceMicrophone()
        microphone.start(heard_slowly, listener.ended)
        stream = library.stream()
        first, *others = cut(tone(rate), rate)
        stream.play(first)
        assert listener.first.wait(PATIENCE)
        others, stream.last = others[:-5], others[-5:]
        for block in others:
            stream.play(block)
        assert len(listener.blocks) == 1
        stops = [threading.Thread(target=stop) for _ in range(stoppers)]
        for thread in stops:
            thread.start()
        assert stopped.empty()
        assert stream.calls == ["start"]
        go_on.set()
        for thread in stops:
            thread.join(PATIENCE)
        assert [stopped.get(timeout=PATIENCE) for _ in stops] == [len(listener.sound)] * stoppers
        all_of_the_tone_was_heard(listener.sound)
        assert stream.calls == ["start", "stop", "close"]
        assert threads() == set()

    def test_one_thread_makes_every_call_and_the_caller_waits_for_none(self, use: Use) -> None:
        asked, go_on, askers = threading.Event(), threading.Event(), list[str]()

        class Slow(FakeSoundDevice):
            """A device that takes its time, as one on Bluetooth does."""

            def query_devices(self, kind: str) -> dict[str, object]:
                askers.append(threading.current_thread().name)
                asked.set()
                assert go_on.wait(PATIENCE)
                return super().query_devices(kind)

        library, listener = use(Slow(48_000.0)), Listener()
        microphone = DeviceMicrophone()
        microphone.start(listener.heard, listener.ended)  # returns although the device has not answered
        assert asked.wait(PATIENCE)
        assert library.streams == []
        go_on.set()
        stream = library.stream()
        microphone.stop()
        assert stream.calls == ["start", "stop", "close"]
        assert {*askers, *stream.threads} == {"microphone"}

    def test_what_breaks_while_it_listens_ends_the_take_once(self, use: Use) -> None:
        library, listener = use(FakeSoundDevice(48_000.0)), Listener()

        def heard(sound: Sound) -> None:
            raise ValueError("broken")

        microphone = DeviceMicrophone()
        microphone.start(heard, listener.ended)
        stream = library.stream()
        stream.play(noise(0.04))
        assert listener.over.wait(PATIENCE)
        microphone.stop()
        assert [error.sentence for error in listener.ends if error] == ["The microphone stopped working."]
        assert stream.calls == ["start", "stop", "close"]
        assert threads() == set()

    def test_a_device_that_is_pulled_out_as_it_stops_gives_what_it_heard(self, use: Use) -> None:
        library, listener = use(FakeSoundDevice(16_000.0)), Listener()
        microphone = DeviceMicrophone()
        microphone.start(listener.heard, listener.ended)
        stream = library.stream()

        def gone() -> None:
            raise PortAudioError("Device gone")

        stream.stop = gone  # type: ignore[method-assign]
        stream.play(noise(0.5))
        microphone.stop()
        assert len(listener.sound) == pytest.approx(0.5 * RATE, abs=1)
        assert listener.ends == [] and stream.calls == ["start", "close"]

    def test_nobody_waits_for_a_device_that_hangs(self, use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("earshot.audio.microphone.PATIENCE_SECONDS", 0.05)
        asked, go_on = threading.Event(), threading.Event()

        class Hanging(FakeSoundDevice):
            """PortAudio that does not answer."""

            def query_devices(self, kind: str) -> dict[str, object]:
                asked.set()
                assert go_on.wait(PATIENCE)
                return super().query_devices(kind)

        library, listener = use(Hanging(48_000.0)), Listener()
        microphone = DeviceMicrophone()
        microphone.start(listener.heard, listener.ended)
        assert asked.wait(PATIENCE)
        microphone.stop()  # returns
        assert threads() == {"microphone"}
        go_on.set()
        stream = library.stream()
        for thread in threading.enumerate():
            if thread.name == "microphone":
                thread.join(PATIENCE)
        assert stream.calls == ["start", "stop", "close"]
        assert listener.blocks == [] and listener.ends == []

    def test_stopping_twice_or_before_the_start_does_nothing(self, use: Use) -> None:
        library, listener = use(FakeSoundDevice(48_000.0)), Listener()
        microphone = DeviceMicrophone()
        microphone.stop()
        microphone.start(listener.heard, listener.ended)
        microphone.stop()
        microphone.stop()
        assert library.stream().calls == ["start", "stop", "close"]
        assert listener.ends == []
