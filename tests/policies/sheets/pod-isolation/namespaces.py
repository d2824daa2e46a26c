"""In which namespace a policy and a pod stand."""

import pulumi
import pulumi_kubernetes as k8s
from base import DENY, deployment, later, pod_spec, policy

# --- Another one --------------------------------------------------------------

policy("of-the-neighbour", "neighbour", DENY)
deployment("beside-the-neighbour")

# --- None said ----------------------------------------------------------------

k8s.networking.v1.NetworkPolicy("policy-of-default", spec=DENY)
k8s.apps.v1.Deployment(
    "in-default-unsaid",
    spec={
        "selector": {"matchLabels": {"app": "x"}},
        "template": {"metadata": {"labels": {"app": "x"}}, "spec": pod_spec()},
    },
)
deployment("in-default-by-name", "default")

# --- The provider's -----------------------------------------------------------

cluster = k8s.Provider("cluster", kubeconfig="{}", namespace="team")
deployment("by-the-provider", "", opts=pulumi.ResourceOptions(provider=cluster))
deployment("by-name-beside-the-provider", "team")
k8s.networking.v1.NetworkPolicy(
    "policy-by-the-provider", spec=DENY, opts=pulumi.ResourceOptions(provider=cluster)
)

# --- A resource's name --------------------------------------------------------

# The provider makes its name up, so both hang on the same unknown name.
autonamed = k8s.core.v1.Namespace("autonamed")
policy("autonamed", autonamed.metadata["name"], DENY)
deployment("in-autonamed", autonamed.metadata["name"])
lone = k8s.core.v1.Namespace("lone")
deployment("in-another-autonamed", lone.metadata["name"])
named = k8s.core.v1.Namespace("named", metadata={"name": "by-name"})
policy("by-resource", named.metadata["name"], DENY)
deployment("by-name")

# --- Not known ----------------------------------------------------------------

deployment("in-unknown-namespace", later("shop"))
