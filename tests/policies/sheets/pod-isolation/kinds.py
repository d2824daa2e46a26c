"""Every kind of workload, in a namespace that denies by default, and in one without any policy."""

import pulumi_kubernetes as k8s
from base import DENY, KINDS, deployment, of_kind, pod_spec, policy

policy("closed", "closed", DENY)
for kind in KINDS:
    of_kind(kind, f"{kind.lower()}-closed", "closed")
    of_kind(kind, f"{kind.lower()}-open", "open")
deployment("deployment-closed", "closed")
deployment("deployment-open", "open")
k8s.apps.v1.Deployment.get("read-by-get", "open/read")
# A Deployment whose pods a Rollout runs in its place: the Rollout's pods are the Deployment's.
for inside in ("closed", "open"):
    k8s.apps.v1.Deployment(
        f"template-{inside}",
        metadata={"name": "template", "namespace": inside},
        spec={
            "replicas": 0,
            "selector": {"matchLabels": {"app": "template"}},
            "template": {"metadata": {"labels": {"app": "template"}}, "spec": pod_spec()},
        },
    )
    k8s.apiextensions.CustomResource(
        f"rollout-by-reference-{inside}",
        api_version="argoproj.io/v1alpha1",
        kind="Rollout",
        metadata={"namespace": inside},
        spec={"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "template"}},
    )
# No policy reaches what is in the node's network, and there is none to select it there.
deployment("in-the-nodes-network", "closed", hostNetwork=True)
