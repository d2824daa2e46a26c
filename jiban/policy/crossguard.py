"""Runs the rules inside of the engine, as a policy pack of Pulumi (`pulumi preview --policy-pack policies`).

A rule of a resource becomes a resource policy, a rule of a stack a stack policy. Rules of a change are left
out: the engine tells a policy neither what happens to a resource nor what it was (pulumi/pulumi-policy#154),
and shows replacements and deletions itself. So are rules that need the marks of secrets, which it takes off.

The engine hands stack policies the outputs of resources, and resource policies their inputs. The rules read
inputs, so the inputs of each resource are kept as they pass, and stack policies judge those.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, cast

import pulumi_policy
from pulumi_policy.proxy import UnknownValueError

from jiban.model.digest import UNKNOWN_TEXT, UNKNOWNS
from jiban.model.plan import UNKNOWN, Resource
from jiban.policy import configuration, waivers
from jiban.policy.configuration import Configuration
from jiban.policy.pack import Pack
from jiban.policy.rule import Judgement, Level, Outcome, ResourceRule, Rule, Severity, StackRule
from jiban.policy.unseen import inside_of, not_seen
from jiban.policy.view import ResourceView, StackView, plain_token
from jiban.policy.waivers import Waiver

_INSIDE: Final = "__target"
"""Key under which the SDK's checking proxies give what is in them, unchecked."""
_LEVELS: Final = {
    Level.MANDATORY: pulumi_policy.EnforcementLevel.MANDATORY,
    Level.ADVISORY: pulumi_policy.EnforcementLevel.ADVISORY,
    Level.DISABLED: pulumi_policy.EnforcementLevel.DISABLED,
}
_SEVERITIES: Final = {
    Severity.CRITICAL: pulumi_policy.Severity.CRITICAL,
    Severity.HIGH: pulumi_policy.Severity.HIGH,
    Severity.MEDIUM: pulumi_policy.Severity.MEDIUM,
    Severity.LOW: pulumi_policy.Severity.LOW,
}
ReportViolation = Callable[..., None]
"""`report_violation` of the SDK: a message, and the URN of the resource."""


class _CannotTell(UnknownValueError):  # noqa: N818 - a word of the SDK: it makes the engine say so and go on
    """Tells the engine that a rule needs what only the deployment tells."""

    def __init__(self, message: str) -> None:
        super().__init__(UNKNOWN_TEXT, [])
        self.message = message


def run_pack(pack: Pack, waivers_file: Path | None = None) -> None:
    """Offer a pack to the engine; call it in the `__main__.py` beside a PulumiPolicy.yaml.

    The variable JIBAN_PACK names parts of the pack, with commas between them, as `jiban check --pack` does.
    `policies.yaml` beside the waivers says how strict the rules are, as in `jiban check`; the level and the
    parameters of each rule can be set in the engine's own file of `--policy-pack-config` too, which wins.

    Args:
        pack: the rules.
        waivers_file: exceptions; by default what JIBAN_WAIVERS names, else the waivers of the project that is
            deployed.

    Raises:
        NoPackError: JIBAN_PACK names no part of the pack.
        WaiverFileError: the file of waivers cannot be used.
        ConfigurationError: the file that says how strict the rules are cannot be used.
    """
    named = os.environ.get("JIBAN_WAIVERS")
    file = waivers_file or (Path(named) if named else waivers.beside_project(Path.cwd()))
    today = datetime.now().astimezone().date()
    chosen = [name.strip() for name in os.environ.get("JIBAN_PACK", "").split(",") if name.strip()]
    known, pack = pack, pack.choice(chosen)
    strictness = configuration.load(file.with_name(configuration.FILE), known.rules)
    host = Host(pack.rules, waivers.load(file), today, strictness)
    pulumi_policy.PolicyPack(pack.name, host.policies())


