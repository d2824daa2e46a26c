"""Where `pulumi up` of a stack has to run is said in its plan, or needs no word."""

from typing import Any

import pytest

from jiban.plan.run import plan
from tests.infra.environments import ROOT
from tests.stacks import planned

SAID = "the cluster's API answers only inside the network: run `pulumi up` of this stack from there"


def warnings(stack: str, *changes: str) -> list[Any]:
    """What the plan of a stack warns of."""
    found = plan(ROOT, stack, path_overrides=changes) if changes else planned(ROOT, stack)
    return [each.message for each in found.diagnostics if each.severity == "warning"]


def test_one_stack_on_a_private_cluster_says_where_it_is_deployed_from() -> None:
    """The confirmation of the stack file is repeated to whoever reads the plan."""
    changes = ("jiban:cluster.private=true", "jiban:inside_network=true")
    assert [each for each in warnings("dev", *changes) if SAID in each] == [SAID]


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_what_is_deployed_from_anywhere_says_nothing(stack: str) -> None:
    """A public cluster is reached by its clients, and a platform by the cloud's own API."""
    assert [each for each in warnings(stack) if SAID in each] == []
