"""Walks through workflows of GitHub Actions as a runner would: jobs by their needs, steps in order, `if`,
environments, outputs. A `run` is run, by bash, in a folder with the tools on its path; an action is passed
over, but for the role that it takes.

Not all of the language: what the workflows here use, and an error for the rest.
"""

import json
import os
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

_EXPRESSION: Final = re.compile(r"\$\{\{(.*?)\}\}")
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<call>(?:cancelled|failure|success|always)\(\))|(?P<json>fromJSON)(?=\()"
    r"|(?P<name>[A-Za-z_][\w.-]*)|(?P<sign>&&|\|\||==|!=|!|\(|\)))"
)
_SIGNS: Final = {"&&": " and ", "||": " or ", "!": " not "}


@dataclass
class Step:
    """One step that was walked over."""

    job: str
    """Names of the job, of its caller first: `prod / deploy`."""
    title: str
    outcome: str
    environment: str | None
    """Protected environment of the job."""
    permissions: Mapping[str, str]
    role: str | None
    """Role of AWS as which the step runs."""
    env: Mapping[str, str]
    output: str = ""


@dataclass
class Runner:
    """Walks through the workflows of one folder."""

    workflows: Path
    workspace: Path
    tools: Path
    """Folder of the commands that stand in for those that cannot be here; it comes first on the path."""
    github: dict[str, str]
    secrets: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    """Secrets by protected environment; `""` for the repository's own."""
    fail: Callable[[str, str], bool] = lambda _job, _title: False
    """Says which step fails whatever it does."""
    only: Mapping[str, str] = field(default_factory=dict[str, str])
    """Which value of a matrix is walked; without one, each."""
    steps: list[Step] = field(default_factory=list[Step])
    read_secrets: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Job, and name of the secret."""

    def walk(self, name: str, inputs: Mapping[str, Any] | None = None, below: str = "") -> str:
        """Walk through one workflow; return how it ended."""
        document = yaml.safe_load((self.workflows / name).read_text())
        given = {
            key: row.get("default")
            for key, row in (document[True].get("workflow_call") or {}).get("inputs", {}).items()
        } | dict(inputs or {})
        done: dict[str, dict[str, Any]] = {}
        while len(done) < len(document["jobs"]):
            for key, job in document["jobs"].items():
                needs = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
                if key not in done and all(each in done for each in needs):
                    name = f"{below} / {key}" if below else key
                    done[key] = self._job(document, name, given, {each: done[each] for each in needs})
        return "failure" if any(each["result"] == "failure" for each in done.values()) else "success"

    def _job(self, document: Any, name: str, inputs: Any, needs: dict[str, dict[str, Any]]) -> dict[str, Any]:
        job = document["jobs"][name.rpartition(" / ")[2]]
        results = {each["result"] for each in needs.values()}
        state = {"failed": "failure" in results, "well": results <= {"success"}}
        context: dict[str, Any] = {"inputs": inputs, "needs": needs, "github": self.github, "matrix": {}}
        if not self._holds(job.get("if"), context, state, "well"):
            return {"result": "skipped", "outputs": {}}
        if "uses" in job:
            values = {each: self._text(value, context, name) for each, value in job.get("with", {}).items()}
            return {"result": self.walk(Path(job["uses"]).name, values, name), "outputs": {}}
        rows = dict(job.get("strategy", {}).get("matrix", {"": [""]}))
        also = rows.pop("include", [])
        ((axis, values),) = rows.items()
        found = [
            self._machine(document, name, job, {**context, "matrix": _row(axis, value, also)})
            for value in ([self.only[axis]] if axis in self.only else values)
        ]
        failed = any(each["result"] == "failure" for each in found)
        return {"result": "failure" if failed else "success", "outputs": found[-1]["outputs"]}

    def _machine(self, document: Any, name: str, job: Any, context: dict[str, Any]) -> dict[str, Any]:
        """Walk through the steps of one job."""
        environment = self._text(job["environment"], context, name) if "environment" in job else None
        own = {**self.secrets.get("", {}), **self.secrets.get(environment or "", {})}
        context = {**context, "secrets": own, "vars": {}, "steps": {}, "job": {"status": "success"}}
        context["runs-on"] = self._value(job["runs-on"], context, name)
        env = {key: self._text(value, context, name) for key, value in document.get("env", {}).items()}
        context["env"] = env
        env |= {key: self._text(value, context, name) for key, value in job.get("env", {}).items()}
        permissions, role = job.get("permissions", document["permissions"]), None
        for step in job["steps"]:
            title = step.get("name") or step.get("uses", "").partition("@")[0]
            state = {
                "failed": context["job"]["status"] == "failure",
                "well": context["job"]["status"] == "success",
            }
            walked = Step(name, title, "skipped", environment, permissions, role, env)
            self.steps.append(walked)
            outputs: dict[str, str] = {}
            if self._holds(step.get("if"), context, state, "well"):
                own_env = {
                    key: self._text(value, context, name) for key, value in step.get("env", {}).items()
                }
                arguments = {
                    key: self._text(value, context, name) for key, value in step.get("with", {}).items()
                }
                if title == "aws-actions/configure-aws-credentials":
                    assert permissions["id-token"] == "write", name
                    walked.role = role = arguments["role-to-assume"]
                if self.fail(name, title):
                    walked.outcome = "failure"
                elif "run" in step:
                    outputs = self._run(
                        walked, step, {**env, **own_env, **({"ROLE": role} if role else {})}, context
                    )
                else:
                    walked.outcome = "success"
            if walked.outcome == "failure":
                context["job"]["status"] = "failure"
            if "id" in step:
                context["steps"][step["id"]] = {"outputs": outputs, "outcome": walked.outcome}
        given = {key: self._text(value, context, name) for key, value in job.get("outputs", {}).items()}
        return {"result": context["job"]["status"], "outputs": given}

    def _run(self, walked: Step, step: Any, env: dict[str, str], context: dict[str, Any]) -> dict[str, str]:
        output, summary = self.tools / "output", self.tools / "summary"
        output.write_text("")
        known = {f"GITHUB_{key.upper()}": value for key, value in self.github.items()}
        folder = self._text(step.get("working-directory", "."), context, walked.job)
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"]],  # as GitHub does where no shell is named: without pipefail
            cwd=self.workspace / folder,
            env={
                "PATH": f"{self.tools}:{os.environ['PATH']}",
                "HOME": str(self.tools),
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(summary),
                "GITHUB_WORKSPACE": str(self.workspace),
                **known,
                **env,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        walked.env = env
        walked.outcome = "failure" if done.returncode else "success"
        walked.output = done.stdout + done.stderr
        return dict(line.split("=", 1) for line in output.read_text().splitlines())

    def _holds(
        self, condition: str | None, context: dict[str, Any], state: Mapping[str, bool], default: str
    ) -> bool:
        """Whether an `if` holds; one that asks for no status means that all has gone well so far."""
        if condition is None:
            return state[default]
        inner = _EXPRESSION.fullmatch(condition.strip())
        text = inner[1] if inner else condition
        asks = any(f"{each}()" in text for each in ("cancelled", "failure", "success", "always"))
        return bool(self._evaluate(text, context, "", state)) and (asks or state[default])

    def _value(self, value: Any, context: dict[str, Any], job: str) -> Any:
        found = _EXPRESSION.fullmatch(value) if isinstance(value, str) else None
        return self._evaluate(found[1], context, job, {}) if found else value

    def _text(self, value: Any, context: dict[str, Any], job: str) -> str:
        def one(found: re.Match[str]) -> str:
            result = self._evaluate(found[1], context, job, {})
            return "" if result is None else str(result)

        return _EXPRESSION.sub(one, value) if isinstance(value, str) else json.dumps(value)

    def _evaluate(self, text: str, context: dict[str, Any], job: str, state: Mapping[str, bool]) -> Any:
        code, place, names = "", 0, list[Any]()
        text = text.strip()
        while place < len(text):
            found = _TOKEN.match(text, place)
            assert found, text[place:]
            place = found.end()
            if found["name"]:
                names.append(self._look_up(found["name"], context, job))
                code += f" names[{len(names) - 1}] "
            elif found["call"]:
                code += f" calls[{found['call'][:-2]!r}] "
            elif found["json"]:
                code += " loads"
            else:
                code += found["text"] or _SIGNS.get(found["sign"], found["sign"])
        calls = {
            "cancelled": False,
            "always": True,
            "failure": state.get("failed"),
            "success": state.get("well"),
        }
        return eval(code, {"names": names, "calls": calls, "loads": json.loads})  # noqa: S307 the workflow's own text

    def _look_up(self, name: str, context: dict[str, Any], job: str) -> Any:
        root, _, rest = name.partition(".")
        if root == "secrets":
            self.read_secrets.append((job, rest))
        value: Any = context[root]
        for part in rest.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value


def _row(axis: str, value: Any, also: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a matrix says of one value, with what it includes for that."""
    row = {axis: value}
    for each in also:
        if each[axis] == value:
            row |= each
    return row
