"""A guess at what a polished text will be: fillers and words said twice left out.

Only a guess: a model that verifies it takes what it agrees with and writes the rest itself, so a wrong one costs time
and changes nothing.
"""

from __future__ import annotations

FILLERS = frozenset({
    "um", "umm", "uh", "uhh", "er", "erm", "hm", "hmm", "mhm",
    "äh", "ähm", "öh", "öhm", "euh", "heu", "eh", "ehm", "este", "pues",
})  # fmt: skip
"""As they are written in English, German, French, Italian and Spanish."""
_EDGES = ".,;:!?…-–—\"'“”‘’()"


def tidied(text: str) -> str:
    """The words of `text` without fillers and without the first of two like ones in a row."""
    kept: list[str] = []
    for word in text.split():
        bare = word.strip(_EDGES).casefold()
        if bare in FILLERS:
            continue
        if kept and bare and bare == kept[-1].strip(_EDGES).casefold():
            kept[-1] = word
        else:
            kept.append(word)
    return " ".join(kept)
