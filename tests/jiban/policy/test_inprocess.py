"""Running rules on a stack: what is counted, what is waived, and what is said of waivers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from jiban import secrecy
from jiban.model.plan import UNKNOWN, Secret
from jiban.policies import packs
from jiban.policies.rules.cluster import k8c_003_eks_secret_encryption as k8c_003
from jiban.policies.rules.design import dsg_004_drainable_workloads as dsg_004
from jiban.policies.rules.design import dsg_017_replacement_of_data as dsg_017
from jiban.policies.rules.network import net_001_remote_access as net_001
from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policies.rules.postgres import pg_002_storage_encryption as pg_002
from jiban.policy.inprocess import Report, judge, run
from jiban.policy.rule import Change, Judgement, Level, Outcome, Rule, Severity, failed
from jiban.policy.view import ResourceView, StackView, Unseen
from jiban.policy.waivers import Ban, Waiver
from tests.policies.samples import resource, with_resource

TODAY = date(2026, 11, 21)
RDS = "aws:rds/instance:Instance"
OPEN = resource(RDS, "open", {"publiclyAccessible": True, "storageEncrypted": True})
SHUT = resource(RDS, "shut", {"publiclyAccessible": False, "storageEncrypted": True})
DARK = resource(RDS, "dark", {"publiclyAccessible": UNKNOWN, "storageEncrypted": True})
EKS = resource("aws:eks/cluster:Cluster", "eks")


def judged(
    *resources: ResourceView,
    rules: Sequence[Rule] = packs.RULES,
    waivers: Sequence[Waiver] = (),
    changes: Sequence[Change] | None = None,
) -> Report:
    """The report on some resources."""
    return run("shop", "prod", resources, rules, waivers=waivers, today=TODAY, changes=changes)


def waiver(rule: str = "PG-001", name: str = "open", *, until: date = date(2026, 12, 31)) -> Waiver:
    """A waiver of the platform's."""
    return Waiver(rule, name, "platform", "for the move", until, line=2)


def told(report: Report) -> list[tuple[str, str]]:
    """Rule and message of each finding about waivers."""
    return [(each.kind, each.message) for each in report.about_waivers]


def test_verdicts_are_counted_by_rule() -> None:
    """Every resource counts once for every rule that is about it."""
    report = judged(OPEN, SHUT, DARK, rules=[pg_001.RULE, net_001.RULE])
    assert report.counts == {
        "PG-001": {Outcome.FAIL: 1, Outcome.PASS: 1, Outcome.UNKNOWN: 1},
        "NET-001": {Outcome.NOT_APPLICABLE: 1},
    }
    assert [each.name for each in report.findings] == ["open"]
    assert [each.name for each in report.unknown] == ["dark"]


def test_the_worst_comes_first() -> None:
    """Findings are sorted by severity, then by rule and resource."""
    report = judged(EKS, OPEN, rules=[k8c_003.RULE, pg_001.RULE])
    assert [each.rule.id for each in report.findings] == ["PG-001", "K8C-003"]


def test_a_disabled_rule_is_not_asked() -> None:
    """A rule that is off gives no verdicts, not even counts."""
    off = replace(pg_001.RULE, level=Level.DISABLED)
    report = judged(OPEN, rules=[off])
    assert (report.rules, report.findings, report.counts) == ((), (), {})


def test_only_mandatory_rules_stop() -> None:
    """An advisory failure stops nothing unless its severity is asked for."""
    report = judged(EKS, rules=[k8c_003.RULE])
    assert len(report.findings) == 1
    assert report.stopping() == ()
    assert report.stopping(Severity.CRITICAL) == ()
    assert report.stopping(Severity.HIGH) == report.findings
    assert report.stopping(Severity.LOW) == report.findings


def test_a_waiver_moves_a_failure_aside() -> None:
    """A waived failure stops nothing, and is told with its waiver."""
    report = judged(OPEN, rules=[pg_001.RULE], waivers=[waiver()])
    assert (report.findings, report.stopping(), told(report)) == ((), (), [])
    assert [(each.name, each.waiver) for each in report.waived] == [("open", waiver())]
    assert report.total(Outcome.FAIL) == 1


def test_an_expired_waiver_covers_nothing() -> None:
    """The day after its last one, the failure counts again and the waiver is told."""
    report = judged(OPEN, rules=[pg_001.RULE], waivers=[waiver(until=date(2026, 11, 20))])
    assert [each.name for each in report.findings] == ["open"]
    message = "it expired on 2026-11-20, 1 day ago, and covers nothing any more; renew it or remove it"
    assert told(report) == [("expired", message)]


def test_a_waiver_holds_through_its_last_day() -> None:
    """On the day that it expires it still covers."""
    assert judged(OPEN, rules=[pg_001.RULE], waivers=[waiver(until=TODAY)]).findings == ()


