"""When not to believe the text of a window: answers instead of transcripts, echoes of the prompt, missing words.

A doubt alone changes nothing: the window is read again with another cut and without context, and marked only if it
is still odd.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from earshot.domain.reading import Alarm
from earshot.domain.transcript import plain

LEAST_SPEECH = 0.25
"""Seconds of speech without which a window is never read: nobody says a word in less."""
WORDS_A_SECOND = 1.2
"""Slower than anybody speaks without pauses."""
LONG_SPEECH = 8.0
"""Seconds of speech from which on missing words can be told."""
_ECHO_WORDS = 5
PHRASE_WORDS = 5
"""Nobody is expected to say so many words in the same order twice within a window."""
STAMMER_WORDS = 3
"""Nor so many twice in a row."""
SKIPPED_WORDS = 3
"""So many words in a row are not misheard: the model has passed over them."""

NO_SPEECH = Alarm("no-speech", "No speech was heard.")
ANSWERED = Alarm("answered", "The model answered instead of writing down what was said.")
ECHOED = Alarm("echo", "The text repeats what the model was told beforehand.")
INCOMPLETE = Alarm("incomplete", "Words may be missing: there is far less text than speech.")
SKIPPED = Alarm("skipped", "Words may be missing: they were read before the end of the sound, and not at its end.")
REPEATED = Alarm("repeated", "The same words stand twice in the text, and may have been said only once.")

_ANSWERS = re.compile(
    r"\W*(i('m| am) sorry, but (i|there)|as an ai\b|as a (large )?language model|i('m| am) (unable|not able) to"
    r"|i can(no|')t (hear|transcribe|understand|process|listen)|(sure|okay|certainly)[,!.] here('s| is| are)\b"
    r"|here('s| is) the (transcri|text)|the transcription (is|of)\b|transcription:"
    r"|please (provide|upload) (the|an) audio"
    r"|the (audio|speech|recording) (contains|is|appears)\b|there is no (speech|audio)|transcribe the following)",
    re.IGNORECASE,
)
_WORDLESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\uf900-\ufaff]")
"""Characters of scripts that put no spaces between words."""


def doubts(
    text: str, speech_seconds: float, context: str = "", vocabulary: Sequence[str] = (), checked: Sequence[str] = ()
) -> tuple[Alarm, ...]:
    """What is odd about the text of a window with so much speech in it, which was read after `context`.

    `checked` are readings of less of its sound.
    """
    found = []
    if _ANSWERS.match(text):
        found.append(ANSWERED)
    if echoes(text, context, vocabulary):
        found.append(ECHOED)
    if speech_seconds >= LONG_SPEECH and word_count(text) < WORDS_A_SECOND * speech_seconds:
        found.append(INCOMPLETE)
    if any(skips(text, earlier) for earlier in checked):
        found.append(SKIPPED)
    if repeats(text):
        found.append(REPEATED)
    return tuple(found)


def repeats(text: str) -> bool:
    """True if a phrase comes twice: the model went back to what it had written down already."""
    words = [plain(word) for word in text.split()]
    phrases = [tuple(words[n : n + PHRASE_WORDS]) for n in range(len(words) - PHRASE_WORDS + 1)]
    groups = range(STAMMER_WORDS, PHRASE_WORDS)
    return len(set(phrases)) < len(phrases) or any(
        words[n : n + size] == words[n + size : n + 2 * size]
        for size in groups
        for n in range(len(words) - 2 * size + 1)
    )


def skips(text: str, earlier: str) -> bool:
    """True if words that a reading of less of the sound had are gone: with nothing in their place, or from its end."""
    before, words = [plain(word) for word in earlier.split()], [plain(word) for word in text.split()]
    codes = SequenceMatcher(None, before, words, autojunk=False).get_opcodes()
    gone = [b - a if b == len(before) else (b - a) - (d - c) for what, a, b, c, d in codes if what != "equal"]
    return max(gone, default=0) >= SKIPPED_WORDS


def echoes(text: str, context: str, vocabulary: Sequence[str] = ()) -> bool:
    """True if a text begins with the end of the context, or is nothing but the vocabulary list."""
    words, before = [plain(w) for w in text.split()], [plain(w) for w in context.split()]
    for start in range(max(0, len(before) - 40), len(before) - _ECHO_WORDS + 1):
        if words[: len(before) - start] == before[start:]:
            return True
    names = [plain(w) for name in vocabulary for w in name.split()]
    return len(names) >= 3 and words[: len(names)] == names


def word_count(text: str) -> float:
    """Words of a text; of scripts without spaces two characters count as one."""
    dense = len(_WORDLESS.findall(text))
    return len(_WORDLESS.sub("", text).split()) + dense / 2
