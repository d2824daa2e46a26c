"""Findings as text."""

from __future__ import annotations

import re
import textwrap

from jiban.check.text import report_text
from jiban.policy.rule import Severity
from jiban.report.terminal import Look, columns
from tests.jiban.check.samples import everything, nothing

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
    assert report_text(everything()) == EVERYTHING


def test_a_report_without_findings() -> None:
    """What there is nothing to say of is left out."""
    assert report_text(nothing()) == textwrap.dedent(
        """\
        shop/prod
        All rules pass.
        1 rule checked: 0 pass, 0 fail, 0 unknown, 1 not applicable.

        Rules
          not applicable: NET-001
        """
    )


def test_a_report_on_a_terminal() -> None:
    """No line is wider than the terminal."""
    assert max(map(columns, report_text(everything(), Look(width=60)).splitlines())) <= 60


def test_colours_are_only_added() -> None:
    """With colours the text is the same once they are taken out."""
    painted = report_text(everything(), Look(colour=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == EVERYTHING
    assert painted != EVERYTHING


def test_an_advice_that_stops() -> None:
    """Where advisory rules of a severity count too, the summary counts them as stopping."""
    lines = report_text(everything(), fail_on=Severity.HIGH).splitlines()
    assert lines[1] == "2 failures stop the deployment, 1 is waived; 1 verdict is unknown."
