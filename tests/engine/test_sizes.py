"""What an autoscaler has done to a stack's objects, and what the next deployment makes of it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from jiban.project.project import find_project
from jiban.rehearse.cloud import read_cloud
from jiban.rehearse.pulumi_cli import Scratch, open_scratch, refuse, set_config, simulated_cloud
from tests.engine.conftest import ROOT

pytestmark = [pytest.mark.engine]

PMS = ROOT / "examples" / "pms-aws"
GROUP = "aws:eks/nodeGroup:NodeGroup"


def up(scratch: Scratch, folder: Path) -> None:
    """Deploy on the cloud of a folder."""
    with simulated_cloud(folder, PMS) as port:
        scratch.port = port
        refuse(scratch.run("up", "--yes", *scratch.stack_flags()), "up")


def sizes(folder: Path) -> Mapping[str, Any]:
    """What the cloud holds of each group of the pool apps, by its zone."""
    return {
        each.inputs["nodeGroupName"].split("-")[1]: each.inputs["scalingConfig"]
        for each in read_cloud(folder)
        if each.type == GROUP and each.inputs["nodeGroupName"].startswith("apps-")
    }


def grow(folder: Path, nodes: int) -> None:
    """Give each group so many nodes, as an autoscaler does, and tell nobody."""
    file = folder / "cloud.json"
    objects = json.loads(file.read_text())
    for each in objects:
        if each["type"] == GROUP:
            for side in ("inputs", "outputs"):
                each[side]["scalingConfig"]["desiredSize"] = nodes
    file.write_text(json.dumps(objects))


def test_other_limits_of_a_pool_leave_the_nodes_that_run(cli: Path, tmp_path: Path) -> None:
    """EKS ends nodes above the count that comes with the limits, so it has to be the one that there is."""
    scratch = open_scratch(tmp_path, cli, find_project(PMS), "dev")
    up(scratch, tmp_path)
    assert sizes(tmp_path)["1"] == {"minSize": 1, "maxSize": 2, "desiredSize": 1}
    grow(tmp_path, 2)
    set_config(scratch, "jiban:cluster.pools.apps.max_nodes=8", path=True)
    up(scratch, tmp_path)
    assert sizes(tmp_path) == {
        "1": {"minSize": 1, "maxSize": 4, "desiredSize": 2},
        "2": {"minSize": 1, "maxSize": 4, "desiredSize": 2},
    }


def test_a_least_size_above_what_runs_is_no_affair_of_eks(cli: Path, tmp_path: Path) -> None:
    """EKS refuses one, and the simulated cloud does; the autoscaler is told of it alone."""
    scratch = open_scratch(tmp_path, cli, find_project(PMS), "dev")
    up(scratch, tmp_path)
    set_config(scratch, "jiban:cluster.pools.apps.min_nodes=4", path=True)
    up(scratch, tmp_path)
    assert sizes(tmp_path)["1"] == {"minSize": 1, "maxSize": 2, "desiredSize": 1}
