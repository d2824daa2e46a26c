"""The firewall on AWS as data: groups of managed rules by stage and exclusions, and our own. No resource."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jiban.components.edge import firewall
from jiban.components.edge.spec import FirewallSpec
from jiban.tables import table

WINDOW_SECONDS: Final = 60
"""Time over which requests of one address are counted, the shortest there is."""

Fields = dict[str, Any]
"""Part of a web ACL, in the words of its Python SDK."""

_ODD: Final = re.compile(r"[^\w\s.:/=+@-]")
"""What a tag of AWS does not take (AWS General Reference, "Tagging your AWS resources")."""
_DECODED: Final = ("URL_DECODE", "LOWERCASE")
"""What is done to a path before it is compared, so that other letters are no way around."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of rules that AWS keeps."""

    name: str
    priority: int
    capacity: int
    rules: Sequence[str]


def groups() -> Sequence[Group]:
    """Return AWS's groups, in the order in which they are asked."""
    return [Group(**each) for each in _aws()["groups"]]


def group(rule: str) -> str | None:
    """Return the group of a rule; None of one that no group has."""
    return next((each.name for each in groups() if rule in each.rules), None)


def odd_letters(text: str) -> Sequence[str]:
    """Return the letters of a text that no tag of AWS takes."""
    return sorted(set(_ODD.findall(text)))


def rules(spec: FirewallSpec) -> list[Fields]:
    """Return the rules of a web ACL: our own before those of AWS. In stage `detect` all of them count."""
    return [*(_own(spec, each) for each in firewall.own_rules(spec)), *(_managed(spec, g) for g in groups())]


def _own(spec: FirewallSpec, rule: firewall.OwnRule) -> Fields:
    made: Mapping[str, Any] = {"path": _paths, "country": _countries, "rate": _rate}
    return {
        "name": rule.name,
        "priority": rule.priority,
        # A rule of one's own has an action; a group has one that overrides its rules' own.
        "action": {"count": {}} if spec.stage == "detect" else {"block": {}},
        "statement": made[rule.kind](rule.values),
        "visibility_config": visibility(rule.name),
    }


def _managed(spec: FirewallSpec, found: Group) -> Fields:
    excluded = sorted({each.rule for each in spec.exclusions if each.rule in found.rules})
    return {
        "name": found.name,
        "priority": found.priority,
        "override_action": {"count": {}} if spec.stage == "detect" else {"none": {}},
        "statement": {
            "managed_rule_group_statement": {
                "vendor_name": _aws()["vendor"],
                "name": found.name,
                "rule_action_overrides": [
                    {"name": rule, "action_to_use": {"count": {}}} for rule in excluded
                ],
            }
        },
        "visibility_config": visibility(found.name),
    }


def visibility(name: str) -> Fields:
    """Return under which name the matches of a rule are counted, and that some are kept to be looked at."""
    return {"cloudwatch_metrics_enabled": True, "metric_name": name, "sampled_requests_enabled": True}


def _countries(values: Sequence[str]) -> Fields:
    return {"geo_match_statement": {"country_codes": list(values)}}


def _rate(values: Sequence[str]) -> Fields:
    return {
        "rate_based_statement": {
            "limit": int(values[0]),
            "aggregate_key_type": "IP",
            "evaluation_window_sec": WINDOW_SECONDS,
        }
    }


def _paths(values: Sequence[str]) -> Fields:
    """Look for each text in the path and in the query."""
    return {
        "or_statement": {
            "statements": [
                {
                    "byte_match_statement": {
                        "search_string": text.lower(),
                        "positional_constraint": "CONTAINS",
                        "field_to_match": {part: {}},
                        "text_transformations": [
                            {"priority": position, "type": kind} for position, kind in enumerate(_DECODED)
                        ],
                    }
                }
                for text in values
                for part in ("uri_path", "query_string")
            ]
        }
    }


def _aws() -> Mapping[str, Any]:
    found: Mapping[str, Any] = table("jiban.components.edge", "rulesets.yaml")["aws"]
    return found
