"""LOG-004: what a managed service logs is kept."""

from collections.abc import Iterator, Sequence
from typing import Final

from jiban.policies.monitoring.diagnostics import TYPES
from jiban.policy.rule import (
    Judgement,
    Level,
    Severity,
    StackRule,
    Verdict,
    failed,
    judged,
    passed,
    together,
    unknown,
)
from jiban.policy.view import OpenInputs, ResourceView, StackView

SETTING: Final = "azure-native:monitor:DiagnosticSetting"
_DESTINATIONS: Final = (
    "workspaceId",
    "storageAccountId",
    "eventHubAuthorizationRuleId",
    "marketplacePartnerId",
)


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge every resource that writes logs of its own."""
    settings = stack.of(SETTING)
    for resource in stack.of(*TYPES):
        own = [each for each in settings if resource in stack.behind(each, "resourceUri", *TYPES)]
        yield Judgement(resource, judged(_kept, stack, resource, settings, own))


def _kept(
    stack: StackView, resource: ResourceView, settings: Sequence[ResourceView], own: Sequence[ResourceView]
) -> Verdict:
    if own:
        verdicts = [judged(_sends, setting) for setting in own]
        good = [verdict for verdict in verdicts if verdict == passed()]
        return good[0] if good else together(verdicts)
    for setting in settings:
        if not setting["resourceUri"].known and not stack.behind(setting, "resourceUri"):
            return unknown(f"{setting.name} is of a resource that is not known before deployment")
    if isinstance(resource.inputs, OpenInputs):
        return unknown("it is read, and whoever has made it may keep its logs")
    return failed("no diagnostic setting sends its logs anywhere")


def _sends(setting: ResourceView) -> Verdict:
    """Judge one setting: it sends one kind of logs at least, and to somewhere."""
    if not any(each["enabled"].is_true() for each in setting["logs"].each()):
        return failed(f"{setting.name} sends no logs", "logs")
    if not any(not setting[each].known or setting[each].text() for each in _DESTINATIONS):
        return failed(f"{setting.name} names nowhere to send to")
    return passed()


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
        "cis": ("Az4.0:7.1.1.1", "Az4.0:7.1.1.2", "Az6.0:6.1.1.1"),
        "psrule": ("Azure.ServiceBus.AuditLogs",),
        "prowler": (
            "azure:monitor_diagnostic_setting_with_appropriate_categories",
            "azure:monitor_diagnostic_settings_exists",
        ),
        "iso27001": ("A.5.16", "A.5.22"),
    },
    check=check,
)
