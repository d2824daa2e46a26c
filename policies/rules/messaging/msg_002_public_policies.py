"""MSG-002: a queue or topic takes and gives messages to those who are named."""

from typing import Final

from jiban.policy.facts.documents import is_public
from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed
from jiban.policy.view import ResourceView

_TYPES: Final = (
    "aws:sqs/queue:Queue",
    "aws:sqs/queuePolicy:QueuePolicy",
    "aws:sns/topic:Topic",
    "aws:sns/topicPolicy:TopicPolicy",
)


def check(resource: ResourceView) -> Verdict:
    """Judge a policy of SQS or SNS, inline or by itself."""
    return failed("policy lets any principal in", "policy") if is_public(resource["policy"]) else PASS


RULE: Final = ResourceRule(
    id="MSG-002",
    text="The policy of a queue or topic lets the public neither send nor receive.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason="Whoever may send makes services do what they want, and whoever may receive takes messages away.",
    remedy=(
        "Name accounts, roles or services in Principal, or narrow any principal by a condition on "
        "aws:SourceArn, aws:SourceAccount or aws:PrincipalOrgID."
    ),
    link="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
    types=_TYPES,
    compliance={
        "cis": ("AWS7.0:2.21",),
        "isms_p": ("2.5.6",),
        "iso27001": ("A.8.1",),
        "checkov": ("CKV_AWS_168", "CKV_AWS_387", "CKV_AWS_72"),
        "prowler": ("aws:sqs_queues_not_publicly_accessible",),
    },
    check=check,
)
