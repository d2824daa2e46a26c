"""The Pulumi command line: which one is used, its environment, and results of commands."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote

from jiban import supervisor
from jiban.project.errors import JibanError
from jiban.project.project import Project
from jiban.project.virtualenv import virtualenv_of
from jiban.rehearse.engine_events import Event, Events, of_kind
from jiban.scratch import scratch_folder

VERSION: Final = metadata.version("pulumi")
"""Version of the CLI: that of the SDK, which the project pins."""
CLI_VARIABLE: Final = "JIBAN_PULUMI"
"""Environment variable that names another binary than bin/pulumi."""
ROOT: Final = Path(__file__).resolve().parents[2]
_PACKAGES: Final = ("aws", "azure-native", "kubernetes", "pulumi-python")
_DENIED: Final = re.compile(r"(PULUMI|AWS|ARM|AZURE|KUBE|GOOGLE)(_|CONFIG)")
"""Variables that could lead a rehearsal to a real cloud or a real backend."""


_UNREACHED: Final = "(Language Plugin) plugin [pulumi-language-python] did not"
"""What the engine says of a language host that does not respond (`plugin.go` at v3.259.0)."""
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


class EngineError(JibanError):
    """The engine cannot be used; the text says why and what to do."""


class EngineTimeout(EngineError):  # noqa: N818 - the name says what happened
    """A command of the engine did not end in the time that it had."""

    exit_code = supervisor.TIMEOUT


def find_cli() -> Path:
    """Find the CLI, as `locate_cli` does, and ask it for its version.

    Raises:
        EngineError: there is none, or it is of another version.
    """
    found = locate_cli()
    check_version(found)
    return found


def locate_cli() -> Path:
    """Find the CLI: the one that JIBAN_PULUMI names, bin/pulumi, then the one on PATH.

    Raises:
        EngineError: there is none.
    """
    named = os.environ.get(CLI_VARIABLE)
    on_path = shutil.which("pulumi")
    places = [Path(named)] if named else [ROOT / "bin" / "pulumi", *([Path(on_path)] if on_path else [])]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        where = (
            f"{CLI_VARIABLE} is {named}, which does not exist" if named else "no bin/pulumi, and none on PATH"
        )
        go = (
            ""
            if shutil.which("go")
            else " Go, which the build needs, is missing too: https://go.dev/doc/install"
        )
        raise EngineError(
            f"the Pulumi CLI is missing ({where}): `make engine` builds it (four minutes, once).{go}"
        )
    return found


def check_version(found: Path) -> None:
    """Refuse a CLI of another version than the SDK's.

    Raises:
        EngineError: it is of another one, or cannot be run.
    """
    try:
        result = subprocess.run((found, "version"), capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(f"cannot run {found}: {error}. `make engine` builds a new one.") from error
    version = result.stdout.strip().removeprefix("v")
    if version != VERSION:
        raise EngineError(
            f"expected Pulumi {VERSION}, got {version or 'no version'} ({found}): `make engine` builds it, "
            f"or set {CLI_VARIABLE} to another binary"
        )


def loopback_without_proxy(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that keep a proxy out of connections of this machine with itself.

    gRPC sends even these through `http_proxy`, unless `no_grpc_proxy`, or else `no_proxy`, lists the host.
    """
    names = [name for name in ("no_proxy", "NO_PROXY", "no_grpc_proxy") if name in environment]
    return {
        name: ",".join([*filter(None, [environment.get(name)]), *_LOOPBACK]) for name in {*names, "no_proxy"}
    }


@dataclass(frozen=True, slots=True)
class CommandResult:
    """The result of a command."""

    arguments: tuple[str, ...]
    exit_code: int
    stdout: str
    stderr: str
    seconds: float
    events: Sequence[Event] = field(default=(), repr=False)
    """Events of the engine, where the command was asked to log them."""

    @property
    def counts(self) -> Mapping[str, int]:
        """Return the resources by operation, from the last summary among the events."""
        found: Mapping[str, int] = {}
        for summary in of_kind(self.events, "summaryEvent"):
            found = cast("Mapping[str, int]", summary.get("resourceChanges") or found)
        return dict(sorted(found.items()))

    @property
    def messages(self) -> tuple[str, ...]:
        """Return the engine's error messages, without colours."""
        said = of_kind(self.events, "diagnosticEvent")
        texts = (str(each.get("message", "")) for each in said if each.get("severity") == "error")
        return tuple(dict.fromkeys(re.sub(r"<\{%.*?%\}>", "", text).strip() for text in texts))


