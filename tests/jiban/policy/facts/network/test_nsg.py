"""What a network security group lets through."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.model.plan import UNKNOWN
from jiban.policy.facts.network.nsg import RULE, Traffic, evaluate, names_port, rules_of
from jiban.policy.facts.network.ranges import Range, Reach, parse
from jiban.policy.view import Node, NotKnownError
from tests.policies.rules.shop import allow
from tests.policies.samples import NSG, resource, stack, urn

OWN = [(0x0A000000, 0x0A0000FF)]
BLOCKS = ["10.0.0.0/24", "10.0.0.0/25", "10.0.0.64/26", "10.0.0.128/25", "10.0.0.7/32", "*", "172.16.0.0/12"]


def span(text: str) -> Range:
    """A range that is one."""
    found = parse(text)
    assert found is not None
    return found


def asked(
    rules: list[dict[str, Any]], source: str, target: str, port: int = 443, direction: Any = "Inbound"
) -> Reach:
    """What some rules let through."""
    nodes = Node({"rules": rules})["rules"].each()
    return evaluate(nodes, direction, Traffic(span(source), span(target), port), OWN)


def by_hand(rules: list[dict[str, Any]], source: str, target: str) -> bool:
    """Whether one address reaches another one inbound, as the documentation tells it."""
    for rule in sorted(rules, key=lambda rule: rule["priority"]):
        sides = [(rule["sourceAddressPrefix"], source), (rule["destinationAddressPrefix"], target)]
        if all(
            block == "*" or ipaddress.ip_address(one) in ipaddress.ip_network(block) for block, one in sides
        ):
            return rule["access"] == "Allow"
    return all(ipaddress.ip_address(one) in ipaddress.ip_network("10.0.0.0/24") for one in (source, target))


@given(
    st.lists(
        st.tuples(st.sampled_from(BLOCKS), st.sampled_from(BLOCKS), st.sampled_from(["Allow", "Deny"])),
        max_size=5,
    ),
    st.sampled_from(["10.0.0.0/25", "10.0.0.64/26", "10.0.0.128/25"]),
    st.sampled_from(["10.0.0.0/26", "10.0.0.7/32", "10.0.0.192/26"]),
)
def test_ranges_are_judged_as_their_addresses_are(
    chosen: list[tuple[str, str, str]], source: str, target: str
) -> None:
    """Open, closed or partly open is what the single addresses of both ranges say together."""
    rules = [
        allow(100 + index, left, right, "443", access) for index, (left, right, access) in enumerate(chosen)
    ]
    single = {
        by_hand(rules, str(one), str(other))
        for one in list(ipaddress.ip_network(source))[::8]
        for other in [*list(ipaddress.ip_network(target))[::8], ipaddress.ip_network(target)[-1]]
    }
    found = asked(rules, source, target)
    # A sample of addresses may miss one that differs, so it can only rule answers out.
    assert not (single == {True, False} and found is not Reach.PARTLY)
    assert not (found is Reach.OPEN and False in single)
    assert not (found is Reach.CLOSED and True in single)


@pytest.mark.parametrize(
    ("rules", "reach"),
    [
        ([], Reach.OPEN),
        ([allow(4096, "*", "*", "*", "Deny")], Reach.CLOSED),
        ([allow(100, "*", "*", "443"), allow(4096, "*", "*", "*", "Deny")], Reach.OPEN),
        ([allow(100, "*", "*", "80"), allow(4096, "*", "*", "*", "Deny")], Reach.CLOSED),
        ([allow(100, "*", "*", "400-500"), allow(4096, "*", "*", "*", "Deny")], Reach.OPEN),
        ([allow(200, "*", "*", "443"), allow(100, "*", "*", "443", "Deny")], Reach.CLOSED),
        (
            [allow(100, "*", "*", "443") | {"protocol": "Udp"}, allow(4096, "*", "*", "*", "Deny")],
            Reach.CLOSED,
        ),
        ([allow(100, "*", "*", "443", "Deny") | {"direction": "Outbound"}], Reach.OPEN),
        ([allow(100, "VirtualNetwork", "*", "443"), allow(4096, "*", "*", "*", "Deny")], Reach.OPEN),
        ([allow(100, "Internet", "*", "443", "Deny")], Reach.OPEN),
        (
            [allow(100, "AzureFrontDoor.Backend", "*", "443"), allow(4096, "*", "*", "*", "Deny")],
            Reach.CLOSED,
        ),
    ],
)
def test_the_order_of_rules(rules: list[dict[str, Any]], reach: Reach) -> None:
    """The lowest priority decides; after all rules the network itself is let in and all else is not."""
    assert asked(rules, "10.0.0.0/25", "10.0.0.128/25") is reach


def test_a_rule_of_a_part_opens_a_part() -> None:
    """Where a rule names half of the sources, half of them get in."""
    rules = [allow(100, "10.0.0.0/26", "*", "443"), allow(4096, "*", "*", "*", "Deny")]
    assert asked(rules, "10.0.0.0/25", "10.0.0.128/25") is Reach.PARTLY


def test_outside_addresses_may_be_of_the_virtual_network() -> None:
    """Peered networks belong to the tag too, and what is peered nobody can tell from the stack."""
    with pytest.raises(NotKnownError, match="the service tag VirtualNetwork"):
        asked([], "192.168.0.0/24", "10.0.0.128/25")


@pytest.mark.parametrize(
    "rule",
    [
        allow(100, "*", "*", "443") | {"sourceAddressPrefix": UNKNOWN},
        allow(100, "*", "*", "443") | {"sourceAddressPrefix": None, "sourceAddressPrefixes": UNKNOWN},
        allow(100, "*", "*", "443")
        | {"sourceAddressPrefix": None, "sourceApplicationSecurityGroups": [{"id": UNKNOWN}]},
        allow(100, "*", "*", "443")
        | {"sourceAddressPrefix": None, "sourceApplicationSecurityGroups": UNKNOWN},
        allow(100, "*", "*", "443")
        | {"destinationAddressPrefix": None, "destinationApplicationSecurityGroups": UNKNOWN},
    ],
)
def test_a_rule_of_unknown_addresses_leaves_it_open_what_happens(rule: dict[str, Any]) -> None:
    """What may have let traffic in that the next rule refuses cannot be told; what agrees with it can."""
    with pytest.raises(NotKnownError):
        asked([rule, allow(4096, "*", "*", "*", "Deny")], "10.0.0.0/25", "10.0.0.128/25")
    assert asked([rule], "10.0.0.0/25", "10.0.0.128/25") is Reach.OPEN


def test_a_part_that_is_decided_leaves_the_doubt_about_the_rest() -> None:
    """A rule that agrees with a doubtful one for half of the targets says nothing of the other half."""
    rules = [
        allow(100, "*", "*", "443") | {"sourceAddressPrefix": UNKNOWN},
        allow(200, "*", "10.0.0.128/26", "443"),
        allow(4096, "*", "*", "*", "Deny"),
    ]
    with pytest.raises(NotKnownError):
        asked(rules, "10.0.0.0/25", "10.0.0.128/25")


@pytest.mark.parametrize(
    "source",
    [
        *("10.9.0.0/24", "10.255.255.0/24", "100.64.0.0/24", "100.127.255.0/24"),
        *("172.16.0.0/24", "172.31.255.0/24", "192.168.0.0/24", "192.168.255.0/24"),
    ],
)
def test_no_private_address_is_of_the_internet(source: str) -> None:
    """Private and shared addresses are in no tag but that of the network (RFC 1918, RFC 6598)."""
    rules = [allow(100, "Internet", "*", "443", "Deny"), allow(200, "*", "*", "443")]
    assert asked(rules, source, "10.0.0.128/25") is Reach.OPEN


def test_rules_that_are_resources_belong_to_their_group() -> None:
    """A rule that is a resource of its own is one of the group that its name comes from."""
    group = resource(NSG, "group", {"securityRules": [allow(100, "*", "*", "80")]})
    apart = resource(
        RULE,
        "rule",
        allow(200, "*", "*", "443"),
        comes_from={"networkSecurityGroupName": [urn(NSG, "group")]},
    )
    other = resource(RULE, "other", allow(300, "*", "*", "22"))
    found = rules_of(group, stack(group, apart, other))
    assert [rule["priority"].value for rule in found] == [100, 200]


@pytest.mark.parametrize(
    ("rules", "reach"),
    [
        ([], Reach.OPEN),
        ([allow(4096, "*", "*", "*", "Deny")], Reach.OPEN),
        ([allow(4096, "*", "*", "*", "Deny") | {"direction": "Outbound"}], Reach.CLOSED),
        (
            [
                allow(100, "*", "*", "443") | {"direction": "Outbound"},
                allow(4096, "*", "*", "*", "Deny") | {"direction": "Outbound"},
            ],
            Reach.OPEN,
        ),
    ],
)
def test_what_leaves_a_subnet_for_the_network(rules: list[dict[str, Any]], reach: Reach) -> None:
    """Rules for the other direction have no say in it, and without a rule it is let out."""
    assert asked(rules, "10.0.0.0/25", "10.0.0.128/25", direction="Outbound") is reach


def test_other_private_addresses_are_not_the_internet() -> None:
    """Whether anything gets out to them depends on what is connected to the network."""
    with pytest.raises(NotKnownError, match="the service tag VirtualNetwork"):
        asked([], "10.0.0.0/25", "172.16.0.0/24", direction="Outbound")


@pytest.mark.parametrize(
    ("ports", "reach"),
    [
        ({"destinationPortRange": "443-443"}, Reach.CLOSED),
        ({"destinationPortRange": "0-65535"}, Reach.CLOSED),
        ({"destinationPortRange": "444-500"}, Reach.OPEN),
        ({"destinationPortRange": None, "destinationPortRanges": ["80", "443"]}, Reach.CLOSED),
        ({"destinationPortRange": None, "destinationPortRanges": ["80", "440-442"]}, Reach.OPEN),
    ],
)
def test_the_ports_that_a_rule_refuses(ports: dict[str, Any], reach: Reach) -> None:
    """Every entry of the list counts, a span with both of its ends."""
    rule = allow(100, "*", "*", "443", "Deny") | ports
    assert asked([rule], "10.0.0.0/25", "10.0.0.128/25") is reach


@pytest.mark.parametrize("side", ["source", "destination"])
def test_every_block_of_a_list_is_named(side: str) -> None:
    """A rule may name several blocks at either side."""
    rule = allow(100, "*", "*", "443", "Deny") | {
        f"{side}AddressPrefix": None,
        f"{side}AddressPrefixes": ["10.9.0.0/16", "10.0.0.0/24"],
    }
    assert asked([rule], "10.0.0.0/25", "10.0.0.128/25") is Reach.CLOSED


def test_a_rule_without_a_protocol_is_for_all_of_them() -> None:
    """What a rule leaves out it does not narrow."""
    rule = allow(100, "*", "*", "443", "Deny") | {"protocol": None}
    assert asked([rule], "10.0.0.0/25", "10.0.0.128/25") is Reach.CLOSED


@pytest.mark.parametrize(
    ("denied", "source", "target", "place"),
    [
        (("AzureCloud", "*"), "8.8.8.0/24", "10.0.0.0/26", "sourceAddressPrefix"),
        (("*", "AzureCloud"), "10.0.0.0/26", "8.8.8.0/24", "destinationAddressPrefix"),
    ],
)
def test_what_a_tag_covers_is_not_known(
    denied: tuple[str, str], source: str, target: str, place: str
) -> None:
    """It may be any public address, so whether it refuses cannot be told; the place of the tag is."""
    rules = [allow(100, *denied, "443", "Deny"), allow(200, "*", "*", "443")]
    with pytest.raises(NotKnownError, match=place):
        asked(rules, source, target)


def test_the_network_s_own_public_addresses_are_of_no_tag() -> None:
    """They are inside, whoever owns them."""
    nodes = Node({"rules": [allow(100, "Internet", "*", "443", "Deny")]})["rules"].each()
    own = [span("8.8.8.0/24")]
    found = evaluate(nodes, "Inbound", Traffic(span("8.8.8.0/25"), span("8.8.8.128/25"), 443), own)
    assert found is Reach.OPEN


def test_whether_anything_gets_out_to_the_internet() -> None:
    """What its tag covers is not known, and is what is told: the network's own covers it less likely."""
    with pytest.raises(NotKnownError, match="what the service tag Internet covers"):
        asked([], "10.0.0.0/25", "8.8.8.0/24", direction="Outbound")


