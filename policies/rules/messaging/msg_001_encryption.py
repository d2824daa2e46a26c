"""MSG-001: what lies in a queue or goes through a topic is encrypted."""

from typing import Final

from jiban.policy.facts.values import effective, is_filled
from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed
from jiban.policy.view import ResourceView

_QUEUE: Final = "aws:sqs/queue:Queue"
_TOPIC: Final = "aws:sns/topic:Topic"


def check(resource: ResourceView) -> Verdict:
    """Judge a queue of SQS or a topic of SNS."""
    key = resource["kmsMasterKeyId"]
    if is_filled(key):
        return PASS
    if resource.token == _TOPIC:
        return failed("kmsMasterKeyId is not set, and SNS then encrypts nothing", key.path)
    own = effective(resource, "sqsManagedSseEnabled")
    return PASS if own.is_true() else failed(f"{own.said}, and kmsMasterKeyId is not set", own.path)


RULE: Final = ResourceRule(
    id="MSG-001",
    text="A queue or topic encrypts its messages.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="Messages hold what services tell each other, and lie on disks for up to two weeks.",
    remedy=(
        "Set kmsMasterKeyId of the topic or the queue to a key of KMS; a queue may leave "
        "sqsManagedSseEnabled on instead."
    ),
    link="https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html",
    types=(_QUEUE, _TOPIC),
    compliance={
        "isms_p": ("2.7.1",),
        "iso27001": ("A.8.11", "A.8.24"),
        "checkov": ("CKV_AWS_27", "CKV_AWS_26"),
        "cdk_nag": ("AwsSolutions-SQS2",),
        "prowler": ("aws:sqs_queues_server_side_encryption_enabled",),
    },
    check=check,
)
