"""Objects as YAML that every reader takes for the same: by YAML 1.1, by 1.2, and by Kubernetes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import yaml

HEADER: Final = "# Written by `jiban render`: what is changed here is lost when it is written again.\n"
_PLAIN: Final = re.compile(r"[A-Za-z/_][A-Za-z0-9_./-]*(:[A-Za-z0-9_./-]+)*")
_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})
"""What some reader takes for a truth value, a number or nothing."""
_TEXT: Final = "tag:yaml.org,2002:str"
_WIDE: Final = 1_000_000


class _Dumper(yaml.SafeDumper):
    """Writes texts so that they are read as texts."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything where it stands: no anchors."""
        del data
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    if "\n" in text:
        style = "|"  # taken back by the writer where the text has what no block can
    elif _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        style = None
    else:
        style = '"'
    return cast("yaml.ScalarNode", cast("Any", dumper).represent_scalar(_TEXT, text, style=style))


_Dumper.add_representer(str, _text)


def text(content: Mapping[str, Any]) -> str:
    """Return an object as a document of YAML, its keys sorted."""
    document = yaml.dump(
        _plain(content),
        Dumper=_Dumper,
        sort_keys=True,
        default_flow_style=False,
        allow_unicode=True,
        width=_WIDE,
    )
    return HEADER + document


def _plain(value: Any) -> Any:
    """Return a value as plain Python: marks and subclasses of texts and numbers are none to the writer."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in cast("Sequence[Any]", value)]
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
