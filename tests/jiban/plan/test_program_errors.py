"""Errors that no line of the program raises: the resource, the line that makes it and the value are named."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from jiban.plan.errors import ProgramError
from jiban.plan.inputs import fault_in
from jiban.plan.run import plan

HEAD = """\
import sys
import pulumi

class Thing(pulumi.CustomResource):
    def __init__(self, name, props=None, opts=None):
        super().__init__("demo:index:Thing", name, props or {}, opts)

class Group(pulumi.ComponentResource):
    def __init__(self, name, outputs):
        super().__init__("demo:index:Group", name)
        self.register_outputs(outputs)

"""
THING = "__main__.py:6: the resource 'one' (demo:index:Thing): "


def failure(folder: Path, code: str) -> ProgramError:
    """What planning a program raises."""
    (folder / "Pulumi.yaml").write_text("name: demo\nruntime: python\n")
    (folder / "__main__.py").write_text(HEAD + textwrap.dedent(code))
    with pytest.raises(ProgramError) as caught:
        plan(folder)
    return caught.value


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('Thing("one", {"tags": {1: "a"}})', f"{THING}tags: a key is a number; keys of a map are text ("),
        (
            'Thing("one", {"size": 10**5000})',
            f"{THING}size: the number is larger than any that Pulumi can hold (OverflowError: ",
        ),
        ('d = {}\nd["a"] = d\nThing("one", {"tags": d})', f"{THING}tags.a: it contains itself ("),
        ('Thing("one", {"tags": [{1, 2}]})', f"{THING}tags[0]: it is an object of type set, and values are "),
        (
            'Thing("one", {"name": "a\\ud800"})',
            f"{THING}name: it holds half of a surrogate pair, which is no character (",
        ),
        (
            'd = "x"\nfor _ in range(3000):\n    d = [d]\nThing("one", {"tags": d})',
            f"{THING}tags[0][0][0]...: it is nested deeper than 100 levels (RecursionError: ",
        ),
        (
            'Thing("one", opts=pulumi.ResourceOptions(ignore_changes=5))',
            f"{THING}TypeError: 'int' object is not iterable",
        ),
        (
            'Group("two", {"x": {2: 1}})',
            "__main__.py:10: the resource 'two' (demo:index:Group): x: a key is a number; ",
        ),
        (
            'pulumi.export("a", 1)\npulumi.export("x", {"y": object()})',
            "__main__.py:14: the output 'x' of the stack: y: it is an object of type object, and values are ",
        ),
        (
            'pulumi.export("a", 1)\npulumi.export("x", pulumi.Output.from_input({"y": object()}))',
            "__main__.py:14: the output 'x' of the stack: unexpected input of type object for y",
        ),
        (
            'def give(value):\n    pulumi.export("x", value)\ngive({1: 2})',
            "__main__.py:14: the output 'x' of the stack: a key is a number; keys of a map are text (",
        ),
        (
            'd = 1\nfor _ in range(3000):\n    d = [d]\npulumi.export(\n    "x", d)',
            "__main__.py:16: the output 'x' of the stack: [0][0][0][0]...: it is nested deeper than 100",
        ),
        (
            'name = type("T", (), {"__repr__": lambda s: 1 / 0})()\npulumi.export(name, 1)',
            "__main__.py:14: the name of an output of the stack: a key is an object of type T; keys ",
        ),
    ],
)
def test_a_value_that_cannot_be_sent(tmp_path: Path, code: str, said: str) -> None:
    """One line: where the resource is made, which it is, where in its values the fault is."""
    text = str(failure(tmp_path, code))
    assert text.startswith(said)
    assert "While processing" not in text


def test_the_resource_of_a_transform_that_raises(tmp_path: Path) -> None:
    """The program's own line is shown, and the resource that it was run for is named."""
    code = """\
        def transform(args):
            raise KeyError("boom")

        pulumi.runtime.register_resource_transform(transform)
        Thing("one")
        """
    lines = str(failure(tmp_path, code)).splitlines()
    assert lines[1] == '  File "__main__.py", line 14, in transform'
    assert lines[-2:] == [
        "KeyError: 'boom'",
        "It came up while the resource 'one' (demo:index:Thing) was registered, which __main__.py:6 makes.",
    ]


