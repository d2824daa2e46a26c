"""What a run of the rules was asked for: from where, for which stack, and what stops."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jiban.check.request import CheckRequest, request
from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policy.pack import Pack
from jiban.policy.rule import Severity, failed
from jiban.project.project import find_project
from jiban.report.failures import CommandError
from jiban.report.terminal import Look
from tests.jiban.check.samples import everything

TODAY = date(2026, 11, 21)
PREVIEW = {
    "config": {},
    "steps": [
        {
            "op": "create",
            "urn": "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod",
            "newState": {
                "urn": "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod",
                "custom": False,
                "type": "pulumi:pulumi:Stack",
            },
        }
    ],
}


@pytest.fixture
def asked(tmp_path: Path) -> CheckRequest:
    """A run in a project below the root of its repository."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "examples" / "shop"
    folder.mkdir(parents=True)
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (folder / "__main__.py").touch()
    return request(find_project(folder), TODAY)


@pytest.mark.parametrize("name", [None, "prod", "shop/prod", "acme/shop/prod"])
def test_a_preview_of_the_stack_is_judged(asked: CheckRequest, tmp_path: Path, name: str | None) -> None:
    """By its own name, however much stands before it."""
    file = tmp_path / "preview.json"
    file.write_text(json.dumps(PREVIEW))
    assert asked.judge_preview(str(file), name).stack == "prod"


def test_a_preview_of_another_stack_is_refused(asked: CheckRequest, tmp_path: Path) -> None:
    """Its verdicts would be taken for the stack's."""
    file = tmp_path / "preview.json"
    file.write_text(json.dumps(PREVIEW))
    with pytest.raises(CommandError, match="is about stack prod, not acme/shop/dev") as caught:
        asked.judge_preview(str(file), "acme/shop/dev")
    assert caught.value.exit_code == 2


def test_files_are_named_from_the_root_of_the_repository(asked: CheckRequest, tmp_path: Path) -> None:
    """Also where that is the project, and from the project where there is no repository."""

    def uri(run: CheckRequest) -> str:
        log = json.loads(run.document("sarif", Look(), [everything()]))
        place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        return place["artifactLocation"]["uri"]

    assert uri(asked) == "examples/shop/__main__.py"
    (tmp_path / ".git").rename(asked.root / ".git")
    assert uri(asked) == "__main__.py"
    (asked.root / ".git").rmdir()
    assert uri(asked) == "__main__.py"


@pytest.mark.parametrize(
    ("fail_on", "unknown", "count"),
    [(None, False, 1), (Severity.HIGH, False, 2), (None, True, 2), (Severity.HIGH, True, 3)],
)
def test_what_stops_is_the_same_in_the_document(
    asked: CheckRequest, fail_on: Severity | None, count: int, *, unknown: bool
) -> None:
    """Severity and unknowns count as they were asked for."""
    run = replace(asked, fail_on=fail_on, fail_on_unknown=unknown)
    assert json.loads(run.document("json", Look(), [everything()]))["summary"]["stops"] == count
    said = " ".join(run.document("text", Look(), [everything()]).splitlines()[1:3])
    assert said.startswith("2 failures stop" if fail_on else "1 failure stops")
    assert ("; that stops the deployment." in said) is unknown
    [log] = json.loads(run.document("sarif", Look(), [everything()]))["runs"]
    [told, *_] = log["invocations"][0]["toolExecutionNotifications"]
    assert told["level"] == ("error" if unknown else "note")
    assert run.stops(everything())


def test_what_a_run_is_asked_for(asked: CheckRequest) -> None:
    """Nothing stops but what is mandatory, unless a severity or unknowns are named."""
    assert (asked.fail_on, asked.fail_on_unknown, asked.today) == (None, False, TODAY)
    project = find_project(asked.root)
    for name, severity in {
        "critical": Severity.CRITICAL,
        "high": Severity.HIGH,
        "medium": Severity.MEDIUM,
        "low": Severity.LOW,
    }.items():
        found = request(project, TODAY, name, fail_on_unknown=True)
        assert (found.fail_on, found.fail_on_unknown) == (severity, True)


def test_a_secret_that_a_preview_gives_in_plain_is_in_no_finding(asked: CheckRequest, tmp_path: Path) -> None:
    """It is known by the name of its property, as in a plan of the program."""
    urn = "urn:pulumi:prod::shop::aws:rds/instance:Instance::db"
    inputs = {"password": "hunter2-hunter2"}
    state = {"urn": urn, "custom": True, "type": "aws:rds/instance:Instance", "inputs": inputs}
    file = tmp_path / "preview.json"
    file.write_text(json.dumps({"steps": [{"op": "create", "urn": urn, "newState": state}]}))
    rule = replace(pg_001.RULE, check=lambda each: failed(f"it is {each['password'].raw.value}"))
    run = replace(asked, pack=Pack("one", (rule,)))
    [found] = run.judge_preview(str(file), None).findings
    assert found.judgement.verdict.reason == "it is [secret]"
