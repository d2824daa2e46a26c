"""What Azure refuses to change at once is never changed at once: plans against `one_at_a_time.yaml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

import pytest

from jiban.model.plan import Plan, Resource, has_unknown
from jiban.tables import table
from tests import stacks

ROOT = Path(__file__).parents[2]
KINDS = table("jiban.rehearse", "one_at_a_time.yaml")["kinds"]


@pytest.fixture(scope="module", params=["prod", "dev"])
def planned(request: pytest.FixtureRequest) -> Plan:
    """The plan of one stack on Azure."""
    return stacks.planned(ROOT, request.param)


def siblings(planned: Plan) -> Iterator[list[Resource]]:
    """Yield the resources of each kind that share what the kind's service writes one at a time."""
    for kind, facts in KINDS.items():
        found: defaultdict[object, list[Resource]] = defaultdict(list)
        for each in planned.resources:
            if each.type == kind:
                shared = each.inputs[facts["within"]]
                # A value that is not known yet is told by what it comes from.
                behind = frozenset(each.property_dependencies.get(facts["within"], ()))
                found[behind if has_unknown(shared) else str(shared)].append(each)
        yield from found.values()


def waits_for(resource: Resource, urn: str, by_urn: Mapping[str, Resource]) -> bool:
    """Whether a resource waits for another one, perhaps by way of others."""
    todo, seen = [resource], {resource.urn}
    while todo:
        for each in todo.pop().dependencies:
            if each == urn:
                return True
            if each not in seen and each in by_urn:
                seen.add(each)
                todo.append(by_urn[each])
    return False


def test_no_two_siblings_are_changed_at_once(planned: Plan) -> None:
    """Of any two children of one parent, one waits for the other."""
    by_urn = {each.urn: each for each in planned.resources}
    at_once = [
        (one.name, other.name)
        for group in siblings(planned)
        for one, other in combinations(group, 2)
        if not waits_for(one, other.urn, by_urn) and not waits_for(other, one.urn, by_urn)
    ]
    assert at_once == []


def test_the_kinds_are_found() -> None:
    """Production has several children of a network, a subnet, a server and a cache to try it on."""
    prod = stacks.planned(ROOT, "prod")
    groups = {group[0].type.rpartition(":")[2]: len(group) for group in siblings(prod)}
    assert groups["Subnet"] == 6
    assert groups["AgentPool"] == 2
    assert groups["PrivateEndpoint"] == 4
    assert groups["Database"] == 2
    assert groups["AccessPolicyAssignment"] == 4
