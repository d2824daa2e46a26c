"""SEC-001: keys change by themselves."""

from typing import Final

from jiban.policy.facts.values import effective
from jiban.policy.rule import Level, ResourceRule, Severity, Verdict, failed, not_applicable, passed
from jiban.policy.view import NotKnownError, ResourceView

_KMS: Final = "aws:kms/key:Key"
_VAULT: Final = "azure-native:keyvault:Key"


def check(key: ResourceView) -> Verdict:
    """Judge a key of KMS or of a vault."""
    return _of_kms(key) if key.token == _KMS else _of_vault(key)


def _of_kms(key: ResourceView) -> Verdict:
    turned = effective(key, "enableKeyRotation")
    if turned.node.known and turned.is_true():
        return passed()
    if key["customKeyStoreId"].given:
        return not_applicable("KMS does not rotate keys of a store of one's own")
    if not effective(key, "customerMasterKeySpec").says("SYMMETRIC_DEFAULT"):
        return not_applicable("KMS rotates symmetric keys for encryption alone")
    return passed() if turned.is_true() else failed(turned.said, turned.path)


def _of_vault(key: ResourceView) -> Verdict:
    policy = key["properties"]["rotationPolicy"]
    doubt: NotKnownError | None = None
    for action in policy["lifetimeActions"].each():
        try:
            if action["action"]["type"].says("Rotate"):
                return passed()
        except NotKnownError as error:
            doubt = error
    if doubt is not None:
        raise doubt
    said = (
        "has no action that rotates it" if policy.given else "is not set, and Azure rotates no key by itself"
    )
    return failed(f"{policy.path} {said}", policy.path)


RULE: Final = ResourceRule(
    id="SEC-001",
    text="A key rotates by itself.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="The longer a key is used, the more is lost with it, and what has to be done by hand is not done.",
    remedy=(
        "Set enableKeyRotation of a KMS key to true; give a key of a vault properties.rotationPolicy with a "
        "lifetime action of type Rotate."
    ),
    link="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    types=(_KMS, _VAULT),
    compliance={
        "cis": ("AWS5.0:3.6", "AWS7.0:4.6", "Az4.0:9.3.9", "Az6.0:8.3.9"),
        "isms_p": ("2.7.2", "2.10.1"),
        "iso27001": ("A.8.5", "A.8.11", "A.8.24"),
        "checkov": ("CKV_AWS_7",),
        "cdk_nag": ("AwsSolutions-KMS5",),
        "psrule": ("Azure.KeyVault.AutoRotationPolicy",),
        "prowler": ("aws:kms_cmk_rotation_enabled", "azure:keyvault_key_rotation_enabled"),
    },
    check=check,
)
