"""A thread that works through jobs: one urgent and one ordinary at a time, step by step, urgent first.

Everything MLX happens on the lane called "thinking" (decision 0001).  Cancelling is a flag read between steps; the
job's generator is then closed on this thread, so that its `finally` runs where it began.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections import deque
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Thread, get_native_id

from earshot.domain.errors import EarshotError, is_panic
from earshot.domain.events import Event, Failed, Finished, Stepped, Waiting

log = logging.getLogger(__name__)

GENTLE = 5
"""How much a lane gives way to the screen, the microphone and other programs, in steps of nice."""
Job = Generator[Event]
Deliver = Callable[[Event], None]


@dataclass(eq=False)
class Ticket:
    """A job under way."""

    job: Job
    deliver: Deliver
    urgent: bool
    cancelled: bool = field(default=False)
    over: bool = field(default=False)
    """True when the lane is done with it, from just before its last event."""

    def cancel(self) -> None:
        """Ends the job before its next step.  Any thread."""
        self.cancelled = True

    def finish(self) -> None:
        """The lane is done with it."""
        self.over = True
        self.deliver(Finished())


class Lane:
    """The thread and its two queues.  `start`, `wake` and `close` may be called from any thread."""

    def __init__(self, name: str, farewell: Callable[[], None] = lambda: None) -> None:
        """`farewell` is called on the thread before it ends."""
        self._farewell = farewell
        self._calls: SimpleQueue[Ticket | None] = SimpleQueue()
        self._urgent: deque[Ticket] = deque()
        self._ordinary: deque[Ticket] = deque()
        self._closing = False
        self._thread = Thread(target=self._run, name=name)
        self._thread.start()

    def start(self, job: Job, deliver: Deliver, *, urgent: bool = False) -> Ticket:
        """Queues a job; its events, the last of them Finished, go to `deliver` on this lane's thread."""
        ticket = Ticket(job, deliver, urgent)
        self._calls.put(ticket)
        return ticket

    def wake(self) -> None:
        """There is something new for a job that waits."""
        self._calls.put(None)

    def close(self, seconds: float = 10.0) -> bool:
        """Cancels everything and ends the thread; False if a step takes longer than `seconds`."""
        self._closing = True
        self._calls.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        _give_way()
        idle = True
        while not self._over():
            while idle or not self._calls.empty():
                ticket = self._calls.get()
                idle = False
                if ticket is not None:
                    (self._urgent if ticket.urgent else self._ordinary).append(ticket)
                if self._over():
                    break
            waited = self._serve(self._urgent) if self._urgent else True
            if waited:
                idle = self._serve(self._ordinary) if self._ordinary else True
        unseen: list[Ticket] = []
        while not self._calls.empty():
            call = self._calls.get()
            unseen += [call] if call is not None else []
        for ticket in (*self._urgent, *self._ordinary, *unseen):
            self._end(ticket)
        self._farewell()

    def _over(self) -> bool:
        return self._closing

    def _serve(self, queue: deque[Ticket]) -> bool:
        """One step of the first job; True if it has nothing to do."""
        ticket = queue[0]
        if ticket.cancelled:
            queue.popleft()
            self._end(ticket)
            return False
        try:
            event = next(ticket.job)
        except StopIteration:
            queue.popleft()
            ticket.finish()
            return False
        except EarshotError as error:
            queue.popleft()
            ticket.deliver(Failed(error))
            ticket.finish()
            return False
        except BaseException as problem:
            if not isinstance(problem, Exception) and not is_panic(problem):
                raise
            _note(problem)
            queue.popleft()
            ticket.deliver(
                Failed(
                    EarshotError("Something went wrong inside Earshot.", "Try again; the log says where it happened.")
                )
            )
            ticket.finish()
            return False
        if isinstance(event, Waiting):
            return True
        if not isinstance(event, Stepped):
            ticket.deliver(event)
        return False

    def _end(self, ticket: Ticket) -> None:
        try:
            ticket.job.close()
        except BaseException as problem:
            if not isinstance(problem, Exception) and not is_panic(problem):
                raise
            _note(problem)
        ticket.finish()


def _give_way() -> None:
    """Before the first job, because the threads that MLX and OpenBLAS begin inherit it; macOS sees to it by itself."""
    if sys.platform == "linux":
        with suppress(OSError):
            thread = get_native_id()
            os.setpriority(os.PRIO_PROCESS, thread, max(os.getpriority(os.PRIO_PROCESS, thread), GENTLE))


def _note(problem: BaseException) -> None:
    """Writes down where it happened and nothing else: the message may hold what was said or a file's name."""
    log.error("%s\n%s", type(problem).__name__, "".join(traceback.format_tb(problem.__traceback__)))