@pytest.mark.parametrize(
    "source",
    [
        "9.255.255.0/24",
        "11.0.0.0/24",
        "100.63.255.0/24",
        "100.128.0.0/24",
        "172.15.255.0/24",
        "172.32.0.0/24",
        "192.167.255.0/24",
        "192.169.0.0/24",
    ],
)
def test_what_is_beside_a_private_range_may_be_of_the_internet(source: str) -> None:
    """The ranges end where the RFCs let them end."""
    rules = [allow(100, "Internet", "*", "443", "Deny"), allow(200, "*", "*", "443")]
    with pytest.raises(NotKnownError):
        asked(rules, source, "10.0.0.128/25")


@pytest.mark.parametrize("port", [0, 1, 443, 65535])
def test_every_port_is_named_by_a_star(port: int) -> None:
    """From the first to the last."""
    assert names_port(Node(allow(100, "*", "*", "*")), port)


@pytest.mark.parametrize(
    ("protocol", "asks", "reach"),
    [
        (None, "Udp", Reach.CLOSED),
        ("*", "Udp", Reach.CLOSED),
        ("UDP", "Udp", Reach.CLOSED),
        ("Tcp", "Udp", Reach.OPEN),
        ("Icmp", "Tcp", Reach.OPEN),
    ],
)
def test_a_rule_is_about_its_protocol(protocol: str | None, asks: str, reach: Reach) -> None:
    """Or about all of them, where it names none."""
    nodes = Node({"rules": [allow(100, "*", "*", "443", "Deny") | {"protocol": protocol}]})["rules"].each()
    traffic = Traffic(span("10.0.0.0/25"), span("10.0.0.128/25"), 443, asks)
    assert evaluate(nodes, "Inbound", traffic, OWN) is reach
