"""The platform in the second region on Azure: a network, a cluster and a way in of its own, on the database,
the broker and the registry of the first.
"""

from dataclasses import replace

from infra.environment import Environment
from infra.stacks import azure_monitoring as monitoring
from infra.stacks import wiring
from infra.stacks.azure_handover import First
from infra.stacks.azure_parts import Ground, Stores, contract, ground, lock, outputs, reader_of, targets
from infra.stacks.platform import Platform
from jiban.components.cache import ports as cache_ports
from jiban.components.cache.azure import Cache, CacheArgs
from jiban.components.cache.contract import CacheContract
from jiban.components.edge.azure_gateway import Gateway, GatewayArgs
from jiban.components.edge.contract import EdgeContract
from jiban.components.endpoints.azure import EndpointsArgs, PrivateEndpoints
from jiban.components.identity.azure import (
    AdministratorArgs,
    AdministratorIdentity,
    IdentityArgs,
    ScalerArgs,
    ScalerIdentity,
    ServiceIdentity,
)
from jiban.components.naming import Naming
from jiban.components.secrets.azure import Vault, VaultArgs
from jiban.components.tags import Ownership
from jiban.components.turns import Line
from jiban.components.workload.names import ROLES_ACCOUNT, namespace_name, roles_namespace


def platform(environment: Environment, naming: Naming, ownership: Ownership) -> Platform:
    """Make every Azure resource of the second region, and none of the first.

    Args:
        environment: the second region's: scope `recovery`.
        naming: names of its own stack; nothing here is called like a part of the first region.
        ownership: whose it is.
    """
    first = First.of(environment)
    base = ground(environment, naming, ownership, lambda _site: first.registry)
    site = base.site
    stores = _stores(environment, base, first)
    endpoints = PrivateEndpoints(
        "endpoints",
        EndpointsArgs(site=site, network=base.network, targets=list(targets(stores, base.logs))),
    )
    identities = _identities(environment, base, stores, first)
    administrator = _administrator(base, first)
    gateway = _gateway(environment, base, stores, first, endpoints)
    edge = (
        EdgeContract(
            host=gateway.address,
            address=gateway.address,
            logged={"gateway": gateway.gateway_id},
            identifier=first.edge,
        )
        if gateway and gateway.address is not None
        else None
    )
    watch = monitoring.watch(
        environment,
        site,
        monitoring.Parts(
            group_id=base.group.id,
            network=base.network,
            cluster=base.cluster.contract,
            logs=base.logs,
            metrics=base.metrics,
            # What is the first region's is watched there, wherever it answers from.
            registry=None,
            vault=stores.vault,
            postgres=None,
            cache=None if _has_cache_of_both(environment) else stores.cache,
            broker=None,
            edge=edge,
        ),
    )
    scaler = ScalerIdentity(
        "identity-scaler",
        ScalerArgs(
            site=site,
            issuer=base.cluster.contract.oidc_issuer,
            broker=None,
            first=first.scaler,
            queues=(),
            metrics=base.metrics,
        ),
    )
    reader = reader_of(environment, base)
    if environment.lock:
        others = [
            endpoints,
            base.cluster,
            scaler,
            *([reader] if reader else []),
            *identities.values(),
            *watch.components,
        ]
        lock(site, [*others, *([gateway] if gateway else [])])
    shown = outputs(replace(stores, registry=None, postgres=None, broker=None), None)
    return Platform(
        contract=contract(
            environment,
            stores,
            base,
            identities={name: each.contract for name, each in identities.items()},
            scaler=scaler.contract,
            reader=reader.contract if reader else None,
            administrator=administrator.contract if administrator else None,
        ),
        outputs={
            "resource_group": base.group_name,
            "cluster": base.cluster.contract.name,
            **shown,
            **({"origin": gateway.address} if gateway and gateway.address is not None else {}),
            **watch.outputs,
        },
        ready={},
    )


def _stores(environment: Environment, base: Ground, first: First) -> Stores:
    """Take what both regions share, and make what each has of its own: a vault, and a cache that is empty."""
    site = base.site
    return Stores(
        registry=base.registry,
        vault=Vault("vault", VaultArgs(spec=environment.secrets, site=site)).contract
        if environment.secrets
        else None,
        postgres=first.postgres,
        cache=_cache(environment, base, first),
        broker=first.queue(
            Naming(site.naming.project, str(environment.extends), site.naming.salt).physical(
                "servicebus.DisasterRecoveryConfig"
            )
        ),
    )


def _has_cache_of_both(environment: Environment) -> bool:
    return environment.cache is not None and environment.cache.geo_region is not None


def _cache(environment: Environment, base: Ground, first: First) -> CacheContract | None:
    spec = environment.cache
    if spec is None:
        return None
    if _has_cache_of_both(environment):
        return first.cache(cache_ports.first_port("azure"))
    return Cache("cache", CacheArgs(spec=spec, site=base.site)).contract


def _identities(
    environment: Environment, base: Ground, stores: Stores, first: First
) -> dict[str, ServiceIdentity]:
    """Let the services here become the identities that the first region's have, with their roles in the
    database and on the broker, and grant them what is only here.
    """
    site, cache_line = base.site, Line()
    here = {"sends": (), "receives": (), **({"cache": False} if _has_cache_of_both(environment) else {})}
    return {
        service: ServiceIdentity(
            f"identity-{service}",
            IdentityArgs(
                site=site,
                uses=workload.uses.model_copy(update=here),
                namespace=namespace_name(site.naming.project),
                service_account=service,
                issuer=base.cluster.contract.oidc_issuer,
                first=first.service(service),
                vault=stores.vault,
                broker=None,
                cache=stores.cache,
                logs=base.logs,
                cache_line=cache_line,
            ),
        )
        for service, workload in environment.workloads.items()
        if wiring.needs_identity(workload.uses)
    }


def _administrator(base: Ground, first: First) -> AdministratorIdentity | None:
    taken = first.administrator
    if taken is None:
        return None
    return AdministratorIdentity(
        "identity-database-roles",
        AdministratorArgs(
            site=base.site,
            namespace=roles_namespace(base.site.naming.project),
            service_account=ROLES_ACCOUNT,
            issuer=base.cluster.contract.oidc_issuer,
            first=taken,
        ),
    )


def _gateway(
    environment: Environment, base: Ground, stores: Stores, first: First, endpoints: PrivateEndpoints
) -> Gateway | None:
    """Make the gateway that the first region's edge leads to when its own does not answer."""
    target, edge = wiring.gateway_address(environment), environment.edge
    if edge is None or not edge.in_the_vault.in_vault or stores.vault is None or target is None:
        return None
    return Gateway(
        "edge-gateway",
        GatewayArgs(
            spec=edge,
            site=base.site,
            network=base.network,
            zones=environment.network.zones,
            vault=stores.vault,
            target=target,
            front_door=first.edge,
            ready=[endpoints],
        ),
    )
