"""The distribution: what it holds, and how a project outside of this repository uses it."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from jiban.policies.packs import RULES
from tests.test_project import PROJECT
from tools.repository import ROOT, files

INSIDE = {"components": "jiban/", "jiban": "", "policies": "jiban/"}
"""Folders at the root that the distribution is made of, and what stands before their names in the wheel."""
SHIPPED = tuple(name for name in files() if name.parts[0] in INSIDE and name.suffix != ".md")
FIXTURES = ROOT / "tests" / "fixtures"

Run = Callable[..., subprocess.CompletedProcess[str]]


def once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Make a folder once for all processes of the test run; the others wait for it."""
    done = folder.with_name(f"{folder.name}.done")
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of the test run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def build(folder: Path) -> None:
    """Build the source distribution and the wheel, and the wheel again from the former, without network."""
    source = folder / "source"
    for name in files():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, source / name)
    for name in ("components", "policies"):
        (source / "jiban" / name).symlink_to(f"../{name}")
    code = f"from setuptools import build_meta; build_meta.build_sdist({str(folder)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=source, check=True, capture_output=True)
    (sdist,) = folder.glob("*.tar.gz")
    pip = [sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*pip, "--wheel-dir", folder, source], check=True)
    subprocess.run([*pip, "--wheel-dir", folder / "again", sdist], check=True)


@pytest.fixture(scope="session")
def built(shared: Path) -> Path:
    """A folder with the source distribution, its wheel, and in `again` the wheel of the distribution."""
    return once(shared / "built", build)


def content(wheel: Path) -> dict[str, bytes]:
    """What a wheel holds, by name."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    """The wheel."""
    (found,) = built.glob("*.whl")
    return found


def closure(requirements: Iterable[str]) -> set[str]:
    """The installed distributions that requirements ask for, and all that those ask for."""
    found: set[str] = set()
    todo = [Requirement(each) for each in requirements]
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        if name not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            found.add(name)
            todo += map(Requirement, metadata.requires(name) or ())
    return found


def install(wheel: Path, extras: Iterable[str]) -> Callable[[Path], None]:
    """Return what installs the wheel, with some extras, into a virtual environment of its own.

    The packages that it needs are those of the running environment, as links; nothing else is there, above
    all not the editable jiban.
    """

    def make(folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        pip = [sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "install", "--quiet"]
        subprocess.run([*pip, "--no-deps", "--no-index", "--no-compile", wheel], check=True)
        (packages,) = folder.glob("lib/python3*/site-packages")
        (folder / "installed").write_text("\n".join(sorted(path.name for path in packages.iterdir())))
        wanted = [*PROJECT["dependencies"]]
        for extra in extras:
            wanted += PROJECT["optional-dependencies"][extra]
        for name in closure(wanted):
            distribution = metadata.distribution(name)
            for top in {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}:
                if not (packages / top).exists():
                    (packages / top).symlink_to(Path(str(distribution.locate_file(top))))

    return make


@pytest.fixture(scope="session")
def environment(shared: Path, wheel: Path) -> Path:
    """A virtual environment with `jiban[aws,kubernetes,policy]`."""
    return once(shared / "environment", install(wheel, ["aws", "kubernetes", "policy"]))


@pytest.fixture(scope="session")
def small_environment(shared: Path, wheel: Path) -> Path:
    """A virtual environment with `jiban` alone."""
    return once(shared / "small", install(wheel, []))


def clean() -> dict[str, str]:
    """The environment of processes, without what leads to this repository."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}


def runner(environment: Path, folder: Path) -> Run:
    """Return what runs a command of an environment in a folder."""

    def run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [environment / "bin" / name, *arguments]
        return subprocess.run(
            command, cwd=folder, env=clean(), capture_output=True, text=True, check=False, timeout=120
        )

    return run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A user's repository with two commits: the second one asks for a third zone."""
    folder = tmp_path / "installed"
    shutil.copytree(FIXTURES / "installed", folder, ignore=shutil.ignore_patterns("__pycache__"))
    stack = folder / "Pulumi.dev.yaml"
    now = stack.read_text()
    git = ["git", "-c", "user.name=user", "-c", "user.email=user@example.com"]
    subprocess.run([*git, "init", "--quiet"], cwd=folder, check=True)
    for text in (now.replace("zones: 3", "zones: 2"), now):
        stack.write_text(text)
        subprocess.run([*git, "add", "."], cwd=folder, check=True)
        subprocess.run([*git, "commit", "--quiet", "-m", "zones"], cwd=folder, check=True)
    return folder


def test_the_wheel_holds_the_tool_the_library_and_the_rules(wheel: Path) -> None:
    """Every source and data file of the three is in the wheel, all of it below `jiban`, and nothing else."""
    held = {name for name in content(wheel) if ".dist-info/" not in name}
    assert held == {f"{INSIDE[name.parts[0]]}{name}" for name in SHIPPED}


