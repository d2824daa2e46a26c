"""NET-024: what of a stack answers to the internet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.network.net_024_public_access import RULE
from jiban.policy.facts.network.public_addresses import SERVICE
from jiban.policy.view import OpenInputs, ResourceView
from tests.policies.samples import resource, urn, verdicts, with_resource

VAULT = "azure-native:keyvault:Vault"
BUS = "azure-native:servicebus:Namespace"
BUS_RULES = "azure-native:servicebus:NamespaceNetworkRuleSet"
STORAGE = "azure-native:storage:StorageAccount"
COSMOS = "azure-native:cosmosdb:DatabaseAccount"
REDIS = "azure-native:redis:Redis"
REDIS_RULE = "azure-native:redis:FirewallRule"
SQL = "azure-native:sql:Server"
SQL_RULE = "azure-native:sql:FirewallRule"
SETTINGS = "azure-native:appconfiguration:ConfigurationStore"
ENDPOINT = "azure-native:network:PrivateEndpoint"
ADDRESS = "azure-native:network:PublicIPAddress"
BALANCER = "azure-native:network:LoadBalancer"
INTERFACE = "azure-native:network:NetworkInterface"
SET = "azure-native:compute:VirtualMachineScaleSet"
NAMED = "only addresses that are named get in"
NOBODY = "no address of the internet gets in"
FIRST = "0.0.0.0"  # noqa: S104 - the first address of all


def said(of: ResourceView, *others: ResourceView) -> tuple[str, str]:
    """What the rule says of one resource among others."""
    return verdicts(RULE, of, *others)[of.name]


def store(**rules: Any) -> ResourceView:
    """A storage account with a firewall."""
    return resource(STORAGE, "store", {"networkRuleSet": rules})


def ranges(*texts: Any) -> list[dict[str, Any]]:
    """Ranges of a storage account's firewall."""
    return [{"iPAddressOrRange": text} for text in texts]


def bus(name: str = "bus", **inputs: Any) -> ResourceView:
    """A namespace of the broker."""
    return resource(BUS, name, {"namespaceName": name, **inputs})


def rule_set(of: str | None = "bus", **inputs: Any) -> ResourceView:
    """A set of network rules of the broker, or of one that nobody knows."""
    sources = {"namespaceName": [urn(BUS, of)]} if of else {}
    return resource(BUS_RULES, "rules", {"namespaceName": UNKNOWN, **inputs}, comes_from=sources)


@pytest.mark.parametrize("word", ["Disabled", "disabled", "DISABLED"])
def test_a_closed_door_passes(word: str) -> None:
    """Azure compares its words without letter case."""
    assert said(resource(VAULT, "vault", {"properties": {"publicNetworkAccess": word}})) == ("pass", "")


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({}, "properties.publicNetworkAccess is not set, and Azure leaves it on"),
        ({"publicNetworkAccess": "enabled"}, "properties.publicNetworkAccess is enabled"),
        (
            {"networkAcls": {"defaultAction": "Allow"}},
            "properties.publicNetworkAccess is not set, and Azure leaves it on",
        ),
    ],
)
def test_an_open_door_fails(properties: Mapping[str, Any], reason: str) -> None:
    """What nobody has closed is open."""
    assert said(resource(VAULT, "vault", {"properties": properties})) == ("fail", reason)


def test_a_door_that_is_not_known_is_unknown() -> None:
    """The switch alone decides, and nobody knows it."""
    vault = resource(VAULT, "vault", {"properties": {"publicNetworkAccess": UNKNOWN}})
    assert said(vault) == ("unknown", "properties.publicNetworkAccess is not known before deployment")


def test_a_firewall_closes_a_door_that_is_not_known() -> None:
    """Whatever the switch says, the firewall lets nobody in."""
    properties = {"publicNetworkAccess": UNKNOWN, "networkAcls": {"defaultAction": "Deny"}}
    vault = resource(VAULT, "vault", {"properties": properties})
    assert said(vault) == ("pass", "no address of the internet gets in")


