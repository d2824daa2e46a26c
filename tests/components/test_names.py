"""What each kind of resource is called, and what its provider takes as a name, row by row of the table."""

from __future__ import annotations

import pytest

from jiban.components.naming import NameRefusedError, Naming, rules

PROD = Naming("tripgen", "prod")

OWN = {
    "network.PrivateDnsZoneGroup",
    "containerservice.AgentPool",
    "dbforpostgresql.Database",
    "servicebus.Queue",
    "servicebus.Topic",
    "servicebus.Subscription",
    "servicebus.Rule",
    "keyvault.Secret",
    "keyvault.Key",
    "authorization.PolicyAssignment",
    "eventgrid.SystemTopicEventSubscription",
    "containerregistry.Replication",
    "monitor.PrivateLinkScopedResource",
    "monitor.DiagnosticSetting",
    "operationalinsights.Table",
    "eks.NodeGroup",
}
"""Kinds whose names are the user's own, or the cloud's: nothing is put before them."""

PUBLIC = {
    "dbforpostgresql.Server",
    "dbforpostgresql.VirtualEndpoint",
    "redisenterprise.RedisEnterprise",
    "servicebus.Namespace",
    "servicebus.DisasterRecoveryConfig",
    "keyvault.Vault",
    "storage.StorageAccount",
    "containerregistry.Registry",
    "dashboard.Grafana",
    "s3.Bucket",
    "s3.Bucket.objects",
}
"""Kinds whose names are shared with every other customer."""


