from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.workload.contract import PlatformShape
from jiban.components.workload.kubernetes import Namespace, NamespaceArgs, Workload, WorkloadArgs
from jiban.testing import ProgramPlan, Resource, plan_program
from tests.components.workload.examples import OWNERSHIP, SHAPE, namespace, platform, spec, tripgen

AUTONAMED = {"kubernetes:core/v1:ConfigMap": {"metadata": {"name": "autonamed-1a2b3c4"}}}
"""The provider names a config map that has no name."""


def workload(
    name: str = "trip",
    shape: PlatformShape = SHAPE,
    callees: Mapping[str, int] | None = None,
    **fields: Any,
) -> ProgramPlan:
    """Return what a service with these fields asks for."""

    def program() -> object:
        args = WorkloadArgs(
            spec=spec(**fields),
            ownership=OWNERSHIP,
            namespace=namespace(),
            platform=platform(shape),
            callees=callees or {},
        )
        return Workload(name, args).contract.url

    return plan_program(program, outputs=AUTONAMED, resolve=True)


def whole_namespace(*, metrics: bool = True) -> ProgramPlan:
    """Return what a namespace asks for."""

    def program() -> object:
        args = NamespaceArgs(
            ownership=OWNERSHIP, name="tripgen", version="1.36", metrics=metrics, cilium=True
        )
        return Namespace("namespace", args).contract.name

    return plan_program(program, resolve=True)


def of_kind(plan: ProgramPlan, kind: str) -> tuple[Resource, ...]:
    """Return the objects of a kind."""
    return tuple(each for each in plan.resources if each.inputs.get("kind") == kind)


def one(plan: ProgramPlan, kind: str) -> Resource:
    """Return the only object of a kind."""
    (only,) = of_kind(plan, kind)
    return only


def container(plan: ProgramPlan) -> Mapping[str, Any]:
    """Return the only container of the only Deployment."""
    return one(plan, "Deployment").inputs["spec"]["template"]["spec"]["containers"][0]


def variables(plan: ProgramPlan) -> dict[str, str]:
    """Return the container's environment variables."""
    return {each["name"]: each["value"] for each in container(plan).get("env", [])}


def test_a_service_is_these_objects() -> None:
    """A service with nothing special has an account, a policy, pods, an address and a budget."""
    found = workload()
    assert {(each.type, each.name) for each in found.resources[1:]} == {
        ("jiban:workload:Workload", "trip"),
        ("kubernetes:core/v1:ServiceAccount", "trip-account"),
        ("kubernetes:networking.k8s.io/v1:NetworkPolicy", "trip-policy"),
        ("kubernetes:apps/v1:Deployment", "trip-deployment"),
        ("kubernetes:core/v1:Service", "trip-service"),
        ("kubernetes:policy/v1:PodDisruptionBudget", "trip-budget"),
    }


def test_every_object_belongs_to_its_service() -> None:
    """Each child's parent is the component."""
    assert {each.parent_name for each in workload(env={"A": "b"}).resources[2:]} == {"trip"}


def test_every_object_but_a_config_map_has_its_name_and_namespace() -> None:
    """Names are ours, so that other systems can count on them; a config map's name is the provider's."""
    for name, service in tripgen().items():
        fields = service.model_dump(exclude_unset=True)
        for each in workload(name, **fields).resources[2:]:
            metadata = each.inputs["metadata"]
            assert metadata["namespace"] == "tripgen"
            assert ("name" in metadata) is (each.inputs["kind"] != "ConfigMap")


def test_settings_are_autonamed_and_the_pods_name_them() -> None:
    """Behaviour 1: a change of settings makes a new config map, to which the pods then roll."""
    found = workload(env={"LOG_LEVEL": "info"})
    assert one(found, "ConfigMap").inputs["data"] == {"LOG_LEVEL": "info"}
    assert container(found)["envFrom"] == [{"configMapRef": {"name": "autonamed-1a2b3c4"}}]
    assert "trip-settings" in one(found, "Deployment").dependency_names


def test_no_object_is_made_without_waiting_for_it() -> None:
    """Behaviour 2: an object with skipAwait that is replaced fails, so nothing carries it."""
    texts = [
        str(each.inputs)
        for name, service in tripgen().items()
        for each in workload(name, **service.model_dump(exclude_unset=True)).resources
    ]
    texts += [str(each.inputs) for each in whole_namespace().resources]
    assert not [text for text in texts if "skipAwait" in text]


def test_settings_are_never_changed_in_place() -> None:
    """Behaviour 3: pods would not notice a change in place, so the config map is immutable."""
    assert one(workload(env={"A": "b"}), "ConfigMap").inputs["immutable"] is True


