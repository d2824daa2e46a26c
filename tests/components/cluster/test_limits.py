"""What a cloud's cluster cannot do is refused with the reason and what to set."""

from typing import Any

import pytest

from jiban.components.base import Cloud, Fault
from jiban.components.cluster.limits import LIMITS
from jiban.components.cluster.spec import ClusterSpec, MaintenanceSpec, NodePoolSpec


def faults(**fields: Any) -> list[Fault]:
    """What Azure finds wrong with a cluster."""
    return _faults("azure", ClusterSpec(**fields))


def _faults(cloud: Cloud, spec: ClusterSpec) -> list[Fault]:
    found = (fault for limit in LIMITS if limit.cloud == cloud for fault in limit.faults(spec))
    return list(dict.fromkeys(found))


FIXED = NodePoolSpec(min_nodes=3, max_nodes=3)
ADMIN = "arn:aws:iam::111122223333:role/operators"


def on_aws(**fields: Any) -> list[Fault]:
    """What EKS finds wrong with a cluster that has fixed pools and an administrator."""
    sound: dict[str, Any] = {"system_pool": FIXED, "pools": {"apps": FIXED}, "admins": (ADMIN,)}
    return _faults("aws", ClusterSpec(**(sound | fields)))


def test_the_defaults_are_taken() -> None:
    """A cluster that asks for nothing is one that AKS makes."""
    assert faults() == []


def test_the_documents_version_is_refused() -> None:
    """Kubernetes 1.29 is no longer supported, and the newest version with its end is proposed."""
    assert faults(version="1.29") == [
        Fault(
            ("version",),
            "Kubernetes 1.29 is no longer supported on AKS: standard support ended in March 2025, "
            "long-term support in April 2026",
            'set version to "1.36", supported until June 2027',
        )
    ]


def test_long_term_support_does_not_bring_back_an_ended_version() -> None:
    """Kubernetes 1.29 is over with long-term support too."""
    (fault,) = faults(version="1.29", control_plane="long_term")
    assert fault.reason.startswith("Kubernetes 1.29 is no longer supported on AKS")
    assert fault.remedy == 'set version to "1.36", supported until June 2028'


def test_a_version_with_long_term_support_only_says_so() -> None:
    """Kubernetes 1.33 can be had with long-term support, and the remedy offers it."""
    assert faults(version="1.33") == [
        Fault(
            ("version",),
            "standard support of Kubernetes 1.33 on AKS ended in June 2026",
            'set version to "1.36", supported until June 2027, '
            "or control_plane to long_term, supported until June 2027",
        )
    ]


def test_long_term_support_takes_an_older_version() -> None:
    """With long-term support Kubernetes 1.33 is taken."""
    assert faults(version="1.33", control_plane="long_term") == []


def test_a_version_not_seen_yet_is_refused() -> None:
    """Kubernetes 1.37 was not seen on AKS by the table's date."""
    assert faults(version="1.37") == [
        Fault(
            ("version",),
            "AKS was not seen to offer Kubernetes 1.37 by 2026-11-20",
            'set version to "1.36", supported until June 2027',
        )
    ]


def test_an_unknown_version_is_refused() -> None:
    """What the table does not have is refused with the table's place."""
    (fault,) = faults(version="1.99")
    assert fault.reason == "Kubernetes 1.99 is not in components/cluster/versions.yaml"


def test_the_ending_policy_engine_is_refused() -> None:
    """A new cluster does not begin with an engine that ends."""
    assert faults(network_policy="azure") == [
        Fault(
            ("network_policy",),
            "Azure's own policy engine is retired on 2028-09-30; changing the engine replaces the cluster",
            "set network_policy to cilium",
        )
    ]


def test_an_unknown_machine_is_refused_where_it_stands() -> None:
    """The pool with the unknown size is named, and near matches are."""
    assert faults(pools={"apps": NodePoolSpec(machine="Standard_D4sv3")}) == [
        Fault(
            ("pools", "apps", "machine"),
            "no machine size 'Standard_D4sv3' in components/cluster/machines.yaml; near it: Standard_D4s_v3",
            "set Standard_D4s_v3, or add it to components/cluster/machines.yaml with its source",
        )
    ]


def test_a_burstable_system_pool_is_refused() -> None:
    """AKS's add-ons do not run on burstable nodes."""
    assert faults(system_pool=NodePoolSpec(machine="Standard_B2ms")) == [
        Fault(
            ("system_pool", "machine"),
            "Standard_B2ms is burstable, and AKS takes no such size for its own add-ons",
            "set machine to small (2 cores) or larger",
        )
    ]


def test_burstable_nodes_may_run_services() -> None:
    """Other pools may be burstable."""
    assert faults(pools={"apps": NodePoolSpec(machine="Standard_B4ms")}) == []


