"""Which names and texts are taken for secrets, and which only look like them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from jiban import secret_names

TOLD: Final[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("secret_names.yaml").read_text())
"""What every row of the table makes of a name or a text."""


@pytest.mark.parametrize(
    "name",
    [
        *("password", "adminPassword", "master_user_password", "DB_PASSWORD", "db-password", "mysql_pwd"),
        *("DB_PASS", "clientSecret", "APIKEY", "apiKey", "api_key", "authToken", "GITHUB_TOKEN", "sasToken"),
        *("privateKey", "privateKeyPem", "keyMaterialBase64", "tunnel1PresharedKey", "accessKey1"),
        *(
            "connectionString",
            "AZURE_STORAGE_CONNECTION_STRING",
            "kubeconfig",
            "kube_config_raw",
            "passwordWo",
        ),
        *("secretString", "secretAccessKey", "pfxBlob", "credentials", ".dockerconfigjson"),
    ],
)
def test_the_name_of_a_secret_is_known(name: str) -> None:
    """In whatever spelling, and with what is said after it."""
    assert secret_names.is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "passwordPolicy",
            "secretName",
            "keyVaultId",
            "tokenTtl",
            "passwordSecretArn",
            "accessKeyId",
            "bypass",
            "[secret]",
            "[secret 2]-host",
        ),
        *("httpTokens", "maxTokens", "imagePullSecrets", "secrets", "secretRef", "keyName", "publicKey"),
        *(
            "clientToken",
            "nextToken",
            "creationToken",
            "passwordHash",
            "partitionKey",
            "primaryKey",
            "tokenUrl",
        ),
        *("encryptedPassword", "publicKeyPem", "key", "value", "compass", "token_id", ""),
    ],
)
def test_what_only_sounds_like_one_is_not(name: str) -> None:
    """A name, a policy, a lifetime or an identifier of a secret is none."""
    assert not secret_names.is_secret_name(name)


def test_a_name_may_mean_a_secret_in_one_package_alone() -> None:
    """A primary key is Azure's credential, and a column elsewhere."""
    assert secret_names.is_secret_name("primaryKey", "azure-native")
    assert not secret_names.is_secret_name("primaryKey", "aws")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "arn:aws:secretsmanager:eu-west-1:1:secret:x",
        "/subscriptions/0/x",
        "{{resolve:ssm:x}}",
        "${DB}",
        "$(DB)",
        "@Microsoft.KeyVault(SecretUri=x)",
        "Enabled",
        "true",
    ],
)
def test_a_reference_or_a_switch_is_no_secret(text: str) -> None:
    """What stands under the name of a secret may say where it is, or whether there is one."""
    assert not secret_names.may_be_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "postgres://app:hunter2@db:5432/app",
        "redis://:hunter2@cache:6379",
        "Endpoint=sb://x.example/;SharedAccessKeyName=n;SharedAccessKey=abc=",
        "Server=db;User Id=a;Password=hunter2;",
        "-----BEGIN RSA PRIVATE KEY-----\nabc",
        '[{"environment": [{"name": "DB_PASSWORD", "value": "x"}]}]',
        '{"a": {"clientSecret": "x"}}',
        "users:\n- user:\n    client-key-data: TFMwdExTMUNSVWRKVGlC\n",
    ],
)
def test_the_form_of_a_secret_is_known(text: str) -> None:
    """Whatever the property is called."""
    assert secret_names.has_secret_form(text)


@pytest.mark.parametrize(
    "text",
    [
        "postgres://app@db:5432/app",
        "postgres://app:$(PASSWORD)@db/app",
        "https://user@host/a:b@c",
        "ssh://git@github.com/a/b",
        "-----BEGIN CERTIFICATE-----\nabc",
        '{"Statement": [{"Action": "secretsmanager:GetSecretValue", "Resource": "*"}]}',
        '{"password": "${db_password}"}',
        '{"secretName": "x", "tokenTtl": "5m"}',
        "{not JSON, but password: x",
    ],
)
def test_a_text_without_a_secret_is_shown(text: str) -> None:
    """A user in a URL, a reference, a certificate and an IAM policy hold none."""
    assert not secret_names.has_secret_form(text)


def test_the_value_of_a_named_variable_is_secret() -> None:
    """Kubernetes and the clouds write variables as records of name and value."""
    for key in ("name", "Name", "key"):
        assert secret_names.is_secret_entry({key: "DB_PASSWORD", "value": "x"}, "value")
    assert not secret_names.is_secret_entry({"name": "DB_HOST", "value": "x"}, "value")
    assert not secret_names.is_secret_entry({"name": "DB_PASSWORD", "value": "x"}, "name")


