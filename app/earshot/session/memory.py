"""The one model in memory: brought, replaced, let go.  Its jobs run on the thinking lane."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path

from earshot.domain.errors import EarshotError, MemoryFullError, is_panic
from earshot.domain.events import Event, Stepped
from earshot.domain.model_events import ModelLetGo, ModelReady
from earshot.session import jobs
from earshot.session.ports import Eyes, Mind, Minds


class Memory:
    """`came` is called when a model is there, `goes` just before one is released; both on the lane."""

    def __init__(self, minds: Minds, came: Callable[[], None], goes: Callable[[], None]) -> None:
        self._minds, self._came, self._goes = minds, came, goes
        self.mind: Mind | None = None
        self.eyes: Eyes | None = None
        """What was watched last; they hold the model too."""
        self._last: Path | None = None
        """Folder of the model that was in memory last."""
        self._rests = False
        """The last model was let go because nobody wanted it."""

    @property
    def title(self) -> str:
        return self.mind.card.title if self.mind is not None else ""

    def loaded(self) -> Mind:
        """Raises EarshotError if there is none."""
        if self.mind is None:
            raise EarshotError("No model is open.", "Open a model first.")
        return self.mind

    def wanted(self) -> Generator[Event, None, Mind]:
        """The model in memory, or the one that was let go for rest, brought back.  Raises EarshotError."""
        if self.mind is None and self._rests:
            yield from self.come_back()
        return self.loaded()

    def load(self, folder: Path) -> jobs.Job:
        """Brings another model; the one from before comes back if that fails."""
        try:
            yield from jobs.load(self._minds, folder, self.let_go, self._keep)
        except BaseException as problem:
            over = isinstance(problem, Exception) or is_panic(problem)
            if over and self.mind is None and self._last != folder:
                with suppress(EarshotError):
                    yield from self.come_back()
            raise

    def come_back(self) -> jobs.Job:
        """The model in memory, or else the one that was there last."""
        if self.mind is not None:
            yield ModelReady(self.mind.card)
        elif self._last is not None:
            yield from jobs.load(self._minds, self._last, self.let_go, self._keep)

    def let_go(self) -> None:
        mind, self.mind, self.eyes = self.mind, None, None
        if mind is not None:
            self._goes()
            mind.release()

    def unload(self, *, resting: bool = False) -> jobs.Job:
        """For good, until somebody asks for a model; `resting` until anybody wants something that needs one.

        A rest is not told: whatever the model can do is still offered, and brings it back.
        """
        if resting and self.mind is None:
            return
        self.let_go()
        self._rests = resting
        yield Stepped() if resting else ModelLetGo()

    def leave(self) -> None:
        """As the lane ends."""
        self.let_go()
        self._minds.leave()

    def watched(self, job: jobs.Job) -> jobs.Job:
        """A job with eyes, which are let go if the memory is full: most of what can be given back is theirs."""
        try:
            yield from job
        except MemoryFullError:
            self.eyes = None
            raise

    def keep_eyes(self, eyes: Eyes) -> None:
        self.eyes = eyes

    def _keep(self, mind: Mind) -> None:
        self.mind, self._last, self._rests = mind, mind.card.folder, False
        self._came()
