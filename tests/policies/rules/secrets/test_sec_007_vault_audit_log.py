"""SEC-007: vaults, and the diagnostic settings that send their audit log."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from jiban.policies.rules.secrets.sec_007_vault_audit_log import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

VAULT = "azure-native:keyvault:Vault"
SETTING = "azure-native:monitor:DiagnosticSetting"


def setting(*logs: Mapping[str, object], of: str = "it", **more: object) -> ResourceView:
    """A setting of a vault."""
    given = {"resourceUri": UNKNOWN, "logs": list(logs), "workspaceId": UNKNOWN, **more}
    return resource(SETTING, "setting", given, comes_from={"resourceUri": [urn(VAULT, of)]})


AUDIT = {"category": "AuditEvent", "enabled": True}
CASES = (
    passes(resource(VAULT), setting(AUDIT)),
    passes(resource(VAULT), setting({"categoryGroup": "alllogs", "enabled": True})),
    passes(resource(VAULT), setting({"category": "Other", "enabled": UNKNOWN}, AUDIT)),
    fails("no diagnostic setting names it", resource(VAULT)),
    fails(
        "no diagnostic setting names it",
        resource(VAULT),
        resource(VAULT, "other"),
        setting(AUDIT, of="other"),
    ),
    fails(
        "setting does not send the audit log anywhere", resource(VAULT), setting({**AUDIT, "enabled": False})
    ),
    fails("setting does not send the audit log anywhere", resource(VAULT), setting(AUDIT, workspaceId=None)),
    unknown(
        "logs[0].enabled of setting is not known before deployment",
        resource(VAULT),
        setting({**AUDIT, "enabled": UNKNOWN}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