@dataclass(slots=True)
class Scratch:
    """A folder that holds everything of one rehearsal: backend, CLI's home, simulated cloud, stack file."""

    folder: Path
    cli: Path
    project: Path
    """Folder of Pulumi.yaml."""
    stack: str
    stack_file: Path
    """Copy of the stack's file, because the CLI writes its encryption salt into it."""
    port: int = 0
    """Port of the simulated cloud's provider."""
    host: int = 0
    """Port of the language host; 0 has each command start one."""
    python: Path = Path(sys.executable)
    """The Python that runs the program."""
    seconds: int = 0
    """That a command has; 0 for any."""
    checkpoints: bool = False
    """Whether the engine writes the state after each step, as it does for a user, or at a command's end
    alone, which takes it half the time. It must where it is killed in the middle."""

    def environment(self) -> dict[str, str]:
        """Return the variables that a command runs with: none that leads to a real cloud or backend."""
        kept = {key: value for key, value in os.environ.items() if not _DENIED.match(key)}
        attached = {"PULUMI_DEBUG_LANGUAGES": f"python:{self.host}"} if self.host else {}
        return kept | {
            **attached,
            **loopback_without_proxy(kept),
            "PULUMI_DEBUG_PROVIDERS": ",".join(f"{package}:{self.port}" for package in _PACKAGES),
            # A sidecar file beside the state could be torn by a crash, and then no command works any more.
            "PULUMI_BACKEND_URL": f"file://{quote(str(self.folder / 'backend'))}?metadata=skip",
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_CONFIG_PASSPHRASE": "rehearsal",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            # Otherwise a provider that is not simulated is five attempts at a download before its error.
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_SKIP_CHECKPOINTS": "false" if self.checkpoints else "true",
            "PULUMI_DEBUG_COMMANDS": "true",
            "PULUMI_PYTHON_CMD": str(self.python),
            # The engine is gone before its garbage would fill the memory of any machine.
            "GOGC": kept.get("GOGC", "400"),
            "NO_COLOR": "1",
            "PATH": os.pathsep.join((str(self.cli.parent), kept.get("PATH", os.defpath))),
        }

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of a Pulumi command."""
        return [str(self.cli), *arguments, "--non-interactive", "-C", str(self.project)]

    def run(self, *arguments: str, log: bool = False) -> CommandResult:
        """Run a Pulumi command to its end.

        Args:
            arguments: command and flags.
            log: whether to collect the engine's events.

        Raises:
            EngineError: it did not end in time.
        """
        file = self.folder / "events.ndjson"
        if log:
            file.unlink(missing_ok=True)
        extra = ("--event-log", str(file)) if log else ()
        started = time.monotonic()
        try:
            done = subprocess.run(
                self.command(*arguments, *extra),
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=self.seconds or None,
            )
        except subprocess.TimeoutExpired as error:
            raise EngineTimeout(
                f"`pulumi {arguments[0]}` did not end within {self.seconds} s, and was stopped. "
                "--timeout SECONDS gives it another time, --timeout 0 any."
            ) from error
        if self.host and done.returncode != 0 and _UNREACHED in f"{done.stdout}{done.stderr}":
            # Nothing has begun: the engine loads its language host before anything else.
            self.host = 0
            return self.run(*arguments, log=log)
        took = time.monotonic() - started
        events = Events.read(file) if log else ()
        return CommandResult(arguments, done.returncode, done.stdout, done.stderr, took, events)

    def stack_flags(self) -> tuple[str, str, str, str]:
        """Return the flags of commands that read the stack's configuration."""
        return ("--stack", self.stack, "--config-file", str(self.stack_file))

    def deployment(self) -> dict[str, Any]:
        """Return the stack's deployment from the backend's file, without a command.

        Raises:
            EngineError: there is no such file.
        """
        found = list((self.folder / "backend" / ".pulumi" / "stacks").glob(f"*/{self.stack}.json"))
        if len(found) != 1:
            raise EngineError("there is no state of the stack in the scratch backend")
        content = cast("dict[str, Any]", json.loads(found[0].read_text(encoding="utf-8")))
        return cast("dict[str, Any]", content["checkpoint"].get("latest") or {})

    def export(self) -> dict[str, Any]:
        """Return the stack's state.

        Raises:
            EngineError: the state cannot be read.
        """
        result = self.run("stack", "export", "--stack", self.stack)
        if result.exit_code != 0:
            raise EngineError(f"cannot read the stack's state: {result.stderr.strip()}")
        return cast("dict[str, Any]", json.loads(result.stdout))


@contextmanager
def rehearsal_folder(keep: Path | None) -> Generator[Path]:
    """Yield an empty folder: a new one that stays, or one that is removed afterwards.

    Raises:
        EngineError: there is something at that place already.
    """
    if keep is None:
        with scratch_folder() as folder:
            yield folder
        return
    try:
        # It will hold what the stack is given, as a cloud would: for nobody else's eyes.
        keep.mkdir(parents=True, mode=0o700)
    except FileExistsError:
        raise EngineError(f"{keep} already exists; choose a new folder") from None
    yield keep.resolve()


