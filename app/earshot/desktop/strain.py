"""Whether the computer is hot or saves power.  Reads small files on Linux, asks the system on a Mac."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

SYSTEM = Path("/sys")
BRAKES = ("passive", "hot", "critical")
"""Trip points at which the kernel slows the machine down, or worse."""
LOW = ("Low", "Critical")


class Strain:
    """The real machine; what it does not tell counts as ease."""

    def __init__(self, system: Path = SYSTEM) -> None:
        self._system = system

    def strained(self) -> bool:
        """True if live words should not cost anything now."""
        if sys.platform == "darwin":
            from earshot.desktop.mac import heat

            return heat.strained()
        return self._saves_power() or self._hot()

    def _saves_power(self) -> bool:
        if _read(self._system / "firmware" / "acpi" / "platform_profile") == "low-power":
            return True
        supplies = self._system.glob("class/power_supply/*")
        return any(_read(one / "status") == "Discharging" and _read(one / "capacity_level") in LOW for one in supplies)

    def _hot(self) -> bool:
        for zone in self._system.glob("class/thermal/thermal_zone*"):
            now = _number(zone / "temp")
            if now is not None and any(now >= brake for brake in _brakes(zone)):
                return True
        return False


def _brakes(zone: Path) -> Iterator[int]:
    """Thousandths of a degree at which this zone slows the machine; some say 0 or less and mean none."""
    for kind in zone.glob("trip_point_*_type"):
        if _read(kind) in BRAKES and (at := _number(kind.with_name(kind.name.replace("_type", "_temp")))):
            yield from [at] if at > 0 else []


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _number(path: Path) -> int | None:
    try:
        return int(_read(path))
    except ValueError:
        return None
