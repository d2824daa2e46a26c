import re

from jiban.components.observability.scraping import scrape_job
from jiban.components.workload import manifests
from tests.components.workload.examples import FACTS, spec, subject


def test_azures_job_collects_what_programs_count() -> None:
    """Series of the platform's own targets have other labels."""
    job = scrape_job("azure")
    assert job is not None
    assert [job.collects(name) for name in ("http_requests_total", "kube_pod_info")] == [True, False]


def test_there_is_no_job_without_a_managed_prometheus() -> None:
    """Nothing is known of labels where nothing scrapes."""
    assert scrape_job("aws") is None


def test_pods_bear_the_label_that_queries_name() -> None:
    """The job copies the labels of a pod, an underscore for each character that no label's name may hold."""
    job = scrape_job("azure")
    assert job is not None
    pod = manifests.deployment(subject("trip"), spec(), FACTS)["spec"]["template"]["metadata"]["labels"]
    copied = {re.sub(r"[^a-zA-Z0-9_]", "_", key): value for key, value in pod.items()}
    assert copied[job.service] == "trip"
