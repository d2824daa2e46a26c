"""Lists of small records in words."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN, Secret
from jiban.report.records import SHAPES, lines
from jiban.report.values import shown


def words(shape: str, value: Any) -> list[str] | None:
    """The lines of a value in a shape."""
    return lines(shape, value, shown)


def test_security_rules_are_a_table_by_direction_and_priority() -> None:
    """The order is the one in which Azure asks the rules, wherever they stand in the list."""
    rules = [
        {
            "name": "deny-all",
            "direction": "Inbound",
            "priority": 4096,
            "access": "Deny",
            "protocol": "*",
            "sourceAddressPrefix": "*",
            "destinationAddressPrefix": "*",
            "destinationPortRange": "*",
        },
        {
            "name": "web",
            "direction": "Inbound",
            "priority": 120,
            "access": "Allow",
            "protocol": "Tcp",
            "sourceAddressPrefixes": ["10.0.1.0/24", "10.0.2.0/24"],
            "destinationAddressPrefix": "10.0.4.0/24",
            "destinationPortRanges": ["80", "443"],
        },
        {
            "name": "away",
            "direction": "Outbound",
            "priority": 100,
            "access": "Allow",
            "protocol": "Udp",
            "sourceAddressPrefix": "*",
            "destinationAddressPrefix": UNKNOWN,
            "destinationPortRange": "53",
        },
    ]
    assert words("security-rules", rules) == [
        "in   120 allow Tcp 10.0.1.0/24,10.0.2.0/24 -> 10.0.4.0/24 : 80,443  web",
        "in  4096 deny  *   * -> * : *  deny-all",
        "out  100 allow Udp * -> (known after deployment) : 53  away",
    ]


def test_a_container_says_what_runs_and_what_it_may_use() -> None:
    """Image, each resource with its limit, ports and probes, each on a line."""
    container = {
        "name": "web",
        "image": "web:1",
        "resources": {"requests": {"cpu": "200m", "memory": "1Gi"}, "limits": {"memory": "2Gi"}},
        "ports": [{"containerPort": 8080, "protocol": "TCP"}, {"containerPort": 53, "protocol": "UDP"}],
        "livenessProbe": {"httpGet": {"path": "/live"}, "periodSeconds": 5, "failureThreshold": 2},
        "readinessProbe": {"tcpSocket": {"port": 80}},
    }
    assert words("containers", [container, {"name": "side", "image": "side:2"}]) == [
        "container web: image web:1",
        "container web: cpu request 200m, no limit",
        "container web: memory request 1Gi, limit 2Gi",
        "container web: port 8080",
        "container web: port 53/UDP",
        "container web: liveness GET /live every 5 s, fails after 2",
        "container web: readiness tcpSocket every 10 s, fails after 3",
        "container side: image side:2",
        "container side: no requests and no limits",
    ]


def test_a_whole_container_has_everything_else_too() -> None:
    """Environment variables one a line, and every other field; values as they are shown elsewhere."""
    container = {
        "name": "web",
        "image": "web:1",
        "env": [
            {"name": "PORT", "value": "80"},
            {"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}},
            {"name": "HOST", "value": UNKNOWN},
        ],
        "securityContext": {"readOnlyRootFilesystem": True},
    }
    assert words("whole-containers", [container]) == [
        "container web: image web:1",
        "container web: no requests and no limits",
        "container web: env PORT=80",
        "container web: env KEY={secretKeyRef: {key: k, name: s}}",
        "container web: env HOST=(known after deployment)",
        "container web: securityContext {readOnlyRootFilesystem: true}",
    ]


def test_what_a_container_tells_in_words_is_not_told_again() -> None:
    """Each of its fields once."""
    container = {
        "name": "web",
        "image": "web:1",
        "resources": {"requests": {"cpu": "1"}},
        "ports": [{"containerPort": 80}],
        "env": [],
        "startupProbe": {"exec": {"command": ["x"]}, "periodSeconds": 1, "failureThreshold": 60},
        "livenessProbe": {"grpc": {"port": 1}},
        "readinessProbe": {"httpGet": {}},
        "args": ["a"],
    }
    assert words("whole-containers", [container]) == [
        "container web: image web:1",
        "container web: cpu request 1, no limit",
        "container web: port 80",
        "container web: startup exec every 1 s, fails after 60",
        "container web: liveness grpc every 10 s, fails after 3",
        "container web: readiness GET / every 10 s, fails after 3",
        "container web: args [a]",
    ]


@pytest.mark.parametrize(
    ("port", "said"),
    [
        ({"port": 80}, "port 80 -> 80"),
        ({"port": 80, "protocol": "TCP"}, "port 80 -> 80"),
        ({"port": 80, "protocol": "SCTP", "targetPort": 8080}, "port 80/SCTP -> 8080"),
    ],
)
def test_a_port_says_its_protocol_where_that_is_not_tcp(port: dict[str, Any], said: str) -> None:
    """As it goes without saying."""
    assert words("service-ports", [port]) == [said]


def test_a_port_that_is_not_named_is_any() -> None:
    """Of a policy, with its protocol."""
    spec = {"policyTypes": ["Egress"], "egress": [{"ports": [{"protocol": "UDP"}, {}]}]}
    assert words("traffic", spec) == ["out: to anywhere on any/UDP, any/TCP"]


def test_a_network_policy_is_told_in_words() -> None:
    """Each peer with its ports; ports go without TCP, and a range has its end."""
    spec = {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": "web"}}}], "ports": [{"port": 8080}]}],
        "egress": [
            {
                "to": [
                    {
                        "namespaceSelector": {"matchLabels": {"name": "kube-system"}},
                        "podSelector": {"matchLabels": {"app": "dns"}},
                    },
                    {"namespaceSelector": {}},
                ],
                "ports": [{"port": 53, "protocol": "UDP"}],
            },
            {"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}]},
            {"ports": [{"port": 8500, "endPort": 8599}]},
        ],
    }
    assert words("traffic", spec) == [
        "in: from pods app=web on 8080",
        "out: to pods app=dns of namespaces name=kube-system on 53/UDP",
        "out: to all pods of all namespaces on 53/UDP",
        "out: to 0.0.0.0/0 except 10.0.0.0/8, any port",
        "out: to anywhere on 8500-8599",
    ]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"podSelector": {}}, ["in: nothing allowed"]),
        ({"podSelector": {}, "egress": []}, ["in: nothing allowed", "out: nothing allowed"]),
        ({"podSelector": {}, "policyTypes": ["Egress"]}, ["out: nothing allowed"]),
        ({"podSelector": {}, "ingress": [{}]}, ["in: from anywhere, any port"]),
    ],
)
def test_what_a_network_policy_does_not_list_is_closed(spec: dict[str, Any], expected: list[str]) -> None:
    """A direction that is ruled and lists nothing lets nothing through; an empty rule lets all through."""
    assert words("traffic", spec) == expected


def test_a_selector_with_expressions() -> None:
    """Labels first, then the expressions in Kubernetes' own words."""
    selector = {
        "matchLabels": {"b": "2", "a": "1"},
        "matchExpressions": [
            {"key": "tier", "operator": "In", "values": ["x", "y"]},
            {"key": "z", "operator": "Exists"},
        ],
    }
    assert words("pods", selector) == ["pods: a=1, b=2, tier In (x, y), z Exists"]
    assert words("pods", {}) == ["pods: all"]


