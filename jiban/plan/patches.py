"""Internals of the SDK that are replaced while a program is planned, beside the shortcuts.

Each replacement says why. All are undone when the plan ends, and each has a test.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.lazy_sdk import names
from jiban.plan import sdk
from jiban.plan.convert import unknown_of
from jiban.plan.loop import wait_within
from jiban.plan.sdk_types import Property, TypedValues, is_map
from jiban.plan.shortcuts import PLAIN, shortcuts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence

    from jiban.plan.registration_ids import RegistrationIds


_NAMES_OF_CLASS: Final = "_globals_for_cls"
"""The SDK's function that returns what type hints of a class may name."""


@contextmanager
def patched(
    registration_ids: RegistrationIds,
    of_secrets: Sequence[tuple[Any, str, Any]],
    given: Callable[[str, str], bool],
) -> Generator[None]:
    """Replace the SDK's internals for the duration of a plan.

    `of_secrets` is what is replaced for the sake of secrets: owners, names and replacements. `given` returns
    whether a property of a type is known whole, so that nothing in it is unknown.
    """
    changes: list[tuple[Any, str, Any]] = [
        # `traceback.extract_stack` reads every source file on the stack, for every resource.
        (sdk.resource, "_get_stack_trace", registration_ids.assign),
        (sdk.rpc, "resolve_outputs", functools.partial(_resolve_outputs, given)),
        (sdk.resource, "resource_output", _resource_output(sdk.resource.resource_output)),
        *(
            (owner, name, registration_ids.remembering(getattr(owner, name)))
            for name in ("invoke", "invoke_async", "invoke_output", "call")
            for owner in (sdk.invoke, sdk.runtime)
        ),
        (sdk.invoke, "_sync_await", wait_within(sdk.invoke._sync_await)),  # noqa: SLF001 - the SDK's own
        (sdk.pulumi.StackReference, "get_output", _get_output),
        (sdk.pulumi.StackReference, "require_output", _require_output),
        (sdk.rpc, "serialize_property", _serialize_property(sdk.rpc.serialize_property)),
        (sdk.pulumi.Output, "apply", _apply(sdk.pulumi.Output.apply)),
        (sdk.pulumi, "get", _get(sdk.pulumi.get)),
        # Newer SDKs ask an exported object for each of its properties; older ones have no such function.
        *(
            [(sdk.types, "output_type_to_dict", _without_mark(sdk.types.output_type_to_dict))]
            if hasattr(sdk.types, "output_type_to_dict")
            else []
        ),
        # A class that a program derives from one of an SDK finds the types that the SDK's module finds.
        *(
            [(sdk.types, _NAMES_OF_CLASS, _joined_names(getattr(sdk.types, _NAMES_OF_CLASS)))]
            if hasattr(sdk.types, _NAMES_OF_CLASS)
            else []
        ),
        # Asked for each output of each resource, through a variable of the context. A plan is a preview.
        (sdk.settings, "is_dry_run", lambda: True),
        *shortcuts(sdk),
        *of_secrets,
    ]
    with _replaced(changes):
        yield


def _joined_names(own: Callable[[type], dict[str, Any] | None]) -> Callable[[type], dict[str, Any] | None]:
    def names_of(cls: type) -> dict[str, Any] | None:
        return names.joined(own(cls), [base.__module__ for base in cls.__mro__])

    return names_of


@contextmanager
def _replaced(changes: list[tuple[Any, str, Any]]) -> Generator[None]:
    missing = object()
    before: list[tuple[Any, str, Any]] = [
        (owner, name, (cast("dict[str, Any]", vars(owner))).get(name, missing)) for owner, name, _ in changes
    ]
    for owner, name, value in changes:
        setattr(owner, name, value)
    try:
        yield
    finally:
        for owner, name, value in reversed(before):
            if value is missing:
                delattr(owner, name)
            else:
                setattr(owner, name, value)


