from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.workload import policies
from jiban.components.workload.clouds import HOOKS
from jiban.components.workload.contract import Destination, PlatformShape
from tests.components.workload.examples import SHAPE, spec, subject

INTERNET = {
    "to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8", "192.168.0.0/16"]}}],
    "ports": [{"protocol": "TCP", "port": 443}],
}


def policy(
    shape: PlatformShape = SHAPE,
    callers: tuple[str, ...] = (),
    callees: dict[str, int] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """Return the policy of a service with these fields."""
    return policies.service_policy(subject(), spec(**fields), shape, callers=callers, callees=callees or {})[
        "spec"
    ]


def to(cidr: str, *ports: dict[str, int]) -> dict[str, Any]:
    """Return an egress rule to an address range."""
    return {"to": [{"ipBlock": {"cidr": cidr}}], "ports": [{"protocol": "TCP"} | port for port in ports]}


def test_a_namespace_is_closed_both_ways() -> None:
    """No pod, no rule, both directions: nothing comes in and nothing goes out."""
    assert policies.deny_all(subject("tripgen"))["spec"] == {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
    }


def test_every_pod_may_resolve_names() -> None:
    """Port 53, both protocols, to the cluster's resolver."""
    spec = policies.name_lookups(subject("tripgen"))["spec"]
    assert (spec["podSelector"], spec["policyTypes"]) == ({}, ["Egress"])
    (rule,) = spec["egress"]
    assert rule["ports"] == [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]
    assert rule["to"] == [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
        },
    ]


def test_every_pod_may_ask_a_resolver_on_its_node() -> None:
    """Cilium matches the node by the entity `host` alone; a range would never match."""
    spec = policies.node_lookups(subject("tripgen"))["spec"]
    assert spec["endpointSelector"] == {}
    assert spec["egress"] == [
        {
            "toEntities": ["host"],
            "toPorts": [
                {"ports": [{"port": "53", "protocol": "UDP"}, {"port": "53", "protocol": "TCP"}]},
            ],
        }
    ]


def test_a_service_that_nobody_calls_is_closed() -> None:
    """No caller, no ingress, no scraper: no way in and none out."""
    found = policy()
    assert (found["ingress"], found["egress"]) == ([], [])
    assert found["policyTypes"] == ["Ingress", "Egress"]


def test_the_gateway_reaches_an_entrance() -> None:
    """From the gateway's range to the program's own port."""
    assert policy(ingress=True, port=9000)["ingress"] == [
        {
            "from": [{"ipBlock": {"cidr": "10.0.128.0/20"}}],
            "ports": [{"protocol": "TCP", "port": 9000}],
        }
    ]


def test_callers_reach_a_service_by_their_pods() -> None:
    """Each caller is one peer, in the order of names."""
    (rule,) = policy(callers=("user", "ai"))["ingress"]
    assert rule["from"] == [
        {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "ai"}}},
        {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "user"}}},
    ]


def test_the_scraper_reaches_a_scraped_service() -> None:
    """One peer that is both in kube-system and the scraper; as two peers it would be either."""
    (rule,) = policy(metrics_path="/metrics")["ingress"]
    assert rule["from"] == [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"rsName": "ama-metrics"}},
        }
    ]


def test_without_metrics_there_is_no_scraper_to_let_in() -> None:
    """A metrics path alone opens nothing."""
    assert policy(replace(SHAPE, metrics=False), metrics_path="/metrics")["ingress"] == []


def test_a_service_reaches_what_it_calls_on_its_port() -> None:
    """The callee's pods on the callee's port."""
    assert policy(callees={"location": 8081})["egress"] == [
        {
            "to": [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "location"}}}],
            "ports": [{"protocol": "TCP", "port": 8081}],
        }
    ]


@pytest.mark.parametrize(
    ("uses", "rule"),
    [
        ({"databases": ("trips",)}, to("10.0.144.0/20", {"port": 5432})),
        ({"cache": True}, to("10.0.160.0/20", {"port": 10000}, {"port": 8500, "endPort": 8599})),
        ({"sends": ("notification",)}, to("10.0.176.0/20", {"port": 5671})),
        ({"receives": ("notification",)}, to("10.0.176.0/20", {"port": 5671})),
        ({"secrets": ("jwt-signing-key",)}, to("10.0.176.0/20", {"port": 443})),
    ],
)
def test_a_managed_service_is_an_address(uses: dict[str, Any], rule: dict[str, Any]) -> None:
    """The range of its private endpoint on its ports, and the internet, where the pod signs in."""
    assert policy(uses=uses)["egress"] == [rule, INTERNET]


def test_the_internet_is_everything_but_private_ranges() -> None:
    """HTTPS only, and no way round the other policies by an inside address."""
    assert policy(internet=True)["egress"] == [INTERNET]


