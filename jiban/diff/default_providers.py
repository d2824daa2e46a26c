"""The providers that resources have without naming one, as resources of their own.

A plan holds none of them: the engine makes one for each package, from the keys of the stack file that begin
with the package's name, and what the stack file leaves out the provider takes from the environment. A preview
or an exported state has them, with what they were configured with.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, cast

from jiban.diff.values import MISSING, PropertyChange, differences
from jiban.model.plan import UNKNOWN, Plan, Resource, Secret, urn_parts
from jiban.model.provider_environment import VARIABLES
from jiban.secrecy import MARK

_NOT_SET: Final = "not set here; the environment may give it"
_NOT_SEEN: Final = "the plan before does not say what it was"
_ASKED: Final = frozenset({"defaultTags", "ignoreTags", "location", "namespace"})
"""Inputs that no provider fills in: what a deployment has of them, a stack file has asked for."""
TYPE: Final = "pulumi:providers:"
_NOT_CONFIGURED: Final = frozenset({"version", "pluginDownloadURL", "__internal", "__defaults"})
"""What the engine and the SDK add: which plugin it is, not what it does."""


def urn_is_default(urn: str) -> bool:
    """Return whether a URN is that of a package's default provider."""
    return bool(urn) and urn_parts(urn).type.startswith(TYPE) and urn_parts(urn).name.startswith("default")


def default_providers(plan: Plan, *, deployed: bool = False) -> Mapping[str, Resource]:
    """Return the default provider of each package that a plan needs one of, by package.

    A deployment has them itself, or nothing says how they are configured.
    """
    found: dict[str, Resource] = {}
    for resource in plan.resources:
        package = resource.type.removeprefix(TYPE)
        default = resource.is_provider and resource.name.startswith("default")
        # Without inputs, not even its version, the document does not say how it is configured.
        if default and resource.inputs and package not in found:
            found[package] = _provider(plan, package, resource.inputs)
    for package in () if deployed else sorted(_packages(plan.resources) - set(found)):
        prefix = f"{package}:"
        config = {key.removeprefix(prefix): v for key, v in plan.config.items() if key.startswith(prefix)}
        around = {
            key: next(filter(None, map(plan.environment.get, names)), None)
            for key, names in VARIABLES.get(package, {}).items()
        }
        given = {key: value for key, value in around.items() if value is not None}
        found[package] = _provider(plan, package, {**given, **config})
    return found


class Makers:
    """The providers of a plan."""

    def __init__(self, plan: Plan, *, deployed: bool = False) -> None:
        self._named = {each.urn: each for each in plan.resources if each.is_provider}
        self.default = default_providers(plan, deployed=deployed)
        self._plan = plan

    def by_environment(self, package: str) -> frozenset[str]:
        """Return the inputs of a package's default provider that the environment alone gives."""
        names = VARIABLES.get(package, {})
        return frozenset(key for key in names if f"{package}:{key}" not in self._plan.config)

    def of(self, resource: Resource) -> Resource | None:
        """Return the provider that makes a resource; None where it is not in the plan."""
        maker = maker_of(resource)
        return self.default.get(resource.package) if maker.startswith("default ") else self._named.get(maker)


def maker_of(resource: Resource) -> str:
    """Return the URN of the provider of a resource, of its reference `urn::id`; `default PACKAGE` else."""
    urn = resource.provider.rpartition("::")[0] if resource.provider else ""
    return f"default {resource.package}" if not urn or urn_is_default(urn) else urn


def untold_changes(before: Resource, after: Resource) -> Iterator[PropertyChange]:
    """Yield a change of a kubeconfig that both sides hide, by what is told of it."""
    old, new = (each.inputs.get("kubeconfig") for each in (before, after))
    if not before.told or not after.told or before.told == after.told:
        return
    same = before.told.get("cluster") == after.told.get("cluster")
    yield PropertyChange(("kubeconfig",), old, new, note="the same cluster" if same else "another cluster")


def setting_changes(
    old: Resource, new: Resource, *, deployed: bool, around_now: Collection[str]
) -> Iterator[PropertyChange]:
    """Yield what changes of the configuration of a package's default provider.

    What a plan does not hold may come from the environment, or from the machine's own files: where one side
    alone names it, it may be what it was.

    Args:
        old: the default provider before.
        new: after.
        deployed: whether `old` is of a deployment, which holds what the environment has given.
        around_now: inputs that the environment gives `new`; a document that does not say what they were
            before says nothing of a change.
    """
    around = VARIABLES.get(old.type.removeprefix(TYPE), {})
    for change in differences((), old.inputs, new.inputs, deployed=deployed):
        absent = change.after is MISSING
        if absent and deployed and change.path[0] not in _ASKED:
            continue
        if change.before is MISSING and change.path[0] in around_now:
            continue
        if change.path[0] not in around or MISSING not in (change.before, change.after):
            yield change
        else:
            yield replace(change, certain=False, note=_NOT_SET if absent else _NOT_SEEN)


def _packages(resources: Iterable[Resource]) -> set[str]:
    return {
        each.package
        for each in resources
        if each.custom and not each.provider and not each.is_provider and each.package != "pulumi"
    }


def _provider(plan: Plan, package: str, inputs: Mapping[str, Any]) -> Resource:
    kind = f"{TYPE}{package}"
    urn = f"urn:pulumi:{plan.stack}::{plan.project}::{kind}::default"
    return Resource(urn=urn, type=kind, name="default", custom=True, inputs=_inputs(inputs))


def _inputs(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: read(value) for key, value in given.items() if key not in _NOT_CONFIGURED}


def read(value: Any) -> Any:
    """Return an input of a provider as data: what is no text is given to it as JSON in a text."""
    if isinstance(value, str):
        if value == MARK:
            return Secret(UNKNOWN)
        if value[:1] in "{[":
            try:
                return json.loads(value)
            except ValueError:
                return value
        return {"true": True, "false": False}.get(value, value)
    if isinstance(value, Mapping):
        return {key: read(item) for key, item in cast("Mapping[str, Any]", value).items()}
    return value
