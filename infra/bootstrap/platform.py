"""Steps up to the platform: stacks, administrators, and a machine inside."""

from collections.abc import Iterator

from infra.bootstrap.edge import CERTIFICATE, NO_CERTIFICATE_YET, brings_a_certificate
from infra.bootstrap.search import searchers
from infra.bootstrap.services import available, reaches
from infra.bootstrap.step import Names, Step, listed
from infra.bootstrap.vault import unfilled
from infra.environment import NAMESPACE, Environment
from infra.images import own_images
from jiban.settings.root import Deployment


def stacks_step(deployment: Deployment) -> Step:
    """Return the step that makes the stacks."""
    stacks = (deployment.stack, *deployment.extending)
    return Step(
        id="stacks",
        title="Make the stacks of the environment",
        commands=tuple(f"pulumi stack init {stack}" for stack in stacks),
        reason="Pulumi keeps the state of each in its backend, which `pulumi login` has chosen",
        done_when=f"`pulumi stack ls` names {listed(stacks)}",
    )


def pipelines_steps(deployment: Deployment) -> Iterator[Step]:
    """Yield the step that makes who deploys from a pipeline, where a stack is for that."""
    for stack, environment in deployment.settings.items():
        if environment.scope != "pipelines":
            continue
        yield Step(
            id=f"pipelines-{stack}",
            title="Make who deploys",
            commands=(f"pulumi up --stack {stack}",),
            reason="every other deployment takes the role that this makes, and no pipeline may make it; who "
            "runs it has rights of their own on IAM",
            done_when=f"`pulumi stack output --stack {stack} deploy_role` prints {environment.deploy_role}",
        )


def administrators_step(environment: Environment, names: Names) -> Step:
    """Return the step that sees that those who deploy are let in."""
    admins = environment.kubernetes.admins
    why = (
        "the cluster lets in nobody but its administrators, so whoever deploys the services is one of them "
        "before the cluster is made"
    )
    if environment.cloud == "aws":
        roles = [admin.rpartition("/")[2] for admin in admins if ":role/" in admin]
        users = [admin.rpartition("/")[2] for admin in admins if ":user/" in admin]
        commands = (
            *(f"aws iam get-role --role-name {role}" for role in roles),
            *(f"aws iam get-user --user-name {user}" for user in users),
        )
        return Step(
            id="administrators",
            title="Have the administrators' roles",
            commands=commands,
            reason=why,
            done_when="each command prints the principal that cluster.admins names",
        )
    server = environment.postgres
    of_database = [str(server.admin_group.object_id)] if server and server.admin_group else []
    looked_at = tuple(
        f"az ad group member list --group {group} --query '[].id' --output tsv"
        for group in dict.fromkeys([*admins, *of_database])
    )
    if admins:
        return Step(
            id="administrators",
            title="Have people in the administrators' groups",
            commands=looked_at,
            reason=f"{why}, and the database none but its own" if of_database else why,
            done_when="the members of a group are the operators, and whoever deploys the services is in the "
            "cluster's",
        )
    group = f"{names.deployment.project}-{names.stack}-admins"
    return Step(
        id="administrators",
        title="Make the administrators' group",
        commands=(
            f"az ad group create --display-name {group} --mail-nickname {group}",
            (
                f"az ad group member add --group {group} --member-id "
                '"$(az ad signed-in-user show --query id --output tsv)"'
            ),
            (
                f"pulumi config set --stack {names.stack} --path '{NAMESPACE}:cluster.admins[0]' "
                f'"$(az ad group show --group {group} --query id --output tsv)"'
            ),
        ),
        reason=f"{why}; cluster.admins names no group yet",
        done_when=f"`jiban explain -s {names.stack} cluster.admins` shows the group's object id",
    )


