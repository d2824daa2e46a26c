"""A base that is piped in, or that has to be the state of a deployment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jiban.cli import main
from tests.jiban.diff.repositories import repository, stack


def diff(project: Path, *arguments: str, text: str = "") -> Result:
    """Run the command with something piped in."""
    given = ["diff", "-C", str(project), "-s", "prod", *arguments]
    return CliRunner().invoke(main, given, prog_name="jiban", input=text)


def planned(project: Path) -> str:
    """Plan a project, as JSON."""
    return (
        CliRunner().invoke(main, ["plan", "-C", str(project), "-s", "prod", "-j"], prog_name="jiban").stdout
    )


def state(*names: str) -> str:
    """Write the state of buckets as `pulumi stack export` does."""
    kind = "aws:s3/bucket:Bucket"
    resources = [
        {
            "urn": f"urn:pulumi:prod::shop::{kind}::{name}",
            "type": kind,
            "custom": True,
            "id": name,
            "inputs": {"bucket": f"shop-{name}", "tags": {"owner": "platform"}},
        }
        for name in names
    ]
    return json.dumps({"version": 3, "deployment": {"resources": resources}})


def test_a_plan_can_be_piped_in(tmp_path: Path) -> None:
    """Under its name in the words that say what is compared."""
    project = repository(tmp_path)
    saved = planned(project)
    (project / "Pulumi.prod.yaml").write_text(stack("invoices", "pictures", owner="accounts"))
    result = diff(project, "--base-plan", "-", text=saved)
    assert "2 resources to update; 0 unchanged." in result.stdout
    assert "The working tree, compared with standard input.\n" in result.stdout


def test_a_state_can_be_piped_in(tmp_path: Path) -> None:
    """What is deployed is compared with what the program asks for."""
    project = repository(tmp_path)
    result = diff(project, "--against-state", "-", text=state("invoices", "letters"))
    assert result.exit_code == 5
    assert "1 resource to delete, 1 to create; 1 unchanged." in result.stdout


def test_a_plan_is_no_state(tmp_path: Path) -> None:
    """Whoever asks for the state of a deployment would take a plan for it."""
    project = repository(tmp_path)
    result = diff(project, "--against-state", "-", text=planned(project))
    assert result.exit_code == 2
    assert result.stderr == (
        "error: --against-state -: it is no state of a stack, which `pulumi stack export` prints\n"
    )


@pytest.mark.parametrize("flag", ["--base-plan", "--against-state"])
@pytest.mark.parametrize(("text", "said"), [("", "the file is empty"), ("{", "it is truncated")])
def test_what_is_no_plan_is_refused(tmp_path: Path, flag: str, text: str, said: str) -> None:
    """Nothing is compared with nothing."""
    result = diff(repository(tmp_path), flag, "-", text=text)
    assert result.exit_code == 1
    assert f"error: {flag} -: " in result.stderr
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("flag", ["--base-plan", "--against-state"])
def test_an_empty_path_is_a_fault_of_the_flags(tmp_path: Path, flag: str) -> None:
    """As of a variable that is not set."""
    result = diff(repository(tmp_path), flag, "")
    assert result.exit_code == 2
    assert "the path is empty" in result.stderr


def test_one_base_is_enough(tmp_path: Path) -> None:
    """Two would leave open which counts."""
    result = diff(repository(tmp_path), "--base", "main", "--against-state", "x.json")
    assert result.exit_code == 2
    assert "one of --base REF, --base-plan FILE and --against-state FILE" in result.stderr
