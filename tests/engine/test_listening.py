"""Reading a window while it is spoken gives what reading it at once gives."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from tests.scripted import saying
from tests.speech import Spoken, spoken

from earshot.domain.errors import CannotError
from earshot.domain.reading import Reading
from earshot.domain.sound import RATE, Sound
from earshot.domain.steps import result
from earshot.engine import guards
from earshot.engine.beginning import Beginning
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
    assert guards.loop_length([9, *range(20), *range(20), *range(20)]) == 40, "whole sentences too"
    assert guards.loop_length([9, *range(20), *range(20)]) == 0, "anybody says a sentence twice"
    assert guards.loop_length([9, *[*range(10)] * 3]) == 0
    assert guards.loop_length([5, 5, 5]) == 0


SIX_SECONDS = np.concatenate([take.sound() for take in TAKES[:4]])[: 6 * RATE]


def told(checkpoint: Checkpoint, text: str, *, exact: bool = False) -> Reading:
    """What ears make of a sentence if the model says this."""
    ears = Listening(saying(checkpoint, text), exact=exact)
    ears.open("English")
    ears.feed(SIX_SECONDS)
    return result(ears.close())


def test_a_model_that_is_caught_in_a_loop_is_cut_there_and_told_of(pocket_checkpoint: Checkpoint) -> None:
    reading = told(pocket_checkpoint, "send the report " + "big red " * 20)
    assert reading.text == "send the report big red" and reading.alarms == (guards.LOOP,)


def test_more_words_than_anybody_speaks_are_cut_and_told_of(pocket_checkpoint: Checkpoint) -> None:
    words = [f"{one} {other}" for one in ("one", "two", "three", "four") for other in ("report", "office", "number")]
    reading = told(pocket_checkpoint, " ".join([*words, *reversed(words), *words]))
    assert len(reading.ids) == guards.token_cap(6) and reading.alarms == (guards.CAPPED,)


def test_no_mark_of_thinking_is_said_unless_exactly_asked(pocket_checkpoint: Checkpoint) -> None:
    (mark,) = pocket_checkpoint.tokenizer("<|channel>", add_special_tokens=False).input_ids
    assert mark in pocket_checkpoint.marks.banned
    assert mark not in told(pocket_checkpoint, "<|channel> send").ids
    assert told(pocket_checkpoint, "<|channel> send", exact=True).ids[0] == mark


def test_the_bundled_sentences_are_all_there() -> None:
    assert len(TAKES) == 26 and all(isinstance(take, Spoken) for take in TAKES)


@pytest.fixture
def translator(pocket_checkpoint: Checkpoint) -> Checkpoint:
    """The embedded model as if it had been made to translate."""
    return replace(pocket_checkpoint, card=replace(pocket_checkpoint.card, translates=True))


def test_what_is_said_and_its_translation_are_told_apart(translator: Checkpoint) -> None:
    ears = Listening(saying(translator, "send the report\nGerman: call  the\noffice"))
    ears.open("English", target="German")
    ears.feed(TAKES[0].sound())
    reading = result(ears.close())
    assert (reading.text, reading.translation) == ("send the report", "call the office")
    assert reading.alarms == ()
    words = translator.tokenizer.decode(reading.prompt_ids)
    assert "the translation of it into German" in words and "into English text" in words


def test_without_the_mark_everything_is_what_was_said(translator: Checkpoint) -> None:
    for text, said in (("send the report", "send the report"), ("French: send", "French: send")):
        ears = Listening(saying(translator, text))
        ears.open("English", target="German")
        ears.feed(TAKES[0].sound())
        reading = result(ears.close())
        assert (reading.text, reading.translation) == (said, "")


def test_a_streamed_translation_equals_one_at_once_and_may_be_three_times_as_long(translator: Checkpoint) -> None:
    sound, ears = TAKES[4].sound(), Listening(translator)
    ears.open("English", target="German")
    draft: tuple[int, ...] = ()
    for start in range(0, len(sound), 9_000):
        ears.feed(sound[start : start + 9_000])
        draft = result(ears.read(draft)).ids
    streamed, whole = result(ears.close(draft)), Listening(translator)
    whole.open("English", target="German")
    whole.feed(sound)
    assert streamed == result(whole.close())
    cap = guards.token_cap(-(-len(sound) // 640) * 0.04)
    long = " ".join(f"{a} {b}" for a in ("one", "two", "three", "four") for b in ("report", "office", "number") * 2)
    for target, most in (("", cap), ("German", 3 * cap)):
        ears = Listening(saying(translator, " ".join([long] * 3)))
        ears.open("English", target=target)
        ears.feed(sound)
        assert len(result(ears.close()).ids) == most


def test_a_model_that_cannot_translate_says_so_before_it_hears(pocket_checkpoint: Checkpoint) -> None:
    ears = Listening(pocket_checkpoint)
    with pytest.raises(CannotError, match="cannot translate"):
        ears.open("English", target="German")
    assert ears.reader.position == 0


def test_the_beginning_of_a_prompt_is_read_once_for_all_ears_of_a_model(pocket_checkpoint: Checkpoint) -> None:
    beginning = Beginning()
    for number, context in enumerate(["", "", "send the report", ""]):
        ears = Listening(pocket_checkpoint, beginning=beginning)
        ears.open("English", context)
        read = ears.reader.prefill_seconds
        assert (read == 0.0) == (number in (1, 3)), "nothing new, nothing read"
        ears.feed(TAKES[0].sound())
        alone = Listening(pocket_checkpoint)
        alone.open("English", context)
        alone.feed(TAKES[0].sound())
        assert ears.reader.position == alone.reader.position
        assert result(ears.close()).ids == result(alone.close()).ids


def test_ears_with_a_common_beginning_do_not_hear_one_another(pocket_checkpoint: Checkpoint) -> None:
    beginning = Beginning()
    ears = [Listening(pocket_checkpoint, beginning=beginning) for _ in range(3)]
    for one in ears:
        one.open("English")
    for start in range(0, 200_000, 20_000):
        for one, take in zip(ears, TAKES, strict=False):
            one.feed(take.sound()[start : start + 20_000])
    for one, take in zip(ears, TAKES, strict=False):
        assert result(one.close()).ids == at_once(Listening(pocket_checkpoint), take.sound())
