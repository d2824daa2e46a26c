"""Whole lives of stacks by the real engine, and what goes wrong in them."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from jiban.cli import main
from jiban.project.project import find_project
from jiban.rehearse.cloud import read_calls, read_cloud
from jiban.rehearse.pulumi_cli import simulated_cloud
from jiban.rehearse.run import rehearse
from tests.engine.conftest import ROOT, Opener
from tools.documents import blocks

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("cli")]


def without_times(text: str) -> list[str]:
    """Return the lines of a rehearsal without what differs from run to run."""
    plain = re.sub(r" +\d+\.\d s| \d+ cloud API calls", " ...", text)
    return [" ".join(line.split()) for line in plain.strip().splitlines()]


def test_a_stack_is_made_changed_and_unmade(tmp_path: Path) -> None:
    """`jiban rehearse` makes everything once, changes one resource for one changed value, and leaves
    nothing; it prints what its page shows.
    """
    printed = tmp_path / "printed.txt"
    result = CliRunner().invoke(
        main, ["rehearse", "-C", str(ROOT), "-s", "dev", "-o", "json", "-o", f"text={printed}"]
    )
    found = json.loads(result.stdout)
    made = found["steps"][0]["counts"]["create"]
    assert made > 100
    assert [(step["name"], step["counts"]) for step in found["steps"]] == [
        ("preview", {"create": made}),
        ("up", {"create": made}),
        ("up again", {"same": made}),
        ("change", {"same": made - 1, "update": 1}),
        ("refresh", {"same": made}),
        ("destroy", {"delete": made}),
    ]
    assert result.exit_code == 0
    page = (ROOT / "docs" / "rehearse.md").read_text()
    (shown,) = (block.lines for block in blocks(page) if block.language == "text")
    assert without_times(printed.read_text()) == without_times("\n".join(shown))


def test_a_killed_deployment_is_recovered_whole(tmp_path: Path) -> None:
    """After SIGKILL in the middle of `up` recovery loses nothing and makes nothing twice."""
    found = rehearse(find_project(ROOT), "dev", tmp_path, crash=True)
    killed = [call.urn for call in read_calls(tmp_path) if call.result == "fault: hang after"]
    created = [call.urn for call in read_calls(tmp_path) if call.op == "create" and call.result == "ok"]
    assert [step.problems for step in found.steps] == [()] * 6
    assert len(killed) == 1
    assert killed[0] in created
    assert len(created) == len(set(created)) == found.objects


def test_a_create_that_fails_stops_the_rehearsal_and_says_why(tmp_path: Path) -> None:
    """The provider's own words reach the report, and the steps after it are not tried."""
    fault = [{"op": "create", "type": "azure-native:resources:ResourceGroup", "do": "error"}]
    (tmp_path / "faults.json").write_text(json.dumps(fault))
    found = rehearse(find_project(ROOT), "dev", tmp_path)
    assert [step.name for step in found.steps] == ["preview", "up"]
    assert any("simulated fault: error before create" in problem for problem in found.steps[1].problems)
    assert not found.ok


def test_the_cli_works_on_the_project_folder_with_policies(opened: Opener) -> None:
    """preview, up, stack output and destroy by the CLI alone, each deployment judged by the policy pack."""
    with opened(".", "dev") as scratch:
        pack = ("--policy-pack", str(ROOT / "policies"))
        preview = scratch.run("preview", *pack, *scratch.stack_flags(), log=True)
        up = scratch.run("up", "--yes", *pack, *scratch.stack_flags())
        outputs = scratch.run("stack", "output", "--json", "--stack", "dev")
        destroy = scratch.run("destroy", "--yes", *scratch.stack_flags())
        left = read_cloud(scratch.folder)
    assert [each.exit_code for each in (preview, up, outputs, destroy)] == [0, 0, 0, 0]
    assert any("policyAnalyzeSummaryEvent" in event for event in preview.events)
    assert json.loads(outputs.stdout)["resource_group"] == "rg-tripgen-dev"
    assert left == ()


def test_the_stack_file_of_the_project_is_left_alone(opened: Opener) -> None:
    """The salt that the CLI writes into a stack file goes into a copy."""
    with opened(".", "dev") as scratch:
        copy = scratch.stack_file.read_text()
    assert "encryptionsalt" in copy
    assert "encryptionsalt" not in (ROOT / "Pulumi.dev.yaml").read_text()


def test_a_function_without_a_result_is_named(cli: Path, tmp_path: Path) -> None:
    """The error says which function it is and where to write its result."""
    from jiban.rehearse.pulumi_cli import open_scratch  # noqa: PLC0415 only this test opens a folder of its own

    project = tmp_path / "project"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: asking\nruntime: python\n")
    (project / "__main__.py").write_text("import pulumi_aws\npulumi_aws.iam.get_account_alias()\n")
    folder = tmp_path / "scratch"
    folder.mkdir()
    with simulated_cloud(folder, project) as port:
        scratch = open_scratch(folder, cli, find_project(project), "dev")
        scratch.port = port
        result = scratch.run("preview", *scratch.stack_flags(), log=True)
    said = "\n".join(result.messages)
    assert "no result for aws:iam/getAccountAlias:getAccountAlias" in said
    assert "lookups.yaml" in said
