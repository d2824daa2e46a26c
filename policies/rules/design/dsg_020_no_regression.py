"""DSG-020: a change brings no failure of a policy that was not there before."""

from typing import Final

from jiban.policy.rule import Change, ChangeRule, Level, Severity, Verdict, failed, not_applicable, passed


def check(change: Change) -> Verdict:
    """Judge what a change has brought."""
    if change.regressions is None:
        return not_applicable("nobody has judged what was there before: compare with it by jiban diff")
    if not change.regressions:
        return passed()
    return failed(f"it is new with this change that {'; '.join(change.regressions)}")


RULE: Final = ChangeRule(
    id="DSG-020",
    text="A change brings no failure of any policy, advisory ones among them, that was not there before.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason="Old failures are a debt that is known; a new one is made by somebody who can still mend it.",
    remedy=(
        "Mend what is named, or waive it with a reason. A team that wants new failures to stop a change sets "
        "this rule to mandatory in policies.yaml."
    ),
    link="https://www.pulumi.com/docs/insights/policy/",
    types=(),
    compliance={},
    check=check,
)