def test_a_second_system_pool_is_refused() -> None:
    """The name of the cluster's own pool is taken."""
    assert faults(pools={"system": NodePoolSpec()}) == [
        Fault(
            ("pools", "system"), "system is the name of the cluster's own pool", "give the pool another name"
        )
    ]


@pytest.mark.parametrize("cidr", ["10.0.0.0/12", "10.2.0.0/29"])
def test_a_service_range_of_another_size_is_refused(cidr: str) -> None:
    """A service range is a /13 to a /28."""
    assert faults(service_cidr=cidr) == [
        Fault(("service_cidr",), f"AKS takes a service range of /13 to /28, and {cidr} is not", "set a /16")
    ]


@pytest.mark.parametrize("cidr", ["10.0.0.0/13", "10.2.0.0/16", "10.2.0.0/28"])
def test_the_largest_and_the_smallest_service_range_are_taken(cidr: str) -> None:
    """Both ends are among them."""
    assert faults(service_cidr=cidr) == []


@pytest.mark.parametrize(
    ("cidr", "taken"),
    [
        ("172.16.0.0/12", True),
        ("10.0.0.0/12", True),
        ("192.168.0.0/16", True),
        ("10.2.0.0/24", True),
        ("10.0.0.0/11", False),
        ("10.2.0.0/25", False),
        ("100.64.0.0/16", False),
    ],
)
def test_the_largest_and_the_smallest_service_range_of_eks(cidr: str, *, taken: bool) -> None:
    """A /12 to a /24 of a private range, both ends among them."""
    assert [fault.path for fault in on_aws(service_cidr=cidr)] == ([] if taken else [("service_cidr",)])


def test_a_pod_range_of_one_node_is_taken() -> None:
    """Whether it is enough, the number of nodes decides."""
    assert faults(pod_cidr="10.244.0.0/24") == []


@pytest.mark.parametrize("cidr", ["172.30.0.0/16", "172.31.128.0/24", "172.28.0.0/14"])
def test_a_range_that_meets_one_of_aks_is_refused(cidr: str) -> None:
    """Whichever of the two holds the other."""
    assert {fault.path for fault in faults(service_cidr=cidr)} == {("service_cidr",)}


@pytest.mark.parametrize(
    ("machine", "taken"),
    [
        ("Standard_D2ds_v5", True),
        ("Standard_F2s_v2", True),
        ("Standard_B2ms", False),
        ("Standard_B8ms", False),
    ],
)
def test_which_sizes_the_system_pool_takes(machine: str, *, taken: bool) -> None:
    """Two cores are enough, and no number of cores makes up for a burstable size."""
    found = faults(system_pool=NodePoolSpec(machine=machine))
    assert [fault.path for fault in found] == ([] if taken else [("system_pool", "machine")])


def test_the_longest_key_of_eks_is_taken() -> None:
    """63 characters, of a label as of a taint; one more is refused."""
    longest = f"example.com/{'k' * 51}"
    pool = FIXED.model_copy(update={"labels": {longest: "yes"}, "taint": f"{longest}=yes:NoSchedule"})
    longer = FIXED.model_copy(
        update={"labels": {f"{longest}k": "yes"}, "taint": f"{longest}k=yes:NoSchedule"}
    )
    assert on_aws(pools={"apps": pool}) == []
    assert [fault.path for fault in on_aws(pools={"apps": longer})] == [
        ("pools", "apps", "labels", f"{longest}k"),
        ("pools", "apps", "taint"),
    ]


def test_a_label_without_a_value_is_refused_on_eks() -> None:
    """AKS takes one, as Kubernetes does."""
    pool = FIXED.model_copy(update={"labels": {"example.com/team": ""}})
    assert [fault.path for fault in on_aws(pools={"apps": pool})] == [
        ("pools", "apps", "labels", "example.com/team")
    ]
    assert faults(pools={"apps": pool}) == []


@pytest.mark.parametrize(
    ("taint", "taken"),
    [
        (None, True),
        ("example.com/a=b:PreferNoSchedule", True),
        ("example.com/a=b:NoSchedule", False),
        ("example.com/a=b:NoExecute", False),
        ("CriticalAddonsOnly=true:PreferNoSchedule", False),
    ],
)
def test_which_taints_the_system_pool_takes(taint: str | None, *, taken: bool) -> None:
    """None that keeps AKS's own add-ons away, and none that it has already."""
    found = faults(system_pool=NodePoolSpec().model_copy(update={"taint": taint}))
    assert [fault.path for fault in found] == ([] if taken else [("system_pool", "taint")])


