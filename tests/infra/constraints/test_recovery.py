"""What is promised for the loss of a region is what every part can do."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.constraints import faults
from infra.constraints.environment import extension
from jiban.components.base import Fault
from tests.infra.constraints.environments import REMOVED, changed, environment, found

EDGE: Final[dict[str, Any]] = {
    "domains": ["api.tripgen.example"],
    "origin": "origin.tripgen.example",
    "second_origin": "origin-south.tripgen.example",
    "certificate": {"covers": ["*.tripgen.example"]},
}
READY: Final[dict[str, Any]] = {
    "recovery": {"region": "koreasouth"},
    "objectives": {"recovery": {"rpo_minutes": 15, "rto_minutes": 30, "may_lose": {"cache": "sessions"}}},
    "postgres": {"read_replicas": {"south": {"region": "koreasouth"}}},
    "queue": {"geo": "replication", "geo_region": "koreasouth", "geo_lag_minutes": 10},
    "registry": {"replica_regions": ["koreasouth"]},
    "ingress": {},
    "edge": EDGE,
    "workloads": {"trip": {"ingress": {"path": "/trip"}}},
}
"""Changes by which 15 minutes of data and 30 minutes of time are held."""


def ready(changes: dict[str, Any]) -> list[Fault]:
    """What is wrong with the environment that holds its objective, once it is changed."""
    return found(changed(READY, changes))


def test_the_documents_objective_can_be_held() -> None:
    """15 minutes of data, 30 of time: replica, replicated broker, warm second region, cache given up."""
    assert ready({}) == []


def test_what_stays_in_the_region_is_listed_with_what_would_meet_the_objective() -> None:
    """Each part that falls short is named, with its figure and with what to set."""
    assert found({"objectives": {"recovery": {"rpo_minutes": 15, "rto_minutes": 30}}, "cache": None}) == [
        Fault(
            ("objectives", "recovery", "rpo_minutes"),
            "the loss of koreacentral takes more than 15 minutes of data: postgres loses without a limit "
            "(stays in the region); queue loses without a limit (stays in the region); secrets loses without "
            "a limit (read-only in the pair after a few minutes, up to 20 more by private link; no figure)",
            "postgres: add a read replica in koreasouth (postgres.read_replicas), and set recovery.region to "
            "koreasouth; queue: set geo to replication, geo_region to koreasouth; secrets: set recovery to "
            "region koreasouth, compute warm",
        ),
        Fault(
            ("objectives", "recovery", "rto_minutes"),
            "after the loss of koreacentral it takes more than 30 minutes: postgres has no figure (stays in "
            "the region); queue has no figure (stays in the region); secrets has no figure (read-only in the "
            "pair after a few minutes, up to 20 more by private link; no figure); registry has no figure "
            "(stays in the region); cluster has no figure (stays in the region)",
            "postgres: add a read replica in koreasouth (postgres.read_replicas), and set recovery.region to "
            "koreasouth; queue: set geo to replication, geo_region to koreasouth; secrets: set recovery to "
            "region koreasouth, compute warm; registry: add koreasouth to registry.replica_regions; cluster: "
            "set recovery to region koreasouth, compute warm",
        ),
    ]


def test_a_backup_elsewhere_is_an_hour_old() -> None:
    """The document's backup in the second region misses its 15 minutes; a replica there meets them."""
    lossy, slow = ready({"postgres": {"geo_redundant_backup": True, "read_replicas": {"south": REMOVED}}})
    assert lossy.reason.endswith(": postgres loses 60 minutes (up to 1 hour; minutes to hours, by the size)")
    assert lossy.remedy == "postgres: add a read replica in koreasouth (postgres.read_replicas)"
    assert slow.path == ("objectives", "recovery", "rto_minutes")


def test_a_pairing_without_messages_is_named() -> None:
    """The document's pairing copies no message."""
    (fault,) = ready({"queue": {"geo": "alias", "geo_lag_minutes": None}})
    assert fault.reason.endswith(": queue loses without a limit (messages are lost; minutes)")
    assert fault.remedy == "queue: set geo to replication, geo_region to koreasouth"


def test_a_lag_beyond_the_objective_is_told_its_limit() -> None:
    """A copy that may be 20 minutes behind loses 20."""
    (fault,) = ready({"queue": {"geo_lag_minutes": 20}})
    assert fault.reason.endswith("queue loses 20 minutes (0 or the lag that is set; nearly instantaneous)")
    assert fault.remedy == "queue: set geo_lag_minutes to 15 or less"


def test_what_nothing_keeps_is_given_up_by_name() -> None:
    """A cache has no copy with a limit; who may lose it says why."""
    (fault,) = ready({"objectives": {"recovery": {"may_lose": {"cache": REMOVED}}}})
    assert fault == Fault(
        ("objectives", "recovery", "rpo_minutes"),
        "the loss of koreacentral takes more than 15 minutes of data: cache loses without a limit (another "
        "cache, empty; persistence stays in the region)",
        "cache: nothing keeps it; name it in may_lose with the reason",
    )


