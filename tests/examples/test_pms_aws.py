"""The project management service on AWS: what its rows ask for is in the plan of each environment."""

from functools import cache
from typing import Any, Final

import pytest

from infra.environment import Environment
from infra.promises import promises
from infra.settings import SETTINGS
from jiban.model.digest import digest
from jiban.model.plan import Plan, Resource
from jiban.project.config import read_config
from jiban.project.project import find_project
from jiban.settings import layers
from tests.infra.environments import whole
from tests.infra.kubernetes_objects import validate
from tools.repository import ROOT

PROJECT: Final = ROOT / "examples" / "pms-aws"
STACKS: Final = ("dev", "test", "staging", "prod")

each_stack = pytest.mark.parametrize("stack", STACKS)


@cache
def planned(stack: str) -> Plan:
    """The plan of an environment."""
    return whole(PROJECT, stack)


def one(stack: str, name: str) -> Resource:
    """The only resource of a logical name."""
    (found,) = [
        each for each in planned(stack).resources if each.name == name and not each.type.startswith("jiban:")
    ]
    return found


def stack_settings(stack: str) -> Environment:
    """What an environment says of itself."""
    project = find_project(PROJECT)
    return layers.load(SETTINGS, read_config(project, stack).values, project.stack_file(stack)).environment


def count(stack: str, type_: str) -> int:
    """How many resources of a type there are."""
    return planned(stack).counts().get(type_, 0)


@each_stack
def test_nothing_is_asked_of_a_cloud(stack: str) -> None:
    """No answer stands in for one that only AWS could give, and nothing is looked up."""
    assert (planned(stack).placeholders, planned(stack).lookups) == ((), ())


@each_stack
def test_nothing_is_warned_of(stack: str) -> None:
    """The program uses no deprecated input."""
    assert planned(stack).diagnostics == ()


@each_stack
def test_every_kubernetes_object_is_valid(stack: str) -> None:
    """By the published schemas of the cluster's version, no unknown field among them."""
    assert validate(digest(planned(stack)), "1.36") == []


@pytest.mark.parametrize(
    ("stack", "zones", "gateways"), [("dev", 2, 1), ("test", 2, 1), ("staging", 3, 3), ("prod", 3, 3)]
)
def test_p1_network(stack: str, zones: int, gateways: int) -> None:
    """Public and private subnets over two zones at least, NAT, and flow logs."""
    assert count(stack, "aws:ec2/vpc:Vpc") == 1
    assert count(stack, "aws:ec2/subnet:Subnet") == 6 * zones
    assert count(stack, "aws:ec2/natGateway:NatGateway") == gateways
    assert one(stack, "network-flow-log").inputs["trafficType"] == "ALL"


def test_p2_production_s_load_balancer_is_behind_the_edge() -> None:
    """TLS, health checks, zones and a firewall before it; no address of it is on the internet."""
    balancer = one("prod", "edge-balancer").inputs
    assert (balancer["internal"], balancer["loadBalancerType"], len(balancer["subnets"])) == (
        True,
        "application",
        3,
    )
    assert one("prod", "edge-balancer-https").inputs["protocol"] == "HTTPS"
    assert one("prod", "ingress-targets-proxies").inputs["healthCheck"]["path"] == "/gateway/health"
    assert count("prod", "aws:wafv2/webAcl:WebAcl") == 1
    (rule,) = [
        each
        for each in planned("prod").resources
        if each.type == "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
        and each.inputs.get("prefixListId")
    ]
    assert (rule.inputs["prefixListId"], rule.inputs["toPort"]) == ("pl-22a6434b", 443)


def test_p2_development_has_no_way_in_from_the_internet() -> None:
    """It is looked at through the cluster."""
    assert count("dev", "aws:lb/loadBalancer:LoadBalancer") == 0


def test_p12_static_assets_are_kept_at_the_edge() -> None:
    """CloudFront, for what stands below /static, from a bucket that nobody else reads."""
    asked = one("prod", "edge-distribution").inputs
    (behavior,) = asked["orderedCacheBehaviors"]
    assert (behavior["pathPattern"], behavior["targetOriginId"]) == ("/static/*", "files")
    host = f"{one('prod', 'objects-bucket-pages').inputs['bucket']}.s3.ap-northeast-2.amazonaws.com"
    assert [each["domainName"] for each in asked["origins"] if each["originId"] == "files"] == [host]
    assert one("prod", "objects-bucket-pages-public-access").inputs["restrictPublicBuckets"] is True


