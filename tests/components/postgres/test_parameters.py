"""A parameter of a server is one that its version has, with a value that it takes."""

import pytest

from jiban.components.base import Cloud
from jiban.components.postgres.parameters import refusal


@pytest.mark.parametrize(
    ("cloud", "name", "value"),
    [
        ("azure", "max_connections", "1"),
        ("azure", "max_connections", "262143"),
        ("azure", "work_mem", "64MB"),
        ("azure", "work_mem", "64"),
        ("azure", "shared_buffers", "1.5GB"),
        ("azure", "statement_timeout", "30s"),
        ("azure", "autovacuum_vacuum_scale_factor", "0.02"),
        ("azure", "autovacuum", "on"),
        ("azure", "TimeZone", "Asia/Seoul"),
        ("azure", "wal_level", "logical"),
        ("azure", "synchronous_commit", "no"),
        ("azure", "wal_compression", "lz4"),
        ("azure", "ssl_min_protocol_version", "TLSv1.2"),
        ("azure", "transaction_timeout", "60000"),
        ("azure", "azure.extensions", "POSTGIS"),
        ("azure", "require_secure_transport", "ON"),
        ("azure", "pg_stat_statements.track", "whatever"),
        ("aws", "rds.force_ssl", "1"),
        ("aws", "rds.logical_replication", "0"),
        ("aws", "max_connections", "LEAST({DBInstanceClassMemory/9531392},5000)"),
        ("aws", "shared_buffers", "16384"),
        ("aws", "log_connections", "receipt,authentication"),
    ],
)
def test_what_a_server_takes_is_taken(cloud: Cloud, name: str, value: str) -> None:
    """Numbers up to their limits, units, words, formulas of RDS, and what belongs to an extension."""
    assert refusal(cloud, "17", name, value) is None


@pytest.mark.parametrize(
    ("cloud", "name", "value", "reason", "remedy"),
    [
        (
            "azure",
            "max_conections",
            "5",
            "PostgreSQL has no parameter max_conections, by components/postgres/parameters.yaml",
            "set max_connections or log_connections",
        ),
        (
            "azure",
            "server_version",
            "17",
            "server_version is kept by Azure, and nobody else can set it",
            "leave it out",
        ),
        (
            "aws",
            "data_directory",
            "/x",
            "data_directory is kept by RDS, and nobody else can set it",
            "leave it out",
        ),
        ("azure", "rds.force_ssl", "1", "rds.force_ssl is a parameter of RDS, not of Azure", "leave it out"),
        (
            "aws",
            "azure.extensions",
            "x",
            "azure.extensions is a parameter of Azure, not of RDS",
            "leave it out",
        ),
        (
            "aws",
            "require_secure_transport",
            "on",
            "PostgreSQL has no parameter require_secure_transport, by components/postgres/parameters.yaml",
            "leave it out",
        ),
        (
            "azure",
            "io_method",
            "worker",
            "PostgreSQL has io_method since 18, and version is 17",
            "leave it out",
        ),
        (
            "azure",
            "old_snapshot_threshold",
            "1",
            "PostgreSQL has no old_snapshot_threshold since 17, and version is 17",
            "leave it out",
        ),
        (
            "azure",
            "ssl",
            "false",
            (
                "ssl false lets connections in that are not encrypted, over which services sign in with "
                "their tokens"
            ),
            "leave it out",
        ),
        (
            "azure",
            "ssl_min_protocol_version",
            "tlsv1.1",
            (
                "ssl_min_protocol_version tlsv1.1 lets in protocols that have been given up for their "
                "weakness (RFC 8996)"
            ),
            "set TLSv1.2 or TLSv1.3",
        ),
        ("azure", "autovacuum", "maybe", "autovacuum is on or off, and 'maybe' is neither", "set on or off"),
        (
            "azure",
            "wal_level",
            "full",
            "'full' is no value of wal_level",
            "set 'logical', 'minimal', 'replica'",
        ),
        (
            "azure",
            "max_connections",
            "0",
            "max_connections is 1 to 262143, and 0 is not",
            "set a number of 1 to 262143",
        ),
        (
            "azure",
            "max_connections",
            "262144",
            "max_connections is 1 to 262143, and 262144 is not",
            "set a number of 1 to 262143",
        ),
        (
            "azure",
            "max_connections",
            "many",
            "'many' is no value of max_connections, which is a number",
            "set a number of 1 to 262143",
        ),
        (
            "azure",
            "max_connections",
            "5MB",
            "'5MB' is no value of max_connections, which is a number",
            "set a number of 1 to 262143",
        ),
        (
            "azure",
            "work_mem",
            "1kB",
            "work_mem is 64 to 2147483647 in units of kB, and 1kB is not",
            "set a number of 64 to 2147483647 in units of kB",
        ),
        (
            "aws",
            "work_mem",
            "64MB",
            "RDS takes numbers without a unit, and work_mem is 64MB",
            "set 65536 in units of kB",
        ),
        (
            "aws",
            "shared_buffers",
            "128MB",
            "RDS takes numbers without a unit, and shared_buffers is 128MB",
            "set 16384 in units of 8kB",
        ),
    ],
)
def test_what_a_server_refuses_is_refused(
    cloud: Cloud, name: str, value: str, reason: str, remedy: str
) -> None:
    """Why, and what to set instead."""
    found = refusal(cloud, "17", name, value)
    assert found is not None
    assert (found.reason, found.remedy) == (reason, remedy)


