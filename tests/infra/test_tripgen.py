"""TripGen's requirements against the plan of production: each row that infra/README.md says is held."""

from __future__ import annotations

import json
import re
from ipaddress import IPv4Network
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from jiban.model.plan import Plan, Unknown
from jiban.plan.run import plan
from tests.infra.tripgen import of_type, one

ROOT = Path(__file__).parents[2]
SERVICES = ("user", "trip", "ai", "location")


def test_t1_the_network_has_the_documents_ranges(prod: Plan) -> None:
    """T1: 10.0.0.0/16; application, database, cache and gateway subnets, and one for other endpoints."""
    assert one(prod, "VirtualNetwork")["addressSpace"]["addressPrefixes"] == ["10.0.0.0/16"]
    assert {name: subnet.inputs["addressPrefix"] for name, subnet in of_type(prod, "Subnet").items()} == {
        "network-subnet-application": "10.0.1.0/24",
        "network-subnet-database": "10.0.2.0/24",
        "network-subnet-cache": "10.0.3.0/24",
        "network-subnet-gateway": "10.0.4.0/24",
        "network-subnet-endpoints": "10.0.5.0/24",
        "network-subnet-management": "10.0.192.0/20",
    }


def test_t1_services_pods_and_network_are_disjoint(prod: Plan) -> None:
    """T1: no range overlaps another."""
    profile = one(prod, "ManagedCluster")["networkProfile"]
    ranges = [IPv4Network(each) for each in ("10.0.0.0/16", profile["podCidr"], profile["serviceCidr"])]
    assert not [pair for pair in combinations(ranges, 2) if pair[0].overlaps(pair[1])]


def test_t1_the_way_out_is_private(prod: Plan) -> None:
    """T1: a security group and no implicit way out; one NAT gateway serves nodes and operators."""
    subnets = of_type(prod, "Subnet")
    assert all(subnet.inputs["defaultOutboundAccess"] is False for subnet in subnets.values())
    assert all("networkSecurityGroup" in subnet.inputs for subnet in subnets.values())
    assert {name for name, subnet in subnets.items() if "natGateway" in subnet.inputs} == {
        "network-subnet-application",
        "network-subnet-management",
    }
    assert one(prod, "ManagedCluster")["networkProfile"]["outboundType"] == "userAssignedNATGateway"


def test_t2_the_cluster_is_private_and_knows_the_directory(prod: Plan) -> None:
    """T2: private, Standard tier, Entra RBAC without local accounts, a network policy engine."""
    cluster = one(prod, "ManagedCluster")
    assert cluster["apiServerAccessProfile"]["enablePrivateCluster"] is True
    assert cluster["sku"] == {"name": "Base", "tier": "Standard"}
    assert (cluster["aadProfile"]["managed"], cluster["aadProfile"]["enableAzureRBAC"]) == (True, True)
    assert cluster["disableLocalAccounts"] is True
    assert cluster["networkProfile"]["networkPolicy"] == "cilium"


def test_t2_the_system_pool(prod: Plan) -> None:
    """T2: D2s_v3, 3 to 5 nodes, three zones."""
    pool = of_type(prod, "AgentPool")["cluster-pool-system"].inputs
    assert (pool["mode"], pool["vmSize"], pool["minCount"], pool["maxCount"]) == (
        "System",
        "Standard_D2s_v3",
        3,
        5,
    )
    assert pool["availabilityZones"] == ["1", "2", "3"]


def test_t2_the_application_pool(prod: Plan) -> None:
    """T2: D4s_v3, 3 to 10 nodes, three zones, tainted."""
    pool = of_type(prod, "AgentPool")["cluster-pool-apps"].inputs
    assert (pool["vmSize"], pool["minCount"], pool["maxCount"]) == ("Standard_D4s_v3", 3, 10)
    assert pool["availabilityZones"] == ["1", "2", "3"]
    assert pool["nodeTaints"] == ["application-workload=true:NoSchedule"]


RESOURCES = {
    "user": ("200m", "512Mi", "1000m", "1Gi"),
    "trip": ("500m", "1Gi", "2000m", "2Gi"),
    "ai": ("1000m", "2Gi", "4000m", "4Gi"),
    "location": ("200m", "512Mi", "1000m", "1Gi"),
}


