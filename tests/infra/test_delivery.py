"""The services as files for Argo CD: the same objects as Pulumi deploys, valid, and all that it may make."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from infra.environment import NAMESPACE
from jiban.cli import main
from jiban.components.delivery import kinds
from jiban.model.plan import Plan, Secret, Unknown
from jiban.plan.assumptions import Assumptions
from jiban.plan.run import plan
from jiban.render.names import StableNames
from tests.infra.environments import ROOT
from tests.infra.kubernetes_objects import validate
from tests.stacks import planned

PROJECTS = {"tripgen": ROOT, "pms": ROOT / "examples" / "pms-aws"}
REPOSITORY = "https://github.com/tripgen/k8s-manifests"
ARGO = (f"{NAMESPACE}:delivery.owner=argo",)
"""Production of TripGen after its services were handed over."""


def known(value: Any, path: tuple[str, ...] = ()) -> Any:
    """The outputs of a plan as a deployment might give them, and `pulumi stack output` print them."""
    if isinstance(value, Secret):
        return "[secret]"
    if isinstance(value, Unknown):
        return f"{'-'.join(path)}.example.com".lower().replace("_", "-")
    if isinstance(value, Mapping):
        return {key: known(item, (*path, str(key))) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [known(item, (*path, str(at))) for at, item in enumerate(value)]
    return value


@cache
def outputs(project: str) -> Mapping[str, Any]:
    """What the platform of production gives."""
    return known(planned(PROJECTS[project], "prod").outputs)


def render(project: str, folder: Path, *arguments: str) -> Result:
    """Render production into a folder, with what its platform gives."""
    file = folder / "prod.json"
    file.write_text(json.dumps(outputs(project)))
    command = ["render", "-C", str(PROJECTS[project]), "--outputs", f"prod={file}", "-o", str(folder / "out")]
    return CliRunner().invoke(main, [*command, *arguments], prog_name="jiban")


def objects(folder: Path) -> dict[tuple[str, str], Mapping[str, Any]]:
    """What the files of a folder hold, by kind and name."""
    found = [yaml.safe_load(each.read_text()) for each in (folder / "out").rglob("*.yaml")]
    return {(each["kind"], each["metadata"]["name"]): each for each in found}


def services(found: Plan, components: Sequence[str] = ("jiban:workload:Workload",)) -> set[tuple[str, str]]:
    """The objects of the services in a plan, by kind and logical name."""
    urns = {each.urn for each in found.resources if each.type in components}
    return {(each.inputs["kind"], each.name) for each in found.resources if each.parent in urns}


@pytest.mark.parametrize("project", PROJECTS)
def test_every_file_is_a_valid_object(project: str, tmp_path: Path) -> None:
    """By the published schemas, and of a kind that Argo CD's project lets through."""
    result = render(project, tmp_path, "-s", "prod")
    assert (result.exit_code, result.stderr) == (0, "")
    found = objects(tmp_path)
    assert validate(list(found.values()), "1.36") == []
    allowed = {(group, kind) for group, each in kinds.made().items() for kind in each}
    used = {
        (group if slash else "", each["kind"])
        for each in found.values()
        for group, slash, _ in [each["apiVersion"].partition("/")]
    }
    assert used <= allowed
    assert ("apps", "Deployment") in used


def test_the_files_are_the_same_objects_as_pulumi_deploys(tmp_path: Path) -> None:
    """Input for input, with the values of the same platform."""
    assert render("tripgen", tmp_path, "-s", "prod").exit_code == 0
    names = StableNames(stacks={"organization/tripgen/prod": outputs("tripgen")})
    deployed = plan(ROOT, "prod-workloads", assumptions=names)
    urns = {each.urn for each in deployed.resources if each.type == "jiban:workload:Workload"}
    expected = {
        (each.inputs["kind"], each.inputs["metadata"]["name"]): without_pulumi(opened(each.inputs))
        for each in deployed.resources
        if each.parent in urns
    }
    assert objects(tmp_path) == expected


def without_pulumi(found: dict[str, Any]) -> dict[str, Any]:
    """An object without what is said to Pulumi's provider alone."""
    metadata: dict[str, Any] = {**found["metadata"]}
    annotations: dict[str, Any] = metadata.pop("annotations", {})
    kept = {key: value for key, value in annotations.items() if not key.startswith("pulumi.com/")}
    return {**found, "metadata": {**metadata, **({"annotations": kept} if kept else {})}}


