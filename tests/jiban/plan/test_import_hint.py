"""What is said of an import that fails: which package is asked for, and which one is there."""

from importlib import metadata
from pathlib import Path

import pytest

from jiban.plan.errors import ProgramError
from jiban.plan.import_hint import import_hint
from jiban.plan.run import plan
from jiban.project.project import find_project


@pytest.fixture(autouse=True)
def no_active_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of whoever runs the tests is not the project's."""
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)


def failure(folder: Path, program: str, **files: str) -> str:
    """What is said of a program that fails."""
    (folder / "Pulumi.yaml").write_text("name: app\nruntime: python\n")
    (folder / "__main__.py").write_text(program)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    with pytest.raises(ProgramError) as caught:
        plan(folder)
    return caught.value.summary


RENAMED = "from pulumi_kubernetes import no_such_group\n"


def test_a_name_that_a_package_lacks_tells_its_version_and_the_one_asked_for(tmp_path: Path) -> None:
    """The project's own packages would have it."""
    said = failure(tmp_path, RENAMED, requirements_txt="pulumi>=3\npulumi_kubernetes<4  # old\n")
    here = metadata.version("pulumi_kubernetes")
    assert said.splitlines()[1] == (
        f"It is planned with pulumi_kubernetes {here}; the project asks for pulumi_kubernetes<4 "
        "(requirements.txt:2). The project has no virtual environment with Pulumi in it, so jiban's own "
        "packages are used: `pulumi install` makes one, and the project is then planned with what is in it."
    )


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ('[project]\ndependencies = ["pulumi-kubernetes~=4.0"]\n', "pulumi-kubernetes~=4.0 (pyproject.toml)"),
        ('[tool.poetry.dependencies]\npulumi-kubernetes = "^4"\n', "pulumi-kubernetes ^4 (pyproject.toml)"),
    ],
)
def test_pyproject_is_read_too(tmp_path: Path, text: str, asked: str) -> None:
    """In the standard's form and in poetry's."""
    assert f"the project asks for {asked}." in failure(tmp_path, RENAMED, pyproject_toml=text)


def test_a_missing_package_is_added_and_installed(tmp_path: Path) -> None:
    """As long as the project has no environment, `pulumi install` makes one."""
    assert "`pulumi install` puts them into .venv" in failure(tmp_path, "import no_such_package\n")


@pytest.mark.parametrize(
    ("module", "extra"),
    [
        ("pulumi_aws", "aws"),
        ("pulumi_azure_native", "azure"),
        ("pulumi_kubernetes", "kubernetes"),
        ("pulumi_policy", "policy"),
    ],
)
def test_an_sdk_that_jiban_has_an_extra_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, extra: str
) -> None:
    """It is named, unless the project asks for the package itself."""
    monkeypatch.setattr("jiban.plan.import_hint.util.find_spec", lambda _: None)
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "__main__.py").touch()
    error = ImportError(name=f"{module}.network")
    said = f'\nThe SDK of this provider is an extra of jiban: pip install "jiban[{extra}]"'
    assert import_hint(error, find_project(tmp_path)) == said
    (tmp_path / "requirements.txt").write_text(f"# all\n{module.replace('_', '-').upper()}>=1\n")
    assert "puts them into .venv" in import_hint(error, find_project(tmp_path))


def test_what_is_no_missing_import_has_no_hint(tmp_path: Path) -> None:
    """Nor has an import that does not say of what."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "__main__.py").touch()
    project = find_project(tmp_path)
    assert import_hint(ImportError("x"), project) == ""
    assert import_hint(ValueError("x"), project) == ""


def test_a_package_that_the_projects_environment_lacks_is_named_with_it(tmp_path: Path) -> None:
    """`pulumi install` would change nothing of an environment that is there, if no requirement names it."""
    info = tmp_path / ".venv/lib/python3.11/site-packages/pulumi-3.260.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pulumi\nVersion: 3.260.0\n")
    said = failure(tmp_path, "import no_such_package\n")
    assert "pulumi install" not in said
    assert said.splitlines()[1] == (
        f"no_such_package is not installed in {tmp_path}/.venv (.venv), which the project is planned with; "
        "add it to the project's requirements."
    )


def test_a_name_that_the_projects_own_module_lacks_has_no_hint(tmp_path: Path) -> None:
    """No package would help."""
    said = failure(tmp_path, "from helpers import gone\n", helpers_py="")
    assert len(said.splitlines()) == 1