@pytest.mark.parametrize("service", SERVICES)
def test_t3_requests_and_limits(prod: Plan, service: str) -> None:
    """T3: processor and memory, asked for and at most."""
    pod = of_type(prod, "Deployment")[f"{service}-deployment"].inputs["spec"]["template"]["spec"]
    found = pod["containers"][0]["resources"]
    asked, limit = found["requests"], found["limits"]
    assert (asked["cpu"], asked["memory"], limit["cpu"], limit["memory"]) == RESOURCES[service]


@pytest.mark.parametrize("service", SERVICES)
def test_t3_placement(prod: Plan, service: str) -> None:
    """T3: the taint is tolerated; pods are held apart by zone and kept apart by node."""
    pod = of_type(prod, "Deployment")[f"{service}-deployment"].inputs["spec"]["template"]["spec"]
    assert {
        "key": "application-workload",
        "operator": "Equal",
        "value": "true",
        "effect": "NoSchedule",
    } in pod["tolerations"]
    assert {each["topologyKey"]: each["whenUnsatisfiable"] for each in pod["topologySpreadConstraints"]} == {
        "topology.kubernetes.io/zone": "DoNotSchedule",
        "kubernetes.io/hostname": "ScheduleAnyway",
    }


def scaling(prod: Plan, service: str) -> tuple[int, int, dict[str, int]]:
    """Return the fewest and the most pods of a service, and what it follows, by metric."""
    plain = of_type(prod, "HorizontalPodAutoscaler").get(f"{service}-autoscaler")
    if plain:
        spec = plain.inputs["spec"]
        metrics = {
            m["resource"]["name"]: m["resource"]["target"]["averageUtilization"] for m in spec["metrics"]
        }
        return spec["minReplicas"], spec["maxReplicas"], metrics
    spec = of_type(prod, "ScaledObject")[f"{service}-autoscaler"].inputs["spec"]
    values = {
        trigger["type"]: int(
            trigger["metadata"].get("value")
            or trigger["metadata"].get("threshold")
            or trigger["metadata"]["messageCount"]
        )
        for trigger in spec["triggers"]
    }
    return spec["minReplicaCount"], spec["maxReplicaCount"], values


def test_t4_autoscaling(prod: Plan) -> None:
    """T4: the document's numbers; what a plain autoscaler cannot see goes through KEDA."""
    assert {service: scaling(prod, service) for service in SERVICES} == {
        "user": (3, 10, {"cpu": 70, "memory": 80, "prometheus": 100}),
        "trip": (3, 15, {"cpu": 70, "memory": 80, "prometheus": 50}),
        "ai": (2, 8, {"cpu": 80, "memory": 85, "azure-servicebus": 10}),
        "location": (2, 6, {"cpu": 70}),
    }


def test_t4_the_autoscaler_alone_sets_the_number_of_pods(prod: Plan) -> None:
    """T4: a deployment under an autoscaler says only where it begins."""
    deployments = of_type(prod, "Deployment")
    assert {
        f"{name}-deployment": deployments[f"{name}-deployment"].options.ignore_changes for name in SERVICES
    } == {
        "user-deployment": ("spec.replicas",),
        "trip-deployment": ("spec.replicas",),
        "ai-deployment": ("spec.replicas",),
        "location-deployment": ("spec.replicas",),
    }


def test_t5_every_budget_allows_a_drain_at_the_minimum(prod: Plan) -> None:
    """T5: 2, 2, 1 and 1 pods must stay, which is fewer than the autoscaler ever leaves."""
    budgets = {
        name.removesuffix("-budget"): budget.inputs["spec"]["minAvailable"]
        for name, budget in of_type(prod, "PodDisruptionBudget").items()
        if name.removesuffix("-budget") in SERVICES
    }
    assert budgets == {"user": 2, "trip": 2, "ai": 1, "location": 1}
    assert {service: scaling(prod, service)[0] - stay for service, stay in budgets.items()} == {
        "user": 1,
        "trip": 1,
        "ai": 1,
        "location": 1,
    }


def test_t6_everything_is_denied_that_is_not_listed(prod: Plan) -> None:
    """T6: one policy of the namespace closes all pods in both directions."""
    closed = of_type(prod, "NetworkPolicy")["namespace-deny-all"].inputs["spec"]
    assert closed == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_t6_the_gateway_reaches_the_entrances_on_8080(prod: Plan) -> None:
    """T6: its pods to user, trip and location; the AI service gets its work from the queue."""
    rules = {s: of_type(prod, "NetworkPolicy")[f"{s}-policy"].inputs["spec"]["ingress"] for s in SERVICES}
    gateway = {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "tripgen-ingress"}},
        "podSelector": {
            "matchLabels": {
                "app.kubernetes.io/component": "proxy",
                "app.kubernetes.io/managed-by": "envoy-gateway",
                "app.kubernetes.io/name": "envoy",
                "gateway.envoyproxy.io/owning-gateway-name": "gateway",
            }
        },
    }
    assert {s: [rule["ports"] for rule in rules[s] if gateway in rule["from"]] for s in SERVICES} == {
        "user": [[{"port": 8080, "protocol": "TCP"}]],
        "trip": [[{"port": 8080, "protocol": "TCP"}]],
        "ai": [],
        "location": [[{"port": 8080, "protocol": "TCP"}]],
    }


