from collections.abc import Callable
from pathlib import Path

import pytest

from jiban.project.project import Project, find_project
from jiban.project.virtualenv import VirtualEnv, poetry_key, virtualenv_of


def environment(folder: Path, pulumi: str | None = None, python: str = "3.11") -> Path:
    """Lay out a virtual environment, with Pulumi's metadata where a version is given."""
    packages = folder / "lib" / f"python{python}" / "site-packages"
    packages.mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").touch()
    if pulumi:
        info = packages / f"pulumi-{pulumi}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: pulumi\nVersion: {pulumi}\n")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Project]:
    """A project with the runtime's options."""

    def make(options: str = "{}") -> Project:
        root = tmp_path / "repository" / "app"
        root.mkdir(parents=True, exist_ok=True)
        (root / "Pulumi.yaml").write_text(f"name: app\nruntime: {{name: python, options: {options}}}\n")
        (root / "__main__.py").touch()
        return find_project(root)

    return make


def found(project: Project, **variables: str) -> tuple[str, str] | None:
    """The folder that is found, relative to the repository's, and what leads to it."""
    env = virtualenv_of(project, variables)
    return None if env is None else (str(env.folder.relative_to(project.root.parent)), env.origin)


def test_the_runtimes_option_counts_over_the_active_environment(
    project: Callable[..., Project], tmp_path: Path
) -> None:
    """Pulumi asks for nothing else where Pulumi.yaml names an environment."""
    environment(tmp_path / "repository/app/.venv")
    environment(tmp_path / "repository/app/own")
    active = environment(tmp_path / "active")
    assert found(project("{virtualenv: own}"), VIRTUAL_ENV=str(active)) == ("app/own", "virtualenv: own")


def test_the_active_environment_counts_over_a_folders_habit(
    project: Callable[..., Project], tmp_path: Path
) -> None:
    """A project that names none is run by the Python that is active."""
    environment(tmp_path / "repository/app/.venv")
    active = environment(tmp_path / "repository/active")
    assert found(project(), VIRTUAL_ENV=str(active)) == ("active", "VIRTUAL_ENV")


@pytest.mark.parametrize("name", [".venv", "venv"])
def test_an_environment_beside_pulumi_yaml_is_found(
    project: Callable[..., Project], tmp_path: Path, name: str
) -> None:
    """Under the two names that everybody uses."""
    environment(tmp_path / "repository/app" / name)
    assert found(project()) == (f"app/{name}", name)


def test_the_environment_of_uv_is_beside_the_lock_file(
    project: Callable[..., Project], tmp_path: Path
) -> None:
    """A workspace has one lock file and one environment above its projects."""
    environment(tmp_path / "repository/.venv")
    (tmp_path / "repository/uv.lock").touch()
    assert found(project()) == (".venv", "toolchain uv")


def test_uvs_variable_moves_its_environment(project: Callable[..., Project], tmp_path: Path) -> None:
    """UV_PROJECT_ENVIRONMENT is relative to the folder of the lock file."""
    environment(tmp_path / "repository/other")
    (tmp_path / "repository/uv.lock").touch()
    assert found(project(), UV_PROJECT_ENVIRONMENT="other") == ("other", "toolchain uv")


def test_poetry_names_an_environment_after_a_hash_of_its_folder() -> None:
    """The first eight letters of the URL-safe base64 of the path's SHA-256."""
    assert poetry_key(Path("/src/app")) == "wBZ_yRzG"


def test_poetrys_environment_is_found_in_its_cache(project: Callable[..., Project], tmp_path: Path) -> None:
    """The folder that counts is that of pyproject.toml."""
    made = project("{toolchain: poetry}")
    (made.root / "pyproject.toml").touch()
    name = f"app-{poetry_key(made.root)}-py3.11"
    environment(tmp_path / "cache/virtualenvs" / name)
    env = virtualenv_of(made, {"POETRY_CACHE_DIR": str(tmp_path / "cache")})
    assert env is not None
    assert env.folder.name == name


def test_a_project_with_both_lock_files_is_uvs(project: Callable[..., Project], tmp_path: Path) -> None:
    """Pulumi asks for uv's first; poetry's environment beside it is another's."""
    made = project()
    for name in ("uv.lock", "poetry.lock"):
        (made.root / name).touch()
    environment(tmp_path / "repository/app/uv-own")
    environment(tmp_path / "repository/app/.venv")
    assert found(made, UV_PROJECT_ENVIRONMENT="uv-own") == ("app/uv-own", "toolchain uv")


def test_the_toolchain_that_is_named_counts_over_a_lock_file(
    project: Callable[..., Project], tmp_path: Path
) -> None:
    """The lock file of the other one says nothing then."""
    made = project("{toolchain: poetry}")
    for name in ("uv.lock", "poetry.lock"):
        (made.root / name).touch()
    environment(tmp_path / "repository/app/.venv")
    assert found(made, UV_PROJECT_ENVIRONMENT=".venv") == ("app/.venv", "toolchain poetry")