def test_a_service_that_is_read_is_unknown() -> None:
    """Its other properties are somebody else's."""
    vault = resource(VAULT, "vault", OpenInputs({"vaultName": "kv"}))
    assert said(vault) == ("unknown", "it is read, and whoever has made it decides who reaches it")


@pytest.mark.parametrize(
    ("rules", "outcome", "reason"),
    [
        (
            {"defaultAction": "Deny", "ipRules": ranges("203.0.113.7")},
            "pass",
            "only addresses that are named get in",
        ),
        (
            {"defaultAction": "Deny", "ipRules": ranges("0.0.0.0/0")},
            "fail",
            "publicNetworkAccess is not set, and Azure leaves it on; its firewall names every address",
        ),
        (
            {"defaultAction": "Deny", "ipRules": ranges("0.0.0.0/1", "128.0.0.0/1")},
            "fail",
            "publicNetworkAccess is not set, and Azure leaves it on; its firewall names every address",
        ),
        (
            {"defaultAction": "Deny", "ipRules": ranges("::/0")},
            "fail",
            "publicNetworkAccess is not set, and Azure leaves it on; its firewall names every address",
        ),
        (
            {"defaultAction": "Deny", "ipRules": ranges("203.0.113.7", UNKNOWN)},
            "unknown",
            "networkRuleSet.ipRules[1].iPAddressOrRange is not known before deployment",
        ),
        (
            {"defaultAction": "Deny", "ipRules": ranges(UNKNOWN, "0.0.0.0/0")},
            "fail",
            "publicNetworkAccess is not set, and Azure leaves it on; its firewall names every address",
        ),
        (
            {"ipRules": ranges("203.0.113.7")},
            "fail",
            "publicNetworkAccess is not set, and Azure leaves it on",
        ),
    ],
)
def test_a_firewall(rules: Mapping[str, Any], outcome: str, reason: str) -> None:
    """Ranges count where what they do not name is denied, and only if they do not name everything."""
    assert said(store(**rules)) == (outcome, reason)


@pytest.mark.parametrize(
    ("others", "outcome", "reason"),
    [
        ([], "fail", "publicNetworkAccess is not set, and Azure leaves it on"),
        (
            [rule_set(defaultAction="Deny")],
            "fail",
            "publicNetworkAccess is not set, and Azure leaves it on",
        ),
        ([rule_set(defaultAction="Deny", ipRules=[{"ipMask": "203.0.113.7"}])], "pass", NAMED),
        ([rule_set(defaultAction="Deny", virtualNetworkRules=[{}])], "pass", NOBODY),
        ([rule_set(publicNetworkAccess="Disabled")], "pass", ""),
        ([rule_set(defaultAction="Allow")], "fail", "publicNetworkAccess is not set, and Azure leaves it on"),
        (
            [bus("other"), rule_set("other", defaultAction="Deny", virtualNetworkRules=[{}])],
            "fail",
            "publicNetworkAccess is not set, and Azure leaves it on",
        ),
        ([rule_set(None, namespaceName="bus", publicNetworkAccess="disabled")], "pass", ""),
        ([rule_set(None, defaultAction="Deny")], "unknown", "namespaceName is not known before deployment"),
    ],
)
def test_a_firewall_beside_the_broker(others: list[ResourceView], outcome: str, reason: str) -> None:
    """A set of rules counts for the namespace that it is of, and is heeded only if it names anything."""
    assert said(bus(), *others) == (outcome, reason)


@pytest.mark.parametrize(
    ("tier", "no_keys", "outcome"),
    [
        ("Standard", True, "pass"),
        ("Basic", True, "pass"),
        ("Standard", False, "fail"),
        ("Premium", True, "fail"),
    ],
)
def test_a_broker_without_a_private_way(tier: str, no_keys: bool, outcome: str) -> None:  # noqa: FBT001 - a parameter of a test
    """A tier that has none may be open where each request shows a token."""
    assert said(bus(sku={"name": tier}, disableLocalAuth=no_keys))[0] == outcome


