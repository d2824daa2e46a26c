"""A diff of many things takes as many times the calls of one of few as there are more of them."""

from __future__ import annotations

from typing import Any

from jiban.diff.changed_settings import Setting
from jiban.diff.compare import Diff, compare_plans
from jiban.diff.renames import renamed_components
from jiban.diff.replacement import Tables
from jiban.diff.roots import roots_of
from jiban.diff.values import MISSING
from jiban.model.plan import Options, Plan, Resource
from jiban.policy.waiting import Waiting
from tests.jiban.growing import growth
from tests.jiban.report.samples import plan_of, resource

PARAMETER = "aws:ssm/parameter:Parameter"


def compared(before: Plan, after: Plan) -> Diff:
    """Compare two plans."""
    return compare_plans(before, after, Tables())


def rules_of(*protocols: str) -> Plan:
    """A security group with a rule for each protocol."""
    rules = [
        {"fromPort": port, "toPort": port, "protocol": protocol} for port, protocol in enumerate(protocols)
    ]
    return plan_of(resource("aws:ec2/securityGroup:SecurityGroup", "web", inputs={"ingress": rules}))


def test_a_set_in_another_order() -> None:
    """Nothing changes."""

    def compare(number: int) -> None:
        before = rules_of(*["tcp"] * number)
        group = before.resources[1]
        turned = {"ingress": list(reversed(group.inputs["ingress"]))}
        after = plan_of(resource(group.type, "web", inputs=turned))
        assert compared(before, after).empty

    assert growth(compare) < 5


def test_a_set_of_which_all_changes() -> None:
    """Each rule goes and comes."""

    def compare(number: int) -> None:
        found = compared(rules_of(*["tcp"] * number), rules_of(*["udp"] * number))
        assert len(found.resources[0].changes) == 2 * number

    assert growth(compare) < 5


def test_many_paths_that_options_name() -> None:
    """Half of them are ignored, the others ask for a replacement."""

    def compare(number: int) -> None:
        paths = [f"tags.k{index}" for index in range(number)]
        options = Options(ignore_changes=tuple(paths[::2]), replace_on_changes=tuple(paths[1::2]))
        before, after = (
            plan_of(
                resource(
                    PARAMETER,
                    "p",
                    inputs={"tags": {f"k{index}": side for index in range(number)}},
                    options=options,
                )
            )
            for side in ("a", "b")
        )
        changes = compared(before, after).resources[0].changes
        assert (len(changes), all(each.forces for each in changes)) == (number // 2, True)

    assert growth(compare) < 5


def test_many_resources_that_have_another_name() -> None:
    """Each looks like one that is gone."""

    def named(letter: str, number: int) -> Plan:
        inputs: dict[str, Any] = {"type": "String", "tags": {"owner": "platform"}}
        return plan_of(
            *(
                resource(PARAMETER, f"{letter}{index}", inputs={**inputs, "value": index})
                for index in range(number)
            )
        )

    def compare(number: int) -> None:
        found = compared(named("a", number), named("b", number))
        assert sum(each.lookalike is not None for each in found.resources) == number

    assert growth(compare) < 5


def components(letter: str, number: int) -> Plan:
    """Components with a parameter each."""
    found: list[Resource] = []
    for index in range(number):
        component = resource("my:c:Group", f"{letter}-{index}", custom=False)
        found += [component, resource(PARAMETER, f"{letter}-{index}", component, inputs={"value": "x"})]
    return plan_of(*found)


def test_many_components_that_have_another_name() -> None:
    """Each is found by the end of its name, which it keeps."""

    def pair(number: int) -> None:
        found = renamed_components(components("a", number), components("b", number), {})
        assert {(old.name[1:], new.name[1:]) for old, new in found} == {
            (f"-{index}", f"-{index}") for index in range(number)
        }

    assert growth(pair) < 5


def test_many_values_of_the_stack_file() -> None:
    """Each shows in one of as many resources."""

    def trace(number: int) -> None:
        settings = [
            Setting((f"shop:k{index}",), before=f"size-a{index}", after=f"size-b{index}", place="x")
            for index in range(number)
        ]
        before, after = (
            plan_of(
                *(
                    resource(PARAMETER, f"p{index}", inputs={"value": f"size-{side}{index}"})
                    for index in range(number)
                )
            )
            for side in ("a", "b")
        )
        roots = roots_of(compared(before, after), before, after, settings)
        assert [(root.kind, len(root.direct)) for root in roots] == [("setting", 1)] * number

    assert growth(trace) < 5


def test_many_values_that_make_resources_come() -> None:
    """Each is called after one of them."""

    def trace(number: int) -> None:
        settings = [
            Setting((f"shop:bucket-n{index}",), before=MISSING, after=True, place="x")
            for index in range(number)
        ]
        before = plan_of()
        after = plan_of(*(resource(PARAMETER, f"bucket-n{index}") for index in range(number)))
        roots = roots_of(compared(before, after), before, after, settings)
        assert [(root.kind, len(root.direct)) for root in roots] == [("setting", 1)] * number

    assert growth(trace) < 5


def test_a_chain_of_which_each_is_asked_who_waits() -> None:
    """All that come after it."""

    def ask(number: int) -> None:
        chain = [resource(PARAMETER, "p0")]
        for index in range(1, number):
            chain.append(resource(PARAMETER, f"p{index}", dependencies=(chain[-1].urn,)))
        waiting = Waiting(chain)
        assert [waiting.number(each.urn) for each in chain] == list(reversed(range(number)))

    assert growth(ask) < 5
