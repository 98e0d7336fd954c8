"""What an answer is expected to be: a text at hand, followed with its differences realigned, and after it a drafter.

Whatever the model agrees with costs one wide pass instead of a step a token.
"""

from __future__ import annotations

from collections.abc import Sequence

DRAFT_TOKENS, LEAST_TOKENS = 96, 8
"""Tokens of a draft tried at once; after a difference twice as many as were right before it, as more may follow."""
_LOOK_AHEAD, _LOOK_BACK = 8, 3


class Expected:
    """A text that the answer probably is, and how far it has been followed."""

    def __init__(self, draft: Sequence[int]) -> None:
        self._rest, self._place, self._width = list(draft), 0, DRAFT_TOKENS

    @property
    def over(self) -> bool:
        return self._place >= len(self._rest)

    def guess(self, most: int) -> list[int]:
        """The next tokens of the answer, as far as can be told."""
        return self._rest[self._place : self._place + min(self._width, most)]

    def came(self, agreed: int, token: int) -> None:
        """So many of the guess were right, and then the model said `token`."""
        self._width = max(LEAST_TOKENS, min(DRAFT_TOKENS, 2 * (agreed + 1)))
        self._place = realigned(self._rest, self._place + agreed, token)


def realigned(draft: Sequence[int], place: int, token: int) -> int:
    """Where in the draft to go on guessing after the model said `token` instead of what stood at `place`.

    A token that stands near by was reached by leaving some out; otherwise one was replaced by another.
    """
    for at in range(place, min(len(draft), place + _LOOK_AHEAD)):
        if draft[at] == token:
            return at + 1
    for at in range(place - 1, max(-1, place - 1 - _LOOK_BACK), -1):
        if draft[at] == token:
            return at + 1
    return min(len(draft), place + 1)
