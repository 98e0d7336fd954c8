"""The ready-made ways of editing a text."""

from __future__ import annotations

from enum import Enum


class Manner(Enum):
    """The ready-made ways of editing a text."""

    POLISH = "polish"
    FORMAL = "formal"
    SHORT = "short"
    LONG = "long"
    KEY_POINTS = "key-points"
