"""Runs the planner's tests on the oldest and on the newest Pulumi SDK that pyproject.toml accepts.

`python tools/sdk_range.py [PYTEST FLAGS]`. The planner stands on inner parts of the SDK, so a range is a
claim that has to be tried. Each SDK alone, without its dependencies, is installed by its hash into `.sdk/`,
in a folder whose name says that it is a library, and put before the one of `.venv`.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENDS = ("oldest", "newest")
TESTS = ("tests/jiban/plan", "tests/jiban/test_testing.py")


def pinned(end: str) -> str:
    """Return the version that an end's requirement file pins."""
    found = re.search(r"^pulumi==(\S+)", (ROOT / "tools" / f"sdk-{end}.txt").read_text(), re.MULTILINE)
    if found is None:
        raise SystemExit(f"tools/sdk-{end}.txt pins no pulumi: make lock writes it")
    return found[1]


def run(end: str, flags: list[str]) -> int:
    """Install an end and run the tests on it; return pytest's exit code."""
    version, folder = pinned(end), ROOT / ".sdk" / end / "site-packages"
    if not (folder / f"pulumi-{version}.dist-info").is_dir():
        requirement = ROOT / "tools" / f"sdk-{end}.txt"
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--upgrade"]
        subprocess.run([*pip, "--require-hashes", "--target", folder, "-r", requirement], check=True)
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    asked = [sys.executable, "-c", "from importlib.metadata import version; print(version('pulumi'))"]
    answer = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True).stdout.strip()
    if answer != version:
        print(
            f"the {end} SDK is {version}, but the tests would run on {answer}: remove .sdk", file=sys.stderr
        )
        return 1
    print(f"Pulumi SDK {version}, the {end} that pyproject.toml accepts", flush=True)
    return subprocess.run(
        [sys.executable, "-m", "pytest", *flags, *TESTS], cwd=ROOT, env=environment, check=False
    ).returncode


if __name__ == "__main__":
    # A run that a signal ends has a negative code.
    codes = [run(end, sys.argv[1:]) for end in ENDS]
    sys.exit(any(codes))
