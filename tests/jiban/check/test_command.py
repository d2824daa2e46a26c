"""`jiban check`: what is judged, by which day, what goes where, and the exit code."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec, patch

import pytest
from click.testing import CliRunner, Result

from jiban.cli import main
from jiban.model.plan import Plan, Resource
from jiban.plan.run import plan as real_plan
from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policies.rules.postgres import pg_002_storage_encryption as pg_002
from jiban.policy.pack import Pack
from jiban.policy.rule import Level, Severity, Verdict
from jiban.policy.view import ResourceView
from jiban.project.project import _read_project  # pyright: ignore[reportPrivateUsage] - the one function that reads it
from tests.jiban.report.samples import shop

EKS = "aws:eks/cluster:Cluster"
WAIVER = """\
waivers:
  - rule: PG-002
    resource: db
    owner: platform
    reason: encrypted by the next release
    expires: 2026-12-01
"""


def plan(**inputs: Any) -> Plan:
    """The sample shop with a database of some inputs."""
    resources = [replace(each, inputs=inputs) if each.name == "db" else each for each in shop().resources]
    return replace(shop(), resources=tuple(resources))


def planner(found: Plan) -> Any:
    """A planner that has one plan, and takes no argument that the real one does not."""
    return create_autospec(real_plan, return_value=found)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose plan is the sample shop, with a database that is not encrypted."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "__main__.py").touch()
    (tmp_path / "Pulumi.prod.yaml").write_text("config: {}\n")
    monkeypatch.setattr("jiban.plan.run.plan", planner(plan(publiclyAccessible=False)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    """Run `jiban check` in this process."""
    return CliRunner().invoke(main, ["check", "--today", "2026-11-21", *arguments], prog_name="jiban")


def test_a_violation_exits_with_5(project: Path) -> None:
    """The report is on standard output, and the code is Pulumi's own."""
    del project
    result = run()
    assert result.exit_code == 5
    assert result.stdout.splitlines()[:2] == [
        "shop/prod",
        "1 failure stops the deployment, 1 failure is reported as advice.",
    ]
    assert result.stderr == ""


def test_the_file_of_the_project_is_read_once(project: Path) -> None:
    """Whoever needs it gets what was read, so that one run goes by one file."""
    with patch("jiban.project.project._read_project", side_effect=_read_project) as read:
        assert run().exit_code == 5
    assert [call.args for call in read.call_args_list] == [(project / "Pulumi.yaml",)]


def test_a_waiver_lets_it_pass(project: Path) -> None:
    """With a waiver that holds, nothing stops."""
    (project / "waivers.yaml").write_text(WAIVER)
    result = run()
    assert result.exit_code == 0
    assert "1 is waived" in result.stdout
    assert "10 days left, until 2026-12-01; waivers.yaml:2" in result.stdout


def test_a_waiver_that_has_expired(project: Path) -> None:
    """The day after, it stops again."""
    (project / "waivers.yaml").write_text(WAIVER)
    result = CliRunner().invoke(main, ["check", "--today", "2026-12-02"])
    assert result.exit_code == 5
    assert "waivers.yaml:2: it expired on 2026-12-01, 1 day ago" in result.stdout


def test_waivers_that_are_wrong(project: Path) -> None:
    """The file and the line are named, nothing is planned or printed, and the code is 2."""
    (project / "waivers.yaml").write_text(WAIVER.replace("    owner: platform\n", ""))
    result = run()
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        "waivers.yaml:2:5: the waiver has no owner; a waiver needs rule, resource, owner, reason "
        "and expires\n"
    )


