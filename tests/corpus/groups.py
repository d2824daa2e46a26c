"""All inputs, in groups; what is drawn is drawn by a seed, so that they are the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from tests.corpus import documents, environments, programs, rule_packs, secrets
from tests.corpus.command_lines import command_lines
from tests.corpus.inputs import ODD, Answer, Input
from tests.corpus.mutations import KINDS, mutants
from tests.corpus.projects import DEMO, EXAMPLE, STACK_FILES, cage

_FIRST_LINE: Final = re.compile(
    r"(Pulumi\.mutant\.yaml|[\w/.-]*infra/presets/(\w+/)?\w+\.yaml):[1-9]\d*(:\d+)?: \S|\d+ problems?[ ;]"
)
READING: Final = (
    ("check",),
    ("plan", "-j"),
    ("plan", "-v"),
    ("graph", "--full"),
    ("check", "-o", "sarif"),
    ("explain", "postgres.tier"),
    ("bootstrap",),
    ("render", "-o", "out"),
    ("runbook",),
    ("check", "--plan", "plan.json"),
    ("diff", "--base-plan", "plan.json", "-o", "markdown"),
)
"""Commands that read the files of a project."""


def _plans() -> Iterator[Input]:
    commands = (
        ("check", "--plan"),
        ("diff", "-s", "dev", "--base-plan"),
        ("check", "-o", "sarif", "--plan"),
        ("diff", "-s", "dev", "-o", "markdown", "--base-plan"),
    )
    for mutant in documents.plans(225, seed=1):
        for command in commands:
            files = {**DEMO, "plan.json": mutant.content}
            secret = cage(files)
            if documents.MARK in mutant.content:
                secret.places |= documents.CAGE.places
            yield Input(
                name=f"{' '.join(command)}, {mutant.name}",
                arguments=(*command, "plan.json"),
                files=files,
                cage=secret,
            )


def _files() -> Iterator[Input]:
    for name in documents.READ:
        for number, mutant in enumerate(documents.texts(name, 70, seed=2)):
            files = {**DEMO, name: mutant.content, "plan.json": documents.written(documents.PREVIEW)}
            command = READING[number % len(READING)]
            yield Input(
                name=f"{command}, {mutant.name}",
                arguments=command,
                files=files,
                cage=cage(files),
                program=name == "__main__.py",
            )


def _command_lines() -> Iterator[Input]:
    for arguments in command_lines():
        yield Input(name=ascii(arguments)[:120], arguments=arguments, files=DEMO, cage=cage(DEMO))


def _odd_files() -> Iterator[Input]:
    names = ("Pulumi.yaml", "Pulumi.dev.yaml", "lookups.yaml", "waivers.yaml", "__main__.py", "plan.json")
    for name in (*names, "pyproject.toml", "out.json", ".venv", "policies"):
        for number, kind in enumerate(sorted(ODD)):
            command = READING[number % len(READING)] if name != "plan.json" else READING[-1 - number % 2]
            if name == "out.json":
                if kind == "a pipe":  # whoever writes to a pipe waits for its reader, as a shell does
                    continue
                command = ("plan", "-o", "json=out.json")
            files = {key: content for key, content in DEMO.items() if key != name}
            yield Input(
                name=f"{command}, {name} is {kind}",
                arguments=command,
                files=files,
                odd={name: kind},
                cage=cage(files),
            )


def _stack_files() -> Iterator[Input]:
    for position, (kind, _) in enumerate(KINDS):
        for mutant in mutants(STACK_FILES, kind, 20, seed=position):
            yield Input(
                name=mutant.name,
                arguments=("plan", "-s", "mutant"),
                files={**EXAMPLE, "Pulumi.mutant.yaml": mutant.content},
                told=_planned_or_explained,
            )


def _planned_or_explained(answer: Answer) -> str:
    """Say what is wrong with an answer that has neither a whole plan nor file and line of every problem."""
    if answer.code == 0:
        return "" if "resources to create" in answer.out else f"no plan: {answer.out[:200]}"
    if answer.code != 2:
        return f"exit code {answer.code}"
    lines = [line for line in answer.err.splitlines() if line and not line.startswith("    ")]
    return next((f"no place: {line}" for line in lines if not _FIRST_LINE.match(line)), "")


GROUPS: Final[Mapping[str, Callable[[], Iterator[Input]]]] = {
    "plans": _plans,
    "files": _files,
    "command lines": _command_lines,
    "odd files": _odd_files,
    "stack files": _stack_files,
    "secrets in stack files": lambda: secrets.in_stack_files(120, seed=3),
    "secrets on command lines": lambda: secrets.on_command_lines(120, seed=4),
    "programs": programs.inputs,
    "rule packs": rule_packs.inputs,
    "environments": environments.inputs,
}
