"""Pages of the loss of a region, of the way back, and of the drill that restores a backup."""

from collections.abc import Iterator
from typing import Final

from infra.runbook import backups_aws, broker, database_aws, region
from infra.runbook.incidents import login
from infra.runbook.page import INSIDE, Action, Names, Page, quoted
from jiban.components.postgres.replicas import to_promote

_DRILL: Final = "drill"
DOMAIN: Final = "postgres.database.azure.com"
_SIGN_IN: Final = (
    'export PGPASSWORD="$(az account get-access-token --resource-type oss-rdbms --query accessToken '
    '--output tsv)"'
)
CHECKS: Final = (
    "SELECT datname, pg_size_pretty(pg_database_size(datname)) AS size, "
    "(SELECT max(xact_start) FROM pg_stat_activity) AS now FROM pg_database WHERE NOT datistemplate ORDER "
    "BY datname"
)
"""What is compared between the server and its copy: databases and their sizes."""


def pages(names: Names) -> Iterator[Page]:
    """Yield those for which there is something."""
    if names.environment.cloud == "aws":
        yield from database_aws.pages(names)
        yield from backups_aws.pages(names)
        return
    if names.environment.recovery:
        yield region.failover(names, tuple(_standby(names)))
        yield region.failback(names)
    else:
        yield from _without_second(names)
    if names.environment.postgres:
        yield _drill(names)


def _without_second(names: Names) -> Iterator[Page]:
    """Yield the pages of an environment that has no second region to move to."""
    promoted = _promoted(names)
    moved = _failover(names, promoted)
    if moved.actions:
        yield moved
    if promoted or (names.environment.queue and names.environment.queue.geo == "replication"):
        yield _failback(names, promoted)


def _promoted(names: Names) -> str | None:
    """Return the replica of another region that takes over."""
    spec = names.environment.postgres
    if spec is None:
        return None
    chosen = to_promote(spec.read_replicas, names.environment.region)
    here = (None, names.environment.region)
    return chosen if chosen is not None and spec.read_replicas[chosen].region not in here else None


def _copied(names: Names) -> bool:
    return names.environment.queue is not None and names.environment.queue.geo != "none"


def _standby(names: Names) -> Iterator[Action]:
    """Yield what helps where the region stands."""
    postgres, group = names.environment.postgres, names.group
    if postgres is None or postgres.standby == "none":
        return
    yield Action(
        title="Move the database to its standby, where only the server or its zone is at fault",
        commands=(
            (
                f"az postgres flexible-server restart --resource-group {group} --name {names.server()} "
                "--failover Forced"
            ),
        ),
        reason="it does so by itself within 60 to 120 seconds; this is for when it has not. Nothing is lost, "
        "and the rest of this page is for a lost region alone",
        seen=f"`az postgres flexible-server show --resource-group {group} --name {names.server()} "
        "--query availabilityZone --output tsv` prints another zone",
    )


def _failover(names: Names, promoted: str | None) -> Page:
    environment, group = names.environment, names.group
    actions = [*_standby(names)]
    if promoted is not None:
        replica = names.server(promoted)
        actions.append(
            Action(
                title=f"Promote the replica {promoted}",
                commands=(
                    (
                        f"az postgres flexible-server replica promote --resource-group {group} --name "
                        f"{replica} "
                        "--promote-mode switchover --promote-option forced --yes"
                    ),
                ),
                reason="what the primary had not sent yet is lost, some minutes at most; the name of the "
                "virtual endpoint, "
                "which services use, follows by itself. Decide with the owner: there is no way back to "
                "what was lost",
                seen=f"`az postgres flexible-server show --resource-group {group} --name {replica} "
                "--query replicationRole --output tsv` prints Primary",
            )
        )
    actions.extend(broker.moved(names, force=True))
    return Page(
        id="failover",
        title="Failover: a server, a zone or the region is lost",
        when=f"The database does not come back by itself, or {environment.region} is gone and Azure names "
        f"no time. "
        "The design document allows 30 minutes, and 15 minutes of data",
        actions=tuple(actions),
        missing=tuple(_not_there(names, promoted)),
    )


def _not_there(names: Names, promoted: str | None) -> Iterator[str]:
    """Yield what nobody has built for the loss of a region."""
    yield (
        "No cluster stands in a second region: without the region's cluster nothing is served, whatever "
        "the database "
        "does, until one is made there"
    )
    if promoted is not None:
        yield (
            "No second region is declared (jiban:recovery), so no deployment knows of the promotion, and one "
            "would undo it: deploy nothing of the database until the roles are changed back"
        )
    if promoted is None and names.environment.postgres:
        yield (
            "No replica stands in another region: the database comes back from a backup alone"
            + (
                ", which is kept in the paired region as well"
                if names.environment.postgres.geo_redundant_backup
                else ", and that is in the lost region"
            )
        )
    if names.environment.cache and names.environment.cache.geo_region is None:
        yield "The cache has no second region: what stands in it is lost, and people sign in again"
    if names.environment.queue and not _copied(names):
        yield "The broker has no second region: messages that wait are there again when the region is"


