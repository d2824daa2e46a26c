"""Secrets in plain text: what an entry of an environment or of a ConfigMap holds, by its name and its form.

What is empty, a name, a path or a reference (`$(NAME)`, `${NAME}`) is none. Names and forms are those of
`jiban.secret_names`, but for names that a vendor says are no secrets: Microsoft of Application Insights'
connection string, `azure-monitor/app/connection-strings`, read on 2026-11-28.
"""

from __future__ import annotations

import re
from typing import Final

from jiban.policy.view import Node
from jiban.secret_names import has_secret_form, is_secret_name, may_be_secret

_NO_SECRETS: Final = frozenset({"APPLICATIONINSIGHTS_CONNECTION_STRING", "APPINSIGHTS_INSTRUMENTATIONKEY"})
_LINE: Final = re.compile(
    r"""^[ \t-]*["']?([A-Za-z_][\w.-]*)["']?[ \t]*[:=][ \t]*(\S.*?)[ \t\r,;]*$""", re.MULTILINE
)
"""A line that gives something a value: of properties, of YAML, of TOML, of a shell."""
_WORTH_READING: Final = re.compile(r"pass|pwd|secret|token|key|cred|conn", re.IGNORECASE)
_NO_LITERAL: Final = re.compile(r"[$%@/!&*|>]|.*[\s()\[\]{}<>]")
"""What stands for a value in such a line and is none: a reference, a path, code."""


def holds_secret(name: str, value: Node) -> bool:
    """Tell whether an entry is a secret in plain text.

    One with the name of a secret is, though its value may be known later alone.
    """
    if name.upper() in _NO_SECRETS:
        return False
    if not value.known:
        return is_secret_name(name)
    text = value.text()
    if not text:
        return False
    return (is_secret_name(name) and may_be_secret(text)) or has_secret_form(text)


def secret_line(text: str) -> str:
    """Return the name by which a file in an entry holds a secret, `db.password`; empty for none."""
    if text.lstrip()[:1] in ("{", "[") or not _WORTH_READING.search(text):
        return ""  # a document in JSON is read as a whole
    for found in _LINE.finditer(text):
        said = found[2].strip("\"'")
        if is_secret_name(found[1]) and said and not _NO_LITERAL.match(said) and may_be_secret(said):
            return found[1]
    return ""