def test_t10_requests_of_the_api_reach_the_services(prod: Plan) -> None:
    """T10: below /api/ each path leads to its service."""
    routes = of_type(prod, "HTTPRoute")
    found = {
        name: [(each["matches"][0]["path"]["value"], each["backendRefs"][0]["name"]) for each in rules]
        for name, rules in ((name, route.inputs["spec"]["rules"]) for name, route in routes.items())
    }
    assert found == {
        "user-canary-route": [("/api/users", "user")],
        "trip-canary-route": [("/api/trips", "trip")],
        "location-canary-route": [("/api/locations", "location")],
    }


def test_t10_the_gateway_has_an_address_inside(prod: Plan) -> None:
    """T10: what stands at the edge sends to one address of the nodes' subnet, over TLS."""
    (proxies,) = of_type(prod, "EnvoyProxy").values()
    service = proxies.inputs["spec"]["provider"]["kubernetes"]["envoyService"]
    (gateway,) = of_type(prod, "gateway.networking.k8s.io/v1:Gateway").values()
    (listener,) = gateway.inputs["spec"]["listeners"]
    assert (service["annotations"], listener["port"], listener["protocol"]) == (
        {
            "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
            "service.beta.kubernetes.io/azure-load-balancer-ipv4": "10.0.1.254",
        },
        443,
        "HTTPS",
    )


def test_t10_the_firewall_prevents_with_managed_rules(prod: Plan) -> None:
    """T10: before every domain, 100 requests a minute and client, and the document's two countries."""
    policy = one(prod, "frontdoor:Policy")
    assert policy["policySettings"]["mode"] == "Prevention"
    assert [rule["ruleSetType"] for rule in policy["managedRules"]["managedRuleSets"]] == [
        "Microsoft_DefaultRuleSet",
        "Microsoft_BotManagerRuleSet",
    ]
    rules = {rule["name"]: rule for rule in policy["customRules"]["rules"]}
    assert rules["requestsPerMinute"]["rateLimitThreshold"] == 100
    assert rules["blockedCountries"]["matchConditions"][0]["matchValue"] == ["CN", "RU"]


def test_t10_copies_are_kept_of_static_content(prod: Plan) -> None:
    """T10: the CDN is a route of the Front Door."""
    routes = of_type(prod, "cdn:Route")
    assert routes["edge-route-static"].inputs["patternsToMatch"] == ["/static/*"]
    assert "cacheConfiguration" in routes["edge-route-static"].inputs
    assert "cacheConfiguration" not in routes["edge-route-all"].inputs


def test_t10_the_gateway_stands_in_three_zones_and_scales(prod: Plan) -> None:
    """T10: WAF_v2, a wildcard certificate from the vault, to the gateway inside the cluster."""
    gateway = one(prod, "ApplicationGateway")
    assert gateway["sku"] == {"name": "WAF_v2", "tier": "WAF_v2"}
    assert gateway["zones"] == ["1", "2", "3"]
    assert gateway["autoscaleConfiguration"] == {"maxCapacity": 10, "minCapacity": 2}
    assert gateway["httpListeners"][0]["hostNames"] == ["*.tripgen.example"]
    assert gateway["backendAddressPools"][0]["backendAddresses"] == [{"ipAddress": "10.0.1.254"}]


def test_t10_only_the_edge_is_reached_from_the_internet(prod: Plan) -> None:
    """T10: the gateway's is the only public address, and Front Door alone gets to its subnet."""
    assert list(of_type(prod, "PublicIPAddress")) == ["edge-gateway-address"]
    rules = of_type(prod, "NetworkSecurityGroup")["network-nsg-gateway"].inputs["securityRules"]
    assert {rule["name"]: rule["sourceAddressPrefix"] for rule in rules} == {
        "gateway-manager": "GatewayManager",
        "load-balancer": "AzureLoadBalancer",
        "front-door": "AzureFrontDoor.Backend",
        "deny-all": "*",
    }


