"""From configuration to resources: the only reader of pulumi.Config.

It is the same program for `pulumi up` and for the planner: it reads the configuration, checks all of it,
and hands it to the stacks that make it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi.runtime import config as runtime_config

from infra.environment import NAMESPACE, Environment
from infra.settings import SETTINGS
from infra.windows import at_once
from jiban.components.base import Cloud
from jiban.components.naming import NameRefusedError, Naming
from jiban.components.tags import Ownership
from jiban.project.problem import Problem
from jiban.project.yaml_source import load as load_yaml
from jiban.settings import layers
from jiban.settings.errors import ConfigurationError
from jiban.settings.provenance import value_at
from jiban.settings.wording import quoted

if TYPE_CHECKING:
    from infra.stacks.platform import Platform, WithoutCluster


def main() -> None:
    """Make the stack that the configuration describes, and export what it shows.

    Raises:
        ConfigurationError: with every fault of the configuration, before any resource is registered.
    """
    environment = _environment()
    if environment.scope == "manifests" and not pulumi.runtime.is_dry_run():
        raise ConfigurationError(
            [
                Problem(
                    f"Pulumi.{pulumi.get_stack()}.yaml",
                    "scope manifests is what `jiban render` plans, and no deployment has it",
                    path=f"{NAMESPACE}:scope",
                    value="manifests",
                    remedy="set scope to all, platform, workloads or recovery",
                )
            ]
        )
    # A second region is not called like the first, though its file extends that one's.
    naming = naming_of(environment)
    _warn_of_an_old_state(environment, Path(pulumi.get_root_directory()) / "Pulumi.yaml")
    ownership = Ownership(naming.project, naming.stack, environment.owner)
    try:
        outputs = _build(environment, naming, ownership)
    except NameRefusedError as error:
        # Every name in a specification is legal, so what is refused is the name of the project or the stack.
        remedy = "choose another name of project or stack"
        raise ConfigurationError(
            [
                Problem(
                    "Pulumi.yaml",
                    str(error),
                    path="name",
                    value=quoted(naming.project),
                    remedy=remedy,
                )
            ]
        ) from None
    if environment.scope == "all" and environment.cluster and environment.cluster.private:
        pulumi.log.warn(
            "the cluster's API answers only inside the network: run `pulumi up` of this stack from there"
        )
    _warn_of_receivers(environment)
    _warn_of_windows(environment)
    for name, value in outputs.items():
        pulumi.export(name, value)


_OLD_STATE: Final[Mapping[Cloud, str]] = {
    "aws": (
        "a change of max_nodes then sends EKS the count of nodes that the state last knew, and EKS ends "
        "those above it at once"
    ),
    "azure": (
        "a change of the cluster or of a pool then sends AKS the pools and counts of nodes that the state "
        "last knew; AKS ends nodes above them, and refuses a pool that is gone"
    ),
}
"""What a deployment does that does not begin by looking how many nodes there are."""


def naming_of(environment: Environment) -> Naming:
    """Return how this stack's resources are called: after the stack whose platform its services are on, and
    in a second region after itself.
    """
    extended = environment.extends if environment.scope != "recovery" else None
    return Naming(pulumi.get_project(), extended or pulumi.get_stack(), environment.name_salt)


def _warn_of_an_old_state(environment: Environment, project_file: Path) -> None:
    """Warn of a project whose deployments do not begin by looking how many nodes there are."""
    if environment.scope in ("workloads", "manifests", "pipelines") or not project_file.is_file():
        return
    if environment.cluster is None:
        return  # how many servers there are is never sent
    document = load_yaml(project_file, project_file.name).value
    if value_at(document, ("options", "refresh")) != "always":
        pulumi.warn(
            "Pulumi.yaml does not say `options: { refresh: always }`: "
            f"{_OLD_STATE[environment.cloud]}; add it, or deploy with `pulumi up --refresh`"
        )


def _warn_of_receivers(environment: Environment) -> None:
    """Warn of a receiver of alerts whose address is not set: it hears of nothing."""
    alerts = environment.observability.alerts
    if alerts is None or environment.scope in ("workloads", "manifests", "pipelines"):
        return
    for receiver in alerts.receivers:
        if receiver not in alerts.webhooks:
            path = f"{NAMESPACE}:observability.alerts.webhooks.{receiver}"
            pulumi.log.warn(
                f"{receiver} hears of no alert, as its address is not set: "
                f"`pulumi config set --secret --path '{path}'`"
            )


def _warn_of_windows(environment: Environment) -> None:
    """Warn of a database that is patched while the cluster's nodes may go: pods wait for it, and none is
    ready.
    """
    if environment.postgres is None or environment.cloud != "azure" or environment.scope == "workloads":
        return
    upgrades, patches = environment.kubernetes.maintenance, environment.postgres.maintenance
    if upgrades is None or patches is None:
        return
    if at_once(upgrades, patches):
        pulumi.log.warn(
            f"the database may be patched in the hour from {patches.day} {patches.start} "
            f"(UTC{patches.utc_offset}), within the {upgrades.hours} hours in which nodes may go, from "
            f"{upgrades.day} {upgrades.start} (UTC{upgrades.utc_offset}): while the standby takes over no "
            "pod is ready, and those may be evicted at once; set postgres.maintenance to another hour"
        )


def _environment() -> Environment:
    config = pulumi.Config(NAMESPACE)
    # pulumi.Config cannot list its keys, and one that no field has must be told too.
    given = {**runtime_config.get_config_env(), **runtime_config.CONFIG.get()}
    names = [key.removeprefix(f"{NAMESPACE}:") for key in given if key.startswith(f"{NAMESPACE}:")]
    values = {name: text for name in names if (text := config.get(name)) is not None}
    stack_file = Path(pulumi.get_root_directory()) / f"Pulumi.{pulumi.get_stack()}.yaml"
    return layers.load(SETTINGS, values, stack_file).environment


def _platform(environment: Environment, naming: Naming, ownership: Ownership) -> "Platform | WithoutCluster":
    """Make the platform on the environment's cloud."""
    if environment.cloud == "aws":
        from infra.stacks import aws  # noqa: PLC0415 only what this stack uses

        return aws.platform(environment, naming, ownership)
    if environment.scope == "recovery":
        from infra.stacks import azure_second  # noqa: PLC0415 only what this stack uses

        return azure_second.platform(environment, naming, ownership)
    from infra.stacks import azure  # noqa: PLC0415 only what this stack uses

    return azure.platform(environment, naming, ownership)


