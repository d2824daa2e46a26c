"""Plans a Pulumi program: runs it in process on Pulumi's own SDK, with a recorder in place of the engine.

No CLI, no credential, no network, no side effect but those of the program's own Python code.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import json
import os
import sys
import threading
import types
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from jiban import secrecy
from jiban.lazy_sdk import finder
from jiban.model.plan import ROOT_TYPE, Diagnostic, Lookup, Placeholder, Plan, Resource, SourceLine
from jiban.model.provider_environment import given
from jiban.plan import sdk
from jiban.plan.assumptions import AssumedLookups, Assumptions
from jiban.plan.automation import InlineProgram, without_commands
from jiban.plan.convert import Reader
from jiban.plan.elsewhere import Outputs, outputs_of, own_packages, planned_outputs
from jiban.plan.engine import Engine
from jiban.plan.errors import PlanError, ProgramError, ReferenceCycle
from jiban.plan.exports import Exports
from jiban.plan.failures import program_error
from jiban.plan.kubeconfig import told_of
from jiban.plan.lookups import LookupResolver, LookupsFile, read_lookups
from jiban.plan.loop import NothingPending, PlanLoop
from jiban.plan.other_run import WhichPlaceholders
from jiban.plan.parts import PartMaker
from jiban.plan.patches import patched
from jiban.plan.placeholder_marks import marked
from jiban.plan.plain_secrets import PlainSecrets
from jiban.plan.published import published_words
from jiban.plan.recorder import Recorder
from jiban.plan.registration_ids import RegistrationIds
from jiban.plan.results import read_result
from jiban.plan.sandbox import program_modules, sandbox
from jiban.plan.sdk_secrets import SecretArguments, told_secrets
from jiban.plan.source_lines import SourceLines
from jiban.plan.urns import make_urn
from jiban.project.config import read_config, with_values
from jiban.project.project import Project, StackConfig, find_project
from jiban.project.yaml_source import Document
from jiban.report.disclosure import disclosed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Sequence
    from contextlib import AbstractContextManager
    from types import TracebackType

_Error = TypeVar("_Error", bound=BaseException)

DEFAULT_ORGANIZATION: Final = "organization"
"""Pulumi's name of the organization where a backend has none."""
NO_ASSUMPTIONS: Final = Assumptions()
_CUT_SHORT: Final = (
    "the program ended itself by sys.exit(0): what it would have declared after that is not in this plan, "
    "and a deployment would delete it where it exists"
)
_lock = threading.RLock()
"""A plan changes the working folder, the import path and the SDK's internals: one at a time in a process. The
lock can be taken again by a plan inside a plan, for a stack reference."""


def plan(
    project_dir: str | Path | Project,
    stack: str | None = None,
    *,
    overrides: Sequence[str] = (),
    path_overrides: Sequence[str] = (),
    organization: str = DEFAULT_ORGANIZATION,
    assumptions: Assumptions = NO_ASSUMPTIONS,
) -> Plan:
    """Run a project's program and return the resources that it declares.

    Args:
        project_dir: A folder with Pulumi.yaml in it or above it, or a project that is read already.
        stack: The stack's name; None for the only one there is.
        overrides: `KEY=VALUE` texts, as of Pulumi's `-c`.
        path_overrides: The same, with the key as a property path, as of `-c` under `--config-path`.
        organization: What `pulumi.get_organization()` returns to the program.
        assumptions: What a test says in the place of a cloud.

    Raises:
        ProjectNotFound: no Pulumi.yaml.
        StackNotFound: no such stack, or several and none named.
        ConfigFileError: faults in Pulumi.yaml, the stack file, lookups.yaml or the overrides.
        ProgramError: the program failed.
        PlanError: what it asks for cannot be: a URN twice, a cycle of stack references, ...
    """
    project = project_dir if isinstance(project_dir, Project) else find_project(Path(project_dir))
    name = project.choose_stack(stack)
    with _lock, secrecy.gate():
        config = read_config(project, name, overrides, path_overrides)

        def run(which: WhichPlaceholders) -> Plan:
            return _Run(project, config, organization, (), assumptions, which).plan()

        return marked(run)


