"""The key is heard while another program has the keyboard: each press and release once."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from queue import SimpleQueue

import pytest
from PySide6.QtCore import Qt
from tests.desktop.xserver import Other, XServer, until

from earshot.desktop.x11.keys import Keys
from earshot.desktop.x11.screen import Screen
from earshot.domain.errors import DesktopError, HotkeyError
from earshot.domain.hotkey import Hotkey, Stroke, parse

F8, SPACE = parse("F8"), parse("Control+Alt+Space")


class Heard:
    """What a key did, in order."""

    def __init__(self) -> None:
        self.strokes: list[Stroke] = []
        self._came: SimpleQueue[tuple[Stroke, float]] = SimpleQueue()

    def __call__(self, stroke: Stroke, at: float) -> None:
        self.strokes.append(stroke)
        self._came.put((stroke, at))

    def next(self) -> tuple[Stroke, float]:
        return self._came.get(timeout=30)


@pytest.fixture
def keys(screen: XServer, editor: Other) -> Iterator[Keys]:
    editor.empty()
    editor.focus()
    editor.keys.clear()
    keys = Keys(screen.name)
    yield keys
    keys.leave()


@pytest.mark.parametrize("hotkey", [F8, SPACE, parse("Right Alt"), parse("Right Control")], ids=str)
def test_a_held_key_is_heard_once_and_no_other_program_hears_it(
    screen: XServer, editor: Other, keys: Keys, hotkey: Hotkey
) -> None:
    heard = Heard()
    keys.listen(hotkey, heard)
    # By number: by name xdotool would hold the left one, too.
    names = {"Control": "ctrl", "Alt": "alt", "Space": "space", "Right Alt": "108", "Right Control": "105"}
    pressed = [names.get(part, part) for part in str(hotkey).split("+")]
    begun = time.monotonic()
    for name in pressed:
        screen.press("keydown", name)
    stroke, at = heard.next()
    assert stroke is Stroke.DOWN and begun < at < time.monotonic() and keys.held()
    time.sleep(1.2)  # the keyboard repeats after 0.66 s
    assert heard.strokes == [Stroke.DOWN] and keys.held()
    for name in reversed(pressed):
        screen.press("keyup", name)
    assert heard.next()[0] is Stroke.UP and not keys.held()
    editor.catch_up()
    assert not {Qt.Key.Key_F8, Qt.Key.Key_Space} & set(editor.keys) and editor.text == ""


def test_ten_presses_are_ten_presses(screen: XServer, keys: Keys) -> None:
    heard = Heard()
    keys.listen(F8, heard)
    for _ in range(10):
        screen.press("keydown", "F8", "keyup", "F8")
    assert until(lambda: len(heard.strokes) == 20)
    assert heard.strokes == [Stroke.DOWN, Stroke.UP] * 10


@pytest.mark.parametrize("presses", [1, 2])
def test_who_listens_late_hears_repeats_as_one_press(screen: XServer, keys: Keys, presses: int) -> None:
    """On a busy machine the repeats of a held key are read after it was let go; each would begin a take."""
    strokes = list[Stroke]()

    def late(stroke: Stroke, _at: float) -> None:
        strokes.append(stroke)
        if len(strokes) == 1:
            time.sleep(1.2 * presses + 0.5)

    keys.listen(F8, late)
    for _ in range(presses):
        screen.press("keydown", "F8")
        time.sleep(1.0)  # the keyboard repeats after 0.66 s
        screen.press("keyup", "F8")
    assert until(lambda: len(strokes) >= 2 * presses)
    time.sleep(0.3)
    assert strokes == [Stroke.DOWN, Stroke.UP] * presses and not keys.held()


@pytest.mark.parametrize("lock", ["Caps_Lock", "Num_Lock"])
def test_the_locks_do_not_matter(screen: XServer, keys: Keys, lock: str) -> None:
    heard = Heard()
    keys.listen(F8, heard)
    screen.press("key", lock)
    try:
        screen.press("keydown", "F8", "keyup", "F8")
        assert [heard.next()[0], heard.next()[0]] == [Stroke.DOWN, Stroke.UP]
    finally:
        screen.press("key", lock)


def test_with_another_modifier_it_is_another_key(screen: XServer, keys: Keys) -> None:
    heard = Heard()
    keys.listen(F8, heard)
    screen.press("keydown", "shift", "keydown", "F8", "keyup", "F8", "keyup", "shift")
    screen.press("keydown", "F8", "keyup", "F8")
    assert until(lambda: len(heard.strokes) == 2)
    assert heard.strokes == [Stroke.DOWN, Stroke.UP]


def test_a_key_that_joins_is_told_and_typing_goes_on(screen: XServer, editor: Other, keys: Keys) -> None:
    heard = Heard()
    keys.listen(F8, heard)
    screen.press("keydown", "F8")
    assert heard.next()[0] is Stroke.DOWN
    screen.press("key", "a")
    assert heard.next()[0] is Stroke.JOINED
    screen.press("key", "b")
    assert editor.reads("b")
    screen.press("keyup", "F8")
    assert heard.next()[0] is Stroke.UP
    assert heard.strokes == [Stroke.DOWN, Stroke.JOINED, Stroke.UP]


def test_a_key_that_somebody_has_is_refused_in_one_sentence(screen: XServer, keys: Keys) -> None:
    first, second = Heard(), Heard()
    keys.listen(F8, first)
    others = Keys(screen.name)
    others.listen(SPACE, second)
    with pytest.raises(HotkeyError, match=r"^Another program already uses F8\.$"):
        others.listen(F8, second)
    screen.press("keydown", "F8", "keyup", "F8", "key", "ctrl+alt+space")
    assert until(lambda: len(first.strokes) == len(second.strokes) == 2), "each goes on with the key it has"
    others.leave()


def test_a_key_that_is_let_go_is_everybodys_again(screen: XServer, editor: Other, keys: Keys) -> None:
    heard = Heard()
    keys.listen(parse("Control+D"), heard)
    keys.leave()
    others = Keys(screen.name)
    others.listen(parse("Control+D"), heard)
    others.leave()
    screen.press("key", "ctrl+d", "key", "x")
    assert editor.reads("x") and heard.strokes == []


def test_a_keyboard_that_lacks_the_key_is_said(keys: Keys) -> None:
    with pytest.raises(HotkeyError, match=r"This keyboard has no F24\."):
        keys.listen(parse("F24"), Heard())


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_without_a_screen_it_is_said_what_works() -> None:
    with pytest.raises(DesktopError, match="cannot be reached") as told:
        Screen(":987")
    assert "copy the text" in told.value.advice
    told.value.__cause__ = None
    del told
    gc.collect()  # the library leaves its sockets to the collector


def test_on_wayland_it_is_said_what_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with pytest.raises(DesktopError, match="Wayland") as told:
        Keys().listen(F8, Heard())
    assert "copy the text" in told.value.advice


def test_a_screen_that_goes_away_ends_the_thread_and_lets_go_of_the_key() -> None:
    server, heard = XServer(), Heard()
    keys = Keys(server.name)
    keys.listen(F8, heard)
    server.press("keydown", "F8")
    assert heard.next()[0] is Stroke.DOWN
    server.close()
    assert heard.next()[0] is Stroke.UP
    keys.leave()
