"""Everything that a stack file may say, written out: kinds, defaults and limits of every setting.

The table is kept by hand, and no command rewrites it: who changes what is taken says there what is wanted
now.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from infra.environment import Environment

_WORDS: Final = frozenset({"title", "description"})


def _plain(schema: Any) -> Any:
    """Return a schema without its words; names of fields are no words."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {
        key: {name: _plain(each) for name, each in value.items()} if key == "properties" else _plain(value)
        for key, value in schema.items()
        if key not in _WORDS
    }


def _stated() -> dict[str, Any]:
    """Return the fields of every specification, and which of them must be there."""
    schema = Environment.model_json_schema()
    models = {"Environment": schema, **schema["$defs"]}
    return {
        name: {"required": model.get("required", []), **_plain(model)["properties"]}
        for name, model in models.items()
        if "properties" in model
    }


def test_the_settings_are_what_the_table_says() -> None:
    """No limit is moved, no default turned and no field dropped unnoticed."""
    table = yaml.safe_load((Path(__file__).parent / "stated_settings.yaml").read_text(encoding="utf-8"))
    assert _stated() == table
