"""Identities of a second region: the first one's, for one more cluster."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pulumi
import pytest

from jiban.components.identity.azure import (
    AdministratorArgs,
    AdministratorIdentity,
    IdentityArgs,
    ScalerArgs,
    ScalerIdentity,
    ServiceIdentity,
)
from jiban.components.identity.azure_principal import FirstIdentity
from jiban.components.identity.contract import IdentityContract
from jiban.components.identity.spec import UsesSpec
from jiban.components.turns import Line
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import SITE
from tests.components.identity import test_azure as azure

ISSUER: Final = "https://second.example/"


def first() -> FirstIdentity:
    """An identity of the first region."""
    contract = IdentityContract(
        client_id=azure.text("client"),
        principal_id=azure.text("principal"),
        database_role=azure.text("id-user"),
    )
    return FirstIdentity(contract=contract, resource_group="rg-first")


def service() -> IdentityContract:
    """A service that reads a secret."""
    args = IdentityArgs(
        site=SITE,
        uses=UsesSpec(secrets=("signing",), cache=True),
        namespace="trip",
        service_account="user",
        issuer=ISSUER,
        first=first(),
        vault=azure.vault(),
        broker=None,
        cache=azure.cache(),
        cache_line=Line(),
    )
    return ServiceIdentity("identity-user", args).contract


def scaler() -> IdentityContract:
    """The operator of the autoscaler."""
    args = ScalerArgs(site=SITE, issuer=ISSUER, first=first(), broker=None, queues=(), metrics=None)
    return ScalerIdentity("identity-scaler", args).contract


def administrator() -> IdentityContract:
    """Whoever makes the databases' roles."""
    args = AdministratorArgs(
        site=SITE, namespace="trip-roles", service_account="roles", issuer=ISSUER, first=first()
    )
    return AdministratorIdentity("identity-roles", args).contract


def made(identity: Callable[[], IdentityContract]) -> ProgramPlan:
    """What is asked for; the result is the contract."""

    def program() -> dict[str, pulumi.Output[str]]:
        contract = identity()
        return {"client": contract.client_id, "role": contract.database_role}

    return plan_program(program, resolve=True)


@pytest.mark.parametrize("identity", [service, scaler, administrator], ids=lambda each: each.__name__)
def test_the_first_regions_identity_is_taken(identity: Callable[[], IdentityContract]) -> None:
    """None is made; the first one's, in its own group, gets a credential for the second cluster."""
    found = made(identity)
    assert found.resources_of(azure.IDENTITY) == ()
    (credential,) = found.resources_of(azure.FEDERATION)
    assert (
        credential.inputs["resourceGroupName"],
        credential.inputs["resourceName"],
        credential.inputs["issuer"],
    ) == ("rg-first", "id-user", ISSUER)
    assert found.result == {"client": "client", "role": "id-user"}


def test_it_is_granted_what_is_here() -> None:
    """A secret of the vault here and the cache here, each to the first region's principal."""
    found = made(service)
    (grant,) = found.resources_of(azure.ASSIGNMENT)
    assert (grant.inputs["scope"], grant.inputs["principalId"]) == ("/kv/secrets/signing", "principal")
    (access,) = found.resources_of(azure.CACHE_ASSIGNMENT)
    assert access.inputs["user"] == {"objectId": "principal"}
