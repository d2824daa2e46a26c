"""Logs of Azure's managed services: who keeps what they write. Types that write any: `logs.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.azure_ids import named
from jiban.policy.facts.once import once
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
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


@dataclass(frozen=True, slots=True)
class Sent:
    """Which logs of a resource are sent somewhere, in small letters."""

    groups: frozenset[str]
    """Groups of categories: `alllogs`, `audit`."""
    categories: frozenset[str]
    """Categories by name."""
    doubts: tuple[tuple[str, str, str], ...] = ()
    """What may be sent too: group or category, empty for any; and the path and what is said of it."""

    def any_of(self, groups: Iterable[str], categories: Iterable[str] = ()) -> bool:
        """Tell whether one of some groups or categories is sent.

        Raises:
            NotKnownError: none surely is, and one of them may be.
        """
        words = {word.casefold() for word in (*groups, *categories)}
        if words & (self.groups | self.categories):
            return True
        for word, path, why in self.doubts:
            if not word or word in words:
                raise NotKnownError(path, why)
        return False


@once
def keeping(stack: StackView, resource: ResourceView) -> Keeping:
    """Return whether a diagnostic setting of the stack keeps the logs of a resource.

    Raises:
        NotKnownError: none surely does, and one of them may.
    """
    found: list[Keeping] = []
    doubt: NotKnownError | None = None
    for setting in settings(stack, resource):
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
    for setting in _of_nobody(stack):
        raise NotKnownError(f"resourceUri of {setting.name}")
    return Keeping(kept=False, said="no diagnostic setting sends its logs anywhere")


@once
def sent(stack: StackView, resource: ResourceView) -> Sent:
    """Return which logs of a resource its diagnostic settings of the stack send somewhere."""
    groups: set[str] = set()
    categories: set[str] = set()
    doubts: list[tuple[str, str, str]] = []
    for setting in settings(stack, resource):
        if not has_destination(setting):
            continue
        for entry in _entries(setting, doubts):
            group, category = entry["categoryGroup"], entry["category"]
            if not group.known or not category.known:
                doubts.append(("", f"{entry.path} of {setting.name}", ""))
                continue
            word = (group.text() or category.text()).casefold()
            if not entry["enabled"].known:
                doubts.append((word, f"{entry['enabled'].path} of {setting.name}", ""))
            elif entry["enabled"].is_true():
                (groups if group.text() else categories).add(word)
    doubts += [("", f"resourceUri of {setting.name}", "") for setting in _of_nobody(stack)]
    return Sent(frozenset(groups), frozenset(categories), tuple(doubts))


def settings(stack: StackView, resource: ResourceView) -> tuple[ResourceView, ...]:
    """Return the diagnostic settings of a resource."""
    return _by_resource(stack).get(resource.urn, ())


@once
def _by_resource(stack: StackView) -> Mapping[str, tuple[ResourceView, ...]]:
    found: dict[str, tuple[ResourceView, ...]] = {}
    for setting in stack.of(SETTING):
        for each in named(stack, setting, setting["resourceUri"], *TYPES):
            found[each.urn] = (*found.get(each.urn, ()), setting)
    return found


@once
def _of_nobody(stack: StackView) -> tuple[ResourceView, ...]:
    """Return the settings of which the program does not tell whose they are."""
    return tuple(
        setting
        for setting in stack.of(SETTING)
        if not setting["resourceUri"].known and not stack.behind(setting, "resourceUri")
    )


def _entries(setting: ResourceView, doubts: list[tuple[str, str, str]]) -> tuple[Node, ...]:
    try:
        return setting["logs"].each()
    except NotKnownError as error:
        doubts.append(("", f"{error.path} of {setting.name}", error.why))
        return ()


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
