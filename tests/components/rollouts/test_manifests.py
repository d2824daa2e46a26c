"""What carries rollouts out has few rights, one way in and one way out, and pods that are pinned."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from jiban.components.rollouts import access, aws, azure, chart, policies, reader
from jiban.components.rollouts.contract import reader_address
from jiban.components.rollouts.spec import (
    STEERED,
    BlueGreenSpec,
    CanarySpec,
    RollingSpec,
    Rollout,
    RolloutsSpec,
    fewest_requests,
)
from jiban.tables import table
from tests.infra.kubernetes_objects import validate

METADATA = {"name": "x", "namespace": "tripgen-rollouts", "labels": {"a": "b"}}
ROLLOUT: TypeAdapter[Any] = TypeAdapter(Rollout)
SCRAPER = {
    "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
    "podSelector": {"matchLabels": {"rsName": "ama-metrics"}},
}


def settings(pods: int = 2, *, scraped: bool = True) -> dict[str, Any]:
    """The values of the chart."""
    return chart.settings("tripgen", pods, {"tolerations": []}, scraped=scraped)


def facts(pods: int = 2) -> reader.ReaderFacts:
    """What the platform says of what asks Prometheus."""
    return reader.ReaderFacts(
        pods=pods,
        prometheus="https://metrics.example",
        identity_labels={"azure.workload.identity/use": "true"},
        script="script-1a2b",
        scheduling={"nodeSelector": {"jiban/pool": "apps"}},
    )


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("rolling", RollingSpec()),
        ("canary", CanarySpec(kind="canary", percent=10, minutes=15, max_error_percent=1.0)),
        (
            "blue_green",
            BlueGreenSpec(kind="blue_green", minutes=30, max_error_percent=0.5, max_seconds=10.0),
        ),
        ({"kind": "canary", "percent": 20}, CanarySpec(kind="canary", percent=20)),
    ],
)
def test_a_word_stands_for_the_document_s_figures(said: object, meant: object) -> None:
    """10 % for 15 minutes up to 1 % of errors, or 30 minutes up to 0.5 % or 10 seconds."""
    assert ROLLOUT.validate_python(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "blue-green",
        {"kind": "canary", "percent": 0},
        {"kind": "canary", "percent": 51},
        {"kind": "canary", "minutes": 4},
        {"kind": "canary", "max_error_percent": 0},
        {"kind": "canary", "max_error_percent": float("nan")},
        {"kind": "canary", "max_seconds": 1},
        {"kind": "blue_green", "percent": 10},
        {"percent": 10},
        True,
        None,
    ],
)
def test_what_means_nothing_is_refused(said: object) -> None:
    """Other words, figures out of range, and those of the other kind."""
    with pytest.raises(ValidationError):
        ROLLOUT.validate_python(said)


@given(st.floats(0.01, 50))
def test_one_failed_request_alone_is_never_too_many(most: float) -> None:
    """Of the fewest requests that are judged, one is no more than the share that may fail."""
    assert 100 / fewest_requests(most) <= most


@pytest.mark.parametrize(("most", "fewest"), [(1.0, 100), (0.5, 200), (0.3, 334), (50, 2)])
def test_fewer_errors_take_more_requests(most: float, fewest: int) -> None:
    """Half of the share takes twice as many."""
    assert fewest_requests(most) == fewest


def test_the_controller_looks_after_one_namespace() -> None:
    """It is told which, and the chart gives it no right in the whole cluster."""
    found = settings()
    assert found["controller"]["extraArgs"] == ["--namespaced", "--namespace=tripgen"]
    assert found["controller"]["createClusterRole"] is False
    assert found["createClusterAggregateRoles"] is False


def test_the_plugin_comes_out_of_an_image() -> None:
    """A container puts it beside the controller, which has no way to the internet."""
    controller = settings()["controller"]
    assert controller["trafficRouterPlugins"] == [
        {
            "name": "argoproj-labs/gatewayAPI",
            "location": "file:///plugins/rollouts-plugin-trafficrouter-gatewayapi",
        }
    ]
    (plugin,) = controller["initContainers"]
    assert plugin["image"] == "ghcr.io/argoproj-labs/rollouts-plugin-trafficrouter-gatewayapi:v0.15.0"
    assert plugin["command"] == ["/bin/cp", "/bin/rollouts-plugin-trafficrouter-gatewayapi", "/plugins/"]


def test_the_chart_and_the_controller_are_pinned() -> None:
    """By version; no text names the digest of the controller."""
    assert chart.chart() == chart.Chart(
        reference="oci://ghcr.io/argoproj/argo-helm/argo-rollouts", version="2.41.0"
    )
    assert settings()["controller"]["image"] == {"tag": "v1.10.2"}


def test_two_controllers_have_a_budget_and_one_has_none() -> None:
    """One that is alone could never be moved."""
    assert settings(2)["controller"]["pdb"] == {"enabled": True, "minAvailable": 1}
    assert "pdb" not in settings(1)["controller"]


@pytest.mark.parametrize(("scraped", "said"), [(True, "8090"), (False, None)])
def test_the_controller_is_scraped_where_something_scrapes(scraped: bool, said: str | None) -> None:  # noqa: FBT001 a parameter of the test
    """At its own port for metrics."""
    annotations = settings(scraped=scraped)["controller"].get("podAnnotations", {})
    assert annotations.get("prometheus.io/port") == said


def test_the_controller_reads_no_secret_of_a_service() -> None:
    """The one secret that it may read is in its own namespace, and has its own name."""
    assert [rule for rule in access.services_rules() if "secrets" in rule["resources"]] == []
    (secret,) = (rule for rule in access.own_rules() if "secrets" in rule["resources"])
    assert secret["resourceNames"] == ["argo-rollouts-notification-secret"]


def test_the_controller_changes_routes_and_makes_none() -> None:
    """The plugin writes weights into those that are there."""
    (routes,) = (rule for rule in access.services_rules() if "httproutes" in rule["resources"])
    assert routes == {
        "apiGroups": ["gateway.networking.k8s.io"],
        "resources": ["httproutes"],
        "verbs": ["get", "list", "watch", "update"],
    }


def test_no_right_is_for_everything() -> None:
    """Every rule names its groups, resources and verbs."""
    for rule in [*access.services_rules(), *access.own_rules(), *access.deployer_rules()]:
        assert "*" not in [*rule["apiGroups"], *rule["resources"], *rule["verbs"]]


def test_whoever_deploys_may_promote_and_abort() -> None:
    """Both are written into the status of a rollout."""
    assert "rollouts/status" in access.deployer_rules()[0]["resources"]
    assert "patch" in access.deployer_rules()[0]["verbs"]


def test_only_the_controllers_reach_what_asks_prometheus() -> None:
    """And it reaches nothing but addresses outside."""
    outside = {"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}
    found = policies.reader(METADATA, outside)["spec"]
    assert found["podSelector"] == {"matchLabels": {"jiban/part": "metrics-reader"}}
    assert found["ingress"] == [
        {
            "from": [{"podSelector": {"matchLabels": {"jiban/part": "rollouts-controller"}}}],
            "ports": [{"protocol": "TCP", "port": 8080}],
        }
    ]
    assert found["egress"] == [outside]


def test_the_controllers_reach_the_api_and_what_asks_prometheus() -> None:
    """Nothing reaches them but what scrapes their metrics."""
    api = {"to": [{"ipBlock": {"cidr": "10.0.0.0/17"}}]}
    found = policies.controller(METADATA, [api, policies.TO_READER], SCRAPER)["spec"]
    assert found["egress"] == [
        api,
        {
            "to": [{"podSelector": {"matchLabels": {"jiban/part": "metrics-reader"}}}],
            "ports": [{"protocol": "TCP", "port": 8080}],
        },
    ]
    assert found["ingress"] == [
        {
            "from": [
                {
                    "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
                    "podSelector": {"matchLabels": {"rsName": "ama-metrics"}},
                }
            ],
            "ports": [{"protocol": "TCP", "port": 8090}],
        }
    ]
    assert policies.controller(METADATA, [api], None)["spec"]["ingress"] == []


def test_readers_outlive_a_zone() -> None:
    """They go to other zones and other nodes, as far as there are some."""
    pod = reader.deployment(METADATA, facts())["spec"]["template"]["spec"]
    found = [(each["topologyKey"], each["whenUnsatisfiable"]) for each in pod["topologySpreadConstraints"]]
    assert found == [
        ("topology.kubernetes.io/zone", "ScheduleAnyway"),
        ("kubernetes.io/hostname", "ScheduleAnyway"),
    ]


def test_a_reader_gets_nothing_more_before_it_is_started_anew() -> None:
    """Three failed checks take it out, six start it anew."""
    container = reader.deployment(METADATA, facts())["spec"]["template"]["spec"]["containers"][0]
    assert "failureThreshold" not in container["readinessProbe"]
    assert container["livenessProbe"] == container["readinessProbe"] | {"failureThreshold": 6}


def test_the_program_runs_as_it_stands_in_the_library() -> None:
    """Its text is what the config map holds, and the pod runs that file."""
    assert 'if __name__ == "__main__":' in azure.program()
    pod = reader.deployment(METADATA, facts())["spec"]["template"]["spec"]
    assert pod["containers"][0]["command"][-1] == "/script/metrics_reader.py"
    assert pod["volumes"] == [{"name": "script", "configMap": {"name": "script-1a2b"}}]


def test_what_asks_prometheus_has_an_identity_and_no_way_to_kubernetes() -> None:
    """Its pods bear the label of the identity, and no token of the API server."""
    template = reader.deployment(METADATA, facts())["spec"]["template"]
    assert template["metadata"]["labels"]["azure.workload.identity/use"] == "true"
    assert template["spec"]["automountServiceAccountToken"] is False
    assert reader.account(METADATA, {"k": "v"})["automountServiceAccountToken"] is False


def test_its_objects_are_those_of_kubernetes() -> None:
    """The published schemas take them."""
    made = [
        {"apiVersion": "apps/v1", "kind": "Deployment", **reader.deployment(METADATA, facts())},
        {"apiVersion": "v1", "kind": "Service", **reader.service(METADATA)},
        {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", **reader.budget(METADATA)},
        {"apiVersion": "v1", "kind": "ServiceAccount", **reader.account(METADATA, {})},
        access.role(METADATA, access.services_rules()),
        access.binding(METADATA, "argo-rollouts", "tripgen-rollouts"),
        policies.reader(METADATA, {"to": []}),
    ]
    assert validate(made, "1.36") == []


def test_it_is_asked_at_the_port_of_its_service() -> None:
    """The address is one inside of the cluster."""
    (port,) = reader.service(METADATA)["spec"]["ports"]
    assert reader_address("tripgen-rollouts") == f"http://metrics-reader.tripgen-rollouts:{port['port']}"


@pytest.mark.parametrize("pods", [0, 3])
def test_there_are_one_or_two(pods: int) -> None:
    """More than two would all but one wait to lead."""
    with pytest.raises(ValidationError):
        RolloutsSpec(replicas=pods)


READ = ["get", "list", "watch"]
CHANGE = [*READ, "update", "patch"]
KEEP = [*CHANGE, "create", "delete"]


def rights(rules: list[dict[str, Any]]) -> dict[str, list[str]]:
    """What may be done, by group and resource."""
    return {
        f"{group}/{resource}".lstrip("/"): rule["verbs"]
        for rule in rules
        for group in rule["apiGroups"]
        for resource in rule["resources"]
    }


def test_what_the_controller_may_do_beside_the_services() -> None:
    """The rules of its chart, without secrets, and without what nothing here uses."""
    assert rights(access.services_rules()) == {
        "argoproj.io/rollouts": CHANGE,
        "argoproj.io/rollouts/status": CHANGE,
        "argoproj.io/rollouts/finalizers": CHANGE,
        "argoproj.io/analysisruns": KEEP,
        "argoproj.io/analysisruns/finalizers": KEEP,
        "argoproj.io/experiments": KEEP,
        "argoproj.io/experiments/finalizers": KEEP,
        "argoproj.io/analysistemplates": READ,
        "apps/replicasets": KEEP,
        "apps/deployments": [*READ, "update"],
        "services": [*READ, "patch"],
        "pods": ["list", "update", "watch"],
        "pods/eviction": ["create"],
        "events": ["create", "update", "patch"],
        "gateway.networking.k8s.io/httproutes": [*READ, "update"],
        "networking.k8s.io/ingresses": READ,
        "batch/jobs": READ,
    }


def test_what_the_controller_may_do_at_home() -> None:
    """Read its settings, and lead."""
    assert rights(access.own_rules()) == {
        "configmaps": READ,
        "secrets": READ,
        "coordination.k8s.io/leases": ["create", "get", "update"],
        "events": ["create", "update", "patch"],
    }


def test_what_whoever_deploys_may_do_besides() -> None:
    """Rollouts, promoted and aborted by their status; the runs of a judgement are looked at alone."""
    write = ["get", "list", "watch", "create", "update", "patch", "delete"]
    assert rights(access.deployer_rules()) == {
        "argoproj.io/rollouts": write,
        "argoproj.io/rollouts/status": write,
        "argoproj.io/analysistemplates": write,
        "argoproj.io/analysisruns": READ,
    }


def test_the_image_of_what_asks_is_pinned() -> None:
    """By tag and digest; the plugin by its tag alone, as no text names its digest."""
    assert chart.image("reader") == (
        "docker.io/library/python:3.13-alpine@sha256:"
        "79e7a9b9ff1cbceff819f856fb374477792a5967759d94df266de7b7b4120e6f"
    )
    assert chart.image("plugin") == ("ghcr.io/argoproj-labs/rollouts-plugin-trafficrouter-gatewayapi:v0.15.0")


def test_definitions_are_those_that_the_chart_installs() -> None:
    """Objects are checked by its minor version, though the image of the pods is newer."""
    facts = table("jiban.components.rollouts", "chart.yaml")
    assert facts["controller_version"] == facts["images"]["controller"]["tag"] == "v1.10.2"
    assert facts["definitions_version"] == "v1.9.1"


def test_two_kinds_need_the_controller() -> None:
    """A rolling version needs nobody."""
    assert (CanarySpec, BlueGreenSpec) == STEERED


def test_the_controllers_sign_where_the_address_is_aws_s() -> None:
    """With the region beside it; without `aps-workspaces` in the address the controller signs nothing."""
    url = "https://aps-workspaces.ap-northeast-2.amazonaws.com/workspaces/ws-1"
    assert aws.asked(url, "ap-northeast-2") == {
        "address": url,
        "authentication": {"sigv4": {"region": "ap-northeast-2"}},
    }
    assert azure.asked("tripgen-rollouts") == {"address": "http://metrics-reader.tripgen-rollouts:8080"}
