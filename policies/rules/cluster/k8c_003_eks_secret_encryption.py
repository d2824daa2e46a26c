"""K8C-003: the secrets of EKS are encrypted with a key of one's own."""

from typing import Final

from jiban.policy.rule import Level, ResourceRule, Severity, Verdict, failed, passed
from jiban.policy.view import ResourceView


def check(cluster: ResourceView) -> Verdict:
    """Judge a cluster of Amazon EKS."""
    encryption = cluster["encryptionConfig"]
    key = encryption["provider"]["keyArn"]
    # A key that is made by the same deployment has no ARN yet, and is a key all the same.
    if key.raw is None:
        return failed("encryptionConfig names no key, so AWS's own encrypts the secrets", key.path)
    resources = encryption["resources"]
    if "secrets" in [each.text() for each in resources.each()]:
        return passed()
    return failed("encryptionConfig.resources does not hold secrets", resources.path)


RULE: Final = ResourceRule(
    id="K8C-003",
    text="The Kubernetes secrets of an EKS cluster are encrypted with a customer-managed key.",
    severity=Severity.HIGH,
    # EKS encrypts all API data with a key of AWS by itself; whose key it is, a team decides.
    level=Level.ADVISORY,
    reason=(
        "With a customer-managed key, access to the secrets at rest can be audited, granted and revoked."
    ),
    remedy=(
        "Set encryptionConfig with provider.keyArn of a KMS key and resources [secrets]. It cannot be undone."
    ),
    link="https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html",
    types=("aws:eks/cluster:Cluster",),
    compliance={
        "isms_p": ("2.7.2",),
        "iso27001": ("A.8.5", "A.8.11", "A.8.24"),
        "checkov": ("CKV_AWS_58",),
        "prowler": ("aws:eks_cluster_kms_cmk_encryption_in_secrets_enabled",),
    },
    check=check,
)