def test_of_two_waivers_the_one_that_holds_longest_is_named() -> None:
    """So that nobody is told that an exception ends before it does."""
    early, late = waiver(until=date(2026, 12, 1)), waiver(until=date(2026, 12, 31))
    for order in ([early, late], [late, early]):
        report = judged(OPEN, rules=[pg_001.RULE], waivers=order)
        assert [each.waiver for each in report.waived] == [late]


def test_a_waiver_that_matches_nothing() -> None:
    """A waiver that no failure needs is told, also where its resource has been put right."""
    report = judged(SHUT, rules=[pg_001.RULE], waivers=[waiver(name="shut")])
    assert told(report) == [("unmatched", "PG-001 fails for nothing that shut matches; remove it")]


def test_a_waiver_of_a_rule_that_there_is_not() -> None:
    """The nearest rule is named."""
    report = judged(SHUT, waivers=[waiver("PG-0001")])
    assert told(report) == [("unknown rule", "there is no rule PG-0001; did you mean PG-001?")]


def test_a_waiver_of_another_stack() -> None:
    """A waiver for other stacks neither covers nor is told."""
    report = judged(OPEN, rules=[pg_001.RULE], waivers=[replace(waiver(), stacks=("dev",))])
    assert [each.name for each in report.findings] == ["open"]
    assert told(report) == []


def test_a_waiver_of_a_change_is_not_missed_without_changes() -> None:
    """Where nothing is compared, nobody can say that a waiver for a replacement is of no use."""
    waivers = [waiver("DSG-017")]
    assert told(judged(SHUT, waivers=waivers)) == []
    assert told(judged(SHUT, waivers=waivers, changes=[])) == [
        ("unmatched", "DSG-017 fails for nothing that open matches; remove it")
    ]


def test_changes_are_judged_where_there_are_any() -> None:
    """A replacement of a database is a finding on the database."""
    change = Change("replace", OPEN, OPEN, ("engine",))
    report = judged(OPEN, rules=[dsg_017.RULE], changes=[change])
    assert [(each.name, each.judgement.verdict.paths) for each in report.findings] == [("open", ("engine",))]
    alone = judged(OPEN, rules=[dsg_017.RULE])
    assert alone.counts["DSG-017"] == {Outcome.NOT_APPLICABLE: 1}


def test_a_secret_is_in_no_message() -> None:
    """A text that is secret is struck out of whatever a rule says."""
    leaking = replace(pg_001.RULE, check=lambda each: failed(f"password is {each['password'].raw.value}"))
    secret = resource(RDS, "db", {"password": Secret("hunter2")})
    assert judged(secret, rules=[leaking]).findings[0].judgement.verdict.reason == "password is [secret]"


def test_a_fingerprint_does_not_hang_on_words_or_lines() -> None:
    """The same rule, resource and paths have the same one; another resource or rule has another."""
    first = judged(OPEN, rules=[pg_001.RULE]).findings[0]
    moved = judged(with_resource(OPEN, source=None), rules=[replace(pg_001.RULE, text="x")]).findings[0]
    other = judged(with_resource(OPEN, urn=f"{OPEN.urn}2"), rules=[pg_001.RULE]).findings[0]
    rule = judged(OPEN, rules=[replace(pg_001.RULE, id="PG-009")]).findings[0]
    assert first.fingerprint == moved.fingerprint
    assert len({each.fingerprint for each in (first, other, rule)}) == 3


def test_a_secret_of_two_letters_is_no_text_of_its_own() -> None:
    """To strike it out would strike out words; from three letters on it is, on its own resource."""
    saying = replace(pg_001.RULE, check=lambda each: failed(f"it holds {each['password'].raw.value}, a cat"))
    reasons = [
        judged(resource(RDS, "db", {"password": Secret(text)}), rules=[saying]).findings[0]
        for text in ("ca", "cat")
    ]
    assert [each.judgement.verdict.reason for each in reasons] == [
        "it holds ca, a cat",
        "it holds [secret], a [secret]",
    ]


def test_a_finding_of_the_stack_names_no_resource() -> None:
    """It has a name and a URN all the same, both empty."""
    rule = replace(
        dsg_004.RULE, check=lambda stack: iter([Judgement(None, failed(f"{len(stack.resources)}"))])
    )
    (finding,) = judged(OPEN, rules=[rule]).findings
    assert (finding.name, finding.urn, finding.subject) == ("", "", None)


def test_a_finding_says_what_its_rule_would_have_done() -> None:
    """Where all of the resource is seen."""
    (finding,) = judged(OPEN, rules=[pg_001.RULE]).findings
    assert finding.remedy == pg_001.RULE.remedy


