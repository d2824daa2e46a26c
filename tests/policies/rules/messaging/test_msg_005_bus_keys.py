"""MSG-005: namespaces of Service Bus, and whether they take keys."""

from __future__ import annotations

import pytest

from jiban.policies.rules.messaging.msg_005_bus_keys import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown

NAMESPACE = "azure-native:servicebus:Namespace"
CASES = (
    passes(resource(NAMESPACE, inputs={"disableLocalAuth": True})),
    fails("disableLocalAuth is not set, and Azure takes false, so keys let clients in", resource(NAMESPACE)),
    fails(
        "disableLocalAuth is false, so keys let clients in",
        resource(NAMESPACE, inputs={"disableLocalAuth": False}),
    ),
    unknown(
        "disableLocalAuth is not known before deployment",
        resource(NAMESPACE, inputs={"disableLocalAuth": UNKNOWN}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
