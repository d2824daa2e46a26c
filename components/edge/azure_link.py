"""The link from Front Door to the gateway on Azure, as properties of both of its ends.

Front Door's own network            subnet 'link'              subnet 'gateway'
+------------------+   asks for   +-------------------+      +--------------------------+
| private endpoint |- - - - - - ->| service of the    |----->| private front end, 443   |
+------------------+  is approved | gateway's link    |      | public front end, nobody |
                                  +-------------------+      |   listens                |
                                                             +--------------------------+
"""

from __future__ import annotations  # the SDK's modules are only loaded where an edge is made

from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native import cdn, network

from jiban.components.edge import link

if TYPE_CHECKING:
    from jiban.components.site import Site

FRONTEND = "private"
"""What the gateway calls its private front end."""


def frontend(
    gateway_subnet: pulumi.Input[str], address: str, configuration: network.SubResourceArgs
) -> network.ApplicationGatewayFrontendIPConfigurationArgs:
    """Return the private front end of a gateway, which takes what comes through the link."""
    return network.ApplicationGatewayFrontendIPConfigurationArgs(
        name=FRONTEND,
        subnet=network.SubResourceArgs(id=gateway_subnet),
        # Version 2 takes no other kind.
        private_ip_allocation_method=network.IPAllocationMethod.STATIC,
        private_ip_address=address,
        private_link_configuration=configuration,
    )


def configuration(subnet: pulumi.Input[str]) -> network.ApplicationGatewayPrivateLinkConfigurationArgs:
    """Return the link of a gateway: one address, which has 65,536 connections at a time."""
    return network.ApplicationGatewayPrivateLinkConfigurationArgs(
        name=link.NAME,
        ip_configurations=[
            network.ApplicationGatewayPrivateLinkIpConfigurationArgs(
                name="first",
                primary=True,
                private_ip_allocation_method=network.IPAllocationMethod.DYNAMIC,
                subnet=network.SubResourceArgs(id=subnet),
            )
        ],
    )


def request(site: Site, profile: str) -> cdn.SharedPrivateLinkResourcePropertiesArgs:
    """Return what an origin asks the gateway for.

    Raises:
        NameRefusedError: when the gateway's name leaves no room for the link's.
    """
    service = link.service_name(site.naming.physical("network.ApplicationGateway"))
    return cdn.SharedPrivateLinkResourcePropertiesArgs(
        # The gateway's own id is of no use here: it is the service behind it, which Azure makes and hides.
        private_link=cdn.ResourceReferenceArgs(
            id=pulumi.Output.format(
                "/subscriptions/{0}/resourceGroups/{1}/providers/Microsoft.Network/privateLinkServices/{2}",
                site.subscription,
                site.resource_group,
                service,
            )
        ),
        private_link_location=site.region,
        request_message=link.request(profile),
    )
