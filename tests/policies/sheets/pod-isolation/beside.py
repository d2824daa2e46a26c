"""What else may keep pods apart, and what does not."""

import pulumi_kubernetes as k8s
from base import deployment

# A policy of Cilium's own, over every pod of its namespace and in both directions.
k8s.apiextensions.CustomResource(
    "cilium-deny",
    api_version="cilium.io/v2",
    kind="CiliumNetworkPolicy",
    metadata={"namespace": "cilium-policy"},
    spec={"endpointSelector": {}, "ingress": [{}], "egress": [{}]},
)
deployment("cilium-policy")
# The labels of a namespace that admission looks at say nothing of traffic.
k8s.core.v1.Namespace(
    "restricted",
    metadata={"name": "pod-security", "labels": {"pod-security.kubernetes.io/enforce": "restricted"}},
)
deployment("pod-security")
# A quota and a LimitRange are no policies of traffic.
k8s.core.v1.ResourceQuota("quota", metadata={"namespace": "quota"}, spec={"hard": {"pods": "10"}})
deployment("quota")