def test_no_folder_of_the_wheel_becomes_a_namespace_package(wheel: Path) -> None:
    """Every folder is a package, but for those that hold data alone."""
    names = [Path(name) for name in content(wheel) if ".dist-info/" not in name]
    packages = {name.parent for name in names if name.name == "__init__.py"}
    assert {str(name.parent) for name in names if name.parent not in packages} == {
        "jiban/diff/replacement",
        "jiban/policy/facts/values",
    }


def test_the_source_distribution_makes_the_same_wheel(built: Path, wheel: Path) -> None:
    """Who builds from the source distribution gets the same files, byte for byte."""
    assert content(built / "again" / wheel.name) == content(wheel)


def test_the_source_distribution_holds_what_the_wheel_is_made_of(built: Path) -> None:
    """Neither tests nor the program of this repository are in the source distribution."""
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {Path(name).parts[1] for name in archive.getnames() if "/" in name}
    assert names == {
        *("LICENSE", "MANIFEST.in", "PKG-INFO", "README.md", "pyproject.toml", "setup.cfg"),
        *("jiban", "jiban.egg-info"),
    }


def test_the_wheel_adds_one_name_to_site_packages(environment: Path) -> None:
    """No package of ours but `jiban` can hide one of a user's."""
    installed = (environment / "installed").read_text().splitlines()
    assert installed == ["jiban", f"jiban-{PROJECT['version']}.dist-info"]


def test_the_plan_of_an_installed_user(environment: Path, project: Path, tmp_path: Path) -> None:
    """A project with packages named components, infra and policies gets its own, and the library's tiers."""
    jiban = runner(environment, tmp_path)
    result = jiban("jiban", "plan", "-C", str(project), "-s", "dev", "-j")
    assert (result.returncode, result.stderr) == (0, "")
    states: list[dict[str, Any]] = [step["newState"] for step in json.loads(result.stdout)["steps"]]
    counts = Counter(state["type"] for state in states)
    assert {kind: counts[kind] for kind in counts if kind.startswith("jiban:")} == {
        "jiban:network:Network": 1,
        "jiban:workload:Namespace": 1,
        "jiban:workload:Workload": 1,
    }
    assert (counts["aws:ec2/subnet:Subnet"], counts["kubernetes:apps/v1:Deployment"]) == (18, 1)
    (stack,) = (state for state in states if state["type"] == "pulumi:pulumi:Stack")
    assert json.loads(stack["outputs"]["packages"]) == [
        "Components of this project.",
        "Infrastructure of this project.",
        "What this project allows itself.",
    ]


def test_the_check_of_an_installed_user(environment: Path, project: Path, tmp_path: Path) -> None:
    """A project that declares no pack is judged by the rules that come with jiban."""
    result = runner(environment, tmp_path)("jiban", "check", "-C", str(project), "-s", "dev", "--json")
    assert (result.returncode, result.stderr) == (5, "")
    document = json.loads(result.stdout)
    assert {each["id"] for each in document["rules"]} == {rule.id for rule in RULES}
    assert "NET-008" in {each["rule"] for each in document["findings"]}
    assert document["errors"] == []


def test_the_diff_of_an_installed_user(environment: Path, project: Path, tmp_path: Path) -> None:
    """The commit before is planned by the same installed jiban, and what changed since is shown."""
    flags = ("-C", str(project), "-s", "dev", "--base", "HEAD~1", "-j")
    result = runner(environment, tmp_path)("jiban", "diff", *flags)
    assert (result.returncode, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    added = {change["name"] for change in document["resources"] if change["op"] == "create"}
    assert "network-subnet-application-3" in added
    assert "network-subnet-application-2" not in added


def test_explain_tells_an_installed_user_how_to_declare_settings(
    environment: Path, project: Path, tmp_path: Path
) -> None:
    """A project without typed settings hears where to name them."""
    result = runner(environment, tmp_path)("jiban", "explain", "-C", str(project), "-s", "dev", "zones")
    assert (result.returncode, result.stdout) == (2, "")
    assert 'set `settings = "MODULE:NAME"` under [tool.jiban] in pyproject.toml' in result.stderr


def test_the_tool_alone_plans_a_program_without_provider_sdks(
    small_environment: Path, tmp_path: Path
) -> None:
    """`pip install jiban` brings no cloud's SDK, and a program that needs none is planned."""
    (packages,) = small_environment.glob("lib/python3*/site-packages")
    assert {path.name for path in packages.glob("pulumi*") if "-" not in path.name} == {"pulumi"}
    result = runner(small_environment, tmp_path)(
        "jiban", "plan", "-C", str(FIXTURES / "own-names"), "-s", "dev", "-j"
    )
    assert (result.returncode, result.stderr) == (0, "")
