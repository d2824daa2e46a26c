"""What the stacks send to Azure is taken by what Azure has published, and that does refuse what is wrong."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import pulumi_azure_native
import pytest

from jiban.components.queue.azure import Broker, BrokerArgs, BrokerPair, PairArgs
from jiban.components.queue.spec import CorrelationSpec, FilterSpec, QueueSpec, SubscriptionSpec, TopicSpec
from jiban.model.plan import Unknown
from jiban.testing import plan_program
from tests.components.helpers import SITE
from tests.judges import coverage, plans, resource_manager
from tests.judges.schemas import Input
from tools.azure_requests import FOLDER, RELEASES, targets

CHOICES = {
    "azure-native:servicebus:DefaultRule",
    "azure-native:servicebus:DisasterRecoveryConfig",
    "azure-native:servicebus:Rule",
}
"""Types that no stack plans, and that another choice in a stack file does."""


@cache
def brokers() -> tuple[Input, ...]:
    """What is sent for a broker with each kind of filter, and with an alias for two regions."""

    def program() -> None:
        filters = {
            "condition": FilterSpec(sql="level = 'error'"),
            "values": FilterSpec(correlation=CorrelationSpec(label="trip", properties={"level": "error"})),
        }
        spec = QueueSpec(
            geo="alias",
            geo_region="koreasouth",
            topics={"events": TopicSpec(subscriptions={"audit": SubscriptionSpec(filters=filters)})},
        )
        broker = Broker("queue", BrokerArgs(spec=spec, site=SITE)).contract
        BrokerPair("queue-pair", PairArgs(site=SITE, broker=broker))

    resources = plan_program(program).resources
    return tuple(Input("test", each.name, each.type, each.inputs) for each in resources if each.custom)


changed = partial(plans.changed, "azure-native", "prod")


def faults(name: str, changes: Mapping[str, Any]) -> list[str]:
    """What is refused of a resource of production with other inputs, without the judge's name of the type."""
    return [fault.rpartition(" (")[0] for fault in resource_manager.faults([changed(name, changes)])]


def test_azure_would_take_what_the_stacks_send() -> None:
    """Every input of every resource, in the plans of all stacks."""
    assert resource_manager.faults(plans.inputs("azure-native")) == []


def test_every_planned_property_has_a_place_or_a_reason() -> None:
    """A property that has no place in the judge's table says why: what is judged cannot shrink unseen."""
    assert coverage.homeless(resource_manager, "azure-native") == []


def test_every_planned_type_has_a_judge() -> None:
    """A new type of resource is judged by its first plan."""
    planned = {each.token for each in plans.inputs("azure-native")}
    assert planned | CHOICES == resource_manager.table().keys()
    assert planned & CHOICES == set()


def test_what_no_stack_asks_for_is_judged_as_well() -> None:
    """A broker with filters, and one with an alias for two regions."""
    assert resource_manager.faults(brokers()) == []
    assert {each.token for each in brokers()} >= CHOICES


@pytest.mark.parametrize(
    ("token", "changes", "fault"),
    [
        (
            "Rule",
            {"filterType": "Sql"},
            "properties.filterType: 'Sql' is not one of ['SqlFilter', 'CorrelationFilter']",
        ),
        ("Rule", {"ruleName": "a" * 51}, f"ruleName: '{'a' * 51}' is too long"),
        (
            "DefaultRule",
            {"filterType": "All"},
            "properties.filterType: 'All' is not one of ['SqlFilter', 'CorrelationFilter']",
        ),
        ("DisasterRecoveryConfig", {"alias": "a" * 51}, f"alias: '{'a' * 51}' is too long"),
    ],
)
def test_what_no_stack_asks_for_can_be_refused(token: str, changes: dict[str, Any], fault: str) -> None:
    """By names, words and lengths that Azure has published."""
    found = next(each for each in brokers() if each.token == f"azure-native:servicebus:{token}")
    damaged = replace(found, inputs={**found.inputs, **changes})
    assert [each.partition(": ")[2].rpartition(" (")[0] for each in resource_manager.faults([damaged])] == [
        fault
    ]


def test_an_alarm_says_which_kind_it_is() -> None:
    """Kinds that a word tells apart are each judged by their own model."""
    criterion = {"criterionType": "StaticThresholdCriterion", "name": "depth", "metricName": "ActiveMessages"}
    (fault,) = faults(
        "queue-alarms-depth",
        {
            "criteria": {
                "odataType": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                "allOf": [criterion],
            }
        },
    )
    assert fault.startswith("test/queue-alarms-depth: properties.criteria: ")
    assert fault.endswith("is not valid under any of the given schemas")


