"""Secrets on AWS, and which of its services the network reaches at addresses of its own."""

from collections.abc import Sequence

import pulumi

from infra.environment import Environment
from infra.stacks import wiring
from jiban.components.endpoints.aws import EndpointsArgs, PrivateEndpoints
from jiban.components.network.contract import NetworkContract
from jiban.components.secrets.aws import Vault, VaultArgs
from jiban.components.secrets.contract import SecretsContract
from jiban.components.site import Site


def secrets(environment: Environment, site: Site, opts: pulumi.ResourceOptions) -> SecretsContract | None:
    """Make the secrets and keys of an environment; without any there is nothing to make, and nothing to
    pay.
    """
    if environment.secrets is None or not wiring.has_vault(environment):
        return None
    return Vault(
        "vault", VaultArgs(spec=environment.secrets, site=site, account=environment.account), opts
    ).contract


def private_services(
    environment: Environment, site: Site, network: NetworkContract, opts: pulumi.ResourceOptions
) -> Sequence[pulumi.Resource]:
    """Make the endpoints that the environment names, none by default: the way out carries all of it.

    Pods wait for what is returned: until then the names that they call lead elsewhere, where their policies
    let nobody go.
    """
    words = environment.network.private_services
    if not words:
        return []
    return [PrivateEndpoints("endpoints", EndpointsArgs(site=site, network=network, services=words), opts)]
