"""`earshot transcribe`, `describe` and `summarise`: one file after another, each kept as soon as it is done."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from earshot import parts
from earshot.cli import output
from earshot.cli.forms import SCHEMA, record
from earshot.cli.opening import opened
from earshot.cli.progress import Line
from earshot.cli.stopping import STOPPED, Stop
from earshot.domain.clip import mark
from earshot.domain.errors import EarshotError, MemoryFullError
from earshot.domain.events import (
    DescriptionGrew,
    FileRead,
    FrameSeen,
    PartsRead,
    Progressed,
    Summing,
    TextHeard,
)
from earshot.domain.forms import SUFFIXES, shaped
from earshot.domain.reading import Alarm
from earshot.session import jobs, summing, watching
from earshot.session.ports import Mind
from earshot.session.take import Hints
from earshot.session.world import World


def read(options: argparse.Namespace, model: Path, line: Line) -> int:
    """Returns the exit code.  Ctrl-C keeps what is done of the file at hand."""
    wrong = _misused(options)
    if wrong:
        print(f"earshot: {wrong}", file=sys.stderr)
        return 2
    if options.logits:
        output.writable(options.logits)
    if options.out and not options.out.is_dir():
        raise EarshotError(f"There is no folder “{options.out.name}”.", "Make it first, or choose another.")
    world = parts.world()
    mind = opened(world.minds, model, line)
    failed, stop = False, Stop()
    with stop:
        for number, path in enumerate(options.files, start=1):
            place = f"{number} of {len(options.files)}: " if len(options.files) > 1 else ""
            try:
                stop.begin(path, len(options.files) - number)
                result = _run(_job(options, path, world, mind), line, place, stop)
                line.clear()
                if result is not None:
                    _give(options, result, mind)
            except EarshotError as error:
                failed = True
                line.clear()
                if options.json:
                    output.row({"schema": SCHEMA, "path": str(path), "error": error.sentence, "advice": error.advice})
                else:
                    output.say(error)
            if stop.asked and stop.sentence:
                print(output.one_line(stop.sentence), file=sys.stderr)
                return 1
    return 1 if failed else 0


def _misused(options: argparse.Namespace) -> str:
    """What is wrong with a combination of options, or nothing."""
    if (options.logits or options.max_tokens) and not options.exact:
        return "--logits and --max-tokens need --exact"
    if getattr(options, "library_masks", False) and not options.exact:
        return "--library-masks needs --exact"
    if options.logits and len(options.files) > 1:
        return "--logits takes one file"
    if options.form in ("srt", "vtt", "md") and len(options.files) > 1 and not options.out:
        return f"--{options.form} of several files needs --out FOLDER"
    if options.json and options.out:
        return "--json goes to standard output, without --out"
    if options.exact and options.command == "describe" and (options.vocabulary or options.language):
        return "--exact describes what is seen, without --vocabulary and --language"
    if options.exact and (options.form in ("srt", "vtt") or getattr(options, "translate_to", "")):
        return "--exact gives one text without times"
    return ""


def _job(options: argparse.Namespace, path: Path, world: World, mind: Mind) -> jobs.Job:
    exactly = _exactly(options) if options.exact else None
    hints = Hints(options.language, tuple(options.vocabulary), getattr(options, "translate_to", "") or "")
    match options.command:
        case "transcribe":
            return jobs.transcribe(path, world.sounds, mind, hints, exactly)
        case "summarise":
            return summing.summarise_file(path, world.sounds, world.clips, mind, hints)
        case _ if exactly is not None:
            return watching.exactly(path, world.clips, mind, options.question, exactly)
        case _ if options.question or options.no_sound or options.form == "txt":
            return watching.describe(path, world.clips, mind, lambda _: None, options.question)
        case _:
            return watching.described_with_sound(path, world.sounds, world.clips, mind, lambda _: None, hints)


def _exactly(options: argparse.Namespace) -> jobs.Exactly:
    return jobs.Exactly(options.max_tokens or 256, bool(options.logits), getattr(options, "library_masks", False))


def _run(job: jobs.Job, line: Line, place: str, stop: Stop) -> FileRead | None:
    """What a job came to, or was at when it was stopped; None if that is nothing."""
    text = ""
    done: FileRead | None = None
    try:
        with closing(job):
            for event in job:
                match event:
                    case FileRead():
                        return event
                    case PartsRead(done):
                        pass
                    case TextHeard(words):
                        text = words.text
                    case Progressed(seconds):
                        stop.where = f"at {mark(seconds)} of the sound"
                        line.tell(f"{place}heard {mark(seconds)}  … {text[-60:]}")
                    case FrameSeen(number, of):
                        stop.where = f"at frame {number} of {of}"
                        line.tell(f"{place}watched {number} of {of} frames")
                    case DescriptionGrew(seen):
                        line.tell(f"{place}… {seen[-60:]}")
                    case Summing(number, of):
                        stop.where = "in the summary"
                        line.tell(f"{place}summing up {number} of {of}")
                    case _:
                        pass
                if stop.asked:
                    break
    except KeyboardInterrupt:
        stop.asked = True
    except MemoryFullError as error:
        if done is None:
            raise
        return replace(done, alarms=(*done.alarms, Alarm("memory", f"{error.sentence} The rest is missing.")))
    return stop.broken_off(done)


def _give(options: argparse.Namespace, result: FileRead, mind: Mind) -> None:
    """Prints or writes what was found, and says on standard error what is odd about it."""
    if options.logits and STOPPED not in result.alarms:
        _keep_logits(options.logits, result)
    if options.json:
        output.row(record(result, mind.card))
        return
    form = options.form or "plain"
    if options.out:
        target = output.write_new(options.out / (result.path.stem + SUFFIXES.get(form, ".txt")), shaped(result, form))
        print(target, flush=True)
    elif form != "plain" or len(options.files) == 1:
        print(shaped(result, form), end="" if form in ("srt", "vtt", "md") else "\n", flush=True)
    else:
        print(f"{result.path}\n{shaped(result, form)}\n", flush=True)
    for sentence in dict.fromkeys(alarm.sentence for alarm in result.telling if alarm != STOPPED):
        print(output.one_line(f"{result.path.name}: {sentence}"), file=sys.stderr)


def _keep_logits(path: Path, result: FileRead) -> None:
    import numpy as np

    try:
        with path.open("wb") as file:
            logits = result.logits if result.logits is not None else np.zeros((0, 0), np.float32)
            np.savez_compressed(file, logits=logits, generated_ids=np.array(result.parts[0].generated_ids))
    except OSError as problem:
        raise output.unwritable(path) from problem
