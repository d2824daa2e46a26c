"""Rights of services in their databases, as SQL: what the script says, and what a server makes of it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiban.components.workload.roles_script import script

QUOTED = 'it\'s "mine"'
"""Name of a role that must be quoted, as a literal and as an identifier."""
BINARIES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), Path("/nonexistent"))


def test_a_role_on_azure_is_made_of_its_identity() -> None:
    """By the server's own function, in the database that has it, and labelled anew with today's id."""
    assert script("token", ("d",), {"api": ("d",)}) == (
        "\\set ON_ERROR_STOP on\n"
        "\\getenv role_of_api ROLE_OF_API\n"
        "\\getenv id_of_api ID_OF_API\n"
        "\\connect postgres\n"
        "SELECT 'CREATE DATABASE \"d\"'\n"
        "  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'd') \\gexec\n"
        "SELECT pg_catalog.pgaadauth_create_principal_with_oid(:'role_of_api', :'id_of_api', 'service', "
        "false, false)\n"
        "  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = :'role_of_api');\n"
        "SELECT format('SECURITY LABEL FOR pgaadauth ON ROLE %I IS %L', :'role_of_api', "
        "'aadauth,oid=' || :'id_of_api' || ',type=service') \\gexec\n"
        'REVOKE ALL ON DATABASE "d" FROM PUBLIC;\n'
        'GRANT CONNECT, TEMPORARY ON DATABASE "d" TO :"role_of_api";\n'
        '\\connect "d"\n'
        "REVOKE ALL ON SCHEMA public FROM PUBLIC;\n"
        'GRANT USAGE, CREATE ON SCHEMA public TO :"role_of_api";\n'
        "SELECT has_database_privilege(:'role_of_api', 'd', 'CONNECT')\n"
        "  AND has_schema_privilege(:'role_of_api', 'public', 'USAGE')\n"
        "  AND has_schema_privilege(:'role_of_api', 'public', 'CREATE') AS granted \\gset\n"
        "\\if :granted\n"
        "\\else\n"
        "DO $$ BEGIN RAISE EXCEPTION USING MESSAGE = "
        "'the administrator may grant nothing in database d, so api cannot work there'; END $$;\n"
        "\\endif\n"
    )


def test_a_role_on_aws_is_one_that_iam_vouches_for() -> None:
    """It has no password, and the id of its identity is not asked for."""
    text = script("secret", ("d",), {"api": ("d",)})
    assert "SELECT format('CREATE ROLE %I LOGIN', :'role_of_api')\n" in text
    assert 'GRANT rds_iam TO :"role_of_api";\n' in text
    assert "ID_OF_API" not in text


def test_the_script_is_the_same_in_whatever_order_things_are_listed() -> None:
    """A change of order is no new run."""
    assert script("secret", ("b", "a"), {"y": ("a", "b"), "x": ("b",)}) == script(
        "secret", ("a", "b"), {"x": ("b",), "y": ("a", "b")}
    )


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """A server of PostgreSQL whose administrator is no superuser, as on RDS; the script has run."""
    if not (BINARIES / "initdb").exists() or not shutil.which("runuser") or os.getuid() != 0:
        pytest.skip("needs a PostgreSQL server's binaries, and root, as which it is started for nobody")
    folder = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    folder.chmod(0o777)
    data = folder / "data"
    _as_nobody(BINARIES / "initdb", "-D", data, "-U", "super", "--auth=trust", "--encoding=UTF8", "--no-sync")
    _as_nobody(
        BINARIES / "pg_ctl", "-D", data, "-o", f"-k {folder} -h ''", "-l", folder / "log", "-w", "start"
    )
    for statement in (
        "CREATE ROLE admin LOGIN CREATEDB CREATEROLE",
        "CREATE ROLE rds_iam",
        "GRANT rds_iam TO admin WITH ADMIN OPTION",
        "CREATE ROLE stranger LOGIN",
        "CREATE DATABASE foreign_to_it",
    ):
        assert psql(folder, "super", "postgres", statement).returncode == 0
    assert run(folder).returncode == 0
    assert psql(folder, "user", "users", "CREATE TABLE mine (i int)").returncode == 0
    yield folder
    _as_nobody(BINARIES / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder)


def _as_nobody(*command: object) -> None:
    subprocess.run(
        ["runuser", "-u", "nobody", "--", *map(str, command)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def psql(
    server: Path, user: str, database: str, statement: str, **roles: str
) -> subprocess.CompletedProcess[str]:
    """Run statements as a user, the names of roles in the environment."""
    address = ["-h", str(server), "-U", user, "-d", database]
    command = [str(BINARIES / "psql"), "-X", "-A", "-t", *address, "-f", "-"]
    return subprocess.run(
        command, input=statement, env={**os.environ, **roles}, text=True, capture_output=True, check=False
    )


def run(server: Path, *databases: str) -> subprocess.CompletedProcess[str]:
    """Run the script as the administrator; one role has quotes in its name. The second service uses these."""
    services = {"user": ("users",), "trip-api": databases or ("trips", "users")}
    text = script("secret", ("users", "trips", *databases[1:]), services)
    return psql(server, "admin", "postgres", text, ROLE_OF_USER="user", ROLE_OF_TRIP_API=QUOTED)


def test_a_server_takes_the_script_again(server: Path) -> None:
    """It makes what is missing, and no more the second time."""
    assert run(server).returncode == 0
    names = psql(server, "super", "postgres", "SELECT datname FROM pg_database ORDER BY 1").stdout.split()
    assert names == ["foreign_to_it", "postgres", "template0", "template1", "trips", "users"]


def test_a_service_does_not_get_into_a_database_that_it_does_not_use(server: Path) -> None:
    """The connection is refused, not only the tables."""
    assert "permission denied for database" in psql(server, "user", "trips", "SELECT 1").stderr


def test_a_service_does_not_see_another_s_tables(server: Path) -> None:
    """Even in a database that both use."""
    assert "permission denied for table mine" in psql(server, QUOTED, "users", "SELECT * FROM mine").stderr


def test_who_has_no_right_of_their_own_does_not_get_in(server: Path) -> None:
    """What PostgreSQL gives to everybody is taken away."""
    assert "permission denied for database" in psql(server, "stranger", "users", "SELECT 1").stderr


def test_a_right_that_could_not_be_given_is_an_error(server: Path) -> None:
    """PostgreSQL warns when it grants nothing; the run must not pass for done."""
    found = run(server, "trips", "foreign_to_it")
    assert found.returncode != 0
    assert "may grant nothing in database foreign_to_it, so trip-api cannot work there" in found.stderr


def test_a_database_that_a_service_no_longer_uses_is_closed_to_it(server: Path) -> None:
    """And open again when it uses it once more."""
    assert run(server, "trips").returncode == 0
    assert "permission denied for database" in psql(server, QUOTED, "users", "SELECT 1").stderr
    assert run(server).returncode == 0
    assert psql(server, QUOTED, "users", "SELECT 1").returncode == 0
