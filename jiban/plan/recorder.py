"""The recording monitor: responds to the SDK as the engine does in a preview, and records its requests.

Semantics follow Go's `pkg/resource/deploy/source_eval.go` at v3.259.0: what a child inherits from its parent,
the order of transforms (own, the parents', the stack's), what a component and what a custom resource get
back. A custom resource gets its inputs as its state and everything else unknown, as from a provider in a
preview.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, resource_pb2

from jiban import secrecy
from jiban.model.digest import UNKNOWN_TEXT
from jiban.model.plan import (
    ROOT_TYPE,
    UNKNOWN,
    Lookup,
    Options,
    Placeholder,
    Resource,
    SourceLine,
    Unknown,
    has_unknown,
    opened,
    secret_values,
)
from jiban.plan.callbacks import Callbacks, transform_invoke, transform_resource
from jiban.plan.convert import Reader, as_state, to_struct
from jiban.plan.errors import DuplicateUrn, PlanError
from jiban.plan.options import options_of
from jiban.plan.order import sorted_by_need
from jiban.plan.sdk_secrets import SecretArguments
from jiban.plan.urns import all_aliases, make_urn, own_aliases

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Mapping

_FEATURES: Final = (
    # Two features are left out. Without OUTPUT_VALUES inputs of remote components are plain values;
    # without INVOKE_DEPENDS_ON the SDK itself holds back functions whose inputs wait for a resource.
    resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
    resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
)
_STACK_REFERENCE: Final = "pulumi:pulumi:StackReference"
_GET_RESOURCE: Final = "pulumi:pulumi:getResource"
_DYNAMIC: Final = "pulumi-python:"
_STASH: Final = "pulumi:index:Stash"
_MARK: Final = "@isPulumiResource"
KUBERNETES: Final = "kubernetes"


class Lookups(Protocol):
    """Returns what only a cloud or a state could give: results of functions, outputs of other stacks."""

    def invoke(
        self,
        token: str,
        args: Mapping[str, Any],
        kind: type | None,
        source: SourceLine | None,
        provider: Mapping[str, Any] | None = None,
    ) -> tuple[Mapping[str, Any] | Unknown, Placeholder | Lookup | None]:
        """Return the result of a function, and how it was found; None where it follows from the arguments.

        `provider` is the configuration of the provider that is asked; None for the default one.
        """
        ...

    def stack(
        self, name: str, source: SourceLine | None
    ) -> tuple[Mapping[str, Any] | Unknown, Placeholder | Lookup]:
        """Return the outputs of another stack, and how they were found."""
        ...


class RequestLines(Protocol):
    """Finds the lines of the user's code that a request comes from."""

    def of(self, request: Any) -> tuple[int, tuple[SourceLine, ...]]:
        """Return the number of a resource in order of construction, and the lines that made it."""
        ...

    def here(self) -> SourceLine | None:
        """Return the line that is running."""
        ...

    def result_type(self) -> type | None:
        """Return the class of the result of the function that is being called."""
        ...


class States(Protocol):
    """Knows the id and the outputs of resources that exist only by assumption."""

    def of(self, resource: Resource) -> Resource | None:
        """Return the resource with its `id` and `outputs`, or None where nothing is assumed of it."""
        ...


class Maker(Protocol):
    """Makes the registrations that a plugin would make of a resource."""

    def requests(self, request: Any, resource: Resource, provider: Mapping[str, Any] | None) -> Iterable[Any]:
        """Return the registrations of a resource's children, given its explicit provider's inputs."""
        ...


@dataclass(slots=True)
class _Inherited:
    """What children take over from a parent."""

    protect: bool | None = None
    retain_on_delete: bool | None = None
    deleted_with: str = ""
    provider: str = ""


@dataclass(slots=True)
class _Registered:
    resource: Resource
    number: int
    inherited: _Inherited
    transforms: tuple[str, ...] = ()
    providers: Mapping[str, str] = field(default_factory=dict[str, str])


