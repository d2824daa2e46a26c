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
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_TYPE_READERS = (
    "resource_types",
    "resource_pulumi_to_py_names",
    "resource_py_to_pulumi_names",
    "output_type_types",
    "input_type_types",
    "input_type_py_to_pulumi_names",
)


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
        (sdk.resource, "prepare_aliases", functools.partial(_prepare_aliases, sdk)),
        (sdk.rpc, "declare_dependency", dependencies.declare),
        (sdk.depends_on, "declare_dependency", dependencies.declare),
        (sdk.pulumi.Resource, "__hash__", _numbered_hash()),
        (sdk.stack, "wait_for_rpcs", functools.partial(_wait_for_rpcs, sdk)),
        # These read type hints of a whole class anew for every resource: most of a plan's time without a
        # cache.
        *((sdk.types, name, functools.cache(getattr(sdk.types, name))) for name in _TYPE_READERS),
        # Takes a type apart for each input, at a dozen questions.
        (sdk.types, "unwrap_type", _once_a_type(sdk.types.unwrap_type)),
    ]


def _once_a_type(original: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function of types that keeps its answers.

    By which type it is: unions of the same types in another order are equal.
    """
    answers: dict[int, tuple[Any, Any]] = {}

    def answer(kind: Any) -> Any:
        found = answers.get(id(kind))
        if found is None:
            # Kept with the type, whose number no other one then has.
            found = answers[id(kind)] = kind, original(kind)
        return found[1]

    return answer


def _no_debug(*_args: Any, **_kwargs: Any) -> None:
    """Drop a debug message."""


def _no_urn(alias: Any, *_: Any) -> Any:
    """Leave an alias as it is: only engines without alias specifications need its URN."""
    return alias


async def _prepare_aliases(sdk: Any, _resource: Any, options: Any, _supports_alias_specs: Any) -> list[Any]:
    """Turn a resource's aliases into messages, without an Output around each plain one."""
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
            found.append(messages.Alias(spec=await sdk.resource.create_alias_spec(alias)))
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
