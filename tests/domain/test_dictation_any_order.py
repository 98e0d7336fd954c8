"""No order of events loses sound, leaves a stream open or inserts twice: the dictation under hypothesis.

The world here keeps books of its own and never looks into the machine's state, but for its deadline.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import Phase as Step
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from earshot.domain import orders as out
from earshot.domain import signals as came
from earshot.domain.dictation import deadline, step
from earshot.domain.errors import EarshotError
from earshot.domain.keys import Style
from earshot.domain.orders import Notice, Order
from earshot.domain.taking import RULES, Phase, State

WRONG = EarshotError("Something went wrong.")
SOON = st.sampled_from([0.0, 0.05, 0.05, 0.2, 0.2, 0.35, 0.5, 0.5, 1.0, 2.0, 4.9, 5.0, 6.0, 21.0, 400.0, 3700.0])
BACK = st.sampled_from([0, 0, 0, 0, 0, 1, 2])
"""Mostly an answer to what was asked last, now and then a stale one."""


class World(RuleBasedStateMachine):
    """Devices that answer or do not, late and in any order, and a person who presses whatever there is."""

    @initialize(style=st.sampled_from(Style), warm=st.sampled_from([0.0, 20.0, math.inf]), ready=st.booleans())
    def begin(self, style: Style, warm: float, ready: bool) -> None:
        self.rules = replace(RULES, style=style, warm=warm)
        self.state, self.now = State(), 100.0
        self.stream: int | None = None
        self.sounds, self.model, self.asked, self.left = False, False, False, False
        self.recording: int | None = None
        self.ends: dict[int, float] = {}
        """Takes that were told to end, and where."""
        self.started: list[int] = []
        self.whole: set[int] = set()
        self.cancelled: dict[int, float] = {}
        self.outcome: dict[int, Order] = {}
        self.reading: tuple[int, int] | None = None
        self.readings = 0
        self.delivered: int | None = None
        self.pressed_at = math.inf
        self.over = (0, 0)
        if ready:
            self.model_came()
            self.press(came.Toggle)
            self.device_ready(0)

    # What is told to the machine.

    def tell(self, kind: type, *args: object) -> None:
        signal: Any = kind(self.now, *args)
        self.state, orders = step(self.state, signal, self.rules)
        for order in orders:
            self.obey(order)

    @rule(seconds=SOON)
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.tell(came.Tick)

    @rule(seconds=SOON)
    def time_passes_unnoticed(self, seconds: float) -> None:
        self.now += seconds

    @rule(kind=st.sampled_from([came.KeyDown, came.Toggle, came.Begin]))
    def press(self, kind: type) -> None:
        self.tell(came.Tick)
        if self.state.phase is not Phase.OPENING:
            self.pressed_at = self.now
        self.tell(kind)

    @rule(kind=st.sampled_from([came.KeyUp, came.KeyHeld, came.OtherKey, came.End]))
    def key(self, kind: type) -> None:
        self.tell(kind)

    @rule(settled=st.booleans())
    def say_a_sentence(self, settled: bool) -> None:
        """The usual way, so that the unusual ones begin from everywhere."""
        if not self.state.taking:
            self.press(came.Toggle)
            self.device_ready(0)
        self.now += 2.0
        self.press(came.Toggle)
        if settled and set(self.ends) - self.whole:
            self.recorded(last=True)

    @precondition(lambda self: self.state.takes)
    @rule()
    def cancel_and_undo(self) -> None:
        self.cancel()
        self.undo()

    @rule()
    def cancel(self) -> None:
        self.tell(came.Cancel)

    @rule()
    def undo(self) -> None:
        self.tell(came.Tick)  # what fell due before the undo is gone
        if self.cancelled:
            del self.cancelled[max(self.cancelled, key=lambda take: (self.cancelled[take], -take))]
        self.tell(came.Undo)

    @rule(back=BACK)
    def device_ready(self, back: int) -> None:
        self.tell(came.Tick)
        number = self.state.streams - back
        if number == self.stream:
            self.sounds = True
        self.tell(came.DeviceReady, number)

    @rule(back=BACK, error=st.sampled_from([None, WRONG]))
    def device_lost(self, back: int, error: EarshotError | None) -> None:
        self.tell(came.DeviceLost, self.state.streams - back, error)

    @precondition(lambda self: set(self.ends) - self.whole)
    @rule(last=st.booleans())
    def recorded(self, last: bool) -> None:
        self.tell(came.Tick)
        waiting = sorted(set(self.ends) - self.whole)
        take = waiting[-1 if last else 0]
        self.now = max(self.now, self.ends[take])
        self.whole.add(take)
        self.tell(came.Recorded, take)

    @precondition(lambda self: self.recording is not None)
    @rule()
    def not_recorded(self) -> None:
        self.tell(came.Tick)
        if self.recording is None:
            return
        take, self.recording = self.recording, None
        self.whole.add(take)
        self.tell(came.NotRecorded, take, WRONG)

    @rule()
    def model_came(self) -> None:
        self.tell(came.Tick)
        self.model, self.asked = True, False
        self.tell(came.ModelCame)

    @rule()
    def model_went(self) -> None:
        self.tell(came.Tick)
        self.model = self.asked = False
        self.tell(came.ModelWent)

    @rule()
    def model_failed(self) -> None:
        self.tell(came.Tick)
        self.asked = False
        self.tell(came.ModelFailed, WRONG)

    @rule(back=BACK, text=st.sampled_from(["", "Words.", "Words.", "Scratch that."]))
    def transcribed(self, back: int, text: str) -> None:
        self.tell(came.Transcribed, self._read(back), text)

    @rule(back=BACK)
    def reading_failed(self, back: int) -> None:
        self.tell(came.ReadingFailed, self._read(back), WRONG)

    def _read(self, back: int) -> int:
        self.tell(came.Tick)
        number = self.readings - back
        if self.reading is not None and self.reading[0] == number:
            self.over, self.reading = self.reading, None
        return number

    @precondition(lambda self: self.started)
    @rule(back=BACK)
    def not_delivered(self, back: int) -> None:
        take = self.started[max(0, len(self.started) - 1 - back)]
        if take == self.delivered:
            self.delivered = None
        self.tell(came.NotDelivered, take, WRONG)

    # What the machine asks for.

    def obey(self, order: Order) -> None:
        match order:
            case out.OpenMicrophone(stream):
                assert self.stream is None, "a second stream"
                self.stream, self.sounds = stream, False
            case out.CloseMicrophone(stream):
                assert self.stream == stream, "closed what was not open"
                self.stream = None
            case out.StartRecording(take, since):
                assert self.stream is not None and self.sounds, "no sound to record"
                assert self.recording is None and take not in self.started, "two takes at once"
                last = max(self.ends.values(), default=-math.inf)
                assert since <= self.pressed_at or since == last, "the beginning is lost"
                assert since >= last, "said in two takes"
                self.recording, self.pressed_at = take, math.inf
                self.started.append(take)
            case out.EndRecording(take, at):
                assert take in self.started and take not in self.outcome
                self.ends[take] = at
                if self.recording == take:
                    self.recording = None
            case out.AskForModel():
                assert not self.model
                self.asked = True
            case out.ReadTake(take, reading):
                assert self.reading is None, "two readings at once"
                assert self.model and take not in self.outcome and take not in self.cancelled
                self.reading, self.readings = (reading, take), reading
            case out.StopReading(reading):
                assert self.reading is not None and self.reading[0] == reading
                self.reading = None
            case out.Deliver(take):
                self.settle(take, order)
                assert self.over[1] == take and take not in self.cancelled
                self.delivered = take
            case out.TakeBack(take):
                assert take == self.delivered, "took back what was not there"
                self.delivered = None
            case out.KeepTake(take):
                self.settle(take, order)
            case out.DropTake(take):
                assert self.cancelled[take] + self.rules.undo <= self.now, "dropped too soon"
                self.settle(take, order)
                del self.cancelled[take]
            case out.Tell(Notice.CANCELLED):
                wanted = [t for t in self.started if t not in self.outcome and t not in self.cancelled]
                self.cancelled[wanted[-1]] = self.now
            case out.Tell() | out.Complain() | out.LookAtKey():
                pass

    def settle(self, take: int, order: Order) -> None:
        assert take in self.started and take not in self.outcome, "settled twice"
        assert take != self.recording, "settled while it was recorded"
        patient = self.ends.get(take, math.inf) + self.rules.closing
        assert take in self.whole or patient <= self.now or self.left, "settled before it was whole"
        self.outcome[take] = order

    # What always holds.

    @invariant()
    def an_open_stream_will_be_closed(self) -> None:
        if self.stream is not None and self.rules.warm < math.inf:
            assert deadline(self.state, self.rules) is not None

    @invariant()
    def nothing_is_forgotten(self) -> None:
        assert {take.number for take in self.state.takes} == set(self.started) - set(self.outcome)

    @invariant()
    def nothing_due_is_left_behind(self) -> None:
        due = deadline(self.state, self.rules)
        if due is not None:
            state, _ = step(self.state, came.Tick(due), self.rules)
            after = deadline(state, self.rules)
            assert after is None or after > due or state != self.state

    def teardown(self) -> None:
        """Everybody answers in the end; or the program is left in the midst of it."""
        if not hasattr(self, "state"):
            return
        if self.readings % 3 == 2:
            self.left = True
            self.tell(came.Leave)
            assert self.stream is None and self.recording is None and self.reading is None
        else:
            self._drain()
        assert set(self.outcome) == set(self.started)
        assert deadline(self.state, self.rules) is None and self.state.phase is Phase.IDLE

    def _drain(self) -> None:
        self.tell(came.KeyUp)
        if self.state.taking:
            self.tell(came.Toggle)
        for _ in range(50):
            if self.asked:
                self.model_came()
            while set(self.ends) - self.whole:
                self.recorded(last=False)
            while self.reading is not None:
                self.transcribed(0, "Words.")
            due = deadline(self.state, self.rules)
            if due is not None:
                self.now = max(self.now, due)
                self.tell(came.Tick)
            elif not self.asked and self.reading is None:
                break
        assert self.stream is None or self.rules.warm == math.inf
        assert self.recording is None


World.TestCase.settings = settings(
    max_examples=150,
    stateful_step_count=60,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Step.generate, Step.shrink],
)
TestAnyOrder = World.TestCase
