"""DSG-006: workloads at their most do not open more connections than their database takes."""

from typing import Final

from jiban.policy.facts import connections
from jiban.policy.facts.connections import Opened
from jiban.policy.facts.ownership import is_read
from jiban.policy.parameters import Parameter
from jiban.policy.rule import (
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    not_applicable,
    passed,
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
SHARE: Final = Parameter(
    "percent", 80, "Percent of the connections that may be in use at most.", minimum=1, maximum=100
)


def check(stack: StackView, server: ResourceView) -> Verdict:
    """Judge a database server."""
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
    return _judged(stack, server, found, doubt)


def _opened(
    stack: StackView, server: ResourceView, users: tuple[ResourceView, ...]
) -> tuple[list[Opened], NotKnownError | None]:
    """Return what workloads open past a pooler, as far as it is known, and what is not."""
    found, doubts = list[Opened](), list[NotKnownError]()
    for workload in users:
        try:
            each = connections.opened(stack, workload, server, POOL.of(stack))
            if not (each.pooled and connections.has_pooler(stack, server)):
                found.append(each)
        except NotKnownError as error:
            doubts.append(error)
    return found, doubts[0] if doubts else None


def _judged(
    stack: StackView, server: ResourceView, found: list[Opened], doubt: NotKnownError | None
) -> Verdict:
    takes, others = connections.limit(stack, server), OTHERS.of(stack)
    room = min(takes.connections * SHARE.of(stack) // 100, takes.usable)
    need = sum(each.connections for each in found) + others
    sums = " + ".join(f"{each.workload.name} {each.sum}" for each in found)
    said = f"workloads open up to {need:,} connections ({sums} + {others} of others), "
    limit = f"{room:,} of the {takes.connections:,} that it takes ({takes.said})"
    if need > room:
        return failed(f"{said}more than {limit}", takes.path)
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
    parameters=(POOL, OTHERS, SHARE),
    setting=("jiban:postgres.machine", "jiban:postgres.parameters", "jiban:workloads"),
    compliance={},
    check=each_of(connections.SERVERS, check),
)
