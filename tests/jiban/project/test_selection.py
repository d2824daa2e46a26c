import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jiban.project.project import Project, find_project
from jiban.project.selection import selected_stack


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with two stacks."""
    root = tmp_path / "app"
    root.mkdir()
    (root / "Pulumi.yaml").write_text("name: app\nruntime: python\n")
    for name in ("__main__.py", "Pulumi.dev.yaml", "Pulumi.prod.yaml"):
        (root / name).touch()
    return find_project(root)


def keep(home: Path, project: Project, content: Any) -> dict[str, str]:
    """Write what the CLI keeps of a project, and return the variable that leads to it."""
    key = hashlib.sha1(str(project.file).encode(), usedforsecurity=False).hexdigest()
    file = home / "workspaces" / f"app-{key}-workspace.json"
    file.parent.mkdir(parents=True)
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return {"PULUMI_HOME": str(home)}


def test_the_selected_stack_of_the_only_backend_counts(project: Project, tmp_path: Path) -> None:
    """Its organisation and project are no part of the file's name."""
    given = keep(tmp_path / "home", project, {"stacks": {"https://api.pulumi.com": "acme/app/prod"}})
    assert selected_stack(project, given) == "prod"


def test_the_old_form_of_the_file_has_one_stack(project: Project, tmp_path: Path) -> None:
    """Older versions of the CLI kept no backends."""
    assert selected_stack(project, keep(tmp_path / "home", project, {"stack": "dev"})) == "dev"


def test_of_two_backends_the_one_in_use_counts(project: Project, tmp_path: Path) -> None:
    """PULUMI_BACKEND_URL says which."""
    given = keep(tmp_path / "home", project, {"stacks": {"file:///a": "dev", "file:///b": "prod"}})
    assert selected_stack(project, {**given, "PULUMI_BACKEND_URL": "file:///b"}) == "prod"


def test_of_two_backends_none_counts_where_nothing_says_which(project: Project, tmp_path: Path) -> None:
    """The credentials, which would say it, are not read."""
    given = keep(tmp_path / "home", project, {"stacks": {"file:///a": "dev", "file:///b": "prod"}})
    assert selected_stack(project, given) is None


def test_an_empty_pulumi_stack_takes_the_place_of_the_selection(project: Project, tmp_path: Path) -> None:
    """The CLI then has no stack selected."""
    given = keep(tmp_path / "home", project, {"stack": "dev"})
    assert selected_stack(project, {**given, "PULUMI_STACK": ""}) is None


def test_a_selected_stack_without_a_file_does_not_count(project: Project, tmp_path: Path) -> None:
    """It may be one of another checkout."""
    assert selected_stack(project, keep(tmp_path / "home", project, {"stack": "gone"})) is None


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"stack": 5}', '{"stacks": {"a": null}}', '{"stacks": []}']
)
def test_a_file_that_is_no_selection_is_none(project: Project, tmp_path: Path, content: str) -> None:
    """It is the CLI's file, and no reason to fail."""
    assert selected_stack(project, keep(tmp_path / "home", project, content)) is None


@pytest.mark.parametrize(
    ("content", "backend", "stack"),
    [
        ({"stacks": {"file:///a": "dev"}, "stack": "prod"}, None, "dev"),
        ({"stacks": {"file:///a": ""}, "stack": "prod"}, None, "prod"),
        ({"stacks": {}, "stack": "prod"}, None, "prod"),
        ({"stacks": {"file:///a": "dev"}, "stack": "prod"}, "file:///other", "prod"),
        ({"stacks": {"file:///a": "dev"}}, "file:///other", None),
        ({"stacks": {"file:///a": "dev", "file:///b": "acme/app/dev"}}, None, "dev"),
        ({"stacks": {"file:///a": "dev", "file:///b": "gone"}}, None, "dev"),
    ],
)
def test_a_backends_selection_counts_over_the_old_form(
    project: Project, tmp_path: Path, content: Any, backend: str | None, stack: str | None
) -> None:
    """Which holds where the backend in use has none; one that all backends share is no question."""
    given = keep(tmp_path / "home", project, content)
    assert selected_stack(project, given | ({"PULUMI_BACKEND_URL": backend} if backend else {})) == stack


def test_the_backend_of_the_project_counts_where_no_variable_names_one(
    project: Project, tmp_path: Path
) -> None:
    """Pulumi.yaml may say it."""
    given = keep(tmp_path / "home", project, {"stacks": {"file:///a": "dev", "file:///b": "prod"}})
    own = replace(project, backend="file:///b")
    assert selected_stack(own, given) == "prod"
    assert selected_stack(own, {**given, "PULUMI_BACKEND_URL": "file:///a"}) == "dev"


def test_the_clis_folder_is_in_the_home_of_the_user(project: Project, tmp_path: Path) -> None:
    """Unless PULUMI_HOME names another one."""
    keep(tmp_path / ".pulumi", project, {"stack": "dev"})
    assert selected_stack(project, {"HOME": str(tmp_path)}) == "dev"
    assert selected_stack(project, {"HOME": str(tmp_path), "PULUMI_HOME": ""}) == "dev"
    assert selected_stack(project, {"HOME": str(tmp_path), "PULUMI_HOME": str(tmp_path / "x")}) is None


def test_a_selection_is_kept_by_the_path_that_the_shell_has(project: Project, tmp_path: Path) -> None:
    """With its links, from the project's folder or one in it."""
    (tmp_path / "link").symlink_to(project.root)
    (project.root / "inner").mkdir()
    seen = replace(project, file=tmp_path / "link" / "Pulumi.yaml")
    given = keep(tmp_path / "home", seen, {"stack": "dev"})
    for folder in ("link", "link/inner"):
        assert selected_stack(project, {**given, "PWD": str(tmp_path / folder)}) == "dev"
    assert selected_stack(project, {**given, "PWD": str(project.root)}) is None