ROWS = [
    ("resources.ResourceGroup", "rg-tripgen-word-prod", 1, 90),
    ("network.VirtualNetwork", "vnet-tripgen-word-prod", 2, 64),
    ("network.Subnet", "snet-tripgen-word-prod", 1, 80),
    ("network.NetworkSecurityGroup", "nsg-tripgen-word-prod", 1, 80),
    ("network.SecurityRule", "nsgsr-tripgen-word-prod", 1, 80),
    ("network.RouteTable", "rt-tripgen-word-prod", 1, 80),
    ("network.NatGateway", "ng-tripgen-word-prod", 1, 80),
    ("network.PublicIPPrefix", "ippre-tripgen-word-prod", 1, 80),
    ("network.PublicIPAddress", "pip-tripgen-word-prod", 1, 80),
    ("network.ApplicationGateway", "agw-tripgen-word-prod", 1, 80),
    ("network.WebApplicationFirewallPolicy", "waf-tripgen-word-prod", 1, 80),
    ("network.PrivateEndpoint", "pep-tripgen-word-prod", 2, 64),
    ("network.PrivateDnsZoneGroup", "", 1, 80),
    ("network.NetworkInterface", "nic-tripgen-word-prod", 1, 80),
    ("privatedns.VirtualNetworkLink", "vnl-tripgen-word-prod", 1, 80),
    ("cdn.Profile", "afd-tripgen-word-prod", 1, 260),
    ("cdn.AFDEndpoint", "fde-tripgen-word-prod", 1, 46),
    ("cdn.AFDOriginGroup", "fdog-tripgen-word-prod", 1, 90),
    ("cdn.AFDOrigin", "fdo-tripgen-word-prod", 1, 90),
    ("cdn.Route", "fdr-tripgen-word-prod", 1, 90),
    ("cdn.AFDCustomDomain", "fdd-tripgen-word-prod", 2, 260),
    ("cdn.SecurityPolicy", "fdsp-tripgen-word-prod", 1, 260),
    ("frontdoor.Policy", "fdfptripgenwordprod", 1, 128),
    ("consumption.Budget", "budget-tripgen-word-prod", 1, 63),
    ("containerservice.ManagedCluster", "aks-tripgen-word-prod", 1, 63),
    ("containerservice.ManagedCluster.dnsPrefix", "aks-tripgen-word-prod", 1, 54),
    ("containerservice.ManagedCluster.nodeResourceGroup", "rgaks-tripgen-word-prod", 1, 80),
    ("containerservice.AgentPool", "", 1, 12),
    ("managedidentity.UserAssignedIdentity", "id-tripgen-word-prod", 3, 63),
    ("managedidentity.FederatedIdentityCredential", "fic-tripgen-word-prod", 3, 120),
    ("dbforpostgresql.Server", "psql-tripgen-word-prod-d82f", 3, 63),
    ("dbforpostgresql.VirtualEndpoint", "psqlve-tripgen-word-prod-d82f", 3, 63),
    ("dbforpostgresql.Database", "", 1, 63),
    ("redisenterprise.RedisEnterprise", "amr-tripgen-word-prod-d82f", 1, 60),
    ("servicebus.Namespace", "sbns-tripgen-word-prod-d82f", 6, 50),
    ("servicebus.Queue", "", 1, 260),
    ("servicebus.Topic", "", 1, 260),
    ("servicebus.Subscription", "", 1, 50),
    ("servicebus.Rule", "", 1, 50),
    ("servicebus.DisasterRecoveryConfig", "sbdr-tripgen-word-prod-d82f", 6, 50),
    ("keyvault.Vault", "kv-tripgen-word-cab9387e", 3, 24),
    ("keyvault.Secret", "", 1, 127),
    ("keyvault.Key", "", 1, 127),
    ("authorization.PolicyAssignment", "", 1, 64),
    ("eventgrid.SystemTopic", "egst-tripgen-word-prod", 3, 50),
    ("eventgrid.SystemTopicEventSubscription", "", 3, 64),
    ("storage.StorageAccount", "sttripgenwordprodd82f", 3, 24),
    ("containerregistry.Registry", "crtripgenwordprodd82f", 5, 50),
    ("containerregistry.Replication", "", 5, 50),
    ("monitor.AzureMonitorWorkspace", "amw-tripgen-word-prod", 4, 44),
    ("monitor.DataCollectionRule", "dcr-tripgen-word-prod", 3, 64),
    ("monitor.DataCollectionEndpoint", "dce-tripgen-word-prod", 3, 44),
    ("monitor.DataCollectionRuleAssociation", "dcra-tripgen-word-prod", 3, 64),
    ("alertsmanagement.PrometheusRuleGroup", "prg-tripgen-word-prod", 1, 260),
    ("monitor.PrivateLinkScope", "ampls-tripgen-word-prod", 1, 255),
    ("monitor.PrivateLinkScopedResource", "", 1, 255),
    ("monitor.ActionGroup", "ag-tripgen-word-prod", 1, 260),
    ("monitor.MetricAlert", "ar-tripgen-word-prod", 1, 260),
    ("monitor.DiagnosticSetting", "", 1, 260),
    ("dashboard.Grafana", "amg-tripgen-wo-cab9387e", 2, 23),
    ("operationalinsights.Table", "", 2, 63),
    ("operationalinsights.Workspace", "log-tripgen-word-prod", 4, 63),
    ("applicationinsights.Component", "appi-tripgen-word-prod", 1, 260),
    ("ec2.Vpc", "vpc-tripgen-word-prod", 1, 255),
    ("ec2.Subnet", "subnet-tripgen-word-prod", 1, 255),
    ("ec2.InternetGateway", "igw-tripgen-word-prod", 1, 255),
    ("ec2.NatGateway", "nat-tripgen-word-prod", 1, 255),
    ("ec2.Eip", "eip-tripgen-word-prod", 1, 255),
    ("ec2.RouteTable", "rtb-tripgen-word-prod", 1, 255),
    ("ec2.VpcEndpoint", "vpce-tripgen-word-prod", 1, 255),
    ("ec2.FlowLog", "fl-tripgen-word-prod", 1, 255),
    ("ec2.SecurityGroup", "firewall-tripgen-word-prod", 1, 255),
    ("ec2.LaunchTemplate", "nodes-tripgen-word-prod", 3, 128),
    ("s3.Bucket", "logs-tripgen-word-prod-d82f", 3, 63),
    ("kinesis.FirehoseDeliveryStream", "archive-tripgen-word-prod", 1, 64),
    ("amp.Workspace", "metrics-tripgen-word-prod", 1, 100),
    ("amp.Scraper", "scraper-tripgen-word-prod", 1, 100),
    ("amp.RuleGroupNamespace", "rules-tripgen-word-prod", 1, 128),
    ("grafana.Workspace", "dashboards-tripgen-word-prod", 1, 255),
    ("s3.Bucket.objects", "bucket-tripgen-word-prod-d82f", 3, 63),
    ("eks.Cluster", "eks-tripgen-word-prod", 1, 100),
    ("eks.NodeGroup", "", 1, 63),
    ("backup.Vault", "backup-tripgen-word-prod", 2, 50),
    ("backup.Plan", "backup-tripgen-word-prod", 1, 50),
    ("backup.Selection", "backup-tripgen-word-prod", 1, 50),
    ("backup.RestoreTestingPlan", "drill_tripgen_word_prod", 1, 50),
    ("backup.RestoreTestingSelection", "drill_tripgen_word_prod", 1, 50),
    ("cloudwatch.EventRule", "event-tripgen-word-prod", 1, 64),
    ("sfn.StateMachine", "states-tripgen-word-prod", 1, 80),
    ("budgets.Budget", "budget-tripgen-word-prod", 1, 100),
    ("ecr.Repository", "tripgen-word-prod", 2, 100),
    ("elasticache.ReplicationGroup", "cache-tripgen-word-prod", 1, 40),
    ("elasticache.SubnetGroup", "cache-tripgen-word-prod", 1, 255),
    ("elasticache.ParameterGroup", "cache-tripgen-word-prod", 1, 255),
    ("elasticache.User", "cache-tripgen-word-prod", 1, 40),
    ("elasticache.UserGroup", "cache-tripgen-word-prod", 1, 40),
    ("opensearch.Domain", "search-tripgen-word-prod", 3, 28),
    ("iam.Role", "role-tripgen-word-prod", 1, 64),
    ("kms.Alias", "key-tripgen-word-prod", 1, 250),
    ("sns.Topic", "sns-tripgen-word-prod", 1, 251),
    ("sqs.Queue", "sqs-tripgen-word-prod", 1, 75),
    ("cloudwatch.LogResourcePolicy", "logs-tripgen-word-prod", 1, 255),
    ("cloudwatch.MetricAlarm", "alarm-tripgen-word-prod", 1, 255),
    ("secretsmanager.Secret", "secret-tripgen-word-prod", 1, 256),
    ("rds.Instance", "pg-tripgen-word-prod", 1, 63),
    ("rds.SubnetGroup", "pg-tripgen-word-prod", 1, 255),
    ("rds.ParameterGroup", "pg-tripgen-word-prod", 1, 255),
    ("autoscaling.Group", "servers-tripgen-word-prod", 1, 255),
    ("lb.LoadBalancer", "alb-tripgen-word-prod", 1, 32),
    ("lb.TargetGroup", "tg-tripgen-word-prod", 1, 32),
    ("iam.InstanceProfile", "profile-tripgen-word-prod", 1, 128),
    ("cloudwatch.LogGroup", "servers-tripgen-word-prod", 1, 512),
    ("cloudfront.OriginAccessControl", "files-tripgen-word-prod", 1, 64),
    ("cloudfront.VpcOrigin", "origin-tripgen-word-prod", 1, 64),
    ("wafv2.WebAcl", "waf-tripgen-word-prod", 1, 128),
    ("wafv2.WebAclLoggingConfiguration", "aws-waf-logs-tripgen-word-prod", 13, 512),
    ("cloudwatch.LogDeliverySource", "edge-tripgen-word-prod", 1, 60),
    ("cloudwatch.LogDeliveryDestination", "edge-tripgen-word-prod", 1, 60),
]
"""Kind, name of `word` in production of `tripgen` where one is made, and the provider's lengths."""


