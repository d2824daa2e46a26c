"""Internals of the SDK that are replaced by quicker ones with the same results.

A plan puts them in, and so does a rehearsal, whose programs run under the engine with their own SDK, perhaps
in a Python that has no jiban. So this file imports nothing of jiban, and takes the SDK's modules as they are
named in `jiban.plan.sdk`, which imports nothing of jiban either.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import importlib
import itertools
import typing
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TYPE_READERS = (
    "resource_types",
    "resource_pulumi_to_py_names",
    "resource_py_to_pulumi_names",
    "output_type_types",
    "input_type_py_to_pulumi_names",
)
_OF_INPUTS = "input_type_types"
PLAIN = frozenset({str, int, float, bool, type(None)})
"""Types of values that hold nothing."""
_TRACK = "_track"
_CREATE_URN = "create_urn"
_TURNS = 5
"""Turns of the loop that the SDK's own takes: what waits for it is to ask the engine in the same order."""
_COPY = "_copy"
_IS_AWAITABLE = "isawaitable"


def shortcuts(sdk: Any) -> list[tuple[Any, str, Any]]:
    """Return the owners of what is replaced, its names and what is put in its place.

    Args:
        sdk: the module `jiban.plan.sdk`, or one that was loaded from its file.

    Raises:
        AttributeError: this SDK has not all of what is replaced.
    """
    dependencies = _Dependencies()
    return [
        # The SDK logs about ten debug messages a resource, each a call to the engine, which nobody reads.
        (sdk.log, "debug", _no_debug),
        # The SDK makes four futures and a task for each output, and a resource has 30 outputs.
        (sdk.rpc, "transfer_properties", functools.partial(_transfer_properties, sdk)),
        # The SDK computes the URN of each alias for engines that cannot do it themselves, at some ten
        # futures each. An azure-native resource has 30 aliases and more, for the API versions of its type.
        (sdk.pulumi.resource, "collapse_alias_to_urn", _no_urn),
        (sdk.resource, "prepare_aliases", functools.partial(_prepare_aliases, sdk, {})),
        # The SDK makes the URN that a resource would have without an engine, by ten futures, and drops it.
        (sdk.resource, _CREATE_URN, _create_urn(sdk, getattr(sdk.resource, _CREATE_URN))),
        # Options are copied twice for each resource, through what pickles them.
        *((each, _COPY, _copy_of(each, getattr(each, _COPY))) for each in _copied(sdk)),
        (sdk.rpc, "declare_dependency", dependencies.declare),
        (sdk.depends_on, "declare_dependency", dependencies.declare),
        (sdk.pulumi.Resource, "__hash__", _numbered_hash()),
        (sdk.stack, "wait_for_rpcs", functools.partial(_wait_for_rpcs, sdk)),
        # These read type hints of a whole class anew for every resource: most of a plan's time without a
        # cache.
        *((sdk.types, name, type_reader(sdk, name)) for name in (*_TYPE_READERS, _OF_INPUTS)),
        # Asked for each value that is serialised, of the few types that there are.
        (sdk.types, "unwrap_type", _remembering(sdk.types.unwrap_type)),
        (sdk.types, "unwrap_optional_type", _remembering(sdk.types.unwrap_optional_type)),
        (sdk.rpc, "contains_unknowns", _contains_unknowns(sdk.rpc.contains_unknowns)),
        # Asked for each value of an output, most of which are plain.
        *([(sdk.output, _IS_AWAITABLE, _is_awaitable(sdk))] if hasattr(sdk.output, _IS_AWAITABLE) else []),
        # Looks the settings of this context up four times for each output, under a lock.
        *([(sdk.pulumi.Output, _TRACK, _track(sdk))] if hasattr(sdk.pulumi.Output, _TRACK) else []),
    ]