class Host:
    """The rules as policies of the engine, with what they share during one operation."""

    def __init__(
        self,
        rules: Sequence[Rule],
        exceptions: Sequence[Waiver],
        today: date,
        strictness: Configuration = configuration.AS_THEY_ARE,
    ) -> None:
        """Keep the rules, how strict they are, the exceptions, and the day for these."""
        self._configuration = strictness
        # Levels are told before any resource is, so it is the engine that names the stack.
        self._rules = strictness.rules(rules, os.environ.get("PULUMI_STACK", ""))
        self._waivers = [waiver for waiver in exceptions if waiver.days_left(today) >= 0]
        self._inputs: dict[str, Any] = {}
        self._seen = 0
        self._stack_name = ""
        self._stack: tuple[int, tuple[str, ...], StackView] | None = None

    def policies(self) -> list[pulumi_policy.Policy]:
        """Return one policy for each rule that the engine can run."""
        rules = [rule for rule in self._rules if not rule.needs_marks]
        return [
            *(self._resource_policy(rule) for rule in rules if isinstance(rule, ResourceRule)),
            *(self._stack_policy(rule) for rule in rules if isinstance(rule, StackRule)),
        ]

    def _resource_policy(self, rule: ResourceRule) -> pulumi_policy.Policy:
        def validate(args: pulumi_policy.ResourceValidationArgs, report: ReportViolation) -> None:
            self._inputs[args.urn] = args.props
            self._seen += 1
            self._stack_name = _stack_of(args.urn)
            resource = view(args, args.props)
            judgements = [Judgement(resource, rule.judge(resource)), *not_seen(rule, StackView([resource]))]
            self._tell(rule, judgements, args, report)

        return pulumi_policy.ResourceValidationPolicy(**_words(rule), validate=validate)

    def _stack_policy(self, rule: StackRule) -> pulumi_policy.Policy:
        def validate(args: pulumi_policy.StackValidationArgs, report: ReportViolation) -> None:
            stack = self._view(args)
            stack = stack.asked_with(self._parameters(rule, stack.name, args))
            self._tell(rule, [*rule.judge(stack), *not_seen(rule, stack)], args, report)

        return pulumi_policy.StackValidationPolicy(**_words(rule), validate=validate)

    def _parameters(self, rule: StackRule, stack: str, args: Any) -> Mapping[str, Any]:
        """Return the values of a rule: those of the project, and over them what the engine has been given.

        Raises:
            ValueError: the engine has been given one that the rule does not take.
        """
        told: Mapping[str, Any] = args.get_config() or {}
        given = {
            each.name: each.read(plain(told[each.name])) for each in rule.parameters if each.name in told
        }
        return {**self._configuration.parameters(rule, stack), **given}

    def _view(self, args: pulumi_policy.StackValidationArgs) -> StackView:
        """Return all resources; the SDK asks with new objects for every rule, so the answer is kept."""
        urns = tuple(resource.urn for resource in args.resources)
        if self._stack is None or self._stack[:2] != (self._seen, urns):
            found = [view(each, self._inputs.get(each.urn, each.props)) for each in args.resources]
            found += _providers(args.resources, {each.urn for each in found})
            stack = StackView(found)
            stack.production = self._configuration.production
            self._stack = (self._seen, urns, stack)
        return self._stack[2]

    def _tell(self, rule: Rule, judgements: Sequence[Judgement], args: Any, report: ReportViolation) -> None:
        """Tell the engine the verdicts; a rule that could not be run is told as a violation.

        Raises:
            UnknownValueError: one cannot be told; the SDK makes it an advice.
        """
        for each in judgements:
            if each.verdict.outcome is Outcome.FAIL and not self._is_waived(rule, each):
                report(f"{_said(each)}. {rule.remedy}", each.subject.urn if each.subject else None)
            if each.verdict.outcome is Outcome.ERROR:
                report(_said(each), each.subject.urn if each.subject else None)
        unknown = [_said(each) for each in judgements if each.verdict.outcome is Outcome.UNKNOWN]
        if unknown:
            raise _CannotTell("; ".join(unknown))
        if all(each.verdict.outcome is Outcome.NOT_APPLICABLE for each in judgements):
            args.not_applicable("; ".join(dict.fromkeys(each.verdict.reason for each in judgements)))

    def _is_waived(self, rule: Rule, judgement: Judgement) -> bool:
        subject = judgement.subject
        urn, name = (subject.urn, subject.name) if subject else ("", "")
        stack = _stack_of(urn) or self._stack_name
        return any(
            waiver.holds_in(stack)
            and waiver.matches(rule.id, name, urn, judgement.verdict.paths)
            and waiver.ban(rule.severity, stack) is None
            for waiver in self._waivers
        )


