"""A composed stack on AWS with a service that is judged, and scaled, by the managed Prometheus."""

import json
from typing import Any

from jiban.model.digest import digest
from jiban.model.plan import Plan, Resource
from tests.infra.kubernetes_objects import validate
from tests.stacks import planned
from tools.repository import ROOT

AGENT = {
    "to": [{"ipBlock": {"cidr": "169.254.170.23/32"}}],
    "ports": [{"protocol": "TCP", "port": 80}],
}
BY_RELEASE = {"rollouts-release": "identity-rollouts", "scaling-release": "identity-scaler"}
"""Identity by what is installed."""


def whole() -> Plan:
    """The plan of the stack."""
    return planned(ROOT / "tests" / "fixtures" / "judged-aws", "test")


def one(name: str) -> Resource:
    """The only resource of a logical name that is no component."""
    (found,) = [each for each in whole().resources if each.name == name and each.custom]
    return found


def spec(name: str) -> dict[str, Any]:
    """What an object of Kubernetes asks for."""
    return dict(one(name).inputs["spec"])


def test_every_kubernetes_object_is_valid() -> None:
    """Argo's and KEDA's own among them, by their definitions."""
    assert validate(digest(whole()), "1.36") == []


def test_a_version_is_judged_by_signed_questions() -> None:
    """Each check names the region, by which the controller signs."""
    checks = spec("shop-analysis")["metrics"]
    assert [each["name"] for each in checks] == ["errors", "seconds"]
    for each in checks:
        assert each["provider"]["prometheus"]["authentication"] == {"sigv4": {"region": "ap-northeast-2"}}


def test_nothing_stands_between_the_controllers_and_prometheus() -> None:
    """There is no program of the library's own on AWS."""
    assert [each.name for each in whole().resources if "rollouts-reader" in each.name] == []


def test_a_query_is_signed_where_keda_asks_it() -> None:
    """With the region of the workspace, as the operator itself."""
    (trigger,) = spec("shop-autoscaler")["triggers"]
    assert (trigger["type"], trigger["metadata"]["awsRegion"]) == ("prometheus", "ap-northeast-2")
    assert spec("shop-scaler") == {"podIdentity": {"provider": "aws"}}


def test_both_get_credentials_and_reach_prometheus() -> None:
    """From the agent on the node, at public addresses and, as there is a way inside, at the endpoints."""
    for policy in ("rollouts-controller-policy", "scaling-operator-policy"):
        _, agent, outside = spec(policy)["egress"]
        assert agent == AGENT
        assert outside["ports"] == [{"protocol": "TCP", "port": 443}]
        assert [each["ipBlock"]["cidr"] for each in outside["to"]][:1] == ["0.0.0.0/0"]
        assert len(outside["to"]) == 2
        reason = one(policy).inputs["metadata"]["annotations"]["jiban/internet"]
        assert reason == "to ask the managed Prometheus, which has no fixed addresses"


def test_each_is_who_it_is_before_its_pods_start() -> None:
    """A pod that is started before its association has no credentials until it is started again."""
    for release, identity in (
        ("rollouts-release", "identity-rollouts"),
        ("scaling-release", "identity-scaler"),
    ):
        needed, seen = set(one(release).dependencies), set[str]()
        while needed - seen:
            (urn, *_) = needed - seen
            seen.add(urn)
            (found,) = [each for each in whole().resources if each.urn == urn]
            needed |= set(found.dependencies)
        assert any(f"::{identity}-association" in each or each.endswith(f"::{identity}") for each in seen)


def test_who_may_become_them() -> None:
    """The accounts of the charts, in the namespaces in which they are installed."""
    found = {}
    for release, identity in (
        ("rollouts-release", "identity-rollouts"),
        ("scaling-release", "identity-scaler"),
    ):
        association = one(f"{identity}-association").inputs
        assert association["namespace"] == one(release).inputs["namespace"]
        found[identity] = association["serviceAccount"]
    assert found == {"identity-rollouts": "argo-rollouts", "identity-scaler": "keda-operator"}


def test_the_controllers_are_scraped_by_the_collector() -> None:
    """From its own subnets, as it is no pod; and it is told their namespace."""
    (entry,) = spec("rollouts-controller-policy")["ingress"]
    assert entry["ports"] == [{"protocol": "TCP", "port": 8090}]
    assert [list(each) for each in entry["from"]] == [["ipBlock"]]
    assert "judged|judged-rollouts" in one("metrics-collector").inputs["scrapeConfiguration"]


def test_somebody_hears_of_a_version_that_was_taken_back_or_waits() -> None:
    """By the rules on rollouts, which name their pages."""
    (group,) = json.loads(one("alerts-rollouts").inputs["data"])["groups"]
    assert [each["alert"] for each in group["rules"]] == ["taken-back", "waits-for-a-person", "not-ready"]


def test_the_endpoint_of_prometheus_is_in_the_network() -> None:
    """By the word `metrics`."""
    assert one("endpoints-aps-workspaces").inputs["serviceName"] == (
        "com.amazonaws.ap-northeast-2.aps-workspaces"
    )
