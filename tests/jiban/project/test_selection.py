import hashlib
import json
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
