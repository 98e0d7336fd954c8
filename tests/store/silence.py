"""Nobody is spoken to: `python -m tests.store.silence`.

Runs the program's own commands under a trace of system calls and counts what is sent or connected beyond loopback
and Unix sockets; and once more in a network namespace without a route.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from earshot import paths

CALLS = "connect,sendto,sendmsg,sendmmsg"
_INSIDE = re.compile(r"sa_family=AF_(UNIX|NETLINK)|inet_addr\(\"127\.|\"::1\"|sin_port=htons\(0\)")
_ADDRESS = re.compile(r"sa_family=AF_\w+[^}]*")
COMMANDS = (
    ("transcribe", str(paths.SAMPLES / "dictation.wav")),
    ("describe", str(paths.SAMPLES / "clip.mp4")),
    ("edit", "--as", "polish"),
    ("listen", "--sound", str(paths.SAMPLES / "dictation.wav"), "--json"),
    ("history", "the"),
    ("models",),
    ("models", "list"),
)
TEXT = "um send the the report"


def strangers(trace: str) -> list[str]:
    """The addresses beyond loopback and Unix sockets that a trace names."""
    lines = [line for line in trace.splitlines() if _ADDRESS.search(line)]
    return [line for line in lines if not _INSIDE.search(line)]


def run(words: tuple[str, ...], data: Path, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "EARSHOT_DATA": str(data)}
    command = [*before, sys.executable, "-m", "earshot", *words]
    return subprocess.run(command, input=TEXT, capture_output=True, text=True, env=env, timeout=300, check=False)


def traced(words: tuple[str, ...], data: Path) -> tuple[int, list[str], int]:
    """Exit code, strangers, and how many calls the trace has at all."""
    trace = data / "trace"
    before = ("strace", "-f", "-qq", "-e", f"trace={CALLS}", "-o", str(trace))
    done = run(words, data, before)
    said = trace.read_text(errors="replace")
    return done.returncode, strangers(said), len(said.splitlines())


def cut_off(words: tuple[str, ...], data: Path) -> int:
    """The exit code without any network."""
    return run(words, data, ("unshare", "-n")).returncode


def missing() -> str:
    """What keeps it from running here, or nothing."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    probe = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return "" if probe.returncode == 0 else "tracing is not allowed here"


def main() -> int:
    why = missing()
    if why:
        print(why)
        return 2
    found = 0
    with tempfile.TemporaryDirectory() as folder:
        for words in COMMANDS:
            code, others, calls = traced(words, Path(folder))
            found += len(others) + (code != 0)
            print(f"{' '.join(words[:1])}: exit {code}, {calls} calls, {len(others)} beyond loopback", flush=True)
            for line in others:
                print(f"  {line}")
        for words in COMMANDS:
            code = cut_off(words, Path(folder))
            found += code != 0
            print(f"{' '.join(words[:1])} without a network: exit {code}", flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
