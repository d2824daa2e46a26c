"""K8C-002: what the control plane of a cluster logs is collected, all of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from jiban.policies.rules.cluster.k8c_002_control_plane_logs import RULE
from jiban.policy.facts.clusters.pools import AKS, EKS
from jiban.policy.facts.logs import SETTING
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

ALL = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
FIVE = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "cloud-controller-manager")


def eks(**inputs: object) -> ResourceView:
    """A cluster of EKS."""
    return resource(EKS, "eks", inputs)


def setting(*logs: Mapping[str, object]) -> ResourceView:
    """A diagnostic setting of the cluster of AKS."""
    inputs = {"resourceUri": UNKNOWN, "workspaceId": "/w", "logs": list(logs)}
    return resource(SETTING, "setting", inputs, comes_from={"resourceUri": [urn(AKS, "aks")]})


AKS_CLUSTER = resource(AKS, "aks")
CASES = (
    passes(eks(enabledClusterLogTypes=ALL)),
    fails("enabledClusterLogTypes is not set, and EKS collects no logs of its own", eks()),
    fails("enabledClusterLogTypes does not hold scheduler", eks(enabledClusterLogTypes=ALL[:4])),
    unknown(
        "enabledClusterLogTypes[4] is not known before deployment",
        eks(enabledClusterLogTypes=[*ALL[:4], UNKNOWN]),
    ),
    fails(
        "enabledClusterLogTypes does not hold controllerManager, scheduler",
        eks(enabledClusterLogTypes=[*ALL[:3], UNKNOWN]),
    ),
    passes(AKS_CLUSTER, setting({"categoryGroup": "allLogs", "enabled": True})),
    passes(
        AKS_CLUSTER,
        setting(
            *({"category": each, "enabled": True} for each in FIVE),
            *({"category": each, "enabled": True} for each in ("kube-audit-admin", "guard")),
            {"category": "cluster-autoscaler", "enabled": True},
        ),
    ),
    fails("no diagnostic setting sends its logs anywhere", AKS_CLUSTER),
    fails(
        "its diagnostic settings send kube-scheduler and not kube-apiserver, kube-audit, "
        "kube-controller-manager, cloud-controller-manager, cluster-autoscaler, guard",
        AKS_CLUSTER,
        setting({"category": "kube-scheduler", "enabled": True}),
    ),
    unknown(
        "logs[0].enabled of setting is not known before deployment",
        AKS_CLUSTER,
        setting({"categoryGroup": "allLogs", "enabled": UNKNOWN}),
    ),
    fails(
        "no diagnostic setting sends its logs anywhere",
        AKS_CLUSTER,
        setting({"category": "kube-scheduler", "enabled": UNKNOWN}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
