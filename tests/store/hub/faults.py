"""What goes wrong at the tests' hub, and when: by a seed, and only as long as it is switched on."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

OF_BODIES = (
    "drop", "truncate", "wrong range", "416", "429", "500", "503", "stall", "corrupt", "reset", "other size",
    "no ranges", "corrupt", "drop", "truncate",
)  # fmt: skip
SMALL_FILE = 100_000
OF_ANSWERS = ("drop", "429", "500", "stall", "nonsense")


@dataclass
class Faults:
    """A supply of faults for whoever asks next; thread-safe enough, for a list's pop is one step."""

    bodies: list[tuple[str, float]] = field(default_factory=list)
    """Kind and where in what is sent, 0 to 1; the last is the next one.  “none” lets one request pass."""
    answers: list[str] = field(default_factory=list)
    happened: list[str] = field(default_factory=list)

    def body(self, size: int = 1 << 30) -> tuple[str, float]:
        """The fault for a file of that size; small ones, asked for first, leave most to others."""
        if size < SMALL_FILE and self.bodies and self.bodies[-1][1] > 0.2:
            return "none", 0.0
        return self._next(self.bodies) or ("none", 0.0)

    def answer(self) -> str:
        return self._next(self.answers) or "none"

    def lift(self) -> None:
        """From here on everything is well."""
        self.bodies.clear()
        self.answers.clear()

    def _next(self, supply: list) -> object:  # type: ignore[type-arg]
        try:
            fault = supply.pop()
        except IndexError:
            return None
        kind = fault if isinstance(fault, str) else fault[0]
        if kind != "none":
            self.happened.append(kind)
        return fault


def seeded(rng: random.Random, most: int = 6) -> Faults:
    """Up to so many faults of bodies among requests that pass, and perhaps some of answers."""
    bodies = [
        (rng.choice(OF_BODIES) if rng.random() < 0.7 else "none", rng.random()) for _ in range(rng.randint(0, most))
    ]
    answers = [rng.choice(OF_ANSWERS) for _ in range(rng.choice((0, 0, 0, 1, 2)))]
    return Faults(bodies, answers)
