"""`earshot models`: what is on this disk and what it can do; a smaller one made from one in 16 bits; and the way to
those that get models (getting, offers)."""

from __future__ import annotations

import argparse
from pathlib import Path

from earshot import disk, parts
from earshot.cli import inspecting, output
from earshot.cli.forms import SCHEMA
from earshot.cli.progress import Line
from earshot.domain.card import Card
from earshot.domain.errors import ModelError
from earshot.domain.names import is_repository, repository_of
from earshot.domain.steps import result


def run(options: argparse.Namespace, line: Line) -> int:
    """Returns the exit code."""
    match options.action:
        case "quantise":
            return _quantise(options, line)
        case "get" | "verify" | "remove" | "newer":
            return _got(options, line)
        case "inspect":
            return inspecting.inspect(options)
        case "add" if Path(options.what).is_dir() or not is_repository(repository_of(options.what)):
            return inspecting.add(options)
        case "forget" if disk.forget_models(Path(options.what)):
            return 0
        case "list" | "add" | "forget" | "token":
            return _offered(options)
        case _:
            return _here(options)


def _got(options: argparse.Namespace, line: Line) -> int:
    from earshot.cli import getting

    match options.action:
        case "get":
            return getting.get(options, line)
        case "verify":
            return getting.verify(options, line)
        case "remove":
            return getting.remove(options)
        case _:
            return getting.newer(options, line)


def _offered(options: argparse.Namespace) -> int:
    from earshot.cli import offers

    match options.action:
        case "add":
            return offers.add(options)
        case "forget":
            return offers.forget(options)
        case "token":
            return offers.token(options)
        case _:
            return offers.listed(options)


def _here(options: argparse.Namespace) -> int:
    minds = parts.world().minds
    for folder in parts.models():
        try:
            card = minds.inspect(folder)
        except ModelError as error:
            if options.json:
                output.row({"schema": SCHEMA, "folder": str(folder), "error": error.sentence, "advice": error.advice})
            else:
                print(f"{output.one_line(str(folder))}\n  {output.one_line(error.sentence)}")
            continue
        if options.json:
            output.row(_record(card))
        else:
            print(_shown(card))
    return 0


def _can(card: Card) -> list[str]:
    able = (("hears", card.hears), ("sees", card.sees), ("edits", card.manners is None))
    can = [word for word, is_able in able if is_able]
    return [*can, f"edits as {', '.join(card.manners)}"] if card.manners else can


def _record(card: Card) -> dict[str, object]:
    return {
        "schema": SCHEMA, "folder": str(card.folder), "title": card.title, "can": _can(card),
        "bytes": card.size_bytes, "needs_bytes": card.needs_bytes, "bits": card.bits,
    }  # fmt: skip


def _shown(card: Card) -> str:
    title = f"{card.title}  (demo)" if card.demo else card.title
    needs = f"{card.precision}, {_size(card.size_bytes)} on the disk, needs {_size(card.needs_bytes)} of memory"
    return f"{title}\n  {', '.join(_can(card))}; {needs}\n  {output.one_line(str(card.folder))}"


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.0f} MB"


def _quantise(options: argparse.Namespace, line: Line) -> int:
    """Writes a smaller model and says what it saved."""
    from earshot.engine.quantising import quantise

    # An absolute path has a name and a parent even if “.” was typed.
    folder, out = Path(options.folder).absolute(), Path(options.out).absolute()
    steps = quantise(folder, out, options.bits, options.group)
    done = result(steps, lambda share: line.tell(f"quantising … {share:.0%}"))
    line.clear()
    saved = 1 - done.after / done.before
    print(f"{_size(done.before)} became {_size(done.after)}, {saved:.0%} less: {done.folder}")
    return 0
