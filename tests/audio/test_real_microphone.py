"""A real sounddevice stream on a sound server of the test's own: speech into it, faults, another default."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soxr

import pulse
from earshot.audio import decode
from earshot.audio.capture import Capture
from earshot.audio.microphone import DeviceMicrophone
from earshot.domain.devices import Identity
from earshot.domain.microphone import Back, Lost, Mute, Ready
from earshot.domain.preroll import AFTER_SECONDS, ALWAYS
from earshot.domain.sound import RATE
from fakes import Listener
from pulse import PulseAudio

ROOT = Path(__file__).parents[2]
SPEECH = sorted((ROOT / "tests" / "data" / "speech").glob("sentence-*.wav"))
PATIENCE = 20.0
Samples = npt.NDArray[np.float32]
Start = Callable[..., PulseAudio]

pytestmark = pytest.mark.skipif(not pulse.installed(), reason="pulseaudio is not installed: run `make setup`")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts servers; the last one started is the system's."""
    servers: list[PulseAudio] = []

    def make(*microphones: str) -> PulseAudio:
        servers.append(PulseAudio(microphones or ("mic",)))
        for name, value in servers[-1].environment.items():
            monkeypatch.setenv(name, value)
        return servers[-1]

    yield make
    for each in servers:
        each.end()


@pytest.fixture
def capture() -> Iterator[Capture]:
    capture = Capture(keep=ALWAYS)
    yield capture
    capture.close()


def take(capture: Capture) -> tuple[DeviceMicrophone, Listener]:
    microphone, listener = DeviceMicrophone(capture), Listener()
    microphone.start(listener.heard, listener.ended, listener.told)
    return microphone, listener


def finish(microphone: DeviceMicrophone, listener: Listener) -> None:
    microphone.finish()
    assert listener.over.wait(PATIENCE)


def speech(path: Path, *sentences: int) -> Samples:
    """Writes some sentences for the server; gives what is in the file, 44.1 kHz."""
    blocks = [block for number in sentences for block in decode.blocks(SPEECH[number])]
    return pulse.write(path, soxr.resample(np.concatenate(blocks), RATE, pulse.RATE))


def hum(path: Path, hertz: float, seconds: float = 30.0) -> None:
    moments = np.arange(round(seconds * pulse.RATE)) / pulse.RATE
    pulse.write(path, (0.3 * np.sin(2 * np.pi * hertz * moments)).astype(np.float32))


def pitch(sound: Samples) -> float:
    """The strongest frequency, in Hz."""
    return float(np.argmax(np.abs(np.fft.rfft(sound))) * RATE / len(sound))


def place(heard: Samples, said: Samples) -> int:
    """Where it stands, to the nearest sample."""
    size = len(heard) + len(said)
    return int(np.argmax(np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size)), size)))