@pytest.mark.parametrize(
    ("misspelt", "near"),
    [("date_style", "datestyle"), ("work_memory", "work_mem"), ("xmloptions", "xmloption")],
)
def test_the_name_that_was_meant_is_proposed(misspelt: str, near: str) -> None:
    """The first of the table as the last."""
    found = refusal("azure", "17", misspelt, "1")
    assert found is not None
    assert near in found.remedy.removeprefix("set ").split(" or ")


def test_what_nobody_can_set_is_not_proposed() -> None:
    """What PostgreSQL only shows."""
    found = refusal("azure", "17", "server_versions", "17")
    assert found is not None
    assert found.remedy == "leave it out"


def test_a_version_that_was_not_measured_has_what_any_has() -> None:
    """Nothing is said of a parameter that other versions have; one that none has is told."""
    assert refusal("aws", "14", "io_method", "worker") is None
    assert refusal("aws", "14", "io_methods", "worker") is not None


@pytest.mark.parametrize(
    ("version", "name", "value", "taken"),
    [
        ("17", "io_method", "worker", False),
        ("18", "io_method", "worker", True),
        ("16", "old_snapshot_threshold", "1", True),
        ("17", "old_snapshot_threshold", "1", False),
        ("15", "force_parallel_mode", "off", True),
        ("16", "force_parallel_mode", "off", False),
        ("15", "createrole_self_grant", "set", False),
        ("16", "createrole_self_grant", "set", True),
    ],
)
def test_the_first_and_the_last_version_of_a_parameter_have_it(
    version: str, name: str, value: str, *, taken: bool
) -> None:
    """The version before the first and the one after the last do not."""
    assert (refusal("azure", version, name, value) is None) is taken


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("work_mem", "64kB", True),
        ("work_mem", "63kB", False),
        ("work_mem", "65536B", True),
        ("work_mem", "2147483647", True),
        ("work_mem", "2147483648", False),
        ("work_mem", "2TB", False),
        ("work_mem", "1MB", True),
        ("work_mem", " 1 MB ", True),
        ("work_mem", "1mb", False),
        ("shared_buffers", "8kB", False),
        ("shared_buffers", "128kB", True),
        ("shared_buffers", "120kB", False),
        ("statement_timeout", "1d", True),
        ("statement_timeout", "24d", True),
        ("statement_timeout", "25d", False),
        ("statement_timeout", "597h", False),
        ("statement_timeout", "596h", True),
        ("statement_timeout", "100us", True),
        ("statement_timeout", "1MB", False),
        ("autovacuum_vacuum_scale_factor", "100", True),
        ("autovacuum_vacuum_scale_factor", "100.01", False),
        ("autovacuum_vacuum_scale_factor", "1e1", True),
        ("autovacuum_vacuum_scale_factor", "-0.1", False),
    ],
)
def test_a_number_in_its_units(name: str, value: str, *, taken: bool) -> None:
    """Bytes by 1024 and times by their own; both limits are among what is taken."""
    assert (refusal("azure", "17", name, value) is None) is taken


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        ("on", True),
        ("TRUE", True),
        (" yes ", True),
        ("1", True),
        ("off", True),
        ("0", True),
        ("t", False),
        ("", False),
    ],
)
def test_a_flag_by_any_of_its_words(value: str, *, taken: bool) -> None:
    """Capitals and blanks do not count; what stands for neither is refused."""
    assert (refusal("azure", "17", "autovacuum", value) is None) is taken


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("constraint_exclusion", "yes", True),
        ("constraint_exclusion", "0", True),
        ("constraint_exclusion", "Partition", True),
        ("constraint_exclusion", "some", False),
        ("wal_level", "yes", False),
        ("wal_level", "0", False),
    ],
)
def test_a_choice_that_has_on_and_off_takes_their_other_words(name: str, value: str, *, taken: bool) -> None:
    """One that has neither takes none of them."""
    assert (refusal("aws", "17", name, value) is None) is taken


