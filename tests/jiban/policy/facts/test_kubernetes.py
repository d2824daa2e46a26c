"""Kubernetes objects as rules see them: whom a selector holds for, what a workload runs, where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policy.facts import kubernetes
from jiban.policy.view import NotKnownError
from tests.policies.samples import DEPLOYMENT, resource, stack

LABELS = {"app": "web", "tier": "front"}


def expression(operator: str, key: str, *values: str) -> dict[str, Any]:
    """A selector of one expression."""
    return {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}


@pytest.mark.parametrize(
    ("selector", "holds"),
    [
        (None, False),
        ({}, True),
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": {"app": "web", "tier": "back"}}, False),
        ({"matchLabels": {"zone": "a"}}, False),
        (expression("In", "app", "api", "web"), True),
        (expression("In", "app", "api"), False),
        (expression("In", "zone", "a"), False),
        (expression("NotIn", "app", "api"), True),
        (expression("NotIn", "app", "api", "web"), False),
        (expression("NotIn", "zone", "a"), True),
        (expression("Exists", "tier"), True),
        (expression("Exists", "zone"), False),
        (expression("DoesNotExist", "zone"), True),
        (expression("DoesNotExist", "tier"), False),
        (expression("Near", "app", "web"), False),
        ({"matchLabels": {"app": "web"}, **expression("Exists", "zone")}, False),
    ],
)
def test_a_selector_holds_for_labels(selector: dict[str, Any] | None, holds: bool) -> None:  # noqa: FBT001 a case
    """An empty selector is for all and a missing one for none; of several conditions each has to hold."""
    node = resource(DEPLOYMENT, "it", {"selector": selector})["selector"]
    assert kubernetes.selects(node, LABELS) is holds


def test_the_second_expression_counts() -> None:
    """Each has to hold, not the first alone."""
    both = [
        *expression("Exists", "app")["matchExpressions"],
        *expression("Exists", "zone")["matchExpressions"],
    ]
    node = resource(DEPLOYMENT, "it", {"selector": {"matchExpressions": both}})["selector"]
    assert not kubernetes.selects(node, LABELS)


POD = {"spec": {"containers": [{"name": "a"}], "initContainers": [{"name": "b"}]}}


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        ("kubernetes:core/v1:Pod", POD),
        ("kubernetes:apps/v1:Deployment", {"spec": {"template": POD}}),
        ("kubernetes:apps/v1:StatefulSet", {"spec": {"template": POD}}),
        ("kubernetes:apps/v1:DaemonSet", {"spec": {"template": POD}}),
        ("kubernetes:apps/v1:ReplicaSet", {"spec": {"template": POD}}),
        ("kubernetes:batch/v1:Job", {"spec": {"template": POD}}),
        ("kubernetes:batch/v1:CronJob", {"spec": {"jobTemplate": {"spec": {"template": POD}}}}),
    ],
)
def test_every_kind_of_workload_has_its_containers(token: str, inputs: dict[str, Any]) -> None:
    """The initial ones after the others, and left out where nobody asks for them."""
    workload = resource(token, "it", inputs)
    assert [each["name"].text() for each in kubernetes.containers(workload)] == ["a", "b"]
    assert [each["name"].text() for each in kubernetes.containers(workload, init=False)] == ["a"]


def test_every_kind_of_workload_is_tried() -> None:
    """A new kind is a new case above."""
    assert len(kubernetes.WORKLOADS) == 7


def test_an_object_without_a_namespace_stands_in_the_default_one() -> None:
    """As kubectl would put it."""
    found = stack(resource(DEPLOYMENT, "it", {"metadata": {}}))
    assert kubernetes.namespace(found, resource(DEPLOYMENT, "it", {"metadata": {}})) == "default"


def test_a_selector_is_of_its_own_namespace() -> None:
    """The same labels elsewhere are other pods."""
    here, there = (
        resource(
            DEPLOYMENT,
            name,
            {
                "metadata": {"namespace": name},
                "spec": {"template": {"metadata": {"labels": {"app": "web"}}}},
            },
        )
        for name in ("here", "there")
    )
    selector = resource(DEPLOYMENT, "it", {"selector": {}})["selector"]
    found = kubernetes.selected(stack(here, there), selector, "here", DEPLOYMENT)
    assert [each.name for each in found] == ["here"]


def test_containers_that_are_there_for_good() -> None:
    """Without the initial ones where nobody asks for them."""
    pod = resource("kubernetes:core/v1:Pod", "pod", POD)
    assert [each["name"].text() for each in kubernetes.containers(pod)] == ["a", "b"]
    assert [each["name"].text() for each in kubernetes.containers(pod, init=False)] == ["a"]


def test_a_namespace_that_is_not_known_is_asked_for_its_name() -> None:
    """By its name where that is known, and by its URN where the provider makes it up."""
    shop = resource(kubernetes.NAMESPACE, "shop", {"metadata": {"name": "shop-prod"}})
    made_up = resource(kubernetes.NAMESPACE, "made", {"metadata": {}})
    found = []
    for space in (shop, made_up):
        pod = resource(
            "kubernetes:core/v1:Pod",
            "pod",
            {"metadata": {"namespace": UNKNOWN}},
            comes_from={"metadata": [space.urn]},
        )
        found.append(kubernetes.namespace(stack(space, pod), pod))
    assert found == ["shop-prod", made_up.urn]


def test_a_namespace_of_two_is_not_decided() -> None:
    """Nor one of none."""
    spaces = [
        resource(kubernetes.NAMESPACE, name, {"metadata": {"name": name}}) for name in ("shop", "other")
    ]
    for sources in ([], spaces):
        pod = resource(
            "kubernetes:core/v1:Pod",
            "pod",
            {"metadata": {"namespace": UNKNOWN}},
            comes_from={"metadata": [each.urn for each in sources]},
        )
        with pytest.raises(NotKnownError, match=r"metadata\.namespace"):
            kubernetes.namespace(stack(*spaces, pod), pod)