def test_what_is_meant_says_why() -> None:
    """People ask for logs from wherever they sit."""
    workspace = resource(
        "azure-native:operationalinsights:Workspace", "logs", {"publicNetworkAccessForIngestion": "Disabled"}
    )
    assert said(workspace) == (
        "pass",
        (
            "open on purpose: people ask in the portal from wherever they sit; each question shows a token "
            "and needs a role"
        ),
    )


def test_one_open_door_of_two_fails() -> None:
    """Questions may come from everywhere, logs may not."""
    workspace = resource("azure-native:operationalinsights:Workspace", "logs", {})
    assert said(workspace) == (
        "fail",
        "publicNetworkAccessForIngestion is not set, and Azure leaves it on",
    )


@pytest.mark.parametrize(
    ("inputs", "outcome"),
    [
        ({}, "fail"),
        ({"ipRules": [{"ipAddressOrRange": "203.0.113.7"}]}, "pass"),
        ({"ipRules": []}, "fail"),
        ({"isVirtualNetworkFilterEnabled": True}, "pass"),
        ({"publicNetworkAccess": "SecuredByPerimeter"}, "pass"),
    ],
)
def test_a_firewall_without_a_default(inputs: Mapping[str, Any], outcome: str) -> None:
    """Cosmos DB denies the rest as soon as anything is named."""
    assert said(resource(COSMOS, "documents", inputs))[0] == outcome


def redis_rule(first: str, last: str) -> ResourceView:
    """A rule of the old cache's firewall."""
    inputs = {"cacheName": UNKNOWN, "startIP": first, "endIP": last}
    return resource(REDIS_RULE, f"from-{first}", inputs, comes_from={"cacheName": [urn(REDIS, "cache")]})


@pytest.mark.parametrize(
    ("inputs", "others", "outcome"),
    [
        ({}, [], "fail"),
        ({"subnetId": UNKNOWN}, [], "pass"),
        ({}, [redis_rule("203.0.113.0", "203.0.113.9")], "pass"),
        ({}, [redis_rule(FIRST, "255.255.255.255")], "fail"),
        ({}, [redis_rule(FIRST, "127.255.255.255"), redis_rule("128.0.0.0", "255.255.255.255")], "fail"),
    ],
)
def test_a_cache_with_rules_beside_it(
    inputs: Mapping[str, Any], others: list[ResourceView], outcome: str
) -> None:
    """Without a rule it answers everybody; in a subnet nobody outside."""
    assert said(resource(REDIS, "cache", inputs), *others)[0] == outcome


def test_a_server_without_a_rule_lets_nobody_in() -> None:
    """The firewall of SQL begins closed."""
    assert said(resource(SQL, "sql", {"serverName": "s"})) == ("pass", "no address is let in")


def test_a_server_by_name() -> None:
    """A rule that says the name of its server is of that server."""
    everything = {"serverName": "s", "startIpAddress": FIRST, "endIpAddress": "255.255.255.255"}
    rule = resource(SQL_RULE, "all", everything)
    assert said(resource(SQL, "sql", {"serverName": "s"}), rule)[0] == "fail"
    assert said(resource(SQL, "sql", {"serverName": "t"}), rule)[0] == "pass"


@pytest.mark.parametrize(
    ("inputs", "linked", "outcome"),
    [
        ({}, True, "pass"),
        ({}, False, "fail"),
        ({"publicNetworkAccess": "Enabled"}, True, "fail"),
    ],
)
def test_a_private_endpoint_that_decides(inputs: Mapping[str, Any], linked: bool, outcome: str) -> None:  # noqa: FBT001 - a parameter of a test
    """Where nothing is set, App Configuration goes by whether it has a private endpoint."""
    sources = {"privateLinkServiceConnections": [urn(SETTINGS, "settings")]} if linked else {}
    endpoint = resource(ENDPOINT, "endpoint", {"privateLinkServiceConnections": []}, comes_from=sources)
    assert said(resource(SETTINGS, "settings", inputs), endpoint)[0] == outcome


