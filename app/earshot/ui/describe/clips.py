"""Files on their way through the describe place: wishes go up to the session, what becomes of them comes down.

One file is worked at, others wait; any of them can be looked at meanwhile.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from earshot.domain.card import Card
from earshot.domain.clip import Frame, mark
from earshot.domain.clip_events import ClipOpened, FrameShown, PlayerAt
from earshot.domain.errors import EarshotError
from earshot.domain.events import (
    Event,
    Failed,
    FileRead,
    Finished,
    FrameSeen,
    PartsRead,
    Progressed,
    TextHeard,
)
from earshot.domain.plan import Contents, Going, Order, Rates, about, is_long
from earshot.domain.queue import Item, Queue, State
from earshot.session.session import Session
from earshot.session.world import Letter
from earshot.ui.describe.asking import Asking
from earshot.ui.describe.frames import thumb
from earshot.ui.describe.held import Held
from earshot.ui.describe.pane import Describe
from earshot.ui.describe.playing import Playing
from earshot.ui.look.words import told, tr
from earshot.ui.notice import Notice

PASTED = Path("Pasted picture")
REFRESH_SECONDS = 0.1
"""Progress is shown no more often."""


class Clips(QObject):
    """Joins the describe pane to the session."""

    def __init__(self, pane: Describe, notice: Notice) -> None:
        super().__init__(pane)
        self._pane, self._notice = pane, notice
        self._session: Session | None = None
        self.queue = Queue()
        self.rates = Rates()
        """Of the model in memory, as measured on the last files."""
        self.held: dict[int, Held] = {}
        self._looks: dict[int, int] = {}
        """Jobs that look into a file -> its number."""
        self._work = 0
        """The job of the file at work, 0 for none."""
        self.shown = self.watched = 0
        """Numbers of files; the one watched last can be asked about."""
        self._picked = False
        """Somebody chose what is shown: what begins later does not take its place."""
        self._refreshed = 0.0
        self.playing = Playing(pane, self)
        self.asking = Asking(pane, self, notice)
        pane.files_dropped.connect(self.add)
        pane.picture_pasted.connect(self._add_picture)
        pane.stop_wanted.connect(self._stop)
        pane.ask_first.started.connect(self._start)
        pane.ask_first.refused.connect(lambda: self.remove(self.shown))
        pane.queue.chosen.connect(self._pick)
        pane.queue.removed.connect(self.remove)

    def attach(self, session: Session) -> None:
        self._session = session

    @property
    def session(self) -> Session:
        assert self._session is not None
        return self._session

    def use(self, card: Card | None) -> None:
        """Another model: nothing it has watched, nothing measured."""
        self.watched, self.rates = 0, Rates()
        self._pane.use(card)

    @Slot(list)
    def add(self, files: list[Path]) -> None:
        """Puts files into the queue, in their order."""
        for path in files:
            number = self._put(path)
            self._looks[self.session.clips.look_into(path)] = number
            self._pane.looking(path)
        self._list()

    def remove(self, number: int) -> None:
        """Takes a file out; one that is at work is stopped."""
        item = self.queue.get(number) if self.queue.has(number) else None
        if item is None:
            return
        if item.state is State.AT_WORK:
            self.session.stop(self._work)
        self.queue = self.queue.remove(number)
        self.held.pop(number, None)
        if number == self.shown:
            self.session.clips.player.leave()
            self.shown, self._picked = 0, False
            if self.queue.items:
                self._show((self.queue.at_work or self.queue.items[-1]).number)
            else:
                self._pane.show_empty()
        self._next()

    def deliver(self, letter: Letter) -> bool:
        """What happened; False if it concerns somebody else."""
        event = letter.event
        if isinstance(event, FrameShown | PlayerAt):
            self.playing.deliver(event)
        elif letter.job in self._looks:
            self._looked_into(letter.job, event)
        elif letter.job and letter.job == self._work:
            self._worked(event)
        else:
            return self.asking.deliver(letter)
        return True

    def _put(self, path: Path, pasted: Frame | None = None) -> int:
        if self.queue.items and all(item.over for item in self.queue.items):
            self._picked = False
        self.queue = self.queue.add(path)
        self.held[self.queue.last] = Held(pasted=pasted)
        return self.queue.last

    @Slot(object)
    def _add_picture(self, picture: Frame) -> None:
        number = self._put(PASTED, picture)
        self._change(number, state=State.WAITING, contents=Contents(PASTED, "picture"))
        self._next()

    def _looked_into(self, job: int, event: Event) -> None:
        number = self._looks[job]
        match event:
            case ClipOpened(contents) if self.queue.has(number):
                alone = all(item.over or item.number == number for item in self.queue.items)
                asks = alone and is_long(contents, self._pane.zone.orders.order, self.rates)
                self._change(number, state=State.ASKING if asks else State.WAITING, contents=contents)
                if asks:
                    self.shown = number
                    self._pane.ask_first.ask(contents, self._pane.zone.orders.order, self.rates)
                    self._pane.show_question()
            case Failed(error):
                self._failed(number, error)
            case Finished():
                del self._looks[job]
                self._next()
            case _:
                pass

    @Slot(Order)
    def _start(self, order: Order) -> None:
        self._pane.zone.orders.choose(order)
        self.held[self.shown].order = order
        self._change(self.shown, state=State.WAITING)
        self._next()

    def _next(self) -> None:
        """The next file begins, if none is at work."""
        item = self.queue.next
        if item is not None and item.contents is not None:
            held = self.held[item.number]
            order = self._pane.order(held.order)
            held.going = Going(item.contents, order, self.rates, time.monotonic())
            self._work = self.session.clips.describe(item.path, order, held.pasted)
            self._change(item.number, state=State.AT_WORK)
            if not (self._picked or self._pane.player.playing) or not self.queue.has(self.shown):
                self._show(item.number)
        self._list()

    def _show(self, number: int) -> None:
        """Another file on the screen, as far as it has come."""
        item, held = self.queue.get(number), self.held[number]
        self.shown = number
        self._pane.show_clip(item.path, item.contents)
        self._pane.strip.show_thumbs(held.thumbs)
        self.playing.open(item)
        if held.poster is not None:
            self._pane.player.show_frame(held.poster)
        held.show_in(self._pane.reading)
        self._tell(item, held)
        self._list()

    def _tell(self, item: Item, held: Held) -> None:
        """How things stand with the file that is shown."""
        if item.number != self.shown:
            return
        if item.state is State.AT_WORK and held.going is not None:
            share = held.going.share if held.going.heard or held.going.looked else None
            left = ""
            if held.going.left is not None and share is not None:
                left = " · " + tr("{time} left").format(time=about(held.going.left))
            self._pane.show_work(share, (held.doing or tr("Opening {name} …").format(name=item.path.name)) + left)
        elif doing := self.asking.doing(item.number):
            self._pane.show_work(None, doing)
        else:
            self._pane.tell(item.note or held.outcome, asks=item.number == self.watched)
            if item.over:
                self._pane.reading.done()

    def _worked(self, event: Event) -> None:
        item = self.queue.at_work
        if item is None:  # it was removed
            if isinstance(event, Finished):
                self._work = 0
                self._next()
            return
        held, now = self.held[item.number], time.monotonic()
        assert held.going is not None
        match event:
            case Progressed(seconds):
                held.going.hear(seconds, now)
                held.doing = tr("Listening, now at {time}").format(time=mark(seconds))
            case TextHeard(words):
                held.heard = words.text
                self._read_if_shown(item.number, held)
            case PartsRead(found):
                held.found = found
                self._read_if_shown(item.number, held)
            case FrameSeen(count, of, frame):
                held.going.look(count, of, now)
                watched = tr("Watched {count} of {all} frames").format(count=count, all=of)
                held.doing = watched if of > 1 else tr("Looking at the picture …")
                held.poster, small = frame, thumb(frame)
                held.thumbs.append((frame.seconds, small))
                if item.number == self.shown:
                    self.playing.watched(frame, small)
            case FileRead() as found:
                held.found, held.heard = found, ""
                self.watched = 0 if found.kind == "sound" else item.number
                self._change(item.number, state=State.DONE)
                self._read_if_shown(item.number, held)
                self._notice.doubt(found.telling)
            case Failed(error):
                self._failed(item.number, error)
            case Finished():
                kept = tr("Stopped. What was found until then is kept.")
                held.outcome = kept if held.found is not None else tr("Stopped before anything was found.")
                self._change(item.number, state=State.STOPPED)
            case _:
                pass
        if isinstance(event, FileRead | Finished | Failed):
            self.rates = held.going.rates
            if self.queue.has(item.number):
                self._tell(self.queue.get(item.number), held)
        elif now >= self._refreshed + REFRESH_SECONDS or isinstance(event, FrameSeen):
            self._refreshed = now
            self._tell(item, held)
        if isinstance(event, Finished):
            self._work = 0
            self._next()

    def _failed(self, number: int, error: EarshotError) -> None:
        self._notice.tell(error)
        if not self.queue.has(number):
            return
        self._change(number, state=State.FAILED, note=told(error))
        if len(self.queue.items) == 1 and self.held[number].found is None:
            self.queue = self.queue.remove(number)
            self.held.pop(number)
            self.shown = 0
            self._pane.show_empty()

    def _read_if_shown(self, number: int, held: Held) -> None:
        if number == self.shown:
            held.show_in(self._pane.reading)

    def refresh(self, number: int) -> None:
        """What is known of a file, if it is the one that is shown."""
        if number == self.shown and self.queue.has(number):
            self.held[number].show_in(self._pane.reading)
            self._tell(self.queue.get(number), self.held[number])

    @Slot()
    def _stop(self) -> None:
        for job in (self._work, *self.asking.jobs):
            self.session.stop(job)

    @Slot(int)
    def _pick(self, number: int) -> None:
        self._picked = True
        if number != self.shown:
            self._show(number)

    def _change(self, number: int, **changes: object) -> None:
        self.queue = self.queue.put(replace(self.queue.get(number), **changes))  # type: ignore[arg-type]

    def _list(self) -> None:
        self._pane.queue.show_queue(self.queue, self.shown, self._pane.zone.orders.order, self.rates)
