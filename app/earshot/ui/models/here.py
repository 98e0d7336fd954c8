"""A model that is on this disk: used, let go, and, if Earshot fetched it, compared, mended and removed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QMenu

from earshot.domain.card import Card as Model
from earshot.domain.errors import EarshotError
from earshot.domain.fit import Fit, Verdict, fit
from earshot.domain.getting import Plan
from earshot.ui.look.style import named
from earshot.ui.look.words import told, tr
from earshot.ui.models.amounts import about
from earshot.ui.models.card import Card, memory_told
from earshot.ui.models.course_strip import Act


class Placed(Card):
    """A folder of this disk: where it came from says what may be done with it."""

    wanted = Signal(str, object)
    """A repository, or the folder of one that was not fetched, and an Act."""

    def __init__(self, title: str, folder: Path) -> None:
        super().__init__(title)
        self.folder = folder
        self.plan: Plan | None = None
        self.removable = False
        self.more = self.button(tr("More …"), tr("More about {title}"))
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.more.setMenu(self.menu)
        self.strip.wanted.connect(self._emit)

    @property
    def key(self) -> str:
        """By which what is done with it is known."""
        return self.plan.repository if self.plan is not None else str(self.folder)

    def show_origin(self, plan: Plan | None, *, added: bool, offline: str, removable: bool = False) -> None:
        """`plan` of a model that Earshot fetched; `added` by the user; `offline` says why nobody can be asked.

        `removable` if it lies on a disk that can be taken out.
        """
        self.plan, self.removable = plan, removable
        self.menu.clear()
        if plan is not None:
            self._entry(tr("Compare with its checksums"), Act.VERIFY)
            self._entry(tr("Look for a newer revision"), Act.NEWER, offline)
        self.menu.addAction(tr("Show folder"), self._reveal)
        if plan is not None or added:
            self.menu.addSeparator()
        if plan is not None:
            self._entry(tr("Remove …"), Act.REMOVE)
        elif added:
            self._entry(tr("Take off the list"), Act.FORGET)

    def _entry(self, name: str, act: Act, why_not: str = "") -> None:
        entry = self.menu.addAction(name, lambda: self._emit(act))
        entry.setEnabled(not why_not)
        entry.setToolTip(why_not)

    def _emit(self, act: Act) -> None:
        self.wanted.emit(self.key, act)

    def _reveal(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder)))


class Box(Placed):
    """One model."""

    use_wanted = Signal(Path)
    unload_wanted = Signal()

    def __init__(self, card: Model, room: int | None, verdict: Verdict | None = None) -> None:
        super().__init__(card.title, card.folder)
        self.card, self._verdict = card, verdict
        self._how = verdict.fit if verdict is not None else fit(card.needs_bytes, room)
        self.show_fit(self._how, card.needs_bytes, room)
        self.in_use = self.mark(tr("In use"), "advised")
        self.demo = named(QLabel(tr("Demo")), "demo")
        self.demo.setVisible(card.demo)
        self.head.addWidget(self.demo)
        self.head.addStretch()
        self.unload = self.button(tr("Unload"), tr("Unload {title}"))
        self.unload.clicked.connect(self.unload_wanted)
        self.use = self.button(tr("Use"), tr("Use {title}"))
        self.use.clicked.connect(lambda: self.use_wanted.emit(self.folder))
        self.show_origin(None, added=False, offline="")

    def show_origin(self, plan: Plan | None, *, added: bool, offline: str, removable: bool = False) -> None:
        super().show_origin(plan, added=added, offline=offline, removable=removable)
        said = (self._sentence(), _without_its_disk() if removable else "")
        self.tell(" ".join(text for text in said if text), self._facts())

    def show_use(self, folder: Path | None) -> None:
        """`folder` of the model in memory, or None."""
        here = folder == self.folder
        self.setProperty("inuse", "yes" if here else "")
        self.in_use.setVisible(here)
        self.badge.setVisible(not here)
        self.use.setVisible(not here)
        self.use.setText(tr("Use") if folder is None else tr("Switch"))
        self.unload.setVisible(here)
        self.style().unpolish(self)
        self.style().polish(self)

    def _sentence(self) -> str:
        if self._verdict is not None and self._how is not Fit.FITS:
            return told(self._verdict)
        if not self.card.demo:
            return ""
        return tr("It knows {words}, and is for trying things out.").format(words=self.card.knows)

    def _facts(self) -> str:
        card, room = self.card, self._verdict.room if self._verdict is not None else None
        able = ((tr("hears"), card.hears), (tr("sees"), card.sees), (tr("edits"), card.manners != ()))
        facts = [word for word, is_able in able if is_able] or [tr("writes")]
        facts += [card.precision, tr("{size} on the disk").format(size=about(card.size_bytes))]
        facts.append(memory_told(about(card.needs_bytes), self._how, None if self._sentence() else room))
        if self.plan is not None:
            facts += [text for text in (self.plan.license, self.plan.caution) if text]
        return " · ".join(facts)


def _without_its_disk() -> str:
    lies = tr("It lies on a disk that can be taken out.")
    return f"{lies} {tr('Without that disk the model in use stays, and Earshot starts with the demo model.')}"


class Refused(Placed):
    """A folder that looks like a model's and cannot be used; it stays in the list, with the reason."""

    def __init__(self, folder: Path, error: EarshotError) -> None:
        super().__init__(folder.name, folder)
        self.head.addStretch()
        self.tell(told(error), "")
        self.show_origin(None, added=False, offline="")
