"""What others do for the shell of the window, handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from earshot.domain.catalogue import Offer
from earshot.ui.settings.computer_page import Login


@dataclass(frozen=True)
class Doors:
    """What others do for the shell; a door that is None is not there, and nothing on the screen speaks of it."""

    login: Login | None = None
    """Whether Earshot starts with the computer."""
    last_sent: Callable[[], str] = lambda: ""
    """When the last byte left this computer and where to, as a sentence; empty for never."""
    get: Callable[[Offer], None] | None = None
    """Begins to fetch a model in place of the window's own pane."""
    about: Callable[[], str] = lambda: ""
    """Version and computer, some lines."""
    releases: Callable[[], str] = lambda: ""
    """The page of newer versions; empty for none."""
    awake: Callable[[], Callable[[], None]] | None = None
    """Keeps the computer from falling asleep until what it gives back is called."""
    logs: Path | None = None
    reduced_motion: Callable[[], bool] = lambda: False
    """Whether the system's settings ask for less motion."""
