"""A selector is held against those alone that it may hold for, and none of these is left out."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.workload import (
    wkl_004_readiness_probes,
    wkl_008_disruption_budgets,
    wkl_023_default_deny,
    wkl_027_dangling_selectors,
)
from jiban.policy.facts import labelled, selection
from jiban.policy.inprocess import run
from jiban.policy.view import NotKnownError, ResourceView
from tests.jiban.growing import growth
from tests.policies.samples import resource, stack

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
SERVICE = "kubernetes:core/v1:Service"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
INGRESS = "kubernetes:networking.k8s.io/v1:Ingress"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
RULES = (
    wkl_004_readiness_probes.RULE,
    wkl_008_disruption_budgets.RULE,
    wkl_023_default_deny.RULE,
    wkl_027_dangling_selectors.RULE,
)
SPACES = st.sampled_from(["shop", "team", UNKNOWN])
LABELS = st.dictionaries(st.sampled_from("ab"), st.sampled_from(["1", "2", UNKNOWN]), max_size=2)
PLACES = st.lists(st.tuples(SPACES, LABELS), max_size=5)


def deployment(name: str, namespace: object, labels: object) -> ResourceView:
    """A workload with one container that declares no port."""
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "x:1"}]}}
    spec = {"replicas": 2, "selector": {"matchLabels": labels}, "template": template}
    return resource(DEPLOYMENT, name, {"metadata": {"name": name, "namespace": namespace}, "spec": spec})


def service(name: str, namespace: object, labels: object) -> ResourceView:
    """A Service that sends to the pods with some labels."""
    spec = {"selector": labels, "ports": [{"port": 80}]}
    return resource(SERVICE, name, {"metadata": {"name": name, "namespace": namespace}, "spec": spec})


def policy(name: str, namespace: object, labels: object) -> ResourceView:
    """A policy over the pods with some labels."""
    spec = {"podSelector": {"matchLabels": labels}, "policyTypes": ["Ingress"]}
    return resource(POLICY, name, {"metadata": {"name": name, "namespace": namespace}, "spec": spec})


@given(PLACES, st.tuples(SPACES, LABELS))
def test_none_is_left_out_that_may_be_selected(
    workloads: list[tuple[object, dict[str, Any]]], own: tuple[object, dict[str, Any]]
) -> None:
    """Or of which it is not known; those that are left come in their order."""
    pods = [deployment(f"d{number}", *each) for number, each in enumerate(workloads)]
    selecting = service("s", *own)
    seen = stack(*pods, selecting)
    wanted = own[1] if UNKNOWN not in own[1].values() else {}
    near = list(labelled.near(seen, selection.PODS, selecting, wanted))
    for pod in pods:
        try:
            may_be = selection.selects(seen, selecting, pod)
        except NotKnownError:
            may_be = True
        assert not may_be or pod in near
    everyone = list(labelled.near(seen, selection.PODS, selecting, {}))
    assert near == [pod for pod in everyone if pod in near]


@given(PLACES, st.tuples(SPACES, LABELS))
def test_no_policy_is_left_out_that_may_select(
    policies: list[tuple[object, dict[str, Any]]], own: tuple[object, dict[str, Any]]
) -> None:
    """Or of which it is not known; those that are left come in their order."""
    selecting = [policy(f"p{number}", *each) for number, each in enumerate(policies)]
    pod = deployment("d", *own)
    seen = stack(*selecting, pod)
    near = list(selection.policies_near(seen, pod))
    beside = selection.policies_beside(seen, pod)
    for each in beside:
        try:
            may_be = selection.selects(seen, each, pod)
        except NotKnownError:
            may_be = True
        assert not may_be or each in near
    assert near == [each for each in beside if each in near]


def test_another_label_is_not_near() -> None:
    """Nor one of another value."""
    pods = [deployment(str(number), "shop", {"app": str(number)}) for number in range(3)]
    selecting = service("s", "shop", {"app": "1"})
    seen = stack(*pods, selecting)
    assert list(labelled.near(seen, selection.PODS, selecting, {"app": "1"})) == [pods[1]]


def test_many_workloads_of_a_namespace_with_what_selects_each() -> None:
    """A Service, a budget and a policy for every one."""

    def judge(number: int) -> None:
        made: list[ResourceView] = []
        for index in range(number):
            name, labels = f"n{index}", {"app": f"n{index}"}
            meta = {"name": name, "namespace": "shop"}
            spec = {"minAvailable": 1, "selector": {"matchLabels": labels}}
            made += [
                deployment(name, "shop", labels),
                service(name, "shop", labels),
                policy(name, "shop", labels),
                resource(BUDGET, name, {"metadata": meta, "spec": spec}),
            ]
        report = run("p", "s", made, RULES, waivers=(), today=date(2026, 11, 28))
        assert not report.unknown

    assert growth(judge) < 5


def test_many_ingresses_each_before_a_service() -> None:
    """Which is found by its name."""

    def judge(number: int) -> None:
        made: list[ResourceView] = []
        for index in range(number):
            name = f"n{index}"
            backend = {"service": {"name": name, "port": {"number": 80}}}
            rules = [{"http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}]
            spec = {"rules": rules}
            made += [
                service(name, "shop", {"app": name}),
                resource(INGRESS, name, {"metadata": {"name": name, "namespace": "shop"}, "spec": spec}),
            ]
        run("p", "s", made, RULES, waivers=(), today=date(2026, 11, 28))

    assert growth(judge) < 5
