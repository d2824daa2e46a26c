"""The keys of what watches an environment on AWS, and which of AWS's services may use them."""

from __future__ import annotations  # the SDK's module is only loaded where a key is made

from functools import partial
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi_aws import kms

from jiban.components.aws_keys import data_key
from jiban.components.iam import document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jiban.components.site import Site


def service_key(
    name: str,
    *,
    parent: pulumi.Resource,
    site: Site,
    alias: str,
    description: str,
    services: Sequence[str],
    context: Mapping[str, str] | None = None,
) -> tuple[kms.Key, kms.KeyPolicy]:
    """Make a key that some of AWS's services may encrypt with, for the key's own account alone.

    Args:
        name: logical name of the key.
        parent: the component whose data it is for.
        site: where the component stands.
        alias: what tells the key's name from those of the stack's other keys.
        description: what the console shows.
        services: principals, such as `cloudwatch.amazonaws.com`.
        context: what has to stand in the request instead of the account: `{account}` stands for its number.
    """
    key = data_key(name, parent=parent, site=site, tier="observability", alias=alias, description=description)
    policy = kms.KeyPolicy(
        f"{name}-policy",
        key_id=key.key_id,
        policy=key.arn.apply(partial(_policy, services, context)),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return key, policy


def account_of(arn: str) -> str:
    """Return the account in an ARN."""
    return arn.split(":")[4]


def _policy(services: Sequence[str], context: Mapping[str, str] | None, arn: str) -> str:
    """Return who may use a key: its account by IAM's policies, and the services for it.

    Sources: KMS developer guide, `key-policy-default`; CloudWatch Logs user guide, `encrypt-log-data-kms`;
    SNS developer guide, `sns-key-management` (compatibility with AWS services).
    """
    account = account_of(arn)
    condition: Mapping[str, Any] = (
        {"StringEquals": {"aws:SourceAccount": account}}
        if context is None
        else {"ArnLike": {key: value.format(account=account) for key, value in context.items()}}
    )
    return document(
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            "Effect": "Allow",
            "Principal": {"Service": list(services)},
            "Action": [
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:Encrypt",
                "kms:GenerateDataKey*",
                "kms:ReEncrypt*",
            ],
            "Resource": "*",
            "Condition": condition,
        },
    )
