"""A project with a virtual environment of its own is planned with what is in it."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from jiban import handover, start
from jiban.project.project import find_project
from tests.environments import make_environment

ROOT = Path(__file__).resolve().parents[2]
HERE = metadata.version("pulumi")
PROGRAM = """\
import sys
import pulumi
import shop_sdk
from importlib.metadata import version
pulumi.export("sdk", shop_sdk.VERSION)
pulumi.export("prefix", sys.prefix)
pulumi.export("pulumi", version("pulumi"))
"""
REFERRING = """\
import importlib.util
import pulumi
found = pulumi.StackReference("organization/app/dev")
pulumi.export("sdk", found.get_output("sdk"))
pulumi.export("prefix", found.get_output("prefix"))
pulumi.export("here", importlib.util.find_spec("only_there") is not None)
"""
GIVING = """\
import pulumi
thing = pulumi.CustomResource("test:index:Thing", "a", {"id": None})
pulumi.export("pin", pulumi.Output.secret("swordfish-012"))
pulumi.export("id", thing.id)
pulumi.export("list", [1, None, True, "x", {}])
pulumi.export("pins", {"a": [pulumi.Output.secret("swordfish-345"), "open"], "b": None})
"""
TAKING = """\
import pulumi
found = pulumi.StackReference("organization/app/dev")
for name in ("pin", "id", "list", "pins"):
    pulumi.export(name, found.get_output(name))
found.get_output("pin").apply(lambda pin: print("length", len(pin), pin))
"""


@pytest.fixture
def project(tmp_path: Path) -> Callable[[str], Path]:
    """A project whose environment has an SDK that this one lacks, and a version of Pulumi."""

    def make(pulumi: str) -> Path:
        root = tmp_path / "app"
        root.mkdir()
        (root / "Pulumi.yaml").write_text("name: app\nruntime: python\n")
        (root / "__main__.py").write_text(PROGRAM)
        make_environment(root / ".venv", pulumi)
        return root

    return make


def jiban(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")}
    return subprocess.run(
        [sys.executable, "-m", "jiban.cli", *arguments],
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def outputs(run: subprocess.CompletedProcess[str], project: str = "app") -> dict[str, Any]:
    """The outputs of the stack that was planned."""
    assert run.returncode == 0, run.stderr
    (stack,) = (s for s in json.loads(run.stdout)["steps"] if s["urn"].endswith(f"{project}-dev"))
    return stack["newState"]["outputs"]


def referring(folder: Path, program: str) -> Path:
    """A project beside `app` that may refer to it."""
    root = folder / "web"
    root.mkdir()
    (root / "Pulumi.yaml").write_text("name: web\nruntime: python\n")
    (root / "lookups.yaml").write_text("projects: {app: ../app}\n")
    (root / "__main__.py").write_text(program)
    return root


def test_the_projects_own_python_and_packages_plan_it(project: Callable[[str], Path]) -> None:
    """The SDK that only its environment has is found, and nothing is said."""
    root = project(HERE)
    run = jiban("plan", "-C", root, "-j")
    assert outputs(run) == {"sdk": "own", "prefix": str(root / ".venv"), "pulumi": HERE}
    assert run.stderr == ""


def test_a_pulumi_that_the_planner_does_not_know_is_replaced_by_its_own(
    project: Callable[[str], Path],
) -> None:
    """The other packages are the project's still, and a note says so."""
    root = project("3.100.0")
    run = jiban("plan", "-C", root, "-j")
    assert outputs(run) == {"sdk": "own", "prefix": str(root / ".venv"), "pulumi": HERE}
    assert run.stderr == (
        f"note: {root}/.venv (.venv) has Pulumi 3.100.0, and jiban plans with 3.256.0 to 3.272.0; "
        f"planned with Pulumi {HERE} and its other packages\n"
    )


