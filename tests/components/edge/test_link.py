"""The way from Front Door to the gateway by a private link."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components import regions
from jiban.components.edge import link
from jiban.components.naming import NameRefusedError
from jiban.testing import ProgramPlan
from tests.components.edge.test_azure import inputs, plan

OF_THE_GATEWAY = (
    "/subscriptions/s/resourceGroups/rg-trip-test/providers/Microsoft.Network/applicationGateways/"
    "agw-trip-test"
)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """An edge that comes in by a link."""
    return plan(path="private_link")


@pytest.fixture(scope="module")
def by_addresses() -> ProgramPlan:
    """An edge that comes in by Front Door's own addresses."""
    return plan()


def gateway(found: ProgramPlan) -> dict[str, Any]:
    """Inputs of the gateway."""
    return dict(inputs(found, "network:ApplicationGateway", "gateway-gateway"))


def test_nobody_listens_at_the_public_address(planned: ProgramPlan) -> None:
    """The one listener is the private front end's."""
    (listener,) = gateway(planned)["httpListeners"]
    assert listener["frontendIPConfiguration"] == {"id": f"{OF_THE_GATEWAY}/frontendIPConfigurations/private"}


def test_the_public_front_end_stays(planned: ProgramPlan) -> None:
    """Azure makes no gateway without one, unless the subscription has asked for that."""
    public, _ = gateway(planned)["frontendIPConfigurations"]
    assert public == {"name": "public", "publicIPAddress": {"id": "id:edge-gateway-address"}}


def test_the_private_front_end_has_the_link(planned: ProgramPlan) -> None:
    """And the last address of the gateway's own subnet."""
    _, private = gateway(planned)["frontendIPConfigurations"]
    assert private == {
        "name": "private",
        "privateIPAddress": "10.0.4.254",
        "privateIPAllocationMethod": "Static",
        "privateLinkConfiguration": {"id": f"{OF_THE_GATEWAY}/privateLinkConfigurations/link"},
        "subnet": {"id": "subnet"},
    }


def test_the_link_stands_in_a_subnet_of_its_own(planned: ProgramPlan) -> None:
    """With one address, which Azure chooses."""
    assert gateway(planned)["privateLinkConfigurations"] == [
        {
            "name": "link",
            "ipConfigurations": [
                {
                    "name": "first",
                    "primary": True,
                    "privateIPAllocationMethod": "Dynamic",
                    "subnet": {"id": "link-subnet"},
                }
            ],
        }
    ]


def test_the_origin_asks_for_the_service_behind_the_gateway(planned: ProgramPlan) -> None:
    """By the name that Azure gives it, in the gateway's region, and in words that its owner knows."""
    assert inputs(planned, "cdn:AFDOrigin", "origin")["sharedPrivateLinkResource"] == {
        "privateLink": {
            "id": "/subscriptions/s/resourceGroups/rg-trip-test/providers/Microsoft.Network/"
            "privateLinkServices/_e41f87a2_agw-trip-test_link"
        },
        "privateLinkLocation": "koreacentral",
        "requestMessage": "Front Door afd-trip-test",
    }


def test_the_origin_is_made_after_the_link(planned: ProgramPlan) -> None:
    """Front Door asks for one that is there."""
    origin = planned.resource("cdn:AFDOrigin", "edge-origin")
    assert "edge-gateway-gateway" in origin.dependency_names


def test_the_name_of_the_certificate_is_checked(planned: ProgramPlan) -> None:
    """Azure demands it of a link."""
    assert inputs(planned, "cdn:AFDOrigin", "origin")["enforceCertificateNameCheck"] is True


def test_the_gateway_still_asks_for_the_id(planned: ProgramPlan, by_addresses: ProgramPlan) -> None:
    """Its firewall is the same by either way."""
    kind = "network:WebApplicationFirewallPolicy"
    assert inputs(planned, kind, "gateway-firewall") == inputs(by_addresses, kind, "gateway-firewall")


def test_no_record_is_needed(planned: ProgramPlan, by_addresses: ProgramPlan) -> None:
    """The gateway's public address is nobody's matter where nobody listens."""
    assert planned.result["address"] is None
    assert by_addresses.result["address"] is not None


def test_without_a_link_nothing_is_of_it(by_addresses: ProgramPlan) -> None:
    """Neither at the gateway nor at the origin."""
    found = gateway(by_addresses)
    assert [each["name"] for each in found["frontendIPConfigurations"]] == ["public"]
    assert "privateLinkConfigurations" not in found
    assert "sharedPrivateLinkResource" not in inputs(by_addresses, "cdn:AFDOrigin", "origin")


def test_a_link_needs_its_subnet() -> None:
    """Whoever makes the network says so."""
    with pytest.raises(ValueError, match=re.escape("make it with NetworkArgs(link=True)")):
        plan(path="private_link", link_subnet=False)


def test_a_gateways_long_name_leaves_a_link_no_room() -> None:
    """70 letters for both, said with the sum."""
    assert link.service_name("a" * 66) == f"_e41f87a2_{'a' * 66}_link"
    with pytest.raises(NameRefusedError, match=r"have 67 \+ 4 = 71 letters.* that is 1 letters shorter"):
        link.service_name("a" * 67)


def test_a_long_name_is_refused_before_anything_is_made() -> None:
    """By the stack's own name."""
    with pytest.raises(NameRefusedError, match="Azure makes no link of more than 70"):
        plan(path="private_link", stack="s" * 64)


def test_a_request_is_as_long_as_azure_takes() -> None:
    """140 letters."""
    assert link.request("afd-trip-test") == "Front Door afd-trip-test"
    assert len(link.request("a" * 260)) == 140


def test_front_door_makes_its_end_in_regions_of_azure() -> None:
    """Each of the table is one, with zones; the project's own is among them."""
    assert "koreacentral" in link.regions()
    assert [each for each in link.regions() if not regions.region("azure", each).zones] == []


@given(st.integers(0, 2**32 - 1), st.integers(8, 29))
def test_the_front_ends_address_is_the_last_free_one(address: int, prefix: int) -> None:
    """Azure keeps the one after it."""
    subnet = IPv4Network((address, prefix), strict=False)
    assert IPv4Address(link.frontend_address(str(subnet))) + 1 == subnet.broadcast_address


def test_the_regions_of_front_door_s_end_of_a_link() -> None:
    """Those of the page alone: a gateway elsewhere goes by addresses."""
    assert link.regions() == (
        "australiaeast",
        "brazilsouth",
        "canadacentral",
        "centralindia",
        "centralus",
        "eastasia",
        "eastus",
        "eastus2",
        "francecentral",
        "germanywestcentral",
        "japaneast",
        "koreacentral",
        "northeurope",
        "norwayeast",
        "southafricanorth",
        "southcentralus",
        "southeastasia",
        "swedencentral",
        "uaenorth",
        "uksouth",
        "westeurope",
        "westus2",
        "westus3",
    )