def test_a_broker_on_the_internet_is_reached_by_its_port_alone() -> None:
    """It has no fixed address; the way to it is no way to anything inside."""
    destinations = {**SHAPE.destinations, "queue": Destination(role=None, ports=(5671,))}
    shape = replace(SHAPE, destinations=destinations)
    assert policy(shape, uses={"sends": ("notification",)})["egress"] == [
        {**INTERNET, "ports": [{"protocol": "TCP", "port": 5671}]},
        INTERNET,
    ]


def test_buckets_are_reached_by_https_outside_once() -> None:
    """They have no fixed addresses; the pod's credentials come from its node."""
    destinations = {"objects": Destination(role=None, ports=(443,))}
    shape = replace(SHAPE, destinations=destinations, hooks=HOOKS["aws"])
    agent = to("169.254.170.23/32", {"port": 80})
    assert policy(shape, uses={"buckets": {"files": "write"}})["egress"] == [agent, INTERNET]


def test_a_reader_reaches_a_private_api_server_in_the_nodes_range() -> None:
    """The API server's private endpoint stands in the nodes' subnet."""
    assert policy(kubernetes_access="reader")["egress"] == [to("10.0.0.0/17", {"port": 443})]


def test_a_reader_reaches_a_public_api_server_on_the_internet() -> None:
    """Without a private endpoint the API server has a public address."""
    assert policy(replace(SHAPE, private_api=False), kubernetes_access="reader")["egress"] == [INTERNET]


@given(
    uses=st.fixed_dictionaries(
        {},
        optional={
            "databases": st.just(("trips",)),
            "cache": st.booleans(),
            "sends": st.just(("notification",)),
            "secrets": st.just(("jwt-signing-key",)),
        },
    ),
    internet=st.booleans(),
    access=st.sampled_from(["none", "reader"]),
)
def test_no_policy_opens_everything(uses: dict[str, Any], internet: bool, access: str) -> None:  # noqa: FBT001 one of the drawn values
    """Whatever a service asks for, each rule names peers and ports; an empty one would mean any."""
    found = policy(uses=uses, internet=internet, kubernetes_access=access, ingress=True)
    assert found["ingress"]
    for rule in found["egress"]:
        assert rule["to"]
        assert rule["ports"]
    for rule in found["ingress"]:
        assert rule["from"]
        assert rule["ports"]


def test_on_aws_a_pod_signs_in_at_its_node() -> None:
    """The agent of Pod Identity on the node, and no way to the internet for it."""
    shape = replace(SHAPE, hooks=HOOKS["aws"])
    assert policy(shape, uses={"databases": ("trips",)})["egress"] == [
        to("10.0.144.0/20", {"port": 5432}),
        to("169.254.170.23/32", {"port": 80}),
    ]


def test_on_aws_a_reader_calls_the_api_server_by_its_service() -> None:
    """Its policies see the Service's address, so the server's own in the nodes' subnet is not enough."""
    shape = replace(SHAPE, hooks=HOOKS["aws"], api_service="172.20.0.1")
    (rule,) = policy(shape, kubernetes_access="reader")["egress"]
    assert rule["to"] == [{"ipBlock": {"cidr": "10.0.0.0/17"}}, {"ipBlock": {"cidr": "172.20.0.1/32"}}]


def test_on_aws_the_internet_is_still_to_be_had() -> None:
    """A service that asks for it has both ways."""
    shape = replace(SHAPE, hooks=HOOKS["aws"])
    assert policy(shape, uses={"databases": ("trips",)}, internet=True)["egress"][-1] == INTERNET


def test_on_aws_a_service_without_uses_reaches_nothing() -> None:
    """The agent is for those who have somebody to be."""
    assert policy(replace(SHAPE, hooks=HOOKS["aws"]))["egress"] == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"internet": True}, "asked for"),
        ({"uses": {"cache": True}}, "to sign in at the directory, which has no fixed addresses"),
        ({"calls": ("user",)}, None),
    ],
)
def test_a_policy_says_why_it_opens_the_internet(fields: dict[str, Any], reason: str | None) -> None:
    """Nobody who did not ask for it finds it open without a word."""
    made = policies.service_policy(subject(), spec(**fields), SHAPE, callers=(), callees={"user": 8080})
    assert made["metadata"].get("annotations", {}).get("jiban/internet") == reason


PUBLIC_BROKER = replace(
    SHAPE, destinations={**SHAPE.destinations, "queue": Destination(role=None, ports=(5671,))}
)


