"""What a new environment needs, as one list in order: worked out from the environment alone, so that it holds
no step too many and none too few.

A deployment never waits for something that a person does after it has begun: whatever pods need stands in the
list before the deployment of the pods.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from infra.environment import NAMESPACE, Environment
from infra.together import services_of
from jiban.components.edge import link
from jiban.components.images import names_host
from jiban.components.naming import Naming
from jiban.components.workload.names import delivery_namespace, ingress_namespace, namespace_name
from jiban.settings.root import Deployment

INSIDE: Final = "inside the network"
"""Where the environment's private addresses answer: the subnet of role management, or a joined network."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do."""

    id: str
    """Its name, which does not change: `platform`, `image-trip`."""
    title: str
    """What to do. An imperative phrase, no full stop."""
    commands: tuple[str, ...]
    """What to run, in order. Bash, with the tools of the cloud and of Pulumi."""
    reason: str
    """Why it is needed, and why here in the order. A phrase, no full stop."""
    done_when: str
    """How to see that it is done, after the words `Done when`. No full stop."""
    where: str = ""
    """Where it has to run; empty where it may run anywhere."""


_CERTIFICATE: Final = f"--path '{NAMESPACE}:edge.certificate.in_vault'"
"""Setting by which a stack makes its edge, or not yet."""

_NO_CERTIFICATE_YET: Final = "; all but the edge, whose certificate has no vault to be in yet"


def steps(environment: Environment, deployment: Deployment) -> tuple[Step, ...]:
    """Return what a new environment needs, in order.

    Args:
        environment: of the stack that has the platform.
        deployment: the project, that stack, and those of the services on it.
    """
    names = _Names(environment, deployment)
    first = (
        _stacks(deployment),
        _administrators(environment, names),
        *_receivers(environment, names),
    )
    if _at_once(environment):
        return (
            *first,
            *_images(environment, names),
            _everything(environment, names),
            *_certificate(environment, names),
            *_repository(environment, names),
        )
    return (
        *first,
        _platform(environment, names),
        *_machine_inside(environment, names),
        *_images(environment, names),
        *_secrets(environment, names),
        *_certificates(environment, names),
        *_edge(environment, names),
        *_link(environment, names),
        _services(environment, names),
        *_certificate(environment, names),
        *_repository(environment, names),
        *_records(environment, names),
        *_second_region(environment, deployment),
    )


@dataclass(frozen=True)
class _Names:
    """What things are called, before they are there."""

    environment: Environment
    deployment: Deployment

    def physical(self, kind: str, name: str = "") -> str:
        naming = Naming(self.deployment.project, self.deployment.stack, self.environment.name_salt)
        return naming.physical(kind, name)

    @property
    def group(self) -> str:
        return self.physical("resources.ResourceGroup")

    @property
    def registry(self) -> str:
        return self.physical("containerregistry.Registry")

    @property
    def vault(self) -> str:
        return self.physical("keyvault.Vault")

    @property
    def stack(self) -> str:
        return self.deployment.stack

    @property
    def services(self) -> tuple[str, ...]:
        """Stacks with the services on this one's platform."""
        return services_of(self.deployment)


def _stacks(deployment: Deployment) -> Step:
    stacks = (deployment.stack, *deployment.extending)
    return Step(
        id="stacks",
        title="Make the stacks of the environment",
        commands=tuple(f"pulumi stack init {stack}" for stack in stacks),
        reason="Pulumi keeps the state of each in its backend, which `pulumi login` has chosen",
        done_when=f"`pulumi stack ls` names {_listed(stacks)}",
    )


def _administrators(environment: Environment, names: _Names) -> Step:
    admins = environment.cluster.admins
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


def _receivers(environment: Environment, names: _Names) -> Iterator[Step]:
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


