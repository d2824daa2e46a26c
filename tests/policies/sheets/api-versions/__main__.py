"""Objects whose API version and shape have a known right verdict.

The verdicts are in verdicts.yaml. Names say what an object is, not how it is judged.
"""

import pulumi_kubernetes as k8s
from pulumi_kubernetes.apiextensions import CustomResource

status = k8s.core.v1.Namespace("known-later").status


def later(value):
    """A value that is known only after deployment."""
    return status.apply(lambda _: value)


TEMPLATE = {
    "metadata": {"labels": {"app": "web"}},
    "spec": {"containers": [{"name": "web", "image": "registry.example.com/web:1.4.2"}]},
}
MANY = {"selector": {"matchLabels": {"app": "web"}}, "template": TEMPLATE}
ONCE = {"template": {"spec": {**TEMPLATE["spec"], "restartPolicy": "Never"}}}
NIGHTLY = {"schedule": "0 3 * * *", "jobTemplate": {"spec": ONCE}}
TARGET = {
    "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
    "minReplicas": 2,
    "maxReplicas": 6,
}
BUDGET = {"selector": {"matchLabels": {"app": "web"}}, "maxUnavailable": 1}
RULES = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]
REF = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"}

# --- Served -------------------------------------------------------------------

k8s.apps.v1.Deployment("deployment-v1", spec=MANY)
k8s.apps.v1.StatefulSet("stateful-set-v1", spec={**MANY, "serviceName": "web"})
k8s.batch.v1.CronJob("cron-job-v1", spec=NIGHTLY)
k8s.autoscaling.v1.HorizontalPodAutoscaler("hpa-v1", spec=TARGET)
k8s.autoscaling.v2.HorizontalPodAutoscaler("hpa-v2", spec=TARGET)
k8s.policy.v1.PodDisruptionBudget("budget-v1", spec=BUDGET)
k8s.networking.v1.Ingress(
    "ingress-v1", spec={"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}}
)
k8s.networking.v1.NetworkPolicy("policy-v1", spec={"podSelector": {}, "policyTypes": ["Ingress"]})
k8s.rbac.v1.ClusterRole("cluster-role-v1", rules=RULES)
k8s.scheduling.v1.PriorityClass("priority-class-v1", value=1000)
k8s.storage.v1.StorageClass("storage-class-v1", provisioner="ebs.csi.aws.com")
k8s.node.v1.RuntimeClass("runtime-class-v1", handler="gvisor")
# Others of storage.k8s.io/v1beta1 are gone; this one came later.
k8s.storage.v1beta1.VolumeAttributesClass(
    "volume-attributes-class-v1beta1", driver_name="ebs.csi.aws.com", parameters={"iops": "4000"}
)

# --- No more ------------------------------------------------------------------

k8s.extensions.v1beta1.Deployment("deployment-extensions-v1beta1", spec=MANY)
k8s.apps.v1beta1.Deployment("deployment-v1beta1", spec=MANY)
k8s.apps.v1beta2.Deployment("deployment-v1beta2", spec=MANY)
k8s.apps.v1beta2.DaemonSet("daemon-set-v1beta2", spec=MANY)
k8s.apps.v1beta1.StatefulSet("stateful-set-v1beta1", spec={**MANY, "serviceName": "web"})
k8s.extensions.v1beta1.NetworkPolicy("policy-extensions-v1beta1", spec={"podSelector": {}})
k8s.extensions.v1beta1.Ingress(
    "ingress-extensions-v1beta1", spec={"backend": {"serviceName": "web", "servicePort": 80}}
)
k8s.networking.v1beta1.Ingress("ingress-v1beta1", spec={"backend": {"serviceName": "web", "servicePort": 80}})
k8s.networking.v1beta1.IngressClass("ingress-class-v1beta1", spec={"controller": "example.com/ingress"})
k8s.rbac.v1beta1.ClusterRole("cluster-role-v1beta1", rules=RULES)
k8s.rbac.v1beta1.ClusterRoleBinding("cluster-role-binding-v1beta1", role_ref=REF)
k8s.batch.v1beta1.CronJob("cron-job-v1beta1", spec=NIGHTLY)
k8s.policy.v1beta1.PodDisruptionBudget("budget-v1beta1", spec=BUDGET)
k8s.policy.v1beta1.PodSecurityPolicy(
    "pod-security-policy",
    spec={
        "seLinux": {"rule": "RunAsAny"},
        "runAsUser": {"rule": "MustRunAsNonRoot"},
        "supplementalGroups": {"rule": "RunAsAny"},
        "fsGroup": {"rule": "RunAsAny"},
    },
)
k8s.autoscaling.v2beta1.HorizontalPodAutoscaler("hpa-v2beta1", spec=TARGET)
k8s.autoscaling.v2beta2.HorizontalPodAutoscaler("hpa-v2beta2", spec=TARGET)
k8s.scheduling.v1beta1.PriorityClass("priority-class-v1beta1", value=1000)
k8s.storage.v1beta1.StorageClass("storage-class-v1beta1", provisioner="ebs.csi.aws.com")
k8s.node.v1beta1.RuntimeClass("runtime-class-v1beta1", handler="gvisor")
k8s.coordination.v1beta1.Lease("lease-v1beta1", spec={"holderIdentity": "web"})
LEVEL = {"type": "Limited", "limited": {"limitResponse": {"type": "Reject"}}}
k8s.flowcontrol.v1.PriorityLevelConfiguration("level-v1", spec=LEVEL)
k8s.flowcontrol.v1beta3.PriorityLevelConfiguration("level-v1beta3", spec=LEVEL)
k8s.flowcontrol.v1beta2.PriorityLevelConfiguration("level-v1beta2", spec=LEVEL)
# The same by the class for anything.
CustomResource(
    "ingress-by-text",
    api_version="extensions/v1beta1",
    kind="Ingress",
    spec={"backend": {"serviceName": "web", "servicePort": 80}},
)
k8s.apps.v1.Deployment.get("read-by-get", "shop/web")

# --- Shape --------------------------------------------------------------------

k8s.apps.v1.Deployment("shape-without-selector", spec={"template": TEMPLATE})
k8s.apps.v1.Deployment("shape-replicas-as-text", spec={**MANY, "replicas": "3"})
k8s.apps.v1.Deployment("shape-unknown-field", spec={**MANY, "replica": 3})
k8s.apps.v1.Deployment("shape-replicas-null", spec={**MANY, "replicas": None})
k8s.core.v1.Service(
    "shape-ports-by-name-and-number",
    spec={
        "ports": [
            {"name": "web", "port": 80, "targetPort": "http"},
            {"name": "m", "port": 9090, "targetPort": 9090},
        ]
    },
)
k8s.core.v1.ConfigMap("shape-number-in-config-map", data={"PORT": 8080})
k8s.core.v1.ConfigMap("shape-text-in-config-map", data={"PORT": "8080"})
