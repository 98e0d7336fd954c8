"""Prints the parity of the engine with transformers as one table, and counts what streaming changes (nothing).

PYTHONPATH=app:. python tests/parity/report.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.parity.compared import BAR, Shelf, errors
from tests.parity.streamed import CASES, streamed

from earshot import paths
from earshot.engine.checkpoint import load


def main() -> None:
    print("| case | tokens of the prompt | relative error | greedy answer |\n|---|---|---|---|")
    worst, wrong, count = 0.0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        shelf, pocket = Shelf(Path(folder)), load(paths.POCKET)
        for name, tokens, error, same in errors(shelf):
            print(f"| {name} | {tokens:,} | {error:.1e} | {'the same' if same else 'DIFFERENT'} |", flush=True)
            worst, wrong, count = max(worst, error), wrong + (not same), count + 1
        exact = sum(all(a == b for a, b in streamed(number, shelf, pocket)) for number in range(CASES))
    print(f"\n{count} cases, largest relative error {worst:.1e} (bar {BAR:.0e}), {wrong} different answers")
    print(f"{exact} of {CASES} random ways to stream a window end with the ids of one draftless pass")


if __name__ == "__main__":
    main()
