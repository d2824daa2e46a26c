"""The rules as a policy pack of Pulumi: asked by the SDK's own servicer, as the engine asks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pulumi_policy
import pytest
from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy.policy import _PolicyAnalyzerServicer
from pulumi_policy.proxy import unknown_checking_proxy

from jiban.model.plan import UNKNOWN, Unknown
from jiban.policies import packs
from jiban.policy.crossguard import Host, plain, run_pack
from jiban.policy.inprocess import run
from jiban.policy.pack import NoPackError
from jiban.policy.rule import ChangeRule, Severity
from jiban.policy.view import ResourceView
from jiban.policy.waivers import Ban, Waiver
from tests.policies.rules import shop
from tests.policies.samples import NSG, SUBNET, resource, urn

SENTINEL = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
TODAY = date(2026, 11, 21)
OPEN_GROUP = resource(
    NSG,
    "open",
    {"securityRules": [shop.allow(100, "*", "*", "22"), shop.allow(200, "10.0.0.0/8", "*", "443")]},
)


def wire(value: Any) -> Any:
    """A value of a view as the engine sends it."""
    if isinstance(value, Unknown):
        return SENTINEL
    if isinstance(value, Mapping):
        return {key: wire(item) for key, item in value.items()}
    return [wire(item) for item in value] if isinstance(value, list) else value


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Properties as the engine sends them."""
    found = struct_pb2.Struct()
    found.update(wire(values))
    return found


class Engine:
    """What the engine asks a pack, and what it hears."""

    def __init__(self, waivers: Sequence[Waiver] = ()) -> None:
        """Serve the pack."""
        policies = Host(packs.RULES, waivers, TODAY).policies()
        level = pulumi_policy.EnforcementLevel.ADVISORY
        self._servicer = _PolicyAnalyzerServicer(packs.PACK.name, "0.1.0", policies, level)
        self.failed: set[tuple[str, str]] = set()
        self.unknown: dict[str, str] = {}
        self.not_applicable: set[tuple[str, str]] = set()

    def judge(self, resources: Sequence[ResourceView]) -> None:
        """Ask about each resource by its inputs, then about all by their outputs, as the engine does."""
        for each in resources:
            request = analyzer_pb2.AnalyzeRequest(
                urn=each.urn, type=each.type, name=each.name, properties=struct(each.inputs)
            )
            self._hear(self._servicer.Analyze(request, None), each.urn)
        self.judge_stack([analyzed(each) for each in resources])

    def hear(self, request: analyzer_pb2.AnalyzeRequest) -> None:
        """Ask about one resource."""
        self._hear(self._servicer.Analyze(request, None), request.urn)

    def judge_stack(self, resources: Sequence[analyzer_pb2.AnalyzerResource]) -> None:
        """Ask about all resources by their outputs."""
        everything = analyzer_pb2.AnalyzeStackRequest(resources=resources)
        self._hear(self._servicer.AnalyzeStack(everything, None), "")

    def _hear(self, answer: analyzer_pb2.AnalyzeResponse, urn: str) -> None:
        for each in answer.diagnostics:
            if each.message.startswith("can't run policy"):
                self.unknown[each.policyName] = each.message
            else:
                self.failed.add((each.policyName, each.urn or urn))
        self.not_applicable |= {(each.policy_name, urn) for each in answer.not_applicable}


def analyzed(each: ResourceView) -> analyzer_pb2.AnalyzerResource:
    """A resource of a stack as the engine sends it: with outputs, which are not what the rules read."""
    return analyzer_pb2.AnalyzerResource(
        urn=each.urn,
        type=each.type,
        name=each.name,
        properties=struct({"id": SENTINEL}),
        dependencies=each.dependencies,
        propertyDependencies={
            key: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns)
            for key, urns in each.property_dependencies.items()
        },
    )


@pytest.mark.parametrize(
    "resources",
    [
        pytest.param(shop.azure(), id="azure"),
        pytest.param(shop.aws(), id="aws"),
        pytest.param([*shop.azure(images_policy=None), OPEN_GROUP], id="failures"),
        pytest.param(shop.azure(nodes_group=shop.group("nodes")), id="unknown"),
        pytest.param([OPEN_GROUP], id="no-workloads"),
    ],
)
def test_both_hosts_give_the_same_verdicts(resources: list[ResourceView]) -> None:
    """Failures by rule and resource, and the rules that cannot tell, are those of the process's own host."""
    engine = Engine()
    engine.judge(resources)
    report = run("shop", "prod", resources, packs.RULES, waivers=(), today=TODAY)
    assert engine.failed == {(each.rule.id, each.urn) for each in report.findings}
    assert set(engine.unknown) == {each.rule.id for each in report.unknown}


