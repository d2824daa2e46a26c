"""The words in which clouds differ inside a cluster."""

from dataclasses import asdict

import pytest

from jiban.components.base import Cloud
from jiban.components.workload.clouds import HOOKS
from jiban.components.workload.limits import LIMITS
from tests.components.workload.examples import spec

FOLLOWED = {
    "max_replicas": 4,
    "cpu_percent": 70,
    "metrics": {
        "rate": {"kind": "query", "query": "sum(up)", "per_pod": 1.0},
        "backlog": {"kind": "queue", "queue": "jobs", "per_pod": 1},
    },
    "schedules": {
        "day": {"start": "0 9 * * *", "end": "0 18 * * *", "pods": 2},
        "night": {"start": "0 22 * * *", "end": "0 23 * * *", "pods": 2},
    },
}


def test_the_words_of_azure() -> None:
    """Workload Identity by label and annotation, tokens of the directory, KEDA, the add-on that scrapes."""
    assert asdict(HOOKS["azure"]) == {
        "pod_labels": {"azure.workload.identity/use": "true"},
        "account_annotation": "azure.workload.identity/client-id",
        "credentials": None,
        "api_in_subnet": False,
        "scaler_provider": "azure-workload",
        "has_keda": True,
        "scraper_labels": {"rsName": "ama-metrics"},
        "administers_by": "token",
        "token_scopes": {
            "database": "https://ossrdbms-aad.database.windows.net/.default",
            "cache": "https://redis.azure.com/.default",
        },
        "region_variable": None,
        "scales_nodes": True,
        "cilium": True,
        "scraper_role": None,
        "policies_see_services": False,
    }


def test_the_words_of_aws() -> None:
    """Pod Identity's agent on the node, the API in the subnets, no KEDA, and nodes that nobody adds."""
    assert asdict(HOOKS["aws"]) == {
        "pod_labels": {},
        "account_annotation": None,
        "credentials": ("169.254.170.23", 80),
        "api_in_subnet": True,
        "scaler_provider": "aws",
        "has_keda": False,
        "scraper_labels": {},
        "administers_by": "secret",
        "token_scopes": {},
        "region_variable": "AWS_REGION",
        "scales_nodes": False,
        "cilium": False,
        "scraper_role": "management",
        "policies_see_services": True,
    }


@pytest.mark.parametrize("cloud", ["azure", "aws"])
def test_all_that_keda_follows_is_followed_on_either_cloud(cloud: Cloud) -> None:
    """Queues, queries and schedules."""
    found = [
        fault.path
        for limit in LIMITS
        if limit.cloud == cloud
        for fault in limit.faults(spec(autoscale=FOLLOWED))
    ]
    assert found == []


def test_shares_can_be_followed() -> None:
    """By Kubernetes itself; and who scales by nothing is refused nothing."""
    for fields in ({"autoscale": {"max_replicas": 4, "cpu_percent": 70}}, {}):
        assert [fault for limit in LIMITS for fault in limit.faults(spec(**fields))] == []
