"""Drafts make answers cheaper and never other ones."""

from __future__ import annotations

import random

from tests.speech import spoken

from earshot.domain.manner import Manner
from earshot.domain.steps import result
from earshot.engine import prompt as prompts
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.guessing import realigned
from earshot.engine.listening import Listening
from earshot.engine.reader import Reader


def say(checkpoint: Checkpoint, prompt: list[int], draft: list[int]) -> tuple[list[int], Reader]:
    reader = Reader(checkpoint)
    return list(reader.answer(reader.words(prompt), 40, draft)), reader


def test_no_draft_changes_what_is_said(pocket_checkpoint: Checkpoint) -> None:
    rng = random.Random(5)
    for _ in range(12):
        prompt = [2, *(rng.randrange(300, 1200) for _ in range(rng.randint(3, 150)))]
        plain, _ = say(pocket_checkpoint, prompt, [])
        drafts = [plain, plain[:3], plain[2:], [7, *plain], [rng.randrange(300, 1200) for _ in range(30)]]
        if len(plain) > 4:
            drafts.append([*plain[:2], 9, *plain[3:]])
        for draft in drafts:
            assert say(pocket_checkpoint, prompt, draft)[0] == plain


def test_a_right_draft_costs_one_pass(pocket_checkpoint: Checkpoint) -> None:
    ears = Listening(pocket_checkpoint)
    ears.open("English")
    ears.feed(spoken()[0].sound())
    first = ears.reader.passes
    said = result(ears.read()).ids
    slow = ears.reader.passes - first
    again = result(ears.read(said)).ids
    assert again == said
    assert ears.reader.passes - first - slow == 1
    assert slow == len(said) + 2 > 3, "a token each, the end, and the pass that was begun before the end was known"


def test_an_answer_that_is_left_early_leaves_nothing_unsaid_behind(pocket_checkpoint: Checkpoint) -> None:
    tokenizer = pocket_checkpoint.tokenizer
    text = "send the report on monday and call the office tomorrow"
    rendered = prompts.render(tokenizer, prompts.edit(text, Manner.POLISH))
    ids = list(tokenizer(rendered, add_special_tokens=False).input_ids)
    plain, _ = say(pocket_checkpoint, ids, [])
    assert len(plain) > 8
    reader = Reader(pocket_checkpoint)
    for count in (1, 5, 8):
        answer = reader.answer(reader.words(ids), 40)
        told = [token for _, token in zip(range(count), answer, strict=False)]
        answer.close()
        assert told == plain[:count]
        assert reader.position == len(ids) + count - 1
        reader.trim_to(0)


def test_a_draft_is_taken_up_again_behind_a_difference() -> None:
    draft = [1, 2, 3, 4, 5, 6]
    assert realigned(draft, 2, 9) == 3, "replaced: go on behind it"
    assert realigned(draft, 2, 5) == 5, "left out: go on behind what was found"
    assert realigned(draft, 3, 3) == 3, "inserted: go on where it was"
    assert realigned(draft, 6, 9) == 6


def test_reading_back_and_again_gives_the_same(pocket_checkpoint: Checkpoint) -> None:
    plain, _ = say(pocket_checkpoint, [2, *range(300, 400)], [])
    reader = Reader(pocket_checkpoint)
    reader.read(reader.words([2, *range(300, 350)]))
    here = reader.position
    list(reader.answer(reader.words([500, 501]), 10))
    reader.trim_to(here)
    assert list(reader.answer(reader.words(list(range(350, 400))), 40)) == plain
