"""The cluster on AWS: closed, encrypted, its nodes hardened, and open to those it was told of."""

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.cluster.aws import Cluster, ClusterArgs
from jiban.components.cluster.spec import ClusterSpec, NodePoolSpec
from jiban.components.network.contract import NetworkContract
from jiban.testing import ProgramPlan, Resource, Secret, plan_program
from tests.components.helpers import AWS_SITE
from tests.components.log_keys import groups_of

DEPLOYER = "arn:aws:iam::111122223333:role/deployer"
OPERATORS = "arn:aws:iam::111122223333:role/teams/operators"
NODES = NodePoolSpec(machine="t3.medium", min_nodes=3, max_nodes=3)
SPEC = ClusterSpec(
    admins=(OPERATORS, DEPLOYER), service_cidr="172.20.0.0/16", system_pool=NODES, pools={"apps": NODES}
)

OUTPUTS = {
    "kms:Key": {"arn": "arn:aws:kms:ap-northeast-2:111122223333:key/1", "keyId": "1"},
    "iam:Role": {"arn": "arn:aws:iam::111122223333:role/some"},
    "ec2:LaunchTemplate": {"latestVersion": 7},
    "eks:NodeGroup": {"resources": [{"autoscalingGroups": [{"name": "eks-apps-1-a1b2"}]}]},
    "eks:Cluster": {
        "arn": "arn:aws:eks:ap-northeast-2:111122223333:cluster/eks-trip-test",
        "endpoint": "https://eks.test",
        "certificateAuthority": {"data": "Q0E="},
        "identities": [{"oidcs": [{"issuer": "https://issuer.test"}]}],
        "vpcConfig": {"clusterSecurityGroupId": "sg-cluster", "subnetIds": []},
    },
}


def public(*clients: str) -> ClusterSpec:
    """The cluster with a public API server that answers these."""
    return SPEC.model_copy(update={"private": False, "api_clients": clients})


def cluster(
    spec: ClusterSpec = SPEC, zones: tuple[int, ...] = (1, 2), outputs: Mapping[str, Any] = OUTPUTS
) -> ProgramPlan:
    """What a cluster asks for, and its contract."""

    def program() -> Any:
        known = pulumi.Output.from_input
        subnet = pulumi.CustomResource("test:index:Probe", "nodes-subnet", {})
        network = NetworkContract(
            network_id=known("vpc"),
            subnet_ids={"application": [subnet.id, *(known(f"subnet-{zone}") for zone in zones[1:])]},
            ranges={"application": "10.0.0.0/17"},
            security_groups={"application": known("sg-nodes"), "management": known("sg-operators")},
        )
        args = ClusterArgs(spec=spec, site=AWS_SITE, network=network, zones=zones)
        contract = Cluster("cluster", args).contract
        pulumi.CustomResource("test:index:Probe", "kubeconfig", {"value": contract.kubeconfig})
        pulumi.CustomResource("test:index:Probe", "group", {"value": contract.node_groups["apps-1"]})
        return {
            "id": contract.cluster_id,
            "name": contract.name,
            "issuer": contract.oidc_issuer,
            "nodes": contract.node_principal_id,
        }

    return plan_program(program, outputs=outputs, resolve=True)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """A private cluster of two pools."""
    return cluster()


def eks(planned: ProgramPlan) -> Resource:
    """The cluster itself."""
    return planned.resource("eks:Cluster", "cluster-eks")


def pool(planned: ProgramPlan, name: str, zone: int = 1) -> Resource:
    """One node group: a pool's nodes in a zone."""
    return planned.resource("eks:NodeGroup", f"cluster-pool-{name}-{zone}")


def template(planned: ProgramPlan, name: str) -> dict[str, Any]:
    """The launch template of one node group."""
    return dict(planned.resource("ec2:LaunchTemplate", f"cluster-template-{name}").inputs)


def test_the_api_server_has_a_private_address_alone(planned: ProgramPlan) -> None:
    """In the nodes' subnets, and none on the internet."""
    settings = eks(planned).inputs["vpcConfig"]
    assert (settings["endpointPrivateAccess"], settings["endpointPublicAccess"]) == (True, False)
    assert settings["subnetIds"] == ["id:nodes-subnet", "subnet-2"]


