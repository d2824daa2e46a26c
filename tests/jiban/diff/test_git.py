"""Commits laid out in a folder, and what is said where there is none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jiban.diff.errors import NoRepository, RefNotFound
from jiban.diff.git import Repository
from tests.jiban.diff.repositories import commit, git, repository

ROOT = Path(__file__).parents[3]


def worktrees(folder: Path) -> int:
    """Count the worktrees that git knows of, its own among them."""
    return git(folder, "worktree", "list", "--porcelain").count("worktree ")


def test_a_project_in_a_folder_of_its_repository_is_found(tmp_path: Path) -> None:
    """The folder is told from the top of the repository."""
    project = repository(tmp_path, "deploy/shop")
    found = Repository.around(project)
    assert (found.top, found.folder) == (tmp_path.resolve(), Path("deploy/shop"))


def test_a_commit_is_laid_out_and_taken_away(tmp_path: Path) -> None:
    """The folder holds the commit's files, whatever the working tree has, and is gone afterwards."""
    project = repository(tmp_path)
    first = git(tmp_path, "rev-parse", "HEAD")
    (project / "__main__.py").write_text("changed\n")
    with Repository.around(project).worktree(first) as tree:
        assert (tree / "__main__.py").read_text().startswith("import pulumi")
        assert worktrees(tmp_path) == 2
    assert not tree.parent.exists()
    assert worktrees(tmp_path) == 1


def test_a_commit_can_be_taken_away_before_the_block_ends(tmp_path: Path) -> None:
    """While something else is done, and the block waits for it."""
    found = Repository.around(repository(tmp_path))
    with found.worktree("HEAD") as tree:
        found.remove_soon(tree)
    assert not tree.parent.exists()
    assert worktrees(tmp_path) == 1
    with found.worktree("HEAD") as tree:
        assert tree.is_dir()
    assert worktrees(tmp_path) == 1


def test_what_is_in_a_commit(tmp_path: Path) -> None:
    """Its files with their size, and those in which the working tree differs."""
    project = repository(tmp_path)
    (project / "new.py").touch()
    found = Repository.around(project).contents("HEAD")
    assert sorted(found.files) == ["Pulumi.prod.yaml", "Pulumi.yaml", "__main__.py"]
    assert found.size == sum((project / each).stat().st_size for each in found.files)
    assert found.changed == {Path("new.py")}


def test_a_commit_is_taken_away_when_the_block_fails(tmp_path: Path) -> None:
    """An error leaves nothing behind, neither in the file system nor in git."""
    found = Repository.around(repository(tmp_path))
    with pytest.raises(ZeroDivisionError), found.worktree("HEAD") as tree:
        raise ZeroDivisionError
    assert not tree.parent.exists()
    assert worktrees(tmp_path) == 1


def test_a_commit_is_taken_away_when_the_process_is_told_to_end(tmp_path: Path) -> None:
    """SIGTERM, by which a CI cancels, leaves nothing behind."""
    project = repository(tmp_path)
    code = (
        "import sys, time; from pathlib import Path; from jiban.diff.git import Repository\n"
        "with Repository.around(Path(sys.argv[1])).worktree('HEAD') as tree:\n"
        "    print(tree, flush=True); time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", code, project], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        tree = Path(process.stdout.readline().strip())
        assert tree.is_dir()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 143
    assert not tree.parent.exists()
    assert worktrees(tmp_path) == 1


def test_no_hook_of_the_repository_runs(tmp_path: Path) -> None:
    """Laying a commit out runs nothing that the repository brings."""
    project = repository(tmp_path)
    hook = tmp_path / ".git" / "hooks" / "post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    with Repository.around(project).worktree("HEAD"):
        pass
    assert not (tmp_path / "ran").exists()


def test_a_hook_of_git_does_not_point_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside of a hook, git's own variables point at the repository that it runs in."""
    project = repository(tmp_path)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, "/nowhere")
    found = Repository.around(project)
    assert found.top == tmp_path.resolve()
    assert len(found.commit("HEAD")) == 40


def test_git_is_asked_with_nothing_of_its_own_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No variable of a hook, nobody to ask for a password, no large files, English, and no hook."""
    asked: list[tuple[list[str], dict[str, str]]] = []

    def run(command: list[str], env: dict[str, str], **_: Any) -> subprocess.CompletedProcess[str]:
        asked.append((command, env))
        return subprocess.CompletedProcess(command, 0, f"{tmp_path}\n", "")

    hooks = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"}
    for name in hooks:
        monkeypatch.setenv(name, "/nowhere")
    monkeypatch.setenv("GIT_SSH", "kept")
    monkeypatch.setattr("jiban.diff.git.subprocess.run", run)
    Repository.around(tmp_path)
    [(command, environment)] = asked
    assert command[:3] == ["git", "-c", "core.hooksPath=/dev/null"]
    assert hooks & set(environment) == set()
    names = ("GIT_SSH", "GIT_LFS_SKIP_SMUDGE", "GIT_TERMINAL_PROMPT", "LC_ALL")
    assert [environment[name] for name in names] == ["kept", "1", "0", "C.UTF-8"]


def test_a_missing_ref_is_named(tmp_path: Path) -> None:
    """The message names the ref and the repository; a ref that looks like a flag is none."""
    found = Repository.around(repository(tmp_path))
    for ref in ("nowhere", "--all", ""):
        with pytest.raises(
            RefNotFound, match=rf"--base {ref}: no such branch, tag or commit in .*{tmp_path.name}"
        ):
            found.commit(ref)


def test_a_branch_of_the_remote_is_offered(tmp_path: Path) -> None:
    """A clone has only the branch that it stands on; the others are under their remote's name."""
    (tmp_path / "one").mkdir()
    repository(tmp_path / "one")
    git(tmp_path / "one", "branch", "release")
    git(tmp_path, "clone", "--quiet", "one", "two")
    with pytest.raises(RefNotFound, match="there is origin/release"):
        Repository.around(tmp_path / "two").commit("release")


