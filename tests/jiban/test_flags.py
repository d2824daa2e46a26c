"""The flags that every command takes: what they stand for, and what is written where."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import click
import pytest

from jiban import flags, secrecy
from jiban.cli import COMMANDS, main
from jiban.report.terminal import Look


def variables(monkeypatch: pytest.MonkeyPatch, **given: str) -> flags.Flags:
    """What flags are where only these variables are set."""
    for name in ("CWD", "CONFIG", "CONFIG_PATH", "COLOR", "JSON", "TIMEOUT"):
        monkeypatch.delenv(f"PULUMI_OPTION_{name}", raising=False)
    for name, value in given.items():
        monkeypatch.setenv(f"PULUMI_OPTION_{name}", value)
    return flags.Flags()


def test_what_holds_where_nobody_says_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """This folder, no stack, colours as the place has them, text, and five minutes."""
    found = variables(monkeypatch)
    assert (found.cwd, found.stack, found.config, found.config_path) == (".", None, (), False)
    assert (found.color, found.json, found.timeout, found.arguments) == ("auto", False, 300, None)


@pytest.mark.parametrize(
    ("name", "value", "field", "found"),
    [
        ("CWD", "shop", "cwd", "shop"),
        ("CONFIG", "a=1,b=2", "config", ("a=1", "b=2")),
        ("CONFIG_PATH", "true", "config_path", True),
        ("JSON", "1", "json", True),
        ("COLOR", "always", "color", "always"),
        ("COLOR", "never", "color", "never"),
        ("COLOR", "raw", "color", "never"),
        ("COLOR", "auto", "color", "auto"),
        ("COLOR", "pink", "color", "auto"),
    ],
)
def test_a_variable_stands_for_its_flag(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, field: str, found: object
) -> None:
    """As for Pulumi; what it does not know is as if it were not set."""
    assert getattr(variables(monkeypatch, **{name: value}), field) == found


def test_every_key_of_c_is_a_path_or_none_is() -> None:
    """Pulumi has one flag for all of them."""
    assert flags.Flags(config=("a=1",), config_path=False).overrides() == (("a=1",), ())
    assert flags.Flags(config=("a=1",), config_path=True).overrides() == ((), ("a=1",))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_the_same_flags(name: str) -> None:
    """Each with its long and its short form, whatever the command does."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    known = {option for parameter in command.params for option in parameter.opts}
    pulumis = {"-C", "--cwd", "-s", "--stack", "-c", "--config", "--config-path", "--color", "-j", "--json"}
    assert {*pulumis, "--timeout"} <= known


@pytest.mark.parametrize(("seconds", "code"), [("0", 0), ("604800", 0), ("604801", 2), ("-1", 2)])
def test_a_program_is_given_a_week_at_most(seconds: str, code: int) -> None:
    """And no limit by 0."""

    @click.command()
    @flags.flags
    def command() -> None:
        pass

    try:
        command.main(["--timeout", seconds], standalone_mode=False)
        found = 0
    except click.UsageError as error:
        found = error.exit_code
    assert found == code


SECRET = 'pass"word\\1'  # noqa: S105 - a made-up one
"""A secret that JSON writes in another way."""


@pytest.mark.parametrize(
    ("form", "written"), [("json", '{"a": "[secret]"}'), ("sarif", '{"a": "[secret]"}'), ("text", "[secret]")]
)
def test_a_secret_is_taken_out_of_every_document(tmp_path: Path, form: str, written: str) -> None:
    """In the way that the format writes it, so that the document stays one."""
    text = SECRET if form == "text" else json.dumps({"a": SECRET})
    with secrecy.gate() as gate:
        gate.learn(SECRET)
        flags.deliver([(form, str(tmp_path / "it"))], lambda _form, _look: text)
    assert (tmp_path / "it").read_text() == written


@pytest.mark.parametrize(("form", "written"), [("json", "\x9f"), ("sarif", "\x9f"), ("text", "\\x9f")])
def test_what_a_terminal_would_obey_is_escaped_in_text_alone(tmp_path: Path, form: str, written: str) -> None:
    """JSON has escapes of its own, and nothing else may change it."""
    flags.deliver([(form, str(tmp_path / "it"))], lambda _form, _look: "\x9f")
    assert (tmp_path / "it").read_text() == written


def test_no_document_is_written_where_one_cannot_be_made(tmp_path: Path) -> None:
    """All are made first."""

    def document(form: str, look: Look) -> str:
        del look
        if form == "json":
            raise ValueError(form)
        return form

    with pytest.raises(ValueError, match="json"):
        flags.deliver([("text", str(tmp_path / "a")), ("json", str(tmp_path / "b"))], document)
    assert list(tmp_path.iterdir()) == []


def test_files_are_written_before_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever reads what is printed finds them there, and a file that fails leaves nothing printed."""
    wanted = [("text", "-"), ("text", str(tmp_path / "no" / "such"))]
    with pytest.raises(flags_error(), match="No such file or directory"):
        flags.deliver(wanted, lambda form, _look: form)
    assert capsys.readouterr().out == ""


def flags_error() -> type[Exception]:
    """What says that a document cannot be written."""
    from jiban.report.failures import CommandError  # noqa: PLC0415 - as in `deliver`

    return CommandError


@pytest.mark.parametrize(
    ("error", "path", "said"),
    [
        (OSError(errno.EBADF, "Bad file descriptor"), "", "cannot write to standard output: it is closed"),
        (OSError(errno.EBADF, "Bad file descriptor"), "a", "cannot write to a: Bad file descriptor"),
        (OSError(errno.ENOSPC, "No space"), "", "cannot write to standard output: No space"),
        (
            ValueError("embedded null byte"),
            "a\0b",
            "cannot write to a\\x00b: the path holds a NUL character",
        ),
        (ValueError("of its own"), "a", "cannot write to a: of its own"),
    ],
)
def test_why_a_document_cannot_be_written(error: Exception, path: str, said: str) -> None:
    """Where, and in the system's words."""
    assert flags.unwritable(error, path) == said


@pytest.mark.parametrize(
    ("wanted", "json_form", "is_json", "found"),
    [
        ([], "json", False, [("text", "-")]),
        ([], "json", True, [("json", "-")]),
        ([("text", "a")], "json", False, [("text", "a")]),
        ([("text", "a")], "json", True, [("text", "a"), ("json", "-")]),
        ([("json", "-")], "json", True, [("json", "-")]),
        ([("json", "a")], "json", True, [("json", "a"), ("json", "-")]),
        ([], None, True, [("text", "-")]),
    ],
)
def test_what_is_written_where(
    wanted: list[tuple[str, str]], json_form: str | None, *, is_json: bool, found: list[tuple[str, str]]
) -> None:
    """`--json` is `-o json`, beside what is asked for by name."""
    with click.Context(main, obj=flags.Flags(json=is_json)):
        assert flags.chosen(wanted, "text", json_form) == found