def test_t10_the_path_to_the_gateway_is_a_declared_choice(prod: Plan) -> None:
    """T10: the service tag, or a link with a subnet of its own, whose policies are off, and no listener."""
    # A link leads to one gateway, and one gateway meets no objective for the loss of a region.
    edge = yaml.safe_load((ROOT / "Pulumi.prod.yaml").read_text(encoding="utf-8"))["config"]["jiban:edge"]
    asked = {**edge, "path": "private_link", "second_origin": None}
    no_objective = 'jiban:objectives={"recovery":null}'
    linked = plan(ROOT, "prod", overrides=(f"jiban:edge={json.dumps(asked)}", no_objective))
    rules = {
        path: [each["name"] for each in groups["network-nsg-gateway"].inputs["securityRules"]]
        for path, groups in (
            ("service_tag", of_type(prod, "NetworkSecurityGroup")),
            ("private_link", of_type(linked, "NetworkSecurityGroup")),
        )
    }
    assert rules == {
        "service_tag": ["gateway-manager", "load-balancer", "front-door", "deny-all"],
        "private_link": ["gateway-manager", "load-balancer", "front-door-link", "deny-all"],
    }
    subnet = of_type(linked, "Subnet")["network-subnet-link"].inputs
    assert (subnet["addressPrefix"], subnet["privateLinkServiceNetworkPolicies"]) == (
        "10.0.208.0/20",
        "Disabled",
    )
    (listener,) = one(linked, "ApplicationGateway")["httpListeners"]
    assert listener["name"] == "https"
    assert "sharedPrivateLinkResource" in of_type(linked, "AFDOrigin")["edge-origin"].inputs


def test_t10_development_has_no_edge(dev: Plan) -> None:
    """T10: it would cost more than the rest."""
    assert not of_type(dev, "cdn:Profile")
    assert not of_type(dev, "ApplicationGateway")


def test_t6_the_database_is_an_address(prod: Plan) -> None:
    """T6: user and trip reach the range of the database's endpoint on 5432, and nobody else does."""
    database = {"to": [{"ipBlock": {"cidr": "10.0.2.0/24"}}], "ports": [{"port": 5432, "protocol": "TCP"}]}
    policies = of_type(prod, "NetworkPolicy")
    assert [s for s in SERVICES if database in policies[f"{s}-policy"].inputs["spec"]["egress"]] == [
        "user",
        "trip",
    ]


def test_t7_the_primary(prod: Plan) -> None:
    """T7: D4s_v3, 256 GB, a standby in another zone, 35 days of backup, also elsewhere, no public access."""
    primary = of_type(prod, "Server")["postgres-primary"].inputs
    assert primary["sku"] == {"name": "Standard_D4s_v3", "tier": "GeneralPurpose"}
    assert primary["storage"]["storageSizeGB"] == 256
    assert primary["highAvailability"] == {"mode": "ZoneRedundant", "standbyAvailabilityZone": "2"}
    assert primary["availabilityZone"] == "1"
    assert primary["backup"] == {"backupRetentionDays": 35, "geoRedundantBackup": "Enabled"}
    assert primary["network"]["publicNetworkAccess"] == "Disabled"


def test_t7_two_replicas_one_in_korea_south(prod: Plan) -> None:
    """T7: both of the primary's size, one next door, one in Korea South."""
    replicas = {name: r.inputs for name, r in of_type(prod, "Server").items() if "createMode" in r.inputs}
    assert {name: (each["location"], each["sku"]["name"]) for name, each in replicas.items()} == {
        "postgres-replica-local": ("koreacentral", "Standard_D4s_v3"),
        "postgres-replica-south": ("koreasouth", "Standard_D4s_v3"),
    }


def test_t8_the_cache_has_shards_copies_and_no_keys(prod: Plan) -> None:
    """T8: clients reach the shards, each has a copy in another zone, and sign in by the directory alone."""
    cluster, database = one(prod, "RedisEnterprise"), one(prod, "redisenterprise:Database")
    assert (cluster["sku"], cluster["highAvailability"]) == ({"name": "Balanced_B10"}, "Enabled")
    assert cluster["publicNetworkAccess"] == "Disabled"
    assert database["clusteringPolicy"] == "OSSCluster"
    assert (database["accessKeysAuthentication"], database["clientProtocol"]) == ("Disabled", "Encrypted")


