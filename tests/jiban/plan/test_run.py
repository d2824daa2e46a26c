from __future__ import annotations

import asyncio
import gc
import importlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pulumi
import pytest
from pulumi.runtime import resource as sdk_resource
from pulumi.runtime import rpc

from jiban.model.digest import dumps
from jiban.model.plan import UNKNOWN, Plan
from jiban.plan.errors import PlanError, ProgramError
from jiban.plan.run import plan
from jiban.project.errors import ConfigFileError, ProjectNotFound, StackNotFound

Planner = Callable[..., Plan]
FIXTURES = Path(__file__).parents[2] / "fixtures"


def failure(how: str) -> ProgramError:
    """Plan the program that fails in one of its ways."""
    with pytest.raises(ProgramError) as caught:
        plan(FIXTURES / "raising", overrides=[f"how={how}"])
    return caught.value


def test_missing_folder_is_not_a_project(tmp_path: Path) -> None:
    """A folder that does not exist is an error with exit code 1."""
    with pytest.raises(ProjectNotFound, match="no such folder") as caught:
        plan(tmp_path / "nowhere")
    assert caught.value.exit_code == 1


def test_missing_stack_lists_those_there_are(plan_program: Planner) -> None:
    """A stack that is not there is an error with exit code 1 that lists the stacks."""
    with pytest.raises(StackNotFound, match=r"Known stacks: dev, prod\.") as caught:
        plan_program("", files={"Pulumi.prod.yaml": ""}, stack="stage")
    assert caught.value.stacks == ("dev", "prod")
    assert caught.value.exit_code == 1


def test_only_stack_need_not_be_named(plan_program: Planner) -> None:
    """Without a name the only stack is taken; of several none is."""
    assert plan_program("", stack=None).stack == "dev"
    with pytest.raises(StackNotFound, match="several stacks"):
        plan_program("", files={"Pulumi.prod.yaml": ""}, stack=None)


def test_traceback_has_only_the_projects_lines() -> None:
    """A failure shows the project's own lines, relative to it, and the exception."""
    assert str(failure("by_value")).splitlines() == [
        "Traceback (most recent call last):",
        '  File "__main__.py", line 6, in <module>',
        '    getattr(ways, pulumi.Config().require("how"))()',
        '  File "ways.py", line 18, in by_value',
        '    return numbers["two"]',
        "KeyError: 'two'",
    ]


def test_failure_inside_apply_shows_its_line() -> None:
    """A failure inside an apply shows the line of the function given to it."""
    error = failure("in_apply")
    assert error.summary == "ZeroDivisionError: division by zero"
    assert error.lines[1] == '  File "ways.py", line 23, in <lambda>'


def test_chained_causes_are_shown_in_order() -> None:
    """Of a chain the first cause comes first, each with its own lines."""
    text = str(failure("chained"))
    assert (
        text.index("KeyError: 'two'")
        < text.index("direct cause")
        < text.index("RuntimeError: no such number")
    )


def test_missing_module_gets_a_hint() -> None:
    """A module that is not installed is named, with the way to install it."""
    error = failure("by_import")
    assert error.summary.startswith("ModuleNotFoundError: No module named 'no_such_module_anywhere'\n")
    assert "pulumi install" in error.summary


def test_syntax_error_shows_file_and_line() -> None:
    """A fault in the program's syntax is shown with its file, line and text."""
    assert failure("by_syntax").lines[-2:] == ('  File "broken.py", line 1', "    x = (")


def test_syntax_error_in_the_main_file(plan_program: Planner) -> None:
    """The program itself may have the fault."""
    with pytest.raises(ProgramError) as caught:
        plan_program("def f(:\n")
    assert '  File "__main__.py", line 2' in caught.value.lines


def test_exit_with_a_code_is_a_failure_and_without_is_not() -> None:
    """`sys.exit(3)` fails the plan, `sys.exit(0)` ends it."""
    assert failure("by_exit").summary == "the program called sys.exit(3)"
    assert len(plan(FIXTURES / "raising", overrides=["how=by_clean_exit"]).resources) == 1


def test_an_exit_that_says_no_number_ends_a_plan_well(plan_program: Planner) -> None:
    """`sys.exit()` is `sys.exit(0)`."""
    assert [each.type for each in plan_program("import sys\nsys.exit()\n").resources] == [
        "pulumi:pulumi:Stack"
    ]


def test_exit_code_and_problems_of_an_exception_are_taken_over() -> None:
    """An exception that carries `exit_code` and `problems` keeps them, and is the cause."""
    error = failure("refused")
    assert (error.exit_code, error.problems) == (2, ("first fault", "second fault"))
    assert type(error.cause).__name__ == "Refused"


