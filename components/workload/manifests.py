"""The Kubernetes objects of a service and of its namespace, as plain manifests; no resources here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jiban.components.labels import parts
from jiban.components.workload import secret_files
from jiban.components.workload.connection import AUTHORITIES_FOLDER
from jiban.components.workload.contract import CloudHooks, Text
from jiban.components.workload.spec import ProbesSpec, WorkloadSpec
from jiban.components.workload.subject import Manifest, Subject, selector

PORT_NAME: Final = "http"
SERVICE_PORT: Final = 80
"""Port of the Service: callers write `http://<service>` and no port."""
READER: Final = "application-reader"
WRITER: Final = "application-writer"
DEPLOYER: Final = "deployer"

USER: Final = 10001
"""User and group of every container: above 10000, so that it is nobody on the node."""
_AUTHORITIES: Final = "database-authorities"
"""Name of the volume with the certificates of the database."""
_SCRATCH: Final = "1Gi"
"""Most that a pod may write to /tmp; beyond it the pod is evicted instead of the node's disk filling up."""
HISTORY: Final = 5
"""Old versions that `kubectl rollout undo` can return to."""
_SURGE_PERCENT: Final = 25
_DRAIN_SECONDS: Final = 15
"""How long a pod goes on serving after it was told to stop, until every node has dropped its address."""
_GATEWAY_DRAIN_SECONDS: Final = 90
"""The same for a pod to which a load balancer outside of the cluster sends straight, whose own list of
addresses follows later: 90 seconds by the how-to "Minimizing Downtime During Deployments" of Azure's
Application Gateway Ingress Controller."""
_STOP_SECONDS: Final = 30
"""How long a program may then take to finish what it has begun, before it is killed."""
_NODE_SECONDS: Final = 600
"""How long a pod may wait for a node that the autoscaler has yet to add, and for its image: Kubernetes' own
default for a rollout that does not move."""
_PROBE_FAILURES: Final = 3
_PROBE_TIMEOUT: Final = 3
_LIVENESS_PERIOD: Final = 10
_READINESS_PERIOD: Final = 5
_FORCE: Final = "pulumi.com/patchForce"
"""Annotation by which the provider takes fields back that others have written."""
_STARTUP_PERIOD: Final = 5
"""`ProbesSpec.startup_failures` counts in these."""


@dataclass(frozen=True, kw_only=True)
class PodFacts:
    """What the platform decides about the pods of one service."""

    image: Text
    """Full name of the image, its registry included."""
    settings: Text | None
    """Name of the config map that holds the service's settings."""
    variables: Mapping[str, Text]
    """Environment variables by which the program finds what it uses."""
    identity_labels: Mapping[str, str]
    """Labels by which the cloud hands an identity to the pods; none without one."""
    taint: str | None
    """`key=value:effect` of the pool the service is placed in."""
    zones: int
    """Zones of the nodes."""
    authorities: Text | None = None
    """Name of the config map with the certificates that vouch for the database; None where the service needs
    none."""


def rollout_seconds(spec: WorkloadSpec) -> int:
    """Return how long a rollout may take: the starts of four waves of a quarter each, and one new node."""
    waves = 100 // _SURGE_PERCENT
    return waves * spec.probes.startup_seconds + _NODE_SECONDS


def progress_seconds(spec: WorkloadSpec) -> int:
    """Return how long a rollout may stand still: one start, on a node that is yet to come."""
    return spec.probes.startup_seconds + _NODE_SECONDS


def namespace(subject: Subject, version: str) -> Manifest:
    """Return the namespace, which admits no pod beyond the restricted standard of the cluster's version."""
    standard = {
        f"pod-security.kubernetes.io/{mode}{suffix}": value
        for mode in ("enforce", "audit", "warn")
        for suffix, value in (("", "restricted"), ("-version", f"v{version}"))
    }
    labels = {**subject.labels(subject.logical("namespace")), **standard}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": subject.name, "labels": labels}}


def config_map(subject: Subject, spec: WorkloadSpec) -> Manifest:
    """Return the service's settings, without a name: a change makes a new one, to which pods then move."""
    metadata = subject.metadata("settings")
    del metadata["name"]
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata,
        "immutable": True,
        "data": dict(spec.env),
    }


def service_account(subject: Subject, spec: WorkloadSpec, annotations: Mapping[str, Text]) -> Manifest:
    """Return the account its pods run as; it gets a token of the Kubernetes API only if it may use that."""
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {
            **subject.metadata("account"),
            **({"annotations": dict(annotations)} if annotations else {}),
        },
        "automountServiceAccountToken": spec.kubernetes_access != "none",
    }


