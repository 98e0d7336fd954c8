"""What can be typed after `earshot`.  Nothing heavy is imported here: help appears at once."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from earshot.domain.manner import Manner

DESCRIPTION = "Listens, edits and watches with one local model; nothing ever leaves this machine."


class _Version(argparse.Action):
    """Looks the version up when it is asked for: what knows it takes 50 ms to import."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("earshot")
        except PackageNotFoundError:
            number = "unknown"
        sys.stdout.write(f"earshot {number}\n")
        parser.exit()


def parser() -> argparse.ArgumentParser:
    """The whole grammar; `command` is None when the window is asked for."""
    top = argparse.ArgumentParser(
        prog="earshot",
        description=DESCRIPTION,
        epilog="Without a command the window opens. Exit codes: 0 done, 1 an error, 2 wrong usage.",
    )
    top.add_argument("--version", action=_Version, nargs=0, help="show the version and end")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    open_ = commands.add_parser("open", help="open the window, with files in it")
    open_.add_argument("files", nargs="*", type=Path, metavar="FILE", help="sound, video, or a model's folder")

    transcribe = commands.add_parser("transcribe", help="write down what is said in sound and video files")
    _files(transcribe)
    _exact(transcribe)
    _speech(transcribe)
    transcribe.add_argument("--translate-to", metavar="NAME", help="English name of a language to translate into")

    describe = commands.add_parser("describe", help="tell what videos and pictures show")
    _files(describe)
    _exact(describe)
    _speech(describe)
    describe.add_argument("--question", metavar="TEXT", default="", help="ask this instead of a description")
    describe.add_argument("--no-sound", action="store_true", help="leave out what is said in the sound track")

    summarise = commands.add_parser("summarise", help="sum up what is said and seen, with key points")
    _files(summarise)
    _speech(summarise)
    summarise.set_defaults(exact=False, max_tokens=None, logits=None)

    describe.add_argument(
        "--library-masks", action="store_true",
        help="with --exact: the attention masks that transformers and mlx-vlm use by default, for comparisons",
    )  # fmt: skip

    edit = commands.add_parser("edit", help="rewrite the text on standard input")
    edit.add_argument(
        "--as", dest="task", required=True, metavar="HOW",
        help=f"{', '.join(manner.value for manner in Manner)}, or an instruction of your own in quotation marks",
    )  # fmt: skip
    _model(edit)

    models = commands.add_parser("models", help="list the models on this disk and what they can do")
    models.add_argument("--json", action="store_true", help="one object a line and model")
    actions = models.add_subparsers(dest="action", metavar="ACTION")
    quantise = actions.add_parser("quantise", help="write a smaller model from one in 16 bits")
    quantise.add_argument("folder", type=Path, metavar="FOLDER", help="a checkpoint's folder")
    quantise.add_argument("--bits", type=int, choices=(4, 8), required=True, help="bits of a weight")
    quantise.add_argument("--group", type=int, choices=(32, 64), default=64, help="weights with one scale (64)")
    quantise.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a folder that is not there yet")

    _getting(actions)
    look = actions.add_parser("inspect", help="what lies in a folder, what is missing, and whether it would fit")
    look.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="every model of this disk if left out")
    look.add_argument("--json", action="store_true", help="one object a line and folder")

    listen = commands.add_parser("listen", help="write down what you say: space or Enter begins and ends a take")
    _model(listen)
    listen.add_argument("--device", metavar="NAME", help="a microphone, or a part of its name; see `earshot devices`")
    listen.add_argument("--as", dest="task", metavar="HOW", help="edit each take, as `earshot edit` does")
    listen.add_argument("--language", metavar="NAME", help="English name of the spoken language")
    listen.add_argument("--seconds", type=_seconds, metavar="N", help="one take of so many seconds, beginning at once")
    listen.add_argument("--json", action="store_true", help="one object a line and take")
    listen.add_argument("--sound", type=Path, metavar="FILE", help="a recording instead of the microphone")

    history = commands.add_parser("history", help="list what was said, newest first, or search in it")
    history.add_argument("words", nargs="*", metavar="WORD", help="takes with all of these")
    history.add_argument("--json", action="store_true", help="one object a line and take")
    history.add_argument("--export", type=Path, metavar="FILE", help="write a new file: .txt, .md or .json")
    history.add_argument("--delete", type=_positive, metavar="N", help="remove a take for good, its sound too")

    history.add_argument(
        "--health", type=_positive, metavar="N", help="how a take went, for a bug report: no word of what was said"
    )

    history.add_argument(
        "--again", type=_positive, metavar="N", help="read a take again, with another model; the text before is kept"
    )
    history.add_argument("--as-spoken", action="store_true", help="list texts as they were spoken, before any edit")
    _model(history)

    devices = commands.add_parser("devices", help="list the microphones of this computer")
    devices.add_argument("--json", action="store_true", help="one object a line and microphone")

    bench = commands.add_parser("bench", help="measure speed beside mlx-vlm's own generate, or word error on speech")
    _model(bench)
    bench.add_argument("--json", action="store_true", help="one object")
    bench.add_argument("--pairs", type=_positive, default=5, metavar="N", help="interleaved pairs (5)")
    bench.add_argument("--sound", type=Path, metavar="FILE", help="speak this instead of the bundled sample")
    bench.add_argument("--random", action="store_true", help="build and measure a checkpoint with random weights")
    bench.add_argument("--dictation", action="store_true", help="live takes from the last sample to the text")
    bench.add_argument(
        "--lengths", type=_seconds, nargs="+", default=[5.0, 15.0, 25.0, 60.0], metavar="S",
        help="with --dictation: seconds of speech of its takes (5 15 25 60)",
    )  # fmt: skip
    bench.add_argument(
        "--speed", type=float, default=1.0, metavar="X", help="with --dictation: play X times as fast (1)"
    )
    bench.add_argument("--speech", type=Path, metavar="FOLDER", help="word error on recordings in LibriSpeech's layout")
    bench.add_argument("--minutes", type=float, default=30.0, metavar="N", help="with --speech: at most so much (30)")

    bench.add_argument("--save", action="store_true", help="measure the model by itself and keep it for --list")
    bench.add_argument("--list", action="store_true", help="what was kept, one as the baseline, the others beside it")
    bench.add_argument("--baseline", type=_positive, metavar="N", help="with --list: number of the baseline (1)")
    bench.add_argument("--csv", type=Path, metavar="FILE", help="with --list: write all of it into a new file")

    test = commands.add_parser("self-test", help="send bundled samples through every stage and say which work")
    test.add_argument("--json", type=Path, metavar="FILE", help="write what came of every stage into a file, too")
    _model(test)

    demo = commands.add_parser(
        "demo", help="hear a bundled sample at its real speed, polish it, describe a bundled clip"
    )
    demo.add_argument("--fast", action="store_true", help="do not wait for the sample's real speed")
    _model(demo)
    return top


