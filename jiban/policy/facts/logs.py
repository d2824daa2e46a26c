"""Logs of Azure's managed services: who keeps what they write. Types that write any: `logs.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.once import once
from jiban.policy.view import NotKnownError, ResourceView, StackView
from jiban.tables import table

SETTING: Final = "azure-native:monitor:DiagnosticSetting"
TYPES: Final[tuple[str, ...]] = tuple(table("jiban.policy.facts", "logs.yaml")["types"])
"""Types of resource that write logs of their own."""
DESTINATIONS: Final = (
    "workspaceId",
    "storageAccountId",
    "eventHubAuthorizationRuleId",
    "marketplacePartnerId",
)
"""Inputs of a setting that say where it sends to."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Whether the logs of a resource are kept."""

    kept: bool
    said: str = ""
    """Where they are not: why."""
    path: str = ""


@once
def keeping(stack: StackView, resource: ResourceView) -> Keeping:
    """Return whether a diagnostic setting of the stack keeps the logs of a resource.

    Raises:
        NotKnownError: none surely does, and one of them may.
    """
    settings = stack.of(SETTING)
    own = [each for each in settings if resource in stack.behind(each, "resourceUri", *TYPES)]
    found: list[Keeping] = []
    doubt: NotKnownError | None = None
    for setting in own:
        try:
            found.append(_sends(setting))
        except NotKnownError as error:
            doubt = error
    good = [each for each in found if each.kept]
    if good:
        return good[0]
    if found:
        said = "; ".join(dict.fromkeys(each.said for each in found))
        return Keeping(kept=False, said=said, path=found[0].path)
    if doubt is not None:
        raise NotKnownError(doubt.path, doubt.why)
    for setting in settings:
        if not setting["resourceUri"].known and not stack.behind(setting, "resourceUri"):
            raise NotKnownError(f"resourceUri of {setting.name}")
    return Keeping(kept=False, said="no diagnostic setting sends its logs anywhere")


def _sends(setting: ResourceView) -> Keeping:
    """Judge one setting: it sends one kind of logs at least, and to somewhere."""
    if not any(each["enabled"].is_true() for each in setting["logs"].each()):
        return Keeping(kept=False, said=f"{setting.name} sends no logs", path="logs")
    if not has_destination(setting):
        return Keeping(kept=False, said=f"{setting.name} names nowhere to send to")
    return Keeping(kept=True)


def has_destination(setting: ResourceView) -> bool:
    """Tell whether a diagnostic setting sends to anywhere, be it to where is known later."""
    return any(not setting[each].known or setting[each].text() for each in DESTINATIONS)
