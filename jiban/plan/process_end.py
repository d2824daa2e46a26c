"""Programs that end their own process.

`os._exit` and the `exec` family end a process at once, with an exit code that says nothing about a plan. They
cannot while a program is planned, nor after it in a process that ends with the plan.

To the engine such a program has no resources and has gone well, and one that calls `sys.exit(0)` has those
that it had declared (measured with 3.259.0). The first is refused here; the second planned, with a warning.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NoReturn

from jiban.project import streams

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_NAMES: Final = ("_exit", "execv", "execve")
"""Functions of `os` that end the process; the others of the exec family call these."""


class ProgramEnded(SystemExit):
    """The program has tried to end its process. The text says how, and what to do."""


@contextmanager
def own_end_refused(before: Callable[[], None] = lambda: None) -> Generator[None]:
    """Refuse a program's attempts to end its process while it runs, and those that it makes later.

    Where only the end of the process can end the program, `before` is called before it.

    Later, at the interpreter's end or in a thread, they would change the exit code of a command. In a process
    that goes on to other things, the functions are the real ones again.
    """
    real = {name: getattr(os, name) for name in _NAMES}
    guard = _Guard(real["_exit"], before)
    for name, function in real.items():
        setattr(os, name, guard.refusing(name, function))
    try:
        yield
    finally:
        guard.running = False
        if os.getpid() != guard.pid:
            # A fork of the program has come back from it. It is no planner.
            sys.stderr.flush()
            real["_exit"](0)
        if not streams.is_kept():
            for name, function in real.items():
                setattr(os, name, function)


class _Guard:
    def __init__(self, end: Callable[[int], NoReturn], before: Callable[[], None]) -> None:
        self._end = end
        self._before = before
        self.pid = os.getpid()
        self.running = True

    def refusing(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def refuse(*args: Any, **kwargs: Any) -> Any:
            if os.getpid() != self.pid:
                return real(*args, **kwargs)
            return self._refuse(name, args)

        return refuse

    def _refuse(self, name: str, args: tuple[Any, ...]) -> NoReturn:
        first = repr(args[0]) if args else ""
        said = (
            f"the program ended its process by os.{name}({first}) before the plan was made; a deployment "
            "would take what it had declared so far for all that there is: let the program come to its end"
        )
        if not self.running:
            raise ProgramEnded(f"os.{name}({first}) is left out: the plan is made, and so is its exit code")
        if threading.current_thread() is not threading.main_thread():
            sys.stderr.write(f"error: {said}\n")
            sys.stderr.flush()
            self._before()
            self._end(1)
        raise ProgramEnded(said)
