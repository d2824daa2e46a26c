"""Numbers and lines of what a program asks for."""

from __future__ import annotations

import contextvars
import functools
import inspect
from typing import TYPE_CHECKING, Any, Final

from pulumi.runtime.proto import source_pb2

if TYPE_CHECKING:
    from collections.abc import Callable

    from jiban.model.plan import SourceLine
    from jiban.plan.source_lines import Origins

_TICKET: Final = "plan:"
_call: contextvars.ContextVar[tuple[SourceLine | None, type | None]] = contextvars.ContextVar("call")
_NO_CALL: Final[tuple[SourceLine | None, type | None]] = (None, None)


class Tickets:
    """Numbers resources in order of construction, and keeps the lines that made them.

    The SDK asks for a stack trace when a resource is constructed and sends it with the registration, much
    later. What it gets here is a ticket, which the recorder exchanges for the number and the lines.
    """

    def __init__(self, origins: Origins) -> None:
        """Begin at zero."""
        self._origins = origins
        self._traces: list[tuple[SourceLine, ...]] = []

    def issue(self) -> source_pb2.StackTrace:
        """Give a ticket for the resource that is being constructed."""
        number = len(self._traces)
        self._traces.append(self._origins.trace())
        position = source_pb2.SourcePosition(uri=_TICKET, line=number)
        return source_pb2.StackTrace(frames=[source_pb2.StackFrame(pc=position)])

    def of(self, request: Any) -> tuple[int, tuple[SourceLine, ...]]:
        """Exchange a ticket."""
        position = request.sourcePosition
        if position.uri != _TICKET:
            return len(self._traces), ()
        number: int = position.line
        return number, self._traces[number]

    def here(self) -> SourceLine | None:
        """Give the line that calls a function: the running one, or the one that asked for its output."""
        trace = self._origins.trace()
        return trace[0] if trace else _call.get(_NO_CALL)[0]

    def result_type(self) -> type | None:
        """Give the SDK's class of the result of the function that is being called, where it has one."""
        return _call.get(_NO_CALL)[1]

    def remembering(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a function of the SDK that works later, so that its line and result class are found then."""
        signature = inspect.signature(function)

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            trace = self._origins.trace()
            kind = signature.bind_partial(*args, **kwargs).arguments.get("typ")
            token = _call.set((trace[0] if trace else _call.get(_NO_CALL)[0], kind))
            try:
                return function(*args, **kwargs)
            finally:
                _call.reset(token)

        return call
