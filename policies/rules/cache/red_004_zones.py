"""RED-004: a cache goes on without one of its zones, and without a hand."""

from typing import Final

from jiban.policy.facts.caches import (
    GROUP,
    MANAGED,
    NODE,
    REDIS,
    SERVERLESS,
    is_memcached,
    is_older_enterprise,
    is_part,
)
from jiban.policy.facts.values import effective
from jiban.policy.rule import Level, ResourceRule, Severity, Verdict, failed, not_applicable, passed
from jiban.policy.view import ResourceView

_LEAST: Final = 2


def check(cache: ResourceView) -> Verdict:
    """Judge a replication group, a node of its own, a serverless cache, a Redis, a Managed Redis."""
    if cache.token == SERVERLESS:
        return passed("a serverless cache stands in several zones by itself")
    if cache.token in REDIS:
        return _redis(cache)
    if cache.token in MANAGED:
        return _managed(cache)
    if is_part(cache):
        return not_applicable("it is a node of a replication group")
    if cache.token == NODE:
        if is_memcached(cache):
            return not_applicable("Memcached has no replicas")
        return failed("it is one node, with nothing to fail over to", "engine")
    return _group(cache)


def _group(group: ResourceView) -> Verdict:
    for key in ("multiAzEnabled", "automaticFailoverEnabled"):
        on = effective(group, key)
        if not on.is_true():
            return failed(on.said, on.path)
    count, replicas = group["numCacheClusters"], group["replicasPerNodeGroup"]
    if count.given and count.number() < _LEAST:
        return failed(f"{count.path} is {count.number()}", count.path)
    if replicas.given and replicas.number() < 1:
        return failed(f"{replicas.path} is {replicas.number()}", replicas.path)
    return passed()


def _redis(cache: ResourceView) -> Verdict:
    if cache["sku"]["name"].says("Basic"):
        return failed("sku.name is Basic, which is one node", "sku.name")
    policy = effective(cache, "zonalAllocationPolicy")
    if policy.says("NoZones"):
        return failed(policy.said, policy.path)
    return _zones(cache) if policy.says("UserDefined") else passed("Azure chooses its zones")


def _managed(cache: ResourceView) -> Verdict:
    if is_older_enterprise(cache):
        return _zones(cache)
    high = effective(cache, "highAvailability")
    return failed(high.said, high.path) if high.says("Disabled") else passed()


def _zones(cache: ResourceView) -> Verdict:
    zones = cache["zones"].each()
    if len(zones) >= _LEAST:
        return passed()
    return failed(f"zones names {'one alone' if zones else 'none'}", "zones")


RULE: Final = ResourceRule(
    id="RED-004",
    text="A cache stands in several zones and fails over by itself.",
    severity=Severity.HIGH,
    level=Level.ADVISORY,
    reason="When its zone is lost a cache in one zone is gone, and all who were signed in with it.",
    remedy=(
        "Set automaticFailoverEnabled and multiAzEnabled to true with two nodes at least (ElastiCache), "
        "leave highAvailability on (Azure Managed Redis), or name two zones in zones (Azure Cache for "
        "Redis)."
    ),
    link="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html",
    types=(GROUP, NODE, SERVERLESS, *REDIS, *MANAGED),
    setting=("jiban:cache.standby",),
    compliance={
        "isms_p": ("2.9.2",),
        "iso27001": ("A.8.14",),
        "checkov": ("CKV2_AWS_50", "CKV_AZURE_230"),
        "cdk_nag": ("AwsSolutions-AEC4",),
        "psrule": ("Azure.Redis.AvailabilityZone", "Azure.RedisEnterprise.Zones"),
        "prowler": (
            "aws:elasticache_redis_cluster_multi_az_enabled",
            "aws:elasticache_redis_cluster_automatic_failover_enabled",
        ),
    },
    check=check,
)
