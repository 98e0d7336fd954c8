"""The model to get first on a computer, with what it costs in room and time.  Pure."""

from __future__ import annotations

from dataclasses import dataclass

LINE_BYTES = 6_250_000
"""A second, of a line with 50 Mbit/s: for an estimate."""


@dataclass(frozen=True)
class FirstModel:
    """An offer for this very computer."""

    title: str
    repository: str
    size_bytes: int | None
    """To be fetched; None if nobody knows."""
    memory_gb: int
    """Of this computer."""

    @property
    def minutes(self) -> int | None:
        """On an ordinary line."""
        return None if self.size_bytes is None else max(1, round(self.size_bytes / LINE_BYTES / 60))


def first_model(offers: list[dict[str, object]], memory_bytes: int) -> FirstModel | None:
    """Of a catalogue's entries the largest that hears, sees and suits so much memory; None if none does."""
    memory = round(memory_bytes / 2**30)
    fitting = list[tuple[int, FirstModel]]()
    for offer in offers:
        suits, size = offer.get("suits_gb"), offer.get("about_bytes")
        if offer.get("hears") and offer.get("sees") and isinstance(suits, int) and suits <= memory:
            known = size if isinstance(size, int) else None
            fitting.append((suits, FirstModel(str(offer["title"]), str(offer.get("repository", "")), known, memory)))
    return max(fitting, key=lambda one: one[0])[1] if fitting else None
