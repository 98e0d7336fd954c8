"""`earshot …`: arguments -> the terminal, or the window if there are none."""

from __future__ import annotations

import sys


def main() -> int:
    """Returns the exit code: 0 done, 1 an error said in one sentence, 2 wrong usage."""
    from earshot.cli.arguments import parser

    options = parser().parse_args()
    if options.command is None:
        from earshot.app import run

        return run()
    from earshot.cli.commands import execute

    return execute(options)


if __name__ == "__main__":
    sys.exit(main())
