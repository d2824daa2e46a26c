"""Argo CD as it is asked for: where it may go, when, and what it may make."""

from typing import Any

import pytest

from jiban.components.delivery import chart, kinds
from tests.components.delivery.examples import API, URL, made, spec
from tests.infra.kubernetes_objects import validate

REPOSITORY = {
    "to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}],
    "ports": [{"protocol": "TCP", "port": 443}],
}


def named(*parts: str) -> dict[str, Any]:
    """What picks out the pods of some of Argo CD's programs."""
    names = [f"argocd-{part}" for part in parts]
    return {"matchExpressions": [{"key": "app.kubernetes.io/name", "operator": "In", "values": names}]}


def inputs(name: str, **fields: Any) -> Any:
    """The inputs of one resource of the document's delivery, with other fields."""
    (found,) = [each for each in made(spec(**fields)).resources if each.name == name]
    return found.inputs


def names(**fields: Any) -> set[str]:
    """The resources of a delivery."""
    return {each.name for each in made(spec(**fields)).resources if each.custom}


def test_every_object_is_valid() -> None:
    """By the definitions of Argo CD's own release."""
    objects = [each.inputs for each in made(spec()).resources if each.type.startswith("kubernetes:")]
    assert validate(objects, "1.36") == []
    assert {"AppProject", "Application"} <= {each.get("kind") for each in objects}


def test_only_an_owner_has_an_application() -> None:
    """While Pulumi deploys the services, Argo CD is there and does nothing."""
    assert "delivery-application" in names()
    assert "delivery-application" not in names(owner="pulumi")
    assert "delivery-project" in names(owner="pulumi")
    assert "delivery-project" not in names(owner="pulumi", repository=None, windows={})


def test_the_project_lets_through_one_repository_and_one_namespace() -> None:
    """And no kind that is the cluster's."""
    found = inputs("delivery-project")["spec"]
    assert found["sourceRepos"] == [URL]
    assert found["destinations"] == [{"server": "https://kubernetes.default.svc", "namespace": "tripgen"}]
    assert found["clusterResourceWhitelist"] == []
    assert {"group": "apps", "kind": "Deployment"} in found["namespaceResourceWhitelist"]
    assert not any(
        each["kind"] in {"Secret", "Role", "Namespace"} for each in found["namespaceResourceWhitelist"]
    )


def test_the_window_is_two_hours_of_seoul_in_which_people_are_not_held_back() -> None:
    """02:00 to 04:00 on weekdays; what has begun goes on to its end."""
    assert inputs("delivery-project")["spec"]["syncWindows"] == [
        {
            "kind": "allow",
            "schedule": "0 2 * * 1-5",
            "duration": "2h",
            "timeZone": "Asia/Seoul",
            "applications": ["tripgen-prod"],
            "manualSync": True,
            "description": "night",
            "syncOverrun": True,
        }
    ]


def test_a_window_that_denies_stops_what_has_begun() -> None:
    """A freeze is one for everything."""
    windows = {"freeze": {"kind": "deny", "start": "0 0 24 12 *", "hours": 24}}
    (found,) = inputs("delivery-project", windows=windows)["spec"]["syncWindows"]
    assert (found["kind"], found["duration"], "syncOverrun" in found) == ("deny", "24h", False)


def test_the_application_follows_one_folder() -> None:
    """And all folders in it."""
    found = inputs("delivery-application")["spec"]
    assert found["source"] == {
        "repoURL": URL,
        "path": "environments/production",
        "targetRevision": "main",
        "directory": {"recurse": True},
    }
    assert found["project"] == "tripgen-prod"
    assert found["syncPolicy"]["automated"] == {"allowEmpty": False, "prune": True, "selfHeal": True}


def test_a_manual_synchronization_has_no_automated_one() -> None:
    """Argo CD waits for a person."""
    assert "automated" not in inputs("delivery-application", sync="manual")["spec"]["syncPolicy"]


def test_what_autoscalers_and_rollouts_write_is_theirs() -> None:
    """By the name of the service: what nobody else writes stays the repository's."""
    plan = made(spec(), scaled=("user", "trip"), steered={"trip": "trip-canary", "ai": "ai-preview"})
    (found,) = [each for each in plan.resources if each.name == "delivery-application"]
    assert found.inputs["spec"]["ignoreDifferences"] == [
        {"group": "apps", "kind": "Deployment", "name": "ai", "jsonPointers": ["/spec/replicas"]},
        {"group": "apps", "kind": "Deployment", "name": "trip", "jsonPointers": ["/spec/replicas"]},
        {"group": "apps", "kind": "Deployment", "name": "user", "jsonPointers": ["/spec/replicas"]},
        {"group": "argoproj.io", "kind": "Rollout", "name": "trip", "jsonPointers": ["/spec/replicas"]},
        {"group": "", "kind": "Service", "name": "ai", "jsonPointers": ["/spec/selector"]},
        {"group": "", "kind": "Service", "name": "ai-preview", "jsonPointers": ["/spec/selector"]},
        {"group": "", "kind": "Service", "name": "trip", "jsonPointers": ["/spec/selector"]},
        {"group": "", "kind": "Service", "name": "trip-canary", "jsonPointers": ["/spec/selector"]},
        *(
            {
                "group": "gateway.networking.k8s.io",
                "kind": "HTTPRoute",
                "name": name,
                "jqPathExpressions": [".spec.rules[]?.backendRefs[]?.weight"],
            }
            for name in ("ai-preview", "trip-canary")
        ),
    ]
    assert "RespectIgnoreDifferences=true" in found.inputs["spec"]["syncPolicy"]["syncOptions"]


