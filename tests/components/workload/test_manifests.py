from dataclasses import replace
from typing import Any

import pytest

from jiban.components.workload import manifests
from tests.components.workload.examples import FACTS, HOOKS, SHAPE, spec, subject


def pod(facts: manifests.PodFacts = FACTS, **fields: Any) -> dict[str, Any]:
    """Return the pod of a service with these fields."""
    return manifests.deployment(subject(), spec(**fields), facts)["spec"]["template"]["spec"]


def container(facts: manifests.PodFacts = FACTS, **fields: Any) -> dict[str, Any]:
    """Return the only container of a service with these fields."""
    (only,) = pod(facts, **fields)["containers"]
    return only


def test_a_deployment_says_how_many_pods() -> None:
    """Without an autoscaler the number of pods is the Deployment's."""
    assert manifests.deployment(subject(), spec(replicas=3), FACTS)["spec"]["replicas"] == 3


def test_a_scaled_deployment_leaves_the_number_of_pods_alone() -> None:
    """An autoscaler begins at the fewest pods: without a number Kubernetes would take all but one away."""
    scaled = spec(replicas=3, autoscale={"max_replicas": 5, "cpu_percent": 70})
    assert manifests.deployment(subject(), scaled, FACTS)["spec"]["replicas"] == 3


def test_the_number_is_taken_back_from_a_removed_autoscaler() -> None:
    """Kubernetes gives no field back that another has written, unless it is forced to."""
    made = manifests.deployment(subject(), spec(replicas=3), FACTS)
    assert made["metadata"]["annotations"] == {"pulumi.com/patchForce": "true"}


def test_an_autoscaler_is_not_overruled() -> None:
    """With force, a deployment would set the number that the autoscaler has chosen."""
    scaled = spec(autoscale={"max_replicas": 5, "cpu_percent": 70})
    assert "annotations" not in manifests.deployment(subject(), scaled, FACTS)["metadata"]


