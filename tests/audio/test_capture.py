"""The microphone's thread over a scripted PortAudio: takes, warmth, loss, hanging drivers, mute and busy devices."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import soxr

from earshot.audio import driver, pump, taking
from earshot.audio.capture import Capture
from earshot.audio.microphone import DeviceMicrophone
from earshot.domain.devices import Choice, Identity
from earshot.domain.errors import EarshotError, MicrophoneError
from earshot.domain.microphone import Back, Health, Lost, Mute, Overflowed, Ready, Replaced, Unmuted
from earshot.domain.preroll import AFTER_SECONDS, ALWAYS, BEFORE_SECONDS
from earshot.domain.sound import RATE, Sound, as_recorded
from fakes import FakeSoundDevice, FakeStream, Listener, PortAudioError, noise

PATIENCE = 10.0
Samples = npt.NDArray[np.float32]
Use = Callable[[FakeSoundDevice], FakeSoundDevice]
Start = Callable[..., Capture]


class NoPortAudio:
    """sounddevice raises OSError while it is imported without PortAudio."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "sounddevice":
            raise OSError("PortAudio library not found")


@pytest.fixture(autouse=True)
def by_what_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """A take ends by what was heard, never by the clock of a busy machine; who means the clock sets it."""
    for module, name in ((taking, "GRACE_SECONDS"), (pump, "SILENT_SECONDS")):
        monkeypatch.setattr(module, name, 60.0)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    def replace(library: FakeSoundDevice) -> FakeSoundDevice:
        monkeypatch.setitem(sys.modules, "sounddevice", library)  # type: ignore[arg-type]
        return library

    return replace


@pytest.fixture
def start() -> Iterator[Start]:
    """Makes captures and closes them."""
    captures: list[Capture] = []

    def make(choice: Choice = None, keep: float = ALWAYS) -> Capture:
        captures.append(Capture(choice, keep))
        return captures[-1]

    yield make
    for capture in captures:
        capture.close()


def take(capture: Capture) -> tuple[DeviceMicrophone, Listener]:
    microphone, listener = DeviceMicrophone(capture), Listener()
    microphone.start(listener.heard, listener.ended, listener.told)
    return microphone, listener


def play(stream: FakeStream, sound: Samples, rate: int = 48_000) -> Samples:
    """In blocks as the device delivers them; gives what was played."""
    size = rate // 50
    for begin in range(0, len(sound), size):
        stream.play(sound[begin : begin + size])
    return sound


def said(seconds: float, seed: int = 0, rate: int = 48_000) -> Samples:
    return np.random.default_rng(seed).uniform(-0.5, 0.5, round(seconds * rate)).astype(np.float32)


def finish(microphone: DeviceMicrophone, listener: Listener, stream: FakeStream, rate: int = 48_000) -> Samples:
    """Lets go, and the device delivers what comes after; gives that."""
    microphone.finish()
    after = play(stream, said(AFTER_SECONDS + 0.1, 99, rate), rate)
    assert listener.over.wait(PATIENCE)
    return after


def resampled(sound: Samples, rate: int = 48_000) -> Sound:
    """All at once."""
    return as_recorded(soxr.resample(sound, rate, RATE))


def place(part: Sound, whole: Sound) -> int:
    """Where a part stands in the whole, to the last bit of 16; fails if it does not."""
    for begin in np.flatnonzero(np.abs(whole - part[0]) < 2e-5):
        if begin + len(part) <= len(whole) and np.abs(whole[begin : begin + len(part)] - part).max() < 2e-5:
            return int(begin)
    raise AssertionError("it is not a part of the whole")


def all_joined() -> None:
    """Threads that were left behind have ended."""
    for thread in threading.enumerate():
        if thread.name in {"microphone", "sound driver"}:
            thread.join(PATIENCE)


