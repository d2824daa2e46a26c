"""The set-up of .venv: when it works and when it has nothing to do."""

from pathlib import Path

import pytest

from tools import setup_venv


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with its lock files, whose set-up writes down what it would run."""
    (tmp_path / "pyproject.toml").write_text(
        "[build-system]\nrequires = []\n[project]\nname = 'x'\n[tool.setuptools]\n[tool.other]\na = 1\n"
    )
    (tmp_path / "requirements.txt").write_text("a==1\n")
    (tmp_path / "requirements-dev.txt").write_text("a==1\nb==1\n")
    monkeypatch.setattr(setup_venv, "ROOT", tmp_path)
    monkeypatch.setattr(setup_venv, "VENV", tmp_path / ".venv")

    def run(*command: str | Path) -> None:
        python = tmp_path / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        with (tmp_path / "ran").open("a") as file:
            file.write(" ".join(map(str, command[1:])).replace(str(tmp_path), "ROOT") + "\n")

    monkeypatch.setattr(setup_venv, "run", run)
    return tmp_path


def steps(project: Path) -> list[str]:
    """What the set-up ran since the last look."""
    log = project / "ran"
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


MAKE = "-m venv --clear ROOT/.venv"
RUNTIME = "-m pip install --no-input --no-compile --require-hashes -r ROOT/requirements.txt"
DEV = "-m pip install --no-input --no-compile --require-hashes -r ROOT/requirements-dev.txt"
PROJECT = "-m pip install --no-input --no-deps --no-build-isolation -e ROOT"


def test_the_first_run_makes_everything(project: Path) -> None:
    """A new environment, the locked packages with their hashes, then the project itself."""
    assert setup_venv.main(["runtime"]) == 0
    assert steps(project) == [MAKE, RUNTIME, PROJECT]


def test_the_second_run_does_nothing(project: Path) -> None:
    """An environment that was made from these locks is left alone, so it also works offline."""
    setup_venv.main(["dev"])
    steps(project)
    assert setup_venv.main(["dev"]) == 0
    assert steps(project) == []


def test_a_development_environment_serves_for_runtime(project: Path) -> None:
    """`make plan` after `make test` has nothing to install."""
    setup_venv.main(["dev"])
    steps(project)
    setup_venv.main(["runtime"])
    assert steps(project) == []


def test_a_runtime_environment_grows(project: Path) -> None:
    """`make test` after `make plan` adds the tools without starting again."""
    setup_venv.main(["runtime"])
    steps(project)
    setup_venv.main(["dev"])
    assert steps(project) == [DEV, PROJECT]


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_changed_lock_makes_it_anew(project: Path, lock: str) -> None:
    """A package that left the lock must not stay behind and hide a missing requirement."""
    setup_venv.main(["dev"])
    steps(project)
    (project / lock).write_text("a==2\n")
    setup_venv.main(["dev"])
    assert steps(project) == [MAKE, DEV, PROJECT]


def test_a_changed_linter_setting_changes_nothing(project: Path) -> None:
    """Only what the installation depends on is looked at in pyproject.toml."""
    setup_venv.main(["dev"])
    steps(project)
    text = (project / "pyproject.toml").read_text()
    (project / "pyproject.toml").write_text(text.replace("a = 1", "a = 2"))
    setup_venv.main(["dev"])
    assert steps(project) == []


def test_a_set_up_that_was_cut_off_starts_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a killed installation leaves behind is not trusted, not even when it only added the tools."""
    setup_venv.main(["runtime"])
    with monkeypatch.context() as broken:
        broken.setattr(setup_venv, "install", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        assert setup_venv.main(["dev"]) == 1
    steps(project)
    setup_venv.main(["runtime"])
    assert steps(project) == [MAKE, RUNTIME, PROJECT]


def test_a_vanished_interpreter_makes_it_anew(project: Path) -> None:
    """The Python that the environment was made from may be removed by an upgrade."""
    setup_venv.main(["runtime"])
    steps(project)
    (project / ".venv" / "bin" / "python").unlink()
    setup_venv.main(["runtime"])
    assert steps(project) == [MAKE, RUNTIME, PROJECT]


def test_a_python_without_venv_gets_one_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Debian's python3 without python3-venv says what to install, and nothing was changed."""
    monkeypatch.setattr(setup_venv, "find_spec", lambda _: None)
    assert setup_venv.main(["runtime"]) == 1
    assert (
        "has no venv module: install it (Debian and Ubuntu: apt install python3-venv)"
        in capsys.readouterr().err
    )
    assert steps(project) == []


def test_talk_goes_to_stderr(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The other stream, stdout, belongs to the plan."""
    assert setup_venv.main(["runtime"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "making .venv" in captured.err
    assert project.exists()
