"""Whatever moment somebody copies at, what was copied last is what stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.desktop.xserver import Other, XServer

from earshot.desktop.x11 import contents
from earshot.desktop.x11.clipboard import Clipboard
from earshot.desktop.x11.contents import Contents
from earshot.desktop.x11.screen import Screen


@pytest.fixture
def connection(screen: XServer) -> Iterator[Screen]:
    connection = Screen(screen.name)
    yield connection
    connection.close()


@pytest.fixture
def clipboard(connection: Screen) -> Clipboard:
    made = Clipboard(connection, "CLIPBOARD", lambda _: None, lambda event: made.hear(event))
    return made


def text_in(connection: Screen, kept: Contents | None) -> str:
    assert kept is not None
    data = kept[connection.atom("UTF8_STRING")].data
    assert isinstance(data, bytes)
    return data.decode()


def test_a_copy_just_before_putting_back_stays(
    screen: XServer, connection: Screen, clipboard: Clipboard, painter: Other
) -> None:
    painter.copy(text="before")
    assert clipboard.swap(contents.of_text(connection, "ours"))
    painter.copy(text="copied meanwhile")
    clipboard.put_back()
    assert not clipboard.ours
    assert screen.clipboard("UTF8_STRING") == b"copied meanwhile"


def test_a_copy_while_the_clipboard_is_read_is_what_is_kept(
    screen: XServer, connection: Screen, clipboard: Clipboard, painter: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter.copy(text="before")
    there, copies = clipboard._there, iter(["copied meanwhile"])

    def before_a_copy(at: int) -> Contents | None:
        found = there(at)
        for copied in copies:
            painter.copy(text=copied)
            break
        return found

    monkeypatch.setattr(clipboard, "_there", before_a_copy)
    assert clipboard.swap(contents.of_text(connection, "ours"))
    assert text_in(connection, clipboard._kept) == "copied meanwhile"


def test_the_text_is_marked_so_that_lists_of_copies_leave_it_out(connection: Screen) -> None:
    forms = contents.of_text(connection, "naïve")
    assert forms[connection.atom("x-kde-passwordManagerHint")].data == b"secret"
    assert 31 not in forms, "STRING is Latin-1, and not asked for by anybody who can have more"


def test_what_a_program_that_hangs_holds_is_not_replaced_by_nothing(
    screen: XServer, connection: Screen, clipboard: Clipboard
) -> None:
    hanging = Screen(screen.name)
    window = hanging.own_window()
    window.set_selection_owner(hanging.atom("CLIPBOARD"), 0)
    hanging.display.sync()
    assert clipboard.swap(contents.of_text(connection, "ours"))
    clipboard.put_back()
    assert clipboard.ours
    hanging.close()
