"""An explanation of a value as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jiban.diff.document import resource_document
from jiban.model import json_text
from jiban.model.digest import SECRET_TEXT, blind
from jiban.settings.fields import NO_DEFAULT

if TYPE_CHECKING:
    from jiban.settings.explain import Explanation
    from jiban.settings.provenance import Origin


def dumps(explanation: Explanation) -> str:
    """Return an explanation as JSON; secrets are `[secret]`."""
    field = explanation.field
    data: dict[str, Any] = {
        "path": explanation.root.dotted(field.path),
        "present": explanation.present,
        "meaning": field.meaning,
    }
    if not field.is_container:
        data["value"] = SECRET_TEXT if field.secret else blind(explanation.value)
    if field.default is not NO_DEFAULT and not field.secret:
        data["default"] = field.default
    data["origin"] = _origin(explanation.origin)
    if explanation.leaves:
        data["values"] = [
            {
                "path": explanation.root.dotted(leaf.path),
                "value": SECRET_TEXT if leaf.secret else blind(leaf.value),
                "origin": _origin(leaf.origin),
            }
            for leaf in explanation.leaves
        ]
    if explanation.trial is not None:
        data["trial"] = {
            "value": blind(explanation.trial.value),
            "resources": [resource_document(each) for each in explanation.trial.diff.resources],
        }
    return json_text.dumps(data)


def _origin(origin: Origin) -> dict[str, Any]:
    return {"layer": origin.layer, "file": origin.file, "line": origin.line}
