"""DSG-021: who reaches whom, through every firewall on the way."""

from __future__ import annotations

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.design.dsg_021_reachability import RULE
from jiban.policy.facts.network import eks, security_groups
from jiban.policy.testing import Case, fails, passes
from jiban.policy.testing import unknown as cannot_tell
from jiban.policy.view import ResourceView
from tests.policies.rules import shop
from tests.policies.samples import NSG, SUBNET, resource, urn, verdicts

ORDERS_REACH = "its pods reach postgres at port 5432; subnet-gateway reaches its pods at port 8080"


def test_the_shop_on_azure() -> None:
    """The gateway reaches pods, these reach their database, and the others do not."""
    assert verdicts(RULE, *shop.azure()) == {
        "orders": ("pass", ORDERS_REACH),
        "images": ("pass", "its pods do not reach postgres"),
    }


@pytest.mark.parametrize(
    ("changes", "outcome", "reason"),
    [
        (
            {"database_group": shop.group("database", shop.CLOSED)},
            "fail",
            (
                "nothing gets through the security group of subnet-database from the nodes "
                "(10.0.1.0/24) to postgres (10.0.2.0/24) at port 5432"
            ),
        ),
        (
            {
                "database_group": shop.group(
                    "database",
                    shop.allow(900, "10.0.0.0/16", "*", "*", "Deny"),
                    shop.TO_DATABASE,
                    shop.CLOSED,
                )
            },
            "fail",
            (
                "nothing gets through the security group of subnet-database from the nodes "
                "(10.0.1.0/24) to postgres (10.0.2.0/24) at port 5432"
            ),
        ),
        (
            {
                "database_group": shop.group(
                    "database", shop.allow(1000, "10.0.1.0/25", shop.DATABASE, "5432"), shop.CLOSED
                )
            },
            "unknown",
            (
                "only part gets through the security group of subnet-database of what goes from the "
                "nodes (10.0.1.0/24) to postgres (10.0.2.0/24) at port 5432"
            ),
        ),
        (
            {
                "database_group": shop.group(
                    "database", shop.TO_DATABASE | {"sourceAddressPrefix": UNKNOWN}, shop.CLOSED
                )
            },
            "unknown",
            "securityRules[0].sourceAddressPrefix of nsg-database is not known before deployment",
        ),
        # A rule after the one that decides has nothing to say.
        (
            {
                "database_group": shop.group(
                    "database",
                    shop.TO_DATABASE,
                    shop.allow(2000, "*", "*", "*", "Deny") | {"access": UNKNOWN},
                )
            },
            "pass",
            ORDERS_REACH,
        ),
        (
            {"database_group": shop.group("database", shop.TO_DATABASE | {"access": UNKNOWN}, shop.CLOSED)},
            "unknown",
            "securityRules[0].access of nsg-database is not known before deployment",
        ),
        (
            {
                "orders_policy": shop.policy(
                    "orders", {"app": "orders"}, ingress=[shop.from_block(shop.GATEWAY, 8080)], egress=[]
                )
            },
            "fail",
            "nothing gets through its NetworkPolicies from its pods to postgres (10.0.2.0/24) at port 5432",
        ),
        (
            {
                "orders_policy": shop.policy(
                    "orders",
                    {"app": "orders"},
                    ingress=[shop.from_block(shop.GATEWAY, 8080)],
                    egress=[shop.to_block(UNKNOWN, 5432)],
                )
            },
            "unknown",
            "spec.egress[0].to[0].ipBlock.cidr is not known before deployment",
        ),
        (
            {"nodes_group": shop.group("nodes", shop.CLOSED)},
            "fail",
            (
                "nothing gets through the security group of subnet-nodes from subnet-gateway "
                "(10.0.4.0/24) to its pods at port 8080"
            ),
        ),
        (
            {"nodes_group": shop.group("nodes", shop.TO_PODS | {"destinationPortRange": "80"}, shop.CLOSED)},
            "fail",
            (
                "nothing gets through the security group of subnet-nodes from subnet-gateway "
                "(10.0.4.0/24) to its pods at port 8080"
            ),
        ),
        (
            {"nodes_group": shop.group("nodes")},
            "unknown",
            "what the service tag VirtualNetwork covers is not known before deployment",
        ),
        ({"endpoint": None}, "unknown", "no private way to postgres is part of the stack"),
        ({"cluster": None}, "unknown", "the nodes are no part of the stack"),
    ],
)
def test_what_is_in_the_way(changes: dict[str, ResourceView | None], outcome: str, reason: str) -> None:
    """Each firewall that refuses, or that cannot be told, decides over the pods that use the database."""
    assert verdicts(RULE, *shop.azure(**changes))["orders"] == (outcome, reason)


