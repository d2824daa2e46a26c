"""The pipelines for GitLab: what its jobs may do, and those of a merge request run as a runner runs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest
import yaml

from tools.repository import ROOT

PROJECT: Final = ROOT / "examples" / "pms-aws"
FILE: Final = PROJECT / "pipelines" / "gitlab" / ".gitlab-ci.yml"
DOCUMENT: Final[dict[str, Any]] = yaml.safe_load(FILE.read_text())
GENERAL: Final = {"stages", "workflow", "default", "variables"}
KEPT: Final = {"Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.test.yaml"}
MARKER: Final = "<!-- jiban diff pms/.all -->"


def job(name: str) -> dict[str, Any]:
    """A job with what it extends, maps put together as GitLab does."""
    own = DOCUMENT[name]
    base = job(own["extends"]) if "extends" in own else {}
    merged = {**base, **own}
    for key in base.keys() & own.keys():
        if isinstance(base[key], dict):
            merged[key] = {**base[key], **own[key]}
    return merged


JOBS: Final = {name: job(name) for name in DOCUMENT if name not in GENERAL and not name.startswith(".")}


def run(script: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the lines of a job as a runner does, in one shell that ends at the first that fails."""
    tools = folder.parent / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "make").write_text("#!/bin/sh\n")
    (tools / "make").chmod(0o755)
    environment = {
        "PATH": f"{tools}:{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}",
        "HOME": str(folder.parent),
        **DOCUMENT["variables"],
        **variables,
    }
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(script)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A clone in which a merge request changes one stack of two, and the commit that it is compared with."""
    folder = tmp_path_factory.mktemp("gitlab") / "clone"
    shutil.copytree(PROJECT, folder / "examples" / "pms-aws")
    for file in (folder / "examples" / "pms-aws").glob("Pulumi*.yaml"):
        if file.name not in KEPT:
            file.unlink()
    shutil.copytree(ROOT / "infra", folder / "infra", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / ".gitignore").write_text(".venv\nreport/\n__pycache__/\n")
    (folder / ".venv").symlink_to(ROOT / ".venv")
    git = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message=main"]):
        subprocess.run([*git, *command], check=True)
    base = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    stack = folder / "examples" / "pms-aws" / "Pulumi.dev.yaml"
    stack.write_text(stack.read_text().replace("cache.t4g.micro", "cache.t4g.small"))
    subprocess.run([*git, "commit", "--quiet", "--all", "--message=change"], check=True)
    return folder, base.stdout.strip()


def test_a_merge_request_is_judged_and_compared(workspace: tuple[Path, str]) -> None:
    """By the real planner, all stacks in one comment and one page, without a secret."""
    folder, base = workspace
    done = run(JOBS["changes"]["script"], folder, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 0, done.stderr
    assert "2 stacks: 1 with changes, 1 without changes." in done.stdout
    report = folder / "report"
    assert sorted(each.name for each in report.iterdir()) == [
        "changes.html",
        "comment.md",
        "dev.sarif",
        "dev.xml",
        "test.sarif",
        "test.xml",
    ]
    text = (report / "comment.md").read_text()
    assert text.startswith(f"{MARKER}\n### 2 stacks: ")
    assert "cache.t4g.small" in text


def test_a_merge_request_that_cannot_be_compared_fails(workspace: tuple[Path, str]) -> None:
    """A base that is not there is no empty success."""
    folder, _ = workspace
    done = run(JOBS["changes"]["script"], folder, CI_MERGE_REQUEST_DIFF_BASE_SHA="0" * 40)
    assert done.returncode == 1
    assert "no such branch, tag or commit" in done.stderr


class _Notes(BaseHTTPRequestHandler):
    """The notes of a merge request."""

    notes: list[dict[str, Any]]
    asked: list[tuple[str, str, Any]]

    def _answer(self, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _keep(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        self.asked.append((self.command, self.path, body))

    def do_GET(self) -> None:
        self._keep()
        self._answer(self.notes)

    def do_POST(self) -> None:
        self._keep()
        self._answer({})

    def do_PUT(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the name of its base
        pass


@pytest.fixture
def api() -> Iterator[tuple[type[_Notes], str]]:
    """An API that keeps what it was asked, and its address."""
    handler = type("Notes", (_Notes,), {"notes": [], "asked": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield handler, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("before", "method", "path"),
    [
        ([], "POST", "notes"),
        ([{"id": 4, "body": "hello"}, {"id": 5, "body": f"{MARKER}\nold"}], "PUT", "notes/5"),
    ],
)
def test_the_note_is_written_once_and_then_anew(
    tmp_path: Path, api: tuple[type[_Notes], str], before: list[dict[str, Any]], method: str, path: str
) -> None:
    """It is found by its first line."""
    handler, address = api
    handler.notes = before
    folder = tmp_path / "clone"
    (folder / "report").mkdir(parents=True)
    (folder / "report" / "comment.md").write_text(f"{MARKER}\nnew\n")
    done = run(
        JOBS["note"]["script"],
        folder,
        CI_API_V4_URL=address,
        CI_PROJECT_ID="3",
        CI_MERGE_REQUEST_IID="12",
        JIBAN_COMMENT_TOKEN="x",  # noqa: S106 no secret
    )
    assert done.returncode == 0, done.stderr
    assert handler.asked[-1] == (
        method,
        f"/projects/3/merge_requests/12/{path}",
        {"body": f"{MARKER}\nnew\n"},
    )


def test_a_merge_request_gets_no_role_and_no_environment() -> None:
    """Neither of its jobs has a token of AWS; the one that writes a note checks nothing out."""
    for name in ("changes", "note"):
        assert {"id_tokens", "environment", "before_script"} & JOBS[name].keys() == set()
        assert JOBS[name]["rules"][0]["if"].startswith('$CI_PIPELINE_SOURCE == "merge_request_event"')
    assert "JIBAN_COMMENT_TOKEN" not in json.dumps(JOBS["changes"])
    assert JOBS["note"]["variables"] == {"GIT_STRATEGY": "none"}


def test_each_deployment_follows_its_preview_and_the_environment_before() -> None:
    """Test at once, the others when somebody says so; one at a time."""
    found = {name: JOBS[f"deploy {name}"] for name in ("test", "staging", "prod")}
    assert {name: each["needs"] for name, each in found.items()} == {
        "test": ["preview test"],
        "staging": ["preview staging", "deploy test"],
        "prod": ["preview prod", "deploy staging"],
    }
    assert {name: each["rules"][0].get("when") for name, each in found.items()} == {
        "test": None,
        "staging": "manual",
        "prod": "manual",
    }
    for name, each in found.items():
        assert (each["resource_group"], each["environment"], each["allow_failure"]) == (
            "$STACK",
            {"name": "$STACK"},
            False,
        )
        assert each["variables"]["STACK"] == name
        assert each["variables"]["AWS_ROLE_ARN"].endswith(f":role/pms-{name}-deploy")


def test_who_previews_cannot_deploy() -> None:
    """A role of its own, which may not become the other one; the same one looks every night."""
    found = {name: job for name, job in JOBS.items() if name.startswith(("preview ", "drift "))}
    assert {name: each["variables"]["AWS_ROLE_ARN"].rpartition("/")[2] for name, each in found.items()} == {
        "preview test": "pms-test-preview",
        "preview staging": "pms-staging-preview",
        "preview prod": "pms-prod-preview",
        "drift staging": "pms-staging-preview",
        "drift prod": "pms-prod-preview",
    }
    assert all("--config jiban:deploy_role=null" in each["script"][0] for each in found.values())
    assert [name for name, each in found.items() if "--expect-no-changes" in each["script"][0]] == [
        "drift staging",
        "drift prod",
    ]


def test_every_job_that_meets_aws_is_let_in_by_its_token() -> None:
    """And no key of AWS is named anywhere."""
    met = [each for name, each in JOBS.items() if name not in ("changes", "note")]
    assert [each["id_tokens"] for each in met] == [{"AWS_ID_TOKEN": {"aud": "sts.amazonaws.com"}}] * len(met)
    assert "SECRET" not in FILE.read_text().upper().replace("WITHOUT A SECRET", "")