CONTAINERS = [
    f"container-logs-rule: properties.{place}.0.streams.{index}: '{stream}'"
    for place in ("dataFlows", "dataSources.extensions")
    for index, stream in enumerate(
        ("Microsoft-ContainerLogV2", "Microsoft-KubeEvents", "Microsoft-KubePodInventory")
    )
]


def test_every_exception_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the exceptions the judge refuses a database without a standby, and rules of collection."""
    monkeypatch.setattr(resource_manager, "EXCEPTED", {})
    assert [fault.split(" is ")[0] for fault in resource_manager.faults(plans.inputs("azure-native"))] == [
        "buckets-azure.test/metrics-rule: properties.dataFlows.0.streams.0: 'Microsoft-PrometheusMetrics'",
        *(f"buckets-azure.test/{fault}" for fault in CONTAINERS),
        "dev/metrics-rule: properties.dataFlows.0.streams.0: 'Microsoft-PrometheusMetrics'",
        "dev/postgres-primary: properties.highAvailability.mode: 'Disabled'",
        *(f"dev/{fault}" for fault in CONTAINERS),
        "prod-south/metrics-rule: properties.dataFlows.0.streams.0: 'Microsoft-PrometheusMetrics'",
        *(f"prod-south/{fault}" for fault in CONTAINERS),
        "prod/metrics-rule: properties.dataFlows.0.streams.0: 'Microsoft-PrometheusMetrics'",
        *(f"prod/{fault}" for fault in CONTAINERS),
    ]


def sent(token: str) -> str:
    """The version of the API that the provider asks for a type, by the SDK's own words."""
    _, module, name = token.replace(":DefaultRule", ":Rule").split(":")  # the same type, by another resource
    file = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower() + ".py"
    text = (Path(pulumi_azure_native.__file__).parent / module / file).read_text("utf-8")
    (version,) = set(re.findall(r"Uses Azure REST API version (\d{4}-\d\d-\d\d(?:-preview)?)\.", text))
    return version


def test_a_type_is_judged_by_the_version_that_is_sent() -> None:
    """These are judged by another, since no release has theirs with its bounds."""
    judged = {token: entry.target.rpartition("@")[2] for token, entry in resource_manager.table().items()}
    other = {
        token.removeprefix("azure-native:"): f"{version}, not {sent(token)}"
        for token, version in judged.items()
        if version != sent(token)
    }
    assert other == {
        "alertsmanagement:PrometheusRuleGroup": "2021-07-22-preview, not 2023-03-01",
        "authorization:PolicyAssignment": "2023-04-01, not 2025-01-01",
        "dashboard:Grafana": "2023-09-01, not 2024-10-01",
        "monitor:ActionGroup": "2023-01-01, not 2024-10-01-preview",
        "monitor:PrivateLinkScope": "2021-07-01-preview, not 2023-06-01-preview",
        "monitor:PrivateLinkScopedResource": "2021-07-01-preview, not 2023-06-01-preview",
        "operationalinsights:Table": "2022-10-01, not 2023-09-01",
        "operationalinsights:Workspace": "2022-10-01, not 2023-09-01",
        "cdn:AFDCustomDomain": "2024-02-01, not 2025-06-01",
        "cdn:AFDEndpoint": "2024-02-01, not 2025-06-01",
        "cdn:AFDOrigin": "2024-02-01, not 2025-06-01",
        "cdn:AFDOriginGroup": "2024-02-01, not 2025-06-01",
        "cdn:Profile": "2024-02-01, not 2025-06-01",
        "cdn:Route": "2024-02-01, not 2025-06-01",
        "cdn:SecurityPolicy": "2024-02-01, not 2025-06-01",
        "consumption:Budget": "2021-10-01, not 2024-08-01",
        "frontdoor:Policy": "2024-02-01, not 2025-11-01",
        "resources:ResourceGroup": "2024-07-01, not 2024-03-01",
        "servicebus:DefaultRule": "2022-10-01-preview, not 2026-01-01",
        "servicebus:DisasterRecoveryConfig": "2022-10-01-preview, not 2026-01-01",
        "servicebus:Namespace": "2022-10-01-preview, not 2026-01-01",
        "servicebus:NamespaceNetworkRuleSet": "2022-10-01-preview, not 2026-01-01",
        "servicebus:Queue": "2022-10-01-preview, not 2026-01-01",
        "servicebus:Rule": "2022-10-01-preview, not 2026-01-01",
        "servicebus:Subscription": "2022-10-01-preview, not 2026-01-01",
        "servicebus:Topic": "2022-10-01-preview, not 2026-01-01",
    }


