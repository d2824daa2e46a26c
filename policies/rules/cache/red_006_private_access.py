"""RED-006: a cache has no way in from the internet."""

from typing import Final

from jiban.policy.facts.caches import ELASTICACHE, MANAGED, REDIS, SUBNET_GROUP, is_part, public_place
from jiban.policy.facts.network.public_subnets import BESIDE
from jiban.policy.facts.values import effective
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of, failed, not_applicable, passed
from jiban.policy.view import ResourceView, StackView

_CACHES: Final = (*ELASTICACHE, *REDIS, *MANAGED)
_PATHS: Final = {"aws:elasticache/serverlessCache:ServerlessCache": "subnetIds"}


def check(stack: StackView, cache: ResourceView) -> Verdict:
    """Judge a cache on Azure by its public way in, one on AWS by its subnets."""
    if cache.token in ELASTICACHE:
        if is_part(cache):
            return not_applicable("it is a node of a replication group")
        said = public_place(stack, cache)
        return failed(said, _PATHS.get(cache.token, "subnetGroupName")) if said else passed()
    if cache.token in REDIS and cache["subnetId"].given:
        return passed("it stands in a subnet")
    access = effective(cache, "publicNetworkAccess")
    return passed() if access.says("Disabled") else failed(access.said, access.path)


RULE: Final = StackRule(
    id="RED-006",
    text="A cache has no public way in, and stands in private subnets.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="A cache that answers to the internet has only its password between everybody and every session.",
    remedy=(
        "Set publicNetworkAccess to Disabled and reach it by a private endpoint (Azure), or name a group "
        "of subnets (subnetGroupName, subnetIds) whose tables have no route to an internet gateway (AWS)."
    ),
    link="https://learn.microsoft.com/azure/redis/private-link",
    types=(*_CACHES, SUBNET_GROUP, *BESIDE),
    compliance={
        "isms_p": ("2.6.1",),
        "checkov": ("CKV_AZURE_89", "CKV_AWS_323"),
        "cdk_nag": ("AwsSolutions-AEC1",),
        "psrule": ("Azure.Redis.PublicNetworkAccess",),
        "prowler": ("aws:elasticache_cluster_uses_public_subnet",),
    },
    check=each_of(_CACHES, check),
)
