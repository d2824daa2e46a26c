"""The project management service on servers: what rows P2 and P3 ask for is planned, and no cluster is."""

import base64
import json
import subprocess
import sys
from functools import cache
from typing import Any, Final

import pytest

from infra.settings import SETTINGS
from jiban.bootstrap.listing import listing
from jiban.model.plan import Plan, Resource
from jiban.project.project import find_project
from tests.stacks import planned as stack_plan
from tools.repository import ROOT

PROJECT: Final = ROOT / "examples" / "pms-aws-servers"
GROUP: Final = "aws:autoscaling/group:Group"
ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"

each_stack = pytest.mark.parametrize("stack", ["dev", "prod"])


@cache
def planned(stack: str) -> Plan:
    """The plan of an environment."""
    return stack_plan(PROJECT, stack)


def one(stack: str, name: str) -> Resource:
    """The only resource of a logical name."""
    (found,) = [
        each for each in planned(stack).resources if each.name == name and not each.type.startswith("jiban:")
    ]
    return found


def of_type(stack: str, kind: str) -> list[Resource]:
    """All resources of a type."""
    return [each for each in planned(stack).resources if each.type == kind]


@each_stack
def test_no_cluster_is_paid_for(stack: str) -> None:
    """Nothing of EKS, and nothing of Kubernetes."""
    kinds = {each.type.partition("/")[0] for each in planned(stack).resources}
    assert not [kind for kind in kinds if kind.startswith(("aws:eks", "kubernetes"))]
    assert "jiban:cluster:Cluster" not in kinds


@each_stack
def test_nothing_is_asked_of_a_cloud(stack: str) -> None:
    """No answer stands in for one that only AWS could give, and nothing is looked up or warned of."""
    found = planned(stack)
    assert (found.placeholders, found.lookups, found.diagnostics) == ((), (), ())


@pytest.mark.parametrize(("stack", "sizes"), [("prod", [(3, 9), (3, 6)]), ("dev", [(1, 2), (1, 2)])])
def test_p3_servers(stack: str, sizes: list[tuple[int, int]]) -> None:
    """API and web in autoscaling groups, over the private subnets of every zone."""
    groups = of_type(stack, GROUP)
    assert [(each.inputs["minSize"], each.inputs["maxSize"]) for each in groups] == sizes
    assert {each.inputs["healthCheckType"] for each in groups} == {"ELB"}


def test_p3_the_documents_machine() -> None:
    """In production; development is smaller."""
    found = [each.inputs["instanceType"] for each in of_type("prod", "aws:ec2/launchTemplate:LaunchTemplate")]
    assert found == ["t3.medium", "t3.medium"]


