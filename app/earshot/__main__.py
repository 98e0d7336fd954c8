"""`earshot …`: arguments -> the terminal, or the window if there are none."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Returns the exit code: 0 done, 1 an error said in one sentence, 2 wrong usage."""
    try:
        _occupy()
        from earshot.cli.arguments import parser

        try:
            options = parser().parse_args()
        finally:  # help, too, may have been sent where it cannot go
            _flushed()
        if options.command in (None, "open"):
            from earshot.app import run

            return run(getattr(options, "files", []))
        from earshot.cli.commands import execute

        return execute(options)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return 1


def _occupy() -> None:
    """Closed streams lead nowhere: else the next file opened would take their place, and warnings go into it."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open to the end


def _flushed() -> None:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        from earshot.cli import output

        output.let_go()
        sys.stderr.write("The output could not be written to its end. See whether the disk is full.\n")
        sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
