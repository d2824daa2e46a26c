"""Plans for tests: run a component or a whole stack without an engine, a cloud or credentials.

    from jiban.testing import plan_program

    def test_the_vault_is_private() -> None:
        plan = plan_program(lambda: Vault("vault", VaultArgs(...)))
        properties = plan.resource("keyvault:Vault", "vault").inputs["properties"]
        assert properties["publicNetworkAccess"] == "disabled"

`docs/testing.md` explains how to use it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jiban.model.plan import UNKNOWN, Plan, Resource, Secret, Unknown
from jiban.plan.assumptions import Assumptions, Outputs, Properties, Result
from jiban.plan.errors import ProgramError
from jiban.plan.run import DEFAULT_ORGANIZATION, plan, plan_function
from jiban.policy.inprocess import run
from jiban.policy.plan_views import views
from jiban.policy.rule import Rule
from jiban.project.config import as_config_text, full_key
from jiban.project.project import StackConfig
from jiban.secrecy import MARK

__all__ = [
    "UNKNOWN",
    "Plan",
    "ProgramPlan",
    "Resource",
    "Secret",
    "Unknown",
    "failures",
    "plan_program",
    "plan_stack",
]


@dataclass(frozen=True, slots=True, repr=False)
class ProgramPlan(Plan):
    """The plan of a function, and what the function returned."""

    result: Any = None
    """What the function returned, with the values of its Outputs: `Unknown` where a value is not known before
    deployment, `Secret` around one that is secret. A dataclass becomes a dict, a resource its entry of the
    plan."""


def plan_program(
    program: Callable[[], Any],
    *,
    project: str = "test",
    stack: str = "test",
    organization: str = DEFAULT_ORGANIZATION,
    config: Mapping[str, Any] | None = None,
    outputs: Mapping[str, Outputs] | None = None,
    functions: Mapping[str, Result] | None = None,
    stacks: Mapping[str, Properties] | None = None,
    resolve: bool = False,
) -> ProgramPlan:
    """Run a function that declares resources, and return its plan.

    The function runs in this process as it is; no project files are read. By default its plan is that of a
    preview: what only a deployment can tell is `UNKNOWN`, and an `apply` on it does not run.

    Args:
        program: Declares resources; may be asynchronous. What it returns is the plan's `result`.
        project: What `pulumi.get_project()` returns.
        stack: What `pulumi.get_stack()` returns.
        organization: What `pulumi.get_organization()` returns.
        config: Configuration values; a key without a namespace belongs to the project. Texts are passed on
            as they are, other values as a stack file would hold them, and a `Secret` as a secret.
        outputs: Outputs that only a provider knows, by type token (`azure-native:keyvault:Vault`) or a short
            form of one (`keyvault:Vault`), under the provider's names (camelCase); `id` is the resource's
            id. A function computes them from the resource. Each replaces the input of its name.
        functions: Results of provider functions (`authorization:getClientConfig`), in the same manner; a
            function computes the result from the arguments. Others have the results that a plan
            gives them.
        stacks: Outputs of other stacks, by the name that the program refers to them with.
        resolve: Whether every resource exists already: the id of `vault` is `id:vault`, its name is
            `name:vault` unless the inputs say another, and its other outputs are its inputs.

    Raises:
        Exception: whatever the program raises.
        PlanError: what the program asks for is impossible: a URN twice, ...
        ValueError: a key of the configuration is malformed.
    """
    assumptions = Assumptions(outputs or {}, functions or {}, stacks or {}, resolve)
    settings = _config(project, stack, config or {})
    failure: BaseException | None = None
    try:
        found, result = plan_function(program, settings, organization=organization, assumptions=assumptions)
        return ProgramPlan(**{each.name: getattr(found, each.name) for each in fields(found)}, result=result)
    except ProgramError as error:
        if error.cause is None or isinstance(error.cause, SystemExit):
            raise
        failure = error.cause
    # Outside of the block above, so that the traceback does not begin with the planner's own error.
    raise failure


def plan_stack(
    folder: str | Path,
    stack: str | None = None,
    *,
    organization: str = DEFAULT_ORGANIZATION,
    config: Mapping[str, Any] | None = None,
    outputs: Mapping[str, Outputs] | None = None,
    functions: Mapping[str, Result] | None = None,
    stacks: Mapping[str, Properties] | None = None,
    resolve: bool = False,
) -> Plan:
    """Return the plan of a project's stack, as `jiban plan` makes it.

    Args:
        folder: A folder with Pulumi.yaml in it or above it.
        stack: The stack's name; None for the only one there is.
        organization: What `pulumi.get_organization()` returns.
        config: Values in the place of those of the stack file; the key is a property path
            (`data.size`, `aws:region`).
        outputs: As for `plan_program`.
        functions: As for `plan_program`; they come before the project's lookups.yaml.
        stacks: As for `plan_program`; they come before the project's lookups.yaml.
        resolve: As for `plan_program`.

    Raises:
        ProgramError: the program failed; its `cause` is the exception.
        JibanError: the project, its files or the plan are at fault, as for `jiban plan`.
    """
    assumptions = Assumptions(outputs or {}, functions or {}, stacks or {}, resolve)
    overrides = [f"{key}={as_config_text(value)}" for key, value in (config or {}).items()]
    return plan(folder, stack, path_overrides=overrides, organization=organization, assumptions=assumptions)


def failures(plan: Plan, rules: Sequence[Rule]) -> list[str]:
    """Return what rules find wrong with a plan, a line for each failure: rule, resource and reason.

    Waivers are not read, and rules of changes have nothing to judge.

    Args:
        plan: Any plan.
        rules: The rules of a pack (`jiban.policies.packs.PACK.rules`), or some of them.

    Raises:
        Exception: what a rule itself has raised.
    """
    report = run(plan.project, plan.stack, views(plan), rules, waivers=(), today=datetime.now(UTC).date())
    raised = next((each.judgement.verdict.error for each in report.errors), None)
    if raised is not None:
        raise raised
    return [
        " ".join(part for part in (f"{each.rule.id}", each.name, each.judgement.verdict.reason) if part)
        for each in report.findings
    ]


def _config(project: str, stack: str, config: Mapping[str, Any]) -> StackConfig:
    values: dict[str, str] = {}
    secret: list[str] = []
    for given, value in config.items():
        key, reason = full_key(project, given)
        if not key:
            raise ValueError(reason)
        if isinstance(value, Secret):
            secret.append(key)
        values[key] = as_config_text(value.value if isinstance(value, Secret) else value)
    hidden = dict.fromkeys(secret, MARK)
    return StackConfig(project, stack, values, tuple(secret), placeholders=(), hidden=hidden)
