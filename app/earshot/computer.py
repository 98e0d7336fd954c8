"""What this computer, a Mac or X11, has around the window: keys, the program in front, and what the system wishes."""

from __future__ import annotations

import platform
from collections.abc import Callable

from earshot.session.around import Front, Inserter, Keys


def _is_mac() -> bool:
    return platform.system() == "Darwin"


def wants_less_motion() -> bool:
    """Whether the system's settings ask for it; only a Mac is asked."""
    if _is_mac():
        from earshot.desktop.mac.system import wants_less_motion as of_mac

        return of_mac()
    return False


def stay_awake() -> Callable[[], Callable[[], None]] | None:
    """What keeps the computer from falling asleep; only a Mac has it."""
    if _is_mac():
        from earshot.desktop.mac.system import stay_awake as of_mac

        return of_mac
    return None


def keys() -> Keys:
    """A key that is heard whichever program is in front."""
    if _is_mac():
        from earshot.desktop.mac.keys import Keys as OfMac

        return OfMac()
    from earshot.desktop.x11.keys import Keys as OfX11

    return OfX11()


def front() -> Front:
    """Who is in front, for the calling thread.  Raises DesktopError."""
    if _is_mac():
        from earshot.desktop.mac.system import Front as OfMac

        return OfMac()
    from earshot.desktop.x11.front import Front as OfX11

    return OfX11()


def inserter() -> Inserter:
    """Text into other programs.  Raises DesktopError."""
    if _is_mac():
        from earshot.desktop.mac.inserter import Inserter as OfMac

        return OfMac()
    from earshot.desktop.x11.inserter import Inserter as OfX11

    return OfX11()