def _contains_unknowns(search: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return a function that looks into what may hold something, and no further."""

    def contains(value: Any) -> bool:
        return type(value) not in PLAIN and search(value)

    return contains


def _is_awaitable(sdk: Any) -> Callable[[Any], bool]:
    """Return the SDK's function, which is quick for what can hold a value and is never awaited."""
    original: Callable[[Any], bool] = getattr(sdk.output, _IS_AWAITABLE)
    never = {*PLAIN, dict, list, tuple, sdk.pulumi.Output}

    def is_awaitable(value: Any) -> bool:
        return type(value) not in never and original(value)

    return is_awaitable


def _track(sdk: Any) -> Callable[[Any], None]:
    """Return what has an output waited for at the end of the program until it is there."""

    def track(output: Any) -> None:
        outputs: set[Any] = sdk.settings.SETTINGS.outputs
        outputs.add(output._data)  # noqa: SLF001 - the SDK has no public way
        output._data.add_done_callback(functools.partial(_there, outputs))  # noqa: SLF001 - as above

    return track


def _there(outputs: set[Any], data: asyncio.Future[Any]) -> None:
    # What has failed is left, to be raised at the end of the program.
    if not data.cancelled() and data.exception() is None:
        outputs.discard(data)


def _remembering(unwrap: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function that remembers, by identity, as unions of another order are equal."""
    known: dict[int, tuple[Any, Any]] = {}

    def remembered(hint: Any) -> Any:
        found = known.get(id(hint))
        if found is None or found[0] is not hint:
            found = known[id(hint)] = (hint, unwrap(hint))
        return found[1]

    return remembered


class _Known(dict[type, Any]):
    """What was read of classes, for as long as the process lives."""

    def __init__(self, read: Callable[[type], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, of_class: type) -> Any:
        found = self[of_class] = self._read(of_class)
        return found


_known: dict[str, _Known] = {}


def type_reader(sdk: Any, name: str) -> Callable[[type], Any]:
    """Return what stands for one of the SDK's functions that read the types of a class."""
    if name not in _known:
        own = getattr(sdk.types, name)
        _known[name] = _Known(_input_types_reader(sdk.types) if name == _OF_INPUTS else own)
    return _known[name].__getitem__


def read_types() -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Yield what was read by which function: its name, the module and the name of the class, and, of inputs,
    which of them.
    """
    for name, classes in _known.items():
        for each, found in classes.items():
            inputs = tuple(found.read) if isinstance(found, _InputTypes) else ()
            yield name, each.__module__, each.__qualname__, inputs


class _InputTypes(Mapping[str, Any]):
    """The types of the inputs of a class, by their names on the wire, each read when it is asked for.

    Most classes of an SDK have dozens of inputs, of which a program gives a few.
    """

    def __init__(self, types: Any, of_class: type) -> None:
        self._types = types
        self._class = of_class
        self._getters = {name: found.fget for _, name, found in types._py_properties(of_class)}  # noqa: SLF001 - the SDK has no public way
        self._names: dict[str, Any] | None = None
        self.read: dict[str, Any] = {}
        """The types that were read so far; None where an input has none."""

    def __getitem__(self, name: str) -> Any:
        if name not in self.read:
            self.read[name] = self._type_of(self._getters[name])
        found = self.read[name]
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._getters if self.get(name) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _type_of(self, getter: Any) -> Any:
        """Return the type that a getter is declared to return; None where it declares none."""
        if self._names is None:
            self._names = self._types._globals_for_cls(self._class)  # noqa: SLF001 - as above
        output = importlib.import_module("pulumi").Output
        # `T` stands in the SDK's own aliases, whose other parts tell what they are.
        hints = typing.get_type_hints(getter, self._names, {"Output": output, "T": type(None)})
        found = self._types.unwrap_type(hints["return"]) if "return" in hints else None
        return None if found is output else found


def _input_types_reader(types: Any) -> Callable[[type], Mapping[str, Any]]:
    """Return what reads the types of a class's inputs; the SDK's own where it has no names for them apart."""
    if not hasattr(types, "_globals_for_cls"):
        return types.input_type_types
    return lambda of_class: _InputTypes(types, of_class)


def _no_debug(*_args: Any, **_kwargs: Any) -> None:
    """Drop a debug message."""


def _create_urn(sdk: Any, original: Callable[..., Any]) -> Callable[..., Any]:
    """Return the SDK's function, which computes at once what hangs on nothing."""

    def create_urn(name: Any, type_: Any, parent: Any = None, *args: Any, **kwargs: Any) -> Any:
        if not type(name) is type(type_) is type(parent) is str:
            return original(name, type_, parent, *args, **kwargs)
        urn = f"{parent[0 : parent.rfind('::')]}${type_}::{name}"
        data: asyncio.Future[Any] = asyncio.Future()
        data.set_result(sdk.output._OutputData(resources=set(), value=urn, is_known=True, is_secret=False))  # noqa: SLF001 - the SDK has no public way
        output = object.__new__(sdk.output.Output)
        output._data = data
        output.future = functools.partial(_in_turn, urn)
        return output

    return create_urn


async def _in_turn(urn: str, with_unknowns: bool | None = None) -> str:  # noqa: ARG001, FBT001 - the SDK's signature
    for _ in range(_TURNS):
        await asyncio.sleep(0)
    return urn


def _copied(sdk: Any) -> Iterator[Any]:
    for each in (sdk.pulumi.ResourceOptions, getattr(sdk.pulumi, "ResourceHookBinding", None)):
        if hasattr(each, _COPY):
            yield each


def _copy_of(of_class: type, original: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function that copies an object of this very class as Python does by default."""

    def copy(given: Any) -> Any:
        if type(given) is not of_class:
            return original(given)
        found = cast("Any", object.__new__(of_class))
        found.__dict__.update(given.__dict__)
        return found

    return copy


def _no_urn(alias: Any, *_: Any) -> Any:
    """Leave an alias as it is: only engines without alias specifications need its URN."""
    return alias


def _has_type_alone(sdk: Any, alias: Any) -> bool:
    return (
        type(alias) is sdk.pulumi.Alias
        and alias.name is alias.parent is alias.stack is alias.project is ...
        and type(alias.type_) is str
    )


async def _prepare_aliases(
    sdk: Any, known: dict[Any, Any], _resource: Any, options: Any, _supports_alias_specs: Any
) -> list[Any]:
    """Turn a resource's aliases into messages, without an Output around each plain one.

    Those of a type alone are kept in `known`: each resource of a class has the same.
    """
    messages: Any = importlib.import_module("pulumi.runtime.proto.alias_pb2")
    found: list[Any] = []
    for given in (options.aliases if options is not None else None) or ():
        alias = (
            given
            if isinstance(given, (str, sdk.pulumi.Alias))
            else await sdk.output.Output.from_input(given).future()
        )
        if alias is None:
            continue
        if isinstance(alias, str):
            found.append(messages.Alias(urn=alias))
        else:
            # As in an SDK's classes, for the API versions of a type: the rest is as in the resource.
            kind = alias.type_ if _has_type_alone(sdk, alias) else None
            message = known.get(kind)
            if message is None:
                message = messages.Alias(spec=await sdk.resource.create_alias_spec(alias))
                if kind is not None:
                    known[kind] = message
            found.append(message)
    return found


class _Dependencies:
    """The resources that wait for one another, to refuse a cycle of them.

    The SDK searches its whole graph by recursion at each edge. Here an edge from a resource to an older one
    asks for no search as long as every edge is of that kind, because a cycle needs one of the other kind.
    """

    def __init__(self) -> None:
        self._edges: dict[Any, set[Any]] = {}
        self._all_to_older = True

    def declare(self, from_resource: Any, to_resource: Any) -> bool:
        """Keep an edge, and return whether it closes no cycle."""
        # A resource that is already registered waits for nothing, so no cycle leads through it.
        urn = to_resource.__dict__.get("urn")
        if urn is not None and urn._data.done():  # noqa: SLF001 - the SDK has no public way
            return True
        older = hash(to_resource) < hash(from_resource)
        if not (older and self._all_to_older) and self._leads(to_resource, from_resource):
            return False
        self._all_to_older = self._all_to_older and older
        self._edges.setdefault(from_resource, set()).add(to_resource)
        return True

    def _leads(self, start: Any, end: Any) -> bool:
        waiting, seen = [start], {start}
        while waiting:
            here = waiting.pop()
            if here is end:
                return True
            further = self._edges.get(here, set()) - seen
            seen |= further
            waiting += further
        return False


async def _wait_for_rpcs(sdk: Any, await_all_outstanding_tasks: bool = True) -> None:  # noqa: FBT001, FBT002 - the SDK's signature
    """Wait for the calls to the engine and for all outputs, until neither makes more of the other.

    The SDK's own looks at every output that is left each time that one of them is done.
    """
    manager = sdk.stack._get_rpc_manager()  # noqa: SLF001 - the SDK has no public way
    settings = sdk.settings.SETTINGS
    # What the engine failed to register is for the program to recover from, and no reason to stop.
    tolerated: Any = getattr(sdk.stack, "ResourceRegistrationFailed", ())
    while True:
        while manager.rpcs:
            await asyncio.sleep(0)
            try:
                await manager.rpcs.pop()
            except Exception as error:
                cause = manager.unhandled_exception
                if cause is None:
                    raise
                raise error from cause.with_traceback(manager.exception_traceback)
        if manager.unhandled_exception is not None:
            raise manager.unhandled_exception.with_traceback(manager.exception_traceback)
        while await_all_outstanding_tasks:
            with settings.lock:
                waiting = list(settings.outputs)
                settings.outputs.clear()
            if not waiting:
                break
            done, left = await asyncio.wait(waiting, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                with contextlib.suppress(tolerated):
                    task.result()
            with settings.lock:
                settings.outputs |= left
        if not manager.rpcs:
            return


def _numbered_hash() -> Callable[[Any], int]:
    # The SDK keeps resources in sets. By default they hash by address, so that the order of a set, and
    # of what is awaited through it, differs from run to run.
    numbers = itertools.count(1)

    def number(resource: Any) -> int:
        found = resource.__dict__.get("_plan_number")
        if found is None:
            found = resource.__dict__["_plan_number"] = next(numbers)
        return found

    return number


def _transfer_properties(sdk: Any, res: Any, props: Any, custom: Any) -> dict[str, Any]:
    """Set the outputs of a resource, unresolved: a future each, as the SDK itself has for `urn` and `id`."""
    # Numbers it in the order of construction, which keeps its edges in the direction of older ones.
    hash(res)
    resolvers: dict[str, Any] = {}
    for name in props:
        if name == "urn" or (name == "id" and custom):
            continue
        data: asyncio.Future[Any] = asyncio.Future()
        resolvers[name] = functools.partial(_resolve, sdk, data, res)
        # The SDK's own way counts the output among what the program's end waits for, and again when it is
        # known. The call to the engine that makes it known is waited for already.
        output = object.__new__(sdk.output.Output)
        output._data = data
        res.__dict__[name] = output
    return resolvers


def _resolve(  # noqa: PLR0917 - the SDK's signature of a resolver
    sdk: Any,
    data: asyncio.Future[Any],
    res: Any,
    value: Any,
    is_known: bool,  # noqa: FBT001 - the SDK's signature
    is_secret: bool,  # noqa: FBT001 - the SDK's signature
    deps: set[Any] | None,
    failed: Exception | None,
) -> None:
    if failed is not None:
        settings = sdk.settings.SETTINGS
        with settings.lock:
            settings.outputs.add(data)  # somebody has to ask for it at the end
        data.set_exception(failed)
        return
    resources = {*(deps or ()), res}
    data.set_result(
        sdk.output._OutputData(resources=resources, value=value, is_known=is_known, is_secret=is_secret)  # noqa: SLF001 - the SDK has no public way
    )
