"""Which kinds stand in a namespace, and which are the cluster's."""

from __future__ import annotations

import pytest

from jiban.plan.manifests.objects import stands_in_namespace

OF_THE_CLUSTER = [
    *("APIService", "CertificateSigningRequest", "ClusterRole", "ClusterRoleBinding", "ClusterTrustBundle"),
    *("CSIDriver", "CSINode", "CustomResourceDefinition", "DeviceClass", "FlowSchema", "IngressClass"),
    *("IPAddress", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding"),
    *("MutatingWebhookConfiguration", "Namespace", "Node", "PersistentVolume", "PodSecurityPolicy"),
    *("PriorityClass", "PriorityLevelConfiguration", "ResourceSlice", "RuntimeClass", "ServiceCIDR"),
    *("StorageClass", "StorageVersionMigration", "ValidatingAdmissionPolicy"),
    *("ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "VolumeAttachment"),
    "VolumeAttributesClass",
]
GROUPS = [
    *("admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "apps"),
    *("auditregistration.k8s.io", "autoscaling", "batch", "certificates.k8s.io", "coordination.k8s.io"),
    *("discovery.k8s.io", "events.k8s.io", "extensions", "flowcontrol.apiserver.k8s.io"),
    *("networking.k8s.io", "node.k8s.io", "policy", "rbac.authorization.k8s.io", "resource.k8s.io"),
    *("scheduling.k8s.io", "settings.k8s.io", "storage.k8s.io", "storagemigration.k8s.io"),
]


@pytest.mark.parametrize("kind", OF_THE_CLUSTER)
def test_a_kind_of_the_cluster_stands_in_no_namespace(kind: str) -> None:
    """Neither does a patch of it; a custom kind of that name does."""
    assert not stands_in_namespace({"apiVersion": "v1", "kind": kind})
    assert not stands_in_namespace({"apiVersion": "v1", "kind": f"{kind}Patch"})
    assert stands_in_namespace({"apiVersion": "example.com/v1", "kind": kind})


@pytest.mark.parametrize("group", GROUPS)
def test_the_groups_of_kubernetes_itself(group: str) -> None:
    """A kind of the cluster is known in each."""
    assert not stands_in_namespace({"apiVersion": f"{group}/v1", "kind": "Node"})
    assert stands_in_namespace({"apiVersion": f"{group}/v1", "kind": "Pod"})