@pytest.mark.parametrize(("kind", "name", "shortest", "longest"), ROWS)
def test_what_a_plain_name_becomes(kind: str, name: str, shortest: int, longest: int) -> None:
    """Prefix, project, word and stack, by the provider's lengths; four digits more where all share names."""
    rule = rules()[kind]
    assert (rule.shortest, rule.longest) == (shortest, longest)
    assert rule.is_global is (kind in PUBLIC)
    assert rule.reserved == (("microsoft", "windows") if kind in PUBLIC else ())
    # Repositories stand in a list of their own, where a word before each would tell nothing.
    assert (rule.prefix == "") is (kind in OWN or kind == "ecr.Repository")
    assert name == ("" if kind in OWN else PROD.physical(kind, "word"))


def test_no_kind_is_left_out() -> None:
    """Each has its row above."""
    assert [row[0] for row in ROWS] == list(rules())


_NETWORK = [
    "network.VirtualNetwork",
    "network.Subnet",
    "network.NetworkSecurityGroup",
    "network.PublicIPAddress",
]
_FRONT_DOOR = ["cdn.Profile", "cdn.AFDEndpoint", "cdn.AFDOrigin", "cdn.Route", "cdn.AFDCustomDomain"]
_TAGGED = ["ec2.Vpc", "ec2.Subnet", "ec2.NatGateway", "ec2.RouteTable", "ec2.VpcEndpoint", "ec2.FlowLog"]
_BUCKETS = ["s3.Bucket", "s3.Bucket.objects"]
_CACHE = [
    "elasticache.ReplicationGroup",
    "elasticache.SubnetGroup",
    "elasticache.ParameterGroup",
    "elasticache.User",
    "elasticache.UserGroup",
]


