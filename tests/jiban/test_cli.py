"""The command line: flags, exit codes, and what goes to which stream."""

from __future__ import annotations

import fcntl
import gc
import json
import os
import pty
import struct
import subprocess
import sys
import termios
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jiban.cli import main
from jiban.model.digest import digest
from jiban.model.plan import Plan
from jiban.project.project import Project
from tests.jiban.report.samples import shop

ROOT = Path(__file__).parents[2]
JIBAN = [sys.executable, "-m", "jiban.cli"]
PROGRAM = """\
import sys

import pulumi


class Bag(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("demo:index:Bag", name, None, opts)
        self.register_outputs({})


print("the program speaks")
config = pulumi.Config()
Bag(config.get("bag") or "bag-한국")
if config.get("fail"):
    raise ValueError("the program fails")
pulumi.export("numbers", list(range(config.get_int("many") or 0)))
pulumi.export("secret", config.get_secret("token"))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one component that prints something, with two stacks."""
    (tmp_path / "Pulumi.yaml").write_text("name: demo\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n")
    (tmp_path / "Pulumi.prod.yaml").write_text("config: {demo:bag: sack}\n")
    (tmp_path / "__main__.py").write_text(PROGRAM)
    return tmp_path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, project: Path) -> list[dict[str, Any]]:
    """Plan a sample in place of the project, and keep what the planner was asked for."""
    calls: list[dict[str, Any]] = []

    def planned(read: Project, stack: str, **more: Any) -> Plan:
        calls.append({"folder": read.root, "stack": stack, **more})
        return shop()

    monkeypatch.setattr("jiban.plan.run.plan", planned)
    monkeypatch.chdir(project)
    return calls


def run(*arguments: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, arguments, prog_name="jiban")


