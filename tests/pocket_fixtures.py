"""The pocket model, loaded once for all tests."""

from __future__ import annotations

import pytest

from earshot import paths
from earshot.engine import checkpoint
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.mind import Mind


@pytest.fixture(scope="session")
def pocket_checkpoint() -> Checkpoint:
    """The embedded model as the engine has it."""
    return checkpoint.load(paths.POCKET)


@pytest.fixture(scope="session")
def pocket() -> Mind:
    """The embedded model as the session has it."""
    return Mind(paths.POCKET)
