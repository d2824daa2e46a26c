"""DSG-006: workloads at their most do not open more connections than their database takes."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import connections
from jiban.policy.facts.connections import Limit, Opened
from jiban.policy.facts.ownership import is_read
from jiban.policy.parameters import Parameter
from jiban.policy.rule import (
    Judgement,
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    not_applicable,
    passed,
    unknown,
)
from jiban.policy.view import NotKnownError, ResourceView, StackView

POOL: Final = Parameter(
    "pool",
    0,
    "Connections that one process of a workload opens at most, where no variable of its environment says it. "
    "0: nobody says it.",
    minimum=0,
)
OTHERS: Final = Parameter(
    "others", 3, "Connections beside those of workloads: migrations, administration, monitoring.", minimum=0
)
MOST: Final = Parameter(
    "max_connections", 0, "Connections that a database of another stack takes. 0: nobody says it.", minimum=0
)
SHARE: Final = Parameter(
    "percent", 80, "Percent of the connections that may be in use at most.", minimum=1, maximum=100
)


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge each database server, and workloads whose database is another stack's together."""
    yield from each_of(connections.SERVERS, _server)(stack)
    if connections.users_elsewhere(stack):
        yield Judgement(None, judged(_elsewhere, stack))


def _elsewhere(stack: StackView) -> Verdict:
    most = MOST.of(stack)
    if not most:
        return unknown(
            "workloads connect to a database of another stack: set the parameter max_connections of DSG-006"
        )
    takes = Limit(most, most, "the parameter max_connections", "")
    return _judged(stack, takes, *_opened(stack, None, connections.users_elsewhere(stack)))


def _server(stack: StackView, server: ResourceView) -> Verdict:
    if is_read(server):
        return not_applicable("it is read, and the stack that declares it is judged for it")
    users = connections.users(stack, server)
    if not users:
        if connections.proxies(stack, server):
            return passed("a proxy shares its connections, and no workload of the stack goes past it")
        return not_applicable("no workload of the stack connects to it")
    found, doubt = _opened(stack, server, users)
    if doubt is None and not found:
        return passed("every workload goes by its pooler")
    return _judged(stack, connections.limit(stack, server), found, doubt)


def _opened(
    stack: StackView, server: ResourceView | None, users: tuple[ResourceView, ...]
) -> tuple[list[Opened], NotKnownError | None]:
    """Return what workloads open past a pooler, as far as it is known, and what is not."""
    found, doubts = list[Opened](), list[NotKnownError]()
    for workload in users:
        try:
            each = connections.opened(stack, workload, server, POOL.of(stack))
            if not each.pooled or (server is not None and not connections.has_pooler(stack, server)):
                found.append(each)
        except NotKnownError as error:
            doubts.append(error)
    return found, doubts[0] if doubts else None


def _judged(stack: StackView, takes: Limit, found: list[Opened], doubt: NotKnownError | None) -> Verdict:
    others = OTHERS.of(stack)
    room = min(takes.connections * SHARE.of(stack) // 100, takes.usable)
    need = sum(each.connections for each in found) + others
    sums = " + ".join(f"{each.workload.name} {each.sum}" for each in found)
    said = f"workloads open up to {need:,} connections ({sums} + {others} of others), "
    limit = f"{room:,} of the {takes.connections:,} that it takes ({takes.said})"
    if need > room:
        return failed(f"{said}more than {limit}", *([takes.path] if takes.path else []))
    if doubt is not None:
        raise doubt
    return passed(f"{said}no more than {limit}")


RULE: Final = StackRule(
    id="DSG-006",
    text=(
        "The connections that all workloads may open at their most, and during a rollout, are at most 80 % "
        "of what their database takes, or a pooler shares them."
    ),
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason=(
        "When traffic is highest, every new pod is refused by the database, and so are those who come to "
        "help."
    ),
    remedy=(
        "Lower DB_POOL_SIZE or maxReplicas, put a pooler between (RDS Proxy, PgBouncer at port 6432), or "
        "take a larger class."
    ),
    link="https://learn.microsoft.com/azure/postgresql/configure-maintain/concepts-limits",
    types=connections.SERVERS,
    parameters=(POOL, OTHERS, MOST, SHARE),
    setting=("jiban:postgres.machine", "jiban:postgres.parameters", "jiban:workloads"),
    compliance={},
    check=check,
)
