import pulumi
import pytest

from jiban.components.endpoints.azure import EndpointsArgs, PrivateEndpoints
from jiban.components.endpoints.contract import Target
from jiban.components.network.contract import NetworkContract
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import SITE

TARGETS = [
    Target(name="postgres", service="postgres", resource_id="postgres-id", role="database"),
    Target(name="postgres-south", service="postgres", resource_id="south-id", role="database"),
    Target(name="cache", service="cache", resource_id="cache-id", role="cache"),
    Target(name="queue", service="queue", resource_id="queue-id", role="endpoints"),
    Target(name="vault", service="vault", resource_id="vault-id", role="endpoints"),
    Target(name="registry", service="registry", resource_id="registry-id", role="endpoints"),
]


def endpoints(targets: list[Target]) -> ProgramPlan:
    """What private endpoints ask for, and a probe of each endpoint handed on."""

    def program() -> None:
        known = pulumi.Output.from_input
        network = NetworkContract(
            network_id=known("vnet"),
            subnet_ids={
                "database": [known("database-subnet")],
                "cache": [known("cache-subnet")],
                "endpoints": [known("endpoints-subnet")],
            },
            ranges={},
        )
        contract = PrivateEndpoints(
            "endpoints", EndpointsArgs(site=SITE, network=network, targets=targets)
        ).contract
        for name, endpoint in contract.endpoint_ids.items():
            pulumi.CustomResource("test:index:Probe", name, {"value": endpoint})

    return plan_program(program, resolve=True)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """The endpoints of TripGen's document, the registry's, and a second Postgres server's."""
    return endpoints(TARGETS)


def test_each_endpoint_leads_to_its_part_of_its_resource(planned: ProgramPlan) -> None:
    """A wrong group id is refused by Azure."""
    found: dict[str, tuple[str, list[str]]] = {}
    for each in planned.resources_of("network:PrivateEndpoint"):
        (connection,) = each.inputs["privateLinkServiceConnections"]
        found[each.name] = (connection["privateLinkServiceId"], connection["groupIds"])
    assert found == {
        "endpoints-postgres-endpoint": ("postgres-id", ["postgresqlServer"]),
        "endpoints-postgres-south-endpoint": ("south-id", ["postgresqlServer"]),
        "endpoints-cache-endpoint": ("cache-id", ["redisEnterprise"]),
        "endpoints-queue-endpoint": ("queue-id", ["namespace"]),
        "endpoints-vault-endpoint": ("vault-id", ["vault"]),
        "endpoints-registry-endpoint": ("registry-id", ["registry"]),
    }


def test_each_endpoint_stands_in_the_subnet_of_its_role(planned: ProgramPlan) -> None:
    """Database and cache have subnets of their own, the others share one."""
    assert {each.name: each.inputs["subnet"] for each in planned.resources_of("network:PrivateEndpoint")} == {
        "endpoints-postgres-endpoint": {"id": "database-subnet"},
        "endpoints-postgres-south-endpoint": {"id": "database-subnet"},
        "endpoints-cache-endpoint": {"id": "cache-subnet"},
        "endpoints-queue-endpoint": {"id": "endpoints-subnet"},
        "endpoints-vault-endpoint": {"id": "endpoints-subnet"},
        "endpoints-registry-endpoint": {"id": "endpoints-subnet"},
    }


def test_each_service_has_one_dns_zone(planned: ProgramPlan) -> None:
    """Two Postgres servers share a zone: a network can be linked to one zone of a name only."""
    assert {
        each.name: each.inputs["privateZoneName"] for each in planned.resources_of("privatedns:PrivateZone")
    } == {
        "endpoints-postgres-zone": "privatelink.postgres.database.azure.com",
        "endpoints-cache-zone": "privatelink.redis.azure.net",
        "endpoints-queue-zone": "privatelink.servicebus.windows.net",
        "endpoints-vault-zone": "privatelink.vaultcore.azure.net",
        "endpoints-registry-zone": "privatelink.azurecr.io",
    }


def test_zones_belong_to_no_region(planned: ProgramPlan) -> None:
    """Azure takes no other location for private DNS."""
    both = [
        *planned.resources_of("privatedns:PrivateZone"),
        *planned.resources_of("privatedns:VirtualNetworkLink"),
    ]
    assert [each.inputs["location"] for each in both] == ["Global"] * 10


