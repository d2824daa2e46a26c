"""The catalogue of rules: each says all that it has to say of itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from jiban.policies import packs
from jiban.policy.rule import Rule

ROOT = Path(__file__).parents[2]
each_rule = pytest.mark.parametrize("rule", packs.RULES, ids=lambda rule: rule.id)


def test_every_rule_is_in_the_list() -> None:
    """Every file of a rule is in the list, and every id is there once."""
    files = {path.stem for path in (ROOT / "policies" / "rules").glob("*/*.py")} - {"__init__"}
    ids = [rule.id for rule in packs.RULES]
    assert {rule.lower().replace("-", "_") for rule in ids} == {
        "_".join(name.split("_")[:2]) for name in files
    }
    assert len(files) == len(ids)
    assert len(ids) == len(set(ids))


@each_rule
def test_a_rule_speaks_for_itself(rule: Rule) -> None:
    """Text, reason and remedy are sentences, the link is one, and other catalogues are known ones."""
    assert re.fullmatch(r"[A-Z0-9]+-\d{3}", rule.id)
    for sentence in (rule.text, rule.reason, rule.remedy):
        assert re.fullmatch(r"[A-Z].*\.", sentence), sentence
    assert rule.link.startswith("https://")
    assert rule.compliance.keys() <= {
        "cis", "isms_p", "iso27001", "checkov", "cdk_nag", "psrule", "prowler", "k8s_tools"
    }  # fmt: skip


def test_the_catalogue_is_what_the_rules_say() -> None:
    """Kind, severity, level, link, types and the names of other catalogues, of every rule in its order."""
    catalogue = yaml.safe_load((Path(__file__).parent / "catalogue.yaml").read_text(encoding="utf-8"))
    assert list(catalogue) == [rule.id for rule in packs.RULES]
    assert catalogue == {
        rule.id: {
            "kind": rule.kind,
            "severity": rule.severity.value,
            "level": rule.level.value,
            "link": rule.link,
            "types": list(rule.types),
            "compliance": {name: list(ids) for name, ids in rule.compliance.items()},
        }
        for rule in packs.RULES
    }


def test_every_kind_of_rule_is_there() -> None:
    """Rules look at resources, at stacks and at changes."""
    assert {rule.kind for rule in packs.RULES} == {"resource", "stack", "change"}


@each_rule
def test_the_documentation_lists_the_rule(rule: Rule) -> None:
    """The table of the README says of every rule what the rule says of itself."""
    row = f"| `{rule.id}` | {rule.kind} | {rule.severity.value} | {rule.level.value} | {rule.text} |"
    assert row in (ROOT / "policies" / "README.md").read_text().splitlines()
