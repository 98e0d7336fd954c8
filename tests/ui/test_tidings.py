"""A download that ends where nobody sees its card is told; one whose card is seen is not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.shop import Buyer, pocket
from tests.ui.test_shop import Shops
from tests.ui.test_shop import hasty as hasty
from tests.ui.test_shop import shops as shops

from earshot import shell
from earshot.domain.course import Stage
from earshot.ui.around.tidings import Tidings
from earshot.ui.around.tray import Tray
from earshot.ui.models.course_strip import Act
from earshot.ui.sidebar import Place


def with_tray(buyer: Buyer) -> tuple[Tray, list[str]]:
    around, said = shell.of(buyer.window), list[str]()
    tray = Tray(buyer.window, around.colours, around.menus.of_the_tray)
    tray.said.connect(said.append)
    Tidings(buyer.window, tray, around.menus.open.trigger)
    return tray, said


def in_front(buyer: Buyer) -> None:
    buyer.window.activateWindow()
    buyer.until(buyer.window.isActiveWindow)


def goes_elsewhere(buyer: Buyer, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program is in front."""
    monkeypatch.setattr(QApplication, "activeWindow", staticmethod(lambda: None))
    monkeypatch.setattr(QWidget, "isActiveWindow", lambda _: False)


def test_who_looks_at_the_card_is_not_told_again(shops: Shops) -> None:
    buyer = shops(pocket())
    _, said = with_tray(buyer)
    in_front(buyer)
    buyer.gets()
    assert buyer.window.notice.isHidden() and said == []


def test_in_another_place_a_notice_tells_it(shops: Shops) -> None:
    buyer = shops(pocket())
    _, said = with_tray(buyer)
    title = buyer.offer.title
    in_front(buyer)
    buyer.asks()
    buyer.clicks(Act.AGREE)
    buyer.window.go(Place.DICTATE)
    buyer.until(lambda: buyer.is_here)
    assert buyer.window.notice.text() == f"{title} is on this computer now." and said == []
    assert buyer.window.notice.property("kind") == "hint", "good news are not red"


def test_behind_another_program_the_tray_tells_a_failure_and_leads_to_the_card(
    shops: Shops, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer = shops(pocket())
    tray, said = with_tray(buyer)
    buyer.asks()
    goes_elsewhere(buyer, qapp, monkeypatch)
    buyer.hub.faults.answers = ["500"] * 40
    buyer.clicks(Act.AGREE)
    buyer.waits(Stage.FAILED)
    assert said == [buyer.window.notice.text()] and said[0].startswith(f"{buyer.offer.title} was not got. ")
    assert not buyer.window.notice.property("kind")
    assert not buyer.window.notice._timer.isActive(), "it stays until somebody is there"
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert buyer.window.notice._timer.isActive()
    buyer.window.go(Place.DICTATE)
    tray.message_clicked.emit()
    assert buyer.window.models.isVisible()
