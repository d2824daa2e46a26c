"""NET-016: data stores that no private way leads to."""

from __future__ import annotations

import pytest

from jiban.model.plan import Unknown
from jiban.policies.rules.network.net_016_private_ways import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

VAULT = "azure-native:keyvault:Vault"
ENDPOINT = "azure-native:network:PrivateEndpoint"
NAMES = "azure-native:network:PrivateDnsZoneGroup"
ZONE = "azure-native:privatedns:PrivateZone"
LINK = "azure-native:privatedns:VirtualNetworkLink"
NET = "/subscriptions/0/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/net"
SERVER = "azure-native:dbforpostgresql:Server"
ON_AWS = "aws:ec2/vpcEndpoint:VpcEndpoint"


def came_from(token: str, name: str) -> Unknown:
    """A value that is known later, of a resource."""
    return Unknown("", (urn(token, name),))


ENTRY = resource(
    ENDPOINT,
    "entry",
    {
        "subnet": {"id": f"{NET}/subnets/own"},
        "privateLinkServiceConnections": [
            {"privateLinkServiceId": came_from(VAULT, "it"), "groupIds": ["vault"]}
        ],
    },
)
NAMED = resource(
    NAMES,
    "named",
    {
        "privateEndpointName": came_from(ENDPOINT, "entry"),
        "privateDnsZoneConfigs": [{"privateDnsZoneId": came_from(ZONE, "zone")}],
    },
)


def zone(name: str) -> ResourceView:
    """A private zone."""
    return resource(ZONE, "zone", {"privateZoneName": name})


def link(net: object) -> ResourceView:
    """A link of the zone to a network."""
    return resource(LINK, "link", {"privateZoneName": came_from(ZONE, "zone"), "virtualNetwork": {"id": net}})


QUEUES = {"serviceName": "com.amazonaws.ap-northeast-2.sqs", "vpcEndpointType": "Interface"}
BUCKETS = {"serviceName": "com.amazonaws.ap-northeast-2.s3"}
VAULTS = zone("privatelink.vaultcore.azure.net")
IT = resource(VAULT)

CASES = (
    fails("no private endpoint leads to it", IT),
    fails("no zone names its endpoint entry", IT, ENTRY),
    fails("zone is not linked to the network of its endpoint entry", IT, ENTRY, NAMED, VAULTS),
    passes(IT, ENTRY, NAMED, VAULTS, link(NET.upper())),
    fails(
        "named names its endpoint in privatelink.blob.core.windows.net, which is not the zone of its kind",
        IT,
        ENTRY,
        NAMED,
        zone("privatelink.blob.core.windows.net"),
        link(NET),
    ),
    unknown(
        "virtualNetwork.id of link is not known before deployment", IT, ENTRY, NAMED, VAULTS, link(UNKNOWN)
    ),
    not_applicable(
        resource(SERVER, "it", {"network": {"delegatedSubnetResourceId": UNKNOWN}}),
        reason="it is in a network by itself",
    ),
    fails(
        "privateDnsEnabled is not set, and AWS takes false, and no zone of the stack names the service",
        resource(ON_AWS, "it", QUEUES),
    ),
    passes(resource(ON_AWS, "it", {**QUEUES, "privateDnsEnabled": True})),
    fails("no route table leads to it", resource(ON_AWS, "it", BUCKETS)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