def plan_for_another(
    folder: Path,
    stack: str,
    *,
    overrides: Sequence[str] = (),
    path_overrides: Sequence[str] = (),
    organization: str | None = None,
    ancestors: Sequence[tuple[str, str]] = (),
    other: bool = False,
) -> Outputs:
    """Plan a stack for a plan in another process, and return its outputs.

    Args:
        folder: the project.
        stack: name of the stack.
        overrides: as for `plan`.
        path_overrides: as for `plan`.
        organization: as for `plan`; None for the usual one.
        ancestors: folder and stack of each plan that waits for this one.
        other: whether other placeholders are asked for, and silence.

    Raises:
        PlanError: as for `plan`.
    """
    project = find_project(folder)
    keys = tuple(_Key(Path(root), name) for root, name in ancestors)
    with _lock, secrecy.gate():
        config = read_config(project, stack, overrides, path_overrides)
        return outputs_of(
            _Run(
                project,
                config,
                organization or DEFAULT_ORGANIZATION,
                keys,
                which=WhichPlaceholders(other=other),
            ).plan()
        )


def plan_function(
    function: Callable[[], Any],
    config: StackConfig,
    *,
    organization: str = DEFAULT_ORGANIZATION,
    assumptions: Assumptions = NO_ASSUMPTIONS,
) -> tuple[Plan, Any]:
    """Run a function as the program of a project that has no files, and return the plan and its result.

    The result is what the function returns, with the values of its Outputs; see `read_result`. Lines of code
    are named relative to the current folder.

    Raises:
        ProgramError: the function failed.
        PlanError: as for `plan`.
    """
    # An asynchronous test calls this from a running loop.
    with _lock, secrecy.gate(), _no_running_loop():
        run = _FunctionRun(function, config, organization, assumptions)
        return run.plan(), run.result


@dataclass(frozen=True, slots=True)
class _Key:
    """Identifies a plan in a cycle of references."""

    root: Path
    stack: str


