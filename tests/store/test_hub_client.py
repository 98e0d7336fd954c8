"""Why there is a fetcher of our own (decision 0014): what the pinned huggingface_hub does.  A failure is good news."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store.downloads import NAME, repository
from tests.store.hub.server import Hub as Server

SIZE = 4 * 1024 * 1024
WEIGHTS = "model-00001-of-00001.safetensors"
FETCH = """
import sys
from huggingface_hub import snapshot_download
snapshot_download(sys.argv[1], endpoint=sys.argv[2], local_dir=sys.argv[3], token=False)
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    whole = repository(tmp_path / "origin", SIZE, 1)
    for name in [name for name in whole.files if name != WEIGHTS]:
        del whole.files[name]
    server = Server(whole)
    yield server
    server.close()


def fetching(server: Server, folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", FETCH, NAME, server.endpoint, str(folder)]
    return subprocess.Popen(command, env={"HF_HUB_OFFLINE": "0", "HOME": str(folder)}, stderr=subprocess.DEVNULL)


def test_it_takes_a_flipped_bit_over_plain_http(server: Server, tmp_path: Path) -> None:
    server.faults.bodies = [("corrupt", 0.5)]
    with fetching(server, tmp_path / "theirs") as program:
        assert program.wait(60) == 0
    came = (tmp_path / "theirs" / WEIGHTS).read_bytes()
    assert len(came) == SIZE and came != server.repositories[NAME].files[WEIGHTS].path.read_bytes()


def test_killed_it_begins_at_zero(server: Server, tmp_path: Path) -> None:
    server.faults.bodies = [("stall", 0.5)]
    with fetching(server, tmp_path / "theirs") as program:
        end = time.monotonic() + 60
        while server.sent[WEIGHTS] < SIZE // 2 and time.monotonic() < end:
            time.sleep(0.02)
        program.kill()
    with fetching(server, tmp_path / "theirs") as program:
        assert program.wait(60) == 0
    assert server.sent[WEIGHTS] == SIZE // 2 + SIZE
