"""Findings as text."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace
from datetime import date

import pytest

from jiban.check.text import report_text
from jiban.model.plan import UNKNOWN
from jiban.policies.rules.cluster import k8c_003_eks_secret_encryption as k8c_003
from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policy.inprocess import run
from jiban.policy.rule import Severity, Verdict
from jiban.policy.view import ResourceView, Unseen
from jiban.policy.waivers import Waiver
from jiban.report.terminal import Look, columns
from tests.jiban.check.samples import RDS, everything, nothing
from tests.policies.samples import resource, with_resource

EVERYTHING = """\
shop/prod
1 failure stops the deployment, 1 failure is reported as advice, 1 is waived; 1 verdict is unknown.
3 rules checked: 0 pass, 3 fail, 1 unknown, 1 not applicable.

Critical
  PG-001  A database is not reachable from the internet.
    orders  rds/instance:Instance  __main__.py:12
      publiclyAccessible is true
    why: A public endpoint exposes the database to attacks; a firewall list is one mistake away from
         that.
    do:  Set network.publicNetworkAccess to Disabled (Azure) or publiclyAccessible to false (AWS),
         and reach the database by a private endpoint or from its subnets.
    see: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-private-link

High
  K8C-003  The Kubernetes secrets of an EKS cluster are encrypted with a customer-managed key.  (advisory)
    eks  eks/cluster:Cluster  __main__.py:12
      encryptionConfig names no key, so AWS's own encrypts the secrets
      (encryptionConfig.provider.keyArn)
    why: With a customer-managed key, access to the secrets at rest can be audited, granted and
         revoked.
    do:  Set encryptionConfig with provider.keyArn of a KMS key and resources [secrets]. It cannot
         be undone.
    see: https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html

Waived
  PG-001  reports  rds/instance:Instance  __main__.py:12
    publiclyAccessible is true
    platform: the old data centre reads from it; 10 days left, until 2026-12-01; waivers.yaml:2

Not known before deployment
  PG-001  images  rds/instance:Instance  __main__.py:12
    publiclyAccessible is not known before deployment

Waivers that need attention
  waivers.yaml:8: it expired on 2026-11-01, 20 days ago, and covers nothing any more; renew it or
    remove it (platform)
  waivers.yaml:14: there is no rule PG-01; did you mean PG-001? (platform)

Rules
  K8C-003  high      advisory   1 fail
  PG-001   critical  mandatory  2 fail, 1 unknown
  not applicable: NET-001
