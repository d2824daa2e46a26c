"""What NetworkPolicies let a pod send and receive."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policy.facts.network.policies import (
    POLICY,
    Direction,
    Pod,
    declared_blocks,
    declared_pods,
    pod_of,
    policies_for,
    to_pod,
    to_range,
)
from jiban.policy.facts.network.ranges import Reach, parse
from jiban.policy.view import NotKnownError, ResourceView
from tests.policies.rules.shop import from_block, policy, to_block, workload
from tests.policies.samples import resource, stack

NAMESPACE = "kubernetes:core/v1:Namespace"
WEB = {"app": "web"}


def web(*others: ResourceView) -> Pod:
    """The pods of a workload called web."""
    found = workload("web")
    return pod_of(stack(found, *others), found)


def reach(direction: Direction, port: int, *policies: ResourceView) -> Reach:
    """How much of 10.0.2.0/24 the pods of web may exchange traffic with."""
    return to_range(stack(*policies), web(), direction, parse("10.0.2.0/24") or (0, 0), port)


def one(**spec: Any) -> ResourceView:
    """A policy for web."""
    return policy("web", WEB, **spec)


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([], Reach.OPEN),
        ([policy("other", {"app": "other"})], Reach.OPEN),
        ([one()], Reach.CLOSED),
        ([one(policyTypes=["Ingress"])], Reach.OPEN),
        ([one(policyTypes=None, egress=None)], Reach.OPEN),
        ([one(policyTypes=None, egress=[to_block("10.0.9.0/24", 5432)])], Reach.CLOSED),
        ([one(egress=[{}])], Reach.OPEN),
        ([one(egress=[to_block("10.0.0.0/16", 5432)])], Reach.OPEN),
        ([one(egress=[to_block("10.0.2.0/25", 5432)])], Reach.PARTLY),
        ([one(egress=[to_block("10.0.2.0/25", 5432), to_block("10.0.2.128/25", 5432)])], Reach.OPEN),
        ([one(), one(egress=[to_block("10.0.2.0/24", 5432)])], Reach.OPEN),
        ([one(egress=[to_block("10.0.2.0/24", 443)])], Reach.CLOSED),
        (
            [
                one(
                    egress=[
                        {
                            "to": [{"ipBlock": {"cidr": "10.0.2.0/24"}}],
                            "ports": [{"port": 5000, "endPort": 6000}],
                        }
                    ]
                )
            ],
            Reach.OPEN,
        ),
        ([one(egress=[{"ports": [{"port": 5000, "endPort": 5431}]}])], Reach.CLOSED),
        ([one(egress=[{"ports": [{"port": 5000, "endPort": 5432}]}])], Reach.OPEN),
        ([one(egress=[{"ports": [{"port": 5432, "endPort": 6000}]}])], Reach.OPEN),
        ([one(egress=[{"ports": [{"port": 5433, "endPort": 6000}]}])], Reach.CLOSED),
        ([one(egress=[{"ports": [{"port": 80}, {"port": 5432}]}])], Reach.OPEN),
        ([one(egress=[{"ports": [{"protocol": "TCP"}]}])], Reach.OPEN),
        (
            [
                one(
                    egress=[
                        {
                            "to": [{"ipBlock": {"cidr": "10.0.2.0/24"}}],
                            "ports": [{"port": 5432, "protocol": "UDP"}],
                        }
                    ]
                )
            ],
            Reach.CLOSED,
        ),
        ([one(egress=[{"ports": [{"port": 5432, "protocol": "SCTP"}]}])], Reach.CLOSED),
        (
            [one(egress=[{"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}]}])],
            Reach.CLOSED,
        ),
        (
            [one(egress=[{"to": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.0.2.0/26"]}}]}])],
            Reach.PARTLY,
        ),
        ([one(egress=[{"to": [{"podSelector": {}}]}])], Reach.CLOSED),
        ([one(podSelector={})], Reach.CLOSED),
        (
            [one(podSelector={"matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]})],
            Reach.CLOSED,
        ),
        ([one(podSelector={"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]})], Reach.OPEN),
    ],
)
def test_what_a_pod_may_send(policies: list[ResourceView], expected: Reach) -> None:
    """Without a policy all, with policies what any of them lists."""
    assert reach("Egress", 5432, *policies) is expected


def test_a_named_port_is_one_of_the_receiver() -> None:
    """What a pod receives at a port's name is at the number that its container gives it."""
    rules = one(ingress=[from_block("10.0.2.0/24", "http")])
    assert reach("Ingress", 8080, rules) is Reach.OPEN
    assert reach("Ingress", 80, rules) is Reach.CLOSED