def test_the_samples_hold_every_outcome() -> None:
    """What the hosts are compared on has failures of both kinds of rules, and unknowns."""
    engine = Engine()
    engine.judge([*shop.azure(images_policy=None, nodes_group=shop.group("nodes")), OPEN_GROUP])
    assert {rule for rule, _ in engine.failed} >= {
        "DSG-021",
        "NET-001",
        "PG-001",
        "K8C-001",
        "K8C-006",
        "LOG-004",
        "WKL-001",
        "WKL-019",
    }
    assert "DSG-021" in engine.unknown


def test_what_cannot_be_told_is_an_advice() -> None:
    """An unknown stops nothing, and says which rule could not tell what of which resource."""
    engine = Engine()
    engine.judge([resource(NSG, "group", {"securityRules": UNKNOWN})])
    assert engine.failed == {("LOG-004", urn(NSG, "group"))}
    assert engine.unknown["NET-001"] == (
        "can't run policy 'NET-001' from policy pack 'jiban@v0.1.0' during preview: "
        "group: securityRules is not known before deployment"
    )


def test_what_a_rule_is_not_about_is_told() -> None:
    """A resource of another type counts as not applicable, never as passed."""
    engine = Engine()
    engine.judge([resource(SUBNET, "subnet")])
    assert ("PG-001", urn(SUBNET, "subnet")) in engine.not_applicable
    assert ("DSG-004", "") in engine.not_applicable


@pytest.mark.parametrize(
    ("waiver", "failed"),
    [
        (Waiver("NET-001", "open", "net", "test", date(2026, 11, 21)), set()),
        (Waiver("NET-001", "open", "net", "test", date(2026, 11, 20)), {("NET-001", OPEN_GROUP.urn)}),
        (
            Waiver("NET-001", "open", "net", "test", date(2026, 12, 1), ("dev",)),
            {("NET-001", OPEN_GROUP.urn)},
        ),
        (Waiver("NET-001", "open", "net", "test", date(2026, 12, 1), ("dev", "prod")), set()),
        (Waiver("PG-001", "open", "net", "test", date(2026, 12, 1)), {("NET-001", OPEN_GROUP.urn)}),
        (Waiver("NET-001", "open", "net", "test", date(2026, 12, 1), path="securityRules*"), set()),
        (
            Waiver("NET-001", "open", "net", "test", date(2026, 12, 1), path="tags"),
            {("NET-001", OPEN_GROUP.urn)},
        ),
        (
            Waiver("NET-001", "open", "net", "test", date(2026, 12, 1), bans=(Ban(Severity.CRITICAL),)),
            {("NET-001", OPEN_GROUP.urn)},
        ),
    ],
)
def test_a_waiver_lets_a_failure_through(waiver: Waiver, failed: set[tuple[str, str]]) -> None:
    """A waiver counts up to its last day, in its stacks, for its rule; another rule's failure stays."""
    engine = Engine([waiver])
    engine.judge([OPEN_GROUP])
    assert engine.failed == failed | {("LOG-004", OPEN_GROUP.urn)}


def test_rules_of_a_stack_judge_what_has_passed_last() -> None:
    """The same resources with other inputs are asked about anew."""
    labels = {"app": "web"}
    budget = resource(
        "kubernetes:policy/v1:PodDisruptionBudget",
        "web",
        {"spec": {"minAvailable": 1, "selector": {"matchLabels": labels}}},
    )
    one, two = (
        resource(
            "kubernetes:apps/v1:StatefulSet",
            "web",
            {"spec": {"replicas": number, "template": {"metadata": {"labels": labels}}}},
        )
        for number in (1, 2)
    )
    engine = Engine()
    engine.judge([budget, one])
    assert ("DSG-004", budget.urn) in engine.failed
    engine.failed.clear()
    engine.judge([budget, two])
    assert ("DSG-004", budget.urn) not in engine.failed


