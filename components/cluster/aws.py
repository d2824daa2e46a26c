"""The cluster on AWS: EKS, its managed nodes, its add-ons, and who may use it."""

from __future__ import annotations  # the SDK's modules are only loaded where something is made

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, eks, iam, kms

from jiban.components.aws_keys import data_key
from jiban.components.base import refuse_beyond
from jiban.components.cluster import api_access, autoscaler, aws_api_access
from jiban.components.cluster.addons import BEFORE_NODES, CNI, CNI_ACCOUNT, ON_NODES, Addon, addon_version
from jiban.components.cluster.aws_nodes import NodesArgs, node_groups
from jiban.components.cluster.contract import ClusterContract
from jiban.components.cluster.kubeconfig import kubeconfig
from jiban.components.cluster.limits import LIMITS
from jiban.components.cluster.spec import ClusterSpec
from jiban.components.iam import allow, document, managed, pod_trust, service_trust
from jiban.components.network.contract import NetworkContract
from jiban.components.site import Site, known_after

_LOGS: Final = ("api", "audit", "authenticator", "controllerManager", "scheduler")
_KEY_USE: Final = ("kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey")

_ADMIN_POLICY: Final = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
_NODE_POLICIES: Final = (
    "AmazonEKSWorkerNodePolicy",
    "AmazonEC2ContainerRegistryPullOnly",
    # Session Manager is the way onto a node; no node has a key, and no group lets SSH in.
    "AmazonSSMManagedInstanceCore",
)
_CNI_POLICY: Final = "AmazonEKS_CNI_Policy"

_SUPPORT: Final[Mapping[str, str]] = {"standard": "STANDARD", "long_term": "EXTENDED"}
_SCALES: Final = ("autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup")
_LOOKS: Final = (
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DescribeAutoScalingInstances",
    "autoscaling:DescribeLaunchConfigurations",
    "autoscaling:DescribeScalingActivities",
    "ec2:DescribeImages",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:GetInstanceTypesFromInstanceRequirements",
    "eks:DescribeNodegroup",
)
"""What Cluster Autoscaler does, and what it looks at (kubernetes/autoscaler, `cloudprovider/aws/README.md`,
2026-08-22)."""


@dataclass(frozen=True, kw_only=True)
class ClusterArgs:
    """What a cluster is made from."""

    spec: ClusterSpec
    site: Site
    network: NetworkContract
    zones: tuple[int, ...]
    """Numbers of the zones, in the order of the network's subnets: ascending."""
    log_days: int = 90
    """Days for which the control plane's logs are kept; what CloudWatch makes by itself it keeps for ever."""
    deploy_role: str | None = None
    """ARN of the role as which the kubeconfig asks for tokens; None for whoever uses it."""


