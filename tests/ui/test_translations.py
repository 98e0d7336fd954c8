"""Every text can be translated: in a made-up language nothing on the screen stays English."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QMenu, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from earshot import paths, shell, supply
from earshot.ui.look.translator import Translator, read
from earshot.ui.sidebar import Place

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT / "resources" / "translations" / "texts.json"
NAMES = {"", "Earshot", "Earshot Pocket", "Right Alt", *(offer.title for offer in supply.offers())}
"""Not words of any language."""


@pytest.fixture
def pseudo(qapp: QApplication) -> Iterator[QApplication]:
    texts = json.loads(TEXTS.read_text(encoding="utf-8"))
    translator = Translator({text: f"‹{text}›" for text in texts})
    qapp.installTranslator(translator)
    yield qapp
    qapp.removeTranslator(translator)


def shown(widget: QWidget) -> Iterator[str]:
    """What a person reads or is told of a widget, but for what they wrote themselves."""
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    yield widget.toolTip()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit | QTextEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(number) for number in range(widget.count()))


def english(top: QWidget) -> set[str]:
    """Texts that stayed as they are written in the program."""
    found = set[str]()
    for widget in [top, *top.findChildren(QWidget)]:
        if widget.objectName().startswith("qt_"):
            continue
        found |= {text for text in shown(widget) if "‹" not in text and any(map(str.isalpha, text))} - NAMES
    return {text for text in found if "Right Alt" not in text and str(paths.models_folder()) not in text}


def test_nothing_stays_english(pseudo: QApplication, qtbot: QtBot) -> None:
    window = shell.build(pseudo)
    qtbot.addWidget(window)
    window.show()
    window.load(paths.POCKET)
    qtbot.waitUntil(lambda: window.model_name.text() == "Earshot Pocket", timeout=60_000)
    for place in Place:
        window.go(place)
    qtbot.waitUntil(lambda: bool(window.models.boxes and window.models.offers), timeout=60_000)
    around = shell.of(window)
    around.ask()
    around.welcome()
    assert english(window) == set()
    entries = [action.text() for menu in window.menuBar().findChildren(QMenu) for action in menu.actions()]
    assert [text for text in entries if text and "‹" not in text] == []
    window.close()


def test_what_goes_wrong_below_the_screen_is_told_in_its_language(
    pseudo: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    window = shell.build(pseudo)
    qtbot.addWidget(window)
    window.show()
    window.load(tmp_path)
    qtbot.waitUntil(lambda: window.notice.text() != "", timeout=60_000)
    assert window.notice.text() == (
        f"‹The folder “{tmp_path.name}” holds no model: it has no config.json.› "
        "‹Choose the folder of a Gemma 4 model in safetensors format.›"
    )
    window.load(paths.POCKET)
    qtbot.waitUntil(lambda: window.model_name.text() == "Earshot Pocket", timeout=60_000)
    (tmp_path / "empty.mp4").touch()
    window.watch(tmp_path / "empty.mp4")
    qtbot.waitUntil(lambda: "empty.mp4" in window.notice.text(), timeout=60_000)
    assert window.notice.text().startswith("‹The file “empty.mp4” is empty.› ‹")
    assert english(window) - {"empty.mp4"} == set()
    window.close()


def test_names_stand_where_the_other_language_wants_them() -> None:
    texts = {"{1} has no {2}.": "{2} fehlt {1}.", "the key": "die Taste", "No {1}.": ""}
    translator = Translator({text: there for text, there in texts.items() if there})
    assert translator.translate("earshot", "This {2} has no the key.") == "die Taste fehlt This {2}."
    assert translator.translate("earshot", "No key.") == "" and translator.translate("earshot", "It has no key") == ""


def test_the_collection_is_complete_and_a_translation_is_read(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "packaging" / "translations.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, "run: python packaging/translations.py"
    (tmp_path / "de.json").write_text(json.dumps({"Talk": "Sprechen", "Copy": ""}), encoding="utf-8")
    german = read(tmp_path, "de")
    assert german is not None and german.translate("earshot", "Talk") == "Sprechen"
    assert german.translate("earshot", "Copy") == "" and german.translate("other", "Talk") == ""
    assert read(tmp_path, "fr") is None
