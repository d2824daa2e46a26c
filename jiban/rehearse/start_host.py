"""Starts an attached language host: `python -m jiban.rehearse.start_host RUNNER PYTHON PROJECT STACK`.

The programs' Python begins to load what they need before this process loads what a host needs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from jiban.rehearse.warm import Programs


def main(arguments: list[str]) -> int:
    """Serve until standard input ends."""
    if len(arguments) != 4:  # noqa: PLR2004 as the message says
        sys.stderr.write("usage: python -m jiban.rehearse.start_host RUNNER PYTHON PROJECT STACK\n")
        return 2
    runner, python, project, stack = Path(arguments[0]), *arguments[1:]
    try:
        programs = Programs(python, runner, os.environ, Path(project), stack)
    except OSError as error:
        sys.stderr.write(f"jiban: programs are started anew each time: {error}\n")
        programs = None
    from jiban.rehearse.attached_host import serve  # noqa: PLC0415 - it loads gRPC

    serve(runner, programs)
    if programs is not None:
        programs.end()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