class Cluster(pulumi.ComponentResource):
    """An EKS cluster that lets in the principals it was told of, by tokens of AWS."""

    contract: ClusterContract

    def __init__(self, name: str, args: ClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the cluster.

        Raises:
            SpecRefusedError: when the specification asks for what EKS cannot do.
            UnknownMachineError: when a machine size is in no table.
        """
        refuse_beyond(LIMITS, "aws", name, args.spec)
        super().__init__("jiban:cluster:Cluster", name, None, opts)
        self._logical = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._physical = args.site.naming.physical("eks.Cluster")
        cluster = self._cluster(self._key())
        admins = [self._admin(cluster, principal) for principal in sorted(set(args.spec.admins))]
        reached = aws_api_access.let_in(
            name, spec=args.spec, cluster=cluster, network=args.network, site=args.site, opts=self._child
        )
        base = self._before_nodes(cluster)
        node_role, granted = self._node_role()
        pools = node_groups(
            name,
            NodesArgs(
                spec=args.spec,
                site=args.site,
                network=args.network,
                zones=args.zones,
                cluster=cluster,
                cluster_name=self._physical,
                role=node_role,
            ),
            pulumi.ResourceOptions(parent=self, depends_on=[*base, *granted]),
        )
        on_nodes = [self._addon(cluster, addon, list(pools.values())) for addon in ON_NODES]
        scaler = self._scaler(cluster, base)
        self.contract = ClusterContract(
            cluster_id=cluster.arn,
            name=self._name_of(cluster),
            # The add-ons wait for the pools: a pool more is no other kubeconfig.
            kubeconfig=self._kubeconfig(cluster, [*admins, *reached, *on_nodes]),
            oidc_issuer=cluster.identities[0].oidcs[0].issuer,
            node_principal_id=known_after(node_role, self._role_name("nodes")),
            node_groups={
                # For whoever may scale it: the autoscaler's identity is there.
                key: pulumi.Output.all(made.resources[0].autoscaling_groups[0].name, scaler.urn)[0]
                for key, made in pools.items()
            },
            # A cluster that is made again has another address, under the same name and ARN.
            identifier=cluster.endpoint,
            log_groups={"control-plane": known_after(self._logs, self._log_group)},
            name_with_nodes=pulumi.Output.all(*(each.urn for each in on_nodes)).apply(self._named),
            security_group_id=aws_api_access.own_group(cluster),
        )
        self.register_outputs({"cluster_id": cluster.arn, "name": self.contract.name})

    def _named(self, _: Sequence[str]) -> str:
        return self._physical

    def _name_of(self, cluster: eks.Cluster) -> pulumi.Output[str]:
        return known_after(cluster, self._physical)

    @property
    def _log_group(self) -> str:
        return f"/aws/eks/{self._physical}/cluster"

    def _tags(self, suffix: str) -> dict[str, str]:
        return self._args.site.ownership.tags("cluster", f"{self._logical}-{suffix}")

    def _role_name(self, part: str) -> str:
        # A dot is in no service's name, so no service's role has this one's name.
        return self._args.site.naming.physical("iam.Role", f"cluster.{part}")

    def _role(self, part: str, trust: str) -> iam.Role:
        return iam.Role(
            f"{self._logical}-role-{part}",
            name=self._role_name(part),
            assume_role_policy=trust,
            tags=self._tags(f"role-{part}"),
            opts=self._child,
        )

    def _attach(self, part: str, role: iam.Role, policy: str) -> pulumi.Resource:
        return iam.RolePolicyAttachment(
            f"{self._logical}-role-{part}-{policy}",
            role=known_after(role, self._role_name(part)),
            policy_arn=managed(policy),
            opts=self._child,
        )

    def _key(self) -> kms.Key:
        """Make the key of the objects that the API server stores."""
        return data_key(
            f"{self._logical}-key",
            parent=self,
            site=self._args.site,
            tier="cluster",
            alias="cluster",
            description=f"Objects of the cluster {self._physical}",
        )

    def _control_plane_role(self, key: kms.Key) -> tuple[iam.Role, list[pulumi.Resource]]:
        """Make the role of the control plane, and what it must hold before the cluster is made."""
        role = self._role("control-plane", service_trust("eks.amazonaws.com"))
        key_use = iam.RolePolicy(
            f"{self._logical}-role-control-plane-key",
            name="key",
            role=known_after(role, self._role_name("control-plane")),
            policy=key.arn.apply(_may_use_key),
            opts=self._child,
        )
        return role, [self._attach("control-plane", role, "AmazonEKSClusterPolicy"), key_use]

    def _cluster(self, key: kms.Key) -> eks.Cluster:
        spec, site = self._args.spec, self._args.site
        role, granted = self._control_plane_role(key)
        # Made first, so that it is ours and forgets; EKS would make one that keeps everything.
        self._logs = cloudwatch.LogGroup(
            f"{self._logical}-logs",
            name=self._log_group,
            retention_in_days=self._args.log_days,
            tags=self._tags("logs"),
            opts=self._child,
        )
        return eks.Cluster(
            f"{self._logical}-eks",
            name=self._physical,
            version=spec.version,
            role_arn=role.arn,
            vpc_config=eks.ClusterVpcConfigArgs(
                subnet_ids=list(self._args.network.subnet_ids["application"]),
                endpoint_private_access=True,
                endpoint_public_access=not spec.private,
                public_access_cidrs=None if spec.private else list(api_access.ranges(spec)),
            ),
            kubernetes_network_config=eks.ClusterKubernetesNetworkConfigArgs(
                ip_family="ipv4", service_ipv4_cidr=spec.service_cidr
            ),
            access_config=eks.ClusterAccessConfigArgs(
                authentication_mode="API", bootstrap_cluster_creator_admin_permissions=False
            ),
            encryption_config=eks.ClusterEncryptionConfigArgs(
                provider=eks.ClusterEncryptionConfigProviderArgs(key_arn=key.arn), resources=["secrets"]
            ),
            enabled_cluster_log_types=list(_LOGS),
            upgrade_policy=eks.ClusterUpgradePolicyArgs(support_type=_SUPPORT[spec.control_plane]),
            zonal_shift_config=eks.ClusterZonalShiftConfigArgs(enabled=True),
            bootstrap_self_managed_addons=False,
            deletion_protection=site.protect,
            tags=self._tags("eks"),
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=site.protect,
                depends_on=[*granted, self._logs],
                # EKS moves a control plane to no other zones (aws/containers-roadmap issue 2258), and nodes
                # stand in a zone more without it.
                ignore_changes=["vpcConfig.subnetIds"],
            ),
        )

    def _admin(self, cluster: eks.Cluster, principal: str) -> pulumi.Resource:
        """Let a principal in as an administrator; its account and name are the entry's identity."""
        suffix = "admin-" + "-".join(principal.split(":", 4)[4].replace(":", "/").split("/"))
        entry = eks.AccessEntry(
            f"{self._logical}-{suffix}",
            cluster_name=self._name_of(cluster),
            principal_arn=principal,
            type="STANDARD",
            tags=self._tags(suffix),
            opts=self._child,
        )
        return eks.AccessPolicyAssociation(
            f"{self._logical}-{suffix}-policy",
            cluster_name=self._name_of(cluster),
            principal_arn=principal,
            policy_arn=_ADMIN_POLICY,
            access_scope=eks.AccessPolicyAssociationAccessScopeArgs(type="cluster"),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[entry]),
        )

    def _before_nodes(self, cluster: eks.Cluster) -> list[pulumi.Resource]:
        """Make the add-ons that nodes need to become ready, the network plug-in as an identity of its own."""
        role = self._role("network-plugin", pod_trust("kube-system", CNI_ACCOUNT))
        granted = self._attach("network-plugin", role, _CNI_POLICY)
        made: list[pulumi.Resource] = []
        for addon in BEFORE_NODES:
            made.append(self._addon(cluster, addon, [granted, *made], role if addon.name == CNI else None))
        return made

    def _addon(
        self,
        cluster: eks.Cluster,
        addon: Addon,
        first: Sequence[pulumi.Resource],
        role: iam.Role | None = None,
    ) -> eks.Addon:
        return eks.Addon(
            f"{self._logical}-addon-{addon.name}",
            cluster_name=self._name_of(cluster),
            addon_name=addon.name,
            # Without one EKS takes its default of the day, once, and a newer cluster keeps it.
            addon_version=addon_version(self._args.spec.version, addon.name),
            configuration_values=addon.settings,
            pod_identity_associations=[
                eks.AddonPodIdentityAssociationArgs(role_arn=role.arn, service_account=CNI_ACCOUNT)
            ]
            if role
            else None,
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="OVERWRITE",
            tags=self._tags(f"addon-{addon.name}"),
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(first)),
        )

    def _node_role(self) -> tuple[iam.Role, list[pulumi.Resource]]:
        role = self._role("nodes", service_trust("ec2.amazonaws.com"))
        return role, [self._attach("nodes", role, policy) for policy in _NODE_POLICIES]

    def _scaler(self, cluster: eks.Cluster, first: Sequence[pulumi.Resource]) -> pulumi.Resource:
        """Let the autoscaler's account look at groups of nodes, and change the size of this cluster's own."""
        role = self._role("autoscaler", pod_trust(autoscaler.NAMESPACE, autoscaler.ACCOUNT))
        name = known_after(role, self._role_name("autoscaler"))
        # EKS gives this tag to the groups that it makes (EKS user guide, `managed-node-groups`).
        own = {"StringEquals": {f"aws:ResourceTag/k8s.io/cluster-autoscaler/{self._physical}": "owned"}}
        scales = iam.RolePolicy(
            f"{self._logical}-role-autoscaler-groups",
            name="groups",
            role=name,
            policy=document(allow(_LOOKS, ["*"]), {**allow(_SCALES, ["*"]), "Condition": own}),
            opts=self._child,
        )
        return eks.PodIdentityAssociation(
            f"{self._logical}-autoscaler",
            cluster_name=self._name_of(cluster),
            namespace=autoscaler.NAMESPACE,
            service_account=autoscaler.ACCOUNT,
            role_arn=role.arn,
            tags=self._tags("autoscaler"),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[scales, *first]),
        )

    def _kubeconfig(self, cluster: eks.Cluster, before: Sequence[pulumi.Resource]) -> pulumi.Output[str]:
        # Whoever deploys to the cluster finds nodes there, and is let in.
        known = pulumi.Output.all(
            cluster.endpoint, cluster.certificate_authority.data, *(each.urn for each in before)
        )
        make = partial(_kubeconfig, self._physical, self._args.site.region, self._args.deploy_role)
        return pulumi.Output.secret(known.apply(make))


def _may_use_key(key_arn: str) -> str:
    return document(allow(_KEY_USE, [key_arn]))


def _kubeconfig(name: str, region: str, role: str | None, known: Sequence[str | None]) -> str:
    endpoint, authority = known[0], known[1]
    if endpoint is None or authority is None:
        raise ValueError("EKS returned no address of the cluster")
    return kubeconfig(name=name, region=region, endpoint=endpoint, authority=authority, role=role)
