"""Packs of rules as somebody may write them, and declarations of packs that are none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from tests.corpus.inputs import Input
from tests.corpus.projects import DEMO, cage

_PACK: Final = """\
import os, sys, threading, time
from jiban.policy.pack import Pack
from jiban.policy.rule import *


class Odd(Exception):
    def __str__(self):
        raise self


def check(view):
    {body}


def loop(view):
    return loop(view)


COMMON = dict(id={id}, text="t", severity=Severity.HIGH, level=Level.MANDATORY, reason="r", remedy="m",
              link="https://a.example", types=("test:index:Thing",))
PACK = Pack({name}, (ResourceRule(check=check, **COMMON),))
"""
BODIES: Final = (
    "raise Odd",
    "raise KeyError(view.name)",
    "raise ValueError('\\x1b[2J\\n::error::x')",
    "raise SystemExit(0)",
    "raise KeyboardInterrupt",
    "raise BaseException('x')",
    "raise GeneratorExit",
    "raise MemoryError",
    "os._exit(0)",
    "sys.exit('x')",
    "return loop(view)",
    "return None",
    "return 5",
    "return True",
    "return Verdict(None, 5, 7)",
    "return Verdict(Outcome.FAIL, None)",
    "return failed('\\x1b[31m\\u202e\\n##vso[x]')",
    "return failed('x' * 1_000_000, *['p'] * 10_000)",
    "return failed('x', 5, None)",
    "return failed(view)",
    "return failed('\\ud800')",
    "return failed(str(view.inputs))",
    "return failed(repr(view))",
    "print(view); return PASS",
    "os.write(1, b'x'); return PASS",
    "return view.no_such_thing",
    "view.inputs.clear(); return PASS",
    "threading.Thread(target=sys.exit).start(); return PASS",
    "return errored(Odd())",
    "return unknown(Odd())",
)
IDS: Final = ('"X-1"', "None", "5", '"\\x1b[2J"', '""', '"a|b"', '"::error::"', "object()", '"\\ud800"')
DECLARED: Final = (
    '"no_such_module:PACK"',
    '"pack:NOTHING"',
    '"pack"',
    '":"',
    '""',
    "5",
    "[]",
    '"os:path"',
    '"pack:PACK.name"',
    '"pack:COMMON"',
    '"../pack:PACK"',
    '"\\u001b[2J:x"',
    '"pack:check"',
    '"a" * 2',
)
MODULES: Final = (
    "raise ValueError('x')",
    "raise SystemExit(0)",
    "import no_such_module",
    "x = (",
    "\0",
    "PACK = None",
    "PACK = 5",
    "import os; os._exit(0)",
    "from jiban.policy.pack import Pack\nPACK = Pack('a', None)",
    "from jiban.policy.pack import Pack\nPACK = Pack(None, (5,))",
    "from jiban.policy.pack import Pack\nPACK = Pack('a', ())",
    "import sys; sys.exit('x')",
    "raise KeyboardInterrupt",
    "print('x'); PACK = type('P', (), {'__repr__': lambda s: 1 / 0})()",
)
_DECLARATION: Final = '[tool.jiban]\npack = "pack:PACK"\n'


def inputs() -> Iterator[Input]:
    """Yield packs."""
    for body in BODIES:
        yield from _inputs(body, _PACK.format(body=body, id='"X-1"', name='"a"'))
    for each in IDS:
        yield from _inputs(f"id {each}", _PACK.format(body="return failed('x')", id=each, name=each))
    for module in MODULES:
        yield from _inputs(module, module)
    for declared in DECLARED:
        module = _PACK.format(body="return PASS", id='"X-1"', name='"a"')
        yield from _inputs(f"declared {declared}", module, f"[tool.jiban]\npack = {declared}\n")


def _inputs(name: str, module: str, declaration: str = _DECLARATION) -> Iterator[Input]:
    files = {**DEMO, "pack.py": module.encode(), "pyproject.toml": declaration.encode()}
    for form in ("text", "json", "sarif"):
        yield Input(
            name=f"{form}, {json.dumps(name)[:100]}",
            arguments=("check", "-o", form),
            files=files,
            cage=cage(files),
            program=True,
        )
