"""PG-001: no database with a public address."""

from typing import Final

from jiban.policy.facts.databases import CLUSTER, has_members, in_group_of_stack
from jiban.policy.facts.values import effective
from jiban.policy.rule import Level, ResourceRule, Severity, Verdict, failed, not_applicable, passed
from jiban.policy.view import ResourceView

_AZURE: Final = "azure-native:dbforpostgresql:Server"


def check(server: ResourceView) -> Verdict:
    """Judge whether a server can be reached from outside of its network."""
    if server.token != _AZURE:
        return _on_aws(server)
    # An id is what makes the server stand in a subnet, known or not: such a server has no public address.
    if server["network"]["delegatedSubnetResourceId"].given:
        return passed("it is in a delegated subnet")
    access = effective(server, "network.publicNetworkAccess")
    if access.says("Disabled"):
        return passed()
    stated = f"is {access.text()}" if access.given else "is not set"
    return failed(f"publicNetworkAccess {stated}; Azure leaves it on unless it is Disabled", access.path)


def _on_aws(database: ResourceView) -> Verdict:
    if database.token == CLUSTER and not database["publiclyAccessible"].given:
        if has_members(database):
            return not_applicable("of Aurora, the instances have the addresses")
        if in_group_of_stack(database):
            return passed()
    public = effective(database, "publiclyAccessible")
    return failed(public.said, public.path) if public.is_true() else passed()


RULE: Final = ResourceRule(
    id="PG-001",
    text="A database is not reachable from the internet.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason=(
        "A public endpoint exposes the database to attacks; a firewall list is one mistake away from that."
    ),
    remedy=(
        "Set network.publicNetworkAccess to Disabled (Azure) or publiclyAccessible to false (AWS), and reach "
        "the database by a private endpoint or from its subnets."
    ),
    link="https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-private-link",
    types=(
        _AZURE,
        "aws:rds/instance:Instance",
        "aws:rds/cluster:Cluster",
        "aws:rds/clusterInstance:ClusterInstance",
    ),
    compliance={
        "cis": ("AWS5.0:2.2.3", "AWS7.0:3.2.3"),
        "isms_p": ("2.6.1", "2.6.4"),
        "iso27001": ("A.8.1", "A.8.3"),
        "checkov": ("CKV_AWS_17", "CKV2_AZURE_26", "CKV2_AZURE_57"),
        "cdk_nag": ("AwsSolutions-RDS8",),
        "psrule": ("Azure.PostgreSQL.AllowAzureAccess", "Azure.PostgreSQL.FirewallIPRange"),
        "prowler": (
            "aws:rds_instance_no_public_access",
            "azure:postgresql_flexible_server_allow_access_services_disabled",
        ),
    },
    check=check,
)
