"""A plan is the same, byte for byte, whether SDKs are loaded by parts or as Python does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

pytestmark = pytest.mark.corpus

ROOT: Final = Path(__file__).parents[3]
FILES: Final = sorted(
    {
        ROOT / "Pulumi.yaml",
        *(ROOT / "examples").glob("*/Pulumi.yaml"),
        *(ROOT / "tests" / "fixtures").rglob("Pulumi.yaml"),
    }
)
STACKS: Final = [
    (file.parent.relative_to(ROOT).as_posix(), each.name.removeprefix("Pulumi.").removesuffix(".yaml"))
    for file in FILES
    for each in sorted(file.parent.glob("Pulumi.*.yaml"))
]


def planned(folder: str, stack: str, **environment: str) -> tuple[int, str, str]:
    """What a command exits with, and prints; nothing is kept that another one could read."""
    command = [sys.executable, "-m", "jiban", "plan", "--json", "-C", folder, "-s", stack]
    ran = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "100", **environment},
    )
    return ran.returncode, ran.stdout, ran.stderr


def test_every_program_of_the_repository_is_tried() -> None:
    """Our own stacks, the examples and the programs of others: no fewer than there were."""
    assert len(STACKS) >= 35


@pytest.mark.parametrize(("folder", "stack"), STACKS)
def test_a_plan_is_the_same(folder: str, stack: str) -> None:
    """What the SDKs have, what programs see of it, and what is said of a program that fails."""
    assert planned(folder, stack) == planned(folder, stack, JIBAN_LAZY_SDK="0")
