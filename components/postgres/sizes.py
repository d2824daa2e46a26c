"""What a server on AWS has of what it can run out of."""

from dataclasses import dataclass
from typing import Final

from jiban.components.postgres.machines import BURSTABLE, machine
from jiban.components.postgres.spec import PostgresSpec

_GIB: Final = 2**30
_BYTES_EACH: Final = 9_531_392
_MOST_CONNECTIONS: Final = 5_000
"""Default of RDS' `max_connections`: memory by the bytes of each, 5,000 at most (RDS user guide,
`CHAP_Limits`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSizes:
    """One server."""

    memory: int
    """Bytes."""
    storage: int
    """Bytes of the data disk as it was asked for; it may have grown since."""
    connections: int
    """Connections that it takes."""
    burstable: bool
    """Whether its processors run on credits."""


def server_sizes(spec: PostgresSpec, server: str) -> ServerSizes:
    """Return the sizes of a server: `primary`, or a replica by its name."""
    replica = spec.read_replicas.get(server)
    facts = machine("aws", (replica.machine if replica else None) or spec.machine)
    memory = int(facts.memory_gib * _GIB)
    own = spec.parameters.get("max_connections")
    return ServerSizes(
        memory=memory,
        storage=spec.storage_gb * _GIB,
        connections=min(memory // _BYTES_EACH, _MOST_CONNECTIONS) if own is None else int(own),
        burstable=facts.tier == BURSTABLE,
    )