def test_a_port_of_an_initial_container_has_no_name_later() -> None:
    """It has ended before the pod receives anything."""
    inputs = workload("web").inputs
    initial = [{"name": "migrate", "ports": [{"name": "admin", "containerPort": 9000}]}]
    template = inputs["spec"]["template"]
    spec = {"template": {**template, "spec": {**template["spec"], "initContainers": initial}}}
    found = resource("kubernetes:apps/v1:Deployment", "web", {**inputs, "spec": spec})
    assert pod_of(stack(found), found).ports == {"http": 8080}


def test_a_named_port_of_what_is_outside_is_none() -> None:
    """Nobody says which number an address outside of the cluster gives it."""
    assert reach("Egress", 8080, one(egress=[to_block("10.0.2.0/24", "http")])) is Reach.CLOSED


def listening(name: str, port: int) -> ResourceView:
    """A workload that listens at a port called http."""
    container = {"name": name, "ports": [{"name": "http", "containerPort": port}]}
    pods = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}}
    metadata = {"name": name, "namespace": "shop"}
    return resource("kubernetes:apps/v1:Deployment", name, {"metadata": metadata, "spec": {"template": pods}})


@pytest.mark.parametrize(
    ("direction", "port", "allowed"),
    [("Egress", 9000, True), ("Egress", 8000, False), ("Ingress", 8000, True), ("Ingress", 9000, False)],
)
def test_a_named_port_between_two_pods_is_the_receivers(
    direction: Direction, port: int, *, allowed: bool
) -> None:
    """What web sends arrives at a port of api, and what it receives at its own."""
    here, there = listening("web", 8000), listening("api", 9000)
    rule = {"to" if direction == "Egress" else "from": [{"podSelector": {}}], "ports": [{"port": "http"}]}
    found = stack(here, there, one(**{direction.lower(): [rule]}))
    assert to_pod(found, pod_of(found, here), direction, pod_of(found, there), port) is allowed


def test_pods_that_no_policy_selects_are_open_to_each_other() -> None:
    """Both ways, at every port."""
    here, there = listening("web", 8000), listening("api", 9000)
    found = stack(here, there)
    assert to_pod(found, pod_of(found, here), "Egress", pod_of(found, there), 1)
    assert to_pod(found, pod_of(found, here), "Ingress", pod_of(found, there), 1)


def test_a_named_port_of_what_comes_in_declares_nothing_of_the_sender() -> None:
    """It is the receiver's, and nobody says here who that is."""
    api = listening("api", 9000)
    rule = {
        "from": [{"podSelector": {"matchLabels": {"app": "api"}}}],
        "ports": [{"port": "http"}, {"port": 80}],
    }
    closed = one(ingress=[rule])
    found = stack(api, closed)
    ports = [port for _, port, _ in declared_pods(found, closed, "Ingress", [pod_of(found, api)])]
    assert ports == [80]


def test_a_policy_of_another_namespace_is_about_other_pods() -> None:
    """Whatever its selector holds for."""
    closed = one()
    elsewhere = resource(
        closed.token, "elsewhere", {**closed.inputs, "metadata": {"name": "web", "namespace": "other"}}
    )
    assert reach("Egress", 5432, elsewhere) is Reach.OPEN


@pytest.mark.parametrize(("direction", "expected"), [("Ingress", Reach.CLOSED), ("Egress", Reach.OPEN)])
def test_a_policy_for_what_comes_in_says_nothing_of_what_goes_out(
    direction: Direction, expected: Reach
) -> None:
    """Without types it is for what comes in, and for both where it lists what may go out."""
    assert reach(direction, 8080, one(policyTypes=None)) is expected


def test_the_second_rule_and_the_second_peer_count() -> None:
    """A policy lists several rules, and a rule several peers."""
    peers = [{"ipBlock": {"cidr": "10.0.8.0/24"}}, {"ipBlock": {"cidr": "10.0.2.0/24"}}]
    assert reach("Egress", 5432, one(egress=[{"to": peers}])) is Reach.OPEN
    rules = [to_block("10.0.8.0/24", 5432), to_block("10.0.2.0/24", 5432)]
    assert reach("Egress", 5432, one(egress=rules)) is Reach.OPEN


def test_every_exception_of_a_block_is_taken_out() -> None:
    """Two halves leave nothing."""
    block = {"cidr": "10.0.2.0/24", "except": ["10.0.2.0/25", "10.0.2.128/25"]}
    assert reach("Egress", 5432, one(egress=[{"to": [{"ipBlock": block}]}])) is Reach.CLOSED


def test_the_blocks_that_a_policy_names_by_a_single_port() -> None:
    """A span of ports stands for no one port."""
    rule = {
        "from": [{"ipBlock": {"cidr": "10.0.2.0/24"}}, {"podSelector": {}}],
        "ports": [{"port": 80}, {"port": 443}, {"port": 8000, "endPort": 8100}],
    }
    found = list(declared_blocks(one(ingress=[rule]), "Ingress"))
    place = "spec.ingress[0].from[0]"
    assert found == [(parse("10.0.2.0/24"), 80, place), (parse("10.0.2.0/24"), 443, place)]


