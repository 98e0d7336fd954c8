"""Exact means: whatever way a window was fed and read, its final answer is that of one draftless pass, in float32."""

from __future__ import annotations

import pytest
from tests.parity.compared import Shelf
from tests.parity.streamed import CASES, streamed

from earshot.engine.checkpoint import Checkpoint

GROUPS = 10


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("shapes"))


@pytest.mark.parametrize("group", range(GROUPS))
def test_a_streamed_window_is_the_window_read_at_once(shelf: Shelf, pocket_checkpoint: Checkpoint, group: int) -> None:
    finals = set()
    for number in range(group, CASES, GROUPS):
        for final, whole in streamed(number, shelf, pocket_checkpoint):
            assert final == whole, f"case {number}"
            finals.add(final)
    assert len(finals) > CASES // GROUPS // 2, "answers differ from case to case"