def opened(value: Any) -> Any:
    """A value with what is secret by its name alone in the open, as a connection string is."""
    if isinstance(value, Secret):
        return value.value
    if isinstance(value, Mapping):
        return {key: opened(item) for key, item in value.items()}
    return [opened(item) for item in value] if isinstance(value, list | tuple) else value


def test_both_stacks_of_an_environment_have_the_same_manifests(tmp_path: Path) -> None:
    """Whichever of them is named."""
    found: list[Any] = []
    for stack in ("prod", "prod-workloads"):
        (tmp_path / stack).mkdir()
        assert render("tripgen", tmp_path / stack, "-s", stack).exit_code == 0
        found.append(objects(tmp_path / stack))
    assert found[0] == found[1]


def test_a_stack_whose_services_are_argos_has_none_of_them() -> None:
    """It makes Argo CD, what services stand on, and nothing of theirs."""
    found = plan(ROOT, "prod-workloads", path_overrides=ARGO)
    assert services(found) == set()
    names = {each.name for each in found.resources}
    assert {"delivery-application", "delivery-project", "namespace-deny-all", "ingress-gateway"} <= names
    (application,) = [each for each in found.resources if each.name == "delivery-application"]
    assert application.inputs["metadata"]["name"] == "tripgen-prod"
    others = {(each["kind"], each["name"]) for each in application.inputs["spec"]["ignoreDifferences"]}
    assert {name for kind, name in others if kind == "Deployment"} == {"user", "trip", "ai", "location"}
    assert {name for kind, name in others if kind == "HTTPRoute"} == {
        "user-canary",
        "trip-canary",
        "location-canary",
    }
    assert ("Service", "trip-canary") in others


def test_argo_cd_beside_pulumi_changes_no_object_of_a_service() -> None:
    """But for what happens to it when it leaves the program: it stays in the cluster."""
    before = plan(ROOT, "prod-workloads", overrides=(f"{NAMESPACE}:delivery=null",))
    after = planned(ROOT, "prod-workloads")
    assert services(after) == services(before)
    urns = {each.urn for each in after.resources if each.type == "jiban:workload:Workload"}
    of_services = [each for each in after.resources if each.parent in urns]
    assert len(of_services) == 43
    for each in of_services:
        one = before.by_urn[each.urn]
        assert each.inputs == one.inputs
        assert (one.options.retain_on_delete, each.options.retain_on_delete) == (False, True)


def test_the_window_of_production_is_the_documents_as_it_is_meant() -> None:
    """Two hours from 02:00 on weekdays in Seoul, in a project of the document's name."""
    (project,) = [
        each for each in planned(ROOT, "prod-workloads").resources if each.name == "delivery-project"
    ]
    assert project.inputs["metadata"]["name"] == "tripgen-prod"
    (window,) = project.inputs["spec"]["syncWindows"]
    assert (window["schedule"], window["duration"], window["timeZone"], window["manualSync"]) == (
        "0 2 * * 1-5",
        "2h",
        "Asia/Seoul",
        True,
    )


def test_one_stack_with_all_gives_its_own_values(tmp_path: Path) -> None:
    """Development has its platform among its own outputs, where it has Argo CD."""
    delivery = f"{NAMESPACE}:delivery={json.dumps({'repository': {'url': REPOSITORY}})}"
    file = tmp_path / "dev.json"
    file.write_text(json.dumps(known(plan(ROOT, "dev", overrides=(delivery,)).outputs)))
    command = ["render", "-C", str(ROOT), "-s", "dev", "-c", delivery, "-o", str(tmp_path / "out")]
    result = CliRunner().invoke(main, [*command, "--outputs", str(file)], prog_name="jiban")
    assert (result.exit_code, result.stderr) == (0, "")
    assert ("Deployment", "user") in objects(tmp_path)
    without = CliRunner().invoke(main, [*command], prog_name="jiban")
    assert without.exit_code == 1
    assert "--outputs dev=dev.json" in without.stderr


def test_no_deployment_has_the_scope_of_manifests(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is for files alone."""
    monkeypatch.setattr("pulumi.runtime.is_dry_run", lambda: False)
    with pytest.raises(Exception, match="scope manifests is what `jiban render` plans"):
        plan(ROOT, "prod", overrides=(f"{NAMESPACE}:scope=manifests",), assumptions=Assumptions())
