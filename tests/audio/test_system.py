"""What the system says of its microphones without PortAudio: Core Audio's answers are scripted here."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Any

import pytest

from earshot.audio import system


class FakeCoreAudio:
    """Properties of the system by their four letters; anything else is unknown."""

    def __init__(self, **properties: bytes) -> None:
        self.properties = properties

    def AudioObjectGetPropertyDataSize(self, what: int, address: Any, _: int, __: None, size: Any) -> int:
        found = self._find(what, address)
        size._obj.value = len(found or b"")
        return int(found is None)

    def AudioObjectGetPropertyData(self, what: int, address: Any, _: int, __: None, size: Any, content: Any) -> int:
        found = self._find(what, address)
        assert found is not None and size._obj.value == len(found)
        ctypes.memmove(content, found, len(found))
        return 0

    def _find(self, what: int, address: Any) -> bytes | None:
        assert what == 1 and address._obj.scope.to_bytes(4, "big") == b"glob" and address._obj.element == 0
        return self.properties.get(address._obj.selector.to_bytes(4, "big").decode().strip(" #"))


def test_another_default_and_another_device_are_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    core = FakeCoreAudio(dIn=b"\x01\0\0\0", dev=b"\x01\0\0\0\x02\0\0\0")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(system, "_loaded", lambda: core)
    before = system.plugged()
    assert before == system.plugged()
    core.properties["dIn"] = b"\x02\0\0\0"
    switched = system.plugged()
    core.properties["dev"] = b"\x01\0\0\0"
    assert len({before, switched, system.plugged()}) == 3


def test_where_core_audio_cannot_be_asked_nothing_ever_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    for loaded in (None, FakeCoreAudio()):
        monkeypatch.setattr(system, "_loaded", lambda library=loaded: library)
        assert system.plugged() == system.plugged()


def test_another_sound_card_is_a_change_on_linux(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system, "CARDS", tmp_path / "cards")
    assert system.plugged() is None
    system.CARDS.write_text(" 0 [PCH ]: HDA-Intel\n")
    assert system.plugged() == " 0 [PCH ]: HDA-Intel\n"
