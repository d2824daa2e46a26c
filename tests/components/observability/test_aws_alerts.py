"""Alerts on AWS: two topics that CloudWatch and the managed Prometheus alone send to, and what is told."""

import json
from collections.abc import Collection, Mapping
from typing import Any

import pytest
from pydantic import SecretStr

from jiban.components.observability.aws_alerts import Alerts, AlertsArgs
from jiban.components.observability.cloudwatch import cloudwatch_alerts
from jiban.components.observability.contract import Size, Watched
from jiban.components.observability.spec import AlertsSpec, ObservabilitySpec
from jiban.model.plan import Secret
from jiban.testing import ProgramPlan, Resource, plan_program
from tests.components.helpers import AWS_SITE
from tests.components.observability.examples import metrics, runbooks

SIZES: dict[Size, float] = {
    "memory": 4000.0,
    "storage": 1000.0,
    "connections": 450.0,
    "fewest": 3.0,
    "most": 9.0,
}
TOPIC = "arn:aws:sns:ap-northeast-2:111122223333:some"
FAR_TOPIC = "arn:aws:sns:us-east-1:111122223333:some"
PAGER = "https://events.pagerduty.com/integration/0123456789abcdef/enqueue"
ASKED = AlertsSpec(emails=("ops@example.com",))
ROWS = {
    "postgres.down": (
        "SampleCount AWS/RDS CPUUtilization of DBInstanceIdentifier < 1 for 5 x 60, breaching, page"
    ),
    "postgres.storage": (
        "Minimum AWS/RDS FreeStorageSpace of DBInstanceIdentifier < 150 for 3 x 300, missing, page"
    ),
    "postgres.cpu": (
        "Average AWS/RDS CPUUtilization of DBInstanceIdentifier > 85 for 3 x 300, missing, notice"
    ),
    "postgres.memory": (
        "Average AWS/RDS FreeableMemory of DBInstanceIdentifier < 400 for 3 x 300, missing, notice"
    ),
    "postgres.connections": (
        "Maximum AWS/RDS DatabaseConnections of DBInstanceIdentifier > 360 for 1 x 300, missing, notice"
    ),
    "postgres-burstable.credits": (
        "Minimum AWS/RDS CPUCreditBalance of DBInstanceIdentifier < 60 for 3 x 300, missing, notice"
    ),
    "postgres-replica.lag": (
        "Maximum AWS/RDS ReplicaLag of DBInstanceIdentifier > 300 for 3 x 300, breaching, page"
    ),
    "cache.load": (
        "Average AWS/ElastiCache EngineCPUUtilization of CacheClusterId > 85 for 3 x 300, missing, notice"
    ),
    "cache.memory": (
        "Maximum AWS/ElastiCache DatabaseMemoryUsagePercentage of CacheClusterId > 85 for 3 x 300, missing, "
        "notice"
    ),
    "cache.evictions": (
        "Sum AWS/ElastiCache Evictions of CacheClusterId > 0 for 3 x 300, notBreaching, notice"
    ),
    "cache-standby.lag": (
        "Maximum AWS/ElastiCache ReplicationLag of CacheClusterId > 30 for 5 x 60, notBreaching, notice"
    ),
    "search.red": (
        "Maximum AWS/ES ClusterStatus.red of DomainName with ClientId 111122223333 > 0 for 1 x 60, "
        "notBreaching, page"
    ),
    "search.yellow": (
        "Maximum AWS/ES ClusterStatus.yellow of DomainName with ClientId 111122223333 > 0 for 3 x 300, "
        "notBreaching, notice"
    ),
    "search.blocked": (
        "Maximum AWS/ES ClusterIndexWritesBlocked of DomainName with ClientId 111122223333 > 0 for 1 x 300, "
        "notBreaching, page"
    ),
    "search.storage": (
        "Minimum AWS/ES FreeStorageSpace of DomainName with ClientId 111122223333 < 250 for 5 x 60, "
        "missing, page"
    ),
    "search.cpu": (
        "Maximum AWS/ES CPUUtilization of DomainName with ClientId 111122223333 > 80 for 3 x 900, "
        "missing, notice"
    ),
    "search.memory": (
        "Maximum AWS/ES JVMMemoryPressure of DomainName with ClientId 111122223333 > 95 for 3 x 60, "
        "missing, page"
    ),
    "search.snapshot": (
        "Maximum AWS/ES AutomatedSnapshotFailure of DomainName with ClientId 111122223333 > 0 for 1 x 60, "
        "notBreaching, notice"
    ),
    "search.key": (
        "Maximum AWS/ES KMSKeyError of DomainName with ClientId 111122223333 > 0 for 1 x 60, "
        "notBreaching, page"
    ),
    "search.key-gone": (
        "Maximum AWS/ES KMSKeyInaccessible of DomainName with ClientId 111122223333 > 0 for 1 x 60, "
        "notBreaching, page"
    ),
    "network.ports": (
        "Sum AWS/NATGateway ErrorPortAllocation of NatGatewayId > 0 for 1 x 300, notBreaching, page"
    ),
    "network.drops": (
        "Sum AWS/NATGateway PacketsDropCount of NatGatewayId > 0 for 3 x 300, notBreaching, notice"
    ),
    "gateway.no-answer": (
        "Sum AWS/ApplicationELB HTTPCode_ELB_5XX_Count of LoadBalancer > 10 for 1 x 300, notBreaching, page"
    ),
    "gateway.errors": (
        "Sum AWS/ApplicationELB HTTPCode_Target_5XX_Count of LoadBalancer > 10 for 1 x 300, notBreaching, "
        "notice"
    ),
    "edge.errors": (
        "Average AWS/CloudFront 5xxErrorRate of DistributionId with Region Global > 10 for 5 x 60, "
        "notBreaching, page"
    ),
    "firewall.blocked": (
        "Sum AWS/WAFV2 BlockedRequests of WebACL with Rule ALL > 1000 for 1 x 300, notBreaching, notice"
    ),
    "servers.missing": (
        "Maximum AWS/AutoScaling GroupInServiceInstances of AutoScalingGroupName < 3 for 15 x 60, missing, "
        "page"
    ),
    "servers-scaled.at-its-most": (
        "Minimum AWS/AutoScaling GroupInServiceInstances of AutoScalingGroupName > 8.91 for 3 x 300, "
        "missing, notice"
    ),
    "archive.late": (
        "Maximum AWS/Firehose DeliveryToS3.DataFreshness of DeliveryStreamName > 3600 for 3 x 300, "
        "notBreaching, notice"
    ),
}
"""Every alarm: statistic, metric, threshold for the sizes above, looks, what a gap counts as, who is told."""
FAR = ("edge", "firewall")
"""Tiers that are watched where CloudFront counts."""
_SIGNS = {"GreaterThanThreshold": ">", "LessThanThreshold": "<"}


