"""A recording that is spoken in time, as if by a microphone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from earshot.audio.microphone import BLOCK_SECONDS, RecordingMicrophone
from earshot.domain.errors import MediaError, MissingFileError
from earshot.domain.sound import RATE, Sound
from fakes import FakeSounds, Listener, noise

PATIENCE = 10.0
TALK = Path("talk.wav")


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()} & {"recording"}


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

    def test_finished_early_it_ends_once_where_it_is(self) -> None:
        listener = Listener()
        microphone = recording(noise(60.0), speed=1.0)
        microphone.start(listener.heard, listener.ended)
        assert listener.first.wait(PATIENCE)
        microphone.finish()
        assert listener.over.wait(PATIENCE)
        microphone.stop()
        assert listener.ends == [None]
        assert threads() == set()

    def test_finished_after_its_end_it_does_not_end_again(self) -> None:
        listener = Listener()
        microphone = recording(noise(0.5), speed=1000.0)
        microphone.start(listener.heard, listener.ended)
        assert listener.over.wait(PATIENCE)
        microphone.finish()
        microphone.stop()
        assert listener.ends == [None]

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
