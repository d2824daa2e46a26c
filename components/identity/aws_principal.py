"""A role on AWS that the pods of one service account become."""

from __future__ import annotations  # the SDK's modules are only loaded where an identity is made

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import eks, iam

from jiban.components.iam import pod_trust

if TYPE_CHECKING:
    from jiban.components.cluster.contract import ClusterContract
    from jiban.components.site import Site


@dataclass(frozen=True, kw_only=True)
class Principal:
    """A role that the pods of one service account become, and the component that it belongs to."""

    parent: pulumi.Resource
    name: str
    site: Site
    namespace: str
    account: str
    part: str
    """What tells its role from the others of the stack."""

    @property
    def physical(self) -> str:
        """Name of the role."""
        return self.site.naming.physical("iam.Role", self.part)

    def role(self) -> iam.Role:
        """Declare the role, which only the account's pods may take."""
        return iam.Role(
            f"{self.name}-role",
            name=self.physical,
            assume_role_policy=pod_trust(self.namespace, self.account),
            tags=self.site.ownership.tags("identity", f"{self.name}-role"),
            opts=pulumi.ResourceOptions(parent=self.parent),
        )

    def is_become_in(self, cluster: ClusterContract, role: iam.Role) -> pulumi.Resource:
        """Let the account's pods on a cluster become the role; return what says so there.

        A pod that was started before that has no credentials until it is started again (EKS user guide,
        `pod-id-association`).
        """
        return eks.PodIdentityAssociation(
            f"{self.name}-association",
            cluster_name=cluster.name,
            namespace=self.namespace,
            service_account=self.account,
            role_arn=role.arn,
            tags=self.site.ownership.tags("identity", f"{self.name}-association"),
            opts=pulumi.ResourceOptions(parent=self.parent),
        )
