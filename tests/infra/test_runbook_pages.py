"""The pages of trouble by degree, of nodes, of a database without a second region, and of dead letters."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pytest

from infra.environment import Environment
from infra.runbook import pages
from infra.runbook.page import INSIDE, Action, Page, listed
from jiban.components.base import Cloud
from jiban.settings.root import Deployment
from tests.infra.capability_cases import BASE
from tests.infra.constraints.environments import REMOVED, changed

LOGIN: Final = (
    "az aks get-credentials --resource-group rg-shop-test --name aks-shop-test --overwrite-existing"
)
QUIET: Final[dict[str, Any]] = {
    "queue": None,
    "workloads": {"trip": {"uses": {"receives": REMOVED}, "autoscale": REMOVED}},
}
"""Without a broker, and without what its services do with it."""


def made(cloud: Cloud, change: Mapping[str, Any]) -> dict[str, Page]:
    """The pages of an environment of a cloud with a change, by id."""
    whole = Environment.model_validate_json(json.dumps(changed(BASE[cloud], dict(change))))
    return {page.id: page for page in pages(whole, Deployment("shop", "test"))}


def titles(page: Page) -> list[str]:
    """What is to be done, in order."""
    return [each.title for each in page.actions]


def action(page: Page, beginning: str) -> Action:
    """The action whose title begins like this."""
    (found,) = (each for each in page.actions if each.title.startswith(beginning))
    return found


FIRED: Final = "See what has fired"
CHANGES: Final = "See what was deployed last"
PODS: Final = "Look at nodes and pods"
STORES: Final = "Look at what the services use"
LOAD: Final = "See whether anything is at its most"
UNDO: Final = "Undo the last rollout of a service that it began with"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("severity-1", [FIRED, CHANGES, PODS, STORES, UNDO]),
        ("severity-2", [FIRED, CHANGES, PODS, STORES, LOAD]),
        ("severity-3", [FIRED, LOAD]),
    ],
)
def test_what_is_looked_at_by_degree(page: str, expected: Sequence[str]) -> None:
    """A rollout is undone where everything is down; load is looked at where it is slow."""
    assert titles(made("azure", {})[page]) == expected


def test_without_alerts_nothing_has_fired() -> None:
    """And it is said that nobody is told, on each page by degree."""
    found = made("azure", {"observability": {"alerts": REMOVED}})
    for page in ("severity-1", "severity-2", "severity-3"):
        assert FIRED not in titles(found[page])
        assert found[page].missing == (
            "No alerts are made (jiban:observability.alerts), so nobody is told by the cloud",
        )
    assert made("azure", {})["severity-1"].missing == ()


def fired(change: Mapping[str, Any]) -> set[str]:
    """The parts of which an alert may fire, on any page."""
    found = made("azure", change)
    said = " ".join(action(found[page], FIRED).reason for page in ("severity-1", "severity-2", "severity-3"))
    return {
        tier
        for tier in (
            "network",
            "cluster",
            "workloads",
            "observability",
            "rollouts",
            "secrets",
            "cache",
            "gateway",
            "edge",
            "postgres",
            "postgres-replica",
            "queue",
            "queue-premium",
        )
        if f" {tier}." in said
    }


PLAIN: Final[dict[str, Any]] = {"user": {"ingress": {"path": "/user"}, "rollout": "rolling"}}
EVERY: Final = {
    "network",
    "cluster",
    "workloads",
    "observability",
    "rollouts",
    "secrets",
    "cache",
    "gateway",
    "edge",
    "postgres",
    "postgres-replica",
    "queue",
    "queue-premium",
}


@pytest.mark.parametrize(
    ("change", "without"),
    [
        ({}, set[str]()),
        ({"workloads": PLAIN}, {"rollouts"}),
        ({"secrets": None, "edge": None}, {"secrets", "gateway", "edge"}),
        ({"edge": None}, {"gateway", "edge"}),
        ({"cache": None}, {"cache"}),
        ({"postgres": {"read_replicas": REMOVED}}, {"postgres-replica"}),
        ({"queue": {"tier": "standard"}}, {"queue-premium"}),
        (QUIET, {"queue", "queue-premium"}),
    ],
)
def test_alerts_of_what_is_not_there_are_not_named(change: dict[str, Any], without: set[str]) -> None:
    """Those of the network and of the cluster always are."""
    assert EVERY - fired(change) == without


def test_without_metrics_what_prometheus_counts_is_not_named() -> None:
    """Services, their rollouts and the collection itself."""
    trip = {"autoscale": {"metrics": {"load": REMOVED}}}
    found = fired({"observability": {"metrics": False}, "workloads": {**PLAIN, "trip": trip}})
    assert EVERY - found == {"workloads", "observability", "rollouts"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ["postgres flexible-server", "redisEnterprise", "servicebus", "application-gateway"]),
        ({"cache": None}, ["postgres flexible-server", "servicebus", "application-gateway"]),
        ({"edge": None}, ["postgres flexible-server", "redisEnterprise", "servicebus"]),
        (QUIET, ["postgres flexible-server", "redisEnterprise", "application-gateway"]),
    ],
)
def test_what_services_use_is_looked_at_store_by_store(change: dict[str, Any], words: list[str]) -> None:
    """Each that there is, with a line of its own."""
    commands = action(made("azure", change)["severity-1"], STORES).commands
    assert [word in line for word, line in zip(words, commands, strict=True)] == [True] * len(words)


def test_on_aws_server_and_cache_are_looked_at() -> None:
    """By their names there; without them there is nothing to look at."""
    server, cache, _ = action(made("aws", {})["severity-1"], STORES).commands
    assert server.startswith("aws rds describe-db-instances --db-instance-identifier pg-shop-test ")
    assert cache == (
        "aws elasticache describe-replication-groups --replication-group-id cache-shop-test "
        "--query 'ReplicationGroups[].[Status, AutomaticFailover, MultiAZ]' --output table"
    )
    none = {"postgres": None, "cache": None, "search": None, "workloads": {"trip": {"uses": REMOVED}}}
    assert STORES not in titles(made("aws", none)["severity-1"])
    (entered, *_) = action(made("aws", {})["severity-1"], PODS).commands
    assert entered == "aws eks update-kubeconfig --name eks-shop-test --region ap-northeast-2"


def test_on_aws_the_search_domain_is_looked_at() -> None:
    """By its health, which says how many of its nodes and zones answer."""
    *_, search = action(made("aws", {})["severity-1"], STORES).commands
    assert search == (
        "aws opensearch describe-domain-health --domain-name search-shop-test "
        "--query '[DomainState, ClusterHealth, ActiveAvailabilityZoneCount, DataNodeCount]' --output table"
    )


def test_without_services_there_is_no_rollout_to_undo() -> None:
    """With some, each has its line, in the order of the alphabet."""
    assert action(made("azure", {})["severity-1"], UNDO).commands == (
        "kubectl --namespace shop rollout undo deployment/trip",
        "kubectl --namespace shop rollout undo deployment/user",
    )
    whole = {**changed(BASE["azure"], {}), "workloads": {}}
    found = pages(Environment.model_validate_json(json.dumps(whole)), Deployment("shop", "test"))
    assert UNDO not in [each.title for page in found for each in page.actions]


def test_the_stacks_history_is_looked_at_once_for_each() -> None:
    """That of the services first, which changes most; one stack has one."""
    (line,) = action(made("azure", {})["severity-1"], CHANGES).commands
    assert line == "pulumi stack history --stack test --page-size 3"
    whole = Environment.model_validate_json(json.dumps({**BASE["azure"], "scope": "platform"}))
    found = pages(whole, Deployment("shop", "test", extending=("test-services",)))
    assert action(found[0], CHANGES).commands == (
        "pulumi stack history --stack test-services --page-size 3",
        "pulumi stack history --stack test --page-size 3",
    )


def test_nodes_are_renewed_within_the_window_unless_it_cannot_wait() -> None:
    """The window is the cluster's, or the one that it would have."""
    asked = {"maintenance": {"day": "Monday", "start": "03:00", "hours": 5, "utc_offset": "+00:00"}}
    found = made("azure", {"cluster": asked})["node-pool-upgrade"]
    assert "(Monday 03:00 for 5 hours (UTC+00:00))" in found.when
    usual = made("azure", {"cluster": {"maintenance": None}})["node-pool-upgrade"]
    assert "(Sunday 02:00 for 4 hours (UTC+09:00))" in usual.when
    assert "(no window is set)" in made("aws", {})["node-pool-upgrade"].when


