"""Argo CD's project and Application as manifests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jiban.components.delivery.chart import IN_CLUSTER
from jiban.components.delivery.kinds import whitelist
from jiban.components.delivery.spec import DeliverySpec, RepositorySpec, SyncWindowSpec

Manifest = dict[str, Any]

API: Final = "argoproj.io/v1alpha1"

_OPTIONS: Final = (
    "CreateNamespace=false",
    # What is taken away goes when all that is new is well: pods of the version before still read its
    # settings.
    "PruneLast=true",
    # What autoscalers write stays also when something else is applied.
    "RespectIgnoreDifferences=true",
    "ServerSideApply=true",
)
_RETRY: Final[Mapping[str, Any]] = {
    "limit": 5,
    "backoff": {"duration": "5s", "factor": 2, "maxDuration": "3m"},
}
"""How a synchronization that fails is repeated: 5, 10, 20, 40 and 80 seconds later."""

_WEIGHTS: Final = ".spec.rules[]?.backendRefs[]?.weight"


@dataclass(frozen=True, kw_only=True)
class Target:
    """What is followed, and where it goes."""

    name: str
    """Of the Application and its project."""
    namespace: str
    """Of Argo CD."""
    services: str
    """Namespace of the services."""
    repository: RepositorySpec
    scaled: Sequence[str] = ()
    """Services whose number of pods an autoscaler writes."""
    steered: Mapping[str, str] = field(default_factory=dict[str, str])
    """Services whose versions a rollout brings in, each with the name of its second address."""


def project(labels: Mapping[str, str], spec: DeliverySpec, target: Target) -> Manifest:
    """Return the project: one repository, one namespace, the kinds of services, and the hours."""
    return {
        "apiVersion": API,
        "kind": "AppProject",
        "metadata": _metadata(labels, target),
        "spec": {
            "description": f"Services of the namespace {target.services}",
            "sourceRepos": [target.repository.url],
            "destinations": [{"server": IN_CLUSTER, "namespace": target.services}],
            "clusterResourceWhitelist": [],
            "namespaceResourceWhitelist": whitelist(),
            "orphanedResources": {"warn": True},
            **({"syncWindows": _windows(spec.windows, target.name)} if spec.windows else {}),
        },
    }


def application(labels: Mapping[str, str], spec: DeliverySpec, target: Target) -> Manifest:
    """Return the Application: what is followed, and what in it is others' to write.

    It has no finalizer: when it goes, the services stay.
    """
    automated = {"automated": {"allowEmpty": False, "prune": True, "selfHeal": True}}
    return {
        "apiVersion": API,
        "kind": "Application",
        "metadata": {
            **_metadata(labels, target),
            # The API server says what would change, so what it fills in is no difference.
            "annotations": {"argocd.argoproj.io/compare-options": "ServerSideDiff=true"},
        },
        "spec": {
            "project": target.name,
            "source": {
                "repoURL": target.repository.url,
                "path": target.repository.path,
                "targetRevision": target.repository.revision,
                "directory": {"recurse": True},
            },
            "destination": {"server": IN_CLUSTER, "namespace": target.services},
            "ignoreDifferences": _others(target),
            "syncPolicy": {
                **(automated if spec.sync == "automated" else {}),
                "syncOptions": list(_OPTIONS),
                "retry": dict(_RETRY),
            },
        },
    }


def _others(target: Target) -> list[Manifest]:
    """Return what others write in objects of the repository."""
    # A Deployment to which a Rollout refers is brought down to no pods.
    counted = {
        ("apps", "Deployment"): {*target.scaled, *target.steered},
        ("argoproj.io", "Rollout"): {*target.scaled} & {*target.steered},
    }
    replicas = [
        {"group": group, "kind": kind, "name": name, "jsonPointers": ["/spec/replicas"]}
        for (group, kind), names in counted.items()
        for name in sorted(names)
    ]
    addresses = [
        {"group": "", "kind": "Service", "name": name, "jsonPointers": ["/spec/selector"]}
        for name in sorted({*target.steered, *target.steered.values()})
    ]
    weights = [
        {
            "group": "gateway.networking.k8s.io",
            "kind": "HTTPRoute",
            "name": name,
            "jqPathExpressions": [_WEIGHTS],
        }
        for name in sorted(target.steered.values())
    ]
    return [*replicas, *addresses, *weights]


def _windows(windows: Mapping[str, SyncWindowSpec], application: str) -> list[Manifest]:
    return [
        {
            "kind": window.kind,
            "schedule": window.start,
            "duration": f"{window.hours}h",
            "timeZone": window.time_zone,
            "applications": [application],
            "manualSync": window.manual_sync,
            "description": name,
            # What has begun in the hours goes on to its end.
            **({"syncOverrun": True} if window.kind == "allow" else {}),
        }
        for name, window in sorted(windows.items())
    ]


def _metadata(labels: Mapping[str, str], target: Target) -> Manifest:
    return {"name": target.name, "namespace": target.namespace, "labels": dict(labels)}