def test_t8_what_is_lost_at_most_is_a_second(prod: Plan) -> None:
    """T8: sessions stand in it, so it keeps a log; of the document's two kinds one excludes the other."""
    assert one(prod, "redisenterprise:Database")["persistence"] == {
        "aofEnabled": True,
        "aofFrequency": "1s",
        "rdbEnabled": False,
    }


def test_t9_messages_are_copied_to_korea_south(prod: Plan) -> None:
    """T9: ten minutes behind at most, of the fifteen that may be lost."""
    assert one(prod, "servicebus:Namespace")["geoDataReplication"] == {
        "maxReplicationLagDurationInSeconds": 600,
        "locations": [
            {"locationName": "koreacentral", "roleType": "Primary"},
            {"locationName": "koreasouth", "roleType": "Secondary"},
        ],
    }


def test_t9_somebody_hears_of_dead_letters_depth_and_throttling(prod: Plan) -> None:
    """T9: each queue and topic is looked at, and the copy."""
    alarms = [
        each.inputs["criteria"]["allOf"][0]
        for name, each in of_type(prod, "monitor:MetricAlert").items()
        if name.startswith("queue-alarms-")
    ]
    assert {each["metricName"]: each["threshold"] for each in alarms} == {
        "DeadletteredMessages": 0,
        "ActiveMessages": 100,
        "ThrottledRequests": 0,
        "ReplicationLagDuration": 480,
    }


def test_t9_the_broker_and_its_queues(prod: Plan) -> None:
    """T9: Premium and closed; each queue's size, duplicate detection, sessions and dead letters."""
    namespace = one(prod, "servicebus:Namespace")
    assert namespace["sku"] == {"name": "Premium", "tier": "Premium", "capacity": 1}
    assert (namespace["publicNetworkAccess"], namespace["disableLocalAuth"]) == ("Disabled", True)
    queues = [each.inputs for each in of_type(prod, "servicebus:Queue").values()]
    assert {
        each["queueName"]: (
            each["maxSizeInMegabytes"],
            each["requiresDuplicateDetection"],
            each["requiresSession"],
            each["deadLetteringOnMessageExpiration"],
        )
        for each in queues
    } == {
        "ai_schedule_generation": (5120, True, True, True),
        "location_search": (2048, False, False, True),
        "notification": (1024, True, False, True),
    }


def test_t9_every_subscription_of_the_topic(prod: Plan) -> None:
    """T9: audit, monitoring and analytics each get every system event."""
    assert sorted(
        (each.inputs["topicName"], each.inputs["subscriptionName"])
        for each in of_type(prod, "servicebus:Subscription").values()
    ) == [
        ("system_events", "analytics_subscription"),
        ("system_events", "audit_subscription"),
        ("system_events", "monitoring_subscription"),
    ]


def test_t11_the_vault_is_premium_and_private(prod: Plan) -> None:
    """T11: hardware keys can be held, nothing but the private endpoint leads in, and roles say who reads."""
    vault = one(prod, "keyvault:Vault")["properties"]
    assert vault["sku"]["name"] == "premium"
    assert vault["publicNetworkAccess"] == "disabled"
    assert vault["networkAcls"] == {"bypass": "None", "defaultAction": "Deny"}
    assert (vault["enableRbacAuthorization"], vault["enablePurgeProtection"]) == (True, True)
    assert vault["softDeleteRetentionInDays"] == 90


def test_t11_keys_are_in_hardware_and_rotate(prod: Plan) -> None:
    """T11: the document's encryption keys are keys, which nobody can copy, and the vault rotates them."""
    properties = one(prod, "keyvault:Key")["properties"]
    assert properties["kty"] == "RSA-HSM"
    rotate, notify = properties["rotationPolicy"]["lifetimeActions"]
    assert rotate == {"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": "P90D"}}
    assert notify["action"] == {"type": "notify"}


def test_t11_a_secret_lives_for_ninety_days(prod: Plan) -> None:
    """T11: the vault refuses one that lives longer, so every secret comes up for renewal."""
    rule = one(prod, "authorization:PolicyAssignment")
    assert rule["parameters"] == {"maximumValidityInDays": {"value": 90}, "effect": {"value": "Audit"}}


def test_t11_somebody_hears_of_what_expires(prod: Plan) -> None:
    """T11: secrets, keys and certificates alike, soon and when they have."""
    subscriptions = of_type(prod, "eventgrid:SystemTopicEventSubscription").values()
    heard = {event for each in subscriptions for event in each.inputs["filter"]["includedEventTypes"]}
    assert heard == {
        f"Microsoft.KeyVault.{thing}{what}"
        for thing in ("Secret", "Key", "Certificate")
        for what in ("NearExpiry", "Expired")
    }
    assert {each.inputs["destination"]["endpointType"] for each in subscriptions} == {"MonitorAlert"}


