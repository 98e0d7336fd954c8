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
from earshot.domain.words import LETTERS_A_WORD, runs_on, weight, words_of

LEAST_SPEECH = 0.25
"""Seconds of speech without which a window is never read: nobody says a word in less."""
WORDS_A_SECOND = 1.2
"""Slower than anybody speaks without pauses."""
LONG_SPEECH = 8.0
"""Seconds of speech from which on missing words can be told."""
_ECHO_WORDS = 5
_ECHO_LOOKS = 40
"""So many words of the context are looked at for an echo."""
_NAMES = 3
"""So many words of the vocabulary list at a text's beginning are no chance."""
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
    if speech_seconds >= LONG_SPEECH and weight(words_of(text)) < WORDS_A_SECOND * speech_seconds:
        found.append(INCOMPLETE)
    if any(skips(text, earlier) for earlier in checked):
        found.append(SKIPPED)
    if repeats(text):
        found.append(REPEATED)
    return tuple(found)


def repeats(text: str) -> bool:
    """True if a phrase comes twice: the model went back to what it had written down already."""
    words = _plain(text)
    scale = _scale(words)
    phrase = PHRASE_WORDS * scale
    phrases = [tuple(words[n : n + phrase]) for n in range(len(words) - phrase + 1)]
    groups = range(STAMMER_WORDS * scale, phrase)
    return len(set(phrases)) < len(phrases) or any(
        words[n : n + size] == words[n + size : n + 2 * size]
        for size in groups
        for n in range(len(words) - 2 * size + 1)
    )


def skips(text: str, earlier: str) -> bool:
    """True if words that a reading of less of the sound had are gone: with nothing in their place, or from its end."""
    before, words = _plain(earlier), _plain(text)
    codes = SequenceMatcher(None, before, words, autojunk=False).get_opcodes()
    gone = [
        weight(before[a:b]) - (0 if b == len(before) else weight(words[c:d]))
        for what, a, b, c, d in codes
        if what != "equal"
    ]
    return max(gone, default=0) >= SKIPPED_WORDS


def echoes(text: str, context: str, vocabulary: Sequence[str] = ()) -> bool:
    """True if a text begins with the end of the context, or is nothing but the vocabulary list."""
    words, before = _plain(text), _plain(context)
    scale = _scale(before)
    for start in range(max(0, len(before) - _ECHO_LOOKS * scale), len(before) - _ECHO_WORDS * scale + 1):
        if words[: len(before) - start] == before[start:]:
            return True
    names = [word for name in vocabulary for word in _plain(name)]
    return weight(names) >= _NAMES and words[: len(names)] == names


def _plain(text: str) -> list[str]:
    return [plain(word) for word in words_of(text)]


def _scale(words: Sequence[str]) -> int:
    """How many of these make what is counted as a word: most of them may be letters of a script without spaces."""
    return LETTERS_A_WORD if sum(runs_on(word) for word in words) * 2 > len(words) else 1
