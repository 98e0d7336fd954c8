"""The engine's scores and greedy answers are those of transformers' own Gemma4UnifiedForConditionalGeneration.

Same small random checkpoints, loaded from folders by the way every checkpoint goes; references.npz was made by
reference.py.  Bars: relative error 1e-3 in float32, prompts and greedy answers the same.
"""

from __future__ import annotations

import numpy as np
import pytest
from tests.parity import inputs
from tests.parity.compared import BAR, REFERENCES, Shelf, answered, error, scores_of, until_end, watched
from tests.parity.inputs import Case

from earshot.domain.steps import result
from earshot.engine.listening import Listening


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("shapes"))


@pytest.mark.parametrize("case", inputs.CASES, ids=lambda case: case.name)
def test_the_engine_answers_as_transformers_does(shelf: Shelf, case: Case) -> None:
    checkpoint = shelf.checkpoint(case.shape, case.size if case.kind == "picture" else 280)
    prompt, ids, scores = answered(checkpoint, case)
    assert prompt == REFERENCES[f"{case.name}/prompt"].tolist()
    assert error(scores, REFERENCES[f"{case.name}/scores"]) <= BAR
    assert ids == until_end(REFERENCES[f"{case.name}/ids"].tolist())


@pytest.mark.parametrize("case", inputs.LIBRARY, ids=lambda case: case.name)
def test_with_the_libraries_masks_it_answers_as_transformers_does_by_default(shelf: Shelf, case: Case) -> None:
    checkpoint = shelf.checkpoint(case.shape, case.size if case.kind == "picture" else 280)
    _, ids, scores = watched(checkpoint, case, library=True)
    assert error(scores, REFERENCES[f"{case.name}/library/scores"]) <= BAR
    assert ids == until_end(REFERENCES[f"{case.name}/library/ids"].tolist())


@pytest.mark.parametrize("case", inputs.LIBRARY, ids=lambda case: case.name)
def test_the_libraries_masks_are_far_from_googles(case: Case) -> None:
    """So that a mistake in our masks cannot hide under the bar."""
    first = slice(0, 1)  # later scores follow different answers
    official, default = (REFERENCES[f"{case.name}{kind}/scores"][first] for kind in ("", "/library"))
    assert error(default, official) > 100 * BAR


@pytest.mark.parametrize("size", [1, 100, 640, 7_777, 20_480, 100_000])
def test_sound_in_chunks_of_any_size_answers_as_transformers_does(shelf: Shelf, size: int) -> None:
    name, sound = "usual/sound-12345", inputs.sound(12_345)
    if size > 640:
        name, sound = "usual/sound-480000", inputs.sound(480_000)
    ears = Listening(shelf.checkpoint("usual"), exact=True, scores=True)
    ears.open()
    for start in range(0, len(sound), size):
        ears.feed(sound[start : start + size])
    reading = result(ears.close(limit=inputs.TOKENS))
    assert error(scores_of(ears), REFERENCES[f"{name}/scores"]) <= BAR
    assert list(reading.ids) == until_end(REFERENCES[f"{name}/ids"].tolist())


@pytest.mark.parametrize("shape", ["usual", "two-heads", "shared"])
def test_side_trips_with_drafts_leave_no_trace(shelf: Shelf, shape: str) -> None:
    """Readings on the way, past the sliding window, each with a draft that is partly wrong, and trimmed back."""
    name, sound = f"{shape}/sound-480000", inputs.sound(480_000)
    ears = Listening(shelf.checkpoint(shape), exact=True, scores=True)
    ears.open()
    draft: tuple[int, ...] = ()
    for start, end in ((0, 9_000), (9_000, 20_000), (20_000, 41_000)):
        ears.feed(sound[start:end])
        draft = result(ears.read((*draft[:5], 7, *draft[6:], 300, 301))).ids
    ears.feed(sound[41_000:])
    before = len(scores_of(ears))
    final = REFERENCES[f"{name}/ids"].tolist()
    reading = result(ears.close((*final[:4], 9, *final[5:]), limit=inputs.TOKENS))
    assert list(reading.ids) == until_end(final)
    assert error(scores_of(ears)[before:], REFERENCES[f"{name}/scores"]) <= BAR


def test_a_forgotten_window_would_be_noticed(shelf: Shelf) -> None:
    case = Case("usual", "sound", 480_000)
    ears = Listening(shelf.checkpoint("usual"), exact=True, scores=True)
    for cache in ears.reader._caches:
        cache.window = None
    ears.open()
    ears.feed(inputs.sound(case.size))
    result(ears.close(limit=1))
    assert error(scores_of(ears), REFERENCES[f"{case.name}/scores"][:1]) > 10 * BAR


def test_no_reference_is_trivial() -> None:
    """Answers differ from each other and from case to case, and no two scores are alike."""
    answers = {tuple(REFERENCES[f"{case.name}/ids"]) for case in inputs.CASES}
    assert len(answers) == len(inputs.CASES)
    assert all(len(set(ids)) > 2 for ids in answers)
    assert all(np.ptp(REFERENCES[f"{case.name}/scores"]) > 5 for case in inputs.CASES)
