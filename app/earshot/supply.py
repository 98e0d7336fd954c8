"""Builds from the real parts what models are got by, as `parts` builds the session's world.  No Qt, and no logic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from earshot import paths

if TYPE_CHECKING:
    from earshot.domain.catalogue import Advice, Offer
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


def shop() -> Shop:
    """Where models are got from, as the settings say.  Raises EarshotError for an address that makes no sense."""
    from earshot.engine.files import refuse_code
    from earshot.store import settings
    from earshot.store.getting import opening

    kept = settings.read(paths.settings_file())
    return opening.shop(kept, Path(kept.models_folder or paths.models_folder()), paths.sent_file(), refuse_code)


def last_sent() -> Sent | None:
    """When something was last sent from here, and to which host; None if nothing ever was."""
    from earshot.store import net

    return net.last_sent(paths.sent_file())
