"""What the tests' monitoring is put beside."""

import re
from pathlib import Path

import pulumi

from jiban.components.cluster.contract import ClusterContract
from jiban.components.observability.contract import RUNBOOKS, LogsContract, MetricsContract
from jiban.model.plan import Plan, Resource


def runbooks() -> set[str]:
    """Return the names of the sections of the page of runbooks, as links write them."""
    text = (Path(__file__).parents[3] / RUNBOOKS).read_text("utf-8")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    return {heading.lower().replace(" ", "-") for heading in headings}


def known(value: str) -> pulumi.Output[str]:
    """Return an output of a known text."""
    return pulumi.Output.from_input(value)


def cluster() -> ClusterContract:
    """A cluster that exists."""
    return ClusterContract(
        cluster_id=known("/cluster"),
        name=known("aks"),
        kubeconfig=known(""),
        oidc_issuer=known(""),
        node_principal_id=known(""),
    )


def logs() -> LogsContract:
    """A store of logs that exists, with traces."""
    return LogsContract(
        workspace_id=known("/workspace"),
        scope_id=known("/scope"),
        scope_name=known("scope"),
        insights_id=known("/insights"),
        connection_string=known("InstrumentationKey=x"),
    )


def metrics() -> MetricsContract:
    """A managed Prometheus that exists."""
    return MetricsContract(workspace_id=known("/prometheus"), query_url=known("https://query.test"))


def of_type(found: Plan, kind: str) -> list[Resource]:
    """Return the resources of an Azure type: `monitor:MetricAlert`."""
    return [each for each in found.resources if each.type == f"azure-native:{kind}"]