def made(
    alerts: AlertsSpec = ASKED, *, prometheus: bool = True, without: Collection[str] = ()
) -> ProgramPlan:
    """What alerts on every tier ask for, and the contract."""

    def program() -> Any:
        tiers = sorted({key.partition(".")[0] for key in ROWS})
        args = AlertsArgs(
            spec=ObservabilitySpec(alerts=alerts),
            alerts=alerts,
            site=AWS_SITE,
            watched=[
                Watched(
                    name=tier,
                    tier=tier,
                    resource_id=f"the-{tier}",
                    sizes=SIZES,
                    also={"ClientId": "111122223333"} if tier == "search" else {},
                    region="us-east-1" if tier in FAR else None,
                )
                for tier in tiers
                if tier not in without
            ],
            metrics=metrics() if prometheus else None,
        )
        contract = Alerts("alerts", args).contract
        return {"groups": dict(contract.action_groups), "elsewhere": dict(contract.elsewhere)}

    outputs = {"sns:Topic": _topic, "kms:Key": KEY}
    return plan_program(program, outputs=outputs, resolve=True)


def _topic(topic: Resource) -> Mapping[str, Any]:
    return {"arn": FAR_TOPIC if topic.inputs.get("region") == "us-east-1" else TOPIC}


KEY = {"arn": "arn:aws:kms:ap-northeast-2:111122223333:key/1", "keyId": "1"}


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """The same, planned once."""
    return made()


