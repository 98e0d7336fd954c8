"""What the terminal's commands do.  Jobs run on this very thread, which is the thinking lane here."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from earshot import parts, paths
from earshot.cli import devices, models, output
from earshot.cli.opening import opened
from earshot.cli.progress import Line
from earshot.domain.errors import EarshotError, is_panic
from earshot.domain.events import TextEdited
from earshot.domain.manner import Manner
from earshot.session import jobs
from earshot.store import settings


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
        if not isinstance(problem, Exception) and not is_panic(problem):
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
        case "listen":
            from earshot.cli.listen import run as listen

            return listen(options, _chosen(options.model), line)
        case "history":
            from earshot.cli.history import run as history

            return history(options, _chosen(options.model), line)
        case "models":
            return models.run(options, line)
        case "devices":
            return devices.run(options)
        case "bench":
            from earshot.cli.bench import run as bench

            return bench(options, _chosen(options.model), line)
        case "self-test":
            from earshot.selftest import run

            return run(_chosen(options.model), options.json)
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
    mind = opened(parts.world().minds, _chosen(options.model), line)
    for event in jobs.edit(mind, text, known.get(options.task, options.task)):
        line.tell("writing …")
        if isinstance(event, TextEdited):
            line.clear()
            print(event.text)
            if event.kept_raw:
                print(event.kept_raw.sentence, file=sys.stderr)
    return 0