def test_a_package_that_the_environment_lacks_is_missing(project: Callable[[str], Path]) -> None:
    """The tool's own packages are no part of the project's, as it will be in a preview."""
    root = project(HERE)
    next(root.glob(".venv/lib/python3*/site-packages/here.pth")).write_text("")
    (root / "__main__.py").write_text("import hypothesis\n")
    packages = next(root.glob(".venv/lib/python3*/site-packages"))
    # Pulumi itself and what it stands on, without the rest of this environment.
    for each in start.Packages([sysconfig.get_path("purelib")]).with_requirements("pulumi"):
        for top in {file.parts[0] for file in each.files or () if ".." not in file.parts}:
            target = packages / top
            if not target.exists() and not top.startswith("pulumi-"):
                target.symlink_to(Path(str(each.locate_file(top))))
    run = jiban("plan", "-C", root)
    assert run.returncode == 1
    assert "hypothesis is not installed in" in run.stderr


def test_a_project_that_is_referred_to_is_planned_with_its_own_packages(
    project: Callable[[str], Path], tmp_path: Path
) -> None:
    """As `plan -C` would plan it, by a project that has none of its own or others; and once more as it is."""
    root = project(HERE)
    other = referring(tmp_path, REFERRING)
    wanted = {"sdk": "own", "prefix": str(root / ".venv"), "here": False}
    run = jiban("plan", "-C", other, "-s", "dev", "-j")
    assert outputs(run, "web") == wanted
    make_environment(other / ".venv")
    run = jiban("plan", "-C", other, "-s", "dev", "-j")
    assert outputs(run, "web") == wanted


def test_what_a_reference_gives_is_as_secret_and_unknown_as_it_was(
    project: Callable[[str], Path], tmp_path: Path
) -> None:
    """The values come from another process, and lose nothing on the way."""
    root = project(HERE)
    (root / "__main__.py").write_text(GIVING)
    other = referring(tmp_path, TAKING)
    apart = jiban("plan", "-C", other, "-s", "dev", "-j")
    assert outputs(apart, "web") == {
        "pin": "[secret]",
        "id": "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "list": [1, None, True, "x", {}],
        "pins": "[secret]",
    }
    assert "length 13 [secret]" in apart.stderr
    assert "swordfish" not in apart.stdout + apart.stderr
    shutil.rmtree(root / ".venv")
    together = jiban("plan", "-C", other, "-s", "dev", "-j")
    assert apart.stdout == together.stdout


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import pulumi\nraise ValueError('no ' + 'luck')\n", "it cannot be planned: ValueError: no luck"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", "its process ended without a result"),
    ],
)
def test_a_project_that_is_referred_to_and_cannot_be_planned(
    project: Callable[[str], Path], tmp_path: Path, program: str, said: str
) -> None:
    """Its outputs are unknown, and the plan says why."""
    root = project(HERE)
    (root / "__main__.py").write_text(program)
    other = referring(tmp_path, REFERRING)
    run = jiban("plan", "-C", other, "-s", "dev")
    assert run.returncode == 0, run.stderr
    assert said in run.stdout


def test_a_project_that_is_referred_to_and_does_not_end(
    project: Callable[[str], Path], tmp_path: Path
) -> None:
    """Its time is that of the program that waits for it, and its process ends with it."""
    root = project(HERE)
    (root / "__main__.py").write_text(
        "import os, pathlib\npathlib.Path('pid').write_text(str(os.getpid()))\nwhile True: pass\n"
    )
    other = referring(tmp_path, REFERRING)
    for limit in (3, 10, 40):
        run = jiban("plan", "-C", other, "-s", "dev", "--timeout", str(limit))
        assert run.returncode == 9
        assert f"the program did not end within {limit} s, and was stopped." in run.stderr
        if (root / "pid").exists():  # a busy machine takes longer to come to the other program
            break
    assert not Path(f"/proc/{(root / 'pid').read_text()}").exists()


def test_a_cycle_of_references_through_another_process(
    project: Callable[[str], Path], tmp_path: Path
) -> None:
    """It is found as in one process, and named."""
    root = project(HERE)
    other = referring(tmp_path, "")
    for folder, refers in ((root, "web"), (other, "app")):
        (folder / "lookups.yaml").write_text(f"projects: {{{refers}: ../{refers}}}\n")
        (folder / "__main__.py").write_text(
            f'import pulumi\npulumi.StackReference("organization/{refers}/dev").get_output("a")\n'
        )
    run = jiban("plan", "-C", other, "-s", "dev")
    assert run.returncode == 1
    assert "stack references form a cycle: dev -> dev -> dev" in run.stderr