def test_a_public_api_server_stays_reachable_from_inside() -> None:
    """The private address is there in any case."""
    settings = eks(cluster(public("203.0.113.0/24"))).inputs["vpcConfig"]
    assert (settings["endpointPrivateAccess"], settings["endpointPublicAccess"]) == (True, True)


@pytest.mark.parametrize(
    ("client", "cidr"), [("203.0.113.0/24", "203.0.113.0/24"), ("anywhere", "0.0.0.0/0")]
)
def test_a_public_api_server_answers_whom_it_was_told_of(client: str, cidr: str) -> None:
    """Without the list EKS would let in everybody."""
    assert eks(cluster(public(client))).inputs["vpcConfig"]["publicAccessCidrs"] == [cidr]


def test_operators_reach_the_api_server(planned: ProgramPlan) -> None:
    """The cluster's own group lets in theirs, on the port of the API."""
    (rule,) = planned.resources_of("vpc:SecurityGroupIngressRule")
    assert (rule.name, rule.inputs["securityGroupId"]) == ("cluster-api-management", "sg-cluster")
    assert rule.inputs["referencedSecurityGroupId"] == "sg-operators"
    assert (rule.inputs["fromPort"], rule.inputs["toPort"], rule.inputs["ipProtocol"]) == (443, 443, "tcp")


def test_who_else_may_reach_a_private_api_server_is_a_rule_by_its_name() -> None:
    """Ranges of joined networks and groups, each known by itself and never by its place in the list."""
    spec = SPEC.model_copy(update={"api_clients": ("10.9.0.0/16", "sg-0a1b2c3d")})
    rules = {
        each.name: (each.inputs.get("cidrIpv4"), each.inputs.get("referencedSecurityGroupId"))
        for each in cluster(spec).resources_of("vpc:SecurityGroupIngressRule")
    }
    assert rules == {
        "cluster-api-management": (None, "sg-operators"),
        "cluster-api-10.9.0.0-16": ("10.9.0.0/16", None),
        "cluster-api-sg-0a1b2c3d": (None, "sg-0a1b2c3d"),
    }


def test_nobody_is_let_in_by_having_made_the_cluster(planned: ProgramPlan) -> None:
    """Access entries alone decide, and the creator has none by itself."""
    assert eks(planned).inputs["accessConfig"] == {
        "authenticationMode": "API",
        "bootstrapClusterCreatorAdminPermissions": False,
    }


def test_each_admin_is_let_in_under_a_name_of_its_own(planned: ProgramPlan) -> None:
    """The entry is named by account and role, never by a place in the list."""
    assert {each.name: each.inputs["principalArn"] for each in planned.resources_of("eks:AccessEntry")} == {
        "cluster-admin-111122223333-role-deployer": DEPLOYER,
        "cluster-admin-111122223333-role-teams-operators": OPERATORS,
    }
    rights = {each.name: each.inputs for each in planned.resources_of("eks:AccessPolicyAssociation")}
    assert {name: given["policyArn"].rpartition("/")[2] for name, given in rights.items()} == {
        "cluster-admin-111122223333-role-deployer-policy": "AmazonEKSClusterAdminPolicy",
        "cluster-admin-111122223333-role-teams-operators-policy": "AmazonEKSClusterAdminPolicy",
    }
    assert [given["accessScope"] for given in rights.values()] == [{"type": "cluster"}] * 2


def test_objects_are_encrypted_with_the_clusters_own_key(planned: ProgramPlan) -> None:
    """A key that is renewed, and that waits thirty days before it can be gone."""
    assert eks(planned).inputs["encryptionConfig"] == {
        "provider": {"keyArn": "arn:aws:kms:ap-northeast-2:111122223333:key/1"},
        "resources": ["secrets"],
    }
    key = planned.resource("kms:Key", "cluster-key")
    assert (key.inputs["enableKeyRotation"], key.inputs["deletionWindowInDays"], key.protect) == (
        True,
        30,
        True,
    )


