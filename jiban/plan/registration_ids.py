"""Ids of registrations, by which the recorder finds the order and the lines of resources."""

from __future__ import annotations

import contextvars
import functools
import inspect
from typing import TYPE_CHECKING, Any, Final

from pulumi.runtime.proto import source_pb2

if TYPE_CHECKING:
    from collections.abc import Callable

    from jiban.model.plan import SourceLine
    from jiban.plan.source_lines import SourceLines

_SCHEME: Final = "plan:"
_call: contextvars.ContextVar[tuple[SourceLine | None, type | None]] = contextvars.ContextVar("call")
_NO_CALL: Final[tuple[SourceLine | None, type | None]] = (None, None)


class RegistrationIds:
    """Numbers resources in order of construction, and keeps the lines that made them.

    The SDK asks for a stack trace when a resource is constructed and sends it with the registration, much
    later. What it gets here is an id, by which the recorder finds the number and the lines.
    """

    def __init__(self, source_lines: SourceLines) -> None:
        """Begin at zero."""
        self._source_lines = source_lines
        self._traces: list[tuple[SourceLine, ...]] = []

    def assign(self) -> source_pb2.StackTrace:
        """Return a new id, in a stack trace, for the resource that is being constructed."""
        number = len(self._traces)
        self._traces.append(self._source_lines.trace())
        position = source_pb2.SourcePosition(uri=_SCHEME, line=number)
        return source_pb2.StackTrace(frames=[source_pb2.StackFrame(pc=position)])

    def of(self, request: Any) -> tuple[int, tuple[SourceLine, ...]]:
        """Return the number of a resource in order of construction, and the lines that made it."""
        position = request.sourcePosition
        if position.uri != _SCHEME:
            return len(self._traces), ()
        number: int = position.line
        return number, self._traces[number]

    def at(self, position: Any) -> tuple[SourceLine, ...]:
        """Return the lines that made a resource, by the position that the SDK keeps for its registration."""
        number: int = position.line if getattr(position, "uri", "") == _SCHEME else -1
        return self._traces[number] if number >= 0 else ()

    def here(self) -> SourceLine | None:
        """Return the line that calls a function: the running one, or the one that asked for its output."""
        trace = self._source_lines.trace()
        return trace[0] if trace else _call.get(_NO_CALL)[0]

    def result_type(self) -> type | None:
        """Return the SDK's class of the result of the function that is being called, where it has one."""
        return _call.get(_NO_CALL)[1]

    def remembering(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a function of the SDK that runs later, so that its line and result class are found then."""
        signature = inspect.signature(function)

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            trace = self._source_lines.trace()
            kind = signature.bind_partial(*args, **kwargs).arguments.get("typ")
            token = _call.set((trace[0] if trace else _call.get(_NO_CALL)[0], kind))
            try:
                return function(*args, **kwargs)
            finally:
                _call.reset(token)

        return call
