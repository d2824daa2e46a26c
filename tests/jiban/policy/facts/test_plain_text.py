"""Secrets in plain text: by the name of an entry, its form, and the lines of a file in it."""

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policy.facts.plain_text import holds_secret, secret_line
from jiban.policy.view import Node


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("DB_PASSWORD", "x1y2", True),
        ("DB_PASSWORD", UNKNOWN, True),
        ("DB_HOST", UNKNOWN, False),
        ("DB_PASSWORD", "", False),
        ("DB_PASSWORD", "$(OTHER)", False),
        ("DB_PASSWORD_FILE", "/run/db", False),
        ("URL", "postgres://shop:x1y2@db", True),
        ("URL", "postgres://shop:$(PASSWORD)@db", False),
        ("tls.key", "-----BEGIN PRIVATE KEY-----\nMIIB", True),
        ("ca.crt", "-----BEGIN CERTIFICATE-----\nMIIB", False),
        ("PORT", 8080, False),
        ("APPLICATIONINSIGHTS_CONNECTION_STRING", UNKNOWN, False),
    ],
)
def test_what_an_entry_holds(name: str, value: object, *, found: bool) -> None:
    """A secret by name or form; a reference, a path and nothing are none."""
    assert holds_secret(name, Node(value, "data")) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("db.password=x1y2\n", "db.password"),
        ("spring:\n  datasource:\n    password: 'x1y2'\n", "password"),
        ("- token: x1y2", "token"),
        ("password = x1y2,", "password"),
        ("password: ${DB_PASSWORD}\n", ""),
        ("password: {{ .Values.password }}\n", ""),
        ("password: *shared\n", ""),
        ("password_file: /run/db\n", ""),
        ("password=$(cat /run/db)\n", ""),
        ("password = read(path)\n", ""),
        ("token: true\n", ""),
        ("# password: x1y2\n", ""),
        ("password:\n  from: vault\n", ""),
        ("enter the password: it is asked for twice\n", ""),
        ('{"password": "x1y2"}', ""),
    ],
)
def test_what_a_file_in_an_entry_holds(text: str, found: str) -> None:
    """A line that gives the name of a secret a literal; a document in JSON is read as a whole elsewhere."""
    assert secret_line(text) == found
