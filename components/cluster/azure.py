"""The cluster on Azure: AKS, its node pools, its maintenance windows, and what its identities may do."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import authorization, containerservice, managedidentity

from jiban.components import azure_roles
from jiban.components.base import refuse_beyond
from jiban.components.cluster import api_access
from jiban.components.cluster.azure_pools import PoolsArgs, agent_pools, first_pool
from jiban.components.cluster.contract import ClusterContract
from jiban.components.cluster.limits import LIMITS
from jiban.components.cluster.networking import networking, pod_range, policy_engine
from jiban.components.cluster.services import dns_ip
from jiban.components.cluster.spec import ANYWHERE, ClusterSpec, MaintenanceSpec
from jiban.components.naming import stable_uuid
from jiban.components.network.contract import NetworkContract
from jiban.components.registry.contract import RegistryContract
from jiban.components.site import Site, known_after

_TIERS: Final[Mapping[str, tuple[str, str]]] = {
    "free": ("Free", "KubernetesOfficial"),
    "standard": ("Standard", "KubernetesOfficial"),
    "long_term": ("Premium", "AKSLongTermSupport"),
}
"""Pricing tier and support plan by control plane (AKS `free-standard-pricing-tiers`, `long-term-support`)."""

_WINDOWS: Final[Mapping[str, str]] = {
    "kubernetes-upgrades": "aksManagedAutoUpgradeSchedule",
    "node-image-upgrades": "aksManagedNodeOSUpgradeSchedule",
}
"""AKS's fixed names of the maintenance windows, by our logical suffix (AKS `planned-maintenance`)."""


@dataclass(frozen=True, kw_only=True)
class ClusterArgs:
    """What a cluster is made from."""

    spec: ClusterSpec
    site: Site
    network: NetworkContract
    zones: tuple[int, ...]
    """Zones of the nodes, by number; empty in a region without zones."""
    registry: RegistryContract | None
    """Registry that the nodes pull from."""
    metrics: bool
    """Whether the managed Prometheus agent runs in the cluster."""
    logs: pulumi.Input[str] | None = None
    """Id of the workspace that the cluster's log agent sends to; None for no agent."""
    secret_files: bool = False
    """Whether the nodes have the driver that puts secrets of a vault into pods."""


