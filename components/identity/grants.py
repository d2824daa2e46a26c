"""Database rights of a service, as SQL: PostgreSQL keeps them itself, and no cloud permission reaches them.

How Azure makes a role of an identity, as of 2025-10-06:
https://learn.microsoft.com/azure/postgresql/security/security-manage-entra-users
That the function stands in the database `postgres` alone is users' experience (unverified).
"""

from collections.abc import Sequence


def script(role: str, principal_id: str, databases: Sequence[str]) -> str:
    """Return a script for `psql` that lets one identity of Azure work in its databases, and in no others.

    A member of the administrator group runs it, again at will. It makes the role, or gives it to the identity
    of today, closes each database to everybody who has no right of their own, and lets the service keep its
    own tables there.

    Args:
        role: name under which the service signs in, its identity's name.
        principal_id: the identity's object id.
        databases: names of the databases it works in.
    """
    label = f"aadauth,oid={principal_id},type=service"
    identity = f"{_text(role)}, {_text(principal_id)}, 'service', false, false"
    lines = [
        r"\connect postgres",
        f"SELECT pg_catalog.pgaadauth_create_principal_with_oid({identity})",
        f"  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {_text(role)});",
        f"SECURITY LABEL FOR pgaadauth ON ROLE {_name(role)} IS {_text(label)};",
    ]
    for database in sorted(set(databases)):
        lines += [
            f"REVOKE CONNECT ON DATABASE {_name(database)} FROM PUBLIC;",
            f"GRANT CONNECT ON DATABASE {_name(database)} TO {_name(role)};",
        ]
    for database in sorted(set(databases)):
        lines += [
            rf"\connect {_name(database)}",
            f"GRANT USAGE, CREATE ON SCHEMA public TO {_name(role)};",
        ]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """An SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    """An SQL identifier."""
    return '"' + value.replace('"', '""') + '"'
