"""The app's icon and the picture behind it in the image, drawn from our own drawings in resources/icons.

    python packaging/icon.py FILE.icns

An .icns file is a head of eight bytes and one entry for each size: four letters, the entry's length, a PNG.  Qt draws
them and the file is put together here, because Pillow's writer leaves out sizes and shrinks one picture for all.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

import bundle

SIZES = {
    b"icp4": 16, b"icp5": 32, b"icp6": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024,
    b"ic11": 32, b"ic12": 64, b"ic13": 256, b"ic14": 512,
}  # fmt: skip
"""Apple's names of the entries that hold a PNG, and their pixels; ic10 to ic14 are for the sharper screens."""
DRAWINGS = bundle.ROOT / "resources" / "icons"


def drawn(drawing: str, width: int, height: int) -> bytes:
    """A drawing as PNG with a transparent ground."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    picture = QImage(width, height, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray((DRAWINGS / drawing).read_bytes())).render(painter)
    painter.end()
    held = QBuffer()
    held.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(held, "PNG")
    return bytes(held.data().data())


def container(entries: dict[bytes, bytes]) -> bytes:
    """The file of these PNGs."""
    body = b"".join(name + struct.pack(">I", len(png) + 8) + png for name, png in entries.items())
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def write(path: Path) -> None:
    """The icon in every size, each drawn for itself."""
    path.write_bytes(container({name: drawn("earshot.svg", size, size) for name, size in SIZES.items()}))


def background(path: Path, scale: int) -> None:
    """What lies behind the app and the link to Applications when the image is opened: 350 x 150 points."""
    path.write_bytes(drawn("background.svg", 350 * scale, 150 * scale))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