def test_an_expired_waiver_says_how_long_ago() -> None:
    """One day is a day."""

    def said(until: date) -> str:
        return told(judged(OPEN, rules=[pg_001.RULE], waivers=[waiver(until=until)]))[0][1]

    assert said(date(2026, 11, 20)).startswith("it expired on 2026-11-20, 1 day ago, ")
    assert said(date(2026, 11, 19)).startswith("it expired on 2026-11-19, 2 days ago, ")


def test_a_waiver_of_what_is_unknown_is_matched() -> None:
    """What it covers may turn out to fail, so nobody is told to remove it."""
    assert told(judged(DARK, rules=[pg_001.RULE], waivers=[waiver(name="dark")])) == []


def test_a_waiver_of_one_failure_is_none_of_the_next() -> None:
    """Each failure is on one side: waived, or a finding."""
    report = judged(OPEN, with_resource(OPEN, name="ajar"), rules=[pg_001.RULE], waivers=[waiver()])
    assert [each.name for each in report.waived] == ["open"]
    assert [each.name for each in report.findings] == ["ajar"]


def test_a_waiver_of_the_last_day_is_not_called_expired() -> None:
    """It still covers, so there is nothing to say of it."""
    assert told(judged(OPEN, rules=[pg_001.RULE], waivers=[waiver(until=TODAY)])) == []


def test_the_waivers_after_a_wrong_one_are_looked_at() -> None:
    """After one of no rule, and after one that has expired."""
    wrong = [waiver("PG-01"), waiver(name="gone", until=date(2026, 11, 1)), waiver(name="shut")]
    assert [kind for kind, _ in told(judged(SHUT, waivers=wrong))] == ["unknown rule", "expired", "unmatched"]


def test_a_waiver_of_nothing_like_a_rule_is_told_what_rules_there_are() -> None:
    """All of them, as none is near."""
    report = judged(SHUT, rules=[pg_001.RULE, pg_002.RULE], waivers=[waiver("???")])
    assert told(report) == [("unknown rule", "there is no rule ???; there are PG-001, PG-002")]


def test_one_near_rule_is_named() -> None:
    """The nearest alone, in whatever letters it was written."""
    report = judged(SHUT, rules=[pg_001.RULE, pg_002.RULE], waivers=[waiver("pg-02")])
    assert told(report) == [("unknown rule", "there is no rule pg-02; did you mean PG-002?")]


def test_a_secret_of_another_resource_is_in_no_message() -> None:
    """A rule may tell of one resource what it has read of another."""
    telling = replace(pg_001.RULE, check=lambda _: failed("it holds correct-horse-battery"))
    other = resource("test:index:Thing", "other", {"password": Secret("correct-horse-battery")})
    report = judged(OPEN, other, rules=[telling])
    assert report.findings[0].judgement.verdict.reason == "it holds [secret]"


def test_a_secret_with_another_in_it_is_struck_out_whole() -> None:
    """The longer one goes first, so that no rest of it stays."""
    telling = replace(pg_001.RULE, check=lambda _: failed("it holds abcde and abc"))
    both = resource(RDS, "db", {"a": Secret("abc"), "b": Secret("abcde")})
    report = judged(both, rules=[telling])
    assert report.findings[0].judgement.verdict.reason == "it holds [secret] and [secret]"


def reasons(rule: Rule, *resources: ResourceView, changes: Sequence[Change] | None = None) -> list[str]:
    """The outcome and reason of each verdict of a rule."""
    stack = StackView(resources)
    return [
        f"{each.verdict.outcome.name}: {each.verdict.reason}".removesuffix(": ")
        for each in judge(rule, stack, changes)
    ]


def test_a_rule_that_finds_nothing_says_why() -> None:
    """A rule of changes has nothing to compare with; any other has nothing of its own."""
    nothing = "NOT_APPLICABLE: the stack has nothing that the rule is about"
    alone = "NOT_APPLICABLE: there is nothing to compare the stack with"
    assert reasons(pg_001.RULE, EKS) == [nothing]
    assert reasons(dsg_017.RULE, EKS) == [alone]
    assert reasons(dsg_017.RULE, EKS, changes=[]) == [nothing]


def test_a_rule_of_changes_is_asked_about_its_own_types() -> None:
    """One that names none is asked about every change."""
    changes = [Change("update", OPEN, OPEN), Change("update", EKS, EKS)]
    saying = replace(dsg_017.RULE, check=lambda change: failed(change.subject.name))
    assert reasons(replace(saying, types=()), OPEN, EKS, changes=changes) == ["FAIL: open", "FAIL: eks"]
    assert reasons(replace(saying, types=(RDS,)), OPEN, EKS, changes=changes) == ["FAIL: open"]