def test_a_rollout_takes_no_pod_away_before_another_is_ready() -> None:
    """A quarter more pods at once, none fewer."""
    strategy = manifests.deployment(subject(), spec(), FACTS)["spec"]["strategy"]
    assert strategy == {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": "25%"}}


def test_a_pod_meets_the_restricted_standard() -> None:
    """Not root, no capability, no escalation, default seccomp, nothing writable but a scratch volume."""
    assert pod()["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 10001,
        "runAsGroup": 10001,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert container()["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container()["volumeMounts"] == [{"name": "tmp", "mountPath": "/tmp"}]  # noqa: S108 a path in a container
    assert pod()["volumes"] == [{"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}}]


def test_pods_spread_strictly_over_zones_and_loosely_over_nodes() -> None:
    """Fifteen pods need three zones, but not fifteen nodes."""
    zone, node = pod()["topologySpreadConstraints"]
    assert (zone["topologyKey"], zone["whenUnsatisfiable"]) == (
        "topology.kubernetes.io/zone",
        "DoNotSchedule",
    )
    assert (node["topologyKey"], node["whenUnsatisfiable"]) == ("kubernetes.io/hostname", "ScheduleAnyway")


def test_each_version_spreads_by_itself() -> None:
    """Pods of the version that is on its way out do not count, nor do nodes that a pod may not run on."""
    zone, node = pod()["topologySpreadConstraints"]
    for constraint in (zone, node):
        assert constraint["matchLabelKeys"] == ["pod-template-hash"]
        assert constraint["nodeTaintsPolicy"] == "Honor"


def test_one_zone_asks_for_no_spread_over_zones() -> None:
    """A constraint that one zone always meets is left out."""
    (only,) = pod(replace(FACTS, zones=1))["topologySpreadConstraints"]
    assert only["topologyKey"] == "kubernetes.io/hostname"


def test_a_pod_in_a_pool_selects_it_and_tolerates_its_taint() -> None:
    """The taint keeps others out of the pool; the selector keeps the pod in it."""
    placed = pod(pool="apps")
    assert placed["nodeSelector"] == {"jiban/pool": "apps"}
    assert placed["tolerations"] == [
        {"key": "application-workload", "operator": "Equal", "value": "true", "effect": "NoSchedule"}
    ]


def test_a_pool_without_a_taint_needs_no_toleration() -> None:
    """A pod in an open pool has a selector alone."""
    assert "tolerations" not in pod(replace(FACTS, taint=None), pool="plain")


def test_a_pod_without_a_pool_runs_anywhere() -> None:
    """No selector where no pool is named."""
    assert "nodeSelector" not in pod(replace(FACTS, taint=None))


@pytest.mark.parametrize(("ingress", "drain", "grace"), [(False, 15, 45), (True, 90, 120)])
def test_a_pod_serves_on_while_others_forget_it(ingress: bool, drain: int, grace: int) -> None:  # noqa: FBT001 the two cases of the table
    """It sleeps before it is stopped, longer behind the gateway, and has thirty seconds more to finish."""
    assert container(ingress=ingress)["lifecycle"] == {"preStop": {"sleep": {"seconds": drain}}}
    assert pod(ingress=ingress)["terminationGracePeriodSeconds"] == grace


def test_a_pod_is_probed_by_its_port_s_name() -> None:
    """Liveness counts from the end of the start, which has its own, longer patience."""
    found = container(probes={"liveness": "/live", "readiness": "/ready", "startup_seconds": 60})
    assert found["startupProbe"]["httpGet"] == {"path": "/live", "port": "http"}
    assert (found["startupProbe"]["periodSeconds"], found["startupProbe"]["failureThreshold"]) == (5, 12)
    assert found["livenessProbe"] == {
        "httpGet": {"path": "/live", "port": "http"},
        "periodSeconds": 10,
        "timeoutSeconds": 3,
        "failureThreshold": 3,
    }
    assert found["readinessProbe"]["httpGet"] == {"path": "/ready", "port": "http"}


def test_a_container_may_use_more_processor_than_it_asks_for() -> None:
    """Without cpu_limit only memory is bounded."""
    assert container()["resources"] == {
        "requests": {"cpu": "200m", "memory": "512Mi"},
        "limits": {"memory": "1Gi"},
    }


def test_a_container_is_bounded_where_the_service_says_so() -> None:
    """cpu_limit becomes a limit."""
    bounded = {"cpu": "1", "memory": "1Gi", "cpu_limit": "4", "memory_limit": "2Gi"}
    assert container(resources=bounded)["resources"]["limits"] == {"cpu": "4", "memory": "2Gi"}


def test_settings_come_from_the_config_map_by_its_name() -> None:
    """A new config map has a new name, so a change of settings is a change of the pods."""
    assert container()["envFrom"] == [{"configMapRef": {"name": "trip-settings-1a2b3c4"}}]


def test_the_service_s_own_setting_wins() -> None:
    """A platform's variable that env sets too is left out."""
    assert container(env={"POSTGRES_HOST": "localhost"})["env"] == [
        {"name": "CACHE_HOST", "value": "cache.example"}
    ]


def test_a_scraped_pod_says_where() -> None:
    """The annotations that the scraper looks for: whether, where, on which port."""
    template = manifests.deployment(subject(), spec(metrics_path="/metrics"), FACTS)["spec"]["template"]
    assert template["metadata"]["annotations"] == {
        "prometheus.io/scrape": "true",
        "prometheus.io/path": "/metrics",
        "prometheus.io/port": "8080",
    }


def test_a_pod_wears_its_identity_s_labels() -> None:
    """The cloud hands the identity to pods with these labels."""
    labels = manifests.deployment(subject(), spec(), FACTS)["spec"]["template"]["metadata"]["labels"]
    assert labels["azure.workload.identity/use"] == "true"


def test_objects_say_whose_they_are() -> None:
    """Owner, project, stack, tier and logical name stand on every object, and what it is a part of."""
    assert manifests.service(subject())["metadata"]["labels"] == {
        "app.kubernetes.io/managed-by": "jiban",
        "app.kubernetes.io/name": "trip",
        "app.kubernetes.io/part-of": "tripgen",
        "jiban/name": "trip-service",
        "jiban/owner": "platform-team",
        "jiban/project": "tripgen",
        "jiban/stack": "prod",
        "jiban/tier": "workload",
    }


def test_a_config_map_has_no_name() -> None:
    """Under a fixed name a change would delete it, and the pods that name it, before it is made again."""
    assert "name" not in manifests.config_map(subject(), spec(env={"A": "b"}))["metadata"]


@pytest.mark.parametrize(("access", "token"), [("none", False), ("reader", True)])
def test_only_a_reader_holds_a_token(access: str, token: bool) -> None:  # noqa: FBT001 the two cases of the table
    """A program that does not use the Kubernetes API has nothing that could be stolen."""
    one = spec(kubernetes_access=access)
    assert manifests.service_account(subject(), one, {})["automountServiceAccountToken"] is token
    assert pod(kubernetes_access=access)["automountServiceAccountToken"] is token


def test_an_account_names_its_identity() -> None:
    """The annotation's key is the cloud's, its value the client id."""
    annotations = manifests.identity_annotations(SHAPE.hooks, "some-client")
    account = manifests.service_account(subject(), spec(), annotations)
    assert account["metadata"]["annotations"] == {"azure.workload.identity/client-id": "some-client"}


def test_an_account_without_identity_has_no_annotation() -> None:
    """No identity, no annotation."""
    assert manifests.identity_annotations(HOOKS["azure"], None) == {}


def test_on_aws_an_account_names_no_identity() -> None:
    """EKS keeps the list of associations itself."""
    assert manifests.identity_annotations(HOOKS["aws"], "arn:aws:iam::111122223333:role/a") == {}


@pytest.mark.parametrize(
    ("disruption", "bound"),
    [({"min_available": 2}, ("minAvailable", 2)), ({"max_unavailable": 1}, ("maxUnavailable", 1))],
)
def test_a_budget_lets_unhealthy_pods_go(disruption: dict[str, int], bound: tuple[str, int]) -> None:
    """One bound, and pods that are not ready never hold up a drain."""
    budget = manifests.disruption_budget(subject(), spec(replicas=3, disruption=disruption))
    assert budget is not None
    assert budget["spec"] == {
        bound[0]: bound[1],
        "selector": {"matchLabels": {"app.kubernetes.io/name": "trip"}},
        "unhealthyPodEvictionPolicy": "AlwaysAllow",
    }


def test_a_namespace_admits_restricted_pods_only() -> None:
    """By the standard of a fixed version, so an upgrade of the cluster changes nothing by itself."""
    labels = manifests.namespace(subject("tripgen"), "1.36")["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    assert labels["pod-security.kubernetes.io/enforce-version"] == "v1.36"


def test_a_reader_only_looks() -> None:
    """Pods, services and config maps; get, list and watch."""
    assert manifests.reader_role(subject("tripgen"))["rules"] == [
        {
            "apiGroups": [""],
            "resources": ["pods", "services", "configmaps"],
            "verbs": ["get", "list", "watch"],
        }
    ]


def test_a_writer_names_its_api_groups() -> None:
    """What may be written, by group; there is no resource called applications."""
    rules = manifests.writer_role(subject("tripgen"))["rules"]
    written = {
        (group, resource)
        for rule in rules
        if "delete" in rule["verbs"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
    }
    assert written == {
        ("", "services"),
        ("", "configmaps"),
        ("apps", "deployments"),
        ("autoscaling", "horizontalpodautoscalers"),
        ("policy", "poddisruptionbudgets"),
        ("keda.sh", "scaledobjects"),
        ("keda.sh", "triggerauthentications"),
        ("secrets-store.csi.x-k8s.io", "secretproviderclasses"),
        ("gateway.networking.k8s.io", "httproutes"),
        ("gateway.envoyproxy.io", "backendtrafficpolicies"),
    }


def test_the_scraper_is_told_the_namespace() -> None:
    """Azure's agent ignores annotations in every namespace that its settings do not name."""
    settings = manifests.scrape_settings(subject("tripgen"))
    assert (settings["metadata"]["name"], settings["metadata"]["namespace"]) == (
        "ama-metrics-settings-configmap",
        "kube-system",
    )
    assert settings["data"]["pod-annotation-based-scraping"] == 'podannotationnamespaceregex = "tripgen"'


def test_a_rollout_waits_for_four_starts_and_a_node() -> None:
    """A quarter of the pods at a time: 4 x 120 seconds, and 600 for a node that is not there yet."""
    assert manifests.rollout_seconds(spec()) == 1080


def test_the_scraper_is_told_of_every_namespace() -> None:
    """The agent has one list, as an expression."""
    settings = manifests.scrape_settings(subject("tripgen"), ("tripgen-ingress", "tripgen-rollouts"))
    assert settings["data"] == {
        "schema-version": "v1",
        "config-version": "ver1",
        "pod-annotation-based-scraping": (
            'podannotationnamespaceregex = "tripgen|tripgen-ingress|tripgen-rollouts"'
        ),
    }


def test_what_a_writer_may_look_at_beside() -> None:
    """Pods with their logs, events and replica sets, and of what it writes everything; secrets never."""
    rules = manifests.writer_role(subject("tripgen"))["rules"]
    only_read = {
        (group, resource)
        for rule in rules
        if rule["verbs"] == ["get", "list", "watch"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
    }
    assert only_read == {("", "pods"), ("", "pods/log"), ("", "events"), ("apps", "replicasets")}
    written = [rule["verbs"] for rule in rules if "delete" in rule["verbs"]]
    assert all(verbs == ["get", "list", "watch", "create", "update", "patch", "delete"] for verbs in written)


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({}, []),
        ({"autoscale": {"max_replicas": 5, "cpu_percent": 70}}, ["spec.replicas"]),
        (
            {"rollout": "canary", "metrics_path": "/metrics", "ingress": {"path": "/a"}},
            ["spec.replicas"],
        ),
    ],
)
def test_whose_the_number_of_pods_is(fields: dict[str, Any], left: list[str]) -> None:
    """An autoscaler's, a Rollout's, or the Deployment's own."""
    assert manifests.not_ours(spec(**fields)) == left


@pytest.mark.parametrize("zones", [0, 1, 2, 3])
def test_pods_are_spread_over_two_zones_and_more(zones: int) -> None:
    """Where there is one, or none, over nodes alone."""
    keys = [each["topologyKey"] for each in pod(replace(FACTS, zones=zones))["topologySpreadConstraints"]]
    assert keys == (["topology.kubernetes.io/zone"] if zones > 1 else []) + ["kubernetes.io/hostname"]


def test_certificates_are_mounted_where_the_database_has_its_own() -> None:
    """At the path that the program is told, and read alone."""
    facts = replace(FACTS, authorities="database-authorities-1a2b")
    assert pod(facts)["volumes"][1] == {
        "name": "database-authorities",
        "configMap": {"name": "database-authorities-1a2b"},
    }
    assert container(facts)["volumeMounts"][1] == {
        "name": "database-authorities",
        "mountPath": "/etc/jiban/database",
        "readOnly": True,
    }


def test_a_token_of_kubernetes_is_for_who_may_use_it() -> None:
    """In the account as in the pod."""
    for access, token in (("none", False), ("reader", True)):
        asked = spec(kubernetes_access=access)
        assert manifests.service_account(subject(), asked, {})["automountServiceAccountToken"] is token
        assert pod(kubernetes_access=access)["automountServiceAccountToken"] is token
