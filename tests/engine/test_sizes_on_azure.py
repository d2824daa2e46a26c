"""What failovers, autoscalers and full disks have changed, and what the next edit makes of it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from jiban.project.project import find_project
from jiban.rehearse.cloud import read_calls, read_cloud
from jiban.rehearse.pulumi_cli import Scratch, open_scratch, refuse, set_config, simulated_cloud
from tests.engine.conftest import ROOT

pytestmark = [pytest.mark.engine]

SERVER = "azure-native:dbforpostgresql:Server"
POOL = "azure-native:containerservice:AgentPool"


def up(scratch: Scratch, folder: Path) -> None:
    """Deploy on the cloud of a folder."""
    with simulated_cloud(folder, ROOT) as port:
        scratch.port = port
        refuse(scratch.run("up", "--yes", *scratch.stack_flags()), "up")


def behind(folder: Path, kind: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the objects of a kind in the cloud, and tell nobody."""
    file = folder / "cloud.json"
    objects = json.loads(file.read_text())
    for each in objects:
        if each["type"] == kind:
            change(each["inputs"])
            change(each["outputs"])
    file.write_text(json.dumps(objects))


def all_inputs(folder: Path, kind: str) -> list[Mapping[str, Any]]:
    """What the cloud holds of the objects of a kind."""
    return [each.inputs for each in read_cloud(folder) if each.type == kind]


def inputs(folder: Path, kind: str, **having: str) -> Mapping[str, Any]:
    """What the cloud holds of the only object of a kind that has these inputs."""
    (found,) = (each for each in all_inputs(folder, kind) if having.items() <= each.items())
    return found


def test_an_edit_leaves_what_has_moved_by_itself(cli: Path, tmp_path: Path) -> None:
    """The disk has grown, the server is in another zone and the pool has more nodes; none is set back."""
    scratch = open_scratch(tmp_path, cli, find_project(ROOT), "dev")
    up(scratch, tmp_path)
    behind(tmp_path, SERVER, lambda server: server["storage"].update(storageSizeGB=64))
    behind(tmp_path, SERVER, lambda server: server.update(availabilityZone="2"))
    behind(tmp_path, POOL, lambda pool: pool.update(count=3) if pool["mode"] == "User" else None)
    set_config(scratch, "jiban:postgres.backup_retention_days=14", path=True)
    set_config(scratch, "jiban:cluster.pools.apps.max_nodes=4", path=True)
    up(scratch, tmp_path)
    server, pool = inputs(tmp_path, SERVER), inputs(tmp_path, POOL, mode="User")
    assert (server["storage"]["storageSizeGB"], server["availabilityZone"]) == (64, "2")
    assert server["backup"]["backupRetentionDays"] == 14
    assert (pool["count"], pool["maxCount"]) == (3, 4)


def test_a_zone_more_makes_the_pools_anew_and_nothing_else(cli: Path, tmp_path: Path) -> None:
    """Under other names, while the old ones still stand; the public addresses keep theirs."""
    scratch = open_scratch(tmp_path, cli, find_project(ROOT), "dev")
    for pool in ("system_pool", "pools.apps"):
        set_config(scratch, f"jiban:cluster.{pool}.min_nodes=2", path=True)
    up(scratch, tmp_path)
    before = {each["agentPoolName"] for each in all_inputs(tmp_path, POOL)}
    set_config(scratch, "jiban:network.zones[0]=1", path=True)
    set_config(scratch, "jiban:network.zones[1]=2", path=True)
    up(scratch, tmp_path)
    pools = all_inputs(tmp_path, POOL)
    assert [each["availabilityZones"] for each in pools] == [["1", "2"], ["1", "2"]]
    assert before.isdisjoint(each["agentPoolName"] for each in pools)
    calls = [(call.op, call.type) for call in read_calls(tmp_path) if call.op in {"update", "delete"}]
    assert [op for op, kind in calls if kind == POOL] == ["delete", "delete"]
    assert {kind for op, kind in calls if op == "delete"} == {POOL}
    assert "zones" not in inputs(tmp_path, "azure-native:network:PublicIPPrefix")
