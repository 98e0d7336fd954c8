"""What the terminal's commands do.  Jobs run on this very thread, which is the thinking lane here."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from earshot import parts, paths
from earshot.cli import output
from earshot.cli.forms import SCHEMA
from earshot.cli.progress import Line
from earshot.domain.errors import EarshotError, ModelError
from earshot.domain.events import TextEdited
from earshot.domain.manner import Manner
from earshot.session import jobs
from earshot.store import library, settings


def execute(options: argparse.Namespace) -> int:
    """Runs a command; an error is one sentence and one advice, Ctrl-C stops at once."""
    line = Line()
    try:
        output.prepare()
        code = _command(options, line)
        sys.stdout.flush()
        return code
    except EarshotError as error:
        line.clear()
        output.say(error)
        return 1
    except BrokenPipeError:
        output.let_go()
        return 1
    except KeyboardInterrupt:
        line.clear()
        print("Stopped.", file=sys.stderr)
        return 1
    except BaseException as problem:
        if not isinstance(problem, Exception) and type(problem).__name__ != "PanicException":
            raise
        line.clear()
        full = output.unwritten(problem) if isinstance(problem, OSError) else None
        if full is not None:
            output.let_go()
        # The traceback may hold what was said or a file's name: only the kind of it is told.
        kind = type(problem).__name__
        inside = EarshotError(f"Something went wrong inside Earshot ({kind}).", "Try again with another file.")
        output.say(full or inside)
        return 1
    finally:
        line.clear()


def _command(options: argparse.Namespace, line: Line) -> int:
    match options.command:
        case "transcribe" | "describe" | "summarise":
            from earshot.cli.files import read

            return read(options, _chosen(options.model), line)
        case "edit":
            return _edit(options, line)
        case "models":
            return _models(options)
        case "bench":
            from earshot.cli.bench import run as bench

            return bench(options, _chosen(options.model), line)
        case "self-test":
            from earshot.cli.selftest import run

            return run(parts.world(), _chosen(options.model))
        case "demo":
            from earshot.cli.demo import play

            return play(parts.world(), options.model or paths.POCKET, fast=options.fast)
        case _:
            raise AssertionError(options.command)


def _chosen(model: Path | None) -> Path:
    if model is not None:
        return model
    kept = settings.read(paths.settings_file()).model
    return Path(kept) if kept and Path(kept).is_dir() else paths.POCKET


def _edit(options: argparse.Namespace, line: Line) -> int:
    text = output.typed()
    if not text.strip():
        raise EarshotError(
            "There is no text on standard input.", "For example: echo “a text” | earshot edit --as polish"
        )
    known = {manner.value: manner for manner in Manner}
    with line.waiting("Loading the model …"):
        mind = parts.world().minds.load(_chosen(options.model))
    for event in jobs.edit(mind, text, known.get(options.task, options.task)):
        line.tell("writing …")
        if isinstance(event, TextEdited):
            line.clear()
            print(event.text)
            if event.kept_raw:
                print(event.kept_raw.sentence, file=sys.stderr)
    return 0


def _models(options: argparse.Namespace) -> int:
    world = parts.world()
    chosen = settings.read(paths.settings_file()).model
    for folder in library.folders(paths.POCKET, paths.models_folder(), chosen):
        try:
            card = world.minds.inspect(folder)
        except ModelError as error:
            if options.json:
                output.row({"schema": SCHEMA, "folder": str(folder), "error": error.sentence, "advice": error.advice})
            else:
                print(f"{folder}\n  {error.sentence}")
            continue
        can = [
            word for word, able in (("hears", card.hears), ("sees", card.sees), ("edits", card.manners is None)) if able
        ]
        can += [f"edits as {', '.join(card.manners)}"] if card.manners else []
        if options.json:
            output.row(
                {"schema": SCHEMA, "folder": str(folder), "title": card.title, "can": can, "bytes": card.size_bytes}
            )
        else:
            title = f"{card.title}  (demo)" if card.demo else card.title
            print(f"{title}\n  {', '.join(can)}; {card.size_bytes / 1e6:,.0f} MB\n  {folder}")
    return 0
