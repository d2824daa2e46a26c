"""Steps by which services run on the platform."""

from collections.abc import Iterator
from typing import Final

from infra.bootstrap.step import INSIDE, Names, Step, listed
from infra.environment import NAMESPACE, Environment
from jiban.components.workload.names import delivery_namespace, ingress_namespace, namespace_name

_SELF_SIGNED: Final = (
    "; AWS's load balancer does not look at who has signed it, so one signed by itself will do"
)


def services_step(environment: Environment, names: Names) -> Step:
    """Return the step that deploys the services."""
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
        done_when=available(environment, names),
        where=reaches(environment),
    )


def certificate_steps(environment: Environment, names: Names) -> Iterator[Step]:
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
        f"deployment writes it{_SELF_SIGNED if environment.cloud == 'aws' else ''}",
        done_when=f"`kubectl --namespace {namespace} wait --for=condition=Programmed gateway --all` ends",
        where=reaches(environment),
    )


def repository_steps(environment: Environment, names: Names) -> Iterator[Step]:
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
        where=reaches(environment),
    )


def available(environment: Environment, names: Names) -> str:
    """Return how to see that the services answer."""
    if environment.delivery is not None and environment.delivery.owner == "argo":
        namespace = delivery_namespace(names.deployment.project)
        return f"`kubectl --namespace {namespace} get application` prints one"
    namespace = namespace_name(names.deployment.project)
    return f"`kubectl --namespace {namespace} wait --for=condition=Available deployment --all` ends"


def reaches(environment: Environment) -> str:
    """Return where the cluster's API answers."""
    cluster = environment.kubernetes
    return INSIDE if cluster.private else f"from {listed(cluster.api_clients)}"
