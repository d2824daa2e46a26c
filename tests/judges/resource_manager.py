"""Holds Azure inputs against the requests that make them, by the models of Azure's own packages for Python:
shapes, required and read-only properties, enums, patterns and bounds, those of the names in a path too.

Azure's words are compared without regard to the case of letters, as Resource Manager compares them.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema
from jsonschema import validators

from tests.judges.schemas import Entry, Input, Translation, entries, translated

NAME: Final = "azure-mgmt"
UNKNOWN: Final = object()
"""Stands for a value that only the deployment knows: nothing is said of it."""
EXCEPTED: Final = {
    (
        "azure-native:dbforpostgresql:Server",
        "properties.highAvailability.mode: 'Disabled' is not one of",
    ): (
        "The package has one enum for this and for the modes that a machine can have, which lacks the one of "
        "having none. Its like for JavaScript has it: @azure/arm-postgresql-flexible, "
        "KnownPostgreSqlFlexibleServerHighAvailabilityMode, read 2026-11-27."
    ),
    (
        "azure-native:monitor:DataCollectionRule",
        "properties.dataFlows.0.streams.0: 'Microsoft-PrometheusMetrics' is not one of",
    ): (
        "An open enum that lists some streams. The package names this one for the source of the same flow, "
        "KnownPrometheusForwarderDataSourceStreams, and its template for managed Prometheus sends it: "
        "Azure/prometheus-collector, AddonArmTemplate/FullAzureMonitorMetricsProfile.json, read 2026-11-27."
    ),
    **{
        (
            "azure-native:monitor:DataCollectionRule",
            f"properties.{place}.0.streams.{index}: '{stream}' is not one of",
        ): (
            "The same open enum. The template for Container Insights sends it: microsoft/Docker-Provider, "
            "scripts/onboarding/aks/onboarding-using-msi-auth/existingClusterParam.json, read 2026-11-27."
        )
        for place in ("dataFlows", "dataSources.extensions")
        for index, stream in enumerate(
            ("Microsoft-ContainerLogV2", "Microsoft-KubeEvents", "Microsoft-KubePodInventory")
        )
    },
}
"""What the models refuse and Azure takes: type and how its fault begins, to the evidence."""
_DURATION: Final = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
"""A span of time by ISO 8601, such as `PT5M`."""


@cache
def table() -> Mapping[str, Entry]:
    """Return the type of Resource Manager that each type of resource is, with the version of its API."""
    return entries(Path(__file__).with_name("resource_manager.yaml"))


@cache
def schema(target: str) -> Mapping[str, Any]:
    """Return what the request that makes a type holds, such as `Microsoft.Network/natGateways@2024-05-01`."""
    kind, _, version = target.partition("@")
    file = f"{kind.partition('/')[0]}@{version}.json".lower()
    found = json.loads((Path(__file__).with_name("azure") / file).read_text("utf-8"))
    return {**found["requests"][kind], "definitions": found["definitions"]}


def translation(token: str, inputs: Mapping[str, Any]) -> Translation:
    """Return the inputs of a resource as the request's path and body."""
    entry = table()[token]
    return translated(inputs, schema(entry.target), entry, lambda: UNKNOWN, "properties")


def faults(resources: Sequence[Input]) -> list[str]:
    """Return what the requests' models refuse in resources: nothing if all are good."""
    return [
        f"{each}: {fault} ({table()[each.token].target})"
        for each in resources
        if each.token in table()
        for fault in _refused(each)
        if not any(each.token == token and fault.startswith(words) for token, words in EXCEPTED)
    ]


def _refused(resource: Input) -> Iterator[str]:
    judged = translation(resource.token, resource.inputs).value
    for error in _validator(table()[resource.token].target).iter_errors(judged):
        if not _hangs_on_unknown(error):
            yield f"{'.'.join(map(str, error.absolute_path))}: {error.message}"


def _hangs_on_unknown(error: Any) -> bool:
    """Whether a fault is one only because a value is not known; of kinds to choose from, that of any one."""
    if error.instance is UNKNOWN:
        return error.validator != "readOnly"
    kinds: dict[Any, list[Any]] = {}
    for each in error.context:
        kinds.setdefault(each.relative_schema_path[0], []).append(each)
    return any(all(map(_hangs_on_unknown, faults)) for faults in kinds.values())


@cache
def _validator(target: str) -> Any:
    checks = {"enum": _word, "readOnly": _read_only, "format": _format}
    kind: Any = validators.extend(jsonschema.Draft7Validator, checks)
    return kind(schema(target))


def _word(_: Any, words: Sequence[str], instance: Any, __: Any) -> Iterator[jsonschema.ValidationError]:
    if str(instance).lower() not in {word.lower() for word in words}:
        yield jsonschema.ValidationError(f"{instance!r} is not one of {words!r}")


def _read_only(_: Any, __: Any, ___: Any, ____: Any) -> Iterator[jsonschema.ValidationError]:
    yield jsonschema.ValidationError("is read-only")


def _format(_: Any, name: str, instance: Any, __: Any) -> Iterator[jsonschema.ValidationError]:
    if name == "duration" and isinstance(instance, str) and not _DURATION.fullmatch(instance):
        yield jsonschema.ValidationError(f"{instance!r} is not a duration by ISO 8601")
