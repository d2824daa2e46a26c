"""Queues and topics by whom their policies let in."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
from base import ACCOUNT, HERE, key, text, unknown_text

KMS: dict[str, Any] = {"kms_master_key_id": key.key_id}
SEND: dict[str, Any] = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}
ANYBODY: dict[str, Any] = {**SEND, "Principal": "*"}


def queue(name: str, *statements: dict[str, Any]) -> None:
    """Make a queue with a policy of its own."""
    aws.sqs.Queue(name, policy=text(*statements))


def let(name: str, operator: str, condition: str, value: Any) -> None:
    """Make a queue that lets everybody in who meets one condition."""
    queue(name, {**ANYBODY, "Condition": {operator: {condition: value}}})


queue("policy-anybody", ANYBODY)
queue("policy-anybody-of-aws", {**SEND, "Principal": {"AWS": "*"}})
queue("policy-anybody-in-a-list", {**SEND, "Principal": {"AWS": [f"arn:aws:iam::{ACCOUNT}:root", "*"]}})
queue("policy-anybody-but-one", {**SEND, "NotPrincipal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}})
queue("policy-anybody-second", {**SEND, "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}, ANYBODY)
aws.sqs.Queue("policy-one-statement", policy=json.dumps({"Version": "2012-10-17", "Statement": ANYBODY}))
queue("policy-anybody-actions-in-a-list", {**ANYBODY, "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"]})
let("policy-by-tls", "Bool", "aws:SecureTransport", "true")
let("policy-by-any-address", "IpAddress", "aws:SourceIp", "0.0.0.0/0")
let("policy-by-address-or-any", "IpAddress", "aws:SourceIp", ["203.0.113.0/24", "0.0.0.0/0"])
let("policy-by-any-source", "ArnLike", "aws:SourceArn", "*")
let("policy-by-source-or-any", "ArnLike", "aws:SourceArn", ["arn:aws:s3:::uploads", "*"])
let("policy-by-any-principal", "StringLike", "aws:PrincipalArn", "*")
let("policy-by-account-if-there", "StringEqualsIfExists", "aws:SourceAccount", ACCOUNT)
let("policy-by-another-account", "StringNotEquals", "aws:PrincipalAccount", ACCOUNT)
let("policy-by-source", "ArnEquals", "aws:SourceArn", "arn:aws:s3:::uploads")
let("policy-by-source-in-other-letters", "ArnEquals", "AWS:sourcearn", "arn:aws:s3:::uploads")
let("policy-by-source-of-account", "ArnLike", "aws:SourceArn", f"arn:aws:sns:*:{ACCOUNT}:*")
let("policy-by-account", "StringEquals", "aws:SourceAccount", ACCOUNT)
let("policy-by-owner", "StringEquals", "AWS:SourceOwner", ACCOUNT)
let("policy-by-organization", "StringEquals", "aws:PrincipalOrgID", "o-0example0")
let("policy-by-endpoint", "StringEquals", "aws:SourceVpce", "vpce-0a")
let("policy-by-address", "IpAddress", "aws:SourceIp", "203.0.113.0/24")
queue(
    "policy-by-tls-and-account",
    {
        **ANYBODY,
        "Condition": {
            "Bool": {"aws:SecureTransport": "true"},
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
        },
    },
)
queue(
    "policy-by-any-address-and-source",
    {
        **ANYBODY,
        "Condition": {
            "IpAddress": {"aws:SourceIp": "0.0.0.0/0"},
            "ArnEquals": {"aws:SourceArn": "arn:aws:s3:::uploads"},
        },
    },
)
queue(
    "policy-deny-anybody",
    {**ANYBODY, "Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
)
queue("policy-account", {**SEND, "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}})
queue("policy-account-of-others", {**SEND, "Principal": {"AWS": "444455556666"}})
queue("policy-service", {**SEND, "Principal": {"Service": "sns.amazonaws.com"}})
aws.sqs.Queue("policy-unset")
aws.sqs.Queue("policy-empty", policy="")
aws.sqs.Queue("policy-unknown", policy=unknown_text.apply(lambda arn: text({**ANYBODY, "Condition": arn})))
aws.sqs.Queue("policy-no-json", policy="{")

# Policies of their own, and topics.
bare = aws.sqs.Queue("bare")
aws.sqs.QueuePolicy("apart-anybody", queue_url=bare.url, policy=text(ANYBODY))
closed = aws.sqs.Queue("closed")
aws.sqs.QueuePolicy(
    "apart-account", queue_url=closed.url, policy=text({**SEND, "Principal": {"AWS": ACCOUNT}})
)
aws.sqs.QueuePolicy("apart-of-others", queue_url=f"https://sqs/{ACCOUNT}/theirs", policy=text(ANYBODY))
aws.sqs.QueuePolicy(
    "apart-unknown",
    queue_url=closed.url,
    policy=closed.arn.apply(lambda arn: text({**SEND, "Principal": "*", "Resource": arn})),
)
aws.sqs.QueuePolicy(
    "apart-dict",
    queue_url=closed.url,
    policy={
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": ["sqs:*"], "Resource": [f"{HERE}:closed"]}
        ],
    },
)
PUBLISH: dict[str, Any] = {"Effect": "Allow", "Action": "SNS:Publish", "Resource": "*"}
aws.sns.Topic("topic-anybody", policy=text({**PUBLISH, "Principal": {"AWS": "*"}}), **KMS)
aws.sns.Topic(
    "topic-by-owner",
    policy=text(
        {**PUBLISH, "Principal": {"AWS": "*"}, "Condition": {"StringEquals": {"AWS:SourceOwner": ACCOUNT}}}
    ),
    **KMS,
)
topic = aws.sns.Topic("topic-bare", **KMS)
aws.sns.TopicPolicy("topic-apart-anybody", arn=topic.arn, policy=text({**PUBLISH, "Principal": "*"}))
aws.sns.TopicPolicy(
    "topic-apart-service",
    arn=topic.arn,
    policy=text({**PUBLISH, "Principal": {"Service": "s3.amazonaws.com"}}),
)
aws.sns.TopicPolicy(
    "topic-apart-secret", arn=topic.arn, policy=pulumi.Output.secret(text({**PUBLISH, "Principal": "*"}))
)