def test_the_severity_from_which_advice_stops(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An advisory failure exits with 0, and with 5 where its severity is asked for."""
    del project
    urn = f"urn:pulumi:prod::shop::{EKS}::eks"
    private = {"vpcConfig": {"endpointPublicAccess": False}}
    cluster = Resource(urn=urn, type=EKS, name="eks", custom=True, inputs=private)
    found = replace(plan(storageEncrypted=True), resources=(cluster,))
    monkeypatch.setattr("jiban.plan.run.plan", planner(found))
    assert run().exit_code == 0
    assert run("--fail-on", "critical").exit_code == 0
    assert run("--fail-on", "high").exit_code == 5


def test_several_documents(project: Path) -> None:
    """Each format goes where it is sent, and the code says the same."""
    result = run("-o", "text", "-o", "sarif=out.sarif", "-o", "json=out.json")
    assert result.exit_code == 5
    assert json.loads((project / "out.sarif").read_text())["runs"][0]["results"][0]["ruleId"] == "PG-002"
    assert json.loads((project / "out.json").read_text())["summary"]["stops"] == 1


def test_json_alone_on_standard_output(project: Path) -> None:
    """The flag that all commands have prints the document and nothing else."""
    del project
    assert json.loads(run("--json").stdout)["stack"] == "prod"


def test_a_preview_of_the_engine(project: Path) -> None:
    """A replacement in the engine's own preview is judged, and named with what forces it."""
    urn = "urn:pulumi:prod::shop::aws:rds/instance:Instance::db"
    state = {
        "urn": urn,
        "custom": True,
        "type": "aws:rds/instance:Instance",
        "inputs": {"storageEncrypted": True, "publiclyAccessible": False},
    }
    step = {"op": "replace", "urn": urn, "oldState": state, "newState": state, "replaceReasons": ["username"]}
    (project / "preview.json").write_text(json.dumps({"steps": [step]}))
    result = run("--plan", "preview.json")
    assert result.exit_code == 5
    assert "username forces a replacement, which deletes its databases" in result.stdout
    assert run("--plan", "preview.json", "-s", "dev").exit_code == 2
    assert run("--plan", "preview.json", "-s", "acme/shop/dev").exit_code == 2
    assert run("--plan", "preview.json", "-s", "eu-prod").exit_code == 2
    assert run("--plan", "preview.json", "-s", "acme/shop/prod").exit_code == 5


@pytest.mark.parametrize(
    "arguments",
    [
        ("--today", "tomorrow"),
        ("--fail-on", "worst"),
        ("-o", "csv"),
        ("--pack", "none"),
        ("--plan", "none.json"),
    ],
)
def test_flags_that_are_wrong(project: Path, arguments: tuple[str, ...]) -> None:
    """A bad day, severity, format or path is an error, and nothing is printed."""
    del project
    result = CliRunner().invoke(main, ["check", *arguments])
    assert result.exit_code == 2
    assert result.stdout == ""


WORDS = """\
import pulumi
from pulumi_aws import rds, ssm

for word in ("rds/instance", "storageEncrypted", "kubeconfig", "absent"):
    ssm.Parameter(word.replace("/", "-"), type="SecureString", value=pulumi.Output.secret(word))
for name in ("absent-db", "kubeconfig-db"):
    rds.Instance(name, instance_class="db.t4g.micro", storage_encrypted=False)
"""


def test_a_saved_plan_is_judged_as_the_program_is(tmp_path: Path) -> None:
    """Also where secrets are words of types, properties and names."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "Pulumi.prod.yaml").write_text("config:\n  aws:region: ap-northeast-2\n")
    (tmp_path / "__main__.py").write_text(WORDS)
    where = ("-C", str(tmp_path))
    saved = tmp_path / "plan.json"
    saved.write_text(CliRunner().invoke(main, ["plan", "-j", *where], prog_name="jiban").stdout)
    direct = json.loads(run(*where, "-o", "json").stdout)
    of_document = json.loads(run(*where, "-o", "json", "--plan", str(saved)).stdout)
    failures = [(each["rule"], each["name"]) for each in direct["findings"] if each["rule"] == "PG-002"]
    assert failures == [("PG-002", "[secret 2]-db"), ("PG-002", "[secret]-db")]
    assert sorted((each["rule"], each["urn"]) for each in of_document["findings"]) == sorted(
        (each["rule"], each["urn"]) for each in direct["findings"]
    )


def breaks(resource: ResourceView) -> Verdict:
    """A check with a fault."""
    raise ValueError(f"broken at {resource.name}")


@pytest.mark.parametrize(("encrypted", "code"), [(True, 10), (False, 5)])
def test_a_rule_that_could_not_be_run_exits_with_10(
    project: Path, monkeypatch: pytest.MonkeyPatch, code: int, *, encrypted: bool
) -> None:
    """It is told, and a violation beside it counts more."""
    del project
    rules = (pg_002.RULE, replace(pg_001.RULE, check=breaks))
    monkeypatch.setattr("jiban.check.request.pack_of", lambda _: Pack("own", rules))
    found = plan(publiclyAccessible=False, storageEncrypted=encrypted)
    monkeypatch.setattr("jiban.plan.run.plan", planner(found))
    result = run("-s", "prod")
    assert result.exit_code == code
    assert "PG-001" in result.stdout


@pytest.mark.parametrize(
    ("severity", "codes"),
    [
        (Severity.CRITICAL, (5, 5, 5, 5)),
        (Severity.HIGH, (0, 5, 5, 5)),
        (Severity.MEDIUM, (0, 0, 5, 5)),
        (Severity.LOW, (0, 0, 0, 5)),
    ],
)
def test_advice_stops_from_the_severity_that_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch, severity: Severity, codes: tuple[int, ...]
) -> None:
    """By critical, high, medium and low; without a severity it never does."""
    del project
    rule = replace(pg_002.RULE, severity=severity, level=Level.ADVISORY)
    monkeypatch.setattr("jiban.check.request.pack_of", lambda _: Pack("own", (rule,)))
    names = ("critical", "high", "medium", "low")
    assert tuple(run("-s", "prod", "--fail-on", name).exit_code for name in names) == codes
    assert run("-s", "prod").exit_code == 0


STATE = {
    "urn": "urn:pulumi:prod::shop::aws:rds/instance:Instance::db",
    "custom": True,
    "type": "aws:rds/instance:Instance",
    "inputs": {"storageEncrypted": False, "publiclyAccessible": False},
}


@pytest.mark.parametrize(
    "document",
    [
        {"steps": [{"op": "create", "newState": STATE}]},
        {"version": 3, "deployment": {"resources": [STATE]}},
        {"resourcePreEvent": {"metadata": {"op": "create", "new": STATE}}},
    ],
    ids=["preview", "state", "events"],
)
def test_what_is_piped_in_is_judged(project: Path, document: Any) -> None:
    """A preview, a state or an event log comes from standard input where the file is a hyphen."""
    del project
    arguments = ["check", "--today", "2026-11-21", "--plan", "-", "--json"]
    result = CliRunner().invoke(main, arguments, input=json.dumps(document), prog_name="jiban")
    assert result.exit_code == 5
    assert [each["rule"] for each in json.loads(result.stdout)["findings"]] == ["PG-002"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty; write it again"),
        (b'{"steps": [', "it ends in the middle of the document, in line 1"),
        (b"[]", "expected a JSON object, got a list"),
        (b'{"version": 1, "findings": []}', "neither `steps`"),
        ('{"steps": []}'.encode("utf-16-le"), "it is not JSON"),
        (b"Previewing update (prod)\n", "it is not JSON: expecting value (line 1, column 1)"),
    ],
    ids=["empty", "truncated", "array", "other", "UTF-16 without its mark", "text"],
)
def test_a_plan_that_is_none_exits_with_2(project: Path, content: bytes, reason: str) -> None:
    """The file and the reason are told, and nothing stands on standard output."""
    (project / "plan.json").write_bytes(content)
    result = run("--plan", "plan.json", "--json", "-o", "sarif=out.sarif")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("error: plan.json is no output of pulumi preview --json")
    assert reason in result.stderr
    assert not (project / "out.sarif").exists()


def test_a_part_of_the_pack_is_asked(project: Path) -> None:
    """Rules that are not of it have no verdict."""
    del project
    rules = json.loads(run("--pack", "baseline", "--json").stdout)["rules"]
    assert {rule["severity"] for rule in rules} == {"critical"}


def test_the_quiet_print_failures_or_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With -v all rules are listed, with -q failures alone, with -qq nothing but what goes to files."""
    loud, usual, quiet = run("-v"), run(), run("-q")
    assert (loud.exit_code, usual.exit_code, quiet.exit_code) == (5, 5, 5)
    assert "PG-002  The storage" in quiet.stdout
    assert "\nRules\n" in loud.stdout
    assert "\nRules\n" not in usual.stdout + quiet.stdout
    silent = run("-qq", "-o", "md=out.md", "-o", "text")
    assert (silent.exit_code, silent.stdout) == (5, "")
    assert "blocked by policies" in (project / "out.md").read_text()
    monkeypatch.setattr("jiban.plan.run.plan", planner(replace(plan(), resources=())))
    assert (run("-q").exit_code, run("-q").stdout) == (0, "")


def test_annotations_reach_standard_output_as_commands(project: Path) -> None:
    """They are the one format that may command a CI."""
    del project
    assert run("-o", "github").stdout.startswith("::error file=")
