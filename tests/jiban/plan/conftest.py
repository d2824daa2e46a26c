"""Small projects to plan."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from jiban.model.plan import Plan
from jiban.plan.run import plan

FIXTURES = Path(__file__).parents[2] / "fixtures"

Planner = Callable[..., Plan]


def write_project(
    folder: Path, program: str, files: Mapping[str, str] | None = None, name: str = "demo"
) -> Path:
    """Write a project with one program; `files` are further files by relative path, and may replace these."""
    content = {
        "Pulumi.yaml": f"name: {name}\nruntime: python\n",
        "Pulumi.dev.yaml": "config: {}\n",
        "__main__.py": "import pulumi\n" + textwrap.dedent(program),
        **(files or {}),
    }
    for path, text in content.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text))
    return folder


@pytest.fixture
def plan_program(tmp_path: Path) -> Planner:
    """Plan a program text in a fresh project."""

    def run(*parts: str, files: Mapping[str, str] | None = None, stack: str = "dev", **options: Any) -> Plan:
        program = "\n".join(textwrap.dedent(part) for part in parts)
        return plan(write_project(tmp_path, program, files), stack, **options)

    return run