def made_up(folder: Path, pulumi: str, python: str) -> Path:
    """A project with an environment that nothing can be run in."""
    packages = folder / ".venv" / "lib" / f"python{python}" / "site-packages"
    info = packages / f"pulumi-{pulumi}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: pulumi\nVersion: {pulumi}\n")
    (folder / ".venv" / "bin").mkdir()
    (folder / ".venv" / "bin" / "python").touch()
    (folder / "Pulumi.yaml").write_text("name: app\nruntime: python\n")
    (folder / "__main__.py").touch()
    return packages


def test_a_python_that_is_too_old_lends_its_packages_to_this_one(tmp_path: Path) -> None:
    """The note says which Python the project has, and which one is used."""
    packages = made_up(tmp_path, "3.260.0", "3.9")
    found = handover.handover_to(find_project(tmp_path), {})
    assert found is not None
    assert (found.python, found.packages, found.first) == (Path(sys.executable), (packages,), ("pulumi",))
    assert "has Python 3.9, and jiban needs 3.11; planned with Pulumi" in found.note


def test_another_new_python_plans_with_its_own_pulumi(tmp_path: Path) -> None:
    """A Python that jiban can run on need not be the one that it is installed in."""
    made_up(tmp_path, "3.260.0", "3.99")
    found = handover.handover_to(find_project(tmp_path), {})
    assert found == handover.Handover(tmp_path / ".venv/bin/python", folder=tmp_path / ".venv")


@pytest.mark.parametrize(
    ("pulumi", "own"),
    [("3.255.9", False), ("3.256.0", True), ("3.272.0", True), ("3.272.1", False)],
)
def test_the_versions_at_both_ends_are_planned_with_as_they_are(
    tmp_path: Path, pulumi: str, *, own: bool
) -> None:
    """The oldest and the newest that the planner knows are the project's own; the next ones are replaced."""
    made_up(tmp_path, pulumi, "3.99")
    found = handover.handover_to(find_project(tmp_path), {})
    assert found is not None
    assert (found.python == tmp_path / ".venv/bin/python", not found.note) == (own, own)


def test_an_environment_without_pulumi_is_not_the_projects(tmp_path: Path) -> None:
    """It may be of the tools that the folder is worked on with."""
    info = made_up(tmp_path, "3.260.0", "3.11") / "pulumi-3.260.0.dist-info"
    (info / "METADATA").unlink()
    info.rmdir()
    assert handover.handover_to(find_project(tmp_path), {}) is None


def test_the_versions_are_those_of_pyproject() -> None:
    """What a note says is what the package requires."""
    text = (ROOT / "pyproject.toml").read_text()
    found = re.search(r'"pulumi>=([\d.]+),<=([\d.]+)"', text)
    python = re.search(r'requires-python = ">=3\.(\d+)"', text)
    assert found is not None
    assert python is not None
    assert ".".join(map(str, handover.OLDEST)) == found[1]
    assert ".".join(map(str, handover.NEWEST)) == found[2]
    assert (3, int(python[1])) == handover.PYTHON


def test_what_is_lent_is_what_pyproject_requires() -> None:
    """All but Pulumi, which is the project's or lent whole."""
    listed = re.search(
        r"^dependencies = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.DOTALL | re.MULTILINE
    )
    assert listed is not None
    names = re.findall(r'^ *"([a-z]+)', listed[1], re.MULTILINE)
    assert sorted(start.NEEDS) == sorted(set(names) - {"pulumi"})


def test_the_active_environment_is_that_of_the_project(tmp_path: Path) -> None:
    """As Pulumi runs a program: its commands come first, and Python's own home counts for nothing."""
    found = handover.Handover(tmp_path / "bin" / "python", folder=tmp_path)
    assert found.environment({"PATH": "/bin", "PYTHONHOME": "/x", "A": "b"}) == {
        "PATH": f"{tmp_path}/bin:/bin",
        "VIRTUAL_ENV": str(tmp_path),
        "A": "b",
    }
