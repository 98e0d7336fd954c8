"""Builds from the real parts what models are got by, as `parts` builds the session's world.  No Qt, and no logic."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING

from earshot import disk, paths
from earshot.domain.errors import EarshotError

if TYPE_CHECKING:
    from earshot.domain.catalogue import Advice, Offer
    from earshot.domain.getting import Asking, Fetched, Getting, Retrying, Verified, Verifying
    from earshot.domain.settings import Settings
    from earshot.domain.supply_events import Measured, Stocked
    from earshot.store.getting.model import Shop
    from earshot.store.net import Sent


def offers() -> tuple[Offer, ...]:
    """The catalogue with the user's own entries.  Raises EarshotError."""
    from earshot.store import catalogue

    return catalogue.read(paths.CATALOGUE, paths.own_catalogue_file())


def advice() -> Advice:
    """The first model for this computer, and why.  Raises EarshotError."""
    from earshot.domain.catalogue import advise
    from earshot.store.machine import memory_bytes

    return advise(offers(), memory_bytes())


def shop(kept: Settings | None = None) -> Shop:
    """Where models are got from, as the settings say.  Raises EarshotError for an address that makes no sense."""
    from earshot.engine.files import refuse_code
    from earshot.store import settings
    from earshot.store.getting import opening

    kept = kept or settings.read(paths.settings_file())
    return opening.shop(kept, disk.own_folder(kept), paths.sent_file(), refuse_code)


def last_sent() -> Sent | None:
    """When something was last sent from here, and to which host; None if nothing ever was."""
    from earshot.store import net

    return net.last_sent(paths.sent_file())


class Supply:
    """Models that can be had, as the settings are at each call."""

    def __init__(self, kept: Callable[[], Settings]) -> None:
        self._kept = kept

    def stock(self) -> Stocked:
        from earshot.store.getting import stock

        return stock.stocked(self._shop(), offers(), advice(), paths.added_models_file())

    def measured(self) -> Measured:
        return disk.measured()

    def get(self, repository: str, revision: str, *, anyway: bool) -> Generator[Getting, None, Fetched]:
        from earshot.store.getting import model

        return (yield from model.get(self._shop(), repository, revision, _hashes(repository), anyway=anyway))

    def ask(self, repository: str, revision: str, *, anyway: bool) -> Generator[Getting]:
        from earshot.store.getting import model

        yield from model.ask(self._shop(), repository, revision, _hashes(repository), anyway=anyway)

    def verify(self, folder: Path) -> Generator[Verifying, None, Verified]:
        from earshot.store.getting import care

        return care.verify(folder)

    def repair(self, folder: Path) -> Generator[Getting, None, Verified | Fetched]:
        from earshot.store.getting import care

        return (yield from care.repair(self._shop(), folder))

    def newer(self, folder: Path) -> Generator[Asking | Retrying, None, str]:
        from earshot.store.getting import care

        return (yield from care.newer(self._shop(), folder))

    def remove(self, folder: Path) -> tuple[str, ...]:
        from earshot.store.getting import care

        return care.remove(self._shop().models, folder)

    def drop(self, repository: str) -> bool:
        from earshot.store.getting import care

        return care.drop(self._shop().models, repository)

    def add(self, folder: Path) -> tuple[Path, ...]:
        return tuple(one.found.folder for one in disk.add_models(folder))

    def forget(self, folder: Path) -> bool:
        return disk.forget_models(folder)

    def enter(self, what: str) -> str:
        from earshot.domain.catalogue import find
        from earshot.domain.names import is_repository, repository_of
        from earshot.store import catalogue

        known, name = offers(), repository_of(what)
        if not is_repository(name):
            raise EarshotError(f"“{name}” is no repository's name.", "A name looks like mlx-community/gemma-4.")
        short = name.rpartition("/")[2]
        called = short if find(known, short) is None else name
        return catalogue.add(paths.own_catalogue_file(), known, called, name).repository

    def strike(self, repository: str) -> None:
        from earshot.store import catalogue
        from earshot.store.getting import places

        models = self._shop().models
        if places.of(models, repository) or places.part_bytes(models, repository) is not None:
            raise EarshotError("Something of this model is on the disk.", "Remove that first.")
        catalogue.forget(paths.own_catalogue_file(), offers(), repository)

    def keep_token(self, secret: str) -> None:
        from earshot.store import tokens

        tokens.save(self._shop().hub.host, secret)

    def _shop(self) -> Shop:
        return shop(self._kept())


def _hashes(repository: str) -> dict[str, str]:
    """What the catalogue vouches for."""
    from earshot.domain.catalogue import find

    offer = find(offers(), repository)
    return offer.hashes if offer is not None else {}