@pytest.mark.parametrize(
    ("changes", "outcome", "reason"),
    [
        ({"images_policy": None}, "fail", "its pods may reach postgres at port 5432, and do not use it"),
        (
            {
                "images_policy": shop.policy(
                    "images", {"app": "images"}, ingress=[], egress=[shop.to_block("0.0.0.0/0", 5432)]
                )
            },
            "fail",
            "its pods may reach postgres at port 5432, and do not use it",
        ),
        (
            {
                "images_policy": shop.policy(
                    "images", {"app": "images"}, ingress=[], egress=[shop.to_block("0.0.0.0/0", 443)]
                )
            },
            "pass",
            "its pods do not reach postgres",
        ),
        (
            {"cluster": shop.cluster(networkPolicy="none")},
            "fail",
            "its pods may reach postgres at port 5432, and do not use it",
        ),
        (
            {"images_policy": None, "database_group": shop.group("database", shop.CLOSED)},
            "pass",
            "its pods do not reach postgres",
        ),
    ],
)
def test_who_does_not_use_the_database_does_not_reach_it(
    changes: dict[str, ResourceView | None], outcome: str, reason: str
) -> None:
    """A way to a database that nothing of a workload comes from is a way too many."""
    assert verdicts(RULE, *shop.azure(**changes))["images"] == (outcome, reason)


def test_the_second_database_is_looked_at_too() -> None:
    """A workload that uses it and cannot reach it fails, whatever is so of the first."""
    endpoint = resource(
        shop.ENDPOINT,
        "endpoint-reports",
        {"subnet": {"id": UNKNOWN}},
        comes_from={
            "subnet": [urn(SUBNET, "subnet-database")],
            "privateLinkServiceConnections": [urn(shop.SERVER, "reports")],
        },
    )
    found = verdicts(
        RULE,
        *shop.azure(
            reports=resource(shop.SERVER, "reports"),
            reports_endpoint=endpoint,
            images=shop.workload("images", uses=urn(shop.SERVER, "reports")),
        ),
    )
    assert found["images"] == (
        "fail",
        "nothing gets through its NetworkPolicies from its pods to reports (10.0.2.0/24) at port 5432",
    )


def test_no_group_judges_an_endpoint_unless_its_subnet_says_so() -> None:
    """A private endpoint in a subnet with its policies off is reached whatever the group says."""
    changed = shop.azure(
        database_subnet=shop.subnet("database", shop.DATABASE),
        database_group=shop.group("database", shop.CLOSED),
    )
    assert verdicts(RULE, *changed)["orders"] == ("pass", ORDERS_REACH)


def test_a_database_is_used_by_way_of_a_secret_too() -> None:
    """What a Secret holds comes from the database, and what a pod holds comes from the Secret."""
    secret = resource(
        "kubernetes:core/v1:Secret", "host", comes_from={"stringData": [urn(shop.SERVER, "postgres")]}
    )
    orders = shop.workload("orders", uses=secret.urn)
    assert verdicts(RULE, *shop.azure(orders=orders), secret)["orders"] == ("pass", ORDERS_REACH)


