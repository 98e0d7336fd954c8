"""What the about box says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """Facts to be shown; every one may be copied into a report."""

    version: str
    """"" where the package is not installed."""
    libraries: tuple[tuple[str, str], ...]
    """Name and version of what the app stands on."""
    system: str
    licences: str
    """A folder with the texts of the licences."""
    releases: str
    """The page of the releases, for the browser; Earshot itself looks nothing up.  "" where the package names none."""
    as_app: bool
    """True in the macOS app, which holds the media libraries."""

    @property
    def terms(self) -> str:
        """How it may be passed on."""
        own = "Earshot's own source is Apache-2.0."
        if self.as_app:
            own += " This app as a whole, with the media libraries inside it, is under GPL-3.0-or-later."
        return f"{own} Gemma is a trademark of Google LLC; Earshot is not affiliated with Google."

    @property
    def text(self) -> str:
        """Everything, for the clipboard."""
        lines = [f"Earshot {self.version}".strip(), self.system, self.terms]
        return "\n".join([*lines, *(f"{name} {version}" for name, version in self.libraries)])
