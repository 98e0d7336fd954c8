"""What every window's prompt begins with, read once per model and lent to each new ear."""

from __future__ import annotations

from dataclasses import dataclass, field

import mlx.core as mx

from earshot.engine.reader import Reader


@dataclass(eq=False)
class Beginning:
    """Token ids and, layer by layer, what a reader made of them.  Belongs to one model, on the thinking lane."""

    ids: list[int] = field(default_factory=list)
    read: list[tuple[mx.array, mx.array]] = field(default_factory=list)

    def keep(self, ids: list[int], reader: Reader) -> None:
        """Takes the beginning out of a reader that has read exactly `ids`."""
        self.ids, self.read = ids, reader.kept()

    def lend(self, ids: list[int], reader: Reader) -> list[int]:
        """Gives a reader that has read nothing what it would read first of `ids`; returns the ids given."""
        same = 0
        while same < min(len(ids), len(self.ids)) and ids[same] == self.ids[same]:
            same += 1
        if same:
            reader.remember(self.read, same)
        return ids[:same]
