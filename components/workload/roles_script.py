"""Rights of services in their databases, as SQL: PostgreSQL keeps them, and no cloud permission reaches them.

The script is for `psql` 15 or newer, run by the databases' administrator, again at will. It names services,
not roles: the names that roles have on the server, and on Azure the ids of their identities, come by
environment variables, so that the whole script is known before any deployment.

How Azure makes a role of an identity, as of 2025-10-06:
https://learn.microsoft.com/azure/postgresql/security/security-manage-entra-users
That the function exists in the database `postgres` alone is users' experience (unverified).
How RDS lets an identity be a user:
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

Services = Mapping[str, Sequence[str]]
"""Databases of each service, by its name."""


def role_variable(service: str) -> str:
    """Return the environment variable with the name of a service's role."""
    return f"ROLE_OF_{service.upper().replace('-', '_')}"


def id_variable(service: str) -> str:
    """Return the environment variable with the id of a service's identity."""
    return f"ID_OF_{service.upper().replace('-', '_')}"


def script(signs_in_by: Literal["token", "secret"], databases: Sequence[str], services: Services) -> str:
    """Return the script that makes databases, roles and rights what they should be.

    It makes the databases that are missing, makes a role for each service, closes each database to everybody
    who has no right of their own, and lets each service keep its own tables in its databases, and in no
    others. It takes no role and no database away.

    Args:
        signs_in_by: how a cloud knows the administrator, and with it how it makes a role of an identity.
        databases: every database of the server that services may use.
        services: what each service uses.
    """
    ordered = dict(sorted(services.items()))
    lines = [
        *(line for service in ordered for line in _told(signs_in_by, service)),
        r"\connect postgres",
        *(line for database in sorted(databases) for line in _database(database)),
        *(line for service in ordered for line in _role(signs_in_by, service)),
        *(line for database in sorted(databases) for line in _rights(database, ordered)),
    ]
    return "\n".join([r"\set ON_ERROR_STOP on", *lines]) + "\n"


def _told(signs_in_by: Literal["token", "secret"], service: str) -> Iterator[str]:
    yield rf"\getenv {_variable(service)} {role_variable(service)}"
    if signs_in_by == "token":
        yield rf"\getenv {_identity(service)} {id_variable(service)}"


def _database(database: str) -> Iterator[str]:
    yield f"SELECT {_text(f'CREATE DATABASE {_name(database)}')}"
    yield (
        f"  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = {_text(database)}) \\gexec"
    )


def _role(signs_in_by: Literal["token", "secret"], service: str) -> Iterator[str]:
    role = f":'{_variable(service)}'"
    missing = f"  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {role})"
    if signs_in_by == "secret":
        # No password opens such a role, but a token of the identity that may connect as it.
        yield f"SELECT format('CREATE ROLE %I LOGIN', {role})"
        yield rf"{missing} \gexec"
        yield f'GRANT rds_iam TO :"{_variable(service)}";'
        return
    identity = f":'{_identity(service)}'"
    made = f"pgaadauth_create_principal_with_oid({role}, {identity}, 'service', false, false)"
    yield f"SELECT pg_catalog.{made}"
    yield f"{missing};"
    # An identity that was made anew has another id, and takes the role over.
    label = f"'aadauth,oid=' || {identity} || ',type=service'"
    yield f"SELECT format('SECURITY LABEL FOR pgaadauth ON ROLE %I IS %L', {role}, {label}) \\gexec"


def _rights(database: str, services: Services) -> Iterator[str]:
    name = _name(database)
    users = [service for service, uses in services.items() if database in uses]
    yield f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;"
    for service in services:
        if service in users:
            yield f'GRANT CONNECT, TEMPORARY ON DATABASE {name} TO :"{_variable(service)}";'
        else:
            yield f'REVOKE ALL ON DATABASE {name} FROM :"{_variable(service)}";'
    yield rf"\connect {name}"
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC;"
    for service in users:
        yield f'GRANT USAGE, CREATE ON SCHEMA public TO :"{_variable(service)}";'
        yield from _proof(database, service)


def _proof(database: str, service: str) -> Iterator[str]:
    """Fail where a right was not given: to grant what one may not is a warning in PostgreSQL."""
    role = f":'{_variable(service)}'"
    yield f"SELECT has_database_privilege({role}, {_text(database)}, 'CONNECT')"
    yield f"  AND has_schema_privilege({role}, 'public', 'USAGE')"
    yield f"  AND has_schema_privilege({role}, 'public', 'CREATE') AS granted \\gset"
    yield r"\if :granted"
    yield r"\else"
    reason = _text(
        f"the administrator may grant nothing in database {database}, so {service} cannot work there"
    )
    yield f"DO $$ BEGIN RAISE EXCEPTION USING MESSAGE = {reason}; END $$;"
    yield r"\endif"


def _variable(service: str) -> str:
    return f"role_of_{service.replace('-', '_')}"


def _identity(service: str) -> str:
    return f"id_of_{service.replace('-', '_')}"


def _text(value: str) -> str:
    """An SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    """An SQL identifier."""
    return '"' + value.replace('"', '""') + '"'
