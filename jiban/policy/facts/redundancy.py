"""Redundancy: how a part stands, one machine, copies, or copies in several zones, and what is promised of it.

Figures: `redundancy.yaml`. Sources of how parts stand, read on 2026-11-28: pulumi-aws 7.51 and
pulumi-azure-native 3.29, the SDKs' own text of the inputs; the providers' pages that the table names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from jiban.policy.facts import redundancy_aws, redundancy_azure
from jiban.policy.facts.once import once
from jiban.policy.facts.redundancy_model import Standing
from jiban.tables import table

if TYPE_CHECKING:
    from jiban.policy.view import ResourceView, StackView

__all__ = ["CACHES", "DATABASES", "KINDS", "PARTS", "Standing", "extremes", "standing"]
_FINDERS: Final = {**redundancy_aws.FINDERS, **redundancy_azure.FINDERS}


@once
def standing(stack: StackView, resource: ResourceView) -> Standing | None:
    """Return how a part stands; None for what stands by another, as a replica, and for what no table knows.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    found = _FINDERS.get(resource.token)
    return found(stack, resource) if found is not None else None


def extremes(token: str) -> tuple[Standing, Standing] | None:
    """Return how a part of a type stands at the least and at the best; None where nobody promises for one."""
    rows: Mapping[str, Any] = table("jiban.policy.facts", "redundancy.yaml")["ways"][token]
    if any(row.get("sla") is None for row in rows.values()):
        return None
    ways = sorted(rows, key=lambda way: float(rows[way]["sla"]))
    least, best = (
        Standing(token, way, "it is not known before deployment", "") for way in (ways[0], ways[-1])
    )
    return least, best


PARTS: Final = tuple(_FINDERS)
"""Types of parts that are known."""
KINDS: Final[Mapping[str, str]] = {
    token: kind
    for kind, tokens in table("jiban.policy.facts", "redundancy.yaml")["kinds"].items()
    for token in tokens
}
"""What each type of part is of a request's way: edge, balancer, nodes, database and the like."""
DATABASES: Final = (
    "aws:rds/instance:Instance",
    redundancy_aws.CLUSTER,
    "azure-native:dbforpostgresql:Server",
    "azure-native:dbformysql:Server",
)
CACHES: Final = (
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:elasticache/cluster:Cluster",
    "azure-native:redis:Redis",
    "azure-native:cache:Redis",
    "azure-native:redisenterprise:RedisEnterprise",
)
"""Caches with servers; those without are AWS's own affair."""
