"""The audit log of a key vault: whether a diagnostic setting sends it somewhere.

Sources, read on 2026-11-28: Azure Monitor, supported logs of Microsoft.KeyVault/vaults; diagnostic settings,
groups of categories. That AuditEvent is in the group audit is from memory (unverified).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts.beside import Beside, beside
from jiban.policy.facts.logs import DESTINATIONS, SETTING, Keeping
from jiban.policy.facts.once import of, once
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

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
    doubt: NotKnownError | None = None
    for setting in told.resources:
        try:
            with of(setting):
                if _goes_somewhere(setting) and _is_sent(setting):
                    return Keeping(kept=True)
        except NotKnownError as error:
            doubt = error
    if doubt is not None:
        raise doubt
    told.certain()
    names = ", ".join(each.name for each in told.resources)
    said = f"{names} does not send the audit log anywhere" if names else "no diagnostic setting names it"
    return Keeping(kept=False, said=said)


def _goes_somewhere(setting: ResourceView) -> bool:
    return any(not setting[each].known or bool(setting[each].text()) for each in DESTINATIONS)


def _is_sent(setting: ResourceView) -> bool:
    """Tell whether the audit log is one of those that are on: another one that may be on decides nothing."""
    doubt: NotKnownError | None = None
    for log in setting["logs"].each():
        try:
            if all(_holds(log)):
                return True
        except NotKnownError as error:
            doubt = error
    if doubt is not None:
        raise doubt
    return False


def _holds(log: Node) -> Iterator[bool]:
    """Yield what has to be so; what surely is not comes first, so that the rest is not asked."""
    group, category = log["categoryGroup"], log["category"]
    known = [node for node in (group, category) if node.known and node.given]
    if known:
        yield any(node.says(*_GROUPS, _CATEGORY) for node in known)
    else:
        yield group.says(*_GROUPS) or category.says(_CATEGORY)
    yield log["enabled"].is_true()