class _Run:
    """One program in one stack."""

    def __init__(  # noqa: PLR0917 - what a run is of
        self,
        project: Project,
        config: StackConfig,
        organization: str,
        ancestors: tuple[_Key, ...],
        assumptions: Assumptions = NO_ASSUMPTIONS,
        which: WhichPlaceholders | None = None,
    ) -> None:
        """Take the program, and which placeholders it is given: with others than a plan's it is silent."""
        self._project = project
        self._which = which or WhichPlaceholders()
        self._config = config
        self._organization = organization
        self._ancestors = (*ancestors, _Key(project.root, config.stack))
        # The recursion into another stack must not see this stack's settings, which live in context
        # variables.
        self._outer_context = contextvars.copy_context()
        source_lines = SourceLines(project.root, (project.root, project.main_dir))
        placeholders = {placeholder.text: placeholder for placeholder in config.placeholders}
        self._registration_ids = RegistrationIds(source_lines)
        self._exports = Exports(source_lines)
        self._secrets = PlainSecrets(placeholders, source_lines, self._which.other)
        self._engine = Engine(sdk.VERSION)
        self._assumptions = assumptions
        lookups = self._lookups(assumptions)
        reader = Reader(frozenset(placeholders))
        secrecy.current().learn([*placeholders, *(config.values[key] for key in config.secret_keys)])
        self._secret_arguments = SecretArguments()
        self._maker = PartMaker(project.main_dir, config.values)
        root = make_urn(config.stack, project.name, "", ROOT_TYPE, f"{project.name}-{config.stack}")
        self._maker.not_read(root, config.environments)
        self._recorder = Recorder(
            project.name,
            config.stack,
            self._registration_ids,
            lookups,
            reader,
            assumptions,
            self._secret_arguments,
            self._maker,
        )
        self._source_lines = source_lines
        self._raised: tuple[BaseException | None, TracebackType | None] = (None, None)

    def _lookups(self, assumptions: Assumptions) -> AssumedLookups:
        file = read_lookups(self._project)
        found = LookupResolver(self._project, self._config, file, self._plan_other, self._which)
        return AssumedLookups(assumptions, found, alone=False)

    def _sandbox(self) -> AbstractContextManager[None]:
        nested = len(self._ancestors) > 1
        finder.install()
        return sandbox(self._project, self._environment(), nested=nested, silent=self._which.is_other)

    def plan(self) -> Plan:
        with (
            self._sandbox(),
            patched(
                self._registration_ids,
                [
                    *self._exports.changes(),
                    *self._secrets.changes(),
                    *self._secret_arguments.changes(),
                    *told_secrets(secrecy.current()),
                ],
                self._assumptions.gives,
            ),
            without_commands(),
            program_modules(),
        ):
            return self._which.planned(self._planned)

    def _planned(self) -> Plan:
        try:
            self._outer_context.copy().run(self._execute)
        except InlineProgram as found:
            return self._plan_inline(found)
        return self._result()

    def _plan_inline(self, found: InlineProgram) -> Plan:
        """Plan the function that a program of the Automation API deploys, in the stack that it makes."""
        function = found.function()
        config = with_values(
            self._config,
            project=found.stack.project or self._project.name,
            stack=found.stack.name.rsplit("/", 1)[-1],
            values=found.stack.values,
            secret_keys=found.stack.secret_keys,
        )
        return _FunctionRun(function, config, self._organization, self._assumptions).plan()

    def _environment(self) -> dict[str, str]:
        return {
            "PULUMI_PROJECT": self._project.name,
            "PULUMI_STACK": self._config.stack,
            "PULUMI_ORGANIZATION": self._organization,
            "PULUMI_DRY_RUN": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_CONFIG": json.dumps(self._config.values),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(self._config.secret_keys),
        }

    def _plan_other(self, folder: Path, stack: str) -> Outputs:
        project = find_project(folder)
        name = project.choose_stack(stack)
        key = _Key(project.root, name)
        if key in self._ancestors:
            cycle = " -> ".join(entry.stack for entry in (*self._ancestors, key))
            raise ReferenceCycle(
                f"stack references form a cycle: {cycle}; to break it, give the outputs of one stack in "
                "lookups.yaml (`stackReferences`)"
            )
        config = read_config(project, name)
        packages = own_packages(project) if self._assumptions == NO_ASSUMPTIONS else None
        if packages is not None:
            return planned_outputs(
                packages,
                project,
                name,
                organization=self._organization,
                ancestors=[(str(each.root), each.stack) for each in self._ancestors],
                other=self._which.is_other,
            )
        which = WhichPlaceholders(other=self._which.is_other)
        run = _Run(project, config, self._organization, self._ancestors, self._assumptions, which)
        # This happens inside a call to the engine, with the outer loop running in this thread. A thread
        # of its own could wait for ever for an import that the outer program has under way.
        with _no_running_loop():
            return outputs_of(self._outer_context.copy().run(run.plan))

    def _execute(self) -> None:
        settings = sdk.settings.Settings(
            project=self._project.name,
            stack=self._config.stack,
            monitor=self._recorder,
            engine=self._engine,
            dry_run=True,
            organization=self._organization,
            root_directory=str(self._project.root),
        )
        sdk.settings.configure(settings)
        sdk.settings.SETTINGS.callbacks = self._recorder.callbacks
        sdk.settings.ROOT.set(None)
        sdk.runtime.set_all_config(dict(self._config.values), list(self._config.secret_keys))
        loop = PlanLoop()
        self._which.on(loop)
        # Where a program fails, resources that waited for it stay unfinished, and asyncio would report
        # each.
        loop.set_exception_handler(_say_nothing)
        try:
            loop.run_until_complete(_finishing(sdk.runtime.run_in_stack(self._program)))
            loop.run_until_complete(self._finish())
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever the program raises is the program's error
            inline = _in_chain(error, InlineProgram)
            if inline is not None:
                raise inline from None
            if isinstance(error, SystemExit) and error.code in (None, 0):
                self._engine.diagnostics.append(Diagnostic("warning", _CUT_SHORT))
            else:
                # After a program has raised, the SDK waits for what the program had begun.
                cause = self._raised[0] or error if isinstance(error, NothingPending) else error
                found = _in_chain(cause, PlanError)
                raise (found or self._program_error(cause)) from None
        finally:
            _close(loop)

    def _program_error(self, error: BaseException) -> ProgramError:
        raised, lines = self._raised
        if error is raised:
            # The SDK puts the traceback of its own task in the place of the program's.
            error = error.with_traceback(lines)
        return program_error(
            error,
            self._source_lines,
            self._project,
            self._config,
            self._line_of,
            exported_at=self._exports.line_of,
        )

    def _line_of(self, registration: Any) -> SourceLine | None:
        """Return the line that made a resource, by its registration's position or its URN."""
        if isinstance(registration, str):
            trace = next((each.trace for each in self._recorder.resources() if each.urn == registration), ())
        else:
            trace = self._registration_ids.at(registration)
        return trace[0] if trace else None

    async def _finish(self) -> None:
        """Do what is left to do when every resource is registered."""

    def _program(self) -> Awaitable[None] | None:
        """Run the program's file as Python runs a script."""
        path = self._project.program
        source = path.read_bytes()
        module = types.ModuleType("__main__")
        module.__file__ = str(path)
        module.__dict__["__builtins__"] = __builtins__
        module.__package__ = ""
        sys.modules["__main__"] = module
        try:
            exec(compile(source, str(path), "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - running it is the job
        except BaseException as error:
            self._raised = error, error.__traceback__
            raise

    def _result(self) -> Plan:
        recorder = self._recorder
        results = recorder.results
        placeholders = [entry for entry in results if isinstance(entry, Placeholder)]
        warnings = tuple(Diagnostic("warning", text) for text in self._config.warnings)
        found = Plan(
            project=self._project.name,
            stack=self._config.stack,
            resources=tuple(map(_with_told, recorder.resources())),
            outputs=recorder.stack_outputs(),
            config=self._config.shown(),
            placeholders=(*self._secret_placeholders(), *placeholders, *self._secrets.used),
            lookups=tuple(entry for entry in results if isinstance(entry, Lookup)),
            diagnostics=(*warnings, *self._engine.diagnostics),
            parts=tuple(self._maker.parts),
            environment=given({each.package for each in recorder.resources() if each.custom}, os.environ),
        )
        return disclosed(found, published=published_words)

    def _secret_placeholders(self) -> list[Placeholder]:
        file = self._project.shown(self._project.stack_file(self._config.stack))
        return [
            Placeholder(
                "secret",
                entry.key
                + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in entry.path),
                origin="no passphrase",
                note="shown as secret wherever it goes",
                source=SourceLine(file, entry.line),
            )
            for entry in self._config.placeholders
        ]


def _with_told(resource: Resource) -> Resource:
    """Return a resource with what may be told of its kubeconfig."""
    if resource.type != "pulumi:providers:kubernetes":
        return resource
    return replace(resource, told=told_of(resource.inputs))


class _FunctionRun(_Run):
    """One function as a program, in the process as it is: same folder, import path and modules."""

    def __init__(
        self,
        function: Callable[[], Any],
        config: StackConfig,
        organization: str,
        assumptions: Assumptions,
    ) -> None:
        here = Path.cwd()
        file = here / "Pulumi.yaml"
        project = Project(
            root=here,
            file=file,
            name=config.project,
            main_dir=here,
            program=here / "__main__.py",
            config_dir=here,
            runtime_options={},
            backend=None,
            declarations={},
            document=Document(file.name, {}),
        )
        super().__init__(project, config, organization, (), assumptions)
        self._function = function
        self.result: Any = None

    def _lookups(self, assumptions: Assumptions) -> AssumedLookups:
        found = LookupResolver(self._project, self._config, LookupsFile(), self._plan_other)
        return AssumedLookups(assumptions, found, alone=True)

    def _sandbox(self) -> AbstractContextManager[None]:
        return nullcontext()

    async def _program(self) -> None:
        returned = self._function()
        self.result = await returned if inspect.isawaitable(returned) else returned

    async def _finish(self) -> None:
        by_urn = {resource.urn: resource for resource in self._recorder.resources()}
        self.result = await read_result(self.result, by_urn)


@contextmanager
def _no_running_loop() -> Generator[None]:
    """Let a loop run inside of another one that waits for it."""
    running = asyncio._get_running_loop()  # noqa: SLF001 - offered by asyncio to those who implement loops
    asyncio._set_running_loop(None)  # noqa: SLF001 - as above
    try:
        yield
    finally:
        asyncio._set_running_loop(running)  # noqa: SLF001 - as above


def _say_nothing(_loop: asyncio.AbstractEventLoop, _context: dict[str, Any]) -> None:
    """Take no notice of a task that was left behind."""


async def _finishing(program: Any) -> None:
    await program
    # A message about a resource is sent by a task that nothing waits for.
    for _ in range(3):
        await asyncio.sleep(0)


def _close(loop: PlanLoop) -> None:
    pending = asyncio.all_tasks(loop)
    for task in pending:
        # A task passes it on to what it waits for, level by level. At the bottom of a long chain it arrives
        # all the same, as each task of the chain is told, and what waits for one that is cancelled ends.
        with suppress(RecursionError):
            task.cancel()
    if pending:
        loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


def _in_chain(error: BaseException, kind: type[_Error]) -> _Error | None:
    """Find an error of a kind in a chain of causes; the SDK, or the program's own clean-up, may hide it."""
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        if isinstance(found, kind):
            return found
        seen.add(id(found))
        found = found.__cause__ or found.__context__
    return None