def balancer(**inputs: Any) -> ResourceView:
    """A load balancer behind the address."""
    sources = {"frontendIPConfigurations": [urn(ADDRESS, "address")]}
    return resource(BALANCER, "balancer", {"frontendIPConfigurations": UNKNOWN, **inputs}, comes_from=sources)


def test_an_address_of_nothing_passes() -> None:
    """Nobody answers at it."""
    assert said(resource(ADDRESS, "address")) == ("pass", "")


def test_a_block_of_addresses_is_judged_as_an_address_is() -> None:
    """By what it comes from."""
    prefix = "azure-native:network:PublicIPPrefix"
    found = resource(
        BALANCER,
        "balancer",
        {"frontendIPConfigurations": UNKNOWN, "loadBalancingRules": [{}]},
        comes_from={"frontendIPConfigurations": [urn(prefix, "address")]},
    )
    assert said(resource(prefix, "address"), found)[0] == "fail"
    assert said(resource(prefix, "address"))[0] == "pass"


def test_an_address_that_only_lets_out_passes() -> None:
    """A balancer without a rule for what comes in."""
    assert said(resource(ADDRESS, "address"), balancer(outboundRules=[{}])) == ("pass", "")


@pytest.mark.parametrize("key", ["loadBalancingRules", "inboundNatRules", "inboundNatPools"])
def test_an_address_of_a_balancer_fails(key: str) -> None:
    """By any of its ways in."""
    assert said(resource(ADDRESS, "address"), balancer(**{key: [{}]})) == (
        "fail",
        "balancer lets requests in by it",
    )


def test_an_address_by_its_name() -> None:
    """An id in text, in other letter case, is the same address."""
    public = resource(ADDRESS, "address", {"publicIpAddressName": "pip-web"})
    front = [{"publicIPAddress": {"id": "/subscriptions/s/publicIPAddresses/PIP-Web"}}]
    rules = {"frontendIPConfigurations": front, "loadBalancingRules": [{}]}
    assert said(public, resource(BALANCER, "balancer", rules))[0] == "fail"
    other = resource(ADDRESS, "address", {"publicIpAddressName": "web"})
    assert said(other, resource(BALANCER, "balancer", rules))[0] == "pass"


def test_an_address_of_a_balancer_with_a_rule_beside_it_fails() -> None:
    """A rule that is a resource of its own."""
    other, rule = (
        resource(
            "azure-native:network:InboundNatRule",
            name,
            {"loadBalancerName": UNKNOWN},
            comes_from={"loadBalancerName": [urn(BALANCER, name)]},
        )
        for name in ("other", "balancer")
    )
    second = resource(BALANCER, "other")
    assert said(resource(ADDRESS, "address"), balancer(), second, other, rule)[0] == "fail"
    assert said(resource(ADDRESS, "address"), balancer(), second, other)[0] == "pass"


@pytest.mark.parametrize(
    ("token", "key"),
    [(ADDRESS, "publicIpAddressName"), ("azure-native:network:PublicIPPrefix", "publicIpPrefixName")],
)
def test_an_address_of_the_second_place_of_a_balancer(token: str, key: str) -> None:
    """An address as well as a block of them, by its own name."""
    ids = ["/subscriptions/s/publicIPAddresses/other", "/subscriptions/s/publicIPAddresses/pip-web"]
    front = [{"publicIPAddress": {"id": each}} for each in ids]
    rules = {"frontendIPConfigurations": front, "loadBalancingRules": [{}]}
    found = resource(token, "address", {key: "pip-web"})
    quiet = resource(BALANCER, "quiet", {"frontendIPConfigurations": front})
    assert said(found, quiet, resource(BALANCER, "balancer", rules))[0] == "fail"
    assert said(found, quiet)[0] == "pass"


