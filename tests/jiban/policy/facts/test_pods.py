"""Pod templates: the containers of every kind of workload, what they ask for, and what they may do."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policy.facts import kubernetes, pods
from jiban.policy.view import NotKnownError, ResourceView
from tests.policies.samples import DEPLOYMENT, resource, stack

POD = {
    "spec": {
        "containers": [{"name": "a"}],
        "initContainers": [{"name": "b"}, {"name": "c", "restartPolicy": "Always"}],
        "ephemeralContainers": [{"name": "d"}],
    }
}
TEMPLATE = {"spec": {"template": POD}}
KINDS = {
    "kubernetes:core/v1:Pod": POD,
    "kubernetes:batch/v1:CronJob": {"spec": {"jobTemplate": {"spec": {"template": POD}}}},
    "kubernetes:keda.sh/v1alpha1:ScaledJob": {"spec": {"jobTargetRef": {"template": POD}}},
    "kubernetes:apps/v1:Deployment": TEMPLATE,
    "kubernetes:apps/v1:StatefulSet": TEMPLATE,
    "kubernetes:apps/v1:DaemonSet": TEMPLATE,
    "kubernetes:apps/v1:ReplicaSet": TEMPLATE,
    "kubernetes:core/v1:ReplicationController": TEMPLATE,
    "kubernetes:batch/v1:Job": TEMPLATE,
    "kubernetes:argoproj.io/v1alpha1:Rollout": TEMPLATE,
}
"""Each kind with the place where its pod stands."""
PATCHED = {f"{token}Patch": inputs for token, inputs in KINDS.items() if "/v1alpha1" not in token}


def test_every_kind_of_workload_is_tried() -> None:
    """A new kind is a new case."""
    assert {*KINDS, *PATCHED} == {*kubernetes.WORKLOADS}


@pytest.mark.parametrize(("token", "inputs"), {**KINDS, **PATCHED}.items())
def test_every_kind_of_workload_has_its_containers(token: str, inputs: dict[str, Any]) -> None:
    """Each with what it is: a sidecar is an initial container that stays."""
    workload = resource(token, "it", inputs)
    found = pods.containers(stack(workload), workload)
    assert [(each.name, each.kind, each.stays) for each in found] == [
        ("a", "container", True),
        ("b", "init", False),
        ("c", "sidecar", True),
        ("d", "ephemeral", False),
    ]


@pytest.mark.parametrize(
    "spec",
    [{}, {"template": {"metadata": {"labels": {"x": "y"}}}}, {"template": {"spec": {"nodeName": "n"}}}],
)
def test_a_patch_of_something_else_has_no_containers(spec: dict[str, Any]) -> None:
    """What it leaves out is the object's own."""
    patch = resource(f"{DEPLOYMENT}Patch", "it", {"spec": spec})
    assert pods.containers(stack(patch), patch) == ()


def asks(container: dict[str, Any], *others: ResourceView, token: str = DEPLOYMENT, **spec: Any) -> Any:
    """What a container asks for of memory: the value, None for nothing, or the place of what is not known."""
    workload = resource(
        token,
        "it",
        {
            "metadata": {"namespace": "shop"},
            "spec": {"template": {"spec": {"containers": [{"name": "a", **container}], **spec}}},
        },
    )
    view = stack(workload, *others)
    try:
        found = pods.request(view, workload, pods.containers(view, workload)[0], "memory")
    except NotKnownError as error:
        return f"? {error.path.rpartition('containers[0].')[2]}"
    return None if found is None else found.value


def memory(key: str, value: object = "1Gi") -> dict[str, Any]:
    """Resources with memory at one key."""
    return {"resources": {key: {"memory": value}}}


def limit_range(namespace: str = "shop", kind: str = "Container", **limits: Any) -> ResourceView:
    """A LimitRange."""
    return resource(
        pods.LIMIT_RANGE,
        "limits",
        {"metadata": {"namespace": namespace}, "spec": {"limits": [{"type": kind, **limits}]}},
    )


def test_what_a_container_asks_for() -> None:
    """Its request, else its limit, else that of the pod as a whole, be it a limit."""
    assert asks(memory("requests")) == "1Gi"
    assert asks(memory("limits")) == "1Gi"
    assert asks({"resources": {"requests": {"memory": "2Gi"}, "limits": {"memory": "3Gi"}}}) == "2Gi"
    assert asks({"resources": {"limits": {"cpu": 1}}}) is None
    assert asks({}) is None
    assert asks({}, **memory("requests")) == "1Gi"
    assert asks({}, **memory("limits")) == "1Gi"
    assert asks(memory("requests", "2Gi"), **memory("requests")) == "2Gi"


