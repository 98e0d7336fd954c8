"""A key as text and back, and what is said against it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot.domain.errors import HotkeyError
from earshot.domain.hotkey import (
    ALONE,
    KEYS,
    SILENT,
    TYPING,
    USUAL,
    Hotkey,
    Modifier,
    conflict,
    counts_as,
    needs_no_permission,
    parse,
    shown,
)

ENOUGH = frozenset({Modifier.CONTROL})
hotkeys = st.one_of(
    st.builds(Hotkey, st.sampled_from(sorted(ALONE))),
    st.builds(
        lambda key, more: Hotkey(key, frozenset(more) | ENOUGH),
        st.sampled_from([*TYPING, *SILENT]),
        st.sets(st.sampled_from(list(Modifier))),
    ),
)


@given(hotkeys, st.booleans())
def test_every_key_is_read_as_it_is_written_and_shown(hotkey: Hotkey, mac: bool) -> None:
    assert parse(str(hotkey)) == hotkey
    assert parse(shown(hotkey, mac=mac)) == hotkey
    assert parse(str(hotkey).upper()) == hotkey


@given(st.text(max_size=30))
def test_any_text_is_a_key_or_one_sentence(text: str) -> None:
    try:
        hotkey = parse(text)
    except HotkeyError as problem:
        refused = problem
    else:
        assert hotkey.key in KEYS
        return
    assert refused.sentence.endswith(".") and refused.advice


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ctrl + shift + space", "Control+Shift+Space"),
        ("Right Option", "Right Alt"),
        ("right cmd", "Right Super"),
        ("AltGr", "Right Alt"),
        ("f8", "F8"),
        ("Shift+Ctrl+d", "Control+Shift+D"),
    ],
)
def test_names_of_other_keyboards_are_understood(text: str, meant: str) -> None:
    assert str(parse(text)) == meant


@pytest.mark.parametrize("text", ["", "D", "Shift+D", "Space", "Alt", "Control+Right Alt", "Escape", "F25", "Hyper+D"])
def test_what_cannot_be_a_key_is_refused(text: str) -> None:
    with pytest.raises(HotkeyError):
        parse(text)


def test_known_conflicts_are_said_in_the_words_of_this_computer() -> None:
    assert conflict(parse("Ctrl+V"), mac=False) == "Control+V already pastes."
    assert conflict(parse("Cmd+Space"), mac=True) == "Command+Space already opens Spotlight."
    assert conflict(parse("Ctrl+Option+D"), mac=True) == "Control+Option+D is one of VoiceOver's keys."
    assert "AltGr" in conflict(USUAL, mac=False) and conflict(USUAL, mac=True) == ""
    assert conflict(parse("F8"), mac=False) == ""


def test_a_lone_modifier_counts_only_alone_and_needs_permission_on_a_mac() -> None:
    assert counts_as(["Right Alt"], USUAL)
    assert not counts_as(["Left Alt"], USUAL) and not counts_as([], USUAL)
    assert not counts_as(["Right Alt", "Left Control"], USUAL)
    assert not needs_no_permission(USUAL) and needs_no_permission(parse("Control+F8"))
