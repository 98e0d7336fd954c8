"""The shop as the settings have it: which hub, through which door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from earshot.domain.settings import Settings
from earshot.store import machine, tokens
from earshot.store.getting.hub import Hub
from earshot.store.getting.model import Shop
from earshot.store.getting.patience import Patience
from earshot.store.net import Door, endpoint


def shop(kept: Settings, models: Path, ledger: Path, check: Callable[[Path], None]) -> Shop:
    """Opens no connection.  Raises EarshotError for an address that makes no sense."""
    patience = Patience()
    door = Door(ledger, offline=kept.offline, proxy=kept.proxy, tokens=tokens.token_for, stall=patience.stall)
    return Shop(Hub(door, endpoint(kept.endpoint), patience), models, check, memory=machine.memory_bytes())
