"""Values that come from another resource: what the metadata service asks for, and what is encrypted."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policy.facts.inherited import (
    DATABASE,
    DATABASE_CLUSTER,
    INSTANCE,
    LAUNCH_TEMPLATE,
    METADATA_DEFAULTS,
    encryption,
    metadata_option,
)
from jiban.policy.view import NotKnownError, ResourceView
from tests.policies.samples import resource, stack

SNAPSHOT = "aws:rds/snapshot:Snapshot"


def tokens(machine: ResourceView, *others: ResourceView) -> Any:
    """What the metadata service asks for."""
    return metadata_option(stack(machine, *others), machine, "httpTokens").value


def machine(template: dict[str, Any] | None = None, **options: Any) -> ResourceView:
    """An instance."""
    return resource(INSTANCE, "vm", {"launchTemplate": template, "metadataOptions": options or None})


def account(**options: Any) -> ResourceView:
    """What the account asks for."""
    return resource(METADATA_DEFAULTS, "account", options)


def test_an_option_comes_from_the_nearest_that_says_it() -> None:
    """The instance, its template, then the account; one without a preference says nothing."""
    template = resource(LAUNCH_TEMPLATE, "t", {"name": "t", "metadataOptions": {"httpTokens": "required"}})
    bare = resource(LAUNCH_TEMPLATE, "bare", {"name": "bare"})
    strict, loose = account(httpTokens="required"), account(httpTokens="no-preference")
    assert tokens(machine({"name": "t"}, httpTokens="optional"), template, strict) == "optional"
    assert tokens(machine({"name": "t"}), template, bare) == "required"
    assert tokens(machine({"name": "bare"}), template, bare, strict) == "required"
    assert tokens(machine({"name": "bare"}), template, bare, loose) is None
    assert tokens(machine(), strict) == "required"
    assert tokens(bare, strict) == "required"
    assert tokens(machine(), account(httpPutResponseHopLimit=-1)) is None


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ({"id": "lt-1"}, r"launchTemplate\.id"),
        ({"id": UNKNOWN}, r"launchTemplate\.id"),
        ({"name": "theirs"}, r"launchTemplate\.name"),
        ({}, "launchTemplate"),
        (UNKNOWN, "launchTemplate"),
    ],
)
def test_a_template_that_is_not_here(template: Any, path: str) -> None:
    """It may say anything."""
    with pytest.raises(NotKnownError, match=path):
        tokens(machine(template), resource(LAUNCH_TEMPLATE, "t", {"name": "t"}))


def test_a_template_whose_option_is_not_known() -> None:
    """The verdict on the instance says whose it is."""
    template = resource(LAUNCH_TEMPLATE, "t", {"name": "t", "metadataOptions": UNKNOWN})
    with pytest.raises(NotKnownError, match="metadataOptions of t"):
        tokens(machine({"name": "t"}), template)


def database(name: str, token: str = DATABASE, **inputs: Any) -> ResourceView:
    """A database by its name."""
    key = "identifier" if token == DATABASE else "clusterIdentifier"
    return resource(token, name, {key: name, **inputs})


def test_a_chain_of_sources() -> None:
    """A replica of what was restored of a snapshot of an encrypted database; each says where it is from."""
    first = database("first", storageEncrypted=True)
    snapshot = resource(SNAPSHOT, "s", {"dbSnapshotIdentifier": "s", "dbInstanceIdentifier": "first"})
    restored = database("restored", snapshotIdentifier="s")
    replica = database("replica", replicateSourceDb="restored")
    found = encryption(stack(first, snapshot, restored, replica), replica)
    assert found.on
    assert found.said == (
        "it is made of restored, and there it is made of s, and there it is made of first, "
        "and there storageEncrypted is true"
    )
    assert found.path == "replicateSourceDb"


def test_a_circle_of_sources_ends() -> None:
    """No program means one, and no rule hangs for it."""
    one, other = database("one", replicateSourceDb="other"), database("other", replicateSourceDb="one")
    with pytest.raises(NotKnownError):
        encryption(stack(one, other), one)


def test_a_cluster_that_follows_an_instance() -> None:
    """Aurora may be made of a database of RDS."""
    old = database("old", storageEncrypted=False)
    new = database(
        "new", DATABASE_CLUSTER, replicationSourceIdentifier="arn:aws:rds:eu-west-1:111122223333:db:old"
    )
    assert not encryption(stack(old, new), new).on
