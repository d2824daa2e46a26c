"""The firewall's rules as data: our own, and what rules of the provider do not look at. No resource.

What AWS alone has stands in `web_acl.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from jiban.components.edge.spec import ExclusionSpec, FirewallSpec
from jiban.tables import table

ANYWHERE: Final = "/*"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A set of rules that the provider keeps."""

    type: str
    version: str


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule of our own; whoever it matches is blocked."""

    name: str
    """Letters and digits."""
    priority: int
    """The lowest is asked first; for ever, as a changed number rewrites the rule."""
    kind: Literal["path", "country", "rate"]
    values: tuple[str, ...]
    """Texts of addresses, countries, or the requests a minute of one client."""


def attacks() -> RuleSet:
    """Return Azure's rule set against attacks."""
    return RuleSet(**_azure()["attacks"])


def bots() -> RuleSet:
    """Return Azure's rule set against bots."""
    return RuleSet(**_azure()["bots"])


def group(rule: str) -> str | None:
    """Return the group of a rule of Azure's set against attacks, `SQLI` of `942100`; None of another's."""
    groups: Mapping[str, str] = _azure()["groups"]["of"]
    if not rule.isdecimal():
        return None
    begins = [beginning for beginning in groups if rule.startswith(beginning)]
    return groups[max(begins, key=len)] if begins else None


def own_rules(spec: FirewallSpec) -> tuple[OwnRule, ...]:
    """Return our own rules, in the order in which they are asked."""
    found = [
        OwnRule("closedPaths", 10, "path", spec.closed_paths),
        OwnRule("blockedCountries", 20, "country", tuple(sorted(spec.blocked_countries))),
        OwnRule("requestsPerMinute", 30, "rate", (str(spec.requests_per_minute),)),
    ]
    return tuple(rule for rule in found if rule.values)


def excluded(spec: FirewallSpec) -> Mapping[str, Mapping[str, Sequence[ExclusionSpec]]]:
    """Return the exclusions by group and rule, sorted.

    Raises:
        KeyError: a rule is in no group.
    """
    found: dict[str, dict[str, list[ExclusionSpec]]] = {}
    for each in _in_order(spec):
        name = group(each.rule)
        if name is None:
            raise KeyError(each.rule)
        found.setdefault(name, {}).setdefault(each.rule, []).append(each)
    return dict(sorted(found.items()))


def accounts(spec: FirewallSpec) -> dict[str, str]:
    """Return, as tags, what the firewall's rules cannot hold: how long it only detects, and who answers for
    what it does not look at, why.
    """
    found = {"detect-until": spec.detect_until} if spec.detect_until else {}
    for position, each in enumerate(_in_order(spec)):
        key = f"exclusion-{each.rule}"
        key = key if key not in found else f"{key}-{position}"
        found[key] = f"{each.owner}: {each.reason}"
    return found


def _in_order(spec: FirewallSpec) -> Sequence[ExclusionSpec]:
    return sorted(spec.exclusions, key=lambda one: (one.rule, one.part or "", one.name or ""))


def _azure() -> Mapping[str, Any]:
    found: Mapping[str, Any] = table("jiban.components.edge", "rulesets.yaml")["azure"]
    return found
