"""PG-002: the storage of databases is encrypted from the start."""

from typing import Final

from jiban.policy.facts.inherited import DATABASE, DATABASE_CLUSTER, encryption
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of, failed, passed
from jiban.policy.view import ResourceView, StackView

_DATABASES: Final = (DATABASE, DATABASE_CLUSTER)


def check(stack: StackView, database: ResourceView) -> Verdict:
    """Judge an instance or a cluster of Amazon RDS."""
    found = encryption(stack, database)
    return passed() if found.on else failed(found.said, found.path)


RULE: Final = StackRule(
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
    types=_DATABASES,
    compliance={
        "cis": ("AWS5.0:2.2.1", "AWS7.0:3.2.1"),
        "isms_p": ("2.7.1",),
        "iso27001": ("A.8.11", "A.8.24"),
        "checkov": ("CKV_AWS_16", "CKV_AWS_96"),
        "cdk_nag": ("AwsSolutions-RDS2",),
        "prowler": ("aws:rds_instance_storage_encrypted", "aws:rds_cluster_storage_encrypted"),
    },
    check=each_of(_DATABASES, check),
)
