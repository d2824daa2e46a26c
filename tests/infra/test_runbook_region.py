"""What the pages of a lost region say of each way an environment can be in two."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from infra.environment import Environment
from infra.runbook import pages
from infra.runbook.page import Action, Page
from jiban.settings.root import Deployment
from tests.infra.capability_cases import BASE
from tests.infra.constraints.environments import REMOVED, changed

RECOVERY: Final[dict[str, Any]] = {"recovery": {"region": "koreasouth"}}
REPLICATED: Final[dict[str, Any]] = {"geo": "replication", "geo_region": "koreasouth", "geo_lag_minutes": 10}
NO_REPLICA: Final[dict[str, Any]] = {"read_replicas": REMOVED}
ASKED: Final = "Have a token for requests"
LOOK: Final = "Look at the second region from inside"


def made(change: Mapping[str, Any], *, there: Mapping[str, Any] | None = None) -> dict[str, Page]:
    """The pages of an environment with a second region; `there` changes that one's own stack, else none is.

    The stack with the services of the second region is `test-south-services`.
    """
    whole = changed(changed(BASE["azure"], RECOVERY), dict(change))
    first = Environment.model_validate_json(json.dumps(whole))
    if there is None:
        return {page.id: page for page in pages(first, Deployment("shop", "test"))}
    own = {"scope": "recovery", "extends": "test", "region": "koreasouth"}
    second = Environment.model_validate_json(json.dumps(changed({**whole, **own}, dict(there))))
    services = second.model_copy(update={"scope": "workloads", "extends": "test-south"})
    deployment = Deployment(
        "shop",
        "test",
        extending=("test-south", "test-south-services"),
        settings={"test": first, "test-south": second, "test-south-services": services},
    )
    return {page.id: page for page in pages(first, deployment)}


def action(page: Page, beginning: str) -> Action:
    """The action whose title begins like this."""
    (found,) = (each for each in page.actions if each.title.startswith(beginning))
    return found


def titles(page: Page) -> list[str]:
    """What is to be done, in order."""
    return [each.title for each in page.actions]


def lines(page: Page) -> Iterator[str]:
    """Every command of a page."""
    return (command for each in page.actions for command in each.commands)


@pytest.mark.parametrize(
    ("postgres", "queue", "asked"),
    [
        ({}, {}, True),
        (NO_REPLICA, REPLICATED, True),
        ({}, REPLICATED, True),
        (NO_REPLICA, {}, False),
        (NO_REPLICA, {"geo": "alias", "geo_region": "koreasouth"}, False),
    ],
)
def test_a_token_is_asked_for_where_a_request_is_made(
    postgres: dict[str, Any], queue: dict[str, Any], *, asked: bool
) -> None:
    """For the database, for the broker, or for both; an alias moves by az."""
    page = made({"postgres": postgres, "queue": queue})["failover"]
    assert (ASKED in titles(page)) is asked
    assert any("$TOKEN" in line for line in lines(page)) is asked


def test_the_ways_back_of_database_and_broker_are_apart() -> None:
    """Each is told where it has moved; the stack file is settled where the database has."""
    both = titles(made({"queue": REPLICATED})["failback"])
    assert both == [
        "See that the server in koreacentral has caught up",
        "Let the first server take writes",
        ASKED,
        "Make koreacentral the broker's primary region",
        "Take the move out of the stack file",
    ]
    assert titles(made({})["failback"]) == [both[0], both[1], both[4]]
    assert titles(made({"postgres": NO_REPLICA, "queue": REPLICATED})["failback"]) == both[2:4]


@pytest.mark.parametrize(
    ("queue", "said"),
    [({}, False), (REPLICATED, False), ({"geo": "alias", "geo_region": "koreasouth"}, True)],
)
def test_only_an_alias_has_no_way_back(queue: dict[str, Any], *, said: bool) -> None:
    """A broker of one region has not moved, and a replicated one goes back."""
    text = " ".join(made({"queue": queue})["failback"].missing)
    assert ("no way back but a new pair" in text) is said


def missing(change: Mapping[str, Any], there: Mapping[str, Any] | None = None) -> str:
    """What is not there when the region is lost."""
    return " | ".join(made(change, there=there)["failover"].missing)


def test_where_the_backups_of_a_database_without_a_replica_are() -> None:
    """In the pair where they are kept there, else in the lost region; with a replica nothing is said."""
    here = missing({"postgres": NO_REPLICA})
    assert "backup alone, and that is in the lost region" in here
    kept = missing({"postgres": {**NO_REPLICA, "geo_redundant_backup": True}})
    assert "backup alone, which is kept in the paired region as well" in kept
    assert "No replica of the database" not in missing({})


def test_what_nobody_promises_a_time_of_is_named() -> None:
    """The database without a replica, and the edge with one origin; nothing where all have a figure."""
    text = missing({"postgres": NO_REPLICA, "queue": REPLICATED, "registry": None})
    assert "Nobody promises when the database and the edge would be there again" in text
    second = {"edge": {"second_origin": "origin-south.example.com"}, "queue": REPLICATED, "registry": None}
    assert "Nobody promises" not in missing(second)


def test_a_stack_in_the_second_region_is_not_missing() -> None:
    """It is said where there is none alone."""
    assert "No stack file of scope recovery" in missing({})
    assert "No stack file of scope recovery" not in missing({}, there={})


def test_a_broker_with_a_second_region_is_not_missing() -> None:
    """Nor is one that is not there at all."""
    assert "The broker has no second region" in missing({})
    assert "The broker has no second region" not in missing({"queue": REPLICATED})
    quiet = {"trip": {"uses": {"receives": REMOVED}, "autoscale": REMOVED}}
    assert "The broker has no second region" not in missing({"queue": None, "workloads": quiet})


@pytest.mark.parametrize(
    ("cluster", "where"),
    [
        ({}, "inside the second region's network"),
        (
            {"private": False, "api_clients": ["203.0.113.0/24", "198.51.100.0/24"]},
            "from 203.0.113.0/24 and 198.51.100.0/24",
        ),
    ],
)
def test_the_second_cluster_is_looked_at_from_where_it_answers(cluster: dict[str, Any], where: str) -> None:
    """A private one from its own network, which is not the first region's."""
    assert action(made({}, there={"cluster": cluster})["failover"], LOOK).where == where


