"""One run of `jiban render`: plan, judge, and only then write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from jiban import flags, secrecy
from jiban.check.request import request
from jiban.plan.command import plan_of
from jiban.policy.codes import VIOLATION
from jiban.project.config import read_config
from jiban.project.declaration import declaration
from jiban.project.streams import keep_streams
from jiban.render import objects, outputs, text
from jiban.render.folder import Changes, Folder
from jiban.render.names import StableNames
from jiban.report.failures import CommandError, tell_errors
from jiban.report.terminal import PLAIN, printable, progress, say
from jiban.settings.root import Rendering, Root

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from jiban.model.plan import Plan
    from jiban.project.project import Project

_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """What a run of the command was asked for."""

    project: Project
    stack: str
    folder: str
    outputs: tuple[str, ...]
    today: date
    check: bool


@dataclass(frozen=True, slots=True)
class RenderResult:
    """What a run has found, and has written unless it was to check only."""

    name: str
    """Project and stack."""
    folder: str
    changes: Changes
    check: bool


def run(asked: RenderRequest) -> RenderResult:
    """Write the manifests of a stack, or tell what would change.

    Raises:
        CommandError: a value is missing, a rule is violated, or the folder cannot be used.
        PlanError: the program cannot be planned.
    """
    name = f"{asked.project.name}/{asked.stack}"
    folder = Folder(asked.folder, name)
    judge = request(asked.project, asked.today)
    keep_streams()  # rules are other people's code too
    rendering = _rendering(asked.project, asked.stack)
    plan = _planned(asked, rendering)
    found = objects.rendered(plan, rendering.components, rendering.no_secrets)
    for sentence in found.left_out:
        say(f"note: {printable(sentence)}")
    _refuse_nothing(found, name)
    _refuse(found, asked)
    report = judge.judge(plan)
    tell_errors(each.judgement.verdict.error for each in report.errors)
    if judge.stops(report):
        raise CommandError(
            "nothing was written, as the policies stop these objects:\n"
            + judge.document("text", PLAIN, [report]).rstrip("\n"),
            exit_code=VIOLATION,
        )
    files = _files(found)
    changes = folder.compare(files)
    if not asked.check and not changes.none:
        folder.write(files, changes)
    return RenderResult(name, asked.folder, changes, asked.check)


def _rendering(project: Project, stack: str) -> Rendering:
    """Return what the settings of a stack say of its manifests; by default all objects are written.

    A stack without a value of these settings has none: a repository may hold other programs, too.
    """
    root = declaration(project.root).load("settings")
    if not isinstance(root, Root):
        return Rendering()
    config = read_config(project, stack, *flags.current().overrides())
    of_settings = any(key.startswith(f"{root.namespace}:") for key in config.values)
    for setting, remedy in root.rendering.elsewhere.items():
        key, _, value = setting.partition("=")
        if str(config.values.get(key)) == value:
            name = f"{project.name}/{stack}"
            raise CommandError(f"{name} has no manifests of its own, as {key} is {value}; {remedy}")
    return root.rendering if of_settings else Rendering()


def _planned(asked: RenderRequest, rendering: Rendering) -> Plan:
    project, stack = asked.project, asked.stack
    given = replace(outputs.given(asked.outputs), own=(project.name, stack))
    with progress(f"planning {project.name}/{stack}"):
        if rendering.overrides and f"{project.name}/{stack}" not in given:
            # The program may ask for what its own platform has given, which is this very stack.
            given = replace(given, own_outputs=outputs.planned(plan_of(project, stack)))
        return plan_of(
            project,
            stack,
            overrides=rendering.overrides,
            assumptions=StableNames(stacks=given),
        )


def _refuse_nothing(found: objects.Rendered, name: str) -> None:
    if not found.manifests:
        raise CommandError(
            f"{name} declares no Kubernetes object that a file could hold, so there is nothing to write"
        )


def _refuse(found: objects.Rendered, asked: RenderRequest) -> None:
    """Refuse to write some of the objects, or all with a value made up.

    Raises:
        CommandError: with everything that is missing, by name.
    """
    if found.refused:
        raise CommandError(
            f"nothing was written: {_counted(len(found.refused), 'object')} cannot be in a repository\n"
            + _lines([str(each) for each in found.refused])
        )
    if found.missing:
        raise CommandError(
            f"nothing was written: {_counted(len(found.missing), 'value')} of the manifests "
            f"{'is' if len(found.missing) == 1 else 'are'} not known here\n"
            + _lines([str(each) for each in found.missing])
            + "\n"
            + _remedy(found, asked.stack)
        )


def _remedy(found: objects.Rendered, stack: str) -> str:
    """Return what gives the values that are missing."""
    stacks = sorted({name.rpartition("/")[2] for each in found.missing for name in each.stacks})
    if not stacks:
        return (
            "They come from resources of this very stack. Let the program read them from outputs of the "
            "stack that makes them, by a StackReference; `--outputs FILE` then gives them."
        )
    first = f"`pulumi stack output --json -s {stacks[0]} > {stacks[0]}.json`"
    given = f"`jiban render -s {stack} --outputs {stacks[0]}={stacks[0]}.json`"
    more = f", and the same for {', '.join(stacks[1:])}" if stacks[1:] else ""
    return f"The deployed stack has them: {first} and then {given}{more}; or lookups.yaml says them."


def _files(found: objects.Rendered) -> Mapping[str, str]:
    """Return the text of each file, after a last look for secrets.

    Raises:
        CommandError: a text holds a secret, or a path does.
    """
    gate = secrecy.current()
    files = {each.path: text.text(each.content) for each in found.manifests}
    telling = [
        each.path for each in found.manifests if gate.touches(each.path) or gate.touches(text.text(each.told))
    ]
    if telling:
        raise CommandError(
            "nothing was written, as the text of a secret stands in manifests\n"
            + _lines([f"{path}: a value in it is one of the program's secrets" for path in telling])
        )
    return files


def _lines(texts: Sequence[str]) -> str:
    shown = [f"  {printable(each)}" for each in texts[:_SHOWN]]
    more = len(texts) - len(shown)
    return "\n".join([*shown, *([f"  and {more} more"] if more > 0 else [])])


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"