def test_an_environment_that_does_not_exist_is_none(project: Callable[..., Project]) -> None:
    """The planner then uses its own packages."""
    assert found(project("{virtualenv: gone}")) is None


def test_an_environment_tells_its_versions_without_being_run(tmp_path: Path) -> None:
    """The versions are read from names of folders and from metadata."""
    env = VirtualEnv(environment(tmp_path / "e", pulumi="3.100.0", python="3.9"), "x")
    assert (env.version, env.version_of("pulumi"), env.version_of("pulumi-aws")) == ((3, 9), "3.100.0", None)


def test_of_the_two_habits_the_hidden_one_counts(project: Callable[..., Project], tmp_path: Path) -> None:
    """`.venv`, which uv and most editors make."""
    for name in ("venv", ".venv"):
        environment(tmp_path / "repository/app" / name)
    assert found(project()) == ("app/.venv", ".venv")


def test_the_python_that_pulumi_is_told_counts_over_the_active_environment(
    project: Callable[..., Project], tmp_path: Path
) -> None:
    """By its path; the name of a command leads nowhere."""
    own = environment(tmp_path / "repository/own")
    active = environment(tmp_path / "repository/active")
    variables = {"PULUMI_PYTHON_CMD": str(own / "bin" / "python"), "VIRTUAL_ENV": str(active)}
    assert found(project(), **variables) == ("own", "PULUMI_PYTHON_CMD")
    assert found(project(), **{**variables, "PULUMI_PYTHON_CMD": "python3"}) == ("active", "VIRTUAL_ENV")


def test_the_environment_that_this_tool_runs_in_is_not_the_projects(
    project: Callable[..., Project], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it is active: what the project keeps beside its file counts."""
    active = environment(tmp_path / "repository/active")
    environment(tmp_path / "repository/app/venv")
    monkeypatch.setattr("sys.prefix", str(active))
    assert found(project(), VIRTUAL_ENV=str(active)) == ("app/venv", "venv")


def test_uv_without_a_lock_file_is_beside_pyproject_toml(
    project: Callable[..., Project], tmp_path: Path
) -> None:
    """Where Pulumi.yaml names uv; without that file it is beside the program."""
    made = project("{toolchain: uv}")
    environment(tmp_path / "repository/app/.venv")
    environment(tmp_path / "repository/.venv")
    assert found(made) == ("app/.venv", "toolchain uv")
    (tmp_path / "repository/pyproject.toml").touch()
    assert found(made) == (".venv", "toolchain uv")


def test_the_option_counts_over_uv_and_not_over_poetry(
    project: Callable[..., Project], tmp_path: Path
) -> None:
    """As Pulumi asks: poetry keeps its own places."""
    environment(tmp_path / "repository/app/own")
    environment(tmp_path / "repository/app/.venv")
    made = project("{virtualenv: own}")
    (made.root / "uv.lock").touch()
    assert found(made) == ("app/own", "virtualenv: own")
    (made.root / "uv.lock").rename(made.root / "poetry.lock")
    assert found(made) == ("app/.venv", "toolchain poetry")


@pytest.mark.parametrize(
    ("variables", "place"),
    [
        ({"POETRY_CACHE_DIR": "{}/cache"}, "cache/virtualenvs"),
        ({"HOME": "{}/home"}, "home/.cache/pypoetry/virtualenvs"),
        ({"POETRY_VIRTUALENVS_PATH": "{}/envs", "POETRY_CACHE_DIR": "{}/cache"}, "envs"),
    ],
)
def test_where_poetry_keeps_environments(
    project: Callable[..., Project], tmp_path: Path, variables: dict[str, str], place: str
) -> None:
    """Its own variable counts over that of its cache; of several Pythons the newest name does."""
    made = project()
    (made.root / "poetry.lock").touch()
    key = poetry_key(made.root)
    for python in ("py3.11", "py3.12"):
        environment(tmp_path / place / f"app-{key}-{python}")
    environment(tmp_path / place / "app-otherkey-py3.13")
    given = {name: value.format(tmp_path) for name, value in variables.items()}
    env = virtualenv_of(made, given)
    assert env is not None
    assert env.folder == tmp_path / place / f"app-{key}-py3.12"


@pytest.mark.parametrize(("name", "version"), [("python3.13t", (3, 13)), ("python3", None)])
def test_the_version_of_an_environment_is_in_the_name_of_a_folder(
    tmp_path: Path, name: str, version: tuple[int, int] | None
) -> None:
    """Also of a Python without the global lock; another name tells none."""
    (tmp_path / "lib" / name / "site-packages").mkdir(parents=True)
    assert VirtualEnv(tmp_path, "x").version == version
