"""How far getting a model has come: events in, what a card shows out."""

from __future__ import annotations

from functools import reduce
from pathlib import Path

from earshot.domain.course import Course, Stage
from earshot.domain.errors import EarshotError
from earshot.domain.getting import (
    Asking,
    Fetched,
    Fetching,
    Getting,
    Hash,
    Plan,
    Planned,
    Retrying,
    Verified,
    Verifying,
    Wanted,
)

PLAN = Plan("owner/name", "1" * 40, "", (Wanted("model.safetensors", 1000, Hash.SHA256, "0" * 64),), "it")
PLANNED = Planned(PLAN, 900, 5000, 0)


def after(course: Course, *events: Getting) -> Course:
    return reduce(Course.after, events, course)


def test_a_question_is_answered_and_nothing_is_fetched_for_it() -> None:
    asked = after(Course().asked(), Asking(), PLANNED)
    assert asked.stage is Stage.ASKED and asked.planned is PLANNED and not asked.fetches
    assert asked.stopped().stage is Stage.ASKED, "the job that asked is over, the question stands"
    assert Course().asked().stopped() == Course()


def test_it_is_fetched_paused_and_goes_on() -> None:
    course = after(Course().asked(), PLANNED).wanted()
    assert course.stage is Stage.QUEUED and not course.connects
    course = after(course, Asking(), PLANNED, Fetching("x", 500, 1000, 10.0, 50.0))
    assert (course.stage, course.share, course.seconds_left) == (Stage.FETCHING, 0.5, 50.0) and course.connects
    paused = course.stopped(paused=True)
    assert paused.stage is Stage.PAUSED and paused.done == 500 and not paused.connects
    assert paused.stopped().stage is Stage.KEPT
    assert paused.wanted().speed == 0.0 and paused.wanted().done == 500
    assert after(paused.wanted(), Fetched(Path("x"), PLAN, 5)) == Course()


def test_a_trouble_is_told_until_bytes_come_again() -> None:
    course = after(Course().wanted(), PLANNED, Fetching("x", 500, 1000, 10.0, 50.0), Retrying("x", "it broke off", 3.0))
    assert after(course, Fetching("x", 500, 1000, 0.0, None)).trouble == "it broke off"
    assert after(course, Fetching("x", 501, 1000, 1.0, None)).trouble == ""


def test_comparing_finds_what_is_bad_and_mending_ends_whole() -> None:
    checking = after(Course(Stage.QUEUED), Verifying("x", 30, 100))
    assert checking.stage is Stage.CHECKING and checking.share == 0.3
    assert checking.stopped() == Course(checked=0.3), "stopped, it is as if nobody had asked"
    assert after(checking, Verified(Path("x"), ())).stage is Stage.WHOLE
    damaged = after(checking, Verified(Path("x"), ("a",)))
    assert damaged.stage is Stage.DAMAGED and damaged.bad == ("a",)
    assert after(damaged.wanted(), PLANNED, Fetched(Path("x"), PLAN, 5)).stage is Stage.WHOLE


def test_a_failure_stays_when_its_job_ends() -> None:
    error = EarshotError("The disk is full.")
    failed = after(Course().wanted(), PLANNED).failed(error).stopped()
    assert failed.stage is Stage.FAILED and failed.error is error
    assert failed.wanted().error is None


def test_the_disk_tells_of_a_part_from_before() -> None:
    found = Course().here(300, 1000)
    assert (found.stage, found.done, found.total, found.fetches) == (Stage.KEPT, 300, 1000, True)
    assert found.here(None, 1000) == Course(), "it was thrown away"
    assert Course().here(0, 1000) == Course() and Course().here(None, None) == Course()
    going = after(Course().wanted(), PLANNED)
    assert going.here(300, 1000) is going
