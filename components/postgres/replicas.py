"""Which read replica takes over when the primary's region is lost."""

from collections.abc import Mapping

from jiban.components.postgres.spec import ReplicaSpec


def to_promote(replicas: Mapping[str, ReplicaSpec], region: str) -> str | None:
    """Return the name of the replica to promote: of those in another region, else of all, the first by name.

    Args:
        replicas: the read replicas by name.
        region: the primary's region.
    """
    far = [name for name, replica in replicas.items() if replica.region not in (None, region)]
    return min(far or replicas, default=None)
