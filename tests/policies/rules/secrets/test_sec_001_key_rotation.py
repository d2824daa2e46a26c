"""SEC-001: keys of KMS and of vaults, and whether they turn."""

from __future__ import annotations

import pytest

from jiban.policies.rules.secrets.sec_001_key_rotation import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown

KMS = "aws:kms/key:Key"
VAULT = "azure-native:keyvault:Key"


def turning(*actions: object) -> dict[str, object]:
    """A key of a vault with these actions before it expires."""
    return {
        "properties": {
            "rotationPolicy": {"lifetimeActions": [{"action": {"type": each}} for each in actions]}
        }
    }


CASES = (
    passes(resource(KMS, inputs={"enableKeyRotation": True})),
    fails("enableKeyRotation is not set, and AWS takes false", resource(KMS)),
    fails("enableKeyRotation is false", resource(KMS, inputs={"enableKeyRotation": False})),
    unknown(
        "enableKeyRotation is not known before deployment",
        resource(KMS, inputs={"enableKeyRotation": UNKNOWN}),
    ),
    not_applicable(
        resource(KMS, inputs={"customerMasterKeySpec": "HMAC_256"}),
        reason="KMS rotates symmetric keys for encryption alone",
    ),
    not_applicable(
        resource(KMS, inputs={"customKeyStoreId": UNKNOWN}),
        reason="KMS does not rotate keys of a store of one's own",
    ),
    passes(resource(VAULT, inputs=turning(UNKNOWN, "rotate"))),
    fails(
        "properties.rotationPolicy has no action that rotates it", resource(VAULT, inputs=turning("Notify"))
    ),
    fails(
        "properties.rotationPolicy is not set, and Azure rotates no key by itself",
        resource(VAULT, inputs={"properties": {}}),
    ),
    unknown(
        "properties.rotationPolicy.lifetimeActions[1].action.type is not known before deployment",
        resource(VAULT, inputs=turning("Notify", UNKNOWN)),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
