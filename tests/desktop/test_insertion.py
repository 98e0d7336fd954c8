"""Text arrives in another program's field, and the clipboard is as it was before."""

from __future__ import annotations

from collections.abc import Iterator
from queue import SimpleQueue

import pytest
from tests.desktop.xserver import Other, XServer, until

from earshot.desktop.x11.front import in_front
from earshot.desktop.x11.inserter import Inserter
from earshot.desktop.x11.screen import Screen
from earshot.domain.inserting import Copied, Inserted, Missed, Nothing, Outcome, Program, Why

TEXT = "naïve café — 你好 😀"
FORMS = ("UTF8_STRING", "text/html", "image/png", "image/bmp")


@pytest.fixture
def inserter(screen: XServer) -> Iterator[Inserter]:
    inserter = Inserter(screen.name)
    yield inserter
    inserter.leave()


@pytest.fixture(autouse=True)
def in_editor(editor: Other) -> None:
    editor.empty()
    editor.focus()


def insert(inserter: Inserter, text: str, into: Program | None = None, before: str | None = None) -> Outcome:
    outcomes: SimpleQueue[Outcome] = SimpleQueue()
    inserter.insert(text, into, outcomes.put, before)
    return outcomes.get(timeout=30)


def test_text_arrives_and_every_form_of_the_clipboard_is_put_back(
    screen: XServer, editor: Other, painter: Other, inserter: Inserter
) -> None:
    painter.copy(text="kept", html="<b>kept</b> ✓", image=300)
    before = {form: screen.clipboard(form) for form in FORMS}
    assert all(before.values()) and len(before["image/bmp"]) > 256_000, "large forms travel in pieces"
    written = ""
    for number in range(10):
        text = f"{number} {TEXT}"
        assert insert(inserter, text) == Inserted("Editor")
        written += text
        assert editor.reads(written)
        assert {form: screen.clipboard(form) for form in FORMS} == before
    editor.catch_up()
    assert len(editor.texts) == 10, "each once"


@pytest.mark.slow
def test_fifty_texts_arrive_without_a_miss_or_a_double(
    screen: XServer, editor: Other, painter: Other, inserter: Inserter
) -> None:
    written = ""
    for number in range(50):
        painter.copy(text=f"kept {number}", html=f"<i>{number}</i>", image=20 + number)
        before = {form: screen.clipboard(form) for form in FORMS}
        assert insert(inserter, f"{number} {TEXT}") == Inserted("Editor")
        written += f"{number} {TEXT}"
        assert editor.reads(written)
        assert {form: screen.clipboard(form) for form in FORMS} == before
    editor.catch_up(1.0)
    assert len(editor.texts) == 50


def test_a_long_text_arrives_whole(editor: Other, inserter: Inserter) -> None:
    text = " ".join(f"{number} {TEXT}" for number in range(8_000))
    assert len(text.encode()) > 256_000
    assert insert(inserter, text) == Inserted("Editor")
    assert editor.reads(text)


def test_something_copied_meanwhile_is_never_overwritten(
    screen: XServer, editor: Other, painter: Other, inserter: Inserter
) -> None:
    painter.copy(text="before")
    outcomes: SimpleQueue[Outcome] = SimpleQueue()
    inserter.insert("one", None, outcomes.put)
    assert editor.reads("one")
    painter.copy(text="copied meanwhile")
    assert outcomes.get(timeout=30) == Inserted("Editor")
    assert screen.clipboard("UTF8_STRING") == b"copied meanwhile"


def test_an_empty_clipboard_is_empty_again(screen: XServer, inserter: Inserter) -> None:
    with_nothing = XServer()
    try:
        other, own = with_nothing.other("Editor"), Inserter(with_nothing.name)
        other.focus()
        assert insert(own, "one") == Inserted("Editor")
        assert other.reads("one")
        assert with_nothing.clipboard("TARGETS") == b""
        own.leave()
        other.close()
    finally:
        with_nothing.close()


def test_modifiers_that_are_held_do_not_spoil_the_paste_and_are_held_afterwards(
    screen: XServer, editor: Other, inserter: Inserter
) -> None:
    screen.press("keydown", "shift", "keydown", "alt")
    try:
        assert insert(inserter, "one") == Inserted("Editor")
        watcher = Screen(screen.name)
        assert len(watcher.held()) == 2
        watcher.close()
    finally:
        screen.press("keyup", "alt", "keyup", "shift")
    assert editor.reads("one")


