"""Reading a window while it is spoken gives what reading it at once gives."""

from __future__ import annotations

import random

import numpy as np
import pytest
from tests.speech import Spoken, result, spoken

from earshot.domain.sound import RATE, Sound
from earshot.engine import guards
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.listening import Listening

TAKES = spoken()


def at_once(ears: Listening, sound: Sound) -> tuple[int, ...]:
    ears.open("English")
    ears.feed(sound)
    return result(ears.close()).ids


@pytest.mark.parametrize("number", range(30))
def test_a_streamed_take_equals_a_take_read_at_once(pocket_checkpoint: Checkpoint, number: int) -> None:
    rng = random.Random(number)
    sound = TAKES[number % len(TAKES)].sound()
    if number >= len(TAKES):
        sound = sound[rng.randrange(len(sound) // 2) :]
    ears = Listening(pocket_checkpoint)
    ears.open("English")
    place, draft = 0, ()
    while place < len(sound):
        size = rng.choice([1, 160, 640, 1000, rng.randint(1, 40_000)])
        if size == 1:
            size = rng.randint(1, 30)
        ears.feed(sound[place : place + size])
        place += size
        if rng.random() < 0.3:
            draft = result(ears.read(draft if rng.random() < 0.7 else ())).ids
    assert result(ears.close(draft)).ids == at_once(Listening(pocket_checkpoint), sound)


def test_a_window_that_ends_earlier_is_as_if_nothing_had_followed(pocket_checkpoint: Checkpoint) -> None:
    sound = TAKES[0].sound()
    place = len(sound) // 2 // 640 * 640
    ears = Listening(pocket_checkpoint)
    ears.open("English")
    ears.feed(sound)
    assert result(ears.close(at=place)).ids == at_once(Listening(pocket_checkpoint), sound[:place])


def test_a_hurried_reading_is_the_beginning_of_the_whole_one(pocket_checkpoint: Checkpoint) -> None:
    sound = TAKES[0].sound()
    ears = Listening(pocket_checkpoint)
    ears.open("English")
    ears.feed(sound)
    here, asked = ears.reader.position, list[bool]()

    def hurry() -> bool:
        asked.append(True)
        return len(asked) >= 2

    reading = result(ears.read(hurry=hurry))
    assert len(reading.ids) == 2 and not reading.alarms and ears.reader.position == here
    whole = result(ears.close(reading.ids)).ids
    assert whole[:2] == reading.ids and whole == at_once(Listening(pocket_checkpoint), sound)


def test_a_second_window_forgets_the_first(pocket_checkpoint: Checkpoint) -> None:
    one, other = TAKES[1].sound(), TAKES[2].sound()
    ears = Listening(pocket_checkpoint)
    at_once(ears, one)
    assert at_once(ears, other) == at_once(Listening(pocket_checkpoint), other)


def test_the_prompt_ids_count_every_frame(pocket_checkpoint: Checkpoint) -> None:
    sound = TAKES[3].sound()
    ears = Listening(pocket_checkpoint)
    ears.open("English", context="send the report", vocabulary=["monday"])
    ears.feed(sound)
    reading = result(ears.close())
    assert reading.prompt_ids.count(pocket_checkpoint.marks.sound) == -(-len(sound) // 640)


def test_silence_is_not_read(pocket_checkpoint: Checkpoint) -> None:
    ears = Listening(pocket_checkpoint)
    for sound in (np.zeros(3 * RATE, np.float32), np.full(RATE, 1e-4, np.float32), np.zeros(0, np.float32)):
        ears.open("English")
        ears.feed(sound)
        reading = result(ears.close())
        assert reading.text == "" and reading.alarms == (guards.NO_SPEECH,)
    assert ears.reader.passes == 0


def test_a_loop_is_cut() -> None:
    assert guards.loop_length([5] * 16) == 15
    assert guards.loop_length([9, *[1, 2, 3] * 6]) == 15
    assert guards.loop_length([1, 2, 3, 4] * 2) == 0
    assert guards.loop_length([5, 5, 5]) == 0


def test_the_bundled_sentences_are_all_there() -> None:
    assert len(TAKES) == 26 and all(isinstance(take, Spoken) for take in TAKES)
