"""Pages of the move to the second region and back, where the environment has one (`recovery`).

The database moves by the stack file, so that no deployment undoes it, and the broker by a request, as no
deployment can ask for it. Nothing here needs more than Pulumi, curl and jq, from anywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from infra.environment import NAMESPACE
from infra.objectives import Part
from infra.promises import Promise, lag_minutes, promises, replica_to_move_to
from infra.runbook import broker, requests
from infra.runbook.incidents import login
from infra.runbook.page import Action, Names, Page, listed, quoted
from infra.together import second_of, services_of
from jiban.components.edge.probes import detection_seconds

_CALLED: Final[dict[Part, str]] = {
    "postgres": "the database",
    "objects": "the buckets",
    "queue": "the broker",
    "cache": "the cache",
    "secrets": "the vault",
    "registry": "the registry",
    "cluster": "the cluster",
    "edge": "the edge",
}
_NO_ALIAS_BACK: Final = (
    "The broker's alias has no way back but a new pair, and messages that waited in its first namespace are "
    "read there by hand"
)


def second(names: Names) -> Names | None:
    """Return the names of the second region's platform; None where no stack file is one."""
    stack = second_of(names.deployment)
    if stack is None:
        return None
    deployment = replace(names.deployment, stack=stack)
    extending = services_of(deployment)
    return Names(names.deployment.settings[stack], replace(deployment, extending=extending))


def failover(names: Names, standby: Sequence[Action]) -> Page:
    """Return the page of a lost region.

    Args:
        names: of the first region's platform.
        standby: what helps where the region stands and the database's server alone does not.
    """
    environment = names.environment
    return Page(
        id="failover",
        title="Failover: a server, a zone or the region is lost",
        when=f"The database does not come back by itself, or {environment.region} is gone and Azure names no "
        f"time. {budget(names)}",
        actions=(
            *standby,
            _decision(names),
            *_by_itself(names),
            *_cold(names),
            *((requests.token(),) if _asks(names) else ()),
            *_broker_there(names),
            *_database_there(names),
            *_look(names),
        ),
        missing=tuple(_missing(names)),
    )


def failback(names: Names) -> Page:
    """Return the page of the way back."""
    edge = names.environment.edge
    back = (
        ". The edge has gone back by itself as soon as the gateway there answered; services there use the "
        "database in the second region, slower and right, so nothing presses"
        if edge and edge.second_origin
        else ""
    )
    return Page(
        id="failback",
        title="Failback: the region is there again",
        when="Azure has said that the region is well, and it has been for a day. Take the hours with least "
        f"load{back}",
        actions=(
            *_database_back(names),
            *_broker_back(names),
            *_settled(names),
        ),
        missing=(
            (
                f"A server in {names.environment.region} that is lost for good is deleted, and made anew as "
                "a replica of the other; that is a change of the stack file that nobody has prepared"
            ),
            *(
                (_NO_ALIAS_BACK,)
                if names.environment.queue and names.environment.queue.geo == "alias"
                else ()
            ),
        ),
    )


def budget(names: Names) -> str:
    """Return how long the move takes, in sentences without the last full stop: what is left of the objective
    is for looking.
    """
    environment, objective = names.environment, names.environment.objectives.recovery
    known = [(each, each.rto) for each in promises(environment) if each.rto is not None]
    moved = [(_CALLED[each.part], minutes) for each, minutes in known if each.by_hand]
    moving = max((minutes for _, minutes in moved), default=0)
    parts = f" ({', '.join(f'{called} {minutes}' for called, minutes in moved)})" if moved else ""
    if objective is None:
        return f"Moving takes {moving} minutes{parts}, and no objective is declared"
    respond = objective.respond_minutes
    # What moves by itself does so meanwhile.
    alone = max((minutes for each, minutes in known if not each.by_hand), default=0)
    moving = max(moving, alone - respond)
    looking = objective.rto_minutes - respond - moving
    return (
        f"The objective is {objective.rto_minutes} minutes: {respond} until somebody begins, "
        f"{moving} for moving, side by side{parts}, and {looking} for looking"
    )


def _decision(names: Names) -> Action:
    environment, objective = names.environment, names.environment.objectives.recovery
    declared: dict[str, str] = {**objective.may_lose} if objective else {}
    lost = [_lost(each, declared.get(each.part)) for each in promises(environment) if _loses(each)]
    may = f" ({objective.rpo_minutes} minutes may be)" if objective else ""
    return Action(
        title="Decide with the owner",
        reason=(f"what is lost{may}: {'; '.join(lost)}. " if lost else "")
        + "There is no way back to what is lost, and the whole region has to be gone: while a zone alone is, "
        "the environment stands",
    )


