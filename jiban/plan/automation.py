"""Programs of the Automation API: an inline program is planned, and no command of Pulumi's is started.

Such a program drives the CLI itself: it makes a stack from a function of its own, configures it and deploys
it. While it is planned, the functions that make a stack return a stand-in, which keeps the configuration;
where the program would preview, deploy or destroy, its function is planned instead.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NoReturn

from jiban.lazy_sdk import later
from jiban.plan import sdk
from jiban.plan.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_MAKERS: Final = ("create_stack", "select_stack", "create_or_select_stack")
_COMMANDS: Final = ("LocalWorkspace", "PulumiCommand")
_DONE: Final = ("preview", "up", "destroy", "import_resources")
_QUIET: Final = ("refresh", "install_plugin", "install_plugin_from_server", "remove_plugin", "refresh_config")
"""Methods of a stack and its workspace that change nothing of a plan."""


class InlineProgram(BaseException):
    """A program deploys a stack; its function is what to plan."""

    def __init__(self, stack: Stack) -> None:
        """Keep the stack."""
        super().__init__(stack.name)
        self.stack = stack

    def function(self) -> Callable[[], Any]:
        """Return the function that the stack is made of.

        Raises:
            PlanError: it is made of a project in a folder.
        """
        if self.stack.function is not None:
            return self.stack.function
        folder = self.stack.work_dir or "DIR"
        raise PlanError(
            f"the program deploys the Pulumi project in {folder} by the Automation API, and has no resources "
            f"of its own: plan that project, with -C {folder}"
        )


@dataclass(slots=True)
class Stack:
    """Stands in for a stack of the Automation API."""

    name: str
    project: str | None = None
    work_dir: str | None = None
    function: Callable[[], Any] | None = None
    values: dict[str, str] = field(default_factory=dict[str, str])
    secret_keys: list[str] = field(default_factory=list[str])

    @property
    def workspace(self) -> Stack:
        """Return itself, which takes a workspace's calls too."""
        return self

    def set_config(self, key: str, value: Any, *_more: Any, **_options: Any) -> None:
        """Keep a value of the configuration; of a workspace, the stack's name comes first."""
        if _more:
            key, value = str(value), _more[0]
        self.values[key] = str(getattr(value, "value", value))
        if getattr(value, "secret", False):
            self.secret_keys.append(key)

    def set_all_config(self, values: Any, *_more: Any, **_options: Any) -> None:
        """Keep several values."""
        for key, value in (_more[0] if isinstance(values, str) else values).items():
            self.set_config(key, value)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return what stands in for a method."""
        if name in _QUIET:
            return lambda *_args, **_options: None
        if name in _DONE:
            return lambda *_args, **_options: self._plan()
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_args, **_options: _unknown(name)

    def _plan(self) -> NoReturn:
        raise InlineProgram(self)


def _unknown(name: str) -> NoReturn:
    raise PlanError(
        f"the program asks the Automation API for {name}, which only the Pulumi CLI can answer, and a plan "
        "starts no command: move that call behind the deployment, or plan the project of the stack itself"
    )


def _make(
    stack_name: str,
    project_name: str | None = None,
    program: Callable[[], Any] | None = None,
    work_dir: str | None = None,
    opts: Any = None,
) -> Stack:
    del opts
    return Stack(stack_name, project_name, work_dir, program)


def _no_command(*_args: Any, **_options: Any) -> NoReturn:
    _unknown("a workspace")


@contextmanager
def without_commands() -> Generator[None]:
    """Let a program make stacks without starting a command."""
    module = sdk.pulumi.automation
    replaced: dict[str, Any] = {**dict.fromkeys(_MAKERS, _make), **dict.fromkeys(_COMMANDS, _no_command)}
    before: dict[str, Any] = {}

    def replace() -> None:
        for name, value in replaced.items():
            before[name] = getattr(module, name)
            setattr(module, name, value)

    with later.when_loaded(module, replace):
        try:
            yield
        finally:
            for name, value in before.items():
                setattr(module, name, value)
