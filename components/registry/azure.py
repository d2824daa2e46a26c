"""The image registry on Azure: a Container Registry without passwords and without a public way in."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import containerregistry

from jiban.components import regions
from jiban.components.base import refuse_beyond
from jiban.components.registry.contract import RegistryContract
from jiban.components.registry.limits import LIMITS
from jiban.components.registry.spec import RegistrySpec
from jiban.components.site import Site, known_after


@dataclass(frozen=True, kw_only=True)
class RegistryArgs:
    """What a registry is made from."""

    spec: RegistrySpec
    site: Site


class Registry(pulumi.ComponentResource):
    """A registry that is reached through its private endpoint only; nodes pull as themselves."""

    contract: RegistryContract

    def __init__(self, name: str, args: RegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the registry.

        Raises:
            SpecRefusedError: when the specification asks for what Azure cannot do.
        """
        refuse_beyond(LIMITS, "azure", name, args.spec)
        super().__init__("jiban:registry:Registry", name, None, opts)
        site = args.site
        registry_name = site.naming.physical("containerregistry.Registry")
        registry = containerregistry.Registry(
            f"{name}-registry",
            resource_group_name=site.resource_group,
            registry_name=registry_name,
            location=site.region,
            # Private endpoints and zone redundancy exist in Premium only.
            sku=containerregistry.SkuArgs(name=containerregistry.SkuName.PREMIUM),
            admin_user_enabled=False,
            public_network_access=containerregistry.PublicNetworkAccess.DISABLED,
            network_rule_bypass_options=containerregistry.NetworkRuleBypassOptions.NONE,
            zone_redundancy=(
                containerregistry.ZoneRedundancy.ENABLED
                if args.spec.zone_redundant
                else containerregistry.ZoneRedundancy.DISABLED
            ),
            tags=site.ownership.tags("registry", f"{name}-registry"),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )
        copies = [
            self._copy(name, args, registry, region) for region in sorted(set(args.spec.replica_regions))
        ]
        self.contract = RegistryContract(
            registry_id=pulumi.Output.all(registry.id, *(copy.urn for copy in copies))[0]
            # A copy adds an address to every private endpoint, so whoever makes one waits for all of them.
            if copies
            else registry.id,
            # Azure makes the host of the name, so a plan can show whole image names.
            host=pulumi.Output.from_input(f"{registry_name}.azurecr.io"),
        )
        self.register_outputs({"registry_id": registry.id, "host": self.contract.host})

    def _copy(
        self, name: str, args: RegistryArgs, registry: containerregistry.Registry, region: str
    ) -> containerregistry.Replication:
        """Make the copy in another region; where that has no zones it is not spread over any."""
        site, zones = args.site, regions.region("azure", region).zones
        redundancy = containerregistry.ZoneRedundancy
        return containerregistry.Replication(
            f"{name}-replica-{region}",
            replication_name=site.naming.physical("containerregistry.Replication", region),
            registry_name=known_after(registry, site.naming.physical("containerregistry.Registry")),
            resource_group_name=site.resource_group,
            location=region,
            region_endpoint_enabled=True,
            zone_redundancy=redundancy.ENABLED if args.spec.zone_redundant and zones else redundancy.DISABLED,
            tags=site.ownership.tags("registry", f"{name}-replica-{region}"),
            opts=pulumi.ResourceOptions(parent=self),
        )