def test_what_an_autoscaler_follows() -> None:
    """Utilisation is of what is requested; other metrics have a figure a pod or in all."""
    metrics = [
        {"type": "Resource", "resource": {"name": "cpu", "target": {"averageUtilization": 70}}},
        {"type": "Pods", "pods": {"metric": {"name": "rps"}, "target": {"averageValue": "100"}}},
        {"type": "External", "external": {"metric": {"name": "queue"}, "target": {"value": "30"}}},
    ]
    assert words("metrics", metrics) == [
        "scales on: cpu at 70 % of the request",
        "scales on: rps at 100 a pod",
        "scales on: queue at 30",
    ]


def test_what_keda_follows() -> None:
    """A share is told as by the autoscaler; any other trigger with its own settings."""
    triggers = [
        {"type": "cpu", "metricType": "Utilization", "metadata": {"value": "70"}},
        {"type": "azure-servicebus", "name": "queue", "metadata": {"queueName": "q", "messageCount": "10"}},
    ]
    assert words("triggers", triggers) == [
        "scales on: cpu at 70 % of the request",
        "scales on: queue by azure-servicebus: messageCount 10, queueName q",
    ]


def test_spread_and_tolerations() -> None:
    """How strictly pods are spread, and which taints they put up with."""
    rule = {"topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "maxSkew": 1}
    soft = {"topologyKey": "host", "whenUnsatisfiable": "ScheduleAnyway", "maxSkew": 2}
    assert words("spread", [rule, soft]) == [
        "spread: over zone, required, max skew 1",
        "spread: over host, preferred, max skew 2",
    ]
    taint = {"key": "a", "operator": "Equal", "value": "b", "effect": "NoSchedule"}
    assert words("tolerations", [taint, {"operator": "Exists"}]) == [
        "tolerates: a=b:NoSchedule",
        "tolerates: any taint",
    ]


def test_permissions_and_subjects() -> None:
    """What a role allows, thing by thing with its API group, and who has it."""
    rules = [
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]},
        {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["*"]},
        {"nonResourceURLs": ["/healthz"], "verbs": ["get"]},
    ]
    assert words("permissions", rules) == [
        "pods: get, list",
        "deployments.apps: *",
        "/healthz: get",
    ]
    subjects = [
        {"kind": "ServiceAccount", "name": "bot", "namespace": "shop"},
        {"kind": "Group", "name": "ops"},
    ]
    assert words("subjects", subjects) == ["subject: ServiceAccount bot in shop", "subject: Group ops"]