def test_missing_configuration_shows_the_users_line() -> None:
    """A refusal of the SDK shows the line that asked."""
    error = failure("by_sdk")
    assert error.lines[-1] == '    pulumi.Config().require("missing")'
    assert "raising:missing" in error.summary


def test_interrupt_passes() -> None:
    """An interrupt from the keyboard is not an error of the program."""
    with pytest.raises(KeyboardInterrupt):
        plan(FIXTURES / "raising", overrides=["how=interrupt"])


def test_wrong_version_is_refused(plan_program: Planner) -> None:
    """`require_pulumi_version` is checked."""
    plan_program('pulumi.runtime.settings.require_pulumi_version(">=3.1.0 <4.0.0")\n')
    with pytest.raises(PlanError, match=r"requires Pulumi >=9\.0\.0"):
        plan_program('pulumi.runtime.settings.require_pulumi_version(">=9.0.0")\n')


def test_project_has_its_own_packages_of_common_names() -> None:
    """A project's packages `components` and `infra` are its own, and ours are back afterwards."""
    ours = {
        name: module for name, module in sys.modules.items() if name.split(".")[0] in ("infra", "components")
    }
    found = plan(FIXTURES / "own-names")
    assert found.outputs == {"place": "here", "text": "from the project"}
    after = {
        name: module for name, module in sys.modules.items() if name.split(".")[0] in ("infra", "components")
    }
    assert after == ours


