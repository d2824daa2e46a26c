"""The pipelines of the project management service: walked through step by step, and read by linters."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sysconfig
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest
import yaml

from tests.examples.github_runner import Runner
from tools.repository import ROOT

PROJECT: Final = ROOT / "examples" / "pms-aws"
FOLDER: Final = PROJECT / "pipelines" / "github"
FILES: Final = sorted(path.name for path in FOLDER.iterdir())
STACKS: Final = {
    "dev",
    "dev-pipelines",
    "test",
    "test-pipelines",
    "staging",
    "staging-workloads",
    "staging-pipelines",
    "prod",
    "prod-workloads",
    "prod-pipelines",
}
DIGEST: Final = f"sha256:{'a' * 64}"
SHA: Final = "c0ffee0123456789c0ffee0123456789c0ffee01"
ACCOUNTS: Final = {"test": "444455556666", "staging": "777788889999", "prod": "111122223333"}
REGISTRIES: Final = {
    name: f"{account}.dkr.ecr.ap-northeast-2.amazonaws.com" for name, account in ACCOUNTS.items()
}
TOOLS: Final = {
    "make": "",
    "npm": "",
    "gh": '[ "$2" != list ] || echo "${FAKE_ISSUES:-0}"',
    "aws": f"""case "$2" in
  get-login-password) echo password ;;
  describe-images) [ -e "$HOME/pushed" ] || exit 254; echo {DIGEST} ;;
esac""",
    "docker": f"""case "$1 $2 $3" in
  push*) touch "$HOME/pushed" ;;
  login*) [ "$(cat)" = password ] ;;
  "buildx imagetools inspect") cat "$HOME/arrived" 2>/dev/null || echo {DIGEST} ;;
esac""",
    "pulumi": '[ "$1" != preview ] || cat "$HOME/preview" 2>/dev/null || echo previewed',
}
"""What stands in for each command, beside writing down how it was called, and as whom."""


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner with tools that only write down what they were asked for."""
    tools, workspace = tmp_path / "tools", tmp_path / "workspace"
    tools.mkdir()
    (workspace / "app").mkdir(parents=True)
    (workspace / "policies").mkdir()
    shutil.copytree(PROJECT, workspace / "examples" / "pms-aws")
    for name, does in TOOLS.items():
        tool = tools / name
        tool.write_text(f'#!/bin/sh\necho "${{ROLE##*/}}|{name} $*" >> "$HOME/calls"\n{does}\n')
        tool.chmod(0o755)
    return Runner(
        workflows=FOLDER,
        workspace=workspace,
        tools=tools,
        github={
            "sha": SHA,
            "run_id": "7",
            "ref": "refs/heads/main",
            "repository": "example/pms",
            "server_url": "https://github.com",
            "actor": "somebody",
            "token": "",
        },
    )


def calls(runner: Runner, tool: str = "") -> list[str]:
    """What the tools were asked for, in order: `role|command arguments`."""
    file = runner.tools / "calls"
    lines = file.read_text().splitlines() if file.exists() else []
    return [line.replace(str(runner.workspace), "W") for line in lines if f"|{tool}" in line]


def failed(runner: Runner) -> list[tuple[str, str, str]]:
    """Steps that failed, and what they said."""
    return [(step.job, step.title, step.output) for step in runner.steps if step.outcome == "failure"]


def done(runner: Runner, job: str) -> list[str]:
    """Titles of the steps of a job that were done."""
    return [step.title for step in runner.steps if step.job == job and step.outcome == "success"]


def document(name: str) -> dict[Any, Any]:
    """A workflow; YAML reads its key `on` as true."""
    return yaml.safe_load((FOLDER / name).read_text())


def test_there_are_four_workflows() -> None:
    """Pull requests, deployments, an environment of those, and the nightly look."""
    assert FILES == ["deploy.yaml", "drift.yaml", "environment.yaml", "pull-request.yaml"]


