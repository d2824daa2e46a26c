"""Versions of the add-ons that watch a cluster of EKS."""

from collections.abc import Mapping

from jiban.tables import table


def addon_version(addon: str) -> str:
    """Return the version of an add-on, from `addons.yaml`, which says sources and date.

    Raises:
        KeyError: when the table has no such add-on.
    """
    versions: Mapping[str, str] = table("jiban.components.observability", "addons.yaml")["addons"]
    return versions[addon]
