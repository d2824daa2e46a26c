"""The plan that is compared with: of a commit, made by a process of its own, or from a file.

A commit is planned from a git worktree by this planner, with the commit's own program, library and
stack files, but with the Python packages that are installed now in the virtual environment that it names.
One planner for both sides, so that what differs is the program; a second process, so that the two run at
once and neither meets the other's modules. It is a fork of this one where that comes to the same (see
adr/0014).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from jiban import forked, supervisor, surroundings
from jiban.diff.errors import BaseError
from jiban.diff.kept_bases import NOT_KEPT, Kept
from jiban.handover import as_started, handover_to
from jiban.model.digest import is_event_log, read_digest, read_events, redacted
from jiban.model.json_text import MAX_BYTES, DocumentError, decoded, loads
from jiban.model.plan import Plan
from jiban.project.errors import ConfigFileError, ProjectNotFound
from jiban.project.files import NotReadable, read_file
from jiban.project.project import Project, find_project
from jiban.project.safe_text import printable
from jiban.project.virtualenv import virtualenv_of
from jiban.report.disclosure import disclosed
from jiban.report.terminal import is_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from jiban.diff.ahead import Ahead
    from jiban.diff.git import Repository
    from jiban.plan.fingerprints import Fingerprints

_SAID: Final = 25
"""Lines that are shown of what a failed plan has said."""
_DEFAULTS: Final = "__defaults"
_AUTONAMED: Final = "pulumi.com/autonamed"
_GRACE: Final = 30.0
"""Seconds over its time after which a base that has not stopped itself is ended."""
_SUBMODULES: Final = "the commit has submodules, which a base is planned without"
_FLAG: Final = "--base-plan"
_STDIN: Final = "standard input"
_ELSEWHERE: Final = "to compare with a saved plan instead, use --base-plan FILE"


@dataclass(frozen=True, slots=True)
class Base:
    """What is compared with."""

    plan: Plan
    label: str
    note: str = ""
    """Why the plan is empty, where it is."""
    deployed: bool = False
    """Whether it is the state of a deployment."""


class Running:
    """A base that is being planned."""

    def __init__(
        self,
        process: subprocess.Popen[bytes] | forked.Forked | None,
        tree: Path,
        label: str,
        note: str = "",
        *,
        seconds: int = 0,
        kept: Kept = NOT_KEPT,
        read: Callable[[], None] = lambda: None,
    ) -> None:
        """Keep the process, None where there is nothing to plan, and the seconds that its program has.

        `read` is called when the plan is read, and nothing more is needed.
        """
        self._process = process
        self._kept = kept
        self._seconds = seconds
        self._started = time.monotonic()
        self._tree = tree
        self._label = label
        self._note = note
        self._read = read

    def result(self) -> Base:
        """Wait for the plan.

        Raises:
            BaseError: it does not plan.
        """
        if self._process is None:
            return Base(Plan(project="", stack="", resources=()), self._label, self._note)
        code = self._wait(self._process)
        folder = self._tree.parent
        if code:
            said = (folder / "stderr").read_text(encoding="utf-8", errors="replace")
            raise not_planned(self._label, self._tree, said, code)
        content = (folder / "stdout").read_bytes()
        self._read()
        found = Base(self._document(content), self._label)
        self._kept.write(content)
        return found

    def _document(self, content: bytes) -> Plan:
        """Read the plan that the process has written; C code can end one before that, with any exit code."""
        try:
            return read_digest(loads(decoded(content)))
        except DocumentError:
            raise BaseError(
                f"{self._label} cannot be planned:\n  {supervisor.cut_off('exit code 0')}\n{_ELSEWHERE}"
            ) from None

    def _wait(self, process: subprocess.Popen[bytes] | forked.Forked) -> int:
        """Wait for the end; what has not stopped itself some time after its time is ended."""
        left = self._started + self._seconds + _GRACE - time.monotonic()
        try:
            return process.wait(max(left, 0) if self._seconds else None)
        except subprocess.TimeoutExpired:
            self.stop()
            said = supervisor.message(self._seconds, "")
            message = f"{self._label} cannot be planned:\n  {said}\n{_ELSEWHERE}"
            raise BaseError(message, supervisor.TIMEOUT) from None

    def stop(self) -> None:
        """End the process if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def not_planned(label: str, tree: Path, said: str, code: int) -> BaseError:
    """Return the error of a base that does not plan.

    Args:
        label: names the base.
        tree: where it was laid out, which is of no interest to the reader.
        said: what it has said of itself.
        code: what its process has exited with.
    """
    lines = said.replace(f"{tree}{os.sep}", "").strip().splitlines()[-_SAID:]
    shown = "\n".join(f"  {line}" for line in lines) or f"  it exited with {code} and printed nothing"
    modules = f"{_SUBMODULES}\n" if (tree / ".gitmodules").is_file() else ""
    return BaseError(
        f"{label} cannot be planned:\n{shown}\n{modules}{_ELSEWHERE}",
        supervisor.TIMEOUT if code == supervisor.TIMEOUT else 1,
    )


