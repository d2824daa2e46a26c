"""`jiban check` of programs of which something is not seen, from the program to each output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from jiban.check import document
from jiban.cli import main

RELEASE = """\
import pulumi_kubernetes as k8s
k8s.helm.v3.Release("ingress", chart="ingress-nginx")
"""
GROUP = '''\
import pulumi_kubernetes as k8s
k8s.yaml.v2.ConfigGroup("web", yaml="""
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    spec: {containers: [{name: app, image: "app:1"}]}
""")
'''
URN = "urn:pulumi:dev::shop::kubernetes:helm.sh/v3:Release::ingress"
WAIVER = """\
waivers:
  - {rule: "RULE", resource: ingress, owner: platform, reason: checked by hand, expires: 2026-12-31}
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a release whose chart is rendered in the cluster."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n")
    (tmp_path / "__main__.py").write_text(RELEASE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["check", "-s", "dev", "--today", "2026-11-26", *arguments])


TEXT = """\
shop/dev
No rule fails; 6 verdicts are unknown; 1 resource is not seen in full.
20 rules checked: 0 pass, 0 fail, 6 unknown, 14 not applicable.

Not seen, so not judged
  ingress  helm.sh/v3:Release  __main__.py:2
    its parts are not seen: Helm renders its chart during the deployment, and the objects are no
    resources of the stack
    not judged by: DSG-004, DSG-021, NET-024, WKL-001, WKL-019, NET-023
    do:  Use kubernetes.helm.v4.Chart with the chart's folder and have helm on PATH, or check the
         output of `helm template`.
"""


def test_text() -> None:
    """What is not seen is said first and once, with the rules that could not judge and what to do."""
    result = check()
    assert result.stdout == TEXT
    assert result.exit_code == 0


def test_text_where_unknown_verdicts_stop() -> None:
    """The summary says so, and the code is that of a violation."""
    result = check("--fail-on-unknown")
    assert result.stdout.splitlines()[1] == (
        "No rule fails; 6 verdicts are unknown; 1 resource is not seen in full; that stops the deployment."
    )
    assert result.exit_code == 5


@pytest.mark.parametrize(
    ("rules", "code"),
    [(("WKL-001",), 5), (("WKL-001", "WKL-019", "DSG-004", "DSG-021", "NET-023", "NET-024"), 0)],
)
def test_a_waiver_lets_an_unknown_verdict_pass(project: Path, rules: tuple[str, ...], code: int) -> None:
    """Each rule needs one; who accepts it is shown."""
    entries = [WAIVER.replace("RULE", rule).partition("\n")[2] for rule in rules]
    (project / "waivers.yaml").write_text("waivers:\n" + "".join(entries))
    result = check("--fail-on-unknown")
    assert "platform: checked by hand; 35 days left" in result.stdout
    assert result.exit_code == code


def test_json() -> None:
    """Counted in the summary, listed as a resource with its rules, and as a verdict of each rule."""
    result = check("--json", "--fail-on-unknown")
    found: dict[str, Any] = json.loads(result.stdout)
    schema = json.loads((Path(document.__file__).parent / "findings.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(found)
    assert found["summary"] == {
        "stops": 6,
        "findings": 0,
        "waived": 0,
        "unseen": 1,
        "accepted": 0,
        "pass": 0,
        "fail": 0,
        "unknown": 6,
        "error": 0,
        "not_applicable": 14,
    }
    [unseen] = found["unseen"]
    assert (unseen["urn"], unseen["file"], unseen["line"]) == (URN, "__main__.py", 2)
    assert unseen["rules"] == ["DSG-004", "DSG-021", "NET-024", "WKL-001", "WKL-019", "NET-023"]
    assert [(each["rule"], each["stops"]) for each in found["unknown"]] == [
        ("DSG-004", True),
        ("DSG-021", True),
        ("NET-024", True),
        ("WKL-001", True),
        ("WKL-019", True),
        ("NET-023", True),
    ]
    assert result.exit_code == 5


@pytest.mark.parametrize(("flags", "level"), [((), "warning"), (("--fail-on-unknown",), "error")])
def test_sarif(flags: tuple[str, ...], level: str) -> None:
    """A notification for each rule, an error where it stops; the run counts all verdicts."""
    [run] = json.loads(check("-o", "sarif", *flags).stdout)["runs"]
    assert run["results"] == []
    assert run["properties"] == {
        "verdicts": {"pass": 0, "fail": 0, "unknown": 6, "error": 0, "not applicable": 14},
        "waived": 0,
        "unseenResources": 1,
    }
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert [each["level"] for each in told] == [level] * 6
    assert told[3]["message"]["text"].startswith(
        "WKL-001 cannot be checked for ingress: its parts are not seen: Helm renders its chart"
    )


def test_what_is_made_here_is_judged(project: Path) -> None:
    """The objects of a manifest are judged as resources of the program."""
    (project / "__main__.py").write_text(GROUP)
    found = json.loads(check("--json").stdout)
    assert [(each["rule"], each["name"], each["line"]) for each in found["findings"]] == [
        ("WKL-001", "web:shop/web", 2),
        ("WKL-019", "web:shop/web", 2),
    ]
    assert found["unseen"] == []


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        ("[acme/prod]", "the environment acme/prod is"),
        ("[a, {b: {merge: false}}]", "the environments a, b are"),
        ("{imports: [c]}", "the environment c is"),
        ("{values: {pulumiConfig: {x: y}}}", "the environment of the stack file is"),
    ],
)
def test_an_environment_that_is_not_read(project: Path, environment: str, names: str) -> None:
    """Whatever it gives, no rule has judged it: one unknown verdict of every rule that judges a stack."""
    (project / "__main__.py").write_text("")
    (project / "Pulumi.dev.yaml").write_text(f"environment: {environment}\n")
    found = json.loads(check("--json", "--fail-on-unknown").stdout)
    [unseen] = found["unseen"]
    assert unseen["reason"] == f"{names} not read, and may give other values"
    assert found["summary"]["unknown"] == 18
    assert found["summary"]["stops"] == 18


def test_a_plan_of_ours_is_judged_the_same(project: Path) -> None:
    """A document that `jiban plan` has written keeps what is not seen."""
    plan = CliRunner().invoke(main, ["plan", "-s", "dev", "-j", "-o", "json=plan.json"])
    assert plan.exit_code == 0
    (project / "waivers.yaml").unlink(missing_ok=True)
    found = json.loads(check("--json", "--plan", "plan.json").stdout)
    assert found["summary"]["unseen"] == 1


@pytest.mark.parametrize(
    ("path", "said"), [("", "the path is empty"), ("  ", "the path is empty"), (".", "is a folder")]
)
def test_a_plan_that_is_no_file(path: str, said: str) -> None:
    """An empty variable does not turn into a plan of the program, nor does a folder."""
    result = check("--plan", path)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
