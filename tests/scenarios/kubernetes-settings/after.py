"""Settings under a fixed name, read by a deployment; and settings whose name the provider makes."""

from pulumi_kubernetes.apps.v1 import Deployment
from pulumi_kubernetes.core.v1 import ConfigMap

GREETING = "welcome"

fixed = ConfigMap("fixed", metadata={"name": "settings", "namespace": "shop"}, data={"GREETING": GREETING})
named = ConfigMap("named", metadata={"namespace": "shop"}, data={"GREETING": GREETING})
for name, settings in {"old": fixed, "new": named}.items():
    labels = {"app": name}
    Deployment(
        name,
        metadata={"namespace": "shop"},
        spec={
            "selector": {"match_labels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {
                    "containers": [
                        {
                            "name": "web",
                            "image": "registry.example/web:1.0.0",
                            "env_from": [{"config_map_ref": {"name": settings.metadata.name}}],
                        }
                    ]
                },
            },
        },
    )
