"""What the engine is told of a rule and of its verdicts, and which waivers it hears of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pulumi_policy
import pytest
from pulumi_policy.proxy import UnknownValueError

from jiban.model.plan import UNKNOWN
from jiban.policies import packs
from jiban.policies.rules.design import dsg_004_drainable_workloads as dsg_004
from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policy.configuration import Configuration, Setting
from jiban.policy.crossguard import Host, plain, run_pack, view
from jiban.policy.facts.tier import is_production
from jiban.policy.parameters import Parameter
from jiban.policy.rule import Judgement, Level, Outcome, Rule, Severity, Verdict, failed, passed
from jiban.policy.view import StackView
from jiban.policy.waivers import Waiver

TODAY = date(2026, 11, 21)
URN = "urn:pulumi:prod::shop::aws:rds/instance:Instance::db"
FILE = """\
waivers:
  - rule: PG-001
    resource: db
    owner: platform
    reason: for the move
    expires: {day}
"""


def asked(**fields: Any) -> Any:
    """What the SDK hands to a policy about one resource."""
    given = {
        "urn": URN,
        "resource_type": "aws:rds/instance:Instance",
        "name": "db",
        "props": {"publiclyAccessible": True},
        "opts": SimpleNamespace(parent="urn:parent", protect=False),
    }
    return SimpleNamespace(**{**given, **fields})


def policy(rule: Rule, waivers: Sequence[Waiver] = ()) -> Any:
    """The one policy of a rule."""
    (found,) = Host([rule], waivers, TODAY).policies()
    return found


def told(rule: Rule, *, waivers: Sequence[Waiver] = (), **fields: Any) -> list[tuple[str, str | None]]:
    """What a rule reports on a resource, or on a stack of one resource."""
    heard: list[tuple[str, str | None]] = []
    resource = asked(**fields)
    host = policy(rule, waivers)
    args = SimpleNamespace(resources=[resource]) if rule.kind == "stack" else resource
    args.get_config = dict
    args.not_applicable = lambda reason: heard.append((f"not applicable: {reason}", None))
    host.validate(args, lambda text, urn=None: heard.append((text, urn)))
    return heard


def saying(*verdicts: Verdict) -> Rule:
    """A rule of the stack that says these of no resource."""
    return replace(dsg_004.RULE, check=lambda _: iter([Judgement(None, each) for each in verdicts]))


@pytest.mark.parametrize(
    ("ours", "engines"),
    [
        (Severity.CRITICAL, pulumi_policy.Severity.CRITICAL),
        (Severity.HIGH, pulumi_policy.Severity.HIGH),
        (Severity.MEDIUM, pulumi_policy.Severity.MEDIUM),
        (Severity.LOW, pulumi_policy.Severity.LOW),
    ],
)
def test_every_severity_is_the_engines_of_its_name(ours: Severity, engines: pulumi_policy.Severity) -> None:
    """So that Pulumi's pages sort failures as the reports do."""
    assert policy(replace(pg_001.RULE, severity=ours)).severity is engines


@pytest.mark.parametrize(
    ("ours", "engines"),
    [
        (Level.MANDATORY, pulumi_policy.EnforcementLevel.MANDATORY),
        (Level.ADVISORY, pulumi_policy.EnforcementLevel.ADVISORY),
        (Level.DISABLED, pulumi_policy.EnforcementLevel.DISABLED),
    ],
)
def test_every_level_is_the_engines_of_its_name(ours: Level, engines: pulumi_policy.EnforcementLevel) -> None:
    """What stops a deployment there is what stops a check."""
    assert policy(replace(pg_001.RULE, level=ours)).enforcement_level is engines


def test_a_stack_of_other_resources_is_looked_at_anew() -> None:
    """Though none of them was asked about by itself in between."""
    seen: list[list[str]] = []

    def check(stack: StackView) -> Iterator[Judgement]:
        seen.append([each.name for each in stack.resources])
        yield Judgement(None, passed())

    host = policy(replace(dsg_004.RULE, check=check))
    for names in (["a"], ["a", "b"], ["a", "b"]):
        resources = [asked(urn=f"{URN}-{name}", name=name) for name in names]
        host.validate(SimpleNamespace(resources=resources, not_applicable=print, get_config=dict), print)
    assert seen == [["a"], ["a", "b"], ["a", "b"]]


