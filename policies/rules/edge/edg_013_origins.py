"""EDG-013: CloudFront asks its origins over HTTPS, and buckets by a signature."""

from typing import Final

from jiban.policy.facts.cloudfront import ORIGINS, origin_verdict
from jiban.policy.facts.edges import DISTRIBUTIONS
from jiban.policy.rule import Level, Severity, StackRule, each_of

RULE: Final = StackRule(
    id="EDG-013",
    text="CloudFront asks its origins over HTTPS alone, and buckets by an origin access control.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "What comes to the edge by HTTPS and goes on in plain text is as if it had come so; and a bucket "
        "that is asked without a signature has to be open to everybody."
    ),
    remedy=(
        "Set originProtocolPolicy to https-only with originSslProtocols TLSv1.2; make a "
        "cloudfront.OriginAccessControl that signs always, and name it in originAccessControlId."
    ),
    link="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
    types=(*DISTRIBUTIONS, *ORIGINS),
    compliance={
        "isms_p": ("2.6.1", "2.7.1"),
        "iso27001": ("A.8.24",),
        "checkov": ("CKV2_AWS_72", "CKV2_AWS_46"),
        "cdk_nag": ("AwsSolutions-CFR5", "AwsSolutions-CFR7"),
        "prowler": (
            "aws:cloudfront_distributions_origin_traffic_encrypted",
            "aws:cloudfront_distributions_s3_origin_access_control",
        ),
    },
    check=each_of(DISTRIBUTIONS, origin_verdict),
)