def test_t11_people_fill_the_vault_by_roles(prod: Plan) -> None:
    """T11: the group of operators, for secrets, certificates and keys, and no access policy."""
    group = "00000000-0000-4000-8000-00000000a001"
    assert sorted(name for name in of_type(prod, "RoleAssignment") if name.startswith("vault-")) == [
        f"vault-certifies.{group}",
        f"vault-fills.{group}",
        f"vault-keeps-keys.{group}",
    ]


def test_t11_no_value_of_a_secret_is_deployed(prod: Plan) -> None:
    """T11: their owners fill them, and no certificate is made."""
    assert of_type(prod, "keyvault:Secret") == {}


def test_t20_the_cluster_is_upgraded_in_its_window(prod: Plan) -> None:
    """T20: Sundays from 02:00 in Korea for four hours, the least that AKS takes; nodes and control plane."""
    window = {
        "schedule": {"weekly": {"dayOfWeek": "Sunday", "intervalWeeks": 1}},
        "startTime": "02:00",
        "utcOffset": "+09:00",
        "durationHours": 4,
    }
    found = of_type(prod, "MaintenanceConfiguration").values()
    assert {each.inputs["configName"]: each.inputs["maintenanceWindow"] for each in found} == {
        "aksManagedAutoUpgradeSchedule": window,
        "aksManagedNodeOSUpgradeSchedule": window,
    }


def stated() -> dict[int, str]:
    """Return what infra/README.md says of each requirement, by its number."""
    text = (ROOT / "infra" / "README.md").read_text()
    return {
        int(row): state for row, state in re.findall(r"^\| T(\d+) \|[^|]+\| ([^|]+) \|", text, re.MULTILINE)
    }


def test_the_page_has_every_requirement() -> None:
    """The twenty rows are all there, each once."""
    assert sorted(stated()) == list(range(1, 21))


def test_a_row_that_is_held_has_a_test_and_no_other_has() -> None:
    """Held rows, whole or in part, are those that a test here, or beside this file, is named after."""
    texts = [file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py")]
    tested = {int(row) for text in texts for row in re.findall(r"^def test_t(\d+)_", text, re.MULTILINE)}
    assert tested == {row for row, state in stated().items() if state in ("held", "in part")}


def test_development_is_small_and_still_closed(dev: Plan) -> None:
    """One zone, a burstable database, no standby, no replica; no store but the broker has a public address,
    and the API server answers the office alone.
    """
    (server,) = of_type(dev, "Server").values()
    assert server.inputs["sku"] == {"name": "Standard_B2s", "tier": "Burstable"}
    assert server.inputs["highAvailability"]["mode"] == "Disabled"
    pools = of_type(dev, "AgentPool").values()
    assert {tuple(each.inputs["availabilityZones"]) for each in pools} == {("1",)}
    stores = ("Server", "containerregistry:Registry", "RedisEnterprise")
    access = [
        each.inputs.get("publicNetworkAccess") or each.inputs["network"]["publicNetworkAccess"]
        for kind in stores
        for each in of_type(dev, kind).values()
    ]
    assert set(access) == {"Disabled"}
    assert one(dev, "keyvault:Vault")["properties"]["publicNetworkAccess"] == "disabled"
    broker = one(dev, "servicebus:Namespace")
    assert (broker["sku"]["name"], broker["publicNetworkAccess"]) == ("Standard", "Enabled")
    assert broker["disableLocalAuth"] is True
    office, nodes = one(dev, "ManagedCluster")["apiServerAccessProfile"]["authorizedIPRanges"]
    assert (office, isinstance(nodes, Unknown)) == ("203.0.113.0/24", True)


def test_t15_argo_cd_has_the_documents_application_and_hours(prod: Plan) -> None:
    """T15: repository, folder and hours of the document; who deploys is one word, and Pulumi still does."""
    project = one(prod, "AppProject")
    assert project["metadata"]["name"] == "tripgen-prod"
    assert project["spec"]["sourceRepos"] == ["https://github.com/tripgen/k8s-manifests"]
    (window,) = project["spec"]["syncWindows"]
    assert (window["schedule"], window["duration"], window["timeZone"]) == ("0 2 * * 1-5", "2h", "Asia/Seoul")
    assert window["manualSync"]
    assert of_type(prod, "Application") == {}
