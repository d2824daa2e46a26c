from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.network.contract import Entry, Flow
from jiban.components.network.nsg import Rule, port_texts, rules
from jiban.components.network.spec import ROLES, Role

RANGES: dict[Role, str] = {
    "gateway": "10.0.4.0/24",
    "application": "10.0.1.0/24",
    "database": "10.0.2.0/24",
    "cache": "10.0.3.0/24",
    "endpoints": "10.0.5.0/24",
    "management": "10.0.6.0/24",
}
PODS = "10.244.0.0/16"

FLOWS = [
    Flow(name="pods-to-database", source="application", target="database", ports=(5432,)),
    Flow(name="pods-to-cache", source="application", target="cache", ports=(10000, (8500, 8599))),
    Flow(name="pods-to-queue", source="application", target="endpoints", ports=(5671,)),
    Flow(name="pods-to-vault", source="application", target="endpoints", ports=(443,)),
    Flow(name="nodes-to-registry", source="application", target="endpoints", ports=(443,)),
    Flow(name="gateway-to-pods", source="gateway", target="application", ports=(8080,)),
]


def table(role: Role, pod_cidr: str | None = PODS, flows: list[Flow] = FLOWS) -> list[str]:
    """One line a rule: priority, name, access, protocol, from, to, ports."""
    return [line(rule) for rule in rules(role, flows, RANGES, pod_cidr)]


def line(rule: Rule) -> str:
    """One rule as a person reads it."""
    return (
        f"{rule.priority} {rule.name}: {rule.access} {rule.protocol} "
        f"{'+'.join(rule.sources)} > {'+'.join(rule.targets)} : {','.join(rule.ports)}"
    )


def test_by_a_link_the_gateway_lets_in_the_link_alone() -> None:
    """In the place of the addresses that every customer's Front Door has."""
    assert [line(rule) for rule in rules("gateway", FLOWS, RANGES, PODS, link="10.0.208.0/20")] == [
        "100 gateway-manager: Allow Tcp GatewayManager > * : 65200-65535",
        "110 load-balancer: Allow * AzureLoadBalancer > * : *",
        "130 front-door-link: Allow Tcp 10.0.208.0/20 > 10.0.4.0/24 : 443",
        "4096 deny-all: Deny * * > * : *",
    ]


@pytest.mark.parametrize("role", [role for role in ROLES if role != "gateway"])
def test_a_link_is_the_gateways_matter_alone(role: Role) -> None:
    """No other subnet lets it in."""
    assert rules(role, FLOWS, RANGES, PODS, link="10.0.208.0/20") == rules(role, FLOWS, RANGES, PODS)


def test_the_gateway_lets_in_its_manager_the_probes_and_front_door() -> None:
    """Application Gateway needs the first two; HTTPS comes from Front Door, never from the internet."""
    assert table("gateway") == [
        "100 gateway-manager: Allow Tcp GatewayManager > * : 65200-65535",
        "110 load-balancer: Allow * AzureLoadBalancer > * : *",
        "120 front-door: Allow Tcp AzureFrontDoor.Backend > 10.0.4.0/24 : 443",
        "4096 deny-all: Deny * * > * : *",
    ]


def test_the_application_subnet_lets_in_its_own_cluster_and_the_gateway() -> None:
    """With overlay networking both are addressed to nodes and to pods."""
    assert table("application") == [
        "100 cluster: Allow * 10.0.1.0/24+10.244.0.0/16 > 10.0.1.0/24+10.244.0.0/16 : *",
        "110 load-balancer: Allow * AzureLoadBalancer > * : *",
        "1000 gateway-to-application: Allow Tcp 10.0.4.0/24 > 10.0.1.0/24+10.244.0.0/16 : 8080",
        "4096 deny-all: Deny * * > * : *",
    ]


def test_pods_in_the_nodes_subnet_have_no_range_of_their_own() -> None:
    """Without overlay networking the application range is all there is."""
    assert table("application", pod_cidr=None) == [
        "100 cluster: Allow * 10.0.1.0/24 > 10.0.1.0/24 : *",
        "110 load-balancer: Allow * AzureLoadBalancer > * : *",
        "1000 gateway-to-application: Allow Tcp 10.0.4.0/24 > 10.0.1.0/24 : 8080",
        "4096 deny-all: Deny * * > * : *",
    ]


def test_the_database_subnet_lets_in_postgres_from_the_nodes_only() -> None:
    """Nodes speak for their pods outside the cluster, so the pods' own range is not listed."""
    assert table("database") == [
        "1100 application-to-database: Allow Tcp 10.0.1.0/24 > 10.0.2.0/24 : 5432",
        "4096 deny-all: Deny * * > * : *",
    ]


def test_the_cache_subnet_lets_in_the_ports_of_every_shard() -> None:
    """Ports and ranges of one flow stand in one rule, lowest first."""
    assert table("cache") == [
        "1100 application-to-cache: Allow Tcp 10.0.1.0/24 > 10.0.3.0/24 : 8500-8599,10000",
        "4096 deny-all: Deny * * > * : *",
    ]


def test_several_flows_from_one_role_share_a_rule() -> None:
    """Queue, vault and registry are reached by one rule with each port once."""
    assert table("endpoints") == [
        "1100 application-to-endpoints: Allow Tcp 10.0.1.0/24 > 10.0.5.0/24 : 443,5671",
        "4096 deny-all: Deny * * > * : *",
    ]


