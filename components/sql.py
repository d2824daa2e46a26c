"""Names in SQL: what PostgreSQL takes as a database or a role without quotes, and what is taken already."""

from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints

from jiban.components.base import Cloud
from jiban.tables import table

_FILE: Final = "sql.yaml"
_LONGEST: Final = 63
"""Bytes that PostgreSQL keeps of a name (`max_identifier_length`)."""


def database(text: str) -> str:
    """Return the name of a database as it stands.

    Raises:
        ValueError: it is a word of SQL, which is a name in quotes only.
    """
    if text in table("jiban.components", _FILE)["keywords"]:
        raise ValueError(f"{text} is a reserved word of SQL and no name; write it like {text}_data")
    return text


def role(text: str) -> str:
    """Return the name of a role as it stands.

    Raises:
        ValueError: PostgreSQL cannot keep it, or keeps it for itself.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > _LONGEST:
        raise ValueError(f"the name has {size} bytes, and PostgreSQL keeps {_LONGEST}; choose a shorter one")
    if not text.isprintable() or text != text.strip():
        raise ValueError(
            f"{text!r} has spaces around it or unprintable characters; write the name as it is shown"
        )
    if text.startswith("pg_") or text in table("jiban.components", _FILE)["roles"]["postgresql"]:
        raise ValueError(f"{text} is a name that PostgreSQL keeps for itself; choose another one")
    return text


def is_taken(cloud: Cloud, role_name: str) -> bool:
    """Whether a server of a cloud has such a role already, or PostgreSQL keeps the name for itself."""
    roles = table("jiban.components", _FILE)["roles"]
    return role_name in roles[cloud] or role_name in roles["postgresql"]


DatabaseName = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]{0,62}$"), AfterValidator(database)]
"""1 to 63 lower-case letters, digits and underscores: an SQL identifier that needs no quotes."""

RoleName = Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST), AfterValidator(role)]
"""A role of PostgreSQL: at most 63 bytes."""
