"""Effective values: defaults, conditional defaults, and words in the provider's own spelling."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policy.facts.values import effective
from jiban.policy.view import NotKnownError
from jiban.tables import folder
from tests.policies.samples import resource

SERVER = "azure-native:dbforpostgresql:Server"
ACCESS = "network.publicNetworkAccess"
AKS = "azure-native:containerservice:ManagedCluster"
CLUSTER = "aws:rds/cluster:Cluster"


def said(token: str, path: str, inputs: dict[str, Any]) -> str:
    """What a rule would say of a value."""
    return effective(resource(token, "it", inputs), path).said


@pytest.mark.parametrize(
    ("token", "path", "inputs", "text"),
    [
        (SERVER, ACCESS, {}, f"{ACCESS} is not set, and Azure takes Enabled"),
        (SERVER, ACCESS, {"network": {"publicNetworkAccess": "dIsAbled"}}, f"{ACCESS} is Disabled"),
        (SERVER, ACCESS, {"network": {"publicNetworkAccess": "Odd"}}, f"{ACCESS} is Odd"),
        (SERVER, ACCESS, {"network": {"publicNetworkAccess": ""}}, f"{ACCESS} is empty"),
        (
            SERVER,
            ACCESS,
            {"network": {"publicNetworkAccess": "Enabled", "delegatedSubnetResourceId": UNKNOWN}},
            f"{ACCESS} is not set, and Azure takes Disabled",
        ),
        (AKS, "disableLocalAccounts", {}, "disableLocalAccounts is not set, and Azure takes false"),
        (
            AKS,
            "disableLocalAccounts",
            {"sku": {"name": "automatic"}},
            "disableLocalAccounts is not set, and Azure takes true",
        ),
        (
            AKS,
            "disableLocalAccounts",
            {"sku": {"name": "Automatic"}, "disableLocalAccounts": False},
            "disableLocalAccounts is false",
        ),
        (
            CLUSTER,
            "publiclyAccessible",
            {"dbClusterInstanceClass": "x"},
            "publiclyAccessible is not set, and AWS takes true",
        ),
        (
            CLUSTER,
            "publiclyAccessible",
            {"dbClusterInstanceClass": "x", "dbSubnetGroupName": "shop"},
            "publiclyAccessible is not set, and AWS takes false",
        ),
        (CLUSTER, "backtrackWindow", {}, "backtrackWindow is not set"),
    ],
)
def test_a_value(token: str, path: str, inputs: dict[str, Any], text: str) -> None:
    """The first condition that holds gives the default; what the program says comes first, mostly."""
    assert said(token, path, inputs) == text


def test_a_default_that_hangs_on_what_is_not_known() -> None:
    """It is asked for where nothing is said, and only there."""
    cluster = {"sku": {"name": UNKNOWN}}
    with pytest.raises(NotKnownError, match=r"sku\.name"):
        effective(resource(AKS, "it", cluster), "disableLocalAccounts")
    said_so = resource(AKS, "it", {**cluster, "disableLocalAccounts": True})
    assert effective(said_so, "disableLocalAccounts").is_true()


def test_a_value_that_is_not_known_raises_when_it_is_read() -> None:
    """With the path of the input."""
    found = effective(resource(SERVER, "it", {"network": {"publicNetworkAccess": UNKNOWN}}), ACCESS)
    assert found.given
    with pytest.raises(NotKnownError, match=ACCESS):
        found.says("Disabled")


def test_every_entry_says_where_it_is_from() -> None:
    """And knows no keys that nobody reads."""
    documents = folder("jiban.policy.facts", "values")
    entries: dict[tuple[str, str], dict[str, Any]] = {
        (token, path): entry
        for document in documents.values()
        for token, paths in document["types"].items()
        for path, entry in paths.items()
    }
    assert {key for key, entry in entries.items() if not entry.get("source")} == set()
    known = {"words", "default", "when", "source", "verified"}
    assert {key for key, entry in entries.items() if set(entry) - known} == set()
    cases = [case for entry in entries.values() for case in entry.get("when", ())]
    assert {key for case in cases for key in case} <= {"is", "given", "absent", "value", "fixed"}
    assert min(str(document["as_of"]) for document in documents.values()) >= "2026-11-28"