def test_a_policy_says_what_its_rule_says() -> None:
    """In the words of the engine."""
    rule = replace(pg_001.RULE, level=Level.ADVISORY, severity=Severity.LOW, compliance={"cis": ("1", "2")})
    found = policy(rule)
    assert found.name == "PG-001"
    assert found.display_name == f"PG-001 {rule.text}"
    assert found.description == rule.text
    assert found.enforcement_level is pulumi_policy.EnforcementLevel.ADVISORY
    assert found.severity is pulumi_policy.Severity.LOW
    assert found.tags == ["cis:1", "cis:2"]
    assert found.remediation_steps == rule.remedy
    assert found.url == rule.link


@pytest.mark.parametrize("level", list(Level))
def test_the_engine_enforces_as_a_rule_says(level: Level) -> None:
    """Each level has the engine's of its name."""
    found = policy(replace(pg_001.RULE, level=level))
    assert found.enforcement_level is pulumi_policy.EnforcementLevel[level.name]


@pytest.mark.parametrize("severity", list(Severity))
def test_the_engine_shows_the_severity_of_a_rule(severity: Severity) -> None:
    """Each severity has the engine's of its name."""
    assert policy(replace(pg_001.RULE, severity=severity)).severity is pulumi_policy.Severity[severity.name]


def test_a_failure_is_told_of_its_resource_with_what_to_do() -> None:
    """By name and by URN."""
    assert told(pg_001.RULE) == [(f"db: {failure()}. {pg_001.RULE.remedy}", URN)]


def failure() -> str:
    """Why a database that is open fails."""
    return pg_001.RULE.judge(view(asked(), asked().props)).reason


def test_a_failure_of_the_stack_names_no_resource() -> None:
    """There is none to name."""
    rule = saying(failed("too many"))
    assert told(rule) == [(f"too many. {rule.remedy}", None)]


def test_a_rule_that_is_about_nothing_says_so_once() -> None:
    """However often it does."""
    none = Verdict(Outcome.NOT_APPLICABLE, "nothing here")
    assert told(saying(none, none)) == [("not applicable: nothing here", None)]
    assert told(saying(none, Verdict(Outcome.PASS))) == []


def test_every_unknown_is_told_together() -> None:
    """The engine hears one advice of a rule."""
    one, two = (Verdict(Outcome.UNKNOWN, text) for text in ("a", "b"))
    with pytest.raises(UnknownValueError) as raised:
        told(saying(one, Verdict(Outcome.PASS), two))
    assert vars(raised.value)["message"] == "a; b"


@pytest.mark.parametrize(("days", "covered"), [(0, True), (1, True), (-1, False)])
def test_a_waiver_covers_through_its_last_day(*, days: int, covered: bool) -> None:
    """As it does in a check."""
    waiver = Waiver("PG-001", "db", "platform", "for the move", TODAY + timedelta(days))
    assert (told(pg_001.RULE, waivers=[waiver]) == []) is covered


def test_a_resource_is_seen_with_what_it_hangs_on() -> None:
    """Parent, protection, and what it waits for, in the order of the URNs."""
    others = [SimpleNamespace(urn=each) for each in ("urn:b", "urn:a")]
    found = view(
        asked(
            opts=SimpleNamespace(parent="urn:parent", protect=True),
            dependencies=others,
            property_dependencies={"vpcId": others},
        ),
        {"a": 1.0},
    ).resource
    assert (found.urn, found.type, found.name, found.custom) == (URN, "aws:rds/instance:Instance", "db", True)
    assert (found.parent, found.protect, found.inputs) == ("urn:parent", True, {"a": 1})
    assert found.dependencies == ("urn:a", "urn:b")
    assert found.property_dependencies == {"vpcId": ("urn:a", "urn:b")}


def test_the_engine_s_sentinels_are_unknown() -> None:
    """In lists and maps as alone; an empty text, a fraction and a truth value are themselves."""
    sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    assert plain({"a": [sentinel, ("x", 2.0)], "b": "", "c": 0.5, "d": True, "e": None}) == {
        "a": [UNKNOWN, ["x", 2]],
        "b": "",
        "c": 0.5,
        "d": True,
        "e": None,
    }


