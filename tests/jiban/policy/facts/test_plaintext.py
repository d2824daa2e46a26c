"""Secrets among inputs, and what only looks like one."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.model.plan import Options, Secret
from jiban.policy.facts.plaintext import Sensitive, State, sensitive
from jiban.policy.testing import UNKNOWN, resource
from jiban.policy.view import ResourceView

MAP = "kubernetes:core/v1:ConfigMap"
WORD = "tr0ub4dor-and-3"
KEY = "Zm9ydHktdHdvIGJ5dGVzIG9mIG5vdGhpbmcgYXQgYWxsLCBmb3IgYSB0ZXN0IQ=="


def found(key: str, value: object) -> tuple[Sensitive, ...]:
    """What is found of one value of a map."""
    return sensitive(resource(MAP, inputs={"data": {key: value}}))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEI\n", "a private key"),
        (f"rediss://:{WORD}@cache:6380/0", "an address with a password"),
        (f"Server=db;User Id=app;Password={WORD};", "a connection string with a password"),
        (f"DefaultEndpointsProtocol=https;AccountKey={KEY}", "a key of an account"),
        ("https://x.blob.core.windows.net/c?sp=r&sig=" + "a1B2" * 8, "a shared access signature"),
        ("export ID=AKIA" + "ABCDEFGH" * 2, "a key of AWS"),
        ("aws_secret_access_key = " + "a1B/" * 10, "a secret key of AWS"),
        ("ghp_" + "a1B2c3" * 6, "a token of GitHub"),
        ("glpat-" + "a1B2c" * 4, "a token of GitLab"),
        ("xoxb-" + "1234567890-abc", "a token of Slack"),
        ("https://hooks.slack.com/services/T0/B0/" + "a1B2" * 6, "a webhook of Slack"),
        ("sk_live_" + "a1B2" * 6, "a key of Stripe"),
        ("AIza" + "a1B2c" * 7, "a key of Google"),
        ("pul-" + "0123456789" * 4, "a token of Pulumi"),
        ("eyJ" + "a1B2" * 6 + ".eyJ" + "a1B2" * 6 + "." + "a1B2" * 6, "a signed token"),
    ],
)
def test_a_form(text: str, what: str) -> None:
    """A text of a known form is a secret, whatever it is called."""
    assert found("SETTING", text) == (Sensitive("data.SETTING", State.PLAIN, f"holds {what}"),)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("PASSWORD", ""),
        ("PASSWORD", "changeme"),
        ("PASSWORD", "REPLACE_ME_LATER"),
        ("PASSWORD", "<your password>"),
        ("PASSWORD", "********"),
        ("PASSWORD", "xxxx"),
        ("PASSWORD", "${PASSWORD}"),
        ("PASSWORD", "$PASSWORD"),
        ("PASSWORD", "{{ .Values.password }}"),
        ("PASSWORD", "@Microsoft.KeyVault(SecretUri=https://a.vault.azure.net/secrets/b)"),
        ("PASSWORD", "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:a-b1c2d3"),
        ("API_TOKEN", "/var/run/secrets/token"),
        ("API_TOKEN", "vault:secret/data/app#token"),
        ("AUTH_TOKEN", "https://login.example.com/token"),
        ("AUTH_TOKEN", "prod/app/token"),
        ("AUTH_TOKEN", "true"),
        ("MAX_TOKEN", "4096"),
        ("DB_SECRET", "database-credentials"),
        ("existingSecret", "database"),
        ("tlsSecret", "shop-tls"),
        ("PASSWORD_FILE", WORD),
        ("SECRET_NAME", WORD),
        ("TOKEN_TTL", "3600000"),
        ("JWT_PUBLIC_KEY", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"),
        ("PASSWORD_HASH", "$2b$12$abcdefghijklmnopqrstuv"),
        ("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=00000000-0000-0000-0000-000000000000"),
        ("IMAGE", "registry.example.com:5000/shop@sha256:" + "0a1b2c3d" * 8),
        ("DIGEST", "sha256:" + "0a1b2c3d" * 8),
        ("ID", "2f1c9c2e-7a35-4b1d-9d0c-0e8a3f6b5d11"),
        ("CA", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
        ("SSH_KEY", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA ops@example.com"),
        ("URL", "postgres://app:$(PASSWORD)@db/app"),
        ("URL", "postgres://app:<password>@db/app"),
        ("URL", "https://api.example.com:8443/v1@2"),
        ("script", "PASSWORD=$(aws secretsmanager get-secret-value --secret-id a)\nTOKEN=$TOKEN\n"),
        ("script", 'if [ -z "$PASSWORD" ]; then exit 1; fi\n'),
    ],
)
def test_what_only_looks_like_one(key: str, value: str) -> None:
    """Names, references, placeholders, switches, digests, ids and what is public hold no secret."""
    assert found(key, value) == ()


def test_the_name_of_a_place_that_comes_with_deployment_is_none() -> None:
    """DB_SECRET may well be where the secret is kept; a password cannot be."""
    assert found("DB_SECRET", UNKNOWN) == ()
    assert found("DB_PASSWORD", UNKNOWN)[0].state is State.OPEN


def test_base64_is_no_path() -> None:
    """A key of AWS has slashes, and capitals too."""
    assert found("AWS_SECRET_ACCESS_KEY", "wJalr/K7MDENG/bPxRfiCY")[0].state is State.PLAIN


def test_a_name_after_which_secret_is_no_place() -> None:
    """CLIENT_SECRET is the secret itself."""
    assert found("CLIENT_SECRET", "database-credentials")[0].state is State.PLAIN


def test_documents_are_looked_into() -> None:
    """JSON by its beginning; what is in it stands at the path of the text."""
    text = json.dumps({"containers": [{"env": [{"name": "API_TOKEN", "value": WORD}]}]})
    assert found("task", text) == (
        Sensitive("data.task", State.PLAIN, "holds API_TOKEN, a secret by its name"),
    )


def test_a_marked_map_is_not_looked_into() -> None:
    """The mark holds for all of it."""
    assert found("all", Secret({"password": WORD})) == (Sensitive("data.all", State.MARKED),)


def test_the_sdk_marks_what_is_not_known_yet() -> None:
    """A value without its mark is marked where the resource says so of the property."""
    made = resource("aws:rds/instance:Instance", inputs={"password": UNKNOWN})
    told = replace(made.resource, options=Options(additional_secret_outputs=("password",)))
    assert [each.state for each in sensitive(made)] == [State.OPEN]
    assert [each.state for each in sensitive(ResourceView(told))] == [State.MARKED]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["password", "env", "value", "name", "x y"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(VALUES, VALUES)
def test_anything_is_walked_through(one: object, other: object) -> None:
    """No input takes the walk down, in maps or as a text in JSON."""
    for value in (one, json.dumps(other)):
        sensitive(resource("example:index:Thing", inputs={"given": value, "password": value}))


def test_no_answer_holds_the_text() -> None:
    """A state, a path and a phrase."""
    assert WORD not in repr(found("PASSWORD", WORD))
