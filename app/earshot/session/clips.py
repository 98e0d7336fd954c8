"""What a user can ask for in the describe place.  Calls come from the screen and return at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from earshot.domain.card import Card
from earshot.domain.clip import Frame
from earshot.domain.clip_events import ClipOpened
from earshot.domain.entry import Condition, Entry
from earshot.domain.errors import CannotError, EarshotError
from earshot.domain.events import Event, FileRead, FrameSeen, Noticed, PartsRead
from earshot.domain.forms import shaped
from earshot.domain.plan import Order
from earshot.session import jobs, summing, watching
from earshot.session.memory import Memory
from earshot.session.playback import Playback
from earshot.session.shelf import Shelf
from earshot.session.take import Hints
from earshot.session.world import World

Start = Callable[[jobs.Job], int]
POSTER = 640
"""Pixels across of a frame as the screen gets it; a film's own would be a hundred times as much."""


class Clips:
    """Files that are described, asked about, summed up, played and exported."""

    def __init__(
        self, world: World, memory: Memory, think: Start, desk: Start,
        do: Callable[[Callable[[Shelf], None]], None], language: Callable[[], str | None], player: Playback,
    ) -> None:  # fmt: skip
        """`think` and `desk` start jobs with the model and without it; `do` is done with the history."""
        self._world, self._memory, self._think, self._desk = world, memory, think, desk
        self._do, self._language, self.player = do, language, player

    def look_into(self, path: Path) -> int:
        """What is in a file: a ClipOpened.  Needs no model and waits for none."""

        def job() -> jobs.Job:
            yield ClipOpened(watching.contents(path, self._world.sounds, self._world.clips))

        return self._desk(job())

    def describe(self, path: Path, order: Order = Order.SPEECH_FIRST, picture: Frame | None = None) -> int:
        """A clip, a picture or a sound: what is said in it and what is seen, as far as the model can.

        `picture` is described in place of a file; then `path` is only its name.  What came of it goes into the
        history, also of a job that is stopped.
        """

        def job() -> jobs.Job:
            world, mind, keep = self._world, (yield from self._memory.wanted()), self._memory.keep_eyes
            if picture is not None:
                work = watching.look(path, picture, mind, keep)
            else:
                hints = Hints(self._language())
                work = watching.watched_or_heard(path, world.sounds, world.clips, mind, keep, hints, order)
            yield from self._filed(self._memory.watched(work), mind.card, there=picture is None)

        return self._think(job())

    def ask(self, question: str) -> int:
        """A question about what was watched last."""

        def job() -> jobs.Job:
            if self._memory.eyes is None:
                raise EarshotError("Nothing has been watched yet.", "Drop a video or a picture first.")
            yield from self._memory.watched(watching.ask(self._memory.eyes, question))

        return self._think(job())

    def sum_up(self, found: FileRead) -> int:
        """What was found, summed up: a FileRead with its summary."""

        def job() -> jobs.Job:
            mind = yield from self._memory.wanted()
            if not mind.card.edits("summary"):
                raise CannotError(f"{mind.card.title} cannot summarise.")
            yield from summing.summed(mind, found)

        return self._think(job())

    def export(self, found: FileRead, path: Path) -> int:
        """Into a file of the user's, by the ending of its name: a notice."""

        def job() -> jobs.Job:
            form = path.suffix.lower().removeprefix(".")
            if form not in ("md", "srt", "vtt", "txt"):
                raise EarshotError("Clips are exported as .md, .srt, .vtt or .txt.", "Choose a name that ends so.")
            self._world.keeping.write(path, shaped(found, "plain" if form == "txt" else form))
            yield Noticed(f"“{path.name}” was written.")

        return self._desk(job())

    def _filed(self, work: jobs.Job, card: Card, *, there: bool) -> jobs.Job:
        """The same job with frames small enough for the screen; at its end, however it comes, the history has it."""
        found: FileRead | None = None
        begun_at = time.time()
        try:
            with closing(work):
                for event in work:
                    match event:
                        case FileRead():
                            found = event
                        case PartsRead(so_far):
                            found = so_far
                        case _:
                            pass
                    yield self._small(event)
        finally:
            if found is not None:
                entry = _entry(found, begun_at, card.title, str(found.path.absolute()) if there else "")
                self._do(lambda shelf: shelf.file(entry))

    def _small(self, event: Event) -> Event:
        if isinstance(event, FrameSeen):
            return replace(event, frame=self._world.clips.smaller(event.frame, POSTER))
        return event


def _entry(found: FileRead, begun_at: float, model: str, path: str) -> Entry:
    """What came of a file, as the history keeps it."""
    seconds = max((part.end_s for part in (*found.parts, *found.said)), default=0.0)
    text = shaped(found, "plain")
    return Entry(0, begun_at, Condition.DONE, seconds=seconds, raw=text, model=model, kind=found.kind, path=path)
