"""Runs a component against a monitor that records what it is asked for: no engine, no cloud, all known."""

import asyncio
import re
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pulumi
from google.protobuf import json_format
from pulumi.runtime import mocks

from jiban.components.naming import Naming
from jiban.components.site import Site
from jiban.components.tags import Ownership

SITE: Final = Site(
    naming=Naming(project="trip", stack="test"),
    ownership=Ownership(project="trip", stack="test", owner="platform"),
    region="koreacentral",
    resource_group="rg-trip-test",
    protect=True,
)
"""Where the tests' components stand; every stateful resource is protected."""

AWS_SITE: Final = replace(SITE, region="ap-northeast-2", resource_group=None)
"""The same on AWS, in Seoul."""

TENANT: Final = "11111111-1111-1111-1111-111111111111"

_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - Pulumi's mark of a secret, not one


def short(type_: str) -> str:
    """Return a type without what its provider repeats: `keyvault:Vault`, `ec2:Subnet`."""
    return re.sub(r"^aws:(\w+)/\w+:", r"\1:", type_.removeprefix("azure-native:"))


@dataclass(frozen=True)
class Secret:
    """A value that was sent as a secret."""

    value: Any


@dataclass(frozen=True)
class Recorded:
    """One resource as it was asked for. Its outputs are its inputs, and what `record` was told besides."""

    type: str
    """`azure-native:keyvault:Vault`."""
    name: str
    inputs: Mapping[str, Any]
    """By Pulumi's own names, in camel case."""
    parent: str
    """Logical name of the parent."""
    depends: frozenset[str]
    """Logical names of everything that has to exist first, by value or by `depends_on`."""
    protect: bool
    ignored: tuple[str, ...]
    """`ignore_changes`."""
    provider: str
    """URN and id of the provider that is given to it; empty when it is left to the default one."""


@dataclass(frozen=True)
class Recording:
    """What a program asked for, and what it returned."""

    resources: tuple[Recorded, ...]
    value: Any

    def one(self, type_: str, name: str) -> Recorded:
        """Return the only resource of a type (`keyvault:Vault`) and logical name."""
        (found,) = [each for each in self.of(type_) if each.name == name]
        return found

    def of(self, type_: str) -> tuple[Recorded, ...]:
        """Return the resources of a type (`keyvault:Vault`), in order of registration."""
        return tuple(each for each in self.resources if short(each.type) == type_)

    def names(self, type_: str) -> set[str]:
        """Return the logical names of the resources of a type."""
        return {each.name for each in self.of(type_)}


@dataclass
class _Mocks(mocks.Mocks):
    """A resource gets its inputs back, `id:<name>` as its id and `name:<name>` as its name."""

    outputs: Mapping[str, Mapping[str, Any]]
    calls: Mapping[str, Mapping[str, Any]]

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Answer the creation of a resource."""
        told = self.outputs.get(short(args.typ), {})
        return f"id:{args.name}", {**args.inputs, "name": f"name:{args.name}", **told}

    def call(self, args: mocks.MockCallArgs) -> dict[str, Any]:  # pyright: ignore[reportIncompatibleMethodOverride] - the monitor takes a plain dict too, and tells failures by the pair
        """Answer a function."""
        known = {"authorization:getClientConfig": {"tenantId": TENANT}, **self.calls}
        return dict(known[args.token.removeprefix("azure-native:")])


@dataclass
class _Monitor(mocks.MockMonitor):
    mocks: mocks.Mocks
    resources: dict[str, Any] = field(default_factory=dict)
    recorded: list[Recorded] = field(default_factory=list)

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name of the RPC
        """Record the request before it is answered."""
        if request.type != "pulumi:pulumi:Stack":
            self.recorded.append(
                Recorded(
                    type=request.type,
                    name=request.name,
                    inputs={
                        key: _plain(value) for key, value in json_format.MessageToDict(request.object).items()
                    },
                    parent=_name(request.parent),
                    depends=frozenset(_name(urn) for urn in request.dependencies),
                    protect=request.protect,
                    ignored=tuple(request.ignoreChanges),
                    provider=request.provider,
                )
            )
        return super().RegisterResource(request)


def record(
    program: Callable[[], Any],
    outputs: Mapping[str, Mapping[str, Any]] | None = None,
    calls: Mapping[str, Mapping[str, Any]] | None = None,
) -> Recording:
    """Run a program and return what it asked for.

    Args:
        program: makes resources; what it returns may hold Outputs, and is given back resolved.
        outputs: properties that only a provider knows, by type (`keyvault:Vault`).
        calls: results of provider functions, by token; `authorization:getClientConfig` is always known.

    Raises:
        whatever the program raises.
    """
    monitor = _Monitor(_Mocks(outputs or {}, calls or {}))
    returned: list[Any] = []
    loop = asyncio.new_event_loop()
    loop.set_default_executor(_SameThread())
    asyncio.set_event_loop(loop)
    try:
        pulumi.runtime.set_mocks(monitor.mocks, project="trip", stack="test", preview=False, monitor=monitor)
        pulumi.runtime.test(lambda: pulumi.Output.from_input(program()).apply(returned.append))()
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    return Recording(tuple(monitor.recorded), returned[0])


class _SameThread(ThreadPoolExecutor):
    """Runs the monitor where the program runs; another thread would open a loop that nobody closes."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run at once."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - as an executor does: the future carries it
            future.set_exception(error)
        return future


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get(_SIGNATURE) == _SECRET:
        return Secret(_plain(value["value"]))
    return {key: _plain(each) for key, each in value.items()}
