"""What a press of the dictation key means: hold to talk, press to begin and to end, or one key that does both.

Pure.  The keyboard's own repeats may come as presses or not; both are understood.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

SHORT_SECONDS = 0.3
"""A hybrid key let go sooner than this was tapped and leaves the take open."""
CHORD_SECONDS = 0.3
"""Another key so soon after ours means a shortcut, not speech."""
REPEAT_SECONDS = 1.0
"""A second press after a longer silence is no repeat of the keyboard: the release between them was missed."""
LOOK_SECONDS = 1.0
"""So often a held key is looked at, since its release may never be told."""
UNSEEN_SECONDS = 300.0
"""A key that nobody has seen down for so long counts as released."""


class Style(Enum):
    """How the key is used; a setting."""

    HOLD = "hold"
    TOGGLE = "toggle"
    HYBRID = "hybrid"

    @classmethod
    def named(cls, name: str) -> Style:
        """Hybrid if there is none of this name."""
        return next((style for style in cls if style.value == name), cls.HYBRID)


class Wish(Enum):
    """What the person at the key wants."""

    BEGIN = "begin"
    END = "end"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Key:
    """The dictation key as far as is known; times in seconds of one clock."""

    down_since: float | None = None
    seen_at: float = 0.0
    """When it was last known to be down."""
    look_at: float = 0.0
    """When to look whether it still is."""
    began: bool = False
    """This press began the take that is open."""


UP = Key()


def pressed(style: Style, key: Key, at: float, *, taking: bool) -> tuple[Key, Wish | None]:
    """The key went down; `taking` says whether a take is open or about to be."""
    if key.down_since is not None:
        repeated = at - key.seen_at < REPEAT_SECONDS
        if repeated or style is Style.HOLD:  # a hold whose release was missed ends with the next one
            return seen(key, at), None
    if not taking:
        return Key(at, at, at + LOOK_SECONDS, began=True), Wish.BEGIN
    return Key(at, at, at + LOOK_SECONDS), None if style is Style.HOLD else Wish.END


def released(style: Style, key: Key, at: float, *, taking: bool) -> tuple[Key, Wish | None]:
    """The key went up."""
    if key.down_since is None or not taking:
        return UP, None
    match style:
        case Style.HOLD:
            return UP, Wish.END
        case Style.TOGGLE:
            return UP, None
        case Style.HYBRID:
            return UP, Wish.END if key.began and at - key.down_since >= SHORT_SECONDS else None


def joined(key: Key, at: float, *, taking: bool) -> tuple[Key, Wish | None]:
    """Another key went down: with ours just pressed, the two are a shortcut of some other program."""
    chord = key.began and key.down_since is not None and at - key.down_since < CHORD_SECONDS
    return key, Wish.CANCEL if chord and taking else None


def seen(key: Key, at: float) -> Key:
    """Somebody looked, and the key is down."""
    if key.down_since is None:
        return key
    return Key(key.down_since, max(at, key.seen_at), at + LOOK_SECONDS, key.began)


def looked(key: Key, at: float) -> Key:
    """A look was asked for; the next one comes later."""
    return Key(key.down_since, key.seen_at, at + LOOK_SECONDS, key.began)


def watched(style: Style, key: Key) -> bool:
    """True if a take hangs on the release of this key."""
    return style is not Style.TOGGLE and key.down_since is not None and (key.began or style is Style.HOLD)


def lost_at(key: Key) -> float:
    """When a watched key counts as released."""
    return key.seen_at + UNSEEN_SECONDS
