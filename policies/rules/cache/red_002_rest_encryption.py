"""RED-002: what a cache on AWS writes to disk is encrypted."""

from typing import Final

from jiban.policy.facts.caches import ELASTICACHE, GLOBAL, NODE, SERVERLESS, is_memcached, is_part, setting
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of, failed, not_applicable, passed
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView, cache: ResourceView) -> Verdict:
    """Judge a replication group, a node of its own or a serverless cache."""
    if cache.token == SERVERLESS:
        return passed("a serverless cache is encrypted always")
    if is_part(cache):
        return not_applicable("it is a node of a replication group")
    if cache.token == NODE:
        if is_memcached(cache):
            return not_applicable("Memcached writes nothing to disk")
        return failed("a node of its own is not encrypted, only a replication group can be", "engine")
    on = setting(stack, cache, "atRestEncryptionEnabled")
    return passed() if on.is_true() else failed(on.said, on.path)


RULE: Final = StackRule(
    id="RED-002",
    text="What a cache writes to disk is encrypted.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="Backups, and what is swapped while nodes are synchronised, hold all that is cached.",
    remedy="Set atRestEncryptionEnabled to true before the first deployment; later it replaces the group.",
    link="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html",
    types=(*ELASTICACHE, GLOBAL),
    compliance={
        "isms_p": ("2.7.1",),
        "iso27001": ("A.8.11", "A.8.24"),
        "checkov": ("CKV_AWS_29", "CKV_AWS_191"),
        "cdk_nag": ("AwsSolutions-AEC3",),
        "prowler": ("aws:elasticache_redis_cluster_rest_encryption_enabled",),
    },
    check=each_of(ELASTICACHE, check),
)