def test_every_administrator_is_looked_at() -> None:
    """Each that a cloud does not know is refused at its place in the list."""
    group = "00000000-0000-4000-8000-000000000001"
    assert [fault.path for fault in faults(admins=(ADMIN, group, ADMIN))] == [("admins", 0), ("admins", 2)]
    assert [fault.path for fault in on_aws(admins=(group, ADMIN, group))] == [("admins", 0), ("admins", 2)]


def test_a_pod_range_smaller_than_a_node_takes_is_refused() -> None:
    """A node takes a /24, so a pod range is one at least."""
    assert faults(pod_cidr="10.244.0.0/25") == [
        Fault(
            ("pod_cidr",),
            "each node takes a /24 of the pod range, and 10.244.0.0/25 is smaller than one",
            "set a /16",
        )
    ]


def test_the_pod_range_does_not_count_without_overlay() -> None:
    """With node_subnet networking there is no pod range to be wrong."""
    assert faults(pod_cidr="10.244.0.0/25", networking="node_subnet") == []


@pytest.mark.parametrize("field", ["pod_cidr", "service_cidr"])
def test_ranges_that_aks_keeps_are_refused(field: str) -> None:
    """Pods and services stay out of AKS's own ranges."""
    assert faults(**{field: "172.31.0.0/16"}) == [
        Fault(
            (field,),
            "172.31.0.0/16 overlaps 172.31.0.0/16, which AKS reserves",
            "set a private range apart from it",
        )
    ]


def test_eks_takes_a_sound_cluster() -> None:
    """Fixed pools, somebody to let in, and everything else left to the cloud."""
    assert on_aws() == []


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        (
            {"version": "1.33"},
            Fault(
                ("version",),
                "standard support of Kubernetes 1.33 on EKS ended in July 2026",
                'set version to "1.36", supported until August 2027, '
                "or control_plane to long_term, supported until July 2027",
            ),
        ),
        (
            {"control_plane": "free"},
            Fault(
                ("control_plane",),
                "EKS has no free control plane: each is billed by the hour, and has the standard service "
                "level",
                "set control_plane to standard",
            ),
        ),
        (
            {"networking": "overlay"},
            Fault(
                ("networking",),
                "EKS gives every pod an address of the network",
                "set networking to node_subnet, or leave it out",
            ),
        ),
        (
            {"pod_cidr": "10.244.0.0/16"},
            Fault(
                ("pod_cidr",),
                "pods of EKS have addresses of the nodes' subnets and no range of their own",
                "leave pod_cidr out, and make network.subnets.application large enough",
            ),
        ),
        (
            {"network_policy": "cilium"},
            Fault(
                ("network_policy",),
                "cilium is an engine of AKS; on EKS the network plug-in enforces policies itself",
                "set network_policy to vpc_cni, or leave it out",
            ),
        ),
        (
            {"service_cidr": "100.64.0.0/16"},
            Fault(
                ("service_cidr",),
                "EKS takes a service range of /12 to /24 in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, and "
                "100.64.0.0/16 is none",
                "set a private /16",
            ),
        ),
        (
            {"pools": {"apps": FIXED.model_copy(update={"max_pods": 30})}},
            Fault(
                ("pools", "apps", "max_pods"),
                "EKS sets the maximum pods of a managed node itself: 110, or 250 from 30 cores on",
                "leave max_pods out",
            ),
        ),
        (
            {"admins": ()},
            Fault(
                ("admins",),
                (
                    "EKS admits only the principals that are listed, so not even the deployer could create an"
                    " object in the cluster"
                ),
                "name the ARN of the role that deploys, and of the operators'",
            ),
        ),
        (
            {"maintenance": MaintenanceSpec()},
            Fault(
                ("maintenance",),
                (
                    "EKS has no maintenance window: it patches the control plane at any time, and nodes only "
                    "with a deployment"
                ),
                "leave maintenance out",
            ),
        ),
    ],
)
def test_what_eks_cannot_do_is_refused(fields: dict[str, Any], fault: Fault) -> None:
    """Each thing is refused once, where it stands, with what to set."""
    assert on_aws(**fields) == [fault]


def test_each_cloud_lets_in_its_own_principals() -> None:
    """A role of AWS is nobody on Azure, and a group of Azure's directory nobody on AWS."""
    group = "00000000-0000-4000-8000-000000000001"
    assert [fault.path for fault in faults(admins=(ADMIN,))] == [("admins", 0)]
    assert [fault.path for fault in on_aws(admins=(group,))] == [("admins", 0)]
    assert faults(admins=(group,)) == on_aws(admins=(ADMIN,)) == []


def test_a_policy_engine_of_eks_is_refused_on_aks() -> None:
    """The name belongs to the other cloud."""
    assert faults(network_policy="vpc_cni") == [
        Fault(
            ("network_policy",),
            "vpc_cni is the engine of EKS",
            "set network_policy to cilium, or leave it out",
        )
    ]
