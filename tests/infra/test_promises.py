"""What each part of an environment promises when its region is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

from infra.environment import Environment
from infra.objectives import Part
from infra.promises import Promise, elsewhere, lag_minutes, promise, promises, replica_to_move_to, ways
from tests.infra.capability_cases import BASE
from tests.infra.constraints.environments import REMOVED, changed

SECOND: Final[dict[str, Any]] = {"region": "koreasouth"}


def made(change: Mapping[str, Any]) -> Environment:
    """An environment of Azure with everything, and a change."""
    return Environment.model_validate_json(json.dumps(changed(BASE["azure"], dict(change))))


@pytest.mark.parametrize(
    ("part", "way", "rpo", "rto", "by_hand"),
    [
        ("postgres", "replica", 5, 10, True),
        ("postgres", "geo_backup", 60, None, True),
        ("postgres", "none", None, None, True),
        ("queue", "replication", 5, 5, True),
        ("queue", "alias", None, 5, True),
        ("queue", "none", None, None, True),
        ("cache", "geo", None, 0, False),
        ("cache", "empty", None, 0, False),
        ("cache", "none", None, None, True),
        ("secrets", "second", 0, 0, False),
        ("secrets", "pair", None, None, False),
        ("secrets", "none", None, None, True),
        ("registry", "replica", 0, 5, False),
        ("registry", "none", 0, None, True),
        ("cluster", "warm", 0, 10, False),
        ("cluster", "cold", 0, 480, True),
        ("cluster", "none", 0, None, True),
        ("edge", "two_origins", 0, 1, False),
        ("edge", "one_origin", 0, None, True),
    ],
)
def test_what_each_way_of_surviving_promises(
    part: Part, way: str, rpo: int | None, rto: int | None, *, by_hand: bool
) -> None:
    """Minutes lost at most, minutes until it works, and whether somebody has to begin; what holds no data
    loses none.
    """
    found = promise(made({"queue": {"geo": "replication", "geo_region": "koreasouth"}}), part, way)
    assert (found.rpo, found.rto, found.by_hand) == (rpo, rto, by_hand)


@pytest.mark.parametrize(
    ("part", "known"),
    [
        ("postgres", ("replica", "geo_backup", "none")),
        ("queue", ("replication", "alias", "none")),
        ("cache", ("geo", "empty", "none")),
        ("secrets", ("second", "pair", "none")),
        ("registry", ("replica", "none")),
        ("cluster", ("warm", "cold", "none")),
        ("edge", ("two_origins", "one_origin")),
    ],
)
def test_ways_are_known_the_best_first(part: Part, known: tuple[str, ...]) -> None:
    """As they are proposed."""
    assert ways("azure", part) == known


@pytest.mark.parametrize(
    ("part", "way", "rpo", "rto", "by_hand"),
    [
        ("postgres", "replicated_backups", 30, 180, True),
        ("postgres", "hourly_copies", 180, 180, True),
        ("postgres", "daily_copies", 1980, 180, True),
        ("postgres", "none", None, None, True),
        ("queue", "redeployed", None, 180, True),
        ("cache", "redeployed", None, 180, True),
        ("secrets", "redeployed", 0, 180, True),
        ("registry", "replica", 0, 0, False),
        ("registry", "none", 0, None, True),
        ("cluster", "redeployed", 0, 180, True),
        ("edge", "redeployed", 0, 180, True),
    ],
)
def test_what_each_way_of_surviving_promises_on_aws(
    part: Part, way: str, rpo: int | None, rto: int | None, *, by_hand: bool
) -> None:
    """What has no copy is made anew by the same program, which somebody has to begin."""
    found = promise(on_aws({}), part, way)
    assert (found.rpo, found.rto, found.by_hand) == (rpo, rto, by_hand)


@pytest.mark.parametrize(
    ("part", "known"),
    [
        ("postgres", ("replicated_backups", "hourly_copies", "daily_copies", "none")),
        ("queue", ("redeployed",)),
        ("cache", ("redeployed",)),
        ("secrets", ("redeployed",)),
        ("registry", ("replica", "none")),
        ("cluster", ("redeployed",)),
        ("edge", ("redeployed",)),
    ],
)
def test_ways_on_aws_are_known_the_best_first(part: Part, known: tuple[str, ...]) -> None:
    """As they are proposed."""
    assert ways("aws", part) == known


def on_aws(change: Mapping[str, Any]) -> Environment:
    """An environment of AWS with everything, and a change."""
    return Environment.model_validate_json(json.dumps(changed(BASE["aws"], dict(change))))


TOKYO: Final = {"registry": {"replica_regions": ["ap-northeast-1"]}}
HOUR: Final = {"objectives": {"recovery": {"rpo_minutes": 60, "rto_minutes": 240}}}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"backup": None}, {"postgres": "none", "registry": "none"}),
        ({"backup": {}}, {"postgres": "daily_copies"}),
        ({"backup": {}, **HOUR}, {"postgres": "hourly_copies"}),
        ({"backup": {"hourly": True}}, {"postgres": "hourly_copies"}),
        ({"backup": {"hourly": False}, **HOUR}, {"postgres": "daily_copies"}),
        ({"backup": {"copy_region": "none"}, **HOUR}, {"postgres": "none"}),
        ({"postgres": {"geo_redundant_backup": True}, **HOUR}, {"postgres": "replicated_backups"}),
        (TOKYO, {"registry": "replica", "cache": "redeployed", "cluster": "redeployed"}),
        ({**TOKYO, "backup": {"copy_region": "none"}}, {"registry": "replica"}),
        ({"registry": {"replica_regions": ["us-west-2"]}}, {"registry": "none"}),
        ({**TOKYO, "backup": None}, {"registry": "replica"}),
        ({"registry": None}, {}),
    ],
)
def test_by_which_way_each_part_survives_on_aws(change: dict[str, Any], expected: dict[str, str]) -> None:
    """By its copies in the region where the environment would be made anew."""
    environment = on_aws({"registry": {}, **change})
    found = {each.part: each.way for each in promises(environment)}
    assert found.items() >= expected.items()
    assert ("registry" in found) is (environment.registry is not None)


def test_parts_on_aws_stand_in_the_order_of_the_document() -> None:
    """And those that are not there promise nothing."""
    assert [each.part for each in promises(on_aws({"registry": {}}))] == [
        "postgres",
        "queue",
        "cache",
        "secrets",
        "registry",
        "cluster",
        "edge",
    ]


@pytest.mark.parametrize(
    ("change", "there"),
    [
        ({"backup": {}}, "ap-northeast-1"),
        ({"backup": None}, "ap-northeast-1"),
        ({"backup": {"copy_region": "us-west-2"}}, "us-west-2"),
        ({"backup": {"copy_region": "none"}}, "ap-northeast-1"),
        ({"backup": None, "region": "us-west-2"}, None),
    ],
)
def test_where_an_environment_is_made_anew(change: dict[str, Any], there: str | None) -> None:
    """Where its copies are, or else in the pair; nowhere that is known without one."""
    assert elsewhere(on_aws(change)) == there


def has(change: Mapping[str, Any]) -> dict[str, str]:
    """By which way each part survives."""
    return {each.part: each.way for each in promises(made(change))}


ALONE: Final = {
    "postgres": "none",
    "queue": "none",
    "cache": "none",
    "secrets": "pair",
    "registry": "none",
    "cluster": "none",
    "edge": "one_origin",
}
"""Of an environment that has everything in one region."""


@pytest.mark.parametrize(
    ("change", "others"),
    [
        ({}, {}),
        ({"postgres": {"geo_redundant_backup": True}}, {"postgres": "geo_backup"}),
        (
            {"recovery": SECOND},
            {"postgres": "replica", "cache": "empty", "secrets": "second", "cluster": "warm"},
        ),
        ({"recovery": {**SECOND, "compute": "cold"}}, {"postgres": "replica", "cluster": "cold"}),
        (
            {"recovery": {"region": "japaneast"}},
            {"cache": "empty", "secrets": "second", "cluster": "warm"},
        ),
        (
            {"recovery": {"region": "japaneast"}, "postgres": {"geo_redundant_backup": True}},
            {"postgres": "geo_backup", "cache": "empty", "secrets": "second", "cluster": "warm"},
        ),
        ({"cache": {"geo_region": "koreasouth"}}, {"cache": "geo"}),
        ({"queue": {"geo": "alias", "geo_region": "koreasouth"}}, {"queue": "alias"}),
        ({"queue": {"geo": "replication", "geo_region": "koreasouth"}}, {"queue": "replication"}),
        ({"edge": {"second_origin": "origin-south.example.com"}}, {"edge": "two_origins"}),
        ({"registry": {"replica_regions": ["koreasouth"]}}, {}),
        (
            {
                "registry": {"replica_regions": ["japaneast", "koreasouth"]},
                "recovery": {**SECOND, "compute": "cold"},
            },
            {"registry": "replica", "postgres": "replica", "cluster": "cold"},
        ),
        (
            {"registry": {"replica_regions": ["japaneast"]}, "recovery": {**SECOND, "compute": "cold"}},
            {"postgres": "replica", "cluster": "cold"},
        ),
    ],
)
def test_by_which_way_each_part_survives(change: dict[str, Any], others: dict[str, str]) -> None:
    """By what stands in the second region; copies elsewhere are of no use there."""
    assert has({"registry": {}, **change}) == ALONE | others


def test_parts_that_are_not_there_promise_nothing() -> None:
    """The cluster always is; the order is that of the document."""
    assert list(has({"registry": {}})) == [
        "postgres",
        "queue",
        "cache",
        "secrets",
        "registry",
        "cluster",
        "edge",
    ]
    quiet = {"trip": {"uses": REMOVED, "autoscale": REMOVED}}
    none = {"postgres": None, "queue": None, "cache": None, "secrets": None, "edge": None, "registry": None}
    assert has({**none, "workloads": quiet}) == {"cluster": "none"}


@pytest.mark.parametrize(("lag", "minutes"), [(None, 5), (0, 0), (5, 5), (30, 30)])
def test_a_copy_of_the_broker_loses_its_lag(lag: int | None, minutes: int) -> None:
    """Five minutes unless it is set; none is a lag as well."""
    copied = {"geo": "replication", "geo_region": "koreasouth", "geo_lag_minutes": lag}
    environment = made({"queue": copied})
    assert lag_minutes(environment) == minutes
    (found,) = (each for each in promises(environment) if each.part == "queue")
    assert found.rpo == minutes


def test_without_a_broker_its_lag_would_be_the_usual_one() -> None:
    """Five minutes."""
    assert (
        lag_minutes(made({"queue": None, "workloads": {"trip": {"uses": REMOVED, "autoscale": REMOVED}}}))
        == 5
    )


@pytest.mark.parametrize(("seconds", "minutes"), [(5, 1), (30, 1), (31, 2), (60, 2), (255, 9)])
def test_an_edge_notices_after_two_probes(seconds: int, minutes: int) -> None:
    """In minutes begun: two of 31 seconds are two minutes."""
    edge = {"second_origin": "origin-south.example.com", "probe_seconds": seconds}
    (found,) = (each for each in promises(made({"edge": edge})) if each.part == "edge")
    assert found.rto == minutes


def test_without_an_edge_there_is_nothing_to_notice() -> None:
    """What it would promise is asked all the same."""
    assert promise(made({"edge": None}), "edge", "two_origins").rto == 0


@pytest.mark.parametrize(
    ("replicas", "expected"),
    [
        ({"north": {"region": "japaneast"}, "south": {"region": "koreasouth"}}, "south"),
        ({"far": {"region": "koreasouth"}, "b": {"region": "koreasouth"}}, "b"),
        ({"here": {}}, None),
        ({}, None),
    ],
)
def test_the_database_moves_to_a_replica_of_the_second_region(
    replicas: dict[str, Any], expected: str | None
) -> None:
    """The first of the alphabet, wherever it stands in the file; another region's is none."""
    base = {**BASE["azure"], "recovery": SECOND}
    base["postgres"] = {**base["postgres"], "read_replicas": replicas}
    assert replica_to_move_to(Environment.model_validate_json(json.dumps(base))) == expected


def test_without_a_second_region_or_a_database_nothing_moves() -> None:
    """However far away a replica is."""
    assert replica_to_move_to(made({})) is None
    uses = {"trip": {"uses": {"databases": REMOVED}}}
    assert replica_to_move_to(made({"postgres": None, "recovery": SECOND, "workloads": uses})) is None


@pytest.mark.parametrize(
    ("rto", "by_hand", "expected"), [(10, True, 25), (10, False, 10), (0, False, 0), (None, True, None)]
)
def test_what_begins_by_hand_waits_for_somebody(
    rto: int | None, expected: int | None, *, by_hand: bool
) -> None:
    """Fifteen minutes here; what moves by itself does not, and what nobody promises has no time."""
    asked = Promise(part="cache", way="geo", rpo=0, rto=rto, by_hand=by_hand, published="")
    assert asked.back_after(15) == expected
