"""Database rights of a service, as SQL: PostgreSQL keeps them itself, and no cloud permission reaches them.

How Azure makes a role of an identity, as of 2025-10-06:
https://learn.microsoft.com/azure/postgresql/security/security-manage-entra-users
That the function exists in the database `postgres` alone is users' experience (unverified).
How RDS lets an identity be a user:
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html
"""

from collections.abc import Iterator, Sequence


def azure_script(role: str, principal_id: str, databases: Sequence[str]) -> str:
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
        *_rights(role, databases),
    ]
    return "\n".join(lines) + "\n"


def aws_script(role: str, databases: Sequence[str]) -> str:
    """Return a script for `psql` that lets one identity of AWS work in its databases, and in no others.

    Whoever has the master user's password runs it, again at will. It makes the role, which no password opens
    but a token of the identity, and gives it the same rights as on Azure.

    Args:
        role: name under which the service signs in, the one that its identity's permission names.
        databases: names of the databases it works in.
    """
    lines = [
        r"\connect postgres",
        f"SELECT {_text(f'CREATE ROLE {_name(role)} LOGIN')}",
        f"  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {_text(role)}) \\gexec",
        f"GRANT rds_iam TO {_name(role)};",
        *_rights(role, databases),
    ]
    return "\n".join(lines) + "\n"


def _rights(role: str, databases: Sequence[str]) -> Iterator[str]:
    for database in sorted(set(databases)):
        yield f"REVOKE CONNECT ON DATABASE {_name(database)} FROM PUBLIC;"
        yield f"GRANT CONNECT ON DATABASE {_name(database)} TO {_name(role)};"
    for database in sorted(set(databases)):
        yield rf"\connect {_name(database)}"
        yield f"GRANT USAGE, CREATE ON SCHEMA public TO {_name(role)};"


def _text(value: str) -> str:
    """An SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    """An SQL identifier."""
    return '"' + value.replace('"', '""') + '"'
