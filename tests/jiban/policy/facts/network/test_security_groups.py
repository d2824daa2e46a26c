"""What the security groups of AWS let into a resource."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policy.facts.network.ranges import Range, Reach, parse
from jiban.policy.facts.network.security_groups import (
    DEFAULT_GROUP,
    GROUP,
    INGRESS_RULE,
    OLD_RULE,
    Entry,
    entries,
    evaluate,
    inline,
)
from jiban.policy.view import NotKnownError, ResourceView
from tests.policies.samples import resource, stack, urn

NODES: Range = parse("10.0.1.0/24") or (0, 0)
DATA = urn(GROUP, "data")


def listed(**rule: Any) -> Entry:
    """A way in from a group's own list."""
    group = resource(GROUP, "data", {"ingress": [{"protocol": "tcp", "fromPort": 1, "toPort": 9, **rule}]})
    return inline(group, group["ingress"].each()[0])


def ways(*rules: ResourceView, group: ResourceView | None = None) -> list[Entry]:
    """The ways into the group called data."""
    found = group or resource(GROUP, "data")
    return list(entries(found, stack(found, *rules)))


def apart(name: str = "rule", of: str = DATA, token: str = INGRESS_RULE, **inputs: Any) -> ResourceView:
    """A rule that is a resource of its own, for port 5432."""
    protocol = "ipProtocol" if token == INGRESS_RULE else "protocol"
    return resource(
        token,
        name,
        {protocol: "tcp", "fromPort": 5432, "toPort": 5432, **inputs},
        comes_from={"securityGroupId": [of]},
    )


@pytest.mark.parametrize(
    ("rule", "port", "named"),
    [
        ({"fromPort": 20, "toPort": 22}, 19, False),
        ({"fromPort": 20, "toPort": 22}, 20, True),
        ({"fromPort": 20, "toPort": 22}, 22, True),
        ({"fromPort": 20, "toPort": 22}, 23, False),
        ({"fromPort": 22, "toPort": 22, "protocol": "6"}, 22, True),
        ({"fromPort": 22, "toPort": 22, "protocol": "TCP"}, 22, True),
        ({"fromPort": 22, "toPort": 22, "protocol": "udp"}, 22, False),
        ({"fromPort": 22, "toPort": 22, "protocol": "17"}, 22, False),
        ({"fromPort": 0, "toPort": 0, "protocol": "-1"}, 22, True),
        ({"fromPort": 0, "toPort": 0, "protocol": "all"}, 22, True),
    ],
)
def test_which_ports_a_rule_names(rule: dict[str, Any], port: int, *, named: bool) -> None:
    """The first and the last port are among them; a protocol goes by its name or its number."""
    assert listed(**rule).names(port) is named


def test_a_rule_of_a_list_has_the_blocks_of_both_versions() -> None:
    """IPv6 blocks stand in a list of their own."""
    found = listed(cidrBlocks=["10.0.0.0/8", "10.1.0.0/16"], ipv6CidrBlocks=["fc00::/7"])
    assert [block.text() for block in found.blocks] == ["10.0.0.0/8", "10.1.0.0/16", "fc00::/7"]


def test_a_rule_apart_has_the_blocks_of_both_versions() -> None:
    """It has one of each at most, and names them by other inputs."""
    (found,) = ways(apart(cidrIpv4="10.0.0.0/8", cidrIpv6="fc00::/7"))
    assert [block.text() for block in found.blocks] == ["10.0.0.0/8", "fc00::/7"]


def test_a_rule_of_the_older_kind_has_the_blocks_of_both_versions() -> None:
    """It lists them as a group's own rules do."""
    old = apart(token=OLD_RULE, type="ingress", cidrBlocks=["10.0.0.0/8"], ipv6CidrBlocks=["fc00::/7"])
    (found,) = ways(old)
    assert [block.text() for block in found.blocks] == ["10.0.0.0/8", "fc00::/7"]


def test_a_rule_of_the_older_kind_for_what_leaves_lets_nothing_in() -> None:
    """One type of resource stands for both directions."""
    assert ways(apart(token=OLD_RULE, type="egress", cidrBlocks=["0.0.0.0/0"])) == []


def test_every_rule_of_a_group_is_a_way_in() -> None:
    """Its own list and the rules apart count together; those of another group do not."""
    group = resource(GROUP, "data", {"ingress": [{"fromPort": 1, "toPort": 2}, {"fromPort": 3, "toPort": 4}]})
    found = ways(apart("five", fromPort=5), apart("six", of=urn(GROUP, "web"), fromPort=6), group=group)
    assert [way.first for way in found] == [1, 3, 5]


def test_rules_of_the_default_group_are_ways_into_it() -> None:
    """An adopted group has rules apart as any other."""
    group = resource(DEFAULT_GROUP, "default")
    assert [way.first for way in ways(apart(of=group.urn), group=group)] == [5432]


def test_a_group_without_named_groups_has_no_members_as_sources() -> None:
    """What the list of rules comes from is a source only where a rule names groups."""
    web = urn(GROUP, "web")

    def first(rule: dict[str, Any]) -> Entry:
        group = resource(GROUP, "data", {"ingress": [rule]}, comes_from={"ingress": [web]})
        return inline(group, group["ingress"].each()[0])

    assert first({"cidrBlocks": ["10.0.0.0/8"]}).groups == ()
    assert first({"securityGroups": ["sg-1"]}).groups == (web,)
    assert first({"securityGroups": UNKNOWN}).groups == (web,)


