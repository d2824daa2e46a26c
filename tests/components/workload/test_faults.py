"""Seven faults that a schema lets through and an API server refuses: refused before there is an object."""

from typing import Any

import pytest
from pydantic import ValidationError

from jiban.components.network.spec import SubnetsSpec
from jiban.components.workload import manifests, policies
from jiban.components.workload.spec import WorkloadSpec
from tests.components.workload.examples import FACTS, SHAPE, spec, subject


def refused(**fields: Any) -> str:
    """Return the words in which a service with these fields is refused."""
    with pytest.raises(ValidationError) as caught:
        spec(**fields)
    return str(caught.value)


def test_selector_and_labels_cannot_disagree() -> None:
    """Builder: Deployment, Service, budget and policies take the one selector, which the labels hold."""
    one = spec()
    deployment = manifests.deployment(subject(), one, FACTS)["spec"]
    labels = deployment["template"]["metadata"]["labels"].items()
    budget = manifests.disruption_budget(subject(), one)
    assert budget is not None
    selectors = [
        deployment["selector"]["matchLabels"],
        *(
            each["labelSelector"]["matchLabels"]
            for each in deployment["template"]["spec"]["topologySpreadConstraints"]
        ),
        manifests.service(subject())["spec"]["selector"],
        budget["spec"]["selector"]["matchLabels"],
        policies.service_policy(subject(), one, SHAPE, callers=(), callees={})["spec"]["podSelector"][
            "matchLabels"
        ],
    ]
    assert len(selectors) == 6
    assert all(selector == {"app.kubernetes.io/name": "trip"} for selector in selectors)
    assert selectors[0].items() <= labels


def test_fewest_pods_cannot_exceed_the_most() -> None:
    """WorkloadSpec: replicas above autoscale.max_replicas."""
    words = refused(replicas=4, autoscale={"max_replicas": 3, "cpu_percent": 70})
    assert "replicas 4 is more than autoscale.max_replicas 3" in words


@pytest.mark.parametrize("budget", [{"min_available": 1, "max_unavailable": 1}, {}])
def test_a_budget_has_one_bound(budget: dict[str, int]) -> None:
    """DisruptionSpec: both bounds, or none."""
    assert "set exactly one of min_available and max_unavailable" in refused(disruption=budget)


def test_a_cidr_has_no_host_bits() -> None:
    """units.Cidr: every range a policy names is one of the network's, and those are checked there."""
    with pytest.raises(ValidationError, match=r"10\.0\.1\.5/24 has host bits set"):
        SubnetsSpec(gateway="10.0.1.5/24")


def test_a_cron_expression_is_checked() -> None:
    """units.Cron: a minute that no clock shows."""
    schedules = {"peak": {"start": "61 * * * *", "end": "0 9 * * *", "pods": 2}}
    assert "'61' is no minute" in refused(autoscale={"max_replicas": 3, "schedules": schedules})


@pytest.mark.parametrize(
    ("resources", "words"),
    [
        (
            {"cpu": "2", "memory": "1Gi", "cpu_limit": "1500m", "memory_limit": "1Gi"},
            "cpu 2 is more than cpu_limit 1500m",
        ),
        (
            {"cpu": "1", "memory": "2Gi", "memory_limit": "2000Mi"},
            "memory 2Gi is more than memory_limit 2000Mi",
        ),
    ],
)
def test_a_request_cannot_exceed_its_limit(resources: dict[str, str], words: str) -> None:
    """ResourcesSpec: quantities are compared as numbers, not as texts."""
    assert words in refused(resources=resources)


@pytest.mark.parametrize("port", [0, 80, 65536])
def test_a_port_is_in_its_range(port: int) -> None:
    """WorkloadSpec: no TCP port, or one that only root may open."""
    assert "port" in refused(port=port)


def test_a_service_without_faults_is_accepted() -> None:
    """The service that these tests break is a good one."""
    assert isinstance(spec(), WorkloadSpec)
