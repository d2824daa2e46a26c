import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.cluster.azure import Cluster, ClusterArgs
from jiban.components.cluster.spec import ClusterSpec, MaintenanceSpec, NodePoolSpec
from jiban.components.network.contract import NetworkContract
from jiban.components.registry.contract import RegistryContract
from jiban.components.site import Site
from jiban.testing import ProgramPlan, Resource, Secret, plan_program
from tests.components.helpers import SITE

DOCUMENT = ClusterSpec(
    system_pool=NodePoolSpec(machine="Standard_D2s_v3", min_nodes=3, max_nodes=5),
    pools={
        "apps": NodePoolSpec(
            machine="Standard_D4s_v3", min_nodes=3, max_nodes=10, taint="application-workload=true:NoSchedule"
        )
    },
)
"""The pools of TripGen's document; its Kubernetes 1.29 is over."""

ANSWERS = {
    "managedidentity:UserAssignedIdentity": {"principalId": "control-plane"},
    "containerservice:ManagedCluster": {
        "identity": {"type": "UserAssigned"},  # Azure answers a map where it takes a list
        "identityProfile": {"kubeletidentity": {"objectId": "kubelet"}},
        "oidcIssuerProfile": {"issuerURL": "https://issuer.test/"},
    },
}
CREDENTIALS = {
    "containerservice:listManagedClusterUserCredentials": {
        "kubeconfigs": [{"name": "clusterUser", "value": base64.b64encode(b"kind: Config").decode()}]
    }
}


def cluster(
    spec: ClusterSpec = DOCUMENT,
    *,
    zones: tuple[int, ...] = (1, 2, 3),
    registry: bool = True,
    metrics: bool = True,
    site: Site = SITE,
    logs: bool = False,
    secret_files: bool = False,
) -> ProgramPlan:
    """What a cluster asks for, and a probe of what it hands on."""

    def program() -> None:
        known = pulumi.Output.from_input
        subnet = pulumi.CustomResource("test:index:Probe", "nodes-subnet", {})
        network = NetworkContract(
            network_id=known("vnet"),
            subnet_ids={"application": [subnet.id]},
            ranges={},
            egress_ranges=[known("198.51.100.0/31")],
        )
        images = RegistryContract(registry_id=known("registry"), host=known("registry.test"))
        args = ClusterArgs(
            spec=spec,
            site=site,
            network=network,
            zones=zones,
            registry=images if registry else None,
            metrics=metrics,
            logs=known("/workspace") if logs else None,
            secret_files=secret_files,
        )
        contract = Cluster("cluster", args).contract
        pulumi.CustomResource("test:index:Probe", "kubeconfig", {"value": contract.kubeconfig})
        others = {"nodes": contract.node_principal_id, "issuer": contract.oidc_issuer, "name": contract.name}
        pulumi.CustomResource("test:index:Probe", "identifier", {"value": contract.identifier})
        pulumi.CustomResource("test:index:Probe", "others", others)

    return plan_program(program, outputs=ANSWERS, functions=CREDENTIALS, resolve=True)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """The cluster of the document."""
    return cluster()


def aks(planned: ProgramPlan) -> Resource:
    """The cluster itself."""
    return planned.resource("containerservice:ManagedCluster", "cluster-aks")


def first(planned: ProgramPlan) -> dict[str, Any]:
    """The pool that the cluster is made with."""
    (pool,) = aks(planned).inputs["agentPoolProfiles"]
    return pool


def system(planned: ProgramPlan) -> Mapping[str, Any]:
    """The pool of the cluster's add-ons."""
    return planned.resource("containerservice:AgentPool", "cluster-pool-system").inputs


def apps(planned: ProgramPlan) -> Resource:
    """The pool of the applications."""
    return planned.resource("containerservice:AgentPool", "cluster-pool-apps")


def picked(inputs: Mapping[str, Any], *keys: str) -> tuple[Any, ...]:
    """Some of the inputs."""
    return tuple(inputs.get(key) for key in keys)


def test_the_api_server_is_private(planned: ProgramPlan) -> None:
    """No public address or name, Azure's own DNS zone, and no commands through Azure's management API."""
    assert aks(planned).inputs["apiServerAccessProfile"] == {
        "enablePrivateCluster": True,
        "enablePrivateClusterPublicFQDN": False,
        "privateDNSZone": "system",
        "disableRunCommand": True,
    }


