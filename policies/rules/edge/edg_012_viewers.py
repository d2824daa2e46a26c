"""EDG-012: viewers speak HTTPS to CloudFront, and a version that is new enough."""

from typing import Final

from jiban.policy.facts import tls
from jiban.policy.facts.cloudfront import viewer_verdict
from jiban.policy.facts.edges import DISTRIBUTIONS
from jiban.policy.parameters import Parameter
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of
from jiban.policy.view import ResourceView, StackView

LEAST: Final = Parameter(
    "least", "TLSv1.2_2021", "The oldest security policy of CloudFront that will do.", choices=tls.CLOUDFRONT
)


def check(stack: StackView, distribution: ResourceView) -> Verdict:
    """Judge what viewers speak to a distribution."""
    return viewer_verdict(distribution, LEAST.of(stack))


RULE: Final = StackRule(
    id="EDG-012",
    text="CloudFront takes HTTPS alone or sends on to it, by TLSv1.2_2021 or newer.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "What a viewer sends over plain HTTP, or over a version that is broken, is read by whoever sits in "
        "between, however well everything behind is guarded."
    ),
    remedy=(
        "Set viewerProtocolPolicy of each behaviour to redirect-to-https, and in viewerCertificate a "
        "certificate of your own with minimumProtocolVersion TLSv1.2_2021."
    ),
    link="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html",
    types=DISTRIBUTIONS,
    parameters=(LEAST,),
    compliance={
        "isms_p": ("2.7.1",),
        "checkov": ("CKV_AWS_34", "CKV_AWS_174"),
        "cdk_nag": ("AwsSolutions-CFR4",),
        "prowler": (
            "aws:cloudfront_distributions_https_enabled",
            "aws:cloudfront_distributions_using_deprecated_ssl_protocols",
        ),
    },
    check=each_of(DISTRIBUTIONS, check),
)