def test_a_merge_goes_from_test_to_staging_to_production(runner: Runner) -> None:
    """Built once; each environment after the one before; each deployment by its own role, previewed first."""
    assert runner.walk("deploy.yaml") == "success", failed(runner)
    pulumi = [line for line in calls(runner, "pulumi") if "login" not in line]
    assert [re.sub(r" -C .* -s (\S+) .*", r" \1", line) for line in pulumi] == [
        "pms-test-deploy|pulumi preview test",
        "pms-test-deploy|pulumi up test",
        "pms-staging-preview|pulumi preview staging",
        "pms-staging-deploy|pulumi preview staging",
        "pms-staging-deploy|pulumi up staging",
        "pms-staging-deploy|pulumi preview staging-workloads",
        "pms-staging-deploy|pulumi up staging-workloads",
        "pms-prod-preview|pulumi preview prod",
        "pms-prod-deploy|pulumi preview prod",
        "pms-prod-deploy|pulumi up prod",
        "pms-prod-deploy|pulumi preview prod-workloads",
        "pms-prod-deploy|pulumi up prod-workloads",
    ]


def test_every_deployment_is_of_the_image_that_was_built(runner: Runner) -> None:
    """One build; its digest is what each stack is told, and no tag."""
    runner.walk("deploy.yaml")
    assert [line for line in calls(runner, "docker") if "docker build " in line] == [
        f"pms-test-deploy|docker build --tag {REGISTRIES['test']}/pms-test/api:{SHA} app"
    ]
    told = [line for line in calls(runner, "pulumi") if "login" not in line]
    assert len(told) == 12
    assert all(f"--config-path --config jiban:workloads.pms-api.image=api@{DIGEST}" in line for line in told)


def test_every_deployment_keeps_the_rules(runner: Runner) -> None:
    """The policies judge each preview and each deployment, by the real engine."""
    runner.walk("deploy.yaml")
    assert all("--policy-pack W/policies" in line for line in calls(runner, "pulumi") if "login" not in line)


def test_an_image_is_copied_from_the_environment_before(runner: Runner) -> None:
    """From test to staging, from staging to production; by its digest."""
    runner.walk("deploy.yaml")
    assert [line for line in calls(runner, "docker") if "imagetools create" in line] == [
        f"pms-{to}-deploy|docker buildx imagetools create --prefer-index=false --tag "
        f"{REGISTRIES[to]}/pms-{to}/api:{SHA} {REGISTRIES[of]}/pms-{of}/api@{DIGEST}"
        for of, to in (("test", "staging"), ("staging", "prod"))
    ]


def test_a_copy_with_another_digest_is_not_deployed(runner: Runner) -> None:
    """What was tried is what runs, or nothing does."""
    (runner.tools / "arrived").write_text(f"sha256:{'b' * 64}\n")
    assert runner.walk("deploy.yaml") == "failure"
    assert [(job, title) for job, title, _ in failed(runner)] == [
        ("staging / deploy", "Copy the image from the environment before")
    ]
    assert "pulumi up" not in "".join(line for line in calls(runner) if "workloads " in line)


def test_a_run_that_is_repeated_builds_nothing(runner: Runner) -> None:
    """A tag never moves: what was pushed under the commit is taken."""
    (runner.tools / "pushed").touch()
    assert runner.walk("deploy.yaml") == "success", failed(runner)
    assert [line for line in calls(runner, "docker") if "docker build " in line or " push" in line] == []


@pytest.mark.parametrize(
    ("job", "title", "after"),
    [
        ("build", "Build once", {"build"}),
        ("test / deploy", "Deploy the services", {"build", "test / deploy"}),
        ("staging / preview", "Preview", {"build", "test / deploy", "staging / preview"}),
        (
            "staging / deploy",
            "Deploy the platform",
            {"build", "test / deploy", "staging / preview", "staging / deploy"},
        ),
    ],
)
def test_what_fails_stops_what_comes_after(runner: Runner, job: str, title: str, after: set[str]) -> None:
    """No environment is begun after one that failed, and no services on a platform that did."""
    runner.fail = lambda where, what: (where, what) == (job, title)
    assert runner.walk("deploy.yaml") == "failure"
    assert {step.job for step in runner.steps} == after
    assert "Deploy the services" not in done(runner, job)