def test_a_public_api_server_names_no_private_zone() -> None:
    """AKS refuses the settings of a private cluster on a public one."""
    inputs = aks(cluster(DOCUMENT.model_copy(update={"private": False, "api_clients": ("anywhere",)}))).inputs
    assert inputs["apiServerAccessProfile"] == {"enablePrivateCluster": False, "disableRunCommand": True}


def test_a_public_api_server_answers_its_clients_and_the_nodes() -> None:
    """Nodes come to it by the network's way out, so its addresses are on the list too."""
    spec = DOCUMENT.model_copy(update={"private": False, "api_clients": ("203.0.113.0/24",)})
    assert aks(cluster(spec)).inputs["apiServerAccessProfile"]["authorizedIPRanges"] == [
        "203.0.113.0/24",
        "198.51.100.0/31",
    ]


def test_a_private_api_server_has_no_list(planned: ProgramPlan) -> None:
    """AKS takes authorized ranges of a public cluster only."""
    assert "authorizedIPRanges" not in aks(planned).inputs["apiServerAccessProfile"]


def test_pods_have_their_own_range_under_cilium(planned: ProgramPlan) -> None:
    """Every range is explicit, DNS has the tenth address, and the way out is the network's NAT gateway."""
    assert aks(planned).inputs["networkProfile"] == {
        "networkPlugin": "azure",
        "networkPluginMode": "overlay",
        "networkDataplane": "cilium",
        "networkPolicy": "cilium",
        "podCidr": "10.244.0.0/16",
        "serviceCidr": "10.2.0.0/16",
        "dnsServiceIP": "10.2.0.10",
        "outboundType": "userAssignedNATGateway",
        "loadBalancerSku": "standard",
    }


def test_pods_in_the_nodes_subnet_have_no_range() -> None:
    """Node-subnet networking sends neither the plug-in mode nor a pod range, not even the SDK's default."""
    spec = DOCUMENT.model_copy(update={"networking": "node_subnet"})
    assert picked(aks(cluster(spec)).inputs["networkProfile"], "networkPluginMode", "podCidr") == (None, None)


@pytest.mark.parametrize(("networking", "expected"), [("overlay", 250), ("node_subnet", 30)])
def test_pods_a_node_follow_the_networking(networking: str, expected: int) -> None:
    """Where a pool says nothing, both kinds of pool get AKS's own figure."""
    planned = cluster(DOCUMENT.model_copy(update={"networking": networking}))
    assert (system(planned)["maxPods"], apps(planned).inputs["maxPods"]) == (expected, expected)


def test_a_pools_own_figure_of_pods_holds() -> None:
    """`max_pods` of a pool is sent as it is."""
    planned = cluster(ClusterSpec(pools={"apps": NodePoolSpec(max_pods=60)}))
    assert apps(planned).inputs["maxPods"] == 60


def test_only_the_directory_lets_people_in(planned: ProgramPlan) -> None:
    """Kubernetes accounts with passwords are off, and Azure's roles decide."""
    inputs = aks(planned).inputs
    assert picked(inputs, "enableRBAC", "disableLocalAccounts") == (True, True)
    assert inputs["aadProfile"] == {"managed": True, "enableAzureRBAC": True, "adminGroupObjectIDs": []}


def test_admin_groups_administer_the_cluster() -> None:
    """The groups' object ids reach the directory profile."""
    group = "00000000-0000-4000-8000-000000000001"
    profile = aks(cluster(ClusterSpec(admins=(group,)))).inputs["aadProfile"]
    assert profile["adminGroupObjectIDs"] == ["00000000-0000-4000-8000-000000000001"]


def test_pods_can_have_identities(planned: ProgramPlan) -> None:
    """The cluster issues tokens that Azure's identities trust."""
    inputs = aks(planned).inputs
    assert inputs["oidcIssuerProfile"] == {"enabled": True}
    assert inputs["securityProfile"] == {"workloadIdentity": {"enabled": True}}


def test_keda_scales_workloads(planned: ProgramPlan) -> None:
    """Metrics other than cpu and memory have an adapter."""
    assert aks(planned).inputs["workloadAutoScalerProfile"] == {"keda": {"enabled": True}}


