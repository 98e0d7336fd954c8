"""Builds the session's world from the real parts.  No Qt here, and no logic."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from earshot import disk, paths
from earshot.audio.microphones import Microphones as Microphones
from earshot.desktop.strain import Strain
from earshot.domain.about import About
from earshot.domain.card import Card
from earshot.domain.clip import Frame
from earshot.domain.devices import Choice
from earshot.domain.entry import Entry
from earshot.domain.fit import Verdict
from earshot.domain.health import Health
from earshot.domain.preroll import WARM_SECONDS
from earshot.domain.reading import Alarm
from earshot.domain.replacements import OwnWords, parse
from earshot.domain.settings import Settings
from earshot.domain.sound import Sound
from earshot.domain.voice import Judge
from earshot.session.ports import Microphone, Mind, Recording
from earshot.session.shelf import Keeping, Wishes
from earshot.session.world import World

if TYPE_CHECKING:
    from earshot.store.history import History

# Every room is entered when it is first needed: the window stands before MLX, PyAV or OpenCV are imported.


class Files:
    """Sound and pictures from files."""

    def blocks(self, path: Path, alarm: Callable[[Alarm], None] = lambda _: None) -> Iterator[Sound]:
        from earshot.audio import decode

        return decode.blocks(path, alarm)

    def has_sound(self, path: Path) -> bool:
        from earshot.audio import decode

        return decode.has_sound(path)

    def length(self, path: Path) -> float:
        from earshot.audio import decode

        return decode.length(path)

    def detector(self) -> Judge:
        from earshot.audio.voice import Detector

        return Detector()

    def duration(self, path: Path) -> float:
        from earshot.video import frames

        return frames.shape(path).duration

    def frames(self, path: Path, moments: Iterable[float]) -> Iterator[Frame]:
        from earshot.video import frames

        return frames.frames(path, moments)

    def smaller(self, frame: Frame, across: int) -> Frame:
        from earshot.video import frames

        return frames.smaller(frame, across)

    def picture(self, path: Path) -> Frame:
        from earshot.video import pictures

        return pictures.picture(path)

    def moves(self, path: Path) -> bool:
        from earshot.video import frames

        return frames.moves(path)

    def is_picture(self, path: Path) -> bool:
        from earshot.video import pictures

        return pictures.is_picture(path)


class Minds:
    """Models on this disk."""

    def inspect(self, folder: Path) -> Card:
        from earshot.engine import checkpoint

        return checkpoint.inspect(folder)

    def make_sure_it_fits(self, folder: Path) -> None:
        from earshot.engine import loading, memory

        memory.make_sure_it_fits(folder)
        loading.make_sure_of_space(folder)

    def room(self) -> int | None:
        from earshot.engine import memory

        return memory.room_bytes()

    def verdict(self, folder: Path) -> Verdict | None:
        from earshot.engine import memory

        return memory.verdict(folder)

    def load_in_steps(self, folder: Path) -> Generator[float, None, Mind]:
        from earshot.engine.mind import Mind

        return (yield from Mind.in_steps(folder, disk.drafter_for(folder)))

    def load(self, folder: Path) -> Mind:
        """At once."""
        from earshot.engine.mind import Mind

        return Mind(folder)

    def leave(self) -> None:
        if "mlx.core" in sys.modules:
            from earshot.engine.mind import leave

            leave()


class Recordings:
    """The folder of recordings."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new(self, name: str) -> Recording:
        from earshot.audio.recording import Recording

        return Recording(self._folder / name)

    def heard(self, name: str, start: int, end: int) -> Sound:
        from earshot.audio import recording

        return recording.part_of(self._folder / name, start, end)

    def recover(self) -> list[str]:
        from earshot.audio import recording

        return [found.path.name for found in recording.recover(self._folder)]

    def in_use(self, name: str) -> bool:
        from earshot.audio import recording

        return recording.in_use(self._folder / name)

    def length(self, name: str) -> float:
        from earshot.audio import recording

        return recording.length(self._folder / name)


def about() -> About:
    """The facts of the about box."""
    from earshot.desktop import facts

    return facts.about(paths.LICENCES)


def history() -> History:
    """The history of this user, opened on the calling thread.  Raises HistoryError."""
    from earshot.store.history import History

    return History(paths.history_file(), paths.recordings_folder())


def kept_in(folder: Path) -> Keeping:
    """Takes in a folder of their own, without the user's words: for measurements."""

    def own_history() -> History:
        from earshot.store.history import History

        return History(folder / "history.db", folder / "recordings")

    return Keeping(own_history, Recordings(folder / "recordings"))


def _own_words() -> OwnWords:
    """What the user's file says; one that cannot be read says nothing."""
    try:
        return parse(paths.own_words_file().read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return OwnWords()


def release() -> str:
    """The number of this release, empty where it is not installed."""
    from importlib.metadata import PackageNotFoundError, version  # 50 ms that the window does not wait for

    try:
        return version("earshot")
    except PackageNotFoundError:
        return ""


def _here() -> Health:
    """This program and computer, for a bug report."""
    return Health(version=release(), system=f"{platform.system()} {platform.release()} {platform.machine()}")


def wishes(kept: Settings) -> Wishes:
    """What the settings say about keeping."""
    sound, text = (days if days >= 0 else None for days in (kept.keep_sound_days, kept.keep_text_days))
    return Wishes(kept.keep_nothing, sound, text)


def _recording(path: Path) -> Microphone:
    from earshot.audio.microphone import RecordingMicrophone

    return RecordingMicrophone(path, Files().blocks)


def world(choice: Choice = None, keep: float = WARM_SECONDS) -> World:
    """The real world, with a microphone that was chosen and stays open for so many seconds after a take."""
    files, microphones = Files(), Microphones(choice, keep)
    keeping = Keeping(history, Recordings(paths.recordings_folder()), _own_words, _here, _export, _write)
    return World(
        Minds(), files, files, microphones.take, _recording, keeping, microphones.leave, disk.models, Strain(),
        microphones.speaker, microphones,
    )  # fmt: skip


def _export(path: Path, entries: Iterable[Entry]) -> None:
    from earshot.store import export

    export.write(path, entries)


def _write(path: Path, text: str) -> None:
    from earshot.store import export

    export.write_text(path, text)


models = disk.models