def test_nodes_are_renewed_by_each_clouds_own_commands() -> None:
    """On Azure the version goes by the stack file; on AWS every upgrade is a deployment, as it is said."""
    assert titles(made("azure", {})["node-pool-upgrade"]) == [
        "Let kubectl into the cluster",
        "See that each service may lose a pod",
        "See what is due, and the windows",
        "Renew the image of one pool after the other",
        "Raise the version of Kubernetes by the stack file",
        "Watch the nodes",
    ]
    on_aws = made("aws", {})["node-pool-upgrade"]
    assert titles(on_aws) == [
        "Let kubectl into the cluster",
        "See that each service may lose a pod",
        "See what is due",
        "Renew the image of one group of nodes after the other",
        "Watch the nodes",
    ]
    own = "EKS upgrades no nodes by itself: each upgrade is a deployment"
    assert own in on_aws.missing
    assert own not in made("azure", {})["node-pool-upgrade"].missing


@pytest.mark.parametrize(
    ("services", "said"),
    [
        ((), "no service has a disruption budget, so a drain waits for nothing"),
        (("user",), "a drain waits for the budgets of user"),
        (("trip", "user"), "a drain waits for the budgets of trip and user"),
    ],
)
def test_a_drain_waits_for_the_budgets_that_there_are(services: Sequence[str], said: str) -> None:
    """Named, in the order of the alphabet."""
    budgets = {name: {"replicas": 2, "disruption": {"min_available": 1}} for name in services}
    page = made("azure", {"workloads": budgets})["node-pool-upgrade"]
    assert action(page, "See that each service").reason == said


