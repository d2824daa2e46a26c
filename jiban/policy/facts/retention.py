"""How long logs are kept, and which groups and workspaces hold the logs of an audit.

Sources, read on 2026-11-28: pulumi-aws 7.51 (`aws.cloudwatch.LogGroup`); EKS user guide, `control-plane-logs`
(the name of the group); Azure Monitor, `diagnostic-settings`, `data-retention-configure`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from jiban.policy.facts.azure_ids import named
from jiban.policy.facts.logs import SETTING
from jiban.policy.facts.once import once, origins
from jiban.policy.facts.values import Value, effective
from jiban.policy.view import NotKnownError, ResourceView, StackView

GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
WORKSPACE: Final = "azure-native:operationalinsights:Workspace"
TRAIL: Final = "aws:cloudtrail/trail:Trail"
_CLUSTER: Final = "aws:eks/cluster:Cluster"
_FILTER: Final = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"
_TABLE: Final = "azure-native:operationalinsights:Table"
_CONTROL_PLANE: Final = re.compile(r"/aws/eks/.+/cluster")
_AUDIT_GROUPS: Final = ("audit", "alllogs")
_AUDIT_TABLES: Final = ("audit", "azurediagnostics", "laquerylogs")


def kept(place: ResourceView) -> Value:
    """Return the days that a log group or a workspace keeps logs; of a group 0 for no end."""
    return effective(place, "retentionInDays")


def audited(stack: StackView, place: ResourceView) -> str:
    """Return who puts audit logs into a log group or a workspace: `trail writes`; empty where nobody does.

    Raises:
        NotKnownError: whether it is a control plane's is not known before deployment.
    """
    if place.token == WORKSPACE:
        return _audits(stack).get(place.urn, "")
    name = place["name"]
    if name.known and _CONTROL_PLANE.fullmatch(name.text()):
        return "the control plane of a cluster writes"
    if not name.known and origins(stack, place, name, _CLUSTER):
        raise NotKnownError(name.path, "is made of a cluster's, and may be that of its control plane")
    return _trails(stack).get(place.urn, "")


@once
def archived(stack: StackView, place: ResourceView, days: int) -> str:
    """Return what keeps a copy of audit logs for longer than their place does; empty where nothing does.

    Of a copy that goes on to another service it is not asked how long that keeps it.
    """
    if place.token == WORKSPACE:
        for table in stack.of(_TABLE):
            of_it = place in stack.behind(table, "workspaceName", WORKSPACE)
            if of_it and _is_audit_table(table) and _number(table, "totalRetentionInDays") >= days:
                return table.name
        return ""
    for each in stack.of(_FILTER):
        node = each["logGroup"]
        found = origins(stack, each, node, GROUP)
        if place in found or (
            node.known and place["name"].known and node.text() == place["name"].text() != ""
        ):
            return each.name
    return ""


@once
def _trails(stack: StackView) -> Mapping[str, str]:
    """Return which trail writes to a log group, by the group's URN, with a verb."""
    found: dict[str, str] = {}
    for trail in stack.of(TRAIL):
        node = trail["cloudWatchLogsGroupArn"]
        for group in origins(stack, trail, node, GROUP):
            found[group.urn] = f"{trail.name} writes"
        if node.known and node.text():
            for group in stack.of(GROUP):
                name = group["name"]
                if name.known and name.text() and f":log-group:{name.text()}:" in f"{node.text()}:":
                    found[group.urn] = f"{trail.name} writes"
    return found


@once
def _audits(stack: StackView) -> Mapping[str, str]:
    """Return which setting sends audit logs to a workspace, by the workspace's URN, with a verb."""
    found: dict[str, str] = {}
    for setting in stack.of(SETTING):
        if not _sends_audit(setting):
            continue
        for workspace in named(stack, setting, setting["workspaceId"], WORKSPACE):
            found.setdefault(workspace.urn, f"{setting.name} sends")
    return found


def _sends_audit(setting: ResourceView) -> bool:
    """Tell whether a setting surely sends audit logs, and nowhere else than to a workspace."""
    try:
        if setting["storageAccountId"].given:
            return False
        return any(
            each["enabled"].is_true()
            and (each["categoryGroup"].says(*_AUDIT_GROUPS) or "audit" in each["category"].text().casefold())
            for each in setting["logs"].each()
        )
    except NotKnownError:
        return False


def _is_audit_table(table: ResourceView) -> bool:
    name = table["tableName"]
    return name.known and any(word in name.text().casefold() for word in _AUDIT_TABLES)


def _number(resource: ResourceView, key: str) -> int:
    try:
        return resource[key].number()
    except NotKnownError:
        return 0
