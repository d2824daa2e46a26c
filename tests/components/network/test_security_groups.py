"""The rules of AWS's security groups follow from the flows, one rule for one thing."""

from hypothesis import given
from hypothesis import strategies as st

from jiban.components.network.contract import Flow, ListEntry
from jiban.components.network.security_groups import Rule, rules
from jiban.components.network.spec import ROLES

TO_DATABASE = Flow(name="pods-to-database", source="application", target="database", ports=(5432,))
TO_PODS = Flow(name="gateway-to-pods", source="gateway", target="application", ports=(8080,))
FROM_EDGE = ListEntry(
    name="edge-to-balancer", source="cloudfront", prefix_list="pl-22a6434b", target="gateway", ports=(443,)
)

flows = st.lists(
    st.builds(
        Flow,
        name=st.sampled_from(["a", "b", "c"]),
        source=st.sampled_from(ROLES),
        target=st.sampled_from(ROLES),
        ports=st.lists(
            st.integers(1, 99) | st.tuples(st.integers(1, 40), st.integers(41, 99)), min_size=1, max_size=3
        ).map(tuple),
    ),
    max_size=8,
)


def test_without_flows_nodes_and_operators_go_out() -> None:
    """They alone open connections to anywhere: nodes load their images, operators their tools."""
    assert [(rule.group, rule.direction, rule.cidr, rule.ports) for rule in rules([])] == [
        ("application", "out", "0.0.0.0/0", None),
        ("management", "out", "0.0.0.0/0", None),
    ]


def test_a_flow_from_the_nodes_is_a_rule_of_its_target() -> None:
    """The nodes are let out anyway, so only the database's group gets a rule."""
    assert rules([TO_DATABASE])[:-2] == (
        Rule(
            name="application-to-database-5432",
            group="database",
            direction="in",
            peer="application",
            cidr=None,
            ports=(5432, 5432),
            description="pods-to-database",
        ),
    )


def test_a_flow_from_the_gateway_is_a_rule_of_both() -> None:
    """The gateway's group lets out what its target lets in, and nothing else."""
    assert [(rule.group, rule.direction, rule.peer) for rule in rules([TO_PODS])[:-2]] == [
        ("application", "in", "gateway"),
        ("gateway", "out", "application"),
    ]


def test_the_edges_addresses_come_in_by_their_list() -> None:
    """AWS keeps the list; the rule names no range and no group, and lets nothing out."""
    assert rules([], [FROM_EDGE])[0] == Rule(
        name="cloudfront-to-gateway-443",
        group="gateway",
        direction="in",
        peer=None,
        cidr=None,
        ports=(443, 443),
        description="edge-to-balancer",
        prefix_list="pl-22a6434b",
    )
    assert len(rules([], [FROM_EDGE])) == len(rules([])) + 1


@given(flows, st.booleans())
def test_no_rule_lets_the_internet_in(listed: list[Flow], edge: bool) -> None:  # noqa: FBT001 hypothesis gives it
    """Whatever flows there are, what comes in comes from a group or from a list."""
    found = [rule for rule in rules(listed, [FROM_EDGE] if edge else []) if rule.direction == "in"]
    assert all(rule.cidr is None and (rule.peer is None) != (rule.prefix_list is None) for rule in found)


def test_a_flow_from_the_operators_is_a_rule_of_its_target() -> None:
    """They are let out anyway, as the nodes are."""
    flow = Flow(name="management-to-vault", source="management", target="endpoints", ports=(443,))
    assert [(rule.group, rule.direction, rule.peer) for rule in rules([flow])[:-2]] == [
        ("endpoints", "in", "management")
    ]


def test_flows_that_share_a_port_share_a_rule() -> None:
    """The rule names both."""
    other = Flow(name="jobs-to-database", source="application", target="database", ports=(5432,))
    assert rules([TO_DATABASE, other])[0].description == "jobs-to-database, pods-to-database"


def test_a_range_of_ports_is_one_rule() -> None:
    """Its first and last port are the rule's."""
    shards = Flow(name="pods-to-cache", source="application", target="cache", ports=((8500, 8599), 10000))
    assert [(rule.name, rule.ports) for rule in rules([shards])[:-2]] == [
        ("application-to-cache-8500-8599", (8500, 8599)),
        ("application-to-cache-10000", (10000, 10000)),
    ]


@given(flows)
def test_no_two_rules_have_one_name(found: list[Flow]) -> None:
    """A rule is known by its direction and name."""
    names = [(rule.direction, rule.name) for rule in rules(found)]
    assert len(names) == len(set(names))


@given(flows)
def test_the_order_of_flows_changes_nothing(found: list[Flow]) -> None:
    """The rules are the same whichever flow is listed first."""
    assert rules(found) == rules(found[::-1])


@given(flows, st.integers(1, 99))
def test_a_port_comes_in_exactly_where_a_flow_says(found: list[Flow], port: int) -> None:
    """For every two roles, a rule lets a port in if and only if a flow between them has it."""
    open_ = {
        (rule.peer, rule.group)
        for rule in rules(found)
        if rule.direction == "in" and rule.ports and rule.ports[0] <= port <= rule.ports[1]
    }
    wanted = {
        (flow.source, flow.target)
        for flow in found
        for each in flow.ports
        if (each == port if isinstance(each, int) else each[0] <= port <= each[1])
    }
    assert open_ == wanted


def test_each_rule_of_a_flow_says_what_it_is_for() -> None:
    """Also that of its second port, and none says it of another flow's."""
    shards = Flow(name="pods-to-cache", source="application", target="cache", ports=((8500, 8599), 10000))
    other = Flow(name="jobs-to-cache", source="application", target="cache", ports=(10000, 8080))
    assert [(rule.ports, rule.description) for rule in rules([shards, other])[:-2]] == [
        ((8080, 8080), "jobs-to-cache"),
        ((8500, 8599), "pods-to-cache"),
        ((10000, 10000), "jobs-to-cache, pods-to-cache"),
    ]


def test_a_description_fits_aws_s_limit() -> None:
    """Of more flows than 255 letters can name, the first ones are named."""
    names = [f"flow-number-{number:03}" for number in range(1, 40)]
    flows = [Flow(name=name, source="cache", target="database", ports=(5432,)) for name in names]
    description = rules(flows)[0].description
    assert len(description) <= 255
    assert description.startswith("flow-number-001, flow-number-002")
    assert "flow-number-014," in description
    assert description.endswith(" ...")