def test_the_data_is_what_the_tool_takes_for_the_table() -> None:
    """Each file has the types that the table names, of the release that the tool names."""
    documents = {file.stem: json.loads(file.read_text("utf-8")) for file in FOLDER.glob("*.json")}
    assert {
        name: (document["source"], document["sha256"], document["requests"].keys())
        for name, document in documents.items()
    } == {
        api.lower(): (f"{RELEASES[api].package} {RELEASES[api].version}", RELEASES[api].digest, kinds)
        for api, kinds in targets().items()
    }


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("postgres-primary", {"location": None}, ": 'location' is a required property"),
        ("cluster-pull-role", {"principalId": None}, "properties: 'principalId' is a required property"),
        ("vault-vault", {"vaultName": None}, ": 'vaultName' is a required property"),
        ("network-nat", {"resourceGuid": "0"}, "properties.resourceGuid: is read-only"),
        ("network-nat", {"etag": "0"}, "etag: is read-only"),
        ("cluster-pool-apps", {"count": "two"}, "properties.count: 'two' is not of type 'integer'"),
        (
            "cluster-pool-apps",
            {"osType": "Solaris"},
            "properties.osType: 'Solaris' is not one of ['Linux', 'Windows']",
        ),
        (
            "queue-queue-notification",
            {"namespaceName": "queue"},
            "namespaceName: 'queue' is too short",
        ),
        (
            "registry-registry",
            {"registryName": "r" * 51},
            f"registryName: '{'r' * 51}' is too long",
        ),
        (
            "cluster-pool-apps",
            {"osDiskSizeGB": 2049},
            "properties.osDiskSizeGB: 2049 is greater than the maximum of 2048",
        ),
        (
            "cluster-pool-apps",
            {"osDiskSizeGB": -1},
            "properties.osDiskSizeGB: -1 is less than the minimum of 0",
        ),
        (
            "cluster-pool-apps",
            {"agentPoolName": "Apps"},
            "agentPoolName: 'Apps' does not match '^[a-z][a-z0-9]{0,11}$'",
        ),
        (
            "queue-queue-notification",
            {"lockDuration": "5 minutes"},
            "properties.lockDuration: '5 minutes' is not a duration by ISO 8601",
        ),
        (
            "network-vnet",
            {"tags": {"team": 3}},
            "tags.team: 3 is not of type 'string'",
        ),
    ],
)
def test_what_azure_would_refuse_is_refused(name: str, changes: Mapping[str, Any], words: str) -> None:
    """A missing input, one that only Azure writes, a wrong shape, a word outside of an enum, a length, a
    number and a name out of bounds, and a span of time in other words.
    """
    assert faults(name, changes) == [f"test/{name}: {words}"]


def test_a_read_only_property_is_refused_unknown_too() -> None:
    """That its value is only known later makes it no input."""
    assert faults("network-nat", {"resourceGuid": Unknown()}) == [
        "test/network-nat: properties.resourceGuid: is read-only"
    ]


def test_nothing_is_said_of_a_value_that_only_the_deployment_knows() -> None:
    """An unknown count is neither a number nor none."""
    assert faults("cluster-pool-apps", {"count": Unknown()}) == []


def test_a_name_that_azure_does_not_know_has_no_place() -> None:
    """Whether it stands at the top, or in an item of a list."""
    rule = {"name": "in", "colour": "red"}
    found = changed("network-nsg-cache", {"hue": 1, "securityRules": [rule]})
    assert resource_manager.translation(found.token, found.inputs).homeless == {"hue", "securityRules.colour"}


def test_words_are_compared_without_regard_to_case() -> None:
    """As Resource Manager compares them."""
    assert faults("cluster-pool-apps", {"osType": "linux"}) == []


def test_of_two_properties_of_one_name_an_input_is_the_one_that_can_be_sent() -> None:
    """A pool's `type` is the kind of its scaling, not the type of resource that Azure says beside it."""
    pool = changed("cluster-pool-apps", {"type": "AvailabilitySet"})
    value = resource_manager.translation(pool.token, pool.inputs).value
    assert value["properties"]["type"] == "AvailabilitySet"
    assert "type" not in value


@pytest.mark.parametrize(("associations", "expected"), [([], 0), ("all", 1)])
def test_an_unknown_value_hides_no_wrong_one_beside_it(associations: Any, expected: int) -> None:
    """Of kinds to choose from, too."""
    parameters = {
        "type": "WebApplicationFirewall",
        "wafPolicy": {"id": Unknown()},
        "associations": associations,
    }
    assert len(faults("edge-security", {"parameters": parameters})) == expected