def test_an_address_of_a_machine_fails() -> None:
    """A network interface has it."""
    interface = resource(
        INTERFACE,
        "card",
        {"ipConfigurations": UNKNOWN},
        comes_from={"ipConfigurations": [urn(ADDRESS, "address")]},
    )
    assert said(resource(ADDRESS, "address"), interface) == (
        "fail",
        "it gives card an address on the internet",
    )


@pytest.mark.parametrize(
    ("configuration", "outcome"), [({"publicIPAddressConfiguration": {"name": "p"}}, "fail"), ({}, "pass")]
)
def test_machines_of_a_scale_set(configuration: Mapping[str, Any], outcome: str) -> None:
    """Each machine may have an address of its own."""
    profile = {
        "networkProfile": {"networkInterfaceConfigurations": [{"ipConfigurations": [{}, configuration]}]}
    }
    assert said(resource(SET, "machines", {"virtualMachineProfile": profile}))[0] == outcome


def kubernetes_service(annotations: Mapping[str, Any] | None = None, **spec: Any) -> ResourceView:
    """A Service of Kubernetes."""
    return resource(
        SERVICE,
        "web",
        {"metadata": {"annotations": annotations or {}}, "spec": {"type": "LoadBalancer", **spec}},
    )


A = "service.beta.kubernetes.io/"


@pytest.mark.parametrize(
    ("annotations", "spec", "outcome"),
    [
        ({}, {}, "fail"),
        ({}, {"type": "ClusterIP"}, "pass"),
        ({}, {"type": "NodePort"}, "pass"),
        ({}, {"type": UNKNOWN}, "unknown"),
        ({A + "azure-load-balancer-internal": "true"}, {}, "pass"),
        ({A + "azure-load-balancer-internal": "false"}, {}, "fail"),
        ({A + "azure-load-balancer-internal": "True"}, {}, "fail"),
        ({A + "aws-load-balancer-internal": "true"}, {}, "pass"),
        ({A + "aws-load-balancer-internal": "0.0.0.0/0"}, {}, "pass"),
        ({A + "aws-load-balancer-internal": "false"}, {}, "fail"),
        ({A + "aws-load-balancer-scheme": "internal"}, {}, "pass"),
        (
            {A + "aws-load-balancer-scheme": "internet-facing", A + "aws-load-balancer-internal": "true"},
            {},
            "fail",
        ),
        ({A + "aws-load-balancer-type": "external"}, {}, "pass"),
        ({A + "aws-load-balancer-type": "nlb-ip"}, {}, "pass"),
        ({A + "aws-load-balancer-type": "nlb"}, {}, "fail"),
        ({A + "aws-load-balancer-scheme": "internet-facing"}, {}, "fail"),
        (
            {A + "aws-load-balancer-type": "external", A + "aws-load-balancer-scheme": "internet-facing"},
            {},
            "fail",
        ),
        ({A + "aws-load-balancer-internal": ""}, {}, "fail"),
        ({}, {"loadBalancerClass": "service.k8s.aws/nlb"}, "pass"),
        ({}, {"loadBalancerClass": "example.com/other"}, "fail"),
        ({"networking.gke.io/load-balancer-type": "Internal"}, {}, "pass"),
        ({"cloud.google.com/load-balancer-type": "internal"}, {}, "pass"),
        ({"cloud.google.com/load-balancer-type": "External"}, {}, "fail"),
        ({}, {"loadBalancerSourceRanges": ["203.0.113.0/24"]}, "pass"),
        ({}, {"loadBalancerSourceRanges": ["0.0.0.0/0"]}, "fail"),
        ({}, {"loadBalancerSourceRanges": ["203.0.113.0/24", "0.0.0.0/0"]}, "fail"),
        ({}, {"loadBalancerSourceRanges": []}, "fail"),
        ({}, {"type": "ClusterIP", "externalIPs": ["203.0.113.7"]}, "fail"),
        ({}, {"type": "ClusterIP", "externalIPs": ["10.0.0.7"]}, "pass"),
        ({}, {"type": "ClusterIP", "externalIPs": ["10.0.0.7", "203.0.113.7"]}, "fail"),
    ],
)
def test_a_service_of_kubernetes(
    annotations: Mapping[str, Any], spec: Mapping[str, Any], outcome: str
) -> None:
    """By its type, and by what its cloud's controller makes of its annotations."""
    assert said(kubernetes_service(annotations, **spec))[0] == outcome


