"""Connections to databases: how many a server takes, and how many the workloads of a stack may open.

Figures and names of variables: `connections.yaml`. A workload opens them by its environment: the variables
that say how large its pool is stand beside the one that holds the server's address.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jiban.model.plan import urn_parts
from jiban.policy.facts import kubernetes, pods, replicas
from jiban.policy.facts.machines import machine
from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.ownership import from_another_stack, is_dark
from jiban.policy.facts.variables import CONFIG_MAP, SECRET, Variable, variables
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
from jiban.tables import table

AZURE: Final = "azure-native:dbforpostgresql:Server"
INSTANCE: Final = "aws:rds/instance:Instance"
CLUSTER: Final = "aws:rds/cluster:Cluster"
SERVERS: Final = (AZURE, INSTANCE, CLUSTER)
_MEMBER: Final = "aws:rds/clusterInstance:ClusterInstance"
_SETTING: Final = "azure-native:dbforpostgresql:Configuration"
_ENDPOINTS: Final = (
    "azure-native:dbforpostgresql:VirtualEndpoint",
    "aws:rds/clusterEndpoint:ClusterEndpoint",
)
_TARGET: Final = "aws:rds/proxyTarget:ProxyTarget"
_GROUPS: Final = (
    "aws:rds/parameterGroup:ParameterGroup",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
)
_FORMULA: Final = re.compile(r"(?:LEAST\()?\{DBInstanceClassMemory/(\d+)\}(?:,(\d+)\))?", re.IGNORECASE)
_MOST: Final = "max_connections"
_REFERENCE: Final = "pulumi:pulumi:StackReference"
_USERS: Final = (*kubernetes.SCALED, kubernetes.DAEMON_SET, kubernetes.POD)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many connections a server takes."""

    connections: int
    usable: int
    """Those that the service leaves to others."""
    said: str
    path: str


@dataclass(frozen=True, slots=True)
class Opened:
    """How many connections a workload may open to one server."""

    workload: ResourceView
    connections: int
    sum: str
    """How they come about: `(10 pods + 3 in a rollout) x 10`."""
    pooled: bool = False
    """Whether a pooler shares them."""


@once
def limit(stack: StackView, server: ResourceView) -> Limit:
    """Return how many connections a database server takes.

    Raises:
        NotKnownError: a parameter or the size decides, and is not known.
    """
    return _azure_limit(stack, server) if server.token == AZURE else _aws_limit(stack, server)


def _azure_limit(stack: StackView, server: ResourceView) -> Limit:
    row = _rows()["takes"][AZURE]
    for setting in _settings(stack, server):
        if setting["configurationName"].says(_MOST):
            with of(setting):
                return _limit(
                    setting["value"].number(), row, f"{_MOST} of {setting.name}", setting["value"].path
                )
    node = server["sku"]["name"]
    fixed = next((each for name, each in row["fixed"].items() if node.says(name)), None)
    return _limit(_by_memory(node, row) if fixed is None else fixed, row, node.text(), node.path)


def _settings(stack: StackView, server: ResourceView) -> Iterator[ResourceView]:
    own, settings = server["serverName"], _settings_by_server(stack)
    keys = (server.urn, own.text("-").casefold()) if own.known else (server.urn,)
    found = {place: each for key in keys for place, each in settings.get(key, {}).items()}
    yield from (found[place] for place in sorted(found))


@once
def _settings_by_server(stack: StackView) -> Mapping[str, Mapping[int, ResourceView]]:
    """Return settings with their places among all, by the URN of the server and by its name."""
    found = defaultdict[str, dict[int, ResourceView]](dict)
    for place, setting in enumerate(stack.of(_SETTING)):
        name = setting["serverName"]
        servers = origins(stack, setting, name, AZURE)
        for server in servers:
            found[server.urn][place] = setting
        if name.known and not (name.secret and servers):
            found[name.text().casefold()][place] = setting
    return found


def _aws_limit(stack: StackView, server: ResourceView) -> Limit:
    if server.token == CLUSTER:
        own = server["dbClusterInstanceClass"]
        members = [each for each in stack.of(_MEMBER) if server in _clusters_of(stack, each)]
        if not own.given and not members:
            raise NotKnownError("dbClusterInstanceClass", "is not set, and the stack has no instance of it")
        nodes = [own] if own.given else [each["instanceClass"] for each in members]
        # Each of them may become the one that is written to.
        found = [_of_group(stack, server, node, "dbClusterParameterGroupName") for node in nodes]
        return min(found, key=lambda each: each.connections)
    return _of_group(stack, server, server["instanceClass"], "parameterGroupName")


def _clusters_of(stack: StackView, member: ResourceView) -> tuple[ResourceView, ...]:
    return origins(stack, member, member["clusterIdentifier"], CLUSTER)


