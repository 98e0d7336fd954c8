"""Brings a model back for somebody who speaks while none is there."""

from __future__ import annotations

import time
from collections.abc import Callable

from earshot.domain import signals as came
from earshot.domain.events import Event, Failed, Finished
from earshot.domain.model_events import ModelReady
from earshot.session import jobs
from earshot.session.lane import Lane
from earshot.session.memory import Memory


def bring(
    thinking: Lane, memory: Memory, tell: Callable[[came.Signal], None], told: Callable[[int, Event], None]
) -> None:
    """After a load that is under way, or else the last model; `tell` hears of how it ends.  Take thread."""

    def job() -> jobs.Job:
        yield from memory.come_back()
        memory.loaded()

    def deliver(event: Event) -> None:
        if isinstance(event, Failed):
            tell(came.ModelFailed(time.monotonic(), event.error))
        elif isinstance(event, ModelReady):
            tell(came.ModelCame(time.monotonic()))
        elif not isinstance(event, Finished):
            told(0, event)

    thinking.start(job(), deliver)