def test_a_shallow_clone_says_how_to_get_the_rest(tmp_path: Path) -> None:
    """The parent of the only commit that was fetched is not there."""
    (tmp_path / "one").mkdir()
    repository(tmp_path / "one")
    commit(tmp_path / "one", "second")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{tmp_path}/one", "two")
    with pytest.raises(RefNotFound, match=r"shallow.*git fetch --unshallow.*fetch-depth: 0"):
        Repository.around(tmp_path / "two").commit("HEAD^")


def test_a_folder_without_a_repository_is_told(tmp_path: Path) -> None:
    """The message offers the way that needs no git."""
    with pytest.raises(NoRepository, match=r"git finds no repository here.*--base-plan FILE"):
        Repository.around(tmp_path)


def test_git_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same where git itself is missing."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoRepository, match="git is not on PATH"):
        Repository.around(tmp_path)


def test_the_working_tree_is_named_by_its_commit(tmp_path: Path) -> None:
    """And by whether it has changes that are not committed, new files among them."""
    project = repository(tmp_path)
    short = git(tmp_path, "rev-parse", "--short=7", "HEAD")
    found = Repository.around(project)
    assert found.working_tree() == f"the working tree ({short})"
    (project / "new.py").write_text("")
    assert found.working_tree() == f"the working tree ({short} with uncommitted changes)"


def test_a_commit_is_named_with_its_ref(tmp_path: Path) -> None:
    """A branch with its commit; a commit by itself."""
    found = Repository.around(repository(tmp_path))
    full = found.commit("main")
    assert found.label("main", full) == f"main ({full[:7]})"
    assert found.label(full[:10], full) == full[:7]


def test_a_repository_without_a_commit_is_told(tmp_path: Path) -> None:
    """There is nothing to compare with yet, whatever the ref is called; the ref is shown on one line."""
    git(tmp_path, "init", "--quiet")
    with pytest.raises(RefNotFound) as caught:
        Repository.around(tmp_path).commit("a\n::error::b")
    where = f"no such branch, tag or commit in {tmp_path}; the repository has no commit yet"
    assert str(caught.value) == f"--base a\\n::error::b: {where}"


def test_a_ref_that_holds_no_text(tmp_path: Path) -> None:
    """What no process can be asked for is refused before."""
    with pytest.raises(RefNotFound, match="no revision holds a NUL character"):
        Repository.around(repository(tmp_path)).commit("a\0b")


def test_a_base_is_a_commit_whatever_names_it(tmp_path: Path) -> None:
    """A tag with a message means the commit behind it; a tree or a file is none."""
    found = Repository.around(repository(tmp_path))
    head = git(tmp_path, "rev-parse", "HEAD")
    git(tmp_path, "tag", "--annotate", "--message", "one", "v1")
    assert [found.commit(ref) for ref in ("HEAD", "main", "v1", head, head[:9])] == [head] * 5
    for ref in ("HEAD^{tree}", "HEAD:Pulumi.yaml"):
        with pytest.raises(RefNotFound, match="no such branch, tag or commit"):
            found.commit(ref)


@pytest.mark.parametrize(
    ("ref", "label"), [("main", "main (0123456)"), ("0123", "0123456"), ("0123456789", "0123456")]
)
def test_a_commit_has_a_name_for_people(ref: str, label: str) -> None:
    """Seven letters of it, behind what it was asked for by."""
    assert Repository(Path("/"), Path()).label(ref, "0123456789abcdef") == label


def test_the_files_that_differ_from_a_commit(tmp_path: Path) -> None:
    """Changed ones, those that git does not know yet, and those that are gone; what is ignored is not."""
    project = repository(tmp_path, "deploy")
    (tmp_path / ".gitignore").write_text("*.log\n")
    commit(tmp_path, "ignore")
    (project / "__main__.py").write_text("changed\n")
    (project / "Pulumi.prod.yaml").unlink()
    (project / "new one.py").write_text("")
    (project / "a.log").write_text("")
    found = Repository.around(project).changed_files("HEAD")
    assert {str(each) for each in found} == {
        "deploy/__main__.py",
        "deploy/Pulumi.prod.yaml",
        "deploy/new one.py",
    }
