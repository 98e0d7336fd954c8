"""`earshot devices`: the microphones of this computer."""

from __future__ import annotations

import argparse
import sys

from earshot import parts
from earshot.cli import output
from earshot.cli.forms import SCHEMA
from earshot.domain.devices import Device
from earshot.domain.errors import MicrophoneError

ADVICE = "Connect one, and see whether the system lists it."


def run(options: argparse.Namespace) -> int:
    """Returns the exit code: 1 if there is none."""
    microphones = parts.Microphones()
    try:
        found = microphones.capture().devices()
    finally:
        microphones.leave()
    if not found:
        raise MicrophoneError("No microphone is connected.", ADVICE)
    for device in found:
        if options.json:
            output.row(_record(device))
        else:
            print(_shown(device))
    if not any(device.default for device in found):
        print("None of them is the system's default.", file=sys.stderr)
    return 0


def _record(device: Device) -> dict[str, object]:
    return {
        "schema": SCHEMA, "id": str(device.identity), "title": device.title, "host": device.identity.host,
        "channels": device.identity.channels, "rate": device.rate, "default": device.default,
    }  # fmt: skip


def _shown(device: Device) -> str:
    mark = "  (default)" if device.default else ""
    channels = "1 channel" if device.identity.channels == 1 else f"{device.identity.channels} channels"
    title, host = output.one_line(device.title), output.one_line(device.identity.host)
    return f"{title}{mark}\n  {host}, {channels}, {device.rate:,.0f} Hz"
