"""What goes in and out of the terminal's three streams, whatever they are connected to."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

from earshot.domain.errors import EarshotError

_NOT_WRITTEN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}
_LONGEST_TEXT = 4 * 1024 * 1024
"""Bytes of a text to be edited; no model holds a hundredth of it."""


def prepare() -> None:
    """Lets no name of a file and no narrow encoding stop what is printed.  Raises EarshotError without an output."""
    if sys.stdout is None:
        raise EarshotError("Standard output is closed.", "Send it to a file or to a program.")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def row(content: Mapping[str, object]) -> None:
    """One JSON object on a line; letters as they are where the output can show them."""
    text = json.dumps(content, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        text = json.dumps(content)
    print(text, flush=True)


def say(error: EarshotError) -> None:
    """One line on standard error."""
    print(one_line(f"{error.sentence} {error.advice}"), file=sys.stderr)


def one_line(text: str) -> str:
    """Without line ends and without what could steer a terminal: a name may hold both."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def unwritten(problem: OSError) -> EarshotError | None:
    """The sentence for an output that takes no more, None for any other trouble."""
    if problem.errno not in _NOT_WRITTEN:
        return None
    return EarshotError("The output could not be written to its end.", "See whether the disk is full.")


def let_go() -> None:
    """Forgets what could not be written, so that Python does not try and complain once more at its end."""
    with suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


def typed() -> str:
    """The text on standard input, UTF-8 wherever one is.  Raises EarshotError."""
    if sys.stdin is None:
        raise EarshotError(
            "There is no text on standard input.", "For example: echo “a text” | earshot edit --as polish"
        )
    if sys.stdin.isatty():
        print("Type or paste the text, then press Ctrl-D.", file=sys.stderr)
    try:
        content = sys.stdin.buffer.read(_LONGEST_TEXT + 1)
    except OSError as problem:
        raise EarshotError("Standard input cannot be read.", "Send a text, not a folder or a device.") from problem
    if len(content) > _LONGEST_TEXT:
        raise EarshotError("The text on standard input is far too long.", "Edit it in parts.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise EarshotError("The text on standard input is not UTF-8.", "Convert it and try again.") from problem


def writable(path: Path) -> None:
    """Raises EarshotError if a file cannot be written there; leaves what is there as it is."""
    there = path.exists()
    try:
        with path.open("ab"):
            pass
        if not there:
            path.unlink()
    except (OSError, ValueError) as problem:
        raise unwritable(path) from problem


def write_new(path: Path, text: str) -> Path:
    """Writes a text into a new file, whole or not at all; another name is found if there is one already."""
    target, number = path, 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.stem} {number}{path.suffix}")
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_text(text, encoding="utf-8", errors="surrogateescape")
        part.replace(target)
    except OSError as problem:
        raise unwritable(target) from problem
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def unwritable(path: Path) -> EarshotError:
    return EarshotError(f"The file “{path.name}” cannot be written.", "Choose a folder that can be written to.")
