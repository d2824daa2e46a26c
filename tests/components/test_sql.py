"""Databases and roles have names that PostgreSQL takes and nobody has taken."""

import pytest
from pydantic import TypeAdapter, ValidationError

from jiban.components.base import Cloud
from jiban.components.sql import DatabaseName, RoleName, is_taken

DATABASE: TypeAdapter[str] = TypeAdapter(DatabaseName)
ROLE: TypeAdapter[str] = TypeAdapter(RoleName)


@pytest.mark.parametrize("name", ["trips", "users", "orders", "_trips", "a" * 63, "name", "position", "data"])
def test_names_without_quotes_are_databases(name: str) -> None:
    """Words that SQL only knows in some places are names all the same."""
    assert DATABASE.validate_python(name) == name


@pytest.mark.parametrize("name", ["user", "order", "select", "table", "null", "authorization", "system_user"])
def test_words_of_sql_are_no_databases(name: str) -> None:
    """A reserved word is a name in quotes only, and RDS refuses it."""
    with pytest.raises(ValidationError, match=f"{name} is a reserved word of SQL and no name"):
        DATABASE.validate_python(name)


@pytest.mark.parametrize("name", ["db-admins", "DB Admins", "데이터베이스", "a" * 63])
def test_groups_may_have_any_printable_name(name: str) -> None:
    """Up to the 63 bytes that PostgreSQL keeps."""
    assert ROLE.validate_python(name) == name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("데이터베이스관리자그룹모임의이름이아주길다고", "the name has 66 bytes, and PostgreSQL keeps 63"),
        ("pg_monitor", "pg_monitor is a name that PostgreSQL keeps for itself"),
        ("public", "public is a name that PostgreSQL keeps for itself"),
        ("none", "none is a name that PostgreSQL keeps for itself"),
        (" admins", "has spaces around it or unprintable characters"),
        ("ad\nmins", "has spaces around it or unprintable characters"),
    ],
)
def test_names_that_postgresql_cannot_give_are_no_roles(name: str, reason: str) -> None:
    """Too long in bytes, its own, or not to be seen."""
    with pytest.raises(ValidationError, match=reason):
        ROLE.validate_python(name)


@pytest.mark.parametrize(
    ("cloud", "name"),
    [
        ("azure", "azure_pg_admin"),
        ("azure", "azuresu"),
        ("aws", "rdsadmin"),
        ("aws", "postgres"),
        ("aws", "none"),
    ],
)
def test_roles_of_every_server_are_taken(cloud: Cloud, name: str) -> None:
    """The cloud's own users and PostgreSQL's."""
    assert is_taken(cloud, name)


@pytest.mark.parametrize(("cloud", "name"), [("azure", "rdsadmin"), ("aws", "trip")])
def test_other_roles_are_free(cloud: Cloud, name: str) -> None:
    """What another cloud keeps is free here."""
    assert not is_taken(cloud, name)


WORDS = [
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "binary",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "overlaps",
    "placing",
    "primary",
    "references",
    "returning",
    "right",
    "select",
    "session_user",
    "similar",
    "some",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
]
"""Words that PostgreSQL 15 to 18 takes for a name in quotes only."""


@pytest.mark.parametrize("name", WORDS)
def test_every_word_of_sql_is_no_database(name: str) -> None:
    """And what is written with something after it is one."""
    with pytest.raises(ValidationError, match=f"{name} is a reserved word of SQL and no name"):
        DATABASE.validate_python(name)
    assert DATABASE.validate_python(f"{name}_data") == f"{name}_data"


@pytest.mark.parametrize(
    ("name", "clouds"),
    [
        ("none", {"azure", "aws"}),
        ("public", {"azure", "aws"}),
        ("azure_pg_admin", {"azure"}),
        ("azure_superuser", {"azure"}),
        ("azuresu", {"azure"}),
        ("replication", {"azure"}),
        ("postgres", {"aws"}),
        ("rdsadmin", {"aws"}),
        ("rdsrepladmin", {"aws"}),
        ("trip", set()),
    ],
)
def test_whose_server_has_every_role(name: str, clouds: set[Cloud]) -> None:
    """On that cloud it is taken, on the other it is free."""
    of: tuple[Cloud, ...] = ("azure", "aws")
    assert {cloud for cloud in of if is_taken(cloud, name)} == clouds
