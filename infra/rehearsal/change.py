"""The change that a rehearsal makes where nobody names one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, cast

_SUFFIX: Final = "-rehearsed"


def default_change(values: Mapping[str, str], namespace: str) -> str | None:
    """Choose what is most often changed: the image of a workload.

    Args:
        values: the stack's configuration as a program gets it.
        namespace: of the keys of an environment.

    Returns:
        `KEY=VALUE` with a path as the key; None where the stack has no workload with an image.
    """
    key = f"{namespace}:workloads"
    try:
        found: Any = json.loads(values.get(key, "{}"))
    except ValueError:
        return None
    if not isinstance(found, Mapping):
        return None
    for name, workload in sorted(cast("Mapping[str, Any]", found).items()):
        image: Any = (
            cast("Mapping[str, Any]", workload).get("image") if isinstance(workload, Mapping) else None
        )
        if isinstance(image, str):
            return f"{key}.{name}.image={image}{_SUFFIX}"
    return None
