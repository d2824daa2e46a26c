"""Kubernetes manifests as text.

YAML is read as `sigs.k8s.io/yaml` reads it (YAML 1.1 by go-yaml 2, then JSON): `yes`, `on` and `y` are
booleans, `1e3` is a number, and dates, `1:30` and keys are texts.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

import yaml

from jiban import secrecy
from jiban.plan.manifests.errors import ManifestError

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_VALUES: Final = 1_000_000
"""Values of a text, after aliases: a bomb of aliases has more."""
_DEEPEST: Final = 200
"""Levels of maps and lists in each other. The API server takes 10,000 at most; nobody writes 200."""
_BOOLS: Final = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
}
_INT: Final = re.compile(r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0o[0-7_]+|0[0-7_]*|[1-9][0-9_]*)\Z")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NO_NUMBER: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_PREFIXES: Final = {"0b": 2, "0x": 16, "0o": 8}


def objects_of(text: str) -> list[dict[str, Any]]:
    """Return the objects in a text of YAML or JSON documents; empty documents are left out.

    Raises:
        ManifestError: it is no YAML, or holds something else than objects.
    """
    try:
        documents = list(yaml.load_all(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}: " if mark else ""
        raise ManifestError(f"{place}it is no YAML: {error.problem}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise ManifestError(f"it is no YAML: {error}") from None
    count = _Count()
    found: list[dict[str, Any]] = []
    for document in documents:
        if document is None or document == {}:
            continue
        if not isinstance(document, dict):
            raise ManifestError(f"expected objects with apiVersion and kind, got {_shown(document)}")
        found.append(count.plain(document, 0))
    return found


class _Count:
    """Copies what was read into plain maps and lists, and holds the size against a limit."""

    def __init__(self) -> None:
        self._values = 0

    def plain(self, value: Any, depth: int) -> Any:
        self._values += 1
        if self._values > _MOST_VALUES or depth > _DEEPEST:
            raise ManifestError(
                f"it holds more than {_MOST_VALUES:,} values, or maps and lists more than {_DEEPEST} deep"
            )
        if isinstance(value, dict):
            items = cast("dict[Any, Any]", value).items()
            return {key: self.plain(item, depth + 1) for key, item in items}
        if isinstance(value, list):
            return [self.plain(item, depth + 1) for item in cast("list[Any]", value)]
        return value


def _key(key: Any) -> str:
    """Return a key as JSON has it.

    Raises:
        ManifestError: it is a map, a list or nothing.
    """
    if not isinstance(key, str | int | float):
        raise ManifestError(f"{_shown(key)} can be no key")
    return key if isinstance(key, str) else json.dumps(key)


def _shown(value: Any) -> str:
    # A secret that is cut could not be told any more.
    text = secrecy.current().text(str(value))
    return repr(text if len(text) <= 40 else f"{text[:40]}...")  # noqa: PLR2004 - a few words


class _Loader(yaml.CSafeLoader):
    """Reads scalars as go-yaml 2 does."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - the base's
        """Return a map with texts for keys: to Python, 1 and true would be one key."""
        if isinstance(node, yaml.MappingNode):
            self.flatten_mapping(node)
        pairs: list[tuple[Any, Any]] = node.value
        loader: Any = self
        return {
            _key(loader.construct_object(key, deep=True)): loader.construct_object(value, deep=deep)
            for key, value in pairs
        }

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # pyright: ignore[reportIncompatibleVariableOverride] the stubs say instance


def _bool(loader: Any, node: Any) -> bool:
    return _BOOLS.get(loader.construct_scalar(node), False)


def _int(loader: Any, node: Any) -> int:
    text = str(loader.construct_scalar(node)).replace("_", "")
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+-")
    base = _PREFIXES.get(digits[:2].lower())
    if base is not None:
        return sign * int(digits[2:], base)
    return sign * int(digits, 8 if len(digits) > 1 and digits.startswith("0") else 10)


def _float(loader: Any, node: Any) -> float | int:
    number = float(loader.construct_scalar(node))
    if not math.isfinite(number):
        raise ManifestError(f"{node.value} is no number that JSON has")
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _refuse(_loader: Any, node: Any) -> Any:
    raise ManifestError(f"{node.value} is no number that JSON has")


def _text(loader: Any, node: Any) -> str:
    return str(loader.construct_scalar(node))


def _resolve(tag: str, pattern: re.Pattern[str], first: str) -> None:
    loader: Any = _Loader
    loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", pattern, [*first] or [""])


def _construct(tag: str, function: Callable[[Any, Any], Any]) -> None:
    _Loader.add_constructor(f"tag:yaml.org,2002:{tag}", function)


_resolve("bool", re.compile(rf"(?:{'|'.join(_BOOLS)})\Z"), "yYnNtTfFoO")
_resolve("int", _INT, "-+0123456789")
_resolve("float", _FLOAT, "-+0123456789.")
_resolve("not-a-number", _NO_NUMBER, "-+.")
_resolve("merge", re.compile(r"<<\Z"), "<")
_resolve("null", re.compile(r"(?:~|null|Null|NULL|)\Z"), "~nN")
_resolve("null", re.compile(r"\Z"), "")
_construct("bool", _bool)
_construct("int", _int)
_construct("float", _float)
_construct("not-a-number", _refuse)
_construct("timestamp", _text)
