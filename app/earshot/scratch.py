"""The whole program with its edges replaced: a recording is the microphone, a field of its own the other program.

For the self-test.  The key, the session, the window and the way a text takes to its field are the real ones.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QApplication, QPlainTextEdit

from earshot import parts, shell
from earshot.domain.errors import EarshotError
from earshot.domain.events import Failed, FileRead, TextEdited
from earshot.domain.hotkey import USUAL, Hotkey, Stroke
from earshot.domain.inserting import Inserted, Outcome, Program
from earshot.domain.manner import Manner
from earshot.session.world import Letter
from earshot.ui.around.anywhere import Anywhere
from earshot.ui.window import Window

FIELD = Program("a field", 1)
Kind = TypeVar("Kind", FileRead, TextEdited)


class Field:
    """Another program's text field, and the keyboard before it."""

    def __init__(self) -> None:
        self.text = QPlainTextEdit()
        self.key: Callable[[Stroke, float], None] = lambda _stroke, _at: None

    def listen(self, hotkey: Hotkey, heard: Callable[[Stroke, float], None]) -> None:
        self.key = heard

    def held(self) -> bool:
        return True

    def program(self) -> Program:
        return FIELD

    def insert(
        self, text: str, into: Program | None, done: Callable[[Outcome], None], before: str | None = None
    ) -> None:
        self.text.insertPlainText(text)
        done(Inserted(FIELD.name))

    def again(self, done: Callable[[Outcome], None]) -> None: ...
    def undo(self, done: Callable[[Outcome], None]) -> None: ...
    def leave(self) -> None: ...


class Scratch:
    """One go; `until` is when it has to be over, on the monotonic clock."""

    def __init__(self, voice: Path, until: float) -> None:
        self._voice, self._until = voice, until
        self._application: QApplication | None = None
        self._window: Window | None = None
        self._letters = list[Letter]()

    def open(self) -> None:
        """The window, with the recording in the microphone's place."""
        running = QApplication.instance()
        self._application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
        world = parts.world()
        voiced = replace(world, microphone=lambda: world.recording(self._voice))
        self._window = shell.build(self._application, world=voiced)
        self._window.post.listen(self._letters.append)
        self._window.show()
        self._wait(self._window.isVisible, "the window did not open.")

    def load(self, model: Path) -> None:
        window = self._opened()
        window.load(model)
        self._wait(lambda: window.dictation.talk.isEnabled() and not window.loads.coming, "the model did not load.")

    def dictate(self) -> str:
        """The key is held in the field, and what is said there stands in it; the recording ends the take."""
        field, window = Field(), self._opened()
        anywhere = Anywhere(window.session, field, lambda: field, field, demo=True)
        anywhere.listen(USUAL)
        window.post.replace(anywhere, None)
        field.key(Stroke.DOWN, time.monotonic())
        self._wait(lambda: bool(field.text.toPlainText()), "no text arrived in the field.")
        field.key(Stroke.UP, time.monotonic())
        window.post.replace(None, None)
        return field.text.toPlainText()

    def watch(self, clip: Path) -> str:
        self._letters.clear()
        self._opened().watch(clip)
        return self._found(FileRead).text

    def edit(self, text: str) -> str:
        self._letters.clear()
        self._opened().session.edit(text, Manner.POLISH)
        edited = self._found(TextEdited)
        if edited.kept_raw:
            raise EarshotError(edited.kept_raw.sentence)
        return edited.text

    def close(self) -> None:
        """In under a second while nothing is at work; no window stays."""
        if self._window is not None:
            self._window.close()
            self._window = None
        if self._application is not None:
            self._application.processEvents()

    def _opened(self) -> Window:
        assert self._window is not None, "no window was opened"
        return self._window

    def _found(self, kind: type[Kind]) -> Kind:
        """What a job came to.  Raises EarshotError."""
        self._wait(lambda: any(isinstance(letter.event, kind) for letter in self._letters), "nothing came of it.")
        return next(letter.event for letter in self._letters if isinstance(letter.event, kind))

    def _wait(self, there: Callable[[], bool], why: str) -> None:
        """Lets the window work until something is so.  Raises EarshotError if time is up or a job fails."""
        while not there():
            failed = [letter.event.error for letter in self._letters if isinstance(letter.event, Failed)]
            if failed:
                raise failed[0]
            if time.monotonic() > self._until:
                raise EarshotError(why)
            if self._application is not None:
                self._application.processEvents()
            time.sleep(0.005)