def _serialize_property(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return the SDK's function, whose unknowns tell which resources they come from, each by itself.

    What is plain is returned at once, as the SDK does after it has asked whether it is anything else.
    """

    async def serialize(
        value: Any, deps: Any, property_key: Any, resource_obj: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        if type(value) in PLAIN:
            return value
        found = await original(value, deps, property_key, resource_obj, *args, **kwargs)
        of_a_resource = resource_obj is not None and property_key is not None
        if not of_a_resource or not isinstance(value, sdk.pulumi.Output) or found != sdk.rpc.UNKNOWN:
            return found
        sources = [each for each in await value.resources() if isinstance(each, sdk.pulumi.CustomResource)]
        # A resource that is not registered yet may wait for this very property.
        return unknown_of([await each.urn.future() for each in sources if each.urn._data.done()])  # noqa: SLF001 - as above

    return serialize


def _resolve_outputs(  # noqa: PLR0917 - the SDK's signature
    given: Callable[[str, str], bool],
    res: Any,
    serialized_props: Any,  # noqa: ARG001 - the SDK's signature
    outputs: Any,
    deps: Mapping[str, set[Any]],
    resolvers: dict[str, Any],
    custom: bool,  # noqa: FBT001 - the SDK's signature
    transform_using_type_metadata: bool = False,  # noqa: FBT001, FBT002 - the SDK's signature
    keep_unknowns: bool = False,  # noqa: FBT001, FBT002 - the SDK's signature
    resolve_missing_as_unknown: bool = False,  # noqa: FBT001, FBT002 - the SDK's signature
) -> None:
    """Resolve a resource's outputs as in a preview.

    The monitor gives a resource's inputs back as its state, so what a provider would add is added here. A
    nested property that the output's type declares and the input leaves out (`identity.principal_id`) is
    unknown rather than None: the types do not tell which of them a cloud fills in. An input whose form
    differs from that of the output of the same name (a policy given as a map) makes that output unknown
    rather than fail.
    """
    types = sdk.types.resource_types(type(res))
    translate: Callable[[str], str] = res.translate_output_property
    inner: Callable[[str], str] = res.translate_output_property
    if transform_using_type_metadata:
        names = sdk.types.resource_pulumi_to_py_names(type(res))
        translate = lambda name: names.get(name) or name  # noqa: E731 - as short as the SDK's own
        inner = _same
    # Kubernetes' provider gives an object back as it was given: the rest of it does not make what is there
    # unknown, and is unknown itself when it is asked for.
    by_parts = res._type.startswith("kubernetes:")  # noqa: SLF001 - the SDK has no public way
    resolved: dict[str, Any] = {}
    for key, value in sdk.rpc.deserialize_properties(outputs, keep_unknowns).items():
        kind = types.get(key)
        if key == "metadata" and by_parts:
            value = _named(value)  # noqa: PLW2901 - the same property, completed
        whole = given(res._type, key)  # noqa: SLF001 - the SDK has no public way
        try:
            typed = sdk.rpc.translate_output_properties(
                value if whole or by_parts else _CLOUD_FILLED.complete(value, kind),
                inner,
                kind,
                transform_using_type_metadata,
            )
            resolved[translate(key)] = _partly_known(typed) if by_parts and not whole else typed
        except (AssertionError, ValueError, TypeError, KeyError):
            resolved[translate(key)] = sdk.output.Unknown()
    translated = {translate(key): found for key, found in deps.items()}
    # Older SDKs neither ask for it nor take it.
    missing = (True,) if resolve_missing_as_unknown else ()
    sdk.rpc.resolve_properties(resolvers, resolved, translated, custom, *missing)


def _resource_output(original: Callable[[Any], tuple[Any, Any]]) -> Callable[[Any], tuple[Any, Any]]:
    """Make the id of a resource that is read by an unknown id unknown.

    The SDK takes the ids of read resources for known, and gives the program the text that marks an unknown.
    """

    def output_of(res: Any) -> tuple[Any, Any]:
        resolve, output = original(res)

        def known_or_not(value: Any, *rest: Any) -> None:
            if value == sdk.rpc.UNKNOWN:
                value, rest = None, (False, *rest[1:])
            resolve(value, *rest)

        return known_or_not, output

    return output_of


def _same(name: str) -> str:
    return name


def _named(metadata: Any) -> Any:
    """Add an unknown name to an object without one: the provider makes a name, with random letters."""
    if isinstance(metadata, dict) and "name" not in metadata and not sdk.rpc.is_rpc_secret(metadata):
        return {**cast("dict[str, Any]", metadata), "name": sdk.output.Unknown()}
    return cast("Any", metadata)


class _CloudFilled(TypedValues):
    """Adds an unknown for each nested property that a type declares and a value leaves out."""

    def complete(self, value: Any, kind: Any, path: str = "") -> Any:
        """Look inside secrets as they are on the wire."""
        if isinstance(value, dict) and sdk.rpc.is_rpc_secret(value):
            inner = self.complete(sdk.rpc.unwrap_rpc_secret(value), kind, path)
            return sdk.rpc.wrap_rpc_secret(inner)
        return super().complete(value, kind, path)

    def wants(self, declared: Property) -> bool:  # noqa: ARG002 - the base's signature
        return True

    def missing(self, kind: Any, path: str, depth: int) -> Any:  # noqa: ARG002 - the base's signature
        return sdk.output.Unknown()

    def complete_list(self, items: list[Any], kind: Any, path: str) -> Any:
        """Return an unknown for a list that comes back as a map: Azure does so with lists of ids."""
        return sdk.output.Unknown() if is_map(kind) else super().complete_list(items, kind, path)


_CLOUD_FILLED: Final = _CloudFilled()


class _NotKnownYetError(BaseException):
    """A callback asks for a part of a value that is not known; no program is meant to handle it."""


_PARTLY_KNOWN: Final = "_jiban_partly_known"


def _partly_known(value: Any) -> Any:
    """Mark the objects in a value, so that a property that they lack is not known rather than None."""
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value)
        if sdk.types.is_output_type(type(entries)):
            entries.__dict__[_PARTLY_KNOWN] = True
        # Some types have a property in place of a map's method: `values`, `items`.
        for entry in cast("Any", dict).values(entries):
            _partly_known(entry)
    elif isinstance(value, list):
        for entry in cast("list[Any]", value):
            _partly_known(entry)
    return cast("Any", value)


def _get(original: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """Return the SDK's reader of a property of an object."""

    def get(owner: Any, name: str) -> Any:
        value = original(owner, name)
        if value is None and _PARTLY_KNOWN in getattr(owner, "__dict__", ()):
            raise _NotKnownYetError(name)
        return value

    return get


def _without_mark(original: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    """Return the SDK's reader of a whole object, to which a property that is not there is not there."""

    def to_dict(owner: Any) -> dict[str, Any]:
        mark = owner.__dict__.pop(_PARTLY_KNOWN, None)
        try:
            return original(owner)
        finally:
            if mark is not None:
                owner.__dict__[_PARTLY_KNOWN] = mark

    return to_dict


def _apply(original: Callable[..., Any]) -> Callable[..., Any]:
    """Return `Output.apply`, whose result is unknown where the callback needs what is not known."""

    def apply(output: Any, func: Callable[[Any], Any], run_with_unknowns: bool = False) -> Any:  # noqa: FBT001, FBT002 - the SDK's signature
        def run(value: Any) -> Any:
            try:
                result = func(value)
            except _NotKnownYetError:
                return sdk.output.UNKNOWN
            return _awaited(result) if inspect.isawaitable(result) else result

        return original(output, run, run_with_unknowns)

    return apply


async def _awaited(result: Awaitable[Any]) -> Any:
    try:
        return await result
    except _NotKnownYetError:
        return sdk.output.UNKNOWN


# The outputs of a stack that is itself only planned are known in part. The SDK's own methods would make
# every output unknown as soon as one is.
def _get_output(self: Any, name: Any) -> Any:
    """Return an output of another stack; None if it has none of that name."""
    return _output_of(self, name, lambda outputs, key: outputs.get(key))


def _require_output(self: Any, name: Any) -> Any:
    """Return an output of another stack.

    Raises:
        KeyError: when the stack has no such output.
    """
    return _output_of(self, name, lambda outputs, key: outputs[key])


def _output_of(reference: Any, name: Any, choose: Callable[[Any, Any], Any]) -> Any:
    def pick(values: Any) -> Any:
        key, outputs = values
        if isinstance(outputs, sdk.output.Unknown) or isinstance(key, sdk.output.Unknown):
            return sdk.output.Unknown()
        return choose(outputs, key)

    picked = sdk.output.Output.all(name, reference.outputs).apply(pick, run_with_unknowns=True)

    async def run() -> Any:
        # The outputs are secret as a whole as soon as one is; which ones are, their names tell.
        data = await picked._data  # noqa: SLF001 - the SDK has no public way
        names = await reference.secret_output_names.future()
        key = await sdk.output.Output.from_input(name)._data  # noqa: SLF001 - as above
        is_secret = data.is_secret if names is None else key.is_secret or key.value in names
        return dataclasses.replace(data, is_secret=is_secret and data.is_known)

    return sdk.output.Output._from_data(run())  # noqa: SLF001 - as above
