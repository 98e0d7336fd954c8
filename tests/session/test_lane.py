"""The lane: one thread, urgent work first, and every job ends where it began."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from queue import Empty, SimpleQueue

import pytest

from earshot.domain.errors import EarshotError, MissingFileError
from earshot.domain.events import DescriptionGrew, Event, Failed, Finished, Stepped, Waiting
from earshot.session.lane import GENTLE, Lane

PATIENCE = 10.0
"""Seconds after which a test gives up."""


class Post:
    """Where a lane delivers; events of all jobs in one row, each with the name of its job."""

    def __init__(self) -> None:
        self._letters: SimpleQueue[tuple[str, Event, str]] = SimpleQueue()

    def box(self, job: str) -> Callable[[Event], None]:
        return lambda event: self._letters.put((job, event, threading.current_thread().name))

    def until_finished(self, *jobs: str) -> list[tuple[str, Event]]:
        """Everything that came until these jobs were finished."""
        came, open_jobs = [], set(jobs)
        while open_jobs:
            job, event, thread = self._letters.get(timeout=PATIENCE)
            assert thread == "thinking"
            came.append((job, event))
            if event == Finished():
                open_jobs.discard(job)
        return came

    def texts(self, *jobs: str) -> list[str]:
        return [event.text for _, event in self.until_finished(*jobs) if isinstance(event, DescriptionGrew)]

    def empty(self) -> bool:
        return self._letters.empty()


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def lane() -> Iterator[Lane]:
    lane = Lane("thinking")
    yield lane
    assert lane.close(PATIENCE)


def says(*texts: str) -> Generator[Event]:
    for text in texts:
        yield DescriptionGrew(text)


def wait(event: threading.Event) -> None:
    assert event.wait(PATIENCE)


def test_a_jobs_events_come_in_order_and_finished_comes_last(lane: Lane, post: Post) -> None:
    lane.start(says("a", "a red", "a red circle"), post.box("watch"))
    came = [event for _, event in post.until_finished("watch")]
    assert came == [DescriptionGrew("a"), DescriptionGrew("a red"), DescriptionGrew("a red circle"), Finished()]


def test_steps_and_waiting_are_not_shown(lane: Lane, post: Post) -> None:
    waits = threading.Event()

    def job() -> Generator[Event]:
        yield Stepped()
        waits.set()
        yield Waiting()
        yield DescriptionGrew("done")

    lane.start(job(), post.box("job"))
    wait(waits)
    lane.wake()
    assert [event for _, event in post.until_finished("job")] == [DescriptionGrew("done"), Finished()]


def test_ordinary_jobs_are_done_one_after_another(lane: Lane, post: Post) -> None:
    lane.start(says("1", "2"), post.box("first"))
    lane.start(says("3", "4"), post.box("second"))
    assert post.texts("first", "second") == ["1", "2", "3", "4"]


def test_dictation_goes_first_and_the_description_goes_on_where_it_was(lane: Lane, post: Post) -> None:
    watching, pressed = threading.Event(), threading.Event()

    def describe() -> Generator[Event]:
        yield DescriptionGrew("a")
        watching.set()
        wait(pressed)
        yield DescriptionGrew("a red")
        yield DescriptionGrew("a red circle")

    lane.start(describe(), post.box("watch"))
    wait(watching)
    lane.start(says("hello", "hello world"), post.box("take"), urgent=True)
    pressed.set()
    assert post.texts("watch", "take") == ["a", "a red", "hello", "hello world", "a red circle"]


def test_while_dictation_waits_for_sound_the_description_goes_on(lane: Lane, post: Post) -> None:
    heard: SimpleQueue[str] = SimpleQueue()
    listening = threading.Event()

    def dictate() -> Generator[Event]:
        while True:
            try:
                text = heard.get_nowait()
            except Empty:
                listening.set()
                yield Waiting()
                continue
            yield DescriptionGrew(text)
            return

    lane.start(dictate(), post.box("take"), urgent=True)
    wait(listening)
    lane.start(says("a red circle"), post.box("watch"))
    assert post.texts("watch") == ["a red circle"]
    heard.put("hello")
    lane.wake()
    assert post.texts("take") == ["hello"]


def test_a_waiting_job_sleeps_until_it_is_woken(lane: Lane, post: Post) -> None:
    steps: SimpleQueue[int] = SimpleQueue()

    def job() -> Generator[Event]:
        for number in range(3):
            steps.put(number)
            yield Waiting()

    lane.start(job(), post.box("take"), urgent=True)
    for number in range(3):
        assert steps.get(timeout=PATIENCE) == number
        assert steps.empty()
        assert post.empty()
        lane.wake()
    post.until_finished("take")


def test_two_jobs_that_wait_do_not_keep_the_lane_busy(lane: Lane, post: Post) -> None:
    steps = {"take": 0, "watch": 0}
    waits: SimpleQueue[str] = SimpleQueue()

    def job(name: str) -> Generator[Event]:
        while True:
            steps[name] += 1
            waits.put(name)
            yield Waiting()

    take = lane.start(job("take"), post.box("take"), urgent=True)
    assert waits.get(timeout=PATIENCE) == "take"
    watch = lane.start(job("watch"), post.box("watch"))
    assert {waits.get(timeout=PATIENCE), waits.get(timeout=PATIENCE)} == {"take", "watch"}
    take.cancel()
    watch.cancel()
    lane.wake()
    post.until_finished("take", "watch")
    assert steps == {"take": 2, "watch": 1}


def test_a_stopped_job_is_closed_on_the_lanes_own_thread(lane: Lane, post: Post) -> None:
    closed_on: list[str] = []
    listening = threading.Event()

    def job() -> Generator[Event]:
        try:
            while True:
                listening.set()
                yield Waiting()
        finally:
            closed_on.append(threading.current_thread().name)

    ticket = lane.start(job(), post.box("take"), urgent=True)
    wait(listening)
    ticket.cancel()
    lane.wake()
    assert post.until_finished("take") == [("take", Finished())]
    assert closed_on == ["thinking"]


def test_a_stopped_job_says_nothing_more(lane: Lane, post: Post) -> None:
    busy, stopped = threading.Event(), threading.Event()

    def job() -> Generator[Event]:
        busy.set()
        wait(stopped)
        yield DescriptionGrew("the step under way")
        yield DescriptionGrew("never said")

    ticket = lane.start(job(), post.box("watch"))
    wait(busy)
    ticket.cancel()
    stopped.set()
    assert post.texts("watch") == ["the step under way"]


def test_a_job_stopped_before_its_turn_is_never_begun(lane: Lane, post: Post) -> None:
    busy, go_on = threading.Event(), threading.Event()

    def first() -> Generator[Event]:
        busy.set()
        wait(go_on)
        yield Stepped()

    lane.start(first(), post.box("first"))
    wait(busy)
    lane.start(says("never said"), post.box("second")).cancel()
    go_on.set()
    assert post.until_finished("first", "second") == [("first", Finished()), ("second", Finished())]


def test_an_error_is_told_as_it_is_and_the_lane_works_on(lane: Lane, post: Post) -> None:
    def job() -> Generator[Event]:
        yield DescriptionGrew("so far")
        raise MissingFileError("There is no file “holiday.mp4”.")

    lane.start(job(), post.box("watch"))
    grew, (_, failed), finished = post.until_finished("watch")
    assert (grew, finished) == (("watch", DescriptionGrew("so far")), ("watch", Finished()))
    assert isinstance(failed, Failed)
    assert failed.error.sentence == "There is no file “holiday.mp4”."
    assert failed.error.advice
    lane.start(says("still here"), post.box("next"))
    assert post.texts("next") == ["still here"]


def test_a_ticket_knows_when_its_job_is_over_however_it_ends(lane: Lane, post: Post) -> None:
    waits = threading.Event()

    def waiting() -> Generator[Event]:
        while True:
            waits.set()
            yield Waiting()

    def failing() -> Generator[Event]:
        yield Stepped()
        raise MissingFileError("There is no file.")

    def stumbling() -> Generator[Event]:
        yield Stepped()
        raise KeyError

    stopped = lane.start(waiting(), post.box("stopped"), urgent=True)
    wait(waits)
    assert not stopped.over
    stopped.cancel()
    lane.wake()
    ended = [
        lane.start(job, post.box(name))
        for name, job in (("done", says("a")), ("failed", failing()), ("stumbled", stumbling()))
    ]
    post.until_finished("stopped", "done", "failed", "stumbled")
    assert all(ticket.over for ticket in (stopped, *ended))


def test_an_unforeseen_error_is_one_general_sentence_and_the_log_keeps_the_secret(
    lane: Lane, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    spoken = "-".join(["the", "secret", "words"])

    def job_that_stumbles() -> Generator[Event]:
        yield Stepped()
        raise KeyError(spoken)

    with caplog.at_level(logging.DEBUG):
        lane.start(job_that_stumbles(), post.box("take"))
        (_, failed), finished = post.until_finished("take")
    assert finished == ("take", Finished())
    assert isinstance(failed, Failed)
    assert type(failed.error) is EarshotError
    assert failed.error.sentence == "Something went wrong inside Earshot."
    assert "log" in failed.error.advice
    assert spoken not in failed.error.advice
    assert spoken not in caplog.text
    assert "KeyError" in caplog.text
    assert "job_that_stumbles" in caplog.text
    assert "test_lane.py" in caplog.text
    lane.start(says("still here"), post.box("next"))
    assert post.texts("next") == ["still here"]


def test_a_job_that_stumbles_while_it_is_stopped_leaves_the_lane_working(
    lane: Lane, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    listening = threading.Event()
    spoken = "-".join(["the", "secret", "words"])

    def job() -> Generator[Event]:
        try:
            while True:
                listening.set()
                yield Waiting()
        finally:
            raise ValueError(spoken)

    ticket = lane.start(job(), post.box("take"))
    wait(listening)
    ticket.cancel()
    lane.wake()
    assert post.until_finished("take") == [("take", Finished())]
    assert "ValueError" in caplog.text
    assert spoken not in caplog.text
    lane.start(says("still here"), post.box("next"))
    assert post.texts("next") == ["still here"]


def panic() -> BaseException:
    """Of the very kind that the library behind every tokenizer raises; it has no name to import."""
    import tokenizers  # noqa: F401

    kind = next(kind for kind in BaseException.__subclasses__() if kind.__name__ == "PanicException")
    return kind("the secret words")


def test_a_panic_of_a_library_in_rust_leaves_the_lane_working(
    lane: Lane, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    def panicking() -> Generator[Event]:
        yield Stepped()
        raise panic()

    def panicking_when_it_is_stopped() -> Generator[Event]:
        try:
            while True:
                listening.set()
                yield Waiting()
        finally:
            raise panic()

    listening = threading.Event()
    lane.start(panicking(), post.box("take"))
    (_, failed), finished = post.until_finished("take")
    assert finished == ("take", Finished())
    assert isinstance(failed, Failed) and failed.error.sentence == "Something went wrong inside Earshot."
    ticket = lane.start(panicking_when_it_is_stopped(), post.box("stopped"))
    wait(listening)
    ticket.cancel()
    lane.wake()
    assert post.until_finished("stopped") == [("stopped", Finished())]
    assert "PanicException" in caplog.text and "secret" not in caplog.text
    assert not issubclass(type(panic()), Exception), "or this test shows nothing"
    lane.start(says("still here"), post.box("next"))
    assert post.texts("next") == ["still here"]


def test_closing_a_busy_lane_says_so_and_ends_every_job_in_the_end(post: Post) -> None:
    lane = Lane("thinking")
    busy, go_on = threading.Event(), threading.Event()
    closed_on: list[str] = []

    def slow() -> Generator[Event]:
        try:
            busy.set()
            wait(go_on)
            yield DescriptionGrew("the step under way")
            yield DescriptionGrew("never said")
        finally:
            closed_on.append(threading.current_thread().name)

    tickets = [lane.start(slow(), post.box("slow"))]
    wait(busy)
    tickets.append(lane.start(says("never said"), post.box("queued")))
    tickets.append(lane.start(says("never said"), post.box("urgent"), urgent=True))
    assert not lane.close(seconds=0.01)
    assert not any(ticket.over for ticket in tickets)
    go_on.set()
    assert lane.close(PATIENCE)
    came = post.until_finished("slow", "queued", "urgent")
    assert [event for _, event in came if event != Finished()] == [DescriptionGrew("the step under way")]
    assert closed_on == ["thinking"]
    assert all(ticket.over for ticket in tickets)
    assert post.empty()


def test_an_idle_lane_closes_at_once() -> None:
    lane = Lane("thinking")
    assert lane.close(PATIENCE)
    assert lane.close(PATIENCE)


@pytest.mark.skipif(sys.platform != "linux", reason="macOS gives the screen its place by itself")
def test_a_lane_and_what_it_begins_give_way_to_the_screen(lane: Lane, post: Post) -> None:
    found: list[int] = []

    def look() -> None:
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    def work() -> Generator[Event]:
        look()
        beside = threading.Thread(target=look)
        beside.start()
        beside.join(PATIENCE)
        yield Stepped()

    lane.start(work(), post.box("work"))
    post.until_finished("work")
    here = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert found == [max(here, GENTLE)] * 2
