"""LOG-001: how long logs are kept is chosen, and is a year for those of an audit."""

from __future__ import annotations

import pytest

from jiban.policies.rules.monitoring.log_001_retention import RULE
from jiban.policy.facts.clusters.pools import EKS
from jiban.policy.facts.logs import SETTING
from jiban.policy.facts.retention import GROUP, TRAIL, WORKSPACE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView


def group(days: object = None, name: str = "/shop") -> ResourceView:
    """A log group."""
    return resource(GROUP, "group", {"name": name, "retentionInDays": days})


def setting(logs: str = "audit", **inputs: object) -> ResourceView:
    """A diagnostic setting that sends to the workspace."""
    given = {"resourceUri": "/x", "workspaceId": UNKNOWN, "logs": [{"categoryGroup": logs, "enabled": True}]}
    comes = {"workspaceId": [urn(WORKSPACE, "workspace")]}
    return resource(SETTING, "setting", {**given, **inputs}, comes_from=comes)


def workspace(days: object = None) -> ResourceView:
    """A workspace."""
    return resource(WORKSPACE, "workspace", {"retentionInDays": days})


EKS_GROUP = "/aws/eks/shop/cluster"
TO_GROUP = {"cloudWatchLogsGroupArn": "arn:aws:logs:ap-northeast-2:111122223333:log-group:/shop:*"}
TABLE = resource(
    "azure-native:operationalinsights:Table",
    "table",
    {"tableName": "AKSAuditAdmin", "totalRetentionInDays": 365, "workspaceName": UNKNOWN},
    comes_from={"workspaceName": [urn(WORKSPACE, "workspace")]},
)
FILTER = resource(
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", "filter", {"logGroup": EKS_GROUP}
)
CASES = (
    passes(group(30)),
    fails("retentionInDays is not set, so that logs are kept, and paid for, without end", group()),
    fails("retentionInDays is 0, so that logs are kept, and paid for, without end", group(0)),
    unknown("retentionInDays is not known before deployment", group(UNKNOWN)),
    fails(
        "retentionInDays is 30, fewer than 365 days, and the control plane of a cluster writes "
        "audit logs there",
        group(30, EKS_GROUP),
    ),
    unknown(
        "name is made of a cluster's, and may be that of its control plane",
        resource(
            GROUP,
            "group",
            {"name": UNKNOWN, "retentionInDays": 30},
            comes_from={"name": [urn(EKS, "eks")]},
        ),
        resource(EKS, "eks"),
    ),
    passes(group(30, EKS_GROUP), FILTER, reason="filter keeps a copy"),
    passes(group(90, EKS_GROUP), parameters={"audit_days": 90}),
    fails(
        "retentionInDays is 90, fewer than 365 days, and trail writes audit logs there",
        group(90),
        resource(TRAIL, "trail", TO_GROUP),
    ),
    passes(workspace(30)),
    passes(workspace(400), setting()),
    fails(
        "retentionInDays is not set, and Azure takes 30, fewer than 365 days, and setting sends audit logs "
        "there",
        workspace(),
        setting("allLogs"),
    ),
    passes(workspace(30), setting(), TABLE, reason="table keeps a copy"),
    passes(workspace(30), setting(storageAccountId="/archive")),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
