"""Diagnostic settings on Azure: what managed services log themselves, sent to the workspace."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import monitor

from jiban.components.observability.contract import Diagnosed, LogsContract
from jiban.components.observability.diagnostics import choices

_NAME: Final = "to-workspace"
"""Name of a setting, which stands below its resource and so need not tell it."""
_OWN_TABLES: Final = "Dedicated"
"""Rows go to a table of their own kind; a service that has none fills AzureDiagnostics nevertheless."""


@dataclass(frozen=True, kw_only=True)
class DiagnosticsArgs:
    """What settings are made from."""

    logs: LogsContract
    targets: Sequence[Diagnosed]


class Diagnostics(pulumi.ComponentResource):
    """One setting a resource, with the categories that `diagnostics.yaml` chooses for its type.

    Azure keeps a setting when its resource is deleted and made anew under the same name, and then refuses
    another one of that name; `pulumi import` takes it over.
    """

    def __init__(self, name: str, args: DiagnosticsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the settings.

        Raises:
            KeyError: when a type is not in `diagnostics.yaml`.
        """
        super().__init__("jiban:observability:Diagnostics", name, None, opts)
        for target in args.targets:
            choice = choices()[target.type]
            logs = (
                [monitor.DiagnosticsLogSettingsArgs(category_group=choice.group, enabled=True)]
                if choice.group
                else [
                    monitor.DiagnosticsLogSettingsArgs(category=each, enabled=True)
                    for each in choice.categories
                ]
            )
            monitor.DiagnosticSetting(
                f"{name}-{target.name}",
                resource_uri=target.resource_id,
                name=_NAME,
                workspace_id=args.logs.workspace_id,
                log_analytics_destination_type=_OWN_TABLES,
                logs=logs,
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({})