def test_a_scaled_service_leaves_the_number_of_pods_to_its_autoscaler() -> None:
    """Behaviour 4: once the autoscaler has scaled, the number is neither written nor a conflict."""
    found = workload(replicas=3, autoscale={"max_replicas": 6, "cpu_percent": 70})
    assert one(found, "Deployment").options.ignore_changes == ("spec.replicas",)
    assert one(found, "HorizontalPodAutoscaler").inputs["spec"]["minReplicas"] == 3


def test_a_service_keeps_its_pods_when_it_gets_an_autoscaler() -> None:
    """The number stays in the inputs: one that is taken out becomes 1 in Kubernetes."""
    before = workload(replicas=3)
    after = workload(replicas=3, autoscale={"max_replicas": 6, "cpu_percent": 70})
    assert one(before, "Deployment").inputs["spec"] == one(after, "Deployment").inputs["spec"]


def test_a_service_that_loses_its_autoscaler_is_written_again() -> None:
    """Its inputs differ, so that the number of pods is applied at once and not with some later change."""
    before = one(workload(replicas=3, autoscale={"max_replicas": 6, "cpu_percent": 70}), "Deployment")
    after = one(workload(replicas=3), "Deployment")
    assert before.inputs["metadata"] != after.inputs["metadata"]
    assert after.options.ignore_changes == ()


def test_an_object_is_waited_for_as_long_as_a_rollout_takes() -> None:
    """Behaviour 6: a Service is there once its pods are ready, so neither depends on the other."""
    found = workload()
    assert "trip-deployment" not in one(found, "Service").dependency_names
    assert "trip-service" not in one(found, "Deployment").dependency_names


def test_processor_and_memory_need_no_keda() -> None:
    """Kubernetes' own autoscaler, and nothing of KEDA."""
    found = workload(autoscale={"max_replicas": 6, "cpu_percent": 70, "memory_percent": 80})
    assert len(of_kind(found, "HorizontalPodAutoscaler")) == 1
    assert of_kind(found, "ScaledObject") == ()


def test_a_query_makes_keda_the_only_autoscaler() -> None:
    """KEDA makes the HorizontalPodAutoscaler itself; it comes after the Deployment and the way to sign in."""
    query = {"kind": "query", "query": "up", "per_pod": 10.0}
    found = workload(autoscale={"max_replicas": 6, "cpu_percent": 70, "metrics": {"load": query}})
    assert of_kind(found, "HorizontalPodAutoscaler") == ()
    scaled = one(found, "ScaledObject")
    assert scaled.type == "kubernetes:keda.sh/v1alpha1:ScaledObject"
    assert {"trip-deployment", "trip-scaler"} <= scaled.dependency_names
    assert one(found, "TriggerAuthentication").inputs["spec"]["podIdentity"] == {
        "provider": "azure-workload",
        "identityId": "client-of-scaler",
    }


def test_a_schedule_asks_nobody() -> None:
    """Hours need no identity."""
    hours = {"start": "0 9 * * *", "end": "0 18 * * *", "pods": 4}
    found = workload(autoscale={"max_replicas": 6, "schedules": {"day": hours}})
    assert of_kind(found, "TriggerAuthentication") == ()


@pytest.mark.parametrize(
    ("uses", "names"),
    [
        ({}, set[str]()),
        (
            {"databases": ("trips",)},
            {
                "POSTGRES_HOST",
                "POSTGRES_PORT",
                "POSTGRES_USER",
                "POSTGRES_DATABASE",
                "POSTGRES_DATABASES",
                "POSTGRES_SSLMODE",
                "POSTGRES_SSLROOTCERT",
                "POSTGRES_TOKEN_SCOPE",
            },
        ),
        ({"cache": True}, {"CACHE_HOST", "CACHE_PORT", "CACHE_USER", "CACHE_TOKEN_SCOPE"}),
        ({"sends": ("jobs",)}, {"QUEUE_HOST", "QUEUE_SENDS"}),
        ({"receives": ("jobs",)}, {"QUEUE_HOST", "QUEUE_RECEIVES"}),
        ({"secrets": ("key",)}, {"VAULT_URI", "VAULT_SECRETS", "SECRET_KEY_ARN"}),
    ],
)
def test_a_service_is_told_the_addresses_of_what_it_uses(uses: dict[str, Any], names: set[str]) -> None:
    """Of those, and of nothing else."""
    assert set(variables(workload(uses=uses))) == names


def test_a_service_knows_its_database_user() -> None:
    """PostgreSQL knows a service by its identity's role."""
    assert variables(workload(uses={"databases": ("trips",)}))["POSTGRES_USER"] == "id-trip"


def test_a_program_finds_its_database_under_its_own_name() -> None:
    """Both names lead to one host."""
    found = variables(workload(uses={"databases": ("trips",)}, variables={"DB_HOST": "POSTGRES_HOST"}))
    assert found["DB_HOST"] == found["POSTGRES_HOST"]


