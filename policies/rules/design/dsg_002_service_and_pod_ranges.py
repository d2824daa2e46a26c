"""DSG-002: the ranges of a cluster's services and pods are large enough, and nobody else's."""

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from jiban.policy.facts import cluster_ranges
from jiban.policy.facts.cluster_ranges import Own, Taken
from jiban.policy.facts.clusters.membership import CLUSTERS
from jiban.policy.facts.network.ranges import meet, show
from jiban.policy.facts.ownership import is_read
from jiban.policy.parameters import Parameter
from jiban.policy.rule import (
    Level,
    Outcome,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    not_applicable,
    passed,
    together,
    unknown,
)
from jiban.policy.view import NotKnownError, ResourceView, StackView

GROWTH: Final = Parameter(
    "growth", 2.0, "By how much the number of services may grow before the range is full.", minimum=1
)
ELSEWHERE: Final = Parameter(
    "taken",
    (),
    "Ranges that are in use where no program sees it, of buildings or other clouds, as CIDR blocks: "
    "10.8.0.0/14.",
)
_Found = TypeVar("_Found", Own, Taken)


def check(stack: StackView, cluster: ResourceView) -> Verdict:
    """Judge a cluster."""
    if is_read(cluster):
        return not_applicable("it is read, and the stack that declares it is judged for it")
    found = together((judged(_room, stack, cluster), _apart(stack, cluster)))
    return passed() if found.outcome is Outcome.PASS and not found.reason else found


def _room(stack: StackView, cluster: ResourceView) -> Verdict:
    number = cluster_ranges.services(stack, cluster)
    room, path = cluster_ranges.addresses(cluster)
    growth = GROWTH.of(stack)
    said = f"{number} services, times {growth:g} to grow, of {room:,} addresses"
    return passed(said) if number * growth <= room else failed(f"{said}: the range is too small", path)


def _apart(stack: StackView, cluster: ResourceView) -> Verdict:
    """Judge that no range of a cluster is anybody else's, by what is known of both sides."""
    mine, unsure = _known(lambda: cluster_ranges.own(cluster))
    theirs, doubt = _known(lambda: cluster_ranges.networks(stack, cluster))
    theirs += cluster_ranges.elsewhere(ELSEWHERE.of(stack))
    found = [
        failed(f"its {one.what} have {show(one.span)}, which meets {_said(other)}", one.path)
        for index, one in enumerate(mine)
        for other in (*theirs, *(Taken(each.what, each.span) for each in mine[:index]))
        if meet(one.span, other.span)
    ]
    found += [unknown(f"{each.path} {each.why}", each.path) for each in (unsure, doubt) if each is not None]
    return together(found)


def _known(several: Callable[[], Iterator[_Found]]) -> tuple[list[_Found], NotKnownError | None]:
    """Return what is known of several things, and why it is not all."""
    found: list[_Found] = []
    try:
        for each in several():
            found.append(each)  # noqa: PERF402 - what came before it raised is kept
    except NotKnownError as error:
        return found, error
    return found, None


def _said(other: Taken) -> str:
    return other.whose if "/" in other.whose else f"{show(other.span)} of {other.whose}"


RULE: Final = StackRule(
    id="DSG-002",
    text=(
        "The range of a cluster's services has room for them to grow, and neither it nor the range of pods "
        "meets that of a network which the cluster can reach."
    ),
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Neither range can be changed without a new cluster; where one meets another network, what stands "
        "there is never reached from pods, and the error names neither."
    ),
    remedy=(
        "Choose serviceCidr (serviceIpv4Cidr) and podCidr that no network of yours has, the first one with "
        "two addresses for each Service."
    ),
    link="https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning",
    types=CLUSTERS,
    parameters=(GROWTH, ELSEWHERE),
    setting=("jiban:cluster.service_cidr", "jiban:cluster.pod_cidr"),
    compliance={},
    check=each_of(CLUSTERS, check),
)
