"""What watches a platform on AWS, from what makes it to the services that send traces."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest

from infra.bootstrap import steps
from infra.stacks import aws
from infra.stacks.platform import shape
from jiban.settings.root import Deployment
from tests.infra.stacks.test_aws import FIELDS, environment
from tests.infra.stacks.test_aws_edge import WAY_IN
from tests.infra.stacks.test_composition import ON_AWS, composed

if TYPE_CHECKING:
    from jiban.testing import ProgramPlan

API: Final = FIELDS["workloads"]["api"]
WATCHED: Final[dict[str, Any]] = {
    **ON_AWS,
    "account": "111122223333",
    "cache": {"standby": True, "clustering": "none"},
    "queue": {"queues": {"jobs": {}}},
    "postgres": {"databases": ("pms",), "machine": "db.t3.medium"},
    "observability": {
        "grafana": True,
        "logs": {"retention_days": 30, "archive_days": 365},
        "alerts": {"emails": ("ops@example.com",)},
    },
    "workloads": {"api": {**API, "uses": {"telemetry": True}}},
}

NO_DASHBOARDS: Final[dict[str, Any]] = {**WATCHED["observability"], "grafana": False}


@cache
def planned() -> ProgramPlan:
    """A platform with everything that is watched."""
    return composed(aws.platform, environment(**WATCHED))


def less(**fields: Any) -> ProgramPlan:
    """The same with other fields."""
    return composed(aws.platform, environment(**WATCHED | fields))


def alarms(plan: ProgramPlan) -> set[str]:
    """What has an alarm: the resource and the row."""
    return {
        each.name.removeprefix("alerts-")
        for each in plan.resources_of("cloudwatch:MetricAlarm")
        if each.name.startswith("alerts-")
    }


def test_every_part_has_its_alarms() -> None:
    """A burstable server has credits, and each node of a cache with a standby a lag."""
    assert alarms(planned()) >= {
        "network-1.ports",
        "archive.late",
        "postgres-primary.down",
        "postgres-primary.credits",
        "cache-001.memory",
        "cache-002.lag",
    }


@pytest.mark.parametrize(
    ("fields", "gone"),
    [
        ({"postgres": {"databases": ("pms",), "machine": "db.m7g.large"}}, {"postgres-primary.credits"}),
        (
            {"cache": {"standby": False, "clustering": "none"}},
            {
                "cache-001.lag",
                "cache-002.lag",
                "cache-002.load",
                "cache-002.memory",
                "cache-002.evictions",
            },
        ),
    ],
)
def test_what_is_not_there_is_not_watched(fields: dict[str, Any], gone: set[str]) -> None:
    """Everything else is."""
    assert alarms(planned()) - alarms(less(**fields)) == gone


SERVERS: Final[dict[str, Any]] = {
    "balancer": {
        "certificate": "arn:aws:acm:ap-northeast-2:111122223333:certificate/1",
        "clients": ("203.0.113.0/24",),
    },
    "servers": {
        "api": {
            "image": "x.example.com/api:1",
            "order": 1,
            "path": "/api",
            "min": 2,
            "max": 5,
            "slow_seconds": None,
        },
        "web": {"image": "x.example.com/web:1", "order": 2, "min": 2, "max": 2},
    },
}


def test_servers_beside_a_cluster_are_watched() -> None:
    """Their load balancer, and each group; one of a fixed size is never at its most by load."""
    found = less(compute=SERVERS)
    assert alarms(found) - alarms(planned()) == {
        "balancer.no-answer",
        "balancer.errors",
        "servers-api.missing",
        "servers-api.at-its-most",
        "servers-web.missing",
    }
    slow = found.resource("cloudwatch:MetricAlarm", "compute-slow-web").inputs
    cpu = found.resource("cloudwatch:MetricAlarm", "alerts-postgres-primary.cpu").inputs
    assert slow["alarmActions"] == cpu["alarmActions"]


def test_without_a_cluster_the_rest_is_watched() -> None:
    """No agent, no metrics and no traces of one; what servers write is archived with the others' logs."""
    found = less(cluster=None, compute=SERVERS, workloads={}, queue=None, observability=NO_DASHBOARDS)
    assert {"servers-api.missing", "postgres-primary.down", "cache-002.lag", "archive.late"} <= alarms(found)
    kinds = {each.type for each in found.resources}
    assert not [kind for kind in kinds if kind.startswith(("aws:eks", "aws:amp", "aws:xray"))]
    groups = {each.name for each in found.resources_of("cloudwatch:LogSubscriptionFilter")}
    assert groups >= {"archive-of-servers-api", "archive-of-postgres-primary-postgresql"}
    assert not [each for each in groups if "cluster" in each]


def test_without_a_cluster_backups_tell_the_team() -> None:
    """The vault, its plan and its drill are there."""
    found = less(
        cluster=None, compute=SERVERS, workloads={}, queue=None, observability=NO_DASHBOARDS, backup={}
    )
    assert found.resources_of("backup:Vault") != ()


def test_nodes_of_shards_have_names_of_their_own() -> None:
    """ElastiCache puts the shard's number before the node's."""
    found = alarms(less(cache={"standby": True, "clustering": "cluster"}))
    assert {"cache-0001-001.load", "cache-0001-002.load"} <= found


