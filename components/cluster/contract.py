"""What every cloud's cluster gives to the tiers above it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi


@dataclass(frozen=True, kw_only=True)
class ClusterContract:
    """A cluster that exists."""

    cluster_id: pulumi.Output[str]
    name: pulumi.Output[str]
    kubeconfig: pulumi.Output[str]
    """How to reach the API server: YAML, secret."""
    oidc_issuer: pulumi.Output[str]
    """URL of the issuer of service account tokens, which the cloud's identities trust."""
    node_principal_id: pulumi.Output[str]
    """Principal as which nodes pull images: object id on Azure, role name on AWS."""
    node_groups: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, "pulumi.Output[str]"])
    """What scales each group of nodes, by the group's key (`apps-1`), for an autoscaler that runs in the
    cluster; none where the cloud scales nodes itself."""
    identifier: pulumi.Output[str] | None = None
    """Text that is another one where the cluster is another one, however its kubeconfig changes."""
    log_groups: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, "pulumi.Output[str]"])
    """Name of each group of logs that the cluster writes, by what tells it from the others (AWS)."""
    name_with_nodes: pulumi.Output[str] | None = None
    """Name of the cluster, known once it has nodes that an add-on can run on; None where add-ons are the
    cluster's own settings (Azure)."""
    security_group_id: pulumi.Output[str] | None = None
    """Security group whose members reach API server and nodes; None where there is none (Azure)."""
