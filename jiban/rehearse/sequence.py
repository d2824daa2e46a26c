"""A new environment, brought up by the real engine and by the steps that people take, in their order."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

from jiban.project.project import Project
from jiban.rehearse import readiness
from jiban.rehearse.cloud import read_calls, read_cloud
from jiban.rehearse.conditions import Conditions, write_conditions
from jiban.rehearse.pulumi_cli import (
    VERSION,
    Scratch,
    cloud_process,
    find_cli,
    open_scratch,
    open_stack,
    set_config,
)
from jiban.rehearse.readiness import Lack
from jiban.rehearse.recover import faults_of
from jiban.rehearse.run import Rehearsal, Step, step_of
from jiban.rehearse.steps import Action, actions_of, does, refusal
from jiban.rehearse.warm_host import warm_host
from jiban.settings.root import Step as Listed

_REFERENCE: Final = "pulumi:pulumi:StackReference"
READY: Final = "ready"
"""Name of the last step, which looks whether every pod can run."""


@dataclass(slots=True)
class _Play:
    project: Project
    first: Scratch
    listed: Sequence[Listed]
    """Every step that there is, for the message about one that is missing."""
    conditions: Conditions
    stacks: dict[str, Scratch] = field(default_factory=dict[str, Scratch])
    tried: set[str] = field(default_factory=set[str])
    """Ids of the steps that were done, or begun."""

    @property
    def folder(self) -> Path:
        return self.first.folder

    def stack(self, name: str) -> Scratch:
        """Make a stack, or return it if there is one."""
        if name not in self.stacks:
            opened = name == self.first.stack
            self.stacks[name] = self.first if opened else open_stack(self.first, self.project, name)
        return self.stacks[name]

    def missing(self, fits: Callable[[Listed], object]) -> tuple[str, ...]:
        """Name the first step that was not done and fits."""
        found = (each for each in self.listed if each.id not in self.tried and fits(each))
        return tuple(f"missing step: {each.title} [{each.id}]" for each in [*found][:1])

    def change(self, conditions: Conditions) -> None:
        self.conditions = conditions
        write_conditions(self.folder, conditions)


def rehearse_steps(
    project: Project,
    stack: str,
    folder: Path,
    steps: Sequence[Listed],
    *,
    listed: Sequence[Listed] = (),
    overrides: Sequence[tuple[str, bool]] = (),
    seconds: int = 0,
    on_step: Callable[[Step], None] = lambda _: None,
) -> Rehearsal:
    """Bring an environment up by its steps.

    Args:
        project: the project.
        stack: the stack of the environment, or of its platform.
        folder: an empty folder for everything of the rehearsal.
        steps: what is done, in order.
        listed: every step that the environment has, where `steps` leaves some out.
        overrides: `KEY=VALUE` texts over that stack's file, each with whether the key is a path.
        seconds: that each command of the engine has; 0 for any.
        on_step: called with each step when it is done.

    Returns:
        The steps up to the first that failed, and whether every pod is ready in the end.

    Raises:
        EngineError: the engine cannot be used at all.
    """
    started = time.monotonic()
    cli = find_cli()
    found: list[Step] = []
    with warm_host(folder, cli, project, stack) as host, cloud_process(folder, project.root) as port:
        first = open_scratch(folder, cli, project, stack, overrides=overrides, seconds=seconds)
        first.port, first.host = port(), host()
        play = _Play(project, first, listed or steps, Conditions())
        named = {action.target: False for each in play.listed for action in _fills(each)}
        play.change(Conditions(listed=True, secrets=named))
        for each in steps:
            found.append(_played(play, each))
            on_step(found[-1])
            if found[-1].problems:
                break
        else:
            found.append(_ready(play))
            on_step(found[-1])
    objects, calls = len(read_cloud(folder)), len(read_calls(folder))
    took = round(time.monotonic() - started, 1)
    return Rehearsal(project.name, stack, VERSION, tuple(found), took, objects, calls)


def _fills(step: Listed) -> list[Action]:
    return [action for action in actions_of(step) if action.kind == "fill"]


def _played(play: _Play, listed: Listed) -> Step:
    """Do what a step's commands do, up to the first that fails."""
    started = time.monotonic()
    inside = listed.where.startswith("inside")
    play.change(replace(play.conditions, place="inside" if inside else "outside"))
    play.tried.add(listed.id)
    done = Step(listed.id, 0, {})
    for action in actions_of(listed):
        done = _done(play, listed, action, inside=inside, before=done)
        if done.problems:
            break
    return replace(done, seconds=round(time.monotonic() - started, 1), note=listed.title)