class Recorder:
    """Takes the place of the engine's resource monitor during one plan."""

    def __init__(  # noqa: PLR0917 - the parts of a plan, put together in one place
        self,
        project: str,
        stack: str,
        lines: RequestLines,
        lookups: Lookups,
        reader: Reader,
        states: States | None = None,
        secret_arguments: SecretArguments | None = None,
        maker: Maker | None = None,
    ) -> None:
        """Begin an empty recording; without `states`, outputs are as in a preview.

        What plugins make of a resource is recorded where `maker` can make it.
        """
        self._project = project
        self._stack = stack
        self._lines = lines
        self._lookups = lookups
        self._reader = reader
        self._states = states
        self._secret_arguments = secret_arguments or SecretArguments()
        self._maker = maker
        self._found: dict[str, _Registered] = {}
        self._outputs: dict[str, dict[str, Any]] = {}
        self._aliases: dict[str, tuple[str, ...]] = {}
        self._stack_transforms: list[str] = []
        self._invoke_transforms: list[str] = []
        self.callbacks = Callbacks(self)
        self.results: list[Placeholder | Lookup] = []

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name of the RPC
        """Record a resource; a coroutine where transforms must run first."""
        self._inherit(request)
        own = tuple(callback.token for callback in request.transforms)
        tokens = [*own, *self._parents_transforms(request.parent), *self._stack_transforms]
        if not tokens:
            return self._made(request, own)
        return self._transformed(request, own, tokens)

    async def _transformed(self, request: Any, own: tuple[str, ...], tokens: list[str]) -> Any:
        made = self._made(await transform_resource(self.callbacks, tokens, request), own)
        return await made if inspect.isawaitable(made) else made

    def _made(self, request: Any, own: tuple[str, ...]) -> Any:
        """Record a resource, and the children that its plugin would register."""
        response = self._register(request, own)
        if self._maker is None:
            return response
        provider, _, _ = (request.provider or request.providers.get(KUBERNETES, "")).rpartition("::")
        inputs = self._found[provider].resource.inputs if provider in self._found else None
        children = self._maker.requests(request, self._found[response.urn].resource, inputs)
        waiting = [each for each in map(self.RegisterResource, children) if inspect.isawaitable(each)]
        return _after(waiting, response) if waiting else response

    def _parents_transforms(self, parent: str) -> list[str]:
        tokens: list[str] = []
        while parent in self._found:
            above = self._found[parent]
            tokens.extend(above.transforms)
            parent = above.resource.parent or ""
        return tokens

    def _inherit(self, request: Any) -> None:
        above = self._found.get(request.parent)
        if above is None:
            return
        inherited = above.inherited
        if not request.deletedWith:
            request.deletedWith = inherited.deleted_with
        if not request.HasField("protect") and inherited.protect is not None:
            request.protect = inherited.protect
        if not request.HasField("retainOnDelete") and inherited.retain_on_delete is not None:
            request.retainOnDelete = inherited.retain_on_delete
        if request.provider or not inherited.provider:
            return
        package = request.type.split(":", 1)[0]
        if not (request.custom or request.remote) or f":providers:{package}::" in inherited.provider:
            request.provider = inherited.provider

    def _register(self, request: Any, own: tuple[str, ...]) -> Any:
        urn = make_urn(self._stack, self._project, request.parent, request.type, request.name)
        number, trace = self._lines.of(request)
        try:
            inputs = self._reader.struct(request.object)
        except PlanError as error:
            place = f"{trace[0]}: " if trace else ""
            raise PlanError(f"{place}{request.type} {request.name!r}: {error}") from None
        inputs.pop(
            "__provider", None
        )  # Of a dynamic provider it is the pickled class, which tells nobody anything
        above = self._found.get(request.parent)
        providers = dict(request.providers)
        if not request.custom and above is not None:
            providers = {**above.providers, **providers}
        own_list = own_aliases(urn, request.parent, request.aliases)
        aliases = self._aliases[urn] = all_aliases(urn, request.parent, own_list, self._aliases)
        resource = Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            custom=request.custom,
            parent=request.parent or None,
            inputs=inputs,
            dependencies=tuple(sorted(request.dependencies)),
            property_dependencies={
                key: tuple(sorted(found.urns)) for key, found in sorted(request.propertyDependencies.items())
            },
            protect=request.protect,
            provider=(request.provider or None) if request.custom or request.remote else None,
            op="import" if request.importId else "create",
            id=request.importId or None,
            remote=request.remote,
            aliases=aliases,
            options=options_of(request, providers, self._reader),
            source=trace[0] if trace else None,
            trace=trace,
        )
        inherited = _Inherited(
            request.protect if request.HasField("protect") else None,
            request.retainOnDelete if request.HasField("retainOnDelete") else None,
            request.deletedWith,
            request.provider,
        )
        assumed = self._assumed(resource)
        self._keep(_Registered(assumed or resource, number, inherited, own, providers))
        if assumed is not None:
            state = to_struct(assumed.outputs)
            return resource_pb2.RegisterResourceResponse(urn=urn, id=assumed.id or "", object=state)
        # A provider that is written in the program is asked for nothing before it has something to make.
        asked = request.custom and not request.type.startswith(_DYNAMIC)
        state: Any = as_state(request.object) if asked else None
        if request.type == _STASH and "input" in request.object.fields:
            state.fields["output"].CopyFrom(state.fields["input"])
        return resource_pb2.RegisterResourceResponse(urn=urn, id=request.importId, object=state)

    def _assumed(self, resource: Resource) -> Resource | None:
        return self._states.of(resource) if self._states is not None and resource.custom else None

    def _keep(self, registered: _Registered) -> None:
        resource = registered.resource
        first = self._found.get(resource.urn)
        if first is not None:
            places = _where_they_part(first.resource.trace, resource.trace)
            raise DuplicateUrn(
                f"duplicate resource URN {resource.urn}: two resources of type {resource.type} are named "
                f"{resource.name!r}, in {places[0]} and in {places[1]}; change the name or the parent of one"
            )
        self._found[resource.urn] = registered

    def ReadResource(self, request: Any) -> Any:  # noqa: N802 - the name of the RPC
        """Record an existing resource; its id is known, and of its state what the program gives."""
        urn = make_urn(self._stack, self._project, request.parent, request.type, request.name)
        number, trace = self._lines.of(request)
        source = trace[0] if trace else None
        state = request.properties
        resource = Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            custom=True,
            parent=request.parent or None,
            inputs=self._reader.struct(state),
            dependencies=tuple(sorted(request.dependencies)),
            provider=request.provider or None,
            op="read",
            id=None if request.id == UNKNOWN_TEXT else request.id,
            options=Options(
                additional_secret_outputs=tuple(request.additionalSecretOutputs),
                version=request.version or None,
                plugin_download_url=request.pluginDownloadURL or None,
            ),
            source=source,
            trace=trace,
        )
        assumed = None if request.type == _STACK_REFERENCE else self._assumed(resource)
        self._keep(_Registered(assumed or resource, number, _Inherited(provider=request.provider)))
        if request.type == _STACK_REFERENCE:
            state = self._other_stack(request, source)
        elif assumed is not None:
            state = to_struct(assumed.outputs)
        # Newer SDKs take the id from here, older ones know no such field.
        known = resource.id and "id" in resource_pb2.ReadResourceResponse.DESCRIPTOR.fields_by_name
        fields = {"id": resource.id} if known else {}
        return resource_pb2.ReadResourceResponse(urn=urn, properties=state, **fields)

    def _other_stack(self, request: Any, source: SourceLine | None) -> Any:
        outputs, record = self._lookups.stack(request.id, source)
        self.results.append(record)
        state = resource_pb2.ReadResourceResponse().properties
        state.CopyFrom(request.properties)
        if not isinstance(outputs, Unknown):
            secrecy.current().learn(list(secret_values(outputs)))
            secret = sorted(key for key, value in outputs.items() if any(True for _ in secret_values(value)))
            state.update({"outputs": to_struct(outputs), "secretOutputNames": secret})
        return state

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - the name of the RPC
        """Keep a component's outputs, and the stack's."""
        outputs = self._reader.struct(request.outputs)
        self._outputs[request.urn] = _without_marks(outputs)
        return empty_pb2.Empty()

    def Invoke(self, request: Any) -> Any:  # noqa: N802 - the name of the RPC
        """Return the result of a function; a coroutine where transforms must run first."""
        if self._invoke_transforms and request.tok != _GET_RESOURCE:
            return self._transformed_invoke(request, self._lines.here())
        return self._invoke(request, self._lines.here())

    async def _transformed_invoke(self, request: Any, source: SourceLine | None) -> Any:
        return self._invoke(await transform_invoke(self.callbacks, self._invoke_transforms, request), source)

    def _invoke(self, request: Any, source: SourceLine | None) -> Any:
        args = self._reader.struct(request.args)
        if request.tok == _GET_RESOURCE:
            return self._get_resource(args)
        if has_unknown(args):
            return resource_pb2.ResourceInvokeResponse(unknown=True)
        provider = self._configuration(request.provider)
        kind = self._lines.result_type()
        result, record = self._lookups.invoke(request.tok, opened(args), kind, source, provider)
        if record is not None and record.args:
            marked = self._reader.struct(self._secret_arguments.of(request.args))
            record = replace(record, args=marked)
        if record is not None:
            self.results.append(record)
        secrecy.current().learn(list(secret_values(result)))
        if isinstance(result, Unknown):
            return resource_pb2.ResourceInvokeResponse(unknown=True)
        return _with_return(resource_pb2.ResourceInvokeResponse(), result)

    def _configuration(self, reference: str) -> Mapping[str, Any] | None:
        """Return the inputs of an explicit provider, `URN::ID`; None without one."""
        if not reference:
            return None
        found = self._found.get(reference.rpartition("::")[0])
        return found.resource.inputs if found is not None else {}

    def _get_resource(self, args: Mapping[str, Any]) -> Any:
        found = self._found.get(str(args.get("urn")))
        if found is None:
            raise PlanError(f"the program reads a resource that it has not declared: {args.get('urn')}")
        resource = found.resource
        given = resource.outputs or resource.inputs
        state = given if resource.custom else self._outputs.get(resource.urn, {})
        result = {"urn": resource.urn, "id": resource.id or "", "state": state}
        return _with_return(resource_pb2.ResourceInvokeResponse(), result)

    def Call(self, request: Any) -> Any:  # noqa: N802 - the name of the RPC
        """Return an unknown for a method of a component: only a plugin can run it."""
        note = "only a plugin can run it, so its result is unknown before deployment"
        args = self._reader.struct(request.args)
        self.results.append(Placeholder("call", request.tok, args, "unknown", note, self._lines.here()))
        return _with_return(provider_pb2.CallResponse(), {"result": UNKNOWN})

    def SupportsFeature(self, request: Any) -> Any:  # noqa: N802, ARG002 - the name and form of the RPC
        """Return no: the SDK asks this only of engines without `GetDeploymentInfo`."""
        return resource_pb2.SupportsFeatureResponse(hasSupport=False)

    def GetDeploymentInfo(self, request: Any) -> Any:  # noqa: N802, ARG002 - the name and form of the RPC
        """Name what this monitor can do."""
        return resource_pb2.DeploymentInfo(supportedFeatures=_FEATURES)

    def RegisterPackage(self, request: Any) -> Any:  # noqa: N802 - the name of the RPC
        """Return the reference of a parameterised package, the same on every run."""
        name = request.parameterization.name or request.extension.name or request.name
        version = request.parameterization.version or request.extension.version or request.version
        return resource_pb2.RegisterPackageResponse(ref=f"{name}@{version}")

    def RegisterStackTransform(self, callback: Any) -> Any:  # noqa: N802 - the name of the RPC
        """Take a transform of all resources from now on."""
        self._stack_transforms.append(callback.token)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(self, callback: Any) -> Any:  # noqa: N802 - the name of the RPC
        """Take a transform of all functions from now on."""
        self._invoke_transforms.append(callback.token)
        return empty_pb2.Empty()

    def RegisterResourceHook(self, request: Any) -> Any:  # noqa: N802, ARG002 - the name and form of the RPC
        """Accept a hook. The options of its resources name it; it never runs, as hooks have side effects."""
        return empty_pb2.Empty()

    def RegisterErrorHook(self, request: Any) -> Any:  # noqa: N802, ARG002 - the name and form of the RPC
        """Accept a hook, as above."""
        return empty_pb2.Empty()

    def SignalAndWaitForShutdown(self, request: Any) -> Any:  # noqa: N802, ARG002 - the name and form of the RPC
        """Return at once: nothing is left to do."""
        return empty_pb2.Empty()

    def resources(self) -> tuple[Resource, ...]:
        """Return all resources in order of construction, each after its dependencies."""
        order = sorted(self._found.values(), key=lambda found: found.number)
        return tuple(self._with_outputs(urn) for urn in sorted_by_need([found.resource for found in order]))

    def _with_outputs(self, urn: str) -> Resource:
        resource = self._found[urn].resource
        outputs = self._outputs.get(urn)
        if not outputs or resource.type == ROOT_TYPE:
            return resource
        return replace(resource, outputs=outputs)

    def stack_outputs(self) -> Mapping[str, Any]:
        """Return what the program exports."""
        roots = (urn for urn, found in self._found.items() if found.resource.type == ROOT_TYPE)
        return next((self._outputs[urn] for urn in roots if urn in self._outputs), dict[str, Any]())


async def _after(waiting: Iterable[Awaitable[Any]], response: Any) -> Any:
    for each in waiting:
        await each
    return response


def _where_they_part(first: tuple[SourceLine, ...], second: tuple[SourceLine, ...]) -> tuple[str, str]:
    """Return the innermost lines in which two traces differ, or the innermost ones where they do not."""
    pairs = zip(first, second, strict=False)
    one, other = next(
        ((a, b) for a, b in pairs if a != b), (next(iter(first), None), next(iter(second), None))
    )
    return str(one or "an unknown line"), str(other or "an unknown line")


def _with_return(response: Any, result: Mapping[str, Any]) -> Any:
    # `return` is a word of Python's, so the field cannot be named in code.
    getattr(response, "return").CopyFrom(to_struct(result))
    return response


def _without_marks(value: Any) -> Any:
    # In a preview the SDK adds this key to the outputs that are whole resources, as a hint for the
    # engine's diff.
    if isinstance(value, dict):
        return {
            key: _without_marks(item) for key, item in cast("dict[str, Any]", value).items() if key != _MARK
        }
    if isinstance(value, list):
        return [_without_marks(item) for item in cast("list[Any]", value)]
    return value