@pytest.mark.parametrize(
    ("stack", "standby"), [("dev", False), ("test", False), ("staging", True), ("prod", True)]
)
def test_p4_database(stack: str, standby: bool) -> None:  # noqa: FBT001 - a column of the table
    """RDS for PostgreSQL on a db.t3.medium, in production with a standby in another zone."""
    inputs = one(stack, "postgres-primary").inputs
    assert (inputs["engine"], inputs["instanceClass"], inputs["multiAz"]) == (
        "postgres",
        "db.t3.medium",
        standby,
    )


@pytest.mark.parametrize(
    ("stack", "size", "nodes"),
    [
        ("dev", "cache.t4g.micro", 1),
        ("test", "cache.t4g.micro", 1),
        ("staging", "cache.t4g.small", 2),
        ("prod", "cache.t4g.small", 2),
    ],
)
def test_p5_cache(stack: str, size: str, nodes: int) -> None:
    """ElastiCache for sessions, in production on two nodes in two zones, so that one may be lost."""
    inputs = one(stack, "cache-nodes").inputs
    assert (inputs["engine"], inputs["nodeType"], inputs["numCacheClusters"], inputs["multiAzEnabled"]) == (
        "valkey",
        size,
        nodes,
        nodes == 2,
    )


def test_p5_the_service_signs_in_to_the_cache_as_itself() -> None:
    """It is told where the cache is, the name that a token is made for, and its own user. In production the
    platform's outputs say so.
    """
    (container,) = one("dev", "pms-api-deployment").inputs["spec"]["template"]["spec"]["containers"]
    told = {each["name"]: each.get("value") for each in container["env"]}
    assert (
        told["CACHE_USER"] == one("dev", "cache-user-pms-api").inputs["userName"] == "cache-pms-pms-api-dev"
    )
    assert (told["CACHE_NAME"], told["CACHE_PORT"]) == ("cache-pms-dev", "6379")


@pytest.mark.parametrize(
    ("stack", "size", "nodes", "zones"),
    [
        ("dev", "t3.small.search", 1, 1),
        ("test", "t3.small.search", 1, 1),
        ("staging", "m7g.medium.search", 3, 3),
        ("prod", "m7g.medium.search", 3, 3),
    ],
)
def test_p6_search(stack: str, size: str, nodes: int, zones: int) -> None:
    """OpenSearch, in production on a node in each of three zones, so that one may be lost."""
    inputs = one(stack, "search-domain").inputs
    cluster = inputs["clusterConfig"]
    assert (inputs["engineVersion"], cluster["instanceType"], cluster["instanceCount"]) == (
        "OpenSearch_3.5",
        size,
        nodes,
    )
    assert len(inputs["vpcOptions"]["subnetIds"]) == zones
    assert cluster.get("zoneAwarenessConfig", {}).get("availabilityZoneCount", 1) == zones


@each_stack
def test_p6_the_service_may_search(stack: str) -> None:
    """By its own role, and it is told where."""
    (container,) = one(stack, "pms-api-deployment").inputs["spec"]["template"]["spec"]["containers"]
    assert "SEARCH_HOST" in {each["name"] for each in container["env"]}
    assert one(stack, "identity-pms-api-search").inputs["role"] == f"role-pms-pms-api-{stack}"


def life(stack: str, bucket: str) -> tuple[list[tuple[int, str]], int | None]:
    """When an object of a bucket moves to which class, and when it is deleted."""
    rules = one(stack, f"objects-bucket-{bucket}-lifecycle").inputs["rules"]
    (rule,) = (each for each in rules if each["id"] == "objects")
    moves = [(move["days"], move["storageClass"]) for move in rule["transitions"]]
    return moves, rule.get("expiration", {}).get("days")


