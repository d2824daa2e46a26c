"""TripGen's requirement T19, growth: presets for a number of people, beside the kind of environment it is."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from infra.environment import Environment
from infra.program import _build
from infra.settings import SETTINGS
from jiban.components.naming import Naming
from jiban.components.tags import Ownership
from jiban.diff.compare import Diff, compare_plans
from jiban.diff.replacement import Tables
from jiban.policies.packs import PACK
from jiban.project.config import read_config
from jiban.project.project import find_project
from jiban.settings import layers
from jiban.testing import ProgramPlan, failures, plan_program, plan_stack
from tests import stacks
from tests.infra.environments import ROOT

SIZES: Final = ("10k", "100k", "1m")
CLOUDS: Final = ("azure", "aws")
_SERVICE: Final = """\
  jiban:workloads:
    api:
      image: 111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/api:1.0.0
      replicas: 3
      resources: { cpu: 200m, memory: 256Mi, cpu_limit: 500m, memory_limit: 512Mi }
      disruption: { min_available: 2 }
      ingress: ROUTE
"""
_ROUTE: Final = {"azure": "{ path: /api }", "aws": "true"}
_FILES: Final = {
    "azure": """\
config:
  jiban:region: koreacentral
  jiban:owner: platform
  jiban:inside_network: true
  jiban:cluster: { admins: [00000000-0000-4000-8000-00000000a001] }
  jiban:postgres:
    admin_group: { name: dba, object_id: 22222222-2222-4222-8222-222222222222 }
    read_replicas: { local: {}, south: { region: koreasouth } }
  jiban:cache: {}
  jiban:queue: { queues: { mail: {} } }
  jiban:ingress: {}
  jiban:secrets: { hardware_keys: true }
  jiban:observability: { alerts: { emails: [on-call@example.com] } }
  jiban:edge:
    domains: [api.example.com]
    origin: origin.example.com
    certificate: { covers: ["*.example.com"] }
""",
    "aws": """\
config:
  jiban:cloud: aws
  jiban:region: ap-northeast-2
  jiban:owner: platform
  jiban:inside_network: true
  jiban:network: { flow_log_days: 90 }
  jiban:cluster:
    admins: ["arn:aws:iam::111122223333:role/operators"]
  jiban:postgres: {}