def test_an_azure_role_has_its_title() -> None:
    """Nobody knows the ids of roles by heart; one that is not Azure's own keeps its id."""
    prefix = "/subscriptions/0/providers/Microsoft.Authorization/roleDefinitions"
    assert words("role", f"{prefix}/7f951dda-4ed3-4680-a7ca-43fe172d538d") == ["role: AcrPull"]
    assert words("role", f"{prefix}/custom") == [f"role: {prefix}/custom"]


def test_what_a_config_map_holds() -> None:
    """One line a key; of a text with many lines the first; nothing of a secret."""
    data = {"b": "line\nline", "a": "1", "c": Secret("x")}
    assert words("keys", data) == ["data[a]: 1", "data[b]: line ... (2 lines)", "data[c]: [secret]"]


@pytest.mark.parametrize(("weeks", "every"), [(1, "every Sunday"), (2, "every 2 weeks on Sunday")])
def test_a_maintenance_window(weeks: int, every: str) -> None:
    """Day, hour, offset from UTC and length."""
    window = {
        "schedule": {"weekly": {"dayOfWeek": "Sunday", "intervalWeeks": weeks}},
        "startTime": "02:00",
        "utcOffset": "+09:00",
        "durationHours": 4,
    }
    assert words("weekly", window) == [f"window: {every} 02:00 +09:00 for 4 hours"]


def test_ports_of_a_service() -> None:
    """Where a port leads; its own number where the manifest names no target."""
    ports = [{"port": 80, "targetPort": "http"}, {"port": 53, "protocol": "UDP"}]
    assert words("service-ports", ports) == ["port 80 -> http", "port 53/UDP -> 53"]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("value", [UNKNOWN, Secret("hunter2"), [UNKNOWN], [Secret("hunter2")], [{}], None, 7])
def test_a_value_of_another_form_is_no_failure(shape: str, value: Any) -> None:
    """What does not have the form of a shape is left to be shown as it is, and a secret stays one."""
    assert "hunter2" not in str(words(shape, value))
