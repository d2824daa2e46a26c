"""Environment variables of a service: what a config map and a process can hold, and what is a secret."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from jiban.tables import table

_LONGEST: Final = 131_072
"""Bytes of one variable, its name, an equals sign and a zero included: Linux starts no program with a longer
one (`MAX_ARG_STRLEN`, execve(2))."""
_ALL: Final = 1024 * 1024
"""Bytes of a config map's values together (k8s.io/api `MaxSecretSize`)."""
_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def variables(given: dict[str, str]) -> dict[str, str]:
    """Return the variables as they stand.

    Raises:
        PydanticCustomError: one cannot be set, or holds a secret. Its text is never in the message, and the
            context says that it may not be shown.
    """
    for name, value in given.items():
        fault = _unset(name, value) or secret(name, value)
        if fault:
            raise PydanticCustomError(
                "value_error", "{reason}", {"reason": f"{name} {fault}", "withheld": True}
            )
    size = sum(len(value.encode()) for value in given.values())
    if size > _ALL:
        raise ValueError(
            f"the values have {size} bytes, and a config map holds {_ALL}; put large ones into the image "
            "or a volume"
        )
    return given


def secret(name: str, value: str) -> str | None:
    """Return why a variable is a secret in plain text; None where it is none, or only says where one is."""
    rows = _rows()
    if not value.strip() or any(re.match(pattern, value) for pattern in rows["references"]):
        return None
    remedy = "keep it in the vault, and name it in uses.secrets or uses.secret_variables"
    what = next((row["what"] for row in rows["values"] if re.search(row["pattern"], value)), None)
    if what is not None:
        return f"holds {what} in plain text, which everybody reads who may see the configuration; {remedy}"
    if _names_secret(name) and value.strip().lower() not in ("true", "false"):
        return (
            f"is a secret by its name, and a variable is plain text that everybody reads who may see the "
            f"configuration; {remedy}"
        )
    return None


def _names_secret(name: str) -> bool:
    rows = _rows()
    words = [word.lower() for word in _WORDS.findall(name)]
    if not words or (len(words) > 1 and words[0] in rows["counts"]):
        return False
    pairs: Sequence[Sequence[str]] = rows["pairs"]
    return words[-1].endswith(tuple(rows["endings"])) or words[-2:] in [list(pair) for pair in pairs]


def _unset(name: str, value: str) -> str | None:
    try:
        size = len(f"{name}={value}\0".encode())
    except UnicodeEncodeError:
        return "has half a character in its value; write it as UTF-8"
    if "\0" in value:
        return "has a zero byte in its value, where every program stops reading; take it out"
    if size > _LONGEST:
        return f"has {size} bytes, and Linux starts no program with more than {_LONGEST}; put it into a file"
    return None


def _rows() -> Mapping[str, Any]:
    return table("jiban.components", "variables.yaml")


VariableName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,127}$")]

Variables = Annotated[dict[VariableName, str], AfterValidator(variables)]
"""Environment variables in plain text, none of them a secret."""
