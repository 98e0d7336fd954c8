"""Builds from the real parts what others do for the shell: log-in, the last connection, the about box, the log."""

from __future__ import annotations

from earshot import computer, parts, paths, supply
from earshot.desktop import login
from earshot.domain.catalogue import Advice
from earshot.domain.errors import EarshotError
from earshot.ui.around.connection import last_told
from earshot.ui.around.doors import Doors


class Login:
    """Starting with the computer."""

    def on(self) -> bool:
        return login.starts()

    def set(self, on: bool) -> None:
        """Raises EarshotError."""
        login.choose(start=on)


def doors() -> Doors:
    """The real ones."""
    return Doors(
        login=Login(), last_sent=last_sent, about=lambda: parts.about().text, logs=paths.data_folder(),
        reduced_motion=computer.wants_less_motion, releases=lambda: parts.about().releases, awake=computer.stay_awake(),
    )  # fmt: skip


def last_sent() -> str:
    """When the last byte left this computer and where to; empty for never."""
    last = supply.last_sent()
    return last_told(last.at, last.host) if last is not None else ""


def advice() -> Advice:
    """Which model to get first; a catalogue that cannot be read recommends nothing."""
    try:
        return supply.advice()
    except EarshotError as error:
        return Advice(None, error.sentence, 0)
