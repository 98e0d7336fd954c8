"""Readings of takes: urgent jobs on the thinking lane, begun and ended by the take thread."""

from __future__ import annotations

import time
from collections.abc import Callable

from earshot.domain import signals as came
from earshot.domain.events import Event, Failed, FileRead, Finished, Noticed, TextHeard
from earshot.domain.replacements import scratches
from earshot.domain.take_events import TakeFinished
from earshot.session import jobs
from earshot.session.dictation import Dictation
from earshot.session.editing import edited
from earshot.session.kept import Kept
from earshot.session.lane import Lane, Ticket
from earshot.session.pace import Pace
from earshot.session.ports import Mind, Recordings, Sounds
from earshot.session.shelf import Post, Shelf
from earshot.session.take import Hints


class Readings:
    """At most one live reading; recovered takes are read when nothing else is to be done."""

    def __init__(
        self, lane: Lane, mind: Callable[[], Mind | None], sounds: Sounds, recordings: Recordings,
        language: Callable[[], str | None], post: Post, pace: Pace,
    ) -> None:  # fmt: skip
        self._lane, self._mind, self._sounds, self._recordings = lane, mind, sounds, recordings
        self._language, self._post, self._pace = language, post, pace
        self._ticket: Ticket | None = None
        self._recovery: Ticket | None = None

    def begin(self, dictation: Dictation, kept: Kept, number: int) -> None:
        """Reads a take from its first sample to its end.  Take thread."""
        if kept.error is not None:
            dictation.tell(came.ReadingFailed(time.monotonic(), number, kept.error))
            return

        def deliver(event: Event) -> None:
            match event:
                case Failed(error):
                    dictation.tell(came.ReadingFailed(time.monotonic(), number, error))
                case TextHeard():
                    dictation.seen(kept.take)
                    self._post(kept.wish.number, event)
                case Noticed():
                    self._post(kept.wish.number, event)
                case _:
                    pass

        def answer(outcome: TakeFinished, edited: str) -> None:
            dictation.have_read(kept.take, number, outcome, edited)

        self._ticket = self._lane.start(self._job(kept, answer), deliver, urgent=True)

    def stop(self) -> None:
        """The reading under way ends before its next step.  Any thread."""
        if self._ticket is not None:
            self._ticket.cancel()

    def _job(self, kept: Kept, answer: Callable[[TakeFinished, str], None]) -> jobs.Job:
        mind = self._mind()
        if mind is None:  # it went after this was asked for; the take thread knows by now
            return
        hints = Hints(self._language(), kept.words.terms)
        blocks, made = kept.blocks(self._recordings), ""
        judge = self._sounds.detector()
        for event in jobs.dictate(mind, judge, blocks, lambda: kept.released_at, hints, self._pace):
            if not isinstance(event, TakeFinished):
                yield event
                continue
            if kept.wish.manner is not None and event.text and not scratches(event.text):
                made = yield from edited(mind, kept.words, kept.wish.manner, event.text)
            answer(event, made)

    def recover(self, dictation: Dictation) -> None:
        """Writes the recovered takes down, one after another, when nothing urgent is to be done.  Any thread."""
        dictation.do(lambda shelf: self._next(dictation, shelf))

    def pause(self) -> None:
        """Somebody wants something of the model: a recovered take is read anew when that is done.  Any thread."""
        if self._recovery is not None:
            self._recovery.cancel()

    def _next(self, dictation: Dictation, shelf: Shelf) -> None:
        mind = self._mind()
        if self._recovery is not None or mind is None or not mind.card.hears or not shelf.recovered:
            return
        entry = shelf.recovered[0]
        path = shelf.sound(entry)
        if path is None:
            shelf.recovered.pop(0)
            self._next(dictation, shelf)
            return
        texts: list[str | None] = []

        def job() -> jobs.Job:
            mind = self._mind()
            if mind is not None:
                yield from jobs.transcribe(path, self._sounds, mind, Hints(self._language()))

        def deliver(event: Event) -> None:
            match event:
                case FileRead():
                    texts.append(event.text)
                case Failed(error):
                    self._post(0, Noticed(error.sentence, error.advice))
                    texts.append(None)
                case Finished():
                    dictation.do(done)
                case _:
                    pass

        def done(shelf: Shelf) -> None:
            """Without a text it was broken off: another time."""
            self._recovery = None
            if texts:
                shelf.recovered.pop(0)
                shelf.transcribed(entry, texts[-1])
                self._next(dictation, shelf)

        self._recovery = self._lane.start(job(), deliver)
