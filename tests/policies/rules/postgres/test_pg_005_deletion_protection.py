"""PG-005: a database cannot be deleted in passing."""

import pytest

from jiban.policies.rules.postgres.pg_005_deletion_protection import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

SERVER = "azure-native:dbforpostgresql:Server"
INSTANCE = "aws:rds/instance:Instance"
BY_SCOPE = "azure-native:authorization:ManagementLockByScope"
AT_GROUP = "azure-native:authorization:ManagementLockAtResourceGroupLevel"
GROUP = "azure-native:resources:ResourceGroup"
IDS = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers"
BARE = "neither protect nor retainOnDelete is set, and no lock of the stack keeps it"
NAMED = {"serverName": "orders", "resourceGroupName": "rg"}


def lock(scope: str, level: object = "CanNotDelete") -> ResourceView:
    """Make a lock."""
    return resource(BY_SCOPE, "lock", {"scope": scope, "level": level})


CASES = (
    fails("deletionProtection is not set, and AWS takes false", resource(INSTANCE)),
    passes(resource(INSTANCE, inputs={"deletionProtection": True})),
    unknown(
        "deletionProtection is not known before deployment",
        resource(INSTANCE, inputs={"deletionProtection": UNKNOWN}),
    ),
    fails("deletionProtection is not set, and AWS takes false", resource(INSTANCE, protect=True)),
    passes(resource(SERVER, protect=True)),
    fails(BARE, resource(SERVER)),
    passes(resource(SERVER, inputs=NAMED), lock(f"{IDS}/Orders"), reason="a lock keeps it"),
    fails(BARE, resource(SERVER, inputs=NAMED), lock(f"{IDS}/others")),
    fails(
        BARE,
        resource(SERVER, inputs=NAMED),
        lock("/subscriptions/0/resourceGroups/rg/providers/M.KeyVault/vaults/orders"),
    ),
    fails(BARE, resource(SERVER, inputs=NAMED), lock(f"{IDS}/orders", "NotSpecified")),
    unknown(
        "level of lock is not known before deployment",
        resource(SERVER, inputs=NAMED),
        lock(f"{IDS}/orders", UNKNOWN),
    ),
    passes(
        resource(SERVER, inputs=NAMED),
        resource(GROUP, "group", {"resourceGroupName": "RG"}),
        resource(AT_GROUP, "lock", {"resourceGroupName": "rg", "level": "readonly"}),
        reason="a lock keeps it",
    ),
    not_applicable(
        resource(INSTANCE, inputs={"replicateSourceDb": "orders"}),
        reason="it is a replica, and no data is lost with it",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
