"""The hub as a process: `python -m tests.store.hub FOLDER NAME` prints its address and serves until it is killed."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from tests.store.hub.repository import of_folder
from tests.store.hub.server import Hub

print(Hub(of_folder(sys.argv[2], Path(sys.argv[1]))).endpoint, flush=True)
threading.Event().wait()
