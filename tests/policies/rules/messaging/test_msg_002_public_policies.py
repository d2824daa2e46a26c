"""MSG-002: policies of queues and topics."""

from __future__ import annotations

import json

import pytest

from jiban.policies.rules.messaging.msg_002_public_policies import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView

QUEUE = "aws:sqs/queue:Queue"


def queue(**statement: object) -> ResourceView:
    """A queue with a policy of one statement that lets anybody send, but for what is said."""
    own = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", **statement}
    return resource(QUEUE, inputs={"policy": json.dumps({"Statement": [own]})})


def met(operator: str, key: str, value: object) -> ResourceView:
    """A queue that lets anybody in who meets a condition."""
    return queue(Condition={operator: {key: value}})


OPEN = "policy lets any principal in"
CASES = (
    passes(resource(QUEUE)),
    passes(queue(Principal={"Service": "sns.amazonaws.com"})),
    passes(queue(Effect="Deny")),
    fails(OPEN, queue()),
    passes(met("ArnLike", "AWS:sourcearn", "arn:aws:sns:*:111122223333:*")),
    fails(OPEN, met("ArnLike", "aws:SourceArn", ["arn:aws:s3:::uploads", "*"])),
    fails(OPEN, met("StringEqualsIfExists", "aws:SourceAccount", "111122223333")),
    fails(OPEN, met("ForAllValues:StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5")),
    passes(met("ForAnyValue:StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5")),
    fails(OPEN, met("IpAddress", "aws:SourceIp", ["0.0.0.0/1", "128.0.0.0/1"])),
    passes(met("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "2001:db8::/32"])),
    unknown("policy is not known before deployment", resource(QUEUE, inputs={"policy": UNKNOWN})),
    unknown(
        'policy.Statement[0].Condition.ArnEquals["aws:SourceArn"] is not known before deployment',
        resource(
            QUEUE,
            inputs={
                "policy": {
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": "*",
                            "Condition": {"ArnEquals": {"aws:SourceArn": UNKNOWN}},
                        }
                    ]
                }
            },
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