def _said(inputs: Mapping[str, Any]) -> str:
    (dimension,) = [name for name, value in inputs["dimensions"].items() if value.startswith("the-")]
    fixed = {name: value for name, value in inputs["dimensions"].items() if name != dimension}
    also = "".join(f" with {name} {value}" for name, value in fixed.items())
    return (
        f"{inputs['statistic']} {inputs['namespace']} {inputs['metricName']} of {dimension}{also} "
        f"{_SIGNS[inputs['comparisonOperator']]} {inputs['threshold']:g} for {inputs['evaluationPeriods']} x "
        f"{inputs['period']}, {inputs['treatMissingData']}"
    )


@pytest.mark.parametrize("row", ROWS)
def test_an_alarm(planned: ProgramPlan, row: str) -> None:
    """On the resource that was given, with what it is compared with, and where it says what to do."""
    alarm = planned.resource("cloudwatch:MetricAlarm", f"alerts-{row}").inputs
    wanted, _, route = ROWS[row].rpartition(", ")
    assert _said(alarm) == wanted
    tier = row.partition(".")[0]
    assert f"the-{tier}" in alarm["dimensions"].values()
    (alert,) = [each for each in cloudwatch_alerts() if f"{each.tier}.{each.name}" == row]
    assert alert.route == route
    assert alarm["alarmDescription"] == f"{alert.says} Runbook: docs/alerts.md#{alert.runbook}"
    # An alarm tells topics of its own region alone.
    assert alarm.get("region") == ("us-east-1" if tier in FAR else None)
    assert alarm["alarmActions"] == alarm["okActions"] == [FAR_TOPIC if tier in FAR else TOPIC]


def test_there_are_no_other_alarms(planned: ProgramPlan) -> None:
    """A new row is written down here too."""
    made_ones = {each.name.removeprefix("alerts-") for each in planned.resources_of("cloudwatch:MetricAlarm")}
    assert made_ones == set(ROWS)


def test_every_alert_has_a_section_that_says_what_to_do() -> None:
    """Whoever is woken finds it."""
    assert {each.runbook for each in cloudwatch_alerts()} <= runbooks()


@pytest.mark.parametrize("route", ["page", "notice"])
def test_a_topic_is_encrypted_and_takes_messages_of_two_services(planned: ProgramPlan, route: str) -> None:
    """For its own account; nobody else's alarm reaches it."""
    topic = planned.resource("sns:Topic", f"alerts-{route}").inputs
    assert topic["name"] == f"sns-trip-alerts-{route}-test"
    assert topic["kmsMasterKeyId"] == KEY["arn"]
    written = json.loads(planned.resource("sns:TopicPolicy", f"alerts-{route}-policy").inputs["policy"])
    (statement,) = written["Statement"]
    assert statement["Principal"] == {"Service": ["cloudwatch.amazonaws.com", "aps.amazonaws.com"]}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "111122223333"}}
    assert statement["Resource"] == TOPIC


def test_the_senders_may_use_the_key(planned: ProgramPlan) -> None:
    """Without it CloudWatch's messages are lost in silence."""
    written = json.loads(planned.resource("kms:KeyPolicy", "alerts-key-policy").inputs["policy"])
    assert written["Statement"][1]["Principal"] == {
        "Service": ["cloudwatch.amazonaws.com", "aps.amazonaws.com"]
    }
    assert written["Statement"][1]["Condition"] == {"StringEquals": {"aws:SourceAccount": "111122223333"}}


def test_what_the_edge_counts_is_told_where_it_is_counted(planned: ProgramPlan) -> None:
    """By topics of that region, with a key there, to which CloudWatch alone sends."""
    names = ("alerts-us-east-1-page", "alerts-us-east-1-notice")
    for kind, found in {
        "sns:Topic": names,
        "sns:TopicPolicy": [f"{name}-policy" for name in names],
        "kms:Key": ["alerts-us-east-1-key"],
        "kms:KeyPolicy": ["alerts-us-east-1-key-policy"],
    }.items():
        assert {each.name for each in planned.resources_of(kind) if "region" in each.inputs} == set(found)
    for kind, name, field in (
        ("sns:TopicPolicy", "alerts-us-east-1-page-policy", "policy"),
        ("kms:KeyPolicy", "alerts-us-east-1-key-policy", "policy"),
    ):
        statement = json.loads(planned.resource(kind, name).inputs[field])["Statement"][-1]
        assert statement["Principal"] == {"Service": ["cloudwatch.amazonaws.com"]}
    assert planned.result == {
        "groups": {"page": TOPIC, "notice": TOPIC},
        "elsewhere": {"us-east-1": {"page": FAR_TOPIC, "notice": FAR_TOPIC}},
    }