def test_p7_each_bucket_has_the_class_of_its_purpose() -> None:
    """Files follow their use for ever, logs are cheap after a month and gone after a year, dumps cheap at
    once.
    """
    assert {bucket: life("prod", bucket) for bucket in ("files", "logs", "archive")} == {
        "files": ([(0, "INTELLIGENT_TIERING")], None),
        "logs": ([(30, "GLACIER_IR")], 365),
        "archive": ([(0, "GLACIER_IR")], 365),
    }
    assert life("dev", "files") == ([(0, "INTELLIGENT_TIERING")], None)


def test_p7_what_a_recovery_waits_for_answers_at_once() -> None:
    """No class that takes hours to answer, which would use up the four hours of recovery."""
    kinds = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    found = [each for stack in STACKS for each in planned(stack).resources if each.type == kinds]
    moves = [move for each in found for rule in each.inputs["rules"] for move in rule.get("transitions", ())]
    assert {move["storageClass"] for move in moves} == {"INTELLIGENT_TIERING", "GLACIER_IR"}


def test_p13_files_are_copied_to_another_region() -> None:
    """Every new one, as the database's backups are."""
    (rule,) = one("prod", "objects-copies-files").inputs["rules"]
    copy = one("prod", "objects-copy-files").inputs
    assert (rule["status"], copy["region"]) == ("Enabled", "ap-northeast-1")
    assert rule["destination"]["bucket"] == f"arn:aws:s3:::{copy['bucket']}"
    assert rule["destination"]["replicationTime"]["time"] == {"minutes": 15}


def inside(start: str) -> list[str]:
    """The subnets of database, cache and search, in the order of the policy's rules."""
    return [f"{start}.{third}.0/20" for third in (144, 160, 144)]


@each_stack
def test_p8_cluster_and_network_policy(stack: str) -> None:
    """EKS, and a policy that lets the service reach its database, its cache and its search domain, which
    stands beside the database, and nothing else inside; its buckets have public addresses.
    """
    assert count(stack, "aws:eks/cluster:Cluster") == 1
    egress = one(stack, "pms-api-policy").inputs["spec"]["egress"]
    targets = [peer["ipBlock"]["cidr"] for rule in egress for peer in rule["to"]]
    agent, anywhere = "169.254.170.23/32", "0.0.0.0/0"
    expected = {
        "dev": [*inside("10.10"), agent, anywhere],
        "test": [*inside("10.20"), agent, anywhere],
        "staging": [*inside("10.30"), "10.30.176.0/20", agent, anywhere, "10.30.176.0/20"],
        "prod": [*inside("10.0"), "10.0.176.0/20", agent, anywhere, "10.0.176.0/20"],
    }
    assert targets == expected[stack]


@each_stack
def test_p8_the_service_reads_its_secret_by_its_identity(stack: str) -> None:
    """A secret that its owner fills: the deployment writes no value, and the program is told where it is."""
    assert count(stack, "aws:secretsmanager/secret:Secret") == 1
    assert count(stack, "aws:secretsmanager/secretVersion:SecretVersion") == 0
    assert one(stack, "identity-pms-api-secrets").inputs["name"] == "secrets"
    (container,) = one(stack, "pms-api-deployment").inputs["spec"]["template"]["spec"]["containers"]
    assert "SECRET_SESSION_SIGNING_KEY_ARN" in {each["name"] for each in container["env"]}


def test_p1_production_reaches_its_secrets_inside_the_network() -> None:
    """By an endpoint in each zone."""
    endpoint = one("prod", "endpoints-secretsmanager").inputs
    assert (endpoint["privateDnsEnabled"], len(endpoint["subnetIds"])) == (True, 3)
    assert count("dev", "aws:ec2/vpcEndpoint:VpcEndpoint") == 1


@each_stack
def test_p8_deployment_is_the_documents(stack: str) -> None:
    """Requests, limits, port and probes; the database's address under the program's own name."""
    (container,) = one(stack, "pms-api-deployment").inputs["spec"]["template"]["spec"]["containers"]
    assert container["resources"] == {
        "requests": {"cpu": "200m", "memory": "256Mi"},
        "limits": {"cpu": "500m", "memory": "512Mi"},
    }
    assert container["ports"][0]["containerPort"] == 8080
    assert container["livenessProbe"]["httpGet"]["path"] == "/api/health"
    assert container["readinessProbe"]["httpGet"]["path"] == "/api/readiness"
    assert "DB_HOST" in {each["name"] for each in container["env"]}


