"""What a program can see of an SDK is the same where it is loaded by parts."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

SCRIPT: Final = Path(__file__).with_name("seen.py")
_TABLE: Final = next(
    each.value
    for each in ast.parse(SCRIPT.read_text(encoding="utf-8")).body
    if isinstance(each, ast.AnnAssign) and isinstance(each.value, ast.Dict)
)
LOOKS: Final = [ast.literal_eval(each) for each in _TABLE.keys if each is not None]


@cache
def seen(how: str) -> dict[str, Any]:
    """What the script prints in an interpreter of its own."""
    ran = subprocess.run(
        [sys.executable, SCRIPT, how], capture_output=True, text=True, check=False, env={**os.environ}
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("look", LOOKS)
def test_a_program_sees_the_same(look: str) -> None:
    """Types, names, instances, errors: as Python would have loaded it."""
    assert seen("lazily")[look] == seen("usually")[look]


def test_a_type_hint_names_a_class_that_nobody_has_asked_for() -> None:
    """It is made for the hint."""
    found = seen("lazily")["hints of a resource's inputs"]
    assert found["rootBlockDevice"] == "<class 'pulumi_aws.ec2._inputs.InstanceRootBlockDeviceArgs'>"


def test_a_class_of_the_program_has_the_hints_of_its_base() -> None:
    """Its module has none of the names; the base's has them."""
    found = seen("lazily")
    assert found["hints of a derived resource"] == found["hints of a resource"]


def test_one_class_however_it_is_reached() -> None:
    """By the package, by the module of the resource, and by the package's contents."""
    assert seen("lazily")["one class by three ways"] is True
