"""Small resources for the tests of rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from jiban.model.plan import Resource, SourceLine
from jiban.policy.rule import StackRule
from jiban.policy.view import ResourceView, StackView

SUBNET = "azure-native:network:Subnet"
NSG = "azure-native:network:NetworkSecurityGroup"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
NETWORK_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"


def urn(token: str, name: str) -> str:
    """The URN of a resource of the stack `shop/prod`."""
    return f"urn:pulumi:prod::shop::{token}::{name}"


def resource(
    token: str,
    name: str,
    inputs: Mapping[str, Any] | None = None,
    *,
    comes_from: Mapping[str, Sequence[str]] | None = None,
    waits_for: Sequence[str] = (),
    protect: bool = False,
) -> ResourceView:
    """A resource; `comes_from` and `waits_for` give URNs."""
    sources = {key: tuple(urns) for key, urns in (comes_from or {}).items()}
    all_urns = {urn for urns in sources.values() for urn in urns} | set(waits_for)
    return ResourceView(
        Resource(
            urn=urn(token, name),
            type=token,
            name=name,
            custom=True,
            inputs=inputs or {},
            dependencies=tuple(sorted(all_urns)),
            property_dependencies=sources,
            protect=protect,
            source=SourceLine("__main__.py", 12),
        )
    )


def with_resource(view: ResourceView, **changes: Any) -> ResourceView:
    """The same view of a resource with changes."""
    return ResourceView(replace(view.resource, **changes))


def stack(*resources: ResourceView) -> StackView:
    """A stack of some resources."""
    return StackView(resources)


def verdicts(rule: StackRule, *resources: ResourceView) -> dict[str, tuple[str, str]]:
    """What a rule of a stack says, by the subject's name: outcome and reason."""
    found = rule.judge(stack(*resources))
    return {
        each.subject.name if each.subject else "": (each.verdict.outcome.value, each.verdict.reason)
        for each in found
    }
