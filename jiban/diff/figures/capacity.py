"""Capacity: nodes of clusters and the room on them, pods and what they ask for, machines, connections."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Final

from jiban.diff.figures.model import Measure, hidden, lost, plain, span
from jiban.policy.facts import connections, node_pools, pod_room, replicas
from jiban.policy.facts.clusters.membership import CLUSTERS
from jiban.policy.facts.kubernetes import DAEMON_SET, SCALED
from jiban.policy.facts.ownership import is_read
from jiban.policy.view import NotKnownError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jiban.policy.view import ResourceView, StackView

GROUP: Final = "aws:autoscaling/group:Group"
TYPES: Final = (*CLUSTERS, *SCALED, GROUP, *connections.SERVERS)
"""What is measured."""
_GIB: Final = 2**30
_ROOM: Final = "room for pods on the most nodes"


def measures(stack: StackView) -> Iterator[Measure]:
    """Yield the capacity of a stack."""
    for cluster in stack.of(*CLUSTERS):
        if not is_read(cluster):
            yield from _cluster(stack, cluster)
    yield from _pods(stack)
    for group in stack.of(GROUP):
        if not is_read(group):
            yield _machines(group)
    for server in stack.of(*connections.SERVERS):
        if not is_read(server):
            yield _connections(stack, server)


def _cluster(stack: StackView, cluster: ResourceView) -> Iterator[Measure]:
    here = partial(Measure, "capacity", urn=cluster.urn, name=cluster.name)
    try:
        counts = node_pools.counts(stack, cluster)
        more = node_pools.makes_its_own(stack, cluster)
    except NotKnownError as error:
        yield here("nodes", "", why=lost(error))
        yield from _no_room(here, lost(error))
        return
    least, most = sum(each for each, _ in counts), sum(each for _, each in counts)
    if more:
        yield here("nodes", f"{least} or more, as they are needed", least=least)
        yield from _no_room(here, "nodes are made as they are needed")
    elif counts:  # where there are none, its pools are another stack's
        yield here("nodes", span(least, most), least=least, most=most)
        yield from _room(stack, cluster, here)


def _room(stack: StackView, cluster: ResourceView, here: partial[Measure]) -> Iterator[Measure]:
    try:
        cores, memory = node_pools.room(stack, cluster)
    except NotKnownError as error:
        yield from _no_room(here, lost(error))
        return
    yield here(_ROOM, plain(cores), "cores", most=cores)
    yield here(_ROOM, plain(memory / _GIB), "GiB of memory", most=memory / _GIB)


def _no_room(here: partial[Measure], why: str) -> Iterator[Measure]:
    yield here(_ROOM, "", "cores", why=why)
    yield here(_ROOM, "", "GiB of memory", why=why)


def _pods(stack: StackView) -> Iterator[Measure]:
    """Yield the most pods of a stack and what they ask for together, without those that run on each node."""
    pods, left = Counter[str](), dict[str, int]()
    cores, memory = Fraction(0), Fraction(0)
    workloads = [each for each in pod_room.all_workloads(stack) if each.token != DAEMON_SET]
    unseen = hidden(stack, SCALED)
    if not workloads and not unseen:
        return
    for workload in workloads:
        try:
            number, asked = replicas.most(stack, workload), pod_room.asked(stack, workload)
        except NotKnownError as error:
            left[f"{workload.name} ({lost(error)})"] = 1
            continue
        pods[workload.name] += number
        cores, memory = cores + number * asked.cores, memory + number * asked.memory / _GIB
    missing = {why: some for why, some in (("not known", left), ("not seen", unseen)) if some}
    here = partial(Measure, "capacity", missing=missing)
    number, least = pods.total(), "at least " if missing else ""
    yield here(
        "pods at the most",
        f"{least}{plain(number)}",
        least=number if missing else None,
        most=None if missing else number,
        parts=pods,
    )
    for unit, amount in (("cores", cores), ("GiB of memory", memory)):
        yield here("asked for by the most pods", f"{least}{plain(amount)}", unit, least=amount)


def _machines(group: ResourceView) -> Measure:
    here = partial(Measure, "capacity", "machines", urn=group.urn, name=group.name)
    try:
        least, most = group["minSize"].number(), group["maxSize"].number()
    except NotKnownError as error:
        return here("", why=lost(error))
    return here(span(least, most), least=least, most=most)


def _connections(stack: StackView, server: ResourceView) -> Measure:
    here = partial(Measure, "capacity", "connections for clients", urn=server.urn, name=server.name)
    try:
        number = connections.limit(stack, server).usable
    except NotKnownError as error:
        return here("", why=lost(error))
    return here(plain(number), most=number)