@pytest.mark.parametrize(
    ("kinds", "taken", "refused"),
    [
        (["resources.ResourceGroup"], ["rg-a.b_(c)", "1", "-a"], ["rg.", "rg a", "rg/a"]),
        (_NETWORK, ["ab", "a.b-c_", "1_"], ["_ab", "-ab", "ab-", "ab.", "a/b"]),
        (_FRONT_DOOR, ["ab", "a-b", "1b"], ["a_b", "a.b", "-ab", "ab-"]),
        (["frontdoor.Policy"], ["ab", "A1"], ["1a", "a-b", "a_b"]),
        (["consumption.Budget"], ["a_b-c", "-a"], ["a.b", "a b"]),
        (["containerservice.ManagedCluster"], ["a", "a_b-c"], ["_a", "a_", "a.b"]),
        (["containerservice.ManagedCluster.dnsPrefix"], ["a", "a-b"], ["a_b", "-a", "a-"]),
        (["containerservice.AgentPool"], ["a1"], ["1a", "A", "a-b"]),
        (["managedidentity.UserAssignedIdentity"], ["abc", "a_b-"], ["-ab", "_ab", "a.b"]),
        (["dbforpostgresql.Server"], ["abc", "a-b"], ["Abc", "-ab", "ab-", "a_b"]),
        (["dbforpostgresql.Database"], ["_a", "a_1"], ["1a", "a-b", "A"]),
        (["redisenterprise.RedisEnterprise"], ["a", "a-b"], ["a--b", "-a", "a-", "a_b"]),
        (
            ["servicebus.Namespace"],
            ["abcdef", "a-sbx12"],
            ["1bcdef", "abcde-", "abcd-sb", "abcd-mgmt", "ab_cde"],
        ),
        (["servicebus.Queue", "servicebus.Topic"], ["a/b", "a_b.c"], ["/a", "a/", "_a"]),
        (["servicebus.Subscription", "servicebus.Rule"], ["a_b.c"], ["a/b", "_a", "a-"]),
        (["keyvault.Vault"], ["abc", "a-b1"], ["1ab", "a--b", "ab-", "a_b"]),
        (["keyvault.Secret", "keyvault.Key"], ["a", "-1-"], ["a_b", "a.b"]),
        (["containerregistry.Registry"], ["abcde", "12345"], ["ab-cd", "ab_cd"]),
        (["monitor.AzureMonitorWorkspace"], ["abcd", "1-cd"], ["-bcd", "abc-", "ab_c"]),
        (["monitor.ActionGroup"], ["a", "a.b_(c)"], ["_a", "a.", "a/b"]),
        (["dashboard.Grafana"], ["ab", "a-b"], ["1b", "a-", "a_b"]),
        (["operationalinsights.Table"], ["Ab", "A_1"], ["ab", "_A", "A-b"]),
        (["operationalinsights.Workspace"], ["abcd", "1-cd"], ["-bcd", "abc-", "ab_c"]),
        (_TAGGED, ["a", "1.b_-"], ["-a", "_a", ".a"]),
        (["ec2.SecurityGroup"], ["a", "firewall-a", "sgx"], ["sg-a", "-a"]),
        (["ec2.LaunchTemplate"], ["abc", "a.b_"], ["-ab", "a/b"]),
        (_BUCKETS, ["abc", "1-c"], ["Abc", "-bc", "ab-", "xn--a", "sthree-a", "a-s3alias", "a_b"]),
        (["eks.Cluster", "eks.NodeGroup"], ["a", "a_b-"], ["-a", "_a", "a.b"]),
        (["ecr.Repository"], ["pms-prod", "a.b_c"], ["Pms", "a/b", "-a", "a-", "a--b"]),
        (_CACHE, ["a", "a-b1"], ["1a", "a--b", "a-", "A", "a.b"]),
        (["backup.Vault", "backup.Plan", "sfn.StateMachine"], ["ab", "-1_"], ["a.b", "a b"]),
        (["backup.Selection"], ["database", "-1_"], ["a.b", "a b"]),
        (["backup.RestoreTestingPlan", "backup.RestoreTestingSelection"], ["a", "_1"], ["a-b", "a.b"]),
        (["cloudwatch.EventRule", "cloudwatch.MetricAlarm"], ["a", "-1_."], ["a/b", "a b"]),
        (["opensearch.Domain"], ["abc", "a-b1"], ["1ab", "a--b", "ab-", "Abc", "a.b"]),
        (["iam.Role"], ["a+=,.@-_", "-a"], ["a/b", "a b"]),
        (["kms.Alias"], ["a/b_c-"], ["a.b", "a:b"]),
        (["sns.Topic", "sqs.Queue"], ["a-b_C1"], ["a.b", "a/b"]),
        (["cloudwatch.LogResourcePolicy", "cloudwatch.MetricAlarm"], ["a.b_c-"], ["a:b", "a b"]),
        (["kinesis.FirehoseDeliveryStream"], ["a.B_c-1"], ["a/b", "a b"]),
        (["amp.Workspace", "amp.Scraper", "amp.RuleGroupNamespace"], ["a.B_c-1"], ["-a", ".a", "a b"]),
        (["grafana.Workspace"], ["a.B_c-1~"], ["a/b", "a b"]),
        (["secretsmanager.Secret"], ["a/b_+=.@-"], ["a b", "a:b"]),
        (["rds.Instance", "rds.ParameterGroup"], ["a", "a-b1"], ["1a", "a--b", "a-", "A"]),
        (["rds.SubnetGroup"], ["1", "a.b_c-"], ["A", "-a", "_a"]),
        (["autoscaling.Group"], ["a", "a.b_-"], ["a:b", "a b"]),
        (["lb.LoadBalancer"], ["a", "a-B1"], ["-a", "a-", "internal-a", "a_b"]),
        (["lb.TargetGroup"], ["a", "internal-a"], ["-a", "a-", "a_b", "a.b"]),
        (["iam.InstanceProfile"], ["a+=,.@-_"], ["a/b", "a b"]),
        (["wafv2.WebAcl"], ["a", "a_b-"], ["a.b", "a b"]),
        (["cloudwatch.LogGroup"], ["/a/b.c_#-"], ["a b", "a:b"]),
    ],
)
def test_what_a_provider_takes(kinds: list[str], taken: list[str], refused: list[str]) -> None:
    """Letters at the beginning, in the middle and at the end."""
    for kind in kinds:
        rule = rules()[kind]
        assert (kind, [each for each in taken if not rule.accepts(each)]) == (kind, [])
        assert (kind, [each for each in refused if rule.accepts(each)]) == (kind, [])


@pytest.mark.parametrize("kind", ["servicebus.Namespace", "keyvault.Secret", "containerregistry.Registry"])
def test_the_shortest_and_the_longest_name_are_taken(kind: str) -> None:
    """One letter less, or more, is not."""
    rule = rules()[kind]
    for length, taken in (
        (rule.shortest, True),
        (rule.longest, True),
        (rule.shortest - 1, False),
        (rule.longest + 1, False),
    ):
        assert rule.accepts("a" * length) is taken


@pytest.mark.parametrize("kind", sorted(PUBLIC))
@pytest.mark.parametrize("word", ["microsoft", "windows"])
def test_both_trademarks_are_refused_in_public_names(kind: str, word: str) -> None:
    """Wherever they stand, in a name as it is made and as it stands."""
    with pytest.raises(NameRefusedError, match=f"it holds the reserved word '{word}'"):
        Naming(word, "prod").physical(kind)
    assert not rules()[kind].accepts(f"a{word}b".upper() if kind == "keyvault.Vault" else f"a{word}b")
