"""The controller that writes the proxies into a group of AWS's load balancer: its chart and bindings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jiban.components.ingress.contract import NAME, PORT
from jiban.tables import table

NAMESPACE: Final = "kube-system"
ACCOUNT: Final = "aws-load-balancer-controller"
"""Its service account, and the name of everything else that the chart makes."""
GROUP: Final = "elbv2.k8s.aws"
CPU: Final = "100m"
MEMORY: Final = "200Mi"
MEMORY_LIMIT: Final = "400Mi"
REPLICAS: Final = 2
"""One of the two leads; the other takes over when a node goes."""

_OFF: Final = (
    "ALBGatewayAPI",
    "NLBGatewayAPI",
    "EnableServiceController",
)
"""What else the controller would make by itself: load balancers of gateways and of services."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart that is installed."""

    repository: str
    name: str
    version: str


def chart() -> Chart:
    """Return the chart of the table."""
    facts = table("jiban.components.ingress", "controller.yaml")
    return Chart(repository=facts["repository"], name=facts["chart"], version=facts["version"])


def settings(region: str, cluster: Any, network: Any, scheduling: Mapping[str, Any]) -> dict[str, Any]:
    """Return the chart's values: a controller that binds groups, and makes no load balancer.

    Args:
        region: the cloud's name of the region.
        cluster: name of the cluster.
        network: id of the network; without it the controller would ask the machine's metadata, which no pod
            reaches.
        scheduling: where its pods run: `nodeSelector` and `tolerations`.
    """
    return {
        "fullnameOverride": ACCOUNT,
        "clusterName": cluster,
        "region": region,
        "vpcId": network,
        "replicaCount": REPLICAS,
        "podDisruptionBudget": {"maxUnavailable": 1},
        "serviceAccount": {"name": ACCOUNT},
        "resources": {"requests": {"cpu": CPU, "memory": MEMORY}, "limits": {"memory": MEMORY_LIMIT}},
        **scheduling,
        # Services of type LoadBalancer, ingresses and gateways are none of its business here.
        "enableServiceMutatorWebhook": False,
        "createIngressClassResource": False,
        "ingressClassParams": {"create": False},
        "controllerConfig": {"featureGates": dict.fromkeys(_OFF, False)},
        # Firewalls and security groups are Pulumi's.
        "enableShield": False,
        "enableWaf": False,
        "enableWafv2": False,
        "enableBackendSecurityGroup": False,
        # Else each change of a value would make other certificates of its webhook.
        "keepTLSSecret": True,
    }


def binding(namespace: str, labels: Mapping[str, str], group: Any, network: Any) -> dict[str, Any]:
    """Return what binds the gateway's service to a group.

    Everything that the controller could ask AWS is said. Without `networking` it touches no security group.

    Args:
        namespace: that of the gateway.
        labels: of the binding.
        group: ARN of the group.
        network: id of the network.
    """
    return {
        "apiVersion": f"{GROUP}/v1beta1",
        "kind": "TargetGroupBinding",
        "metadata": {"name": NAME, "namespace": namespace, "labels": dict(labels)},
        "spec": {
            "serviceRef": {"name": NAME, "port": PORT},
            "targetGroupARN": group,
            "targetType": "ip",
            "ipAddressType": "ipv4",
            "targetGroupProtocol": "HTTPS",
            "vpcID": network,
        },
    }