def test_every_log_of_the_control_plane_is_kept_for_a_while(planned: ProgramPlan) -> None:
    """Its group is made first, under the name that EKS looks for, and forgets after ninety days."""
    assert eks(planned).inputs["enabledClusterLogTypes"] == [
        "api",
        "audit",
        "authenticator",
        "controllerManager",
        "scheduler",
    ]
    logs = planned.resource("cloudwatch:LogGroup", "cluster-logs")
    assert logs.inputs["name"] == "/aws/eks/eks-trip-test/cluster"
    assert logs.inputs["retentionInDays"] == 90
    assert "cluster-logs" in eks(planned).dependency_names


def test_logs_of_the_control_plane_are_under_the_clusters_key(planned: ProgramPlan) -> None:
    """The group waits until CloudWatch may use the key, which it tries at once."""
    logs = planned.resource("cloudwatch:LogGroup", "cluster-logs")
    assert logs.inputs["kmsKeyId"] == "arn:aws:kms:ap-northeast-2:111122223333:key/1"
    assert "cluster-key-policy" in logs.dependency_names
    assert groups_of(planned, "cluster-key-policy") == ["/aws/eks/eks-trip-test/cluster"]


@pytest.mark.parametrize(("control_plane", "support"), [("standard", "STANDARD"), ("long_term", "EXTENDED")])
def test_support_follows_the_control_plane(control_plane: str, support: str) -> None:
    """A version's extra year is paid for only where it was asked for."""
    planned = cluster(SPEC.model_copy(update={"control_plane": control_plane}))
    assert eks(planned).inputs["upgradePolicy"] == {"supportType": support}


def test_the_cluster_is_protected_twice(planned: ProgramPlan) -> None:
    """By Pulumi and by EKS itself."""
    assert (eks(planned).protect, eks(planned).inputs["deletionProtection"]) == (True, True)


def test_the_control_plane_may_use_its_key_and_no_other(planned: ProgramPlan) -> None:
    """Its role's own policy names one key, and is there before the cluster."""
    policy = planned.resource("iam:RolePolicy", "cluster-role-control-plane-key")
    assert json.loads(policy.inputs["policy"])["Statement"] == [
        {
            "Effect": "Allow",
            "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"],
            "Resource": ["arn:aws:kms:ap-northeast-2:111122223333:key/1"],
        }
    ]
    assert policy.name in eks(planned).dependency_names


def test_nodes_may_join_pull_and_be_entered_and_no_more(planned: ProgramPlan) -> None:
    """The node role has three of AWS's policies, one to be entered by Session Manager; that of the network
    plug-in is the plug-in's own.
    """
    attached = {
        each.inputs["policyArn"].rpartition("/")[2]
        for each in planned.resources_of("iam:RolePolicyAttachment")
        if each.name.startswith("cluster-role-nodes-")
    }
    assert attached == {
        "AmazonEKSWorkerNodePolicy",
        "AmazonEC2ContainerRegistryPullOnly",
        "AmazonSSMManagedInstanceCore",
    }


def test_every_addon_is_ours(planned: ProgramPlan) -> None:
    """EKS installs none by itself, so each one that runs is a resource."""
    assert eks(planned).inputs["bootstrapSelfManagedAddons"] is False
    assert {each.inputs["addonName"] for each in planned.resources_of("eks:Addon")} == {
        "vpc-cni",
        "kube-proxy",
        "eks-pod-identity-agent",
        "coredns",
        "metrics-server",
    }


def test_network_policies_are_enforced(planned: ProgramPlan) -> None:
    """The network plug-in does it, and takes addresses by sixteen."""
    addon = planned.resource("eks:Addon", "cluster-addon-vpc-cni").inputs
    settings = json.loads(addon["configurationValues"])
    assert settings["enableNetworkPolicy"] == "true"
    assert settings["env"]["ENABLE_PREFIX_DELEGATION"] == "true"


def test_the_network_plug_in_has_an_identity_of_its_own(planned: ProgramPlan) -> None:
    """A role that only its service account may take; the nodes do not hold it."""
    trust = json.loads(planned.resource("iam:Role", "cluster-role-network-plugin").inputs["assumeRolePolicy"])
    assert trust["Statement"][0]["Condition"]["StringEquals"] == {
        "aws:RequestTag/kubernetes-namespace": "kube-system",
        "aws:RequestTag/kubernetes-service-account": "aws-node",
    }


