"""EDG-013: what CloudFront speaks to its origins."""

from __future__ import annotations

import pytest

from jiban.model.plan import Unknown
from jiban.policies.rules.edge.edg_013_origins import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl"
POLICY = "origins[0].customOriginConfig.originProtocolPolicy"
BUCKET = "aws:s3/bucket:Bucket"


def of(token: str, name: str) -> Unknown:
    """A value that is known later, of a resource."""
    return Unknown("", (urn(token, name),))


def asks(*, viewers: str = "https-only", **origin: object) -> ResourceView:
    """A distribution with this origin."""
    inputs = {"origins": [origin], "defaultCacheBehavior": {"viewerProtocolPolicy": viewers}}
    return resource(DISTRIBUTION, "it", inputs)


def custom(policy: object, viewers: str = "https-only") -> ResourceView:
    """A distribution with an origin that is no bucket."""
    config = {"originProtocolPolicy": policy, "originSslProtocols": ["TLSv1.2"]}
    return asks(viewers=viewers, domainName="a.example.com", customOriginConfig=config)


SIGNED = asks(domainName=of(BUCKET, "b"), originAccessControlId=of(CONTROL, "c"))

CASES = (
    passes(custom("https-only")),
    fails(f"{POLICY} is http-only", custom("http-only")),
    passes(custom("match-viewer")),
    fails(
        f"{POLICY} is match-viewer, and viewers may speak plain HTTP",
        custom("match-viewer", "allow-all"),
    ),
    unknown(f"{POLICY} is not known before deployment", custom(UNKNOWN)),
    fails("a bucket is asked without an access control", asks(domainName="b.s3.amazonaws.com")),
    passes(SIGNED, resource(CONTROL, "c", {"signingBehavior": "always"})),
    fails(
        "its access control c signs nothing",
        SIGNED,
        resource(CONTROL, "c", {"signingBehavior": "never"}),
    ),
    fails(
        "a bucket is asked by an origin access identity, not by a control",
        asks(domainName=of(BUCKET, "b"), s3OriginConfig={"originAccessIdentity": "origin-access-identity/x"}),
    ),
    fails(
        "a website of a bucket speaks plain HTTP, and nobody signs for it",
        asks(domainName="b.s3-website.ap-northeast-2.amazonaws.com", customOriginConfig={}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