def _platform(environment: Environment, names: _Names) -> Step:
    stack = names.stack
    narrowed = (
        (f"pulumi config set --stack {stack} {NAMESPACE}:scope platform",)
        if environment.scope == "all"
        else ()
    )
    without_edge = (
        (f"pulumi config set --stack {stack} {_CERTIFICATE} false",) if environment.edge is not None else ()
    )
    without = "without the services, whose images, secrets or way in have no place yet" if narrowed else ""
    return Step(
        id="platform",
        title="Deploy the platform",
        commands=(*narrowed, *without_edge, f"pulumi up --stack {stack}"),
        reason=f"the cloud's own API makes all of it, from anywhere{f', {without}' if without else ''}"
        f"{_NO_CERTIFICATE_YET if environment.edge else ''}",
        done_when=f"`pulumi stack output --stack {stack} cluster` prints the cluster's name",
    )


def _everything(environment: Environment, names: _Names) -> Step:
    return Step(
        id="workloads",
        title="Deploy platform and services",
        commands=(f"pulumi up --stack {names.stack}",),
        reason="nothing of it waits for a person: every image is in a registry of its own, and no secret is "
        "filled by hand",
        done_when=_available(environment, names),
        where=_reaches(environment),
    )


def _machine_inside(environment: Environment, names: _Names) -> Iterator[Step]:
    private = environment.cluster.private or environment.edge is not None
    if not (private or _own_images(environment) or _unfilled(environment)):
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


def _machine_on_aws(environment: Environment, names: _Names) -> tuple[str, ...]:
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


def _images(environment: Environment, names: _Names) -> Iterator[Step]:
    own, stood = _own_images(environment), set[str]()
    host = f"{names.registry}.azurecr.io"
    for service, workload in environment.workloads.items():
        image = workload.image
        if image in stood:
            continue
        stood.add(image)
        if service in own:
            yield Step(
                id=f"image-{service}",
                title=f"Push image {image}",
                commands=(f"az acr login --name {names.registry}", *_push(image, host)),
                reason=f"pods of {_users(environment, image)} load it from the environment's own registry, "
                "which is empty at first; whoever pushes has the role AcrPush there",
                done_when=f"`az acr repository show --name {names.registry} --image {image}` prints it",
                where=INSIDE,
            )
        else:
            yield Step(
                id=f"image-{service}",
                title=f"Have image {image}",
                commands=(f"docker push {image}",) if "@" not in image else (),
                reason=f"pods of {_users(environment, image)} load it from its own registry",
                done_when=f"`docker manifest inspect {image}` prints it",
            )


def _push(image: str, host: str) -> tuple[str, ...]:
    """Return what copies an image into a registry: under its tag, or with its digest kept."""
    repository, at, digest = image.partition("@")
    if at:
        tag = digest.partition(":")[2][:12]
        return (f"docker buildx imagetools create --tag {host}/{repository}:{tag} {image}",)
    return (f"docker tag {image} {host}/{image}", f"docker push {host}/{image}")


def _secrets(environment: Environment, names: _Names) -> Iterator[Step]:
    for secret in _unfilled(environment):
        users = [
            name
            for name, each in environment.workloads.items()
            if secret in (*each.uses.secrets, *each.uses.mounted)
        ]
        who = f"{_listed(users)} reads it" if len(users) == 1 else f"{_listed(users)} read it"
        yield Step(
            id=f"secret-{secret}",
            title=f"Fill secret {secret}",
            commands=(
                *_role(environment, names, "Key Vault Secrets Officer"),
                (
                    f"az keyvault secret set --vault-name {names.vault} --name {secret} --file {secret}.txt "
                    f"--encoding utf-8{_expiry(environment)}"
                ),
            ),
            reason=f"{who} when it starts, and its value is its owner's, so no deployment writes it"
            if users
            else "its value is its owner's, so no deployment writes it",
            done_when=f"`az keyvault secret show --vault-name {names.vault} --name {secret} --query id` "
            "prints its version",
            where=INSIDE,
        )


def _role(environment: Environment, names: _Names, role: str) -> tuple[str, ...]:
    """Return what lets whoever runs a step fill the vault; nothing where a group may already."""
    if environment.secrets and environment.secrets.administrators:
        return ()
    return (
        (
            f"az role assignment create --role '{role}' --scope "
            f'"$(az keyvault show --name {names.vault} --query id --output tsv)" --assignee '
            '"$(az ad signed-in-user show --query id --output tsv)"'
        ),
    )


