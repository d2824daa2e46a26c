"""The planner says what the engine says; `jiban.rehearse.compare` lists what may differ, and why."""

from collections.abc import Callable
from pathlib import Path

import pytest

from jiban.model.digest import read_digest
from jiban.model.plan import Plan
from jiban.plan.run import plan
from jiban.rehearse.compare import disagreements
from jiban.rehearse.pulumi_cli import Scratch, refuse
from tests.engine.conftest import ROOT, Opener

pytestmark = pytest.mark.engine
STACKS = [
    (".", "dev"),
    (".", "prod"),
    ("examples/network-and-database", "dev"),
    ("examples/pms-aws", "dev"),
    ("examples/pms-aws", "dev-pipelines"),
    ("examples/pms-aws", "prod"),
    ("examples/pms-aws", "prod-pipelines"),
    ("examples/pms-aws", "staging"),
    ("examples/pms-aws", "staging-pipelines"),
    ("examples/pms-aws", "test"),
    ("examples/pms-aws", "test-pipelines"),
    ("examples/pms-aws-servers", "dev"),
    ("examples/pms-aws-servers", "prod"),
    ("examples/shop", "dev"),
]
ON_OTHERS = [
    (".", "prod-workloads", "prod"),
    (".", "prod-south", "prod"),
    (".", "prod-south-workloads", "prod-south"),
    ("examples/pms-aws", "prod-workloads", "prod"),
    ("examples/pms-aws", "staging-workloads", "staging"),
]
"""Stacks that refer to another one, and that one."""


@pytest.mark.parametrize(("project", "stack"), STACKS)
def test_the_plan_is_the_engines_preview(
    project: str, stack: str, opened: Opener, previewed: Callable[[Scratch], Plan]
) -> None:
    """URNs, types, parents, dependencies, protection, providers and inputs of a plan are the engine's."""
    with opened(project, stack) as scratch:
        engine = previewed(scratch)
    assert [str(each) for each in disagreements(plan(ROOT / project, stack), engine)] == []


@pytest.mark.parametrize(("project", "stack", "other"), ON_OTHERS)
def test_the_plan_of_a_stack_on_another_is_the_engines_preview(  # noqa: PLR0917 - a row and three fixtures
    project: str,
    stack: str,
    other: str,
    opened: Opener,
    stands_on: Callable[[Scratch, Plan], None],
    previewed: Callable[[Scratch], Plan],
) -> None:
    """What that one does not know before its deployment is unknown to it on both sides."""
    with opened(project, stack) as scratch:
        stands_on(scratch, plan(ROOT / project, other))
        engine = previewed(scratch)
    assert [str(each) for each in disagreements(plan(ROOT / project, stack), engine)] == []


@pytest.mark.parametrize("project", [".", "examples/pms-aws"])
def test_what_a_plan_knows_is_what_is_deployed(project: str, opened: Opener) -> None:
    """Every input that the plan knew stands in the state after the deployment, those included that the
    engine's preview did not know yet.
    """
    with opened(project, "dev") as scratch:
        refuse(scratch.run("up", "--yes", "--skip-preview", *scratch.stack_flags()), "up")
        deployed = read_digest(scratch.export())
    assert [str(each) for each in disagreements(plan(ROOT / project, "dev"), deployed)] == []


def test_every_stack_of_the_repository_is_compared() -> None:
    """A project that is added later is compared too."""
    files = [*ROOT.glob("Pulumi.*.yaml"), *ROOT.glob("examples/*/Pulumi.*.yaml")]
    found = {(file.parent.relative_to(ROOT).as_posix(), Path(file.stem).suffix.lstrip(".")) for file in files}
    assert found == {*STACKS, *((project, stack) for project, stack, _ in ON_OTHERS)}
