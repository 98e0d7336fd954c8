"""A player for worlds without a loudspeaker: clips go by the clock."""

from __future__ import annotations

from pathlib import Path


class Silence:
    """Stands where a player stands and plays nothing."""

    lost = False

    def start(self, path: Path, seconds: float) -> None:
        pass

    def feed(self) -> None:
        pass

    def seconds(self) -> float | None:
        return None

    def stop(self) -> None:
        pass