def test_a_cold_region_takes_hours() -> None:
    """Eight hours and the time to respond: a cluster that is not there misses 30 minutes."""
    (fault,) = [each for each in ready({"recovery": {"compute": "cold"}}) if "rto_minutes" in each.path]
    assert "cluster 15 to respond + 480 (4 to 8 hours, an estimate)" in fault.reason
    assert "cluster: set recovery to region koreasouth, compute warm" in fault.remedy


def test_one_gateway_leads_to_the_lost_region_alone() -> None:
    """An edge with one origin has no figure."""
    (fault,) = ready({"edge": {**EDGE, "second_origin": None}})
    assert fault == Fault(
        ("objectives", "recovery", "rto_minutes"),
        "after the loss of koreacentral it takes more than 30 minutes: edge has no figure (leads to the "
        "region alone)",
        "edge: set second_origin to the name of the second region's gateway",
    )


def test_the_time_to_respond_counts() -> None:
    """Ten minutes to promote after 25 to respond are 35."""
    (fault,) = ready({"objectives": {"recovery": {"respond_minutes": 25}}})
    assert fault == Fault(
        ("objectives", "recovery", "rto_minutes"),
        "after the loss of koreacentral it takes more than 30 minutes: postgres 25 to respond + 10 (up to "
        "about 5 minutes, by the lag; minutes)",
        "postgres: set rto_minutes to 35 or more, or respond_minutes to 20 or less",
    )


def test_less_than_anything_keeps_is_told_the_least() -> None:
    """No copy of a database in another region promises less than five minutes."""
    changes = {"objectives": {"recovery": {"rpo_minutes": 2}}, "queue": {"geo_lag_minutes": 0}}
    (fault,) = ready(changes)
    assert (
        fault.remedy == "postgres: set rpo_minutes to 5 or more, the least there is, or name it in may_lose"
    )


def test_a_part_that_is_not_there_cannot_be_given_up() -> None:
    """An exception names a part that the environment has."""
    assert ready({"cache": None}) == [
        Fault(
            ("objectives", "recovery", "may_lose", "cache"),
            "the environment has no cache",
            "add cache, or take it out",
        )
    ]


def test_copies_stand_where_the_environment_moves_to() -> None:
    """A broker's copy in Tokyo helps no service in Busan."""
    (fault,) = ready({"queue": {"geo_region": "japaneast"}})
    assert fault == Fault(
        ("queue", "geo_region"),
        "the copy is in japaneast, and recovery.region is koreasouth",
        "set koreasouth here, or recovery.region to japaneast",
    )


def test_a_move_needs_a_replica_there() -> None:
    """Nothing takes writes in a region without a replica."""
    changes = {
        "objectives": REMOVED,
        "recovery": {"active": "second"},
        "postgres": {"read_replicas": {"south": {"region": "japaneast"}}},
    }
    assert ready(changes) == [
        Fault(
            ("recovery", "active"),
            "the database has no replica in koreasouth that could take writes",
            "add a read replica there (postgres.read_replicas.NAME.region: koreasouth), or leave active out",
        )
    ]


def test_the_way_back_loses_nothing() -> None:
    """Both regions answer on the way back, so it is planned."""
    (fault,) = ready({"recovery": {"active": "first", "promotion": "forced"}})
    assert fault.path == ("recovery", "promotion")


def test_another_regions_pair_is_closed() -> None:
    """Korea South is opened for Korea Central alone."""
    changes = {"region": "japaneast", "postgres": REMOVED, "queue": REMOVED, "workloads": {}}
    assert found({**changes, "recovery": {"region": "koreasouth"}}) == [
        Fault(
            ("recovery", "region"),
            "koreasouth is opened on request only, for the disaster recovery of koreacentral",
            "choose an open region, or the pair of the environment's own",
        )
    ]


SECOND: Final[dict[str, Any]] = {
    **READY,
    "scope": "recovery",
    "extends": "prod",
    "region": "koreasouth",
    "network": {"zones": [], "cidr": "10.1.0.0/16"},
    "cluster": {"service_cidr": "10.3.0.0/16", "pod_cidr": "10.245.0.0/16"},
}


def test_a_region_without_zones_may_be_the_second() -> None:
    """Korea South holds no environment of its own, and may hold the second part of one."""
    assert found(SECOND) == []


def test_zones_that_are_not_there_are_refused_in_the_second_region() -> None:
    """Korea South has no zones, so its part names none."""
    assert found(changed(SECOND, {"network": {"zones": [1, 2, 3]}})) == [
        Fault(
            ("network", "zones"),
            "koreasouth has no availability zones, and network.zones names 1, 2, 3",
            "set network.zones to []",
        )
    ]


