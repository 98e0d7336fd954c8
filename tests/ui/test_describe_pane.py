"""The describe pane: what is seen and what is said, of clips and of sounds."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from earshot import paths
from earshot.domain.sound import RATE
from earshot.domain.transcript import word_errors
from earshot.ui.sidebar import Place
from earshot.ui.window import Window
from speech import spoken

CLIP = paths.SAMPLES / "clip.mp4"
SAID = spoken()[0]


def talking(path: Path) -> Path:
    """The bundled clip with a sentence in its sound track."""
    with av.open(str(CLIP)) as clip, av.open(str(path), "w") as made:
        pictures = made.add_stream_from_template(clip.streams.video[0])
        speech = made.add_stream("pcm_s16le", rate=RATE, layout="mono")
        for packet in clip.demux(clip.streams.video[0]):
            if packet.dts is not None:
                packet.stream = pictures
                made.mux(packet)
        samples = (SAID.sound() * 32767).astype(np.int16)[None]
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, 0
        made.mux(speech.encode(frame))
        made.mux(speech.encode(None))
    return path


def heard(text: str) -> int:
    """Words that went wrong, of a text with a time mark before it."""
    return word_errors(SAID.words, text.split()[1:])


def test_of_a_clip_that_talks_both_are_shown(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    pane = window.describe
    assert not pane.reading.isVisible()
    window.watch(talking(tmp_path / "talking.mkv"))
    qtbot.waitUntil(lambda: pane.ask.isEnabled(), timeout=40_000)
    assert pane.reading.seen_tab.isChecked() and pane.text.toPlainText() == "a yellow circle moves up"
    qtbot.mouseClick(pane.reading.said_tab, Qt.MouseButton.LeftButton)
    assert pane.text.toPlainText().startswith("00:00  ") and heard(pane.text.toPlainText()) <= 1


def test_of_a_silent_clip_there_is_nothing_said(window: Window, qtbot: QtBot) -> None:
    window.watch(CLIP)
    qtbot.waitUntil(lambda: window.describe.ask.isEnabled(), timeout=30_000)
    assert not window.describe.reading.said_tab.isVisible()


def test_a_sound_is_written_down(window: Window, qtbot: QtBot) -> None:
    pane = window.describe
    window.go(Place.DESCRIBE)
    window.watch(SAID.path)
    qtbot.waitUntil(lambda: pane.choose.isEnabled() and pane.text.toPlainText() != "", timeout=30_000)
    assert pane.reading.said_tab.isChecked() and heard(pane.text.toPlainText()) <= 1
    assert not pane.ask.isEnabled(), "nothing was seen that could be asked about"
