"""What can be asked for of metrics, on any cloud."""

from jiban.components.base import Spec


class ObservabilitySpec(Spec):
    """Metrics of the cluster and of its workloads, in a managed Prometheus."""

    metrics: bool = True
    """Whether a managed Prometheus scrapes the cluster and every workload that names a metrics path.
    Autoscaling by query needs it. Default: true."""