def test_no_zones_are_for_a_second_region_only() -> None:
    """Where there are zones the network names some."""
    assert found({"network": {"zones": []}})[0] == Fault(
        ("network", "zones"),
        "network.zones is empty, and koreacentral has the zones 1, 2, 3",
        "choose from 1, 2, 3; only a region without zones goes with none",
    )


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"extends": None}, ("scope",)),
        ({"region": "koreacentral", "network": {"zones": [1, 2, 3]}}, ("region",)),
        ({"scope": "platform", "extends": None}, ("recovery", "region")),
    ],
)
def test_a_second_region_says_what_it_is(changes: dict[str, Any], path: tuple[str, ...]) -> None:
    """Scope recovery names the first region's stack, and stands in the second region; no other scope does."""
    assert path in [each.path for each in found(changed(SECOND, changes))]


def test_the_two_networks_are_apart() -> None:
    """A second network with the first one's addresses could never be joined with it."""
    asked = environment(changed(SECOND, {"network": {"cidr": "10.0.0.0/16"}}))
    assert list(extension(asked, {"scope": "platform"})) == [
        Fault(
            ("network", "cidr"),
            "10.0.0.0/16 overlaps 10.0.0.0/16, the network of prod; two networks that share addresses can "
            "never be joined",
            "set a range apart from 10.0.0.0/16",
        )
    ]


@pytest.mark.parametrize(("minutes", "advice"), [(5, "5 or less"), (4, "0"), (0, "0")])
def test_the_lag_that_is_advised_is_one_that_the_broker_takes(minutes: int, advice: str) -> None:
    """None, or five minutes and more."""
    asked = {"objectives": {"recovery": {"rpo_minutes": minutes}}}
    told = {fault.path[-1]: fault.remedy for fault in ready(asked)}
    assert f"queue: set geo_lag_minutes to {advice}" in told["rpo_minutes"].split("; ")


OBJECTIVES: Final = st.tuples(st.integers(0, 200), st.integers(1, 600))
HAS: Final = st.fixed_dictionaries(
    {
        "respond": st.integers(0, 200),
        "lag": st.one_of(st.just(0), st.integers(5, 200)),
        "compute": st.sampled_from(["warm", "cold"]),
        "geo": st.sampled_from(["none", "alias", "replication"]),
        "replica": st.booleans(),
        "given_up": st.sets(st.sampled_from(["postgres", "queue", "cache", "secrets"])),
    }
)


def refused(objective: tuple[int, int], has: dict[str, Any]) -> bool:
    """Whether an environment with these ways of surviving is refused its objective, and nothing else."""
    queue: dict[str, Any] = {"geo": has["geo"], "geo_lag_minutes": None}
    if has["geo"] == "none":
        queue["geo_region"] = None
    if has["geo"] == "replication":
        queue["geo_lag_minutes"] = has["lag"]
    replicas = {"south": {"region": "koreasouth"}} if has["replica"] else {}
    asked = {
        "rpo_minutes": objective[0],
        "rto_minutes": objective[1],
        "respond_minutes": has["respond"],
        "may_lose": dict.fromkeys(has["given_up"], "drawn"),
    }
    changes = changed(READY, {"queue": queue, "recovery": {"compute": has["compute"]}})
    changes["objectives"] = {"recovery": asked}
    changes["postgres"] = {"geo_redundant_backup": True, "read_replicas": replicas}
    told = faults(environment(changes))
    assert {each.path[0] for each in told} <= {"objectives"}
    return bool(told)


@given(one=OBJECTIVES, other=OBJECTIVES, has=HAS)
def test_a_stricter_objective_accepts_nothing_that_a_looser_one_refuses(
    one: tuple[int, int], other: tuple[int, int], has: dict[str, Any]
) -> None:
    """Whatever the environment has: what is too much to lose in 20 minutes is too much in 15."""
    loose = max(one[0], other[0]), max(one[1], other[1])
    strict = min(one[0], other[0]), min(one[1], other[1])
    assert refused(strict, has) or not refused(loose, has)


@given(objective=OBJECTIVES, has=HAS, longer=st.integers(0, 200))
def test_a_slower_response_accepts_nothing_that_a_faster_one_misses(
    objective: tuple[int, int], has: dict[str, Any], longer: int
) -> None:
    """More minutes until somebody begins never help."""
    slower = {**has, "respond": has["respond"] + longer}
    assert refused(objective, slower) or not refused(objective, has)


def test_a_copy_of_the_images_takes_an_address_of_the_endpoint() -> None:
    """A registry's endpoint has one for its API, one for the data at home, and one for each copy's."""
    changes = {
        "network": {"subnets": {"endpoints": "10.0.220.0/29"}},
        "registry": {"replica_regions": ["koreasouth"]},
        "observability": {"logs": None},
    }
    fault = next(each for each in found(changes) if each.path == ("network", "subnets", "endpoints"))
    assert "1 of the vault + 1 of the queue + 3 of the registry" in fault.reason