def _of_group(stack: StackView, server: ResourceView, node: Node, key: str) -> Limit:
    row = _rows()["takes"].get(_family(stack, server))
    if row is None:
        raise NotKnownError("engine", "has no published number of connections here")
    name = server[key]
    for parameter in _parameters(stack, server, name):
        if parameter["name"].says(_MOST):
            text = parameter["value"].text()
            if text.isdigit():
                return _limit(int(text), row, f"{_MOST} of its parameter group", name.path)
            formula = _FORMULA.fullmatch(text.replace(" ", ""))
            if formula is None:
                raise NotKnownError(name.path, f"gives {_MOST} as {text}, which is not worked out here")
            row = {**row, "divisor": int(formula[1]), "most": int(formula[2] or row["most"])}
    return _limit(_by_memory(node, row), row, node.text(), node.path)


def _parameters(stack: StackView, server: ResourceView, name: Node) -> Sequence[Node]:
    """Return the parameters of a server's group; none where it has AWS's own.

    Raises:
        NotKnownError: they are not known before deployment, or the group is another stack's.
    """
    if not name.given:
        return ()
    found = origins(stack, server, name, *_GROUPS)
    if not found and name.known:
        if name.text().startswith("default."):
            return ()
        named = [each for each in stack.of(*_GROUPS) if each["name"].known]
        found = tuple(each for each in named if each["name"].text() == name.text())
    if not found:
        raise NotKnownError(name.path, "names a group that is no part of the stack")
    with of(found[0]):
        return found[0]["parameters"].each()


def _family(stack: StackView, server: ResourceView) -> str:
    node = server["engine"]
    if not node.given:
        sources = origins(stack, server, server["replicateSourceDb"], INSTANCE)
        node = sources[0]["engine"] if sources else Node("postgres", node.path)
    engine = node.text().casefold()
    return next((each for each in ("postgres", "mariadb", "mysql") if each in engine), engine)


def _by_memory(node: Node, row: Mapping[str, Any]) -> int:
    found = machine(node.text())
    if found is None:
        raise NotKnownError(node.path, f"is {node.text()}, of which nobody has published the memory here")
    # To the nearest on Azure, by what is published; AWS rounds down.
    share = found.memory / row["divisor"]
    return min(round(share) if "kept" in row else int(share), row["most"])


def _limit(connections: int, row: Mapping[str, Any], said: str, path: str) -> Limit:
    return Limit(connections, connections - row.get("kept", 0), said, path)


def proxies(stack: StackView, server: ResourceView) -> tuple[ResourceView, ...]:
    """Return the targets by which proxies of AWS lead to a database."""
    return tuple(
        each
        for each in stack.of(_TARGET)
        if any(
            server in origins(stack, each, each[key], INSTANCE, CLUSTER)
            or (each[key].known and each[key].given and each[key].text() == _identifier(server))
            for key in ("dbInstanceIdentifier", "dbClusterIdentifier")
        )
    )


def _identifier(server: ResourceView) -> str | None:
    key = "clusterIdentifier" if server.token == CLUSTER else "identifier"
    node = server[key]
    return node.text() if node.known and node.given else None


@once
def users(stack: StackView, server: ResourceView) -> tuple[ResourceView, ...]:
    """Return the workloads whose inputs come from a server, also by way of a ConfigMap or a Secret."""
    return _users(stack).get(server.urn, ())


@once
def _users(stack: StackView) -> Mapping[str, tuple[ResourceView, ...]]:
    """Return the workloads that use each database, by its URN."""
    names = {each.urn: each.urn for each in stack.of(*SERVERS)}
    for other in stack.of(*_ENDPOINTS):
        for key in ("serverName", "clusterIdentifier"):
            for urn in other.property_dependencies.get(key, ()):
                if urn in names:
                    names[other.urn] = urn
    found: dict[str, list[ResourceView]] = {}
    elsewhere = pods.run_by_rollouts(stack)
    for workload in stack.of(*_USERS):
        if is_dark(workload) or workload.urn in elsewhere:
            continue
        for urn in {names[each] for each in _sources(stack, workload) if each in names}:
            found.setdefault(urn, []).append(workload)
    return {urn: tuple(each) for urn, each in found.items()}


def _sources(stack: StackView, workload: ResourceView) -> set[str]:
    """Return the URNs of all that a workload's inputs come from."""
    replaced = pods.runs_for(stack, workload) if pods.refers(workload) else None
    todo, seen = [workload, *([replaced] if replaced else [])], set[str]()
    while todo:
        for urns in todo.pop().property_dependencies.values():
            for urn in set(urns) - seen:
                seen.add(urn)
                other = stack.get(urn)
                if other is not None and other.token in (CONFIG_MAP, SECRET):
                    todo.append(other)
    return seen


