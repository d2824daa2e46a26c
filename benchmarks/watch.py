"""How long `jiban watch` takes to show what a save changes.

`python -m benchmarks.watch [-s STACK] [-n SAVES]` begins a watch of this repository's stack, saves its stack
file (its time changes, nothing else), and prints the median time to the first line that is shown.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Final

ROOT: Final = Path(__file__).resolve().parents[1]
BUDGET: Final = 0.5
"""Seconds from a save to the picture."""
_END: Final = "Watching "
"""Beginning of the line that ends a picture."""
_REST: Final = 3.0
"""Seconds between two saves, in which the watch gets ready for the next."""


def picture(said: IO[str]) -> float:
    """Read one picture to its end, and return when its first line came.

    Raises:
        EOFError: the watch has ended.
    """
    first = 0.0
    for line in said:
        first = first or time.perf_counter()
        if line.startswith(_END):
            return first
    raise EOFError


def verdict(seconds: float) -> str:
    """Return whether a time keeps to the budget."""
    return f"{'pass' if seconds <= BUDGET else 'miss'} (at most {BUDGET})"


def measured(stack: str, saves: int) -> list[float]:
    """Return the seconds of each save, after one that nobody counts."""
    file = ROOT / f"Pulumi.{stack}.yaml"
    found: list[float] = []
    command = [sys.executable, "-m", "jiban", "watch", "-s", stack]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        if process.stdout is None:
            return []
        try:
            picture(process.stdout)
            for _ in range(saves + 1):
                time.sleep(_REST)
                since = time.perf_counter()
                os.utime(file)
                found.append(picture(process.stdout) - since)
        finally:
            process.terminate()
    return found[1:]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-s", "--stack", default="prod")
    parser.add_argument("-n", "--saves", type=int, default=5)
    options = parser.parse_args()
    found = measured(options.stack, options.saves)
    middle = statistics.median(found)
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load}")
    print(
        f"a save of {options.stack}: {middle:.2f} s ({min(found):.2f} to {max(found):.2f})  {verdict(middle)}"
    )


if __name__ == "__main__":
    main()
