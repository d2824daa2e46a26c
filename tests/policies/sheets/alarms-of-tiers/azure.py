"""Databases, caches, clusters and gateways of Azure."""

import pulumi_azure_native as azure

PLACE = "/subscriptions/0/resourceGroups/shop/providers/Microsoft"
group = azure.resources.ResourceGroup("group", location="koreacentral")
here = {"resource_group_name": group.name}
address = azure.network.PublicIPAddress("known-later-too", **here)
on_call = azure.monitor.ActionGroup("call", group_short_name="call", enabled=True, location="Global", **here)
nobody = azure.monitor.ActionGroup(
    "nobody", group_short_name="nobody", enabled=False, location="Global", **here
)


def later(value):
    return address.ip_address.apply(lambda _: value)


def alert(of: str, *scopes, **more) -> None:
    criteria = {
        "odata_type": "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria",
        "all_of": [
            {
                "criterion_type": "StaticThresholdCriterion",
                "name": "cpu",
                "metric_name": "cpu_percent",
                "operator": "GreaterThan",
                "threshold": 80,
                "time_aggregation": "Average",
            }
        ],
    }
    azure.monitor.MetricAlert(
        f"alert-{of}",
        **{
            "location": "global",
            "enabled": True,
            "severity": 1,
            "evaluation_frequency": "PT5M",
            "window_size": "PT15M",
            "criteria": criteria,
            "scopes": list(scopes),
            "actions": [{"action_group_id": on_call.id}],
            **here,
            **more,
        },
    )


def server(called: str, **more) -> azure.dbforpostgresql.Server:
    return azure.dbforpostgresql.Server(
        called, version="16", sku={"name": "Standard_D2ds_v5", "tier": "GeneralPurpose"}, **here, **more
    )


alert("pg-whole", server("pg-whole").id)
server("pg-without")
alert("pg-off", server("pg-off").id, enabled=False)
alert("pg-no-action", server("pg-no-action").id, actions=[])
alert("pg-to-nobody", server("pg-to-nobody").id, actions=[{"action_group_id": nobody.id}])
alert("pg-on-unknown", server("pg-on-unknown").id, enabled=later(True))
server("pg-by-text", server_name="orders", location="koreacentral")
alert("pg-by-text", f"{PLACE}.dbforpostgresql/FlexibleServers/ORDERS".replace("/shop/", "/SHOP/"))
first, second = server("pg-first-of-two"), server("pg-second-of-two")
alert("pg-of-two", first.id, second.id)
server("pg-replica", create_mode="Replica", source_server_resource_id=first.id)


def balanced(called: str) -> azure.network.ApplicationGateway:
    return azure.network.ApplicationGateway(
        called, sku={"name": "WAF_v2", "tier": "WAF_v2", "capacity": 2}, **here
    )


alert("gateway-whole", balanced("gateway-whole").id)
balanced("gateway-without")


def cached(called: str) -> azure.redisenterprise.RedisEnterprise:
    return azure.redisenterprise.RedisEnterprise(
        called, sku={"name": "Balanced_B5"}, public_network_access="Disabled", **here
    )


alert("redis-whole", cached("redis-whole").id)
cached("redis-without")
azure.redis.Redis("redis-of-old-without", sku={"name": "Standard", "family": "C", "capacity": 1}, **here)


def cluster(called: str) -> azure.containerservice.ManagedCluster:
    return azure.containerservice.ManagedCluster(called, dns_prefix=called, **here)


cluster("aks-without")
azure.monitor.ScheduledQueryRule(
    "query-aks-by-query",
    enabled=True,
    severity=1,
    evaluation_frequency="PT5M",
    window_size="PT15M",
    scopes=[cluster("aks-by-query").id],
    criteria={
        "all_of": [
            {"query": "KubeEvents", "operator": "GreaterThan", "threshold": 0, "time_aggregation": "Count"}
        ]
    },
    actions={"action_groups": [on_call.id]},
    **here,
)
azure.servicebus.Namespace("bus-without", sku={"name": "Premium"}, **here)
