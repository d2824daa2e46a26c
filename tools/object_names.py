"""What names an object of a cloud, for `tools/replacement_tables.py`, which reads the SDKs."""

from __future__ import annotations

import re
from typing import Any

SCOPE = re.compile(r"(Name|Id|Arn)$")
"""Inputs that say what an object is in: its cluster, its network."""


def naming(token: str, names: list[str], replace: list[str]) -> dict[str, dict[str, Any]]:
    """Return what names the objects of a type, and what their names are unique in; empty for no names.

    Args:
        token: the type.
        names: its own names.
        replace: the properties that replace it, what it is in among them.
    """
    within = sorted(each for each in replace if each not in names and SCOPE.search(each) and "." not in each)
    return {token: {"names": names} | ({"within": within} if within else {})} if names else {}


def of_aws(sdk: str, as_of: str, types: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the table of AWS."""
    return {
        "source": "inputs of the SDK; what replaces: terraform-provider-aws",
        "how": "`name` and inputs with a prefix beside them, within the other names and ids that replace",
        "as_of": as_of,
        "sdk": sdk,
        "types": types,
    }


def of_azure(sdk: str, as_of: str, types: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the table of Azure."""
    return {
        "source": "path of the API",
        "how": "optional path parameters, within the required ones",
        "as_of": as_of,
        "sdk": sdk,
        "types": types,
    }
