"""What a base is read from, what of a state nobody asked for, and what is said of one that does not plan."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from jiban import supervisor
from jiban.diff import base
from jiban.diff.base import Running, planning, read_base
from jiban.diff.errors import BaseError
from jiban.diff.git import Repository
from jiban.model.plan import Secret
from jiban.plan.fingerprints import Fingerprints
from jiban.project.project import Project, find_project
from tests.jiban.diff.repositories import repository

ROOT = {"urn": "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod", "type": "pulumi:pulumi:Stack"}
THING = "urn:pulumi:prod::shop::test:index:Thing::it"


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine that runs the tests may have an active one."""
    for name in ("VIRTUAL_ENV", "PULUMI_PYTHON_CMD"):
        monkeypatch.delenv(name, raising=False)


def state(**fields: Any) -> dict[str, Any]:
    """The state of one thing."""
    return {"urn": THING, "type": "test:index:Thing", "custom": True, **fields}


def written(folder: Path, document: Any) -> Path:
    """A file with a document; several make an event log."""
    file = folder / "base.json"
    lines = document if isinstance(document, tuple) else (document,)
    file.write_text("".join(f"{json.dumps(each)}\n" for each in lines))
    return file


def inputs_of(folder: Path, inputs: dict[str, Any], **fields: Any) -> Any:
    """What a state is taken to have been asked for."""
    exported = {"deployment": {"resources": [ROOT, state(inputs=inputs, **fields)]}}
    [_, found] = read_base(written(folder, exported), "shop", "prod").plan.resources
    return found.inputs


@pytest.mark.parametrize(
    ("document", "deployed"),
    [
        ({"steps": [{"op": "create", "newState": ROOT}, {"op": "create", "newState": state()}]}, False),
        ({"deployment": {"resources": [ROOT, state()]}}, True),
        (
            (
                {"resourcePreEvent": {"metadata": {"op": "create", "new": ROOT}}},
                {"resourcePreEvent": {"metadata": {"op": "create", "new": state()}}},
            ),
            False,
        ),
    ],
    ids=["preview", "state", "events"],
)
def test_only_a_state_is_of_a_deployment(tmp_path: Path, document: Any, *, deployed: bool) -> None:
    """Of a plan nobody has filled in anything."""
    file = written(tmp_path, document)
    found = read_base(file, "shop", "prod")
    assert [each.name for each in found.plan.resources] == ["shop-prod", "it"]
    assert (found.deployed, found.label, found.note) == (deployed, str(file), "")


@pytest.mark.parametrize(
    ("document", "deployed"), [({"steps": []}, False), ({"deployment": {"resources": []}}, True)]
)
def test_an_empty_base_says_what_it_is(tmp_path: Path, document: Any, *, deployed: bool) -> None:
    """And why everything is new."""
    file = written(tmp_path, document)
    found = read_base(file, "shop", "prod")
    assert found.note == f"{file} holds no resources, so every resource is created"
    assert found.deployed is deployed


@pytest.mark.parametrize(("project", "stack"), [("shop", "dev"), ("other", "prod")])
def test_a_base_of_another_project_or_stack_is_refused(tmp_path: Path, project: str, stack: str) -> None:
    """Everything would be new, and everything gone."""
    file = written(tmp_path, {"deployment": {"resources": [ROOT, state()]}})
    with pytest.raises(BaseError, match=f"it is the plan of shop/prod, and not of {project}/{stack}"):
        read_base(file, project, stack)


def test_a_secret_of_a_file_is_one(tmp_path: Path) -> None:
    """By the name of its property, though the file gives it in plain; its value is not compared."""
    found = inputs_of(tmp_path, {"password": "hunter2-hunter2", "size": 3})
    assert isinstance(found["password"], Secret)
    assert "hunter2" not in repr(found["password"].value)
    assert found["size"] == 3


