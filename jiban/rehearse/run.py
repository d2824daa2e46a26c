"""The lifecycle of a stack by the real engine: deploy, change and destroy."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, cast

from jiban.project.project import Project
from jiban.rehearse import agent_pools, provider_behaviour
from jiban.rehearse.change import Change
from jiban.rehearse.cloud import read_calls, read_cloud, write_cloud
from jiban.rehearse.conditions import Conditions, Place, write_conditions
from jiban.rehearse.moves import Move, gone_back, moved
from jiban.rehearse.pulumi_cli import (
    VERSION,
    CommandResult,
    Scratch,
    check_version,
    cloud_process,
    locate_cli,
    open_scratch,
    refuse,
    set_later,
)
from jiban.rehearse.recover import faults_of, recover
from jiban.rehearse.warm_host import warm_host

_NOTHING: Final = frozenset({"same", "read"})
_CHANGES: Final = frozenset(
    {"update", "replace", "create", "delete", "create-replacement", "delete-replaced"}
)
_PATIENCE: Final = 120.0
"""Seconds to wait for the call at which the engine is killed."""
_POLL: Final = 0.05


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a rehearsal, and its result."""

    name: str
    seconds: float
    counts: Mapping[str, int]
    """Resources by operation."""
    problems: tuple[str, ...] = ()
    """What went wrong; empty for a step that succeeded."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The result of a rehearsal."""

    project: str
    stack: str
    version: str
    steps: tuple[Step, ...]
    seconds: float
    objects: int
    """Objects that the simulated cloud held after the deployment."""
    calls: int
    """API calls to it."""

    @property
    def ok(self) -> bool:
        """Whether every step succeeded."""
        return not any(step.problems for step in self.steps)


@dataclass(slots=True)
class _Run:
    scratch: Scratch
    pack: tuple[str, ...]
    """Flags of the policy pack."""
    conditions: Conditions
    beside: Executor
    """Does what need not be waited for yet."""
    steps: list[Step] = field(default_factory=list[Step])
    objects: int = 0
    moves: tuple[Move, ...] = ()
    """What the cloud has changed by itself."""
    change: Future[Callable[[], None]] | None = None
    """Sets the value that is to change."""

    @property
    def failed(self) -> bool:
        return bool(self.steps) and bool(self.steps[-1].problems)


_Script = list[tuple[str, Callable[[str], Step]]]


def rehearse(
    project: Project,
    stack: str,
    folder: Path,
    *,
    change: Change | None = None,
    overrides: Sequence[tuple[str, bool]] = (),
    crash: bool = False,
    sizes: bool = False,
    place: Place = "inside",
    policies: Path | None = None,
    seconds: int = 0,
    on_step: Callable[[Step], None] = lambda _: None,
) -> Rehearsal:
    """Deploy, change and destroy a stack.

    Args:
        project: the project.
        stack: name of the stack.
        folder: an empty folder for everything of the rehearsal.
        change: what is set after the deployment; None leaves that step out.
        overrides: `KEY=VALUE` texts over the stack's file, each with whether the key is a path.
        crash: whether to kill the engine in the middle of the deployment, and recover.
        sizes: whether sizes and counts change behind Pulumi's back, to be judged at what comes after.
        place: where the deployer stands.
        policies: folder of a policy pack that judges the preview and every `up`.
        seconds: that each command of the engine has; 0 for any.
        on_step: called with each step when it is done.

    Returns:
        The steps up to the first that failed.

    Raises:
        EngineError: the engine cannot be used at all.
    """
    started = time.monotonic()
    cli = locate_cli()
    with (
        ThreadPoolExecutor(max_workers=1) as beside,
        warm_host(folder, cli, project, stack) as host,
        cloud_process(folder, project.root) as port,
    ):
        checked = beside.submit(check_version, cli)
        pack = () if policies is None else ("--policy-pack", str(policies.resolve()))
        try:
            scratch = open_scratch(folder, cli, project, stack, overrides=overrides, seconds=seconds)
        finally:
            checked.result()
        run = _Run(scratch, pack, Conditions(place=place), beside)
        run.scratch.port, run.scratch.host = port(), host()
        run.scratch.checkpoints = crash
        write_conditions(folder, run.conditions)
        for name, act in _script(run, change, crash=crash, sizes=sizes):
            step = act(name)
            run.steps.append(step)
            on_step(step)
            if run.failed:
                break
    took = round(time.monotonic() - started, 1)
    calls = len(read_calls(folder))
    return Rehearsal(project.name, stack, VERSION, tuple(run.steps), took, run.objects, calls)