def _expiry(environment: Environment) -> str:
    """Return the flag that ends a secret's life in time; nothing where it may be good for ever."""
    days = environment.secrets.rotate_days if environment.secrets else None
    if days is None:
        return ""
    return f''' --expires "$(date --utc --date '+{days} days' +%Y-%m-%dT%H:%M:%SZ)"'''


def _certificates(environment: Environment, names: _Names) -> Iterator[Step]:
    """Yield what puts certificates into the vault that services read; the edge's has a step of its own."""
    listed = environment.secrets.certificates if environment.secrets else ()
    of_edge = environment.edge.certificate.name if environment.edge else None
    for certificate in dict.fromkeys(each for each in listed if each != of_edge):
        yield Step(
            id=f"certificate-{certificate}",
            title=f"Put certificate {certificate} into the vault",
            commands=(
                *_role(environment, names, "Key Vault Certificates Officer"),
                _import(names, certificate),
            ),
            reason="its key is its owner's, so no deployment writes it",
            done_when=_imported(names, certificate),
            where=INSIDE,
        )


def _import(names: _Names, certificate: str) -> str:
    return (
        f"az keyvault certificate import --vault-name {names.vault} --name {certificate} "
        f"--file {certificate}.pfx"
    )


def _imported(names: _Names, certificate: str) -> str:
    return (
        f"`az keyvault certificate show --vault-name {names.vault} --name {certificate} --query id` prints "
        "its version"
    )


def _edge(environment: Environment, names: _Names) -> Iterator[Step]:
    """Yield what gives the edge's gateway its certificate, and then makes the edge."""
    if environment.edge is None:
        return
    certificate = environment.edge.certificate.name
    yield Step(
        id="edge-certificate",
        title=f"Put certificate {certificate} into the vault",
        commands=(
            *_role(environment, names, "Key Vault Certificates Officer"),
            _import(names, certificate),
        ),
        reason="the gateway at the edge is not made without it; an authority that everybody trusts has made "
        f"it out to {_listed(environment.edge.certificate.covers)}, and its key is its owner's, so no "
        "deployment writes it",
        done_when=_imported(names, certificate),
        where=INSIDE,
    )
    yield Step(
        id="edge",
        title="Deploy the edge",
        commands=(
            f"pulumi config set --stack {names.stack} {_CERTIFICATE} true",
            f"pulumi up --stack {names.stack}",
        ),
        reason="the first deployment has left it out",
        # The second region has a gateway alone: the first one's Front Door leads to both.
        done_when=f"`pulumi stack output --stack {names.stack} origin` prints the gateway's address"
        if environment.scope == "recovery"
        else f"`pulumi stack output --stack {names.stack} edge` prints a host name",
    )


def _link(environment: Environment, names: _Names) -> Iterator[Step]:
    """Yield what lets the edge into the network by its link: after the edge, as that asks for it."""
    if environment.edge is None or environment.edge.path != "private_link":
        return
    shown = (
        f"az network application-gateway show --resource-group {names.group} "
        f"--name {names.physical('network.ApplicationGateway')}"
    )
    request = link.request(names.physical("cdn.Profile"))
    state = "privateLinkServiceConnectionState"
    ours = f"{state}.status=='Pending' && contains({state}.description || '', '{request}')"
    approve = f"az network private-endpoint-connection approve --description '{request}' --id"
    yield Step(
        id="edge-link",
        title="Approve the edge's link to the gateway",
        commands=(
            (
                f'{shown} --query "privateEndpointConnections[].{{id: id, state: {state}.status, '
                f'request: {state}.description}}" --output table'
            ),
            (
                f'{shown} --query "privateEndpointConnections[?{ours}].id" --output tsv '
                f"| xargs -r -n 1 {approve}"
            ),
        ),
        reason="Front Door asks for a connection whose name it makes up, and nothing gets in before somebody "
        "approves it: until some minutes later Front Door answers every request with an error; a connection "
        f"whose request is not {request} is somebody else's and stays as it is",
        done_when=f'`{shown} --query "privateEndpointConnections[].{state}.status" --output tsv` prints '
        "Approved, once",
    )


