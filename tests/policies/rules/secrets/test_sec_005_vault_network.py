"""SEC-005: vaults, and which networks they answer."""

from __future__ import annotations

import pytest

from jiban.policies.rules.secrets.sec_005_vault_network import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView

VAULT = "azure-native:keyvault:Vault"


def vault(**properties: object) -> ResourceView:
    """A vault."""
    return resource(VAULT, inputs={"properties": properties})


CASES = (
    passes(vault(publicNetworkAccess="disabled")),
    passes(vault(networkAcls={"defaultAction": "deny"}), reason="no address of the internet gets in"),
    fails("properties.publicNetworkAccess is not set, and Azure leaves it on", vault()),
    fails(
        "properties.publicNetworkAccess is Enabled",
        vault(publicNetworkAccess="Enabled", networkAcls={"defaultAction": "Allow"}),
    ),
    unknown(
        "properties.publicNetworkAccess is not known before deployment", vault(publicNetworkAccess=UNKNOWN)
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