def test_without_an_edge_nothing_is_made_elsewhere() -> None:
    """Not even a key, which is paid for."""
    found = made(without=FAR)
    assert [each.name for each in found.resources if "region" in each.inputs] == []
    assert found.result["elsewhere"] == {}


def test_a_mailbox_hears_of_everything(planned: ProgramPlan) -> None:
    """Of both topics of both regions."""
    found = {each.name: each.inputs for each in planned.resources_of("sns:TopicSubscription")}
    assert set(found) == {
        "alerts-page-ops@example.com",
        "alerts-notice-ops@example.com",
        "alerts-us-east-1-page-ops@example.com",
        "alerts-us-east-1-notice-ops@example.com",
    }
    assert {(each["protocol"], each["endpoint"]) for each in found.values()} == {("email", "ops@example.com")}


def test_a_pager_hears_of_what_cannot_wait() -> None:
    """Its address is a secret, and it confirms by itself."""
    asked = AlertsSpec(receivers=("pagerduty",), webhooks={"pagerduty": SecretStr(PAGER)})
    subscription, far = made(asked).resources_of("sns:TopicSubscription")
    assert subscription.name == "alerts-page-pagerduty"
    assert far.name == "alerts-us-east-1-page-pagerduty"
    assert far.inputs == {**subscription.inputs, "region": "us-east-1", "topic": FAR_TOPIC}
    assert subscription.inputs["endpoint"] == Secret(PAGER)
    assert subscription.inputs["protocol"] == "https"
    assert subscription.inputs["endpointAutoConfirms"] is True


def test_a_pager_without_an_address_is_left_out() -> None:
    """A warning of the program says so."""
    assert made(AlertsSpec(receivers=("pagerduty",))).resources_of("sns:TopicSubscription") == ()


def test_rules_on_services_are_those_of_azure(planned: ProgramPlan) -> None:
    """One table of queries serves both managed Prometheus."""
    data = planned.resource("amp:RuleGroupNamespace", "alerts-cluster").inputs["data"]
    (group,) = json.loads(data)["groups"]
    assert [rule["alert"] for rule in group["rules"]] == ["node-not-ready", "no-metrics"]
    assert group["rules"][0] == {
        "alert": "node-not-ready",
        "expr": '(sum by (node) (kube_node_status_condition{condition="Ready",status="true"})) < 1',
        "for": "5m",
        "labels": {"tier": "cluster", "severity": "1"},
        "annotations": {
            "description": "A node has not been ready for five minutes.",
            "runbook": "docs/alerts.md#node-not-ready",
        },
    }
    workloads = planned.resource("amp:RuleGroupNamespace", "alerts-workloads").inputs["data"]
    assert len(json.loads(workloads)["groups"][0]["rules"]) == 7


def test_the_severity_says_which_topic_hears(planned: ProgramPlan) -> None:
    """0 and 1 wake somebody; what is over is told as well."""
    definition = planned.resource("amp:AlertManagerDefinition", "alerts-routes").inputs["definition"]
    config = json.loads(json.loads(definition)["alertmanager_config"])
    assert config["route"]["receiver"] == "notice"
    assert config["route"]["routes"] == [{"receiver": "page", "matchers": ['severity=~"0|1"']}]
    assert [each["name"] for each in config["receivers"]] == ["page", "notice"]
    assert config["receivers"][0]["sns_configs"] == [
        {"topic_arn": TOPIC, "sigv4": {"region": "ap-northeast-2"}, "send_resolved": True}
    ]


def test_without_a_managed_prometheus_there_are_no_rules() -> None:
    """The alarms are there all the same."""
    found = made(prometheus=False)
    assert found.resources_of("amp:RuleGroupNamespace") == ()
    assert found.resources_of("amp:AlertManagerDefinition") == ()
    assert len(found.resources_of("cloudwatch:MetricAlarm")) == len(ROWS)


def test_a_threshold_that_is_a_part_needs_the_whole() -> None:
    """It is no silent nought."""
    (alert,) = [each for each in cloudwatch_alerts() if (each.tier, each.name) == ("postgres", "storage")]
    assert alert.threshold({"storage": 200.0}) == 30.0
    with pytest.raises(KeyError):
        alert.threshold({})
