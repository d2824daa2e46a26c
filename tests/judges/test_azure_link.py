"""Azure would take a private link from Front Door to the gateway, which no stack asks for."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from tests.components.edge import test_azure as edge
from tests.components.network import test_azure as network
from tests.judges import resource_manager
from tests.judges.schemas import Input

OF_A_LINK = "properties.privateLinkConfigurations.0.properties.ipConfigurations.0.properties"


@cache
def link() -> Mapping[str, Input]:
    """What is sent for a network and an edge with a link, by the name of the resource."""
    plans = (network.network(link=True), edge.plan(path="private_link"))
    resources = [each for plan in plans for each in plan.resources if each.type.startswith("azure-native:")]
    return {each.name: Input("test", each.name, each.type, each.inputs) for each in resources}


def test_azure_would_take_a_link() -> None:
    """Its subnet, the gateway's two front ends, and what the origin asks for."""
    assert resource_manager.faults(list(link().values())) == []


def first(faults: list[str]) -> str:
    """The only fault, without the resource and the judge's name of its type."""
    (fault,) = faults
    return fault.partition(": ")[2].rpartition(" (")[0]


@pytest.mark.parametrize(
    ("name", "changes", "fault"),
    [
        (
            "network-subnet-link",
            {"privateLinkServiceNetworkPolicies": "Off"},
            "properties.privateLinkServiceNetworkPolicies: 'Off' is not one of ['Enabled', 'Disabled']",
        ),
        (
            "edge-gateway-gateway",
            {"privateLinkConfigurations": [{"ipConfigurations": [{"privateIPAllocationMethod": "Fixed"}]}]},
            f"{OF_A_LINK}.privateIPAllocationMethod: 'Fixed' is not one of ['Static', 'Dynamic']",
        ),
        (
            "edge-origin",
            {"sharedPrivateLinkResource": {"privateLink": "an id"}},
            "properties.sharedPrivateLinkResource.privateLink: 'an id' is not of type 'object'",
        ),
    ],
)
def test_a_damaged_link_would_be_refused(name: str, changes: dict[str, Any], fault: str) -> None:
    """By words and types that Azure has published."""
    found = link()[name]
    damaged = replace(found, inputs={**found.inputs, **changes})
    assert first(resource_manager.faults([damaged])) == fault
