"""Programs in a Python that waits for them. A runner that says what it sees stands in for Pulumi's."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from jiban.rehearse import warm
from jiban.rehearse.warm import NotWarmError, Programs, WarmPython

RUNNER = """
import json, os, sys
print(json.dumps({
    "arguments": sys.argv,
    "environment": dict(os.environ),
    "folder": os.getcwd(),
    "path": sys.path[0],
    "name": __name__,
    "wave": "wave" in sys.modules,
    "ours": "ours" in sys.modules,
    "seed": hash("seed"),
    "main": sys.modules["__main__"].__file__,
}))
print("told", file=sys.stderr)
exec(sys.argv[1])
"""


class Told:
    """What a program was seen to do."""

    def __init__(self, code: int, out: str, errors: str, processes: list[int]) -> None:
        self.code, self.errors, self.processes = code, errors, processes
        self.seen: dict[str, Any] = json.loads(out.splitlines()[0]) if out else {}


class Runner:
    """Runs Python texts as programs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = folder / "project"
        self.project.mkdir()
        self.modules = folder / "modules"
        (self.modules / "pulumi").mkdir(parents=True)
        # Pulumi's own takes a quarter of a second to load, and none of this needs it.
        (self.modules / "pulumi" / "__init__.py").touch()
        (self.modules / "ours.py").touch()
        self.file = folder / "bin" / "runner"
        self.file.parent.mkdir()
        self.file.write_text(RUNNER, encoding="utf-8")
        self.environment = {**os.environ, "PYTHONPATH": str(self.modules)}
        self._programs: list[Programs] = []

    def programs(self) -> Programs:
        """Pythons that wait for programs of the project."""
        made = Programs(sys.executable, self.file, self.environment, self.project)
        self._programs.append(made)
        return made

    def end(self) -> None:
        """End all Pythons."""
        for each in self._programs:
            each.end()

    def told(self, programs: Programs, text: str = "", **variables: str) -> Told:
        """Run a text."""
        processes: list[int] = []
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
            environment = {"PATH": "/bin", **variables}
            files = (out.fileno(), errors.fileno())
            code = programs.run([text, "b"], environment, str(self.project), files, processes.append)
            out.seek(0)
            errors.seek(0)
            return Told(code, out.read(), errors.read(), processes)


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Runner]:
    """Runs programs, and keeps what it learns in a folder of the test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = Runner(tmp_path)
    yield made
    made.end()


def test_a_program_runs_as_if_its_python_had_been_started_for_it(runner: Runner) -> None:
    """With its own arguments, variables, folder and outputs, as the main module."""
    found = runner.told(runner.programs(), "", SHOP="2")
    assert found.seen["arguments"] == [str(runner.file), "", "b"]
    assert found.seen["environment"] == {"PATH": "/bin", "SHOP": "2"}
    assert found.seen["folder"] == str(runner.project)
    assert found.seen["path"] == str(runner.file.parent)
    assert (found.seen["name"], found.seen["main"]) == ("__main__", str(runner.file))
    assert (found.code, found.errors, len(found.processes)) == (0, "told\n", 1)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        pytest.param("sys.exit(32)", 32, "", id="a number"),
        pytest.param("sys.exit()", 0, "", id="nothing"),
        pytest.param("sys.exit('no such zone')", 1, "no such zone\n", id="a text"),
        pytest.param("1 / 0", 1, "ZeroDivisionError: division by zero\n", id="an error"),
        pytest.param("os.abort()", -signal.SIGABRT, "", id="a signal"),
    ],
)
def test_how_a_program_ends(runner: Runner, text: str, code: int, said: str) -> None:
    """As Python would have it end."""
    found = runner.told(runner.programs(), text)
    assert found.code == code
    assert found.errors.endswith(said)


def test_what_one_program_had_loaded_is_there_for_the_next(runner: Runner) -> None:
    """In both Pythons, and in those of the next rehearsal."""
    programs = runner.programs()
    seen = [runner.told(programs, "import wave").seen["wave"] for _ in range(3)]
    assert seen == [False, True, True]
    assert runner.told(runner.programs()).seen["wave"] is True


def test_an_sdk_is_there_for_the_next_program_as_it_had_been_loaded(runner: Runner) -> None:
    """By the classes that were used: a part of a service is the one that the service has."""
    del runner.environment["PYTHONPATH"]
    programs = runner.programs()
    text = """if True:
    there = "pulumi_aws.ssm.parameter" in sys.modules
    from pulumi_aws import ssm
    from pulumi_aws.ssm import parameter
    assert ssm.Parameter is sys.modules["pulumi_aws.ssm.parameter"].Parameter
    sys.exit(40 + there)
    """
    assert [runner.told(programs, text).code for _ in range(3)] == [40, 41, 41]


def test_classes_and_their_types_are_there_for_the_next_program(runner: Runner) -> None:
    """As far as one before it had them made and read."""
    del runner.environment["PYTHONPATH"]
    programs = runner.programs()
    text = """if True:
    from pulumi import _types
    name = "ProviderEndpointArgs"
    inputs = sys.modules.get("pulumi_aws._inputs")
    read = _types.input_type_types.__self__
    made = inputs is not None and name in vars(inputs)
    known = made and "s3" in read.get(vars(inputs)[name], {}).read
    import pulumi_aws
    _types.input_type_types(pulumi_aws.ProviderEndpointArgs).get("s3")
    sys.exit(40 + made + known)
    """
    assert [runner.told(programs, text).code for _ in range(3)] == [40, 42, 42]


def test_a_jiban_of_the_projects_own_is_not_loaded_ahead(runner: Runner) -> None:
    """Only this one is known to do nothing else when it is loaded."""
    module = "jiban.model.json_text"
    text = f"there = {module!r} in sys.modules; import {module}; sys.exit(40 + there)"
    assert [runner.told(runner.programs(), text).code for _ in range(2)] == [40, 41]
    (runner.project / "jiban").mkdir()
    assert runner.told(runner.programs(), text).code == 40


def test_what_loading_a_module_does_is_not_done_before_a_program_asks_for_it(runner: Runner) -> None:
    """A module of which nobody knows that it only defines things may declare resources."""
    programs = runner.programs()
    seen = [runner.told(programs, "import ours").seen["ours"] for _ in range(3)]
    assert seen == [False, False, False]


def test_a_module_of_the_project_comes_before_pythons_own(runner: Runner) -> None:
    """The program would get another one than it gets from the engine otherwise."""
    (runner.project / "wave.py").touch()
    programs = runner.programs()
    seen = [runner.told(programs, "import wave").seen["wave"] for _ in range(3)]
    assert seen == [False, False, False]


def test_two_programs_in_a_row_have_sets_in_another_order(runner: Runner) -> None:
    """So that a program which depends on the order changes something when it is deployed again."""
    programs = runner.programs()
    first, second, third = (runner.told(programs).seen["seed"] for _ in range(3))
    assert first != second
    assert first == third


@pytest.mark.parametrize("text", ["{", '{"a": 1}', "[1]"])
def test_a_list_that_is_damaged_is_none(runner: Runner, text: str) -> None:
    """It costs time and no rehearsal."""
    runner.told(runner.programs(), "import wave")
    (kept,) = (runner.folder / "cache" / "jiban").iterdir()
    assert ["module", "wave"] in json.loads(kept.read_text())
    kept.write_text(text)
    assert runner.told(runner.programs()).seen["wave"] is False


def test_a_program_is_refused_where_a_thread_runs(runner: Runner) -> None:
    """A fork would leave it behind, with whatever it holds."""
    thread = "import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n"
    (runner.modules / "pulumi" / "__init__.py").write_text(thread, encoding="utf-8")
    with pytest.raises(NotWarmError, match="has started a thread"):
        runner.told(runner.programs())


def test_a_python_that_has_ended_starts_nothing(runner: Runner) -> None:
    """The program may be started otherwise."""
    runner.environment["PYTHONPATH"] = str(runner.folder / "none")
    made = WarmPython("/bin/false", runner.file, runner.environment)
    with tempfile.TemporaryFile() as out, pytest.raises(NotWarmError, match="has ended"):
        made.run([""], {}, "", (out.fileno(), out.fileno()), [].append)
    made.end()


def test_a_python_that_ends_before_its_program_takes_it_along(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine has met the program, and would meet it a second time if it was started anew."""
    killed: list[tuple[int, int]] = []
    processes: list[int] = []
    real = os.kill
    monkeypatch.setattr(warm.os, "kill", lambda *which: (killed.append(which), real(*which)))
    programs = runner.programs()
    with tempfile.TemporaryFile() as out:
        text = "os.kill(os.getppid(), 9); import time; time.sleep(60)"
        files = (out.fileno(), out.fileno())
        code = programs.run([text], {}, "", files, processes.append)
    assert code == -signal.SIGKILL
    assert killed == [(processes[0], signal.SIGKILL)]