def test_the_pods_that_a_policy_names_by_a_single_port() -> None:
    """Each pod that its labels hold for; a peer without labels names nobody in particular."""
    api, other = workload("api"), workload("other")
    rule = {
        "to": [{"podSelector": {"matchLabels": {"app": "api"}}}, {"podSelector": {}}],
        "ports": [{"port": "http"}, {"port": 9000}, {"port": "missing"}, {"port": 1, "endPort": 9}],
    }
    closed = one(egress=[rule])
    found = stack(api, other, closed)
    pods = [pod_of(found, each) for each in (api, other)]
    assert [(pod.workload.name, port) for pod, port, _ in declared_pods(found, closed, "Egress", pods)] == [
        ("api", 8080),
        ("api", 9000),
    ]


def test_a_selector_that_is_not_known() -> None:
    """Whether a policy is about the pod cannot be told."""
    with pytest.raises(NotKnownError):
        reach("Egress", 5432, one(podSelector=UNKNOWN))


def peer(**found: Any) -> dict[str, Any]:
    """An ingress rule from pods."""
    return {"from": [found], "ports": [{"port": 8080}]}


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (peer(podSelector={"matchLabels": {"app": "api"}}), True),
        (peer(podSelector={"matchLabels": {"app": "other"}}), False),
        (peer(podSelector={}), True),
        (peer(namespaceSelector={"matchLabels": {"kubernetes.io/metadata.name": "shop"}}), True),
        (peer(namespaceSelector={"matchLabels": {"kubernetes.io/metadata.name": "other"}}), False),
        (
            peer(
                namespaceSelector={"matchLabels": {"team": "shop"}},
                podSelector={"matchLabels": {"app": "api"}},
            ),
            True,
        ),
        (
            peer(
                namespaceSelector={"matchLabels": {"team": "shop"}},
                podSelector={"matchLabels": {"app": "other"}},
            ),
            False,
        ),
        (
            peer(
                namespaceSelector={"matchLabels": {"team": "other"}},
                podSelector={"matchLabels": {"app": "api"}},
            ),
            False,
        ),
        (peer(ipBlock={"cidr": "0.0.0.0/0"}), False),
        ({"ports": [{"port": 8080}]}, True),
        ({"from": [{"podSelector": {}}], "ports": [{"port": 443}]}, False),
    ],
)
def test_what_a_pod_receives_from_another(rule: dict[str, Any], *, allowed: bool) -> None:
    """Both selectors of a peer have to hold, and an address block is about no pod."""
    shop = resource(NAMESPACE, "shop", {"metadata": {"name": "shop", "labels": {"team": "shop"}}})
    api, closed = workload("api"), one(ingress=[rule])
    found = stack(shop, api, closed)
    assert to_pod(found, web(), "Ingress", pod_of(found, api), 8080) is allowed


@pytest.mark.parametrize(
    "selector",
    [
        {"matchLabels": {"team": "shop"}},
        {"matchExpressions": [{"key": "team", "operator": "In", "values": ["shop"]}]},
    ],
)
def test_the_labels_of_a_namespace_that_is_not_in_the_stack(selector: dict[str, Any]) -> None:
    """Whether it has a label cannot be told; its name can."""
    api = workload("api")
    closed = one(ingress=[peer(namespaceSelector=selector)])
    found = stack(api, closed)
    with pytest.raises(NotKnownError):
        to_pod(found, web(), "Ingress", pod_of(found, api), 8080)


def test_a_namespace_by_its_resource() -> None:
    """Where the name of a namespace is not known, objects that come from the same one stand together."""
    space = resource(NAMESPACE, "shop", {"metadata": {"name": UNKNOWN}})
    web_inputs = {**workload("web").inputs, "metadata": {"name": "web", "namespace": UNKNOWN}}
    apart = resource("kubernetes:apps/v1:Deployment", "web", web_inputs, comes_from={"metadata": [space.urn]})
    assert pod_of(stack(space, apart), apart).namespace == space.urn
    with pytest.raises(NotKnownError):
        pod_of(stack(apart), apart)


def test_a_policy_without_a_selector_of_pods_selects_all() -> None:
    """As an empty one does."""
    policy = resource(POLICY, "all", {"spec": {"policyTypes": ["Egress"]}})
    pod = Pod(resource("kubernetes:apps/v1:Deployment", "web"), "default", {"app": "web"}, {})
    assert policies_for(stack(policy), pod, "Egress") == (policy,)
