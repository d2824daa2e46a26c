"""The chart of Argo Rollouts and the images of its pods, by the table, and the chart's values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jiban.tables import table

RELEASE: Final = "argo-rollouts"
"""Name of the release, of the controllers and of their service account."""
PART_LABEL: Final = "jiban/part"
"""Label by which network policies pick out the pods that the chart makes."""
CONTROLLER: Final = "rollouts-controller"
PLUGIN: Final = "argoproj-labs/gatewayAPI"
"""Name of the plugin, which a Rollout says."""
METRICS_PORT: Final = 8090
"""TCP port of the controller's own metrics: the chart's default."""

CPU: Final = "100m"
MEMORY: Final = "128Mi"
MEMORY_LIMIT: Final = "512Mi"
"""What a controller asks for and may use: this project's choice, for a hundred services at most; the chart
says nothing."""

_PLUGINS: Final = "/plugins"
_PLUGIN_FILE: Final = "rollouts-plugin-trafficrouter-gatewayapi"


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart that is installed."""

    reference: str
    """Where it is, with its digest where that is known."""
    version: str


def chart() -> Chart:
    """Return the chart of the table."""
    facts = _facts()
    return Chart(reference=_pinned(facts["repository"], facts["digest"]), version=facts["version"])


def image(name: str) -> str:
    """Return an image of the table by tag, and by digest where that is known: `plugin`, `reader`."""
    row: Mapping[str, Any] = _facts()["images"][name]
    return _pinned(f"{row['name']}:{row['tag']}", row["digest"])


def settings(namespace: str, pods: int, scheduling: Mapping[str, Any], *, scraped: bool) -> dict[str, Any]:
    """Return the chart's values.

    Args:
        namespace: that of the services, whose objects alone it looks after.
        pods: how many controllers; one of them leads.
        scheduling: where its pods run: `nodeSelector` and `tolerations`.
        scraped: whether the managed Prometheus collects its metrics.
    """
    controller: Mapping[str, Any] = _facts()["images"]["controller"]
    return {
        # The chart's own permissions hold for every secret of the cluster; `access.py` has what is needed.
        "clusterInstall": True,
        "createClusterAggregateRoles": False,
        "notifications": {"configmap": {"create": True}},
        "controller": {
            "createClusterRole": False,
            "image": {"tag": _pinned(controller["tag"], controller["digest"])},
            "replicas": pods,
            "extraArgs": ["--namespaced", f"--namespace={namespace}"],
            "resources": {
                "requests": {"cpu": CPU, "memory": MEMORY},
                "limits": {"memory": MEMORY_LIMIT},
            },
            **({"pdb": {"enabled": True, "minAvailable": 1}} if pods > 1 else {}),
            "podLabels": {PART_LABEL: CONTROLLER},
            **({"podAnnotations": _scraping()} if scraped else {}),
            "containerPorts": {"metrics": METRICS_PORT},
            "initContainers": [_plugin()],
            "trafficRouterPlugins": [{"name": PLUGIN, "location": f"file://{_PLUGINS}/{_PLUGIN_FILE}"}],
            "volumes": [{"name": "plugins", "emptyDir": {"sizeLimit": "256Mi"}}],
            "volumeMounts": [{"name": "plugins", "mountPath": _PLUGINS, "readOnly": True}],
            **scheduling,
        },
    }


def _plugin() -> dict[str, Any]:
    """Return the container that puts the plugin beside the controller, out of an image and not off the
    internet.
    """
    return {
        "name": "plugin",
        "image": image("plugin"),
        "command": ["/bin/cp", f"/bin/{_PLUGIN_FILE}", f"{_PLUGINS}/"],
        "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"memory": "128Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "runAsNonRoot": True,
            "capabilities": {"drop": ["ALL"]},
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "volumeMounts": [{"name": "plugins", "mountPath": _PLUGINS}],
    }


def _scraping() -> dict[str, str]:
    return {
        "prometheus.io/scrape": "true",
        "prometheus.io/path": "/metrics",
        "prometheus.io/port": str(METRICS_PORT),
    }


def _pinned(reference: str, digest: str | None) -> str:
    return reference if digest is None else f"{reference}@{digest}"


def _facts() -> Mapping[str, Any]:
    return table("jiban.components.rollouts", "chart.yaml")
