import re

import pytest

from jiban.components import promql
from jiban.components.observability.alerts import alerts
from jiban.components.observability.scraping import scrape_job
from jiban.components.workload import manifests
from jiban.tables import table
from tests.components.workload.examples import FACTS, spec, subject


def test_azures_job_collects_what_programs_count() -> None:
    """Series of the platform's own targets have other labels."""
    job = scrape_job("azure")
    assert job is not None
    assert [job.collects(name) for name in ("http_requests_total", "kube_pod_info")] == [True, False]


def test_a_query_means_the_same_on_both_clouds() -> None:
    """The labels of a service's series are alike, and so is what comes of the platform."""
    assert scrape_job("aws") == scrape_job("azure")
    rows = table("jiban.components.observability", "scraping.yaml")
    assert rows["aws"]["unasked"] == rows["azure"]["unasked"]


def test_pods_bear_the_label_that_queries_name() -> None:
    """The job copies the labels of a pod, an underscore for each character that no label's name may hold."""
    job = scrape_job("azure")
    assert job is not None
    pod = manifests.deployment(subject("trip"), spec(), FACTS)["spec"]["template"]["metadata"]["labels"]
    copied = {re.sub(r"[^a-zA-Z0-9_]", "_", key): value for key, value in pod.items()}
    assert copied[job.service] == "trip"


def test_labels_of_other_scrape_configurations_have_another_name_here() -> None:
    """The operator of Prometheus says pod, and older charts pod_name."""
    job = scrape_job("azure")
    assert job is not None
    assert job.instead == {"pod": "kubernetes_pod_name", "pod_name": "kubernetes_pod_name"}


@pytest.mark.parametrize(
    ("metric", "collected"),
    [
        ("cadvisor_version_info", False),
        ("container_cpu_usage_seconds_total", False),
        ("kube_node_info", False),
        ("kubelet_running_pods", False),
        ("machine_cpu_cores", False),
        ("node_load1", False),
        ("http_server_requests_seconds_count", True),
        ("nodes_total", True),
        ("rollout_info", True),
    ],
)
def test_series_of_the_platforms_own_targets_are_known_by_their_beginning(
    metric: str, *, collected: bool
) -> None:
    """Kubelet, cAdvisor, kube-state-metrics and the node exporter; everything else comes from pods."""
    job = scrape_job("azure")
    assert job is not None
    assert job.collects(metric) is collected


def test_the_add_on_collects_ten_of_the_platforms_series_unasked() -> None:
    """Those that alerts ask for; one without a reader goes, and one with a reader stays."""
    asked = {
        selector.metric
        for row in alerts()
        if row.query
        for selector in promql.selectors(row.query)
        if selector.metric.startswith(("container_", "kube_"))
    }
    assert set(table("jiban.components.observability", "scraping.yaml")["azure"]["unasked"]) == asked
    assert len(asked) == 10
