"""Environment variables can be set, and none of them is a secret in plain text."""

import pytest
from pydantic import TypeAdapter, ValidationError

from jiban.components.variables import Variables

VARIABLES: TypeAdapter[dict[str, str]] = TypeAdapter(Variables)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG_LEVEL", "info"),
        ("DB_PASSWORD_FILE", "hunter2"),
        ("TOKEN_TTL", "3600"),
        ("PASSWORD_MIN_LENGTH", "12"),
        ("MAX_TOKEN", "4096"),
        ("USE_SECRET", "x"),
        ("REQUIRE_TOKEN", "true"),
        ("ROTATE_SECRET", "false"),
        ("PUBLIC_KEY", "abc"),
        ("PARTITION_KEY", "user_id"),
        ("CACHE_KEY", "v1"),
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("SECRET_NAME", "db"),
        ("PWD", "/app"),
        ("TOKENIZER", "bert"),
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "${DB_PASSWORD_FROM_VAULT}"),
        ("DB_PASSWORD", "$(DB_PASSWORD)"),
        ("DB_PASSWORD", "/run/secrets/db"),
        ("DB_PASSWORD", "vault:secret/data/db#password"),
        ("DB_PASSWORD", "https://kv-trip.vault.azure.net/secrets/db"),
        ("DB_PASSWORD", "@Microsoft.KeyVault(SecretUri=https://kv)"),
        ("DATABASE_URL", "postgresql://trip@db:5432/trips"),
        ("DATABASE_URL", "postgresql://trip:${DB_PASSWORD}@db:5432/trips"),
        ("DATABASE_URL", "Server=db;Password=$(DB_PASSWORD);Encrypt=true"),
        ("HELP_URL", "https://example.com/reset-password?next=/a:b@c"),
        ("SPRING_DATASOURCE_URL", "jdbc:postgresql://db:5432/trips?sslmode=require"),
        ("CERT", "-----BEGIN CERTIFICATE-----"),
    ],
)
def test_what_is_no_secret_is_taken(name: str, value: str) -> None:
    """Settings about secrets, switches, public keys, and values that say where a secret is."""
    assert VARIABLES.validate_python({name: value}) == {name: value}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "hunter2"),
        ("PGPASSWORD", "hunter2"),
        ("DB_PASSWORD_2", "hunter2"),
        ("dbPassword", "hunter2"),
        ("JWT_SECRET", "hunter2"),
        ("GITHUB_TOKEN", "hunter2"),
        ("OPENAI_API_KEY", "hunter2"),
        ("OPENAI_APIKEY", "hunter2"),
        ("AWS_SECRET_ACCESS_KEY", "hunter2"),
        ("DB_PWD", "hunter2"),
        ("SMTP_CREDENTIALS", "hunter2"),
    ],
)
def test_a_name_tells_a_secret(name: str, value: str) -> None:
    """Its last word decides; the vault is named, the value is not."""
    with pytest.raises(ValidationError) as caught:
        VARIABLES.validate_python({name: value})
    (error,) = caught.value.errors(include_input=False)
    assert error["msg"] == (
        f"{name} is a secret by its name, and a variable is plain text that everybody reads who may see the "
        "configuration; keep it in the vault, and name it in uses.secrets or uses.secret_variables"
    )
    assert error.get("ctx", {}).get("withheld") is True


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("postgresql://trip:hunter2@db:5432/trips", "an address with a password in it"),
        ("redis://:hunter2@cache:6379", "an address with a password in it"),
        ("Server=db;User Id=sa;Password=hunter2;", "a connection string with a password in it"),
        ("AccountName=x;AccountKey=aGVsbG8=", "a connection string with a password in it"),
        ("jdbc:postgresql://db/trips?user=x&password=hunter2", "a connection string with a password in it"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMII", "a private key"),
        ("ghp_" + "a" * 36, "a token of GitHub"),
    ],
)
def test_a_value_tells_a_secret(value: str, what: str) -> None:
    """Whatever the name, and without saying the value."""
    with pytest.raises(ValidationError) as caught:
        VARIABLES.validate_python({"SETTING": value})
    said = caught.value.errors(include_input=False)[0]["msg"]
    assert said.startswith(f"SETTING holds {what} in plain text")
    assert value not in said


def test_a_config_map_holds_a_mebibyte() -> None:
    """The values together, to the last byte."""
    full = {f"V{number}": "a" * 65_536 for number in range(16)}
    assert VARIABLES.validate_python(full) == full
    with pytest.raises(
        ValidationError, match="the values have 1048577 bytes, and a config map holds 1048576"
    ):
        VARIABLES.validate_python({**full, "MORE": "a"})


def test_a_process_takes_128_kibibytes_for_a_variable() -> None:
    """The name, an equals sign and a zero are counted with the value, in bytes."""
    longest = "한" * 43_689
    assert VARIABLES.validate_python({"SET": longest}) == {"SET": longest}
    with pytest.raises(ValidationError, match="SET has 131073 bytes, and Linux starts no program with more"):
        VARIABLES.validate_python({"SET": longest + "a"})