@pytest.mark.parametrize(
    ("cluster", "outcome"),
    [
        ("azure-native:containerservice:ManagedCluster", "fail"),
        ("aws:eks/cluster:Cluster", "pass"),
        ("azure-native:keyvault:Vault", "pass"),
    ],
)
def test_another_clouds_annotation_is_not_heeded(cluster: str, outcome: str) -> None:
    """Where the provider's cluster tells the cloud."""
    token = "pulumi:providers:kubernetes"  # noqa: S105 - a type token
    provider = resource(token, "own", comes_from={"kubeconfig": [urn(cluster, "cluster")]})
    annotated = with_resource(
        kubernetes_service({A + "aws-load-balancer-internal": "true"}), provider=f"{urn(token, 'own')}::id"
    )
    assert said(annotated, provider)[0] == outcome


def test_a_stack_without_any_of_it_is_not_judged() -> None:
    """A disk answers nobody."""
    assert verdicts(RULE, resource("azure-native:compute:Disk", "disk"))[""][0] == "not applicable"


def test_a_cache_by_name() -> None:
    """A rule says the name of its cache, which the cache itself calls otherwise."""
    rule = resource(REDIS_RULE, "own", {"cacheName": "c", "startIP": "203.0.113.0", "endIP": "203.0.113.9"})
    assert said(resource(REDIS, "cache", {"name": "c"}), rule)[0] == "pass"
    assert said(resource(REDIS, "cache", {"name": "d"}), rule)[0] == "fail"


@pytest.mark.parametrize(
    ("sets", "outcome"),
    [
        ([{"defaultAction": "Allow", "ipRules": [{"ipMask": "203.0.113.7"}]}], "fail"),
        ([{"ipRules": [{"ipMask": "203.0.113.7"}]}], "fail"),
        ([{"defaultAction": "Deny"}], "fail"),
        ([{"publicNetworkAccess": "SecuredByPerimeter"}], "fail"),
        ([{"publicNetworkAccess": UNKNOWN}], "unknown"),
        ([{"publicNetworkAccess": "Enabled"}, {"publicNetworkAccess": UNKNOWN}], "unknown"),
        ([{"publicNetworkAccess": UNKNOWN}, {"publicNetworkAccess": "Disabled"}], "pass"),
        ([{"publicNetworkAccess": "Enabled"}, {"publicNetworkAccess": "Disabled"}], "pass"),
    ],
)
def test_what_a_set_of_rules_closes(sets: list[Mapping[str, Any]], outcome: str) -> None:
    """The best of them counts; one that names addresses and denies nothing closes nothing."""
    others = [
        resource(BUS_RULES, f"rules-{number}", {"namespaceName": "bus", **each})
        for number, each in enumerate(sets)
    ]
    assert said(resource(BUS, "bus", {"namespaceName": "bus"}), *others)[0] == outcome


def test_a_private_endpoint_closes_no_other_service() -> None:
    """A vault answers everybody beside it."""
    endpoint = resource(
        ENDPOINT,
        "endpoint",
        {"privateLinkServiceConnections": []},
        comes_from={"privateLinkServiceConnections": [urn(VAULT, "vault")]},
    )
    assert said(resource(VAULT, "vault", {}), endpoint)[0] == "fail"


@pytest.mark.parametrize("token", [VAULT, ADDRESS, SET, SERVICE])
def test_every_one_of_a_kind_is_judged(token: str) -> None:
    """The second as the first."""
    found = verdicts(RULE, resource(token, "first", {}), resource(token, "second", {}))
    assert sorted(found) == ["first", "second"]
