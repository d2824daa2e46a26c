"""LOG-003: a trail sees all regions, and shows when somebody has changed it."""

from __future__ import annotations

import pytest

from jiban.policies.rules.monitoring.log_003_trail import RULE
from jiban.policy.facts.retention import TRAIL
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown

CASES = (
    passes(resource(TRAIL, "trail", {"isMultiRegionTrail": True, "enableLogFileValidation": True})),
    fails(
        "isMultiRegionTrail is not set, and AWS takes false; "
        "enableLogFileValidation is not set, and AWS takes false",
        resource(TRAIL, "trail"),
    ),
    fails(
        "isMultiRegionTrail is false",
        resource(TRAIL, "trail", {"isMultiRegionTrail": False, "enableLogFileValidation": UNKNOWN}),
    ),
    unknown(
        "enableLogFileValidation is not known before deployment",
        resource(TRAIL, "trail", {"isMultiRegionTrail": True, "enableLogFileValidation": UNKNOWN}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
