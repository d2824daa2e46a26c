"""RED-001: a cache lets no client in without TLS."""

from typing import Final

from jiban.policy.facts.caches import (
    GLOBAL,
    GROUP,
    MANAGED_DATABASE,
    NODE,
    REDIS,
    SERVERLESS,
    is_memcached,
    is_part,
    setting,
)
from jiban.policy.facts.values import effective
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of, failed, not_applicable, passed
from jiban.policy.view import ResourceView, StackView

_CACHES: Final = (GROUP, NODE, SERVERLESS, *REDIS, *MANAGED_DATABASE)


def check(stack: StackView, cache: ResourceView) -> Verdict:
    """Judge what clients talk to: a group, a node of its own, a serverless cache, a Redis, a database."""
    if cache.token == SERVERLESS:
        return passed("a serverless cache takes nothing but TLS")
    if cache.token in REDIS:
        plain = effective(cache, "enableNonSslPort")
        return failed(plain.said, plain.path) if plain.is_true() else passed()
    if cache.token in MANAGED_DATABASE:
        protocol = effective(cache, "clientProtocol")
        return failed(protocol.said, protocol.path) if protocol.says("Plaintext") else passed()
    if is_part(cache):
        return not_applicable("it is a node of a replication group")
    if cache.token == NODE and not is_memcached(cache):
        return failed("a node of its own has no TLS, only a replication group has", "engine")
    on = setting(stack, cache, "transitEncryptionEnabled")
    if not on.is_true():
        return failed(on.said, on.path)
    mode = setting(stack, cache, "transitEncryptionMode")
    return failed(f"{mode.said}, and lets plain text in", mode.path) if mode.says("preferred") else passed()


RULE: Final = StackRule(
    id="RED-001",
    text="A cache lets no client in without TLS.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="Sessions and tokens in a cache pass the network in the clear, and so does the cache's password.",
    remedy=(
        "Set transitEncryptionEnabled to true and transitEncryptionMode to required (ElastiCache), leave "
        "enableNonSslPort off (Azure Cache for Redis), and clientProtocol at Encrypted (Azure Managed "
        "Redis)."
    ),
    link="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html",
    types=(*_CACHES, GLOBAL),
    compliance={
        "isms_p": ("2.7.1",),
        "iso27001": ("A.8.11", "A.8.24"),
        "checkov": ("CKV_AWS_30", "CKV_AZURE_91"),
        "cdk_nag": ("AwsSolutions-AEC3",),
        "psrule": ("Azure.Redis.NonSslPort",),
        "prowler": ("aws:elasticache_redis_cluster_in_transit_encryption_enabled",),
    },
    check=each_of(_CACHES, check),
)
