"""STO-011: accounts, and whether they take keys."""

from __future__ import annotations

import pytest

from jiban.policies.rules.storage.sto_011_shared_keys import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown

ACCOUNT = "azure-native:storage:StorageAccount"
CASES = (
    passes(resource(ACCOUNT, inputs={"allowSharedKeyAccess": False})),
    fails("allowSharedKeyAccess is not set, and Azure takes true", resource(ACCOUNT)),
    fails("allowSharedKeyAccess is true", resource(ACCOUNT, inputs={"allowSharedKeyAccess": True})),
    unknown(
        "allowSharedKeyAccess is not known before deployment",
        resource(ACCOUNT, inputs={"allowSharedKeyAccess": UNKNOWN}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
