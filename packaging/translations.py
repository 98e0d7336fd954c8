"""Collects every text of the screen: python packaging/translations.py, into resources/translations/texts.json.

A translation is a file beside it, for example de.json: an object from these texts to their translations.  `--check`
ends with 1 if the collection is out of date, and says which texts each translation lacks.
"""

from __future__ import annotations

import ast
import json
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
TEXTS = FOLDER / "texts.json"


def texts() -> list[str]:
    """In the order of the alphabet; with what the catalogue says of its models."""
    with (ROOT / "models" / "catalogue.toml").open("rb") as file:
        found = {offer["sentence"] for offer in tomllib.load(file)["model"]}
    for path in sorted((ROOT / "app" / "earshot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "tr":
                continue
            (text,) = node.args
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                found.add(text.value)
    return sorted(found)


def written(found: list[str]) -> str:
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    found = texts()
    if "--check" not in sys.argv:
        FOLDER.mkdir(exist_ok=True)
        TEXTS.write_text(written(found), encoding="utf-8")
        print(f"{len(found)} texts")
        return 0
    fresh = TEXTS.is_file() and TEXTS.read_text(encoding="utf-8") == written(found)
    for path in sorted(FOLDER.glob("*.json")):
        if path != TEXTS:
            known = json.loads(path.read_text(encoding="utf-8"))
            print(f"{path.name}: {len([text for text in found if not known.get(text)])} texts are missing")
    return 0 if fresh else 1


if __name__ == "__main__":
    sys.exit(main())
