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