@pytest.mark.parametrize("token", ["kubernetes:core/v1:Secret", "kubernetes:core/v1:ConfigMap"])
def test_a_value_may_come_by_several_objects(token: str) -> None:
    """What is made of an object that is made of the database comes from the database."""
    first = resource(token, "first", comes_from={"data": [urn(shop.SERVER, "postgres")]})
    second = resource(token, "second", comes_from={"data": [first.urn]})
    orders = shop.workload("orders", uses=second.urn)
    assert verdicts(RULE, *shop.azure(orders=orders), first, second)["orders"] == ("pass", ORDERS_REACH)


def test_what_other_resources_are_made_of_is_no_use() -> None:
    """A dashboard that shows the database is no way by which a pod gets its address."""
    board = resource(
        "grafana:oss/dashboard:Dashboard", "board", comes_from={"configJson": [urn(shop.SERVER, "postgres")]}
    )
    orders = shop.workload("orders", uses=board.urn)
    assert verdicts(RULE, *shop.azure(orders=orders), board)["orders"][0] == "fail"


def test_a_block_with_a_hole_in_a_subnet_is_no_way_in() -> None:
    """A policy that lets in part of a subnet and more beside it says of no subnet that it sends."""
    most = {"ipBlock": {"cidr": "10.0.4.0/23", "except": ["10.0.4.0/25"]}}
    orders = shop.policy(
        "orders",
        {"app": "orders"},
        ingress=[{"from": [most], "ports": [{"port": 8080}]}],
        egress=[shop.to_block(shop.DATABASE, 5432)],
    )
    parts = shop.azure(orders_policy=orders, nodes_group=shop.group("nodes", shop.CLOSED))
    assert verdicts(RULE, *parts)["orders"] == ("pass", "its pods reach postgres at port 5432")


def calling(other: str, *, ingress: bool) -> dict[str, object]:
    """A rule between two workloads by label."""
    peer = [{"podSelector": {"matchLabels": {"app": other}}}]
    return {"from" if ingress else "to": peer, "ports": [{"port": "http"}]}


def test_two_workloads_have_to_agree() -> None:
    """What one may send to, the other has to let in."""
    egress = [shop.to_block(shop.DATABASE, 5432), calling("images", ingress=False)]
    orders = shop.policy("orders", {"app": "orders"}, ingress=[], egress=egress)
    closed = verdicts(RULE, *shop.azure(orders_policy=orders))
    assert closed["orders"] == ("fail", "it may send to images at port 8080, and images does not let it in")
    images = shop.policy("images", {"app": "images"}, ingress=[calling("orders", ingress=True)], egress=[])
    assert verdicts(RULE, *shop.azure(orders_policy=orders, images_policy=images))["orders"][0] == "pass"


def test_the_shop_on_aws() -> None:
    """A rule of the database's group that names the cluster's group lets its pods in."""
    assert verdicts(RULE, *shop.aws()) == {"orders": ("pass", "its pods reach postgres at port 5432")}


@pytest.mark.parametrize(
    ("rule", "outcome"),
    [
        (shop.way_in(inputs={"cidrIpv4": "10.0.0.0/16"}), "pass"),
        (shop.way_in(inputs={"cidrIpv4": "10.0.9.0/24"}), "fail"),
        (shop.way_in(inputs={"cidrIpv4": "10.0.1.0/25"}), "unknown"),
        (shop.way_in(inputs={"cidrIpv4": UNKNOWN}), "unknown"),
        (shop.way_in(port=3306, referencedSecurityGroupId=[urn(eks.CLUSTER, "eks")]), "fail"),
        (None, "fail"),
    ],
)
def test_ways_into_a_database_on_aws(rule: ResourceView | None, outcome: str) -> None:
    """A group only allows: by a block that holds the nodes, or by their group, at the database's port."""
    assert verdicts(RULE, *shop.aws(rule=rule))["orders"][0] == outcome