def test_what_a_namespace_gives_to_a_container_that_asks_for_nothing() -> None:
    """By its LimitRange; one of pods, or of another namespace, gives nothing."""
    assert asks({}, limit_range(defaultRequest={"memory": "3Gi"})) == "3Gi"
    assert asks({}, limit_range(default={"memory": "4Gi"})) == "4Gi"
    assert asks({}, limit_range(default={"memory": "4Gi"}, defaultRequest={"memory": "3Gi"})) == "3Gi"
    assert asks(memory("limits"), limit_range(defaultRequest={"memory": "3Gi"})) == "1Gi"
    assert asks({}, limit_range("elsewhere", default={"memory": "4Gi"})) is None
    assert asks({}, limit_range(kind="Pod", default={"memory": "4Gi"})) is None
    assert asks({}, limit_range(kind="Pod", max={"memory": "4Gi"})) is None


def test_what_a_namespace_gives_by_its_bounds() -> None:
    """A LimitRange without defaults gives its most, and where it has none its least."""
    assert asks({}, limit_range(max={"memory": "4Gi"}, min={"memory": "1Gi"})) == "4Gi"
    assert asks({}, limit_range(min={"memory": "1Gi"})) == "1Gi"
    assert asks({}, limit_range(max={"memory": "4Gi"}, default={"memory": "2Gi"})) == "2Gi"


def test_what_is_not_known_of_what_a_container_asks_for() -> None:
    """The place is told; of a patch, what it leaves out is not known either."""
    assert asks({"resources": UNKNOWN}) == "? resources"
    assert asks({"resources": {"requests": UNKNOWN}}) == "? resources.requests"
    assert asks({"image": "app"}, token=f"{DEPLOYMENT}Patch").startswith("? ")
    assert asks(memory("requests"), token=f"{DEPLOYMENT}Patch") == "1Gi"


def test_a_request_whose_amount_is_not_known_is_one() -> None:
    """That it asks is known."""
    workload = resource(
        DEPLOYMENT,
        "it",
        {"spec": {"template": {"spec": {"containers": [{"name": "a", **memory("requests", UNKNOWN)}]}}}},
    )
    view = stack(workload)
    found = pods.request(view, workload, pods.containers(view, workload)[0], "memory")
    assert found is not None
    assert not found.known


@pytest.mark.parametrize(
    ("spec", "windows"),
    [
        ({"os": {"name": "windows"}}, True),
        ({"nodeSelector": {"kubernetes.io/os": "windows"}}, True),
        ({"os": {"name": "linux"}}, False),
        ({"nodeSelector": {"kubernetes.io/os": "linux"}}, False),
        ({}, False),
    ],
)
def test_the_system_of_a_pod(spec: dict[str, Any], *, windows: bool) -> None:
    """By its own word, or by the nodes that it asks for."""
    workload = resource(DEPLOYMENT, "it", {"spec": {"template": {"spec": spec}}})
    assert pods.is_windows(stack(workload), workload) is windows


@pytest.mark.parametrize(
    ("context", "drops", "adds"),
    [
        ({"capabilities": {"drop": ["all"]}}, True, set[str]()),
        ({"capabilities": {"drop": ["NET_RAW"]}}, False, set[str]()),
        (
            {"capabilities": {"drop": ["ALL"], "add": ["CAP_NET_ADMIN", "chown"]}},
            True,
            {"NET_ADMIN", "CHOWN"},
        ),
        ({"capabilities": {"drop": ["ALL"]}, "privileged": True}, False, set[str]()),
        (None, False, set[str]()),
    ],
)
def test_capabilities(context: Any, drops: bool, adds: set[str]) -> None:  # noqa: FBT001 a case
    """In letters of either case, with or without CAP_; a privileged container gives up none."""
    [container] = pods.containers(*_one({"securityContext": context}))
    assert pods.dropped(container).all is drops
    assert pods.added(container) == adds


def _one(container: dict[str, Any]) -> tuple[Any, ResourceView]:
    workload = resource(DEPLOYMENT, "it", {"spec": {"template": {"spec": {"containers": [container]}}}})
    return stack(workload), workload


def rollout(**reference: Any) -> ResourceView:
    """A Rollout that refers to a workload."""
    return resource(kubernetes.ROLLOUT, "rollout", {"metadata": {}, "spec": {"workloadRef": reference}})


def test_a_rollout_runs_the_pods_that_it_refers_to() -> None:
    """By kind and name; what is no part of the stack is not known."""
    web = resource(DEPLOYMENT, "web", {"metadata": {"name": "web"}, "spec": {"template": POD}})
    ours, other = rollout(name="web", kind="Deployment"), rollout(name="api", kind="Deployment")
    assert pods.runs_for(stack(web, ours), ours) is web
    assert len(pods.containers(stack(web, ours), ours)) == 4
    assert pods.run_by_rollouts(stack(web, ours)) == {web.urn}
    assert pods.runs_for(stack(web, other), other) is None
    with pytest.raises(NotKnownError, match=r"spec\.workloadRef"):
        pods.containers(stack(web, other), other)