def test_a_rule_names_its_flows() -> None:
    """The description of a shared rule lists the flows, in the order of the alphabet."""
    description = rules("endpoints", FLOWS, RANGES, PODS)[0].description
    assert description == "nodes-to-registry, pods-to-queue, pods-to-vault"


def test_a_description_fits_azures_limit() -> None:
    """Of more flows than 140 letters can name, the first ones are named."""
    names = [f"flow-number-{number:03}" for number in range(1, 40)]
    flows = [Flow(name=name, source="cache", target="database", ports=(5432,)) for name in names]
    description = rules("database", flows, RANGES, None)[0].description
    assert len(description) <= 140
    assert description.startswith("flow-number-001, flow-number-002")
    assert description.endswith(" ...")


def test_a_subnet_that_no_flow_enters_refuses_everything() -> None:
    """Without flows the cache subnet has the last rule alone."""
    assert table("cache", flows=[]) == ["4096 deny-all: Deny * * > * : *"]


@given(st.permutations(FLOWS))
def test_the_order_of_the_flows_changes_no_rule(flows: list[Flow]) -> None:
    """However the flows are listed, every subnet gets the same rules with the same priorities."""
    for role in ROLES:
        assert rules(role, flows, RANGES, PODS) == rules(role, FLOWS, RANGES, PODS)


def test_a_flow_more_leaves_the_other_rules_as_they_are() -> None:
    """A flow from a new role adds one rule and moves none."""
    more = [*FLOWS, Flow(name="cache-to-database", source="cache", target="database", ports=(5432,))]
    before, after = table("database"), table("database", flows=more)
    assert [rule for rule in after if rule not in before] == [
        "1300 cache-to-database: Allow Tcp 10.0.3.0/24 > 10.0.2.0/24 : 5432"
    ]
    assert [rule for rule in before if rule not in after] == []


def test_no_two_roles_share_a_priority() -> None:
    """A subnet that every role may enter has as many priorities as rules."""
    flows = [Flow(name=f"{role}-in", source=role, target="gateway", ports=(443,)) for role in ROLES]
    priorities = [rule.priority for rule in rules("gateway", flows, RANGES, PODS)]
    assert priorities == [100, 110, 120, 1000, 1100, 1200, 1300, 1400, 1500, 4096]


ENTRY = Entry(
    name="clients-to-api",
    sources=("10.9.0.0/16", "10.9.4.0/24", "172.16.5.0/24"),
    target="application",
    ports=(443,),
    reason="Ranges that may reach the cluster's API",
)


def test_ranges_are_let_in_by_one_rule() -> None:
    """It holds no range that another one of it contains, which Azure refuses, and only the nodes' own."""
    found = [line(rule) for rule in rules("application", FLOWS, RANGES, PODS, ENTRY)]
    assert "2000 clients-to-api: Allow Tcp 10.9.0.0/16+172.16.5.0/24 > 10.0.1.0/24 : 443" in found


def test_ranges_are_let_into_their_target_alone() -> None:
    """No other role's subnet has the rule."""
    assert rules("database", FLOWS, RANGES, PODS, ENTRY) == rules("database", FLOWS, RANGES, PODS)


def test_ranges_that_share_a_port_are_joined() -> None:
    """Azure refuses a rule whose port ranges overlap."""
    assert port_texts([(8500, 8599), 8550, (8590, 8700), 443]) == ("443", "8500-8700")


def test_neighbouring_ports_stay_apart() -> None:
    """Ports that only touch are shown as they were asked for."""
    assert port_texts([444, 443]) == ("443", "444")


PORTS = st.integers(1, 65535)
RANGES_OF_PORTS = st.tuples(PORTS, PORTS).map(lambda pair: (min(pair), max(pair)))
SPANS = st.lists(PORTS | RANGES_OF_PORTS, max_size=8)


@given(SPANS)
def test_joining_keeps_every_port_and_adds_none(spans: list[int | tuple[int, int]]) -> None:
    """The texts cover exactly the ports that went in, and no two of them share a port."""
    wanted: set[int] = set()
    for span in spans:
        wanted.update([span] if isinstance(span, int) else range(span[0], span[1] + 1))
    covered: list[int] = []
    for text in port_texts(spans):
        first, _, last = text.partition("-")
        covered += range(int(first), int(last or first) + 1)
    assert len(covered) == len(set(covered))
    assert set(covered) == wanted


def test_an_entry_of_nobody_makes_no_rule() -> None:
    """Azure refuses a rule without a source."""
    nobody = replace(ENTRY, sources=())
    assert rules("application", FLOWS, RANGES, PODS, nobody) == rules("application", FLOWS, RANGES, PODS)


def test_ranges_keep_their_target_where_pods_have_their_own() -> None:
    """What comes in by its address is for the nodes, and an entry to another role is let in there."""
    to_cache = replace(ENTRY, target="cache", sources=("10.9.0.0/17", "10.9.128.0/17"))
    assert table("cache")[0] == line(rules("cache", FLOWS, RANGES, PODS, to_cache)[0])
    assert line(rules("cache", FLOWS, RANGES, PODS, to_cache)[1]) == (
        "2000 clients-to-api: Allow Tcp 10.9.0.0/16 > 10.0.3.0/24 : 443"
    )
