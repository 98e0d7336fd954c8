"""What a user asks for, from the screen's side: calls return at once, answers come as letters."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import pytest

from earshot import parts
from earshot.audio.microphone import DeviceMicrophone, RecordingMicrophone
from earshot.domain.entry import Condition
from earshot.domain.errors import EarshotError, MicrophoneError, MissingFileError
from earshot.domain.events import (
    DescriptionGrew,
    Event,
    Failed,
    FileRead,
    Finished,
    FrameSeen,
    TextEdited,
    TextHeard,
)
from earshot.domain.manner import Manner
from earshot.domain.model_events import ModelLetGo, ModelLoading, ModelReady
from earshot.domain.take_events import TakeBegan, TakeCancelled, TakeEnds, TakeFinished, TakenBack
from earshot.session.dictation import RULES
from earshot.session.ports import Microphone
from earshot.session.session import Session
from earshot.session.world import Letter, World
from fakes import (
    FakeClips,
    FakeEars,
    FakeEyes,
    FakeMicrophone,
    FakeMind,
    FakeMinds,
    FakePen,
    FakeSoundDevice,
    FakeSounds,
    card,
    noise,
)

PATIENCE = 10.0
MODEL, OTHER, BROKEN = Path("model"), Path("other"), Path("broken")
TALK, NOWHERE, TALKIE = Path("talk.wav"), Path("nowhere.wav"), Path("talkie.mp4")


class Desk:
    """A session with everything scripted, and its letters."""

    def __init__(self) -> None:
        self.ears = FakeEars(["Send the report."], ["send the", "send the report"])
        eyes, pen = FakeEyes("a red circle", "it is red"), FakePen("Better.")
        self.mind = FakeMind(self.ears, eyes, pen, card(title="Model", folder=MODEL))
        self.other = FakeMind(of=card(title="Other", folder=OTHER))
        self.minds = FakeMinds({MODEL: self.mind, OTHER: self.other, BROKEN: FakeMind()}, broken=[BROKEN])
        self._made: SimpleQueue[FakeMicrophone] = SimpleQueue()
        self._microphone: FakeMicrophone | None = None
        self.played: list[Path] = []
        self.make_microphone: Callable[[], Microphone] = self._scripted
        self.make_recording: Callable[[Path], Microphone] = self._recording
        world = World(
            self.minds, FakeSounds({TALKIE: [noise(2.0)]}), FakeClips(lasts=4.0),
            lambda: self.make_microphone(), lambda path: self.make_recording(path), parts.world().keeping,
        )  # fmt: skip
        self._letters: SimpleQueue[Letter] = SimpleQueue()
        self.session = Session(world, self._letters.put, rules=replace(RULES, after=0.0, undo=1.0))

    def _scripted(self) -> FakeMicrophone:
        made = FakeMicrophone()
        self._made.put(made)
        return made

    def press(self, recording: Path | None = None) -> int:
        """A take whose microphone is open: it is opened on the take thread."""
        take = self.session.press(recording)
        if (self.make_recording if recording else self.make_microphone) not in (self._scripted, self._recording):
            return take
        self.next_microphone()
        return take

    def next_microphone(self) -> FakeMicrophone:
        """The one that is opened next, open."""
        self._microphone = self._made.get(timeout=PATIENCE)
        assert self._microphone.open.wait(PATIENCE)
        return self._microphone

    @property
    def microphone(self) -> FakeMicrophone:
        """That of the last press."""
        assert self._microphone is not None
        return self._microphone

    def _recording(self, path: Path) -> FakeMicrophone:
        self.played.append(path)
        return self._scripted()

    def until(self, job: int, kind: type[Event]) -> list[Event]:
        """This job's events up to the first of a kind, but for what the screen shows of a take's course."""
        came: list[Event] = []
        while not came or not isinstance(came[-1], kind):
            letter = self._letters.get(timeout=PATIENCE)
            came += [letter.event] if letter.job == job and not isinstance(letter.event, TakeBegan | TakeEnds) else []
        return came

    def all_of(self, job: int) -> list[Event]:
        return self.until(job, Finished)

    def error(self, job: int) -> EarshotError:
        failed, finished = self.all_of(job)[-2:]
        assert finished == Finished()
        assert isinstance(failed, Failed)
        return failed.error

    def says(self, take: int) -> str:
        """The text of a take that came to its end."""
        *_, last, finished = self.all_of(take)
        assert finished == Finished()
        assert isinstance(last, TakeFinished)
        return last.text

    def takes_another(self) -> None:
        """After whatever went wrong, the next take hears and writes."""
        self.make_microphone = self._scripted
        take = self.press()
        self.microphone.say(noise(1.0))
        self.session.release()
        assert self.says(take) == "Send the report."

    def open(self, folder: Path = MODEL) -> None:
        *_, ready, finished = self.all_of(self.session.open_model(folder))
        assert isinstance(ready, ModelReady) and finished == Finished()


class PanicException(BaseException):
    """Named as a panic of a library in Rust is."""


def without_progress(events: list[Event]) -> list[Event]:
    """Only what a load came to."""
    return [event for event in events if not isinstance(event, ModelLetGo | ModelLoading)]


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    assert desk.session.close()


def test_a_take_from_press_to_the_last_word(desk: Desk) -> None:
    desk.open()
    take = desk.press()
    desk.microphone.say(noise(1.0))
    (*_, heard) = desk.until(take, TextHeard)
    assert isinstance(heard, TextHeard)
    assert heard.words.tentative == "send the"
    desk.microphone.say(noise(1.0))
    desk.session.release()
    *_, last, finished = desk.all_of(take)
    assert finished == Finished()
    assert isinstance(last, TakeFinished)
    assert last.text == "Send the report."
    assert last.seconds_since_release >= 0.0
    assert desk.ears.windows[-1].samples == 32_000, "everything that was said before the release counts"
    assert desk.microphone.stops >= 1


def test_a_model_that_came_has_read_the_beginning_of_every_prompt_before_somebody_speaks(desk: Desk) -> None:
    desk.session.language = "French"
    desk.open()
    assert [window.language for window in desk.ears.windows] == ["French"]


def test_a_recording_ends_by_itself_and_another_take_can_begin(desk: Desk) -> None:
    desk.open()
    take = desk.press(TALK)
    desk.microphone.say(noise(1.0))
    desk.microphone.end()
    assert isinstance(desk.all_of(take)[-2], TakeFinished)
    assert desk.played == [TALK]
    desk.session.release()
    again = desk.press()
    desk.session.release()
    assert isinstance(desk.all_of(again)[-2], TakeFinished)


def test_a_second_press_is_refused_while_a_take_is_open(desk: Desk) -> None:
    desk.open()
    take = desk.press()
    with pytest.raises(EarshotError, match="A take is still open"):
        desk.press()
    desk.session.release()
    desk.all_of(take)


def test_letting_go_without_a_press_does_nothing(desk: Desk) -> None:
    desk.session.release()


def test_without_a_microphone_the_take_says_so_and_the_next_one_works(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    desk.make_microphone = DeviceMicrophone
    monkeypatch.setitem(sys.modules, "sounddevice", FakeSoundDevice())  # type: ignore[arg-type]
    failed, finished = desk.all_of(desk.press())
    assert finished == Finished()
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, MicrophoneError)
    assert failed.error.sentence == "No microphone is connected."
    desk.session.release()
    library = FakeSoundDevice(48_000.0)  # now one is plugged in
    monkeypatch.setitem(sys.modules, "sounddevice", library)  # type: ignore[arg-type]
    take = desk.press()
    stream = library.stream()
    stream.play(noise(3.0))  # a second at 48 kHz
    desk.session.release()
    assert desk.says(take) == "Send the report."
    desk.session.close()  # it is closed on a thread of its own
    assert stream.calls == ["start", "stop", "close"]


def test_a_tap_on_the_key_without_a_microphone_is_told_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open()
    desk.make_microphone = DeviceMicrophone
    monkeypatch.setitem(sys.modules, "sounddevice", FakeSoundDevice())  # type: ignore[arg-type]
    take = desk.press()
    desk.session.release()
    assert [type(event) for event in desk.all_of(take)] == [Failed, Finished]
    desk.takes_another()


def test_a_missing_recording_is_told_by_its_take_and_the_next_one_works(desk: Desk) -> None:
    desk.open()
    files = FakeSounds({TALK: [noise(1.0)]})
    desk.make_recording = lambda path: RecordingMicrophone(path, files.blocks, 1000.0)
    failed, finished = desk.all_of(desk.press(NOWHERE))
    assert finished == Finished()
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, MissingFileError)
    desk.session.release()
    take = desk.press(TALK)
    assert desk.says(take) == "Send the report."
    desk.session.release()


def test_a_microphone_that_goes_wrong_is_replaced_and_the_take_goes_on(desk: Desk) -> None:
    desk.open()
    take = desk.press()
    desk.microphone.say(noise(1.0))
    desk.until(take, TextHeard)
    desk.microphone.end(MicrophoneError("The microphone is gone."))
    first = desk.microphone
    second = desk.next_microphone()
    assert first.stopped.wait(PATIENCE)
    second.say(noise(1.0))
    desk.session.release()
    assert desk.says(take) == "Send the report.", "nothing that was said is lost"
    assert desk.ears.windows[-1].samples == 32_000, "what the second one heard goes on where the first one stopped"


def test_a_stopped_take_stops_the_microphone(desk: Desk) -> None:
    desk.open()
    take = desk.press()
    desk.microphone.say(noise(1.0))
    desk.until(take, TextHeard)
    desk.session.stop(take)
    assert not [event for event in desk.all_of(take) if isinstance(event, TakeFinished)]
    assert desk.microphone.stopped.wait(PATIENCE)


def test_without_a_model_every_wish_says_so(desk: Desk) -> None:
    take = desk.press()
    desk.session.release()  # until then somebody may open one
    assert desk.error(take).sentence == "No model is open."
    for wish in (
        lambda: desk.session.edit("text", Manner.POLISH),
        lambda: desk.session.clips.describe(Path("clip.mp4")),
    ):
        assert desk.error(wish()).sentence == "No model is open."
    assert desk.microphone.stopped.wait(PATIENCE)


def test_a_text_is_polished(desk: Desk) -> None:
    desk.open()
    events = desk.all_of(desk.session.edit("um better", Manner.POLISH))
    assert events == [TextEdited("um better", "Better."), Finished()]


def test_a_clip_is_described_and_asked_about(desk: Desk) -> None:
    desk.open()
    assert desk.error(desk.session.clips.ask("Which colour?")).sentence == "Nothing has been watched yet."
    events = desk.all_of(desk.session.clips.describe(Path("clip.mp4")))
    assert sum(isinstance(event, FrameSeen) for event in events) == 4
    assert isinstance(events[-2], FileRead)
    answer = desk.all_of(desk.session.clips.ask("Which colour?"))
    assert answer[-2] == DescriptionGrew("it is red")


def test_what_is_said_in_a_clip_is_heard_in_the_language_that_was_chosen(desk: Desk) -> None:
    desk.open()
    desk.session.language = "German"
    *_, read, finished = desk.all_of(desk.session.clips.describe(TALKIE))
    assert finished == Finished() and isinstance(read, FileRead)
    assert (read.kind, read.text, [part.text for part in read.said]) == ("video", "a red circle", ["Send the report."])
    assert desk.ears.windows[-1].language == "German"
    assert desk.all_of(desk.session.clips.ask("Which colour?"))[-2] == DescriptionGrew("it is red")


def test_after_a_panic_in_a_load_the_old_model_comes_back(desk: Desk) -> None:
    def stumble(folder: Path) -> None:
        if folder == OTHER:
            raise PanicException

    desk.open()
    desk.minds.loading = stumble
    ready, failed, finished = without_progress(desk.all_of(desk.session.open_model(OTHER)))
    assert (ready, finished) == (ModelReady(desk.mind.card), Finished())
    assert isinstance(failed, Failed)


def test_another_model_takes_the_place_of_the_old_one(desk: Desk) -> None:
    desk.open()
    desk.open(OTHER)
    assert desk.mind.released
    assert not desk.other.released


def test_while_another_model_loads_nothing_holds_the_old_one(desk: Desk) -> None:
    """The eyes that watched last hold it too."""
    held: list[object] = []
    desk.open()
    desk.all_of(desk.session.clips.describe(Path("clip.mp4")))
    desk.minds.loading = lambda _: held.extend([desk.session._memory.mind, desk.session._memory.eyes])
    desk.open(OTHER)
    assert held == [None, None]
    assert desk.error(desk.session.clips.ask("Which colour?")).sentence == "Nothing has been watched yet."


def test_a_folder_without_a_model_leaves_the_old_one_in_use(desk: Desk) -> None:
    desk.open()
    assert desk.error(desk.session.open_model(Path("nowhere"))).sentence == "There is no model."
    assert desk.all_of(desk.session.edit("um", Manner.POLISH))[0] == TextEdited("um", "Better.")


def test_after_a_model_that_could_not_be_loaded_the_old_one_comes_back_and_the_error_is_told(desk: Desk) -> None:
    desk.open()
    desk.all_of(desk.session.clips.describe(Path("clip.mp4")))
    loads: list[tuple[Path, bool, object]] = []
    desk.minds.loading = lambda folder: loads.append((folder, desk.mind.released, desk.session._memory.mind))
    ready, failed, finished = without_progress(desk.all_of(desk.session.open_model(BROKEN)))
    assert loads == [(BROKEN, True, None), (MODEL, True, None)], "never two models in memory"
    assert ready == ModelReady(desk.mind.card)
    assert isinstance(failed, Failed)
    assert failed.error.sentence == "The model in “broken” cannot be loaded."
    assert finished == Finished()
    assert desk.all_of(desk.session.edit("um", Manner.POLISH))[0] == TextEdited("um", "Better.")
    assert desk.error(desk.session.clips.ask("Which colour?")).sentence == "Nothing has been watched yet."
    desk.open(OTHER)


def test_the_old_model_comes_back_after_an_unforeseen_problem_too(desk: Desk) -> None:
    def stumble(folder: Path) -> None:
        if folder == OTHER:
            raise KeyError("image_token_id")

    desk.open()
    desk.minds.loading = stumble
    ready, failed, finished = without_progress(desk.all_of(desk.session.open_model(OTHER)))
    assert ready == ModelReady(desk.mind.card)
    assert isinstance(failed, Failed)
    assert failed.error.sentence == "Something went wrong inside Earshot."
    assert finished == Finished()
    assert desk.all_of(desk.session.edit("um", Manner.POLISH))[0] == TextEdited("um", "Better.")


def test_if_the_old_model_cannot_come_back_either_none_is_open(desk: Desk) -> None:
    desk.open()
    desk.minds.broken.add(MODEL)
    assert desk.error(desk.session.open_model(BROKEN)).sentence == "The model in “broken” cannot be loaded."
    assert desk.error(desk.session.edit("um", Manner.POLISH)).sentence == "No model is open."
    desk.open(OTHER)


def test_after_a_first_model_that_could_not_be_loaded_no_model_is_open(desk: Desk) -> None:
    assert desk.error(desk.session.open_model(BROKEN)).sentence == "The model in “broken” cannot be loaded."
    assert desk.error(desk.session.edit("um", Manner.POLISH)).sentence == "No model is open."
    desk.open(OTHER)


def test_a_load_tells_how_far_it_is(desk: Desk) -> None:
    events = desk.all_of(desk.session.open_model(MODEL))
    assert events == [
        ModelLetGo(), ModelLoading(0.0), ModelLoading(0.5), ModelReady(desk.mind.card), Finished(),
    ]  # fmt: skip


class Gate:
    """A load that stands still in its first step until it is let through."""

    def __init__(self, minds: FakeMinds, folder: Path) -> None:
        self._folder = folder
        self.reached, self.passed = threading.Event(), threading.Event()
        minds.loading = self._loading

    def _loading(self, folder: Path) -> None:
        if folder == self._folder:
            self.reached.set()
            assert self.passed.wait(PATIENCE)


def test_a_load_that_is_stopped_brings_the_model_from_before_back(desk: Desk) -> None:
    desk.open()
    gate = Gate(desk.minds, OTHER)
    load = desk.session.open_model(OTHER)
    assert gate.reached.wait(PATIENCE)
    back = desk.session.stop(load)
    gate.passed.set()
    assert back is not None
    *_, ready, finished = desk.all_of(back)
    assert (ready, finished) == (ModelReady(desk.mind.card), Finished())
    assert desk.minds.dropped == [OTHER], "what was there of it was given back"
    assert desk.all_of(desk.session.edit("um", Manner.POLISH))[0] == TextEdited("um", "Better.")


def test_a_load_that_is_stopped_before_it_began_keeps_the_model(desk: Desk) -> None:
    desk.open()
    gate = Gate(desk.minds, MODEL)
    first = desk.session.open_model(MODEL)
    assert gate.reached.wait(PATIENCE)
    second = desk.session.open_model(OTHER)
    back = desk.session.stop(second)
    gate.passed.set()
    assert back is not None and first != second
    assert ModelReady(desk.mind.card) in desk.all_of(back)
    assert desk.all_of(desk.session.edit("um", Manner.POLISH))[0] == TextEdited("um", "Better.")


def test_another_model_takes_the_place_of_one_that_is_still_loading(desk: Desk) -> None:
    gate = Gate(desk.minds, OTHER)
    desk.session.open_model(OTHER)
    assert gate.reached.wait(PATIENCE)
    quick = desk.session.open_model(MODEL)
    gate.passed.set()
    *_, ready, finished = desk.all_of(quick)
    assert (ready, finished) == (ModelReady(desk.mind.card), Finished())
    assert desk.minds.dropped == [OTHER]


def test_what_is_said_while_a_model_loads_is_written_down_after(desk: Desk) -> None:
    gate = Gate(desk.minds, MODEL)
    desk.session.open_model(MODEL)
    take = desk.press()
    desk.microphone.say(noise(1.0))
    desk.session.release()
    gate.passed.set()
    assert desk.says(take) == "Send the report."


def test_the_window_can_close_while_a_model_loads(desk: Desk) -> None:
    gate = Gate(desk.minds, MODEL)
    desk.session.open_model(MODEL)
    assert gate.reached.wait(PATIENCE)

    def go_on_when_it_closes() -> None:
        while not desk.session._thinking._closing:
            time.sleep(0.005)
        gate.passed.set()

    opened = threading.Thread(target=go_on_when_it_closes)
    opened.start()
    assert desk.session.close()
    assert desk.minds.dropped == [MODEL]


def test_stopping_what_is_long_over_does_nothing(desk: Desk) -> None:
    desk.open()
    job = desk.session.edit("um", Manner.POLISH)
    desk.all_of(job)
    desk.session.stop(job)
    desk.session.stop(999)
    assert desk.all_of(desk.session.edit("um", Manner.POLISH))[0] == TextEdited("um", "Better.")


def test_jobs_that_are_over_are_forgotten(desk: Desk) -> None:
    desk.open()
    for _ in range(3):
        desk.all_of(desk.session.edit("um", Manner.POLISH))
    take = desk.press()
    last = desk.session.edit("um", Manner.POLISH)
    assert set(desk.session._work._tickets) == {last}
    desk.all_of(last)
    desk.session.release()
    desk.all_of(take)


def test_the_window_can_close_while_somebody_speaks(desk: Desk) -> None:
    desk.open()
    desk.press()
    desk.microphone.say(noise(1.0))
    assert desk.session.close()
    assert desk.microphone.stops >= 1


def test_scratch_that_takes_the_last_text_back(desk: Desk) -> None:
    desk.ears._finals = iter(["Send the report.", "Scratch that."])
    desk.open()
    first = desk.press()
    desk.microphone.say(noise(1.0))
    desk.session.release()
    assert desk.says(first) == "Send the report."
    take = desk.press()
    desk.microphone.say(noise(1.0))
    desk.session.release()
    assert desk.until(first, TakenBack)[-1] == TakenBack(1)
    assert desk.says(take) == ""


def test_what_was_just_delivered_is_taken_back_and_counts_no_more(desk: Desk) -> None:
    desk.open()
    take = desk.press()
    desk.microphone.say(noise(1.0))
    desk.session.release()
    assert desk.says(take) == "Send the report."
    desk.session.undo()
    assert desk.until(take, TakenBack)[-1] == TakenBack(1)
    desk.session.undo()  # only once
    assert desk.session.close()
    history = parts.history()
    (entry,) = history.newest()
    sums = history.statistics()
    history.close()
    assert (entry.raw, entry.condition, sums.takes) == ("Send the report.", Condition.CANCELLED, 0)


def test_a_take_can_be_cancelled_and_had_back(desk: Desk) -> None:
    desk.open()
    take = desk.press()
    desk.microphone.say(noise(1.0))
    desk.until(take, TextHeard)
    desk.session.cancel()
    assert isinstance(desk.until(0, TakeCancelled)[-1], TakeCancelled)
    desk.session.undo()
    assert desk.says(take) == "Send the report."


def test_another_model_may_come_while_somebody_speaks(desk: Desk) -> None:
    desk.other._ears = FakeEars(["All of it."])
    desk.open()
    take = desk.press()
    desk.microphone.say(noise(1.0))
    desk.until(take, TextHeard)
    desk.open(OTHER)
    desk.microphone.say(noise(1.0))
    desk.session.release()
    assert desk.says(take) == "All of it."
    assert desk.mind.released
    assert desk.other._ears.windows[-1].samples == 32_000, "from its first sample on"
