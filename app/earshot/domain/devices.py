"""Microphones as a person knows them: by name, not by the number a sound library happens to give them today.

Pure: lists are read in audio/devices.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

SERVER_CHANNELS = 32
"""So many inputs are a sound server's promise and no wires."""
_SOCKET = re.compile(r"\s*\(hw:\d+,\d+\)$")
"""ALSA's number of a card, which changes with the order of plugging in."""


@dataclass(frozen=True)
class Identity:
    """What stays of a device when it is pulled out and plugged in again, elsewhere or after others."""

    host: str
    """The system's sound interface, for example Core Audio."""
    name: str
    channels: int
    number: int = 1
    """Which of several devices that are otherwise alike, in the system's order."""

    def __str__(self) -> str:
        """One line from which `parse` makes it again, for settings and the terminal."""
        return f"{self.host}: {self.name} ({self.channels} in, {self.number})"


Choice: TypeAlias = Identity | None
"""A device, or None for the system's default, whichever that is when a take begins."""


@dataclass(frozen=True)
class Device:
    """A microphone that is there now."""

    identity: Identity
    index: int
    """Its place in the list it stands in; of no use with any later list."""
    rate: float
    """Samples a second, as it would like to be opened."""
    default: bool = False

    @property
    def title(self) -> str:
        twin = self.identity.number
        return f"{self.identity.name} {twin}" if twin > 1 else self.identity.name

    @property
    def channels(self) -> int:
        """As many as are worth opening."""
        return self.identity.channels if self.identity.channels < SERVER_CHANNELS else 2


def listed(found: Sequence[tuple[int, str, str, int, float]], default: int) -> tuple[Device, ...]:
    """Devices from (index, host, name, inputs, rate) and the default's index; those without inputs are left out."""
    devices, seen = list[Device](), dict[tuple[str, str, int], int]()
    for index, host, name, inputs, rate in found:
        if inputs < 1:
            continue
        kind = host, _SOCKET.sub("", name).strip() or "Microphone", inputs
        seen[kind] = seen.get(kind, 0) + 1
        devices.append(Device(Identity(*kind, seen[kind]), index, rate, index == default))
    return tuple(devices)


def default_of(devices: Sequence[Device]) -> Device | None:
    """The system's default, or the only device if the system names none."""
    named = next((device for device in devices if device.default), None)
    return named or (devices[0] if len(devices) == 1 else None)


def find(choice: Choice, devices: Sequence[Device]) -> Device | None:
    """The device that was chosen, or None if it is not there.

    A device that came back with other channels, as Bluetooth does, is the same one.
    """
    if choice is None:
        return default_of(devices)
    same = [d for d in devices if (d.identity.host, d.identity.name) == (choice.host, choice.name)]
    alike = [d for d in same if d.identity.channels == choice.channels] or same
    return next((d for d in alike if d.identity.number == choice.number), alike[0] if alike else None)


def named(text: str, devices: Sequence[Device]) -> Device | None:
    """The device a person means: its identity, its name, or a part that only one name has; None if none is meant."""
    wanted = parse(text)
    if wanted is not None:
        return find(wanted, devices)
    low = text.strip().casefold()
    exact = [d for d in devices if d.title.casefold() == low]
    alike = exact or [d for d in devices if low and low in d.title.casefold()]
    return alike[0] if len(alike) == 1 else None


def parse(text: str) -> Identity | None:
    """The identity that was written as this text; None for any other text."""
    match = re.fullmatch(r"([^:]+): (.+) \((\d+) in, (\d+)\)", text)
    return Identity(match[1], match[2], int(match[3]), int(match[4])) if match else None
