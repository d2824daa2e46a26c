"""WKL-028: Services are inside of the cluster or the network."""

from collections.abc import Mapping
from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_028_exposed_services import RULE
from jiban.policy.facts.network.public_addresses import SERVICE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

AZURE = "service.beta.kubernetes.io/azure-load-balancer-internal"
AWS = "service.beta.kubernetes.io/aws-load-balancer-scheme"


def service(annotations: Mapping[str, str] | None = None, **spec: Any) -> ResourceView:
    """A Service of the name web."""
    return resource(SERVICE, inputs={"metadata": {"name": "web", "annotations": annotations}, "spec": spec})


CASES = (
    passes(service()),
    fails("it has a port on every node", service(type="NodePort")),
    fails(
        "its load balancer is on the internet, as no annotation says internal", service(type="LoadBalancer")
    ),
    passes(service({AZURE: "true"}, type="LoadBalancer")),
    passes(service({AWS: "internal"}, type="LoadBalancer")),
    unknown("spec.type is not known before deployment", service(type=UNKNOWN)),
    passes(
        service(type="LoadBalancer"),
        reason="it is one of those that may be open",
        parameters={"open": ("default/web",)},
    ),
    fails(
        "its load balancer is on the internet, as no annotation says internal",
        service(type="LoadBalancer"),
        parameters={"open": ("edge/web",)},
    ),
    not_applicable(
        resource(f"{SERVICE}Patch", inputs={"spec": {"ports": []}}), reason="it says nothing of the type"
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