def test_every_rule_but_those_of_changes_and_marks_is_a_policy() -> None:
    """The engine shows a policy no change and no mark of a secret: such rules are left to `jiban check`."""
    names = {policy.name for policy in Host(packs.RULES, (), TODAY).policies()}
    assert {rule.id for rule in packs.RULES} - names == {
        rule.id for rule in packs.RULES if isinstance(rule, ChangeRule) or rule.needs_marks
    }


def test_a_value_behind_the_checking_proxy() -> None:
    """Unknowns are marked wherever they stand, and whole numbers are such."""
    proxied = unknown_checking_proxy({"a": [{"b": SENTINEL, "c": 3.0}], "d": 1.5, "e": None, "f": True})
    assert plain(proxied) == {"a": [{"b": UNKNOWN, "c": 3}], "d": 1.5, "e": None, "f": True}


def test_a_pack_is_offered_to_the_engine_by_one_call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """All rules that the engine can run, with the waivers of the file that is named."""
    offered: list[tuple[str, list[str]]] = []

    def pack(name: str, policies: list[Any]) -> None:
        offered.append((name, [policy.name for policy in policies]))

    monkeypatch.setattr("pulumi_policy.PolicyPack", pack)
    run_pack(packs.PACK, tmp_path / "waivers.yaml")
    (found,) = offered
    assert found[0] == "jiban"
    assert set(found[1]) == {
        rule.id for rule in packs.RULES if rule.kind != "change" and not rule.needs_marks
    }


def test_a_variable_names_parts_of_the_pack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The engine offers a pack no flag; a part that there is not is refused."""
    offered: list[set[str]] = []

    def pack(name: str, policies: list[Any]) -> None:
        del name
        offered.append({policy.name for policy in policies})

    monkeypatch.setattr("pulumi_policy.PolicyPack", pack)
    monkeypatch.setenv("JIBAN_PACK", "baseline, isms-p")
    run_pack(packs.PACK, tmp_path / "waivers.yaml")
    chosen = packs.PACK.choice(["baseline", "isms-p"]).rules
    assert offered == [{rule.id for rule in chosen if rule.kind != "change" and not rule.needs_marks}]
    monkeypatch.setenv("JIBAN_PACK", "everything")
    with pytest.raises(NoPackError, match="has no pack 'everything'"):
        run_pack(packs.PACK, tmp_path / "waivers.yaml")


def test_what_is_inside_of_a_resource_is_unknown_to_the_engine_too() -> None:
    """A release is; a group of manifests is not, as the engine tells the rules of each of its objects."""
    engine = Engine()
    engine.judge(
        [
            resource("kubernetes:helm.sh/v3:Release", "ingress"),
            resource("kubernetes:yaml/v2:ConfigGroup", "web"),
        ]
    )
    assert set(engine.unknown) >= {"WKL-001", "WKL-019", "DSG-004", "DSG-021", "NET-023", "NET-024"}
    assert "ingress: its parts are not seen: Helm renders its chart" in engine.unknown["WKL-001"]
    assert "web:" not in engine.unknown["WKL-001"]


def test_the_namespace_that_a_provider_gives_is_known_to_the_engine() -> None:
    """The engine sends a resource's provider with it, which says where its objects stand."""
    labels = {"app": "web"}
    spec = {"replicas": 1, "template": {"metadata": {"labels": labels}, "spec": {"containers": []}}}
    web = resource("kubernetes:apps/v1:Deployment", "web", {"spec": spec})
    budget = resource(
        "kubernetes:policy/v1:PodDisruptionBudget",
        "web",
        {"metadata": {"namespace": "team"}, "spec": {"selector": {"matchLabels": labels}, "minAvailable": 1}},
    )
    token = "pulumi:providers:kubernetes"  # noqa: S105 - a type
    provider = analyzer_pb2.AnalyzerProviderResource(
        type=token, urn=urn(token, "team"), name="team", properties=struct({"namespace": "team"})
    )
    engine = Engine()
    for given, fails in ((None, False), (provider, True)):
        request = analyzer_pb2.AnalyzeRequest(
            urn=web.urn, type=web.type, name=web.name, properties=struct(web.inputs), provider=given
        )
        engine.judge([budget])
        engine.hear(request)
        both = [analyzed(budget), analyzed(web)]
        both[1].provider.CopyFrom(given or analyzer_pb2.AnalyzerProviderResource())
        engine.failed.clear()
        engine.judge_stack(both)
        assert (("DSG-004", budget.urn) in engine.failed) is fails
