"""What a cloud cannot do that a vault's specification can ask for."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from jiban.components.base import Cloud, Fault, Limit
from jiban.components.principals import ARN
from jiban.components.secrets.spec import SecretsSpec

_LONGEST: Final[Mapping[Cloud, int]] = {"azure": 90, "aws": 30}
"""Most days for which a deleted secret is kept (`Vault.properties.softDeleteRetentionInDays`; Secrets Manager
API, `DeleteSecret.RecoveryWindowInDays`)."""
_ENCRYPTS: Final = frozenset({"encrypt", "decrypt", "wrap", "unwrap"})
"""What a key of KMS for encryption does; one for signatures does the rest, and none does both."""


def longest(cloud: Cloud) -> int:
    """Return the most days for which a cloud keeps a deleted secret."""
    return _LONGEST[cloud]


def _directory_objects(field: str, spec: SecretsSpec) -> Iterator[Fault]:
    for position, principal in enumerate(getattr(spec, field)):
        if principal.startswith(ARN):
            yield Fault(
                (field, position),
                f"{principal} is an AWS principal, and Key Vault lets in objects of its directory",
                "name it by its object id",
            )


def _no_function(spec: SecretsSpec) -> Iterator[Fault]:
    for name in spec.rotation:
        yield Fault(
            ("rotation", name),
            "Key Vault calls no function to rotate a secret: it says when one expires soon, and whoever "
            "listens writes the next",
            "remove it, set rotate_days, and list whatever writes the secret in pipelines",
        )


def _iam_principals(field: str, spec: SecretsSpec) -> Iterator[Fault]:
    for position, principal in enumerate(getattr(spec, field)):
        if not principal.startswith(ARN):
            yield Fault(
                (field, position),
                f"{principal} is an object of Azure's directory, and AWS lets in IAM roles and users",
                "name the role by its ARN, such as arn:aws:iam::111122223333:role/operators",
            )


def _in_hardware(spec: SecretsSpec) -> Iterator[Fault]:
    if spec.hardware_keys is False:
        yield Fault(
            ("hardware_keys",),
            "keys of KMS are in hardware security modules, at no charge of their own, and nowhere else",
            "remove hardware_keys",
        )


def _recovery_window(spec: SecretsSpec) -> Iterator[Fault]:
    days, most = spec.retention_days, _LONGEST["aws"]
    if days is not None and days > most:
        yield Fault(
            ("retention_days",),
            f"{days} days is more than the {most} for which Secrets Manager keeps a deleted secret",
            f"set 7 to {most}, or leave it out for {most}",
        )


def _no_expiry(field: str, spec: SecretsSpec) -> Iterator[Fault]:
    value = getattr(spec, field)
    if value and value != SecretsSpec.model_fields[field].default:
        yield Fault(
            (field,),
            "a secret of Secrets Manager has no expiry, and nothing refuses one that is old",
            f"remove {field}; rotation names a function that makes new values",
        )


def _no_rotation(field: str, spec: SecretsSpec) -> Iterator[Fault]:
    for name, key in spec.keys.items():
        if getattr(key, field) is not None:
            yield Fault(
                ("keys", name, field),
                "KMS rotates symmetric keys alone, and a key for rsa or ec has one version that never ends",
                f"remove {field}, and take another name for the next key",
            )


def _one_usage(spec: SecretsSpec) -> Iterator[Fault]:
    for name, key in spec.keys.items():
        first = [each for each in key.allowed if each in _ENCRYPTS]
        second = [each for each in key.allowed if each not in _ENCRYPTS]
        if first and second:
            yield Fault(
                ("keys", name, "operations"),
                f"a key of KMS encrypts or signs, and never both: {', '.join(first)} is the one, "
                f"{', '.join(second)} the other",
                "name a key for each",
            )


def _no_certificates(spec: SecretsSpec) -> Iterator[Fault]:
    if spec.certificates:
        yield Fault(
            ("certificates",),
            "AWS keeps certificates in Certificate Manager, for its load balancers and its content network, "
            "and hands out no key of one that it has issued",
            "remove certificates; a certificate of another authority can be a secret",
        )


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("azure", "rotation", "none: Key Vault calls no function", _no_function),
    Limit("azure", "rotation.*.*", "none: Key Vault calls no function", _no_function),
    *(
        Limit("azure", field, "object ids of its directory", partial(_directory_objects, field))
        for field in ("administrators", "pipelines")
    ),
    Limit("aws", "hardware_keys", "`true` only", _in_hardware),
    Limit("aws", "retention_days", "30 at most", _recovery_window),
    *(
        Limit("aws", field, "none: secrets do not expire", partial(_no_expiry, field))
        for field in ("expires", "rotate_days", "undated")
    ),
    *(
        Limit(
            "aws", f"keys.*.{field}", "none: KMS rotates symmetric keys alone", partial(_no_rotation, field)
        )
        for field in ("rotate_days", "expire_days", "notify_days")
    ),
    Limit("aws", "keys.*.operations", "encryption or signatures, not both", _one_usage),
    Limit("aws", "certificates", "none: Certificate Manager has them", _no_certificates),
    *(
        Limit("aws", field, "ARNs of IAM roles or users", partial(_iam_principals, field))
        for field in ("administrators", "pipelines")
    ),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
