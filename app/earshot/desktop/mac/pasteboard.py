"""The pasteboard: every type of every item kept, text written for this Mac alone."""

from __future__ import annotations

from typing import Any, TypeAlias

import AppKit

MARKS = ("org.nspasteboard.TransientType", "org.nspasteboard.ConcealedType")
"""Programs that list what was copied leave these out."""

Kept: TypeAlias = list[list[tuple[str, Any]]]


def kept() -> Kept:
    """Types with their data, item by item; what is only promised is fetched."""
    items = AppKit.NSPasteboard.generalPasteboard().pasteboardItems() or []
    return [
        [(str(kind), data) for kind in item.types() if (data := item.dataForType_(kind)) is not None] for item in items
    ]


def offer(text: str) -> int:
    """The count of changes, by which it is known whether somebody copied since."""
    board = AppKit.NSPasteboard.generalPasteboard()
    board.prepareForNewContentsWithOptions_(AppKit.NSPasteboardContentsCurrentHostOnly)
    item = AppKit.NSPasteboardItem.alloc().init()
    item.setString_forType_(text, AppKit.NSPasteboardTypeString)
    for mark in MARKS:
        item.setString_forType_("", mark)
    board.writeObjects_([item])
    return count()


def count() -> int:
    return int(AppKit.NSPasteboard.generalPasteboard().changeCount())


def put_back(contents: Kept) -> None:
    board = AppKit.NSPasteboard.generalPasteboard()
    board.clearContents()
    items = []
    for forms in contents:
        item = AppKit.NSPasteboardItem.alloc().init()
        for kind, data in forms:
            item.setData_forType_(data, kind)
        items.append(item)
    if items:
        board.writeObjects_(items)
