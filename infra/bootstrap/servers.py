"""Steps of an environment without a cluster: its servers, and who may enter its databases."""

from collections.abc import Iterator, Mapping, Sequence

from infra.bootstrap.step import Names, Step, listed
from infra.environment import Environment
from infra.images import servers


def servers_step(names: Names) -> Step:
    """Return the step that deploys everything there is."""
    return Step(
        id="platform",
        title="Deploy the environment",
        commands=(f"pulumi up --stack {names.stack}",),
        reason="no deployment waits for a server: each tries again until its image is in the registry",
        done_when=f"`pulumi stack output --stack {names.stack} balancer` prints the load balancer's name",
    )


def answering_step(environment: Environment, names: Names) -> Step:
    """Return the step that sees that the servers answer."""
    groups = tuple(servers(environment))
    return Step(
        id="servers",
        title="See that the servers answer",
        commands=tuple(
            f"aws autoscaling describe-auto-scaling-groups --region {environment.region} "
            f"--auto-scaling-group-names {names.physical('autoscaling.Group', group)} "
            "--query 'AutoScalingGroups[].Instances[].[InstanceId, HealthStatus, LifecycleState]' "
            "--output table"
            for group in groups
        ),
        reason=f"those of {listed(groups)} count as healthy when the load balancer gets their health path; "
        "what they write is in their log group",
        done_when="every server is Healthy and InService",
    )


def database_steps(environment: Environment, names: Names) -> Iterator[Step]:
    """Yield the step that makes databases and roles: no run in a cluster does it here."""
    users = {
        name: group.uses.databases for name, group in servers(environment).items() if group.uses.databases
    }
    if environment.postgres is None or not users:
        return
    yield Step(
        id="database-roles",
        title="Make the databases and their roles",
        commands=(
            *_way_in(environment, names, next(iter(users))),
            *(_psql(database, line) for database, line in _sql(users)),
        ),
        reason="a server signs in by who it is, as a role of its group's name; a role of the database is "
        "made inside it, and the way to it leads over a server through Session Manager",
        done_when=f"the servers of {listed(tuple(users))} answer from their databases",
    )


def _way_in(environment: Environment, names: Names, group: str) -> tuple[str, ...]:
    """Return what opens a local port to the database over a server, with the administrator's password."""
    region, output = environment.region, f"pulumi stack output --stack {names.stack}"
    tag = f"Name=tag:aws:autoscaling:groupName,Values={names.physical('autoscaling.Group', group)}"
    ports = "portNumber=5432,localPortNumber=15432"
    return (
        (
            f"SERVER=$(aws ec2 describe-instances --region {region} --filters {tag} "
            "Name=instance-state-name,Values=running "
            "--query 'Reservations[0].Instances[0].InstanceId' --output text)"
        ),
        (
            f'aws ssm start-session --region {region} --target "$SERVER" '
            "--document-name AWS-StartPortForwardingSessionToRemoteHost "
            f'--parameters "host=$({output} database),{ports}" &'
        ),
        (
            f"export PGPASSWORD=$(aws secretsmanager get-secret-value --region {region} "
            f'--secret-id "$({output} database_admin_secret)" '
            "--query SecretString --output text | jq -r .password)"
        ),
    )


def _psql(database: str, line: str) -> str:
    where = f"host=localhost port=15432 user=postgres dbname={database} sslmode=require"
    return f"psql '{where}' -c '{line}'"


def _sql(users: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield the database to be in, and the statement: the rights that a service on Kubernetes has."""
    for name in users:
        yield "postgres", f'CREATE ROLE "{name}" LOGIN'
        yield "postgres", f'GRANT rds_iam TO "{name}"'
    for database in sorted({each for used in users.values() for each in used}):
        yield "postgres", f'CREATE DATABASE "{database}"'
        yield "postgres", f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC'
        yield database, "REVOKE ALL ON SCHEMA public FROM PUBLIC"
        for name in (each for each, used in users.items() if database in used):
            yield "postgres", f'GRANT CONNECT, TEMPORARY ON DATABASE "{database}" TO "{name}"'
            yield database, f'GRANT USAGE, CREATE ON SCHEMA public TO "{name}"'