def test_an_output_of_the_stack_that_raises(tmp_path: Path) -> None:
    """The program's own line is shown, and the one that exports."""
    code = """\
        class Odd:
            def __iter__(self):
                raise KeyError("boom")

        pulumi.export("x", Odd())
        """
    lines = str(failure(tmp_path, code)).splitlines()
    assert lines[1] == '  File "__main__.py", line 15, in __iter__'
    assert lines[-1] == (
        "It came up while the output 'x' of the stack was registered, which __main__.py:17 makes."
    )


def test_the_line_of_a_call_that_fails(tmp_path: Path) -> None:
    """The SDK raises what a function's task has raised, and the line that calls it is the program's."""
    code = 'pulumi.runtime.invoke("demo:index:get", {"a": object()})'
    assert '  File "__main__.py", line 13, in <module>' in failure(tmp_path, code).lines


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise E()", "E: (its text cannot be shown: RuntimeError)"),
        ("sys.exit(E())", "the program called sys.exit(an object of type E)"),
    ],
)
def test_an_object_that_cannot_be_shown(tmp_path: Path, code: str, said: str) -> None:
    """What its text raises does not take the place of what happened."""
    kind = "class E(Exception):\n    def __str__(self):\n        raise RuntimeError\n    __repr__ = __str__\n"
    assert failure(tmp_path, kind + code).summary == said


@pytest.mark.parametrize("code", ["0", "256", "-1", "True", "'x'", "property(lambda self: 1 / 0)"])
def test_a_failure_is_no_success_whatever_it_carries(tmp_path: Path, code: str) -> None:
    """An `exit_code` that is no code of a failure is left aside."""
    raising = f"class E(Exception):\n    exit_code = {code}\n    problems = 5\nraise E('x')"
    found = failure(tmp_path, raising)
    assert (found.exit_code, found.problems) == (1, ())


def test_a_function_that_calls_itself_for_ever(tmp_path: Path) -> None:
    """A thousand lines that are alike are three and their number."""
    lines = failure(tmp_path, "def f():\n    f()\nf()").lines
    assert lines.count("    f()") == 4
    assert lines[-1].startswith("  [the line above is repeated 9")


def test_exceptions_of_a_group(tmp_path: Path) -> None:
    """Each of them is told."""
    found = failure(tmp_path, 'raise ExceptionGroup("both", [ValueError("a"), KeyError("b")])')
    assert found.summary == "ExceptionGroup: both (2 sub-exceptions); ValueError: a; KeyError: 'b'"


def test_a_program_that_holds_no_text(tmp_path: Path) -> None:
    """The file is named, which Python does not do."""
    assert '  File "__main__.py"' in failure(tmp_path, "x = 1\0").lines


def test_values_without_a_fault() -> None:
    """A value that occurs twice does not contain itself, and 100 levels can be sent."""
    twice = {"a": [1, 2.5, None, True, "x"]}
    deep: object = "x"
    for _ in range(99):
        deep = [deep]
    assert fault_in({"a": twice, "b": twice, "c": deep, "d": 2**1023}) == ""


@pytest.mark.parametrize("length", [1, 5000])
def test_a_program_that_raises_while_something_waits(tmp_path: Path, length: int) -> None:
    """What it has raised is told, and not that what it had begun never comes, however long the chain is."""
    code = f"""\
        import asyncio
        value = pulumi.Output.from_input(asyncio.Future())
        for _ in range({length}):
            value = value.apply(str)
        raise ValueError("gave up")
        """
    assert "ValueError: gave up" in str(failure(tmp_path, code))


def test_an_exception_that_is_raised_while_another_one_is_handled(tmp_path: Path) -> None:
    """Both are told, the first one first, unless the program hides it; a cause that it names counts more."""
    code = """\
        try:
            raise KeyError("first")
        except KeyError:
            raise ValueError("second"){how}
        """
    lines = list(failure(tmp_path, code.format(how="")).lines)
    joint = "During handling of the above exception, another exception occurred:"
    assert lines.index("KeyError: 'first'") < lines.index(joint)
    assert "KeyError" not in str(failure(tmp_path, code.format(how=" from None")))
    found = str(failure(tmp_path, code.format(how=" from OSError('third')")))
    assert "KeyError" not in found
    assert "OSError: third\n\nThe above exception was the direct cause of the following" in found
