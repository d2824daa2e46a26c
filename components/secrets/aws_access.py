"""Who fills secrets on AWS, as policies of the secrets and of the key that they are encrypted with.

A principal of the account may do what the policy of a secret says, whatever its own say; the key's policy
lets it open the secret as well, by way of Secrets Manager alone.
Sources: Secrets Manager user guide, `auth-and-access_resource-policies`, and `security-encryption` (what a
reader and a writer need of the key); KMS developer guide, `key-policy-default`.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import pulumi

from jiban.components.iam import Statement, account_of, document

_WRITES: Final = ("secretsmanager:DescribeSecret", "secretsmanager:PutSecretValue")
_FILLS: Final = (
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:ListSecretVersionIds",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
)
_LOOKS_AFTER: Final = (
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:EnableKey",
    "kms:GetKeyPolicy",
    "kms:GetPublicKey",
)


def secret_policy(administrators: Sequence[str], pipelines: Sequence[str], account: str) -> str:
    """Return the policy of a secret: closed to other accounts and to whoever does not come by TLS, and who
    fills it.

    Args:
        administrators: ARNs of those who fill it and read it.
        pipelines: ARNs of those who write it.
        account: number of the account that the secret is in.
    """
    return document(
        _refused({"Bool": {"aws:SecureTransport": "false"}}),
        _refused(
            {
                "StringNotEquals": {"aws:PrincipalAccount": account},
                # What AWS itself does on behalf of the account has no account of its own.
                "Bool": {"aws:PrincipalIsAWSService": "false"},
            }
        ),
        *_allowed(administrators, _FILLS),
        *_allowed(pipelines, _WRITES),
    )


def secrets_key_policy(region: str, writers: Sequence[str], account: str) -> str:
    """Return the policy of the key of all secrets: the account's own policies decide, and writers may use it
    by way of Secrets Manager.

    Args:
        region: where the secrets are.
        writers: ARNs of whoever fills one.
        account: number of the account that the key is in.
    """
    through = {"StringEquals": {"kms:ViaService": f"secretsmanager.{region}.amazonaws.com"}}
    return document(
        _by_the_account(account),
        *(
            {**each, "Condition": through}
            for each in _allowed(writers, ("kms:Decrypt", "kms:GenerateDataKey"))
        ),
    )


def key_policy(administrators: Sequence[str], account: str) -> str:
    """Return the policy of a key that services use: administrators may look after it, and use it for
    nothing.
    """
    return document(_by_the_account(account), *_allowed(administrators, _LOOKS_AFTER))


def _by_the_account(account: str) -> Statement:
    """Return the statement of KMS's own default, without which nobody could change a key any more."""
    root = f"arn:aws:iam::{account}:root"
    return {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}


def _allowed(principals: Sequence[str], actions: Sequence[str]) -> Iterator[dict[str, Any]]:
    if principals:
        yield {
            "Effect": "Allow",
            "Principal": {"AWS": sorted(set(principals))},
            "Action": list(actions),
            "Resource": "*",
        }


def _refused(condition: dict[str, Any]) -> Statement:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "secretsmanager:*",
        "Resource": "*",
        "Condition": condition,
    }


def account_known(known: str | None, arn: pulumi.Output[str]) -> pulumi.Output[str]:
    """Return the account of something: what is known of it, so that a plan shows policies as they will be,
    else what its ARN says.
    """
    return arn.apply(account_of) if known is None else pulumi.Output.from_input(known)