def test_a_formula_is_of_rds_alone() -> None:
    """Azure works out nothing."""
    assert refusal("aws", "17", "max_connections", "LEAST({DBInstanceClassMemory/9531392},5000)") is None
    assert refusal("azure", "17", "max_connections", "{DBInstanceClassMemory/9531392}") is not None


@pytest.mark.parametrize(
    ("cloud", "name", "value"),
    [
        ("azure", "require_secure_transport", "off"),
        ("aws", "rds.force_ssl", "0"),
        ("azure", "ssl_min_protocol_version", "TLSv1"),
        ("azure", "ssl_min_protocol_version", "TLSv1.1"),
        ("aws", "ssl_min_protocol_version", "TLSv1"),
        ("aws", "ssl_min_protocol_version", "TLSv1.1"),
        ("azure", "ssl_max_protocol_version", "TLSv1"),
        ("azure", "ssl_max_protocol_version", "TLSv1.1"),
        ("aws", "ssl_max_protocol_version", "TLSv1"),
        ("aws", "ssl_max_protocol_version", "TLSv1.1"),
    ],
)
def test_a_value_without_safe_connections_is_refused(cloud: Cloud, name: str, value: str) -> None:
    """Services sign in with tokens over these connections (RFC 8996 has given both protocols up)."""
    assert refusal(cloud, "17", name, value) is not None
    assert refusal(cloud, "17", "ssl_max_protocol_version", "TLSv1.2") is None


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("maintenance_work_mem", "131072B", 128),
        ("maintenance_work_mem", "128kB", 128),
        ("maintenance_work_mem", "1MB", 1024),
        ("maintenance_work_mem", "1GB", 1048576),
        ("maintenance_work_mem", "1TB", 1073741824),
        ("statement_timeout", "5000us", 5),
        ("statement_timeout", "5ms", 5),
        ("statement_timeout", "5s", 5000),
        ("statement_timeout", "5min", 300000),
        ("statement_timeout", "5h", 18000000),
        ("statement_timeout", "5d", 432000000),
    ],
)
def test_every_unit_is_read(name: str, value: str, number: int) -> None:
    """Azure takes it; RDS is told the number to write."""
    assert refusal("azure", "17", name, value) is None
    refused = refusal("aws", "17", name, value)
    assert refused is not None
    assert refused.remedy.startswith(f"set {number} in units of")


@pytest.mark.parametrize("value", ["on", "true", "yes", "1", "off", "false", "no", "0", "ON", "False"])
def test_every_spelling_of_a_switch_is_taken(value: str) -> None:
    """Where on and off are values."""
    assert refusal("azure", "17", "synchronous_commit", value) is None
    assert refusal("azure", "17", "autovacuum", value) is None
