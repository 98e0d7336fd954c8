"""What the terminal's commands do.  Jobs run on this very thread, which is the thinking lane here."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from earshot import parts, paths
from earshot.cli import output
from earshot.cli.progress import Line
from earshot.domain.card import Card
from earshot.domain.clip import mark
from earshot.domain.errors import EarshotError, ModelError
from earshot.domain.events import DescriptionGrew, Event, FileRead, FrameSeen, Progressed, TextEdited, TextHeard
from earshot.domain.manner import Manner
from earshot.session import jobs
from earshot.session.ports import Mind
from earshot.session.session import World
from earshot.store import library, settings

SCHEMA = 1


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
        case "transcribe" | "describe":
            return _files(options, line)
        case "edit":
            return _edit(options, line)
        case "models":
            return _models(options)
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


def _files(options: argparse.Namespace, line: Line) -> int:
    if (options.logits or options.max_tokens) and not options.exact:
        print("earshot: --logits and --max-tokens need --exact", file=sys.stderr)
        return 2
    if options.logits and len(options.files) > 1:
        print("earshot: --logits takes one file", file=sys.stderr)
        return 2
    if options.logits:
        output.writable(options.logits)
    world = parts.world()
    with line.waiting("Loading the model …"):
        mind = world.minds.load(_chosen(options.model))
    failed = False
    for number, path in enumerate(options.files, start=1):
        place = f"{number} of {len(options.files)}: " if len(options.files) > 1 else ""
        try:
            result = _run(_job(options, path, world, mind), line, place)
        except EarshotError as error:
            failed = True
            line.clear()
            if options.json:
                output.row({"schema": SCHEMA, "path": str(path), "error": error.sentence, "advice": error.advice})
            else:
                output.say(error)
            continue
        line.clear()
        if options.logits:
            _keep_logits(options.logits, result)
        if options.json:
            output.row(_record(result, mind.card))
        elif options.txt or len(options.files) == 1:
            print(result.text, flush=True)
        else:
            print(f"{path}\n{result.text}\n", flush=True)
        if not options.json:
            alarms = [alarm for part in result.parts for alarm in part.alarms if part.text or not result.text]
            for sentence in dict.fromkeys(alarm.sentence for alarm in [*result.alarms, *alarms]):
                print(output.one_line(f"{path.name}: {sentence}"), file=sys.stderr)
    return 1 if failed else 0


def _job(options: argparse.Namespace, path: Path, world: World, mind: Mind) -> Iterator[Event]:
    exactly = jobs.Exactly(options.max_tokens or 256, scores=bool(options.logits)) if options.exact else None
    if options.command == "transcribe":
        return jobs.transcribe(path, world.sounds, mind, options.language, exactly)
    return jobs.describe(path, world.clips, mind, lambda _: None, options.question, exactly)


def _run(job: Iterator[Event], line: Line, place: str) -> FileRead:
    text = ""
    for event in job:
        match event:
            case FileRead():
                return event
            case TextHeard(words):
                text = words.text
            case Progressed(seconds):
                line.tell(f"{place}heard {mark(seconds)}  … {text[-60:]}")
            case FrameSeen(number, of):
                line.tell(f"{place}watched {number} of {of} frames")
            case DescriptionGrew(seen):
                line.tell(f"{place}… {seen[-60:]}")
            case _:
                pass
    raise AssertionError("a job ends with what it read")


def _record(result: FileRead, card: Card) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "path": str(result.path),
        "kind": result.kind,
        "text": result.text,
        "model": card.title,
        "parts": [
            {
                "start_s": round(part.start_s, 3),
                "end_s": round(part.end_s, 3),
                "prompt_ids": part.prompt_ids,
                "generated_ids": part.generated_ids,
                "text": part.text,
                "alarms": [alarm.kind for alarm in part.alarms],
            }
            for part in result.parts
        ],
        "alarms": [alarm.kind for alarm in result.alarms],
        "timings_s": {"load": result.timings.load, "prefill": result.timings.prefill, "decode": result.timings.decode},
        "peak_bytes": result.timings.peak_bytes,
    }


def _keep_logits(path: Path, result: FileRead) -> None:
    import numpy as np

    try:
        with path.open("wb") as file:
            logits = result.logits if result.logits is not None else np.zeros((0, 0), np.float32)
            np.savez_compressed(file, logits=logits, generated_ids=np.array(result.parts[0].generated_ids))
    except OSError as problem:
        raise output.unwritable(path) from problem


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