def test_the_name_of_the_database_is_looked_at_where_it_moves() -> None:
    """A database without a replica has no name that leads elsewhere."""
    with_replica = action(made({}, there={})["failover"], LOOK).commands
    assert with_replica[0].startswith("getent hosts psqlve-shop-test-")
    without = action(made({"postgres": NO_REPLICA}, there={})["failover"], LOOK).commands
    assert without[0].startswith("az aks get-credentials ")


def test_a_warm_second_region_is_not_deployed_first() -> None:
    """A cold one is, with its services; where no stack is one, there is none to deploy."""
    deploy = "Deploy the stacks of koreasouth"
    assert deploy not in titles(made({}, there={})["failover"])
    cold = {"recovery": {"compute": "cold"}}
    assert action(made(cold, there={})["failover"], deploy).commands == (
        "pulumi up --stack test-south",
        "pulumi up --stack test-south-services",
    )
    assert deploy not in titles(made(cold)["failover"])


def test_the_second_regions_own_pages_speak_of_its_own_cache() -> None:
    """One that both regions share is the first region's; database and broker always are."""

    def looked_at(cache: dict[str, Any]) -> str:
        return " ".join(lines(made({"cache": cache}, there={})["second-severity-1"]))

    assert "redisEnterprise" in looked_at({})
    assert "redisEnterprise" not in looked_at({"geo_region": "koreasouth"})
    assert "flexible-server" not in looked_at({})
    assert "servicebus" not in looked_at({})


def test_the_second_region_has_pages_of_what_it_has() -> None:
    """By degree, of certificates, secrets and nodes; each says where it is."""
    found = {name: page.title for name, page in made({}, there={}).items() if name.startswith("second-")}
    assert list(found) == [
        "second-severity-1",
        "second-severity-2",
        "second-severity-3",
        "second-certificate-loss",
        "second-key-loss",
        "second-node-pool-upgrade",
    ]
    assert {title.rpartition(", ")[2] for title in found.values()} == {"in the second region"}


def test_what_is_lost_is_told_part_by_part() -> None:
    """By the figure, else by the source's words, or by declaration; what loses nothing is not named."""
    said = action(made({"queue": REPLICATED, "cache": {}})["failover"], "Decide").reason
    assert said.startswith(
        "what is lost: up to 5 minutes of the database; up to 10 minutes of the broker; what the cache "
        "holds, to which nobody promises a limit (another cache, empty; persistence stays in the region). "
        "There is"
    )
    objective = {"recovery": {"rpo_minutes": 20, "rto_minutes": 60, "may_lose": {"cache": "sessions"}}}
    declared = action(made({"queue": REPLICATED, "objectives": objective})["failover"], "Decide").reason
    assert declared.startswith("what is lost (20 minutes may be): ")
    assert "what the cache holds, as declared: sessions. There" in declared


def test_the_way_back_says_what_the_edge_has_done() -> None:
    """One with two origins goes back by itself; one with one has not moved."""
    two = made({"edge": {"second_origin": "origin-south.example.com"}})["failback"].when
    assert "The edge has gone back by itself" in two
    assert made({})["failback"].when.endswith("Take the hours with least load")
