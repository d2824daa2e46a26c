"""EDG-012: what viewers speak to CloudFront."""

from __future__ import annotations

import pytest

from jiban.policies.rules.edge.edg_012_viewers import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"


def distribution(policy: object = "redirect-to-https", **certificate: object) -> ResourceView:
    """A distribution for viewers that speak so."""
    known = {"minimumProtocolVersion": "TLSv1.2_2021", **certificate}
    inputs = {"defaultCacheBehavior": {"viewerProtocolPolicy": policy}, "viewerCertificate": known}
    return resource(DISTRIBUTION, "it", inputs)


CASES = (
    passes(distribution()),
    fails("defaultCacheBehavior.viewerProtocolPolicy is allow-all", distribution("allow-all")),
    fails(
        "viewerCertificate.minimumProtocolVersion is TLSv1.2_2019, older than TLSv1.2_2021",
        distribution(minimumProtocolVersion="TLSv1.2_2019"),
    ),
    fails(
        "viewerCertificate.minimumProtocolVersion is not set, and AWS takes TLSv1, older than TLSv1.2_2021",
        distribution(minimumProtocolVersion=None),
    ),
    fails(
        "it has CloudFront's own certificate, with which TLSv1 is the least",
        distribution(cloudfrontDefaultCertificate=True),
    ),
    passes(distribution(minimumProtocolVersion="TLSv1.2_2018"), parameters={"least": "TLSv1.2_2018"}),
    unknown(
        "viewerCertificate.minimumProtocolVersion is not known before deployment",
        distribution(minimumProtocolVersion=UNKNOWN),
    ),
    fails(
        "defaultCacheBehavior.viewerProtocolPolicy is allow-all",
        distribution("allow-all", minimumProtocolVersion=UNKNOWN),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
