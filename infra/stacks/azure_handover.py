"""What the first region's stack gives to the second one's: what both stand on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi

from infra.environment import Environment
from infra.stacks import wiring
from infra.stacks.azure_parts import Stores
from jiban.components.cache.contract import CacheContract
from jiban.components.identity.azure_principal import FirstIdentity
from jiban.components.identity.contract import IdentityContract
from jiban.components.postgres.contract import PostgresContract
from jiban.components.queue.azure_entities import addresses
from jiban.components.queue.contract import Partner, QueueContract
from jiban.components.registry.contract import RegistryContract

VALUES: Final = "for_second_region"
"""Output of the first region's stack with everything that the second one's takes."""


def handover(
    group: str,
    stores: Stores,
    *,
    identities: Mapping[str, IdentityContract],
    scaler: IdentityContract,
    administrator: IdentityContract | None,
    edge: pulumi.Output[str] | None,
) -> dict[str, pulumi.Input[Any]]:
    """Return what the first region's stack exports for the second one's, by output name.

    Args:
        group: resource group of the first region.
        stores: its managed services.
        identities: of its services, by name.
        scaler: of the autoscaler by queues.
        administrator: of whoever makes the databases' roles; None where nobody does.
        edge: what the edge's requests say that they come from; None without an edge.
    """
    postgres, broker, cache = stores.postgres, stores.broker, stores.cache
    found: dict[str, pulumi.Input[Any]] = {
        "resource_group": group,
        "identities": {name: _identity(each) for name, each in identities.items()},
        "scaler": _identity(scaler),
        "administrator": _identity(administrator) if administrator else None,
        "edge": edge,
        "registry": {"id": stores.registry.registry_id, "host": stores.registry.host}
        if stores.registry
        else None,
        "postgres": {
            "host": postgres.host,
            "read_hosts": dict(postgres.read_hosts),
            "ids": dict(postgres.resource_ids),
        }
        if postgres
        else None,
        "queue": {
            "id": broker.broker_id,
            "host": broker.host,
            "name": broker.name,
            "partner": {"id": broker.partner.broker_id, "name": broker.partner.name}
            if broker.partner
            else None,
        }
        if broker
        else None,
        "caches": [_cache(each) for each in (cache, cache.second if cache else None) if each],
    }
    return {VALUES: found}


@dataclass(frozen=True)
class First:
    """The first region, as its stack has exported it."""

    environment: Environment
    values: pulumi.Output[Any]

    @classmethod
    def of(cls, environment: Environment) -> "First":
        """Read the stack that the environment extends.

        Raises:
            ValueError: when it extends none.
        """
        if environment.extends is None:
            raise ValueError("extends is not set; name the stack that holds the first region's platform")
        stack = f"{pulumi.get_organization()}/{pulumi.get_project()}/{environment.extends}"
        # As a whole, as the engine has it: while a part is not known, none is.
        return cls(environment, pulumi.StackReference(stack).require_output(VALUES).apply(_whole))

    @property
    def registry(self) -> RegistryContract | None:
        """The registry, whose name both regions share."""
        if self.environment.registry is None:
            return None
        told = self.values["registry"]
        return RegistryContract(registry_id=told["id"], host=told["host"])

    @property
    def postgres(self) -> PostgresContract | None:
        """The servers, and the name that leads to the one that takes writes."""
        spec = self.environment.postgres
        if spec is None:
            return None
        told = self.values["postgres"]
        return PostgresContract(
            host=told["host"],
            read_hosts={name: told["read_hosts"][name] for name in spec.read_replicas},
            resource_ids={name: told["ids"][name] for name in ("primary", *spec.read_replicas)},
        )

    def queue(self, alias: str) -> QueueContract | None:
        """The broker, whose name leads to the region that takes messages.

        Args:
            alias: name of its alias, where it has one.
        """
        spec = self.environment.queue
        if spec is None:
            return None
        told = self.values["queue"]
        return QueueContract(
            broker_id=told["id"],
            host=told["host"],
            name=told["name"],
            entity_ids={},
            private=spec.tier == "premium",
            partner=Partner(broker_id=told["partner"]["id"], name=told["partner"]["name"], alias=alias)
            if spec.geo == "alias"
            else None,
            addresses=addresses(spec, told["host"]),
        )

    def cache(self, port: int) -> CacheContract:
        """The cache of both regions, the second region's first.

        Args:
            port: port that clients connect to.
        """
        first, second = self.values["caches"][0], self.values["caches"][1]
        return _cache_of(second, port, _cache_of(first, port))

    @property
    def edge(self) -> pulumi.Output[str]:
        """What the edge's requests say that they come from."""
        return self.values["edge"]

    def service(self, name: str) -> FirstIdentity:
        """Return the identity of a service."""
        return self._taken(self.values["identities"][name])

    @property
    def scaler(self) -> FirstIdentity:
        """The identity of the autoscaler by queues."""
        return self._taken(self.values["scaler"])

    @property
    def administrator(self) -> FirstIdentity | None:
        """The identity of whoever makes the databases' roles; None where nobody does."""
        if not wiring.database_users(self.environment):
            return None
        return self._taken(self.values["administrator"])

    def _taken(self, told: pulumi.Output[Any]) -> FirstIdentity:
        contract = IdentityContract(
            client_id=told["client_id"], principal_id=told["principal_id"], database_role=told["name"]
        )
        return FirstIdentity(contract=contract, resource_group=self.values["resource_group"])


def _whole(found: Any) -> Any:
    return found


def _identity(identity: IdentityContract) -> dict[str, pulumi.Input[str]]:
    return {
        "client_id": identity.client_id,
        "principal_id": identity.principal_id,
        "name": identity.database_role,
    }


def _cache(cache: CacheContract) -> dict[str, pulumi.Input[str]]:
    return {"id": cache.cache_id, "name": cache.name, "host": cache.host}


def _cache_of(told: pulumi.Output[Any], port: int, second: CacheContract | None = None) -> CacheContract:
    return CacheContract(cache_id=told["id"], name=told["name"], host=told["host"], port=port, second=second)