def test_text_for_a_program_that_went_away_is_copied(
    screen: XServer, editor: Other, painter: Other, inserter: Inserter
) -> None:
    watcher = Screen(screen.name)
    meant = in_front(watcher)
    assert meant is not None and meant.name == "Editor"
    painter.focus()
    assert in_front(watcher) != meant
    watcher.close()
    assert insert(inserter, "one", meant) == Copied(Why.ANOTHER)
    assert screen.clipboard("UTF8_STRING") == b"one"
    editor.catch_up()
    painter.catch_up()
    assert editor.text == "" and painter.text == ""


def test_with_nobody_in_front_the_text_is_copied(screen: XServer, inserter: Inserter) -> None:
    watcher = Screen(screen.name)
    watcher.display.set_input_focus(watcher.root, 0, 0)
    watcher.display.sync()
    assert insert(inserter, "one") == Copied(Why.NOBODY)
    watcher.close()
    assert screen.clipboard("UTF8_STRING") == b"one"


def test_the_last_text_is_inserted_again_and_taken_back(editor: Other, inserter: Inserter) -> None:
    outcomes: SimpleQueue[Outcome] = SimpleQueue()
    assert insert(inserter, "one ", before="(") == Inserted("Editor")
    inserter.again(outcomes.put)
    assert outcomes.get(timeout=30) == Inserted("Editor") and editor.reads("oneone")
    inserter.undo(outcomes.put)
    assert outcomes.get(timeout=30) == Inserted("Editor") and editor.reads("one")
    inserter.undo(outcomes.put)
    assert outcomes.get(timeout=30) == Nothing(), "once"
    assert insert(inserter, " \n ") == Nothing()


def test_an_old_terminal_pastes_from_the_selection_and_the_clipboard_is_not_touched(
    screen: XServer, editor: Other, inserter: Inserter
) -> None:
    editor.copy(text="kept")
    terminal = screen.other("XTerm", "--old-terminal")
    try:
        terminal.focus()
        assert insert(inserter, TEXT) == Inserted("XTerm")
        assert terminal.reads(TEXT)
        assert screen.clipboard("UTF8_STRING") == b"kept"
    finally:
        terminal.close()


def test_many_insertions_at_once_come_one_after_another(
    screen: XServer, editor: Other, painter: Other, inserter: Inserter
) -> None:
    painter.copy(text="kept")
    outcomes: SimpleQueue[Outcome] = SimpleQueue()
    for text in "abc":
        inserter.insert(text, None, outcomes.put)
    assert [outcomes.get(timeout=30) for _ in "abc"] == [Inserted("Editor")] * 3
    assert editor.reads("abc")
    assert until(lambda: screen.clipboard("UTF8_STRING") == b"kept")


def test_a_program_that_takes_nothing_leaves_the_text_to_be_pasted_by_hand(screen: XServer, inserter: Inserter) -> None:
    deaf = Screen(screen.name)
    window = deaf.own_window()
    window.set_wm_class("deaf", "Deaf")
    window.map()
    deaf.display.sync()
    window.set_input_focus(0, 0)
    deaf.display.sync()
    assert insert(inserter, TEXT) == Copied(Why.NOT_FETCHED)
    deaf.close()
    assert screen.clipboard("UTF8_STRING").decode() == TEXT


def test_a_copy_before_the_text_was_taken_is_told(screen: XServer, painter: Other, inserter: Inserter) -> None:
    deaf = Screen(screen.name)
    window = deaf.own_window()
    window.set_wm_class("deaf", "Deaf")
    window.map()
    deaf.display.sync()
    window.set_input_focus(0, 0)
    deaf.display.sync()
    outcomes: SimpleQueue[Outcome] = SimpleQueue()
    inserter.insert(TEXT, None, outcomes.put)
    assert until(lambda: screen.clipboard("UTF8_STRING").decode() == TEXT)
    painter.copy(text="copied meanwhile")
    assert outcomes.get(timeout=30) == Missed("Deaf")
    deaf.close()
    assert screen.clipboard("UTF8_STRING") == b"copied meanwhile"


def test_a_screen_that_goes_away_answers_and_ends_the_thread() -> None:
    server, outcomes = XServer(), SimpleQueue[Outcome]()
    inserter = Inserter(server.name)
    server.close()
    inserter.insert(TEXT, None, outcomes.put)
    assert outcomes.get(timeout=30) == Missed("the screen")
    inserter.leave()
