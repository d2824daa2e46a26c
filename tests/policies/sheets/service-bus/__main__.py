"""Namespaces of Service Bus with what is in them. The verdicts are in verdicts.yaml."""

from typing import Any

import pulumi
from pulumi_azure_native import monitor, resources, servicebus

rg = resources.ResourceGroup("rg", location="koreacentral")
# Known only after deployment.
unknown_yes = rg.id.apply(lambda found: found.endswith("m"))
unknown_access = rg.id.apply(lambda found: "Disabled" if found else "Enabled")
unknown_version = rg.id.apply(lambda found: "1.2" if found else "1.0")
unknown_number = rg.id.apply(len)
OFFICE = "203.0.113.0/24"


def space(name: str, leave: str = "", tier: str = "Premium", **own: Any) -> servicebus.Namespace:
    """Make a namespace that is as it should be, but for what is said of it."""
    said: dict[str, Any] = {
        "disable_local_auth": True,
        "public_network_access": "Disabled",
        "minimum_tls_version": "1.2",
        **own,
    }
    return servicebus.Namespace(
        name,
        resource_group_name=rg.name,
        sku=servicebus.SBSkuArgs(name=tier, tier=tier),
        **{each: value for each, value in said.items() if each not in leave.split()},
    )


good = space("good")
space("bare", "disable_local_auth public_network_access minimum_tls_version")
servicebus.Namespace.get(
    "got", "/subscriptions/0/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/theirs"
)

# Keys.
space("keys-unset", "disable_local_auth")
space("keys-on", disable_local_auth=False)
space("keys-null", disable_local_auth=None)
space("keys-unknown", disable_local_auth=unknown_yes)
space(
    "keys-on-with-identity", disable_local_auth=False, identity=servicebus.IdentityArgs(type="SystemAssigned")
)
ruled = space("keys-off-with-rule")
servicebus.NamespaceAuthorizationRule(
    "rule", resource_group_name=rg.name, namespace_name=ruled.name, rights=["Send"]
)
space("standard-keys-unset", "disable_local_auth", "Standard")

# The network.
space("public-unset", "public_network_access")
space("public", public_network_access="Enabled")
space("public-lower", public_network_access="enabled")
space("private-upper", public_network_access="DISABLED")
space("private-of-enum", public_network_access=servicebus.PublicNetworkAccess.DISABLED)
space("public-in-perimeter", public_network_access="SecuredByPerimeter")
space("public-unknown", public_network_access=unknown_access)
space("standard-unset", "public_network_access", "Standard")
space("standard-private", "", "Standard")
space("basic-unset", "public_network_access", "Basic")


def rules(name: str, space_name: Any, action: Any, *masks: str, **own: Any) -> None:
    """Make the set of network rules of a namespace."""
    servicebus.NamespaceNetworkRuleSet(
        name,
        resource_group_name=rg.name,
        namespace_name=space_name,
        default_action=action,
        ip_rules=[servicebus.NWRuleSetIpRulesArgs(ip_mask=mask, action="Allow") for mask in masks],
        **own,
    )


rules("rules-deny", space("ruled-deny", "public_network_access").name, "Deny", OFFICE)
rules("rules-deny-lower", space("ruled-deny-lower", "public_network_access").name, "deny", OFFICE)
rules("rules-deny-nobody", space("ruled-deny-without-rules", "public_network_access").name, "Deny")
rules("rules-deny-any", space("ruled-deny-any", "public_network_access").name, "Deny", OFFICE, "0.0.0.0/0")
rules("rules-allow", space("ruled-allow", "public_network_access").name, "Allow", OFFICE)
rules("rules-unset", space("ruled-action-unset", "public_network_access").name, None, OFFICE)
rules(
    "rules-off",
    space("ruled-off", "public_network_access").name,
    "Allow",
    public_network_access="Disabled",
)
space("ruled-by-text", "public_network_access", namespace_name="ruled-by-text")
rules("rules-by-text", "ruled-by-text", "Deny", OFFICE)
rules("rules-of-others", "theirs", "Deny", OFFICE)

# TLS.
space("tls-unset", "minimum_tls_version")
space("tls-1-0", minimum_tls_version="1.0")
space("tls-1-1", minimum_tls_version="1.1")
space("tls-1-2-of-enum", minimum_tls_version=servicebus.TlsVersion.TLS_VERSION_1_2)
space("tls-1-3", minimum_tls_version="1.3")
space("tls-unknown", minimum_tls_version=unknown_version)
space("tls-unknown-and-public", "public_network_access", minimum_tls_version=unknown_version)
space("tls-1-0-access-unknown", minimum_tls_version="1.0", public_network_access=unknown_access)


def older(name: str, version: str, **more: Any) -> None:
    """Make a namespace with another version of the API."""
    pulumi.CustomResource(
        f"azure-native:servicebus/{version}:Namespace",
        name,
        {"resourceGroupName": rg.name, "sku": {"name": "Premium", "tier": "Premium"}, **more},
    )