"""


def test_a_report_in_a_pipe() -> None:
    """Summary, failures by severity, what is waived and until when, what is open, waivers, rules."""
    assert report_text(everything(), verbose=True) == EVERYTHING


def test_a_report_without_findings() -> None:
    """What there is nothing to say of is left out."""
    assert report_text(nothing(), verbose=True) == textwrap.dedent(
        """\
        shop/prod
        All rules pass.
        1 rule checked: 0 pass, 0 fail, 0 unknown, 1 not applicable.

        Rules
          not applicable: NET-001
        """
    )


def test_rules_are_listed_only_where_somebody_asks() -> None:
    """There are many, and most of them pass."""
    assert report_text(everything()) == EVERYTHING.partition("\nRules\n")[0]


def test_a_rule_that_is_disabled() -> None:
    """Is told with the line that does it."""
    report = replace(nothing(), disabled={"NET-012": 3})
    assert report_text(report).splitlines()[-3:] == ["", "Disabled", "  NET-012  policies.yaml:3"]


def test_a_report_on_a_terminal() -> None:
    """No line is wider than the terminal."""
    assert max(map(columns, report_text(everything(), Look(width=60)).splitlines())) <= 60


def test_colours_are_only_added() -> None:
    """With colours the text is the same once they are taken out."""
    painted = report_text(everything(), Look(colour=True), verbose=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == EVERYTHING
    assert painted != EVERYTHING


def test_an_advice_that_stops() -> None:
    """Where advisory rules of a severity count too, the summary counts them as stopping."""
    lines = report_text(everything(), fail_on=Severity.HIGH).splitlines()
    assert lines[1] == "2 failures stop the deployment, 1 is waived; 1 verdict is unknown."


def test_several_of_each_are_told_in_the_plural() -> None:
    """Of the sentence that comes first, every part."""
    found = {
        name: resource(RDS, name, {"publiclyAccessible": value})
        for name, value in {"a": True, "b": True, "c": True, "d": True, "e": UNKNOWN, "f": UNKNOWN}.items()
    }
    clusters = [resource("aws:eks/cluster:Cluster", name) for name in ("one", "two")]
    waivers = [
        Waiver("PG-001", name, "platform", "the move", date(2026, 11, day), line=2)
        for name, day in (("c", 22), ("d", 21))
    ]
    rules = [k8c_003.RULE, pg_001.RULE]
    resources = [*found.values(), *clusters]
    report = run("shop", "prod", resources, rules, waivers=waivers, today=date(2026, 11, 21))
    lines = report_text(report).splitlines()
    assert lines[1:3] == [
        "2 failures stop the deployment, 2 failures are reported as advice, 2 are waived; 2 verdicts are",
        "unknown.",
    ]
    assert lines[3] == "2 rules checked: 0 pass, 6 fail, 2 unknown, 0 not applicable."
    assert "    platform: the move; 1 day left, until 2026-11-22; waivers.yaml:2" in lines
    assert "    platform: the move; expires today, 2026-11-21; waivers.yaml:2" in lines


def test_advice_alone_stops_nothing() -> None:
    """Unless a severity is named from which it does."""
    report = run(
        "shop",
        "prod",
        [resource("aws:eks/cluster:Cluster", "eks")],
        [k8c_003.RULE],
        waivers=(),
        today=date(2026, 11, 21),
    )
    assert report_text(report).splitlines()[1] == "1 failure is reported as advice."
    for severity in (Severity.HIGH, Severity.LOW):
        assert report_text(report, fail_on=severity).splitlines()[1] == "1 failure stops the deployment."
    assert "advice" in report_text(report, fail_on=Severity.CRITICAL).splitlines()[1]


@pytest.mark.parametrize(
    ("severity", "code"),
    [(Severity.CRITICAL, "31"), (Severity.HIGH, "31"), (Severity.MEDIUM, "33"), (Severity.LOW, "36")],
)
def test_a_severity_has_its_colour(severity: Severity, code: str) -> None:
    """Red for what is bad, then yellow, then cyan."""
    rules = [replace(pg_001.RULE, severity=severity)]
    found = [resource(RDS, "a", {"publiclyAccessible": True})]
    report = run("shop", "prod", found, rules, waivers=(), today=date(2026, 11, 21))
    lines = report_text(report, Look(colour=True)).splitlines()
    assert f"\x1b[1;{code}m{severity.value.capitalize()}\x1b[0m" in lines


def test_a_rule_that_breaks_on_two_resources_is_one_rule() -> None:
    """Each resource has its line, and no verdict is lost in the count."""

    def breaks(_resource: ResourceView) -> Verdict:
        raise ValueError("broken")

    report = run(
        "shop",
        "prod",
        [resource(RDS, "a"), resource(RDS, "b")],
        [replace(pg_001.RULE, check=breaks)],
        waivers=(),
        today=date(2026, 11, 21),
    )
    lines = report_text(report).splitlines()
    assert lines[1] == "1 rule could not be run."
    assert lines[2] == "1 rule checked: 0 pass, 0 fail, 0 unknown, 2 error, 0 not applicable."
    at = lines.index("Rules that could not be run")
    assert [line.split()[:2] for line in (lines[at + 1], lines[at + 3])] == [["PG-001", "a"], ["PG-001", "b"]]


def test_what_is_not_seen_is_said_once_for_all_rules() -> None:
    """With what makes it visible, and the exception that covers it; not among what is merely unknown."""
    hidden = Unseen(("aws:*",), "a plugin makes them", "declare them")
    top = replace(resource("eks:index:Cluster", "eks"), unseen=hidden)
    waivers = [Waiver("PG-001", "eks", "platform", "the move", date(2026, 12, 1), line=2)]
    rules = [k8c_003.RULE, pg_001.RULE]
    report = run("shop", "prod", [top], rules, waivers=waivers, today=date(2026, 11, 21))
    lines = report_text(report).splitlines()
    assert lines[1] == "No rule fails; 2 verdicts are unknown; 1 resource is not seen in full."
    at = lines.index("Not seen, so not judged")
    assert lines[at + 1 : at + 6] == [
        "  eks  index:Cluster  __main__.py:12",
        "    its parts are not seen: a plugin makes them",
        "    not judged by: PG-001, K8C-003",
        "    do:  Declare them.",
        "    platform: the move; 10 days left, until 2026-12-01; waivers.yaml:2",
    ]
    assert "Not known before deployment" not in lines
    stopped = report_text(report, fail_on_unknown=True).splitlines()
    assert stopped[1] == (
        "No rule fails; 2 verdicts are unknown; 1 resource is not seen in full; that stops the deployment."
    )


@pytest.mark.parametrize(("parent", "shown"), [("jiban:postgres:Postgres$", True), ("", False)])
def test_the_field_that_mends_it_is_named_for_our_own_components(parent: str, *, shown: bool) -> None:
    """Another program has no such field."""
    report = everything()
    [first, *_] = report.findings
    subject = first.subject
    assert subject is not None
    owned = with_resource(subject, urn=subject.urn.replace("::aws:", f"::{parent}aws:"))
    rule = replace(first.rule, setting=("jiban:postgres.public",))
    finding = replace(first, rule=rule, judgement=replace(first.judgement, subject=owned))
    lines = report_text(replace(report, findings=(finding,))).splitlines()
    assert ("    set: jiban:postgres.public" in lines) is shown
