"""An event loop on which the SDK's calls to the engine run in line.

The SDK sends each call to the engine through `loop.run_in_executor`, as it would block on the network. The
recorder returns at once, so a thread for each call would only cost time and make the order of a plan depend
on scheduling.
"""

from __future__ import annotations

import asyncio
import contextvars
import selectors
import threading
from collections import deque
from typing import TYPE_CHECKING, Any, cast

from jiban.plan import sdk
from jiban.plan.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class NothingPending(PlanError):  # noqa: N818 - as the other errors of a plan
    """The program waits, and nothing is left that could end the waiting."""


class PlanLoop(asyncio.SelectorEventLoop):
    """Runs calls to the engine in line and everything else (a program's own threads) as usual.

    A call that must wait, because a program's transform is asynchronous, returns a coroutine instead of a
    result; the loop then awaits it as a task, so that no call blocks another.
    """

    def __init__(self) -> None:
        """Begin with the threads that are there."""
        super().__init__()
        self._threads = threading.active_count()

    def _run_once(self) -> None:
        """Turn once; refuse to wait where nothing is left that could end the waiting.

        A program that waits for a future that is never resolved hangs in Pulumi, and would here.

        Raises:
            NothingPending: nothing is ready, scheduled or running, and the program has not ended.
        """
        internals: Any = self
        idle = not (internals._ready or internals._scheduled or internals._stopping)  # noqa: SLF001 - asyncio's own
        if idle and threading.active_count() <= self._threads and not self._watches():
            raise NothingPending(
                "the program waits for something that never happens: no call, timer or thread is pending"
            )
        internals_of_base: Any = super()
        internals_of_base._run_once()  # noqa: SLF001 - as above

    def call_soon(
        self, callback: Callable[..., Any], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.Handle:
        """Run a function in the next turn, as asyncio does; it asks for each whether it is debugged."""
        internals: Any = self
        if internals._debug or internals._closed:  # noqa: SLF001 - as above
            return super().call_soon(callback, *args, context=context)
        handle = _Handle(callback, args, self, context)
        internals._ready.append(handle)  # noqa: SLF001 - as above
        return handle

    def is_alone(self) -> bool:
        """Return whether nothing but the program's own steps can go on: no descriptor is watched."""
        return not self._watches()

    def part(self) -> None:
        """Share nothing any more with the process that this one was forked from."""
        internals: Any = self
        internals._selector = selectors.DefaultSelector()  # noqa: SLF001 - as below
        internals._ssock.close()  # noqa: SLF001 - as below
        internals._csock.close()  # noqa: SLF001 - as below
        internals._internal_fds -= 1  # noqa: SLF001 - as below
        internals._make_self_pipe()  # noqa: SLF001 - asyncio's own
        asyncio._set_running_loop(self)  # noqa: SLF001 - to asyncio no loop runs in a fork

    def _watches(self) -> bool:
        internals: Any = self
        return len(internals._selector.get_map()) > 1  # noqa: SLF001 - one is the loop's own pipe

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:
        """Run a call to the engine at once; see the class."""
        if executor is not None or getattr(func, "__module__", None) != sdk.RPC_MODULE:
            return super().run_in_executor(executor, func, *args)
        try:
            result = func(*args)
        except Exception as error:  # noqa: BLE001 - it belongs to whoever awaits the result
            failed: asyncio.Future[Any] = self.create_future()
            failed.set_exception(error)
            return failed
        if asyncio.iscoroutine(result):
            return self.create_task(result)
        # Of a function the SDK takes a pair, the result and an error.
        pair = cast("tuple[Any, ...]", result) if isinstance(result, tuple) else ()
        if pair and asyncio.iscoroutine(pair[0]):
            return self.create_task(_first_awaited(*pair))
        done: asyncio.Future[Any] = self.create_future()
        done.set_result(result)
        return done


class _Handle(asyncio.Handle):
    """A function that a loop runs, made in less time."""

    __slots__ = ()

    def __init__(
        self,
        callback: Callable[..., Any],
        args: Sequence[Any],
        loop: asyncio.AbstractEventLoop,
        context: contextvars.Context | None = None,
    ) -> None:
        # asyncio's own parts, which it sets so.
        self._context = contextvars.copy_context() if context is None else context
        self._loop = loop
        self._callback = callback
        self._args = args
        self._cancelled = False
        self._repr = self._source_traceback = None


class _Ready(deque[Any]):
    """What a loop runs next, of which more may be asked for than there is."""

    def __init__(self, handles: deque[Any], loop: PlanLoop) -> None:
        super().__init__(handles)
        self._cancelled = asyncio.Handle(lambda: None, (), loop)
        self._cancelled.cancel()

    def popleft(self) -> Any:
        """Return the next handle; when there is none, one that has been cancelled."""
        return super().popleft() if self else self._cancelled


def wait_within(original: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return the SDK's function that waits within a turn of the loop, as the lookup of a value does.

    The turn around it has counted what is ready. The SDK makes a handle for each that it runs in the meantime
    so that the count holds, and runs those as well the next time, so that many lookups take the square of
    their number.
    """

    def wait(awaitable: Any) -> Any:
        loop: Any = asyncio.get_event_loop()
        if not isinstance(loop, PlanLoop) or not loop.is_running():
            return original(awaitable)
        internals: Any = loop
        future = asyncio.ensure_future(awaitable, loop=loop)
        if not isinstance(internals._ready, _Ready):  # noqa: SLF001 - asyncio's own
            internals._ready = _Ready(internals._ready, loop)  # noqa: SLF001 - as above
        task = asyncio.current_task(loop)
        tasks: Any = asyncio.tasks
        if task is not None:
            tasks._leave_task(loop, task)  # noqa: SLF001 - as the SDK does
        while not future.done():
            internals._run_once()  # noqa: SLF001 - as above
        if task is not None:
            tasks._enter_task(loop, task)  # noqa: SLF001 - as above
        return future.result()

    return wait


async def _first_awaited(result: Any, *others: Any) -> tuple[Any, ...]:
    return (await result, *others)
