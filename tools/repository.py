"""Which files belong to the repository, for the tests and tools that read all of them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_MADE = {
    ".git",
    ".venv",
    ".sdk",
    "__pycache__",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    "build",
    "dist",
}


@cache
def files(root: Path = ROOT) -> tuple[Path, ...]:
    """Every file that is tracked, or would be by `git add .`, as paths relative to the root, sorted.

    A copy of the tree that git does not know is walked instead, leaving out what is made by tools.
    """
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if (root / ".git").exists() and listing.returncode == 0:
        names = [Path(name) for name in listing.stdout.split("\0") if name]
    else:
        names = [path.relative_to(root) for path in root.rglob("*")]
    return tuple(sorted({name for name in names if not _made(name) and (root / name).is_file()}))


def _made(name: Path) -> bool:
    return any(part in _MADE or part.endswith(".egg-info") for part in name.parts)


def texts(*suffixes: str, root: Path = ROOT) -> dict[Path, str]:
    """The files with one of these suffixes (all text files without any), by relative path."""
    found: dict[Path, str] = {}
    for name in files(root):
        if suffixes and name.suffix not in suffixes:
            continue
        try:
            found[name] = (root / name).read_text()
        except UnicodeDecodeError:
            continue
    return found
