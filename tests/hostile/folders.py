"""Folders that are no whole model, opened while another model is at work.

    python -m tests.hostile.folders --count 100 --seed 1

Each is looked at (engine/inventory.py) and opened by a session that has the pocket model in memory.  A failure is an
answer that is not one sentence and one way out, anything left behind (files, descriptors, memory of MLX), a folder
that was changed, or a pocket model that does not edit the same sentence afterwards as before.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import shutil
import signal
import struct
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import mlx.core as mx
from tests.hostile.models import a_head, a_link, a_program, an_index, copy, replaced, settled

from earshot import parts, paths
from earshot.domain.candidate import Found, Origin
from earshot.domain.errors import EarshotError
from earshot.domain.events import Event, Failed, Finished, TextEdited
from earshot.domain.manner import Manner
from earshot.engine import inventory
from earshot.engine.weights import INDEX
from earshot.session.session import Session
from earshot.session.world import Letter

PATIENCE = 120.0
SPOKEN = "um send the the report on monday"
NOBODY = 65534
SLACK = 1 << 16
"""Bytes of MLX that may differ: constants of compiled functions and the beginning of a prompt."""
WEIGHTS = "model.safetensors"


def a_missing_shard(model: Path, rng: random.Random) -> str:
    names = [f"model-{n}-of-3.safetensors" for n in (1, 2, 3)]
    (model / WEIGHTS).rename(model / names[0])
    replaced(model / INDEX, json.dumps({"weight_map": dict(zip("abc", names, strict=True))}))
    return "two of three shards"


def a_cut(model: Path, rng: random.Random) -> str:
    whole = (model / WEIGHTS).read_bytes()
    left = rng.choice((0, 1, 7, 8, 9, 100, len(whole) // 2, len(whole) - 1))
    replaced(model / WEIGHTS, whole[:left])
    return f"{left} bytes of the weights"


def a_long_head(model: Path, rng: random.Random) -> str:
    whole = (model / WEIGHTS).read_bytes()
    length = rng.choice((1 << 30, 1 << 40, (1 << 63) - 1, (1 << 64) - 1, len(whole) - 7))
    replaced(model / WEIGHTS, struct.pack("<Q", length) + whole[8:])
    return f"a head of {length} bytes"


def a_kind(model: Path, rng: random.Random) -> str:
    kind = rng.choice(
        ("llama", "gemma3", "gemma4_unified_assistant", "gemma4_text", "", None, 7, "../gemma4", ["gemma4"])
    )
    settled(model, "config.json", lambda content: content.update(model_type=kind))
    return f"kind {kind!r}"


def a_loss(model: Path, rng: random.Random) -> str:
    name = rng.choice(("config.json", WEIGHTS, "tokenizer.json", "tokenizer_config.json", "chat_template.jinja"))
    (model / name).unlink()
    return f"no {name}"


def a_part(model: Path, rng: random.Random) -> str:
    """A download that was broken off."""
    (model / WEIGHTS).rename(model / f"{WEIGHTS}.{rng.choice(('part', 'incomplete', 'download', 'aria2'))}")
    return "weights that are still coming"


def a_name(model: Path, rng: random.Random) -> str:
    name = rng.choice(("a" * 255, "näme ​", "line\nend", "[a]*?", "%s%n{0}", "-rf", "con.", "\udcff"))
    model.rename(model.parent / name)
    (model.parent / name / WEIGHTS).unlink()
    return f"a folder by the name {name[:20]!r} without weights"


def a_circle(model: Path, rng: random.Random) -> str:
    (model / "round").symlink_to(model)
    (model / WEIGHTS).unlink()
    (model / WEIGHTS).symlink_to(rng.choice((WEIGHTS, "round/round/" + WEIGHTS, "nowhere", "/dev/zero")))
    return "links in a circle"


def a_folder(model: Path, rng: random.Random) -> str:
    name = rng.choice((WEIGHTS, "config.json", "tokenizer.json", INDEX, "chat_template.jinja"))
    (model / name).unlink(missing_ok=True)
    (model / name).mkdir()
    return f"{name} is a folder"


def no_permission(model: Path, rng: random.Random) -> str:
    path = rng.choice((model, model / "config.json", model / WEIGHTS, model / "tokenizer.json"))
    if path != model:
        replaced(path, path.read_bytes())  # a copy: the link's own file stays as it is
    path.chmod(0)
    return f"no permission for {path.name}"


def no_space(model: Path, rng: random.Random) -> str:
    return "no space"


KINDS: tuple[Callable[[Path, random.Random], str], ...] = (
    a_missing_shard, a_cut, a_long_head, a_kind, a_loss, a_part, a_name, a_circle, a_folder, no_permission, no_space,
    an_index, a_head, a_link, a_program,
)  # fmt: skip


@dataclass(frozen=True)
class Met:
    """How one folder was met; `failure` is empty if it was met well."""

    what: str
    sentence: str
    """Empty for one that can be opened after all."""
    failure: str


class Desk:
    """A session with the pocket model in memory."""

    def __init__(self) -> None:
        self._letters: SimpleQueue[Letter] = SimpleQueue()
        self.session = Session(parts.world(), self._letters.put)
        assert self.open(paths.POCKET) == ""
        self.said = self.edited()

    def open(self, folder: Path) -> str:
        """The sentence of the refusal, or nothing."""
        for event in self._all_of(self.session.open_model(folder)):
            if isinstance(event, Failed):
                return told(event.error)
        return ""

    def edited(self) -> str:
        events = self._all_of(self.session.edit(SPOKEN, Manner.POLISH))
        return next((event.text for event in events if isinstance(event, TextEdited)), "no text")

    def _all_of(self, job: int) -> list[Event]:
        events: list[Event] = []
        while not events or not isinstance(events[-1], Finished):
            letter = self._letters.get(timeout=PATIENCE)
            events += [letter.event] if letter.job == job else []
        return events


def told(error: EarshotError) -> str:
    return f"{error.sentence} | {error.advice}"


def judged(sentence: str) -> str:
    """Why it is no sentence with a way out, or nothing."""
    says, _, advice = sentence.partition(" | ")
    if "inside Earshot" in says:
        return "an error inside"
    if not says.endswith(".") or not advice.endswith("."):
        return f"no sentence with a way out: {sentence!r}"
    return ""


@contextmanager
def hindered(kind: Callable[..., str]) -> Iterator[None]:
    """No file can be written while there is no space; one who may read everything is nobody for a while."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    if kind is no_space:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    nobody = kind is no_permission and os.geteuid() == 0
    if nobody:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if nobody:
            os.seteuid(0)
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def left(places: list[Path]) -> list[str]:
    """Everything that lies in some places, with size and time."""
    found = []
    for place in places:
        for root, folders, files in os.walk(place):
            for name in (*folders, *files):
                about = os.lstat(os.path.join(root, name))  # noqa: PTH118 - names that are no text
                found.append(f"{root}/{name} {about.st_size} {about.st_mtime_ns}")
    return sorted(found)


