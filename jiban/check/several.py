"""The documents of several stacks as one, in the form that each has for one stack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import Element, fromstring, indent, tostring

from jiban.check import document, github
from jiban.model import json_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_COUNTS: Final = ("tests", "failures", "errors", "skipped")


def joined(form: str, documents: Sequence[str]) -> str:
    """Return one document of several in the same form.

    Args:
        form: `json`, `sarif`, `junit`, `github`, or any whose documents are texts that can follow each other.
        documents: one a stack, in the order to show them.
    """
    match form:
        case "json":
            stacks = [json.loads(each) for each in documents]
            return json_text.dumps({"version": document.VERSION, "stacks": stacks})
        case "sarif":
            return _sarif([json.loads(each) for each in documents])
        case "junit":
            return _junit([fromstring(each) for each in documents])  # noqa: S314 - our own text
        case "github":
            return _commands([line for each in documents for line in each.splitlines()])
        case _:
            return "\n".join(each for each in documents if each)


def _sarif(documents: Sequence[dict[str, Any]]) -> str:
    """Return one log with a run for each stack."""
    return json_text.dumps({**documents[0], "runs": [run for each in documents for run in each["runs"]]})


def _junit(roots: Sequence[Element]) -> str:
    """Return one report with the suites of every stack."""
    root = Element("testsuites", {"name": "jiban check"})
    for each in roots:
        root.extend(each)
    for key in _COUNTS:
        root.set(key, str(sum(int(each.get(key, "0")) for each in roots)))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _commands(lines: Sequence[str]) -> str:
    """Return annotations, as many of a kind as a step shows."""
    kept: list[str] = []
    for kind in github.KINDS:
        mark = f"::{kind} "
        kept += github.capped(kind, [line.removeprefix(mark) for line in lines if line.startswith(mark)])
    return "".join(f"{line}\n" for line in kept)
