import pytest

from jiban.components.registry.azure import Registry, RegistryArgs
from jiban.components.registry.spec import RegistrySpec
from jiban.testing import ProgramPlan, Resource, plan_program
from tests.components.helpers import SITE


def registry(spec: RegistrySpec) -> Resource:
    """The registry as it is asked for."""
    return plan(spec).resource("containerregistry:Registry", "registry-registry")


def plan(spec: RegistrySpec) -> ProgramPlan:
    """What a registry asks for; the plan's result is the host."""
    return plan_program(
        lambda: Registry("registry", RegistryArgs(spec=spec, site=SITE)).contract.host, resolve=True
    )


@pytest.fixture(scope="module")
def planned() -> Resource:
    """A registry as it comes."""
    return registry(RegistrySpec())


def test_there_are_no_copies_unless_asked() -> None:
    """A copy is billed as a registry."""
    assert plan(RegistrySpec()).resources_of("containerregistry:Replication") == ()


def test_a_copy_is_spread_over_zones_where_there_are_any() -> None:
    """Korea South has none, Japan East has; each copy is called after its region."""
    copies = plan(RegistrySpec(replica_regions=("koreasouth", "japaneast"))).resources_of(
        "containerregistry:Replication"
    )
    assert {
        copy.name: (copy.inputs["location"], copy.inputs["zoneRedundancy"], copy.inputs["replicationName"])
        for copy in copies
    } == {
        "registry-replica-japaneast": ("japaneast", "Enabled", "tripjapaneasttest"),
        "registry-replica-koreasouth": ("koreasouth", "Disabled", "tripkoreasouthtest"),
    }


def test_a_copy_is_not_spread_where_the_registry_is_not() -> None:
    """One setting counts for all regions."""
    spec = RegistrySpec(zone_redundant=False, replica_regions=("japaneast",))
    copy = plan(spec).resource("containerregistry:Replication", "registry-replica-japaneast")
    assert copy.inputs["zoneRedundancy"] == "Disabled"


def test_the_registry_has_no_password(planned: Resource) -> None:
    """The administrator's account is off."""
    assert planned.inputs["adminUserEnabled"] is False


def test_the_registry_has_no_public_way_in(planned: Resource) -> None:
    """Neither for the internet nor for Azure's own services."""
    assert planned.inputs["publicNetworkAccess"] == "Disabled"
    assert planned.inputs["networkRuleBypassOptions"] == "None"


def test_the_registry_is_premium(planned: Resource) -> None:
    """Private endpoints and zone redundancy exist in no other tier."""
    assert planned.inputs["sku"] == {"name": "Premium"}


@pytest.mark.parametrize(("zone_redundant", "expected"), [(True, "Enabled"), (False, "Disabled")])
def test_images_survive_a_zone_where_asked_for(zone_redundant: bool, expected: str) -> None:  # noqa: FBT001 pytest passes parameters by name
    """Zone redundancy is said either way, never left to Azure."""
    assert registry(RegistrySpec(zone_redundant=zone_redundant)).inputs["zoneRedundancy"] == expected


def test_the_host_is_known_before_deployment() -> None:
    """It is made of the registry's name, so that a plan shows whole image names."""
    planned = plan(RegistrySpec())
    name = planned.resource("containerregistry:Registry", "registry-registry").inputs["registryName"]
    assert planned.result == f"{name}.azurecr.io"


def test_the_name_is_letters_and_digits(planned: Resource) -> None:
    """A registry's name is a public DNS name without hyphens; four digits tell it from other customers'."""
    assert planned.inputs["registryName"].startswith("crtriptest")
    assert planned.inputs["registryName"].isalnum()
    assert len(planned.inputs["registryName"]) == 14


def test_the_registry_is_protected(planned: Resource) -> None:
    """It holds images that no build makes twice."""
    assert planned.protect


def test_the_registry_says_whose_it_is(planned: Resource) -> None:
    """Project, stack, owner, tier and logical name."""
    assert planned.inputs["tags"] == {
        "project": "trip",
        "stack": "test",
        "tier": "registry",
        "owner": "platform",
        "name": "registry-registry",
        "managed-by": "jiban",
    }
