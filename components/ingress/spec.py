"""What can be asked for of the gateway inside a cluster."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from jiban.components.base import Spec
from jiban.components.cluster.spec import PoolName
from jiban.components.units import Address, Cpu, Memory, Percent, Slug

_Proxies = Annotated[int, Field(ge=1, le=100)]


class IngressSpec(Spec):
    """A gateway behind an internal load balancer: it ends TLS and sends requests on to services, by their
    `ingress`.
    """

    address: Address | None = None
    """Address of the load balancer in the nodes' subnet; whatever stands in front of it sends to this one. On
    AWS there is none: the edge's load balancer sends to the proxies. Default: the last that the cloud leaves
    free there."""
    certificate: Slug = "ingress-tls"
    """Name of the secret of type `kubernetes.io/tls` in the gateway's namespace; no deployment writes it, and
    until somebody has, the gateway answers nothing. Default: ingress-tls."""
    replicas: _Proxies = 2
    """Minimum number of proxies. Default: 2, so that one can be evicted."""
    max_replicas: _Proxies = 6
    """Maximum number of proxies. Default: 6."""
    cpu_percent: Percent = 70
    """Target CPU utilization in percent of `cpu`; proxies are added above it. Default: 70."""
    cpu: Cpu = "200m"
    """CPU request of a proxy. Default: 200m."""
    memory: Memory = "256Mi"
    """Memory request and limit of a proxy; `workloads.*.ingress.body_mb` takes from it. Default: 256Mi."""
    pool: PoolName | None = None
    """Node pool of the proxies and of what controls them; its taint is tolerated. Default: any pool without a
    taint."""

    @model_validator(mode="after")
    def _range(self) -> Self:
        if self.replicas > self.max_replicas:
            raise ValueError(
                f"replicas {self.replicas} is more than max_replicas {self.max_replicas}; the fewest proxies "
                "cannot be more than the most"
            )
        return self