def test_each_zone_is_asked_by_the_network(planned: ProgramPlan) -> None:
    """A link for each zone; names of machines are not registered in it."""
    links = planned.resources_of("privatedns:VirtualNetworkLink")
    assert {each.inputs["virtualNetworkLinkName"] for each in links} == {
        "vnl-trip-postgres-test",
        "vnl-trip-cache-test",
        "vnl-trip-queue-test",
        "vnl-trip-vault-test",
        "vnl-trip-registry-test",
    }
    assert [(each.inputs["virtualNetwork"], each.inputs["registrationEnabled"]) for each in links] == [
        ({"id": "vnet"}, False)
    ] * 5


def test_each_endpoint_writes_its_records_into_its_zone(planned: ProgramPlan) -> None:
    """Without the group an endpoint exists and no name leads to it."""
    found: dict[str, str] = {}
    for each in planned.resources_of("network:PrivateDnsZoneGroup"):
        (config,) = each.inputs["privateDnsZoneConfigs"]
        found[each.inputs["privateEndpointName"]] = config["privateDnsZoneId"]
    assert found == {
        "pep-trip-postgres-test": "id:endpoints-postgres-zone",
        "pep-trip-postgres-south-test": "id:endpoints-postgres-zone",
        "pep-trip-cache-test": "id:endpoints-cache-zone",
        "pep-trip-queue-test": "id:endpoints-queue-zone",
        "pep-trip-vault-test": "id:endpoints-vault-zone",
        "pep-trip-registry-test": "id:endpoints-registry-zone",
    }


def test_an_endpoint_is_handed_on_when_its_name_resolves(planned: ProgramPlan) -> None:
    """Whoever uses an endpoint waits for its records and for the zone's link."""
    probe = planned.resource("test:index:Probe", "vault")
    assert probe.inputs == {"value": "id:endpoints-vault-endpoint"}
    assert probe.dependency_names == {
        "endpoints-vault-endpoint",
        "endpoints-vault-records",
        "endpoints-vault-link",
    }


def test_endpoints_of_one_subnet_are_made_one_after_another(planned: ProgramPlan) -> None:
    """A subnet takes one endpoint at a time; those of different subnets do not wait for each other."""
    found = planned.resources_of("network:PrivateEndpoint")
    names = {each.name for each in found}
    assert {each.name: sorted(each.dependency_names & names) for each in found} == {
        "endpoints-postgres-endpoint": [],
        "endpoints-postgres-south-endpoint": ["endpoints-postgres-endpoint"],
        "endpoints-cache-endpoint": [],
        "endpoints-queue-endpoint": [],
        "endpoints-vault-endpoint": ["endpoints-queue-endpoint"],
        "endpoints-registry-endpoint": ["endpoints-vault-endpoint"],
    }


def test_network_interfaces_are_named(planned: ProgramPlan) -> None:
    """Azure would give them random names."""
    found = planned.resources_of("network:PrivateEndpoint")
    assert {each.inputs["customNetworkInterfaceName"] for each in found} == {
        "nic-trip-postgres-test",
        "nic-trip-postgres-south-test",
        "nic-trip-cache-test",
        "nic-trip-queue-test",
        "nic-trip-vault-test",
        "nic-trip-registry-test",
    }


def test_another_target_changes_none_that_exists(planned: ProgramPlan) -> None:
    """Whichever targets there are, an endpoint and its zone stay what they are."""
    alone = endpoints([TARGETS[4]])
    for kind, name in [
        ("network:PrivateEndpoint", "endpoints-vault-endpoint"),
        ("privatedns:PrivateZone", "endpoints-vault-zone"),
        ("network:PrivateDnsZoneGroup", "endpoints-vault-records"),
    ]:
        assert alone.resource(kind, name).inputs == planned.resource(kind, name).inputs


def test_every_taggable_resource_says_whose_it_is(planned: ProgramPlan) -> None:
    """All but the groups of records, which have no tags, carry their tier and their logical name."""
    own = [each for each in planned.resources if each.type.startswith("azure-native:")]
    taggable = [each for each in own if not each.type.endswith(":PrivateDnsZoneGroup")]
    assert len(taggable) == 16
    assert [(each.inputs["tags"]["tier"], each.inputs["tags"]["name"]) for each in taggable] == [
        ("endpoints", each.name) for each in taggable
    ]


def test_every_resource_stands_below_the_component(planned: ProgramPlan) -> None:
    """The endpoints are one branch of the tree."""
    own = [each for each in planned.resources if each.type.startswith("azure-native:")]
    assert {each.parent_name for each in own} == {"endpoints"}
