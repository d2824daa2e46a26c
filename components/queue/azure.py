"""A message broker on Azure: a namespace of Service Bus, Premium behind a private endpoint or Standard."""

from __future__ import annotations  # the SDK's module is only loaded where a broker is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_azure_native import servicebus

from jiban.components.base import refuse_beyond
from jiban.components.queue.azure_entities import Entities, addresses
from jiban.components.queue.contract import Partner, QueueContract
from jiban.components.queue.limits import LIMITS
from jiban.components.queue.servicebus import LAG_MINUTES
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.components.queue.spec import QueueSpec
    from jiban.components.site import Site

_DNS_SUFFIX: Final = ".servicebus.windows.net"


@dataclass(frozen=True, kw_only=True)
class BrokerArgs:
    """What a message broker is made of."""

    spec: QueueSpec
    site: Site
    moved: bool = False
    """Whether its two regions may have changed their roles, which are then left alone."""


class Broker(pulumi.ComponentResource):
    """A namespace with its queues, its topics and their subscriptions.

    Raises:
        SpecRefusedError: when Azure cannot provide what the specification asks for.
    """

    contract: QueueContract

    def __init__(self, name: str, args: BrokerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the namespace and everything in it."""
        refuse_beyond(LIMITS, "azure", name, args.spec)
        super().__init__("jiban:queue:Broker", name, None, opts)
        spec, self._site, self._spec = args.spec, args.site, args.spec
        self._moved = args.moved
        if spec.tier == "standard":
            place = _Place(f"{name}-standard", args.site.region, self._named("standard"))
        else:
            place = _Place(name, args.site.region, self._named())
        namespace = self._namespace(place)
        namespace_name = known_after(namespace, place.physical)
        ids = Entities(self, name, args.site, namespace_name).make(spec)
        partner = (
            self._partner(f"{name}-second", spec.geo_region)
            if spec.geo == "alias" and spec.geo_region is not None
            else None
        )
        host = pulumi.Output.concat(
            known_after(namespace, partner.alias) if partner else namespace_name, _DNS_SUFFIX
        )
        self.contract = QueueContract(
            broker_id=namespace.id,
            host=host,
            name=namespace_name,
            entity_ids=ids,
            private=spec.tier == "premium",
            partner=partner,
            addresses=addresses(spec, host),
        )
        self.register_outputs({"host": self.contract.host})

    def _named(self, what: str = "") -> str:
        return self._site.naming.physical("servicebus.Namespace", what)

    def _partner(self, logical: str, region: str) -> Partner:
        """Make the empty namespace of the second region, which gets its queues when the two are paired."""
        place = _Place(logical, region, self._named("second"))
        namespace = self._namespace(place)
        return Partner(
            broker_id=namespace.id,
            name=known_after(namespace, place.physical),
            alias=self._site.naming.physical("servicebus.DisasterRecoveryConfig"),
        )

    def _namespace(self, place: _Place) -> servicebus.Namespace:
        site, private = self._site, self._spec.tier == "premium"
        access = servicebus.PublicNetworkAccess
        namespace = servicebus.Namespace(
            f"{place.logical}-namespace",
            namespace_name=place.physical,
            resource_group_name=site.resource_group,
            location=place.region,
            sku=_sku(self._spec),
            minimum_tls_version=servicebus.TlsVersion.TLS_VERSION_1_2,
            disable_local_auth=True,
            public_network_access=access.DISABLED if private else access.ENABLED,
            geo_data_replication=_copies(self._spec, place.region),
            tags=site.ownership.tags("queue", f"{place.logical}-namespace"),
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=site.protect,
                # Where it stands is its first region, which another is after a promotion.
                ignore_changes=["location", "geoDataReplication"] if self._moved else None,
            ),
        )
        if private:
            # The rule set has a switch of its own, on by default; both must be off. Standard has no rules.
            servicebus.NamespaceNetworkRuleSet(
                f"{place.logical}-network-rules",
                namespace_name=known_after(namespace, place.physical),
                resource_group_name=site.resource_group,
                default_action=servicebus.DefaultAction.DENY,
                public_network_access=servicebus.PublicNetworkAccessFlag.DISABLED,
                trusted_service_access_enabled=False,
                opts=pulumi.ResourceOptions(parent=self),
            )
        return namespace


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a namespace stands, and what it is called."""

    logical: str
    region: str
    physical: str


def _sku(spec: QueueSpec) -> servicebus.SBSkuArgs:
    if spec.tier == "standard":
        return servicebus.SBSkuArgs(name=servicebus.SkuName.STANDARD, tier=servicebus.SkuTier.STANDARD)
    return servicebus.SBSkuArgs(
        name=servicebus.SkuName.PREMIUM, tier=servicebus.SkuTier.PREMIUM, capacity=spec.units
    )


def _copies(spec: QueueSpec, region: str) -> servicebus.GeoDataReplicationPropertiesArgs | None:
    """Return where messages are copied to; a promotion, which no deployment makes, changes the roles
    (`BrokerArgs.moved`).
    """
    if spec.geo != "replication":
        return None
    lag = LAG_MINUTES if spec.geo_lag_minutes is None else spec.geo_lag_minutes
    roles = servicebus.GeoDRRoleType
    return servicebus.GeoDataReplicationPropertiesArgs(
        max_replication_lag_duration_in_seconds=60 * lag,
        locations=[
            servicebus.NamespaceReplicaLocationArgs(location_name=region, role_type=roles.PRIMARY),
            servicebus.NamespaceReplicaLocationArgs(location_name=spec.geo_region, role_type=roles.SECONDARY),
        ],
    )


@dataclass(frozen=True, kw_only=True)
class PairArgs:
    """What a pair of brokers is made of."""

    site: Site
    broker: QueueContract
    """One with a partner: `geo: alias`."""
    ready: Sequence[pulumi.Resource] = ()
    """The private endpoints of both: Azure pairs a namespace that has one only with one that has one."""


class BrokerPair(pulumi.ComponentResource):
    """The alias of two brokers: queues, topics and filters go from the first to the second; messages do not.

    Permissions are not copied either: what stands in `entity_ids` is the first one's.
    """

    def __init__(self, name: str, args: PairArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Pair the two.

        Raises:
            ValueError: the broker has no partner.
        """
        partner = args.broker.partner
        if partner is None:
            raise ValueError(f"{name}: the broker has no partner; set geo to alias")
        super().__init__("jiban:queue:BrokerPair", name, None, opts)
        servicebus.DisasterRecoveryConfig(
            f"{name}-alias",
            alias=partner.alias,
            namespace_name=args.broker.name,
            resource_group_name=args.site.resource_group,
            partner_namespace=partner.broker_id,
            opts=pulumi.ResourceOptions(parent=self, protect=args.site.protect, depends_on=list(args.ready)),
        )
        self.register_outputs({})