def test_only_one_program_runs_at_a_time(runner: Runner) -> None:
    """Of a Python; a second one that comes in its turn is started otherwise."""
    made = WarmPython(sys.executable, runner.file, runner.environment)
    begun = threading.Event()
    with tempfile.TemporaryFile() as out:
        files = (out.fileno(), out.fileno())
        first = threading.Thread(
            target=made.run,
            args=(["import time; time.sleep(1)"], {}, "", files, lambda _: begun.set()),
        )
        first.start()
        assert begun.wait(20)
        with pytest.raises(NotWarmError, match="another program is running"):
            made.run([""], {}, "", files, [].append)
        first.join()
    made.end()


def test_nobody_is_left_when_the_host_has_ended(runner: Runner) -> None:
    """A program that waits for an engine which is gone would wait for ever."""
    made = WarmPython(sys.executable, runner.file, runner.environment)
    begun: list[int] = []
    with tempfile.TemporaryFile() as out:
        files = (out.fileno(), out.fileno())
        with pytest.raises(RuntimeError):
            made.run(["import time; time.sleep(60)"], {}, "", files, lambda number: _fail(begun, number))
    made.end()
    with pytest.raises(ProcessLookupError):
        os.kill(begun[0], 0)


def _fail(begun: list[int], number: int) -> None:
    begun.append(number)
    raise RuntimeError
