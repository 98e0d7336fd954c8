"""A process that meets one mutant after another through the program's own entry.

Reads {"argv": …, "text": …, "out": …, "err": …} line by line and answers {"code": …, "peak": …}.  An untouched
pocket model is kept between cases; everything else is as in a fresh process.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any


def keep_the_pocket_model() -> None:
    from earshot import parts, paths

    kept: dict[Path, Any] = {}
    load = parts.Minds.load_in_steps

    def remembered(self: parts.Minds, folder: Path) -> Generator[float, None, Any]:
        if folder != paths.POCKET:
            return (yield from load(self, folder))
        if folder not in kept:
            kept[folder] = yield from load(self, folder)
        return kept[folder]

    parts.Minds.load_in_steps = remembered  # type: ignore[method-assign]


def peak_bytes() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return 0


def meet(case: dict[str, Any]) -> int:
    from earshot.__main__ import main

    sys.argv = ["earshot", *case["argv"]]
    try:
        return main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 2


def serve() -> None:
    answers = os.fdopen(os.dup(1), "w")
    cases = os.fdopen(os.dup(0), "r")
    keep_the_pocket_model()
    for line in cases:
        case = json.loads(line)
        streams = [os.open(case["in"], os.O_RDONLY)]
        streams += [os.open(case[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC) for name in ("out", "err")]
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        sys.stdin = os.fdopen(os.dup(0), "r", encoding="utf-8")
        Path("/proc/self/clear_refs").write_text("5")  # the peak is counted anew
        code: int | str
        try:
            code = meet(case)
        except BaseException as problem:  # what a user would see as a traceback
            code = f"{type(problem).__name__}: {problem}"
        sys.stdout.flush()
        sys.stderr.flush()
        print(json.dumps({"code": code, "peak": peak_bytes()}), file=answers, flush=True)


if __name__ == "__main__":
    serve()