@pytest.mark.parametrize(
    ("inputs", "asked"),
    [
        ({"a": 1, "b": 2, "c": 3, "__defaults": ["b", "c"]}, {"a": 1}),
        ({"a": 1, "__defaults": []}, {"a": 1}),
        ({"a": 1, "__defaults": None}, {"a": 1}),
        ({"a": {"b": 1, "c": 2, "__defaults": ["b"]}}, {"a": {"c": 2}}),
        ({"a": [{"b": 1, "__defaults": ["b"]}, {"c": 2, "__defaults": []}]}, {"a": [{}, {"c": 2}]}),
    ],
)
def test_a_default_of_the_provider_was_not_asked_for(
    tmp_path: Path, inputs: dict[str, Any], asked: dict[str, Any]
) -> None:
    """At any depth, and in the items of lists."""
    assert inputs_of(tmp_path, inputs) == asked


@pytest.mark.parametrize(
    ("metadata", "asked"),
    [
        ({"name": "a-1f", "annotations": {"pulumi.com/autonamed": "true"}}, {}),
        (
            {"name": "a-1f", "labels": {"x": "y"}, "annotations": {"pulumi.com/autonamed": "true", "b": "c"}},
            {"labels": {"x": "y"}, "annotations": {"b": "c"}},
        ),
        (
            {"name": "a", "annotations": {"pulumi.com/autonamed": "false"}},
            {"name": "a", "annotations": {"pulumi.com/autonamed": "false"}},
        ),
        ({"name": "a", "annotations": {"b": "c"}}, {"name": "a", "annotations": {"b": "c"}}),
        ({"name": "a"}, {"name": "a"}),
        ({"name": "a", "annotations": None}, {"name": "a"}),
    ],
)
def test_a_name_of_the_provider_was_not_asked_for(
    tmp_path: Path, metadata: dict[str, Any], asked: dict[str, Any]
) -> None:
    """By the mark that pulumi-kubernetes leaves; any other name is the program's."""
    found = inputs_of(tmp_path, {"metadata": metadata})["metadata"]
    assert {key: value for key, value in found.items() if value is not None} == asked


def test_what_waits_to_be_deleted_is_no_resource(tmp_path: Path) -> None:
    """Its replacement is."""
    exported = {
        "deployment": {"resources": [ROOT, state(delete=True, inputs={"a": 1}), state(inputs={"a": 2})]}
    }
    [_, found] = read_base(written(tmp_path, exported), "shop", "prod").plan.resources
    assert found.inputs == {"a": 2}


def test_nothing_to_plan_is_an_empty_base() -> None:
    """With the reason."""
    found = Running(None, Path("tree"), "main (1234567)", "main has no project").result()
    assert (found.plan.resources, found.label, found.note) == ((), "main (1234567)", "main has no project")
    assert found.deployed is False


def ended(folder: Path, code: str, *, seconds: int = 0) -> Running:
    """A base whose process runs some code."""
    tree = folder / "tree"
    tree.mkdir(exist_ok=True)
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        process = subprocess.Popen([sys.executable, "-c", code], stdout=out, stderr=err)
    return Running(process, tree, "main", seconds=seconds)


@pytest.mark.parametrize(
    ("code", "said", "exit_code"),
    [
        ("raise SystemExit(1)", "main cannot be planned:\n  it exited with 1 and printed nothing\n", 1),
        ("raise SystemExit(9)", "main cannot be planned:\n  it exited with 9 and printed nothing\n", 9),
        ("raise SystemExit(2)", "main cannot be planned:\n  it exited with 2 and printed nothing\n", 1),
        ("import sys; sys.exit('no\\nway')", "main cannot be planned:\n  no\n  way\n", 1),
        ("print('{')", f"main cannot be planned:\n  {supervisor.cut_off('exit code 0')}\n", 1),
    ],
)
def test_a_base_that_does_not_plan(tmp_path: Path, code: str, said: str, exit_code: int) -> None:
    """What it has said, and what else could be compared with; a timeout keeps its exit code."""
    with pytest.raises(BaseError) as caught:
        ended(tmp_path, code).result()
    assert str(caught.value) == f"{said}to compare with a saved plan instead, use --base-plan FILE"
    assert caught.value.exit_code == exit_code