def _build(environment: Environment, naming: Naming, ownership: Ownership) -> dict[str, pulumi.Input[object]]:
    """Make the parts of the environment that are in this stack's scope; a stack imports only what it uses."""
    if environment.scope in ("workloads", "manifests"):
        from infra.stacks import kubernetes  # noqa: PLC0415 only what this stack uses
        from infra.stacks.platform import platform_from  # noqa: PLC0415 only what this stack uses

        return kubernetes.workloads(environment, ownership, platform_from(environment))

    if environment.scope == "pipelines":
        from infra.stacks import aws_pipelines  # noqa: PLC0415 only what this stack uses

        return aws_pipelines.pipelines(environment, naming, ownership)

    from infra.stacks.platform import (  # noqa: PLC0415 only what this stack uses
        VALUES,
        WithoutCluster,
        platform_outputs,
    )

    platform = _platform(environment, naming, ownership)
    if isinstance(platform, WithoutCluster):
        return dict(platform.outputs)
    if environment.scope in ("platform", "recovery"):
        return {**platform.outputs, **platform_outputs(platform.contract)}

    from infra.stacks import kubernetes  # noqa: PLC0415 only what this stack uses

    services = kubernetes.workloads(
        environment,
        ownership,
        platform.contract,
        platform.ready,
        platform.roles_ready,
        controllers_ready=platform.controllers_ready,
    )
    if environment.delivery is None:
        return {**platform.outputs, **services}
    return {**platform.outputs, **services, VALUES: platform_outputs(platform.contract)[VALUES]}