def _records(environment: Environment, names: _Names) -> Iterator[Step]:
    """Yield what leads the names of the domain to the edge: last, as it lets people in."""
    if environment.edge is None:
        return
    edge, profile = environment.edge, names.physical("cdn.Profile")
    by_link = edge.path == "private_link"
    tokens = tuple(
        # `az afd` is an extension that az does not bring along; this is az's own.
        f"az resource show --resource-group {names.group} --namespace Microsoft.Cdn "
        f"--parent profiles/{profile} --resource-type customDomains "
        f"--name {names.physical('cdn.AFDCustomDomain', host)} "
        "--query properties.validationProperties.validationToken --output tsv"
        for host in sorted(set(edge.domains))
    )
    yield Step(
        id="edge-records",
        title="Add the edge's records to the domain",
        commands=(
            *(() if by_link else (f"pulumi stack output --stack {names.stack} origin",)),
            *tokens,
            f"pulumi stack output --stack {names.stack} edge",
        ),
        reason=("" if by_link else f"A of {edge.origin} is the first, by which the edge finds the gateway; ")
        + "TXT of _dnsauth before each host is its token, good for a week, by which the edge gets the "
        "certificate; CNAME of each host is the last",
        done_when=_listed([f"`curl --head https://{host}/gateway/health` answers" for host in edge.domains]),
    )


def _second_region(first: Environment, deployment: Deployment) -> Iterator[Step]:
    """Yield what the second region needs, when the first one is whole: it stands on that."""
    for stack, environment in deployment.settings.items():
        if environment.scope != "recovery" or environment.recovery.compute == "cold":
            continue
        names = _Names(environment, replace(deployment, stack=stack))
        for step in (
            *_receivers(environment, names),
            _platform(environment, names),
            *_machine_inside(environment, names),
            *_secrets(environment, names),
            *_edge(environment, names),
            _services(environment, names),
            *_certificate(environment, names),
            *_second_record(first, names),
        ):
            yield replace(step, id=f"second-{step.id}", title=f"{step.title} in the second region")


def _second_record(first: Environment, names: _Names) -> Iterator[Step]:
    if first.edge is None or first.edge.second_origin is None:
        return
    host = first.edge.second_origin
    yield Step(
        id="edge-records",
        title="Add the record of the gateway",
        commands=(f"pulumi stack output --stack {names.stack} origin",),
        reason=f"A of {host} is the address that it prints; from then on the edge asks both gateways, and "
        "leads requests here while the first one does not answer",
        done_when=f"`getent hosts {host}` prints that address",
    )


def _services(environment: Environment, names: _Names) -> Step:
    stacks = names.services
    before: tuple[str, ...] = ()
    if environment.scope == "all":
        stacks = (names.stack,)
        before = (f"pulumi config set --stack {names.stack} {NAMESPACE}:scope all",)
    elif not stacks:
        stacks = (f"{names.stack}-workloads",)
        before = (
            f"pulumi stack init {stacks[0]}",
            f"pulumi config set --stack {stacks[0]} {NAMESPACE}:extends {names.stack}",
            f"pulumi config set --stack {stacks[0]} {NAMESPACE}:scope workloads",
        )
    return Step(
        id="workloads",
        title="Deploy the services",
        commands=(*before, *(f"pulumi up --stack {stack}" for stack in stacks)),
        reason="all that pods wait for is there by now, so the deployment ends when they are ready",
        done_when=_available(environment, names),
        where=_reaches(environment),
    )


def _certificate(environment: Environment, names: _Names) -> Iterator[Step]:
    """Yield what gives the gateway its certificate: after its namespace is there, as nothing waits for it."""
    if environment.ingress is None:
        return
    secret, namespace = environment.ingress.certificate, ingress_namespace(names.deployment.project)
    yield Step(
        id="certificate",
        title="Give the gateway its certificate",
        commands=(
            (
                f"kubectl --namespace {namespace} create secret tls {secret} "
                f"--cert {secret}.crt --key {secret}.key"
            ),
        ),
        reason="the gateway inside the cluster answers nothing without it, and its key is its owner's, so no "
        "deployment writes it",
        done_when=f"`kubectl --namespace {namespace} wait --for=condition=Programmed gateway --all` ends",
        where=_reaches(environment),
    )


