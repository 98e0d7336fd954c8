"""Jobs, as what they tell: a job knows no thread, so a test is `list(job)`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from earshot.domain.errors import CannotError, MissingFileError, ModelError, ModelTooLargeError, TooLongError
from earshot.domain.events import Event, FileRead, Stepped, TextEdited, TextHeard, Waiting
from earshot.domain.manner import Manner
from earshot.domain.model_events import ModelLetGo, ModelLoading, ModelReady
from earshot.domain.reading import Alarm, Timings
from earshot.domain.sound import RATE, Sound
from earshot.domain.take_events import TakeFinished
from earshot.session import jobs, watching
from earshot.session.jobs import Exactly
from earshot.session.take import ANYTHING, Hints
from fakes import (
    FakeClips,
    FakeEars,
    FakeMind,
    FakeMinds,
    FakePen,
    FakeSounds,
    card,
    loud,
    noise,
    reading,
    silence,
)

TALK = Path("talk.wav")
CLIP = Path("clip.mp4")
PICTURE = Path("picture.png")
DOUBT = Alarm("loop", "The model repeated itself.")
TWO_WINDOWS = [noise(7.0), silence(0.6), noise(3.0, seed=1)]


def told(events: list[Event]) -> list[Event]:
    """Without the steps that show nothing."""
    return [event for event in events if event != Stepped()]


def forget(_: object) -> None:
    """For who keeps nothing."""


class TestLoading:
    """Another model."""

    def test_the_files_are_checked_before_the_old_model_goes(self) -> None:
        gone: list[str] = []
        with pytest.raises(ModelError):
            list(jobs.load(FakeMinds({}), Path("nowhere"), lambda: gone.append("old"), forget))
        assert gone == []

    def test_the_old_model_goes_before_the_new_one_comes(self) -> None:
        new, steps = FakeMind(of=card(title="New")), []
        minds = FakeMinds({Path("new"): new})
        minds.loading = lambda folder: steps.append(f"load {folder}")
        job = jobs.load(minds, Path("new"), lambda: steps.append("let go"), lambda _: steps.append("keep"))
        assert told(list(job)) == [ModelLetGo(), ModelLoading(0.0), ModelLoading(0.5), ModelReady(new.card)]
        assert steps == ["let go", "load new", "keep"]

    def test_a_model_for_which_there_is_no_room_leaves_the_old_one_alone(self) -> None:
        gone: list[str] = []
        minds = FakeMinds({Path("new"): FakeMind()})
        minds.too_large.add(Path("new"))
        with pytest.raises(ModelTooLargeError):
            list(jobs.load(minds, Path("new"), lambda: gone.append("old"), forget))
        assert gone == []

    def test_a_load_that_is_stopped_gives_back_what_it_had(self) -> None:
        minds = FakeMinds({Path("new"): FakeMind()})
        job = jobs.load(minds, Path("new"), lambda: None, forget)
        while next(job) != ModelLoading(0.5):
            pass
        job.close()
        assert minds.dropped == [Path("new")]


class TestTranscribing:
    """A file of sound."""

    def test_every_part_of_a_file_is_written_down(self) -> None:
        mind = FakeMind(FakeEars(["First window.", "Second window."]))
        events = list(jobs.transcribe(TALK, FakeSounds({TALK: TWO_WINDOWS}), mind, Hints("German")))
        read = events[-1]
        assert isinstance(read, FileRead)
        assert (read.path, read.kind, read.text) == (TALK, "sound", "First window. Second window.")
        assert len(read.parts) == 2
        assert read.parts[-1].end_s == pytest.approx(10.6)
        assert read.timings == Timings(load=0.75, prefill=1.5, decode=2.5, peak_bytes=1000)
        assert read.logits is None
        assert mind.ears().windows[0].language == "German"
        assert mind.exact[0] is False

    def test_words_come_while_the_file_is_read(self) -> None:
        mind = FakeMind(FakeEars(["First window.", "Second window."]))
        events = list(jobs.transcribe(TALK, FakeSounds({TALK: TWO_WINDOWS}), mind))
        words = [event.words.text for event in events if isinstance(event, TextHeard)]
        assert words == ["First window.", "First window. Second window."]

    def test_exactly_means_one_prompt_and_no_cutting(self) -> None:
        ears = FakeEars(["All of it."])
        mind = FakeMind(ears)
        *steps, read = jobs.transcribe(TALK, FakeSounds({TALK: TWO_WINDOWS}), mind, ANYTHING, Exactly(most_tokens=99))
        assert set(steps) == {Stepped()}
        assert isinstance(read, FileRead)
        (part,) = read.parts
        assert (part.start_s, part.text) == (0.0, "All of it.")
        assert part.end_s == pytest.approx(10.6)
        (window,) = ears.windows
        np.testing.assert_array_equal(np.concatenate(window.sound), np.concatenate(TWO_WINDOWS))
        assert window.closed_at == window.samples
        assert ears.limits == [99]
        assert mind.exact == [True]

    def test_a_take_is_cut_where_the_model_reads_best(self) -> None:
        ears = FakeEars(["One.", "two.", "three.", "four."])
        mind = FakeMind(ears, of=card(cut_seconds=4.0))
        *_, read = jobs.transcribe(TALK, FakeSounds({TALK: [noise(7.0)]}), mind, ANYTHING)
        assert isinstance(read, FileRead) and len(read.parts) >= 2
        assert all(window.samples <= 4.0 * RATE for window in ears.windows)

    def test_exactly_refuses_what_does_not_fit_into_one_prompt(self) -> None:
        mind = FakeMind(of=card(window_seconds=8.0, cut_seconds=8.0))
        with pytest.raises(TooLongError) as caught:
            list(jobs.transcribe(TALK, FakeSounds({TALK: TWO_WINDOWS}), mind, ANYTHING, Exactly(10)))
        assert caught.value.sentence == "“talk.wav” lasts longer than the 8 s that one prompt holds."

    def test_exactly_reads_a_long_file_no_further_than_it_must(self) -> None:
        read: list[float] = []

        class Long(FakeSounds):
            """An hour."""

            def blocks(self, path: Path, alarm: Callable[[Alarm], None] = lambda _: None) -> Iterator[Sound]:
                for minute in range(60):
                    read.append(minute)
                    yield silence(60.0)

        with pytest.raises(TooLongError):
            list(jobs.transcribe(TALK, Long({}), FakeMind(), ANYTHING, Exactly(10)))
        assert read == [0]

    def test_more_tokens_than_there_are_places_is_found_out_before_anything_is_read(self) -> None:
        for job in (
            jobs.transcribe(TALK, FakeSounds({}), FakeMind(of=card(context=100)), ANYTHING, Exactly(100)),
            watching.exactly(CLIP, FakeClips(), FakeMind(of=card(context=100)), "", Exactly(100)),
        ):
            with pytest.raises(TooLongError, match="100 tokens do not fit"):
                list(job)

    @pytest.mark.parametrize("exactly", [None, Exactly(10)])
    def test_what_is_damaged_in_a_file_is_told_with_what_was_heard(self, exactly: Exactly | None) -> None:
        damage = Alarm("damaged", "A part is missing.")
        sounds = FakeSounds({TALK: TWO_WINDOWS}, damage)
        *_, read = jobs.transcribe(TALK, sounds, FakeMind(FakeEars(["Heard."])), ANYTHING, exactly)
        assert isinstance(read, FileRead)
        assert read.alarms == (damage,) and read.text == "Heard."

    def test_a_model_without_ears_says_so(self) -> None:
        with pytest.raises(CannotError, match="Deaf cannot transcribe"):
            list(jobs.transcribe(TALK, FakeSounds({TALK: []}), FakeMind(of=card(title="Deaf", hears=False))))

    def test_a_missing_file_is_told(self) -> None:
        with pytest.raises(MissingFileError):
            list(jobs.transcribe(TALK, FakeSounds({}), FakeMind()))


class TestDictating:
    """A live take."""

    def test_words_settle_while_somebody_speaks_and_the_last_ones_after_the_key_is_up(self) -> None:
        mind = FakeMind(FakeEars(["Send the report."], ["send the", "send the report"]))

        def blocks() -> Iterator[Sound | None]:
            yield noise(1.0)
            yield None
            yield noise(2.2)
            yield None
            yield None
            released.append(time.monotonic())

        released = [0.0]
        *events, last = told(list(jobs.dictate(mind, loud, blocks(), lambda: released[-1], Hints("English"))))
        shown = [(e.words.settled, e.words.tentative) for e in events if isinstance(e, TextHeard)]
        assert shown == [("", "send the"), ("send the", "report"), ("Send the report.", "")]
        assert events.count(Waiting()) == 1
        assert isinstance(last, TakeFinished)
        assert (last.text, last.alarms) == ("Send the report.", ())
        assert 0.0 <= last.seconds_since_release < 60.0

    def test_a_reading_under_way_is_broken_off_when_the_key_is_up(self) -> None:
        released = [0.0]
        mind = FakeMind(FakeEars(["Send the report."], ["send the"], cost=lambda: released.append(time.monotonic())))
        *events, last = told(
            list(jobs.dictate(mind, loud, iter([noise(1.0), None]), lambda: released[-1], Hints("English")))
        )
        assert [e.words.settled for e in events if isinstance(e, TextHeard)] == ["Send the report."]
        assert isinstance(last, TakeFinished)

    def test_while_nothing_is_new_the_job_waits(self) -> None:
        job = jobs.dictate(FakeMind(), loud, iter([None, None]), lambda: 0.0)
        assert next(job) == Waiting()
        assert next(job) == Waiting()
        assert isinstance(next(job), TakeFinished)

    def test_a_press_without_a_word_gives_an_empty_take(self) -> None:
        (last,) = jobs.dictate(FakeMind(), loud, iter([]), lambda: 0.0)
        assert isinstance(last, TakeFinished)
        assert last.text == ""

    def test_a_doubtful_take_says_why(self) -> None:
        mind = FakeMind(FakeEars([reading("la la", DOUBT)] * 3))
        *_, last = jobs.dictate(mind, loud, iter([noise(1.0)]), lambda: 0.0)
        assert isinstance(last, TakeFinished)
        assert last.alarms == (DOUBT,)

    def test_a_model_without_ears_says_so(self) -> None:
        with pytest.raises(CannotError, match="cannot transcribe"):
            list(jobs.dictate(FakeMind(of=card(hears=False)), loud, iter([]), lambda: 0.0))

    def test_a_cancelled_take_ends_its_blocks(self) -> None:
        ended: list[bool] = []

        def blocks() -> Iterator[Sound | None]:
            try:
                while True:
                    yield None
            finally:
                ended.append(True)

        job = jobs.dictate(FakeMind(), loud, blocks(), lambda: 0.0)
        next(job)
        job.close()
        assert ended == [True]


class TestEditing:
    """A text."""

    @pytest.mark.parametrize("task", [Manner.POLISH, "make it rhyme"])
    def test_an_edited_text_comes_with_the_raw_one(self, task: Manner | str) -> None:
        pen = FakePen("Send the report.")
        events = list(jobs.edit(FakeMind(pen=pen), "um send the report", task))
        assert told(events) == [TextEdited("um send the report", "Send the report.")]
        assert pen.tasks == [task]

    def test_when_in_doubt_the_raw_text_is_kept_and_it_is_said_why(self) -> None:
        (edited,) = told(list(jobs.edit(FakeMind(pen=FakePen("?", DOUBT)), "as it was", Manner.POLISH)))
        assert edited == TextEdited("as it was", "as it was", DOUBT)
