"""Prints the parity of the engine with transformers as one table: the lines of app/MEASUREMENTS.md.

PYTHONPATH=app:. python tests/parity/report.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.parity.compared import BAR, Shelf, errors


def main() -> None:
    print("| case | tokens of the prompt | relative error | greedy answer |\n|---|---|---|---|")
    worst, wrong, count = 0.0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for name, tokens, error, same in errors(Shelf(Path(folder))):
            print(f"| {name} | {tokens:,} | {error:.1e} | {'the same' if same else 'DIFFERENT'} |", flush=True)
            worst, wrong, count = max(worst, error), wrong + (not same), count + 1
    print(f"\n{count} cases, largest relative error {worst:.1e} (bar {BAR:.0e}), {wrong} different answers")


if __name__ == "__main__":
    main()
