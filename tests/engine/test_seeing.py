"""Watching frame by frame, each frame seen as a whole, then text, then questions in the same cache."""

from __future__ import annotations

import mlx.core as mx
import numpy as np
import pytest
from tests.scripted import saying

from earshot.domain.clip import Frame
from earshot.domain.errors import CannotError
from earshot.engine import guards
from earshot.engine.cache import WholeCache
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.patches import patches
from earshot.engine.reader import Reader
from earshot.engine.seeing import Seeing


def frames(count: int, seed: int = 0) -> list[Frame]:
    rng = np.random.default_rng(seed)
    return [Frame(float(n), rng.integers(0, 255, (240, 320, 3), dtype=np.uint8)) for n in range(count)]


def test_a_frame_sees_itself_whole_and_nothing_after_it() -> None:
    cache = WholeCache(window=6)
    cache.offset, cache.together = 4, True
    mask = np.array(cache.make_mask(3))
    assert mask.shape == (3, 7)
    assert mask[:, 4:].all(), "the three of a frame see each other"
    assert mask[0].all()
    assert mask[2].tolist() == [False] + [True] * 6, "farther back than the window"


def test_full_layers_stay_causal_while_a_frame_is_read() -> None:
    cache = WholeCache(window=None)
    cache.offset, cache.together = 4, True
    assert cache.make_mask(3) == "causal"


def test_a_single_token_keeps_to_the_window() -> None:
    cache = WholeCache(window=4)
    keys = mx.arange(10.0).reshape(1, 1, 10, 1)
    cache.update_and_fetch(keys[:, :, :9], keys[:, :, :9])
    assert cache.make_mask(1) is None, "what is given back is all that may be seen"
    seen, _ = cache.update_and_fetch(keys[:, :, 9:], keys[:, :, 9:])
    assert seen.flatten().tolist() == [6, 7, 8, 9]


def in_one_piece(checkpoint: Checkpoint, ids: list[int], shown: list[Frame]) -> np.ndarray:
    """(n, vocabulary) logits behind every token, all read at once with a mask written down after Google's: sliding
    layers (causal or same frame) within the window."""
    whole, looked = Reader(checkpoint), iter(shown)
    pieces, block, blocks, place = [], -1, [], 0
    while place < len(ids):
        if ids[place] == checkpoint.marks.clip:
            cut, places = patches(next(looked).pixels, checkpoint.card.frame_tokens)
            pieces.append(whole.picture(cut, places))
            block += 1
            blocks += [block] * len(cut)
            place += len(cut)
        else:
            pieces.append(whole.words([ids[place]]))
            blocks.append(-1)
            place += 1
    assert next(looked, None) is None, "every frame has its place"
    hidden = mx.concatenate(pieces, axis=1)
    number = mx.arange(len(ids))
    owner = mx.array(blocks)
    causal = number[None] <= number[:, None]
    same = (owner[None] == owner[:, None]) & (owner[None] >= 0)
    window = checkpoint.model.config.text_config.sliding_window
    sliding = (causal | same) & (number[None] > number[:, None] - window)
    inner = whole._text.model
    for layer in inner.layers:
        mask = sliding if layer.layer_type == "sliding_attention" else causal
        hidden, _, _ = layer(hidden, mask, None)
    return np.array(whole._text.logits_from_hidden(inner.norm(hidden))[0])


def agree(streamed: np.ndarray, official: np.ndarray) -> bool:
    return bool(np.abs(streamed - official).max() < 2e-2 and (streamed.argmax(-1) == official.argmax(-1)).all())


def test_frame_by_frame_equals_one_piece_with_the_official_mask(pocket_checkpoint: Checkpoint) -> None:
    seeing = Seeing(pocket_checkpoint)
    list(seeing.watch(frames(5), still=False))
    text = list(range(300, 320))
    streamed = seeing.reader.scores(seeing.reader.words(text))
    assert agree(streamed, in_one_piece(pocket_checkpoint, [*seeing.prompt_ids, *text], frames(5))[-20:])