def test_the_last_25_lines_are_shown_without_the_folder(tmp_path: Path) -> None:
    """It is one that is gone by the time that somebody reads it."""
    code = (
        "import sys\n"
        f"for each in range(30): print('{tmp_path}/tree/' + str(each), file=sys.stderr)\n"
        "sys.exit(1)\n"
    )
    with pytest.raises(BaseError) as caught:
        ended(tmp_path, code).result()
    assert str(caught.value).splitlines()[1:-1] == [f"  {each}" for each in range(5, 30)]


def test_submodules_may_be_why(tmp_path: Path) -> None:
    """A base is planned without them."""
    running = ended(tmp_path, "raise SystemExit(1)")
    (tmp_path / "tree" / ".gitmodules").touch()
    with pytest.raises(BaseError, match="\nthe commit has submodules, which a base is planned without\n"):
        running.result()


def test_a_base_that_does_not_stop_itself_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some time after its own; without a limit it is waited for."""
    monkeypatch.setattr(base, "_GRACE", 0.0)
    running = ended(tmp_path, "import time; time.sleep(60)", seconds=1)
    before = time.monotonic()
    with pytest.raises(BaseError) as caught:
        running.result()
    assert caught.value.exit_code == supervisor.TIMEOUT
    assert time.monotonic() - before < 30


class Waited(subprocess.Popen[bytes]):
    """A process that tells how long it was waited for, and has ended by then."""

    def __init__(self) -> None:
        """Start nothing."""
        self.asked: list[float | None] = []

    def wait(self, timeout: float | None = None) -> int:
        """Keep the seconds."""
        self.asked.append(timeout)
        return 1

    def poll(self) -> int:
        """It has ended."""
        return 1

    def __del__(self) -> None:
        """There is nothing to end."""


@pytest.mark.parametrize(("seconds", "least"), [(0, None), (60, 89)])
def test_how_long_a_base_is_waited_for(tmp_path: Path, seconds: int, least: float | None) -> None:
    """Half a minute more than its program has, as it stops itself; without a limit for ever."""
    process = Waited()
    (tmp_path / "stderr").touch()
    with pytest.raises(BaseError):
        Running(process, tmp_path / "tree", "main", seconds=seconds).result()
    [asked] = process.asked
    assert asked == least if least is None or asked is None else least < asked <= least + 1


def project(folder: Path, *, options: str = "{}", stacks: tuple[str, ...] = ()) -> Project:
    """A project with stacks."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Pulumi.yaml").write_text(f"name: shop\nruntime: {{name: python, options: {options}}}\n")
    (folder / "__main__.py").touch()
    for each in stacks:
        (folder / f"Pulumi.{each}.yaml").touch()
    return find_project(folder)


def test_why_there_is_nothing_to_plan(tmp_path: Path) -> None:
    """No project, or none in the commit's own tree, or no such stack; one without stack files has any."""
    tree = tmp_path / "tree"
    (tree / "empty").mkdir(parents=True)

    def why(folder: str, stack: str = "prod") -> str:
        return base.absence(tree / folder, tree, stack, "main")

    assert why("nowhere") == "main has no project here, so every resource is created"
    assert why("empty") == "main has no project here, so every resource is created"
    project(tmp_path)
    assert why("empty") == "main has no project here, so every resource is created"
    project(tree / "bare")
    assert why("bare") == ""
    project(tree / "full", stacks=("prod",))
    assert why("full") == ""
    assert why("full", "dev") == "main has no stack 'dev', so every resource is created"
    (tree / "full" / "Pulumi.yaml").write_text("name: [\n")
    with pytest.raises(BaseError, match=r"^main cannot be planned:\nPulumi\.yaml:"):
        why("full")


