"""Hold the key in another program, let go, and the words stand in that program."""

from __future__ import annotations

from queue import SimpleQueue

import pytest
from tests.desktop.xserver import Other, XServer

from earshot.desktop.x11.front import Front
from earshot.desktop.x11.inserter import Inserter
from earshot.desktop.x11.keys import Keys
from earshot.domain.hotkey import Stroke, parse
from earshot.domain.inserting import Inserted, Outcome


@pytest.mark.parametrize(
    ("hotkey", "pressed"), [("F8", ["F8"]), ("Control+Alt+Space", ["ctrl", "alt", "space"]), ("Right Alt", ["108"])]
)
def test_words_stand_where_the_key_was_held(
    screen: XServer, editor: Other, painter: Other, hotkey: str, pressed: list[str]
) -> None:
    painter.copy(text="kept", html="<b>kept</b>")
    editor.empty()
    editor.focus()
    keys, front, inserter = Keys(screen.name), Front(screen.name), Inserter(screen.name)
    strokes: SimpleQueue[Stroke] = SimpleQueue()
    outcomes: SimpleQueue[Outcome] = SimpleQueue()
    try:
        keys.listen(parse(hotkey), lambda stroke, _: strokes.put(stroke))
        for name in pressed:
            screen.press("keydown", name)
        assert strokes.get(timeout=30) is Stroke.DOWN
        meant = front.program()
        screen.press("keyup", pressed[-1])
        assert strokes.get(timeout=30) is Stroke.UP
        inserter.insert("What was said.", meant, outcomes.put)  # modifiers of the key are still down
        for name in reversed(pressed[:-1]):
            screen.press("keyup", name)
        assert outcomes.get(timeout=30) == Inserted("Editor")
        assert editor.reads("What was said.")
        assert screen.clipboard("text/html").decode() == "<b>kept</b>"
        inserter.undo(outcomes.put)
        assert outcomes.get(timeout=30) == Inserted("Editor") and editor.reads("")
    finally:
        for part in (keys, front, inserter):
            part.leave()
