"""The spoken sentences that travel with the tests, and what is said in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from earshot.audio.decode import sound_of
from earshot.domain.sound import Sound

FOLDER = Path(__file__).parent / "data" / "speech"


@dataclass(frozen=True)
class Spoken:
    """One recording and its words; `held_out` voices were never heard in training."""

    path: Path
    words: list[str]

    @property
    def held_out(self) -> bool:
        return "held-out" in self.path.name

    def sound(self) -> Sound:
        return sound_of(self.path)


def spoken() -> list[Spoken]:
    """All of them: 24 sentences and two windows of half a minute."""
    rows = (line.split("\t") for line in (FOLDER / "words.tsv").read_text().splitlines())
    return [Spoken(FOLDER / name, words.split()) for name, words in rows]