def environment(folder: Path) -> Path:
    """A virtual environment."""
    (folder / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    return folder


def lent(head: Project, top: Path, tree: Path) -> dict[str, str]:
    """What a base is given of the head's environments."""
    return base.lend_packages(head, top, tree)


def test_the_environment_of_the_head_is_linked_into_the_base(tmp_path: Path) -> None:
    """That which it uses, and that which the base names; one that the commit holds stays."""
    top, tree = tmp_path / "top", tmp_path / "tree"
    head = project(top / "app")
    project(tree / "app", options="{virtualenv: old}")
    own, old = environment(top / "app" / ".venv"), environment(top / "app" / "old")
    assert lent(head, top.resolve(), tree) == {}
    assert (tree / "app" / ".venv").resolve() == own.resolve()
    assert (tree / "app" / "old").resolve() == old.resolve()
    assert lent(head, top.resolve(), tree) == {}


def test_an_environment_outside_of_the_repository_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the variable of an active one; nothing is linked."""
    outside = environment(tmp_path / "outside")
    monkeypatch.setenv("VIRTUAL_ENV", str(outside))
    top, tree = tmp_path / "top", tmp_path / "tree"
    head = project(top / "app")
    project(tree / "app")
    assert lent(head, top.resolve(), tree) == {"VIRTUAL_ENV": str(outside)}
    assert sorted(each.name for each in (tree / "app").iterdir()) == ["Pulumi.yaml", "__main__.py"]


def test_what_the_commit_holds_is_not_replaced(tmp_path: Path) -> None:
    """Nor is a link made in a folder that it does not have."""
    top, tree = tmp_path / "top", tmp_path / "tree"
    head = project(top / "app")
    project(tree / "app", options="{virtualenv: ../other/venv}")
    environment(top / "app" / ".venv")
    environment(top / "other" / "venv")
    held = environment(tree / "app" / ".venv")
    assert lent(head, top.resolve(), tree) == {}
    assert not held.is_symlink()
    assert not (tree / "other").exists()


def test_an_absolute_environment_of_the_base_is_not_linked(tmp_path: Path) -> None:
    """It is where it is."""
    top, tree = tmp_path / "top", tmp_path / "tree"
    head = project(top / "app")
    place = environment(top / "app" / "absolute")
    project(tree / "app", options=f"{{virtualenv: {place}}}")
    assert lent(head, top.resolve(), tree) == {}
    assert not (tree / "app" / "absolute").exists()


def test_a_base_is_planned_by_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the flags that it is given, and none of the variables that stand for flags here."""
    asked: list[tuple[list[str], dict[str, Any]]] = []
    monkeypatch.setattr(base.subprocess, "Popen", lambda command, **more: asked.append((command, more)))
    monkeypatch.setenv("PULUMI_OPTION_JSON", "false")
    monkeypatch.setenv("PULUMI_OPTION_CONFIG", "a=1")
    monkeypatch.setenv("KEPT", "1")
    folder = project(tmp_path / "app").root
    base.start(folder, tmp_path, "prod", ["-c", "b=2"], {"LENT": "1"})
    [(command, more)] = asked
    at = command.index("plan")
    assert command[at:] == [
        *("plan", "--json", "--color", "never", "-C", str(folder), "-s", "prod", "-c", "b=2")
    ]
    variables = more["env"]
    assert [name for name in variables if name.startswith("PULUMI_OPTION_")] == []
    assert [variables[name] for name in ("KEPT", "LENT", "PYTHONUTF8")] == ["1", "1", "1"]
    assert (more["cwd"], more["stdin"]) == (folder, subprocess.DEVNULL)
    assert (tmp_path / "stdout").read_bytes() == (tmp_path / "stderr").read_bytes() == b""


def test_a_base_has_the_time_and_the_fingerprints_of_the_head(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that both end alike, and equal secrets look alike."""
    asked: list[Any] = []

    def start(*arguments: Any, **_ahead: Any) -> Waited:
        asked.extend(arguments)
        return Waited()

    monkeypatch.setattr(base, "start", start)
    found = find_project(repository(tmp_path))
    prints = Fingerprints()
    around = Repository.around(found.root)
    flags = ["-c", "a=1"]
    with planning(around, "main", found, "prod", flags=flags, fingerprints=prints, seconds=60):
        pass
    folder, scratch, stack, given, variables = asked
    assert (folder.name, folder.parent, stack) == ("tree", scratch, "prod")
    assert given == ["-c", "a=1", "--timeout", "60"]
    assert variables == prints.environment()
    assert variables
