"""What the screen knows of one file of the queue."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtGui import QImage

from earshot.domain.clip import Frame
from earshot.domain.events import FileRead
from earshot.domain.plan import Going, Order
from earshot.domain.reading import Answer
from earshot.domain.words import text_of
from earshot.ui.describe.reading import ReadingBox


@dataclass(eq=False)
class Held:
    """Grows while the file is worked at, and stays until it is removed."""

    order: Order | None = None
    """What is wanted of it; None: whatever the drop zone says when its turn comes."""
    pasted: Frame | None = None
    """A picture that is in no file."""
    found: FileRead | None = None
    heard: str = ""
    """Everything said so far, with what may still change."""
    thumbs: list[tuple[float, QImage]] = field(default_factory=list)
    poster: Frame | None = None
    """The frame that was watched last."""
    going: Going | None = None
    doing: str = ""
    """What is being done at the moment."""
    outcome: str = ""
    question: str = ""
    """That is being answered."""

    @property
    def tentative(self) -> str:
        """What is said behind the windows that are done."""
        if self.found is None:
            return self.heard
        parts = self.found.parts if self.found.kind == "sound" else self.found.said
        done = text_of(part.text for part in parts)
        return self.heard[len(done) :].strip() if self.heard.startswith(done) else ""

    def answered(self, text: str, *, new: bool) -> None:
        """The answer so far to the question that was asked last."""
        if self.found is not None:
            before = self.found.answers if new else self.found.answers[:-1]
            self.found = replace(self.found, answers=(*before, Answer(self.question, text)))

    def show_in(self, reading: ReadingBox) -> None:
        """What is known so far, as text."""
        if self.found is not None:
            reading.show_found(self.found, self.tentative)
        elif self.heard:
            reading.show_heard(self.heard)