@each_stack
def test_p3_nobody_comes_in_by_ssh(stack: str) -> None:
    """Only the load balancer's clients come in from outside, and no template has a key."""
    assert not [
        each
        for each in of_type(stack, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        if "cidrIpv4" in each.inputs and each.inputs["fromPort"] != 443
    ]
    templates = of_type(stack, "aws:ec2/launchTemplate:LaunchTemplate")
    assert not [each for each in templates if "keyName" in each.inputs]
    assert {each.inputs["metadataOptions"]["httpTokens"] for each in templates} == {"required"}


@each_stack
def test_p2_tls_and_health(stack: str) -> None:
    """HTTPS alone, and a health check for each group."""
    listeners = [each.inputs["protocol"] for each in of_type(stack, "aws:lb/listener:Listener")]
    assert listeners == ["HTTPS"]
    paths = [each.inputs["healthCheck"]["path"] for each in of_type(stack, "aws:lb/targetGroup:TargetGroup")]
    assert paths == ["/health", "/health"]


def test_p2_firewall() -> None:
    """Production's blocks; development has none."""
    rules: list[dict[str, Any]] = one("prod", "compute-balancer-firewall").inputs["rules"]
    assert list(rules[0]["action"]) == ["block"]
    assert of_type("dev", "aws:wafv2/webAcl:WebAcl") == []


def test_somebody_hears_of_what_breaks() -> None:
    """Production's alarms on the load balancer, both groups, the database, the cache and the gateways; none
    on a cluster, and no metrics of one.
    """
    names = {each.name.removeprefix("alerts-") for each in of_type("prod", ALARM)}
    assert names >= {
        "balancer.no-answer",
        "balancer.errors",
        "servers-api.missing",
        "servers-api.at-its-most",
        "servers-web.missing",
        "postgres-primary.down",
        "cache-001.memory",
        "network-3.ports",
        "archive.late",
        "compute-slow-api",
        "compute-slow-web",
    }
    told = [each.inputs.get("alarmActions") for each in of_type("prod", ALARM)]
    assert [each for each in told if not each] == []
    assert of_type("prod", "aws:amp/workspace:Workspace") == []


def test_fewer_servers_than_the_fewest_are_an_alarm() -> None:
    """Three of either group; nine and six are the most, of which a little less is the threshold."""
    found = {
        name: one("prod", f"alerts-servers-{name}").inputs["threshold"]
        for name in ("api.missing", "web.missing", "api.at-its-most", "web.at-its-most")
    }
    assert found == {
        "api.missing": 3,
        "web.missing": 3,
        "api.at-its-most": pytest.approx(8.91),
        "web.at-its-most": pytest.approx(5.94),
    }


def test_what_servers_write_is_archived() -> None:
    """With what the database and the cache write; development has no archive."""
    kind = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"
    names = {each.name for each in of_type("prod", kind)}
    assert names >= {
        "archive-of-servers-api",
        "archive-of-servers-web",
        "archive-of-postgres-primary-postgresql",
    }
    assert of_type("dev", kind) == []


def test_the_web_is_told_nothing_of_the_database() -> None:
    """It uses none."""
    script = base64.b64decode(one("prod", "compute-web-template").inputs["userData"]).decode()
    assert "pms-servers-prod/web:1.0.0" in script
    assert "POSTGRES" not in script


def test_production_asks_for_these_steps() -> None:
    """No step is about a cluster; roles of the database are made over a server."""
    found = listing(SETTINGS, find_project(PROJECT), "prod").steps
    assert [step.id for step in found] == [
        "stacks",
        "platform",
        "image-api",
        "image-web",
        "database-roles",
        "servers",
    ]
    assert not [each for step in found for each in step.commands if "kubectl" in each or "eks" in each]
    sql = [command.rpartition(" -c ")[2] for command in found[4].commands if command.startswith("psql ")]
    assert sql == [
        "'CREATE ROLE \"api\" LOGIN'",
        "'GRANT rds_iam TO \"api\"'",
        "'CREATE DATABASE \"pms\"'",
        "'REVOKE ALL ON DATABASE \"pms\" FROM PUBLIC'",
        "'REVOKE ALL ON SCHEMA public FROM PUBLIC'",
        '\'GRANT CONNECT, TEMPORARY ON DATABASE "pms" TO "api"\'',
        "'GRANT USAGE, CREATE ON SCHEMA public TO \"api\"'",
    ]


@pytest.mark.parametrize(
    ("stack", "more"),
    [
        ("dev", {"EDG-001", "LOG-005", "NET-008", "NET-012", "PG-005", "PG-015"}),
        ("prod", {"EDG-005", "PG-012"}),
    ],
)
def test_what_is_excepted_from_the_rules(stack: str, more: set[str]) -> None:
    """The document draws a load balancer on the internet, names its database `postgres`, and keeps neither
    statements nor versions; production has its class of machine, and development goes without copies.
    """
    ran = subprocess.run(
        [sys.executable, "-m", "jiban", "check", "-C", PROJECT, "-s", stack, "--today", "2026-11-28", "-j"],
        capture_output=True,
        text=True,
        check=False,
    )
    document = json.loads(ran.stdout)
    always = {"NET-024", "EDG-009", "PG-008", "PG-014", "STO-005"}
    assert {each["rule"] for each in document["waived"]} == always | more
    assert (ran.returncode, document["findings"]) == (0, [])
