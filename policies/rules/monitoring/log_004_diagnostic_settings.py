"""LOG-004: what a managed service logs is kept."""

from typing import Final

from jiban.policy.facts.logs import TYPES, keeping
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, unknown
from jiban.policy.view import OpenInputs, ResourceView, StackView


def check(stack: StackView, resource: ResourceView) -> Verdict:
    """Judge a resource that writes logs of its own."""
    found = keeping(stack, resource)
    if found.kept:
        return PASS
    if isinstance(resource.inputs, OpenInputs):
        return unknown("it is read, and whoever has made it may keep its logs")
    return failed(found.said, *([found.path] if found.path else []))


RULE: Final = StackRule(
    id="LOG-004",
    text="A managed service that writes logs of its own has a diagnostic setting that keeps them.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "Without one nobody can say afterwards who read a secret, who changed the cluster, or why a server "
        "failed: the logs are written and thrown away."
    ),
    remedy=(
        "Make a monitor.DiagnosticSetting on the resource's id that sends categoryGroup allLogs or audit to "
        "a workspace; waive it where the logs are kept otherwise, as by Azure Policy."
    ),
    link="https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings",
    types=TYPES,
    compliance={
        "cis": ("Az4.0:7.1.1.1", "Az4.0:7.1.1.2", "Az6.0:6.1.1.1,6.1.1.7,6.1.1.8,6.1.4", "Az6.0:6.1.1.2"),
        "psrule": ("Azure.ServiceBus.AuditLogs",),
        "prowler": (
            "azure:monitor_diagnostic_setting_with_appropriate_categories",
            "azure:monitor_diagnostic_settings_exists",
        ),
        "iso27001": ("A.5.16", "A.5.22"),
    },
    check=each_of(TYPES, check),
)
