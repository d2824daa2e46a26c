"""What AKS makes of the pools that a cluster lists in itself, by the engine."""

from dataclasses import replace
from pathlib import Path

import pytest

from jiban.project.project import find_project
from jiban.rehearse.cloud import CloudObject, read_cloud, write_cloud
from jiban.rehearse.run import rehearse
from tests.engine.programs import running

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("cli")]

POOL = "azure-native:containerservice:AgentPool"
CLUSTER = """
listed = [{"name": "first", "mode": "System", "count": 1}]
if given("version_within") != "none":
    listed[0]["orchestrator_version"] = given("version_within")
cluster = azure.containerservice.ManagedCluster(
    "it", resource_group_name="rg", resource_name_="it", kubernetes_version=given("version"),
    agent_pool_profiles=listed, tags={"edit": given("edit")},
    opts=Options(ignore_changes=["agentPoolProfiles"] if given("ignored") == "yes" else []),
)
if given("pool") != "none":
    azure.containerservice.AgentPool(
        "apps", resource_group_name="rg", resource_name_=cluster.name, agent_pool_name=given("pool"),
        mode="User", min_count=1, max_count=int(given("most")), count=1, enable_auto_scaling=True,
        orchestrator_version=given("version"), opts=Options(ignore_changes=["count"]),
    )
"""
BESIDE = """
import pulumi_azure_native as azure

cluster = azure.containerservice.ManagedCluster(
    "it", resource_group_name="rg", resource_name_="it",
    agent_pool_profiles=[{"name": "first", "mode": "System", "count": 1}],
)
azure.containerservice.AgentPool(
    "apps", resource_group_name="rg", resource_name_=cluster.name, agent_pool_name="apps", mode="User",
    count=1,
)
"""
BEGIN = {
    "version": "1.35",
    "version_within": "none",
    "edit": "a",
    "ignored": "yes",
    "pool": "apps1",
    "most": "5",
}


def pools(folder: Path) -> dict[str, int]:
    """The pools that were made by themselves, and how many nodes each has."""
    found = [each for each in read_cloud(folder) if each.type == POOL]
    return {str(each.manifest["agentPoolName"]): each.outputs["count"] for each in found}


def with_nodes(each: CloudObject, count: int) -> CloudObject:
    """A pool to which the autoscaler has given so many nodes; anything else as it is."""
    if each.type != POOL:
        return each
    return replace(each, inputs={**each.inputs, "count": count}, outputs={**each.outputs, "count": count})


def test_another_pool_is_made_before_the_old_one_goes(tmp_path: Path) -> None:
    """By its name, and the cluster that lists the old one is not written."""
    with running(tmp_path, CLUSTER, **BEGIN) as stack:
        assert stack.up().counts == {"create": 3}
        stack.set(pool="apps2")
        second = stack.up("--refresh")
        assert second.messages == ()
        assert second.counts["replace"] == 1
        assert pools(stack.scratch.folder) == {"apps2": 1}
        stack.set(edit="b")
        assert stack.up("--refresh").messages == ()


def test_a_pool_that_the_state_still_lists_is_refused(tmp_path: Path) -> None:
    """A state that was read while there was another pool sends it along with a write of the cluster."""
    with running(tmp_path, CLUSTER, **BEGIN) as stack:
        stack.up()
        stack.refresh()
        stack.set(pool="apps2")
        stack.up()
        stack.set(edit="b")
        refused = stack.up()
        assert "A new agent pool was introduced: apps1" in "\n".join(refused.messages)
        assert stack.up("--refresh").messages == ()


def test_a_write_of_the_cluster_sends_the_counts_that_the_state_knows(tmp_path: Path) -> None:
    """Nodes that were started since then end; a deployment that looks first ends none."""
    with running(tmp_path, CLUSTER, **BEGIN) as stack:
        stack.up()
        stack.refresh()
        objects = read_cloud(stack.scratch.folder)
        write_cloud(stack.scratch.folder, [with_nodes(each, 3) for each in objects])
        stack.set(edit="b")
        stack.up("--refresh")
        assert pools(stack.scratch.folder) == {"apps1": 3}
        objects = read_cloud(stack.scratch.folder)
        write_cloud(stack.scratch.folder, [with_nodes(each, 5) for each in objects])
        stack.set(edit="c")
        stack.up()
        assert pools(stack.scratch.folder) == {"apps1": 3}


@pytest.mark.parametrize(
    ("within", "said"),
    [
        pytest.param(
            "1.35", "NotAllAgentPoolOrchestratorVersionSpecifiedAndUnchanged", id="a version within"
        ),
        pytest.param("none", "", id="none within"),
    ],
)
def test_an_upgrade_says_the_versions_of_all_pools_or_of_none(tmp_path: Path, within: str, said: str) -> None:
    """The cluster's own list says none, and each pool is upgraded by itself."""
    with running(tmp_path, CLUSTER, **BEGIN | {"version_within": within}) as stack:
        assert stack.up().messages == ()
        stack.set(version="1.36")
        told = "\n".join(stack.up().messages)
    assert said in told
    assert (told == "") is (said == "")


def test_a_cluster_is_made_with_a_system_pool(tmp_path: Path) -> None:
    """AKS makes none with user pools alone."""
    source = CLUSTER.replace('"mode": "System"', '"mode": "User"')
    with running(tmp_path, source, **BEGIN) as stack:
        assert "a new cluster needs a system pool" in "\n".join(stack.up().messages)


def test_a_refresh_may_bring_in_the_pools_that_were_made_after_the_cluster(tmp_path: Path) -> None:
    """Azure lists them, and a rehearsal takes that for no change of anybody's."""
    project, scratch = tmp_path / "project", tmp_path / "scratch"
    project.mkdir()
    scratch.mkdir()
    (project / "Pulumi.yaml").write_text("name: small\nruntime: python\n")
    (project / "__main__.py").write_text(BESIDE)
    steps = {step.name: step for step in rehearse(find_project(project), "dev", scratch).steps}
    assert [step.problems for step in steps.values()] == [()] * 5
    assert steps["refresh"].note == "a cluster lists pools that were made after it"
