"""What a diff comes from: values of the stack file, names that have changed, and what only follows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.diff.changed_settings import Setting
from jiban.diff.compare import compare_plans
from jiban.diff.replacement import Tables
from jiban.diff.roots import FEW, Root, roots_of
from jiban.diff.values import MISSING
from jiban.model.plan import UNKNOWN, Plan, Resource
from jiban.plan.run import plan
from tests.jiban.report.samples import plan_of, resource
from tests.stacks import planned
from tools.repository import ROOT

VPC, SUBNET, QUEUE, DATABASE = (
    "aws:ec2/vpc:Vpc",
    "aws:ec2/subnet:Subnet",
    "aws:sqs/queue:Queue",
    "aws:rds/instance:Instance",
)


def roots(before: Plan, after: Plan, *settings: Setting, nothing_else: bool = False) -> tuple[Root, ...]:
    """Trace the diff of two plans."""
    found = compare_plans(before, after, Tables())
    return roots_of(found, before, after, settings, nothing_else=nothing_else)


def setting(key: str, before: Any, after: Any) -> Setting:
    """A value of the stack file, whose steps are parted by dots."""
    return Setting(tuple(key.split(".")), before, after, place="Pulumi.prod.yaml:3")


def names(resources: Any) -> list[str]:
    """Name resources."""
    return [each.resource.name for each in resources]


def network(cidr: str, *others: Resource) -> Plan:
    """A network with two subnets in it, and what else there is."""
    vpc = resource(VPC, "vpc", inputs={"cidrBlock": cidr})
    subnets = [
        resource(
            SUBNET,
            name,
            inputs={"vpcId": UNKNOWN, "cidrBlock": "10.9.0.0/24"},
            property_dependencies={"vpcId": (vpc.urn,)},
        )
        for name in ("a", "b")
    ]
    return plan_of(vpc, *subnets, *others)


CIDR = setting("shop:network.cidr", "10.0.0.0/16", "10.1.0.0/16")


def test_what_follows_is_told_from_what_the_value_changes_itself() -> None:
    """The network holds the value; its subnets are replaced for the network's sake alone."""
    (found,) = roots(network("10.0.0.0/16"), network("10.1.0.0/16"), CIDR)
    assert (found.kind, found.settings) == ("setting", (CIDR,))
    assert (names(found.direct), names(found.follows)) == (["vpc"], ["a", "b"])


def test_without_a_value_the_property_itself_is_the_root() -> None:
    """As where a program holds the figure."""
    (found,) = roots(network("10.0.0.0/16"), network("10.1.0.0/16"))
    assert (found.kind, found.settings, names(found.direct)) == ("program", (), ["vpc"])


def test_a_provider_that_is_replaced_takes_what_it_makes_with_it() -> None:
    """The default provider of a package has no URN in a plan."""
    sides = [plan_of(resource(QUEUE, "jobs"), config={"aws:region": region}) for region in ("a-1", "b-2")]
    (found,) = roots(sides[0], sides[1], setting("aws:region", "a-1", "b-2"))
    assert (names(found.direct), names(found.follows)) == (["default"], ["jobs"])
    assert names(found.lost) == ["jobs"]


@pytest.mark.parametrize(
    ("given", "path", "sides", "traced"),
    [
        (("shop:region", "eu-west-1", "eu-west-2"), "location", ("eu-west-1", "eu-west-2"), True),
        (("shop:region", "eu-west-1", "eu-west-2"), "url", ("a.eu-west-1.b", "a.eu-west-2.b"), True),
        (("shop:region", "eu-west-1", "eu-west-2"), "location", ("eu-west-1", "eu-north-1"), False),
        (("shop:db.version", "15", "16"), "engineVersion", ("15", "16"), True),
        (("shop:db.version", "15", "16"), "allocatedStorage", ("15", "16"), False),
        (("shop:db.version", "15", "16"), "engineVersion", ("15", "17"), False),
        (("shop:db.multi_zone", False, True), "multiAz", (False, True), True),
        (("shop:debug", False, True), "multiAz", (False, True), False),
        (("shop:db.multi_zone", MISSING, True), "multiAz", (False, True), True),
        (("shop:db.multi_zone", True, MISSING), "multiAz", (True, False), True),
        (("shop:db.multi_zone", MISSING, True), "multiAz", (True, False), False),
        (("shop:debug", MISSING, True), "multiAz", (False, True), False),
        (("shop:zones", ["zone-a"], ["zone-a", "zone-b"]), "zones", (["zone-a"], ["zone-a", "zone-b"]), True),
        (
            ("shop:zones", ["zone-a"], ["zone-a", "zone-b"]),
            "zones",
            (["zone-a"], ["zone-a", "zone-c"]),
            False,
        ),
        (("shop:owner", MISSING, "platform"), "owner", (MISSING, "platform"), True),
    ],
)
def test_a_value_is_traced_by_what_it_says(
    given: tuple[str, Any, Any], path: str, sides: tuple[Any, Any], *, traced: bool
) -> None:
    """A text by its letters; a number or a switch only where the names have a word in common."""
    plans = [
        plan_of(resource(DATABASE, "orders", inputs={path: value} if value is not MISSING else {}))
        for value in sides
    ]
    (found,) = roots(plans[0], plans[1], setting(*given))
    assert (found.kind == "setting") is traced


