"""Argo CD has somewhere to run, a version of Kubernetes that it knows, and something to deploy."""

from typing import Any

import pytest

from infra.environment import Environment
from infra.stacks import wiring
from jiban.components.base import Fault
from tests.infra.constraints.environments import environment, found

ARGO: dict[str, Any] = {"owner": "argo", "repository": {"url": "https://github.com/tripgen/k8s-manifests"}}
TAINTED = {"cluster": {"pools": {"apps": {"taint": "only=apps:NoSchedule"}}}}


def delivery(spec: dict[str, Any] | None = None, **changes: Any) -> list[Fault]:
    """What is wrong with an environment that Argo CD delivers to."""
    return found({"delivery": ARGO if spec is None else spec, **changes})


def test_a_delivery_is_sound() -> None:
    """Nothing is wrong with the one that the others are changes of, whoever is the owner."""
    assert delivery() == []
    assert delivery({}) == []


def test_a_pool_that_is_not_there_is_refused() -> None:
    """Its pods would wait for ever."""
    assert delivery({**ARGO, "pool": "other"}) == [
        Fault(("delivery", "pool"), "there is no pool other in cluster.pools", "choose one of apps")
    ]


def test_pools_that_all_have_taints_are_told() -> None:
    """Argo CD tolerates the taint of its pool alone."""
    services = {"workloads": {"trip": {"pool": "apps"}}}
    assert delivery(**TAINTED, **services) == [
        Fault(
            ("delivery", "pool"),
            "every pool has a taint (apps: only=apps:NoSchedule), so an Argo CD that names none runs nowhere",
            "set pool to apps, or remove a taint",
        )
    ]
    assert delivery({**ARGO, "pool": "apps"}, **TAINTED, **services) == []


def test_a_version_that_argo_cd_is_not_tested_with_is_refused() -> None:
    """With those that it is."""
    faults = delivery(cluster={"version": "1.32"})
    assert (
        Fault(
            ("cluster", "version"),
            "Argo CD v3.5.3 is tested with Kubernetes 1.33, 1.34, 1.35, 1.36, not with 1.32",
            "set one of these, or set jiban:delivery to null",
        )
        in faults
    )


def test_an_owner_of_nothing_is_refused() -> None:
    """There are no services."""
    whole = environment({"delivery": ARGO})
    none = Environment.model_validate({**whole.model_dump(), "workloads": {}})
    from infra.constraints.delivery import something_is_delivered  # noqa: PLC0415 the one rule that is asked

    assert list(something_is_delivered(none)) == [
        Fault(
            ("delivery", "owner"),
            "Argo CD is to deploy the services, and workloads has none",
            "add one to workloads, or set owner to pulumi",
        )
    ]


def test_the_pods_of_argo_cd_take_room() -> None:
    """As a service's do."""
    (fault, *_) = delivery({**ARGO, "controller": {"cpu": "100"}})
    assert "Argo CD's controller 100" in fault.reason


@pytest.mark.parametrize(
    ("owner", "scope", "makes"),
    [
        ("pulumi", "all", True),
        ("argo", "all", False),
        ("argo", "workloads", False),
        ("argo", "manifests", True),
        ("pulumi", "manifests", True),
    ],
)
def test_who_makes_the_services(owner: str, scope: str, *, makes: bool) -> None:
    """One of the two, and the files that Argo CD reads hold all of them."""
    whole = environment({"delivery": {**ARGO, "owner": owner}, "scope": scope})
    assert wiring.makes_services(whole) is makes


def test_without_a_delivery_pulumi_makes_the_services() -> None:
    """As it always did."""
    assert wiring.makes_services(environment({}))


def test_the_chart_has_no_say_where_there_is_no_argo_cd() -> None:
    """The version is the cluster's own matter there."""
    assert not any("Argo CD" in fault.reason for fault in found({"cluster": {"version": "1.32"}}))
    assert found(TAINTED | {"workloads": {"trip": {"pool": "apps"}}}) == []


def test_pulumi_may_own_nothing_yet() -> None:
    """An Argo CD that deploys nothing waits for its services."""
    from infra.constraints.delivery import something_is_delivered  # noqa: PLC0415 the one rule that is asked

    whole = environment({"delivery": {**ARGO, "owner": "pulumi"}})
    none = Environment.model_validate({**whole.model_dump(), "workloads": {}})
    assert list(something_is_delivered(none)) == []
    assert list(something_is_delivered(environment({"delivery": ARGO}))) == []
