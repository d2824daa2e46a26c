"""Flow logs: which networks have one, and how long what it writes is kept.

Sources, read on 2026-11-28: Amazon VPC user guide, `flow-logs-basics`, `flow-logs-s3-path` (objects are
below AWSLogs/); pulumi-aws 7.51, `aws.cloudwatch.LogGroup` (0 days are for ever); pulumi-azure-native 3.29,
`network.FlowLog` (0 days, and a retention that is off, are for ever). Unverified: that the flow logs of a
virtual network stand in the container `insights-logs-flowlogflowevent`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts import expiry, links
from jiban.policy.facts.network import vpcs
from jiban.policy.facts.network.aks import NETWORK
from jiban.policy.facts.network.aks import SUBNET as AZURE_SUBNET
from jiban.policy.facts.network.nsg import GROUP
from jiban.policy.facts.once import of, once, origins
from jiban.policy.view import NotKnownError, ResourceView, StackView

NETWORKS: Final = (*vpcs.VPCS, NETWORK)
_AWS_LOG: Final = "aws:ec2/flowLog:FlowLog"
_AZURE_LOG: Final = "azure-native:network:FlowLog"
_LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
LOGS: Final = (_AWS_LOG, _AZURE_LOG, _LOG_GROUP, *expiry.TYPES)
"""Types of resource that say what is logged, and how long it is kept."""
_CONTAINER: Final = "insights-logs-flowlogflowevent"
_INTERFACE: Final = "azure-native:network:NetworkInterface"


@dataclass(frozen=True, slots=True)
class Kept:
    """A flow log of a network."""

    log: ResourceView
    days: int | None
    """How long it is kept; None for ever."""


@once
def kept_longest(stack: StackView, network: ResourceView, enough: int) -> Kept | None:
    """Return the flow log of a network as a whole that is kept longest; None where there is none.

    Args:
        stack: all resources.
        network: of one of `NETWORKS`.
        enough: days beyond which it is no matter how long others are kept.

    Raises:
        NotKnownError: whether one is kept that long is not known before deployment.
    """
    of_azure = network.token == NETWORK
    found = (
        links.naming(stack, network, _AZURE_LOG, "targetResourceId", AZURE_SUBNET, GROUP, _INTERFACE)
        if of_azure
        else links.naming(stack, network, _AWS_LOG, "vpcId", *vpcs.VPCS)
    )
    days_of: Callable[[StackView, ResourceView], int | None] = _of_azure if of_azure else _of_aws
    best: Kept | None = None
    doubt = found.doubt
    for log in found.sure:
        try:
            if of_azure and not log["enabled"].is_true():
                continue
            kept = Kept(log, days_of(stack, log))
        except NotKnownError as error:
            doubt = doubt or error
            continue
        if kept.days is None or kept.days >= enough:
            return kept
        best = kept if best is None or kept.days > (best.days or 0) else best
    if doubt is not None:
        raise doubt
    return best


def _of_azure(stack: StackView, log: ResourceView) -> int | None:
    with of(log):
        policy = log["retentionPolicy"]
        days = policy["days"].number() if policy["enabled"].is_true() else 0
    store = links.named(stack, log, log["storageId"], expiry.ACCOUNT)
    deleted = expiry.of_account(stack, store[0], _CONTAINER) if len(store) == 1 else None
    return expiry.shorter(days or None, deleted)


def _of_aws(stack: StackView, log: ResourceView) -> int | None:
    with of(log):
        kind = log["logDestinationType"].text("cloud-watch-logs")
        if kind == "s3":
            return _in_bucket(stack, log)
        node = log["logDestination"] if log["logDestination"].given else log["logGroupName"]
        if kind != "cloud-watch-logs":
            raise NotKnownError(node.path, "leads to where nobody here knows how long it is kept")
        group = links.named(stack, log, node, _LOG_GROUP)
        if len(group) != 1:
            why = "names a log group that is no part of the stack" if node.known else ""
            raise NotKnownError(node.path, why)
    with of(group[0]):
        return group[0]["retentionInDays"].number() or None


def _in_bucket(stack: StackView, log: ResourceView) -> int | None:
    node = log["logDestination"]
    folder = ""
    if node.known:
        name, _, folder = node.text().rpartition(":")[2].partition("/")
        buckets = tuple(
            each
            for each in stack.of(*expiry.BUCKETS)
            if each["bucket"].known and each["bucket"].text() == name
        )
        buckets = buckets or origins(stack, log, node, *expiry.BUCKETS)
    else:
        buckets = origins(stack, log, node, *expiry.BUCKETS)
    if len(buckets) != 1:
        raise NotKnownError(node.path, "names a bucket that is no part of the stack" if node.known else "")
    folder = f"{folder.rstrip('/')}/" if folder else ""
    return expiry.of_bucket(stack, buckets[0], f"{folder}AWSLogs/")
