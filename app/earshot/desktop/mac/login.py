"""The Mac's list of programs that start at log-in: SMAppService, since macOS 13.  Only a Mac can run it.

It knows the app by its bundle, so it serves nothing that is started from a terminal.
"""

from __future__ import annotations

from typing import Any

import objc

from earshot.domain.errors import DesktopError

FRAMEWORK = "/System/Library/Frameworks/ServiceManagement.framework"
ENABLED, NEEDS_CONSENT = 1, 2
"""SMAppServiceStatus."""
ADVICE = "Open System Settings, General, Login Items, and allow Earshot there."


def _service() -> Any:
    objc.loadBundle("ServiceManagement", {}, bundle_path=FRAMEWORK)
    for name in (b"registerAndReturnError:", b"unregisterAndReturnError:"):
        objc.registerMetaDataForSelector(b"SMAppService", name, {"arguments": {2: {"type_modifier": b"o"}}})
    return objc.lookUpClass("SMAppService").mainAppService()


def starts() -> bool:
    return bool(_service().status() == ENABLED)


def choose(*, start: bool) -> None:
    """Raises DesktopError if the user has to allow it, or the system refuses."""
    service = _service()
    done, _ = service.registerAndReturnError_(None) if start else service.unregisterAndReturnError_(None)
    if start and service.status() == NEEDS_CONSENT:
        raise DesktopError("The Mac wants you to allow that Earshot starts at log-in.", ADVICE)
    if not done:
        raise DesktopError("The Mac does not let Earshot choose whether it starts at log-in.", ADVICE)
