"""Cases of a rule: some resources, and what the rule has to say of the first.

CASES = (
    fails("storageEncrypted is not set, and AWS takes false", resource(INSTANCE, "db")),
    passes(resource(INSTANCE, "db", {"storageEncrypted": True})),
    unknown("storageEncrypted is not known before deployment",
            resource(INSTANCE, "db", {"storageEncrypted": UNKNOWN})),
)

@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    assert case.judged_by(RULE) == case.expected
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jiban.model.plan import UNKNOWN, Resource, SourceLine
from jiban.policy.rule import Change, ChangeRule, Outcome, ResourceRule, Rule, StackRule, Verdict, together
from jiban.policy.rule import not_applicable as _not_applicable
from jiban.policy.view import ResourceView, StackView

__all__ = [
    "UNKNOWN", "Case", "fails", "not_applicable", "of_change", "passes", "resource", "unknown", "urn"
]  # fmt: skip
_NOTHING: Final = _not_applicable("it is not spoken of")
_LONGEST: Final = 90
"""Letters of a case's name."""


def urn(token: str, name: str, stack: str = "dev") -> str:
    """Return the URN of a resource of the project `shop`."""
    return f"urn:pulumi:{stack}::shop::{token}::{name}"


def resource(
    token: str,
    name: str = "it",
    inputs: Mapping[str, Any] | None = None,
    *,
    comes_from: Mapping[str, Sequence[str]] | None = None,
    waits_for: Sequence[str] = (),
    protect: bool = False,
    stack: str = "dev",
) -> ResourceView:
    """Return a resource.

    Args:
        token: type token.
        name: logical name.
        inputs: under the provider's names; `UNKNOWN` for what is known only after deployment.
        comes_from: by input, the URNs (`urn`) of the resources that its value comes from.
        waits_for: URNs of more resources that it depends on.
        protect: the option of that name.
        stack: name of its stack; what a rule asks of a stack's name.
    """
    sources = {key: tuple(urns) for key, urns in (comes_from or {}).items()}
    every = {each for urns in sources.values() for each in urns} | set(waits_for)
    return ResourceView(
        Resource(
            urn=urn(token, name, stack),
            type=token,
            name=name,
            custom=True,
            inputs=inputs or {},
            dependencies=tuple(sorted(every)),
            property_dependencies=sources,
            protect=protect,
            source=SourceLine("__main__.py", 12),
        )
    )


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule has to say."""

    outcome: Outcome
    reason: str
    """Its words; of a pass often none."""
    resources: tuple[ResourceView, ...] = ()
    of: str = ""
    """Logical name of the subject; empty for the first resource."""
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Values of the rule's parameters that are set."""
    change: Change | None = None
    """Of a rule about changes: what happens."""

    def __str__(self) -> str:
        """Name the case in a test's report."""
        shown = self.reason or ", ".join(each.name for each in self.resources)
        return f"{self.outcome.value}, {shown}"[:_LONGEST]

    @property
    def expected(self) -> tuple[Outcome, str]:
        """What `judged_by` has to give."""
        return self.outcome, self.reason

    def judged_by(self, rule: Rule) -> tuple[Outcome, str]:
        """Return what a rule says of the subject: the worst verdict, and the reasons for it.

        Raises:
            ValueError: the case has nothing that the rule could be asked about.
        """
        verdict = together(self._verdicts(rule), _NOTHING)
        return verdict.outcome, verdict.reason

    def _verdicts(self, rule: Rule) -> Iterator[Verdict]:
        if (self.change is None) is isinstance(rule, ChangeRule) or not (self.change or self.resources):
            raise ValueError(f"the case has nothing that {rule.id} could be asked about")
        if isinstance(rule, ChangeRule) and self.change is not None:
            yield rule.judge(self.change)
            return
        subject = self.of or self.resources[0].name
        if isinstance(rule, ResourceRule):
            yield from (rule.judge(each) for each in self.resources if each.name == subject)
        if isinstance(rule, StackRule):
            for each in rule.judge(StackView(self.resources).asked_with(self.parameters)):
                about = each.subject is None and each.verdict.outcome is not Outcome.NOT_APPLICABLE
                if about or (each.subject is not None and each.subject.name == subject):
                    yield each.verdict


def passes(
    *resources: ResourceView, reason: str = "", of: str = "", parameters: Mapping[str, Any] | None = None
) -> Case:
    """Return a case that is as it has to be."""
    return Case(Outcome.PASS, reason, resources, of, parameters or {})


def fails(
    reason: str, *resources: ResourceView, of: str = "", parameters: Mapping[str, Any] | None = None
) -> Case:
    """Return a case that is not as it has to be, and why."""
    return Case(Outcome.FAIL, reason, resources, of, parameters or {})


def unknown(
    reason: str, *resources: ResourceView, of: str = "", parameters: Mapping[str, Any] | None = None
) -> Case:
    """Return a case that cannot be told before deployment, and what it hangs on."""
    return Case(Outcome.UNKNOWN, reason, resources, of, parameters or {})


def not_applicable(
    *resources: ResourceView,
    reason: str = _NOTHING.reason,
    of: str = "",
    parameters: Mapping[str, Any] | None = None,
) -> Case:
    """Return a case that the rule has nothing to say of."""
    return Case(Outcome.NOT_APPLICABLE, reason, resources, of, parameters or {})


def of_change(outcome: Outcome, reason: str, change: Change) -> Case:
    """Return a case of a rule about changes."""
    return Case(outcome, reason, change=change)
