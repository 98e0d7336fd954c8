"""The microphones of this computer, as PortAudio lists them.  Every call here is made on a driver's thread.

PortAudio reads the system's list once and keeps it; only starting the library anew reads it again, and that ends
every open stream.  So `refresh` is called when none is open.
"""

from __future__ import annotations

import atexit
import sys
from contextlib import suppress
from typing import Any

from earshot.domain.devices import Device, listed
from earshot.domain.errors import MicrophoneError

NONE = "No microphone is connected."


def library() -> Any:
    """The module sounddevice.  Raises MicrophoneError without PortAudio."""
    try:
        import sounddevice
    except (OSError, ImportError) as problem:
        raise MicrophoneError(
            "The sound library PortAudio is missing.", "On Debian: apt-get install libportaudio2"
        ) from problem
    return sounddevice


def refresh() -> None:
    """Makes PortAudio look again at what is plugged in.  No stream may be open.  Raises MicrophoneError."""
    if "sounddevice" not in sys.modules:
        library()  # reads the list by itself
        return
    sounddevice = library()
    # Not public, and the only way there is: the list is read at this moment and never again.
    with suppress(sounddevice.PortAudioError):  # it may not have come back the last time
        sounddevice._terminate()  # noqa: SLF001
    try:
        sounddevice._initialize()  # noqa: SLF001
    except sounddevice.PortAudioError as problem:
        raise MicrophoneError("The system's sound does not start.", "Restart the sound server.") from problem


def present() -> tuple[Device, ...]:
    """All devices with inputs as of the last refresh, the default marked.  Raises MicrophoneError."""
    sounddevice = library()
    try:
        hosts = [str(host["name"]) for host in sounddevice.query_hostapis()]
        found = [
            (number, hosts[each["hostapi"]], str(each["name"]), int(each["max_input_channels"]),
             float(each["default_samplerate"]))
            for number, each in enumerate(sounddevice.query_devices())
        ]  # fmt: skip
    except (ValueError, sounddevice.PortAudioError) as problem:
        raise MicrophoneError(NONE) from problem
    return listed(found, _default(sounddevice))


def leave_open() -> None:
    """Python's end shall not wait for a driver that hangs: sounddevice would close everything then."""
    handler = getattr(sys.modules.get("sounddevice"), "_exit_handler", None)
    if handler is not None:
        atexit.unregister(handler)


def _default(sounddevice: Any) -> int:
    """The place of the system's default in the list, -1 if there is none."""
    try:
        return int(sounddevice.query_devices(kind="input")["index"])
    except (ValueError, sounddevice.PortAudioError):
        return -1