def test_the_value_that_fits_best_counts() -> None:
    """Two numbers change in the same way; the one that shares more words is the cause."""
    plans = [
        plan_of(
            resource(DATABASE, "orders", inputs={"engineVersion": value}),
            resource(QUEUE, "jobs", inputs={"delaySeconds": value}),
        )
        for value in (15, 16)
    ]
    given = setting("shop:queue.delay", 15, 16), setting("shop:database.version", 15, 16)
    found = {each.settings[0].key: names(each.direct) for each in roots(plans[0], plans[1], *given)}
    assert found == {"shop:queue.delay": ["jobs"], "shop:database.version": ["orders"]}


def test_a_resource_that_comes_is_told_by_its_name() -> None:
    """An entry of a map makes a queue that is called after it."""
    before = plan_of(resource(QUEUE, "shop-jobs"))
    after = plan_of(resource(QUEUE, "shop-jobs"), resource(QUEUE, "shop-e-mails"), resource(QUEUE, "other"))
    found = roots(before, after, setting("shop:queues.e_mails", MISSING, {}))
    assert [(each.kind, names(each.direct)) for each in found] == [
        ("setting", ["shop-e-mails"]),
        ("program", ["other"]),
    ]


def test_where_nothing_else_has_changed_the_only_value_is_the_cause() -> None:
    """Also of what it does not show in, and for certain."""
    before, after = plan_of(resource(QUEUE, "a")), plan_of(resource(QUEUE, "b", inputs={"x": 1}))
    (found,) = roots(before, after, setting("shop:size", 1, 2), nothing_else=True)
    assert (found.kind, found.certain, names(found.direct)) == ("setting", True, ["b", "a"])


def test_where_several_values_have_changed_it_is_one_of_them() -> None:
    """Which one nothing tells."""
    before, after = plan_of(), plan_of(resource(QUEUE, "b"))
    given = setting("shop:size", 1, 2), setting("shop:rate", 3, 4)
    (found,) = roots(before, after, *given, nothing_else=True)
    assert (found.settings, found.certain) == (given, False)


def component(name: str, *tokens: str) -> list[Resource]:
    """A component with a resource of each type in it."""
    above = resource("shop:index:Database", name, custom=False)
    return [above, *(resource(token, f"{name}-{index}", above) for index, token in enumerate(tokens))]


def test_a_component_under_another_name_is_one_root() -> None:
    """Its old parts go and its new parts come for one reason."""
    before, after = (plan_of(*component(name, SUBNET, DATABASE)) for name in ("orders", "purchases"))
    (found,) = roots(before, after)
    assert found.kind == "rename"
    assert [str(urn).rpartition("::")[2] for urn in (found.before, found.after)] == ["orders", "purchases"]
    assert sorted(names(found.direct)) == ["orders-0", "orders-1", "purchases-0", "purchases-1"]
    assert names(found.lost) == ["orders-1"]


def test_a_component_with_other_parts_is_another_one() -> None:
    """One goes, one comes."""
    before = plan_of(*component("orders", SUBNET, DATABASE))
    after = plan_of(*component("purchases", SUBNET, QUEUE))
    assert [(each.kind, each.before is None) for each in roots(before, after)] == [
        ("component", False),
        ("component", True),
    ]


def test_of_two_components_the_nearer_name_is_the_renamed_one() -> None:
    """The other one is new."""
    before = plan_of(*component("orders", QUEUE))
    after = plan_of(*component("mails", QUEUE), *component("orders-2", QUEUE))
    renamed = next(each for each in roots(before, after) if each.kind == "rename")
    assert str(renamed.after).endswith("::orders-2")


