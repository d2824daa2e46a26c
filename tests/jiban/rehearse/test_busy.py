"""Changes that a service refuses while it makes another one."""

import pytest

from jiban.rehearse.busy import BusyError, Changes

SUBNET = "azure-native:network:Subnet"


def within(network: str, group: str = "rg") -> dict[str, str]:
    """A subnet's inputs."""
    return {"resourceGroupName": group, "virtualNetworkName": network}


def test_a_second_change_of_the_same_thing_is_refused() -> None:
    """With the service's word, and the names of both."""
    changes = Changes()
    with (
        changes.of(SUBNET, "a", within("net")),
        pytest.raises(BusyError) as refused,
        changes.of(SUBNET, "b", within("net")),
    ):
        pass
    assert str(refused.value) == (
        "AnotherOperationInProgress: b was changed while a of the same virtualNetworkName (net) still was; "
        "the service changes one at a time: let one depend on the other (`depends_on`)"
    )


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        pytest.param(SUBNET, within("other"), id="another network"),
        pytest.param(SUBNET, within("net", "elsewhere"), id="a network of that name in another group"),
        pytest.param("azure-native:network:NetworkSecurityGroup", within("net"), id="another kind"),
    ],
)
def test_a_change_of_something_else_is_not(kind: str, inputs: dict[str, str]) -> None:
    """Two go on at the same time."""
    changes = Changes()
    with changes.of(SUBNET, "a", within("net")), changes.of(kind, "b", inputs):
        pass


def test_children_of_two_kinds_wait_for_their_server() -> None:
    """A database and a setting of one server, also by a type token that names its version."""
    changes = Changes()
    inputs = {"resourceGroupName": "rg", "serverName": "db"}
    versioned = "azure-native:dbforpostgresql/v20240801:Database"
    with (
        changes.of("azure-native:dbforpostgresql:Configuration", "a", inputs),
        pytest.raises(BusyError, match="ServerIsBusy"),
        changes.of(versioned, "b", inputs),
    ):
        pass


def test_a_place_is_free_after_a_change_that_failed() -> None:
    """The next one is made."""
    changes = Changes()
    with pytest.raises(ValueError, match="failed"), changes.of(SUBNET, "a", within("net")):
        raise ValueError("failed")
    with changes.of(SUBNET, "b", within("net")):
        pass