def test_p8_production_scales_by_what_the_cluster_measures() -> None:
    """An autoscaler over processor time and memory, for which metrics-server is there."""
    spec: Any = one("prod", "pms-api-autoscaler").inputs["spec"]
    assert [each["resource"]["name"] for each in spec["metrics"]] == ["cpu", "memory"]
    assert one("prod", "cluster-addon-metrics-server").inputs["addonName"] == "metrics-server"


@pytest.mark.parametrize(("stack", "alarms"), [("staging", 34), ("prod", 40)])
def test_p10_metrics_dashboards_and_alerts(stack: str, alarms: int) -> None:
    """A managed Prometheus and Grafana, and an alarm on each thing that counts, in production six on backups
    as well; three groups of rules beside, as versions are
    brought in by shares.
    """
    assert one(stack, "dashboards-grafana").inputs["dataSources"] == ["PROMETHEUS", "CLOUDWATCH"]
    assert count(stack, "aws:amp/scraper:Scraper") == 1
    assert count(stack, "aws:cloudwatch/metricAlarm:MetricAlarm") == alarms
    assert count(stack, "aws:amp/ruleGroupNamespace:RuleGroupNamespace") == 3


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_p9_a_new_version_comes_in_as_a_canary(stack: str) -> None:
    """A tenth of the requests for a quarter of an hour, judged each minute by the managed Prometheus."""
    steps = one(stack, "pms-api-rollout").inputs["spec"]["strategy"]["canary"]["steps"]
    assert steps[0] == {"setWeight": 10}
    (check,) = one(stack, "pms-api-analysis").inputs["spec"]["metrics"]
    assert (check["interval"], check["count"]) == ("60s", 15)
    assert check["successCondition"].endswith("<= 0.01")
    association = one(stack, "identity-rollouts-association").inputs
    assert (association["namespace"], association["serviceAccount"]) == ("pms-rollouts", "argo-rollouts")


@pytest.mark.parametrize(("stack", "days"), [("staging", 120), ("prod", 365)])
def test_p11_logs_are_live_for_a_month_and_archived(stack: str, days: int) -> None:
    """Every group that the stack makes here, each with a copy."""
    groups = [
        each.inputs
        for each in planned(stack).resources
        if each.type == "aws:cloudwatch/logGroup:LogGroup" and "region" not in each.inputs
    ]
    assert {group["retentionInDays"] for group in groups} == {30}
    assert count(stack, "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter") == len(groups) == 12
    (rule,) = one(stack, "archive-bucket-lifecycle").inputs["rules"]
    assert rule["transitions"] == [{"days": 30, "storageClass": "GLACIER_IR"}]
    assert rule["expiration"] == {"days": days}


def test_p11_the_service_sends_its_traces() -> None:
    """To X-Ray, by its identity; in development nothing takes any."""
    (container,) = one("prod", "pms-api-deployment").inputs["spec"]["template"]["spec"]["containers"]
    assert "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" in {each["name"] for each in container["env"]}
    assert count("dev", "aws:xray/traceSegmentDestination:TraceSegmentDestination") == 0


@pytest.mark.parametrize("stack", ["dev", "test"])
def test_development_is_not_watched_and_pays_for_nothing(stack: str) -> None:
    """Neither a collector, nor a copy of logs, nor a topic."""
    types = {each.type.partition(":")[2].partition("/")[0] for each in planned(stack).resources}
    assert types & {"amp", "grafana", "kinesis", "xray", "sns"} == set()