def test_a_resource_under_another_name_is_one_root() -> None:
    """What is deleted and what looks like it belong together."""
    before, after = (plan_of(resource(QUEUE, name, inputs={"name": "jobs"})) for name in ("old", "new"))
    (found,) = roots(before, after)
    assert (found.kind, sorted(names(found.direct))) == ("rename", ["new", "old"])


def test_resources_that_change_alike_are_one_root() -> None:
    """The same property from the same value to the same value."""
    sides = [
        plan_of(*(resource(QUEUE, name, inputs={"delaySeconds": delay}) for name in ("a", "b")))
        for delay in (1, 2)
    ]
    (found,) = roots(sides[0], sides[1])
    assert (found.kind, names(found.direct), found.told) == ("program", ["a", "b"], True)


def test_one_resource_that_changes_by_itself_is_no_news() -> None:
    """Its root would say what it says itself."""
    sides = [plan_of(resource(QUEUE, "a", inputs={"delaySeconds": delay})) for delay in (1, 2)]
    (found,) = roots(sides[0], sides[1])
    assert not found.told


def many(number: int, cidr: str) -> Plan:
    """A network with many subnets."""
    vpc = resource(VPC, "vpc", inputs={"cidrBlock": cidr})
    inputs = {"vpcId": UNKNOWN}
    return plan_of(
        vpc,
        *(
            resource(SUBNET, f"s{index}", inputs=inputs, property_dependencies={"vpcId": (vpc.urn,)})
            for index in range(number)
        ),
    )


@pytest.mark.parametrize("number", [FEW, FEW + 1])
def test_more_than_a_few_that_only_follow_are_folded(number: int) -> None:
    """What is said of the network says all of them."""
    (found,) = roots(many(number, "10.0.0.0/16"), many(number, "10.1.0.0/16"), CIDR)
    assert len(found.folded) == (number if number > FEW else 0)


def test_what_holds_data_is_never_folded_where_the_value_stands_in_it() -> None:
    """Topics hold nothing, a queue messages."""
    kinds = {"jobs": QUEUE, **dict.fromkeys("abcdefghi", "aws:sns/topic:Topic")}
    sides = [
        plan_of(*(resource(kind, name, inputs={"region": region}) for name, kind in kinds.items()))
        for region in ("eu-west-1", "eu-west-2")
    ]
    (found,) = roots(sides[0], sides[1], setting("shop:region", "eu-west-1", "eu-west-2"))
    assert names(found.folded) == list("abcdefghi")


def test_roots_that_lose_data_come_first() -> None:
    """Then those that say more than one resource, then by what happens."""
    before, after = (
        network(cidr, resource(DATABASE, "orders", inputs={"storageEncrypted": encrypted}))
        for cidr, encrypted in (("10.0.0.0/16", False), ("10.1.0.0/16", True))
    )
    assert [names(each.direct) for each in roots(before, after, CIDR)] == [["orders"], ["vpc"]]


@given(before=st.integers(0, 12), after=st.integers(0, 12), nothing_else=st.booleans())
def test_every_change_has_one_root(*, before: int, after: int, nothing_else: bool) -> None:
    """No resource is lost, and none is counted twice."""
    sides = many(before, "10.0.0.0/16"), many(after, "10.1.0.0/16")
    diff = compare_plans(*sides, Tables())
    found = roots_of(diff, *sides, [CIDR], nothing_else=nothing_else)
    urns = [each.urn for root in found for each in root.resources]
    assert sorted(urns) == sorted(each.urn for each in diff.resources)


def test_another_region_of_our_own_stack_has_one_cause() -> None:
    """All that changes comes from the one value, and nearly all of it only follows."""
    before = planned(ROOT, "dev")
    after = plan(ROOT, "dev", overrides=("jiban:region=japaneast",))
    (found,) = roots(before, after, setting("jiban:region", "koreacentral", "japaneast"))
    assert found.settings[0].key == "jiban:region"
    assert len(found.follows) > 100
    assert {"postgres-primary", "vault-vault"} <= set(names(found.lost))


def test_the_stack_itself_is_no_component() -> None:
    """A state that was cut out of another one may lack it."""
    before = Plan("shop", "prod", (resource(QUEUE, "a"),))
    (found,) = roots(before, plan_of(resource(QUEUE, "a"), resource(QUEUE, "b")))
    assert found.kind == "program"