older("older-unset", "v20170401")
older(
    "preview-good",
    "v20221001preview",
    disableLocalAuth=True,
    publicNetworkAccess="Disabled",
    minimumTlsVersion="1.2",
)
older(
    "preview-public",
    "v20221001preview",
    disableLocalAuth=True,
    publicNetworkAccess="Enabled",
    minimumTlsVersion="1.2",
)


# Dead letters.
def watch(
    name: str, scope: Any, metric: str = "DeadletteredMessages", entities: Any = None, **own: Any
) -> None:
    """Make an alert on a metric of a namespace."""
    monitor.MetricAlert(
        name,
        resource_group_name=rg.name,
        location="global",
        severity=2,
        evaluation_frequency="PT1M",
        window_size="PT5M",
        scopes=[scope],
        **{
            "enabled": True,
            "criteria": monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
                odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                all_of=[
                    monitor.MetricCriteriaArgs(
                        criterion_type="StaticThresholdCriterion",
                        name="found",
                        metric_namespace="Microsoft.ServiceBus/namespaces",
                        metric_name=metric,
                        time_aggregation="Average",
                        operator="GreaterThan",
                        threshold=0,
                        dimensions=entities
                        and [
                            monitor.MetricDimensionArgs(
                                name="EntityName", operator="Include", values=entities
                            )
                        ],
                    )
                ],
            ),
            **own,
        },
    )


def queue(name: str, namespace: Any, **own: Any) -> None:
    """Make a queue."""
    servicebus.Queue(name, resource_group_name=rg.name, namespace_name=namespace, queue_name=name, **own)


def subscription(name: str, namespace: Any, topic: str, **own: Any) -> None:
    """Make a subscription."""
    servicebus.Subscription(
        name, resource_group_name=rg.name, namespace_name=namespace, topic_name=topic, **own
    )


watched = space("watched")
watch("watch-all", watched.id)
queue("queue-unset", watched.name)
queue("queue-null", watched.name, max_delivery_count=None)
queue("queue-after-1", watched.name, max_delivery_count=1)
queue("queue-after-5", watched.name, max_delivery_count=5)
queue("queue-after-10", watched.name, max_delivery_count=10)
queue("queue-after-2000", watched.name, max_delivery_count=2000)
queue("queue-after-unknown", watched.name, max_delivery_count=unknown_number)
queue("queue-expiring", watched.name, dead_lettering_on_message_expiration=True)
servicebus.Topic("news", resource_group_name=rg.name, namespace_name=watched.name, topic_name="news")
subscription("subscription-unset", watched.name, "news")
subscription("subscription-after-1", watched.name, "news", max_delivery_count=1)
subscription("subscription-after-2000", watched.name, "news", max_delivery_count=2000)
subscription("subscription-after-unknown", watched.name, "news", max_delivery_count=unknown_number)

unwatched = space("unwatched")
queue("queue-unwatched", unwatched.name)
queue("queue-unwatched-after-unknown", unwatched.name, max_delivery_count=unknown_number)
subscription("subscription-unwatched", unwatched.name, "news")

partly = space("watched-partly")
watch("watch-some", partly.id, entities=["queue-named", "topic-named"])
queue("queue-named", partly.name)
queue("queue-not-named", partly.name)
subscription("subscription-of-named", partly.name, "topic-named")
subscription("subscription-of-another", partly.name, "topic-not-named")

waiting = space("watched-for-waiting")
watch("watch-waiting", waiting.id, "ActiveMessages")
queue("queue-watched-for-waiting", waiting.name)

asleep = space("watched-by-one-asleep")
watch("watch-asleep", asleep.id, enabled=False)
queue("queue-watched-by-one-asleep", asleep.name)

named = space("watched-by-text", namespace_name="watched-by-text")
watch(
    "watch-by-text",
    "/subscriptions/0/resourceGroups/rg/providers/microsoft.servicebus/Namespaces/Watched-By-Text",
)
queue("queue-watched-by-text", "watched-by-text")

moving = space("watched-by-band")
watch(
    "watch-band",
    moving.id,
    criteria=monitor.MetricAlertMultipleResourceMultipleMetricCriteriaArgs(
        odata_type="Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria",
        all_of=[
            monitor.DynamicMetricCriteriaArgs(
                criterion_type="DynamicThresholdCriterion",
                name="found",
                metric_name="deadletteredmessages",
                time_aggregation="Average",
                operator="GreaterThan",
                alert_sensitivity="Medium",
                failing_periods={"min_failing_periods_to_alert": 1, "number_of_evaluation_periods": 1},
            )
        ],
    ),
)
queue("queue-watched-by-band", moving.name)
queue("queue-of-others", "theirs")
queue("queue-of-others-after-1", "theirs", max_delivery_count=1)
servicebus.Queue.get(
    "queue-got",
    "/subscriptions/0/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/theirs/queues/q",
)
