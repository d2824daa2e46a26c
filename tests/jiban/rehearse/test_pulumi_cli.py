import os
from collections.abc import Callable
from pathlib import Path

import pytest

from jiban.project.project import find_project
from jiban.rehearse.change import Change, default_change
from jiban.rehearse.pulumi_cli import (
    CLI_VARIABLE,
    VERSION,
    CommandResult,
    EngineError,
    Scratch,
    find_cli,
    loopback_without_proxy,
    open_scratch,
    rehearsal_folder,
    set_config,
    set_later,
)
from tools import build_engine

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A command that prints a version, in the place of the CLI."""

    def make(version: str) -> Path:
        path = tmp_path / "pulumi"
        path.write_text(f"#!/bin/sh\necho {version}\n")
        path.chmod(0o755)
        monkeypatch.setenv(CLI_VARIABLE, str(path))
        return path

    return make


def test_a_cli_of_the_right_version_is_taken(cli: Callable[[str], Path]) -> None:
    """Its version is that of the SDK that is installed."""
    path = cli(f"v{VERSION}")
    assert find_cli() == path


def test_a_cli_of_another_version_is_refused(cli: Callable[[str], Path]) -> None:
    """Both versions are said, and how to get the right one."""
    cli("v3.1.0")
    with pytest.raises(EngineError, match=rf"expected Pulumi {VERSION}, got 3\.1\.0 \(.*\): `make engine`"):
        find_cli()


def test_a_missing_cli_is_told_with_what_builds_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The message says so too where Go is missing, because the CLI is built with it."""
    monkeypatch.setenv(CLI_VARIABLE, str(tmp_path / "none"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError) as caught:
        find_cli()
    assert "`make engine` builds it" in str(caught.value)
    assert "Go, which the build needs, is missing too" in str(caught.value)


def test_no_variable_leads_a_rehearsal_to_a_real_cloud(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Credentials, accounts and backends of the shell are out of sight of the engine."""
    for name in ("AWS_PROFILE", "ARM_CLIENT_ID", "AZURE_CONFIG_DIR", "KUBECONFIG", "PULUMI_ACCESS_TOKEN"):
        monkeypatch.setenv(name, "real")
    found = Scratch(tmp_path, Path("pulumi"), tmp_path, "dev", tmp_path / "x").environment()
    assert "real" not in found.values()
    assert found["PULUMI_BACKEND_URL"] == f"file://{tmp_path}/backend?metadata=skip"
    assert found["HOME"] == os.environ["HOME"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"http_proxy": "http://proxy:3128"}, {"no_proxy": "127.0.0.1,localhost,::1"}),
        (
            {"NO_PROXY": "corp", "no_grpc_proxy": ""},
            {
                "NO_PROXY": "corp,127.0.0.1,localhost,::1",
                "no_proxy": "127.0.0.1,localhost,::1",
                "no_grpc_proxy": "127.0.0.1,localhost,::1",
            },
        ),
    ],
)
def test_a_proxy_is_kept_out_of_this_machines_own_connections(
    given: dict[str, str], expected: dict[str, str]
) -> None:
    """GRPC would send them through it; what else the variables list stays."""
    assert loopback_without_proxy(given) == expected


def test_the_backends_url_is_quoted(tmp_path: Path) -> None:
    """A folder may have a name with a space or a percent sign."""
    scratch = Scratch(tmp_path / "a b%2", Path("pulumi"), tmp_path, "dev", tmp_path / "x")
    assert scratch.environment()["PULUMI_BACKEND_URL"] == f"file://{tmp_path}/a%20b%252/backend?metadata=skip"


def test_the_last_summary_counts() -> None:
    """An `up` has two summaries, of its preview and of itself."""
    events = (
        {"summaryEvent": {"resourceChanges": {"create": 2}}},
        {"summaryEvent": {"resourceChanges": {"same": 2}}},
    )
    assert CommandResult((), 0, "", "", 1.0, events).counts == {"same": 2}


def test_messages_come_without_the_engines_marks_and_once() -> None:
    """Colours are written as <{%reset%}> in events, and an error is often said twice."""
    event = {"diagnosticEvent": {"severity": "error", "message": "<{%fg 1%}>no<{%reset%}>\n"}}
    assert CommandResult((), 1, "", "", 1.0, (event, event)).messages == ("no",)


def test_a_folder_to_keep_must_be_new(tmp_path: Path) -> None:
    """A rehearsal writes over nothing."""
    with pytest.raises(EngineError, match="already exists"), rehearsal_folder(tmp_path):
        pass


def test_the_cli_is_built_in_the_version_of_the_sdk() -> None:
    """tools/go.mod, the project's dependency and the installed SDK name one version."""
    assert build_engine.pinned((ROOT / "tools" / "go.mod").read_text()) == f"v{VERSION}"
    assert f'"pulumi=={VERSION}"' in (ROOT / "pyproject.toml").read_text()


def test_a_go_mod_without_the_cli_is_refused() -> None:
    """The message says what is missing from which file."""
    with pytest.raises(build_engine.BuildError, match=r"tools/go\.mod requires no"):
        build_engine.pinned("module x\n")


@pytest.mark.parametrize(
    ("values", "change"),
    [
        pytest.param(
            {"jiban:workloads": '{"b": {"image": "b:1"}, "a": {"replicas": 1}}'},
            Change("jiban:workloads.b.image=b:1-rehearsed", before="b:1"),
            id="one of two workloads has an image",
        ),
        pytest.param({"jiban:workloads": '{"a": {}}'}, None, id="no image"),
        pytest.param({"jiban:workloads": "not json"}, None, id="not JSON"),
        pytest.param({"other:key": "1"}, None, id="no workloads"),
    ],
)
def test_the_change_that_nobody_names_is_an_image(values: dict[str, str], change: Change | None) -> None:
    """Of the first workload that has one; a stack without workloads is not changed."""
    assert default_change(values) == change


@pytest.mark.parametrize(
    "name",
    [
        "PULUMI_ACCESS_TOKEN",
        "AWS_PROFILE",
        "ARM_CLIENT_ID",
        "AZURE_CONFIG_DIR",
        "KUBECONFIG",
        "KUBE_TOKEN",
        "GOOGLE_APPLICATION_CREDENTIALS",
    ],
)
def test_each_variable_that_leads_to_a_cloud_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Others stay."""
    monkeypatch.setenv(name, "real")
    monkeypatch.setenv("SHOP_SIZE", "2")
    found = Scratch(tmp_path, tmp_path / "pulumi", tmp_path, "dev", tmp_path / "file").environment()
    assert "real" not in found.values()
    assert found["SHOP_SIZE"] == "2"


@pytest.mark.parametrize(("checkpoints", "skipped"), [(True, "false"), (False, "true")])
def test_what_a_command_is_told(tmp_path: Path, *, checkpoints: bool, skipped: str) -> None:
    """Every package is simulated, nothing is downloaded, and a state is kept where the engine is killed."""
    scratch = Scratch(
        tmp_path, tmp_path / "pulumi", tmp_path, "dev", tmp_path / "file", port=7, checkpoints=checkpoints
    )
    found = scratch.environment()
    assert found["PULUMI_DEBUG_PROVIDERS"] == "aws:7,azure-native:7,kubernetes:7,pulumi-python:7"
    assert found["PULUMI_SKIP_CHECKPOINTS"] == skipped
    assert found["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] == "true"
    assert found["PULUMI_SKIP_UPDATE_CHECK"] == "true"
    assert found["PATH"].startswith(f"{tmp_path}:")


@pytest.mark.parametrize(("host", "attached"), [(8, "python:8"), (0, None)])
def test_the_engine_attaches_to_a_language_host_that_runs(
    tmp_path: Path, host: int, attached: str | None
) -> None:
    """Where there is none, each command starts its own."""
    scratch = Scratch(tmp_path, tmp_path / "pulumi", tmp_path, "dev", tmp_path / "file", host=host)
    assert scratch.environment().get("PULUMI_DEBUG_LANGUAGES") == attached


GONE = """\
#!/bin/sh
echo run >> "$(dirname "$0")/runs"
test -z "$PULUMI_DEBUG_LANGUAGES" && exit 0
echo "python (Language Plugin) plugin [pulumi-language-python] did not begin responding" >&2
exit 255
"""


def test_a_command_starts_its_own_host_where_the_one_that_ran_is_gone(tmp_path: Path) -> None:
    """And all that follow do so at once."""
    command = tmp_path / "pulumi"
    command.write_text(GONE)
    command.chmod(0o755)
    scratch = Scratch(tmp_path, command, tmp_path, "dev", tmp_path / "file", host=8)
    assert [scratch.run("up").exit_code, scratch.run("up").exit_code] == [0, 0]
    assert (tmp_path / "runs").read_text().splitlines() == ["run"] * 3


@pytest.mark.parametrize(("given", "found"), [(None, "400"), ("50", "50")])
def test_the_engine_seldom_collects_garbage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str | None, found: str
) -> None:
    """But where somebody says how often."""
    monkeypatch.delenv("GOGC", raising=False)
    if given:
        monkeypatch.setenv("GOGC", given)
    scratch = Scratch(tmp_path, tmp_path / "pulumi", tmp_path, "dev", tmp_path / "file")
    assert scratch.environment()["GOGC"] == found


def test_the_engine_writes_no_log_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file stands where the folder of its logs would be, or it would spend half of its time on them."""
    monkeypatch.setattr(Scratch, "run", lambda *_: CommandResult((), 0, "", "", 0.1))
    project = tmp_path / "project"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (project / "__main__.py").touch()
    (tmp_path / "scratch").mkdir()
    open_scratch(tmp_path / "scratch", tmp_path / "pulumi", find_project(project), "dev")
    assert (tmp_path / "scratch" / "home" / "logs").is_file()


def test_a_folder_that_is_kept_is_for_nobody_else(tmp_path: Path) -> None:
    """It holds what the stack is given."""
    with rehearsal_folder(tmp_path / "kept") as folder:
        assert folder.stat().st_mode & 0o777 == 0o700


def test_the_built_cli_counts_over_one_on_the_path(
    cli: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is of the right version; where it is not built, the other one is taken."""
    other = cli(f"v{VERSION}")
    monkeypatch.delenv(CLI_VARIABLE)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("jiban.rehearse.pulumi_cli.ROOT", tmp_path / "root")
    assert find_cli() == other
    built = tmp_path / "root" / "bin" / "pulumi"
    built.parent.mkdir(parents=True)
    built.write_bytes(other.read_bytes())
    built.chmod(0o755)
    assert find_cli() == built


@pytest.mark.parametrize(("path", "flags"), [(True, ("--path",)), (False, ())])
def test_a_value_is_set_in_plain_in_the_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, path: bool, flags: tuple[str, ...]
) -> None:
    """By its key or by a path; what stands behind the first sign of equality is the value."""
    asked: list[tuple[str, ...]] = []

    def run(_: Scratch, *arguments: str, log: bool = False) -> CommandResult:
        assert not log
        asked.append(arguments)
        return CommandResult(arguments, len(asked) - 1, "", "no such key", 0.1)

    monkeypatch.setattr(Scratch, "run", run)
    scratch = Scratch(tmp_path, tmp_path / "pulumi", tmp_path, "dev", tmp_path / "file")
    set_config(scratch, "a:b=c=d", path=path)
    assert asked == [
        (
            "config",
            "set",
            "a:b",
            "c=d",
            "--plaintext",
            *flags,
            "--stack",
            "dev",
            "--config-file",
            str(tmp_path / "file"),
        )
    ]
    with pytest.raises(EngineError, match=r"^cannot set a:b: no such key$"):
        set_config(scratch, "a:b=c", path=path)


def test_a_value_is_set_later_where_other_commands_do_not_see_it_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy takes the place of the stack file when it is put there; nothing is left beside it."""

    def run(_: Scratch, *arguments: str) -> CommandResult:
        Path(arguments[-1]).write_text(f"{Path(arguments[-1]).read_text()}{arguments[2]}: {arguments[3]}\n")
        return CommandResult(arguments, 0, "", "", 0.1)

    monkeypatch.setattr(Scratch, "run", run)
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text("a: 1\n")
    scratch = Scratch(tmp_path, tmp_path / "pulumi", tmp_path, "dev", file)
    put = set_later(scratch, "b=2", path=True)
    assert file.read_text() == "a: 1\n"
    put()
    assert (file.read_text(), [each.name for each in tmp_path.iterdir()]) == ("a: 1\nb: 2\n", [file.name])
    put = set_later(scratch, "c=3", path=True)
    file.write_text("d: 4\n")
    put()
    assert (file.read_text(), [each.name for each in tmp_path.iterdir()]) == ("d: 4\nc: 3\n", [file.name])