@once
def users_elsewhere(stack: StackView) -> tuple[ResourceView, ...]:
    """Return the workloads that have the address of a database from another stack, by a variable's name."""
    found = stack.of(*_USERS) if stack.of(_REFERENCE) or _has_references(stack) else ()
    elsewhere = pods.run_by_rollouts(stack)
    return tuple(
        workload
        for workload in found
        if workload.urn not in elsewhere and not is_dark(workload) and _is_elsewhere(stack, workload)
    )


def _has_references(stack: StackView) -> bool:
    return any(from_another_stack(each) for each in stack.of(*_USERS))


def _is_elsewhere(stack: StackView, workload: ResourceView) -> bool:
    try:
        every = [variables(stack, workload, each) for each in pods.containers(stack, workload) if each.stays]
    except NotKnownError:
        return False
    return any(_holds_address(stack, each, None) for each in every)


def opened(stack: StackView, workload: ResourceView, server: ResourceView | None, unsaid: int) -> Opened:
    """Return how many connections a workload may open to a server.

    Args:
        stack: all resources.
        workload: one of `users`, or of `users_elsewhere`.
        server: the database; None for one of another stack.
        unsaid: connections of one process where no variable says how many; 0 where that is not known.

    Raises:
        NotKnownError: it is not known before deployment, or nobody says how many a process opens.
    """
    with of(workload):
        number, more = replicas.most(stack, workload), replicas.beside(stack, workload)
        if number + more == 0:
            return Opened(workload, 0, "no pod")
        each, said, pooled = _of_pod(stack, workload, server, unsaid)
    pods_said = f"{number} {'pod' if number == 1 else 'pods'}"
    whole = f"({pods_said} + {more} in a rollout)" if more else pods_said
    return Opened(workload, (number + more) * each, f"{whole} x {said}", pooled)


def _of_pod(
    stack: StackView, workload: ResourceView, server: ResourceView | None, unsaid: int
) -> tuple[int, str, bool]:
    every = [variables(stack, workload, each) for each in pods.containers(stack, workload) if each.stays]
    holding = [each for each in every if _holds_address(stack, each, server)]
    found = [_of_container(each, unsaid) for each in holding or every[:1]]
    pooled = all(_by_pooler(each) for each in holding or every[:1])
    return sum(number for number, _ in found), " + ".join(said for _, said in found), pooled


def _holds_address(stack: StackView, found: Mapping[str, Variable], server: ResourceView | None) -> bool:
    if server is None:
        hosts = _rows()["hosts"]
        urns = {urn for name in hosts if name in found for urn in found[name].node.sources}
        return any(urn_parts(urn).type == _REFERENCE for urn in urns)
    for variable in found.values():
        told = [each for urn in variable.node.sources if (each := stack.get(urn)) is not None]
        if any(each is server or _is_endpoint_of(each, server) for each in told):
            return True
    return False


def _is_endpoint_of(other: ResourceView, server: ResourceView) -> bool:
    ends = other.property_dependencies.values() if other.token in _ENDPOINTS else ()
    return any(server.urn in urns for urns in ends)


def _of_container(found: Mapping[str, Variable], unsaid: int) -> tuple[int, str]:
    rows = _rows()
    pool = _first(found, rows["pool"])
    if pool is None and not unsaid:
        raise NotKnownError(
            "spec.template.spec.containers",
            "name no DB_POOL_SIZE or the like, and the parameter pool is not set",
        )
    size = unsaid if pool is None else pool.number()
    overflow, processes = _first(found, rows["overflow"]), _first(found, rows["processes"])
    more = overflow.number() if overflow is not None else 0
    several = processes.number(1) if processes is not None else 1
    each = f"({size} + {more})" if more else str(size)
    return several * (size + more), f"{several} processes x {each}" if several != 1 else each


def _first(found: Mapping[str, Variable], names: Sequence[str]) -> Node | None:
    return next((found[name].node for name in names if name in found and found[name].node.given), None)


def _by_pooler(found: Mapping[str, Variable]) -> bool:
    """Tell whether a container connects at the port of the server's own pooler."""
    port = str(_rows()["pooler_port"])
    for name, variable in found.items():
        node = variable.node
        if node.known and node.given:
            text = node.text()
            if (name.upper().endswith("PORT") and text == port) or f":{port}/" in text:
                return True
    return False


def has_pooler(stack: StackView, server: ResourceView) -> bool:
    """Tell whether a server of Azure has its own pooler turned on.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return any(
        setting["configurationName"].says("pgbouncer.enabled") and setting["value"].says("true", "on")
        for setting in (_settings(stack, server) if server.token == AZURE else ())
    )


def _rows() -> Mapping[str, Any]:
    return table("jiban.policy.facts", "connections.yaml")