@pytest.mark.parametrize("metrics", [True, False])
def test_the_metrics_agent_runs_when_asked_for(metrics: bool) -> None:  # noqa: FBT001 pytest passes parameters by name
    """The managed Prometheus agent is the cluster's to switch on."""
    assert aks(cluster(metrics=metrics)).inputs["azureMonitorProfile"] == {"metrics": {"enabled": metrics}}


def test_patches_and_node_images_come_by_themselves(planned: ProgramPlan) -> None:
    """Minor versions do not."""
    assert aks(planned).inputs["autoUpgradeProfile"] == {
        "upgradeChannel": "patch",
        "nodeOSUpgradeChannel": "NodeImage",
    }


@pytest.mark.parametrize(
    ("control_plane", "tier", "plan"),
    [
        ("free", "Free", "KubernetesOfficial"),
        ("standard", "Standard", "KubernetesOfficial"),
        ("long_term", "Premium", "AKSLongTermSupport"),
    ],
)
def test_the_control_plane_decides_tier_and_support(control_plane: str, tier: str, plan: str) -> None:
    """Long-term support needs the Premium tier."""
    spec = DOCUMENT.model_copy(update={"control_plane": control_plane})
    inputs = aks(cluster(spec)).inputs
    assert (inputs["sku"], inputs["supportPlan"]) == ({"name": "Base", "tier": tier}, plan)


def test_the_system_pool_is_the_documents(planned: ProgramPlan) -> None:
    """Three to five D2s_v3, over three zones, in the application subnet."""
    keys = ("mode", "vmSize", "minCount", "maxCount", "availabilityZones", "vnetSubnetID")
    expected = ("System", "Standard_D2s_v3", 3, 5, ["1", "2", "3"], "id:nodes-subnet")
    assert picked(system(planned), *keys) == expected


def test_workloads_stay_out_of_the_system_pool(planned: ProgramPlan) -> None:
    """AKS's own add-ons tolerate the taint, workloads do not."""
    assert system(planned)["nodeTaints"] == ["CriticalAddonsOnly=true:NoSchedule"]
    assert first(planned)["nodeTaints"] == ["CriticalAddonsOnly=true:NoSchedule"]


def test_the_cluster_is_made_with_one_node(planned: ProgramPlan) -> None:
    """AKS makes none without a system pool; this one has the real one's machine, and no autoscaler."""
    keys = ("name", "mode", "vmSize", "count", "enableAutoScaling", "minCount", "maxCount")
    assert picked(first(planned), *keys) == ("first", "System", "Standard_D2s_v3", 1, False, None, None)


def test_the_pool_within_the_cluster_says_no_version(planned: ProgramPlan) -> None:
    """A write of the cluster may say the versions of all pools or of none, and the others are not in it."""
    assert "orchestratorVersion" not in first(planned)
    assert system(planned)["orchestratorVersion"] == "1.36"


@pytest.mark.parametrize(
    "change",
    [{"machine": "Standard_D8s_v3"}, {"max_pods": 60}, {"disk_gb": 256}],
)
def test_a_pool_that_azure_cannot_change_has_another_name(
    planned: ProgramPlan, change: dict[str, Any]
) -> None:
    """So the new pool is made beside the old one, the system pool's too."""
    spec = DOCUMENT.model_copy(
        update={
            "system_pool": DOCUMENT.system_pool.model_copy(update=change),
            "pools": {"apps": DOCUMENT.pools["apps"].model_copy(update=change)},
        }
    )
    changed = cluster(spec)
    assert system(changed)["agentPoolName"] != system(planned)["agentPoolName"]
    assert apps(changed).inputs["agentPoolName"] != apps(planned).inputs["agentPoolName"]


def test_pools_in_other_zones_have_another_name(planned: ProgramPlan) -> None:
    """AKS never changes the zones of a pool."""
    assert system(cluster(zones=(1, 2)))["agentPoolName"] != system(planned)["agentPoolName"]


def test_zones_in_another_order_are_the_same_zones(planned: ProgramPlan) -> None:
    """Their order in a file replaces no pool."""
    turned = cluster(zones=(2, 1, 3))
    assert system(turned)["availabilityZones"] == ["1", "2", "3"]
    assert system(turned)["agentPoolName"] == system(planned)["agentPoolName"]
    assert apps(turned).inputs["agentPoolName"] == apps(planned).inputs["agentPoolName"]


