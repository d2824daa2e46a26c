"""The rules, in lists. A pack is nothing but a choice of rules."""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, Final

from jiban.policies import rules
from jiban.policy.pack import Pack
from jiban.policy.rule import Rule
from jiban.tables import table

_FAMILIES: Final = ("NET", "K8C", "PG", "RED", "EDG", "SEC", "STO", "MSG", "OPS", "LOG", "WKL", "DSG")
"""Prefixes of ids, in the order of the catalogue."""


def _found() -> Iterator[Rule]:
    """Yield the rule of every file of a family's folder."""
    for module in walk_packages(rules.__path__, f"{rules.__name__}."):
        if not module.ispkg:
            yield import_module(module.name).RULE


def _place(rule: Rule) -> tuple[int, str]:
    return _FAMILIES.index(rule.id.partition("-")[0]), rule.id


RULES: Final[tuple[Rule, ...]] = tuple(sorted(_found(), key=_place))
"""All rules, in the order of the catalogue."""


def _parts() -> tuple[Pack, ...]:
    return tuple(
        Pack(entry["name"], tuple(rule for rule in RULES if _takes(entry["take"], rule)))
        for entry in table("jiban.policies", "packs.yaml")["packs"]
    )


def _takes(entries: Sequence[Mapping[str, Any]], rule: Rule) -> bool:
    return any(
        rule.severity.value in each.get("severity", ())
        or bool(rule.compliance.get(each.get("compliance", "")))
        or rule.id in each.get("rules", ())
        for each in entries
    )


PACK: Final = Pack("jiban", RULES, _parts())
"""What `jiban check` and `pulumi up` judge by."""