def service(subject: Subject) -> Manifest:
    """Return the address of the service inside the cluster."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": subject.metadata("service"),
        "spec": {
            "type": "ClusterIP",
            "selector": selector(subject.name),
            "ports": [{"name": PORT_NAME, "port": SERVICE_PORT, "targetPort": PORT_NAME, "protocol": "TCP"}],
        },
    }


def disruption_budget(subject: Subject, spec: WorkloadSpec) -> Manifest | None:
    """Return the pod disruption budget; None for a single pod, where it could only block drains."""
    budget = spec.disruption_budget
    if budget is None:
        return None
    bound = (
        {"maxUnavailable": budget.max_unavailable}
        if budget.max_unavailable is not None
        else {"minAvailable": budget.min_available}
    )
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": subject.metadata("budget"),
        "spec": {
            **bound,
            "selector": {"matchLabels": selector(subject.name)},
            # A pod that serves nothing protects nobody, and would block node upgrades until someone looks.
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
        },
    }


def deployment(subject: Subject, spec: WorkloadSpec, facts: PodFacts) -> Manifest:
    """Return the Deployment.

    With an autoscaler the number of pods is only where it begins (`not_ours` keeps it from being written
    again). Taken out of the manifest, it would become 1, and a running service lose all other pods at once.
    """
    # After an autoscaler the number is its own, and Kubernetes refuses to give it back without force.
    force = {} if spec.autoscale else {"annotations": {_FORCE: "true"}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {**subject.metadata("deployment"), **force},
        "spec": {
            "replicas": spec.replicas,
            "revisionHistoryLimit": HISTORY,
            "progressDeadlineSeconds": progress_seconds(spec),
            "strategy": {
                "type": "RollingUpdate",
                "rollingUpdate": {"maxUnavailable": 0, "maxSurge": f"{_SURGE_PERCENT}%"},
            },
            "selector": {"matchLabels": selector(subject.name)},
            "template": {
                "metadata": _pod_metadata(subject, spec, facts),
                "spec": _pod(subject, spec, facts),
            },
        },
    }


def not_ours(spec: WorkloadSpec) -> list[str]:
    """Return what of the Deployment somebody else changes: how many pods, an autoscaler or a Rollout."""
    return ["spec.replicas"] if spec.autoscale or spec.steered else []


def _pod_metadata(subject: Subject, spec: WorkloadSpec, facts: PodFacts) -> Manifest:
    labels = {**subject.labels(subject.component), **facts.identity_labels}
    if spec.metrics_path is None:
        return {"labels": labels}
    annotations = {
        "prometheus.io/scrape": "true",
        "prometheus.io/path": spec.metrics_path,
        "prometheus.io/port": str(spec.port),
    }
    return {"labels": labels, "annotations": annotations}


def _pod(subject: Subject, spec: WorkloadSpec, facts: PodFacts) -> Manifest:
    return {
        "serviceAccountName": subject.name,
        "automountServiceAccountToken": spec.kubernetes_access != "none",
        # Variables such as USER_PORT for every Service of the namespace would collide with the program's own.
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": _drain_seconds(spec) + _STOP_SECONDS,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": USER,
            "runAsGroup": USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        **({"nodeSelector": {"jiban/pool": spec.pool}} if spec.pool else {}),
        **({"tolerations": [toleration(facts.taint)]} if facts.taint else {}),
        "topologySpreadConstraints": list(_spread(subject.name, spec, facts.zones)),
        "containers": [_container(subject, spec, facts)],
        "volumes": [
            {"name": "tmp", "emptyDir": {"sizeLimit": _SCRATCH}},
            *(
                [{"name": _AUTHORITIES, "configMap": {"name": facts.authorities}}]
                if facts.authorities is not None
                else []
            ),
            *secret_files.volumes(subject, spec),
        ],
    }


def _container(subject: Subject, spec: WorkloadSpec, facts: PodFacts) -> Manifest:
    # A setting of the service's own wins over a variable of the same name that the platform gives.
    variables = [
        {"name": name, "value": value}
        for name, value in facts.variables.items()
        if name not in {*spec.env, *(each.name for each in spec.uses.secret_variables)}
    ] + secret_files.variables(subject, spec)
    limits = {"memory": spec.resources.memory_limit}
    if spec.resources.cpu_limit is not None:
        limits["cpu"] = spec.resources.cpu_limit
    return {
        "name": subject.name,
        "image": facts.image,
        "ports": [{"name": PORT_NAME, "containerPort": spec.port, "protocol": "TCP"}],
        **({"envFrom": [{"configMapRef": {"name": facts.settings}}]} if facts.settings is not None else {}),
        **({"env": variables} if variables else {}),
        "resources": {
            "requests": {"cpu": spec.resources.cpu, "memory": spec.resources.memory},
            "limits": limits,
        },
        **_probes(spec.probes),
        # The kubelet sleeps by itself (GA in Kubernetes 1.34), so the image needs no shell.
        "lifecycle": {"preStop": {"sleep": {"seconds": _drain_seconds(spec)}}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 a path in a container, where it is a volume
            *(
                [{"name": _AUTHORITIES, "mountPath": AUTHORITIES_FOLDER, "readOnly": True}]
                if facts.authorities is not None
                else []
            ),
            *secret_files.mounts(spec),
        ],
    }


def _probes(probes: ProbesSpec) -> Manifest:
    return {
        "startupProbe": _probe(probes.liveness, _STARTUP_PERIOD, probes.startup_failures),
        "livenessProbe": _probe(probes.liveness, _LIVENESS_PERIOD, _PROBE_FAILURES),
        "readinessProbe": _probe(probes.readiness, _READINESS_PERIOD, _PROBE_FAILURES),
    }


def _probe(path: str, period: int, failures: int) -> Manifest:
    return {
        "httpGet": {"path": path, "port": PORT_NAME},
        "periodSeconds": period,
        "timeoutSeconds": _PROBE_TIMEOUT,
        "failureThreshold": failures,
    }


def toleration(taint: str) -> Manifest:
    """Return what lets a pod onto nodes with a taint, `key=value:effect`."""
    told = parts(taint)
    return {"key": told.key, "operator": "Equal", "value": told.value, "effect": told.effect}


def _spread(service: str, spec: WorkloadSpec, zones: int) -> Iterator[Manifest]:
    """Spread the pods of one version evenly: strictly over zones, over nodes as far as there are enough."""
    hardness = [("topology.kubernetes.io/zone", "DoNotSchedule")] if zones > 1 else []
    versions = ["pod-template-hash", *(["rollouts-pod-template-hash"] if spec.steered else [])]
    for key, otherwise in (*hardness, ("kubernetes.io/hostname", "ScheduleAnyway")):
        yield {
            "maxSkew": 1,
            "topologyKey": key,
            "whenUnsatisfiable": otherwise,
            "labelSelector": {"matchLabels": selector(service)},
            "matchLabelKeys": versions,
            # Nodes of a lost zone are tainted before they are gone; counted, they would hold back new pods.
            "nodeTaintsPolicy": "Honor",
        }


def _drain_seconds(spec: WorkloadSpec) -> int:
    straight = spec.ingress is not None and spec.ingress.path is None
    return _GATEWAY_DRAIN_SECONDS if straight else _DRAIN_SECONDS


def reader_role(subject: Subject) -> Manifest:
    """Return the role of services that may look at their namespace."""
    return _role(subject, READER, [_rule("", ["pods", "services", "configmaps"], ["get", "list", "watch"])])


def writer_role(subject: Subject) -> Manifest:
    """Return the role of whoever deploys services; no secrets, accounts, permissions or network policies."""
    verbs = ["get", "list", "watch", "create", "update", "patch", "delete"]
    return _role(
        subject,
        WRITER,
        [
            _rule("", ["services", "configmaps"], verbs),
            _rule("", ["pods", "pods/log", "events"], ["get", "list", "watch"]),
            _rule("apps", ["deployments"], verbs),
            _rule("apps", ["replicasets"], ["get", "list", "watch"]),
            _rule("autoscaling", ["horizontalpodautoscalers"], verbs),
            _rule("policy", ["poddisruptionbudgets"], verbs),
            _rule("keda.sh", ["scaledobjects", "triggerauthentications"], verbs),
            _rule("secrets-store.csi.x-k8s.io", ["secretproviderclasses"], verbs),
            _rule("gateway.networking.k8s.io", ["httproutes"], verbs),
            _rule("gateway.envoyproxy.io", ["backendtrafficpolicies"], verbs),
        ],
    )


def deployer_account(subject: Subject) -> Manifest:
    """Return the account as which a pipeline deploys; whoever may become it asks for a token that expires."""
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": subject.metadata("deployer", name=DEPLOYER),
        "automountServiceAccountToken": False,
    }


def role_binding(subject: Subject, part: str, name: str, role: Text, account: Text) -> Manifest:
    """Return a binding of one service account to one role of the namespace."""
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": subject.metadata(part, name=name),
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": role},
        "subjects": [{"kind": "ServiceAccount", "name": account, "namespace": subject.namespace}],
    }


def scrape_settings(subject: Subject, also: Sequence[str] = ()) -> Manifest:
    """Return the settings that make Azure's Prometheus agent scrape the annotated pods of the namespace.

    Name, namespace and keys are the agent's own (Azure Monitor "Customize collection of Prometheus metrics
    from your Kubernetes cluster using ConfigMap"); a section left out keeps its default.

    Args:
        subject: the namespace.
        also: further namespaces, as the agent has one list of them.
    """
    scraped = "|".join([subject.name, *also])
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            **subject.metadata("scraping", name="ama-metrics-settings-configmap"),
            "namespace": "kube-system",
        },
        "data": {
            "schema-version": "v1",
            "config-version": "ver1",
            "pod-annotation-based-scraping": f'podannotationnamespaceregex = "{scraped}"',
        },
    }


def identity_annotations(hooks: CloudHooks, client_id: Text | None) -> dict[str, Text]:
    """Return the annotations by which a service account names its identity."""
    if client_id is None or hooks.account_annotation is None:
        return {}
    return {hooks.account_annotation: client_id}


def _role(subject: Subject, name: str, rules: list[dict[str, Any]]) -> Manifest:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": subject.metadata(name, name=name),
        "rules": rules,
    }


def _rule(group: str, resources: list[str], verbs: list[str]) -> dict[str, Any]:
    return {"apiGroups": [group], "resources": resources, "verbs": verbs}