@pytest.mark.parametrize(
    "change",
    [{"min_nodes": 2}, {"max_nodes": 12}, {"surge": 50}, {"labels": {"disk": "fast"}}, {"taint": None}],
)
def test_a_pool_that_azure_can_change_keeps_its_name(planned: ProgramPlan, change: dict[str, Any]) -> None:
    """It is changed in place."""
    spec = DOCUMENT.model_copy(update={"pools": {"apps": DOCUMENT.pools["apps"].model_copy(update=change)}})
    assert apps(cluster(spec)).inputs["agentPoolName"] == apps(planned).inputs["agentPoolName"]


def test_the_names_of_pools_never_change_by_themselves(planned: ProgramPlan) -> None:
    """Another name makes the pool anew: these are what clusters bear that exist."""
    assert (system(planned)["agentPoolName"], apps(planned).inputs["agentPoolName"]) == (
        "system81d7b",
        "appsd2dba",
    )


def test_a_long_name_of_a_pool_is_cut() -> None:
    """AKS takes twelve letters and digits; pools that begin alike stay apart."""
    names = ("reportsfast1", "reportsfast2")
    planned = cluster(DOCUMENT.model_copy(update={"pools": {name: NodePoolSpec() for name in names}}))
    found = {
        planned.resource("containerservice:AgentPool", f"cluster-pool-{name}").inputs["agentPoolName"]
        for name in names
    }
    assert {name[:7] for name in found} == {"reports"}
    assert [len(name) for name in found] == [12, 12]


def test_pools_are_changed_one_after_the_other() -> None:
    """AKS refuses to change two pools of a cluster at once."""
    spec = DOCUMENT.model_copy(update={"pools": {"apps": NodePoolSpec(), "batch": NodePoolSpec()}})
    planned = cluster(spec)
    assert "cluster-pool-system" in apps(planned).dependency_names
    batch = planned.resource("containerservice:AgentPool", "cluster-pool-batch")
    assert "cluster-pool-apps" in batch.dependency_names


def test_the_application_pool_is_the_documents(planned: ProgramPlan) -> None:
    """Three to ten D4s_v3, over three zones, in the application subnet."""
    keys = ("mode", "vmSize", "minCount", "maxCount", "availabilityZones", "vnetSubnetID")
    expected = ("User", "Standard_D4s_v3", 3, 10, ["1", "2", "3"], "id:nodes-subnet")
    assert picked(apps(planned).inputs, *keys) == expected


def test_the_application_pool_has_the_documents_taint(planned: ProgramPlan) -> None:
    """Only what tolerates it runs there."""
    assert apps(planned).inputs["nodeTaints"] == ["application-workload=true:NoSchedule"]


def test_nodes_say_their_pool(planned: ProgramPlan) -> None:
    """Every node bears the pool's name as a label, so that workloads can choose it."""
    assert system(planned)["nodeLabels"] == {"jiban/pool": "system"}
    assert apps(planned).inputs["nodeLabels"] == {"jiban/pool": "apps"}


def test_a_pool_follows_the_clusters_minor_version(planned: ProgramPlan) -> None:
    """A new minor version upgrades control plane and pool in one deployment."""
    assert apps(planned).inputs["orchestratorVersion"] == aks(planned).inputs["kubernetesVersion"] == "1.36"


def test_an_upgrade_surges_by_a_share_and_passes_what_cannot_be_drained(planned: ProgramPlan) -> None:
    """A tenth of the pool at a time; a node that cannot be emptied is set aside."""
    settings = {"maxSurge": "10%", "undrainableNodeBehavior": "Cordon"}
    assert system(planned)["upgradeSettings"] == settings
    assert apps(planned).inputs["upgradeSettings"] == settings


def test_a_region_without_zones_gets_none() -> None:
    """An empty list of zones is not sent."""
    planned = cluster(zones=())
    assert "availabilityZones" not in first(planned)
    assert "availabilityZones" not in system(planned)
    assert "availabilityZones" not in apps(planned).inputs


def test_another_pool_changes_none_that_exists() -> None:
    """A pool's identity is its name, wherever it stands in the file."""
    more = DOCUMENT.model_copy(update={"pools": {"batch": NodePoolSpec(), **DOCUMENT.pools}})
    assert apps(cluster(more)).inputs == apps(cluster()).inputs


