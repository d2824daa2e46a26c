"""WKL-029: the API server takes every object."""

from dataclasses import replace
from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_029_served_and_valid import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
WHOLE: dict[str, Any] = {
    "metadata": {"name": "web"},
    "spec": {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {"spec": {"containers": [{"name": "web", "ports": [{"containerPort": UNKNOWN}]}]}},
    },
}
AKS = "azure-native:containerservice:ManagedCluster"
PROVIDER = resource(
    "pulumi:providers:kubernetes",
    "k8s",
    {"kubeconfig": UNKNOWN},
    comes_from={"kubeconfig": [urn(AKS, "aks")]},
)


def cluster(version: Any) -> ResourceView:
    """The cluster that the provider is of."""
    return resource(AKS, "aks", {"kubernetesVersion": version})


def claim() -> ResourceView:
    """An object of a version that not all serve."""
    found = resource("kubernetes:resource.k8s.io/v1alpha3:ResourceClaim", inputs={"spec": {}})
    return ResourceView(replace(found.resource, provider=f"{PROVIDER.urn}::id"))


CASES = (
    passes(resource(DEPLOYMENT, inputs=WHOLE)),
    fails(
        "networking.k8s.io/v1beta1 Ingress was served until 1.21, and 1.33 is the oldest that is supported; "
        "use networking.k8s.io/v1",
        resource("kubernetes:networking.k8s.io/v1beta1:Ingress"),
    ),
    fails("spec.selector is required", resource(DEPLOYMENT, inputs={"spec": {"template": {}}})),
    fails(
        "spec.replicas is a text, and has to be a whole number",
        resource(DEPLOYMENT, inputs={"spec": {**WHOLE["spec"], "replicas": "3"}}),
    ),
    passes(resource(DEPLOYMENT, inputs={"spec": {**WHOLE["spec"], "replicas": 3.0}})),
    fails(
        "there is no field spec.replica",
        resource(DEPLOYMENT, inputs={"spec": {**WHOLE["spec"], "replica": 3}}),
    ),
    passes(resource(f"{DEPLOYMENT}Patch", inputs={"spec": {"replicas": 3}})),
    # What a cluster of the stack serves, of an API version that some supported ones serve.
    passes(claim(), cluster("1.33"), PROVIDER),
    fails(
        "resource.k8s.io/v1alpha3 ResourceClaim was served until 1.33, and cluster aks has 1.36; "
        "use resource.k8s.io/v1",
        claim(),
        cluster("1.36"),
        PROVIDER,
    ),
    # A kubeconfig that a function of the cloud returns comes from no resource.
    fails(
        "resource.k8s.io/v1alpha3 ResourceClaim was served until 1.33, and cluster aks has 1.35; "
        "use resource.k8s.io/v1",
        claim(),
        cluster("1.35.2"),
        resource("pulumi:providers:kubernetes", "k8s", {"kubeconfig": UNKNOWN}),
    ),
    unknown("kubernetesVersion of aks is not known before deployment", claim(), cluster(UNKNOWN), PROVIDER),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
