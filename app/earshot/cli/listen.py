"""`earshot listen`: dictation without a window.  Space or Enter begins and ends a take; words settle on the line.

Without a terminal one take begins at once.  Ctrl-C ends the take that is open and writes it down; a second Ctrl-C ends
at once, and the take is found again at the next start.
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue

from earshot import parts, paths
from earshot.cli import output
from earshot.cli.forms import SCHEMA
from earshot.cli.keys import Keys
from earshot.cli.live import Live
from earshot.cli.progress import Line
from earshot.cli.stopping import Stop
from earshot.domain import devices
from earshot.domain.doubts import NO_SPEECH
from earshot.domain.errors import EarshotError, MicrophoneError
from earshot.domain.events import Failed, Finished, Noticed, TextHeard
from earshot.domain.manner import Manner
from earshot.domain.microphone import Ready, Unmuted
from earshot.domain.model_events import ModelLoading, ModelReady
from earshot.domain.take_events import MicrophoneTold, TakeCancelled, TakeFinished, TakenBack, TakeRecovered
from earshot.session.pace import LiveWords
from earshot.session.session import Session
from earshot.session.world import Letter
from earshot.store import settings

LOOK_SECONDS = 0.05
"""So often the keys are looked at."""
HOW = "Space or Enter begins and ends a take, x drops it, u undoes that or takes the last text back, q ends."


def run(options: argparse.Namespace, model: Path, line: Line) -> int:
    """Returns the exit code: 1 if a take failed.  Raises EarshotError."""
    kept = settings.read(paths.settings_file())
    if options.sound is not None and not options.sound.is_file():
        raise EarshotError(
            f"There is no file “{output.one_line(options.sound.name)}”.", "Check the name and try again."
        )
    choice = _named(options.device) if options.device else devices.parse(kept.microphone)
    letters: SimpleQueue[Letter] = SimpleQueue()
    with Stop() as stop, Keys() as keys:
        session = Session(parts.world(choice, kept.warm_seconds), letters.put, parts.wishes(kept))
        try:
            session.pace.choice = LiveWords.named(kept.live_words)
            session.language = options.language or kept.language or None
            return _Listen(session, letters, options, keys, line).run(stop, session.open_model(model))
        finally:
            line.clear()
            session.close()


def _named(name: str) -> devices.Identity:
    microphones = parts.Microphones()
    try:
        found = devices.named(name, microphones.capture().devices())
    finally:
        microphones.leave()
    if found is None:
        raise MicrophoneError(
            f"No microphone is meant by “{output.one_line(name)}” alone.", "`earshot devices` lists them."
        )
    return found.identity


class _Listen:
    """What is shown and what keys do."""

    def __init__(
        self, session: Session, letters: SimpleQueue[Letter], options: argparse.Namespace, keys: Keys, line: Line
    ) -> None:
        self._session, self._letters, self._options, self._keys, self._line = session, letters, options, keys, line
        self._live = Live(sys.stdout.isatty() and not options.json)
        self._once = not keys.on or options.seconds is not None or options.sound is not None
        self._takes: set[int] = set()
        """Begun and not over."""
        self._written: set[int] = set()
        self._open = False
        self._due: float | None = None
        """When the take is ended."""
        self._model, self._code = "", 0

    def run(self, stop: Stop, load: int) -> int:
        if self._once:
            self._begin()
        else:
            self._say(HOW)
        ending = False
        while True:
            with suppress(Empty):
                self._tell(self._letters.get(timeout=LOOK_SECONDS), load)
            for key in self._keys.pressed():
                ending = ending or self._obey(key)
            if self._due is not None and time.monotonic() >= self._due:
                self._end()
            if stop.asked or ending:
                ending = True
                self._end()
            if not self._takes and (ending or self._once):
                return self._code

    def _obey(self, key: str) -> bool:
        """True for a key that ends the program."""
        match key:
            case " " | "\n" | "\r":
                self._end() if self._open else self._begin()
            case "x":
                self._open, self._due = False, None
                self._session.cancel()
            case "u":
                self._session.undo()
            case "q" | "\x04":
                return True
            case _:
                pass
        return False

    def _begin(self) -> None:
        known = {manner.value: manner for manner in Manner}
        task = self._options.task
        self._takes.add(self._session.press(self._options.sound, known.get(task, task) if task else None))
        self._open = True

    def _end(self) -> None:
        self._due = None
        if self._open:
            self._open = False
            self._session.release()

    def _tell(self, letter: Letter, load: int) -> None:
        match letter.event:
            case TextHeard(words):
                self._line.clear()
                self._live.words(words)
            case TakeFinished() as done:
                self._written.add(letter.job)
                self._finished(done)
            case MicrophoneTold(Ready()):
                if self._options.seconds is not None and letter.job in self._takes:
                    self._due = time.monotonic() + self._options.seconds
                if self._keys.on:
                    self._say("Listening …")
            case MicrophoneTold(Unmuted()):
                pass
            case MicrophoneTold(news) if hasattr(news, "sentence"):
                self._say(news.sentence)
            case Noticed(sentence, advice):
                self._say(f"{sentence} {advice}".strip())
            case TakeCancelled():
                self._say("The take was dropped; u brings it back for five seconds.")
            case TakenBack(entry):
                self._say("The last take is taken back; its text stays in the history.")
                if self._options.json:
                    output.row({"schema": SCHEMA, "take": entry, "taken_back": True})
            case TakeRecovered(entry):
                where = "; `earshot history` shows it" if entry.text else ""
                self._say(f"Take {entry.number} was recovered{where}.")
            case ModelLoading(share) if share:
                self._line.tell(f"Loading the model … {share:.0%}")
            case ModelReady(card):
                self._model = card.title
                self._line.clear()
            case Failed(error) if letter.job == load:
                raise error
            case Failed(error):
                self._line.clear()
                self._live.clear()
                output.say(error)
                self._code = 1
            case Finished():
                self._over(letter.job)
            case _:
                pass

    def _over(self, job: int) -> None:
        """A take came to its end; in a script one without a word from it went wrong."""
        if job not in self._takes:
            return
        self._takes.discard(job)
        if self._once and job not in self._written:
            self._code = 1
        if not self._takes:
            self._end()

    def _finished(self, done: TakeFinished) -> None:
        self._line.clear()
        if done.text:
            self._session.inserted(done.entry, "written to the terminal")
        if self._options.json:
            output.row({
                "schema": SCHEMA, "take": done.entry, "text": done.text, "raw": done.raw, "model": self._model,
                "release_to_text_s": round(done.seconds_since_release, 3), "sound_kept": done.sound_kept,
                "alarms": [{"kind": alarm.kind, "sentence": alarm.sentence} for alarm in done.alarms],
            })  # fmt: skip
            return
        if done.text:
            self._live.done(done.text)
            sys.stdout.flush()
            if not self._once:
                self._say("u takes it back within five seconds.")
        for alarm in done.alarms:
            if alarm != NO_SPEECH:  # the session has told it
                self._say(alarm.sentence)

    def _say(self, sentence: str) -> None:
        self._line.clear()
        self._live.clear()
        print(output.one_line(sentence), file=sys.stderr)