class Cluster(pulumi.ComponentResource):
    """An AKS cluster without passwords: people and programs come with tokens of the directory."""

    contract: ClusterContract

    def __init__(self, name: str, args: ClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the cluster.

        Raises:
            SpecRefusedError: when the specification asks for what AKS cannot do.
            UnknownMachineError: when a machine size is in no table.
        """
        refuse_beyond(LIMITS, "azure", name, args.spec)
        super().__init__("jiban:cluster:Cluster", name, None, opts)
        self._logical = name
        self._args = args
        identity = self._identity()
        cluster = self._cluster(identity, self._may_use_subnet(identity))
        node_principal = cluster.identity_profile.apply(_node_principal)
        agent_pools(name, self._pools(), self._name_of(cluster), pulumi.ResourceOptions(parent=self))
        for suffix, window in _WINDOWS.items():
            self._maintenance(cluster, suffix, window)
        pull = self._may_pull(node_principal, args.registry) if args.registry else None
        self.contract = ClusterContract(
            cluster_id=cluster.id,
            name=self._name_of(cluster),
            kubeconfig=self._kubeconfig(cluster, [pull] if pull else []),
            oidc_issuer=cluster.oidc_issuer_profile.apply(_issuer),
            node_principal_id=node_principal,
            identifier=known_after(cluster, self._identifier()),
        )
        self.register_outputs({"cluster_id": cluster.id, "name": self.contract.name})

    def _identity(self) -> managedidentity.UserAssignedIdentity:
        site = self._args.site
        return managedidentity.UserAssignedIdentity(
            f"{self._logical}-identity",
            resource_group_name=site.resource_group,
            resource_name_=site.naming.physical(
                "managedidentity.UserAssignedIdentity", "cluster.control-plane"
            ),
            location=site.region,
            tags=site.ownership.tags("cluster", f"{self._logical}-identity"),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _may_use_subnet(self, identity: managedidentity.UserAssignedIdentity) -> authorization.RoleAssignment:
        return self._grant(
            "network-role", "network-contributor", identity.principal_id, _node_subnet(self._args.network)
        )

    def _may_pull(
        self, node_principal: pulumi.Output[str], registry: RegistryContract
    ) -> authorization.RoleAssignment:
        return self._grant("pull-role", "acr-pull", node_principal, registry.registry_id)

    def _grant(
        self, suffix: str, role: str, principal: pulumi.Output[str], scope: pulumi.Output[str]
    ) -> authorization.RoleAssignment:
        logical = f"{self._logical}-{suffix}"
        return authorization.RoleAssignment(
            logical,
            role_assignment_name=self._args.site.assignment_name(logical),
            scope=scope,
            principal_id=principal,
            # Without it Azure looks for a user, and a new identity is not found at once.
            principal_type=authorization.PrincipalType.SERVICE_PRINCIPAL,
            role_definition_id=azure_roles.definition_id(role),
            # Azure refuses the same grant under a second name, so one that exists keeps its own.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["roleAssignmentName"]),
        )

    def _cluster(
        self,
        identity: managedidentity.UserAssignedIdentity,
        network_role: authorization.RoleAssignment,
    ) -> containerservice.ManagedCluster:
        spec, site = self._args.spec, self._args.site
        tier, support_plan = _TIERS[spec.control_plane]
        return containerservice.ManagedCluster(
            f"{self._logical}-aks",
            resource_group_name=site.resource_group,
            resource_name_=site.naming.physical("containerservice.ManagedCluster"),
            node_resource_group=site.naming.physical("containerservice.ManagedCluster.nodeResourceGroup"),
            dns_prefix=site.naming.physical("containerservice.ManagedCluster.dnsPrefix"),
            location=site.region,
            kubernetes_version=spec.version,
            sku=containerservice.ManagedClusterSKUArgs(
                name=containerservice.ManagedClusterSKUName.BASE,
                tier=containerservice.ManagedClusterSKUTier(tier),
            ),
            support_plan=containerservice.KubernetesSupportPlan(support_plan),
            identity=containerservice.ManagedClusterIdentityArgs(
                type=containerservice.ResourceIdentityType.USER_ASSIGNED,
                user_assigned_identities=[identity.id],
            ),
            enable_rbac=True,
            disable_local_accounts=True,
            aad_profile=_directory(spec),
            api_server_access_profile=_api_server(spec, self._args.network),
            network_profile=_networking(spec),
            agent_pool_profiles=[first_pool(self._logical, self._pools())],
            oidc_issuer_profile=containerservice.ManagedClusterOIDCIssuerProfileArgs(enabled=True),
            security_profile=containerservice.ManagedClusterSecurityProfileArgs(
                workload_identity=containerservice.ManagedClusterSecurityProfileWorkloadIdentityArgs(
                    enabled=True
                )
            ),
            workload_auto_scaler_profile=containerservice.ManagedClusterWorkloadAutoScalerProfileArgs(
                keda=containerservice.ManagedClusterWorkloadAutoScalerProfileKedaArgs(enabled=True)
            ),
            auto_upgrade_profile=containerservice.ManagedClusterAutoUpgradeProfileArgs(
                upgrade_channel=containerservice.UpgradeChannel.PATCH,
                node_os_upgrade_channel=containerservice.NodeOSUpgradeChannel.NODE_IMAGE,
            ),
            azure_monitor_profile=containerservice.ManagedClusterAzureMonitorProfileArgs(
                metrics=containerservice.ManagedClusterAzureMonitorProfileMetricsArgs(
                    enabled=self._args.metrics
                )
            ),
            addon_profiles=self._addons() or None,
            tags=site.ownership.tags("cluster", f"{self._logical}-aks"),
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=site.protect,
                depends_on=[network_role],
                # AKS takes a pool with the cluster when it makes one, and afterwards each by itself
                # (decision 13). Azure lists all of them here, and a write sends what the state last knew.
                ignore_changes=["agentPoolProfiles"],
            ),
        )

    def _addons(self) -> dict[str, containerservice.ManagedClusterAddonProfileArgs]:
        return {
            **({"omsagent": self._log_agent(self._args.logs)} if self._args.logs else {}),
            **({"azureKeyvaultSecretsProvider": _secret_driver()} if self._args.secret_files else {}),
        }

    @staticmethod
    def _log_agent(workspace: pulumi.Input[str]) -> containerservice.ManagedClusterAddonProfileArgs:
        """Return the add-on that sends logs, as an identity of its own (`kubernetes-monitoring-enable`)."""
        return containerservice.ManagedClusterAddonProfileArgs(
            enabled=True,
            config={"logAnalyticsWorkspaceResourceID": workspace, "useAADAuth": "true"},
        )

    def _name_of(self, cluster: containerservice.ManagedCluster) -> pulumi.Output[str]:
        return known_after(cluster, self._args.site.naming.physical("containerservice.ManagedCluster"))

    def _identifier(self) -> str:
        """Return a text that changes when the cluster is made anew, as its name and id do not.

        In a preview Azure tells nothing of what it will answer, so it is made of what no cluster can change.
        """
        naming, spec = self._args.site.naming, self._args.spec
        fixed = [networking("azure", spec), policy_engine("azure", spec), pod_range("azure", spec)]
        texts = [self._args.site.region, *fixed, spec.service_cidr, spec.private]
        name = naming.physical("containerservice.ManagedCluster")
        return f"{name}/{stable_uuid(*map(str, texts))}"

    def _pools(self) -> PoolsArgs:
        args = self._args
        return PoolsArgs(spec=args.spec, site=args.site, subnet=_node_subnet(args.network), zones=args.zones)

    def _maintenance(self, cluster: containerservice.ManagedCluster, suffix: str, window: str) -> None:
        when = self._args.spec.maintenance or MaintenanceSpec()
        containerservice.MaintenanceConfiguration(
            f"{self._logical}-{suffix}",
            resource_group_name=self._args.site.resource_group,
            resource_name_=self._name_of(cluster),
            config_name=window,
            maintenance_window=containerservice.MaintenanceWindowArgs(
                schedule=containerservice.ScheduleArgs(
                    weekly=containerservice.WeeklyScheduleArgs(
                        day_of_week=containerservice.WeekDay(when.day), interval_weeks=1
                    )
                ),
                start_time=when.start,
                utc_offset=when.utc_offset,
                duration_hours=when.hours,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _kubeconfig(
        self, cluster: containerservice.ManagedCluster, before: Sequence[pulumi.Resource]
    ) -> pulumi.Output[str]:
        credentials = containerservice.list_managed_cluster_user_credentials_output(
            resource_group_name=self._args.site.resource_group,
            resource_name=self._name_of(cluster),
            format="exec",
            # The pools are not waited for: while one changes, nobody could say which cluster it is. Whoever
            # starts pods waits for this component as a whole.
            opts=pulumi.InvokeOutputOptions(parent=self, depends_on=[cluster, *before]),
        )
        return pulumi.Output.secret(credentials.apply(_kubeconfig))


def _secret_driver() -> containerservice.ManagedClusterAddonProfileArgs:
    """Return the add-on by which pods get secrets as files, new versions of them too, within two minutes (AKS
    `csi-secrets-store-configuration-options`).
    """
    return containerservice.ManagedClusterAddonProfileArgs(
        enabled=True, config={"enableSecretRotation": "true", "rotationPollInterval": "2m"}
    )


def _node_subnet(network: NetworkContract) -> pulumi.Output[str]:
    """Return the subnet of the nodes; on Azure one subnet spans all zones."""
    return network.subnet_ids["application"][0]


def _directory(spec: ClusterSpec) -> containerservice.ManagedClusterAADProfileArgs:
    return containerservice.ManagedClusterAADProfileArgs(
        managed=True,
        enable_azure_rbac=True,
        admin_group_object_ids=list(spec.admins),
    )


def _api_server(
    spec: ClusterSpec, network: NetworkContract
) -> containerservice.ManagedClusterAPIServerAccessProfileArgs:
    return containerservice.ManagedClusterAPIServerAccessProfileArgs(
        enable_private_cluster=spec.private,
        enable_private_cluster_public_fqdn=False if spec.private else None,
        private_dns_zone="system" if spec.private else None,
        disable_run_command=True,
        authorized_ip_ranges=_authorized(spec, network),
    )


def _authorized(spec: ClusterSpec, network: NetworkContract) -> list[pulumi.Input[str]] | None:
    """Return who may reach a public API; a private one takes no list, its subnet's rules have it.

    The nodes come to it by the network's way out, so they are on the list too (AKS
    `api-server-authorized-ip-ranges`).
    """
    if spec.private or ANYWHERE in spec.api_clients:
        return None
    return [*api_access.ranges(spec), *network.egress_ranges]


def _networking(spec: ClusterSpec) -> containerservice.ContainerServiceNetworkProfileArgs:
    overlay = networking("azure", spec) == "overlay"
    engine = policy_engine("azure", spec)
    profile = containerservice.ContainerServiceNetworkProfileArgs(
        network_plugin=containerservice.NetworkPlugin.AZURE,
        network_plugin_mode=containerservice.NetworkPluginMode.OVERLAY if overlay else None,
        # Each engine of network policies needs the data plane of its own name.
        network_dataplane=containerservice.NetworkDataplane(engine),
        network_policy=containerservice.NetworkPolicy(engine),
        pod_cidr=pod_range("azure", spec),
        service_cidr=spec.service_cidr,
        dns_service_ip=dns_ip(spec.service_cidr),
        # The network's NAT gateway is on the subnet before the cluster is made; nothing else routes out.
        outbound_type=containerservice.OutboundType.USER_ASSIGNED_NAT_GATEWAY,
        load_balancer_sku=containerservice.LoadBalancerSku.STANDARD,
    )
    if not overlay:
        # Left out above, the SDK would fill in 10.244.0.0/16, which such a cluster does not have.
        profile.pod_cidr = None
    return profile


def _node_principal(
    profiles: Mapping[str, containerservice.outputs.UserAssignedIdentityManagedClusterResponse] | None,
) -> str:
    """Return the object id of the kubelet's identity, which AKS makes with the cluster."""
    principal = profiles["kubeletidentity"].object_id if profiles else None
    if principal is None:
        raise ValueError("AKS returned no kubelet identity")
    return principal


def _issuer(profile: containerservice.outputs.ManagedClusterOIDCIssuerProfileResponse | None) -> str:
    if profile is None:
        raise ValueError("AKS returned no OIDC issuer")
    return profile.issuer_url


def _kubeconfig(found: containerservice.ListManagedClusterUserCredentialsResult) -> str:
    return base64.b64decode(found.kubeconfigs[0].value).decode()
