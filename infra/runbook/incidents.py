"""Pages by how bad it is: what is looked at first, and which alerts lead there."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from infra.runbook import servers
from infra.runbook.page import Action, Names, Page, listed, quoted
from infra.runbook.watched import watched
from jiban.components.edge.cloudfront import figures
from jiban.components.observability.contract import RUNBOOKS


class _Level(NamedTuple):
    """How bad it is."""

    title: str
    when: str
    severities: tuple[int, ...]
    """Of alerts: 0 is the worst."""


_LEVELS: Final = {
    "severity-1": _Level(
        "Severity 1: the service is down",
        "Nobody, or hardly anybody, is served. Begin within 15 minutes, at any hour; whoever is on call "
        "leads, "
        "and calls the owner at once",
        (0, 1),
    ),
    "severity-2": _Level(
        "Severity 2: the service is slow or partly down",
        "People are served worse than usual. Begin within an hour: of the two times that the design document "
        "names, one hour and two, the shorter one",
        (2,),
    ),
    "severity-3": _Level(
        "Severity 3: a fault that hardly anybody notices",
        "Nothing that people see is wrong yet. Look within 24 hours, and mend it with the next release",
        (3, 4),
    ),
}
"""Times by the design document, 10.2.1 and 12.2.1."""
_FIRED: Final = "See what has fired"


def pages(names: Names) -> Iterator[Page]:
    """Yield a page for each level."""
    for number, (name, level) in enumerate(_LEVELS.items(), start=1):
        actions = (
            _firing(names, level),
            *([_last_changes(names)] if number < len(_LEVELS) else []),
            *([_running(names), _stores(names)] if number < len(_LEVELS) else []),
            *([_load(names)] if number > 1 and names.environment.cluster else []),
            *([_undo(names)] if number == 1 else []),
        )
        yield Page(
            id=name,
            title=level.title,
            when=level.when,
            actions=tuple(each for each in actions if each is not None),
            missing=()
            if names.environment.observability.alerts
            else ("No alerts are made (jiban:observability.alerts), so nobody is told by the cloud",),
        )


def login(names: Names) -> Action:
    """Return what lets kubectl in, on either cloud."""
    commands = (
        (
            (
                f"az aks get-credentials --resource-group {names.group} --name {names.cluster} "
                f"--overwrite-existing"
            ),
        )
        if names.environment.cloud == "azure"
        else (f"aws eks update-kubeconfig --name {names.cluster} --region {names.environment.region}",)
    )
    return Action(title="Let kubectl into the cluster", commands=commands, where=names.reaches)


def _firing(names: Names, level: _Level) -> Action | None:
    environment = names.environment
    if environment.observability.alerts is None:
        return None
    found = [
        f"{each.name} (`#{each.section}`)" for each in watched(names) if each.severity in level.severities
    ]
    known = f"; of this level are {listed(found)}" if found else ""
    says = f"each alert names its section of {RUNBOOKS}, which says what to do{known}"
    if environment.cloud == "aws":
        rules = environment.observability.metrics
        return Action(
            title=_FIRED,
            commands=tuple(_alarms_on_aws(names)),
            reason=says
            + (
                ". Those of workloads and cluster are rules of the managed Prometheus, of which the topics' "
                "messages and Grafana tell, and not these commands"
                if rules
                else ""
            ),
            seen="alarms that go on, and since when",
        )
    shown = (
        "properties.essentials.{severity: severity, rule: alertRule, on: targetResourceName, "
        "since: startDateTime}"
    )
    asked = "&".join(
        [
            "api-version=2019-03-01",
            f"targetResourceGroup={names.group}",
            "monitorCondition=Fired",
            "timeRange=1d",
        ]
    )
    return Action(
        title=_FIRED,
        commands=(
            (
                "az rest --method get --url "
                '"https://management.azure.com/subscriptions/$(az account show --query id --output tsv)'
                f'/providers/Microsoft.AlertsManagement/alerts?{asked}" '
                f"--query 'value[].{shown}' --output table"
            ),
        ),
        reason=says,
        seen="alerts of severity " + " or ".join(map(str, level.severities)) + " of the last day that go on",
    )


def _alarms_on_aws(names: Names) -> Iterator[str]:
    """Yield what lists the alarms of this stack, in each region that counts."""
    environment, deployment = names.environment, names.deployment
    for region in (environment.region, *([figures().region] if environment.edge else [])):
        yield (
            f"aws cloudwatch describe-alarms --region {region} --state-value ALARM --alarm-name-prefix "
            f"{quoted(f'alarm-{deployment.project}-')} --query "
            f"\"MetricAlarms[?contains(AlarmName, '-{deployment.stack}')].[AlarmName, "
            'StateUpdatedTimestamp, AlarmDescription]" --output table'
        )


def _last_changes(names: Names) -> Action:
    stacks = dict.fromkeys([names.services_stack, names.stack])
    return Action(
        title="See what was deployed last",
        commands=tuple(f"pulumi stack history --stack {stack} --page-size 3" for stack in stacks),
        reason="most faults come with a change; the services' stack is deployed most often",
        seen="when the last deployments were, and of which commit",
    )


def _running(names: Names) -> Action:
    return _pods(names) if names.environment.cluster else servers.health(names)


def _pods(names: Names) -> Action:
    return Action(
        title="Look at nodes and pods",
        commands=(
            *login(names).commands,
            "kubectl get nodes --output wide",
            names.kubectl("get pods --output wide"),
            names.kubectl("get events --sort-by=.lastTimestamp"),
        ),
        seen="nodes Ready in each zone; pods Running and ready, with few restarts",
        where=names.reaches,
    )


def _stores(names: Names) -> Action | None:
    environment, group = names.environment, names.group
    commands: list[str] = []
    if environment.cloud == "aws":
        if environment.postgres:
            commands.append(
                f"aws rds describe-db-instances --db-instance-identifier {names.server()} "
                "--query 'DBInstances[].[DBInstanceStatus, MultiAZ, AvailabilityZone]' --output table"
            )
        if environment.cache:
            commands.append(
                "aws elasticache describe-replication-groups --replication-group-id "
                f"{names.physical('elasticache.ReplicationGroup')} "
                "--query 'ReplicationGroups[].[Status, AutomaticFailover, MultiAZ]' --output table"
            )
        if environment.search:
            commands.append(
                f"aws opensearch describe-domain-health --domain-name {names.physical('opensearch.Domain')} "
                "--query '[DomainState, ClusterHealth, ActiveAvailabilityZoneCount, DataNodeCount]' "
                "--output table"
            )
    else:
        if environment.postgres:
            commands.append(
                f"az postgres flexible-server show --resource-group {group} --name {names.server()} "
                "--query '{state: state, zone: availabilityZone, standby: highAvailability.state}' "
                "--output table"
            )
        if environment.cache:
            commands.append(
                f"az resource show --resource-group {group} --resource-type Microsoft.Cache/redisEnterprise "
                f"--name {names.physical('redisenterprise.RedisEnterprise')} "
                "--query properties.resourceState --output tsv"
            )
        if environment.queue:
            commands.append(
                f"az servicebus namespace show --resource-group {group} --name {names.broker} "
                "--query status --output tsv"
            )
        if environment.edge:
            commands.append(
                f"az network application-gateway show-backend-health --resource-group {group} "
                f"--name {names.physical('network.ApplicationGateway')} "
                "--query 'backendAddressPools[].backendHttpSettingsCollection[].servers[].[address, health]' "
                "--output table"
            )
    if not commands:
        return None
    return Action(
        title="Look at what the services use",
        commands=tuple(commands),
        reason="several services at once usually share the cause",
        seen="Ready or available, Healthy for the standby, Running, Active; the gateway's servers Healthy",
    )


def _load(names: Names) -> Action:
    return Action(
        title="See whether anything is at its most",
        commands=(
            *login(names).commands,
            names.kubectl("get horizontalpodautoscalers"),
            names.kubectl("top pods --sort-by=cpu"),
            "kubectl top nodes",
        ),
        reason="more pods help only where the database and the broker have room",
        seen="fewer replicas than the maximum, and targets below their limit",
        where=names.reaches,
    )


def _undo(names: Names) -> Action | None:
    services = sorted(names.environment.workloads)
    if not services:
        return None
    return Action(
        title="Undo the last rollout of a service that it began with",
        commands=tuple(names.kubectl(f"rollout undo deployment/{service}") for service in services),
        reason="run the line of the service alone; the next deployment brings the image of the stack file "
        "back, so "
        "set that one back as well",
        seen=f"`{names.kubectl('get pods')}` shows new pods that become ready",
        where=names.reaches,
    )