def test_the_next_scene_goes_on_in_the_same_conversation(pocket_checkpoint: Checkpoint) -> None:
    """Frames, answer, frames again, question: all of it equals one piece, and nothing of it was read twice."""
    seeing, shown = Seeing(pocket_checkpoint), frames(7)
    list(seeing.watch(shown[:4], still=False))
    list(seeing.tell(12))
    ids = [*seeing.prompt_ids, *seeing.generated_ids]
    assert [frame.seconds for frame in seeing.watch(shown[4:], still=False, go_on=True)] == [4.0, 5.0, 6.0]
    list(seeing.tell(12))
    ids += [*seeing.prompt_ids, *seeing.generated_ids]
    tokenizer = pocket_checkpoint.tokenizer
    words = tokenizer.decode(ids)
    assert words.count("<bos>") == 1 and words.count("<turn|>") == 3, "two questions and the first answer have ended"
    assert words.index("00:03") < words.index("<turn|>") < words.index("00:04")
    assert "next frames of the same video" in words
    assert seeing.reader.position == len(ids)
    text = list(range(300, 310))
    streamed = seeing.reader.scores(seeing.reader.words(text))
    assert agree(streamed, in_one_piece(pocket_checkpoint, [*ids, *text], shown)[-10:])


def test_a_new_conversation_begins_from_the_story_so_far(pocket_checkpoint: Checkpoint) -> None:
    seeing = Seeing(pocket_checkpoint)
    list(seeing.watch(frames(2), still=False, so_far="00:00 a red circle moves up <turn|> and stays"))
    told = list(seeing.tell(12))[-1]
    words = pocket_checkpoint.tokenizer.decode(seeing.prompt_ids)
    assert "What happened in the video so far" in words and "a red circle moves up" in words
    assert words.count("<turn|>") == 1, "the story can end no turn"
    assert seeing.prompt_ids.count(pocket_checkpoint.marks.clip) > 0 and told.strip() == told
    assert seeing.reader.position == len(seeing.prompt_ids) + len(seeing.generated_ids)
    text = list(range(300, 310))
    ids = [*seeing.prompt_ids, *seeing.generated_ids, *text]
    streamed = seeing.reader.scores(seeing.reader.words(text))
    assert agree(streamed, in_one_piece(pocket_checkpoint, ids, frames(2))[-10:])


def test_the_order_of_frames_matters(pocket_checkpoint: Checkpoint) -> None:
    def scores(shown: list[Frame]) -> np.ndarray:
        seeing = Seeing(pocket_checkpoint)
        list(seeing.watch(shown, still=False))
        reader = seeing.reader
        return reader.scores(reader.words([300]))[-1]

    one, other = frames(2, 1), frames(2, 1)[::-1]
    other = [Frame(n, frame.pixels) for n, frame in enumerate(other)]
    assert np.abs(scores(one) - scores(other)).max() > 1e-3


def test_questions_go_on_where_the_description_ended(pocket_checkpoint: Checkpoint) -> None:
    seeing = Seeing(pocket_checkpoint)
    assert len(list(seeing.watch(frames(4), still=False))) == 4
    list(seeing.tell(12))
    here = seeing.reader.position
    list(seeing.ask("What colour is it?", 12))
    assert seeing.reader.position > here + 8


def test_a_model_without_eyes_says_so(pocket_checkpoint: Checkpoint) -> None:
    from dataclasses import replace

    blind = replace(pocket_checkpoint, card=replace(pocket_checkpoint.card, sees=False))
    with pytest.raises(CannotError, match="cannot see"):
        Seeing(blind)
    mute = replace(pocket_checkpoint, card=replace(pocket_checkpoint.card, questions=False))
    with pytest.raises(CannotError, match="cannot answer"):
        list(Seeing(mute).watch(frames(1), still=True, question="What is it?"))


def test_an_answer_that_was_cut_short_is_what_the_next_question_builds_on(pocket_checkpoint: Checkpoint) -> None:
    seeing = Seeing(pocket_checkpoint)
    list(seeing.watch(frames(2), still=False))
    before = seeing.reader.position
    list(seeing.tell(2))
    assert seeing.reader.position == before + len(seeing._last) + len(seeing.generated_ids)


def test_a_description_that_runs_in_circles_is_cut_and_told_of(pocket_checkpoint: Checkpoint) -> None:
    for said, alarm in (("a red circle " + "moves up " * 20, guards.LOOP), ("a red circle moves up", None)):
        eyes = Seeing(saying(pocket_checkpoint, said))
        list(eyes.watch(frames(1), still=False))
        *_, text = eyes.tell()
        assert text == "a red circle moves up" and eyes.alarms == ([alarm] if alarm else [])
    eyes = Seeing(saying(pocket_checkpoint, "a red circle moves up"))
    list(eyes.watch(frames(1), still=False))
    *_, text = eyes.tell(limit=3)
    assert text == "a red circle" and eyes.alarms == [guards.CUT]
