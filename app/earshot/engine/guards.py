"""When not to believe an answer: caps, loops and mishaps that speech models are known for."""

from __future__ import annotations

from collections.abc import Sequence

from earshot.domain.reading import Alarm
from earshot.domain.sound import Sound, seconds
from earshot.domain.windows import loudness_db

SILENCE_DB = -55.0
"""A window below this is not read: the front end would make its noise as loud as speech."""
_LONGEST_LOOP = 30
_PHRASE = 12
"""A group of more tokens than this is a sentence: three of the same in a row are enough."""

NO_SPEECH = Alarm("no-speech", "No speech was heard.")
LOOP = Alarm("loop", "The text began to repeat itself and was cut there.")
CAPPED = Alarm("capped", "The text is longer than anybody speaks and was cut.")

CUT = Alarm("capped", "The text was longer than it may be and was cut.")


def token_cap(sound_seconds: float) -> int:
    """Nobody says more tokens than this in so many seconds."""
    return 4 + int(7 * sound_seconds)


def silent(sound: Sound) -> bool:
    """True if there is nothing to hear: too short for a word, or too quiet."""
    return seconds(sound) < 0.04 or loudness_db(sound) < SILENCE_DB


def loop_length(ids: Sequence[int]) -> int:
    """How many tokens at the end repeat what stands before them, 0 if the text is not caught in a loop.

    A loop is a group of tokens that comes four times and fills 16 tokens at least, or a long one that comes thrice.
    """
    for size in range(1, _LONGEST_LOOP + 1):
        times = 3 if size > _PHRASE else max(4, -(-16 // size))
        if len(ids) >= size * times and all(ids[-1 - k] == ids[-1 - k - size] for k in range(size * (times - 1))):
            return size * (times - 1)
    return 0
