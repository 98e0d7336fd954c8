"""The take thread: one inbox for presses, blocks, news and answers, and a look at the clock when something is due.

It never waits for the model, for the screen or for a microphone; the history belongs to it (decision 0011).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread

from earshot.domain import signals as came
from earshot.domain.take_events import TakeFinished
from earshot.domain.taking import Rules
from earshot.session.carrying import Calls, Carrying
from earshot.session.hearing import Act, Source
from earshot.session.kept import Wish
from earshot.session.shelf import Post, Shelf

RULES = Rules(before=0.0, warm=0.0)
"""The microphone keeps itself warm and brings what was said before a press."""


class Dictation:
    """Every public method may be called from any thread; all but `close` return at once."""

    def __init__(self, shelf: Shelf, calls: Calls, post: Post, rules: Rules = RULES) -> None:
        self._shelf = shelf
        self._inbox: SimpleQueue[Act] = SimpleQueue()
        self._held_back: deque[Act] = deque()
        """What a person did, in order; waits until the microphone of the take before is closed."""
        self._carrying = Carrying(shelf, calls, post, self._inbox.put, rules)
        self._thread = Thread(target=self._run, name="take")
        self._thread.start()

    def press(self, wish: Wish, source: Source) -> None:
        """Begins a take."""
        self._in_turn(partial(self._carrying.press, wish, source))

    def release(self) -> None:
        """Ends it."""
        self._in_turn(lambda: self._carrying.hear(came.End(time.monotonic())))

    def key(self, wish: Wish, source: Source, signal: came.Signal) -> None:
        """The key or the button was pressed: what that means is a matter of its style."""
        self._in_turn(partial(self._carrying.key, wish, source, signal))

    def key_let_go(self, signal: came.Signal) -> None:
        """The key came up, or another one was pressed."""
        self._in_turn(partial(self._carrying.hear, signal))

    def use(self, rules: Rules) -> None:
        """From the next signal on."""

        def change() -> None:
            self._carrying.rules = rules

        self._in_turn(change)

    def cancel(self) -> None:
        """Drops it, or what is not written down yet."""
        self._in_turn(lambda: self._carrying.hear(came.Cancel(time.monotonic())))

    def undo(self) -> None:
        """The last cancel was a mistake, or the last text."""
        self._in_turn(lambda: self._carrying.hear(came.Undo(time.monotonic())))

    def tell(self, signal: came.Signal) -> None:
        """Something happened elsewhere."""
        self._inbox.put(partial(self._carrying.hear, signal))

    def seen(self, take: int) -> None:
        """New words of a take are on the screen."""
        self._inbox.put(partial(self._carrying.words_seen, take, time.monotonic()))

    def have_read(self, take: int, reading: int, outcome: TakeFinished, edited: str) -> None:
        """A reading came to the end of its take."""
        self._inbox.put(partial(self._carrying.have_read, take, reading, outcome, edited))

    def do(self, act: Callable[[Shelf], None]) -> None:
        """Something with the history, on its thread."""
        self._inbox.put(partial(act, self._shelf))

    def close(self, seconds: float = 10.0) -> bool:
        """Ends everything; what is being said is kept for the next start.  False if it takes longer."""
        self._inbox.put(self._carrying.leave)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _in_turn(self, act: Act) -> None:
        self._inbox.put(partial(self._held_back.append, act))

    def _run(self) -> None:
        carrying = self._carrying
        carrying.guard(self._shelf.open)
        while not carrying.state.left:
            try:
                act = self._inbox.get(timeout=carrying.patience())
            except Empty:
                act = partial(carrying.hear, came.Tick(time.monotonic()))
            carrying.guard(act)
            carrying.guard(carrying.see_to_recordings)
            while self._held_back and not carrying.must_wait:
                carrying.guard(self._held_back.popleft())
        self._shelf.close()
