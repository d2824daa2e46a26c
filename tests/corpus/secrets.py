"""A secret in whatever shape it is written, in the places that settings have for secrets."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import yaml

from tests.corpus.inputs import Input
from tests.corpus.projects import EXAMPLE, STACK_FILES
from tests.leaks.canaries import Cage

WRAPS = (
    lambda value: {"values": value},
    lambda value: {"value": value},
    lambda value: {"valeus": value},
    lambda value: {"key": value},
    lambda value: {"secure": value},
    lambda value: {"secure": value, "name": "key"},
    lambda value: {"names": ["key"], "values": {"key": value}},
    lambda value: {"values": {"key": {"secure": "v1:AAAA:BBBB"}, "other": value}},
    lambda value: [value],
    lambda value: [{"name": "key", "value": value}],
    json.dumps,
    lambda value: json.dumps(value)[:-1],
    lambda value: {"values": json.dumps({"key": value})},
    lambda value: {str(value): None} if isinstance(value, str) else value,
)
KEYS = (
    "jiban:secrets",
    "jiban:secrets.values",
    "jiban:secrets.values.key",
    "jiban:secrets.values[0]",
    "jiban:passwords",
    "jiban:passwords.postgres",
)
COMMANDS = (("plan",), ("plan", "-j"), ("check", "-o", "json"), ("explain", "secrets"), ("graph",))


def in_stack_files(number: int, seed: int) -> Iterator[Input]:
    """Yield so many stack files with a secret in a wrong shape."""
    for position, (shape, cage) in enumerate(_shapes(number, seed)):
        tree = yaml.safe_load(STACK_FILES["dev"])
        tree["config"][KEYS[4 * (position % 2)]] = shape
        text = yaml.safe_dump(tree, allow_unicode=True, width=1000)
        command = COMMANDS[position % len(COMMANDS)]
        yield Input(
            name=f"stack file, {shape!r}",
            arguments=(*command, "-s", "mutant"),
            files={**EXAMPLE, "Pulumi.mutant.yaml": text.encode()},
            cage=cage,
        )


def on_command_lines(number: int, seed: int) -> Iterator[Input]:
    """Yield so many `-c` with a secret in a wrong shape, for the map, its values or one of them."""
    for position, (shape, cage) in enumerate(_shapes(number, seed)):
        value = shape if isinstance(shape, str) else json.dumps(shape)
        path = ("--config-path",) if position % 2 else ()
        given = f"{KEYS[position // 2 % len(KEYS)]}={value}"
        yield Input(
            name=f"command line, {given}",
            arguments=(*COMMANDS[position % len(COMMANDS)], "-s", "dev", *path, "-c", given),
            files=EXAMPLE,
            cage=cage,
        )


def _shapes(number: int, seed: int) -> Iterator[tuple[Any, Cage]]:
    """Yield what people write where `{values: {name: {secure: ...}}}` is expected, with a secret inside."""
    chance = random.Random(seed)  # noqa: S311 - the same draws everywhere are what is wanted
    for position in range(number):
        cage = Cage(seed * number + position)
        value: Any = cage.canary("the shape")
        for _ in range(chance.choice((0, 1, 1, 2, 2, 3))):
            value = chance.choice(WRAPS)(value)
        yield value, cage