def test_each_job_that_deploys_is_in_its_protected_environment(runner: Runner) -> None:
    """Its name is in the role, too, with the verb; what only previews is in none."""
    runner.walk("deploy.yaml")
    found = {(step.job, step.environment, step.role) for step in runner.steps if step.role}
    role = {name: f"arn:aws:iam::{account}:role/pms-{name}" for name, account in ACCOUNTS.items()}
    assert found == {
        ("build", "test", f"{role['test']}-deploy"),
        ("test / deploy", "test", f"{role['test']}-deploy"),
        ("staging / preview", None, f"{role['staging']}-preview"),
        ("staging / deploy", "staging", f"{role['staging']}-deploy"),
        ("prod / preview", None, f"{role['prod']}-preview"),
        ("prod / deploy", "prod", f"{role['prod']}-deploy"),
    }


def test_each_environment_has_an_account_and_a_state_of_its_own(runner: Runner) -> None:
    """As its stack file has the account; what deploys one can touch no other."""
    runner.walk("deploy.yaml")
    for name in ("test", "prod"):
        file = PROJECT / f"Pulumi.{name}.yaml"
        assert not file.exists() or f'jiban:account: "{ACCOUNTS[name]}"' in file.read_text()
    found = {line.split("|")[0].split("-")[1]: line.split()[-1] for line in calls(runner, "pulumi login")}
    assert found == {name: f"s3://example-pulumi-state-{name}?region=ap-northeast-2" for name in ACCOUNTS}


def test_production_is_deployed_from_inside_its_network() -> None:
    """Its API answers nobody else; test's answers the runners of the host."""
    jobs = document("deploy.yaml")["jobs"]
    assert {name: jobs[name]["with"].get("runner") for name in ("test", "staging", "prod")} == {
        "test": None,
        "staging": '["self-hosted", "pms-staging"]',
        "prod": '["self-hosted", "pms-prod"]',
    }


def test_only_an_environment_that_deploys_knows_its_channel(runner: Runner) -> None:
    """The one secret there is is read where somebody is told, and belongs to the environment."""
    runner.walk("deploy.yaml")
    assert set(runner.read_secrets) == {
        (f"{name} / deploy", "NOTIFY_URL") for name in ("test", "staging", "prod")
    }


@pytest.mark.parametrize(("broken", "said"), [("", "success"), ("test / deploy", "failure")])
def test_somebody_is_told_how_a_deployment_ended(runner: Runner, broken: str, said: str) -> None:
    """Of a failure, too."""
    runner.fail = lambda job, title: (job, title) == (broken, "Deploy the services")
    heard, url = _channel()
    runner.secrets = {"test": {"NOTIFY_URL": url}}
    runner.walk("deploy.yaml")
    assert heard == [
        {
            "text": f"example/pms test: deployment of c0ffee0 by somebody: {said}. "
            "https://github.com/example/pms/actions/runs/7"
        }
    ]


def test_a_pull_request_gets_nothing(runner: Runner) -> None:
    """No secret, no environment, no role, no token that writes; and the event of a fork is the plain one."""
    runner.github |= {"ref": "refs/pull/12/merge"}
    runner.walk("pull-request.yaml")
    assert list(document("pull-request.yaml")[True]) == ["pull_request"]
    assert runner.read_secrets == []
    assert {(step.environment, step.role) for step in runner.steps} == {(None, None)}
    assert all(step.permissions == {"contents": "read"} for step in runner.steps)
    assert document("pull-request.yaml")["permissions"] == {}
    assert calls(runner, "pulumi") + calls(runner, "aws") + calls(runner, "docker") == []


def test_a_pull_request_looks_at_every_stack() -> None:
    """Each that has a file, and those of the environments that are to come."""
    stacks = document("pull-request.yaml")["jobs"]["stack"]["strategy"]["matrix"]["stack"]
    files = {path.name.split(".")[1] for path in PROJECT.glob("Pulumi.*.yaml")}
    assert (set(stacks), files <= set(stacks)) == (STACKS, True)


