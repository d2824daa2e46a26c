"""STO-009: accounts, and which networks they answer."""

from __future__ import annotations

import pytest

from jiban.policies.rules.storage.sto_009_account_network import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown

ACCOUNT = "azure-native:storage:StorageAccount"
CASES = (
    passes(
        resource(ACCOUNT, inputs={"networkRuleSet": {"defaultAction": "Deny"}}),
        reason="no address of the internet gets in",
    ),
    passes(resource(ACCOUNT, inputs={"publicNetworkAccess": "disabled"})),
    fails("publicNetworkAccess is not set, and Azure leaves it on", resource(ACCOUNT)),
    fails(
        "publicNetworkAccess is Enabled",
        resource(
            ACCOUNT, inputs={"publicNetworkAccess": "Enabled", "networkRuleSet": {"defaultAction": "Allow"}}
        ),
    ),
    unknown(
        "publicNetworkAccess is not known before deployment",
        resource(ACCOUNT, inputs={"publicNetworkAccess": UNKNOWN}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
