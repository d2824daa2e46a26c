import pytest

from jiban.components.registry.azure import Registry, RegistryArgs
from jiban.components.registry.spec import RegistrySpec
from jiban.testing import ProgramPlan, Resource, plan_program
from tests.components.helpers import SITE


def registry(spec: RegistrySpec) -> Resource:
    """The registry as it is asked for."""
    return recording(spec).resource("containerregistry:Registry", "registry-registry")


def recording(spec: RegistrySpec) -> ProgramPlan:
    """What a registry asks for; the recording's value is the host."""
    return plan_program(
        lambda: Registry("registry", RegistryArgs(spec=spec, site=SITE)).contract.host, resolve=True
    )


@pytest.fixture(scope="module")
def recorded() -> Resource:
    """A registry as it comes."""
    return registry(RegistrySpec())


def test_the_registry_has_no_password(recorded: Resource) -> None:
    """The administrator's account is off."""
    assert recorded.inputs["adminUserEnabled"] is False


def test_the_registry_has_no_public_way_in(recorded: Resource) -> None:
    """Neither for the internet nor for Azure's own services."""
    assert recorded.inputs["publicNetworkAccess"] == "Disabled"
    assert recorded.inputs["networkRuleBypassOptions"] == "None"


def test_the_registry_is_premium(recorded: Resource) -> None:
    """Private endpoints and zone redundancy exist in no other tier."""
    assert recorded.inputs["sku"] == {"name": "Premium"}


@pytest.mark.parametrize(("zone_redundant", "expected"), [(True, "Enabled"), (False, "Disabled")])
def test_images_survive_a_zone_where_asked_for(zone_redundant: bool, expected: str) -> None:  # noqa: FBT001 pytest passes parameters by name
    """Zone redundancy is said either way, never left to Azure."""
    assert registry(RegistrySpec(zone_redundant=zone_redundant)).inputs["zoneRedundancy"] == expected


def test_the_host_is_known_before_deployment() -> None:
    """It is made of the registry's name, so that a plan shows whole image names."""
    recorded = recording(RegistrySpec())
    name = recorded.resource("containerregistry:Registry", "registry-registry").inputs["registryName"]
    assert recorded.result == f"{name}.azurecr.io"


def test_the_name_is_letters_and_digits(recorded: Resource) -> None:
    """A registry's name is a public DNS name without hyphens; four digits tell it from other customers'."""
    assert recorded.inputs["registryName"].startswith("crtriptest")
    assert recorded.inputs["registryName"].isalnum()
    assert len(recorded.inputs["registryName"]) == 14


def test_the_registry_is_protected(recorded: Resource) -> None:
    """It holds images that no build makes twice."""
    assert recorded.protect


def test_the_registry_says_whose_it_is(recorded: Resource) -> None:
    """Project, stack, owner, tier and logical name."""
    assert recorded.inputs["tags"] == {
        "project": "trip",
        "stack": "test",
        "tier": "registry",
        "owner": "platform",
        "name": "registry-registry",
        "managed-by": "jiban",
    }
