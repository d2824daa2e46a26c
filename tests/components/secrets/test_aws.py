"""Secrets on AWS: one of Secrets Manager for each name, closed to all but those who are named."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from pydantic import SecretStr

from jiban.components.base import SpecRefusedError
from jiban.components.secrets.aws import Vault, VaultArgs
from jiban.components.secrets.spec import SecretsSpec
from jiban.testing import ProgramPlan, Secret, plan_program
from tests.components.helpers import AWS_SITE

ACCOUNT: Final = "111122223333"
SECRET: Final = "secretsmanager/secret:Secret"  # noqa: S105 a type of resource
POLICY: Final = "secretsmanager/secretPolicy:SecretPolicy"
OPERATORS: Final = f"arn:aws:iam::{ACCOUNT}:role/operators"
PIPELINE: Final = f"arn:aws:iam::{ACCOUNT}:role/pipeline"
FUNCTION: Final = f"arn:aws:lambda:ap-northeast-2:{ACCOUNT}:function:rotate"


def made(*, account: str | None = ACCOUNT, **fields: Any) -> ProgramPlan:
    """What secrets ask for; the result is their contract's texts."""

    def program() -> dict[str, object]:
        spec = SecretsSpec.model_validate(fields)
        contract = Vault("vault", VaultArgs(spec=spec, site=AWS_SITE, account=account)).contract
        return {
            "key": contract.vault_id,
            "name": contract.name,
            "uri": contract.uri,
            "account": contract.tenant_id,
            "secrets": dict(contract.secret_ids),
            "keys": dict(contract.key_ids),
            "read_by": (dict(contract.secret_references), dict(contract.key_references)),
            "operations": dict(contract.key_operations),
        }

    of_key = {"arn": f"arn:aws:kms:ap-northeast-2:{ACCOUNT}:key/1", "keyId": "1"}
    of_secret = {"arn": f"arn:aws:secretsmanager:ap-northeast-2:{ACCOUNT}:secret:own-1a2b3c"}
    return plan_program(program, outputs={"kms/key:Key": of_key, SECRET: of_secret}, resolve=True)


def policy(type_: str, name: str, *, account: str | None = ACCOUNT, **fields: Any) -> Any:
    """The statements of one policy."""
    return json.loads(made(account=account, **fields).resource(type_, name).inputs["policy"])["Statement"]


def test_each_name_is_a_secret() -> None:
    """Also one that its owner fills: a permission is granted on what is there."""
    found = made(names=("later", "now"), values={"now": SecretStr("text")})
    assert [each.name for each in found.resources_of(SECRET)] == ["vault-secret-later", "vault-secret-now"]


def test_the_value_of_a_name_is_its_owners() -> None:
    """A deployment writes the values that it is given, as secrets, and no other."""
    found = made(names=("later", "now"), values={"now": SecretStr("text")})
    (version,) = found.resources_of("secretsmanager/secretVersion:SecretVersion")
    assert version.name == "vault-secret-now-value"
    assert version.inputs["secretString"] == Secret("text")


def test_a_deleted_name_is_in_nobodys_way() -> None:
    """It stays taken for as long as the secret can be brought back, so AWS adds letters of its own."""
    inputs = made(names=("api-key",)).resource(SECRET, "vault-secret-api-key").inputs
    assert inputs["namePrefix"] == "secret-trip-api-key-test-"
    assert "name" not in inputs


@pytest.mark.parametrize(("said", "days"), [({}, 30), ({"retention_days": 7}, 7)])
def test_a_deleted_secret_can_be_brought_back(said: dict[str, Any], days: int) -> None:
    """For as long as it is said, or the longest that there is."""
    inputs = made(names=("key",), **said).resource(SECRET, "vault-secret-key").inputs
    assert inputs["recoveryWindowInDays"] == days


def test_secrets_have_a_key_of_their_own() -> None:
    """It rotates every year, and a secret is encrypted with no other."""
    found = made(names=("key",))
    assert found.resource("kms/key:Key", "vault-key").inputs["enableKeyRotation"] is True
    assert found.resource(SECRET, "vault-secret-key").inputs["kmsKeyId"] == found.result["key"]
    alias = found.resource("kms/alias:Alias", "vault-key-alias").inputs
    assert alias["name"] == "alias/key-trip-secrets-test"


def test_a_secret_is_closed_to_others() -> None:
    """To whoever does not come by TLS, and to every other account but what AWS itself does."""
    closed = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "secretsmanager:*",
        "Resource": "*",
    }
    assert policy(POLICY, "vault-secret-key-policy", names=("key",)) == [
        {**closed, "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {
            **closed,
            "Condition": {
                "StringNotEquals": {"aws:PrincipalAccount": ACCOUNT},
                "Bool": {"aws:PrincipalIsAWSService": "false"},
            },
        },
    ]
    inputs = made(names=("key",)).resource(POLICY, "vault-secret-key-policy").inputs
    assert inputs["blockPublicPolicy"] is True


def test_an_account_that_is_not_said_is_the_secrets_own() -> None:
    """It stands in the ARN."""
    assert policy(POLICY, "vault-secret-key-policy", names=("key",), account=None) == policy(
        POLICY, "vault-secret-key-policy", names=("key",)
    )
    assert made(account=None, names=("key",)).result["account"] == ACCOUNT


