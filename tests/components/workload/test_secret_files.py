from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml

from jiban.components.base import Fault
from jiban.components.workload import needs
from jiban.testing import ProgramPlan
from tests.components.workload.examples import SHAPE, spec
from tests.components.workload.test_kubernetes import of_kind, one, workload

CLASS = "SecretProviderClass"
KEY = ({"name": "OPENAI_API_KEY", "of": "openai"},)


def pod(plan: ProgramPlan) -> Mapping[str, Any]:
    """The pod of the only Deployment."""
    found: Mapping[str, Any] = one(plan, "Deployment").inputs["spec"]["template"]["spec"]
    return found


def provider_class(**uses: Any) -> Mapping[str, Any]:
    """What the driver is told for a service that uses these."""
    found: Mapping[str, Any] = one(workload(uses=uses), CLASS).inputs["spec"]
    return found


def test_a_service_without_files_has_no_class() -> None:
    """Nor a volume, when it reads its secrets itself."""
    found = workload(uses={"secrets": ("signing",)})
    assert of_kind(found, CLASS) == ()
    assert [each["name"] for each in pod(found)["volumes"]] == ["tmp"]


def test_the_driver_fetches_as_the_service() -> None:
    """As its own identity, in the vault of the platform."""
    parameters = provider_class(secret_files=("signing",))["parameters"]
    assert {name: value for name, value in parameters.items() if name != "objects"} == {
        "usePodIdentity": "false",
        "clientID": "client-of-trip",
        "keyvaultName": "kv-tripgen-prod",
        "tenantId": "tenant",
    }


def test_the_newest_version_of_each_is_fetched() -> None:
    """The list names no version; it is YAML of YAML texts, as the driver's provider for Azure reads it."""
    text = provider_class(secret_files=("tls", "signing"))["parameters"]["objects"]
    assert [yaml.safe_load(each) for each in yaml.safe_load(text)["array"]] == [
        {"objectName": "signing", "objectType": "secret"},
        {"objectName": "tls", "objectType": "secret"},
    ]


def test_files_stand_in_one_folder_that_cannot_be_written() -> None:
    """Each under its name."""
    found = pod(workload(uses={"secret_files": ("signing",)}))
    assert found["volumes"][-1] == {
        "name": "secrets",
        "csi": {
            "driver": "secrets-store.csi.k8s.io",
            "readOnly": True,
            "volumeAttributes": {"secretProviderClass": "trip"},
        },
    }
    assert found["containers"][0]["volumeMounts"][-1] == {
        "name": "secrets",
        "mountPath": "/etc/jiban/secrets",
        "readOnly": True,
    }


def test_a_program_is_told_of_its_files() -> None:
    """So pods are started anew when there is one more."""
    (container,) = pod(workload(uses={"secret_files": ("signing", "tls")}))["containers"]
    told = {"name": "SECRET_FILES", "value": "/etc/jiban/secrets/signing,/etc/jiban/secrets/tls"}
    assert told in container["env"]


def test_files_alone_make_no_kubernetes_secret() -> None:
    """A value then stands in the pod's memory alone."""
    assert "secretObjects" not in provider_class(secret_files=("signing",))


def test_a_variable_is_a_secret_of_kubernetes() -> None:
    """The driver keeps it, as no variable comes from a file."""
    made = provider_class(secret_variables=KEY)["secretObjects"]
    assert [(each["secretName"], each["type"], each["data"]) for each in made] == [
        ("trip-secrets", "Opaque", [{"objectName": "openai", "key": "openai"}])
    ]


def test_a_variable_names_its_secret() -> None:
    """Its value is in no manifest."""
    (container,) = pod(workload(uses={"secret_variables": KEY}))["containers"]
    assert {
        "name": "OPENAI_API_KEY",
        "valueFrom": {"secretKeyRef": {"name": "trip-secrets", "key": "openai"}},
    } in container["env"]


def test_two_variables_of_one_secret_are_one_entry() -> None:
    """Kubernetes takes a key once."""
    (made,) = provider_class(secret_variables=({"name": "A", "of": "openai"}, {"name": "B", "of": "openai"}))[
        "secretObjects"
    ]
    assert made["data"] == [{"objectName": "openai", "key": "openai"}]


def test_a_secret_wins_over_the_platforms_own_variable() -> None:
    """A variable has one value."""
    uses = {"databases": ("trips",), "secret_variables": ({"name": "POSTGRES_USER", "of": "user"},)}
    (container,) = pod(workload(uses=uses))["containers"]
    assert [each for each in container["env"] if each["name"] == "POSTGRES_USER"] == [
        {"name": "POSTGRES_USER", "valueFrom": {"secretKeyRef": {"name": "trip-secrets", "key": "user"}}}
    ]


def test_pods_start_after_their_class() -> None:
    """Without it a pod would wait for its volume."""
    assert "trip-secrets" in one(workload(uses={"secret_files": ("a",)}), "Deployment").dependency_names


def test_who_has_files_alone_reaches_no_vault() -> None:
    """The node fetches them, so the pod's own policy stays closed."""
    policy = one(workload(uses={"secret_files": ("signing",)}), "NetworkPolicy").inputs
    assert policy["spec"]["egress"] == []


@pytest.mark.parametrize(
    ("uses", "field"),
    [
        ({"secret_files": ("a",)}, "secret_files"),
        ({"secret_variables": ({"name": "A", "of": "a"},)}, "secret_variables"),
    ],
)
def test_nodes_without_the_driver_are_found_out(uses: dict[str, Any], field: str) -> None:
    """Before any pod waits for its volume."""
    found = list(needs.faults("trip", spec(uses=uses), replace(SHAPE, secret_files=False)))
    assert found == [
        Fault(
            ("uses", field),
            "nothing on the platform's nodes puts secrets into pods",
            "deploy the platform's stack with it first, or use uses.secrets",
        )
    ]


def test_files_need_an_identity() -> None:
    """The vault knows nobody else."""
    (fault,) = needs.faults("newcomer", spec(uses={"secret_files": ("a",)}), SHAPE)
    assert fault.path == ("uses",)


@pytest.mark.parametrize("field", ["env", "variables"])
def test_a_variable_has_one_value(field: str) -> None:
    """It is not a setting as well."""
    value = {"env": {"MODE": "x"}, "variables": {"MODE": "SECRET_FILES"}}[field]
    message = f"MODE of uses.secret_variables is in {field} as well, and a variable has one value"
    with pytest.raises(ValueError, match=message):
        spec(uses={"secret_variables": ({"name": "MODE", "of": "a"},)}, **{field: value})


def test_a_variable_is_of_one_secret() -> None:
    """Not of two."""
    twice = ({"name": "MODE", "of": "a"}, {"name": "MODE", "of": "b"})
    with pytest.raises(
        ValueError, match=r"MODE of uses\.secret_variables is in uses\.secret_variables as well"
    ):
        spec(uses={"secret_variables": twice})
