"""SEC-010: no secret stands in plain text among the inputs."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts.plaintext import State, sensitive
from jiban.policy.rule import (
    PASS,
    Judgement,
    Level,
    Outcome,
    Severity,
    StackRule,
    Verdict,
    failed,
    judged,
    not_applicable,
    unknown,
)
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge every resource that has what is, or looks like, a secret. No word of it is kept or shown."""
    for resource in stack.resources:
        verdict = judged(_verdict, resource)
        if verdict.outcome is not Outcome.NOT_APPLICABLE:
            yield Judgement(resource, verdict)


def _verdict(resource: ResourceView) -> Verdict:
    found = sensitive(resource) if resource.resource.custom else ()
    plain = [each for each in found if each.state is State.PLAIN]
    if plain:
        said = "; ".join(f"{each.path} {each.what}, and is not marked as one" for each in plain)
        return failed(said, *(each.path for each in plain))
    later = [each for each in found if each.state is State.OPEN]
    if later:
        said = "; ".join(
            f"{each.path} {each.what}, and whether it is marked is known with deployment" for each in later
        )
        return unknown(said, *(each.path for each in later))
    return PASS if found else not_applicable("it has no secret")


RULE: Final = StackRule(
    id="SEC-010",
    text="No secret stands in plain text among the inputs of a resource.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason=(
        "What is not marked as secret is readable in the state, in previews and in logs, and what stands in "
        "code stays in its history."
    ),
    remedy=(
        "Take it from the configuration as a secret (pulumi config set --secret, require_secret) or refer to "
        "a vault, mark what a program computes by pulumi.Output.secret, and change the secret that was shown."
    ),
    link="https://www.pulumi.com/docs/iac/concepts/secrets/",
    types=(),
    compliance={
        "checkov": ("CKV_SECRET_6",),
        "psrule": ("Azure.Deployment.SecureParameter", "Azure.Deployment.OutputSecretValue"),
    },
    needs_marks=True,
    check=check,
)