def _script(
    run: _Run, change: Change | None, *, crash: bool, sizes: bool
) -> list[tuple[str, Callable[[str], Step]]]:
    deploy: list[tuple[str, Callable[[str], Step]]] = [("up", lambda name: _audited(run, _up(run, name)))]
    if crash:
        deploy = [
            ("up, killed", lambda name: _killed_up(run, name)),
            ("recover", lambda name: _audited(run, _recovered(run, name))),
        ]
    script: _Script = [
        ("preview", lambda name: _step(run, name, "preview", *run.pack)),
        *deploy,
        ("up again", lambda name: _unchanged(_up_before(run, name, change))),
    ]
    script += _sizes(run) if sizes else []
    if change is not None:
        script.append(("change", lambda name: _audited(run, _changed(run, name, change))))
    return [
        *script,
        ("refresh", lambda name: _read_back(run, name)),
        ("destroy", lambda name: _audited(run, _destroyed(run, name))),
    ]


def _sizes(run: _Run) -> _Script:
    """Let sizes and counts change behind Pulumi's back, and see at each command that they stay."""
    return [
        ("moved", lambda name: _judged(run, _unchanged(_moved(run, name)))),
        ("edited", lambda name: _judged(run, _edited(run, name))),
        ("refreshed", lambda name: _judged(run, _refreshed(run, name))),
        ("and again", lambda name: _judged(run, _unchanged(_up(run, name)))),
    ]


def _step(run: _Run, name: str, *arguments: str, note: str = "") -> Step:
    return step_of(name, run.scratch.run(*arguments, *run.scratch.stack_flags(), log=True), note)


def step_of(name: str, result: CommandResult, note: str = "") -> Step:
    """Return a command of the engine as a step."""
    problems: tuple[str, ...] = ()
    if result.exit_code != 0:
        problems = result.messages or (result.stderr.strip() or f"exit code {result.exit_code}",)
    return Step(name, round(result.seconds, 1), result.counts, problems, note)


def _up(run: _Run, name: str) -> Step:
    return _step(run, name, "up", "--yes", "--skip-preview", *run.pack)


def _up_before(run: _Run, name: str, change: Change | None) -> Step:
    """Deploy, and make the stack file of the change ready meanwhile."""
    if change is not None:
        run.change = run.beside.submit(set_later, run.scratch, change.setting, path=True)
    return _up(run, name)


def _unchanged(step: Step) -> Step:
    changed = {op: count for op, count in step.counts.items() if op not in _NOTHING}
    if step.problems or not changed:
        return step
    return replace(step, problems=(f"expected no changes, got {_counted(changed)}",))


def _read_back(run: _Run, name: str) -> Step:
    """Refresh, and expect no changes but in clusters that list the pools which were made after them."""
    step = _step(run, name, "refresh", "--yes", "--skip-preview")
    objects = read_cloud(run.scratch.folder)
    lists = sum(agent_pools.listed(each, objects) != each for each in objects)
    changed = {op: count for op, count in step.counts.items() if op not in _NOTHING}
    if not changed.keys() <= {"update"} or changed.get("update", 0) > lists:
        return _unchanged(step)
    return replace(step, note="a cluster lists pools that were made after it") if changed else step


def _changed(run: _Run, name: str, change: Change) -> Step:
    if run.change is not None:
        run.change.result()()
    step = replace(_up(run, name), note=change.setting)
    if step.problems or any(op in _CHANGES for op in step.counts):
        return step
    if change.before is not None and not _holds(run, change.before):
        return replace(step, note=f"nothing here has the image {change.before}")
    return replace(step, problems=(f"expected {change.setting} to change a resource, got no changes",))


def _holds(run: _Run, text: str) -> bool:
    """Tell whether a text stands in what any resource was made from."""
    return any(text in json.dumps(each.get("inputs"), ensure_ascii=False) for each in _resources(run))


def _resources(run: _Run) -> list[dict[str, Any]]:
    """Return the resources of the state, each as the engine writes it."""
    return cast("list[dict[str, Any]]", run.scratch.deployment().get("resources") or [])


def _destroyed(run: _Run, name: str) -> Step:
    """Destroy; protected resources are unprotected first, in this copy of the state."""
    protected = sum(bool(each.get("protect")) for each in _resources(run))
    if protected:
        result = run.scratch.run("state", "unprotect", "--all", "--yes", "--stack", run.scratch.stack)
        refuse(result, "cannot unprotect resources")
    note = f"{protected} unprotected first" if protected else ""
    return _step(run, name, "destroy", "--yes", "--skip-preview", note=note)


