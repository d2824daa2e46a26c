"""All that the commands print of a project, in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from click.testing import CliRunner

from jiban.cli import main
from tests.leaks import programs
from tests.leaks.canaries import Cage

FORMATS: tuple[tuple[str, ...], ...] = (
    ("plan",),
    ("plan", "-v"),
    ("plan", "--summary"),
    ("plan", "-j"),
    ("graph", "--full"),
    ("graph", "--full", "-o", "dot"),
    ("check", "-o", "text"),
    ("check", "-o", "json"),
    ("check", "-o", "sarif"),
)
"""Commands that plan."""
COMPARED: tuple[tuple[str, ...], ...] = (
    ("diff", "-o", "text"),
    ("diff", "-o", "json"),
    ("diff", "-o", "markdown"),
    ("diff", "-o", "html"),
    ("diff", "-v"),
)
"""Commands that compare with a file."""


def outputs(
    folder: Path, cage: Cage, rest: Callable[[], str], formats: Sequence[Sequence[str]] = FORMATS
) -> Iterator[tuple[str, int, str]]:
    """Yield each command, its exit code and all that it has written.

    Args:
        folder: an empty one.
        cage: the secrets.
        rest: returns what has been written past the streams of Python, to the descriptors themselves.
        formats: commands to run.
    """
    project = folder / "project"
    flags = programs.write(project, cage)
    (folder / "preview.json").write_text(programs.preview(cage))
    (folder / "state.json").write_text(programs.export(cage))
    document = str(folder / "out")
    base = str(folder / "base.json")
    asked = [[*command, *flags] for command in formats]
    asked.append(["plan", "-j", "-o", f"json={base}", *flags])
    for file in (base, str(folder / "preview.json"), str(folder / "state.json")):
        asked += [[*command, *flags, "--base-plan", file] for command in COMPARED]
    asked += [["check", "-o", form, "--plan", str(folder / "preview.json")] for form in ("text", "json")]
    asked.append(["plan", "-o", f"text={document}", *flags])
    for command in asked:
        code, text = run([*command, "-C", str(project)])
        written = "".join(Path(each).read_text() for each in (document, base) if Path(each).exists())
        yield " ".join(command[:4]), code, text + written + rest()


def run(command: Sequence[str]) -> tuple[int, str]:
    """Run a command; return its exit code and what it has printed."""
    found = CliRunner().invoke(main, list(command), prog_name="jiban")
    return found.exit_code, found.stdout + found.stderr
