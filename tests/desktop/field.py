"""Another program: a text field that tells what is in it, and copies what it is told to.  Run as a program.

Says one line of JSON for each change; hears lines of JSON: {"copy": {"text", "html", "image"}}, {"clear": true}.
"""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QMimeData, QSocketNotifier, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit


class Field(QPlainTextEdit):
    """Counts the keys it gets."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        say(key=event.key(), repeat=event.isAutoRepeat())
        if "--old-terminal" in sys.argv and event.key() == Qt.Key.Key_Insert:
            self.insertPlainText(QApplication.clipboard().text(QApplication.clipboard().Mode.Selection))
            return
        if "--deaf" not in sys.argv:
            super().keyPressEvent(event)


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


def obey(line: str) -> None:
    told = json.loads(line)
    if "copy" in told:
        content, what = QMimeData(), told["copy"]
        if "text" in what:
            content.setText(what["text"])
        if "html" in what:
            content.setHtml(what["html"])
        if "image" in what:
            picture = QImage(what["image"], what["image"], QImage.Format.Format_RGB32)
            for number in range(what["image"]):  # stripes do not pack well
                for place in range(what["image"]):
                    picture.setPixelColor(
                        place, number, QColor(place * 7 % 256, number * 11 % 256, place * number % 256)
                    )
            content.setImageData(picture)
        QApplication.clipboard().setMimeData(content)
        say(copied=True)
    if "empty" in told:
        field.clear()
        say(emptied=True)


app = QApplication(sys.argv[:1])
app.setApplicationName(sys.argv[1])
field = Field()
field.setWindowTitle(sys.argv[1])
field.textChanged.connect(lambda: say(text=field.toPlainText()))
field.show()
app.processEvents()
ear = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
ear.activated.connect(lambda: ((line := sys.stdin.readline()) and obey(line)) or (line or app.quit()))
say(window=int(field.winId()))
app.exec()
