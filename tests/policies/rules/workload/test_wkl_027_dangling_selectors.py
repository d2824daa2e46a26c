"""WKL-027: what Services, Ingresses and network policies name is there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_027_dangling_selectors import RULE
from jiban.policy.facts.kubernetes import DEPLOYMENT
from jiban.policy.facts.network.policies import POLICY
from jiban.policy.facts.selection import SERVICE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.unseen import inside_of
from jiban.policy.view import ResourceView

PODS = resource(
    DEPLOYMENT,
    "pods",
    {
        "spec": {
            "template": {
                "metadata": {"labels": {"app": "web", "tier": "back"}},
                "spec": {"containers": [{"name": "web", "ports": [{"name": "http", "containerPort": 80}]}]},
            }
        }
    },
)


def service(selector: Mapping[str, Any], target: object = "http") -> ResourceView:
    """A Service on port 80."""
    spec = {"selector": selector, "ports": [{"port": 80, "targetPort": target}]}
    return resource(SERVICE, "web", {"metadata": {"name": "web"}, "spec": spec})


def ingress(to: str, annotations: Mapping[str, Any] | None = None, **port: Any) -> ResourceView:
    """An Ingress that sends all to one Service."""
    backend = {"service": {"name": to, "port": port}}
    inputs = {"metadata": {"annotations": annotations}, "spec": {"defaultBackend": backend}}
    return resource("kubernetes:networking.k8s.io/v1:Ingress", inputs=inputs)


def chart(namespace: str) -> ResourceView:
    """A chart, whose objects are in no plan."""
    release = resource("kubernetes:helm.sh/v3:Release", "chart", {"namespace": namespace})
    return replace(release, unseen=inside_of(release.token))


CASES = (
    passes(service({"app": "web"}), PODS),
    passes(service({"app": "web"}, 8080), PODS),
    fails("its selector is that of no pod", service({"app": "cart"}), PODS),
    fails("no container has a port of the name grpc", service({"app": "web"}, "grpc"), PODS),
    unknown("spec.selector.app is not known before deployment", service({"app": UNKNOWN}), PODS),
    unknown(
        "its selector is that of no pod here; it may be one of chart, whose parts are not seen",
        service({"app": "cart"}),
        PODS,
        chart("default"),
    ),
    fails("its selector is that of no pod", service({"app": "cart"}), PODS, chart("other")),
    not_applicable(service({}), reason="somebody else says where it sends"),
    passes(ingress("web", number=80), service({"app": "web"}), PODS),
    fails("Service web has no port 8080", ingress("web", number=8080), service({"app": "web"}), PODS),
    fails("there is no Service cart in its namespace", ingress("cart", number=80), service({"app": "web"})),
    passes(ingress("move", {"alb.ingress.kubernetes.io/actions.move": "{}"}, name="use-annotation")),
    fails(
        "no annotation alb.ingress.kubernetes.io/actions.move says what to do",
        ingress("move", name="use-annotation"),
    ),
    passes(resource(POLICY, inputs={"spec": {"podSelector": {}}})),
    fails(
        "its podSelector is that of no pod",
        resource(POLICY, inputs={"spec": {"podSelector": {"matchLabels": {"app": "cart"}}}}),
        PODS,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
