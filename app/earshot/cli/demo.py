"""`earshot demo`: the main job in one go, with bundled samples and no microphone.

Words appear while the sample plays at its real speed, settled ones plain and tentative ones pale and underlined;
then the polished text; then what a bundled clip shows.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path
from queue import Empty, SimpleQueue

from earshot import paths
from earshot.cli.live import Live, wrapped
from earshot.cli.opening import opened
from earshot.cli.progress import Line
from earshot.domain.errors import EarshotError
from earshot.domain.events import DescriptionGrew, FrameSeen, TextEdited, TextHeard, Waiting
from earshot.domain.manner import Manner
from earshot.domain.sound import Sound
from earshot.domain.take_events import TakeFinished
from earshot.session import jobs, watching
from earshot.session.take import Hints
from earshot.session.world import World

SPOKEN, CLIP = paths.SAMPLES / "dictation.wav", paths.SAMPLES / "clip.mp4"


def play(world: World, model: Path, *, fast: bool) -> int:
    """Returns the exit code."""
    terminal = sys.stdout.isatty()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # in a pipe, too, every line comes when it is said
    began = time.monotonic()
    mind = opened(world.minds, model, Line())
    print(f"{mind.card.title} is loaded ({time.monotonic() - began:.1f} s). Everything happens on this machine.\n")
    if mind.card.demo:
        print(f"This is the small demo model: it knows {mind.card.knows}.\n")

    print("Listening to a bundled sample" + (":" if fast else ", at the speed it was spoken:"))
    ended = [0.0]  # not yet
    blocks = _at_once(world, ended.append) if fast else _spoken(world, ended.append)
    show, raw = Live(terminal), ""
    for event in jobs.dictate(mind, world.sounds.detector(), blocks, lambda: ended[-1], Hints("English")):
        match event:
            case TextHeard(words):
                show.words(words)
            case TakeFinished(text, seconds):
                raw = text
                show.done(text)
                print(f"The last word stood {seconds:.2f} s after the speech had ended.\n")
            case Waiting():
                time.sleep(0.005)
            case _:
                pass

    print("Polished:")
    for event in jobs.edit(mind, raw, Manner.POLISH):
        if isinstance(event, TextEdited):
            print(wrapped(event.text))
            print(f"  ({event.kept_raw.sentence})\n" if event.kept_raw else "")

    print("Watching a bundled clip:")
    text = ""
    for event in watching.describe(CLIP, world.clips, mind, lambda _: None):
        match event:
            case FrameSeen(number, of) if terminal:
                print(f"\r  frame {number} of {of}", end="", flush=True)
            case DescriptionGrew(text):
                pass
            case _:
                pass
    print(("\r\x1b[K" if terminal else "") + wrapped(text))
    return 0


def _at_once(world: World, ended: Callable[[float], None]) -> Iterator[Sound | None]:
    for block in world.sounds.blocks(SPOKEN):
        yield block
        yield None
    ended(time.monotonic())


def _spoken(world: World, ended: Callable[[float], None]) -> Iterator[Sound | None]:
    """The sample by a recording's thread, as a microphone would deliver it."""
    queue: SimpleQueue[Sound | EarshotError | None] = SimpleQueue()
    microphone = world.recording(SPOKEN)
    try:
        microphone.start(queue.put, queue.put)
        while True:
            try:
                block = queue.get_nowait()
            except Empty:
                yield None
                continue
            if isinstance(block, EarshotError):
                raise block
            if block is None:
                break
            yield block
        ended(time.monotonic())
    finally:
        microphone.stop()
