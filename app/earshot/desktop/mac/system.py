"""The Mac around us: who is in front, what Earshot may do, and that it must not be put to sleep."""

from __future__ import annotations

import os
from typing import Any

import AppKit
import ApplicationServices
import Foundation
import Quartz

from earshot.domain.inserting import Program

_SETTINGS = "x-apple.systempreferences:com.apple.preference.security?Privacy_Accessibility"


class Front:
    """Main thread."""

    def program(self) -> Program | None:
        return in_front()

    def leave(self) -> None:
        """Nothing is held."""


def in_front() -> Program | None:
    program = AppKit.NSWorkspace.sharedWorkspace().frontmostApplication()
    return None if program is None else Program(str(program.localizedName()), int(program.processIdentifier()))


def is_own(program: Program) -> bool:
    return program.number == os.getpid()


def wants_less_motion() -> bool:
    """As the system's settings say under Accessibility."""
    return bool(AppKit.NSWorkspace.sharedWorkspace().accessibilityDisplayShouldReduceMotion())


def may_press(*, ask: bool = False) -> bool:
    """True if Accessibility was granted; `ask` lets the system ask for it."""
    wish = {ApplicationServices.kAXTrustedCheckOptionPrompt: ask}
    return bool(ApplicationServices.AXIsProcessTrustedWithOptions(wish))


def open_accessibility_settings() -> None:
    AppKit.NSWorkspace.sharedWorkspace().openURL_(Foundation.NSURL.URLWithString_(_SETTINGS))


def press_with_command(code: int) -> None:
    source = Quartz.CGEventSourceCreate(Quartz.kCGEventSourceStateHIDSystemState)
    for down in (True, False):
        event = Quartz.CGEventCreateKeyboardEvent(source, code, down)
        # The flags are stated, so modifiers that are held by hand do not count.
        Quartz.CGEventSetFlags(event, Quartz.kCGEventFlagMaskCommand)
        Quartz.CGEventPost(Quartz.kCGSessionEventTap, event)


class Awake:
    """From a key going down until the text is delivered the Mac neither naps nor sleeps."""

    def __init__(self) -> None:
        self._activity: Any = Foundation.NSProcessInfo.processInfo().beginActivityWithOptions_reason_(
            Foundation.NSActivityUserInitiated | Foundation.NSActivityLatencyCritical, "Dictation"
        )

    def end(self) -> None:
        Foundation.NSProcessInfo.processInfo().endActivity_(self._activity)