FAR: Final[dict[str, Any]] = {"read_replicas": {"south": {"region": "koreasouth"}}}
HERE: Final[dict[str, Any]] = {"read_replicas": {"south": {"region": "koreacentral"}}}
OWN: Final[dict[str, Any]] = {"read_replicas": {"south": {"region": REMOVED}}}
COPIED: Final[dict[str, Any]] = {"geo": "replication", "geo_region": "koreasouth", "geo_lag_minutes": 10}
STANDBY: Final = "Move the database to its standby, where only the server or its zone is at fault"
PROMOTE: Final = "Promote the replica south"
BROKER: Final = "Make koreasouth the broker's primary region"


@pytest.mark.parametrize(
    ("postgres", "queue", "there", "back"),
    [
        ({**FAR}, {}, [STANDBY, PROMOTE], True),
        ({**FAR, "standby": "none"}, {}, [PROMOTE], True),
        ({**HERE}, {}, [STANDBY], False),
        ({**OWN}, {}, [STANDBY], False),
        ({**FAR}, COPIED, [STANDBY, PROMOTE, BROKER], True),
        ({**HERE}, COPIED, [STANDBY, BROKER], True),
    ],
)
def test_what_moves_without_a_second_region(
    postgres: dict[str, Any],
    queue: dict[str, Any],
    there: list[str],
    back: bool,  # noqa: FBT001 a column
) -> None:
    """The standby where the server alone is lost, a replica of another region, a replicated broker; and a way
    back where there is one.
    """
    found = made("azure", {"postgres": postgres, "queue": queue})
    assert titles(found["failover"]) == there
    assert ("failback" in found) is back


def test_the_way_back_without_a_second_region() -> None:
    """The server follows, the roles change back, the broker returns when it has everything, pods connect."""
    found = made("azure", {"postgres": FAR, "queue": COPIED})["failback"]
    assert titles(found) == [
        "See that the server in koreacentral follows again",
        "Change the roles back",
        "Make koreacentral the broker's primary region",
        "See that a deployment would change nothing",
        "Let pods connect anew",
    ]
    (back,) = action(found, "Make koreacentral").commands
    assert back.endswith("--primary-location koreacentral --force false")
    assert action(found, "Let pods").commands == (
        LOGIN,
        "kubectl --namespace shop rollout restart deployment",
    )
    alone = made("azure", {"postgres": HERE, "queue": COPIED})["failback"]
    assert "Change the roles back" not in titles(alone)


def test_the_broker_moves_by_force_when_its_region_is_lost() -> None:
    """What its copy does not have yet is lost, ten minutes here; an alias goes to the second namespace."""
    lost = action(made("azure", {"queue": COPIED})["failover"], BROKER)
    (line,) = lost.commands
    assert line.endswith("--primary-location koreasouth --force true")
    assert "messages of the last 10 minutes at most are lost" in lost.reason
    alias = made("azure", {"queue": {"geo": "alias", "geo_region": "koreasouth"}})["failover"]
    (over,) = action(alias, "Fail the broker's alias over").commands
    assert "georecovery-alias fail-over" in over


CACHE_GONE: Final = "The cache has no second region: what stands in it is lost, and people sign in again"
BROKER_GONE: Final = "The broker has no second region: messages that wait are there again when the region is"
BACKUP: Final = "No replica stands in another region: the database comes back from a backup alone"


def missing(change: Mapping[str, Any]) -> str:
    """What is not there when a region is lost."""
    return " | ".join(made("azure", change)["failover"].missing)


def test_what_is_not_there_is_said_part_by_part() -> None:
    """Cache, broker, replica, and where the backups are."""
    everything = missing({"postgres": HERE})
    assert CACHE_GONE in everything
    assert BROKER_GONE in everything
    assert f"{BACKUP}, and that is in the lost region" in everything
    kept = missing({"postgres": {**HERE, "geo_redundant_backup": True}})
    assert f"{BACKUP}, which is kept in the paired region as well" in kept


