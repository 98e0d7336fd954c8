"""The models on this disk and what was measured of them, for the terminal and the window.  No Qt, nothing is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from earshot import paths
from earshot.domain.candidate import Candidate, Found, Origin
from earshot.domain.errors import ModelError
from earshot.domain.settings import Settings
from earshot.domain.supply_events import Measured


def own_folder(kept: Settings | None = None) -> Path:
    """Where models are put that are got: the settings' folder, or the one in the user's data."""
    from earshot.store import settings

    kept = kept or settings.read(paths.settings_file())
    return Path(kept.models_folder or paths.models_folder())


def found() -> Iterator[Found]:
    """Folders of this disk that may hold a model, and who put them there."""
    from earshot.store import added, library, settings

    kept = settings.read(paths.settings_file())
    yield from library.found(paths.POCKET, own_folder(kept), kept.model, added.read(paths.added_models_file()))


def models() -> Iterator[Path]:
    """The same without where they come from."""
    return (one.folder for one in found())


def candidates() -> Iterator[Candidate]:
    """Every folder of this disk that may hold a model, looked at without loading it: those that cannot be used too."""
    from earshot.engine import inventory

    return map(inventory.inspected, found())


def add_models(folder: Path) -> list[Candidate]:
    """Remembers where a model lies, or several below one folder, and looks at them; nothing is copied.

    Raises ModelError if there is none.
    """
    from earshot.engine import inventory
    from earshot.store import added

    there = added.add(paths.added_models_file(), folder)
    return [inventory.inspected(Found(one, Origin.ADDED)) for one in there]


def forget_models(folder: Path) -> bool:
    """Takes a folder that was added off the list and leaves its files alone; False if it was not on it."""
    from earshot.store import added

    return added.forget(paths.added_models_file(), folder)


def measured() -> Measured:
    """What was measured of models and kept, on whichever machine."""
    from earshot.store import benchmarks, machine

    return Measured(tuple(benchmarks.read(paths.benchmarks_folder())), machine.described())


def drafter_for(folder: Path) -> Path | None:
    """A drafter on this disk that was made for the model in `folder`, if both fit with room to spare."""
    from earshot.engine import checkpoint, drafter, memory
    from earshot.engine.weights import check_weights

    config = checkpoint.config_of(folder)
    for one in found():
        try:
            if drafter.fits(one.folder, config) and memory.easy_with(folder, 2 * check_weights(one.folder)):
                return one.folder
        except (ModelError, OSError):
            continue
    return None
