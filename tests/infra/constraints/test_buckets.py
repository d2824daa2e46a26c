"""What buckets on Azure and the rest of the environment must agree on."""

from typing import Any

import pytest

from infra.constraints.buckets import RULES
from jiban.components.base import Fault
from tests.infra.constraints.environments import environment

LOGS: dict[str, Any] = {"logs": {}}


def found(objects: Any = None, **fields: Any) -> list[Fault]:
    """Every fault of an environment with a bucket."""
    asked = {"observability": LOGS, **fields, "objects": objects or {"buckets": {"files": {}}}}
    return [fault for rule in RULES for fault in rule(environment(asked))]


def test_a_bucket_by_itself_is_taken() -> None:
    """With the logs' own days."""
    assert found() == []


def test_a_bucket_is_copied_to_the_pair_alone() -> None:
    """The pair is named."""
    assert found({"buckets": {"files": {"replicate_to": "koreasouth"}}}) == []
    assert found({"buckets": {"files": {"replicate_to": "japaneast"}}}) == [
        Fault(
            ("objects", "buckets", "files", "replicate_to"),
            "an account is copied to the pair of its region, and koreacentral has koreasouth",
            "set koreasouth, or remove replicate_to",
        )
    ]


def test_the_record_of_requests_needs_logs() -> None:
    """Or nobody asks for one."""
    none = {"logs": None}
    (fault,) = found(observability=none)
    assert fault.path == ("objects", "access_log_days")
    assert fault.remedy == "set observability.logs, or objects.access_log_days to null"
    assert found({"buckets": {"files": {}}, "access_log_days": None}, observability=none) == []


@pytest.mark.parametrize(("days", "faults"), [(120, 0), (119, 1)])
def test_the_record_is_kept_as_long_as_the_logs(days: int, faults: int) -> None:
    """A table can be kept for more days than it can be asked for, not for fewer."""
    asked = {"buckets": {"files": {}}, "access_log_days": days}
    assert len(found(asked, observability={"logs": {"retention_days": 120}})) == faults


def test_the_record_s_table_has_one_owner() -> None:
    """Two places for its days would differ one day."""
    tables = {"StorageBlobLogs": {"keep_days": 365}}
    (fault,) = found(observability={"logs": {"tables": tables}})
    assert fault.path == ("observability", "logs", "tables", "StorageBlobLogs")


def test_a_second_region_has_no_buckets() -> None:
    """So an environment with one has none in the first, whose services are the second's, too."""
    (fault,) = found(recovery={"region": "koreasouth"})
    assert (fault.path, fault.remedy) == (
        ("objects",),
        "set jiban:objects to null, or leave recovery out",
    )
