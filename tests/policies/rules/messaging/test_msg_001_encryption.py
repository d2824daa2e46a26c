"""MSG-001: queues and topics, and what encrypts them."""

from __future__ import annotations

import pytest

from jiban.policies.rules.messaging.msg_001_encryption import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown

QUEUE = "aws:sqs/queue:Queue"
TOPIC = "aws:sns/topic:Topic"
CASES = (
    passes(resource(QUEUE)),
    passes(resource(QUEUE, inputs={"kmsMasterKeyId": UNKNOWN, "sqsManagedSseEnabled": False})),
    fails(
        "sqsManagedSseEnabled is false, and kmsMasterKeyId is not set",
        resource(QUEUE, inputs={"sqsManagedSseEnabled": False, "kmsMasterKeyId": ""}),
    ),
    unknown(
        "sqsManagedSseEnabled is not known before deployment",
        resource(QUEUE, inputs={"sqsManagedSseEnabled": UNKNOWN}),
    ),
    passes(resource(TOPIC, inputs={"kmsMasterKeyId": "alias/orders"})),
    fails("kmsMasterKeyId is not set, and SNS then encrypts nothing", resource(TOPIC)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