def process(
    *arguments: str | Path, env: Mapping[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process of its own."""
    surroundings = {
        name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")
    }
    return subprocess.run(
        [*JIBAN, *arguments],
        env={**surroundings, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(env or {})},
        capture_output=True,
        check=False,
        timeout=120,
        **options,
    )


def on_a_terminal(width: int, *arguments: str | Path, env: Mapping[str, str] | None = None) -> str:
    """Run a command on a terminal of a width, and return what it shows, both streams together."""
    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")
    }
    child = subprocess.Popen(
        [*JIBAN, *arguments],
        env={**surroundings, "PYTHONPATH": str(ROOT), "TERM": "xterm", "PYTHONUTF8": "1", **(env or {})},
        stdin=there,
        stdout=there,
        stderr=subprocess.DEVNULL,
    )
    os.close(there)
    seen = b""
    while True:
        try:
            part = os.read(here, 65536)
        except OSError:  # the terminal is closed when the last one who writes to it has ended
            break
        if not part:
            break
        seen += part
    os.close(here)
    assert child.wait(60) == 0
    return seen.decode().replace("\r\n", "\n")


def test_help_loads_nothing_heavy() -> None:
    """`jiban --help` imports neither Pulumi nor gRPC nor pydantic nor YAML, and no more than it needs."""
    code = textwrap.dedent(
        """\
        import sys
        from jiban.cli import main
        try:
            main(["--help"])
        except SystemExit:
            pass
        heavy = {"pulumi", "grpc", "google", "pydantic", "yaml", "asyncio"}
        heavy |= {"jiban.plan.run", "jiban.project", "jiban.report"}
        print(sorted(heavy & set(sys.modules)), file=sys.stderr)
        """
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stderr == "[]\n"
    assert found.stdout.startswith("Usage: ")


def test_help_lists_the_commands_with_the_first_one_first() -> None:
    """The order is the one in which people need them."""
    text = run("--help").stdout
    commands = [line.split()[0] for line in text.partition("Commands:\n")[2].splitlines()]
    assert commands == [
        "plan",
        "explain",
        "graph",
        "check",
        "rules",
        "diff",
        "watch",
        "rehearse",
        "render",
        "bootstrap",
        "runbook",
        "schema",
    ]


@pytest.mark.parametrize(
    "command", [[], ["plan"], ["graph"], ["check"], ["rules"], ["diff"], ["rehearse"], ["explain"]]
)
def test_help_is_not_cut(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """At 80 columns each command's line of help is whole, and no line is wider."""
    monkeypatch.setenv("COLUMNS", "80")
    text = run(*command, "--help").stdout
    assert "..." not in text.replace("[ARGS]...", "").replace("[RULE]...", "")
    assert max(len(line) for line in text.splitlines()) <= 80


def test_version() -> None:
    """One line for people and for bug reports."""
    found = run("--version")
    assert found.exit_code == 0
    assert found.stdout.startswith("jiban")
    assert len(found.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["plan", "-s", "prod", "-c", "a=1", "-c", "b=2"],
        ["-s", "prod", "-c", "a=1", "-c", "b=2", "plan"],
        ["--stack", "prod", "--config", "a=1", "plan", "--config", "b=2"],
        ["-s", "dev", "-c", "a=1", "plan", "-s", "prod", "-c", "b=2"],
    ],
)
def test_flags_stand_before_or_after_the_command(asked: list[dict[str, Any]], arguments: list[str]) -> None:
    """The one after the command counts, and -c adds up."""
    assert run(*arguments).exit_code == 0
    assert [(each["stack"], each["overrides"], each["path_overrides"]) for each in asked] == [
        ("prod", ("a=1", "b=2"), ())
    ]


@pytest.mark.parametrize("arguments", [["--config-path", "plan"], ["plan", "--config-path"]])
def test_config_path_makes_every_key_a_path(asked: list[dict[str, Any]], arguments: list[str]) -> None:
    """As Pulumi has it: one flag for all -c."""
    run(*arguments, "-s", "dev", "-c", "a.b=1")
    assert [(each["overrides"], each["path_overrides"]) for each in asked] == [((), ("a.b=1",))]


@pytest.mark.parametrize("before", [True, False])
def test_the_folder_of_another_project(
    asked: list[dict[str, Any]],
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: bool,  # noqa: FBT001 a parameter of a table
) -> None:
    """-C works from anywhere, and from any folder in the project."""
    (project / "inner").mkdir()
    monkeypatch.chdir("/")
    flag = ["-C", str(project / "inner")]
    assert run(*([*flag, "plan"] if before else ["plan", *flag]), "-s", "dev").exit_code == 0
    assert [each["folder"] for each in asked] == [project]


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    "arguments", [["plan", "--json"], ["-j", "plan"], ["plan", "-o", "json"], ["plan", "-j", "-o", "json"]]
)
def test_json_is_the_digest_of_the_plan(arguments: list[str]) -> None:
    """However it is asked for, standard output is one JSON document in Pulumi's format."""
    found = run(*arguments, "-s", "dev")
    assert json.loads(found.stdout) == digest(shop())


@pytest.mark.usefixtures("asked")
def test_several_documents_at_once(tmp_path: Path) -> None:
    """A format without a path goes to standard output, the others to their files."""
    path = tmp_path / "plan.json"
    found = run("plan", "-s", "dev", "-o", "text", "-o", f"json={path}")
    assert found.stdout.startswith("shop/prod\n")
    assert json.loads(path.read_text()) == digest(shop())


@pytest.mark.usefixtures("asked")
def test_a_summary_ends_before_the_resources(tmp_path: Path) -> None:
    """It shortens the text alone: JSON holds the whole plan."""
    path = tmp_path / "plan.json"
    found = run("plan", "-s", "dev", "--summary", "-o", "text", "-o", f"json={path}")
    assert "db               1  rds.Cluster: postgres; protected\n" in found.stdout
    assert "network.VirtualNetwork" not in found.stdout
    assert json.loads(path.read_text()) == digest(shop())


@pytest.mark.usefixtures("asked")
def test_documents_in_files_leave_standard_output_empty(tmp_path: Path) -> None:
    """Nothing is printed that was not asked for; a file has no colours, whatever the terminal has."""
    path = tmp_path / "plan.txt"
    found = run("--color", "always", "plan", "-s", "dev", "-o", f"text={path}")
    assert (found.exit_code, found.stdout) == (0, "")
    assert path.read_text().startswith("shop/prod\n")


