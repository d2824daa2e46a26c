"""NET-008: flow logs, and how long they are kept."""

from __future__ import annotations

import pytest

from jiban.policies.rules.network.net_008_flow_logs import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

VPC = "aws:ec2/vpc:Vpc"
LOG = "aws:ec2/flowLog:FlowLog"
GROUP = "aws:cloudwatch/logGroup:LogGroup"
VNET = "azure-native:network:VirtualNetwork"
AZURE_LOG = "azure-native:network:FlowLog"
LINKS = {"vpcId": [urn(VPC, "main")], "logDestination": [urn(GROUP, "kept")]}
MAIN = resource(VPC, "main")
LOGGED = resource(LOG, "log", {"vpcId": UNKNOWN, "logDestination": UNKNOWN}, comes_from=LINKS)
NET = resource(VNET, "net")


def kept(days: object) -> ResourceView:
    """A log group that keeps so long."""
    return resource(GROUP, "kept", {"retentionInDays": days})


def azure_log(**inputs: object) -> ResourceView:
    """A flow log of the network `net`."""
    comes_from = {"targetResourceId": [urn(VNET, "net")]}
    return resource(AZURE_LOG, "log", {"targetResourceId": UNKNOWN, **inputs}, comes_from=comes_from)


CASES = (
    fails("no flow log covers it as a whole", MAIN),
    passes(MAIN, LOGGED, kept(90)),
    passes(MAIN, LOGGED, kept(None)),
    passes(MAIN, LOGGED, kept(0)),
    fails("what log writes is kept for 89 days, fewer than 90", MAIN, LOGGED, kept(89)),
    passes(MAIN, LOGGED, kept(7), parameters={"days": 7}),
    unknown("retentionInDays of kept is not known before deployment", MAIN, LOGGED, kept(UNKNOWN)),
    unknown(
        "logDestination of log names a log group that is no part of the stack",
        MAIN,
        resource(
            LOG,
            "log",
            {"vpcId": UNKNOWN, "logDestination": "arn:aws:logs:::x"},
            comes_from={"vpcId": [urn(VPC, "main")]},
        ),
    ),
    fails("no flow log covers it as a whole", NET, azure_log(enabled=False)),
    passes(NET, azure_log(enabled=True)),
    fails(
        "what log writes is kept for 30 days, fewer than 90",
        NET,
        azure_log(enabled=True, retentionPolicy={"enabled": True, "days": 30}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
