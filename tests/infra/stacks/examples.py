"""An environment like TripGen's in production, for the tests of stacks."""

from typing import Any, Final

from infra.environment import Environment
from jiban.components.workload.spec import WorkloadSpec
from tests.components.workload.examples import TAINT, tripgen

_FIELDS: Final[dict[str, Any]] = {
    "region": "koreacentral",
    "owner": "platform-team",
    "cluster": {"pools": {"apps": {"taint": TAINT}}},
    "postgres": {"databases": ("users", "trips"), "read_replicas": {"south-dr": {"region": "koreasouth"}}},
    "cache": {},
    "queue": {"queues": {"ai_schedule_generation": {}}},
    "secrets": {"names": ("jwt-signing-key", "openai-api-key")},
}


def environment(workloads: dict[str, WorkloadSpec] | None = None, **fields: Any) -> Environment:
    """Return the environment, with these fields instead of its own."""
    services = tripgen() if workloads is None else workloads
    return Environment.model_validate(_FIELDS | {"workloads": services} | fields)