""",
}


WAIVED = {
    "azure": {"NET-008", "NET-012", "K8C-009", "PG-008"},
    "aws": {"PG-008", "PG-014", "STO-005"},
}
"""Rules that the repository's own production waives, with the reason, in waivers.yaml."""


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with nothing but its name."""
    made = tmp_path_factory.mktemp("growth")
    (made / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (made / "__main__.py").touch()
    return made


@cache
def environment(folder: Path, cloud: str, size: str) -> Environment:
    """A production of a cloud for so many people, which says little else."""
    file = folder / "Pulumi.test.yaml"
    file.write_text(
        f"{_FILES[cloud]}{_SERVICE.replace('ROUTE', _ROUTE[cloud])}  jiban:preset: [production, {size}]\n"
    )
    values = read_config(find_project(folder), "test").values
    return layers.load(SETTINGS, values, file).environment


@cache
def planned(folder: Path, cloud: str, size: str) -> ProgramPlan:
    """Its plan."""
    whole = environment(folder, cloud, size)
    return plan_program(lambda: _build(whole, Naming("shop", "test"), Ownership("shop", "test", whole.owner)))


def growth(folder: Path, cloud: str, before: str, after: str) -> Diff:
    """What the way from one size to another does."""
    return compare_plans(planned(folder, cloud, before), planned(folder, cloud, after), Tables())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("cloud", CLOUDS)
def test_t19_each_size_passes_the_policies(folder: Path, cloud: str, size: str) -> None:
    """T19: what fails on a production of any size is what the platforms of the repository waive."""
    found = {each.partition(" ")[0] for each in failures(planned(folder, cloud, size), PACK.rules)}
    assert found - WAIVED[cloud] == set()


@pytest.mark.parametrize("cloud", CLOUDS)
def test_t19_the_way_to_the_second_phase_replaces_nothing(folder: Path, cloud: str) -> None:
    """T19: from 10k to 100k every change is in place, or something more."""
    found = growth(folder, cloud, "10k", "100k")
    assert {each.kind for each in found.resources} <= {"create", "update"}
    assert found.resources


def test_t19_what_the_way_to_the_second_phase_makes(folder: Path) -> None:
    """T19: two replicas for reads, and what belongs to them."""
    made = [each.resource for each in growth(folder, "azure", "10k", "100k").of("create")]
    assert [each.name for each in made if each.type.endswith(":Server")] == [
        "postgres-replica-reads-a",
        "postgres-replica-reads-b",
    ]
    assert {each.name for each in made} >= {
        "endpoints-postgres-reads-a-endpoint",
        "alerts-postgres-reads-b.lag",
        "diagnostics-postgres-reads-a",
    }


def test_t19_the_way_to_the_third_phase_makes_a_pool_anew(folder: Path) -> None:
    """T19: the nodes are of another machine, beside the old ones; nothing that keeps data is replaced."""
    found = growth(folder, "azure", "100k", "1m").of("replace")
    assert [(each.resource.name, each.delete_first) for each in found] == [("cluster-pool-apps", False)]


def test_t19_tripgen_grows_by_one_word() -> None:
    """T19: production with 100k in the place of 10k replaces nothing and loses nothing."""
    grown = plan_stack(ROOT, "prod", config={"jiban:preset": ["production", "100k"]})
    found = compare_plans(stacks.planned(ROOT, "prod"), grown, Tables())
    assert {each.kind for each in found.resources} == {"create", "update"}
    assert "cluster-pool-apps" in {each.resource.name for each in found.of("update")}


def test_t19_read_replicas_are_five_at_most(folder: Path) -> None:
    """T19: with the document's two, which the stack file has."""
    found = [environment(folder, "azure", size).model_dump(mode="json") for size in SIZES]
    counts = [len(each["postgres"]["read_replicas"]) for each in found]
    assert counts == [2, 4, 5]


def test_t19_what_grows(folder: Path) -> None:
    """T19: nodes, proxies, gateway, database, cache and broker, by size."""
    found: dict[str, list[Any]] = {}
    for size in SIZES:
        whole = environment(folder, "azure", size).model_dump(mode="json")
        for name, value in {
            "nodes": whole["cluster"]["pools"]["apps"]["max_nodes"],
            "proxies": whole["ingress"]["max_replicas"],
            "gateway": whole["edge"]["gateway"]["max_instances"],
            "database": whole["postgres"]["machine"],
            "cache": whole["cache"]["working_set_gb"],
            "broker": whole["queue"]["units"],
        }.items():
            found.setdefault(name, []).append(value)
    assert found == {
        "nodes": [10, 100, 125],
        "proxies": [9, 36, 100],
        "gateway": [10, 100, 125],
        "database": ["medium", "Standard_D16ds_v5", "Standard_D96ds_v5"],
        "cache": [5, 5, 24],
        "broker": [1, 4, 16],
    }


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("part", ["", "azure/", "aws/"])
def test_t19_each_figure_has_its_reason(part: str, size: str) -> None:
    """T19: on its own line, or at the head of its map; a file begins with where its figures come from."""
    file = ROOT / "infra" / "presets" / f"{part}{size}.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    bare = [line for line in lines if ": " in line and "#" not in line]
    assert [line for line in bare if line.split()[0] not in _EXPLAINED_ABOVE] == []
    assert json.dumps(yaml.safe_load(file.read_text(encoding="utf-8")))


_EXPLAINED_ABOVE: Final = {"reads-a:", "reads-b:", "reads-c:", "min_nodes:", "max_nodes:"}
"""Entries whose reason stands at the head of their map."""
