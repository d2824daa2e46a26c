"""CloudFront: what viewers speak to it, and what it speaks to origins.

Sources, read on 2026-11-28: pulumi-aws 7.51 (`cloudfront.Distribution`: minimumProtocolVersion is TLSv1 by
default, and does not count with CloudFront's own certificate; `VpcOrigin`, `OriginAccessControl`,
`MultitenantDistribution`). Unverified: that an access control signs always, never or unless the viewer has;
that a website endpoint speaks HTTP alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import links, tls
from jiban.policy.facts.expiry import BUCKETS
from jiban.policy.facts.once import of, origins
from jiban.policy.rule import PASS, Verdict, failed, judged, together
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

_VPC_ORIGIN: Final = "aws:cloudfront/vpcOrigin:VpcOrigin"
_CONTROL: Final = "aws:cloudfront/originAccessControl:OriginAccessControl"
_WEBSITES: Final = (
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
    "aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2",
)
ORIGINS: Final = (_VPC_ORIGIN, _CONTROL, *BUCKETS, *_WEBSITES)
"""Types of resource that an origin names."""
_BUCKET_NAME: Final = re.compile(
    r"\.s3[.-][a-z0-9.-]*amazonaws\.com(\.cn)?$|\.s3\.amazonaws\.com$", re.IGNORECASE
)
_WEBSITE_NAME: Final = re.compile(r"\.s3-website[.-]", re.IGNORECASE)
_SECURE: Final = ("https-only", "redirect-to-https")
_OLD: Final = ("SSLv3", "TLSv1")
_NEVER: Final = "never"


def viewer_verdict(distribution: ResourceView, least: str) -> Verdict:
    """Judge what viewers speak: HTTPS for each behaviour, by a policy that is new enough.

    Args:
        distribution: one of CloudFront's.
        least: the oldest policy that will do, of `tls.CLOUDFRONT`.

    Raises:
        NotKnownError: a list of behaviours is not known before deployment.
    """
    return together(
        (
            *(judged(_behaviour, each) for each in _behaviours(distribution)),
            judged(_policy, distribution["viewerCertificate"], least),
        )
    )


def _behaviours(distribution: ResourceView) -> Iterator[Node]:
    yield distribution["defaultCacheBehavior"]
    for key in ("orderedCacheBehaviors", "cacheBehaviors"):
        yield from distribution[key].each()


def _behaviour(behaviour: Node) -> Verdict:
    policy = behaviour["viewerProtocolPolicy"]
    return PASS if policy.says(*_SECURE) else failed(f"{policy.path} is {policy.text()}", policy.path)


def _policy(certificate: Node, least: str) -> Verdict:
    node = certificate["minimumProtocolVersion"]
    if certificate["cloudfrontDefaultCertificate"].is_true():
        said = "it has CloudFront's own certificate, with which TLSv1 is the least"
        return failed(said, certificate.path)
    name = node.text() or tls.CLOUDFRONT_DEFAULT
    if name not in tls.CLOUDFRONT:
        raise NotKnownError(node.path, f"is {name}, and how old that is is not known here")
    if tls.CLOUDFRONT.index(name) >= tls.CLOUDFRONT.index(least):
        return PASS
    said = f"is {name}" if node.given else f"is not set, and AWS takes {name}"
    return failed(f"{node.path} {said}, older than {least}", node.path)


def origin_verdict(stack: StackView, distribution: ResourceView) -> Verdict:
    """Judge what a distribution speaks to each of its origins.

    Raises:
        NotKnownError: the list of origins is not known before deployment.
    """
    nodes = distribution["origins"].each()
    return together(judged(_origin, stack, distribution, node) for node in nodes)


def _origin(stack: StackView, distribution: ResourceView, origin: Node) -> Verdict:
    inside = (origin["vpcOriginConfig"], *origin["vpcOriginConfigs"].each())
    for each in inside:
        if each["vpcOriginId"].given:
            return _inside(stack, distribution, each["vpcOriginId"])
    custom = next(
        (
            each
            for each in (origin["customOriginConfig"], *origin["customOriginConfigs"].each())
            if each.given
        ),
        None,
    )
    domain = origin["domainName"]
    if _is_website(stack, distribution, domain):
        return failed("a website of a bucket speaks plain HTTP, and nobody signs for it", domain.path)
    if _is_bucket(stack, distribution, domain) or custom is None:
        return _signed(stack, distribution, origin)
    return _custom(distribution, custom)


def _custom(distribution: ResourceView, custom: Node) -> Verdict:
    policy = custom["originProtocolPolicy"]
    if policy.says("match-viewer"):
        if together(judged(_behaviour, each) for each in _behaviours(distribution)) != PASS:
            return failed(f"{policy.path} is match-viewer, and viewers may speak plain HTTP", policy.path)
    elif not policy.says("https-only"):
        return failed(f"{policy.path} is {policy.text()}", policy.path)
    for each in custom["originSslProtocols"].each():
        if each.says(*_OLD):
            return failed(f"{each.path} is {each.text()}", each.path)
    return PASS


def _inside(stack: StackView, distribution: ResourceView, node: Node) -> Verdict:
    found = links.named(stack, distribution, node, _VPC_ORIGIN)
    if len(found) != 1:
        raise NotKnownError(node.path, "names a VPC origin that is no part of the stack")
    with of(found[0]):
        policy = found[0]["vpcOriginEndpointConfig"]["originProtocolPolicy"]
        if policy.says("https-only"):
            return PASS
        return failed(f"{policy.path} of {found[0].name} is {policy.text()}", node.path)


def _signed(stack: StackView, distribution: ResourceView, origin: Node) -> Verdict:
    node = origin["originAccessControlId"]
    if not node.given:
        identity = origin["s3OriginConfig"]["originAccessIdentity"]
        if identity.given and (not identity.known or identity.text()):
            return failed("a bucket is asked by an origin access identity, not by a control", identity.path)
        return failed("a bucket is asked without an access control", node.path)
    found = links.named(stack, distribution, node, _CONTROL)
    if len(found) == 1:
        with of(found[0]):
            if found[0]["signingBehavior"].says(_NEVER):
                return failed(f"its access control {found[0].name} signs nothing", node.path)
    return PASS


def _is_bucket(stack: StackView, distribution: ResourceView, domain: Node) -> bool:
    if domain.known:
        return bool(_BUCKET_NAME.search(domain.text()))
    return bool(origins(stack, distribution, domain, *BUCKETS))


def _is_website(stack: StackView, distribution: ResourceView, domain: Node) -> bool:
    if domain.known:
        return bool(_WEBSITE_NAME.search(domain.text()))
    return bool(origins(stack, distribution, domain, *_WEBSITES))
