"""What models are got by: what the session needs of it, and who has none."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any, Protocol

from earshot.domain.catalogue import Advice
from earshot.domain.getting import Asking, Fetched, Getting, Retrying, Verified, Verifying
from earshot.domain.refusals import GettingError
from earshot.domain.supply_events import Measured, Stocked


class Supply(Protocol):
    """Models that can be had.  Called on one thread of its own; every method and every step may raise EarshotError."""

    def stock(self) -> Stocked: ...
    def measured(self) -> Measured: ...
    def get(self, repository: str, revision: str, *, anyway: bool) -> Generator[Getting, None, Fetched]:
        """Closed at any moment it keeps what is here, and goes on from there the next time."""
        ...

    def ask(self, repository: str, revision: str, *, anyway: bool) -> Generator[Getting]:
        """Ends with a Planned, or with a Fetched if the model is here; fetches nothing and leaves nothing behind."""
        ...

    def verify(self, folder: Path) -> Generator[Verifying, None, Verified]: ...
    def repair(self, folder: Path) -> Generator[Getting, None, Verified | Fetched]: ...
    def newer(self, folder: Path) -> Generator[Asking | Retrying, None, str]:
        """The newest revision at the hub, empty if that is here."""
        ...

    def remove(self, folder: Path) -> tuple[str, ...]:
        """Deletes what Earshot fetched; returns the names of other files, which stay."""
        ...

    def drop(self, repository: str) -> bool:
        """Deletes what is here of a model that is not whole; False if there is nothing."""

    def add(self, folder: Path) -> tuple[Path, ...]:
        """Remembers a folder of the user's; returns the models in it."""
        ...

    def forget(self, folder: Path) -> bool:
        """Takes it off the list and leaves its files alone."""

    def enter(self, what: str) -> str:
        """Puts a repository by its name, or its page's address, into the catalogue; returns its name."""
        ...

    def strike(self, repository: str) -> None:
        """Takes an entry of the user's out of it; raises EarshotError where something of it is on the disk."""

    def keep_token(self, secret: str) -> None:
        """For the hub as the settings have it."""


class NoSupply:
    """Of a session that gets nothing."""

    def stock(self) -> Stocked:
        return Stocked((), (), (), Advice(None, "", 0), "")

    def measured(self) -> Measured:
        return Measured((), "")

    def get(self, repository: str, revision: str, *, anyway: bool) -> Generator[Getting, None, Fetched]:
        return _refused()

    def ask(self, repository: str, revision: str, *, anyway: bool) -> Generator[Getting]:
        return _refused()

    def verify(self, folder: Path) -> Generator[Verifying, None, Verified]:
        return _refused()

    def repair(self, folder: Path) -> Generator[Getting, None, Verified | Fetched]:
        return _refused()

    def newer(self, folder: Path) -> Generator[Asking | Retrying, None, str]:
        return _refused()

    def remove(self, folder: Path) -> tuple[str, ...]:
        raise _NOTHING

    def drop(self, repository: str) -> bool:
        return False

    def add(self, folder: Path) -> tuple[Path, ...]:
        return (folder,)

    def forget(self, folder: Path) -> bool:
        return False

    def enter(self, what: str) -> str:
        raise _NOTHING

    def strike(self, repository: str) -> None:
        raise _NOTHING

    def keep_token(self, secret: str) -> None:
        raise _NOTHING


_NOTHING = GettingError("Models cannot be got here.", "Open the folder of one.")


def _refused() -> Generator[Any, None, Any]:
    yield from ()
    raise _NOTHING