@dataclass(frozen=True, slots=True)
class Saved:
    """A base that was read from a file."""

    base: Base

    def result(self) -> Base:
        """Return the base."""
        return self.base


def read_kept(kept: Kept) -> Plan | None:
    """Return a plan that was kept; None where there is none, or it cannot be read."""
    document = kept.read()
    if document is None:
        return None
    try:
        return read_digest(loads(decoded(document)))
    except DocumentError:
        return None


@contextmanager
def planning(
    repository: Repository,
    ref: str,
    project: Project,
    stack: str,
    *,
    flags: Sequence[str],
    fingerprints: Fingerprints,
    seconds: int = 0,
    keeps: bool = True,
    ahead: Ahead | None = None,
) -> Generator[Running | Saved]:
    """Plan a stack as a commit has it, while the block does something else.

    Args:
        repository: where the commit is.
        ref: branch, tag or commit.
        project: the project as it is now.
        stack: name of the stack.
        flags: further flags of `jiban plan`, `-c` among them.
        fingerprints: what stands for the secrets in it.
        seconds: that the program has; 0 for any.
        keeps: whether a plan that was made before will do.
        ahead: what is loaded for both sides; None where this process is not to be forked.

    Yields:
        The plan under way, or the one that was kept.

    Raises:
        RefNotFound: there is no such commit.
    """
    commit = repository.commit(ref)
    label = repository.label(ref, commit)
    kept = Kept.of(project, commit, stack, flags) if keeps else NOT_KEPT
    before = read_kept(kept)
    if before is not None:
        yield Saved(Base(before, label))
        return
    contents = repository.contents(commit)
    own = ahead.libraries(project, stack, contents, repository.top) if ahead is not None else ()
    with repository.worktree(commit, contents, own) as tree:
        folder = tree / repository.folder
        note = absence(folder, tree, stack, label)
        if note:
            yield Running(None, tree, label, note)
            return
        variables = {**lend_packages(project, repository.top, tree), **fingerprints.environment()}
        asked = [*flags, "--timeout", str(seconds)]
        process = start(folder, tree.parent, stack, asked, variables, ahead=ahead)
        running = Running(
            process, tree, label, seconds=seconds, kept=kept, read=lambda: repository.remove_soon(tree)
        )
        try:
            yield running
        finally:
            running.stop()


def absence(folder: Path, tree: Path, stack: str, label: str) -> str:
    """Say why there is nothing to plan in a base; empty where there is."""
    try:
        project = find_project(folder) if folder.is_dir() else None
    except ProjectNotFound:
        project = None
    except ConfigFileError as error:
        raise BaseError(f"{label} cannot be planned:\n{error}\n{_ELSEWHERE}") from error
    if project is None or not project.root.is_relative_to(tree):
        return f"{label} has no project here, so every resource is created"
    stacks = project.stacks()
    if stacks and stack not in stacks:
        return f"{label} has no stack {stack!r}, so every resource is created"
    return ""


def lend_packages(project: Project, top: Path, tree: Path) -> dict[str, str]:
    """Let the base use the virtual environments of the project, which no commit holds.

    Those inside of the repository are linked into the tree, each where the base looks for it: the one that
    the project uses now, and the one that Pulumi.yaml of the base names. Returned are variables that lead to
    one outside of it.
    """
    found = virtualenv_of(project, os.environ)
    if found is not None and not found.folder.is_relative_to(top):
        return {"VIRTUAL_ENV": str(found.folder)}
    there = tree / project.root.relative_to(top)
    named = find_project(there).runtime_options.get("virtualenv")
    names = [str(named)] if isinstance(named, str) and not Path(named).is_absolute() else []
    places = [project.root / name for name in names] + ([found.folder] if found is not None else [])
    for place in places:
        have = Path(os.path.normpath(place))
        want = tree / have.relative_to(top) if have.is_relative_to(top) else None
        if want is not None and have.is_dir() and not want.exists() and want.parent.is_dir():
            want.symlink_to(have.resolve(), target_is_directory=True)
    return {}