def _done(play: _Play, listed: Listed, action: Action, *, inside: bool, before: Step) -> Step:
    conditions = play.conditions
    if action.kind in {"login", "push", "fill", "keep", "map"}:
        refused = refusal(action, inside=inside, objects=read_cloud(play.folder))
        if refused is not None:
            return replace(before, problems=(refused, *play.missing(_deploys)))
    if action.kind in {"configure", "up"} and action.target not in play.stacks:
        said = f"no stack named '{action.target}' found"
        return replace(before, problems=(said, *play.missing(partial(_makes_stack, action.target))))
    if action.kind == "init":
        play.stack(action.target)
    elif action.kind == "configure":
        set_config(play.stack(action.target), f"{action.key}={action.value}", path=action.is_path)
    elif action.kind == "push":
        play.change(replace(conditions, images=(*conditions.images, action.target)))
    elif action.kind in {"fill", "keep"}:
        play.change(replace(conditions, secrets={**conditions.secrets, action.target: True}))
    elif action.kind == "map":
        play.change(replace(conditions, mapped=True))
    elif action.kind == "up":
        return _deployed(play, listed, action.target)
    return before


def _deployed(play: _Play, listed: Listed, stack: str) -> Step:
    scratch = play.stack(stack)
    result = scratch.run("up", "--yes", "--skip-preview", *scratch.stack_flags(), log=True)
    step = step_of(listed.id, result)
    if not step.problems:
        return step
    hints = [_hint(play, lack) for lack in _lacking(play, waited_for=True)]
    for other in _undeployed(play, scratch):
        hints.append(f"{stack} refers to stack {other}, which has no resources yet")
        hints += play.missing(partial(_deploys_stack, other))
    return replace(step, problems=(*step.problems, *dict.fromkeys(hints)))


def _lacking(play: _Play, *, waited_for: bool = False) -> tuple[Lack, ...]:
    """Return what is lacking, of all objects or of those that a deployment waits for."""
    there = read_cloud(play.folder)
    found = (
        lack
        for each in there
        if not waited_for or readiness.waits(each.type, each.manifest)
        for lack in readiness.lacks(each.type, each.manifest, there, play.conditions)
    )
    return tuple(dict.fromkeys(found))


def _hint(play: _Play, lack: Lack) -> str:
    found = play.missing(lambda each: does(each, lack))
    return found[0] if found else f"no step of the list makes {lack.kind} {lack.name}"


def _undeployed(play: _Play, scratch: Scratch) -> list[str]:
    """Return the stacks that one refers to and that are not there, or empty."""
    resources = _listed_in(scratch.deployment(), "resources")
    names = [str(each.get("id", "")).rpartition("/")[2] for each in resources if each["type"] == _REFERENCE]
    return [
        name
        for name in names
        if name not in play.stacks or not _listed_in(play.stacks[name].deployment(), "resources")
    ]


def _deploys_stack(stack: str, step: Listed) -> bool:
    return stack in _deploys(step)


def _deploys(step: Listed) -> list[str]:
    return [action.target for action in actions_of(step) if action.kind == "up"]


def _makes_stack(stack: str, step: Listed) -> bool:
    return any(action.kind == "init" and action.target == stack for action in actions_of(step))


def _ready(play: _Play) -> Step:
    """Compare the states with the simulated cloud, and look whether every pod can run."""
    there = read_cloud(play.folder)
    state = {
        key: [item for each in play.stacks.values() for item in _listed_in(each.deployment(), key)]
        for key in ("resources", "pending_operations")
    }
    problems = [*faults_of(state, [(each.type, each.id) for each in there])]
    problems += [_hint(play, lack) for lack in _lacking(play)]
    pods = sum(readiness.waits(each.type, each.manifest) for each in there)
    return Step(
        READY, 0, {}, tuple(dict.fromkeys(problems)), f"{pods} workloads ready" if not problems else ""
    )


def _listed_in(deployment: Mapping[str, Any], key: str) -> list[Any]:
    return cast("list[Any]", deployment.get(key) or [])
