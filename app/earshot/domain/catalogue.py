"""The catalogue: models worth having, each as an offer, and which of them suits a computer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

GB = 10**9
GIB = 2**30
LINE_BYTES = 6_250_000
"""A second, of a line with 50 Mbit/s: for an estimate."""
AROUND = 1.2
"""Memory for a model's use, in sizes of its weights: room for what it reads and to compute in.  An estimate."""


@dataclass(frozen=True)
class Offer:
    """A model that can be had.  What is not known for certain is empty and is asked of the hub."""

    name: str
    """Short, for the terminal: gemma-4-12b-4bit."""
    title: str
    repository: str = ""
    """owner/name at the hub; empty for a folder of the user's."""
    revision: str = ""
    """A commit, or the beginning of one; empty means the newest, which is then pinned."""
    folder: str = ""
    """A user's own entry may name a folder of this disk instead."""
    sentence: str = ""
    """What is worth knowing about it, in one honest sentence."""
    license: str = ""
    hears: bool | None = None
    sees: bool | None = None
    window_seconds: float | None = None
    """The longest stretch of sound it reads at once."""
    about_bytes: int | None = None
    """Size on the disk as somebody told it; the hub's answer is what counts."""
    needs_bytes: int | None = None
    """Memory for weights, cache and working space."""
    suits_gb: int | None = None
    """Memory of the computer from which it is a good first model; None if it never is."""
    helps: str = ""
    """Name of the model it makes faster, for one that cannot work by itself."""
    hashes: dict[str, str] = field(default_factory=dict)
    """SHA-256 of files by name, where the catalogue vouches for them."""
    own: bool = False
    """The user's own entry."""

    @property
    def minutes(self) -> int | None:
        """To fetch it on an ordinary line; None if nobody told its size."""
        return None if self.about_bytes is None else max(1, round(self.about_bytes / LINE_BYTES / 60))

    @property
    def about_needs(self) -> int | None:
        """Memory for its use; where nobody told, its size and a fifth.  Once it is here its files say it."""
        if self.needs_bytes is not None or self.about_bytes is None:
            return self.needs_bytes
        return round(AROUND * self.about_bytes)


@dataclass(frozen=True)
class Advice:
    """A first model and why."""

    offer: Offer | None
    reason: str
    memory_gb: int
    """Of this computer."""


def find(offers: Iterable[Offer], name: str) -> Offer | None:
    """The offer of that name, title or repository, however its letters are written."""
    wanted = name.strip().casefold()
    for offer in offers:
        if wanted and wanted in (offer.name.casefold(), offer.title.casefold(), offer.repository.casefold()):
            return offer
    return None


def advise(offers: Iterable[Offer], memory: int) -> Advice:
    """The first model for a computer with so many bytes of memory, and the reason in one sentence.

    Systems keep a little of the memory for themselves before they count: a twentieth less still counts as whole.
    """
    known = sorted((offer for offer in offers if offer.suits_gb), key=lambda offer: -(offer.suits_gb or 0))
    count = round(memory / GIB)
    for offer in known:
        if memory >= 0.95 * (offer.suits_gb or 0) * GIB:
            return Advice(
                offer,
                f"This computer has {count} GB of memory, and {offer.title} is meant for {offer.suits_gb} GB and more.",
                count,
            )
    if not known:
        return Advice(
            None, f"This computer has {count} GB of memory, and the catalogue says nothing about that.", count
        )
    least = known[-1]
    too_small = (
        f"This computer has {count} GB of memory, and the smallest model here, {least.title}, "
        f"is meant for {least.suits_gb} GB."
    )
    return Advice(None, too_small, count)