def test_nodes_find_their_addons_and_the_others_find_nodes(planned: ProgramPlan) -> None:
    """Nodes wait for the network plug-in, and what runs as pods waits for nodes."""
    assert {
        "cluster-addon-vpc-cni",
        "cluster-addon-kube-proxy",
        "cluster-addon-eks-pod-identity-agent",
        "cluster-role-nodes-AmazonEKSWorkerNodePolicy",
    } <= pool(planned, "apps").dependency_names
    assert {"cluster-pool-apps-1", "cluster-pool-apps-2", "cluster-pool-system-1"} <= planned.resource(
        "eks:Addon", "cluster-addon-coredns"
    ).dependency_names


def test_a_pool_is_what_was_asked_for(planned: ProgramPlan) -> None:
    """Machine and version, and its label in each zone."""
    for zone in (1, 2):
        inputs = pool(planned, "apps", zone).inputs
        assert inputs["instanceTypes"] == ["t3.medium"]
        assert inputs["version"] == "1.36"
        assert inputs["labels"] == {"jiban/pool": "apps"}


def test_a_pool_has_a_group_in_each_zone(planned: ProgramPlan) -> None:
    """Each in its zone's subnet, begun with its part of the fewest nodes: two and one of three."""
    groups = {
        each.name: (each.inputs["subnetIds"], each.inputs["scalingConfig"]["desiredSize"])
        for each in planned.resources_of("eks:NodeGroup")
        if "apps" in each.name
    }
    assert groups == {
        "cluster-pool-apps-1": (["id:nodes-subnet"], 2),
        "cluster-pool-apps-2": (["subnet-2"], 1),
    }


def test_the_autoscaler_moves_the_count_and_nothing_else(planned: ProgramPlan) -> None:
    """No deployment sets back what it has chosen, and EKS lets it choose from one to half of the pool."""
    apps = pool(planned, "apps")
    assert apps.options.ignore_changes == ("scalingConfig.desiredSize",)
    assert {key: apps.inputs["scalingConfig"][key] for key in ("minSize", "maxSize")} == {
        "minSize": 1,
        "maxSize": 2,
    }


def test_other_limits_of_a_pool_leave_the_other_zones_and_its_least_alone() -> None:
    """EKS refuses a least size above what runs, so the autoscaler keeps it, and EKS is not told."""
    more = NODES.model_copy(update={"min_nodes": 4, "max_nodes": 4})
    changed = cluster(SPEC.model_copy(update={"pools": {"apps": more}}))
    assert pool(changed, "apps", 1).inputs["scalingConfig"]["minSize"] == 1


def test_a_zone_more_changes_no_group_of_the_others() -> None:
    """Two groups come in the third zone; of the others the count alone differs, of which EKS is told once."""
    spec = SPEC.model_copy(update={"pools": {"apps": NodePoolSpec(min_nodes=4, max_nodes=10)}})
    two, three = cluster(spec), cluster(spec, (1, 2, 3))
    for name in ("cluster-pool-apps-1", "cluster-pool-apps-2"):
        before, after = (dict(each.resource("eks:NodeGroup", name).inputs) for each in (two, three))
        for inputs in (before, after):
            inputs["scalingConfig"] = {**inputs["scalingConfig"], "desiredSize": None}
        assert before == after
    assert len(three.resources_of("eks:NodeGroup")) - len(two.resources_of("eks:NodeGroup")) == 2


@pytest.mark.parametrize("machine", ["t3.large", "t4g.medium"])
def test_a_group_of_other_machines_stands_beside_the_old_one(planned: ProgramPlan, machine: str) -> None:
    """Another machine replaces the group; under the same name EKS would not make it before the old one is
    gone.
    """
    nodes = NODES.model_copy(update={"machine": machine})
    changed = cluster(SPEC.model_copy(update={"pools": {"apps": nodes}}))
    names = [pool(each, "apps").inputs["nodeGroupName"] for each in (planned, changed)]
    assert len(set(names)) == 2
    assert [name.rpartition("-")[0] for name in names] == ["apps-1", "apps-1"]


