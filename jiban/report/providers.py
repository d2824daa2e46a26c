"""The providers that resources have without naming one, with what the stack file says to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiban.report.terminal import printable
from jiban.report.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jiban.model.plan import Plan


def default_providers(plan: Plan) -> Iterator[str]:
    """Yield a line for each default provider of which something is known, `aws 7.51.1: region us-east-1`."""
    versions: dict[str, set[str]] = {}
    for resource in plan.resources:
        default = resource.custom and resource.provider is None and resource.package != "pulumi"
        if default:
            versions.setdefault(resource.package, set()).add(resource.options.version or "")
    for package in sorted(versions):
        version = ", ".join(sorted(filter(None, versions[package])))
        settings = _settings(plan, package)
        if version or settings:
            name = f"{package} {version}".strip()
            yield f"{printable(name)}: {settings or 'no settings in the stack file'}"


def _settings(plan: Plan, package: str) -> str:
    prefix = f"{package}:"
    given = [
        f"{printable(key.removeprefix(prefix))} {shown(text)}"
        for key, text in sorted(plan.config.items())
        if key.startswith(prefix)
    ]
    return ", ".join(given)
