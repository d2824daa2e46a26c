"""What the controller of rollouts writes behind Pulumi's back is no drift, and no deployment undoes it."""

import json
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jiban.rehearse.cloud import CloudObject, read_cloud, write_cloud
from jiban.rehearse.pulumi_cli import CommandResult
from tests.engine.programs import Stack, running

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("cli")]

PROGRAM = """\
from jiban.components.tags import Ownership
from jiban.components.workload.clouds import HOOKS
from jiban.components.workload.contract import Gateway, NamespaceContract, PlatformContract, PlatformShape
from jiban.components.workload.kubernetes import Workload, WorkloadArgs
from jiban.components.workload.spec import WorkloadSpec

there = kubernetes.Provider("there", kubeconfig="{}", enable_server_side_apply=True)
known = pulumi.Output.from_input
Workload("trip", WorkloadArgs(
    spec=WorkloadSpec.model_validate({
        "image": given("image"),
        "resources": {"cpu": "100m", "memory": "128Mi", "memory_limit": "128Mi"},
        "replicas": 3,
        "autoscale": {"max_replicas": 9, "cpu_percent": 70},
        "metrics_path": "/metrics",
        "ingress": {"path": given("path")},
        "rollout": given("rollout"),
    }),
    ownership=Ownership("tripgen", "dev", "platform"),
    namespace=NamespaceContract(
        name=known("tripgen"), reader_role=known("application-reader"), deployer=known("deployer")
    ),
    platform=PlatformContract(
        shape=PlatformShape(
            hooks=HOOKS["azure"], version="1.36", ranges={}, private_ranges=(), private_api=True, zones=1,
            pools={}, destinations={}, identities=frozenset(), registry=False, metrics=True, rollouts=True,
            gateway=Gateway(namespace="tripgen-ingress", name="gateway", listener="https", pods={"a": "b"}),
        ),
        kubeconfig=known("{}"),
    ),
    callees={},
    prometheus={"address": "http://metrics-reader.tripgen-rollouts:8080"},
), Options(providers=[there]))
"""
FIRST, SECOND = "registry.example.com/trip:1.0.0", "registry.example.com/trip:2.0.0"
OLD, NEW = "6f7d8c9b5", "7c9d4f6b8"

Write = Callable[[dict[str, Any]], None]


def steps(result: CommandResult) -> dict[str, Sequence[str]]:
    """What a command did to resources, by the name of the resource: what it is, and what differed."""
    found: dict[str, Sequence[str]] = {}
    for event in result.events:
        step: Mapping[str, Any] = event.get("resourcePreEvent", {}).get("metadata", {})
        if step and step["op"] not in ("same", "refresh", "read"):
            differs = tuple(sorted(step.get("detailedDiff") or {}))
            found[step["urn"].rpartition("::")[2]] = (step["op"], *differs)
    return found


def written(stack: Stack, writes: Mapping[tuple[str, str], Write]) -> None:
    """Change objects of the cluster, by kind and name, as the controller does."""

    def changed(each: CloudObject) -> CloudObject:
        kind, name = each.type.rpartition(":")[2], each.manifest.get("metadata", {}).get("name")
        write = writes.get((kind, name))
        if write is None:
            return each
        inputs, outputs = deepcopy(dict(each.inputs)), deepcopy(dict(each.outputs))
        write(inputs)
        write(outputs)
        return replace(each, inputs=inputs, outputs=outputs)

    objects = read_cloud(stack.scratch.folder)
    named = ((each.type.rpartition(":")[2], each.manifest.get("metadata", {})) for each in objects)
    assert {(kind, metadata.get("name")) for kind, metadata in named} >= set(writes)
    write_cloud(stack.scratch.folder, [changed(each) for each in objects])


def hashed(value: str) -> Write:
    """Narrow a service down to the pods of one version."""
    return lambda found: found["spec"]["selector"].update({"rollouts-pod-template-hash": value})


def no_pods(found: dict[str, Any]) -> None:
    """Take a Deployment's own pods away."""
    found["spec"]["replicas"] = 0


def scaled(found: dict[str, Any]) -> None:
    """Give a Rollout the pods that its autoscaler wants."""
    found["spec"]["replicas"] = 5


def weighted(stable: int, canary: int) -> Write:
    """Give the two versions their shares of the requests."""

    def write(found: dict[str, Any]) -> None:
        for backend in found["spec"]["rules"][0]["backendRefs"]:
            backend["weight"] = canary if backend["name"] == "trip-canary" else stable

    return write