def test_the_autoscalers_count_is_left_alone(planned: ProgramPlan) -> None:
    """A deployment under load takes no node away."""
    assert apps(planned).options.ignore_changes == ("count",)


def test_the_clusters_own_list_of_pools_is_left_alone(planned: ProgramPlan) -> None:
    """Each pool is changed by itself, and Azure lists all of them in the cluster."""
    assert aks(planned).options.ignore_changes == ("agentPoolProfiles",)


def test_the_cluster_is_protected(planned: ProgramPlan) -> None:
    """It refuses deletion and replacement until someone says otherwise."""
    assert aks(planned).protect


def test_the_control_plane_may_use_the_subnet_before_there_is_a_cluster(planned: ProgramPlan) -> None:
    """Network Contributor on the nodes' subnet alone, and the cluster waits for it."""
    grant = planned.resource("authorization:RoleAssignment", "cluster-network-role")
    assert picked(grant.inputs, "scope", "principalId", "principalType", "roleDefinitionId") == (
        "id:nodes-subnet",
        "control-plane",
        "ServicePrincipal",
        "/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7",
    )
    assert "cluster-network-role" in aks(planned).dependency_names


def test_nodes_have_a_subnet_before_there_is_a_cluster(planned: ProgramPlan) -> None:
    """The cluster waits for the subnet, and with it for the NAT gateway that is its only way out."""
    assert "nodes-subnet" in aks(planned).dependency_names


def test_nodes_may_pull_images(planned: ProgramPlan) -> None:
    """AcrPull on the registry for the kubelet's identity."""
    grant = planned.resource("authorization:RoleAssignment", "cluster-pull-role")
    assert picked(grant.inputs, "scope", "principalId", "principalType", "roleDefinitionId") == (
        "registry",
        "kubelet",
        "ServicePrincipal",
        "/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d",
    )


def test_without_a_registry_nobody_may_pull() -> None:
    """There is no grant to nothing."""
    assert {each.name for each in cluster(registry=False).resources_of("authorization:RoleAssignment")} == {
        "cluster-network-role"
    }


def test_the_name_of_a_grant_never_changes(planned: ProgramPlan) -> None:
    """It is made of project, stack, salt and logical name, so a new run finds the same grant."""
    grants = planned.resources_of("authorization:RoleAssignment")
    assert {each.name: each.inputs["roleAssignmentName"] for each in grants} == {
        "cluster-network-role": "f3c37e59-4a1d-5086-81b7-7ff6678b88ab",
        "cluster-pull-role": "a5abbc4d-9246-5544-a863-5d61c1463ea0",
    }


def test_both_kinds_of_upgrade_have_the_same_window() -> None:
    """Kubernetes and node images are upgraded in the window of the specification, under AKS's fixed names."""
    window = MaintenanceSpec(day="Saturday", start="03:30", utc_offset="+09:00", hours=6)
    planned = cluster(ClusterSpec(maintenance=window))
    expected = {
        "schedule": {"weekly": {"dayOfWeek": "Saturday", "intervalWeeks": 1}},
        "startTime": "03:30",
        "utcOffset": "+09:00",
        "durationHours": 6,
    }
    assert {
        each.inputs["configName"]: each.inputs["maintenanceWindow"]
        for each in planned.resources_of("containerservice:MaintenanceConfiguration")
    } == {"aksManagedAutoUpgradeSchedule": expected, "aksManagedNodeOSUpgradeSchedule": expected}


def test_the_kubeconfig_is_secret_and_decoded(planned: ProgramPlan) -> None:
    """Azure sends it in base64."""
    assert planned.resource("test:index:Probe", "kubeconfig").inputs == {"value": Secret("kind: Config")}


def test_a_pool_more_is_no_other_kubeconfig(planned: ProgramPlan) -> None:
    """It waits for the grant on the registry and for no pool: what changes is not known beforehand."""
    probe = planned.resource("test:index:Probe", "kubeconfig")
    assert {"cluster-aks", "cluster-pull-role"} <= probe.dependency_names
    assert "cluster-pool-apps" not in probe.dependency_names