def _loses(each: Promise) -> bool:
    return each.rpo != 0


def _lost(each: Promise, reason: str | None) -> str:
    called = _CALLED[each.part]
    if reason is not None:
        return f"what {called} holds, as declared: {reason}"
    if each.rpo is None:
        return f"what {called} holds, to which nobody promises a limit ({each.published})"
    return f"up to {each.rpo} minutes of {called}"


def _by_itself(names: Names) -> Iterator[Action]:
    edge, recovery = names.environment.edge, names.environment.recovery
    if edge is None or edge.second_origin is None or recovery is None:
        return
    pods = (
        "; nodes and pods are added there as requests come"
        if recovery.compute == "warm"
        else "; it is there once the second region's stacks are deployed"
    )
    yield Action(
        title="See that the edge leads to the second region",
        commands=_asked(names),
        reason=f"by itself, {detection_seconds(edge.probe_seconds)} seconds after the first gateway has "
        f"stopped answering, it sends to {edge.second_origin}{pods}",
        seen="a status of 200; services that write wait for the next steps",
    )


def _asked(names: Names) -> tuple[str, ...]:
    edge = names.environment.edge
    return tuple(f"curl --head https://{host}/gateway/health" for host in edge.domains) if edge else ()


def _cold(names: Names) -> Iterator[Action]:
    recovery, there = names.environment.recovery, second(names)
    if recovery is None or recovery.compute == "warm" or there is None:
        return
    stacks = (there.stack, *(quoted(each) for each in services_of(there.deployment)))
    yield Action(
        title=f"Deploy the stacks of {recovery.region}",
        commands=tuple(f"pulumi up --stack {stack}" for stack in stacks),
        reason="recovery.compute is cold, so nothing stands there; it takes hours, and goes on beside the "
        "next steps",
        seen="both end without an error",
    )


def _asks(names: Names) -> bool:
    queue = names.environment.queue
    return replica_to_move_to(names.environment) is not None or (
        queue is not None and queue.geo == "replication"
    )


def _broker_there(names: Names) -> Iterator[Action]:
    queue = names.environment.queue
    if queue is not None and queue.geo == "replication" and queue.geo_region is not None:
        yield requests.broker(
            names,
            queue.geo_region,
            force=True,
            reason="the request returns at once, and the broker moves while the database does; its name "
            f"stays, and messages of the last {lag_minutes(names.environment)} minutes at most are lost",
        )
    else:
        yield from broker.moved(names, force=True)


def _broker_back(names: Names) -> Iterator[Action]:
    queue = names.environment.queue
    if queue is None or queue.geo != "replication":
        return
    yield requests.token()
    yield requests.broker(
        names,
        names.environment.region,
        force=False,
        reason="it waits until the copy has everything, so nothing is lost",
    )


def _set(names: Names, key: str, value: str) -> str:
    return f"pulumi config set --stack {names.stack} --path '{NAMESPACE}:recovery.{key}' {value}"


def _file(names: Names) -> str:
    return quoted(f"Pulumi.{names.deployment.stack}.yaml")


def _writer(names: Names) -> str:
    return f"{names.physical('dbforpostgresql.VirtualEndpoint')}.writer.postgres.database.azure.com"


def _database_there(names: Names) -> Iterator[Action]:
    replica = replica_to_move_to(names.environment)
    if replica is None:
        return
    path = requests.path_of(names, "Microsoft.DBforPostgreSQL/flexibleServers", names.server(replica))
    body = (
        '{"properties": {"replica": {"role": "Primary", "promoteMode": "Switchover", '
        '"promoteOption": "Forced"}}}'
    )
    target = quoted(f"**postgres-replica-{replica}")
    seen = f"`{requests.read(path, requests.OF_SERVERS, '.properties.replica.role')}` prints Primary"
    yield Action(
        title=f"Let the replica {replica} take writes",
        commands=(
            _set(names, "active", "second"),
            _set(names, "promotion", "forced"),
            f"pulumi up --stack {names.stack} --refresh=false --target {target}",
        ),
        reason=f"nothing else is read or changed. Commit {_file(names)} then: as long as it says active, no "
        "deployment undoes the move, and without it the next one would",
        seen=seen,
    )
    yield Action(
        title="Ask for the same by itself, where Azure has refused it, or Pulumi's state cannot be reached",
        commands=(requests.change("PATCH", path, requests.OF_SERVERS, body),),
        reason=f"leave active in {_file(names)}, or write it there, before anything is deployed again",
        seen=seen,
    )


