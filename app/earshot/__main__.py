"""`earshot …`: arguments -> the terminal, or the window if there are none."""

from __future__ import annotations

import sys


def main() -> int:
    """Returns the exit code: 0 done, 1 an error said in one sentence, 2 wrong usage."""
    try:
        from earshot.cli.arguments import parser

        options = parser().parse_args()
        if options.command is None:
            from earshot.app import run

            return run()
        from earshot.cli.commands import execute

        return execute(options)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
