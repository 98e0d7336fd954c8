"""A sound server of one's own, with microphones into which files are spoken; nothing of the user's is touched.

Each microphone is a null sink whose monitor is a source: what is played to it arrives to the bit, because the sink
has the format of the file (44.1 kHz, mono, 16 bits) and one stream at full volume is copied.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from earshot.domain import sound
from earshot.domain.sound import Sound, as_recorded

RATE = 44_100
"""What PortAudio takes for the rate of a sound server's devices."""
PATIENCE_SECONDS = 20.0


def installed() -> bool:
    return all(shutil.which(program) for program in ("pulseaudio", "pactl", "paplay"))


class PulseAudio:
    """One daemon in private folders; `environment` is what a program needs to reach it."""

    def __init__(self, microphones: Sequence[str] = ("mic",)) -> None:
        # A socket's path must be short: not under pytest's own folders.
        self._folder = Path(tempfile.mkdtemp(prefix="earshot-"))
        self._folder.chmod(0o700)
        home, run = self._folder / "home", self._folder / "run"
        for folder in (home, run / "pulse"):
            folder.mkdir(parents=True, mode=0o700)
        socket = run / "pulse" / "native"
        self.environment = {
            "HOME": str(home), "XDG_RUNTIME_DIR": str(run), "PULSE_RUNTIME_PATH": str(socket.parent),
            "PULSE_SERVER": f"unix:{socket}",
        }  # fmt: skip
        self.server = self.environment["PULSE_SERVER"]
        self._playing: list[subprocess.Popen[bytes]] = []
        self._modules: dict[str, str] = {}
        self._daemon = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
             f"--log-target=file:{self._folder / 'log'}",
             "-L", f"module-native-protocol-unix auth-anonymous=1 socket={socket}"],
            env=self._everything, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            self._answers()
            for name in microphones:
                self.plug(name)
            self.choose(microphones[0])
        except BaseException:
            self.end()
            raise

    def plug(self, name: str) -> None:
        """A microphone more."""
        form = f"rate={RATE} channels=1 format=s16le"
        self.pactl("load-module", "module-null-sink", f"sink_name={name}-room", *form.split())
        module = self.pactl("load-module", "module-remap-source", f"source_name={name}", f"master={name}-room.monitor")
        self._modules[name] = module.strip()

    def unplug(self, name: str) -> None:
        """Pulls one out; the room in which its speaker stands stays."""
        self.pactl("unload-module", self._modules.pop(name))

    def choose(self, name: str) -> None:
        """The system's default from now on."""
        self.pactl("set-default-source", name)

    def speak(self, path: Path, name: str = "mic") -> subprocess.Popen[bytes]:
        """Plays a file into a microphone's room, at its own speed."""
        command = ["paplay", f"--device={name}-room", "--volume=65536", str(path)]
        self._playing.append(subprocess.Popen(command, env=self._everything))
        return self._playing[-1]

    def pactl(self, *words: str) -> str:
        run = ["pactl", *words]
        return subprocess.run(run, env=self._everything, capture_output=True, text=True, check=True, timeout=20).stdout

    def kill(self) -> None:
        """The daemon dies at once, as a device does that is pulled out."""
        self._daemon.kill()
        self._daemon.wait(PATIENCE_SECONDS)

    def end(self) -> None:
        for process in (*self._playing, self._daemon):
            if process.poll() is None:
                process.terminate()
                process.wait(PATIENCE_SECONDS)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _everything(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def _answers(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while subprocess.run(["pactl", "info"], env=self._everything, capture_output=True, check=False).returncode:
            assert self._daemon.poll() is None, "pulseaudio ended by itself"
            assert time.monotonic() < until, "pulseaudio does not answer"
            time.sleep(0.05)


def write(path: Path, spoken: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """A file as `speak` wants it; gives what is in it."""
    samples = np.clip(np.round(spoken * 32768.0), -32768, 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return (samples / 32768.0).astype(np.float32)


@dataclass(frozen=True)
class Compared:
    """What became of a file that was spoken into a microphone."""

    begins: int
    """The sample of the stream, at 44.1 kHz, at which it begins."""
    lost: int
    """Samples fewer, or more if negative, at its end than at its beginning; at 44.1 kHz."""
    worst: float
    """The largest difference to the file through the same resampler, in steps of 16 bits."""


def compare(heard: Sound, played: npt.NDArray[np.float32], skipped: int = 0) -> Compared:
    """`heard`, 16 kHz, against the file at 44.1 kHz, all of which must be in it.

    The resampler's steps hang on where in the stream a sample stands: every place near the best is tried.
    `skipped`: samples at 16 kHz that the stream had delivered before `heard` began.
    """
    probe = 20 * RATE
    begins = _place(heard, played[:probe], skipped)
    last = max(0, len(played) - probe)
    ends = _place(heard, played[last:], skipped, near=begins + last)
    whole = _expected(begins, played, skipped)[: len(heard)]
    worst = float(np.abs(whole - heard[: len(whole)]).max()) * 32768.0
    return Compared(begins, begins + last - ends, worst)


def _expected(begins: int, played: npt.NDArray[np.float32], skipped: int) -> Sound:
    """What a take holds if a file begins at this sample of its stream, and silence surrounds it."""
    import soxr

    rest = np.zeros(2 * RATE, np.float32)
    stream = np.concatenate([np.zeros(begins, np.float32), played, rest])
    return as_recorded(soxr.resample(stream, RATE, sound.RATE))[skipped:]


def _place(heard: Sound, played: npt.NDArray[np.float32], skipped: int, near: int | None = None) -> int:
    """The sample of the stream at which this stretch begins."""
    import soxr

    ratio, margin = RATE / sound.RATE, 2 * sound.RATE
    form = soxr.resample(played, RATE, sound.RATE)
    start = 0 if near is None else max(0, round(near / ratio) - skipped - margin)
    part = heard[start : start + len(form) + 2 * margin] if near is not None else heard
    size = len(part) + len(form)
    product = np.fft.rfft(part, size) * np.conj(np.fft.rfft(form, size))
    at = (int(np.argmax(np.fft.irfft(product, size)[: len(part)])) + start + skipped) * ratio
    middle = slice(len(form) // 4, len(form) // 4 + sound.RATE)
    errors = {}
    for begins in range(max(0, int(at) - 4), int(at) + 5):
        first = round(begins / ratio) - skipped
        expected = _expected(begins, played, skipped)[first:][middle]
        there = heard[first:][middle]
        errors[begins] = float(np.abs(expected[: len(there)] - there[: len(expected)]).max(initial=0.0))
    return min(errors, key=errors.__getitem__)