def _getting(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Models from the hub."""
    listing = actions.add_parser("list", help="list the catalogue, what of it is here and what suits this computer")
    listing.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one object a line and model")
    get = actions.add_parser("get", help="get a model, or the rest of one; the only thing here that uses the network")
    get.add_argument("name", metavar="NAME", help="a name from the catalogue, or a repository: owner/name")
    get.add_argument("--revision", metavar="COMMIT", help="this revision instead of the catalogue's or the newest")
    get.add_argument("--anyway", action="store_true", help="also one that is too large for this computer's memory")
    verify = actions.add_parser("verify", help="compare every file of a fetched model with its hash")
    verify.add_argument("name", metavar="NAME")
    verify.add_argument("--repair", action="store_true", help="fetch what is bad, and only that")
    actions.add_parser("remove", help="delete a model that Earshot fetched").add_argument("name", metavar="NAME")
    newer = actions.add_parser("newer", help="ask the hub whether there are newer revisions")
    newer.add_argument("name", nargs="?", metavar="NAME", help="of this model; of all that were fetched if left out")
    add = actions.add_parser(
        "add", help="use a folder with models where it lies, or put a repository into the catalogue"
    )
    add.add_argument(
        "what", metavar="FOLDER|REPOSITORY", help="nothing of a folder is copied; a repository is owner/name"
    )
    add.add_argument("--name", default="", help="what a repository is called in the catalogue (its own name)")
    add.add_argument("--revision", metavar="COMMIT", help="of a repository")
    add.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one object a line and model found")
    forget = actions.add_parser("forget", help="take a folder or an entry of yours off the list; no file is touched")
    forget.add_argument("what", metavar="FOLDER|NAME")
    token = actions.add_parser("token", help="keep a token for models with a licence in the keychain")
    token.add_argument("--host", default="huggingface.co", metavar="HOST", help="told to this one only (%(default)s)")
    token.add_argument("--remove", action="store_true", help="forget it")


def _model(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--model", type=Path, metavar="FOLDER", help="a checkpoint's folder; the one chosen last if left out"
    )


def _files(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    _model(command)
    form = command.add_mutually_exclusive_group()
    form.add_argument("--txt", dest="form", action="store_const", const="txt", help="the bare text")
    form.add_argument("--json", action="store_true", help="one object a line and file")
    form.add_argument("--srt", dest="form", action="store_const", const="srt", help="subtitles; times are approximate")
    form.add_argument("--vtt", dest="form", action="store_const", const="vtt", help="subtitles for the web")
    form.add_argument("--md", dest="form", action="store_const", const="md", help="Markdown with time marks")
    command.add_argument("--out", type=Path, metavar="FOLDER", help="write one new file for each into this folder")


def _speech(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--language", metavar="NAME", help="English name of the spoken language; any language if left out"
    )
    command.add_argument(
        "--vocabulary",
        action="append",
        default=[],
        metavar="NAME",
        help="a name or term that may come up; repeatable",
    )


def _exact(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--exact", action="store_true", help="one prompt, greedy, without zeroing, guards, context or cutting"
    )
    command.add_argument("--max-tokens", type=_positive, metavar="N", help="with --exact: at most so many tokens (256)")
    command.add_argument("--logits", type=Path, metavar="FILE.npz", help="with --exact: the scores behind every token")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0.0 < number <= 3600.0:
        raise argparse.ArgumentTypeError("must be more than 0 and at most 3600")
    return number