def test_a_groups_name_stays_with_everything_that_changes_in_place(planned: ProgramPlan) -> None:
    """Sizes, surge, labels, taint, disk and version are changed where the group stands."""
    nodes = NODES.model_copy(
        update={"max_nodes": 9, "surge": 50, "labels": {"a": "b"}, "taint": "a=b:NoSchedule", "disk_gb": 200}
    )
    changed = cluster(SPEC.model_copy(update={"version": "1.35", "pools": {"apps": nodes}}))
    names = {pool(each, "apps").inputs["nodeGroupName"] for each in (planned, changed)}
    assert len(names) == 1


def test_the_autoscaler_may_resize_the_groups_of_its_cluster_alone(planned: ProgramPlan) -> None:
    """It may look at all of them, and its role is for its own account."""
    policy = json.loads(planned.resource("iam:RolePolicy", "cluster-role-autoscaler-groups").inputs["policy"])
    look, scale = policy["Statement"]
    assert all(":Describe" in action or ":Get" in action for action in look["Action"])
    assert scale["Action"] == [
        "autoscaling:SetDesiredCapacity",
        "autoscaling:TerminateInstanceInAutoScalingGroup",
    ]
    assert scale["Condition"] == {
        "StringEquals": {"aws:ResourceTag/k8s.io/cluster-autoscaler/eks-trip-test": "owned"}
    }
    association = planned.resource("eks:PodIdentityAssociation", "cluster-autoscaler").inputs
    assert (association["namespace"], association["serviceAccount"]) == ("kube-system", "cluster-autoscaler")


def test_a_group_is_scaled_by_the_name_that_eks_gives(planned: ProgramPlan) -> None:
    """And is named when the autoscaler has its identity."""
    probe = planned.resource("test:index:Probe", "group")
    assert probe.inputs["value"] == "eks-apps-1-a1b2"
    assert {"cluster-pool-apps-1", "cluster-autoscaler"} <= probe.dependency_names


def test_addons_are_of_the_clusters_version(planned: ProgramPlan) -> None:
    """They move with it, not with EKS's default of the day."""
    older = cluster(SPEC.model_copy(update={"version": "1.35"}))
    versions = [
        each.resource("eks:Addon", "cluster-addon-kube-proxy").inputs["addonVersion"]
        for each in (planned, older)
    ]
    assert versions == ["v1.36.0-eksbuild.21", "v1.35.3-eksbuild.21"]


def test_workloads_stay_out_of_the_system_pool(planned: ProgramPlan) -> None:
    """Its taint is in EKS's words; the other pool has none."""
    assert pool(planned, "system").inputs["taints"] == [
        {"key": "CriticalAddonsOnly", "value": "true", "effect": "NO_SCHEDULE"}
    ]
    assert pool(planned, "apps").inputs["taints"] == []


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        ("NoSchedule", "NO_SCHEDULE"),
        ("NoExecute", "NO_EXECUTE"),
        ("PreferNoSchedule", "PREFER_NO_SCHEDULE"),
    ],
)
def test_a_taint_has_its_effect_in_eks_s_words(effect: str, said: str) -> None:
    """Each of the three."""
    tainted = NODES.model_copy(update={"taint": f"a=b:{effect}"})
    made = cluster(SPEC.model_copy(update={"pools": {"apps": tainted}}))
    assert pool(made, "apps").inputs["taints"] == [{"key": "a", "value": "b", "effect": said}]


@pytest.mark.parametrize(
    ("machine", "image"), [("m7i.large", "AL2023_x86_64_STANDARD"), ("m7g.large", "AL2023_ARM_64_STANDARD")]
)
def test_the_image_of_nodes_follows_the_machine(machine: str, image: str) -> None:
    """A Graviton node starts from an image built for it."""
    nodes = NODES.model_copy(update={"machine": machine})
    planned = cluster(SPEC.model_copy(update={"pools": {"apps": nodes}}))
    assert pool(planned, "apps").inputs["amiType"] == image


def test_no_pod_becomes_its_node(planned: ProgramPlan) -> None:
    """The metadata service wants a session, and answers one hop away at most."""
    assert template(planned, "apps")["metadataOptions"] == {
        "httpEndpoint": "enabled",
        "httpTokens": "required",
        "httpPutResponseHopLimit": 1,
    }


