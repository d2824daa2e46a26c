"""What is said when a command fails."""

from __future__ import annotations

from jiban.plan.errors import ProgramError
from jiban.project.errors import ConfigFileError, StackNotFound
from jiban.project.problem import Problem
from jiban.report.failures import CommandError, failure_of
from jiban.settings.errors import ConfigurationError


def raised(error: Exception) -> Exception:
    """The error with a traceback, as a command gives it."""
    try:
        raise error  # noqa: TRY301 the traceback is what it is for
    except Exception as caught:  # noqa: BLE001 whatever it is
        return caught


def test_an_error_of_the_planner_keeps_its_words_and_its_code() -> None:
    """A stack that is not there is an error of code 1."""
    failure = failure_of(raised(StackNotFound("no stack 'x'", ("dev",))))
    assert (failure.prefix, failure.message, failure.exit_code) == ("error: ", "no stack 'x'", 1)


def test_the_stack_that_was_probably_meant_is_named() -> None:
    """Case and a letter more or less do not hide it; an organization before it does not either."""
    error = StackNotFound("no such stack", ("dev", "prod"))
    for asked in ("prdo", "Prod", "acme/shop/production"):
        assert failure_of(error, asked).message == "no such stack\nDid you mean -s prod?"
    assert failure_of(error, "xyz").message == "no such stack"


def test_faults_of_a_file_open_with_their_place() -> None:
    """So that an editor finds them: no word stands before file and line."""
    failure = failure_of(raised(ConfigFileError([Problem("Pulumi.dev.yaml", "a map is due", 3, 5)])))
    assert failure.prefix + failure.message == "Pulumi.dev.yaml:3:5: a map is due"
    assert failure.exit_code == 2


def test_a_program_that_refuses_its_configuration_is_no_traceback() -> None:
    """All problems as they are, and code 2."""
    problem = Problem("Pulumi.prod.yaml", "no such region", 7, 5, "jiban:region", '"mars"', "set one")
    cause = ConfigurationError([problem])
    failure = failure_of(ProgramError("ConfigurationError: ...", ['  File "__main__.py", line 1'], cause))
    assert failure.message == str(cause)
    assert "Traceback" not in failure.message
    assert failure.exit_code == 2


def test_a_program_that_raises_shows_its_own_lines() -> None:
    """The traceback, as Python prints it, and code 1."""
    lines = ["Traceback (most recent call last):", '  File "__main__.py", line 3, in <module>', "    boom()"]
    failure = failure_of(ProgramError("ValueError: no", lines, ValueError("no")))
    assert failure.prefix + failure.message == "\n".join([*lines, "ValueError: no"])
    assert failure.exit_code == 1


def test_any_other_error_is_a_fault_of_jiban() -> None:
    """Short, with the place, how to report it, and Pulumi's code for internal errors."""
    failure = failure_of(raised(KeyError("missing")))
    assert failure.exit_code == 255
    assert failure.prefix == "internal error: "
    assert failure.message.startswith("KeyError: 'missing' (test_failures.py:")
    assert "This is a bug in jiban, not in your project." in failure.message
    assert "JIBAN_DEBUG=1" in failure.message


def test_what_a_command_says_on_its_own_account_is_said_as_it_is() -> None:
    """A file that cannot be written is an error with the command's own words and code."""
    failure = failure_of(raised(CommandError("cannot write", exit_code=2)))
    assert (failure.prefix, failure.message, failure.exit_code) == ("error: ", "cannot write", 2)