def _repository(environment: Environment, names: _Names) -> Iterator[Step]:
    """Yield what gives Argo CD the services: the manifests, and its way into their repository."""
    delivery = environment.delivery
    if delivery is None or delivery.repository is None or delivery.owner == "pulumi":
        return
    repository, stack = delivery.repository, names.stack
    namespace = delivery_namespace(names.deployment.project)
    application = delivery.application or namespace_name(f"{names.deployment.project}-{stack}")
    folder = f"manifests/{repository.path}" if repository.path != "." else "manifests"
    render = f"jiban render --stack {stack} --outputs {stack}={stack}.json --output {folder}"
    yield Step(
        id="manifests",
        title="Write the services' manifests into the repository",
        commands=(
            f"git clone --branch {repository.revision} {repository.url} manifests",
            f"pulumi stack output --json --stack {stack} > {stack}.json",
            render,
            "git -C manifests add --all",
            "git -C manifests commit --message 'First manifests'",
            "git -C manifests push",
        ),
        reason="Argo CD deploys what the repository says, and the hosts and ids in it are the deployed "
        "platform's own",
        done_when=f"`{render} --check` finds nothing",
    )
    credentials = (
        "--from-literal=username=git --from-file=password=repository.token"
        if repository.url.startswith("https://")
        else "--from-file=sshPrivateKey=repository.key"
    )
    yield Step(
        id="repository",
        title="Let Argo CD read the repository",
        commands=(
            (
                f"kubectl --namespace {namespace} create secret generic repository "
                f"--from-literal=type=git --from-literal=url={repository.url} {credentials}"
            ),
            (
                f"kubectl --namespace {namespace} label secret repository "
                "argocd.argoproj.io/secret-type=repository"
            ),
        ),
        reason="a repository that asks who reads it wants a key or a token that may only read, and that is "
        "its owner's, so no deployment writes it; one that everybody may read needs none",
        done_when=f"`kubectl --namespace {namespace} get application {application} "
        "--output jsonpath='{.status.health.status}'` prints Healthy",
        where=_reaches(environment),
    )


def _available(environment: Environment, names: _Names) -> str:
    if environment.delivery is not None and environment.delivery.owner == "argo":
        namespace = delivery_namespace(names.deployment.project)
        return f"`kubectl --namespace {namespace} get application` prints one"
    namespace = namespace_name(names.deployment.project)
    return f"`kubectl --namespace {namespace} wait --for=condition=Available deployment --all` ends"


def _reaches(environment: Environment) -> str:
    """Return where the cluster's API answers."""
    cluster = environment.cluster
    return INSIDE if cluster.private else f"from {_listed(cluster.api_clients)}"


def _at_once(environment: Environment) -> bool:
    """Whether one deployment makes all: neither an image, nor a secret, nor the way in comes between platform
    and services.
    """
    between = (
        environment.edge is not None
        or environment.cluster.private
        or _own_images(environment)
        or _unfilled(environment)
        or (environment.secrets and environment.secrets.certificates)
    )
    return environment.scope == "all" and not between


def _own_images(environment: Environment) -> Mapping[str, str]:
    """Return the images that the environment's own registry has to hold, by service."""
    if environment.registry is None:
        return {}
    return {name: each.image for name, each in environment.workloads.items() if not names_host(each.image)}


def _unfilled(environment: Environment) -> tuple[str, ...]:
    """Return the secrets whose values no deployment writes."""
    vault = environment.secrets
    return () if vault is None else tuple(name for name in vault.names if name not in vault.values)


def _users(environment: Environment, image: str) -> str:
    return _listed([name for name, each in environment.workloads.items() if each.image == image])


def _listed(words: tuple[str, ...] | list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
