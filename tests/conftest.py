"""What every test gets: user folders of its own, and a check that it leaves no thread behind."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

# Windows are drawn without a screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

pytest_plugins = ["tests.pocket_fixtures"]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the person who runs the tests is read or written."""
    monkeypatch.setenv("EARSHOT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    for name in ("HF_ENDPOINT", "HF_TOKEN", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    # The hub's client reads it once, when it is imported.
    for name in ("huggingface_hub.constants", "huggingface_hub.utils._cache_manager"):
        if name in sys.modules:
            monkeypatch.setattr(sys.modules[name], "HF_HUB_CACHE", str(tmp_path / "hub"))


@pytest.fixture(autouse=True, scope="session")
def ctrl_c_counts() -> Iterator[None]:
    """Where tests run in the background Ctrl-C is ignored, and programs that are started there ignore it too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A thread that is on its way out may take a moment; one that stays is a failure."""
    before = set(threading.enumerate())
    yield
    started = [thread for thread in threading.enumerate() if thread not in before]
    for thread in started:
        thread.join(timeout=2.0)
    left = [thread.name for thread in started if thread.is_alive()]
    assert not left, f"threads left behind: {', '.join(left)}"
