"""What `jiban diff` says of the causes of a change, from end to end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from jiban.cli import main
from tests.jiban.diff.repositories import commit, repository, stack


def diff(project: Path, *arguments: str) -> str:
    """Print the diff of a project with its branch main."""
    shown = CliRunner().invoke(
        main,
        ["diff", "-C", str(project), "-s", "prod", *(arguments or ("--base", "main"))],
        prog_name="jiban",
    )
    assert shown.exit_code in (0, 5), shown.output
    return shown.stdout


def roots(project: Path, *arguments: str) -> list[dict[str, Any]]:
    """Give the causes in the JSON of a diff."""
    return json.loads(diff(project, *(arguments or ("--base", "main")), "-o", "json"))["roots"]


def test_the_value_of_the_stack_file_is_named_before_what_it_does(tmp_path: Path) -> None:
    """With its line and both sides, then its resources, then what is lost with them."""
    project = repository(tmp_path)
    file = project / "Pulumi.prod.yaml"
    file.write_text(file.read_text().replace("ap-northeast-2", "eu-west-1"))
    assert diff(project).partition("Blocked")[0].partition("What it comes from")[2].splitlines() == [
        " (1)",
        "  aws:region: ap-northeast-2 -> eu-west-1  Pulumi.prod.yaml:2",
        "    replaces default (provider aws); forced by region",
        "    which in turn replaces invoices (s3.Bucket), pictures (s3.Bucket)",
        "    lost: invoices (its objects), pictures (its objects)",
        "",
    ]


def test_the_only_value_that_has_changed_is_the_cause_for_certain(tmp_path: Path) -> None:
    """The program is the same, and a page for people is no part of it."""
    project = repository(tmp_path)
    (project / "Pulumi.prod.yaml").write_text(stack("invoices", "pictures", "letters"))
    (project / "README.md").write_text("new\n")
    (found,) = roots(project)
    assert (found["certain"], found["settings"]) == (
        True,
        [
            {
                "key": "shop:buckets",
                "where": "stack file",
                "file": "Pulumi.prod.yaml",
                "line": 4,
                "before": ["invoices", "pictures"],
                "after": ["invoices", "pictures", "letters"],
            }
        ],
    )


def test_where_the_program_has_changed_too_a_value_is_told_by_what_it_says(tmp_path: Path) -> None:
    """The tag shows the owner; the bucket that the program makes has nothing to do with it."""
    project = repository(tmp_path)
    (project / "Pulumi.prod.yaml").write_text(stack("invoices", "pictures", owner="accounts"))
    with (project / "__main__.py").open("a") as program:
        program.write('s3.Bucket("letters", bucket="shop-letters")\n')
    found = roots(project)
    assert [(each["kind"], each["certain"], len(each["direct"])) for each in found] == [
        ("setting", False, 2),
        ("program", True, 1),
    ]


def test_a_value_of_the_command_line_is_a_cause(tmp_path: Path) -> None:
    """A saved plan was made without it."""
    project = repository(tmp_path)
    saved = tmp_path / "base.json"
    plan = ["plan", "-C", str(project), "-s", "prod", "-o", f"json={saved}"]
    assert CliRunner().invoke(main, plan, prog_name="jiban").exit_code == 0
    (found,) = roots(project, "--base-plan", str(saved), "-c", "shop:owner=accounts")
    assert [(each["key"], each["where"], each["file"]) for each in found["settings"]] == [
        ("shop:owner", "command line", None)
    ]


MANY = """\
import pulumi
from pulumi_aws import ec2

vpc = ec2.Vpc("vpc", cidr_block=pulumi.Config().require("cidr"))
for name in "abcdefghi":
    ec2.Subnet(name, vpc_id=vpc.id, cidr_block="10.0.0.0/24")
"""


def test_what_only_follows_is_counted_and_listed_where_it_is_asked_for(tmp_path: Path) -> None:
    """Nine subnets are replaced because their network is."""
    project = repository(tmp_path)
    (project / "__main__.py").write_text(MANY)
    file = project / "Pulumi.prod.yaml"
    file.write_text("config:\n  shop:cidr: 10.0.0.0/16\n")
    commit(tmp_path, "subnets")
    file.write_text("config:\n  shop:cidr: 10.1.0.0/16\n")
    text = diff(project)
    assert "    which in turn replaces 9: 9 ec2.Subnet\n" in text
    assert "\n! a  " not in text
    assert (
        "\n9 resources are not listed below, as a cause above says all there is to say of them; "
        "-v lists them.\n" in text
    )
    verbose = diff(project, "--base", "main", "-v")
    assert "\n! a  ec2.Subnet  replaced" in verbose
    assert "not listed" not in verbose
