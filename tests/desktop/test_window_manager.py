"""The program among others on a real desktop: a window manager, a tray, a program behind the window."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.desktop import managed
from tests.desktop.managed import Earshot, Managed, TrayHost
from tests.desktop.xserver import Other, until

from earshot import paths
from earshot.domain.settings import Settings
from earshot.store import settings

pytestmark = pytest.mark.skipif(not managed.installed(), reason="pekwm is not installed: run `make setup`")
Start = Callable[..., Earshot]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Managed]:
    server = Managed(tmp_path_factory.mktemp("manager"))
    yield server
    server.close()


@pytest.fixture(scope="module")
def editor(desk: Managed) -> Iterator[Other]:
    other = desk.other("Editor")
    yield other
    other.close()


def begin(server: Managed, *, welcomed: bool = True) -> Earshot:
    """Once its model is open."""
    settings.write(paths.settings_file(), Settings(hotkey="F8", insert_demo=True, overlay=True, welcomed=welcomed))
    server.environment["EARSHOT_DATA"] = str(paths.data_folder())
    running = Earshot(server)
    if not running.shows(ready=True):
        running.close()
        raise AssertionError("its model was not opened")
    return running


@pytest.fixture
def program(desk: Managed) -> Iterator[Earshot]:
    running = begin(desk)
    yield running
    running.close()


def start_again(server: Managed, *words: str) -> int:
    command = [sys.executable, "-m", "earshot", *words]
    return subprocess.run(command, env=server.environment, check=False, timeout=managed.LONG_SECONDS).returncode


def test_insert_writes_into_the_program_behind_the_window(desk: Managed, editor: Other, program: Earshot) -> None:
    editor.empty()
    desk.activate(editor.window)
    desk.activate(program.now["window"])
    program.tell(write="From the window.", insert=True)
    assert editor.reads("From the window.", managed.LONG_SECONDS)
    assert program.shows(small=True, notice="") and desk.active == editor.window


def test_a_slow_window_manager_is_waited_for(desk: Managed, editor: Other, program: Earshot) -> None:
    editor.empty()
    desk.activate(editor.window)
    desk.activate(program.now["window"])
    program.tell(write="In the end.", insert=True)
    desk.dawdle(1.0)
    assert editor.reads("In the end.", managed.LONG_SECONDS)
    assert program.shows(small=True, notice="")


def test_a_window_that_filled_the_screen_fills_it_again_when_nothing_was_inserted(
    desk: Managed, program: Earshot
) -> None:
    program.tell(maximise=True)
    assert program.shows(full=True)
    deaf = desk.other("Deaf", "--deaf")
    try:
        desk.activate(deaf.window)
        desk.activate(program.now["window"])
        program.tell(write="Nobody takes it.", insert=True)
        assert program.shows(notice="The text was copied, because the program in front did not take it.")
        assert program.shows(small=False, full=True)
    finally:
        deaf.close()


def test_without_a_window_manager_a_sentence_says_why_nothing_was_inserted(tmp_path: Path) -> None:
    bare = Managed(tmp_path, manager=False)
    try:
        behind, running = bare.other("Editor"), begin(bare)
        bare.press("windowfocus", "--sync", str(running.now["window"]))
        running.tell(write="Nobody steps aside.", insert=True)
        assert running.shows(notice="The text was copied, because Earshot itself is in front.", small=False)
        assert bare.clipboard("UTF8_STRING") == b"Nobody steps aside."
        running.close()
        behind.close()
    finally:
        bare.close()


def test_the_pill_takes_no_keyboard_is_no_task_and_stands_on_the_screen(
    desk: Managed, editor: Other, program: Earshot
) -> None:
    editor.empty()
    desk.activate(editor.window)
    tasks = set(desk.tasks)
    program.tell(take="began")
    assert program.shows(pill=True)
    pill, (left, top, width, height) = program.now["pill"][0], program.now["pill_at"][0]
    seen = desk.screen.create_resource_object("window", pill)
    assert until(lambda: seen.get_attributes().map_state != 0)
    desk.press("type", "still here")
    assert editor.reads("still here") and desk.active == editor.window
    assert set(desk.tasks) == tasks and pill not in desk.tasks
    assert left >= 0 and top >= 0 and left + width <= 1280 and top + height <= 900
    desk.activate(program.now["window"])
    under = [window.id for window in desk.root.query_tree().children]
    assert under[-1] == pill, "it is over the window that has just come to the front"
    program.tell(take="over")
    assert program.shows(pill=False)


def test_a_tray_that_starts_later_shows_the_icon_its_state_and_its_menu(
    desk: Managed, editor: Other, program: Earshot
) -> None:
    host = TrayHost(desk)
    try:
        host.takes()
        assert until(lambda: len(host.colours) > 2 and not host.shows_red), "the icon is drawn"
        program.tell(take="began")
        assert until(lambda: host.shows_red) and program.shows(tray="Earshot: listening")
        program.tell(take="ends")
        assert until(lambda: not host.shows_red) and program.shows(tray="Earshot: working")
        program.tell(take="over")
        assert program.shows(tray="Earshot: ready", pill=False)
        desk.activate(editor.window)
        desk.press("windowminimize", str(program.now["window"]))
        assert program.shows(small=True)
        desk.press("mousemove", *host.place, "click", "1")
        assert program.shows(small=False), "a click opens the window"
        assert until(lambda: desk.active == program.now["window"])
        before = {window.id for window in desk.root.query_tree().children}
        desk.press("mousemove", *host.place, "click", "3")
        assert until(lambda: bool({window.id for window in desk.root.query_tree().children} - before))
        desk.press("key", "Up")  # its last entry
        desk.press("key", "Return")
        assert program.ended() == 0
    finally:
        host.close()


def test_a_second_start_shows_the_first_ones_window_and_brings_a_file(
    desk: Managed, editor: Other, program: Earshot
) -> None:
    window = program.now["window"]
    desk.activate(editor.window)
    assert start_again(desk) == 0
    assert until(lambda: desk.active == window and desk.stack[-1] == window)
    desk.activate(editor.window)
    desk.press("windowminimize", str(window))
    assert program.shows(small=True)
    assert start_again(desk, "open", str(paths.SAMPLES / "dictation.wav")) == 0
    assert program.shows(small=False, describes=True)
    assert until(lambda: desk.active == window)
    stated = desk.screen.create_resource_object("window", window)
    assert stated.get_full_property(desk.screen.intern_atom("_NET_WM_ICON"), 0), "an icon among the tasks"


def test_the_first_steps_stay_before_their_window(desk: Managed, editor: Other) -> None:
    running = begin(desk, welcomed=False)
    try:
        assert running.shows(sheet=True)
        sheet, window = running.now["sheet"], running.now["window"]
        assert until(lambda: sheet in desk.stack)
        desk.activate(editor.window)
        desk.press("windowactivate", str(window))
        assert until(lambda: desk.active in (sheet, window))
        assert until(lambda: desk.stack.index(sheet) > desk.stack.index(window))
        desk.activate(editor.window)
        assert start_again(desk) == 0
        assert until(lambda: desk.stack.index(sheet) > desk.stack.index(window) > desk.stack.index(editor.window))
    finally:
        running.close()
