"""Sizes and counts that change behind Pulumi's back, and the deployments after that."""

from pathlib import Path

import pytest

from jiban.project.project import find_project
from jiban.rehearse.run import Rehearsal, rehearse

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("cli")]

IGNORED = "opts=pulumi.ResourceOptions(ignore_changes=[{path!r}])"
POOL = """\
import pulumi
import pulumi_azure_native as azure

azure.containerservice.AgentPool(
    "apps", resource_group_name="rg", resource_name_="it", agent_pool_name="apps",
    {count} min_count=1, max_count=5, enable_auto_scaling=True, {options}
)
"""
GROUP = """\
import pulumi
import pulumi_aws as aws

aws.eks.NodeGroup(
    "apps", cluster_name="it", node_role_arn="arn:aws:iam::123456789012:role/nodes", subnet_ids=["subnet-1"],
    scaling_config={{"min_size": 1, "max_size": 5, "desired_size": 2}}, {options}
)
"""
REPLICAS = """\
import pulumi
import pulumi_kubernetes as kubernetes

named = {{"name": "shop", "namespace": "web"}}
kubernetes.apps.v1.Deployment("shop", metadata=named, spec={{
    "replicas": 2, "selector": {{"matchLabels": {{"app": "shop"}}}},
    "template": {{"spec": {{"containers": []}}}},
}}, {options})
kubernetes.autoscaling.v2.HorizontalPodAutoscaler("shop", metadata=named, spec={{
    "scaleTargetRef": {{"apiVersion": "apps/v1", "kind": "Deployment", "name": "shop"}}, "maxReplicas": 5,
}})
"""
AZURE_DISK = """\
import pulumi
import pulumi_azure_native as azure

azure.dbforpostgresql.Server(
    "db", resource_group_name="rg", server_name="db",
    storage={{"storage_size_gb": 64, "auto_grow": "Enabled"}}, {options}
)
"""
AWS_DISK = """\
import pulumi
import pulumi_aws as aws

aws.rds.Instance("db", identifier="db", instance_class="db.t4g.small", allocated_storage=20,
    max_allocated_storage=100, {options})
"""


def judged(folder: Path, program: str, *, refresh: bool = False) -> Rehearsal:
    """Rehearse a program whose sizes change."""
    project, scratch = folder / "project", folder / "scratch"
    project.mkdir()
    scratch.mkdir()
    always = "options: {refresh: always}\n" if refresh else ""
    (project / "Pulumi.yaml").write_text(f"name: small\nruntime: python\n{always}")
    (project / "__main__.py").write_text(program)
    return rehearse(find_project(project), "dev", scratch, sizes=True)


@pytest.mark.parametrize(
    ("program", "refresh"),
    [
        pytest.param(POOL.format(count="", options=""), False, id="AKS count left to the autoscaler"),
        pytest.param(
            POOL.format(count="count=2,", options=IGNORED.format(path="count")),
            True,
            id="AKS count ignored, and always refreshed",
        ),
        pytest.param(
            GROUP.format(options=IGNORED.format(path="scalingConfig.desiredSize")),
            True,
            id="EKS count ignored, and always refreshed",
        ),
        pytest.param(
            REPLICAS.format(options=IGNORED.format(path="spec.replicas")), False, id="replicas ignored"
        ),
        pytest.param(
            AZURE_DISK.format(options=IGNORED.format(path="storage.storageSizeGB")),
            True,
            id="Azure disk ignored, and always refreshed",
        ),
        pytest.param(AWS_DISK.format(options=""), False, id="RDS disk under a maximum"),
    ],
)
def test_what_has_grown_stays(tmp_path: Path, program: str, refresh: bool) -> None:  # noqa: FBT001 a parameter of the test
    """Through a deployment, an edit, a refresh and one more deployment."""
    found = judged(tmp_path, program, refresh=refresh)
    assert [step.problems for step in found.steps] == [()] * 9
    assert found.steps[3].note == "grown behind Pulumi's back: 1"


@pytest.mark.parametrize(
    ("program", "name", "said"),
    [
        pytest.param(
            POOL.format(count="count=2,", options=IGNORED.format(path="count")),
            "edited",
            "count went back from 3, which the cloud had reached, to 2",
            id="AKS count ignored: the state's is sent again",
        ),
        pytest.param(
            GROUP.format(options=IGNORED.format(path="scalingConfig.desiredSize")),
            "edited",
            "scalingConfig.desiredSize went back from 3, which the cloud had reached, to 2",
            id="EKS count ignored: the state's is sent with its block",
        ),
        pytest.param(
            REPLICAS.format(options=""),
            "edited",
            "spec.replicas went back from 3, which the cloud had reached, to 2",
            id="replicas that are the program's",
        ),
        pytest.param(
            AZURE_DISK.format(options=""),
            "edited",
            "storage.storageSizeGB cannot be reduced from 128 to 64",
            id="Azure disk that is the program's",
        ),
    ],
)
def test_what_would_go_back_ends_the_rehearsal(tmp_path: Path, program: str, name: str, said: str) -> None:
    """At the command that writes the value that the state knows over the one that the cloud has reached."""
    last = judged(tmp_path, program).steps[-1]
    assert last.name == name
    assert said in "\n".join(last.problems)
