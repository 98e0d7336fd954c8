"""One step of the dictation while it is worked out: what begins and ends a take, the microphone, the model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from earshot.domain import keys
from earshot.domain import orders as out
from earshot.domain.errors import EarshotError
from earshot.domain.orders import Notice, Order, Why
from earshot.domain.replacements import scratches
from earshot.domain.taking import Asked, Ending, Model, Open, Opening, Rules, Running, Shut, State, Taking, Whole


class Turn:
    """The state as it becomes, and the orders so far."""

    def __init__(self, state: State, rules: Rules) -> None:
        self.state, self.rules, self.orders = state, rules, list[Order]()

    # A take.

    def begin(self, at: float) -> None:
        if self.state.asked is not None:  # the microphone is still on its way to the take before, which goes on
            self.to(asked=Asked(self.state.asked.at))
            return
        self.ask_for_model()
        if isinstance(self.state.microphone, Running):
            for take in self.state.takes:
                if isinstance(take.stage, Ending) and take.stage.until > at:  # its tail belongs to the new take
                    self.end_recording(take, at)
            self._record(Asked(at), at)
        else:
            self.to(asked=Asked(at))
            if isinstance(self.state.microphone, Shut):
                self._open(at)

    def _record(self, asked: Asked, at: float) -> None:
        number = self.state.started + 1
        take = Taking(number, Open(at))
        since = max(asked.at - self.rules.before, self.state.heard_until)
        self.to(asked=None, started=number, takes=(*self.state.takes, take))
        self.say(out.StartRecording(number, since))
        if asked.released_at is not None:
            self.end_recording(take, max(asked.released_at, at) + self.rules.after)

    def end(self, at: float) -> None:
        """Settles the last words: the take goes on for as long as a voice needs to die away."""
        state = self.state
        if state.asked is not None and state.asked.released_at is None:
            self.to(asked=Asked(state.asked.at, at))
        elif (take := state.open) is not None:
            tail = self.rules.after if isinstance(state.microphone, Running) else 0.0
            self.end_recording(take, at + tail)

    def end_recording(self, take: Taking, until: float) -> None:
        self._put(replace(take, stage=Ending(until)))
        if take.number == self.state.started:  # an earlier one ended before this one began
            self.to(heard_until=until)
        self.say(out.EndRecording(take.number, until))

    def whole(self, number: int, error: EarshotError | None = None) -> None:
        take = self._take(number)
        if take is None or isinstance(take.stage, Whole):
            return
        if error is not None:
            self.say(out.Complain(error))
        self._put(replace(take, stage=Whole()))
        if take.undo_until is None and self.state.model is not Model.READY:
            self.say(out.Tell(Notice.WAITING_FOR_MODEL))
            self.ask_for_model()

    def cancel(self, at: float) -> None:
        """Drops what is open, or else what was said last and is not written down yet."""
        if self.state.asked is not None:
            self.to(asked=None)
            return
        wanted = self.wanted()
        if not wanted:
            return
        take = self.state.open or wanted[-1]
        if not isinstance(take.stage, Whole):
            self.end_recording(take, min(at, take.stage.until) if isinstance(take.stage, Ending) else at)
            take = self._take(take.number) or take
        self._put(replace(take, undo_until=at + self.rules.undo))
        if self.state.reading is not None and self.state.reading.take == take.number:
            self.stop_reading()
        self.say(out.Tell(Notice.CANCELLED))

    def undo(self, at: float) -> None:
        """Brings the last cancelled take back, or else takes back the text that was inserted just now."""
        take, last = self.state.undoable, self.state.delivered
        if take is not None:
            self._put(replace(take, undo_until=None))
            self.ask_for_model()
        elif last is not None and at - self.state.delivered_at <= self.rules.undo:
            self.to(delivered=None)
            self.say(out.TakeBack(last))

    def leave(self, at: float) -> None:
        if (take := self.state.open) is not None:
            self.end_recording(take, at)
        self.stop_reading()
        for take in self.state.takes:
            self.settle(take.number, out.KeepTake(take.number, Why.LEFT))
        if not isinstance(self.state.microphone, Shut):
            self.close(at)
        self.to(asked=None, key=keys.UP, left=True)

    # The microphone.

    def _open(self, at: float) -> None:
        stream = self.state.streams + 1
        self.to(streams=stream, microphone=Opening(stream, at + self.rules.opening))
        self.say(out.OpenMicrophone(stream))

    def device_ready(self, at: float) -> None:
        self.to(microphone=Running(self.state.streams))
        if self.state.open is not None:
            self.say(out.Tell(Notice.DEVICE_BACK))
        if self.state.asked is not None:
            self._record(self.state.asked, at)

    def device_lost(self, at: float, error: EarshotError | None = None) -> None:
        """Another device may carry a take on; without one, what was heard of it is all there is."""
        ran, take = isinstance(self.state.microphone, Running), self.state.open
        self.close(at)
        for ending in self.state.takes:
            if isinstance(ending.stage, Ending) and ending.stage.until > at:
                self.end_recording(ending, at)
        if ran and take is not None:
            self.say(out.Tell(Notice.DEVICE_LOST))
            self._open(at)
            return
        if take is not None or self.state.asked is not None:
            self.say(out.Tell(Notice.NO_DEVICE) if error is None else out.Complain(error))
        self.to(asked=None)
        self.end(at)

    def close(self, at: float) -> None:
        """Nothing is heard from here on: the tail that a take was promised ends here too."""
        assert not isinstance(self.state.microphone, Shut)
        self.say(out.CloseMicrophone(self.state.microphone.stream))
        self.to(microphone=Shut(), heard_until=min(self.state.heard_until, at))

    # The model.

    def ask_for_model(self) -> None:
        if self.state.model is Model.ABSENT:
            self.to(model=Model.ASKED)
            self.say(out.AskForModel())

    def model_failed(self, error: EarshotError) -> None:
        """Takes that nobody can read are kept; one that is still being recorded asks for a model once more."""
        self.say(out.Complain(error))
        if self.state.model is Model.READY:  # another one was wanted, and the old one stays
            return
        self.to(model=Model.ABSENT)
        for take in self.wanted():
            if isinstance(take.stage, Whole):
                self.settle(take.number, out.KeepTake(take.number, Why.FAILED))

    def model_went(self) -> None:
        self.stop_reading()
        self.to(model=Model.ABSENT)
        if self.state.asked is not None or self.wanted():
            self.ask_for_model()

    def stop_reading(self) -> None:
        if self.state.reading is not None:
            self.say(out.StopReading(self.state.reading.number))
            self.to(reading=None)

    def transcribed(self, number: int, text: str, at: float) -> None:
        self.to(reading=None)
        if self._spoilt(number):
            return
        if not text:
            self.say(out.Tell(Notice.NO_SPEECH))
            self.settle(number, out.KeepTake(number, Why.SILENT))
        elif scratches(text):
            last = self.state.delivered
            self.say(out.Tell(Notice.NOTHING_TO_SCRATCH) if last is None else out.TakeBack(last))
            self.to(delivered=None)
            self.settle(number, out.KeepTake(number, Why.SCRATCH))
        else:
            self.to(delivered=number, delivered_at=at)
            self.settle(number, out.Deliver(number, text))

    def reading_failed(self, number: int, error: EarshotError) -> None:
        self.to(reading=None)
        if not self._spoilt(number):
            self.say(out.Complain(error))
            self.settle(number, out.KeepTake(number, Why.FAILED))

    def not_delivered(self, number: int, error: EarshotError) -> None:
        self.say(out.Complain(error))
        if self.state.delivered == number:
            self.to(delivered=None)

    def _spoilt(self, number: int) -> bool:
        """True if a reading ended before its take did: it counts for nothing."""
        take = self._take(number)
        if take is None or isinstance(take.stage, Whole):
            return False
        self._put(replace(take, spoilt=True))
        return True

    # Small things.

    def to(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)

    def say(self, order: Order) -> None:
        self.orders.append(order)

    def _take(self, number: int) -> Taking | None:
        return next((take for take in self.state.takes if take.number == number), None)

    def _put(self, new: Taking) -> None:
        self.to(takes=tuple(new if take.number == new.number else take for take in self.state.takes))

    def wanted(self) -> list[Taking]:
        return [take for take in self.state.takes if take.undo_until is None]

    def settle(self, number: int, order: Order) -> None:
        """The end of a take."""
        self.to(takes=tuple(take for take in self.state.takes if take.number != number))
        self.say(order)
