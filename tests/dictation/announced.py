"""`earshot …`, which says on standard error what it is about to do: `python -m tests.dictation.announced listen …`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from typing import Any

from earshot.__main__ import main
from earshot.audio.microphone import RecordingMicrophone
from earshot.audio.recording import Recording
from earshot.domain.sound import Sound
from earshot.session.take import Take
from earshot.store.history import History

MARK = "@"


def say(*words: object) -> None:
    os.write(2, f"{MARK} {' '.join(map(str, words))}\n".encode())


def announce() -> None:
    """Replaces what is worth a kill by itself and an announcement."""
    start, begin, update = RecordingMicrophone.start, History.begin, History.update
    finish, seal = Take.finish, Recording.seal

    def started(self: RecordingMicrophone, heard: Callable[[Sound], None], *others: Any) -> None:
        samples = [0]

        def block(sound: Sound) -> None:
            samples[0] += len(sound)
            say("heard", samples[0])
            heard(sound)

        start(self, block, *others)

    def begun(self: History, *words: Any, **named: Any) -> Any:
        say("writing")
        entry = begin(self, *words, **named)
        say("begun", entry.number)
        return entry

    def updated(self: History, number: int, **changes: Any) -> Any:
        say("writing")
        entry = update(self, number, **changes)
        say("written", number)
        return entry

    def finished(self: Take) -> Generator[Any]:
        say("reading")
        yield from finish(self)

    def sealed(self: Recording) -> None:
        say("whole")
        seal(self)

    Recording.seal = sealed  # type: ignore[method-assign]
    RecordingMicrophone.start, Take.finish = started, finished  # type: ignore[method-assign, assignment]
    History.begin, History.update = begun, updated  # type: ignore[method-assign]


if __name__ == "__main__":
    say("awake")
    announce()
    sys.exit(main())