def test_a_nodes_disk_is_encrypted(planned: ProgramPlan) -> None:
    """A gp3 volume of the size asked for."""
    (disk,) = template(planned, "apps")["blockDeviceMappings"]
    assert disk["ebs"] == {
        "volumeType": "gp3",
        "volumeSize": 128,
        "encrypted": "true",
        "deleteOnTermination": "true",
    }


def test_nodes_are_in_the_clusters_group_and_in_their_roles(planned: ProgramPlan) -> None:
    """By the first they reach the API server, by the second the databases."""
    assert template(planned, "apps")["vpcSecurityGroupIds"] == ["sg-cluster", "sg-nodes"]


def test_a_changed_template_reaches_the_nodes(planned: ProgramPlan) -> None:
    """The pool names the template's newest version."""
    assert pool(planned, "apps").inputs["launchTemplate"] == {
        "id": "id:cluster-template-apps",
        "version": "7",
    }


def test_another_pool_changes_none_that_exists(planned: ProgramPlan) -> None:
    """A pool more adds a template, and a node group in each of two zones."""
    more = cluster(SPEC.model_copy(update={"pools": {"aaa": NODES, "apps": NODES}}))
    assert pool(more, "apps").inputs == pool(planned, "apps").inputs
    assert len(more.resources) - len(planned.resources) == 3


def test_another_pool_is_no_other_kubeconfig(planned: ProgramPlan) -> None:
    """Or every object of the cluster would seem to stand in another one."""
    more = cluster(SPEC.model_copy(update={"pools": {"aaa": NODES, "apps": NODES}}))
    sources = [
        each.resource("test:index:Probe", "kubeconfig").property_dependencies for each in (more, planned)
    ]
    assert sources[0] == sources[1]


def test_the_kubeconfig_holds_no_credential(planned: ProgramPlan) -> None:
    """It is secret, and asks AWS for a token each time."""
    value = planned.resource("test:index:Probe", "kubeconfig").inputs["value"]
    assert isinstance(value, Secret)
    config = json.loads(value.value)
    assert config["clusters"][0]["cluster"]["server"] == "https://eks.test"
    assert config["users"][0]["user"]["exec"]["args"] == [
        "eks",
        "get-token",
        "--cluster-name",
        "eks-trip-test",
        "--region",
        "ap-northeast-2",
        "--output",
        "json",
    ]


def test_whoever_deploys_finds_nodes_and_is_let_in(planned: ProgramPlan) -> None:
    """The kubeconfig waits for access, and for the add-ons that wait for the pools."""
    assert {
        "cluster-addon-coredns",
        "cluster-admin-111122223333-role-deployer-policy",
    } <= planned.resource("test:index:Probe", "kubeconfig").dependency_names


def test_whoever_deploys_can_reach_the_api_server(planned: ProgramPlan) -> None:
    """The kubeconfig waits for the rules that let clients in, those that are named among them."""
    named = cluster(SPEC.model_copy(update={"api_clients": ("10.9.0.0/16",)}))
    waits = [each.resource("test:index:Probe", "kubeconfig").dependency_names for each in (planned, named)]
    assert "cluster-api-management" in waits[0]
    assert {"cluster-api-management", "cluster-api-10.9.0.0-16"} <= waits[1]


def test_the_contract_holds_what_eks_answers(planned: ProgramPlan) -> None:
    """Its ARN, its name, its issuer, and the role of its nodes."""
    assert planned.result == {
        "id": "arn:aws:eks:ap-northeast-2:111122223333:cluster/eks-trip-test",
        "name": "eks-trip-test",
        "issuer": "https://issuer.test",
        "nodes": "role-trip-cluster-nodes-test-7c255187",
    }


def test_what_eks_cannot_do_is_refused() -> None:
    """A specification that names nobody is refused before anything is made."""
    with pytest.raises(SpecRefusedError, match="admins: EKS admits only the principals that are listed"):
        cluster(SPEC.model_copy(update={"admins": ()}))


def test_every_resource_stands_below_the_component(planned: ProgramPlan) -> None:
    """The cluster is one branch of the tree."""
    assert {each.parent_name for each in planned.resources if each.type.startswith("aws:")} == {"cluster"}