def met(desk: Desk, kind: Callable[[Path, random.Random], str], place: Path, rng: random.Random) -> Met:
    """One folder, looked at and opened."""
    copy(place)
    what = kind(place / "model", rng)
    folder = next(path for path in place.iterdir() if path.name != "evil.py")
    watched = [place, Path(tempfile.gettempdir()), paths.data_folder() / "models"]
    before, descriptors, held = left(watched), len(os.listdir("/proc/self/fd")), mx.get_active_memory()  # noqa: PTH208
    failure = ""
    with hindered(kind):
        try:
            candidate = inventory.inspected(Found(folder, Origin.ADDED))
            sentence = desk.open(folder)
        except Empty:
            return Met(what, "", "it hangs")
        except Exception as problem:  # what a user would see as a traceback
            return Met(what, "", f"{type(problem).__name__}: {problem}")
    if sentence:
        failure = judged(sentence)
    elif desk.open(paths.POCKET):
        failure = "the pocket model cannot be opened again"
    if candidate.refusal is not None and candidate.refusal.sentence != sentence.partition(" | ")[0]:
        failure = failure or f"the look said “{candidate.refusal.sentence}”, the load “{sentence}”"
    if not failure and desk.edited() != desk.said:
        failure = "the model in memory does not work as before"
    if not failure and left(watched) != before:
        failure = f"left behind or changed: {set(left(watched)) ^ set(before)}"
    if not failure and len(os.listdir("/proc/self/fd")) > descriptors:  # noqa: PTH208
        failure = "a file is still open"
    if not failure and abs(mx.get_active_memory() - held) > SLACK:
        failure = f"{mx.get_active_memory() - held} bytes of MLX stay"
    if (place / "executed").exists():
        failure = "a program of the folder was run"
    return Met(what, sentence, failure)


def run(count: int, seed: int) -> Iterator[Met]:
    """So many folders; every kind in turn."""
    with contextlib.ExitStack() as stack:
        ground = Path(tempfile.mkdtemp(prefix="folders-"))
        stack.callback(shutil.rmtree, ground, ignore_errors=True)
        ground.chmod(0o755)
        (ground / "temporary").mkdir(mode=0o777)
        (ground / "temporary").chmod(0o777)
        before, tempfile.tempdir = tempfile.tempdir, str(ground / "temporary")
        stack.callback(setattr, tempfile, "tempdir", before)
        desk = Desk()
        stack.callback(desk.session.close)
        for number in range(count):
            kind, rng = KINDS[number % len(KINDS)], random.Random(f"{seed}/{number}")
            place = ground / "place"
            place.mkdir()
            one = met(desk, kind, place, rng)
            yield Met(f"#{number} {one.what}", one.sentence, one.failure)
            (place / "model").chmod(0o755) if (place / "model").exists() else None
            shutil.rmtree(os.fsencode(place))


def main() -> int:
    options: Any = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--all", action="store_true", help="print every folder")
    options = options.parse_args()
    ends: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as data:
        os.environ["EARSHOT_DATA"] = data
        os.environ["HF_HUB_CACHE"] = str(Path(data) / "hub")
        for one in run(options.count, options.seed):
            ends["failures" if one.failure else "sentences" if one.sentence else "opened"] += 1
            if one.failure or options.all:
                print(f"{one.what!r}: {one.failure or 'well'}\n  {one.sentence!r}", flush=True)
    print(
        f"{sum(ends.values())} folders, seed {options.seed}: {ends['sentences']} sentences, {ends['opened']} opened, "
        f"{ends['failures']} failures"
    )
    return 1 if ends["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
