"""The secrets that the SDK knows of, told to the gate as soon as the program makes them.

A program may print a secret before any resource has it, so the plan that comes out in the end is too late to
learn it from.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from google.protobuf import struct_pb2

from jiban.model.plan import PLAIN
from jiban.plan import sdk

if TYPE_CHECKING:
    from collections.abc import Callable

    from jiban.secrecy import Gate


def told_secrets(gate: Gate) -> list[tuple[Any, str, Any]]:
    """Return what to replace in the SDK, with the replacements."""
    return [
        (sdk.pulumi.Output, "secret", staticmethod(_secret(sdk.pulumi.Output.secret, gate))),
        (sdk.output._OutputData, "__post_init__", _resolved(sdk.output._OutputData.__post_init__, gate)),  # noqa: SLF001 - the one place that every value of an Output comes by
    ]


def _secret(original: Callable[[Any], Any], gate: Gate) -> Callable[[Any], Any]:
    @functools.wraps(original)
    def secret(val: Any) -> Any:
        if isinstance(val, str | int | float):
            gate.learn(val)
        else:
            gate.suspect(val)
        return original(val)

    return secret


def _resolved(original: Callable[[Any], None], gate: Gate) -> Callable[[Any], None]:
    @functools.wraps(original)
    def post_init(data: Any) -> None:
        if type(data.value) not in PLAIN:  # of which the SDK asks whether it holds what is unknown
            original(data)
        # A list or a map is secret as a whole as soon as a part of it is; its parts have been here alone.
        if data.is_secret and isinstance(data.value, str):
            gate.suspect(data.value)

    return post_init


class SecretArguments:
    """Which arguments of functions are secret: the SDK takes the marks off before it asks the engine."""

    def __init__(self) -> None:
        """Begin without any."""
        self._marked: dict[bytes, Any] = {}

    def changes(self) -> list[tuple[Any, str, Any]]:
        """Return what to replace in the SDK, with the replacement."""
        name = "_unwrap_rpc_secret_struct_properties"
        original: Callable[[Any], tuple[Any, bool]] = getattr(sdk.rpc, name)

        @functools.wraps(original)
        def unwrap(value: Any) -> tuple[Any, bool]:
            plain, has_secrets = original(value)
            if has_secrets and isinstance(value, struct_pb2.Struct) and isinstance(plain, struct_pb2.Struct):
                self._marked[_key(plain)] = value
            return plain, has_secrets

        return [(sdk.rpc, name, unwrap)]

    def of(self, arguments: Any) -> Any:
        """Return arguments with their marks, as they are where they never had any."""
        return self._marked.get(_key(arguments), arguments)


def _key(struct: Any) -> bytes:
    return struct.SerializeToString(deterministic=True)
