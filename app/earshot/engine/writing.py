"""Editing: an instruction and a text become a new text; whenever in doubt, the raw text is kept.

Most edits keep most words, so the raw text is the draft of its own correction (without its fillers, where those are to
go) and editing costs a fraction of writing anew.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from earshot.domain.errors import CannotError, TooLongError
from earshot.domain.manner import Manner
from earshot.domain.reading import Alarm, Edit
from earshot.domain.tidying import tidied
from earshot.engine import guards, prompt
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.reader import Reader

EMPTY = Alarm("empty", "The model wrote nothing, so the text was kept as it was.")
TOO_LONG = Alarm("too-long", "The answer was far longer than asked for, so the text was kept as it was.")
TOO_SHORT = Alarm("too-short", "Most of the text was missing from the answer, so it was kept as it was.")
LOOPED = Alarm("loop", "The answer repeated itself, so the text was kept as it was.")

SUMMARY_TOKENS = 600
"""The longest summary."""
_LONGEST = {Manner.POLISH: 1.3, Manner.SHORT: 1.0, Manner.KEY_POINTS: 1.6}
_SHORTEST = {Manner.POLISH: 0.25, Manner.FORMAL: 0.4, Manner.LONG: 0.8}


class Writing:
    """One pen.  Runs on the thinking lane.  What a prompt shares with the last one is not read again."""

    def __init__(self, checkpoint: Checkpoint, *, drafts: bool = True) -> None:
        """`drafts` is False only to measure what they save."""
        self._checkpoint, self._drafts = checkpoint, drafts
        self.reader = Reader(checkpoint)
        self._read: list[int] = []

    def edit(self, text: str, task: Manner | str) -> Generator[None, None, Edit]:
        """Rewrites `text`; yields between steps.  Raises CannotError where the card says so."""
        card, tokenizer = self._checkpoint.card, self._checkpoint.tokenizer
        name = task.value if isinstance(task, Manner) else "own"
        if not card.edits(name):
            can = ", ".join(card.manners or ()) or "nothing"
            raise CannotError(f"{card.title} cannot edit this way; it was made for: {can}.")
        raw = text.strip()
        if not raw:
            return Edit(text, "", (), ())
        raw_ids = list(tokenizer(raw, add_special_tokens=False).input_ids)
        draft: list[int] = []
        if self._drafts and keeps_words(task):
            guess = tidied(raw) if task is Manner.POLISH else raw
            draft = list(tokenizer(guess, add_special_tokens=False).input_ids)
        if isinstance(task, Manner):
            cap = int(len(raw_ids) * _LONGEST.get(task, 3.0)) + 24
        else:
            cap = len(raw_ids) * 4 + 200
        repeats = guards.loop_length(raw_ids) > 0
        edit = yield from self._write(raw, prompt.edit(raw, task), cap, draft, repeats=repeats)
        doubt = edit.kept_raw or doubtful(raw, edit.text, task)
        return replace(edit, text=raw, kept_raw=doubt) if doubt else edit

    def summarise(self, text: str) -> Generator[None, None, Edit]:
        """A summary with key points; yields between steps.  Raises CannotError where the card says so."""
        if not self._checkpoint.card.edits("summary"):
            raise CannotError(f"{self._checkpoint.card.title} cannot summarise.")
        raw = text.strip()
        if not raw:
            return Edit(text, "", (), ())
        return (yield from self._write(raw, prompt.summarise(raw), SUMMARY_TOKENS, []))

    def _write(
        self, raw: str, turn: prompt.Turn, cap: int, draft: list[int], *, repeats: bool = False
    ) -> Generator[None, None, Edit]:
        """The answer to a turn about `raw`, or `raw` where it loops, is empty or does not end.

        `repeats` where the raw text itself says something over and over: then the answer may, too.
        """
        tokenizer, reader = self._checkpoint.tokenizer, self.reader
        ids = list(tokenizer(prompt.render(tokenizer, turn), add_special_tokens=False).input_ids)
        if len(ids) + cap > self._checkpoint.card.context:
            raise TooLongError("The text is too long for one prompt of this model.", "Edit it in parts.")
        same = 0
        while same < min(len(ids) - 1, len(self._read), reader.position) and ids[same] == self._read[same]:
            same += 1
        reader.trim_to(same)
        self._read = ids
        yield from reader.read_words(ids[same:-1])
        out: list[int] = []
        for token in reader.answer(reader.words(ids[-1:]), cap, draft):
            out.append(token)
            if guards.loop_length(out) and not repeats:
                return Edit(raw, raw, tuple(ids), tuple(out), LOOPED)
            yield
        written = tokenizer.decode(out, skip_special_tokens=True).strip()
        doubt = TOO_LONG if not reader.ended else EMPTY if not written else None
        return Edit(raw, raw if doubt else written, tuple(ids), tuple(out), doubt)


def keeps_words(task: Manner | str) -> bool:
    """True for edits that leave most words alone, so that a draft pays."""
    return not isinstance(task, Manner) or task in (Manner.POLISH, Manner.FORMAL)


def doubtful(raw: str, edited: str, task: Manner | str) -> Alarm | None:
    """Why an edit should not be believed, judged by its length in characters."""
    if not edited:
        return EMPTY
    if not isinstance(task, Manner):
        return None
    share = len(edited) / len(raw)
    if len(edited) > 40 and share > _LONGEST.get(task, 3.0) + 0.2:
        return TOO_LONG
    if len(raw) > 80 and share < _SHORTEST.get(task, 0.0):
        return TOO_SHORT
    return None
