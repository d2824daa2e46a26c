"""What every cloud's cluster gives to the tiers above it."""

from dataclasses import dataclass

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
