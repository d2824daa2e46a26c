"""Kubernetes objects as rules see them: whom a selector holds for, what a workload runs, where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN, Secret
from jiban.policy.facts import kubernetes
from jiban.policy.view import NotKnownError
from tests.policies.samples import DEPLOYMENT, resource, stack, with_resource

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


def test_an_object_without_a_namespace_stands_in_the_default_one() -> None:
    """As kubectl would put it."""
    found = stack(resource(DEPLOYMENT, "it", {"metadata": {}}))
    assert kubernetes.namespace(found, resource(DEPLOYMENT, "it", {"metadata": {}})) == "default"


def in_provider(namespace: object, kubeconfig: object = None) -> str:
    """The namespace of an object that names none, and whose provider has these settings."""
    provider = resource(kubernetes.PROVIDER, "team", {"namespace": namespace, "kubeconfig": kubeconfig})
    pod = with_resource(
        resource("kubernetes:core/v1:Pod", "pod", {"metadata": {}}), provider=f"{provider.urn}::some-id"
    )
    return kubernetes.namespace(stack(provider, pod), pod)


CONTEXT = """\
current-context: b
contexts:
  - {name: a, context: {namespace: other}}
  - {name: b, context: {namespace: shop}}
"""


@pytest.mark.parametrize(
    ("namespace", "kubeconfig", "stands_in"),
    [
        ("team", None, "team"),
        ("team", CONTEXT, "team"),
        (None, CONTEXT, "shop"),
        (None, Secret(CONTEXT), "shop"),
        (None, "current-context: b", "default"),
        (None, "{", "default"),
        (None, "[]", "default"),
        (None, "contexts: [1]", "default"),
        (None, UNKNOWN, "default"),
        (None, None, "default"),
    ],
)
def test_a_namespace_that_the_provider_gives(namespace: object, kubeconfig: object, stands_in: str) -> None:
    """Its own setting, then that of the context of its kubeconfig, then the default one."""
    assert in_provider(namespace, kubeconfig) == stands_in


def test_a_namespace_of_a_provider_that_is_not_known() -> None:
    """The provider is named, as the object says nothing of it."""
    with pytest.raises(NotKnownError, match="namespace of team"):
        in_provider(UNKNOWN)


def test_a_label_that_is_not_known_stops_who_asks_for_it() -> None:
    """And nobody else."""
    found = kubernetes.Labels(resource(DEPLOYMENT, "it", {"labels": {"app": "web", "build": UNKNOWN}}).node)
    by_app, by_build = (
        resource(DEPLOYMENT, "it", {"s": {"matchLabels": {key: "web"}}})["s"] for key in ("app", "build")
    )
    assert kubernetes.selects(by_app, found)
    with pytest.raises(NotKnownError, match=r"labels\.build"):
        kubernetes.selects(by_build, found)


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


def test_a_namespace_of_the_default_provider() -> None:
    """As the stack's file configures it; another provider's objects stand elsewhere."""
    default = resource(kubernetes.PROVIDER, "default", {"namespace": "shop"})
    other = resource(kubernetes.PROVIDER, "other", {})
    here = resource("kubernetes:core/v1:Pod", "here", {"metadata": {}})
    there = with_resource(resource("kubernetes:core/v1:Pod", "there", {}), provider=f"{other.urn}::id")
    found = stack(default, other, here, there)
    assert kubernetes.namespace(found, here) == "shop"
    assert kubernetes.namespace(found, there) == "default"