def test_what_holds_data_is_protected_where_it_is_worth_keeping() -> None:
    """Server, cache, search, buckets, cluster, images, keys and records refuse deletion in production, and
    in staging, which is made like it; its backups and files have no copy elsewhere, so no key there. Nothing
    in development and test.
    """
    protected = {stack: {each.name for each in planned(stack).resources if each.protect} for stack in STACKS}
    here = {
        "vault-key",
        "vault-secret-session-signing-key",
        "cache-key",
        "cache-nodes",
        "objects-access-logs",
        "objects-bucket-archive",
        "objects-bucket-files",
        "objects-bucket-logs",
        "objects-bucket-pages",
        "objects-key",
        "postgres-primary",
        "postgres-key",
        "registry-api",
        "cluster-eks",
        "cluster-key",
        "network-flow-logs",
        "edge-balancer",
        "edge-distribution",
        "edge-firewall-key",
        "edge-logs",
        "logs-key",
        "archive-key",
        "archive-bucket",
        "metrics-workspace",
        "alerts-key",
        "alerts-us-east-1-key",
        "search-domain",
        "search-key",
    }
    assert protected == {
        "dev": set(),
        "test": set(),
        "staging": here,
        "prod": here
        | {
            "postgres-key-elsewhere",
            "objects-copy-files",
            "objects-copy-archive",
            "objects-key-ap-northeast-1",
        }
        | {"backup-vault", "backup-vault-elsewhere", "backup-key", "backup-key-elsewhere"},
    }


def test_p13_a_snapshot_at_three_and_every_hour_in_a_locked_vault_and_in_tokyo() -> None:
    """Daily ones for 35 days, hourly ones for two; encrypted by keys of their own; none in other stacks."""
    daily, hourly = one("prod", "backup-plan").inputs["rules"]
    assert (daily["schedule"], daily["scheduleExpressionTimezone"]) == ("cron(0 18 * * ? *)", "Etc/UTC")
    assert (daily["lifecycle"], hourly["lifecycle"]) == ({"deleteAfter": 35}, {"deleteAfter": 2})
    assert hourly["schedule"] == "cron(0 * * * ? *)"
    assert one("prod", "backup-vault-elsewhere").inputs["region"] == "ap-northeast-1"
    lock = one("prod", "backup-vault-lock").inputs
    assert (lock["minRetentionDays"], lock["maxRetentionDays"]) == (2, 35)
    assert [count(stack, "aws:backup/vault:Vault") for stack in STACKS] == [0, 0, 0, 2]


def test_p14_an_hour_and_four_hours_are_declared_and_held() -> None:
    """Every part is within them by what is built, and the cache is given up by name."""
    environment = stack_settings("prod")
    objective = environment.objectives.recovery
    assert objective is not None
    assert (objective.rpo_minutes, objective.rto_minutes, set(objective.may_lose)) == (60, 240, {"cache"})
    assert {each.part: (each.rpo, each.back_after(15)) for each in promises(environment)} == {
        "postgres": (30, 195),
        "objects": (15, 195),
        "cache": (None, 195),
        "secrets": (0, 195),
        "registry": (0, 0),
        "cluster": (0, 195),
        "edge": (0, 195),
    }


def test_p14_each_quarter_a_snapshot_is_restored_and_measured() -> None:
    """On the tenth at ten in Korea; more than the 225 minutes that the response leaves are told."""
    plan = one("prod", "backup-drill-plan").inputs
    assert (plan["scheduleExpression"], plan["scheduleExpressionTimezone"]) == (
        "cron(0 10 10 1,4,7,10 ? *)",
        "Asia/Seoul",
    )
    assert one("prod", "backup-drill-slow").inputs["threshold"] == 225


def test_p9_no_two_environments_share_an_address_or_an_account() -> None:
    """So all can be joined to one office network, and a deployment into the wrong account is refused."""
    settings = {stack: stack_settings(stack) for stack in STACKS}
    assert [each.account for each in settings.values()] == [
        "123456789012",
        "444455556666",
        "777788889999",
        "111122223333",
    ]
    ranges = [each.network.cidr for each in settings.values()]
    assert ranges == ["10.10.0.0/16", "10.20.0.0/16", "10.30.0.0/16", "10.0.0.0/16"]
    services = [each.kubernetes.service_cidr for each in settings.values()]
    assert services == ["172.21.0.0/16", "172.22.0.0/16", "172.23.0.0/16", "172.20.0.0/16"]


def test_p9_staging_is_productions_shape() -> None:
    """The same kinds of resources, but for what only data worth keeping needs: copies in another region, the
    vault and its drill.
    """
    missing = planned("prod").counts().keys() - planned("staging").counts().keys()
    own = {each.type for each in planned("prod").resources if each.name.startswith("backup")}
    assert missing == {
        *(own - planned("staging").counts().keys()),
        "aws:ecr/replicationConfiguration:ReplicationConfiguration",
        "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
        "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
        "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
        "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    }