BROUGHT_IN: Mapping[tuple[str, str], Write] = {
    ("Deployment", "trip"): no_pods,
    ("Rollout", "trip"): scaled,
    ("Service", "trip"): hashed(OLD),
    ("Service", "trip-canary"): hashed(OLD),
}
"""What the controller has written when the first version is there."""
WATCHED: Mapping[tuple[str, str], Write] = {
    ("Service", "trip-canary"): hashed(NEW),
    ("HTTPRoute", "trip-canary"): weighted(90, 10),
}
"""What it has written while a new version gets its share."""
PROMOTED: Mapping[tuple[str, str], Write] = {
    ("Service", "trip"): hashed(NEW),
    ("HTTPRoute", "trip-canary"): weighted(100, 0),
}
"""What it has written when the new version is the only one."""
ABORTED: Mapping[tuple[str, str], Write] = {("HTTPRoute", "trip-canary"): weighted(100, 0)}
"""What it has written when the old version has all requests again."""

CANARY = {"image": FIRST, "path": "/api/trips", "rollout": "canary"}


def object_of(stack: Stack, kind: str, name: str) -> Mapping[str, Any]:
    """An object of the cluster as it stands."""
    (found,) = (
        each.manifest
        for each in read_cloud(stack.scratch.folder)
        if each.type.endswith(f":{kind}") and each.manifest["metadata"].get("name") == name
    )
    return found


def shares(stack: Stack) -> list[int]:
    """The shares of requests, in the order of the route."""
    route = object_of(stack, "HTTPRoute", "trip-canary")
    return [each["weight"] for each in route["spec"]["rules"][0]["backendRefs"]]


def test_a_canary_is_promoted_and_nothing_is_undone(tmp_path: Path) -> None:
    """Through a new version, its share, its promotion, and a deployment with and without a refresh at each
    point, only the image of the Deployment is ever changed.
    """
    with running(tmp_path, PROGRAM, **CANARY) as stack:
        assert stack.up().exit_code == 0
        written(stack, BROUGHT_IN)
        stack.set(image=SECOND)
        image = "spec.template.spec.containers[0].image"
        assert steps(stack.up()) == {"trip-deployment": ("update", image)}
        written(stack, WATCHED)
        assert steps(stack.up()) == {}
        stack.refresh()
        assert steps(stack.up()) == {}
        assert shares(stack) == [90, 10]
        written(stack, PROMOTED)
        stack.refresh()
        assert steps(stack.up()) == {}
        assert shares(stack) == [100, 0]
        assert object_of(stack, "Deployment", "trip")["spec"]["replicas"] == 0
        assert object_of(stack, "Rollout", "trip")["spec"]["replicas"] == 5
        assert object_of(stack, "Service", "trip")["spec"]["selector"] == {
            "app.kubernetes.io/name": "trip",
            "rollouts-pod-template-hash": NEW,
        }


def test_an_aborted_canary_ends_with_the_old_image(tmp_path: Path) -> None:
    """After the controller took the requests back, a deployment of the old version changes the image and
    nothing else.
    """
    with running(tmp_path, PROGRAM, **CANARY) as stack:
        assert stack.up().exit_code == 0
        written(stack, BROUGHT_IN)
        stack.set(image=SECOND)
        stack.up()
        written(stack, WATCHED)
        written(stack, ABORTED)
        stack.refresh()
        assert steps(stack.up()) == {}
        stack.set(image=FIRST)
        image = "spec.template.spec.containers[0].image"
        assert steps(stack.up()) == {"trip-deployment": ("update", image)}
        assert shares(stack) == [100, 0]
        assert object_of(stack, "Deployment", "trip")["spec"]["replicas"] == 0


def test_a_route_changes_while_a_version_is_watched(tmp_path: Path) -> None:
    """Another path is written, and the shares that a refresh has seen stay."""
    with running(tmp_path, PROGRAM, **CANARY) as stack:
        stack.up()
        written(stack, {**BROUGHT_IN, **WATCHED})
        stack.refresh()
        stack.set(path="/api/journeys")
        path = "spec.rules[0].matches[0].path.value"
        assert steps(stack.up()) == {"trip-canary-route": ("update", path)}
        assert shares(stack) == [90, 10]


@pytest.mark.parametrize(("before", "after"), [("rolling", "canary"), ("canary", "rolling")])
def test_a_running_service_changes_its_rollout(tmp_path: Path, before: str, after: str) -> None:
    """No object that has pods or an address is replaced, and the way from outside is taken over by another
    route before the one there was goes.
    """
    with running(tmp_path, PROGRAM, **{**CANARY, "rollout": before}) as stack:
        stack.up()
        if before == "canary":
            written(stack, BROUGHT_IN)
        stack.set(rollout=after)
        result = stack.up()
        found = steps(result)
        assert result.exit_code == 0, json.dumps(found)
        comes, goes = ("create", "delete") if after == "canary" else ("delete", "create")
        assert {name: each[0] for name, each in found.items()} == {
            "trip-deployment": "update",
            "trip-autoscaler": "update",
            "trip-service": "update",
            "trip-second-service": comes,
            "trip-analysis": comes,
            "trip-rollout": comes,
            "trip-canary-route": comes,
            "trip-canary-traffic": comes,
            "trip-route": goes,
            "trip-traffic": goes,
        }
