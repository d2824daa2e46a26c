"""Secrets, keys and private services of an environment on AWS: what is made, and who reaches it how."""

from typing import Any, Final

import pytest

from infra.environment import Environment
from infra.stacks import aws, wiring
from infra.stacks.platform import Platform, shape
from jiban.components.naming import Naming
from jiban.components.network.contract import Flow
from jiban.components.network.spec import Role
from jiban.components.tags import Ownership
from jiban.components.workload.contract import Destination
from jiban.testing import ProgramPlan, plan_program

FIELDS: Final[dict[str, Any]] = {
    "cloud": "aws",
    "region": "ap-northeast-2",
    "owner": "platform",
    "account": "111122223333",
    "cluster": {
        "service_cidr": "172.20.0.0/16",
        "admins": ("arn:aws:iam::111122223333:role/deployer",),
    },
    "registry": None,
    "observability": {"metrics": False},
}
VAULT: Final[dict[str, Any]] = {"names": ("api-key", "other"), "keys": {"tokens": {"kind": "ec"}}}


def environment(uses: dict[str, Any] | None = None, **fields: Any) -> Environment:
    """An environment on AWS with one service."""
    api = {
        "image": "registry.example.com/api:1.0.0",
        "resources": {"cpu": "200m", "memory": "256Mi", "memory_limit": "512Mi"},
        "uses": uses or {},
    }
    return Environment.model_validate(FIELDS | {"workloads": {"api": api}} | fields)


def composed(whole: Environment) -> ProgramPlan:
    """What its platform asks for; the result is what services take from it."""

    def program() -> dict[str, Any]:
        found = aws.platform(whole, Naming("pms", "test"), Ownership("pms", "test", "platform"))
        assert isinstance(found, Platform)
        return {
            "addresses": dict(found.contract.addresses),
            "ready": {name: [each._name for each in waits] for name, waits in found.ready.items()},
        }

    outputs = {
        "secretsmanager/secret:Secret": {"arn": "arn:secret"},
        "kms/key:Key": {"arn": "arn:aws:kms:ap-northeast-2:111122223333:key/1"},
        "cloudwatch/logGroup:LogGroup": {"arn": "arn:aws:logs:ap-northeast-2:111122223333:log-group:some"},
        "opensearch/domain:Domain": {"arn": "arn:aws:es:ap-northeast-2:111122223333:domain/search"},
        "eks/cluster:Cluster": {
            "endpoint": "https://eks.example",
            "certificateAuthority": {"data": "AA=="},
            "vpcConfig": {"clusterSecurityGroupId": "sg-1"},
            "identities": [{"oidcs": [{"issuer": "https://oidc.example"}]}],
        },
    }
    return plan_program(program, outputs=outputs, resolve=True)


def types(found: ProgramPlan, tier: str) -> list[str]:
    """The components of a tier that were made."""
    return [each.name for each in found.resources if each.type.startswith(f"jiban:{tier}:")]


@pytest.mark.parametrize(
    ("vault", "there"),
    [
        (None, False),
        ({}, False),
        ({"administrators": ("arn:aws:iam::111122223333:role/operators",)}, False),
        ({"names": ("api-key",)}, True),
        ({"keys": {"tokens": {}}}, True),
    ],
)
def test_a_vault_is_made_for_what_it_holds(vault: dict[str, Any] | None, *, there: bool) -> None:
    """Without a secret or a key there would be nothing but a key to pay for, and nowhere to go."""
    whole = environment(secrets=vault)
    assert types(composed(whole), "secrets") == (["vault"] if there else [])
    assert ("vault" in wiring.destinations(whole)) is there


def test_a_service_is_told_of_its_secrets_by_their_arns() -> None:
    """Those of others stand there too, for whoever uses them."""
    found = composed(environment({"secrets": ("api-key",), "keys": ("tokens",)}, secrets=VAULT))
    assert found.result["addresses"] == {
        "VAULT_URI": "https://secretsmanager.ap-northeast-2.amazonaws.com",
        "SECRET_API_KEY_ARN": "arn:secret",
        "SECRET_OTHER_ARN": "arn:secret",
        "KEY_TOKENS_ARN": "arn:aws:kms:ap-northeast-2:111122223333:key/1",
    }
    assert found.resource("iam:RolePolicy", "identity-api-secrets")
    assert found.resource("iam:RolePolicy", "identity-api-keys")


def test_the_variables_of_what_is_used_are_known_before() -> None:
    """Each once, in order; of what nobody uses there is none."""
    found = shape(environment({"secrets": ("other", "api-key"), "keys": ("tokens",)}, secrets=VAULT))
    assert found.references == {"KEY_TOKENS_ARN", "SECRET_API_KEY_ARN", "SECRET_OTHER_ARN"}
    assert shape(environment(secrets=VAULT)).references == frozenset()


@pytest.mark.parametrize(
    ("uses", "private", "role"),
    [
        ({"secrets": ("api-key",)}, (), None),
        ({"secrets": ("api-key",)}, ("keys",), None),
        ({"secrets": ("api-key",)}, ("secrets",), "endpoints"),
        ({"keys": ("tokens",)}, ("secrets",), None),
        ({"keys": ("tokens",)}, ("keys",), "endpoints"),
        ({"secrets": ("api-key",), "keys": ("tokens",)}, ("secrets",), None),
        ({"secrets": ("api-key",), "keys": ("tokens",)}, ("keys", "secrets"), "endpoints"),
    ],
)
def test_secrets_are_inside_where_all_that_is_used_is(
    uses: dict[str, Any], private: tuple[str, ...], role: Role | None
) -> None:
    """Otherwise a service that uses some of it needs the way out."""
    whole = environment(uses, secrets=VAULT, network={"private_services": private})
    assert wiring.destinations(whole)["vault"] == Destination(
        role=role,
        ports=(443,),
        variables=("VAULT_URI",),
    )


def test_private_services_are_reached_from_nodes_and_runners() -> None:
    """Their names lead inside for the whole network, and pods wait until they do."""
    whole = environment({"secrets": ("api-key",)}, secrets=VAULT, network={"private_services": ("logs",)})
    assert [each for each in wiring.flows(whole) if each.name.endswith("-to-services")] == [
        Flow(name="application-to-services", source="application", target="endpoints", ports=(443,)),
        Flow(name="management-to-services", source="management", target="endpoints", ports=(443,)),
    ]
    found = composed(whole)
    assert types(found, "endpoints") == ["endpoints"]
    assert found.result["ready"] == {"api": ["identity-api", "endpoints"]}
    assert shape(whole).private_services


def test_no_service_is_private_unless_it_is_named() -> None:
    """The way out carries all of it."""
    whole = environment({"secrets": ("api-key",)}, secrets=VAULT)
    assert [each for each in wiring.flows(whole) if each.name.endswith("-to-services")] == []
    found = composed(whole)
    assert types(found, "endpoints") == []
    assert found.result["ready"] == {"api": ["identity-api"]}
    assert not shape(whole).private_services
