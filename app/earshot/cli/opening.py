"""Bringing a model into memory on the terminal's thread, and telling how far it is."""

from __future__ import annotations

from pathlib import Path

from earshot.cli.progress import Line
from earshot.domain.model_events import ModelLoading
from earshot.session import jobs
from earshot.session.ports import Mind, Minds


def opened(minds: Minds, folder: Path, line: Line) -> Mind:
    """The model in `folder`.  Raises ModelError."""
    found: list[Mind] = []
    with line.waiting("Loading the model …"):
        for event in jobs.load(minds, folder, lambda: None, found.append):
            if isinstance(event, ModelLoading) and event.share:
                line.tell(f"Loading the model … {event.share:.0%}")
    return found[0]