def _look(names: Names) -> Iterator[Action]:
    there = second(names)
    if _asked(names):
        yield Action(title="See that the services answer", commands=_asked(names), seen="a status of 200")
    if there is None:
        return
    replica = replica_to_move_to(names.environment)
    yield Action(
        title="Look at the second region from inside",
        commands=(
            *((f"getent hosts {_writer(names)}",) if replica else ()),
            *login(there).commands,
            "kubectl get nodes",
            there.kubectl("get horizontalpodautoscalers"),
            there.kubectl("get pods --output wide"),
        ),
        reason="programs try again until the name has changed; connections that were open are gone",
        seen="an address of the second region's endpoints, nodes Ready, and pods Running and ready, more "
        "with each minute of load",
        where="inside the second region's network" if there.environment.kubernetes.private else there.reaches,
    )


def _database_back(names: Names) -> Iterator[Action]:
    replica = replica_to_move_to(names.environment)
    if replica is None:
        return
    where = f"--resource-group {names.group}"
    yield Action(
        title=f"See that the server in {names.environment.region} has caught up",
        commands=(
            (
                f"az postgres flexible-server show {where} --name {names.server()} "
                "--query '{role: replicationRole, replication: replica.replicationState}' --output table"
            ),
            (
                f"az monitor metrics list {where} --resource {names.server()} "
                "--resource-type Microsoft.DBforPostgreSQL/flexibleServers "
                "--metrics physical_replication_delay_in_seconds --aggregation Maximum --output table"
            ),
        ),
        reason="after the move it is a replica of the one that was promoted",
        seen="AsyncReplica and Active, and a delay of a few seconds",
    )
    yield Action(
        title="Let the first server take writes",
        commands=(
            _set(names, "active", "first"),
            _set(names, "promotion", "planned"),
            f"pulumi up --stack {names.stack}",
        ),
        reason="it does once it has everything, so nothing is lost; writes stop for some minutes",
        seen="the first command of the step before prints Primary; from inside, "
        f"`getent hosts {_writer(names)}` leads there",
    )


def _settled(names: Names) -> Iterator[Action]:
    if replica_to_move_to(names.environment) is None:
        return
    yield Action(
        title="Take the move out of the stack file",
        commands=(
            f"pulumi config rm --stack {names.stack} --path '{NAMESPACE}:recovery.active'",
            f"pulumi config rm --stack {names.stack} --path '{NAMESPACE}:recovery.promotion'",
            f"pulumi up --stack {names.stack}",
        ),
        reason="the first server gets its standby again, which the move has taken away, as a replica has "
        f"none. Commit {_file(names)}",
        seen=f"`pulumi preview --stack {names.stack} --expect-no-changes` ends without an error",
    )


def _missing(names: Names) -> Iterator[str]:
    """Yield what nobody has built, promises or has tried."""
    environment, there = names.environment, second(names)
    recovery = environment.recovery
    region = recovery.region if recovery else ""
    if there is None:
        yield (
            f"No stack file of scope recovery extends {names.deployment.stack}: without a cluster in "
            f"{region} nothing is served, whatever the database does"
        )
    if environment.postgres and replica_to_move_to(environment) is None:
        yield (
            f"No replica of the database stands in {region}: it comes back from a backup alone"
            + (
                ", which is kept in the paired region as well"
                if environment.postgres.geo_redundant_backup
                else ", and that is in the lost region"
            )
        )
    if environment.queue and environment.queue.geo == "none":
        yield "The broker has no second region: messages that wait are there again when the region is"
    if environment.edge and environment.edge.second_origin is None:
        yield "The edge leads to the first gateway alone: it is led elsewhere by a change of edge.origin"
    late = [_CALLED[each.part] for each in promises(environment) if each.rto is None]
    if late:
        yield f"Nobody promises when {listed(late)} would be there again"
    yield (
        "None of it was run against a cloud, and most figures are planned with rather than promised "
        "(infra/promises.yaml): a drill each month, both regions standing, with promotion planned and "
        '`"force": false`, measures them and loses nothing'
    )
    yield (
        f"Logs and metrics of {environment.region} stay there, and images of its last minutes may have to be "
        "pushed again"
    )