@pytest.mark.usefixtures("asked")
def test_a_path_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Exit code 1, the path and the reason; nothing on standard output either."""
    path = tmp_path / "none" / "plan.json"
    found = run("plan", "-s", "dev", "-o", "text", "-o", f"json={path}")
    assert found.exit_code == 1
    assert found.stderr == f"error: cannot write to {path}: No such file or directory\n"
    assert found.stdout == ""


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plan", "--nothing"], "No such option '--nothing'"),
        (["plann"], "No such command 'plann'"),
        (["plan", "--color", "pink"], "'pink' is not one of"),
        (["plan", "-s"], "requires an argument"),
        (["plan", "-o", "yaml"], "unknown format 'yaml', expected text or json."),
        (["plan", "-o", "json="], "no path after '=' in 'json='."),
        (["plan", "-o", "json", "-o", "text"], "only one format can go to standard output"),
        (["plan", "-j", "-o", "text"], "only one format can go to standard output"),
        (["graph", "--json"], "a graph has no JSON form"),
        (["plan", "--summary", "-v"], "--summary and --verbose exclude each other."),
        (["plan", "--summary", "-j"], "--summary shortens the text"),
        (["explain"], "Missing argument 'PATH'"),
    ],
)
def test_a_wrong_flag_is_said_with_code_2(arguments: list[str], message: str) -> None:
    """Nothing is planned, and standard output stays empty."""
    found = run(*arguments)
    assert found.exit_code == 2
    assert message in found.stderr
    assert found.stdout == ""


@pytest.mark.usefixtures("asked")
def test_several_stacks_and_none_named() -> None:
    """Code 1, and the stacks there are."""
    found = run("plan")
    assert found.exit_code == 1
    assert "several stacks: choose one with -s" in found.stderr
    assert "dev, prod" in found.stderr


@pytest.mark.parametrize(
    ("variables", "flags", "stack"),
    [
        ({"PULUMI_STACK": "prod"}, (), "prod"),
        ({"PULUMI_STACK": "prod"}, ("-s", "dev"), "dev"),
        ({"PULUMI_STACK": "acme/demo/prod"}, (), "prod"),
        ({"PULUMI_STACK": "prod", "PULUMI_OPTION_STACK": "dev"}, (), "dev"),
    ],
)
def test_variables_name_the_stack_as_for_pulumi(
    asked: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    flags: tuple[str, ...],
    stack: str,
) -> None:
    """A flag counts over its variable, and that over PULUMI_STACK."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert run("plan", *flags).exit_code == 0
    assert [call["stack"] for call in asked] == [stack]