def test_administrators_fill_a_secret_and_read_it() -> None:
    """A pipeline only writes it."""
    _, _, people, pipelines = policy(
        POLICY,
        "vault-secret-key-policy",
        names=("key",),
        administrators=(OPERATORS,),
        pipelines=(PIPELINE,),
    )
    assert people == {
        "Effect": "Allow",
        "Principal": {"AWS": [OPERATORS]},
        "Action": [
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetSecretValue",
            "secretsmanager:ListSecretVersionIds",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage",
        ],
        "Resource": "*",
    }
    assert pipelines == {
        "Effect": "Allow",
        "Principal": {"AWS": [PIPELINE]},
        "Action": ["secretsmanager:DescribeSecret", "secretsmanager:PutSecretValue"],
        "Resource": "*",
    }


def test_whoever_fills_a_secret_may_use_its_key() -> None:
    """By way of Secrets Manager alone; the account's own policies go on to decide the rest."""
    said = policy(
        "kms/keyPolicy:KeyPolicy",
        "vault-key-policy",
        names=("key",),
        administrators=(OPERATORS,),
        pipelines=(PIPELINE,),
    )
    assert said == [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            "Effect": "Allow",
            "Principal": {"AWS": [OPERATORS, PIPELINE]},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": "*",
            "Condition": {"StringEquals": {"kms:ViaService": "secretsmanager.ap-northeast-2.amazonaws.com"}},
        },
    ]


def test_without_anybody_named_keys_have_kmss_own_policy() -> None:
    """Which is the account's."""
    assert made(names=("key",), keys={"documents": {}}).resources_of("kms/keyPolicy:KeyPolicy") == ()


@pytest.mark.parametrize(
    ("fields", "kind", "usage"),
    [
        ({}, "RSA_3072", "ENCRYPT_DECRYPT"),
        ({"size": 2048, "operations": ("wrap", "unwrap")}, "RSA_2048", "ENCRYPT_DECRYPT"),
        ({"size": 4096, "operations": ("sign", "verify")}, "RSA_4096", "SIGN_VERIFY"),
        ({"operations": ("verify",)}, "RSA_3072", "SIGN_VERIFY"),
        ({"kind": "ec"}, "ECC_NIST_P256", "SIGN_VERIFY"),
        ({"kind": "ec", "curve": "P-384"}, "ECC_NIST_P384", "SIGN_VERIFY"),
        ({"kind": "ec", "curve": "P-521"}, "ECC_NIST_P521", "SIGN_VERIFY"),
    ],
)
def test_a_key_is_of_its_kind(fields: dict[str, Any], kind: str, usage: str) -> None:
    """In KMS's own words, which has one usage for each key."""
    inputs = made(keys={"documents": fields}).resource("kms/key:Key", "vault-key-documents").inputs
    assert (inputs["customerMasterKeySpec"], inputs["keyUsage"]) == (kind, usage)
    assert "enableKeyRotation" not in inputs


def test_a_key_stays_when_nobody_names_it() -> None:
    """What was encrypted with it needs it, and people find it by its name."""
    found = made(keys={"documents": {}})
    key = found.resource("kms/key:Key", "vault-key-documents")
    assert (key.options.retain_on_delete, key.inputs["deletionWindowInDays"]) == (True, 30)
    alias = found.resource("kms/alias:Alias", "vault-key-documents-alias").inputs
    assert alias["name"] == "alias/key-trip-service-documents-test"


def test_administrators_look_after_keys_and_use_none() -> None:
    """The key's policy lets them look, switch it off and on, and read the public half."""
    _, people = policy(
        "kms/keyPolicy:KeyPolicy",
        "vault-key-documents-policy",
        keys={"documents": {}},
        administrators=(OPERATORS,),
    )
    assert people["Principal"] == {"AWS": [OPERATORS]}
    assert people["Action"] == [
        "kms:DescribeKey",
        "kms:DisableKey",
        "kms:EnableKey",
        "kms:GetKeyPolicy",
        "kms:GetPublicKey",
    ]


def test_a_function_rotates_a_secret() -> None:
    """Secrets Manager alone may call it, for this secret alone, and may before it is told to."""
    found = made(names=("key",), rotation={"key": {"function": FUNCTION, "days": 14}})
    caller = found.resource("lambda/permission:Permission", "vault-secret-key-caller")
    assert caller.inputs == {
        "function": FUNCTION,
        "action": "lambda:InvokeFunction",
        "principal": "secretsmanager.amazonaws.com",
        "sourceArn": found.result["secrets"]["key"],
    }
    rotation = found.resource("secretsmanager/secretRotation:SecretRotation", "vault-secret-key-rotation")
    assert rotation.inputs["rotationLambdaArn"] == FUNCTION
    assert rotation.inputs["rotationRules"] == {"automaticallyAfterDays": 14}
    assert rotation.inputs["rotateImmediately"] is False
    assert caller.urn in rotation.dependencies


def test_the_contract_says_where_things_are() -> None:
    """ARNs for permissions and for programs, and what each key is for."""
    found = made(names=("key",), keys={"tokens": {"kind": "ec"}}).result
    secret, key = found["secrets"]["key"], found["keys"]["tokens"]
    assert secret == f"arn:aws:secretsmanager:ap-northeast-2:{ACCOUNT}:secret:own-1a2b3c"
    assert found["read_by"] == ({"key": secret}, {"tokens": key})
    assert found["operations"] == {"tokens": ("sign", "verify")}
    assert (found["name"], found["account"]) == ("key-trip-secrets-test", ACCOUNT)
    assert found["uri"] == "https://secretsmanager.ap-northeast-2.amazonaws.com"


def test_what_aws_cannot_do_is_refused() -> None:
    """Before anything is declared."""
    with pytest.raises(SpecRefusedError, match="retention_days: 90 days is more than the 30"):
        made(retention_days=90)