def test_the_application_takes_no_service_with_it() -> None:
    """A finalizer would delete everything that it has made."""
    assert "finalizers" not in inputs("delivery-application")["metadata"]


@pytest.mark.parametrize(
    ("part", "selected", "ingress", "egress"),
    [
        (
            "controller",
            named("application-controller"),
            [],
            [
                API,
                {"to": [{"podSelector": named("redis")}], "ports": [{"protocol": "TCP", "port": 6379}]},
                {"to": [{"podSelector": named("repo-server")}], "ports": [{"protocol": "TCP", "port": 8081}]},
            ],
        ),
        (
            "reader",
            named("repo-server"),
            [
                {
                    "from": [{"podSelector": named("application-controller")}],
                    "ports": [{"protocol": "TCP", "port": 8081}],
                }
            ],
            [
                {"to": [{"podSelector": named("redis")}], "ports": [{"protocol": "TCP", "port": 6379}]},
                REPOSITORY,
            ],
        ),
        (
            "cache",
            named("redis"),
            [
                {
                    "from": [{"podSelector": named("application-controller", "repo-server")}],
                    "ports": [{"protocol": "TCP", "port": 6379}],
                }
            ],
            [],
        ),
        ("cache-secret", named("redis-secret-init"), [], [API]),
    ],
)
def test_policies_let_through_what_each_program_needs(
    part: str, selected: Any, ingress: Any, egress: Any
) -> None:
    """The internet is open for the one that reads the repository, at its port."""
    found = inputs(f"delivery-{part}-policy")["spec"]
    assert (found["podSelector"], found["ingress"], found["egress"]) == (selected, ingress, egress)
    assert found["policyTypes"] == ["Ingress", "Egress"]


def test_the_policy_that_opens_the_internet_says_why() -> None:
    """No other one does."""
    assert inputs("delivery-reader-policy")["metadata"]["annotations"] == {
        "jiban/internet": "to read the repository"
    }
    assert "annotations" not in inputs("delivery-controller-policy")["metadata"]


def test_a_repository_over_ssh_is_reached_at_its_port() -> None:
    """22, as the address has none."""
    repository = {"url": "git@github.com:tripgen/k8s-manifests.git"}
    egress = inputs("delivery-reader-policy", repository=repository)["spec"]["egress"]
    assert egress[-1]["ports"] == [{"protocol": "TCP", "port": 22}]


def test_the_release_is_of_the_table() -> None:
    """Chart and version, in its own namespace, whole or not at all."""
    found = inputs("delivery-release")
    assert (found["chart"], found["version"], found["name"], found["namespace"], found["atomic"]) == (
        "oci://ghcr.io/argoproj/argo-helm/argo-cd",
        "10.9.2",
        "argocd",
        "tripgen-delivery",
        True,
    )


def test_a_digest_of_the_table_is_a_part_of_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    """Helm then stops where the two are not the same chart."""
    facts = {
        "repository": "oci://example/argo-cd",
        "version": "1.2.3",
        "digest": "sha256:ab",
        "argo_cd": "v9.9.9",
        "kubernetes": ["1.36"],
    }
    monkeypatch.setattr(chart, "table", lambda *_: facts)
    assert chart.chart().reference == "oci://example/argo-cd@sha256:ab"


def test_nobody_signs_in_and_nothing_is_shown() -> None:
    """No server, no sign-in, no right in the cluster as a whole, no policy beside ours."""
    values = inputs("delivery-release")["values"]
    assert values["server"]["replicas"] == 0
    assert values["createClusterRoles"] is False
    assert values["global"]["networkPolicy"] == {"create": False}
    assert (values["dex"], values["notifications"]) == ({"enabled": False}, {"enabled": False})
    assert values["configs"]["cm"]["admin.enabled"] == "false"
    assert values["configs"]["clusterCredentials"]["in-cluster"]["namespaces"] == "tripgen"


def test_readers_are_spread_and_one_stays() -> None:
    """Strictly over zones, where there are several; one may be evicted."""
    reader = inputs("delivery-release")["values"]["repoServer"]
    assert (reader["replicas"], reader["pdb"]) == (2, {"enabled": True, "minAvailable": 1})
    assert [each["topologyKey"] for each in reader["topologySpreadConstraints"]] == [
        "topology.kubernetes.io/zone",
        "kubernetes.io/hostname",
    ]
    alone = inputs("delivery-release", reader={"replicas": 1})["values"]["repoServer"]
    assert "pdb" not in alone


def test_the_role_makes_the_kinds_of_the_project_and_binds_one_role() -> None:
    """In the services' namespace, and nothing of the cluster's."""
    found = inputs("delivery-role")
    assert found["metadata"]["namespace"] == "tripgen"
    made_here = {
        (rule["apiGroups"][0], resource)
        for rule in found["rules"]
        for resource in rule["resources"]
        if "create" in rule["verbs"]
    }
    assert made_here == {
        (group, resource) for group, each in kinds.made().items() for resource in each.values()
    }
    assert found["rules"][-1] == {
        "apiGroups": ["rbac.authorization.k8s.io"],
        "resources": ["roles"],
        "resourceNames": ["application-reader"],
        "verbs": ["bind"],
    }
    assert inputs("delivery-binding")["subjects"] == [
        {
            "kind": "ServiceAccount",
            "name": "argocd-application-controller",
            "namespace": "tripgen-delivery",
        }
    ]


def test_argo_cd_knows_of_no_other_kind() -> None:
    """What it makes, and what it looks at to tell whether a service is well."""
    known = {(each["apiGroups"][0], kind) for each in kinds.inclusions() for kind in each["kinds"]}
    assert ("", "Pod") in known
    assert ("", "Secret") not in known
    assert ("apps", "Deployment") in known
