"""Registrations that a plugin would make for the resources that it takes apart, made here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml
from pulumi.runtime.proto import resource_pb2

from jiban.model.plan import Parts, Resource
from jiban.plan.convert import to_struct
from jiban.plan.errors import PlanError
from jiban.plan.manifests.errors import ManifestError, NotSeenError
from jiban.plan.manifests.render import Rendered, render
from jiban.plan.recorder import KUBERNETES
from jiban.plan.urns import make_urn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_PLUGIN: Final = "a plugin makes its resources"
_GIVE: Final = "give the values with -c, or in the stack file"
_PREVIEW: Final = "check the output of `pulumi preview --json` with --plan"
_DEFAULT_NAMESPACE: Final = "default"


class PartMaker:
    """Makes the registrations of one plan, and remembers of which resources the parts are seen."""

    def __init__(self, folder: Path, config: Mapping[str, str]) -> None:
        """Take the program's folder, which paths start from, and the stack's configuration."""
        self._folder = folder
        self._config = config
        self.parts: list[Parts] = []

    def not_read(self, root: str, environments: Sequence[str]) -> None:
        """Remember that the values of ESC environments are not there, by the URN of the root stack."""
        if environments:
            names = ", ".join(environments)
            what = (
                f"the environment {names} is" if len(environments) == 1 else f"the environments {names} are"
            )
            self.parts.append(
                Parts(root, seen=False, how=f"{what} not read, and may give other values", remedy=_GIVE)
            )

    def requests(self, request: Any, resource: Resource, provider: Mapping[str, Any] | None) -> Iterator[Any]:
        """Yield the registrations of the children of a resource; none where a plugin makes none.

        Args:
            request: the registration of the resource itself.
            resource: what was recorded of it.
            provider: inputs of its explicit provider; None for the default one.

        Raises:
            PlanError: the plugin would refuse the resource.
        """
        if not resource.remote:
            return
        found = self._rendered(resource, provider)
        if found is None:
            if all(each.urn != resource.urn for each in self.parts[-1:]):
                self.parts.append(Parts(resource.urn, seen=False, how=_PLUGIN, remedy=_PREVIEW))
            return
        self.parts.append(Parts(resource.urn, seen=True, how=found.how))
        stack, project = resource.urn.removeprefix("urn:pulumi:").split("::", 2)[:2]
        urns = [make_urn(stack, project, resource.urn, each.type, each.name) for each in found.children]
        sources = sorted({urn for urns in resource.property_dependencies.values() for urn in urns})
        for child in found.children:
            made = resource_pb2.RegisterResourceRequest(
                type=child.type,
                name=child.name,
                parent=resource.urn,
                custom=True,
                object=to_struct(child.inputs),
                dependencies=sorted({*sources, *(urns[need] for need in child.needs)}),
                provider=request.provider or request.providers.get(KUBERNETES, ""),
                sourcePosition=request.sourcePosition,
            )
            for key in child.inputs if sources else ():
                made.propertyDependencies[key].urns.extend(sources)
            if child.retain:
                made.retainOnDelete = True
            yield made

    def _rendered(self, resource: Resource, provider: Mapping[str, Any] | None) -> Rendered | None:
        namespace = self._namespace(provider)
        try:
            return render(
                resource.type, resource.name, resource.inputs, folder=self._folder, namespace=namespace
            )
        except NotSeenError as error:
            self.parts.append(Parts(resource.urn, seen=False, how=error.why, remedy=error.remedy))
            return None
        except ManifestError as error:
            place = f"{resource.source}: " if resource.source else ""
            kind = resource.type.rpartition(":")[2]
            raise PlanError(f"{place}{kind} {resource.name!r}: {error}") from None

    def _namespace(self, provider: Mapping[str, Any] | None) -> str:
        """Return the provider's default namespace: its own, else that of the kubeconfig's context."""
        if provider is None:
            given: Mapping[str, Any] = {
                key: self._config.get(f"{KUBERNETES}:{key}") for key in ("namespace", "kubeconfig", "context")
            }
        else:
            given = provider
        namespace = given.get("namespace")
        if isinstance(namespace, str) and namespace:
            return namespace
        return _namespace_of(given.get("kubeconfig"), given.get("context")) or _DEFAULT_NAMESPACE


def _namespace_of(kubeconfig: Any, context: Any) -> str:
    """Return the namespace of a kubeconfig's context; empty where its text is not known or names none."""
    if not isinstance(kubeconfig, str) or (
        "\n" not in kubeconfig and not kubeconfig.lstrip().startswith("{")
    ):
        return ""
    try:
        document: Any = yaml.safe_load(kubeconfig)
        wanted = context if isinstance(context, str) and context else document["current-context"]
        entries = [each for each in document["contexts"] if each["name"] == wanted]
        return str(entries[0]["context"].get("namespace") or "")
    except (yaml.YAMLError, KeyError, TypeError, IndexError, AttributeError):
        return ""
