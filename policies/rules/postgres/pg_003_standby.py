"""PG-003: a database of production goes on without its zone."""

from typing import Final

from jiban.policy.facts.databases import (
    CLUSTER,
    INSTANCE,
    MEMBER,
    SERVER,
    has_members,
    is_replica,
    members,
    surely_replica,
)
from jiban.policy.facts.tier import is_production
from jiban.policy.facts.values import effective
from jiban.policy.rule import (
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    not_applicable,
    passed,
    unknown,
)
from jiban.policy.view import ResourceView, StackView

_DATABASES: Final = (SERVER, INSTANCE, CLUSTER)
_REPLICA: Final = not_applicable("it is a replica, and its source is what has to go on")


def check(stack: StackView, database: ResourceView) -> Verdict:
    """Judge a flexible server, an instance or a cluster."""
    if not is_production(stack):
        return not_applicable(f"{stack.name} is no production, by its name")
    if surely_replica(database):
        return _REPLICA
    if database.token == CLUSTER:
        return _cluster(stack, database)
    if database.token == INSTANCE:
        zones = effective(database, "multiAz")
        return passed() if zones.is_true() else failed(zones.said, zones.path)
    standby = effective(database, "highAvailability.mode")
    if standby.says("ZoneRedundant"):
        return passed()
    return _REPLICA if is_replica(database) else failed(standby.said, standby.path)


def _cluster(stack: StackView, cluster: ResourceView) -> Verdict:
    if not has_members(cluster):
        return passed("it stands in three zones")
    found = members(stack, cluster)
    if not found:
        return unknown("its instances are no part of the stack")
    if len(found) == 1:
        return failed(f"it has one instance alone, {found[0].name}")
    zones = [each["availabilityZone"] for each in found]
    if not all(zone.given for zone in zones):
        return passed()
    known = {zone.text() for zone in zones if zone.known}
    if len(known) > 1:
        return passed()
    every = {zone.text() for zone in zones}
    return failed(f"all of its instances are in {min(every)}") if len(every) == 1 else passed()


RULE: Final = StackRule(
    id="PG-003",
    text="A database of production has a standby in another zone.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "With its zone, or its one machine, a database without a standby is gone until a new one has been "
        "made of a backup: for hours, and without what was written last."
    ),
    remedy=(
        "Set highAvailability.mode to ZoneRedundant (Azure) or multiAz to true (RDS), or give a cluster of "
        "Aurora a second instance in another zone."
    ),
    link="https://learn.microsoft.com/azure/reliability/reliability-postgresql-flexible-server",
    types=(*_DATABASES, MEMBER),
    setting=("jiban:postgres.standby",),
    compliance={
        "cis": ("AWS5.0:2.2.4", "AWS7.0:3.2.4"),
        "isms_p": ("2.9.2",),
        "iso27001": ("A.8.14",),
        "checkov": ("CKV_AWS_157",),
        "cdk_nag": ("AwsSolutions-RDS3",),
        "psrule": ("Azure.PostgreSQL.ZoneRedundantHA",),
        "prowler": (
            "aws:rds_instance_multi_az",
            "azure:postgresql_flexible_server_high_availability_enabled",
        ),
    },
    check=each_of(_DATABASES, check),
)