def receiver_steps(environment: Environment, names: Names) -> Iterator[Step]:
    """Yield the step that tells the addresses of those who hear of alerts."""
    alerts = environment.observability.alerts
    if alerts is None:
        return
    silent = [receiver for receiver in alerts.receivers if receiver not in alerts.webhooks]
    if not silent:
        return
    yield Step(
        id="receivers",
        title="Set the addresses that alerts go to",
        commands=tuple(
            f"pulumi config set --stack {names.stack} --secret "
            f"--path '{NAMESPACE}:observability.alerts.webhooks.{receiver}'"
            for receiver in silent
        ),
        reason="whoever has an address can send to it, so it is a secret; a receiver without one hears "
        "of nothing",
        done_when=f"`jiban plan -s {names.stack}` warns of none of them",
    )


def platform_step(environment: Environment, names: Names) -> Step:
    """Return the step that deploys the platform."""
    stack = names.stack
    narrowed = (
        (f"pulumi config set --stack {stack} {NAMESPACE}:scope platform",)
        if environment.scope == "all"
        else ()
    )
    without_edge = (
        (f"pulumi config set --stack {stack} {CERTIFICATE} false",)
        if brings_a_certificate(environment)
        else ()
    )
    without = "without the services, whose images, secrets or way in have no place yet" if narrowed else ""
    return Step(
        id="platform",
        title="Deploy the platform",
        commands=(*narrowed, *without_edge, f"pulumi up --stack {stack}"),
        reason=f"the cloud's own API makes all of it, from anywhere{f', {without}' if without else ''}"
        f"{NO_CERTIFICATE_YET if brings_a_certificate(environment) else ''}",
        done_when=f"`pulumi stack output --stack {stack} cluster` prints the cluster's name",
    )


def everything_step(environment: Environment, names: Names) -> Step:
    """Return the step that deploys all at once."""
    return Step(
        id="workloads",
        title="Deploy platform and services",
        commands=(f"pulumi up --stack {names.stack}",),
        reason="nothing of it waits for a person: every image is in a registry of its own, and no secret is "
        "filled by hand",
        done_when=available(environment, names),
        where=reaches(environment),
    )


def machine_steps(environment: Environment, names: Names) -> Iterator[Step]:
    """Yield the step that gets a machine inside the network, where one is needed."""
    private = environment.kubernetes.private or brings_a_certificate(environment)
    # Azure's registry answers the network alone.
    pushed = environment.cloud == "azure" and own_images(environment)
    if not (private or pushed or searchers(environment) or unfilled(environment)):
        return
    yield Step(
        id="machine-inside",
        title="Have a machine inside the network",
        commands=_machine_on_aws(environment, names)
        if environment.cloud == "aws"
        else (
            (
                f"az vm create --resource-group {names.group} --name vm-management --image Ubuntu2404 "
                f"--size Standard_B2s --vnet-name {names.physical('network.VirtualNetwork')} "
                f"--subnet {names.physical('network.Subnet', 'management')} --public-ip-address '' --nsg '' "
                "--assign-identity --generate-ssh-keys"
            ),
        ),
        reason="registry, vault, database and a private cluster answer private addresses only; a runner in "
        "the subnet of role management reaches them, and so does a network that is joined to this one",
        done_when="the machine is known to the pipelines as a runner, or its operator has a shell on it",
    )


def _machine_on_aws(environment: Environment, names: Names) -> tuple[str, ...]:
    zone = min(environment.network.zones)
    subnet, group = (
        names.physical("ec2.Subnet", f"management-{zone}"),
        names.physical("ec2.SecurityGroup", "management"),
    )
    return (
        (
            f"SUBNET=$(aws ec2 describe-subnets --filters Name=tag:Name,Values={subnet} "
            "--query 'Subnets[0].SubnetId' --output text)"
        ),
        (
            f"GROUP=$(aws ec2 describe-security-groups --filters Name=group-name,Values={group} "
            "--query 'SecurityGroups[0].GroupId' --output text)"
        ),
        (
            "aws ec2 run-instances --image-id "
            "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64 "
            '--instance-type t3.small --subnet-id "$SUBNET" --security-group-ids "$GROUP" '
            "--metadata-options HttpTokens=required"
        ),
    )
