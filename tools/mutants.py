"""Tries whether the tests notice a change of what decides: `make mutants`.

`python -m tools.mutants [PART OF A NAME ...]`. tools/mutants.yaml lists small changes of the code, each wrong
by its meaning (a boundary moved by one, a condition left out), with the tests that should fail for it. Each
is made in a copy of the tree, and only its tests are run. A change that no test notices is a survivor; the
table says how many there may be, and that number only falls: too many fail the run, and too few ask for a
lower one.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Literal

import yaml

from tools.repository import ROOT, files

TABLE = Path("tools/mutants.yaml")
COPIES = 2
"""Copies of the tree, each with one change at a time."""
SECONDS = 300
"""Longest time for one change; a test that hangs has noticed it."""

Verdict = Literal["noticed", "survived"]


class MutantError(Exception):
    """A table, or a change in it, that cannot be used."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change that some test should notice."""

    name: str
    """What becomes wrong."""
    file: Path
    old: str
    """Text that stands in the file exactly once."""
    new: str
    tests: tuple[str, ...]
    """What pytest is asked to run."""


@dataclass(frozen=True, slots=True)
class Table:
    """All changes, and how many may survive."""

    survivors: int
    mutants: tuple[Mutant, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a change."""

    mutant: Mutant
    verdict: Verdict
    seconds: float


def read(text: str) -> Table:
    """Read the table.

    Raises:
        MutantError: two changes have one name, or one changes nothing.
    """
    document: dict[str, Any] = yaml.safe_load(text)
    found = tuple(
        Mutant(each["name"], Path(each["file"]), each["old"], each["new"], tuple(each["tests"].split()))
        for each in document["mutants"]
    )
    names = [each.name for each in found]
    twice = {name for name in names if names.count(name) > 1}
    idle = {each.name for each in found if each.old == each.new}
    if twice or idle:
        raise MutantError(f"given twice, or without a change: {', '.join(sorted(twice | idle))}")
    return Table(document["survivors"], found)


def changed(mutant: Mutant, text: str) -> str:
    """Return the text of a file with the change in it.

    Raises:
        MutantError: the old text does not stand in it exactly once.
    """
    count = text.count(mutant.old)
    if count != 1:
        raise MutantError(
            f"{mutant.name}: its old text stands {count} times in {mutant.file}; bring it up to date"
        )
    return text.replace(mutant.old, mutant.new)


def judge(survived: Sequence[str], allowed: int, *, whole: bool) -> str:
    """Return what is wrong with the number of survivors; empty for nothing.

    Args:
        survived: names of the changes that no test has noticed.
        allowed: how many there may be.
        whole: whether every change was tried, so that fewer than allowed means something.
    """
    if len(survived) > allowed:
        return f"{len(survived)} survived, {allowed} may: {', '.join(survived)}"
    if whole and len(survived) < allowed:
        return f"{len(survived)} survived: set survivors to {len(survived)} in {TABLE}"
    return ""


def _pytest(
    copy: Path, tests: Sequence[str], *, seconds: float = SECONDS, workers: int = 0
) -> tuple[int | None, str]:
    """Run tests in a copy of the tree; return the exit code, None when the time is over, and the output."""
    flags = ["-q", "-x", "-n", str(workers), "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *flags, *tests]
    # The byte code of a changed file could be taken for that of the one before it.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy)}
    try:
        result = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return None, ""
    return result.returncode, result.stdout


def _try(mutant: Mutant, copies: "SimpleQueue[Path]") -> Trial:
    started = time.monotonic()
    copy = copies.get()
    file = copy / mutant.file
    original = file.read_text()
    try:
        file.write_text(changed(mutant, original))
        code, output = _pytest(copy, mutant.tests)
    finally:
        file.write_text(original)
        copies.put(copy)
    if code not in (None, 0, 1, 2):
        raise MutantError(f"{mutant.name}: pytest ended with {code}\n{output}")
    trial = Trial(mutant, "noticed" if code != 0 else "survived", time.monotonic() - started)
    print(f"{trial.verdict:<9}{trial.seconds:>6.1f} s  {mutant.name}", flush=True)
    return trial


def trials(mutants: Sequence[Mutant], folder: Path) -> Iterator[Trial]:
    """Try changes in copies of the tree below a folder.

    Raises:
        MutantError: a change does not fit the code, or its tests fail without any change.
    """
    for mutant in mutants:
        changed(mutant, (ROOT / mutant.file).read_text())
    copies: SimpleQueue[Path] = SimpleQueue()
    made = [_copy(folder / str(number)) for number in range(COPIES)]
    tests = sorted({test for mutant in mutants for test in mutant.tests})
    code, output = _pytest(made[0], tests, seconds=SECONDS * 4, workers=COPIES)
    if code is None:
        raise MutantError(f"the tests take longer than {SECONDS * 4} s without any change")
    if code != 0:
        raise MutantError(f"the tests fail without any change\n{output}")
    for copy in made:
        copies.put(copy)
    with ThreadPoolExecutor(COPIES) as pool:
        yield from pool.map(partial(_try, copies=copies), mutants)


def _copy(target: Path) -> Path:
    for name in files():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name, follow_symlinks=False)
    for link in ("components", "policies"):
        # A link to a folder is no file, so the list of files leaves it out.
        if not (target / "jiban" / link).is_symlink():
            (target / "jiban" / link).symlink_to(f"../{link}")
    return target


def main(wanted: Sequence[str]) -> int:
    """Try the changes whose name holds one of some texts, all where there is none; return the exit code."""
    table = read((ROOT / TABLE).read_text())
    chosen = [each for each in table.mutants if not wanted or any(part in each.name for part in wanted)]
    try:
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            found = list(trials(chosen, Path(folder)))
    except MutantError as error:
        print(error, file=sys.stderr)
        return 2
    survived = [each.mutant.name for each in found if each.verdict == "survived"]
    wrong = judge(survived, table.survivors, whole=not wanted)
    print(wrong or f"{len(found)} changes, {len(survived)} survived")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
