"""Which rules a project is judged by."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jiban.policies import packs
from jiban.policies.packs import PACK, RULES
from jiban.policy.pack import NoPackError, Pack, pack_of
from jiban.policy.rule import Severity


def declare(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> Path:
    """A project that declares what some code makes."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "declared_rules", raising=False)
    (folder / "declared_rules.py").write_text(code)
    (folder / "pyproject.toml").write_text('[tool.jiban]\npack = "declared_rules:PACK"\n')
    return folder


def test_the_pack_of_the_tool_judges_a_project_that_declares_none(tmp_path: Path) -> None:
    """All of its rules."""
    assert pack_of(tmp_path) == packs.PACK


def test_a_pack_of_its_own_takes_the_place_of_the_tools(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a whole, be it empty."""
    code = "from jiban.policy.pack import Pack\nPACK = Pack('own', ())\n"
    assert pack_of(declare(tmp_path, monkeypatch, code)) == Pack("own", ())


@pytest.mark.parametrize(("value", "what"), [("5", "int"), ("'rules'", "str")])
def test_what_is_declared_has_to_be_a_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, what: str
) -> None:
    """It is a fault of the project, and no rule is left out in silence."""
    folder = declare(tmp_path, monkeypatch, f"PACK = {value}\n")
    with pytest.raises(NoPackError, match=rf"what is declared \({what}\) is no jiban\.policy") as caught:
        pack_of(folder)
    assert caught.value.exit_code == 2


def test_without_a_pack_nothing_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And that is an error, with code 2."""
    monkeypatch.setattr("jiban.policy.pack.installed_pack", lambda: None)
    with pytest.raises(NoPackError, match="no pack of rules is installed: install jiban, or set") as caught:
        pack_of(tmp_path)
    assert caught.value.exit_code == 2


def test_a_part_has_the_rules_that_say_they_belong_to_it() -> None:
    """Packs are made of what rules say of themselves, and each has some."""
    parts = {part.name: [rule.id for rule in part.rules] for part in PACK.parts}
    assert list(parts) == ["production", "baseline", "isms-p", "iso27001", "cis", "cost"]
    assert parts["production"] == [rule.id for rule in PACK.rules]
    assert set(parts["baseline"]) == {rule.id for rule in RULES if rule.severity is Severity.CRITICAL}
    assert set(parts["isms-p"]) == {rule.id for rule in RULES if rule.compliance.get("isms_p")}
    assert parts["cost"] == ["NET-012", "K8C-004", "STO-007", "LOG-001", "DSG-014", "DSG-015"]
    assert all(parts.values())


def test_several_parts_are_asked_together_and_in_order() -> None:
    """A rule of two parts is asked once."""
    found = PACK.choice(["isms-p", "baseline"])
    taken = {rule.id for name in ("isms-p", "baseline") for rule in PACK.choice([name]).rules}
    assert [rule.id for rule in found.rules] == [rule.id for rule in RULES if rule.id in taken]
    assert PACK.choice([]) is PACK


@pytest.mark.parametrize(
    ("pack", "name", "said"),
    [
        (PACK, "isms", "jiban has no pack 'isms': did you mean isms-p? there are production, "),
        (Pack("own", RULES), "cis", "own has no pack 'cis': it is whole; leave --pack out"),
        (Pack("own", RULES, (Pack("none", ()),)), "none", "there is no rule in none, so nothing would be"),
    ],
)
def test_a_part_that_there_is_not(pack: Pack, name: str, said: str) -> None:
    """Nothing to judge by is no success."""
    with pytest.raises(NoPackError) as caught:
        pack.choice([name])
    assert str(caught.value).startswith(said)
    assert caught.value.exit_code == 2
