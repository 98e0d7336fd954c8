"""The player of the describe place: wishes go up to the session's, where it is comes down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QImage

from earshot.domain.clip import Frame
from earshot.domain.clip_events import FrameShown, PlayerAt
from earshot.domain.queue import Item
from earshot.ui.describe.pane import Describe

if TYPE_CHECKING:
    from earshot.ui.describe.clips import Clips


class Playing(QObject):
    """Joins player, strip and text to the session's playback."""

    def __init__(self, pane: Describe, clips: Clips) -> None:
        super().__init__(pane)
        self._pane, self._clips = pane, clips
        self.follows = False
        """The picture is the frame that is being watched, until somebody plays or jumps."""
        pane.reading.jump_wanted.connect(self._jump)
        pane.strip.jump_wanted.connect(self._jump)
        pane.player.jump_wanted.connect(self._jump)
        pane.player.play_wanted.connect(self._play)
        pane.player.pause_wanted.connect(self._pause)

    def open(self, item: Item) -> None:
        """Another file is shown; a picture is not played."""
        self.follows = not item.over
        player = self._clips.session.clips.player
        if item.contents is not None and item.contents.kind != "picture":
            player.open(item.path)
        else:
            player.leave()

    def watched(self, frame: Frame, small: QImage) -> None:
        """A frame of the file that is shown, and as the strip has it."""
        self._pane.strip.add(frame.seconds, small)
        if self.follows:
            self._pane.player.show_frame(frame)
            self._pane.strip.play(frame.seconds)

    def deliver(self, event: FrameShown | PlayerAt) -> None:
        player = self._pane.player
        match event:
            case FrameShown(frame):
                if not self.follows or player.picture.image is None:
                    player.show_frame(frame)
            case PlayerAt(seconds, playing):
                player.at(seconds, playing=playing)
                moved = playing or seconds > 0
                self._pane.reading.play(seconds if moved else None)
                if moved:
                    self._pane.strip.play(seconds)

    @Slot(float)
    def _jump(self, seconds: float) -> None:
        self.follows = False
        self._clips.session.clips.player.seek(seconds)

    @Slot()
    def _play(self) -> None:
        self.follows = False
        self._clips.session.clips.player.play()

    @Slot()
    def _pause(self) -> None:
        self._clips.session.clips.player.pause()