def _failback(names: Names, promoted: str | None) -> Page:
    group = names.group
    actions: list[Action] = []
    if promoted is not None:
        primary = names.server()
        actions.append(
            Action(
                title=f"See that the server in {names.environment.region} follows again",
                commands=(
                    (
                        f"az postgres flexible-server show --resource-group {group} --name {primary} "
                        "--query '{role: replicationRole, replication: replica.replicationState}' "
                        "--output table"
                    ),
                ),
                reason="after a switch it is a replica of the one that was promoted",
                seen="AsyncReplica and Active",
            )
        )
        actions.append(
            Action(
                title="Change the roles back",
                commands=(
                    (
                        f"az postgres flexible-server replica promote --resource-group {group} --name "
                        f"{primary} "
                        "--promote-mode switchover --promote-option planned --yes"
                    ),
                ),
                reason="planned waits until everything has arrived, so nothing is lost; writes stop for "
                "some minutes",
                seen="Primary where AsyncReplica was",
            )
        )
    if names.environment.queue and names.environment.queue.geo == "replication":
        actions.extend(broker.moved(names, force=False))
    actions.append(
        Action(
            title="See that a deployment would change nothing",
            commands=(f"pulumi preview --stack {names.stack} --refresh --expect-no-changes",),
            reason="the stack file speaks of the first region as primary; deploy nothing of database and "
            "broker before",
        )
    )
    actions.append(
        Action(
            title="Let pods connect anew",
            commands=(*login(names).commands, names.kubectl("rollout restart deployment")),
            reason="some clients keep the address that they have",
            where=names.reaches,
        )
    )
    return Page(
        id="failback",
        title="Failback: the region is there again",
        when="Azure has said that the region is well, and it has been for a day. Take the hours with "
        "least load",
        actions=tuple(actions),
        missing=(
            (
                "After `--promote-mode standalone`, which no page here uses, there is no way back but a new "
                "replica"
            ),
        ),
    )


def _drill(names: Names) -> Page:
    """Return the monthly restore, in a resource group of its own: the environment's own may be locked."""
    environment, server = names.environment, names.server()
    spec = environment.postgres
    copy, group = f"{server[:55]}-{_DRILL}", f"{names.group[:80]}-{_DRILL}"
    source = (
        f'"$(az postgres flexible-server show --resource-group {names.group} --name {server} '
        '--query id --output tsv)"'
    )
    subnet = (
        f'"$(az network vnet subnet show --resource-group {names.group} '
        f"--vnet-name {names.physical('network.VirtualNetwork')} --name "
        f"{names.physical('network.Subnet', 'database')} "
        '--query id --output tsv)"'
    )
    admin = spec.admin_group if spec else None
    user = (
        quoted(admin.name)
        if admin
        else '"$(az ad signed-in-user show --query userPrincipalName --output tsv)"'
    )
    ask = f"psql --no-psqlrc --username {user} --dbname '{{}}' --command {quoted(CHECKS)}"
    return Page(
        id="restore-drill",
        title="Drill: restore the database",
        when="Every month, and after each change of backups. It touches nothing of the environment, takes "
        "about an hour, "
        "and is paid for by the hour",
        actions=(
            Action(
                title="Make a place for the copy",
                commands=(f"az group create --name {group} --location {environment.region}",),
                reason="the environment's own group may be locked against deletion",
            ),
            Action(
                title="Restore the state of an hour ago",
                commands=(
                    (
                        f"time az postgres flexible-server restore --resource-group {group} --name {copy} "
                        f"--source-server {source} --restore-time \"$(date --utc --date='1 hour ago' "
                        f'+%Y-%m-%dT%H:%M:%SZ)" '
                        "--yes"
                    ),
                ),
                seen="Succeeded, and how long it took: write that down, as 30 minutes are what the design "
                "document allows",
            ),
            Action(
                title="Give the copy an address in the network",
                commands=(
                    (
                        f"az network private-endpoint create --resource-group {group} --name {copy} "
                        f"--location "
                        f"{environment.region} --subnet {subnet} --connection-name {copy} --group-ids "
                        f"postgresqlServer "
                        "--private-connection-resource-id "
                        f'"$(az postgres flexible-server show --resource-group {group} --name {copy} --query '
                        f'id --output tsv)"'
                    ),
                    (
                        f"az postgres flexible-server microsoft-entra-admin list --resource-group {group} "
                        f"--server-name {copy} "
                        "--output table"
                    ),
                    *(
                        (
                            (
                                f"az postgres flexible-server microsoft-entra-admin create --resource-group "
                                f"{group} "
                                f"--server-name {copy} --display-name {user} --object-id {admin.object_id} "
                                f"--type Group"
                            ),
                        )
                        if admin
                        else ()
                    ),
                ),
                reason="a copy is private, as its source is. The last command is for an empty list alone: "
                "whether a copy "
                "keeps its administrators was not tried",
            ),
            Action(
                title="Compare the copy with the server",
                commands=(
                    _SIGN_IN,
                    ask.format(f"host={server}.{DOMAIN} dbname=postgres sslmode=require"),
                    (
                        'ADDRESS="$(az network private-endpoint show '
                        f"--resource-group {group} --name {copy} --query "
                        f"'customDnsConfigs[0].ipAddresses[0]' "
                        f'--output tsv)"'
                    ),
                    ask.replace("'{}'", '"host={} hostaddr=$ADDRESS dbname=postgres sslmode=require"').format(
                        f"{copy}.{DOMAIN}"
                    ),
                ),
                reason="by a member of the administrators' group",
                seen="the same databases, and sizes that differ by an hour of work: "
                + (", ".join(spec.databases) if spec and spec.databases else "those of the server"),
                where=INSIDE,
            ),
            Action(
                title="Delete the copy",
                commands=(f"az group delete --name {group} --yes",),
                reason="it costs as much as the server; the group holds nothing else",
                seen=f"`az group exists --name {group}` prints false",
            ),
        ),
        missing=(
            "That a service works with the copy is shown by no step; sizes and databases alone are compared",
            *(
                ()
                if spec and spec.geo_redundant_backup
                else ("No backup is kept in another region, so the drill is of this region alone",)
            ),
        ),
    )