def test_findings_are_in_the_order_of_rule_and_resource() -> None:
    """Where their severity is one."""
    first, second = (
        resource(RDS, "a", {"publiclyAccessible": True}),
        resource(RDS, "b", {"publiclyAccessible": True}),
    )
    rules = [replace(pg_001.RULE, id=each) for each in ("B-1", "A-1")]
    report = judged(second, first, rules=rules)
    assert [(each.rule.id, each.name) for each in report.findings] == [
        ("A-1", "a"),
        ("A-1", "b"),
        ("B-1", "a"),
        ("B-1", "b"),
    ]


def test_a_fingerprint_does_not_hang_on_the_order_of_properties() -> None:
    """A rule may find them in any."""
    prints = {
        judged(OPEN, rules=[replace(pg_001.RULE, check=lambda _, paths=paths: failed("x", *paths))])
        .findings[0]
        .fingerprint
        for paths in (("a", "b"), ("b", "a"))
    }
    assert len(prints) == 1


def test_an_unknown_of_what_is_seen_is_not_among_the_unseen() -> None:
    """Its value is not known; the resource is."""
    report = judged(DARK, rules=[pg_001.RULE])
    assert ([each.name for each in report.unknown], dict(report.unseen)) == (["dark"], {})


def test_a_secret_of_the_command_is_in_no_message() -> None:
    """Which no resource of the stack holds."""
    leaking = replace(pg_001.RULE, check=lambda _: failed("it is hunter2-hunter2"))
    with secrecy.gate() as gate:
        gate.learn("hunter2-hunter2")
        [found] = judged(OPEN, rules=[leaking]).findings
    assert found.judgement.verdict.reason == "it is [secret]"


def test_of_two_secrets_in_one_another_the_longer_one_is_struck_out() -> None:
    """No rest of it stays, whichever of them was found first."""
    leaking = replace(pg_001.RULE, check=lambda _: failed("it is cat-fish"))
    both = resource(RDS, "db", {"a": Secret("cat"), "b": Secret("cat-fish"), "c": Secret("fish")})
    [found] = judged(both, rules=[leaking]).findings
    assert found.judgement.verdict.reason == "it is [secret]"


def test_findings_come_worst_first_then_by_rule_and_resource() -> None:
    """So that two runs of the same stack read alike."""
    rules = [
        replace(pg_001.RULE, id=name, severity=severity, check=lambda _: failed("so"))
        for name, severity in (("B", Severity.LOW), ("D", Severity.HIGH), ("C", Severity.HIGH))
    ]
    two = [resource(RDS, name) for name in ("z", "a")]
    assert [(each.rule.id, each.name) for each in judged(*two, rules=rules).findings] == [
        *(("C", "a"), ("C", "z"), ("D", "a"), ("D", "z"), ("B", "a"), ("B", "z"))
    ]


def test_a_resource_that_is_not_seen_itself_has_one_verdict() -> None:
    """It is not this stack's to judge; where only parts of it are not seen, it is judged."""
    hidden = Unseen((RDS,), "it is read", "declare it", itself=True, lead="")
    found = judged(replace(SHUT, unseen=hidden), OPEN, rules=[pg_001.RULE])
    assert found.counts == {"PG-001": {Outcome.FAIL: 1, Outcome.NOT_APPLICABLE: 1}}
    assert found.unknown == ()
    parts = replace(hidden, itself=False)
    found = judged(replace(SHUT, unseen=parts), rules=[pg_001.RULE])
    assert found.counts == {"PG-001": {Outcome.PASS: 1, Outcome.UNKNOWN: 1}}


def test_a_waiver_of_another_property_covers_nothing() -> None:
    """One with a path is about verdicts that hang on it alone, and is told where there is none."""
    other = replace(waiver(), path="port")
    report = judged(OPEN, rules=[pg_001.RULE], waivers=[other])
    assert [each.name for each in report.findings] == ["open"]
    assert told(report) == [
        ("unmatched", "PG-001 fails for nothing that open matches by port; remove it"),
    ]


def test_a_waiver_that_its_file_forbids_covers_nothing() -> None:
    """The failure counts, and the waiver is told with the line that forbids it."""
    forbidden = replace(waiver(), bans=(Ban(Severity.HIGH, ("prod",), line=9),))
    report = judged(OPEN, rules=[pg_001.RULE], waivers=[forbidden])
    assert [each.name for each in report.stopping()] == ["open"]
    assert told(report) == [
        (
            "forbidden",
            (
                "waivers.yaml:9 forbids waivers of rules from high up in prod, and PG-001 is critical, so it "
                "covers nothing; remove it and mend the failure"
            ),
        )
    ]
    elsewhere = replace(waiver(), bans=(Ban(Severity.HIGH, ("live",)),))
    assert judged(OPEN, rules=[pg_001.RULE], waivers=[elsewhere]).findings == ()