def test_what_is_there_is_not_said_to_be_missing() -> None:
    """A cache, a broker and a database that have a second region; a cache that is not there at all."""
    second = missing({"postgres": FAR, "queue": COPIED, "cache": {"geo_region": "koreasouth"}})
    assert CACHE_GONE not in second
    assert BROKER_GONE not in second
    assert BACKUP not in second
    assert CACHE_GONE not in missing({"cache": None})


def drill(change: Mapping[str, Any]) -> Page:
    """The page of the drill."""
    return made("azure", change)["restore-drill"]


def test_a_drill_signs_in_as_the_administrators_group() -> None:
    """Which the copy is given; without a group whoever runs it signs in."""
    given = action(drill({}), "Give the copy").commands[-1]
    assert given.endswith(
        "--display-name admins --object-id 11111111-2222-3333-4444-555555555555 --type Group"
    )
    nobody = drill({"postgres": {"admin_group": REMOVED}})
    assert not [line for line in action(nobody, "Give the copy").commands if "admin create" in line]
    asked = action(nobody, "Compare the copy").commands[1]
    assert '--username "$(az ad signed-in-user show --query userPrincipalName --output tsv)"' in asked


def test_a_drill_compares_the_databases_of_the_server() -> None:
    """By name; of a server without any its own."""
    compared = action(drill({}), "Compare the copy")
    assert compared.seen.endswith("by an hour of work: trips")
    assert compared.where == INSIDE
    none = drill({"postgres": {"databases": []}, "workloads": {"trip": {"uses": {"databases": REMOVED}}}})
    assert action(none, "Compare the copy").seen.endswith("by an hour of work: those of the server")


def test_a_drill_says_where_the_backups_are() -> None:
    """In this region alone, unless they are kept in another as well."""
    alone = "No backup is kept in another region, so the drill is of this region alone"
    assert alone in drill({}).missing
    assert alone not in drill({"postgres": {"geo_redundant_backup": True}}).missing


def letters(change: Mapping[str, Any]) -> Page:
    """The page of dead letters."""
    return made("azure", {"queue": change})["dead-letters"]


def test_a_message_of_a_subscription_is_sent_to_its_topic() -> None:
    """Which gives it to every subscription, as it is said; one of a queue goes back to the queue."""
    found = action(letters({}), "Send one again")
    queue, subscription = found.commands
    assert "/jobs/$DeadLetterQueue/" in queue
    assert "/jobs/messages --body" in queue
    assert "/events/subscriptions/audit/$DeadLetterQueue/" in subscription
    assert "/events/messages --body" in subscription
    assert found.reason.endswith("so every subscription gets it again")
    queues = action(letters({"topics": {"events": REMOVED}}), "Send one again")
    assert queues.reason.endswith("Properties of the message are not kept")


def test_a_queue_with_sessions_takes_a_message_in_a_new_one() -> None:
    """And it is said so."""
    found = action(letters({"queues": {"jobs": {"sessions": True}}}), "Send one again")
    queue, subscription = found.commands
    assert 'BrokerProperties={"SessionId":"sent-again"}' in queue
    assert "SessionId" not in subscription
    assert "; a queue with sessions takes it in a new one, sent-again" in found.reason
    assert "sessions" not in action(letters({}), "Send one again").reason
    audited = {"topics": {"events": {"subscriptions": {"audit": {"sessions": True}}}}}
    assert "sessions" in action(letters(audited), "Send one again").reason


def test_a_subscription_that_forwards_its_letters_has_none() -> None:
    """They are looked for where they go."""
    forwarded = {"events": {"subscriptions": {"audit": {"forward_dead_letters_to": "jobs"}}}}
    found = action(letters({"topics": forwarded}), "See where")
    assert [line.split()[1] for line in found.commands] == ["jobs"]


def test_a_broker_on_the_internet_is_read_from_anywhere() -> None:
    """One with a private endpoint from inside alone; the role is given from anywhere."""
    inside = {each.title: each.where for each in letters({}).actions}
    assert set(inside.values()) == {"", INSIDE}
    assert inside["See where, and how many"] == ""
    assert inside["Look at one, and leave it there"] == INSIDE
    assert inside["Send one again, once its cause is mended"] == INSIDE
    assert inside["Throw all of one place away, with its owner's word"] == INSIDE
    assert {each.where for each in letters({"tier": "standard"}).actions} == {""}


@pytest.mark.parametrize(
    ("words", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_listed_as_people_write_them(words: list[str], text: str) -> None:
    """Commas, and `and` before the last."""
    assert listed(words) == text