def test_a_pull_request_is_planned_judged_and_compared(runner: Runner) -> None:
    """By the real planner, without a credential: what it changes stands in the summary."""
    workspace = runner.workspace
    shutil.copytree(ROOT / "infra", workspace / "infra", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", workspace)
    (workspace / ".gitignore").write_text(".venv\nreport/\n__pycache__/\n")
    (workspace / ".venv").symlink_to(ROOT / ".venv")
    git = ["git", "-C", str(workspace), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message=main"]):
        subprocess.run([*git, *command], check=True)
    stack = workspace / "examples" / "pms-aws" / "Pulumi.dev.yaml"
    stack.write_text(stack.read_text().replace("cache.t4g.micro", "cache.t4g.small"))
    subprocess.run([*git, "commit", "--quiet", "--all", "--message=change"], check=True)
    runner.only = {"stack": "dev"}
    assert runner.walk("pull-request.yaml") == "success", failed(runner)
    assert done(runner, "stack")[2:] == [
        "Set up",
        "Plan",
        "Check",
        "Diff",
        "actions/upload-artifact",
    ]
    summary = (runner.tools / "summary").read_text()
    assert summary.startswith("<!-- jiban diff pms/dev -->\n")
    assert "cache.t4g.small" in summary
    assert sorted(path.name for path in (workspace / "report").iterdir()) == [
        "check.sarif",
        "diff.html",
        "diff.md",
        "plan.json",
    ]


def steps_of_a_preview(*operations: tuple[str, str]) -> str:
    """A preview's digest of these operations, by the end of the URN."""
    steps = [{"op": op, "urn": f"urn:pulumi:prod::pms::{end}"} for op, end in operations]
    return json.dumps({"steps": steps})


PROVIDER: Final = ("update", "pulumi:providers:aws::aws")


def test_a_night_without_drift_is_quiet(runner: Runner) -> None:
    """Only the provider differs, which takes no role here; nobody is told."""
    (runner.tools / "preview").write_text(steps_of_a_preview(("same", "aws:ec2/vpc:Vpc::network"), PROVIDER))
    assert runner.walk("drift.yaml") == "success", failed(runner)
    assert calls(runner, "gh") == []
    assert [line for line in calls(runner, "pulumi") if "pulumi preview" in line] == [
        f"pms-{stack}-preview|pulumi preview -C examples/pms-aws -s {stack} --json --refresh --run-program "
        "--config jiban:deploy_role=null"
        for stack in ("staging", "prod")
    ]


def test_drift_is_told_once(runner: Runner) -> None:
    """A resource that somebody has changed fails the night, and opens an issue, unless there is one."""
    (runner.tools / "preview").write_text(
        steps_of_a_preview(PROVIDER, ("update", "aws:ec2/vpc:Vpc::network"))
    )
    assert runner.walk("drift.yaml") == "failure"
    assert [step.output for step in runner.steps if step.title == "Look"] == [
        "update urn:pulumi:prod::pms::aws:ec2/vpc:Vpc::network\n"
    ] * 2
    assert len([line for line in calls(runner, "gh") if "issue create" in line]) == 1
    (runner.tools / "gh").write_text(
        '#!/bin/sh\necho "|gh $*" >> "$HOME/calls"\n[ "$2" != list ] || echo 1\n'
    )
    (runner.tools / "calls").unlink()
    runner.walk("drift.yaml")
    assert [line for line in calls(runner, "gh") if "issue create" in line] == []


def test_a_night_that_cannot_look_is_told(runner: Runner) -> None:
    """A preview that fails is not one without drift."""
    (runner.tools / "pulumi").write_text("#!/bin/sh\n[ $1 = login ]\n")
    assert runner.walk("drift.yaml") == "failure"
    assert len([line for line in calls(runner, "gh") if "issue create" in line]) == 1


def test_drift_is_not_looked_at_from_another_branch(runner: Runner) -> None:
    """The role would not let it in."""
    runner.github |= {"ref": "refs/heads/other"}
    runner.walk("drift.yaml")
    assert runner.steps == []


@pytest.mark.parametrize("name", FILES)
def test_every_action_is_pinned_by_commit_and_says_its_version(name: str) -> None:
    """A tag can be moved to other code, a commit cannot."""
    lines = re.findall(r"^\s*(?:- )?uses: (?!\./)(.*)$", (FOLDER / name).read_text(), re.MULTILINE)
    assert [
        line for line in lines if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)
    ] == []


@pytest.mark.parametrize("name", FILES)
def test_no_expression_is_pasted_into_code(name: str) -> None:
    """A branch may be called `$(...)`: a step takes its values from the environment."""
    jobs = document(name)["jobs"].values()
    assert [step for job in jobs for step in job.get("steps", []) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("name", FILES)
def test_there_is_no_key(name: str) -> None:
    """Nobody signs in by anything that could be stolen and used tomorrow."""
    text = (FOLDER / name).read_text()
    assert set(re.findall(r"secrets\.(\w+)", text)) <= {"NOTIFY_URL"}
    assert not re.search(r"access-key|PULUMI_ACCESS_TOKEN|AWS_SECRET", text)


def test_two_deployments_of_one_environment_never_overlap() -> None:
    """One waits for the other, and none is ended half-way."""
    assert document("environment.yaml")["concurrency"] == {
        "group": "environment-${{ inputs.environment }}",
        "cancel-in-progress": False,
    }


def test_the_engine_is_the_one_that_the_locks_hold() -> None:
    """What the program is locked to is what deploys it."""
    versions = {
        each for name in FILES for each in re.findall(r"pulumi-version: (\S+)", (FOLDER / name).read_text())
    }
    assert versions == set(
        re.findall(r"^pulumi==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    )


def test_the_workflows_pass_zizmor(tmp_path: Path) -> None:
    """Offline and at its most pedantic, it finds nothing."""
    repository = _as_a_repository(tmp_path)
    zizmor = Path(sysconfig.get_path("scripts"), "zizmor")
    command = [zizmor, "--offline", "--no-progress", "--quiet", "--persona", "pedantic", str(repository)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.skipif(
    not (ROOT / "bin" / "actionlint").exists(), reason="bin/actionlint is built by `make lint`"
)
def test_the_workflows_pass_actionlint(tmp_path: Path) -> None:
    """Types of expressions, contexts, inputs and permissions are those of GitHub."""
    repository = _as_a_repository(tmp_path)
    (repository / ".git").mkdir()
    result = subprocess.run(
        [ROOT / "bin" / "actionlint"], cwd=repository, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def notify(kind: str, url: str) -> subprocess.CompletedProcess[str]:
    """Tell a channel of a deployment."""
    return subprocess.run(
        [PROJECT / "pipelines" / "notify.sh", "prod", "success"],
        env={
            "PATH": "/usr/bin:/bin",
            "NOTIFY_URL": url,
            "NOTIFY_KIND": kind,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": "example/pms",
            "GITHUB_RUN_ID": "7",
            "GITHUB_SHA": SHA,
            "GITHUB_ACTOR": 'a"b',
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_channel_of_teams_gets_a_card() -> None:
    """As its workflows take it; quotes in what is told break nothing."""
    heard, url = _channel()
    assert notify("teams", url).returncode == 0
    (content,) = [each["content"] for message in heard for each in message["attachments"]]
    assert content["body"][0]["text"] == (
        'example/pms prod: deployment of c0ffee0 by a"b: success. https://github.com/example/pms/actions/runs/7'
    )


def test_a_channel_that_does_not_answer_fails_no_deployment() -> None:
    """It is warned of, without the address, which is a secret."""
    told = notify("slack", "http://127.0.0.1:9/secret")
    assert (told.returncode, "secret" in told.stdout + told.stderr) == (0, False)
    assert "::warning::prod: nobody could be told" in told.stdout


def test_an_unknown_kind_of_channel_is_refused() -> None:
    """Rather than told in words that it does not take."""
    told = notify("mail", "http://127.0.0.1:9/")
    assert (told.returncode, told.stderr) == (2, "NOTIFY_KIND is mail: set it to slack or teams\n")


def _as_a_repository(folder: Path) -> Path:
    """Put the workflows where a user puts them."""
    shutil.copytree(FOLDER, folder / ".github" / "workflows")
    return folder


def _channel() -> tuple[list[Any], str]:
    """A webhook that hears, and its address."""
    heard: list[Any] = []

    class Hears(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the name of its base
            pass

    server = HTTPServer(("127.0.0.1", 0), Hears)
    Thread(target=server.serve_forever, daemon=True).start()
    return heard, f"http://127.0.0.1:{server.server_port}/hook"
