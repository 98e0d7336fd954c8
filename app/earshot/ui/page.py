"""How the window is laid out: the sidebar, and beside it a notice and the place that was chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from earshot.ui.style import named


def place(title: str, body: QWidget, *beside: QWidget) -> QWidget:
    """A page under its title, with a few controls beside that."""
    head = QHBoxLayout()
    head.setSpacing(10)
    head.addWidget(named(QLabel(title), "title"))
    head.addStretch()
    for widget in beside:
        head.addWidget(widget)
    whole = QWidget()
    inside = QVBoxLayout(whole)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(14)
    inside.addLayout(head)
    inside.addWidget(body, 1)
    return whole


def page(sidebar: QWidget, notice: QWidget, places: QStackedWidget) -> QWidget:
    """Everything in the window; it takes the widgets over."""
    inside = QVBoxLayout()
    inside.setContentsMargins(28, 20, 28, 16)
    inside.setSpacing(12)
    inside.addWidget(notice)
    inside.addWidget(places, 1)
    whole = named(QWidget(), "page")
    both = QHBoxLayout(whole)
    both.setContentsMargins(0, 0, 0, 0)
    both.setSpacing(0)
    both.addWidget(sidebar)
    both.addLayout(inside, 1)
    return whole