@pytest.mark.parametrize(
    ("value", "reason"),
    [("a\0b", "has a zero byte in its value"), ("\ud800", "has half a character in its value")],
)
def test_what_no_process_can_be_given_is_refused(value: str, reason: str) -> None:
    """Zero bytes and text that is no UTF-8."""
    with pytest.raises(ValidationError, match=reason):
        VARIABLES.validate_python({"SET": value})


@pytest.mark.parametrize(
    "name",
    [
        *("DB_PASSWORD", "DB_PASSWD", "SSH_PASSPHRASE", "JWT_SECRET", "AUTH_TOKEN", "MAPS_APIKEY"),
        *("GCP_CREDENTIAL", "GCP_CREDENTIALS", "TLS_PRIVATEKEY"),
        *("OPENAI_API_KEY", "S3_ACCESS_KEY", "BLOB_ACCOUNT_KEY", "DATA_ENCRYPTION_KEY", "RAILS_MASTER_KEY"),
        *("TLS_PRIVATE_KEY", "DJANGO_SECRET_KEY", "COOKIE_SIGNING_KEY", "DEPLOY_SSH_KEY"),
        *("AZURE_STORAGE_KEY", "SPEECH_SUBSCRIPTION_KEY"),
        *("CONNECTION_PWD", "DB_PWD", "DATABASE_PWD", "USER_PWD"),
    ],
)
def test_every_ending_and_pair_tells_a_secret(name: str) -> None:
    """As the last words of a name."""
    with pytest.raises(ValidationError, match=f"{name} is a secret by its name"):
        VARIABLES.validate_python({name: "hunter2"})
    assert VARIABLES.validate_python({f"{name}_TTL": "hunter2"}) == {f"{name}_TTL": "hunter2"}


@pytest.mark.parametrize(
    "word", ["MAX", "MIN", "NUM", "USE", "ENABLE", "DISABLE", "REQUIRE", "ALLOW", "HAS", "IS"]
)
def test_every_word_that_counts_or_switches_makes_a_setting(word: str) -> None:
    """As the first word, not as a later one."""
    assert VARIABLES.validate_python({f"{word}_TOKEN": "2"}) == {f"{word}_TOKEN": "2"}
    with pytest.raises(ValidationError, match="is a secret by its name"):
        VARIABLES.validate_python({f"APP_{word}_TOKEN": "2"})


@pytest.mark.parametrize(
    "value",
    [
        *("${DB}", "$(DB)", "{{ db }}", "@Microsoft.KeyVault(SecretUri=x)"),
        *("arn:aws:secretsmanager:eu-west-1:1:secret:x", "arn:aws-cn:ssm:cn-north-1:1:parameter/x"),
        "https://kv-Trip1.vault.azure.net/secrets/db",
        *("vault:secret/db", "secretref:db", "keyvault:db", "file:/db", "env:DB", "op://vault/db"),
        *("sops:db", "ssm:/db", "vault+x", "secretref+x", "keyvault+x", "file+x", "env+x", "op+x"),
        *("sops+x", "ssm+x"),
        *("/run/db", "/var/db", "/mnt/db", "/etc/db", "/secrets/db", "/vault/db", "/opt/db"),
        *("/home/db", "/tmp/db", "/app/db", "/data/db"),  # noqa: S108 - nothing is written there
    ],
)
def test_every_reference_says_only_where_a_secret_is(value: str) -> None:
    """At the beginning of a value, not further on."""
    assert VARIABLES.validate_python({"DB_PASSWORD": value}) == {"DB_PASSWORD": value}
    with pytest.raises(ValidationError, match="DB_PASSWORD is a secret by its name"):
        VARIABLES.validate_python({"DB_PASSWORD": f"x{value}"})


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("-----BEGIN PRIVATE KEY-----", "a private key"),
        ("amqp://a:hunter2@mq", "an address with a password in it"),
        ("PWD=hunter2", "a connection string with a password in it"),
        ("x;SharedAccessKey=hunter2", "a connection string with a password in it"),
        *((f"gh{kind}_{'a' * 36}", "a token of GitHub") for kind in "opsur"),
        ("github_pat_" + "a" * 22, "a token of GitHub"),
        ("glpat-" + "a" * 20, "a token of GitLab"),
        *((f"xox{kind}-{'a' * 10}", "a token of Slack") for kind in "abprs"),
        ("sk_live_" + "a" * 16, "a key of Stripe"),
        ("rk_live_" + "a" * 16, "a key of Stripe"),
        ("AIza" + "a" * 35, "a key of Google"),
    ],
)
def test_every_form_of_a_secret_is_named(value: str, what: str) -> None:
    """Under a name that says nothing."""
    with pytest.raises(ValidationError) as caught:
        VARIABLES.validate_python({"SETTING": value})
    assert caught.value.errors(include_input=False)[0]["msg"].startswith(
        f"SETTING holds {what} in plain text"
    )
