"""Private endpoints on Azure, and the DNS zones that make the services' names lead to them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network, privatedns

from jiban.components.endpoints.contract import EndpointsContract, Service, Target
from jiban.components.endpoints.services import service, zone_part
from jiban.components.network.contract import NetworkContract
from jiban.components.site import Site, known_after
from jiban.components.turns import Line

_EVERYWHERE = "Global"
"""Location of private DNS zones and of their links; they belong to no region."""


@dataclass(frozen=True, kw_only=True)
class EndpointsArgs:
    """What private endpoints are made from."""

    site: Site
    network: NetworkContract
    targets: Sequence[Target]


@dataclass(frozen=True, slots=True)
class _Zone:
    """A private DNS zone and its link to the network."""

    zone: privatedns.PrivateZone
    link: privatedns.VirtualNetworkLink


class PrivateEndpoints(pulumi.ComponentResource):
    """One private endpoint a target, and the private DNS zones of each service."""

    contract: EndpointsContract

    def __init__(self, name: str, args: EndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the endpoints."""
        super().__init__("jiban:endpoints:PrivateEndpoints", name, None, opts)
        self._logical = name
        self._args = args
        services: set[Service] = {target.service for target in args.targets}
        # In the order of the services, which the plans of stacks with them have.
        names = dict.fromkeys(zone for each in sorted(services) for zone in service(each).zones.values())
        made = {zone: self._zone(zone) for zone in names}
        zones = {
            each: {word: made[zone] for word, zone in service(each).zones.items()}
            for each in sorted(services)
        }
        # Each endpoint writes an interface into its subnet, which takes one write at a time.
        lines: defaultdict[str, Line] = defaultdict(Line)
        ids = {
            target.name: self._endpoint(target, zones[target.service], lines[target.role])
            for target in args.targets
        }
        self.contract = EndpointsContract(endpoint_ids=ids)
        self.register_outputs({"endpoint_ids": ids})

    def _zone(self, zone_name: str) -> _Zone:
        part = zone_part(zone_name)
        site, logical = self._args.site, f"{self._logical}-{part}"
        zone = privatedns.PrivateZone(
            f"{logical}-zone",
            resource_group_name=site.resource_group,
            private_zone_name=zone_name,
            location=_EVERYWHERE,
            tags=site.ownership.tags("endpoints", f"{logical}-zone"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        link = privatedns.VirtualNetworkLink(
            f"{logical}-link",
            resource_group_name=site.resource_group,
            private_zone_name=known_after(zone, zone_name),
            virtual_network_link_name=site.naming.physical("privatedns.VirtualNetworkLink", part),
            location=_EVERYWHERE,
            virtual_network=privatedns.SubResourceArgs(id=self._args.network.network_id),
            registration_enabled=False,
            tags=site.ownership.tags("endpoints", f"{logical}-link"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return _Zone(zone, link)

    def _endpoint(self, target: Target, zones: Mapping[str, _Zone], line: Line) -> pulumi.Output[str]:
        site, facts, logical = self._args.site, service(target.service), f"{self._logical}-{target.name}"
        physical = site.naming.physical("network.PrivateEndpoint", target.name)
        endpoint = line.add(
            network.PrivateEndpoint(
                f"{logical}-endpoint",
                resource_group_name=site.resource_group,
                private_endpoint_name=physical,
                location=site.region,
                # As a plain mapping: SubnetArgs would fill in policies, which are the subnet's own to set.
                subnet={"id": self._args.network.subnet_ids[target.role][0]},
                custom_network_interface_name=site.naming.physical("network.NetworkInterface", target.name),
                private_link_service_connections=[
                    network.PrivateLinkServiceConnectionArgs(
                        name=target.name, private_link_service_id=target.resource_id, group_ids=[facts.group]
                    )
                ],
                tags=site.ownership.tags("endpoints", f"{logical}-endpoint"),
                opts=pulumi.ResourceOptions(parent=self, depends_on=line.last),
            )
        )
        records = network.PrivateDnsZoneGroup(
            f"{logical}-records",
            resource_group_name=site.resource_group,
            private_endpoint_name=known_after(endpoint, physical),
            # An endpoint has one group, so the group needs no name of its own.
            private_dns_zone_group_name="default",
            private_dns_zone_configs=[
                network.PrivateDnsZoneConfigArgs(
                    name=word or target.service, private_dns_zone_id=each.zone.id
                )
                for word, each in zones.items()
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )
        # Until its records are written and the network asks for them, no name leads to an endpoint.
        return pulumi.Output.all(endpoint.id, records.id, *(each.link.id for each in zones.values()))[0]
