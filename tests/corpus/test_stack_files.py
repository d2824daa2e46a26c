"""Whatever stands in a stack file, a person is told where it is wrong, or gets the whole plan."""

import re
from functools import partial
from itertools import count

import pytest
from click.testing import CliRunner

from infra.settings import SETTINGS
from jiban.cli import main
from jiban.project.config import read_config
from jiban.project.errors import ConfigFileError
from jiban.project.project import Project, find_project
from jiban.settings import layers
from jiban.settings.errors import ConfigurationError
from tests.corpus.mutations import KINDS, Mutant, mutants
from tests.infra.environments import ROOT

pytestmark = pytest.mark.corpus

PER_KIND = 120
"""Mutants of each kind of damage; 24 kinds make 2,880, of which some are alike."""
PLANNED = 3
"""Every third mutant goes through the command; the others are read and checked as the command does it."""
FIRST_LINE = re.compile(
    r"(Pulumi\.mutant\.yaml|infra/presets/(\w+/)?\w+\.yaml):[1-9]\d*(:\d+)?: \S|\d+ problems?[ ;]"
)
OWN = {name: (ROOT / f"Pulumi.{name}.yaml").read_text() for name in ("dev", "prod")}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project of its own with the program of this one, for stack files that nobody else reads."""
    folder = tmp_path_factory.mktemp("corpus")
    own = (ROOT / "Pulumi.yaml").read_text()
    assert "main: infra/" in own
    (folder / "Pulumi.yaml").write_text(own.replace("main: infra/", f"main: {ROOT / 'infra'}/"))
    return find_project(folder)


@pytest.mark.parametrize("kind", [name for name, _ in KINDS])
def test_damaged_stack_file_is_planned_or_explained(project: Project, kind: str) -> None:
    """Every mutant exits 0 with a plan, or 2 with an empty stdout and file and line of every problem."""
    faults: list[str] = []
    for number, mutant in zip(count(), _of_kind(kind), strict=False):
        project.stack_file("mutant").write_bytes(mutant.content)
        check = partial(_planned, project) if number % PLANNED == 0 else partial(_checked, project)
        try:
            fault = check()
        except Exception as error:  # noqa: BLE001 any exception is the fault that this test looks for
            fault = f"{type(error).__name__}: {error}"
        if fault:
            faults.append(f"{mutant.name}: {fault}")
    assert faults == []


def test_corpus_holds_two_thousand_files() -> None:
    """At least 2,000 of the mutants differ from each other and from the files they come from."""
    contents = {mutant.content for kind, _ in KINDS for mutant in _of_kind(kind)}
    assert len(contents - {text.encode() for text in OWN.values()}) >= 2000


def _of_kind(kind: str) -> list[Mutant]:
    position = [name for name, _ in KINDS].index(kind)
    return list(mutants(OWN, kind, PER_KIND, seed=position))


def _planned(project: Project) -> str:
    """Run the command; return what is wrong with its answer."""
    result = CliRunner().invoke(main, ["plan", "-C", str(project.root), "-s", "mutant"])
    if result.exit_code == 0:
        return "" if "resources to create" in result.stdout else f"no plan: {result.stdout[:200]}"
    if result.exit_code != 2:
        return f"exit code {result.exit_code}: {result.stderr[-400:]}"
    if result.stdout:
        return f"a part of a plan: {result.stdout[:200]}"
    return _told(result.stderr)


def _checked(project: Project) -> str:
    """Read and check the stack file; return what is wrong with the answer."""
    try:
        values = read_config(project, "mutant").values
        own = {key: value for key, value in values.items() if key.startswith("jiban:")}
        layers.load(SETTINGS, own, project.stack_file("mutant"))
    except (ConfigurationError, ConfigFileError) as error:
        return _told(str(error)) if error.problems else "no problem is named"
    return ""


def _told(text: str) -> str:
    """Return the first paragraph that does not begin with file and line."""
    lines = [line for line in text.splitlines() if line and not line.startswith("    ")]
    if not lines:
        return "nothing is said"
    return next((f"no place: {line}" for line in lines if not FIRST_LINE.match(line)), "")
