"""SEC-004: vaults by roles or by access policies."""

from __future__ import annotations

import pytest

from jiban.policies.rules.secrets.sec_004_vault_roles import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown

VAULT = "azure-native:keyvault:Vault"
NAME = "properties.enableRbacAuthorization"
CASES = (
    passes(resource(VAULT, inputs={"properties": {"enableRbacAuthorization": True}})),
    fails(f"{NAME} is false", resource(VAULT, inputs={"properties": {"enableRbacAuthorization": False}})),
    fails(f"{NAME} is not set, and Azure takes false", resource(VAULT)),
    unknown(
        f"{NAME} is not known before deployment",
        resource(VAULT, inputs={"properties": {"enableRbacAuthorization": UNKNOWN}}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
