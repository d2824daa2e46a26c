"""A deployment that selects its pods by two labels."""

from pulumi_kubernetes.apps.v1 import Deployment

labels = {"app": "web", "part": "front"}
Deployment(
    "web",
    metadata={"name": "web", "namespace": "shop"},
    spec={
        "replicas": 3,
        "selector": {"match_labels": labels},
        "template": {
            "metadata": {"labels": labels},
            "spec": {"containers": [{"name": "web", "image": "registry.example/web:1.0.0"}]},
        },
    },
)
