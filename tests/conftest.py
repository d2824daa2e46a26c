"""What every test may use: golden files, and property tests that try the same examples on every machine."""

import os
import re
import tempfile
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from types import NoneType

import pytest
from _pytest.mark.expression import Expression
from hypothesis import HealthCheck, settings

CASE = 60
"""Most letters of a case's name."""
OF_A_MARK = ("corpus", "engine")
"""Folders all of whose tests have one mark, the folder's name."""
GOLDEN = Path(__file__).parent / "golden"

# The gate tries the same examples everywhere; `HYPOTHESIS_PROFILE=search` looks for new ones.
settings.register_profile("gate", derandomize=True, deadline=None, print_blob=True)
settings.register_profile(
    "search", deadline=None, print_blob=True, max_examples=1000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))

# Where the tests run in a step of GitHub Actions, what they compare is none of its summary.
os.environ.pop("GITHUB_STEP_SUMMARY", None)
# What a test keeps for the next comparison is none of a person's.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="jiban-tests-")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer `--rewrite-golden`, which `make golden` uses."""
    parser.addoption("--rewrite-golden", action="store_true", help="rewrite the golden files")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the folder of a mark that `-m` does not ask for: reading the corpus takes eight seconds."""
    asked = str(config.getoption("markexpr"))
    if not asked or collection_path.name not in OF_A_MARK or not collection_path.is_dir():
        return None
    return (
        True
        if not Expression.compile(asked).evaluate(lambda name, **_: name == collection_path.name)
        else None
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use golden files, so that `make golden` runs them alone."""
    for item in items:
        if "golden" in getattr(item, "fixturenames", ()):
            item.add_marker("golden")


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Name a case by its value where pytest would only number it; None leaves it to pytest."""
    del config, argname
    return _case(val)


def _case(value: object) -> str | None:
    if isinstance(value, bool | int | float | complex | NoneType | Enum | re.Pattern):
        return None
    if isinstance(value, str):
        return None if len(value) <= CASE else _short(value)
    name = getattr(value, "id", None) or getattr(value, "name", None) or getattr(value, "__qualname__", None)
    return name if isinstance(name, str) else _short(_words(value))


def _short(text: str) -> str:
    # An address in memory would give each worker another name for the same case.
    line = " ".join(re.sub(r" at 0x[0-9a-f]+", "", text).split())
    return line if len(line) <= CASE else f"{line[: CASE - 12]}...{line[-9:]}"


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_words(item)}" for key, item in value.items()) or "empty map"
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=repr) if isinstance(value, set | frozenset) else value
        return " ".join(map(_words, items)) or f"empty {type(value).__name__}"
    return ascii(value).strip("'") if isinstance(value, str | bytes) else str(value)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a golden file under tests/golden, or rewrite the file with `--rewrite-golden`.

    Called as `golden("prod.plan.txt", text)`.
    """

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--rewrite-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            return
        assert path.exists(), f"tests/golden/{name} is missing: make golden writes it"
        assert text == path.read_text(), f"tests/golden/{name} differs: read the difference, then make golden"

    return check


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many inputs the corpus has tried, and what the worst of them took."""
    reports = (each for found in terminalreporter.stats.values() for each in found)
    calls = [each for each in reports if getattr(each, "when", "") == "call"]
    tried = [value for each in calls for key, value in each.user_properties if key == "corpus"]
    if tried:
        slow = max(tried, key=lambda each: each[1])
        large = max(tried, key=lambda each: each[2])
        terminalreporter.write_line(f"{len(tried)} inputs of the corpus were tried")
        terminalreporter.write_line(f"slowest: {slow[1]:.1f} s, {slow[0]!a}")
        terminalreporter.write_line(f"largest: {large[2]:.0f} MB, {large[0]!a}")
