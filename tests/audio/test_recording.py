"""A recording is on disk from its first sample, and stays there whatever happens to its writer."""

from __future__ import annotations

import os
import resource
import shutil
import struct
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from tests.fakes import noise

from earshot import paths
from earshot.audio import decode
from earshot.audio.recording import HEAD_BYTES, Found, Recording, in_use, recover, sound_of
from earshot.domain.errors import RecordingError
from earshot.domain.sound import RATE, Sound, as_recorded


@pytest.fixture
def path() -> Path:
    return paths.recordings_folder() / "take.wav"


def broken_off(path: Path, sound: Sound) -> Path:
    """What a writer that was killed leaves behind."""
    live = path.with_name("live.wav")
    recording = Recording(live)
    recording.append(sound)
    shutil.copyfile(live, path)
    recording.discard()
    return path


def test_what_is_kept_is_what_the_model_hears(path: Path) -> None:
    sound = np.concatenate([noise(0.7, 1.3), np.array([1.0, -1.0, 0.0, 1e-9, np.nan, np.inf, -np.inf], np.float32)])
    with_numbers = np.nan_to_num(sound, nan=0.0, posinf=1.0, neginf=-1.0)
    recording = Recording(path)
    kept = np.concatenate([recording.append(sound[:5000]), recording.append(sound[5000:])])
    recording.close()
    assert np.array_equal(kept, as_recorded(with_numbers)) and kept.dtype == np.float32
    assert np.array_equal(decode.sound_of(path), kept)
    assert np.array_equal(sound_of(path), kept)
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        assert file.getnframes() == len(sound)


def test_every_block_is_in_the_file_before_the_next_one_comes(path: Path) -> None:
    recording, sound = Recording(path), noise(2.0)
    for start in range(0, len(sound), 640):
        recording.append(sound[start : start + 640])
        assert path.stat().st_size == HEAD_BYTES + 2 * (start + 640)
    assert recording.seconds == 2.0
    assert np.array_equal(recording.heard(1000), as_recorded(sound)[1000:])
    assert len(recording.heard(10**9)) == 0
    recording.close()


def test_until_it_is_finished_its_head_promises_the_greatest_length_and_can_be_heard(path: Path) -> None:
    recording, sound = Recording(path), noise(1.5)
    recording.append(sound)
    outer, inner = struct.unpack_from("<I32xI", path.read_bytes(), 4)
    assert outer == inner == 0xFFFFFFFF
    assert np.array_equal(decode.sound_of(path), as_recorded(sound))
    recording.close()


def test_only_its_owner_can_read_it(path: Path) -> None:
    recording = Recording(path)
    assert path.stat().st_mode & 0o777 == 0o600 and path.parent.stat().st_mode & 0o777 == 0o700
    recording.close()


def test_a_recording_that_was_broken_off_is_repaired(path: Path) -> None:
    sound = noise(1.23)
    recording = Recording(path)
    recording.discard()
    broken_off(path, sound)
    with path.open("ab") as file:
        file.write(b"\x07")  # half a sample
    assert recover(path.parent) == [Found(path, 1.23)]
    assert np.array_equal(decode.sound_of(path), as_recorded(sound))
    assert path.stat().st_size == HEAD_BYTES + 2 * len(sound)
    assert recover(path.parent) == []


def test_one_without_a_sample_is_found_too(path: Path) -> None:
    recording = Recording(path)
    empty = path.read_bytes()
    recording.discard()
    path.write_bytes(empty)
    assert recover(path.parent) == [Found(path, 0.0)]


def test_a_take_that_is_being_written_is_left_alone(path: Path) -> None:
    recording = Recording(path)
    recording.append(noise(0.5))
    assert recover(path.parent) == [] and in_use(path)
    recording.append(noise(0.5))
    recording.seal()
    assert in_use(path)
    recording.close()
    assert not in_use(path) and recover(path.parent) == [] and len(sound_of(path)) == RATE


def test_what_is_finished_or_none_of_ours_is_left_alone(path: Path) -> None:
    recording = Recording(path)
    recording.append(noise(0.1))
    recording.close()
    strangers = {
        "music.wav": b"RIFF" + b"\xff" * 4 + b"WAVE" + b"x" * 100, "short.wav": b"RIFF", "empty.wav": b"",
        "notes.txt": b"RIFF",
    }  # fmt: skip
    for name, content in strangers.items():
        (path.parent / name).write_bytes(content)
    outside = broken_off(path.parent.parent / "outside.wav", noise(0.1))
    (path.parent / "link.wav").symlink_to(outside)
    (path.parent / "folder.wav").mkdir()
    os.mkfifo(path.parent / "pipe.wav")
    before = outside.read_bytes()
    assert recover(path.parent) == []
    assert all((path.parent / name).read_bytes() == content for name, content in strangers.items())
    assert outside.read_bytes() == before


def test_there_may_be_no_folder_yet(tmp_path: Path) -> None:
    assert recover(tmp_path / "none") == [] and not in_use(tmp_path / "none" / "x.wav")


def test_a_recording_never_replaces_another(path: Path) -> None:
    first = Recording(path)
    first.append(noise(0.2))
    with pytest.raises(RecordingError):
        Recording(path)
    assert first.seconds == 0.2 and len(sound_of(path)) == 3200
    first.close()
    assert [file.name for file in path.parent.iterdir()] == ["take.wav"]


def test_after_its_end_it_takes_no_more(path: Path) -> None:
    recording = Recording(path)
    recording.append(noise(0.2))
    recording.seal()
    with pytest.raises(RecordingError, match="ended"):
        recording.append(noise(0.2))
    recording.close()
    recording.close()
    assert len(sound_of(path)) == 3200


@contextmanager
def small_disk(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: the nearest a test gets to a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_one_sentence_and_what_was_written_stays(path: Path) -> None:
    sound, fits = noise(1.0), 10_001
    recording = Recording(path)
    with small_disk(HEAD_BYTES + fits), pytest.raises(RecordingError, match="disk is full") as failed:
        recording.append(sound)
    assert failed.value.advice
    recording.close()
    assert np.array_equal(decode.sound_of(path), as_recorded(sound)[: fits // 2])


def test_a_disk_that_is_full_from_the_start_is_one_sentence(path: Path) -> None:
    with small_disk(10), pytest.raises(RecordingError) as failed:
        Recording(path)
    assert failed.value.advice and list(path.parent.iterdir()) == []


def test_a_folder_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordingError, match="data folder") as failed:
        Recording(tmp_path / "file" / "take.wav")
    assert failed.value.advice


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_folder_is_one_sentence(path: Path) -> None:
    path.parent.mkdir(parents=True, mode=0o500)
    with pytest.raises(RecordingError, match="data folder"):
        Recording(path)


def test_a_recording_that_is_gone_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be read"):
        sound_of(tmp_path / "gone.wav")