def test_the_gateway_on_aws() -> None:
    """Where a block of a policy holds a gateway's subnet, the nodes' group has to let its members in."""
    gateway = resource(security_groups.GROUP, "gateway-group")
    allowed = shop.entrance(8080, referencedSecurityGroupId=[gateway.urn])
    assert verdicts(RULE, gateway, *shop.aws(), *allowed)["orders"] == (
        "pass",
        "its pods reach postgres at port 5432; members of gateway-group reach its pods at port 8080",
    )
    closed = shop.entrance(80, referencedSecurityGroupId=[gateway.urn])
    reason = (
        "nothing gets through the nodes' security groups from gateway-a (10.0.4.0/25) to its pods at port "
    )
    assert verdicts(RULE, gateway, *shop.aws(), *closed)["orders"] == ("fail", f"{reason}8080")


def test_a_stack_without_workloads() -> None:
    """Where nothing runs there is nothing to reach."""
    found = verdicts(RULE, *shop.azure(orders=None, images=None))
    assert found == {"": ("not applicable", "the stack has nothing that the rule is about")}


def test_whom_a_workload_lets_in_may_send_to_it() -> None:
    """The other side's policies have a say in what goes out."""
    from_orders = {**calling("orders", ingress=True), "ports": [{"port": 8080}]}
    images = shop.policy("images", {"app": "images"}, ingress=[from_orders], egress=[])
    closed = verdicts(RULE, *shop.azure(images_policy=images))
    assert closed["images"] == (
        "fail",
        "it lets orders in at port 8080, and orders may not send to it",
    )
    egress = [shop.to_block(shop.DATABASE, 5432), calling("images", ingress=False)]
    orders = shop.policy("orders", {"app": "orders"}, ingress=[], egress=egress)
    agreed = verdicts(RULE, *shop.azure(orders_policy=orders, images_policy=images))
    assert agreed["images"] == ("pass", "its pods do not reach postgres")


def test_what_comes_from_another_stack_may_name_the_database() -> None:
    """Nobody can tell from this stack; one that does not reach the database is no matter of it."""
    reference = resource("pulumi:pulumi:StackReference", "net")
    images = shop.workload("images", uses=reference.urn)
    assert verdicts(RULE, *shop.azure(images=images, images_policy=None), reference)["images"] == (
        "unknown",
        "its inputs come from another stack, which may name postgres",
    )
    assert verdicts(RULE, *shop.azure(images=images), reference)["images"] == (
        "pass",
        "its pods do not reach postgres",
    )


def test_a_block_after_one_that_holds_the_nodes_is_a_way_in() -> None:
    """The first is a rule of thumb; the second names the gateway's subnet, and its way is closed."""
    ingress = [shop.from_block("10.0.0.0/16", 8080), shop.from_block(shop.GATEWAY, 8080)]
    orders = shop.policy(
        "orders", {"app": "orders"}, ingress=ingress, egress=[shop.to_block(shop.DATABASE, 5432)]
    )
    parts = shop.azure(orders_policy=orders, nodes_group=shop.group("nodes", shop.CLOSED))
    outcome, reason = verdicts(RULE, *parts)["orders"]
    assert outcome == "fail"
    assert "subnet-gateway" in reason


def test_a_block_that_holds_the_nodes_says_of_no_subnet_that_it_gets_in() -> None:
    """Every subnet of the network is in it, and the nodes' group lets in the gateway's alone."""
    ingress = [shop.from_block("10.0.0.0/16", 8080)]
    orders = shop.policy(
        "orders", {"app": "orders"}, ingress=ingress, egress=[shop.to_block(shop.DATABASE, 5432)]
    )
    assert verdicts(RULE, *shop.azure(orders_policy=orders))["orders"] == (
        "pass",
        "its pods reach postgres at port 5432",
    )


