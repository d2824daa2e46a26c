"""What a database server on AWS has of what it can run out of."""

from jiban.components.postgres.sizes import ServerSizes, server_sizes
from jiban.components.postgres.spec import PostgresSpec


def spec(**fields: object) -> PostgresSpec:
    """A server of 4 GiB of memory and a disk of 100, with these fields instead."""
    return PostgresSpec.model_validate({"machine": "db.t3.medium", "storage_gb": 100, **fields})


def test_memory_disk_and_connections() -> None:
    """RDS takes a connection for each 9,531,392 bytes of memory."""
    assert server_sizes(spec(), "primary") == ServerSizes(
        memory=4_294_967_296, storage=107_374_182_400, connections=450, burstable=True
    )


def test_a_large_server_takes_five_thousand_connections() -> None:
    """However much memory it has."""
    found = server_sizes(spec(machine="db.r7g.16xlarge"), "primary")
    assert (found.connections, found.burstable) == (5000, False)


def test_connections_that_were_asked_for_count() -> None:
    """The parameter is the server's own."""
    assert server_sizes(spec(parameters={"max_connections": "80"}), "primary").connections == 80


def test_a_replica_has_a_machine_of_its_own() -> None:
    """Where it names one; else the primary's."""
    whole = spec(read_replicas={"own": {"machine": "db.m7g.large"}, "alike": {}})
    assert server_sizes(whole, "own").memory == 8 * 2**30
    assert server_sizes(whole, "alike").memory == 4 * 2**30
