"""The audit log of a key vault: whether a diagnostic setting sends it somewhere.

Sources, read on 2026-11-28: Azure Monitor, supported logs of Microsoft.KeyVault/vaults; diagnostic settings,
groups of categories. That AuditEvent is in the group audit is from memory (unverified).
"""

from __future__ import annotations

from typing import Final

from jiban.policy.facts.beside import Beside, beside
from jiban.policy.facts.logic import every, some
from jiban.policy.facts.logs import DESTINATIONS, SETTING, Keeping
from jiban.policy.facts.once import of, once
from jiban.policy.facts.values import is_filled
from jiban.policy.view import Node, ResourceView, StackView

VAULT: Final = "azure-native:keyvault:Vault"
_SETTINGS: Final = Beside((SETTING,), "resourceUri", (VAULT,), called=("vaultName",), arm="vaults")
_GROUPS: Final = ("allLogs", "audit")
_CATEGORY: Final = "AuditEvent"


@once
def audit(stack: StackView, vault: ResourceView) -> Keeping:
    """Return whether the audit log of a key vault is sent somewhere.

    Raises:
        NotKnownError: no setting surely sends it, and one may.
    """
    told = beside(stack, vault, _SETTINGS)
    if some([lambda each=each: _sends(each) for each in told.resources]):
        return Keeping(kept=True)
    told.certain()
    names = ", ".join(each.name for each in told.resources)
    said = f"{names} does not send the audit log anywhere" if names else "no diagnostic setting names it"
    return Keeping(kept=False, said=said)


def _sends(setting: ResourceView) -> bool:
    with of(setting):
        return _goes_somewhere(setting) and _is_sent(setting)


def _goes_somewhere(setting: ResourceView) -> bool:
    return any(is_filled(setting[each]) for each in DESTINATIONS)


def _is_sent(setting: ResourceView) -> bool:
    """Tell whether the audit log is one of those that are on: another one that may be on decides nothing."""
    return some([lambda each=each: _is_audit(each) for each in setting["logs"].each()])


def _is_audit(log: Node) -> bool:
    group, category = log["categoryGroup"], log["category"]
    return every(
        lambda: some([lambda: group.says(*_GROUPS), lambda: category.says(_CATEGORY)]),
        log["enabled"].is_true,
    )