def test_a_package_still_has_its_parts_when_a_project_had_one_of_its_name(
    plan_program: Planner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a function of it looks up among its own names, such as modules that it has imported."""
    parts = [f"part{number}" for number in range(8)]
    ours = tmp_path / "ours" / "common_tools"
    ours.mkdir(parents=True)
    (ours / "__init__.py").write_text(
        f"from common_tools import {', '.join(parts)}\n\n"
        f"def names():\n    return [each.__name__ for each in ({', '.join(parts)})]\n"
    )
    for part in parts:
        (ours / f"{part}.py").write_text("")
    monkeypatch.syspath_prepend(ours.parent)
    common_tools: Any = importlib.import_module("common_tools")
    found = plan_program(
        "import common_tools\npulumi.export('own', common_tools.NAME)",
        files={"common_tools/__init__.py": "NAME = 'theirs'\n"},
    )
    assert found.outputs == {"own": "theirs"}
    assert common_tools.names() == [f"common_tools.{part}" for part in parts]


def test_interpreter_is_as_before(
    plan_program: Planner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folder, path, arguments, environment and modules are as before, also after a failure."""
    monkeypatch.setenv("HELD", "as it was")

    def state() -> tuple[Any, ...]:
        return (os.getcwd(), list(sys.path), list(sys.argv), dict(os.environ), sys.modules["__main__"],  # noqa: PTH109 - what a program sees
                "helper" in sys.modules, gc.get_threshold(), sys.stdout)  # fmt: skip

    before = state()
    program = """
    import helper, os, sys, gc
    os.environ["LEAK"] = "1"; os.environ.pop("PATH"); os.chdir("/"); sys.argv.append("x")
    os.environ["HELD"] = "otherwise"; gc.set_threshold(7)
    sys.path.append("/x")
    """
    plan_program(program, files={"helper.py": ""})
    assert state() == before
    with pytest.raises(ProgramError):
        plan_program(program, "raise ValueError\n", files={"helper.py": ""})
    assert state() == before
    assert str(tmp_path) not in str(sys.path_importer_cache.get("."))


def test_sdk_is_as_before(plan_program: Planner) -> None:
    """What is replaced in the SDK for a plan is the SDK's own afterwards, also after a failure."""

    def parts() -> tuple[Any, ...]:
        return (rpc.resolve_outputs, rpc.transfer_properties, sdk_resource._get_stack_trace, pulumi.log.debug,
                pulumi.Config._get_int, pulumi.StackReference.get_output, pulumi.Resource.__hash__,
                pulumi.runtime.invoke, pulumi.runtime.settings.get_stack())  # fmt: skip

    before = parts()
    plan_program("")
    with pytest.raises(ProgramError):
        plan_program("raise ValueError\n")
    assert parts() == before


def test_program_runs_as_pulumi_runs_it(plan_program: Planner, tmp_path: Path) -> None:
    """The program is `__main__`, in its own folder, with `.` first on the path and no arguments."""
    found = plan_program(
        """
        import os, sys
        pulumi.export("o", [__name__, os.getcwd(), sys.path[0], len(sys.argv), __file__, pulumi.get_stack(),
                            pulumi.get_project(), pulumi.get_organization(), pulumi.runtime.is_dry_run()])
        """,
    )
    folder = str(tmp_path.resolve())
    main = f"{folder}/__main__.py"
    assert found.outputs["o"] == ["__main__", folder, ".", 1, main, "dev", "demo", "organization", True]


def test_main_may_name_a_file_or_a_folder(plan_program: Planner) -> None:
    """`main` names the folder to run in, or a file in it."""
    program = "import os, pulumi\nlast = os.path.basename\n"
    program += "pulumi.export('x', [last(os.getcwd()), last(__file__)])\n"
    for main, name in (("src/", "__main__.py"), ("src/app.py", "app.py")):
        files = {"Pulumi.yaml": f"name: demo\nruntime: python\nmain: {main}\n", f"src/{name}": program}
        assert plan_program("", files=files).outputs == {"x": ["src", name]}


def test_projects_virtualenv_is_found(plan_program: Planner) -> None:
    """A dependency that only the project's own virtualenv has can be imported."""
    files = {".venv/lib/python3.11/site-packages/only_there.py": "VALUE = 5\n"}
    assert plan_program("import only_there\npulumi.export('v', only_there.VALUE)\n", files=files).outputs == {
        "v": 5
    }


def test_what_the_program_prints_goes_to_stderr(
    plan_program: Planner, capfd: pytest.CaptureFixture[str]
) -> None:
    """Prints of the program and of its subprocesses leave stdout to the plan."""
    plan_program("import os\nprint('from the program')\nos.system('echo from a subprocess')\n")
    captured = capfd.readouterr()
    assert captured.out == ""
    assert "from the program" in captured.err
    assert "from a subprocess" in captured.err


@pytest.mark.parametrize("name", ["aws-web", "azure-storage", "kube-guestbook"])
def test_plan_without_network_has_the_same_bytes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every connection refused a plan has the same bytes, and a second one in the process has too."""
    first = dumps(plan(FIXTURES / name))

    def refuse(*_: Any) -> NoReturn:
        raise AssertionError("a plan opened a connection")

    for method in ("connect", "connect_ex", "bind", "listen"):
        monkeypatch.setattr(socket.socket, method, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert dumps(plan(FIXTURES / name)) == first


def test_plan_has_the_same_bytes_whatever_the_hash_seed() -> None:
    """Processes with different hash seeds, and so different orders of sets, give the same bytes."""
    names = ("aws-web", "azure-storage", "kube-guestbook")
    code = (
        "import sys; from jiban.plan.run import plan; from jiban.model.digest import dumps\n"
        f"for folder in {[str(FIXTURES / name) for name in names]}: sys.stdout.write(dumps(plan(folder)))"
    )
    root = Path(__file__).parents[3]
    texts = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(texts) == 1


def test_faults_of_the_stack_file_come_together(plan_program: Planner) -> None:
    """Several faults of a stack file are one error with exit code 2, each with its line."""
    with pytest.raises(ConfigFileError) as caught:
        plan_program("", files={"Pulumi.dev.yaml": "config:\n  a:b:c: 1\n  ':x': 2\n"})
    assert [(p.file, p.line) for p in caught.value.problems] == [
        ("Pulumi.dev.yaml", 2),
        ("Pulumi.dev.yaml", 3),
    ]
    assert caught.value.exit_code == 2


def test_plan_can_be_made_where_a_loop_runs(plan_program: Planner) -> None:
    """A plan made from other asynchronous code's thread leaves that code's loop alone."""

    async def outer() -> Plan:
        return await asyncio.to_thread(plan_program, "pulumi.export('x', 1)\n")

    assert asyncio.run(outer()).outputs == {"x": 1}


def test_configuration_of_the_shell_does_not_leak_in(
    plan_program: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A PULUMI_CONFIG that the caller's shell happens to hold is not the stack's configuration."""
    monkeypatch.setenv("PULUMI_CONFIG", '{"demo:x": "from the shell"}')
    assert plan_program('pulumi.export("x", pulumi.Config().get("x") or "none")\n').outputs == {"x": "none"}


def test_an_object_with_labels_but_no_name_has_an_unknown_name(plan_program: Planner) -> None:
    """The Kubernetes provider makes a name where the metadata has none, whatever else it has."""
    found = plan_program(
        """
        import pulumi
        from pulumi_kubernetes.core.v1 import ConfigMap
        settings = ConfigMap("settings", metadata={"labels": {"app": "a"}}, data={"KEY": "value"})
        pulumi.export("name", settings.metadata.name)
        """
    )
    assert found.outputs == {"name": UNKNOWN}


def test_a_missing_sdk_of_a_provider_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has installed the tool alone reads which extra the program needs."""
    monkeypatch.setitem(sys.modules, "pulumi_aws", None)
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "__main__.py").write_text("import pulumi_aws\n")
    with pytest.raises(ProgramError, match=r'pip install "jiban\[aws\]"'):
        plan(tmp_path)
