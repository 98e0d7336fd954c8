"""Getting models on the screen: what a card asks for goes to the session, and what becomes of it back into the card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from earshot.domain.catalogue import Offer
from earshot.domain.course import BUSY, Course, Stage
from earshot.domain.errors import EarshotError
from earshot.domain.events import Failed, Finished
from earshot.domain.getting import Asking, Fetched, Fetching, Planned, Retrying, Verified, Verifying
from earshot.domain.supply_events import (
    Added,
    Compared,
    Dropped,
    Entered,
    Forgotten,
    Measured,
    Removed,
    Stocked,
    Struck,
    SupplyEvent,
    TokenKept,
)
from earshot.session.session import Session
from earshot.session.world import Letter
from earshot.ui.look.words import tr
from earshot.ui.models.course_strip import Act
from earshot.ui.models.loads import Loads
from earshot.ui.models.pane import Models
from earshot.ui.models.ways_out import outcome
from earshot.ui.notice import Notice


class Supplies(QObject):
    """Joins the pane to the session; every card's course is kept here, whatever becomes of the card."""

    settings_wanted = Signal()
    model_wanted = Signal(Path)
    """A folder whose model is to be opened."""
    over = Signal(str, bool)
    """A download is: a sentence, and whether the model is here."""
    connected = Signal(str)
    """The host that is spoken to, empty for none any more."""

    def __init__(self, pane: Models, loads: Loads, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self._pane, self._loads, self._notice = pane, loads, notice
        self._session: Session | None = None
        self.courses: dict[str, Course] = {}
        """By repository."""
        self._jobs: dict[int, str] = {}
        """Repository that a job is about."""
        self._own: dict[int, str] = {}
        """Jobs about no repository, by what they are."""
        self._again = False
        self._pausing = set[int]()
        self._folders: dict[str, Path] = {}
        self._stocked: Stocked | None = None
        self._host = ""
        self._entered = ""
        """Repository whose card is to be shown."""
        pane.wanted.connect(self._do)
        pane.entry.wanted.connect(self._enter)

    def attach(self, session: Session) -> None:
        self._session = session

    @property
    def session(self) -> Session:
        assert self._session is not None
        return self._session

    @property
    def host(self) -> str:
        """Who is spoken to at this moment."""
        return self._host

    def look(self) -> None:
        """What can be had, and what of it is here; while that is being looked up, once more afterwards."""
        self._again = "look" in self._own.values()
        if not self._again:
            self._own[self.session.supplies.look()] = "look"

    def begin(self, offer: Offer) -> None:
        """Gets a model that somebody agreed to elsewhere."""
        self.look()
        course = self._course(offer.repository)
        if course.stage not in BUSY:
            self.courses[offer.repository] = replace(course, revision=course.revision or offer.revision)
            self._get(offer.repository)

    @Slot(Path)
    def add(self, folder: Path) -> None:
        """Remembers a folder of the user's; a single model in it is opened."""
        self._own[self.session.supplies.add(folder)] = "add"

    def deliver(self, letter: Letter) -> bool:
        """True for what belongs here."""
        mine = letter.job in self._jobs or letter.job in self._own
        event = letter.event
        if not mine:
            return isinstance(event, SupplyEvent)
        key = self._jobs.get(letter.job, "")
        match event:
            case Asking() | Planned() | Fetching() | Retrying() | Verifying() | Fetched() | Verified():
                was = self._course(key)
                self._show(key, was.after(event))
                if isinstance(event, Fetched):
                    if was.downloads:
                        self.over.emit(outcome(self._title(key)), True)
                    self._refresh()
            case Compared(_, newest):
                self._show(key, self._course(key).compared(newest))
            case Stocked():
                self._take_stock(event)
            case Measured():
                self._pane.measurements.show_measured(event)
            case Removed(_, left):
                self._removed(key, left)
            case Dropped():
                self._show(key, Course())
            case Added(models):
                self._added(models)
            case Forgotten():
                self._refresh()
            case Entered(repository):
                self._entered = repository
                self._pane.entry.taken()
                self.look()
            case Struck(repository):
                self._show(repository, Course())
                self.look()
            case TokenKept():
                pass
            case _:
                return self._over(letter)
        return True

    def _over(self, letter: Letter) -> bool:
        """Failed, or at its end."""
        key = self._jobs.get(letter.job, "")
        match letter.event:
            case Failed(error) if key:
                was = self._course(key)
                self._show(key, was.failed(error))
                if was.downloads:
                    self.over.emit(outcome(self._title(key), error), False)
            case Failed(error) if self._own.get(letter.job) == "enter":
                self._pane.entry.refuse(error)
            case Failed(error):
                self._notice.tell(error)
            case Finished():
                self._jobs.pop(letter.job, None)
                if self._own.pop(letter.job, "") == "look" and self._again:
                    self.look()
                if key and key not in self._jobs.values():  # what was asked for since then goes on
                    self._show(key, self._course(key).stopped(paused=letter.job in self._pausing))
                    self.look()
                self._pausing.discard(letter.job)
            case _:
                return False
        return True

    @Slot(str, object)
    def _do(self, key: str, act: Act) -> None:
        supplies, course = self.session.supplies, self._course(key)
        match act:
            case Act.ASK:
                self._ask(key)
            case Act.AGREE | Act.GO_ON:
                self._get(key)
            case Act.ANYWAY:
                self._get(key, anyway=True)
            case Act.AGAIN:
                self._get(key) if course.fetches else self._ask(key)
            case Act.DECLINE:
                self._show(key, Course())
                self.look()
            case Act.PAUSE | Act.CANCEL:
                self._stop(key, pause=act is Act.PAUSE)
            case Act.THROW_AWAY:
                self._jobs[supplies.drop(key)] = key
            case Act.TOKEN:
                self._keep_token(key)
            case Act.SETTINGS:
                self.settings_wanted.emit()
            case Act.VERIFY | Act.REPAIR:
                work = supplies.verify if act is Act.VERIFY else supplies.repair
                self._show(key, replace(course, stage=Stage.QUEUED, fetches=act is Act.REPAIR))
                self._jobs[work(self._folders[key])] = key
            case Act.NEWER:
                self._show(key, Course(Stage.COMPARING))
                self._jobs[supplies.newer(self._folders[key])] = key
            case Act.REMOVE:
                box = self._pane.box_of(key)
                size = box.plan.size if box is not None and box.plan is not None else 0
                self._show(key, Course(Stage.LEAVING, total=size))
            case Act.REMOVE_NOW:
                self._remove(key)
            case Act.STRIKE:
                self._jobs[supplies.strike(key)] = key
            case Act.FORGET:
                self._own[supplies.forget(Path(key))] = "forget"

    @Slot(str)
    def _enter(self, what: str) -> None:
        self._own[self.session.supplies.enter(what)] = "enter"

    def _ask(self, key: str) -> None:
        course = self._course(key).asked()
        self._show(key, course)
        self._jobs[self.session.supplies.ask(key, self._revision(key, course))] = key

    def _get(self, key: str, *, anyway: bool = False) -> None:
        course = self._course(key).wanted(anyway=anyway)
        self._show(key, course)
        self._jobs[self.session.supplies.get(key, self._revision(key, course), anyway=course.anyway)] = key

    def _stop(self, key: str, *, pause: bool) -> None:
        for job in [job for job, its in self._jobs.items() if its == key]:
            if pause:
                self._pausing.add(job)
            self.session.supplies.stop(job)
        if not pause and self._course(key).stage is Stage.PAUSED:
            self._show(key, self._course(key).stopped())

    def _remove(self, key: str) -> None:
        box, folder = self._pane.box_of(key), self._folders.get(key)
        if folder is None:
            return
        if box is not None and box.property("inuse") == "yes":
            self.session.unload()
        self._jobs[self.session.supplies.remove(folder)] = key

    def _removed(self, key: str, left: tuple[str, ...]) -> None:
        self._show(key, Course())
        self._refresh()
        if left:
            told = tr("The folder stays, because it holds what Earshot did not fetch: {files}.")
            self._notice.tell(EarshotError(told.format(files=", ".join(left))))

    def _keep_token(self, key: str) -> None:
        for card in (self._pane.offers.get(key), self._pane.box_of(key)):
            if card is not None and card.strip.token.text().strip():
                self._own[self.session.supplies.keep_token(card.strip.token.text())] = "token"
                card.strip.token.clear()
                self._do(key, Act.AGAIN)

    def _added(self, models: tuple[Path, ...]) -> None:
        self._refresh()
        if len(models) == 1:
            self.model_wanted.emit(models[0])

    def _refresh(self) -> None:
        self.look()
        self._loads.look()

    def _take_stock(self, stocked: Stocked) -> None:
        self._stocked = stocked
        self._folders = {plan.repository: folder for folder, plan in stocked.fetched}
        self._pane.show_stock(stocked)
        for row in stocked.rows:
            key = row.offer.repository
            part = row.part_bytes if row.folder is None else None
            self._show(key, self._course(key).here(part, row.offer.about_bytes))
        if self._entered in {row.offer.repository for row in stocked.rows}:
            self._pane.reveal(self._entered)
            self._entered = ""

    def _revision(self, key: str, course: Course) -> str:
        """The one that was agreed to, the newer one that was found, or the catalogue's."""
        if course.planned is not None:
            return course.planned.plan.revision
        rows = self._stocked.rows if self._stocked is not None else ()
        known = {row.offer.repository: row.offer.revision for row in rows}
        return course.revision or known.get(key, "")

    def _title(self, key: str) -> str:
        card = self._pane.offers.get(key) or self._pane.box_of(key)
        return card.title if card is not None else key

    def _course(self, key: str) -> Course:
        return self.courses.get(key, Course())

    def _show(self, key: str, course: Course) -> None:
        if not key:
            return
        self.courses[key] = course
        self._pane.show_course(key, course)
        host = self._stocked.host if self._stocked is not None else ""
        now = host if any(each.connects for each in self.courses.values()) else ""
        if now != self._host:
            self._host = now
            self.connected.emit(now)