def difference_db(heard: Samples, said: Samples) -> float:
    """What is left of a difference, in dB of the sound, when both are shifted upon each other by parts of a sample."""
    form, steps = np.fft.rfft(said), np.arange(len(said) // 2 + 1) / len(said)
    left = (
        np.mean((np.fft.irfft(form * np.exp(-2j * np.pi * steps * shift), len(said)) - heard) ** 2)
        for shift in np.linspace(-1.0, 1.0, 41)
    )
    return float(10 * np.log10(min(left) / np.mean(heard**2)))


def wait_for(listener: Listener, seconds: float) -> None:
    """Until so much more was heard."""
    wanted, until = len(listener.sound) + seconds * RATE, time.monotonic() + PATIENCE
    while len(listener.sound) < wanted:
        assert time.monotonic() < until, "no more is heard"
        time.sleep(0.02)


def test_speech_arrives_to_the_bit_over_two_takes_of_one_warm_stream(
    server: Start, capture: Capture, tmp_path: Path
) -> None:
    """The second take begins with what was said before its press; both are parts of one stream."""
    rig, file = server(), tmp_path / "speech.wav"
    played = speech(file, 0)
    first, one = take(capture)
    assert one.next(Ready, PATIENCE)
    player = rig.speak(file)
    wait_for(one, 1.5)
    released = time.monotonic()
    first.finish()
    assert one.over.wait(PATIENCE)
    assert AFTER_SECONDS <= time.monotonic() - released < AFTER_SECONDS + 1.5
    second, two = take(capture)
    assert two.next(Ready).seconds == 0.0
    assert player.wait(PATIENCE) == 0
    finish(second, two)
    together = np.concatenate([one.sound, two.sound])
    found = pulse.compare(together, played)
    assert found.lost == 0 and found.worst <= 1.0
    assert first.health.overflows + second.health.overflows == 0
    assert (first.health.device, first.health.rate) == ("default", float(pulse.RATE))
    assert first.health.gaps_s == second.health.gaps_s == ()


@pytest.mark.slow
def test_a_server_that_resamples_changes_little_and_loses_nothing(
    server: Start, capture: Capture, tmp_path: Path
) -> None:
    """A microphone at 48 kHz behind a device that says 44.1: the server's own resampler stands in between."""
    rig, file = server(), tmp_path / "speech.wav"
    played = speech(file, 0)
    rig.pactl("load-module", "module-null-sink", "sink_name=fine-room", "rate=48000", "channels=1", "format=s16le")
    rig.pactl("set-default-source", "fine-room.monitor")
    microphone, listener = take(capture)
    assert listener.next(Ready, PATIENCE)
    assert rig.speak(file, "fine").wait(PATIENCE) == 0
    finish(microphone, listener)
    said = soxr.resample(played, pulse.RATE, RATE)
    begins, ends = (place(listener.sound, said[piece]) for piece in (slice(RATE), slice(-RATE, None)))
    assert ends - begins == len(said) - RATE, "nothing is lost in between"
    assert difference_db(listener.sound[begins : begins + len(said)], said) < -30.0


def test_a_device_that_dies_is_replaced_by_the_default_in_the_same_take(
    server: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two servers, each a device: the chosen one is killed."""
    desk, rig = server(), server()
    config = tmp_path / "alsa.conf"
    config.write_text(f'</usr/share/alsa/alsa.conf>\npcm.desk {{ type pulse server "{desk.server}" }}\n')
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(config))
    for each, hertz in ((desk, 400.0), (rig, 1000.0)):
        hum(tmp_path / f"{hertz}.wav", hertz)
        each.speak(tmp_path / f"{hertz}.wav")
    capture = Capture()
    try:
        chosen = next(device.identity for device in capture.devices() if device.title == "desk")
        capture.choose(chosen)
        microphone, listener = take(capture)
        assert listener.next(Ready, PATIENCE).device == "desk"
        wait_for(listener, 1.0)
        killed = time.monotonic()
        desk.kill()
        assert listener.next(Lost, PATIENCE).device == "desk"
        back = listener.next(Back, PATIENCE)
        gone = time.monotonic() - killed
        wait_for(listener, 1.0)
        finish(microphone, listener)
    finally:
        capture.close()
    assert back.device == "default" and 0.0 < back.gap_s <= gone + 0.1
    gap = np.flatnonzero(listener.sound[RATE // 2 :] == 0.0)
    assert len(gap) >= int(back.gap_s * RATE), "to a sample"
    assert pitch(listener.sound[: RATE // 2]) == pytest.approx(400.0, abs=5.0)
    assert pitch(listener.sound[-RATE // 2 :]) == pytest.approx(1000.0, abs=5.0)
    assert listener.ends == [None]


@pytest.mark.slow
def test_a_source_that_falls_asleep_is_noticed_although_it_says_nothing(
    server: Start, capture: Capture, tmp_path: Path
) -> None:
    rig, file = server(), tmp_path / "hum.wav"
    hum(file, 400.0)
    rig.speak(file)
    microphone, listener = take(capture)
    assert listener.next(Ready, PATIENCE)
    rig.pactl("suspend-source", "mic", "1")
    assert listener.next(Lost, PATIENCE)
    rig.pactl("suspend-source", "mic", "0")
    assert listener.next(Back, PATIENCE).gap_s > 1.0
    finish(microphone, listener)
    assert listener.ends == [None]


def test_another_default_is_heard_next_and_an_unplugged_one_is_left_in_mid_take(
    server: Start, capture: Capture, tmp_path: Path
) -> None:
    """Both by the sound server itself, which moves its streams; the take notices nothing but another sound."""
    rig = server("desk", "mic")
    for name, hertz in (("desk", 400.0), ("mic", 1000.0)):
        hum(tmp_path / f"{name}.wav", hertz)
        rig.speak(tmp_path / f"{name}.wav", name)
    first, one = take(capture)
    assert one.next(Ready, PATIENCE)
    wait_for(one, 0.5)
    finish(first, one)
    rig.choose("mic")
    second, two = take(capture)
    wait_for(two, 1.5)
    at = len(two.sound)
    rig.unplug("mic")
    wait_for(two, 1.5)
    finish(second, two)
    assert pitch(one.sound[-RATE // 2 :]) == pytest.approx(400.0, abs=5.0)
    assert pitch(two.sound[at - RATE // 2 : at]) == pytest.approx(1000.0, abs=5.0)
    assert pitch(two.sound[-RATE // 2 :]) == pytest.approx(400.0, abs=5.0)
    assert two.ends == [None] and not [news for news in two.all_news if isinstance(news, Lost)]


@pytest.mark.slow
def test_a_microphone_that_hears_nothing_at_all_is_said_to_be_mute(server: Start, capture: Capture) -> None:
    """Nobody speaks into the server's room: exact zeros."""
    server()
    microphone, listener = take(capture)
    assert listener.next(Mute, PATIENCE).device == "default"
    microphone.stop()


@pytest.mark.slow
def test_a_device_that_is_not_there_is_stood_in_for(server: Start, tmp_path: Path) -> None:
    rig, file = server(), tmp_path / "hum.wav"
    hum(file, 400.0)
    rig.speak(file)
    capture = Capture(Identity("ALSA", "A microphone in a drawer", 1))
    try:
        microphone, listener = take(capture)
        assert listener.next(Ready, PATIENCE).device == "default"
        assert [news for news in listener.all_news if "drawer" in getattr(news, "sentence", "")]
        microphone.stop()
    finally:
        capture.close()


def test_the_terminal_lists_the_microphones(server: Start) -> None:
    server()
    command = [sys.executable, "-m", "earshot", "devices", "--json"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert '"title": "default"' in run.stdout and '"default": true' in run.stdout


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_ten_minutes_with_both_cores_busy_lose_no_sample() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "capture.py"), "--minutes", "10", "--busy", "2"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=1100, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 samples lost" in run.stdout and "0 overflows" in run.stdout
