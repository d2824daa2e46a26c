"""An upgrade of the project management service: what changes in place, in which order, what is made anew."""

from pathlib import Path

import pytest

from jiban.project.project import find_project
from jiban.rehearse.cloud import read_calls, read_cloud
from jiban.rehearse.pulumi_cli import Scratch, open_scratch, refuse, set_config, simulated_cloud
from tests.engine.conftest import ROOT

pytestmark = [pytest.mark.engine]

PMS = ROOT / "examples" / "pms-aws"
OLD = {
    "jiban:cluster.version": "1.35",
    "jiban:postgres.version": "16",
    "jiban:workloads.pms-api.image": "api:0.9.0",
}
NEW = {
    "jiban:cluster.version": "1.36",
    "jiban:postgres.version": "17",
    "jiban:workloads.pms-api.image": "api:1.0.0",
}


def up(scratch: Scratch, folder: Path, values: dict[str, str]) -> None:
    """Deploy with these values over the stack file's."""
    for key, value in values.items():
        set_config(scratch, f"{key}={value}", path=True)
    with simulated_cloud(folder, PMS) as port:
        scratch.port = port
        refuse(scratch.run("up", "--yes", *scratch.stack_flags()), "up")


def test_the_test_environment_is_upgraded_in_place(cli: Path, tmp_path: Path) -> None:
    """Kubernetes before its nodes and they before what runs on them, PostgreSQL on its server, the service as
    a new version of its Deployment. Made anew is the parameter group alone, which belongs to one version: the
    new one before the server changes, the old one gone after it.
    """
    scratch = open_scratch(tmp_path, cli, find_project(PMS), "test")
    up(scratch, tmp_path, OLD)
    first = len(read_calls(tmp_path))
    up(scratch, tmp_path, NEW)
    calls = [
        (call.op, call.urn.rpartition("::")[2])
        for call in read_calls(tmp_path)[first:]
        if call.op != "read"  # of the refresh before it
    ]
    assert [call for call in calls if call[0] != "update"] == [
        ("create", "postgres-parameters-v17"),
        ("delete", "postgres-parameters-v16"),
    ]
    names = [name for _, name in calls]
    nodes = [name for name in names if name.startswith("cluster-pool-")]
    assert len(nodes) == 4
    for one, other in (
        ("postgres-parameters-v17", "postgres-primary"),
        ("postgres-primary", "postgres-parameters-v16"),
        *(("cluster-eks", node) for node in nodes),
        *((node, "node-autoscaler-release") for node in nodes),
        *((node, "pms-api-deployment") for node in nodes),
    ):
        assert names.index(one) < names.index(other), (one, other)
    objects = {each.id: each.inputs for each in read_cloud(tmp_path)}
    assert objects["eks-pms-test"]["version"] == "1.36"
    assert objects["pg-pms-test"]["engineVersion"] == "17"
