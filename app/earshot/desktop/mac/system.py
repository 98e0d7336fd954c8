"""The Mac around us: who is in front, what Earshot may do, and that it must not be put to sleep."""

from __future__ import annotations

import os
from collections.abc import Callable

import AppKit
import ApplicationServices
import Foundation
import Quartz

from earshot.domain.inserting import Program


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


def press_with_command(code: int) -> None:
    source = Quartz.CGEventSourceCreate(Quartz.kCGEventSourceStateHIDSystemState)
    for down in (True, False):
        event = Quartz.CGEventCreateKeyboardEvent(source, code, down)
        # The flags are stated, so modifiers that are held by hand do not count.
        Quartz.CGEventSetFlags(event, Quartz.kCGEventFlagMaskCommand)
        Quartz.CGEventPost(Quartz.kCGSessionEventTap, event)


def stay_awake() -> Callable[[], None]:
    """The Mac neither naps nor sleeps until the call that is given back."""
    options = Foundation.NSActivityUserInitiated | Foundation.NSActivityLatencyCritical
    process = Foundation.NSProcessInfo.processInfo()
    activity = process.beginActivityWithOptions_reason_(options, "Dictation")
    return lambda: process.endActivity_(activity)