class TestTake:
    """One press, one take."""

    def failed(self) -> EarshotError:
        """What whoever only taps the key is told: one end, no block."""
        microphone, listener = DeviceMicrophone(), Listener()
        microphone.start(listener.heard, listener.ended)
        microphone.finish()
        assert listener.over.wait(PATIENCE)
        microphone.stop()
        (end,) = listener.ends
        assert isinstance(end, MicrophoneError) and listener.blocks == []
        return end

    def test_without_a_microphone_the_user_is_told_what_to_do(self, use: Use) -> None:
        use(FakeSoundDevice())
        error = self.failed()
        assert error.sentence == "No microphone is connected."
        assert "a recording" in error.advice

    def test_without_portaudio_it_is_said_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
        monkeypatch.setattr(sys, "meta_path", [NoPortAudio(), *sys.meta_path])
        error = self.failed()
        assert error.sentence == "The sound library PortAudio is missing."
        assert "libportaudio2" in error.advice

    def test_a_microphone_another_program_holds_is_said_to_be_held(self, use: Use) -> None:
        use(FakeSoundDevice(48_000.0, held=True))
        error = self.failed()
        assert error.sentence == "The microphone cannot be opened."
        assert "another program" in error.advice

    def test_a_microphone_that_opens_and_does_not_start_is_closed_again(self, use: Use) -> None:
        library = use(FakeSoundDevice(48_000.0, busy=True))
        assert self.failed().sentence == "The microphone cannot be opened."
        assert library.streams and all(stream.calls == ["close"] for stream in library.streams)

    @pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (44_100, 2), (48_000, 1), (48_000, 4), (96_000, 2)])
    def test_everything_is_delivered_at_16_khz_without_a_seam(self, rate: int, channels: int, use: Use) -> None:
        library = use(FakeSoundDevice(float(rate), channels=channels))
        microphone, listener = DeviceMicrophone(), Listener()
        microphone.start(listener.heard, listener.ended, listener.told)
        stream = library.stream()
        sound = play(stream, said(1.0, rate=rate), rate)
        whole = resampled(np.concatenate([sound, finish(microphone, listener, stream, rate)]), rate)
        microphone.stop()
        assert stream.settings["samplerate"] == rate and stream.settings["channels"] == channels
        assert len(listener.sound) >= (1.0 + AFTER_SECONDS - 0.02) * RATE
        assert place(listener.sound, whole) == 0
        np.testing.assert_array_equal(as_recorded(listener.sound), listener.sound)
        assert listener.ends == [None] and stream.calls == ["start", "stop", "close"]

    def test_what_comes_while_the_device_is_being_opened_is_the_beginning(
        self, use: Use, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        go = said(0.3, 5)

        def start(stream: FakeStream) -> None:
            stream.calls.append("start")
            play(stream, go)
            stream._opened.put(stream)

        monkeypatch.setattr(FakeStream, "start", start)
        library = use(FakeSoundDevice(48_000.0))
        microphone, listener = DeviceMicrophone(), Listener()
        microphone.start(listener.heard, listener.ended)
        whole = resampled(np.concatenate([go, finish(microphone, listener, library.stream())]))
        microphone.stop()
        assert place(listener.sound, whole) == 0

    def test_whoever_only_taps_the_key_is_told_even_by_a_slow_driver(
        self, use: Use, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(taking, "GRACE_SECONDS", -1.0)  # the moments after the release are over at once
        go_on = threading.Event()

        class Slow(FakeSoundDevice):
            """A driver that takes its time to say that there is no microphone."""

            def query_hostapis(self) -> list[dict[str, Any]]:
                assert go_on.wait(PATIENCE)
                return super().query_hostapis()

        use(Slow())
        microphone, listener = DeviceMicrophone(), Listener()
        microphone.start(listener.heard, listener.ended)
        microphone.finish()
        assert not listener.over.wait(0.2)
        go_on.set()
        assert listener.over.wait(PATIENCE)
        microphone.stop()
        assert [error.sentence for error in listener.ends if error] == ["No microphone is connected."]

    def test_a_device_that_refuses_its_own_channels_is_opened_with_one(self, use: Use) -> None:
        class Picky(FakeSoundDevice):
            """Promises more than it has."""

            def InputStream(self, callback: Callable[..., None], **settings: Any) -> FakeStream:
                if settings["channels"] > 1:
                    raise PortAudioError("Invalid number of channels")
                return super().InputStream(callback, **settings)

        library = use(Picky(44_100.0, channels=2))
        microphone, listener = DeviceMicrophone(), Listener()
        microphone.start(listener.heard, listener.ended)
        assert library.stream().settings["channels"] == 1
        microphone.stop()

    def test_a_sound_servers_hundred_channels_are_opened_as_two(self, use: Use, start: Start) -> None:
        library = use(FakeSoundDevice(48_000.0, channels=128))
        take(start())
        assert library.stream().settings["channels"] == 2

    def test_stopped_it_delivers_what_was_captured_and_then_nothing(self, use: Use, start: Start) -> None:
        """However slowly it is taken in, and by whomever it is stopped."""
        library, listener = use(FakeSoundDevice(16_000.0)), Listener()
        go_on = threading.Event()

        def heard_slowly(sound: Sound) -> None:
            listener.heard(sound)
            assert go_on.wait(PATIENCE)

        microphone = DeviceMicrophone(start())
        microphone.start(heard_slowly, listener.ended)
        stream = library.stream()
        sound = play(stream, noise(0.5), RATE)
        assert listener.first.wait(PATIENCE)
        stops = [threading.Thread(target=microphone.stop) for _ in range(2)]
        for thread in stops:
            thread.start()
        go_on.set()
        for thread in stops:
            thread.join(PATIENCE)
        assert place(listener.sound, as_recorded(sound)) == 0
        assert len(listener.sound) > 0.45 * RATE
        count = len(listener.blocks)
        play(stream, noise(0.1), RATE)
        microphone.stop()
        assert len(listener.blocks) == count and listener.ends == []

    def test_what_breaks_in_a_listener_ends_its_take_and_not_the_microphone(self, use: Use, start: Start) -> None:
        library, listener, capture = use(FakeSoundDevice(16_000.0)), Listener(), start()

        def heard(sound: Sound) -> None:
            raise ValueError("broken")

        DeviceMicrophone(capture).start(heard, listener.ended)
        stream = library.stream()
        play(stream, noise(0.1), RATE)
        assert listener.over.wait(PATIENCE)
        assert [error.sentence for error in listener.ends if error] == ["The microphone stopped working."]
        _, other = take(capture)
        play(stream, noise(0.5), RATE)
        assert other.first.wait(PATIENCE)

    def test_one_thread_calls_portaudio_and_nobody_waits_for_it(self, use: Use) -> None:
        asked, go_on, askers = threading.Event(), threading.Event(), list[str]()

        class Slow(FakeSoundDevice):
            """A device that takes its time, as one on Bluetooth does."""

            def query_devices(self, kind: str | None = None) -> Any:
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
        assert {*askers, *stream.threads} == {"sound driver"}

    def test_stopping_twice_or_before_the_start_does_nothing(self, use: Use) -> None:
        library, listener = use(FakeSoundDevice(48_000.0)), Listener()
        microphone = DeviceMicrophone()
        microphone.stop()
        microphone.finish()
        microphone = DeviceMicrophone()
        microphone.start(listener.heard, listener.ended)
        stream = library.stream()
        microphone.stop()
        microphone.stop()
        assert stream.calls == ["start", "stop", "close"] and listener.ends == []


class TestWarm:
    """A microphone that stays open between takes."""

    def test_what_was_said_just_before_the_press_is_heard(self, use: Use, start: Start) -> None:
        library, capture = use(FakeSoundDevice(48_000.0)), start()
        microphone, first = take(capture)
        stream = library.stream()
        played = [play(stream, said(0.5, 1))]
        played.append(finish(microphone, first, stream))
        played.append(play(stream, said(1.0, 2)))
        pressed_at = sum(map(len, played)) / 3
        microphone, second = take(capture)
        assert second.next(Ready).seconds == 0.0
        played.append(play(stream, said(0.5, 3)))
        played.append(finish(microphone, second, stream))
        begin = place(second.sound, resampled(np.concatenate(played)))
        assert begin == pytest.approx(
            pressed_at - BEFORE_SECONDS * RATE, abs=0.03 * RATE
        )  # the resampler is a little behind
        assert microphone.health.before_s == BEFORE_SECONDS
        assert len(library.streams) == 1

    def test_a_press_in_the_last_moments_of_a_take_loses_and_doubles_nothing(self, use: Use, start: Start) -> None:
        library, capture = use(FakeSoundDevice(48_000.0)), start()
        microphone, first = take(capture)
        stream = library.stream()
        played = [play(stream, said(0.5, 1))]
        microphone.finish()
        played.append(play(stream, said(0.1, 2)))
        microphone, second = take(capture)
        assert first.over.wait(PATIENCE)
        played += [play(stream, said(0.5, 3)), finish(microphone, second, stream)]
        assert place(np.concatenate([first.sound, second.sound]), resampled(np.concatenate(played))) == 0
        assert len(first.sound) > 0.55 * RATE

    def test_nothing_of_one_take_comes_again_in_the_next(self, use: Use, start: Start) -> None:
        library, capture = use(FakeSoundDevice(48_000.0)), start()
        microphone, _first = take(capture)
        stream = library.stream()
        play(stream, said(0.5, 1))
        microphone.stop()
        microphone, _ = take(capture)
        microphone.stop()
        assert microphone.health.before_s == 0.0

    def test_it_is_closed_after_its_time(self, use: Use, start: Start) -> None:
        library, capture = use(FakeSoundDevice(48_000.0)), start(keep=0.2)
        microphone, _listener = take(capture)
        stream = library.stream()
        microphone.stop()
        closed = threading.Event()
        stream.close = closed.set  # type: ignore[method-assign]
        assert not closed.wait(0.05)
        assert closed.wait(PATIENCE)

    def test_the_time_can_be_changed_and_closes_it_at_once(self, use: Use, start: Start) -> None:
        library, capture = use(FakeSoundDevice(48_000.0)), start()
        microphone, _ = take(capture)
        stream, closed = library.stream(), threading.Event()
        stream.close = closed.set  # type: ignore[method-assign]
        microphone.stop()
        capture.keep(0.0)
        assert closed.wait(PATIENCE)

    def test_another_choice_closes_it_and_counts_from_the_next_take_on(self, use: Use, start: Start) -> None:
        library, capture = use(FakeSoundDevice(48_000.0)), start()
        library.plugged["Desk"] = 16_000.0
        microphone, _ = take(capture)
        stream = library.stream()
        capture.choose(Identity("Fake Audio", "Desk", 1))
        play(stream, said(0.1))
        microphone.stop()
        _, listener = take(capture)
        other = library.stream()
        play(other, said(0.1))
        assert other.settings["device"] == 1 and stream.calls == ["start", "stop", "close"]
        assert listener.next(Ready).device == "Desk"
        assert not [news for news in listener.all_news if isinstance(news, Lost)]

    def test_a_device_that_dies_while_nobody_listens_is_nobodys_news(self, use: Use, start: Start) -> None:
        library, capture = use(FakeSoundDevice(48_000.0)), start()
        microphone, _first = take(capture)
        stream = library.stream()
        microphone.stop()
        stream.die()
        microphone, second = take(capture)
        play(library.stream(), said(0.1))
        assert second.next(Ready)
        assert not [news for news in second.all_news if isinstance(news, Lost)]


class TestLost:
    """Devices that vanish, fall silent or are not there."""

    @pytest.fixture(autouse=True)
    def soon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pump, "RETRY_SECONDS", 0.02)

    def test_the_take_goes_on_with_the_default_and_says_so(self, use: Use, start: Start) -> None:
        library = use(FakeSoundDevice(48_000.0))
        library.plugged["Desk"] = 44_100.0
        microphone, listener = take(start(Identity("Fake Audio", "Desk", 1)))
        stream = library.stream()
        before = resampled(play(stream, said(0.5, rate=44_100), 44_100), 44_100)
        del library.plugged["Desk"]
        stream.die()
        assert listener.next(Lost).device == "Desk"
        other = library.stream()
        assert other.settings["samplerate"] == 48_000.0
        assert not listener.over.wait(0.1), "the gap"
        after = np.concatenate([play(other, said(0.5, 1)), finish(microphone, listener, other)])
        back = listener.next(Back)
        assert back.device == "Microphone" and microphone.health.gaps_s == (back.gap_s,)
        first, gap = len(before), round(back.gap_s * RATE)
        assert back.gap_s > 0.05
        np.testing.assert_allclose(listener.sound[:first], before, atol=4e-5)
        assert not listener.sound[first : first + gap].any()
        assert place(listener.sound[first + gap :], resampled(after)) == 0
        assert stream.calls == ["start", "stop", "close"] and listener.ends == [None]

    def test_a_stream_without_blocks_is_lost_whatever_it_says(
        self, use: Use, start: Start, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pump, "SILENT_SECONDS", 0.1)
        library = use(FakeSoundDevice(48_000.0))
        _, listener = take(start())
        play(library.stream(), said(0.1))
        assert listener.next(Lost)
        monkeypatch.setattr(pump, "SILENT_SECONDS", 10.0)
        play(library.stream(), said(0.1))
        assert listener.next(Back).gap_s > 0.05

    def test_with_no_other_one_the_take_ends_and_what_was_heard_stays(
        self, use: Use, start: Start, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pump, "LOST_SECONDS", 0.2)
        library = use(FakeSoundDevice(16_000.0))
        _, listener = take(start())
        stream = library.stream()
        sound = play(stream, noise(0.5), RATE)
        library.plugged.clear()
        stream.die()
        assert listener.over.wait(PATIENCE)
        (error,) = listener.ends
        assert isinstance(error, MicrophoneError) and "is gone" in error.sentence
        np.testing.assert_allclose(listener.sound, as_recorded(sound), atol=2e-5)

    def test_released_while_it_is_lost_the_take_is_over(self, use: Use, start: Start) -> None:
        library = use(FakeSoundDevice(16_000.0))
        microphone, listener = take(start())
        stream = library.stream()
        play(stream, noise(0.5), RATE)
        library.plugged.clear()
        stream.die()
        assert listener.next(Lost)
        microphone.finish()
        assert listener.over.wait(PATIENCE) and listener.ends == [None]

    def test_a_chosen_device_is_found_wherever_it_stands_in_the_list(self, use: Use, start: Start) -> None:
        library = use(FakeSoundDevice(48_000.0))
        capture = start(Identity("Fake Audio", "Desk", 1), keep=0.0)
        library.plugged = {"A": 48_000.0, "B": 48_000.0, "Desk": 16_000.0}
        microphone, listener = take(capture)
        assert library.stream().settings["device"] == 2
        microphone.stop()
        library.plugged = {"Desk": 16_000.0, "A": 48_000.0}
        _, listener = take(capture)
        play(library.stream(), noise(0.1), RATE)
        assert listener.next(Ready).device == "Desk"

    def test_a_device_that_is_not_there_is_stood_in_for_and_looked_for_again(self, use: Use, start: Start) -> None:
        library, capture = use(FakeSoundDevice(48_000.0)), start(Identity("Fake Audio", "Desk", 1))
        microphone, listener = take(capture)
        play(library.stream(), said(0.1))
        assert listener.next(Replaced) == Replaced("Desk", "Microphone")
        assert listener.next(Ready).device == "Microphone"
        microphone.stop()
        library.plugged["Desk"] = 16_000.0
        _, listener = take(capture)
        play(library.stream(), noise(0.1), RATE)
        assert listener.next(Ready).device == "Desk"
        assert not [news for news in listener.all_news if isinstance(news, Replaced)]

    def test_the_list_is_read_anew_only_while_no_stream_is_open(self, use: Use, start: Start) -> None:
        """The scripted library fails if it is started anew under an open stream."""
        library, capture = use(FakeSoundDevice(48_000.0)), start()
        library.plugged["Desk"] = 16_000.0
        assert [device.title for device in capture.devices()] == ["Microphone", "Desk"]
        take(capture)
        play(library.stream(), said(0.1))
        library.plugged["Pocket"] = 16_000.0
        assert [device.title for device in capture.devices()] == ["Microphone", "Desk"]


class TestHanging:
    """Drivers that do not come back."""

    @pytest.fixture
    def go_on(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
        monkeypatch.setattr(driver, "PATIENCE_SECONDS", 0.1)
        event = threading.Event()
        yield event
        event.set()

    def test_one_that_hangs_in_opening_is_left_behind_and_undone_when_it_comes_back(
        self, use: Use, go_on: threading.Event
    ) -> None:
        class Hanging(FakeSoundDevice):
            """PortAudio that does not answer."""

            def InputStream(self, callback: Callable[..., None], **settings: Any) -> FakeStream:
                assert go_on.wait(PATIENCE)
                return super().InputStream(callback, **settings)

        library, listener = use(Hanging(48_000.0)), Listener()
        microphone = DeviceMicrophone()
        microphone.start(listener.heard, listener.ended)
        assert listener.over.wait(PATIENCE)
        (error,) = listener.ends
        assert error is not None and error.sentence == "The microphone does not answer."
        microphone.stop()
        go_on.set()
        stream = library.stream()
        all_joined()
        assert stream.calls == ["start", "stop", "close"] and listener.blocks == []

    def test_the_device_that_hung_is_not_waited_for_again(self, use: Use, start: Start, go_on: threading.Event) -> None:
        opens = list[int]()

        class Hanging(FakeSoundDevice):
            """One whose second device hangs."""

            def InputStream(self, callback: Callable[..., None], **settings: Any) -> FakeStream:
                opens.append(settings["device"])
                if settings["device"] == 1:
                    assert go_on.wait(PATIENCE)
                return super().InputStream(callback, **settings)

        library = use(Hanging(48_000.0))
        library.plugged["Desk"] = 16_000.0
        capture = start(Identity("Fake Audio", "Desk", 1))
        _, listener = take(capture)
        assert listener.over.wait(PATIENCE)
        restarts = library.restarts
        microphone, listener = take(capture)
        play(library.stream(), said(0.1))
        assert listener.next(Ready).device == "Microphone"
        assert opens == [1, 0]
        assert library.restarts == restarts, "PortAudio was started anew under a call that hangs in it"
        microphone.stop()

    def test_portaudio_that_hangs_as_a_whole_is_asked_once_until_it_comes_back(
        self, use: Use, start: Start, go_on: threading.Event
    ) -> None:
        asked = list[None]()

        class Hanging(FakeSoundDevice):
            """The system's sound does not answer."""

            def query_hostapis(self) -> list[dict[str, Any]]:
                asked.append(None)
                assert go_on.wait(PATIENCE)
                return super().query_hostapis()

        library, capture = use(Hanging(48_000.0)), start()
        for _ in range(3):
            _, listener = take(capture)
            assert listener.over.wait(PATIENCE)
            assert [error.sentence for error in listener.ends if error] == ["The microphone does not answer."]
        assert len(asked) == 1
        go_on.set()
        until = time.monotonic() + PATIENCE
        while not library.streams and time.monotonic() < until:
            take(capture)
            time.sleep(0.05)
        assert library.stream()

    @pytest.mark.parametrize("name", ["stop", "close"])
    def test_one_that_hangs_in_closing_holds_up_no_next_take(
        self, name: str, use: Use, start: Start, go_on: threading.Event
    ) -> None:
        library, capture = use(FakeSoundDevice(48_000.0)), start(keep=0.0)
        microphone, listener = take(capture)
        stream, hangs = library.stream(), threading.Event()

        def hang() -> None:
            hangs.set()
            assert go_on.wait(PATIENCE)

        setattr(stream, name, hang)
        play(stream, said(0.1))
        microphone.stop()
        assert hangs.wait(PATIENCE)
        microphone, listener = take(capture)
        other = library.stream()
        play(other, said(0.1, 1))
        assert listener.next(Ready)
        stream.callback(np.full((960, 1), 0.75, np.float32), 960, None, None)  # it goes on, and nobody wants it
        play(other, said(0.1, 1))
        microphone.stop()
        assert microphone.health.peak < 0.75


class TestNews:
    """What is told besides the sound."""

    def test_it_is_ready_with_the_first_real_sample_and_not_before(self, use: Use, start: Start) -> None:
        library = use(FakeSoundDevice(48_000.0))
        microphone, listener = take(start())
        stream = library.stream()
        play(stream, np.zeros(24_000, np.float32))
        assert listener.first.wait(PATIENCE)
        assert not [news for news in listener.all_news if isinstance(news, Ready)]
        play(stream, said(0.1))
        assert listener.next(Ready).seconds > 0.0
        finish(microphone, listener, stream)
        assert microphone.health.wait_s > 0.0

    def test_a_mute_microphone_is_hinted_at_and_the_hint_taken_back(self, use: Use, start: Start) -> None:
        library = use(FakeSoundDevice(48_000.0))
        _, listener = take(start())
        stream = library.stream()
        play(stream, np.zeros(150_000, np.float32))
        assert listener.next(Ready)
        assert "muted" in listener.next(Mute).sentence
        play(stream, said(0.1))
        assert listener.next(Unmuted)

    def test_overflows_are_counted(self, use: Use, start: Start) -> None:
        library = use(FakeSoundDevice(48_000.0))
        microphone, listener = take(start())
        stream = library.stream()
        for overflowed in (False, True, True):
            stream.play(said(0.02), overflowed=overflowed)
        assert [listener.next(Overflowed).times for _ in range(2)] == [1, 2]
        microphone.stop()
        assert microphone.health.overflows == 2

    def test_a_number_that_is_none_does_not_spoil_what_follows(self, use: Use, start: Start) -> None:
        library = use(FakeSoundDevice(48_000.0))
        microphone, listener = take(start())
        stream = library.stream()
        stream.play(np.full(960, np.nan, np.float32))
        play(stream, said(0.5))
        finish(microphone, listener, stream)
        assert np.isfinite(listener.sound).all()
        assert np.abs(listener.sound[RATE // 10 :]).max() > 0.2

    def test_the_health_card_tells_how_it_was_heard(self, use: Use, start: Start) -> None:
        library = use(FakeSoundDevice(44_100.0, channels=2))
        microphone, _listener = take(start())
        stream = library.stream()
        play(stream, np.full(44_100, 0.25, np.float32), 44_100)
        microphone.stop()
        health = microphone.health
        assert (health.device, health.rate, health.channels) == ("Microphone", 44_100.0, 2)
        assert health.peak == 0.25 and health.heard_s == pytest.approx(1.0, abs=0.05)
        assert health == Health(health.device, 44_100.0, 2, health.wait_s, 0.0, health.heard_s, 0.25, 0, ())
