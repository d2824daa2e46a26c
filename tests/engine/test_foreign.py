"""Programs that were not written for this planner: its plan is held against the engine's preview.

The cloud is a simulated one that answers unknown for every field that the inputs lack. Each file of
`tests/fixtures/foreign/*/` is a program, and shows another habit; those of a folder run in one stack.
"""

from collections.abc import Callable

import pytest

from jiban.model.plan import Plan
from jiban.plan.run import plan
from jiban.rehearse.compare import disagreements
from jiban.rehearse.pulumi_cli import Scratch
from tests.engine.conftest import ROOT, Opener

pytestmark = pytest.mark.engine
FOREIGN = ROOT / "tests" / "fixtures" / "foreign"
FOLDERS = ["aws", "azure", "core", "kube", "whole"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_the_engine_does_not_know_is_unknown(
    folder: str, opened: Opener, referenced: Callable[[Scratch], None], previewed: Callable[[Scratch], Plan]
) -> None:
    """And what it knows is known, and the same, but for the differences that are justified."""
    with opened(f"tests/fixtures/foreign/{folder}", "dev") as scratch:
        referenced(scratch)
        engine = previewed(scratch)
    assert [str(each) for each in disagreements(plan(FOREIGN / folder, "dev"), engine)] == []


def test_every_program_is_run() -> None:
    """There are forty and more, and none lies in a folder that no test names."""
    programs = list(FOREIGN.glob("*/*.py"))
    assert len(programs) >= 40
    assert {file.parent.name for file in programs} == set(FOLDERS)
