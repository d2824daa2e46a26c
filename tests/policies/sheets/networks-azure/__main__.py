"""Virtual networks and what lies in them. The verdicts are in verdicts.yaml."""

import logs  # noqa: F401 - it declares its resources
import nat  # noqa: F401 - it declares its resources
import neighbours  # noqa: F401 - it declares its resources
import stores  # noqa: F401 - it declares its resources
from base import SUBSCRIPTION, address, guard, rg, subnet, vnet
from pulumi_azure_native import network

home = vnet("home")
gate = network.NatGateway("gate", resource_group_name=rg.name, sku={"name": "Standard"})
unknown_flag = address.id.apply(lambda _: False)
OPEN = {"default_outbound_access": None}
BARE = {"network_security_group": None}
POSTGRES = [{"name": "postgres", "service_name": "Microsoft.DBforPostgreSQL/flexibleServers"}]

# the way out
subnet("out-not-said", home, **OPEN)
subnet("out-said-yes", home, default_outbound_access=True)
subnet("out-said-no", home)
subnet("out-unknown", home, default_outbound_access=unknown_flag)
subnet("out-by-nat", home, nat_gateway={"id": gate.id}, **OPEN)
subnet("out-by-nat-said-yes", home, nat_gateway={"id": gate.id}, default_outbound_access=True)
subnet("out-of-gateways", home, subnet_name="GatewaySubnet", **OPEN, **BARE)
subnet("out-of-firewall", home, subnet_name="azurefirewallsubnet", **OPEN, **BARE)
subnet("out-delegated", home, delegations=POSTGRES, **OPEN)

# the guard
subnet("guard-none", home, **BARE)
subnet("guard-by-text", home, network_security_group={"id": f"{SUBSCRIPTION}/resourceGroups/x/providers/n/g"})
subnet("guard-none-delegated", home, delegations=POSTGRES, **BARE)
subnet("guard-none-of-endpoints", home, subnet_name="private-endpoints", **BARE)
subnet("guard-none-firewall-management", home, subnet_name="AzureFirewallManagementSubnet", **BARE)
subnet("guard-none-name-unknown", home, subnet_name=address.id.apply(lambda _: "GatewaySubnet"), **BARE)
subnet("guard-name-unknown", home, subnet_name=address.id.apply(lambda _: "GatewaySubnet"))

# subnets that stand in the network itself
GOOD = {"default_outbound_access": False, "network_security_group": {"id": guard.id}}


def inline(name, *subnets):
    vnet(name, subnets=[{"name": "web", "address_prefix": "192.168.1.0/24"} | each for each in subnets])


inline("inline-good", GOOD)
inline("inline-out-not-said", GOOD | OPEN)
inline("inline-guard-none", GOOD | BARE)
inline("inline-second-bad", GOOD, {"name": "api", "address_prefix": "192.168.2.0/24"})
inline("inline-gateways", GOOD, {"name": "gatewaysubnet", "address_prefix": "192.168.2.0/24"})
inline("inline-none")
vnet("inline-unknown", subnets=address.id.apply(lambda _: [{"name": "web"}]))
network.Subnet.get(
    "got-subnet", f"{SUBSCRIPTION}/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/n/subnets/s"
)
network.VirtualNetwork.get(
    "got", f"{SUBSCRIPTION}/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/n"
)
