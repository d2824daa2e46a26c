"""What a cloud cannot do that a registry's specification can ask for."""

from collections.abc import Iterator
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.registry.spec import RegistrySpec


def _clean_up(spec: RegistrySpec) -> Iterator[Fault]:
    for field in ("untagged_days", "keep_images"):
        if getattr(spec, field) is not None:
            yield Fault(
                (field,),
                "Container Registry cleans up by tasks, which need machines inside the network, and its "
                "retention policy is a preview",
                f"remove {field}, and schedule `acr purge`",
            )


def _one_zone(spec: RegistrySpec) -> Iterator[Fault]:
    if not spec.zone_redundant:
        yield Fault(
            ("zone_redundant",),
            "ECR keeps images in several zones, at no charge of its own, and cannot do otherwise",
            "remove zone_redundant",
        )


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("azure", "untagged_days", "none: by tasks of its own, or a preview", _clean_up),
    Limit("azure", "keep_images", "none: by tasks of its own, or a preview", _clean_up),
    Limit("aws", "zone_redundant", "`true` only", _one_zone),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