def _audited(run: _Run, step: Step) -> Step:
    """Compare the state with the simulated cloud after a step that succeeded."""
    if step.problems:
        return step
    there = [(each.type, each.id) for each in read_cloud(run.scratch.folder)]
    run.objects = max(run.objects, len(there))
    return replace(step, problems=faults_of(run.scratch.deployment(), there))


def _moved(run: _Run, name: str) -> Step:
    """Let the cloud change what it may, and deploy the same program."""
    _move(run)
    return replace(_up(run, name), note=f"grown behind Pulumi's back: {len(run.moves)}")


def _move(run: _Run) -> None:
    objects, found = moved(read_cloud(run.scratch.folder))
    if found:
        write_cloud(run.scratch.folder, objects)
    run.moves = found or run.moves


def _edited(run: _Run, name: str) -> Step:
    """Deploy a program in which each of those objects is changed, but for its size."""
    edited = tuple(dict.fromkeys(f"{each.type} {each.id}" for each in run.moves))
    write_conditions(run.scratch.folder, replace(run.conditions, edited=edited))
    step = _up(run, name)
    write_conditions(run.scratch.folder, run.conditions)
    return _in_place(replace(step, note=f"{len(edited)} of them edited"))


def _refreshed(run: _Run, name: str) -> Step:
    """Let the cloud change them once more, and tell the state."""
    _move(run)
    return _in_place(_step(run, name, "refresh", "--yes", "--skip-preview"))


def _in_place(step: Step) -> Step:
    """Expect updates and nothing else."""
    changed = {op: count for op, count in step.counts.items() if op not in {*_NOTHING, "update"}}
    if step.problems or not changed:
        return step
    return replace(step, problems=(f"expected updates alone, got {_counted(changed)}",))


def _judged(run: _Run, step: Step) -> Step:
    """Look whether what the cloud has changed is still so."""
    return replace(step, problems=(*step.problems, *gone_back(run.moves, read_cloud(run.scratch.folder))))


def _killed_up(run: _Run, name: str) -> Step:
    """Deploy, and kill the engine when half of the creates are done and one is under way."""
    planned = run.steps[-1].counts.get("create", 0)
    faults = run.scratch.folder / "faults.json"
    fault = {"op": "create", "nth": max(planned // 2, 1), "when": "after", "do": "hang"}
    faults.write_text(json.dumps([fault]), encoding="utf-8")
    started = time.monotonic()
    killed = _kill_at_hang(run.scratch)
    faults.unlink()
    created = sum(call.op == "create" and call.result == "ok" for call in read_calls(run.scratch.folder))
    problems = () if killed else ("the engine ended before it was killed",)
    note = "SIGKILL before the engine got the result of a create"
    return Step(name, round(time.monotonic() - started, 1), {"create": created}, problems, note)


def _kill_at_hang(scratch: Scratch) -> bool:
    """Start an `up`, and kill it when the simulated cloud hangs on purpose."""
    command = scratch.command("up", "--yes", "--skip-preview", *scratch.stack_flags())
    process = subprocess.Popen(
        command,
        env=scratch.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + _PATIENCE
    try:
        while process.poll() is None and time.monotonic() < deadline:
            if any(call.result.startswith("fault: hang") for call in read_calls(scratch.folder)):
                os.kill(process.pid, signal.SIGKILL)
                return process.wait() == -signal.SIGKILL
            time.sleep(_POLL)
    finally:
        process.kill()
        process.wait()
    return False


def _recovered(run: _Run, name: str) -> Step:
    found = recover(run.scratch, finder(run.scratch.folder))
    note = (
        f"{len(found.adopted)} pending creates found in the cloud and imported, {len(found.dropped)} dropped"
    )
    return step_of(name, found.up, note)


def finder(folder: Path) -> Callable[[str, Mapping[str, Any]], str | None]:
    """Return a function that finds objects of a simulated cloud, by address or else by inputs."""

    def find(kind: str, inputs: Mapping[str, Any]) -> str | None:
        address = provider_behaviour.address_of(kind, inputs)
        same = (each for each in read_cloud(folder) if each.type == kind)
        if address is not None:
            return next((each.id for each in same if each.address == address), None)
        return next((each.id for each in same if dict(each.inputs) == dict(inputs)), None)

    return find


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {op}" for op, count in counts.items())
