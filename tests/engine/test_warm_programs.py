"""Programs that start in a Python which has the SDKs loaded: the engine sees no difference."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from jiban.project.project import Project, find_project
from jiban.rehearse.run import rehearse
from jiban.rehearse.warm_host import VARIABLE

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("cli")]

Writer = Callable[[str], Project]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Writer:
    """Makes a project of a program's text; what its host learns stays in the test's folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    folder.mkdir()
    (tmp_path / "scratch").mkdir()
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n")

    def write(text: str) -> Project:
        (folder / "__main__.py").write_text(f"import pulumi\nfrom pulumi_aws.ssm import Parameter\n{text}")
        return find_project(folder)

    return write


@pytest.mark.parametrize("warm", ["1", "0"])
def test_a_program_that_depends_on_the_order_of_a_set_is_found(
    written: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: str
) -> None:
    """It changes something when it is deployed again, as from one start of Python to the next."""
    monkeypatch.setenv(VARIABLE, warm)
    project = written('Parameter("p", type="String", value=",".join({str(n) for n in range(30)}))\n')
    found = rehearse(project, "dev", tmp_path / "scratch")
    assert found.steps[-1].name == "up again"
    assert found.steps[-1].problems == ("expected no changes, got 1 update",)


@pytest.mark.parametrize("warm", ["1", "0"])
def test_the_engine_hears_what_a_program_says_and_how_it_fails(
    written: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: str
) -> None:
    """Its outputs among the engine's messages, its error in the report."""
    monkeypatch.setenv(VARIABLE, warm)
    project = written('print("three zones wanted")\nraise ValueError("two zones found")\n')
    found = rehearse(project, "dev", tmp_path / "scratch")
    events = (tmp_path / "scratch" / "events.ndjson").read_text().splitlines()
    messages = [json.loads(line).get("diagnosticEvent", {}) for line in events]
    said = [(each["severity"], each["message"].strip()) for each in messages if each]
    assert ("info", "three zones wanted") in said
    assert len(found.steps) == 1
    assert any("ValueError: two zones found" in problem for problem in found.steps[0].problems)


def test_a_project_is_rehearsed_alike_by_either_way(
    written: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same steps, same counts, same state of the simulated cloud's log."""
    text = "for n in range(5):\n    Parameter(f'p{n}', type='String', value=pulumi.get_stack())\n"
    project = written(text)
    counts = []
    for warm in ("1", "0"):
        monkeypatch.setenv(VARIABLE, warm)
        scratch = tmp_path / f"scratch{warm}"
        scratch.mkdir()
        found = rehearse(project, "dev", scratch)
        counts.append([(step.name, dict(step.counts), step.problems) for step in found.steps])
        assert (scratch / "host.log").exists() is (warm == "1")
    assert counts[0] == counts[1]
    assert counts[0][1] == ("up", {"create": 6}, ())
