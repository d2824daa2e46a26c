"""The tables of the API of Kubernetes, and the shapes of objects."""

import json
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import pytest

from jiban.model.plan import UNKNOWN, Secret
from jiban.policy.facts import kubernetes, kubernetes_api
from jiban.policy.testing import resource

CONFIG_MAP = "kubernetes:core/v1:ConfigMap"


@pytest.mark.parametrize(
    ("token", "until"),
    [
        ("kubernetes:extensions/v1beta1:Deployment", 15),
        ("kubernetes:extensions/v1beta1:Ingress", 21),
        ("kubernetes:batch/v1beta1:CronJob", 24),
        ("kubernetes:autoscaling/v2beta2:HorizontalPodAutoscaler", 25),
        ("kubernetes:flowcontrol.apiserver.k8s.io/v1beta3:FlowSchema", 31),
    ],
)
def test_when_an_api_version_went(token: str, until: int) -> None:
    """The last version that served it is that before the release which the guide names."""
    assert kubernetes_api.served(resource(token)).until == until


@pytest.mark.parametrize("name", ["kubernetes_served", "kubernetes_types"])
def test_the_tables_are_of_the_schemas_that_are_installed(name: str) -> None:
    """After an upgrade of the schemas, `python -m tools.kubernetes_types` writes them anew."""
    document = json.loads((files("jiban.policy.facts") / f"{name}.json").read_text("utf-8"))
    assert document["source"] == f"kubernetes-validate {version('kubernetes-validate')}"


def test_every_kind_that_runs_pods_is_served() -> None:
    """The kinds that other facts know are served by every supported version."""
    own = [
        token for token in kubernetes.WORKLOADS if token not in (kubernetes.ROLLOUT, kubernetes.SCALED_JOB)
    ]
    supported = kubernetes_api.supported()
    for token in own:
        served = kubernetes_api.served(resource(token))
        assert served.by(supported.oldest)
        assert served.by(supported.newest)


def test_a_patch_is_known_by_its_kind() -> None:
    """A part of an object is of the kind that it is a part of."""
    assert kubernetes_api.is_patch(resource(f"{CONFIG_MAP}Patch"))
    assert not kubernetes_api.is_patch(resource(CONFIG_MAP))


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"data": {"PORT": "8080"}}, []),
        ({"data": {"PORT": UNKNOWN}}, []),
        ({"data": UNKNOWN}, []),
        ({"data": None, "status": {"x": 1}}, ["there is no field status"]),
        ({"data": Secret({"PORT": 8080})}, ["data.PORT is a number, and has to be a text"]),
        ({"data": {"PORT": True}}, ["data.PORT is true or false, and has to be a text"]),
        ({"data": ["PORT"]}, ["data is a list, and has to be a map"]),
        ({"data": {"a.properties": 1}}, ['data["a.properties"] is a number, and has to be a text']),
        ({"immutable": "yes"}, ["immutable is a text, and has to be true or false"]),
        ({"metadata": {"finalizers": "x"}}, ["metadata.finalizers is a text, and has to be a list"]),
        ({"__fieldManager": "pulumi"}, []),
        ({"a": 1, "b": 1, "c": 1, "d": 1}, [f"there is no field {name}" for name in "abc"]),
    ],
)
def test_what_is_not_of_its_shape(inputs: dict[str, Any], said: list[str]) -> None:
    """The first few faults are told, and no value is."""
    assert [each.said for each in kubernetes_api.faults(resource(CONFIG_MAP, inputs=inputs))] == said


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1.5])
def test_a_part_of_a_number_is_no_whole_one(number: float) -> None:
    """What no whole number can be is told, and takes nothing down."""
    found = kubernetes_api.faults(
        resource("kubernetes:core/v1:Service", inputs={"spec": {"ports": [{"port": number}]}})
    )
    assert [each.said for each in found] == ["spec.ports[0].port is a number, and has to be a whole number"]