def view(args: Any, inputs: Any) -> ResourceView:
    """Return a resource as rules see it.

    Args:
        args: `ResourceValidationArgs` or `PolicyResource` of the SDK.
        inputs: its inputs, as mapping or as one of the SDK's checking proxies.
    """
    return ResourceView(
        Resource(
            urn=args.urn,
            type=args.resource_type,
            name=args.name,
            custom=True,
            inputs=plain(inputs),
            parent=args.opts.parent,
            dependencies=_urns(getattr(args, "dependencies", ())),
            property_dependencies={
                key: _urns(found) for key, found in getattr(args, "property_dependencies", {}).items()
            },
            protect=bool(args.opts.protect),
            provider=f"{_provider(args).urn}::" if _provider(args) is not None else None,
        ),
        # The engine tells the rules of every part that is a resource; of what is inside of one, it cannot.
        inside_of(plain_token(args.resource_type)),
    )


def _providers(resources: Iterable[Any], known: Collection[str]) -> list[ResourceView]:
    """Return the providers of resources that are none of the resources: facts ask what they give."""
    told = (_provider(each) for each in resources)
    found = {each.urn: each for each in told if each is not None}
    return [
        ResourceView(Resource(urn, each.resource_type, each.name, custom=True, inputs=plain(each.props)))
        for urn, each in found.items()
        if urn not in known
    ]


def _provider(args: Any) -> Any:
    """Return the provider of a resource, if the SDK tells one."""
    return getattr(args, "provider", None)


def plain(value: Any) -> Any:
    """Return a value of the SDK as rules see it: no proxies, whole numbers as such, unknowns marked."""
    if isinstance(value, str):
        return UNKNOWN if value in UNKNOWNS else value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, Any]", value)
        inner: Mapping[str, Any] = mapping if isinstance(value, dict) else mapping[_INSIDE]
        return {key: plain(item) for key, item in inner.items()}
    if isinstance(value, Sequence):
        given = cast("Any", value)
        items = cast("Sequence[Any]", given if isinstance(given, list | tuple) else given[_INSIDE])
        return [plain(item) for item in items]
    return value


def _stack_of(urn: str) -> str:
    return urn.removeprefix("urn:pulumi:").partition("::")[0]


def _urns(resources: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted(resource.urn for resource in resources))


def _said(judgement: Judgement) -> str:
    name = f"{judgement.subject.name}: " if judgement.subject else ""
    return f"{name}{judgement.verdict.reason}"


def _schema(rule: Rule) -> pulumi_policy.PolicyConfigSchema | None:
    if not rule.parameters:
        return None
    return pulumi_policy.PolicyConfigSchema({each.name: each.schema() for each in rule.parameters})


def _words(rule: Rule) -> dict[str, Any]:
    tags = [f"{key}:{each}" for key, ids in rule.compliance.items() for each in ids]
    return {
        "name": rule.id,
        "display_name": f"{rule.id} {rule.text}",
        "description": rule.text,
        "enforcement_level": _LEVELS[rule.level],
        "severity": _SEVERITIES[rule.severity],
        "config_schema": _schema(rule),
        "tags": tags,
        "remediation_steps": rule.remedy,
        "url": rule.link,
    }