def test_a_stack_that_a_variable_names_and_that_is_not_there(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says who named it."""
    monkeypatch.setenv("PULUMI_STACK", "prd")
    result = run("plan", "-C", str(project))
    assert result.exit_code == 1
    assert "no stack 'prd' (named by PULUMI_STACK)" in result.stderr
    assert "Did you mean -s prod?" in result.stderr


def test_variables_stand_for_other_flags_of_pulumis_too(
    asked: list[dict[str, Any]], project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: Any
) -> None:
    """The folder, and values that those of flags are added to."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    monkeypatch.setenv("PULUMI_OPTION_CWD", str(project))
    monkeypatch.setenv("PULUMI_OPTION_CONFIG", "a=1")
    assert run("plan", "-s", "dev", "-c", "b=2").exit_code == 0
    assert [(call["folder"], call["overrides"]) for call in asked] == [(project, ("a=1", "b=2"))]


def test_the_only_stack_need_not_be_named(asked: list[dict[str, Any]], project: Path) -> None:
    """With one stack file there is nothing to choose."""
    (project / "Pulumi.prod.yaml").unlink()
    assert run("plan").exit_code == 0
    assert [each["stack"] for each in asked] == ["dev"]


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("command", [["plan"], ["graph"], ["explain", "region"]])
def test_a_stack_that_is_not_there(command: list[str]) -> None:
    """Code 1, the stacks there are, and the one that was probably meant."""
    found = run(*command, "-s", "prdo")
    assert found.exit_code == 1
    assert found.stderr.startswith("error: no stack 'prdo'")
    assert "dev, prod" in found.stderr
    assert found.stderr.endswith("Did you mean -s prod?\n")
    assert found.stdout == ""


@pytest.mark.usefixtures("asked")
def test_a_project_that_is_not_there(tmp_path: Path) -> None:
    """Code 1 for a folder that does not exist and for one without a project; never an empty success."""
    (tmp_path / "Pulumi.yaml").unlink()
    for folder in (tmp_path / "nowhere", tmp_path):
        found = run("plan", "-C", str(folder))
        assert (found.exit_code, found.stdout) == (1, "")
        assert str(folder) in found.stderr


@pytest.mark.usefixtures("asked")
def test_a_graph_of_tiers_and_of_resources() -> None:
    """Mermaid by default, DOT when asked for; --full for every resource."""
    assert "  r_db --> r_network\n" in run("graph", "-s", "dev").stdout
    assert "  r_db -> r_network;\n" in run("graph", "-s", "dev", "-o", "dot").stdout
    assert "  r_db --> r_network_subnet\n" in run("graph", "-s", "dev", "--full").stdout


def test_the_schema_is_json() -> None:
    """It needs no project."""
    assert json.loads(run("schema").stdout)["title"] == "Stack file of a jiban project"


def test_a_value_of_another_project_cannot_be_explained(project: Path) -> None:
    """A project that declares no settings has none to explain: code 2, and what to declare."""
    found = run("explain", "-C", str(project), "-s", "dev", "region")
    assert found.exit_code == 2
    assert "declares no typed settings" in found.stderr
    assert "[tool.jiban]" in found.stderr


@pytest.mark.usefixtures("asked")
def test_a_fault_of_jiban_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Code 255, one line on what and where, how to report it; the traceback only under JIBAN_DEBUG."""

    def broken(*_: object, **__: object) -> str:
        raise KeyError("oops")

    monkeypatch.setattr("jiban.plan.text.plan_text", broken)
    found = run("plan", "-s", "dev")
    assert found.exit_code == 255
    assert found.stderr.startswith("internal error: KeyError: 'oops' (test_cli.py:")
    assert "Traceback" not in found.stderr
    assert found.stdout == ""
    monkeypatch.setenv("JIBAN_DEBUG", "1")
    assert "Traceback (most recent call last)" in run("plan", "-s", "dev").stderr


@pytest.mark.usefixtures("asked")
def test_interrupting_is_no_failure_of_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C gives the code that shells give it, and one word."""

    def interrupted(*_: object, **__: object) -> Plan:
        raise KeyboardInterrupt

    monkeypatch.setattr("jiban.plan.run.plan", interrupted)
    found = run("plan", "-s", "dev")
    assert (found.exit_code, found.stdout, found.stderr) == (130, "", "cancelled\n")


def test_standard_output_is_the_document_alone(project: Path) -> None:
    """What the program prints goes to standard error; a pipe gets neither colours nor progress."""
    found = process("plan", "-s", "prod", cwd=project)
    assert found.returncode == 0
    assert found.stdout.decode().splitlines()[:10] == [
        "demo/prod",
        "No resources, 1 component.",
        "Planned offline: values that only the cloud knows are shown as (known after ...).",
        "",
        "NAME  RESOURCES  DETAILS",
        "sack          0  demo:index:Bag",
        "",
        "Resources",
        "",
        "sack  demo:index:Bag",
    ]
    assert found.stderr == b"the program speaks\n"
    assert b"\x1b" not in found.stdout


def test_a_program_that_raises_leaves_no_document(project: Path) -> None:
    """Code 1 and the program's own lines, none of ours and none of Pulumi's."""
    found = process("plan", "-s", "dev", "-c", "fail=yes", cwd=project)
    assert found.returncode == 1
    assert found.stdout == b""
    assert found.stderr.decode().splitlines() == [
        "the program speaks",
        "Traceback (most recent call last):",
        '  File "__main__.py", line 16, in <module>',
        '    raise ValueError("the program fails")',
        "ValueError: the program fails",
    ]


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_seen_enough_is_no_error(project: Path, unbuffered: str) -> None:
    """`jiban plan | head -1` is quiet, with more to write than any pipe holds."""
    command = [*JIBAN, "plan", "-s", "dev", "-c", "many=100000"]
    with subprocess.Popen(
        command,
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": unbuffered},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline() == b"demo/dev\n"
        child.stdout.close()
        assert child.stderr.read() == b"the program speaks\n"
        assert child.wait(60) == 0


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("blocking", [True, False])
def test_a_long_document_arrives_whole(
    project: Path,
    unbuffered: str,
    blocking: bool,  # noqa: FBT001 a parameter of a table
) -> None:
    """A pipe holds less than the document, and a pipe that does not wait is waited for."""
    here, there = os.pipe()
    os.set_blocking(there, blocking)
    with subprocess.Popen(
        [*JIBAN, "plan", "-s", "dev", "-c", "many=100000", "--json"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": unbuffered},
        stdout=there,
        stderr=subprocess.PIPE,
    ) as child:
        os.close(there)
        with os.fdopen(here, "rb") as reader:
            document = reader.read()
        assert child.wait(60) == 0
    assert json.loads(document)["steps"][0]["newState"]["outputs"]["numbers"][-1] == 99999


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_a_full_disk_is_an_error(project: Path) -> None:
    """A document that could not be written is said to be so, with code 1."""
    with Path("/dev/full").open("wb") as full:
        found = subprocess.run(
            [*JIBAN, "plan", "-s", "dev"],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert found.returncode == 1
    assert found.stderr.splitlines()[1:] == [
        b"error: cannot write to standard output: No space left on device"
    ]


def test_an_output_in_ascii_gets_ascii(project: Path) -> None:
    """The tree is typed, and letters beyond ASCII are escaped, in JSON as JSON does."""
    env = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    text = process("plan", "-s", "dev", cwd=project, env=env)
    assert text.returncode == 0
    assert b"bag-\\ud55c\\uad6d  demo:index:Bag\n" in text.stdout
    document = process("plan", "-s", "dev", "--json", cwd=project, env=env)
    assert json.loads(document.stdout.decode("ascii"))["steps"][1]["urn"].endswith("::bag-한국")


@pytest.mark.parametrize(
    ("env", "flags", "coloured"),
    [
        ({}, [], True),
        ({"NO_COLOR": "1"}, [], False),
        ({}, ["--color", "never"], False),
        ({"NO_COLOR": "1"}, ["--color", "always"], True),
    ],
)
def test_colour_on_a_terminal(
    project: Path,
    env: dict[str, str],
    flags: list[str],
    coloured: bool,  # noqa: FBT001 a parameter of a table
) -> None:
    """There is some, unless NO_COLOR or the flag says no."""
    shown = on_a_terminal(80, "plan", "-C", project, "-s", "dev", *flags, env=env)
    assert ("\x1b[1mbag-한국\x1b[0m" in shown) is coloured


@pytest.mark.parametrize(
    ("env", "flags"),
    [({"FORCE_COLOR": "1"}, []), ({}, ["--color", "always"]), ({"NO_COLOR": "1"}, ["--color=always"])],
)
def test_colour_in_a_pipe_when_asked_for(project: Path, env: dict[str, str], flags: list[str]) -> None:
    """A log viewer that understands colours can have them."""
    found = process("plan", "-C", project, "-s", "prod", *flags, env=env)
    assert b"\x1b[1msack\x1b[0m" in found.stdout


def test_a_terminal_of_40_columns(project: Path) -> None:
    """No line runs over, and the summary is broken between words."""
    shown = on_a_terminal(40, "plan", "-C", project, "-s", "dev", "--color", "never")
    assert max(len(line) for line in shown.splitlines()) <= 40
    assert "Planned offline: values that only the\ncloud knows are shown as (known after\n...).\n" in shown


def test_the_way_out_searches_no_heap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python looks through everything several times as it ends, which took a third of a plan's time."""
    kept: list[bool] = []
    monkeypatch.setattr(gc, "freeze", lambda: kept.append(True))
    with pytest.raises(SystemExit):
        main(["--version"])
    assert kept == [True]
