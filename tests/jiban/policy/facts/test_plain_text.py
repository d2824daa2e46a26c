"""Secrets in files of configuration that stand in one text."""

import pytest

from jiban.policy.facts.plain_text import secret_line
from jiban.policy.view import Node


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
    assert secret_line(Node(text, "data")) == found
