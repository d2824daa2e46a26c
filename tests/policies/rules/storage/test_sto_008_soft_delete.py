"""STO-008: accounts, and what becomes of deleted blobs, containers and shares."""

from __future__ import annotations

import pytest

from jiban.policies.rules.storage.sto_008_soft_delete import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

ACCOUNT = "azure-native:storage:StorageAccount"
BLOBS = "azure-native:storage:BlobServiceProperties"
FILES = "azure-native:storage:FileServiceProperties"


def of_it(token: str, **inputs: object) -> ResourceView:
    """Properties of a part of the account."""
    given = {"accountName": UNKNOWN, **inputs}
    return resource(token, "properties", given, comes_from={"accountName": [urn(ACCOUNT, "it")]})


KEPT = {"enabled": True}
BOTH = of_it(BLOBS, deleteRetentionPolicy=KEPT, containerDeleteRetentionPolicy=KEPT)
CASES = (
    passes(resource(ACCOUNT), BOTH),
    fails(
        "nothing says that deleted blobs are kept, and none are by default; "
        "nothing says that deleted containers are kept, and none are by default",
        resource(ACCOUNT),
    ),
    fails(
        "nothing says that deleted containers are kept, and none are by default",
        resource(ACCOUNT),
        of_it(BLOBS, deleteRetentionPolicy=KEPT),
    ),
    fails(
        "shareDeleteRetentionPolicy is off, so deleted shares are not kept",
        resource(ACCOUNT),
        BOTH,
        of_it(FILES, shareDeleteRetentionPolicy={"enabled": False}),
    ),
    passes(resource(ACCOUNT, inputs={"kind": "filestorage"})),
    unknown(
        "deleteRetentionPolicy.enabled of properties is not known before deployment",
        resource(ACCOUNT),
        of_it(BLOBS, deleteRetentionPolicy={"enabled": UNKNOWN}, containerDeleteRetentionPolicy=KEPT),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
