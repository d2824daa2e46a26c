"""The key of KMS that a tier on AWS encrypts its data with, and which of AWS's services may use it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import pulumi
from pulumi_aws import kms

from jiban.components.iam import account_of, document
from jiban.components.site import Site

_DELETION_DAYS: Final = 30
"""Longest wait of KMS before a key is gone, with everything it has encrypted."""


def data_key(
    name: str,
    *,
    parent: pulumi.Resource,
    site: Site,
    tier: str,
    alias: str,
    description: str,
    where: str | None = None,
) -> kms.Key:
    """Make a key that rotates every year, and the name by which people find it.

    Args:
        name: logical name of the key.
        parent: the component whose data it is for.
        site: where the component stands; a protected one has a protected key.
        tier: the component's tier, as its tags say it.
        alias: what tells the key's name from those of the stack's other keys: `database`.
        description: what the console shows.
        where: another region than the site's.
    """
    key = kms.Key(
        name,
        region=where,
        description=description,
        enable_key_rotation=True,
        deletion_window_in_days=_DELETION_DAYS,
        tags=site.ownership.tags(tier, name),
        opts=pulumi.ResourceOptions(parent=parent, protect=site.protect),
    )
    kms.Alias(
        f"{name}-alias",
        region=where,
        name=f"alias/{site.naming.physical('kms.Alias', alias)}",
        target_key_id=key.key_id,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return key


def let_in(
    name: str,
    key: kms.Key,
    *,
    parent: pulumi.Resource,
    services: Sequence[str],
    context: Mapping[str, Sequence[str]] | None = None,
    where: str | None = None,
) -> kms.KeyPolicy:
    """Let some of AWS's services encrypt with a key, for the key's own account alone.

    Args:
        name: logical name of the key.
        key: the key, which its account's own policies still open as before.
        parent: the component whose data it is for.
        services: principals, such as `cloudwatch.amazonaws.com`.
        context: what has to stand in the request instead of the account, one of several texts for each name;
            `{account}` stands for its number.
        where: another region than the site's.

    Returns:
        What the first use of the key by a service waits for.
    """
    return kms.KeyPolicy(
        f"{name}-policy",
        region=where,
        key_id=key.key_id,
        policy=key.arn.apply(partial(_policy, services, context)),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def let_logs_in(
    name: str,
    key: kms.Key,
    *,
    parent: pulumi.Resource,
    region: str,
    groups: Sequence[str],
    where: str | None = None,
) -> kms.KeyPolicy:
    """Let CloudWatch encrypt some groups of logs with a key.

    Args:
        name: logical name of the key.
        key: the key.
        parent: the component whose logs they are.
        region: region of the groups.
        groups: their names, `*` for any text.
        where: `region`, where it is another one than the site's.

    Returns:
        What the groups wait for: CloudWatch tries the key at once.
    """
    return let_in(
        name,
        key,
        parent=parent,
        services=[f"logs.{region}.amazonaws.com"],
        # CloudWatch names the group by its ARN, and no account.
        context={
            "kms:EncryptionContext:aws:logs:arn": [
                f"arn:aws:logs:{region}:{{account}}:log-group:{group}" for group in groups
            ]
        },
        where=where,
    )


def _policy(services: Sequence[str], context: Mapping[str, Sequence[str]] | None, arn: str) -> str:
    """Return who may use a key: its account by IAM's policies, and the services for it.

    Sources: KMS developer guide, `key-policy-default`; CloudWatch Logs user guide, `encrypt-log-data-kms`;
    SNS developer guide, `sns-key-management` (compatibility with AWS services).
    """
    account = account_of(arn)
    condition: Mapping[str, Any] = (
        {"StringEquals": {"aws:SourceAccount": account}}
        if context is None
        else {"ArnLike": {key: [each.format(account=account) for each in of] for key, of in context.items()}}
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
