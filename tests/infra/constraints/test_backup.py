"""Backups need something to back up, and somewhere else to copy it to; what copies promise is compared."""

import json
from typing import Any, Final

import pytest

from infra.constraints import faults
from infra.environment import Environment
from jiban.components.base import Fault
from tests.infra.constraints.environments import changed
from tests.infra.constraints.environments import found as found_on_azure
from tests.infra.constraints.test_aws import SOUND, found

PROMISED: Final[dict[str, Any]] = {
    "objectives": {"recovery": {"rpo_minutes": 60, "rto_minutes": 240, "may_lose": {}}},
    "postgres": {"geo_redundant_backup": True},
    "registry": {"replica_regions": ["ap-northeast-1"]},
}
"""What holds an hour of data and four hours of time on AWS."""


def promised(changes: dict[str, Any]) -> list[Fault]:
    """What is wrong with the environment that holds its objective, once it is changed."""
    whole = changed(changed({**SOUND, "registry": {}}, PROMISED), changes)
    return faults(Environment.model_validate_json(json.dumps(whole)))


def test_backups_that_ask_for_nothing_stand() -> None:
    """The database is there, and the region has a pair."""
    assert found(backup={}) == []


def test_backups_are_of_the_database() -> None:
    """Without one there is nothing to select."""
    api = {key: value for key, value in SOUND["workloads"]["api"].items() if key != "uses"}
    assert found(backup={}, postgres=None, workloads={"api": api}) == [
        Fault(
            ("backup",),
            "the database alone is backed up so, and the environment has none",
            "add postgres, or set jiban:backup to null",
        )
    ]


def test_azure_keeps_backups_by_itself() -> None:
    """So the tier is refused there, with what keeps them."""
    assert found_on_azure({"backup": {}}) == [
        Fault(
            ("backup",),
            "on Azure each service keeps backups of its own: the database for "
            "postgres.backup_retention_days, in the pair with postgres.geo_redundant_backup",
            "set jiban:backup to null, and these two instead",
        )
    ]


def test_a_copy_in_the_same_region_is_none() -> None:
    """It is lost with the snapshot."""
    assert found(backup={"copy_region": "ap-northeast-2"}) == [
        Fault(
            ("backup", "copy_region"),
            "ap-northeast-2 is the region of the environment, and a copy there is lost with it",
            "name another region, or none",
        )
    ]


@pytest.mark.parametrize("region", ["none", "ap-northeast-1"])
def test_copies_elsewhere_or_none_stand(region: str) -> None:
    """Both are said on purpose."""
    assert found(backup={"copy_region": region}) == []


def test_an_hour_and_four_hours_are_held_by_replicated_backups() -> None:
    """30 minutes of data; 15 to respond and 180 to restore and to make the rest anew."""
    assert promised({}) == []


def test_hourly_copies_do_not_hold_an_hour() -> None:
    """An hour to the next one, an hour until it begins, and the copying."""
    (fault,) = promised({"postgres": {"geo_redundant_backup": False}, "backup": {}})
    assert fault == Fault(
        ("objectives", "recovery", "rpo_minutes"),
        "the loss of ap-northeast-2 takes more than 60 minutes of data: postgres loses 180 minutes (a "
        "snapshot each hour, which begins within one and is copied then)",
        "postgres: set geo_redundant_backup to true",
    )


def test_hourly_copies_hold_three_hours() -> None:
    """And daily ones do not."""
    objective = {
        "objectives": {"recovery": {"rpo_minutes": 180}},
        "postgres": {"geo_redundant_backup": False},
    }
    assert promised({**objective, "backup": {}}) == []
    (fault,) = promised({**objective, "backup": {"hourly": False}})
    assert "postgres loses 1980 minutes (a snapshot each day" in fault.reason
    assert fault.remedy == "postgres: set geo_redundant_backup to true"


@pytest.mark.parametrize("backup", [None, {"copy_region": "none"}])
def test_what_stays_in_the_region_is_lost_with_it(backup: dict[str, Any] | None) -> None:
    """With its time, which nobody can name."""
    lossy, slow = promised({"postgres": {"geo_redundant_backup": False}, "backup": backup})
    assert "postgres loses without a limit (stays in the region)" in lossy.reason
    assert "postgres has no figure (stays in the region)" in slow.reason


def test_what_is_made_anew_is_lost_unless_it_is_given_up() -> None:
    """A cache holds sessions, which nobody stores elsewhere."""
    (fault,) = promised({"cache": {}})
    assert fault.reason.endswith(": cache loses without a limit (another cache, empty)")
    assert fault.remedy == "cache: nothing keeps it; name it in may_lose with the reason"
    assert promised({"cache": {}, "objectives": {"recovery": {"may_lose": {"cache": "sessions"}}}}) == []


def test_three_hours_are_the_least_and_the_time_to_respond_counts() -> None:
    """180 and 15 are 195."""
    assert promised({"objectives": {"recovery": {"rto_minutes": 195}}}) == []
    (fault,) = promised({"objectives": {"recovery": {"rto_minutes": 194}}})
    assert fault.path == ("objectives", "recovery", "rto_minutes")
    assert (
        "cluster 15 to respond + 180 (network, cluster and services made anew, an estimate)" in fault.reason
    )
    assert "cluster: set rto_minutes to 195 or more, or respond_minutes to 14 or less" in fault.remedy


def test_images_are_where_the_environment_is_made_anew() -> None:
    """Without a copy the cluster there has nothing to pull; the copies' region counts."""
    (fault,) = promised({"registry": {"replica_regions": []}})
    assert fault.remedy == "registry: add ap-northeast-1 to registry.replica_regions"
    assert fault.reason.endswith("registry has no figure (stays in the region)")


def test_a_second_region_is_not_built_on_aws() -> None:
    """What is promised is compared all the same."""
    (fault,) = promised({"recovery": {"region": "ap-northeast-1"}})
    assert fault == Fault(
        ("recovery",),
        "a second region is not built on aws yet",
        "leave it out; objectives.recovery is compared with what copies of backups promise",
    )
