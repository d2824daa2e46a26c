"""PG-002: the storage of databases is encrypted from the start."""

from typing import Final

from jiban.policy.rule import Level, ResourceRule, Severity, Verdict, failed, not_applicable, passed
from jiban.policy.view import ResourceView


def check(database: ResourceView) -> Verdict:
    """Judge an instance or a cluster of Amazon RDS."""
    encrypted = database["storageEncrypted"]
    if encrypted.is_true():
        return passed()
    # A source that is not known yet is a source all the same.
    for source in ("replicateSourceDb", "replicationSourceIdentifier"):
        if encrypted.value is None and database[source].raw is not None:
            return not_applicable("a replica is encrypted as its source is")
    return failed("storageEncrypted is not true, and the provider's default is false", encrypted.path)


RULE: Final = ResourceRule(
    id="PG-002",
    text="The storage of a database is encrypted.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason=(
        "An unencrypted disk or snapshot can be read by anyone who gets it, and encrypting later "
        "replaces the database."
    ),
    remedy=(
        "Set storageEncrypted to true before the first deployment; restore an encrypted copy of a snapshot "
        "for a database that exists."
    ),
    link="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
    types=("aws:rds/instance:Instance", "aws:rds/cluster:Cluster"),
    compliance={
        "cis": ("AWS5.0:2.2.1", "AWS7.0:3.2.1"),
        "isms_p": ("2.7.1",),
        "iso27001": ("A.8.11", "A.8.24"),
        "checkov": ("CKV_AWS_16", "CKV_AWS_96"),
        "cdk_nag": ("AwsSolutions-RDS2",),
        "prowler": ("aws:rds_instance_storage_encrypted", "aws:rds_cluster_storage_encrypted"),
    },
    check=check,
)
