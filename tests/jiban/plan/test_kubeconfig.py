"""What is told of a kubeconfig that a plan hides: which cluster it is for, and how it signs in."""

from __future__ import annotations

import json
from typing import Any

from jiban.model.digest import digest, read_digest
from jiban.model.plan import UNKNOWN, Secret
from jiban.plan.kubeconfig import told_of
from tests.jiban.report.samples import plan_of, resource

SIGNED_BY = "a"


def kubeconfig(server: str = "https://one", **user: Any) -> str:
    """A kubeconfig of one cluster."""
    return json.dumps(
        {
            "clusters": [{"name": "one", "cluster": {"server": server}}],
            "contexts": [{"name": "first", "context": {"cluster": "one", "user": "me"}}],
            "users": [{"name": "me", "user": user}],
            "current-context": "first",
        }
    )


def test_another_credential_is_not_told() -> None:
    """Nobody can try out one against what is told."""
    old, new = (told_of({"kubeconfig": Secret(kubeconfig(token=token))}) for token in ("a", "b"))
    assert old == new
    assert set(old) == {"cluster", "form"}


def test_another_way_to_sign_in_is_told() -> None:
    """It is the same cluster all the same."""
    old, new = (
        told_of({"kubeconfig": kubeconfig(token=SIGNED_BY)}),
        told_of({"kubeconfig": kubeconfig(exec={"command": "x"})}),
    )
    assert old["cluster"] == new["cluster"]
    assert old["form"] != new["form"]


def test_another_cluster_is_told() -> None:
    """By the entry of the one in use."""
    old, new = told_of({"kubeconfig": kubeconfig()}), told_of({"kubeconfig": kubeconfig("https://two")})
    assert old["cluster"] != new["cluster"]


def test_nothing_is_told_of_what_is_not_known() -> None:
    """Nor of the path of a file."""
    assert told_of({"kubeconfig": UNKNOWN}) == {}
    assert told_of({"kubeconfig": "~/.kube/config"}) == {}
    assert told_of({}) == {}


def test_a_document_holds_what_is_told() -> None:
    """A plan that is read back has it."""
    told = told_of({"kubeconfig": kubeconfig()})
    provider = resource("pulumi:providers:kubernetes", "cluster", told=told)
    assert read_digest(digest(plan_of(provider))).resources[1].told == told
