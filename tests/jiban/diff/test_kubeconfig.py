"""A Kubernetes provider stands for one cluster, however its kubeconfig signs in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jiban.diff.compare import compare_plans
from jiban.diff.kubeconfig import active_cluster, forcing_inputs
from jiban.diff.replacement import Tables
from jiban.model.plan import UNKNOWN, Secret
from tests.jiban.report.samples import plan_of, resource

PROVIDER = "pulumi:providers:kubernetes"
CHOICE = ("kubeconfig", "context", "cluster")


def kubeconfig(server: str = "https://one", *, user: str = "old", second: str = "https://two") -> str:
    """A kubeconfig with two clusters, the first in use."""
    return json.dumps(
        {
            "clusters": [
                {"name": "one", "cluster": {"server": server}},
                {"name": "two", "cluster": {"server": second}},
            ],
            "contexts": [
                {"name": "first", "context": {"cluster": "one", "user": "me"}},
                {"name": "other", "context": {"cluster": "two", "user": "me"}},
            ],
            "users": [{"name": "me", "user": {"exec": {"command": user}}}],
            "current-context": "first",
        }
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"kubeconfig": kubeconfig()}, {"kubeconfig": kubeconfig(user="new")}, ()),
        ({"kubeconfig": kubeconfig()}, {"kubeconfig": kubeconfig(second="https://three")}, ()),
        ({"kubeconfig": Secret(kubeconfig())}, {"kubeconfig": kubeconfig(user="new")}, ()),
        ({"kubeconfig": json.loads(kubeconfig())}, {"kubeconfig": kubeconfig(user="new")}, ()),
        ({"kubeconfig": kubeconfig()}, {"kubeconfig": kubeconfig("https://three")}, CHOICE),
        ({"kubeconfig": kubeconfig()}, {"kubeconfig": kubeconfig(), "context": "other"}, CHOICE),
        ({"kubeconfig": kubeconfig()}, {"kubeconfig": kubeconfig(), "cluster": "two"}, CHOICE),
        ({"kubeconfig": kubeconfig()}, {"kubeconfig": kubeconfig(), "context": "first"}, ()),
        ({"kubeconfig": kubeconfig()}, {"kubeconfig": kubeconfig(), "context": "missing"}, ()),
        ({"kubeconfig": kubeconfig()}, {"kubeconfig": UNKNOWN}, CHOICE),
        ({"kubeconfig": "~/one"}, {"kubeconfig": "~/two"}, CHOICE),
        ({"kubeconfig": kubeconfig()}, {}, ()),
    ],
    ids=[
        "another-user",
        "another-cluster-that-is-not-in-use",
        "a-secret",
        "an-object",
        "another-server",
        "another-context",
        "another-cluster-by-name",
        "the-same-context-by-name",
        "no-such-context",
        "not-known",
        "a-file",
        "none",
    ],
)
def test_only_another_cluster_replaces(before: dict[str, Any], after: dict[str, Any], expected: Any) -> None:
    """The entry of the cluster in use decides, whoever signs in and whatever else the file holds."""
    assert forcing_inputs(before, after) == expected


def test_an_identifier_decides_alone() -> None:
    """Where a program says which cluster it is, its kubeconfig may turn out to be anything."""
    before = {"kubeconfig": kubeconfig(), "clusterIdentifier": "one"}
    after = {"kubeconfig": UNKNOWN, "clusterIdentifier": "one"}
    assert forcing_inputs(before, after) == ("clusterIdentifier",)


def test_an_identifier_that_is_added_replaces_nothing() -> None:
    """The provider lets programs begin to use it."""
    before = {"kubeconfig": kubeconfig()}
    assert forcing_inputs(before, {**before, "clusterIdentifier": "one"}) == ()


def kinds(before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    """What happens to a provider and to an object that is made by it, by their names."""
    base, head = (
        plan_of(
            provider := resource(PROVIDER, "cluster", inputs=inputs),
            resource("kubernetes:core/v1:Namespace", "shop", provider=f"{provider.urn}::1"),
        )
        for inputs in (before, after)
    )
    return {each.resource.name: each.kind for each in compare_plans(base, head, Tables()).resources}


def test_another_way_to_sign_in_is_an_update_of_the_provider() -> None:
    """Nothing in the cluster is touched."""
    found = kinds({"kubeconfig": kubeconfig()}, {"kubeconfig": kubeconfig(user="new")})
    assert found == {"cluster": "update"}


def test_another_cluster_replaces_everything_in_it() -> None:
    """The objects are made again where the provider now points to."""
    found = kinds({"kubeconfig": kubeconfig()}, {"kubeconfig": kubeconfig("https://three")})
    assert found == {"cluster": "replace", "shop": "replace"}


def test_another_identifier_replaces_everything_in_it() -> None:
    """As the program says that it is another cluster."""
    same = {"kubeconfig": kubeconfig()}
    found = kinds({**same, "clusterIdentifier": "one"}, {**same, "clusterIdentifier": "two"})
    assert found == {"cluster": "replace", "shop": "replace"}


@pytest.mark.parametrize(
    ("inputs", "server"),
    [
        ({"kubeconfig": kubeconfig()}, "https://one"),
        ({"kubeconfig": kubeconfig(), "context": "other"}, "https://two"),
        ({"kubeconfig": kubeconfig(), "cluster": "two"}, "https://two"),
        ({"kubeconfig": kubeconfig(), "context": "other", "cluster": "one"}, "https://one"),
        ({"kubeconfig": Secret(kubeconfig()), "context": Secret("other")}, "https://two"),
    ],
)
def test_the_cluster_in_use(inputs: dict[str, Any], server: str) -> None:
    """What the provider itself is told counts over the file, and the cluster over the context."""
    assert active_cluster(inputs) == {"server": server}


@pytest.mark.parametrize("key", ["kubeconfig", "context", "cluster"])
def test_what_is_not_known_may_be_another_cluster(key: str) -> None:
    """Whichever of the three it is: the file then stands for itself."""
    given = {"kubeconfig": kubeconfig(), key: UNKNOWN}
    assert active_cluster(given) == given["kubeconfig"]


@pytest.mark.parametrize("text", ["not: [yaml", "~/.kube/config", "- a", "5"])
def test_what_is_no_kubeconfig_stands_for_itself(text: str) -> None:
    """A path, or a file that is broken."""
    assert active_cluster({"kubeconfig": text}) == text


def test_of_two_entries_of_one_name_the_first_counts() -> None:
    """As kubectl has it."""
    config = json.loads(kubeconfig())
    config["clusters"].append({"name": "one", "cluster": {"server": "https://late"}})
    assert active_cluster({"kubeconfig": config}) == {"server": "https://one"}