@pytest.mark.parametrize(
    ("rules", "reach"),
    [
        ([], Reach.CLOSED),
        ([apart(cidrIpv4="10.0.1.0/24")], Reach.OPEN),
        ([apart(cidrIpv4="10.0.1.0/25")], Reach.PARTLY),
        ([apart("low", cidrIpv4="10.0.1.0/25"), apart("high", cidrIpv4="10.0.1.128/25")], Reach.OPEN),
        ([apart(cidrIpv4="10.0.2.0/24")], Reach.CLOSED),
        (
            [apart(token=OLD_RULE, type="ingress", cidrBlocks=["10.0.2.0/24", "10.0.1.0/24"])],
            Reach.OPEN,
        ),
        ([apart(cidrIpv6="::/0")], Reach.CLOSED),
        ([apart(cidrIpv4="10.0.1.0/24", fromPort=5433, toPort=5440)], Reach.CLOSED),
    ],
)
def test_how_much_of_a_subnet_gets_in(rules: list[ResourceView], reach: Reach) -> None:
    """A group only allows, and all that its rules allow counts together."""
    assert evaluate(ways(*rules), 5432, [NODES], frozenset()) is reach


def test_a_second_subnet_that_does_not_get_in_leaves_a_part() -> None:
    """Of two sources one gets through."""
    other = parse("10.0.2.0/24") or (0, 0)
    found = evaluate(ways(apart(cidrIpv4="10.0.1.0/24")), 5432, [NODES, other], frozenset())
    assert found is Reach.PARTLY


def test_members_of_any_named_group_get_in() -> None:
    """One group that source and rule have in common is enough."""
    web, api = urn(GROUP, "web"), urn(GROUP, "api")
    rule = resource(
        INGRESS_RULE,
        "rule",
        {"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432},
        comes_from={"securityGroupId": [DATA], "referencedSecurityGroupId": [api]},
    )
    assert evaluate(ways(rule), 5432, [NODES], frozenset({web, api})) is Reach.OPEN
    assert evaluate(ways(rule), 5432, [NODES], frozenset({web})) is Reach.CLOSED


@pytest.mark.parametrize(
    ("given", "reach"), [(True, Reach.OPEN), (False, Reach.CLOSED), (None, Reach.CLOSED)]
)
def test_members_of_a_group_that_lets_itself_in(*, given: bool | None, reach: Reach) -> None:
    """A node and a database that share a group reach one another by its rule `self`, in its own list."""
    group = resource(
        GROUP, "data", {"ingress": [{"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "self": given}]}
    )
    assert evaluate(ways(group=group), 5432, [NODES], frozenset({DATA})) == reach


@pytest.mark.parametrize(
    ("given", "reach"), [(True, Reach.OPEN), (False, Reach.CLOSED), (None, Reach.CLOSED)]
)
def test_members_of_a_group_that_a_rule_apart_lets_in(*, given: bool | None, reach: Reach) -> None:
    """So they do by a rule of the older kind."""
    old = apart(token=OLD_RULE, type="ingress", self=given)
    assert evaluate(ways(old), 5432, [NODES], frozenset({DATA})) == reach


@pytest.mark.parametrize("member", [DATA, urn(GROUP, "web")])
def test_a_rule_may_let_in_its_own_group_and_others(member: str) -> None:
    """Members of either get in."""
    rule = {"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "self": True, "securityGroups": ["sg-1"]}
    group = resource(GROUP, "data", {"ingress": [rule]}, comes_from={"ingress": [urn(GROUP, "web")]})
    assert evaluate(ways(group=group), 5432, [NODES], frozenset({member})) is Reach.OPEN


@pytest.mark.parametrize("member", [DATA, urn(GROUP, "web")])
def test_a_rule_apart_may_let_in_its_own_group_and_others(member: str) -> None:
    """Members of either get in."""
    old = resource(
        OLD_RULE,
        "rule",
        {"type": "ingress", "protocol": "tcp", "fromPort": 5432, "toPort": 5432, "self": True},
        comes_from={"securityGroupId": [DATA], "sourceSecurityGroupId": [urn(GROUP, "web")]},
    )
    assert evaluate(ways(old), 5432, [NODES], frozenset({member})) is Reach.OPEN


def test_a_block_that_is_not_known_is_a_way_in_that_nobody_can_judge() -> None:
    """Whether it is given out by the deployment or by another stack."""
    with pytest.raises(NotKnownError, match="cidrIpv4"):
        evaluate(ways(apart(cidrIpv4=UNKNOWN)), 5432, [NODES], frozenset())


@pytest.mark.parametrize(
    ("protocol", "named"),
    [
        *(("-1", True), ("all", True), ("tcp", True), ("6", True)),
        *(("udp", False), ("17", False), ("icmp", False), ("1", False)),
    ],
)
def test_which_protocols_a_connection_is_of(protocol: str, *, named: bool) -> None:
    """TCP by its name or its number, or any."""
    assert listed(protocol=protocol, fromPort=5432, toPort=5432).names(5432) is named
    assert ways(apart(ipProtocol=protocol.upper()))[0].names(5432) is named
