"""Interface endpoints on AWS: services of the region at addresses of the network."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2

from jiban.components.endpoints.contract import EndpointsContract, Interface
from jiban.components.endpoints.services import interfaces
from jiban.components.network.contract import NetworkContract
from jiban.components.site import Site


@dataclass(frozen=True, kw_only=True)
class EndpointsArgs:
    """What interface endpoints are made from."""

    site: Site
    network: NetworkContract
    services: Sequence[Interface]


class PrivateEndpoints(pulumi.ComponentResource):
    """An endpoint for each service, with an address in each zone, to which the service's own name leads."""

    contract: EndpointsContract

    def __init__(self, name: str, args: EndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the endpoints."""
        super().__init__("jiban:endpoints:PrivateEndpoints", name, None, opts)
        self._logical = name
        self._args = args
        services = sorted({each for word in args.services for each in interfaces(word)})
        ids = {service: self._endpoint(service).id for service in services}
        self.contract = EndpointsContract(endpoint_ids=ids)
        self.register_outputs({"endpoint_ids": ids})

    def _endpoint(self, service: str) -> ec2.VpcEndpoint:
        site, network = self._args.site, self._args.network
        logical = f"{self._logical}-{service.replace('.', '-')}"
        return ec2.VpcEndpoint(
            logical,
            vpc_id=network.network_id,
            service_name=f"com.amazonaws.{site.region}.{service}",
            vpc_endpoint_type="Interface",
            subnet_ids=network.subnet_ids["endpoints"],
            security_group_ids=[network.security_groups["endpoints"]],
            # Programs keep the names that they know, and find the endpoint behind them.
            private_dns_enabled=True,
            tags={
                **site.ownership.tags("endpoints", logical),
                "Name": site.naming.physical("ec2.VpcEndpoint", service.replace(".", "-")),
            },
            opts=pulumi.ResourceOptions(parent=self),
        )