def test_thresholds_are_parts_of_what_was_asked_for() -> None:
    """15 % of 128 GiB, 10 % of 4 GiB, 80 % of 450 connections."""
    found = {
        name: planned()
        .resource("cloudwatch:MetricAlarm", f"alerts-postgres-primary.{name}")
        .inputs["threshold"]
        for name in ("storage", "memory", "connections")
    }
    assert found == {
        "storage": pytest.approx(20_615_843_020.8),
        "memory": pytest.approx(429_496_729.6),
        "connections": 360,
    }


def test_all_logs_are_archived() -> None:
    """Those of the containers, and those that other tiers make."""
    assert {
        each.inputs["logGroup"].removesuffix("-shop-test")
        for each in planned().resources_of("cloudwatch:LogSubscriptionFilter")
    } == {each.inputs["name"] for each in planned().resources_of("cloudwatch:LogGroup")}


def test_no_log_is_under_a_key_that_is_not_ours() -> None:
    """CloudWatch's own would be nobody's to take away."""
    groups = {
        each.name: "kmsKeyId" in each.inputs for each in with_edge().resources_of("cloudwatch:LogGroup")
    }
    assert "edge-firewall-logs" in groups
    assert [name for name, keyed in groups.items() if not keyed] == []


def test_all_logs_are_kept_for_the_same_days() -> None:
    """Those of the managed services too; ninety where nobody says."""
    days = {
        each.name: each.inputs["retentionInDays"] for each in planned().resources_of("cloudwatch:LogGroup")
    }
    assert set(days.values()) == {30}
    unsaid = less(observability={"metrics": False}, workloads={})
    assert {each.inputs["retentionInDays"] for each in unsaid.resources_of("cloudwatch:LogGroup")} == {90}


@cache
def with_edge() -> ProgramPlan:
    """The same with an edge."""
    return less(**WAY_IN)


def test_the_edge_is_watched_where_it_counts() -> None:
    """CloudFront and its firewall by their own names; the load balancer in the environment's region."""
    assert alarms(with_edge()) - alarms(planned()) == {
        "edge.errors",
        "firewall.blocked",
        "gateway.errors",
        "gateway.no-answer",
    }
    found = {
        name: with_edge().resource("cloudwatch:MetricAlarm", f"alerts-{name}").inputs
        for name in ("edge.errors", "firewall.blocked", "gateway.errors")
    }
    assert {name: inputs.get("region") for name, inputs in found.items()} == {
        "edge.errors": "us-east-1",
        "firewall.blocked": "us-east-1",
        "gateway.errors": None,
    }
    assert found["edge.errors"]["dimensions"]["Region"] == "Global"
    assert found["firewall.blocked"]["dimensions"] == {"Rule": "ALL", "WebACL": "waf-pms-test"}


def test_topics_of_the_edge_are_shown_beside_the_others() -> None:
    """Somebody has to confirm each mailbox there too; without an edge there are none."""
    assert set(with_edge().result["outputs"]["edge_alert_topics"]) == {"page", "notice"}
    assert "edge_alert_topics" not in planned().result["outputs"]


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({}, [("ap-northeast-2", "alert_topics")]),
        (WAY_IN, [("ap-northeast-2", "alert_topics"), ("us-east-1", "edge_alert_topics")]),
    ],
)
def test_a_mailbox_confirms_each_topic_where_it_is(
    fields: dict[str, Any], asked: list[tuple[str, str]]
) -> None:
    """A topic is found in its own region alone."""
    whole = environment(scope="platform", **WATCHED | fields)
    (step,) = [each for each in steps(whole, Deployment("pms", "prod", ())) if each.id == "alert-mailboxes"]
    assert step.commands == tuple(
        f"aws sns list-subscriptions-by-topic --region {region} --topic-arn "
        f'"$(pulumi stack output --stack prod --json {output} | jq -r .{route})" '
        "--query 'Subscriptions[].[Endpoint, SubscriptionArn]' --output text"
        for region, output in asked
        for route in ("page", "notice")
    )
    assert ("where CloudFront counts" in step.reason) is bool(fields)


def test_queues_tell_the_team() -> None:
    """By the topic of what can wait."""
    alarm = planned().resource("cloudwatch:MetricAlarm", "queue-alarms-age-jobs").inputs
    told = planned().resource("cloudwatch:MetricAlarm", "alerts-postgres-primary.cpu").inputs
    assert alarm["alarmActions"] == told["alarmActions"]


def test_services_are_told_where_traces_go() -> None:
    """In the region of the environment; without a store of logs nowhere."""
    assert planned().result["addresses"]["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] == (
        "https://xray.ap-northeast-2.amazonaws.com/v1/traces"
    )
    whole = environment(**WATCHED)
    there = shape(whole).destinations["telemetry"]
    assert (there.role, there.ports, there.variables) == (
        None,
        (443,),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",),
    )


def test_nothing_is_watched_unless_it_is_asked_for() -> None:
    """Not even paid for: a managed collector is billed by the hour."""
    found = less(observability={"metrics": False}, workloads={})
    kinds = (
        "amp:Workspace",
        "amp:Scraper",
        "grafana:Workspace",
        "kinesis:FirehoseDeliveryStream",
        "sns:Topic",
    )
    assert [each.name for kind in kinds for each in found.resources_of(kind)] == []
    assert "metrics_url" in found.result


def test_people_are_shown_topics_and_dashboards() -> None:
    """What a person asks the deployed stack for."""
    shown = planned().result["outputs"]
    assert set(shown["alert_topics"]) == {"page", "notice"}
    assert {"dashboards", "dashboards_id"} <= set(shown)