@pytest.mark.parametrize(
    ("given", "named", "beside", "covered"),
    [(1, -1, -1, True), (None, 1, -1, True), (None, None, 1, True), (-1, 1, 1, False), (None, -1, 1, False)],
)
def test_the_waivers_are_of_the_first_file_that_is_named(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    given: int | None,
    named: int | None,
    beside: int | None,
    *,
    covered: bool,
) -> None:
    """The one that is passed, else the environment's, else the project's; each here is valid or expired."""
    today = date.today()  # noqa: DTZ011 - the day of the machine, as the host takes it
    files: dict[str, Path] = {}
    for name, days in (("given", given), ("named", named), ("waivers", beside)):
        if days is not None:
            files[name] = tmp_path / f"{name}.yaml"
            files[name].write_text(FILE.format(day=today + timedelta(days)))
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JIBAN_WAIVERS", raising=False)
    if "named" in files:
        monkeypatch.setenv("JIBAN_WAIVERS", str(files["named"]))
    offered: list[Any] = []
    monkeypatch.setattr("pulumi_policy.PolicyPack", lambda _name, policies: offered.extend(policies))
    run_pack(packs.PACK, files.get("given"))
    (found,) = [each for each in offered if each.name == "PG-001"]
    heard: list[str] = []
    found.validate(asked(), lambda text, urn=None: heard.append(f"{text}{urn}"))
    assert (heard == []) is covered


def test_a_rule_that_breaks_is_told_as_a_violation() -> None:
    """Of its resource, or of none."""

    def check(_view: object) -> Any:
        raise LookupError("gone")

    ((text, urn),) = told(replace(pg_001.RULE, check=check))
    assert (text.startswith("db: "), "LookupError" in text, urn) == (True, True, URN)
    heard = told(replace(dsg_004.RULE, check=check))
    assert [("LookupError" in text, urn) for text, urn in heard] == [(True, None)]


DAYS = Parameter("days", 7, "Days.", minimum=1)


def kept(stack: StackView) -> Iterator[Judgement]:
    """Say how many days are asked for, and whether the stack is production."""
    yield Judgement(None, failed(f"{DAYS.of(stack)} days, production {is_production(stack)}"))


@pytest.mark.parametrize(
    ("told_by_engine", "said"), [({}, "3 days"), ({"days": 5.0}, "5 days"), ({"other": 5.0}, "3 days")]
)
def test_a_parameter_is_that_of_the_project_or_of_the_engine(
    told_by_engine: dict[str, Any], said: str
) -> None:
    """What the engine is given wins, a whole number of it as a float."""
    rule = replace(dsg_004.RULE, check=kept, parameters=(DAYS,))
    setting = Setting(rule.id, "*", None, {"days": 3}, 1)
    found: Any = Host([rule], (), TODAY, Configuration(("prod",), (setting,))).policies()[0]
    heard: list[str] = []
    args = SimpleNamespace(resources=[asked()], not_applicable=print, get_config=lambda: told_by_engine)
    found.validate(args, lambda text, _: heard.append(text))
    assert [text.partition(".")[0] for text in heard] == [f"{said}, production True"]


def test_the_engine_is_told_what_may_be_set() -> None:
    """By a schema for each parameter."""
    rule = replace(dsg_004.RULE, check=kept, parameters=(DAYS,))
    schema = policy(rule).config_schema
    assert schema is not None
    assert schema.properties == {
        "days": {"type": "integer", "default": 7, "description": "Days.", "minimum": 1}
    }
    assert policy(replace(rule, parameters=())).config_schema is None


def test_a_level_of_a_stack_is_that_of_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine names the stack before it asks for the policies."""
    rule = replace(dsg_004.RULE, check=kept)
    setting = Setting(rule.id, "dev", Level.DISABLED, {}, 1)
    for stack, level in (("dev", "DISABLED"), ("prod", "MANDATORY")):
        monkeypatch.setenv("PULUMI_STACK", stack)
        (found,) = Host([rule], (), TODAY, Configuration((), (setting,))).policies()
        assert found.enforcement_level is not None
        assert found.enforcement_level.name == level