def test_a_service_with_an_identity_can_become_it() -> None:
    """The pods wear the cloud's label, the account names the client id."""
    found = workload(uses={"cache": True})
    pod = one(found, "Deployment").inputs["spec"]["template"]["metadata"]
    assert pod["labels"]["azure.workload.identity/use"] == "true"
    account = one(found, "ServiceAccount").inputs["metadata"]
    assert account["annotations"] == {"azure.workload.identity/client-id": "client-of-trip"}


def test_a_service_without_an_identity_has_no_trace_of_one() -> None:
    """No label and no annotation."""
    found = workload("location")
    pod = one(found, "Deployment").inputs["spec"]["template"]["metadata"]
    assert "azure.workload.identity/use" not in pod["labels"]
    assert "annotations" not in one(found, "ServiceAccount").inputs["metadata"]


@pytest.mark.parametrize(
    ("image", "full"),
    [
        ("trip:1.4.2", "crtripgen.azurecr.io/trip:1.4.2"),
        ("team/trip:1.4.2", "crtripgen.azurecr.io/team/trip:1.4.2"),
        ("ghcr.io/team/trip:1.4.2", "ghcr.io/team/trip:1.4.2"),
    ],
)
def test_an_image_without_host_is_in_the_stack_s_registry(image: str, full: str) -> None:
    """A host that the image names is left alone."""
    assert container(workload(image=image))["image"] == full


def test_a_reader_is_bound_to_the_role() -> None:
    """The service's own account, the namespace's role."""
    binding = one(workload(kubernetes_access="reader"), "RoleBinding").inputs
    assert binding["roleRef"]["name"] == "application-reader"
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": "trip", "namespace": "tripgen"}]


def test_one_pod_gets_no_budget() -> None:
    """A budget over one pod could only block drains."""
    assert of_kind(workload(replicas=1), "PodDisruptionBudget") == ()


def test_pods_start_after_their_way_is_open() -> None:
    """The policy and the account exist first."""
    assert {"trip-policy", "trip-account"} <= one(workload(), "Deployment").dependency_names


def test_a_service_has_an_address() -> None:
    """Its name and its namespace; the port is HTTP's own."""
    assert workload().result == "http://trip.tripgen"
    assert one(workload(port=9000), "Service").inputs["spec"]["ports"] == [
        {"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"}
    ]


@pytest.mark.parametrize(
    "make",
    [
        lambda: workload(pool="gpu"),
        lambda: workload(shape=replace(SHAPE, registry=False)),
        lambda: workload(shape=replace(SHAPE, destinations={}), uses={"cache": True}),
    ],
)
def test_a_service_that_the_platform_cannot_carry_is_refused(make: Callable[[], object]) -> None:
    """Before any object is asked for."""
    with pytest.raises(SpecRefusedError, match="trip: "):
        make()


def test_a_namespace_is_these_objects() -> None:
    """Closed, with a role to look, a role to deploy, an account that has it, and the scraper's settings."""
    assert {(each.type.rpartition(":")[2], each.name) for each in whole_namespace().resources[1:]} == {
        ("Namespace", "namespace"),
        ("Namespace", "namespace-namespace"),
        ("NetworkPolicy", "namespace-deny-all"),
        ("NetworkPolicy", "namespace-name-lookups"),
        ("CiliumNetworkPolicy", "namespace-node-lookups"),
        ("Role", "namespace-application-reader"),
        ("Role", "namespace-application-writer"),
        ("RoleBinding", "namespace-deployer-binding"),
        ("ServiceAccount", "namespace-deployer"),
        ("ConfigMap", "namespace-scraping"),
    }


def test_a_namespace_without_metrics_tells_no_scraper() -> None:
    """Without a managed Prometheus there is nobody to read the settings."""
    assert of_kind(whole_namespace(metrics=False), "ConfigMap") == ()


def test_a_deployer_may_write_and_nobody_else() -> None:
    """The only binding of a namespace is the deployer's."""
    binding = one(whole_namespace(), "RoleBinding").inputs
    assert binding["roleRef"]["name"] == "application-writer"
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": "deployer", "namespace": "tripgen"}]


def test_what_is_in_a_namespace_comes_after_it() -> None:
    """Every object takes the namespace's name from the namespace that exists."""
    assert {
        each.name for each in whole_namespace().resources if "namespace-namespace" in each.dependency_names
    } == {
        "namespace-deny-all",
        "namespace-name-lookups",
        "namespace-node-lookups",
        "namespace-application-reader",
        "namespace-application-writer",
        "namespace-deployer",
        "namespace-deployer-binding",
    }
