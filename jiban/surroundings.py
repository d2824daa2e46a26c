"""What environment variables say about flags, as for the Pulumi CLI.

The rules are those of v3.259.0: `declareFlagsAsEnvironmentVariables` (cmd/pulumi/pulumi.go) gives every flag
a variable, PULUMI_OPTION_<FLAG>, over which the flag itself counts; PULUMI_STACK (backend/state/stacks.go)
names the stack where neither does.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Final

STACK: Final = "PULUMI_STACK"


def variable(flag: str) -> str:
    """Name the variable of a flag: `config-path` is that of `--config-path`."""
    return f"PULUMI_OPTION_{flag.replace('-', '_').upper()}"


def option(flag: str, environment: Mapping[str, str]) -> str | None:
    """Return the value that is given to a flag; None where none is."""
    return environment.get(variable(flag)) or None


def switch(flag: str, environment: Mapping[str, str]) -> bool:
    """Return whether a flag that takes no value is set."""
    return (option(flag, environment) or "").lower() in {"true", "1"}


def values(flag: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the values that are given to a flag that can be repeated: one line of CSV."""
    text = option(flag, environment)
    return tuple(next(csv.reader([text]))) if text else ()


def stack(environment: Mapping[str, str]) -> tuple[str | None, str]:
    """Return the stack that a variable names, and the name of that variable."""
    given = option("stack", environment)
    return (given, variable("stack")) if given else (environment.get(STACK) or None, STACK)
