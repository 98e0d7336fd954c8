"""The user's own words: names that may come up, and what is to be written for what is heard.

One plain text file, one entry a line: a term, or `heard -> written`; nothing behind the arrow leaves the words out.
What follows a `#` at the beginning of a line or after a space is a comment.  Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from earshot.domain.transcript import plain
from earshot.domain.words import RUN_ON

LONGEST = 100
"""Letters of a term, of what is heard, and of what is written."""
ARROWS = ("->", "→")
SCRATCH = ("scratch", "that")
"""Said alone, it takes back what was inserted last."""
_GAPS = ("\x00", "\x01")
"""Stand where a word was left out, the second for one that began large."""
_ANY_GAP = "[\x00\x01]"
_LETTER = rf"[^\W{RUN_ON}]"
"""Of a script that puts spaces between words."""


@dataclass(frozen=True)
class Rule:
    """`heard` is found in any case, as whole words; `written` is put in its place."""

    heard: str
    written: str


@dataclass(frozen=True)
class Problem:
    """A line that is passed over; lines are counted from 1."""

    line: int
    sentence: str


@dataclass(frozen=True)
class OwnWords:
    """What the file says."""

    terms: tuple[str, ...] = ()
    """Names for the prompt, in the order of the file."""
    rules: tuple[Rule, ...] = ()
    problems: tuple[Problem, ...] = ()


def parse(text: str) -> OwnWords:
    """Reads the file; a bad line becomes one sentence and everything else counts."""
    terms: dict[str, None] = {}
    rules: dict[str, Rule] = {}
    problems: list[Problem] = []
    for number, line in enumerate(unicodedata.normalize("NFC", text.removeprefix("\ufeff")).split("\n"), start=1):
        entry = re.sub(r"(^|\s)#.*", "", line.rstrip("\r")).strip()
        if not entry:
            continue
        rule = _rule(entry)
        sentence = _wrong(entry, rule, rules)
        if sentence:
            problems.append(Problem(number, f"Line {number} {sentence}"))
        elif rule is None:
            terms[" ".join(entry.split())] = None
        else:
            rules[rule.heard.casefold()] = rule
    return OwnWords(tuple(terms), tuple(rules.values()), tuple(problems))


def _rule(entry: str) -> Rule | None:
    """None for a line without an arrow."""
    heard, arrow, written = re.sub("|".join(ARROWS), ARROWS[0], entry).partition(ARROWS[0])
    return Rule(" ".join(heard.split()), written.strip()) if arrow else None


def _wrong(entry: str, rule: Rule | None, known: dict[str, Rule]) -> str:
    """What is wrong with a line, empty if nothing is."""
    if not entry.replace("\t", " ").isprintable():
        return "holds signs that cannot be seen; type it anew."
    if rule is None:
        return f"is longer than {LONGEST} letters; one term a line is enough." if len(entry) > LONGEST else ""
    if not any(letter.isalnum() for letter in rule.heard):
        return "has no words before the arrow; write what is heard, then ->, then what is to be written."
    if ARROWS[0] in rule.written:
        return "has more than one arrow; write one replacement a line."
    if max(len(rule.heard), len(rule.written)) > LONGEST:
        return f"is longer than {LONGEST} letters on one side of the arrow; make it shorter."
    before = known.get(rule.heard.casefold())
    if before is not None and before.written != rule.written:
        return f"gives “{rule.heard}” a second replacement; the first one counts, so take one of them out."
    return ""


def corrections(words: OwnWords) -> tuple[Rule, ...]:
    """The rules, and one for every term whose capitals or signs are its own (GitHub, macOS, NASA).

    A term that is only written with a capital first (May, Apple) may be an everyday word too and is left alone.
    """
    ruled = {rule.heard.casefold() for rule in words.rules}
    own = (term for term in words.terms if term not in (term.lower(), term.title(), term.capitalize()))
    return (*words.rules, *(Rule(term, term) for term in own if term.casefold() not in ruled))


def corrected(text: str, rules: Sequence[Rule]) -> str:
    """A text with every rule applied once, longest first; what was put in is not looked at again."""
    text = unicodedata.normalize("NFC", text)
    by_heard = {rule.heard.casefold(): rule for rule in rules}
    heard = sorted(by_heard, key=len, reverse=True)
    if not heard:
        return text
    either = "|".join(r"\s+".join(re.escape(word) for word in one.split()) for one in heard)
    # An apostrophe between letters belongs to the word: a rule for “it” leaves “it's” alone.
    # A script without spaces has no borders between its words, and words of another one stand in the midst of it.
    before, behind = rf"(?<!{_LETTER})(?<!{_LETTER}['’])", rf"(?!{_LETTER})(?!['’]{_LETTER})"
    pattern = re.compile(rf"(?:{before}|(?=[{RUN_ON}]))(?:{either})(?:{behind}|(?<=[{RUN_ON}]))", re.IGNORECASE)

    def put(found: re.Match[str]) -> str:
        rule = by_heard.get(" ".join(found[0].casefold().split()))
        if rule is None:
            return found[0]
        return _cased(rule.written, found[0]) if rule.written else _GAPS[found[0][0].isupper()]

    return _closed(pattern.sub(put, text.replace(_GAPS[0], "").replace(_GAPS[1], "")))


def _cased(written: str, found: str) -> str:
    """Capitals of its own stay as they are written; a small one takes the case of what it replaces."""
    if written != written.lower():
        return written
    letters = [letter for letter in found if letter.isalpha()]
    if len(letters) > 1 and all(letter.isupper() for letter in letters):
        return written.upper()
    return written[:1].upper() + written[1:] if letters and letters[0].isupper() else written


def _closed(text: str) -> str:
    """Closes the gaps, with a comma that stood behind one; what follows a large word becomes large itself."""
    text = re.sub(rf"{_GAPS[1]}[,;]?[^\S\n]*(\w)", lambda found: _GAPS[0] + found[1].upper(), text)
    text = re.sub(rf"(?m)^{_ANY_GAP}[,;]?[^\S\n]*", "", text)
    return re.sub(rf"[^\S\n]*{_ANY_GAP}[,;]?(?=[^\S\n]|$|[.!?…])|{_ANY_GAP}", "", text)


def scratches(text: str) -> bool:
    """True if this is all that was said: take back the last text."""
    return tuple(word for part in text.split() if (word := plain(part)).isalnum()) == SCRATCH
