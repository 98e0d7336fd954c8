"""A model that can be had: what it is, whether it would fit, and getting it."""

from __future__ import annotations

from PySide6.QtCore import Signal

from earshot.domain.catalogue import Advice
from earshot.domain.course import Course, Stage
from earshot.domain.fit import Room
from earshot.domain.supply_events import Stock
from earshot.ui.look.style import named
from earshot.ui.look.words import tr
from earshot.ui.models.amounts import about
from earshot.ui.models.card import Card, about_fit, memory_told
from earshot.ui.models.course_strip import Act


class OfferCard(Card):
    """Says what is wanted; the course of a download is shown in it."""

    wanted = Signal(str, object)
    """A repository and an Act."""

    def __init__(self, stock: Stock, advice: Advice) -> None:
        super().__init__(stock.offer.title)
        offer = self.offer = stock.offer
        self.repository = offer.repository
        self.advised = offer == advice.offer
        if self.advised:
            self.mark(tr("Recommended for {memory} GB").format(memory=advice.memory_gb), "advised")
        self.head.addStretch()
        self._has_share = False
        self._reason = _reason(advice) if self.advised else ""
        self.strike = self.button(tr("Take off the list"), tr("Take {title} off the list"))
        self.strike.setVisible(offer.own)
        self.strike.clicked.connect(lambda: self.wanted.emit(self.repository, Act.STRIKE))
        self.get = self.button(tr("Get …"), tr("Get {title}"))
        self.stand_back(False)
        self.get.clicked.connect(lambda: self.wanted.emit(self.repository, Act.ASK))
        self.strip.wanted.connect(lambda act: self.wanted.emit(self.repository, act))
        self.show_room(None)

    def stand_back(self, asked: bool) -> None:
        """The one primary button is the recommended model's, unless another card has `asked` something."""
        name = "primary" if self.advised and not asked else ""
        if self.get.objectName() != name:
            named(self.get, name)
            self.get.style().unpolish(self.get)
            self.get.style().polish(self.get)

    def show_room(self, room: Room | None) -> None:
        """The memory there is; None as long as nobody knows."""
        offer, needs = self.offer, self.offer.about_needs
        able = ((tr("hears"), offer.hears), (tr("sees"), offer.sees))
        facts = [self.repository] if offer.own else []
        facts += [word for word, is_able in able if is_able]
        if offer.hears is False and not offer.helps:
            facts.append(tr("cannot transcribe"))
        if offer.about_bytes is not None:
            facts.append(tr("about {size} to fetch").format(size=about(offer.about_bytes)))
        if needs is not None and not offer.helps:
            told = tr("about {needs}").format(needs=about(needs))
            if room is not None and room.least is not None:
                how = about_fit(needs, room)
                self.show_fit(how, needs, room.least)
                self._has_share = True
                self.share.setVisible(self.strip.bar.isHidden())
                told = memory_told(told, how, room)
            else:
                told = tr("needs {needs} of memory").format(needs=told)
            facts.append(told)
        if offer.license:
            facts.append(offer.license)
        self.tell(" ".join(text for text in (self._reason, tr(offer.sentence)) if text), " · ".join(facts))

    def show_course(self, course: Course, host: str) -> None:
        self.strip.show_course(course, host)
        self.get.setVisible(course.stage is Stage.IDLE)
        nothing = course.stage in (Stage.IDLE, Stage.FAILED) and not course.done
        self.strike.setVisible(self.offer.own and nothing)
        self.share.setVisible(self._has_share and self.strip.bar.isHidden())

    def show_offline(self, why: str) -> None:
        """`why` nothing can be fetched; empty if it can."""
        self.get.setEnabled(not why)
        self.get.setToolTip(why)
        for act in (Act.GO_ON, Act.AGREE, Act.AGAIN, Act.ANYWAY):
            self.strip.buttons[act].setEnabled(not why)
            self.strip.buttons[act].setToolTip(why)


def _reason(advice: Advice) -> str:
    """As the advice has it, in the language of the person before it."""
    if advice.offer is None or advice.offer.suits_gb is None:
        return tr(advice.reason)
    told = tr("This computer has {memory} GB of memory; this one is meant for {least} GB and more.")
    return told.format(memory=advice.memory_gb, least=advice.offer.suits_gb)