@pytest.mark.parametrize(
    ("shape", "fields", "reason"),
    [
        (
            replace(PUBLIC_BROKER, hooks=HOOKS["aws"]),
            {"uses": {"sends": ("jobs",)}},
            "to reach the broker, which has no fixed address",
        ),
        (
            replace(SHAPE, private_api=False),
            {"kubernetes_access": "reader"},
            "to reach the API server at its public address",
        ),
        (
            replace(PUBLIC_BROKER, private_api=False),
            {"internet": True, "uses": {"sends": ("jobs",)}, "kubernetes_access": "reader"},
            (
                "asked for; to sign in at the directory, which has no fixed addresses; "
                "to reach the broker, which has no fixed address; "
                "to reach the API server at its public address"
            ),
        ),
        (
            replace(
                SHAPE,
                hooks=HOOKS["aws"],
                destinations={"objects": Destination(role=None, ports=(443,))},
            ),
            {"uses": {"buckets": {"files": "read"}}},
            "to reach the buckets, which have no fixed address",
        ),
        (SHAPE, {"kubernetes_access": "reader"}, None),
        (replace(SHAPE, private_api=False), {}, None),
        (PUBLIC_BROKER, {}, None),
        (replace(SHAPE, hooks=HOOKS["aws"]), {"uses": {"cache": True}}, None),
    ],
)
def test_every_reason_for_the_internet_is_told(
    shape: PlatformShape, fields: dict[str, Any], reason: str | None
) -> None:
    """Each of four, all of them together, and none where there is none."""
    made = policies.service_policy(subject(), spec(**fields), shape, callers=(), callees={})
    assert made["metadata"].get("annotations", {}).get("jiban/internet") == reason
    assert (INTERNET in made["spec"]["egress"]) is (reason is not None)


@pytest.mark.parametrize(
    ("uses", "used"),
    [
        ({}, []),
        ({"databases": ("trips",)}, ["database"]),
        ({"cache": True}, ["cache"]),
        ({"search": True}, ["search"]),
        ({"sends": ("jobs",)}, ["queue"]),
        ({"receives": ("jobs",)}, ["queue"]),
        ({"buckets": {"files": "read"}}, ["objects"]),
        ({"secrets": ("key",)}, ["vault"]),
        ({"keys": ("documents",)}, ["vault"]),
        ({"certificates": ("tls",)}, ["vault"]),
        ({"secret_files": ("key",)}, []),
        ({"secret_variables": ({"name": "A", "of": "key"},)}, []),
        ({"telemetry": True}, ["telemetry"]),
        (
            {"databases": ("trips",), "cache": True, "sends": ("jobs",), "keys": ("a",), "telemetry": True},
            ["database", "cache", "queue", "vault", "telemetry"],
        ),
    ],
)
def test_which_stores_a_service_reaches_itself(uses: dict[str, Any], used: list[str]) -> None:
    """Files and variables of the vault are fetched by its node."""
    assert policies.stores(spec(uses=uses)) == used


def test_the_platforms_own_pods_reach_the_api_server_where_it_is() -> None:
    """Inside, with the Service's address where policies see that one; else at its public address."""
    inside = {"to": [{"ipBlock": {"cidr": "10.0.0.0/17"}}], "ports": [{"protocol": "TCP", "port": 443}]}
    assert policies.kubernetes_egress(SHAPE) == inside
    assert policies.kubernetes_egress(replace(SHAPE, api_service="172.20.0.1"))["to"] == [
        {"ipBlock": {"cidr": "10.0.0.0/17"}},
        {"ipBlock": {"cidr": "172.20.0.1/32"}},
    ]
    assert policies.kubernetes_egress(replace(SHAPE, private_api=False)) == INTERNET
    assert policies.internet_egress(SHAPE) == INTERNET


def test_every_callee_and_every_caller_is_let_through() -> None:
    """The second as well as the first, each callee on its own port."""
    found = policy(callers=("b", "a"), callees={"z": 9000, "y": 8080}, ingress=True, metrics_path="/metrics")
    assert [(rule["to"][0]["podSelector"]["matchLabels"], rule["ports"]) for rule in found["egress"]] == [
        ({"app.kubernetes.io/name": "y"}, [{"protocol": "TCP", "port": 8080}]),
        ({"app.kubernetes.io/name": "z"}, [{"protocol": "TCP", "port": 9000}]),
    ]
    (rule,) = found["ingress"]
    assert [set(each) for each in rule["from"]] == [
        {"ipBlock"},
        {"podSelector"},
        {"podSelector"},
        {"namespaceSelector", "podSelector"},
    ]


def test_names_of_the_clouds_own_services_may_lead_inside() -> None:
    """Whoever may reach the internet then reaches the private endpoints, too; nobody else does."""
    inside = replace(SHAPE, private_services=True)
    (rule,) = policy(inside, internet=True)["egress"]
    assert rule["to"] == [*INTERNET["to"], {"ipBlock": {"cidr": "10.0.176.0/20"}}]
    assert rule["ports"] == INTERNET["ports"]
    assert policy(inside)["egress"] == []


def test_secrets_on_the_internet_are_reached_there() -> None:
    """By one rule, whose reason the policy says."""
    outside = replace(
        SHAPE,
        hooks=HOOKS["aws"],
        destinations={**SHAPE.destinations, "vault": Destination(role=None, ports=(443,))},
    )
    uses = {"secrets": ("key",)}
    assert policy(outside, uses=uses)["egress"] == [to("169.254.170.23/32", {"port": 80}), INTERNET]
    found = policies.service_policy(subject(), spec(uses=uses), outside, callers=(), callees={})
    assert "to reach its secrets and keys, whose service has no fixed addresses" in str(found["metadata"])
    assert "broker" not in str(found["metadata"])
