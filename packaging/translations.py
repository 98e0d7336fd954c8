"""Collects every text of the screen: python packaging/translations.py, into resources/translations/texts.json.

A translation is a file beside it, for example de.json: an object from these texts to their translations.  `--check`
ends with 1 if the collection is out of date, and says which texts each translation lacks.

Texts of the screen stand in `tr`.  Below the screen nothing knows of languages: every whole sentence there is
collected, and has {1}, {2} … where names and figures are put in.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
TEXTS = FOLDER / "texts.json"
EARSHOT = ROOT / "app" / "earshot"
NOT_SHOWN = ("cli", "engine/prompt.py", "selftest.py", "scratch.py", "__main__.py")
"""The terminal speaks English, the prompts are the model's, the others report to who looks for a fault."""
QUERY = " WHERE "
PARTS_OF_SENTENCES = {"Trouble", "odd"}
"""What is handed to these is shown within another sentence."""
SENTENCE = re.compile(r"\w+ \w+.*[.!?]$", re.DOTALL)
PLACE = re.compile(r"\{\d+\}")


def texts() -> list[str]:
    """In the order of the alphabet; with what the catalogue says of its models."""
    with (ROOT / "models" / "catalogue.toml").open("rb") as file:
        found = {offer["sentence"] for offer in tomllib.load(file)["model"]}
    for path in sorted(EARSHOT.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= set(_of_the_screen(tree))
        if not path.relative_to(EARSHOT).as_posix().startswith(NOT_SHOWN):
            found |= set(_sentences(tree))
    return sorted(found)


def _of_the_screen(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node) == "tr":
            (text,) = node.args
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def _sentences(tree: ast.Module) -> Iterator[str]:
    """Docstrings, what `tr` has and lines of the log are none."""
    passed: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(node.value)
        elif isinstance(node, ast.Call) and (_name(node) == "tr" or _logs(node)):
            passed.update(ast.walk(node))
        elif isinstance(node, ast.Call) and _name(node) in PARTS_OF_SENTENCES:
            yield from (text for text in map(_written, node.args) if " " in text)
        elif isinstance(node, ast.JoinedStr):
            passed.update(node.values)
        if node not in passed and SENTENCE.search(PLACE.sub("", text := _written(node))) and QUERY not in text:
            yield text


def _written(node: ast.AST) -> str:
    """A string as it stands there, with a number for everything that is put into it; empty for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    text, places = "", 0
    for piece in node.values if isinstance(node, ast.JoinedStr) else ():
        places += not isinstance(piece, ast.Constant)
        text += str(piece.value) if isinstance(piece, ast.Constant) else f"{{{places}}}"
    return text


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _logs(call: ast.Call) -> bool:
    return (
        isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "log"
    )


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
