"""Nodes can be drained, and work reaches the services."""

import pytest

from jiban.components.base import Fault
from tests.infra.constraints.environments import RESOURCES, found, service


def test_a_budget_lets_a_pod_go() -> None:
    """Two that must stay of two are one too many."""
    assert found(service(disruption={"min_available": 2})) == [
        Fault(
            ("workloads", "trip", "disruption", "min_available"),
            "min_available 2 of at least 2 pods: no node can ever be drained",
            "set disruption.max_unavailable to 1 instead, or replicas to 3 or more",
        )
    ]


def test_a_budget_of_a_single_pod_is_refused() -> None:
    """One that must stay of one never goes."""
    assert found(service(replicas=1, disruption={"min_available": 1})) == [
        Fault(
            ("workloads", "trip", "disruption", "min_available"),
            "min_available 1 of at least 1 pod: no node can ever be drained",
            "set replicas to 2 or more, or leave disruption out",
        )
    ]


def test_the_budget_of_the_second_service_is_looked_at() -> None:
    """Past one that is sound."""
    user = {"image": "user:1.0.0", "resources": RESOURCES, "replicas": 2, "disruption": {"min_available": 2}}
    assert [fault.path for fault in found({"workloads": {"user": user}})] == [
        ("workloads", "user", "disruption", "min_available")
    ]


@pytest.mark.parametrize(
    "disruption", [None, {"min_available": 1}, {"max_unavailable": 1}, {"max_unavailable": 5}]
)
def test_other_budgets_are_taken(disruption: dict[str, int] | None) -> None:
    """Of two pods one may always go, with the default budget and with every other that allows it."""
    assert found(service(disruption=disruption)) == []


def test_some_work_reaches_a_service() -> None:
    """Services that nobody can ask and that fetch nothing do nothing."""
    assert found(service(ingress=False)) == [
        Fault(
            ("workloads",),
            "no service has ingress, receives from a queue or may reach the internet, so no work ever gets "
            "to them",
            "set ingress for the services that the gateway may send requests to",
        )
    ]


@pytest.mark.parametrize("way", [{"uses": {"receives": ["jobs"]}}, {"internet": True}])
def test_workers_need_no_entrance(way: dict[str, object]) -> None:
    """A service that receives from a queue, or fetches its work, needs no ingress."""
    assert found(service(ingress=False, **way)) == []


def test_a_platform_without_services_is_taken() -> None:
    """An environment may be a platform alone."""
    assert found({"scope": "platform", "workloads": {"trip": {"ingress": True}}}) == []


@pytest.mark.parametrize("way", [{"ingress": True}, {"uses": {"receives": ["jobs"]}}, {"internet": True}])
def test_one_service_that_is_reached_is_enough(way: dict[str, object]) -> None:
    """The second as well as the first."""
    user = {"image": "user:1.0.0", "resources": RESOURCES, **way}
    assert found({"workloads": {"trip": {"ingress": False}, "user": user}}) == []


def test_sending_alone_reaches_nobody() -> None:
    """Nor does being called by a service that nobody asks."""
    user = {"image": "user:1.0.0", "resources": RESOURCES, "calls": ["trip"], "uses": {"sends": ["jobs"]}}
    faults = found({"workloads": {"trip": {"ingress": False}, "user": user}})
    assert [fault.path for fault in faults] == [("workloads",)]