def identifier(planned: ProgramPlan) -> str:
    """What tells the cluster from one that is made anew."""
    return planned.resource("test:index:Probe", "identifier").inputs["value"]


@pytest.mark.parametrize(
    "change",
    [
        {"service_cidr": "10.9.0.0/16"},
        {"pod_cidr": "10.200.0.0/16"},
        {"networking": "node_subnet"},
        {"private": False, "api_clients": ("203.0.113.0/24",)},
    ],
)
def test_another_cluster_is_told_by_what_replaces_it(planned: ProgramPlan, change: dict[str, Any]) -> None:
    """Name and id stay the same when a cluster is made anew, and nothing else is known beforehand."""
    assert identifier(planned) != identifier(cluster(DOCUMENT.model_copy(update=change)))


def test_a_cluster_of_another_region_is_another_one(planned: ProgramPlan) -> None:
    """It keeps its name where the group of resources has it."""
    moved = cluster(site=replace(SITE, region="japaneast"))
    assert identifier(planned) != identifier(moved)


@pytest.mark.parametrize(
    "change", [{"version": "1.35"}, {"control_plane": "free"}, {"pools": {"more": NodePoolSpec()}}]
)
def test_the_same_cluster_stays_the_same(planned: ProgramPlan, change: dict[str, Any]) -> None:
    """An upgrade, or another pool, is no other cluster."""
    assert identifier(planned) == identifier(cluster(DOCUMENT.model_copy(update=change)))


def test_the_contract_holds_what_azure_answers(planned: ProgramPlan) -> None:
    """The kubelet's principal, the issuer's address, the cluster's name."""
    assert planned.resource("test:index:Probe", "others").inputs == {
        "nodes": "kubelet",
        "issuer": "https://issuer.test/",
        "name": "aks-trip-test",
    }


def test_names_are_predictable(planned: ProgramPlan) -> None:
    """The cluster, its group of nodes and its DNS prefix are named after project and stack."""
    assert picked(aks(planned).inputs, "resourceName", "nodeResourceGroup", "dnsPrefix") == (
        "aks-trip-test",
        "rgaks-trip-test",
        "aks-trip-test",
    )


def test_what_aks_cannot_do_is_refused() -> None:
    """The document's Kubernetes 1.29 is refused before anything is made."""
    with pytest.raises(SpecRefusedError, match=r"1\.29"):
        cluster(ClusterSpec(version="1.29"))


def test_every_taggable_resource_says_whose_it_is(planned: ProgramPlan) -> None:
    """Cluster, pools and identity carry their tier and their logical name."""
    tags = {each.name: each.inputs["tags"] for each in planned.resources if "tags" in each.inputs}
    assert {name: (tag["tier"], tag["name"]) for name, tag in tags.items()} == {
        "cluster-identity": ("cluster", "cluster-identity"),
        "cluster-aks": ("cluster", "cluster-aks"),
        "cluster-pool-system": ("cluster", "cluster-pool-system"),
        "cluster-pool-apps": ("cluster", "cluster-pool-apps"),
    }


def test_every_resource_stands_below_the_component(planned: ProgramPlan) -> None:
    """The cluster is one branch of the tree."""
    own = [each for each in planned.resources if each.type.startswith("azure-native:")]
    assert {each.parent_name for each in own} == {"cluster"}


def addons(*, logs: bool = False, secret_files: bool = False) -> dict[str, Any]:
    """The add-ons of a cluster."""
    asked = cluster(logs=logs, secret_files=secret_files)
    found = asked.resource("containerservice:ManagedCluster", "cluster-aks").inputs
    return dict(found.get("addonProfiles") or {})


def test_a_cluster_has_no_addon_unasked() -> None:
    """Neither the agent of logs, nor the driver of secrets."""
    assert addons() == {}


def test_the_driver_of_secrets_looks_for_new_versions() -> None:
    """Every two minutes."""
    assert addons(secret_files=True) == {
        "azureKeyvaultSecretsProvider": {
            "enabled": True,
            "config": {"enableSecretRotation": "true", "rotationPollInterval": "2m"},
        }
    }


def test_an_addon_does_not_take_the_others_place() -> None:
    """Logs go on where secrets are put into pods."""
    assert set(addons(logs=True, secret_files=True)) == {"omsagent", "azureKeyvaultSecretsProvider"}
