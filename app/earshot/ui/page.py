"""How the window is laid out: a head, a notice, two panes side by side, a foot."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from earshot.ui.style import named


def page(demo: QWidget, notice: QWidget, left: QWidget, right: QWidget, foot: QWidget) -> QWidget:
    """Everything on one page; it takes the widgets over."""
    head = QHBoxLayout()
    head.setSpacing(12)
    head.addWidget(named(QLabel("Earshot"), "title"))
    head.addWidget(demo)
    head.addStretch()
    head.addWidget(named(QLabel("Everything stays on this computer"), "note"))
    panes = QHBoxLayout()
    panes.setSpacing(20)
    panes.addWidget(left, 3)
    panes.addWidget(right, 2)
    inside = QVBoxLayout()
    inside.setContentsMargins(28, 20, 28, 12)
    inside.setSpacing(12)
    inside.addLayout(head)
    inside.addWidget(notice)
    inside.addLayout(panes, 1)
    whole = named(QWidget(), "page")
    both = QVBoxLayout(whole)
    both.setContentsMargins(0, 0, 0, 0)
    both.setSpacing(0)
    both.addLayout(inside, 1)
    both.addWidget(foot)
    return whole
