"""Sound files of every kind: what can be heard is heard at 16 kHz, and what cannot is one sentence."""

from __future__ import annotations

import shutil
import struct
import wave
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from earshot.audio.decode import DAMAGED, blocks, has_sound, sound_of
from earshot.domain.errors import EarshotError, LockedFileError, MediaError, MissingFileError
from earshot.domain.reading import Alarm
from earshot.domain.sound import RATE, Sound

LOUD = 0.8


def tone(seconds: float, rate: int = RATE, hertz: float = 440.0) -> npt.NDArray[np.float64]:
    return LOUD * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def write_wav(path: Path, sound: npt.NDArray[np.float64], rate: int = RATE) -> Path:
    """16 bit; `sound` is (samples,) or (samples, channels)."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if sound.ndim == 1 else sound.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.round(sound * 32767).astype("<i2").tobytes())
    return path


def write_float_wav(path: Path, sound: npt.NDArray[np.float64]) -> Path:
    samples = sound.astype("<f4").tobytes()
    head = struct.pack("<4sI8sIHHIIHH", b"RIFF", 36 + len(samples), b"WAVEfmt ", 16, 3, 1, RATE, 4 * RATE, 4, 32)
    path.write_bytes(head + struct.pack("<4sI", b"data", len(samples)) + samples)
    return path


def write_clip(path: Path, seconds: float, rate: int = 44_100, *, sound: bool = True, faststart: bool = False) -> Path:
    """A video of MPEG-4 pictures, with stereo sound in AAC."""
    with av.open(str(path), "w", options={"movflags": "faststart"} if faststart else {}) as container:
        pictures = container.add_stream("mpeg4", rate=10)
        pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
        speech = container.add_stream("aac", rate=rate, layout="stereo") if sound else None
        for number in range(round(seconds * 10)):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), number % 256, np.uint8), format="rgb24")
            container.mux(pictures.encode(frame))
        container.mux(pictures.encode(None))
        if speech is not None:
            both = np.stack([tone(seconds, rate)] * 2).astype(np.float32)
            for start in range(0, both.shape[1], 1024):
                part = np.ascontiguousarray(both[:, start : start + 1024])
                heard = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
                heard.sample_rate, heard.pts = rate, start
                container.mux(speech.encode(heard))
            container.mux(speech.encode(None))
    return path


def hertz(sound: Sound) -> float:
    """The loudest note."""
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.argmax(power) * RATE / len(sound))


def loudest(sound: Sound) -> float:
    """Away from both ends, where filters swing."""
    return float(np.abs(sound[len(sound) // 4 : -len(sound) // 4]).max())


def test_a_recording_at_16_khz_is_heard_exactly_as_it_stands(tmp_path: Path) -> None:
    every = np.arange(-32768, 32768, dtype="<i2")
    with wave.open(str(tmp_path / "every.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(every.tobytes())
    np.testing.assert_array_equal(sound_of(tmp_path / "every.wav"), (every / 32768).astype(np.float32))


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000, 96_000])
def test_every_rate_becomes_16_khz_of_the_same_length_pitch_and_loudness(rate: int, tmp_path: Path) -> None:
    sound = sound_of(write_wav(tmp_path / "tone.wav", tone(2.0, rate), rate))
    assert sound.dtype == np.float32
    assert abs(len(sound) - 2 * RATE) <= 2
    assert hertz(sound) == pytest.approx(440, abs=1)
    assert loudest(sound) == pytest.approx(LOUD, abs=0.01)


def test_what_both_channels_have_in_common_is_as_loud_as_in_each(tmp_path: Path) -> None:
    stereo = np.stack([tone(2.0, 44_100)] * 2, axis=1)
    sound = sound_of(write_wav(tmp_path / "stereo.wav", stereo, 44_100))
    assert abs(len(sound) - 2 * RATE) <= 2
    assert hertz(sound) == pytest.approx(440, abs=1)
    assert loudest(sound) == pytest.approx(LOUD, abs=0.01)


@pytest.mark.parametrize("side", [0, 1])
def test_a_voice_on_one_side_only_is_heard(side: int, tmp_path: Path) -> None:
    stereo = np.zeros((2 * RATE, 2))
    stereo[:, side] = tone(2.0)
    assert loudest(sound_of(write_wav(tmp_path / "side.wav", stereo))) == pytest.approx(LOUD / 2, abs=0.01)


def test_six_channels_are_heard_without_clipping(tmp_path: Path) -> None:
    sound = sound_of(write_wav(tmp_path / "room.wav", np.stack([tone(2.0)] * 6, axis=1)))
    assert loudest(sound) <= LOUD + 0.01
    assert hertz(sound) == pytest.approx(440, abs=1)


def test_the_sound_of_a_video_is_heard(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", 2.0)
    sound = sound_of(path)
    assert has_sound(path)
    assert abs(len(sound) - 2 * RATE) < 0.1 * RATE, "AAC comes in whole frames"
    assert hertz(sound) == pytest.approx(440, abs=1)
    assert loudest(sound) == pytest.approx(LOUD, abs=0.05)


def test_a_recording_in_floating_point_is_heard_and_rounded_as_every_take_is(tmp_path: Path) -> None:
    said = tone(1.0)
    said[0] = 1.5
    sound = sound_of(write_float_wav(tmp_path / "studio.wav", said))
    assert len(sound) == RATE
    assert sound[0] == pytest.approx(1.0, abs=1e-4)
    np.testing.assert_allclose(sound[1:], said[1:], atol=1e-4)
    np.testing.assert_array_equal(sound * 32768, np.round(sound * 32768))


def test_blocks_of_a_long_file_come_one_after_another(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "long.wav", tone(30.0))
    stream = blocks(path)
    first = next(stream)
    assert 0 < len(first) < 10 * RATE
    np.testing.assert_array_equal(np.concatenate([first, *stream]), sound_of(path))


def test_a_file_is_known_by_what_is_in_it_and_not_by_its_name(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "talk.mp3", tone(1.0))
    assert len(sound_of(path)) == RATE


@pytest.mark.parametrize("name", ["12:30 meeting.wav", "http:notes.wav", "a%02d.wav", "Gespräch 🎙.wav", "-y.wav"])
def test_a_file_may_have_any_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_wav(tmp_path / name, tone(1.0))
    assert len(sound_of(Path(name))) == RATE
    assert has_sound(Path(name))


def test_of_a_recording_that_breaks_off_the_beginning_is_heard(tmp_path: Path) -> None:
    whole = write_wav(tmp_path / "whole.wav", tone(2.0))
    (tmp_path / "cut.wav").write_bytes(whole.read_bytes()[: 44 + 2 * RATE])
    np.testing.assert_array_equal(sound_of(tmp_path / "cut.wav"), sound_of(whole)[:RATE])


def test_of_a_video_that_breaks_off_the_beginning_is_heard(tmp_path: Path) -> None:
    whole = write_clip(tmp_path / "whole.mp4", 6.0, faststart=True).read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) * 2 // 3])
    sound = sound_of(tmp_path / "cut.mp4")
    assert RATE < len(sound) < 6 * RATE
    assert hertz(sound) == pytest.approx(440, abs=2)


def encoded(path: Path, coding: str, rate: int, seconds: float) -> bytes:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(coding, rate=rate, layout="mono")
        form = stream.codec_context.format.name
        resampler = av.AudioResampler(format=form, layout="mono", rate=rate, frame_size=stream.frame_size or 4096)
        whole = tone(seconds, rate).astype(np.float32)[None]
        frame = av.AudioFrame.from_ndarray(whole, format="fltp", layout="mono")
        frame.sample_rate, frame.pts = rate, 0
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "coding", "rate"),
    [
        ("a.mp3", "libmp3lame", 44_100),
        ("a.flac", "flac", 16_000),
        ("a.ogg", "libopus", 48_000),
        ("a.mp4", "aac", 44_100),
    ],
)
def test_behind_a_damaged_place_hearing_goes_on_and_it_is_said(
    name: str, coding: str, rate: int, tmp_path: Path
) -> None:
    whole = bytearray(encoded(tmp_path / name, coding, rate, 8.0))
    told: list[Alarm] = []
    unhurt = sum(map(len, blocks(tmp_path / name, told.append)))
    assert told == []
    middle = len(whole) // 2
    whole[middle : middle + 700] = bytes(700)
    (tmp_path / name).write_bytes(whole)
    heard = np.concatenate(list(blocks(tmp_path / name, told.append)))
    assert told == [DAMAGED]
    assert len(heard) == pytest.approx(unhurt, abs=0.6 * RATE), "what follows keeps its time"
    assert hertz(heard[-RATE:]) == pytest.approx(440, abs=2)


def test_a_recording_cut_short_says_so(tmp_path: Path) -> None:
    whole = write_wav(tmp_path / "whole.wav", tone(4.0)).read_bytes()
    (tmp_path / "cut.wav").write_bytes(whole[: len(whole) // 2])
    told: list[Alarm] = []
    assert sum(map(len, blocks(tmp_path / "cut.wav", told.append))) == pytest.approx(2 * RATE, abs=100)
    assert told == [DAMAGED]


@pytest.mark.parametrize("size", [0, 0x7FFF_F024, 0x8000_0024, 0xFFFF_FFFF])
def test_a_recording_out_of_a_pipe_does_not_know_its_length_and_is_whole(size: int, tmp_path: Path) -> None:
    """As sox, arecord and ffmpeg write it where they cannot go back to its head."""
    whole = bytearray(write_wav(tmp_path / "piped.wav", tone(2.0)).read_bytes())
    whole[4:8], whole[40:44] = struct.pack("<I", size), struct.pack("<I", max(0, size - 36))
    (tmp_path / "piped.wav").write_bytes(whole)
    told: list[Alarm] = []
    assert sum(map(len, blocks(tmp_path / "piped.wav", told.append))) == 2 * RATE
    assert told == []


def test_what_is_no_number_is_silent(tmp_path: Path) -> None:
    said = tone(1.0)
    said[100:200], said[300] = np.nan, np.inf
    sound = sound_of(write_float_wav(tmp_path / "studio.wav", said))
    assert np.isfinite(sound).all() and not sound[110:190].any()


@pytest.mark.parametrize("rate", [1, 100, 3_000_000_000])
def test_a_rate_that_nobody_records_with_is_refused_and_not_stretched_to_hours(rate: int, tmp_path: Path) -> None:
    whole = bytearray(write_wav(tmp_path / "odd.wav", tone(1.0)).read_bytes())
    whole[24:28] = struct.pack("<I", rate)
    (tmp_path / "odd.wav").write_bytes(whole)
    with pytest.raises(MediaError):
        list(blocks(tmp_path / "odd.wav"))


def test_a_list_of_other_files_is_not_followed(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", tone(1.0))
    (tmp_path / "list.wav").write_text("ffconcat version 1.0\nfile 'a.wav'\n")
    with pytest.raises(MediaError):
        list(blocks(tmp_path / "list.wav"))


def no_file(folder: Path) -> Path:
    return folder / "gone.wav"


def a_folder(folder: Path) -> Path:
    (folder / "folder.wav").mkdir()
    return folder / "folder.wav"


def empty(folder: Path) -> Path:
    (folder / "empty.wav").touch()
    return folder / "empty.wav"


def only_a_head(folder: Path) -> Path:
    return write_wav(folder / "head.wav", tone(0.0))


def cut_in_its_head(folder: Path) -> Path:
    whole = write_wav(folder / "whole.wav", tone(1.0))
    (folder / "cut.wav").write_bytes(whole.read_bytes()[:20])
    return folder / "cut.wav"


def cut_video(folder: Path) -> Path:
    """Its table of contents stood at the end."""
    whole = write_clip(folder / "whole.mp4", 2.0).read_bytes()
    (folder / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    return folder / "cut.mp4"


def a_text(folder: Path) -> Path:
    (folder / "notes.wav").write_text("what was to be said\n" * 50)
    return folder / "notes.wav"


def any_bytes(folder: Path) -> Path:
    (folder / "noise.mp3").write_bytes(np.random.default_rng(0).bytes(20_000))
    return folder / "noise.mp3"


def a_picture(folder: Path) -> Path:
    Image.new("RGB", (64, 48), "red").save(folder / "picture.png")
    return folder / "picture.png"


def a_picture_called_sound(folder: Path) -> Path:
    return Path(shutil.copy(a_picture(folder), folder / "picture.wav"))


def a_silent_video(folder: Path) -> Path:
    return write_clip(folder / "silent.mp4", 1.0, sound=False)


def a_playlist(folder: Path) -> Path:
    """One that points to the network: nothing is fetched from there."""
    entry = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n"
    (folder / "list.m3u8").write_text(entry)
    return folder / "list.m3u8"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (no_file, "There is no file “gone.wav”."),
        (a_folder, "There is no file “folder.wav”."),
        (empty, "The file “empty.wav” is empty."),
        (only_a_head, "There is no sound in “head.wav”."),
        (cut_in_its_head, "The file “cut.wav” cannot be read as sound or video."),
        (cut_video, "The file “cut.mp4” cannot be read as sound or video."),
        (a_text, "The file “notes.wav” cannot be read as sound or video."),
        (any_bytes, None),
        (a_picture, "There is no sound in “picture.png”."),
        (a_picture_called_sound, "There is no sound in “picture.wav”."),
        (a_silent_video, "There is no sound in “silent.mp4”."),
        (a_playlist, "The file “list.m3u8” cannot be read as sound or video."),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_cannot_be_heard_is_one_sentence_and_one_advice(
    make: object, sentence: str | None, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert callable(make)
    path = make(tmp_path)
    with pytest.raises(MediaError) as caught:
        list(blocks(path))
    error: EarshotError = caught.value
    assert sentence in (None, error.sentence)
    assert path.name in error.sentence
    assert str(tmp_path) not in error.sentence
    assert error.advice
    assert isinstance(error, MissingFileError) == (make in (no_file, a_folder))
    assert capfd.readouterr() == ("", ""), "nothing but the sentence"


@pytest.mark.parametrize("make", [no_file, a_folder, empty, cut_video, a_text, a_picture, a_silent_video])
def test_a_file_without_sound_is_known_as_such(make: object, tmp_path: Path) -> None:
    assert callable(make)
    assert not has_sound(make(tmp_path))


def test_a_file_that_may_not_be_read_is_called_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object, **__: object) -> None:
        raise av.error.PermissionError(13, "Permission denied")

    (tmp_path / "locked.wav").write_bytes(b"RIFF")
    monkeypatch.setattr(av, "open", locked)  # whoever runs the tests may be allowed everything
    with pytest.raises(LockedFileError, match="may not be read"):
        list(blocks(tmp_path / "locked.wav"))
