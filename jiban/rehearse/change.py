"""The default change of a rehearsal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

_SUFFIX: Final = "-rehearsed"


@dataclass(frozen=True, slots=True)
class Change:
    """A change that a rehearsal makes after the deployment."""

    setting: str
    """`KEY=VALUE`, with a path as the key."""
    before: str | None = None
    """What stands there now; a stack that has it in no resource need not change. None where a person has
    chosen the change: then some resource must."""


def default_change(values: Mapping[str, str]) -> Change | None:
    """Choose what is most often changed: the image of a workload.

    Args:
        values: the stack's configuration as a program gets it. The first key counts that holds a map of maps
            with an `image`, as `jiban:workloads` does.

    Returns:
        None where the stack has no such image.
    """
    for key in sorted(values):
        try:
            found: Any = json.loads(values[key])
        except ValueError:
            continue
        if not isinstance(found, Mapping):
            continue
        for name, entry in sorted(cast("Mapping[str, Any]", found).items()):
            image: Any = cast("Mapping[str, Any]", entry).get("image") if isinstance(entry, Mapping) else None
            if isinstance(image, str):
                return Change(f"{key}.{name}.image={image}{_SUFFIX}", before=image)
    return None