def test_what_leaves_the_nodes_is_asked_of_their_group() -> None:
    """A rule of what goes out closes the way at its beginning."""
    refused = shop.allow(100, "*", shop.DATABASE, "5432", "Deny") | {"direction": "Outbound"}
    nodes = shop.group("nodes", shop.TO_PODS, refused, shop.CLOSED)
    assert verdicts(RULE, *shop.azure(nodes_group=nodes))["orders"] == (
        "fail",
        (
            "nothing gets through the security group of subnet-nodes from the nodes (10.0.1.0/24) to "
            "postgres (10.0.2.0/24) at port 5432"
        ),
    )


def test_a_subnet_of_one_of_several_groups_is_not_decided() -> None:
    """Nobody can tell which of them it has."""
    subnet = resource(
        SUBNET,
        "subnet-database",
        {
            "addressPrefix": shop.DATABASE,
            "networkSecurityGroup": {"id": UNKNOWN},
            "privateEndpointNetworkPolicies": "NetworkSecurityGroupEnabled",
        },
        comes_from={"networkSecurityGroup": [urn(NSG, "nsg-database"), urn(NSG, "nsg-nodes")]},
    )
    assert verdicts(RULE, *shop.azure(database_subnet=subnet))["orders"][0] == "unknown"


@pytest.mark.parametrize(
    ("kind", "judged"),
    [
        ("kubernetes:apps/v1:StatefulSet", True),
        ("kubernetes:apps/v1:ReplicaSet", True),
        ("kubernetes:apps/v1:DaemonSet", True),
        ("kubernetes:batch/v1:Job", False),
        ("kubernetes:core/v1:Pod", False),
    ],
)
def test_the_kinds_that_are_judged(kind: str, *, judged: bool) -> None:
    """Those whose pods stay, beside a Deployment."""
    other = resource(kind, "other", shop.workload("other").inputs)
    found = verdicts(RULE, *shop.azure(), other)
    assert found.get("other", ("",))[0] == ("fail" if judged else "")


def test_a_part_of_a_subnet_that_is_let_in_has_to_get_through_too() -> None:
    """Its addresses are those of a way in; a block that is only partly of a subnet says nothing of it."""
    policy = shop.policy(
        "orders",
        {"app": "orders"},
        ingress=[shop.from_block("10.0.4.0/25", 8080)],
        egress=[shop.to_block(shop.DATABASE, 5432)],
    )
    closed = shop.azure(orders_policy=policy, nodes_group=shop.group("nodes", shop.CLOSED))
    assert verdicts(RULE, *closed)["orders"] == (
        "fail",
        (
            "nothing gets through the security group of subnet-nodes from subnet-gateway (10.0.4.0/25) "
            "to its pods at port 8080"
        ),
    )
    assert verdicts(RULE, *shop.azure(orders_policy=policy))["orders"][0] == "pass"


def test_policies_that_nothing_heeds_name_no_way_in() -> None:
    """Nobody is kept from the pods by them, nor let in."""
    parts = shop.azure(
        cluster=shop.cluster(networkPolicy="none"), nodes_group=shop.group("nodes", shop.CLOSED)
    )
    assert verdicts(RULE, *parts)["orders"] == ("pass", "its pods reach postgres at port 5432")


CASES = (
    passes(*shop.azure(), of="orders", reason=ORDERS_REACH),
    fails(
        "nothing gets through the security group of subnet-database from the nodes (10.0.1.0/24) to postgres "
        "(10.0.2.0/24) at port 5432",
        *shop.azure(database_group=shop.group("database", shop.CLOSED)),
        of="orders",
    ),
    cannot_tell(
        "securityRules[0].sourceAddressPrefix of nsg-database is not known before deployment",
        *shop.azure(
            database_group=shop.group(
                "database", shop.TO_DATABASE | {"sourceAddressPrefix": UNKNOWN}, shop.CLOSED
            )
        ),
        of="orders",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
