"""Models that are got by the session: beside everything else, and stopped at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import count
from pathlib import Path
from threading import Event as Flag

import pytest

from earshot.domain.catalogue import Advice
from earshot.domain.errors import EarshotError
from earshot.domain.events import Event, Failed, Finished
from earshot.domain.getting import Asking, Fetched, Fetching, Getting, Plan
from earshot.domain.model_events import ModelRefused
from earshot.domain.supply_events import Compared, Removed, Stocked
from earshot.session.supplies import Supplies
from earshot.session.supply import NoSupply

PLAN = Plan("owner/name", "1" * 40, "", (), "it")


class Slow(NoSupply):
    """A hub whose bytes come for ever, one step a hundredth of a second."""

    def __init__(self) -> None:
        self.closed = Flag()

    def stock(self) -> Stocked:
        return Stocked((), (), (), Advice(None, "", 8), "a hub")

    def get(self, repository: str, revision: str, *, anyway: bool) -> Generator[Getting, None, Fetched]:
        try:
            for done in count():
                time.sleep(0.01)
                yield Fetching("x", done, 10**9, 1.0, None)
        finally:
            self.closed.set()
        return Fetched(Path("x"), PLAN, 0)

    def newer(self, folder: Path) -> Generator[Asking, None, str]:
        for _ in range(5):
            time.sleep(0.01)
            yield Asking()
        return "2" * 40

    def remove(self, folder: Path) -> tuple[str, ...]:
        if folder.name == "mine":
            raise EarshotError("It was not fetched.")
        return ()


class Counter:
    """Supplies before somebody who notes what they are told."""

    def __init__(self, supply: NoSupply) -> None:
        self.told: list[tuple[int, Event]] = []
        numbers = count(1)
        self.supplies = Supplies(
            supply, self.models, lambda: next(numbers), lambda job, event: self.told.append((job, event))
        )
        self.disk: Iterable[Event] = ()

    def models(self) -> Generator[Event]:
        yield from self.disk

    def of(self, job: int) -> list[Event]:
        return [event for its, event in self.told if its == job]

    def until(self, there: Callable[[], bool]) -> None:
        end = time.monotonic() + 60.0
        while not there():
            assert time.monotonic() < end, self.told[-5:]
            time.sleep(0.002)


@pytest.fixture
def supply() -> Slow:
    return Slow()


@pytest.fixture
def counter(supply: Slow) -> Iterator[Counter]:
    counter = Counter(supply)
    yield counter
    assert counter.supplies.close()


def test_what_takes_a_moment_is_served_while_something_is_fetched(counter: Counter) -> None:
    get = counter.supplies.get("owner/name")
    counter.until(lambda: bool(counter.of(get)))
    jobs = [counter.supplies.look(), counter.supplies.remove(Path("x")), counter.supplies.newer(Path("x"))]
    counter.until(lambda: all(counter.of(job)[-1:] == [Finished()] for job in jobs))
    assert isinstance(counter.of(jobs[0])[0], Stocked) and counter.of(jobs[1])[0] == Removed(Path("x"), ())
    assert counter.of(jobs[2])[-2] == Compared(Path("x"), "2" * 40)
    first = [number for number, _ in counter.told].index(jobs[2])
    between = counter.told[first : counter.told.index((jobs[2], Finished()))]
    assert any(number == get for number, _ in between), "the download stood still while a server was asked"
    assert not any(isinstance(event, Finished) for event in counter.of(get))


def test_a_download_goes_on_while_the_disk_is_looked_through(counter: Counter) -> None:
    get = counter.supplies.get("owner/name")
    counter.until(lambda: bool(counter.of(get)))
    counter.disk = [ModelRefused(Path(str(number)), EarshotError("none")) for number in range(5)]
    look = counter.supplies.models()
    counter.until(lambda: counter.of(look)[-1:] == [Finished()])
    assert counter.of(look)[:-1] == counter.disk
    between = counter.told[counter.told.index((look, counter.disk[0])) : counter.told.index((look, Finished()))]
    assert any(number == get for number, _ in between)


def test_a_second_download_waits_for_the_first(counter: Counter) -> None:
    first = counter.supplies.get("owner/name")
    second = counter.supplies.get("owner/other")
    counter.until(lambda: len(counter.of(first)) > 3)
    assert counter.of(second) == []
    counter.supplies.stop(first)
    counter.until(lambda: bool(counter.of(second)))
    assert counter.of(first)[-1] == Finished()


def test_closing_stops_at_once_on_the_lane(supply: Slow) -> None:
    counter = Counter(supply)
    counter.supplies.get("owner/name")
    counter.until(lambda: bool(counter.told))
    began = time.monotonic()
    assert counter.supplies.close() and time.monotonic() - began < 2.0
    assert supply.closed.is_set(), "what is here was not settled"


def test_a_failure_is_told_and_ends_one_job_alone(counter: Counter) -> None:
    failed = counter.supplies.remove(Path("mine"))
    counter.until(lambda: len(counter.of(failed)) == 2)
    assert isinstance(counter.of(failed)[0], Failed)
    seen = counter.supplies.look()
    counter.until(lambda: bool(counter.of(seen)))


def test_who_has_no_supply_says_so() -> None:
    counter = Counter(NoSupply())
    jobs = [counter.supplies.get("a/b"), counter.supplies.verify(Path("x")), counter.supplies.newer(Path("x"))]
    counter.until(lambda: all(counter.of(job)[-1:] == [Finished()] for job in jobs))
    assert all(isinstance(counter.of(job)[0], Failed) for job in jobs)
    assert counter.supplies.close()
