"""Keys that services use on AWS: made by KMS, which never lets one out."""

from __future__ import annotations  # the SDK's module is only loaded where a key is made

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import kms

from jiban.components.secrets.aws_access import account_known, key_policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jiban.components.secrets.spec import KeySpec, SecretsSpec
    from jiban.components.site import Site

_RSA_BITS: Final = 3072
_CURVES: Final[Mapping[str, str]] = {
    "P-256": "ECC_NIST_P256",
    "P-384": "ECC_NIST_P384",
    "P-521": "ECC_NIST_P521",
}
_CURVE: Final = "P-256"
_DELETION_DAYS: Final = 30
_SIGNS: Final = frozenset({"sign", "verify"})


@dataclass(frozen=True, kw_only=True)
class KeysArgs:
    """What keys of KMS are made of."""

    spec: SecretsSpec
    site: Site
    account: str | None
    """The account's number, where it is known before deployment."""


def keys(name: str, args: KeysArgs, parent: pulumi.Resource) -> Mapping[str, kms.Key]:
    """Declare the keys and the names by which people find them, and return them by name."""
    return {
        key: _key(f"{name}-key-{key}", key, spec, args, parent)
        for key, spec in sorted(args.spec.keys.items())
    }


def _key(logical: str, key: str, spec: KeySpec, args: KeysArgs, parent: pulumi.Resource) -> kms.Key:
    site = args.site
    made = kms.Key(
        logical,
        description=f"Key {key} of services of {site.ownership.project}",
        customer_master_key_spec=_spec(spec),
        key_usage="SIGN_VERIFY" if _SIGNS.intersection(spec.allowed) else "ENCRYPT_DECRYPT",
        deletion_window_in_days=_DELETION_DAYS,
        tags=site.ownership.tags("secrets", logical),
        opts=pulumi.ResourceOptions(
            parent=parent,
            protect=site.protect,
            # What was encrypted with a key needs it, also when nobody names the key any longer.
            retain_on_delete=True,
        ),
    )
    kms.Alias(
        f"{logical}-alias",
        name=f"alias/{site.naming.physical('kms.Alias', f'service-{key}')}",
        target_key_id=made.key_id,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    if args.spec.administrators:
        kms.KeyPolicy(
            f"{logical}-policy",
            key_id=made.key_id,
            policy=account_known(args.account, made.arn).apply(partial(key_policy, args.spec.administrators)),
            opts=pulumi.ResourceOptions(parent=parent),
        )
    return made


def _spec(spec: KeySpec) -> str:
    if spec.kind == "rsa":
        return f"RSA_{spec.size or _RSA_BITS}"
    return _CURVES[spec.curve or _CURVE]