def start(
    folder: Path,
    scratch: Path,
    stack: str,
    flags: Sequence[str],
    variables: Mapping[str, str],
    *,
    question: str | None = None,
    ahead: Ahead | None = None,
) -> subprocess.Popen[bytes] | forked.Forked:
    """Plan a stack in a process of its own, which writes into `stdout` and `stderr` of a folder.

    It is a fork of this process where that would be the same as a new one, with the same Python and packages.

    Args:
        folder: of the project.
        scratch: where it writes.
        stack: name of the stack.
        flags: further flags of `jiban plan`.
        variables: of its environment, over those of this process.
        question: what it is asked besides, as `jiban.plan.answer` reads it.
        ahead: what is loaded for both sides; None where this process is not to be forked.
    """
    arguments = ["plan", "--json", "--color", "never", "-C", str(folder), "-s", stack, *flags]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(surroundings.variable(""))
    } | dict(variables)
    # The project of the base says which Python runs it. This one may itself be that of the head.
    other = handover_to(find_project(folder), environment)
    found = other or as_started()
    environment = found.environment({**environment, "PYTHONUTF8": "1"})
    with (scratch / "stdout").open("wb") as out, (scratch / "stderr").open("wb") as err:
        if other is None and ahead is not None and ahead.may_fork():
            files = (out.fileno(), err.fileno())
            with suppress(OSError):  # there is no room for another process like this one
                return forked.run(
                    arguments, cwd=folder, environment=environment, files=files, question=question
                )
        return subprocess.Popen(
            found.command(arguments, parent=os.getpid(), question=question),
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )


def read_base(path: Path, project: str, stack: str, *, flag: str = _FLAG, state: bool = False) -> Base:
    """Read a file of `pulumi preview --json`, `jiban plan --json`, `pulumi stack export` or of events.

    Args:
        path: of the file; `-` is standard input.
        project: name of the project that it has to be of.
        stack: name of the stack that it has to be of.
        flag: the flag that names the file.
        state: whether it has to be the state of a deployment.

    Raises:
        BaseError: it cannot be read, is none of these, or is of another stack.
    """
    label = _STDIN if str(path) == "-" else str(path)
    name = f"{flag} {printable(str(path))}"
    try:
        found, deployed = _plan(
            decoded(_standard_input(flag) if label == _STDIN else read_file(path, MAX_BYTES))
        )
        found = redacted(disclosed(found))
    except NotReadable as error:
        raise BaseError(f"{name}: {error.reason}") from error
    except DocumentError as error:
        raise BaseError(f"{name}: {error}") from error
    if state and not deployed:
        raise BaseError(f"{name}: it is no state of a stack, which `pulumi stack export` prints", 2)
    if not found.resources:
        return Base(found, label, f"{label} holds no resources, so every resource is created", deployed)
    if (found.project, found.stack) != (project, stack):
        other = printable(f"{found.project}/{found.stack}")
        raise BaseError(f"{name}: it is the plan of {other}, and not of {project}/{stack}")
    return Base(found, label, deployed=deployed)


def _standard_input(flag: str) -> bytes:
    if sys.stdin is None or is_terminal(sys.stdin):
        raise BaseError(
            f"{flag} - reads standard input, and nothing is piped in; pipe in a plan, or name a file", 2
        )
    try:
        content = sys.stdin.buffer.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise BaseError(f"cannot read standard input: {error}", 2) from error
    if len(content) > MAX_BYTES:
        raise BaseError(f"{flag} -: more than {MAX_BYTES // 1024 // 1024} MB are piped in", 2)
    return content


def _plan(text: str) -> tuple[Plan, bool]:
    """Return a plan read from any of the formats, and whether it is the state of a deployment."""
    if is_event_log(text):
        return read_events(text), False
    document: Any = loads(text)
    if isinstance(document, Mapping) and "deployment" in document:
        read_digest(document)
        return read_digest(_as_asked(cast("Mapping[str, Any]", document))), True
    return read_digest(document), False


def _as_asked(export: Mapping[str, Any]) -> dict[str, Any]:
    """Return an exported deployment with what providers have filled in taken out of its inputs."""
    deployment = cast("Mapping[str, Any]", export["deployment"] or {})
    states = [state for state in deployment.get("resources") or () if not state.get("delete")]
    return {
        "deployment": {
            "resources": [{**state, "inputs": _plain(state.get("inputs") or {})} for state in states]
        }
    }


def _plain(value: Any) -> Any:
    """Take out defaults (`__defaults` lists them) and names that a provider has made up."""
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    items = cast("dict[str, Any]", value)
    hidden: set[Any] = {_DEFAULTS, *(items.get(_DEFAULTS) or ())}
    found = {key: _plain(item) for key, item in items.items() if key not in hidden}
    metadata: Any = found.get("metadata")
    if isinstance(metadata, dict):
        found["metadata"] = _without_autoname(cast("dict[str, Any]", metadata))
    return found


def _without_autoname(metadata: dict[str, Any]) -> dict[str, Any]:
    found: Any = metadata.get("annotations")
    annotations = cast("dict[str, Any]", found) if isinstance(found, dict) else dict[str, Any]()
    if annotations.get(_AUTONAMED) != "true":
        return metadata
    kept = {key: item for key, item in annotations.items() if key != _AUTONAMED}
    rest = {key: item for key, item in metadata.items() if key not in {"name", "annotations"}}
    return rest | ({"annotations": kept} if kept else {})
