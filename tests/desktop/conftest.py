"""A screen for all tests of this folder, and two programs on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.desktop.xserver import Other, XServer


@pytest.fixture(scope="module")
def screen() -> Iterator[XServer]:
    server = XServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def editor(screen: XServer) -> Iterator[Other]:
    """The program into which is written."""
    other = screen.other("Editor")
    yield other
    other.close()


@pytest.fixture(scope="module")
def painter(screen: XServer) -> Iterator[Other]:
    """The program from which something was copied."""
    other = screen.other("Painter")
    yield other
    other.close()
