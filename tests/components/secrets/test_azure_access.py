from typing import Any

import pytest

from jiban.components.secrets.spec import SecretsSpec
from tests.components.secrets.test_azure import made

ASSIGNMENT = "authorization:RoleAssignment"
OPERATORS = "22222222-2222-2222-2222-222222222222"
PIPELINE = "33333333-3333-3333-3333-333333333333"
OFFICER = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"
"""Key Vault Secrets Officer."""
CERTIFICATES = "a4417e6f-fecd-4de8-b567-7b0420556985"
"""Key Vault Certificates Officer."""
CRYPTO = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603"
"""Key Vault Crypto Officer."""


def grants(**fields: Any) -> list[tuple[str, str, str]]:
    """The role, the scope and whose it is, of each permission on a vault."""
    plan = made(SecretsSpec.model_validate(fields))
    return [
        (
            each.inputs["roleDefinitionId"].rpartition("/")[2],
            each.inputs["scope"],
            each.inputs["principalType"],
        )
        for each in plan.resources_of(ASSIGNMENT)
    ]


def test_nobody_fills_a_vault_unasked() -> None:
    """A vault gives no permission by itself."""
    assert grants(names=("a",)) == []


def test_a_group_of_people_fills_the_vault() -> None:
    """Its secrets alone, where it holds nothing else."""
    assert grants(administrators=(OPERATORS,)) == [(OFFICER, "id:vault-vault", "Group")]


def test_a_group_looks_after_everything_that_there_is() -> None:
    """Certificates and keys have roles of their own."""
    found = grants(administrators=(OPERATORS,), certificates=("tls",), keys={"documents": {}})
    assert {role for role, _, _ in found} == {OFFICER, CERTIFICATES, CRYPTO}


def test_a_pipeline_writes_single_secrets() -> None:
    """Those that are named, and nothing beside them."""
    assert grants(pipelines=(PIPELINE,), names=("a",), values={"b": "x"}) == [
        (OFFICER, "id:vault-vault/secrets/a", "ServicePrincipal"),
        (OFFICER, "id:vault-secret-b", "ServicePrincipal"),
    ]


def test_what_each_permission_of_people_is_called() -> None:
    """By what it lets them do, so that the next one moves none."""
    plan = made(
        SecretsSpec.model_validate(
            {"administrators": (OPERATORS,), "certificates": ("tls",), "keys": {"documents": {}}}
        )
    )
    assert {
        each.name: each.inputs["roleDefinitionId"].rpartition("/")[2]
        for each in plan.resources_of(ASSIGNMENT)
    } == {
        f"vault-fills.{OPERATORS}": OFFICER,
        f"vault-certifies.{OPERATORS}": CERTIFICATES,
        f"vault-keeps-keys.{OPERATORS}": CRYPTO,
    }


def test_each_of_several_is_granted() -> None:
    """Groups and pipelines; one that is named twice is one."""
    plan = made(
        SecretsSpec.model_validate(
            {
                "administrators": (PIPELINE, OPERATORS, OPERATORS),
                "pipelines": (PIPELINE, OPERATORS),
                "names": ("a",),
            }
        )
    )
    assert sorted(
        (each.inputs["principalType"], each.inputs["principalId"]) for each in plan.resources_of(ASSIGNMENT)
    ) == [
        ("Group", str(OPERATORS)),
        ("Group", str(PIPELINE)),
        ("ServicePrincipal", str(OPERATORS)),
        ("ServicePrincipal", str(PIPELINE)),
    ]


@pytest.mark.parametrize(
    ("fields", "roles"),
    [
        ({}, {OFFICER}),
        ({"certificates": ("tls",)}, {OFFICER, CERTIFICATES}),
        ({"keys": {"documents": {}}}, {OFFICER, CRYPTO}),
    ],
)
def test_nobody_may_do_what_there_is_nothing_for(fields: dict[str, Any], roles: set[str]) -> None:
    """A vault without keys gives no permission on keys."""
    assert {role for role, _, _ in grants(administrators=(OPERATORS,), **fields)} == roles