def test_the_paths_of_a_type_hold_for_every_api_version() -> None:
    """azure-native names its types with and without one."""
    paths = ("properties.value",)
    assert secret_names.secret_paths("azure-native:keyvault:Secret") == paths
    assert secret_names.secret_paths("azure-native:keyvault/v20230701:Secret") == paths


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("azure-native:storage:listStorageAccountKeys", True),
        ("aws:secretsmanager/getSecretVersion:getSecretVersion", True),
        ("aws:ec2/getAmi:getAmi", False),
        ("azure-native:keyvault:getVault", False),
    ],
)
def test_functions_that_hand_out_secrets_are_known(token: str, *, expected: bool) -> None:
    """By their names."""
    assert secret_names.is_secret_function(token) is expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("shop:dbPassword", True),
        ("shop:database.password", True),
        ('shop:users["admin"].apiKey', True),
        ("shop:keys[0].privateKey", True),
        ("shop:region", False),
        ("azure-native:location", False),
        ("shop:passwordPolicy", False),
    ],
)
def test_a_key_of_a_configuration_names_a_secret(key: str, *, expected: bool) -> None:
    """In any step of its path."""
    assert secret_names.is_secret_config(key) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kubeconfig", True),
        ("kubeConfig", True),
        ("adminKubeconfig", True),
        ("kubeconfigMode", False),
        ("config", False),
    ],
)
def test_the_credentials_of_a_cluster_are_known(name: str, *, expected: bool) -> None:
    """By the end of the name."""
    assert secret_names.is_kubeconfig(name) is expected


def test_a_value_below_the_name_of_a_secret_is_one() -> None:
    """Whatever the record around it says of its own name, unless it has another key."""
    assert secret_names.is_secret_entry({"value": "x"}, "value", is_secret=True)
    assert not secret_names.is_secret_entry({"value": "x"}, "value")
    assert not secret_names.is_secret_entry({"host": "x"}, "host", is_secret=True)
    assert secret_names.is_secret_entry({"primaryKey": "x"}, "primaryKey", "azure-native")
    assert secret_names.is_secret_entry({"name": "primaryKey", "value": "x"}, "value", "azure-native")


@pytest.mark.parametrize(
    "text",
    [
        '{"items": [{"password": "x1y2z3"}]}',
        '["postgres://app:hunter2@db/app"]',
        '  {"deep": {"deeper": {"api_key": "x1y2z3"}}}',
    ],
)
def test_a_document_holds_what_is_secret_at_any_depth(text: str) -> None:
    """In lists as well as in maps."""
    assert secret_names.has_secret_form(text)


@pytest.mark.parametrize("name", TOLD["secret_names"])
def test_every_ending_makes_a_name_that_of_a_secret(name: str) -> None:
    """Whatever stands before it, and with every word that may follow."""
    assert secret_names.is_secret_name(name)


@pytest.mark.parametrize(("package", "names"), TOLD["secret_names_of"].items())
def test_every_ending_of_a_package_counts_in_it_alone(package: str, names: list[str]) -> None:
    """Elsewhere the same words are an ordinary name."""
    assert [secret_names.is_secret_name(name, package) for name in names] == [True] * len(names)
    assert [secret_names.is_secret_name(name, "test") for name in names] == [False] * len(names)


@pytest.mark.parametrize("name", TOLD["plain_names"])
def test_every_exception_keeps_a_name_plain(name: str) -> None:
    """Though its last words alone would be those of a secret."""
    assert not secret_names.is_secret_name(name)
    assert secret_names.is_secret_name(secret_names.words_of(name)[-1])


@pytest.mark.parametrize("text", TOLD["plain_texts"])
def test_every_switch_and_reference_is_shown(text: str) -> None:
    """In letters of either size."""
    assert not secret_names.may_be_secret(text)


@pytest.mark.parametrize("token", TOLD["secret_functions"])
def test_every_kind_of_result_is_taken_for_a_secret(token: str) -> None:
    """Of what is got and of what is listed."""
    assert secret_names.is_secret_function(token)


@pytest.mark.parametrize("key", TOLD["secret_config"])
def test_every_word_makes_a_key_of_a_configuration_that_of_a_secret(key: str) -> None:
    """In any place of it; as the name of a property it would be none."""
    assert secret_names.is_secret_config(key)
    assert not secret_names.is_secret_config("demo:openly.of")
