"""Secrets in files of configuration that stand in one text: `spring.datasource.password=…` in a ConfigMap.

What a whole input gives away is `plaintext.sensitive`'s to say; here are the lines of properties, of YAML by
any name, and of TOML. A reference (`${NAME}`), a path and code are none. Names are those of
`jiban.secret_names`.
"""

from __future__ import annotations

import re
from typing import Final

from jiban.policy.view import Node
from jiban.secret_names import is_secret_name, may_be_secret

_LINE: Final = re.compile(
    r"""^[ \t-]*["']?([A-Za-z_][\w.-]*)["']?[ \t]*[:=][ \t]*(\S.*?)[ \t\r,;]*$""", re.MULTILINE
)
"""A line that gives something a value."""
_WORTH_READING: Final = re.compile(r"pass|pwd|secret|token|key|cred|conn", re.IGNORECASE)
_NO_LITERAL: Final = re.compile(r"[$%@/!&*|>]|.*[\s()\[\]{}<>]")
"""What stands for a value in such a line and is none."""


def secret_line(entry: Node) -> str:
    """Return the name by which a file in an entry holds a secret, `db.password`; empty for none known."""
    return entry.public_part(_name) if entry.known else ""


def _name(text: object) -> str:
    """Return the name alone, of which a text has the secret beside it."""
    if not isinstance(text, str) or text.lstrip()[:1] in ("{", "[") or not _WORTH_READING.search(text):
        return ""  # a document in JSON is read as a whole
    for found in _LINE.finditer(text):
        said = found[2].strip("\"'")
        if is_secret_name(found[1]) and said and not _NO_LITERAL.match(said) and may_be_secret(said):
            return found[1]
    return ""
