"""The models on this disk: the embedded one, the user's, and those that other programs have fetched before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from earshot.domain.candidate import Found, Origin
from earshot.store import neighbours


def found(pocket: Path, models: Path, chosen: str, added: Iterable[Path] = ()) -> Iterator[Found]:
    """Folders that may hold a checkpoint, each once; whether they do is for the engine to say.

    `models` is the folder of Earshot's own, `chosen` the folder opened last or nothing, `added` folders of the user's,
    of a model or of many.  Of those of other programs only what calls itself a Gemma 4.
    """
    seen: set[Path] = set()
    for folder, origin in _all(pocket, models, chosen, added):
        if neighbours.may_hold(folder):
            place = folder.resolve()
            if place not in seen:
                seen.add(place)
                yield Found(folder, origin)


def folders(pocket: Path, models: Path, chosen: str, added: Iterable[Path] = ()) -> Iterator[Path]:
    """The same without where they come from."""
    return (one.folder for one in found(pocket, models, chosen, added))


def _all(pocket: Path, models: Path, chosen: str, added: Iterable[Path]) -> Iterator[tuple[Path, Origin]]:
    yield pocket, Origin.EMBEDDED
    for folder in neighbours.children(models):
        yield folder, Origin.ADDED if folder.is_symlink() else Origin.OWN
    for place in added:
        yield from ((folder, Origin.ADDED) for folder in neighbours.below(place))
    others = [(folder, Origin.HUB) for folder in neighbours.cached()]
    others += [(folder, Origin.LM_STUDIO) for folder in neighbours.lm_studio(Path.home())]
    if chosen:
        kinds = dict(others)
        yield Path(chosen), kinds.get(Path(chosen), Origin.ADDED)
    yield from others
