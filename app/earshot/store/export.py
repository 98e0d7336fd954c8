"""Takes as a file of the user's: bare text, Markdown or JSON, by the ending of its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from earshot.domain.entry import Entry, as_json, as_markdown, as_text
from earshot.domain.errors import EarshotError


def form(path: Path) -> Callable[[Iterable[Entry]], str]:
    """How a file of this name is written.  Raises EarshotError for another ending."""
    here = datetime.now().astimezone().tzinfo or UTC
    forms: dict[str, Callable[[Iterable[Entry]], str]] = {
        ".txt": as_text,
        ".md": lambda found: as_markdown(found, here),
        ".json": as_json,
    }
    if path.suffix.lower() not in forms:
        raise EarshotError("Takes are exported as .txt, .md or .json.", "Choose a name that ends so.")
    return forms[path.suffix.lower()]


def write(path: Path, entries: Iterable[Entry]) -> None:
    """Writes them in the order given, over what was there.  Raises EarshotError."""
    write_text(path, form(path)(entries))


def write_text(path: Path, text: str) -> None:
    """Whole or not at all, over what was there.  Raises EarshotError."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8", errors="replace")
        part.replace(path)
    except OSError as problem:
        raise EarshotError(f"“{path.name}” cannot be written.", "Choose another folder.") from problem
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
