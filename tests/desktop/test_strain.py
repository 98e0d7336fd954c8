"""What the computer tells of its heat and its power, from files as the kernel writes them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from earshot.desktop.mac import heat
from earshot.desktop.strain import Strain

ZONE = "class/thermal/thermal_zone0"
BATTERY = "class/power_supply/BAT0"


def machine(folder: Path, **files: str) -> Strain:
    for name, content in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{content}\n")
    return Strain(folder)


def zone(temp: str, kind: str = "passive", brake: str = "95000") -> dict[str, str]:
    return {f"{ZONE}/temp": temp, f"{ZONE}/trip_point_0_type": kind, f"{ZONE}/trip_point_0_temp": brake}


def battery(status: str, level: str) -> dict[str, str]:
    return {f"{BATTERY}/status": status, f"{BATTERY}/capacity_level": level}


on_linux = pytest.mark.skipif(sys.platform == "darwin", reason="a Mac is asked otherwise")


@on_linux
@pytest.mark.parametrize(
    ("files", "strained"),
    [
        ({}, False),
        (zone("60000"), False),
        (zone("95000"), True),
        (zone("99000", kind="active"), False),
        (zone("40000", brake="0"), False),
        (zone("hot"), False),
        (zone("40000", brake="-274000"), False),
        (battery("Discharging", "Normal"), False),
        (battery("Discharging", "Low"), True),
        (battery("Charging", "Critical"), False),
        ({"firmware/acpi/platform_profile": "low-power"}, True),
        ({"firmware/acpi/platform_profile": "balanced"}, False),
    ],
)
def test_heat_and_saved_power_are_strain(files: dict[str, str], strained: bool, tmp_path: Path) -> None:
    assert machine(tmp_path, **files).strained() is strained


def test_this_very_machine_can_be_asked() -> None:
    assert Strain().strained() in (True, False)


@on_linux
def test_where_there_is_no_such_system_it_counts_as_ease() -> None:
    assert heat.strained() is False
