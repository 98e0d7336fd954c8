"""A model at work keeps within the memory there is: smaller steps first, then an end in one sentence."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator

import mlx.core as mx
import pytest
from mlx.utils import tree_flatten
from tests.speech import spoken

from earshot import parts, paths
from earshot.domain.errors import MemoryFullError
from earshot.domain.events import FileRead, PartsRead
from earshot.domain.fit import Fit, Room
from earshot.domain.manner import Manner
from earshot.domain.sound import RATE
from earshot.domain.steps import result
from earshot.engine import memory, room
from earshot.engine.checkpoint import Checkpoint, anatomy_of
from earshot.engine.mind import Mind
from earshot.engine.reader import Reader
from earshot.session import jobs

HUGE = Room(1 << 60, 1 << 60)


@pytest.fixture(autouse=True)
def roomy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever this machine has free: that is not what is tested."""
    monkeypatch.setattr(room, "free_bytes", lambda: 1 << 60)
    memory.keep_within(HUGE)
    yield
    memory.keep_within(HUGE)


def leave_room(share: float, patch: pytest.MonkeyPatch) -> None:
    """The model in memory takes this share of the room."""
    there = int(mx.get_active_memory() / share)
    patch.setattr(room, "room", lambda: Room(there, there))
    memory.keep_within(Room(there, there))


def widths(checkpoint: Checkpoint, count: int = 300) -> list[int]:
    reader = Reader(checkpoint)
    seen = [0, *(reader.position for _ in reader.read_words([7] * count))]
    return [after - before for before, after in itertools.pairwise(seen)]


def test_past_the_soft_limit_text_is_read_in_smaller_steps(
    pocket_checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert widths(pocket_checkpoint) == [128, 128, 44]
    leave_room(0.92, monkeypatch)
    assert widths(pocket_checkpoint, 100) == [32, 32, 32, 4]


def test_past_the_hard_limit_a_job_ends_in_a_sentence_and_the_next_one_works(
    pocket: Mind, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_room(1.01, monkeypatch)
    with pytest.raises(MemoryFullError, match=r"The memory is full: the model at work holds \d\.\d GB\.") as caught:
        result(pocket.pen().edit("um send the the report", Manner.POLISH))
    assert "Close other programs" in caught.value.advice
    memory.keep_within(HUGE)
    assert result(pocket.pen().edit("um send the the report on monday", Manner.POLISH)).text


def test_a_limit_from_a_fuller_time_is_looked_up_again_before_a_job_ends(
    pocket_checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_room(1.01, monkeypatch)
    monkeypatch.setattr(room, "room", lambda: HUGE)
    assert widths(pocket_checkpoint) == [128, 128, 44]


def test_a_system_with_hardly_anything_left_counts_as_full(
    pocket_checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "free_bytes", lambda: memory.RESERVE - 1)
    memory.keep_within(HUGE)
    with pytest.raises(MemoryFullError):
        widths(pocket_checkpoint)
    asked: list[int] = []
    monkeypatch.setattr(
        room, "free_bytes", lambda: asked.append(1) or (memory.RESERVE - 1 if len(asked) == 1 else 1 << 40)
    )
    memory.keep_within(HUGE)
    assert memory.step_tokens() == memory.SMALL_STEP_TOKENS, "what was handed back was enough"


def test_what_was_heard_of_a_file_before_the_memory_was_full_has_been_told(
    pocket: Mind, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = next(one for one in spoken() if len(one.sound()) > 25 * RATE).path
    so_far: list[FileRead] = []

    def heard() -> None:
        for event in jobs.transcribe(said, parts.world().sounds, pocket):
            if isinstance(event, PartsRead):
                so_far.append(event.so_far)
                leave_room(1.01, monkeypatch)

    with pytest.raises(MemoryFullError):
        heard()
    assert len(so_far) == 1 and so_far[0].text


def test_the_verdict_counts_what_is_really_needed(pocket_checkpoint: Checkpoint) -> None:
    """Weights to the byte as they will lie in memory, and no less than a clip and a window take in truth."""
    needs = anatomy_of(paths.POCKET).needs(60, pocket_checkpoint.card.frame_tokens, widened=True)
    held = sum(array.nbytes for _, array in tree_flatten(pocket_checkpoint.model.parameters()))
    assert needs.weights == pytest.approx(held, rel=0.02)
    reader = Reader(pocket_checkpoint)
    reader.read(reader.words([7] * 100))
    said = sum(cache.keys.nbytes + cache.values.nbytes for cache in reader._caches) // reader._caches[0].keys.shape[2]
    assert anatomy_of(paths.POCKET).token_bytes() * 2 == said


def test_a_verdict_is_told_for_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    assert memory.verdict(paths.POCKET).fit is Fit.FITS
    monkeypatch.setattr(room, "room", lambda: Room(1 << 60, 1000))
    assert memory.verdict(paths.POCKET).fit is Fit.TIGHT
    monkeypatch.setattr(room, "room", lambda: Room(1000, 1000))
    verdict = memory.verdict(paths.POCKET)
    assert verdict.fit is Fit.TOO_LARGE and "smaller model" in verdict.advice


def test_a_macs_free_pages_are_read_from_where_the_kernel_puts_them() -> None:
    """vm_statistics64: four counts, nine long ones, purgeable and speculative, four long, compressed, throttled,
    external, internal, one long."""
    words = struct.pack("<4I9Q2I4Q4IQ", 100, 2, 3, 4, *range(9), 30, 1, *range(4), 5, 6, 7000, 8, 9)
    assert len(words) == 4 * room._WORDS
    assert room.free_pages(words) == 7130
