"""Speed on loopback beside the hub's own client: `python -m tests.store.speed --pairs 5 --megabytes 512`.

Ours hashes while it fetches and forces everything onto the disk; theirs is a bare `snapshot_download` and one pass of
hashing after it, which is what it takes to know as much.  By turns, the hub in a process of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.store.downloads import NAME

from earshot.domain.steps import result
from earshot.engine.files import refuse_code
from earshot.store.getting.hub import Hub
from earshot.store.getting.model import Shop, get
from earshot.store.getting.patience import Patience
from earshot.store.net import Door


def ours(endpoint: str, folder: Path) -> float:
    """Seconds."""
    shop = Shop(Hub(Door(folder / "sent.json"), endpoint, Patience()), folder / "models", refuse_code)
    began = time.perf_counter()
    result(get(shop, NAME))
    return time.perf_counter() - began


def theirs(endpoint: str, folder: Path) -> tuple[float, float]:
    """Seconds of fetching and of hashing."""
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.utils import disable_progress_bars

    disable_progress_bars()
    constants.HF_HUB_OFFLINE = False
    began = time.perf_counter()
    snapshot_download(NAME, local_dir=folder / "theirs", endpoint=endpoint, token=False)
    fetched = time.perf_counter()
    for path in (folder / "theirs").glob("*.safetensors"):
        hashing = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(4 << 20):
                hashing.update(block)
    constants.HF_HUB_OFFLINE = True
    return fetched - began, time.perf_counter() - fetched


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pairs", type=int, default=5)
    options.add_argument("--megabytes", type=int, default=512)
    options.add_argument("--folder", type=Path, help="where to write; a temporary folder if left out")
    chosen = options.parse_args()
    rows: list[tuple[float, float, float]] = []
    with tempfile.TemporaryDirectory(dir=chosen.folder) as base:
        origin = Path(base) / "origin"
        origin.mkdir()
        (origin / "config.json").write_text("{}")
        for number in (1, 2):
            content = random.Random(number).randbytes(1 << 20) * (chosen.megabytes // 2)
            (origin / f"model-{number}.safetensors").write_bytes(content)
        with subprocess.Popen(
            [sys.executable, "-m", "tests.store.hub", str(origin), NAME], stdout=subprocess.PIPE, text=True
        ) as hub:
            assert hub.stdout is not None
            try:
                endpoint = hub.stdout.readline().strip()
                for pair in range(chosen.pairs + 1):
                    place = Path(base) / str(pair)
                    place.mkdir()
                    mine = ours(endpoint, place)
                    fetched, hashed = theirs(endpoint, place)
                    shutil.rmtree(place)
                    print(
                        f"{'warm-up' if pair == 0 else pair}: ours {mine:.2f} s, theirs {fetched:.2f} + {hashed:.2f} s"
                    )
                    rows += [(mine, fetched, hashed)] if pair else []
            finally:
                hub.kill()
    mine, fetched, both = (
        statistics.median(row) for row in ([r[0] for r in rows], [r[1] for r in rows], [r[1] + r[2] for r in rows])
    )
    print(f"{chosen.megabytes} MB, medians of {chosen.pairs}: ours {mine:.2f} s; theirs {fetched:.2f} s, with hashing")
    print(f"  {both:.2f} s; ours takes {mine / both - 1:+.0%}")


if __name__ == "__main__":
    main()