@contextmanager
def simulated_cloud(folder: Path, project: Path) -> Generator[int]:
    """Run the simulated cloud of a folder in a process of its own, and yield its port.

    Raises:
        EngineError: it does not start.
    """
    with cloud_process(folder, project) as port:
        yield port()


@contextmanager
def cloud_process(folder: Path, project: Path) -> Generator[Callable[[], int]]:
    """Start the simulated cloud of a folder in a process of its own.

    Yields:
        Waits for its port, and returns it; raises EngineError where it does not start.
    """
    with subprocess.Popen(
        (sys.executable, "-m", "jiban.rehearse.provider", str(folder), str(project)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:

        def port() -> int:
            line = process.stdout.readline() if process.stdout else ""
            if not line.strip().isdigit():
                raise EngineError("the simulated cloud did not start; its output is above")
            return int(line)

        try:
            yield port
        finally:
            # Nothing of it is worth waiting for: what it keeps is on disk after every call.
            process.kill()


def open_scratch(
    folder: Path,
    cli: Path,
    project: Project,
    stack: str,
    *,
    overrides: Sequence[tuple[str, bool]] = (),
    seconds: int = 0,
) -> Scratch:
    """Make the stack of a rehearsal in an empty folder.

    Args:
        folder: the scratch folder.
        cli: the Pulumi command.
        project: the project, whose stack file is copied.
        stack: name of the stack.
        overrides: `KEY=VALUE` texts for this run, each with whether the key is a path.
        seconds: that each command has; 0 for any.

    Raises:
        EngineError: the CLI refuses.
    """
    for name in ("backend", "home", "project"):
        (folder / name).mkdir()
    # Where it cannot make the folder of its own logs the engine keeps none. It writes every property of every
    # message into them, which was half of its time, and nobody reads them.
    (folder / "home" / "logs").touch()
    bare = Scratch(folder, cli, project.root, "", Path(), python=python_of(project), seconds=seconds)
    scratch = open_stack(bare, project, stack)
    for text, is_path in overrides:
        set_config(scratch, text, path=is_path)
    return scratch


def open_stack(beside: Scratch, project: Project, stack: str) -> Scratch:
    """Make one more stack in the folder of a rehearsal.

    Args:
        beside: any scratch of that folder.
        project: the project, whose stack file is copied.
        stack: its name.

    Raises:
        EngineError: the CLI refuses.
    """
    copy = beside.folder / "project" / f"Pulumi.{stack}.yaml"
    if project.stack_file(stack).exists():
        shutil.copy(project.stack_file(stack), copy)
    # `stack init` writes a salt into the stack file beside Pulumi.yaml and takes no other file, so it gets a
    # project of the same name that holds nothing else.
    (copy.parent / "Pulumi.yaml").write_text(f"name: {project.name}\nruntime: python\n", encoding="utf-8")
    opened = replace(beside, stack=stack, stack_file=copy)
    refuse(replace(opened, project=copy.parent).run("stack", "init", stack), "cannot create the stack")
    return opened


def python_of(project: Project) -> Path:
    """Return the Python of the project where it has Pulumi, else this one."""
    found = virtualenv_of(project, os.environ)
    own = found is not None and found.version_of("pulumi") is not None and found.python.exists()
    return found.python if found is not None and own else Path(sys.executable)


def set_later(scratch: Scratch, text: str, *, path: bool) -> Callable[[], None]:
    """Set a configuration value in a copy of the scratch copy, which other commands do not see yet.

    Returns:
        Puts the copy in its place, or where that has changed meanwhile sets the value in it.

    Raises:
        EngineError: the CLI refuses.
    """
    before = scratch.stack_file.read_bytes()
    copy = scratch.stack_file.with_name(f"next-{scratch.stack_file.name}")
    copy.write_bytes(before)
    set_config(replace(scratch, stack_file=copy), text, path=path)

    def put() -> None:
        if scratch.stack_file.read_bytes() == before:
            copy.replace(scratch.stack_file)
            return
        copy.unlink()
        set_config(scratch, text, path=path)

    return put


def set_config(scratch: Scratch, text: str, *, path: bool) -> None:
    """Set a configuration value in the scratch copy.

    Raises:
        EngineError: the CLI refuses.
    """
    key, _, value = text.partition("=")
    flags = ("--path",) if path else ()
    result = scratch.run("config", "set", key, value, "--plaintext", *flags, *scratch.stack_flags())
    refuse(result, f"cannot set {key}")


def refuse(result: CommandResult, what: str) -> None:
    """Raise an error if a command failed.

    Raises:
        EngineError: with what the command said.
    """
    if result.exit_code != 0:
        said = "\n".join(result.messages) or result.stderr.strip() or result.stdout.strip()
        raise EngineError(f"{what}: {said}")
