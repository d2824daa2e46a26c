"""The schema that editors read is current, and says what the models say."""

from typing import Any

import jsonschema
import pytest
import yaml

from infra.settings import SETTINGS
from jiban.settings import schema
from tests.infra.environments import LEAST, ROOT

VALIDATOR = jsonschema.Draft202012Validator(schema.schema(SETTINGS))


def faults(text: str) -> list[str]:
    """Return the dotted places where a stack file breaks the schema."""
    return [".".join(map(str, error.absolute_path)) for error in VALIDATOR.iter_errors(yaml.safe_load(text))]


def test_file_is_current() -> None:
    """`make schema` would change nothing."""
    assert (ROOT / "infra" / "environment.schema.json").read_text("utf-8") == schema.text(SETTINGS), (
        "make schema rewrites it"
    )


def test_schema_is_valid() -> None:
    """It is a JSON Schema of draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(schema.schema(SETTINGS))


@pytest.mark.parametrize("stack", ["prod", "prod-workloads", "dev"])
def test_stack_files_name_and_meet_it(stack: str) -> None:
    """Both stack files open with the line that editors look for, and are valid."""
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=infra/environment.schema.json\n")
    assert faults(text) == []


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ("  jiban:netwrok: {}\n", "config"),
        ("  jiban:network: { cidr: 300 }\n", "config.jiban:network.cidr"),
        ("  jiban:network: { cidr: here }\n", "config.jiban:network.cidr"),
        ("  jiban:cluster: { version: 1.30 }\n", "config.jiban:cluster"),
        ("  jiban:cluster: { pools: { Apps: {} } }\n", "config.jiban:cluster"),
        ("  jiban:workloads: { trip: { port: 80 } }\n", "config.jiban:workloads.trip"),
        ("  jiban:secrets: { values: { key: plain } }\n", "config.jiban:secrets"),
    ],
)
def test_it_refuses(lines: str, place: str) -> None:
    """An editor marks what the program would refuse."""
    assert faults(LEAST + lines) == [place]


@pytest.mark.parametrize(
    "lines",
    [
        "  azure-native:location: koreacentral\n",
        '  jiban:protect: "false"\n',
        "  jiban:registry: null\n",
        "  jiban:preset: [production, 100k]\n",
        "  jiban:cluster: { pools: { apps: null } }\n",
        "  jiban:secrets: { values: { key: { secure: v1:abc } } }\n",
        "encryptionsalt: v1:abc\n",
    ],
)
def test_it_accepts(lines: str) -> None:
    """What Pulumi and the program take is not marked."""
    assert faults(LEAST + lines) == []


def test_presets_are_an_enumeration() -> None:
    """An editor completes the names of presets."""
    preset = schema.schema(SETTINGS)["properties"]["config"]["properties"]["jiban:preset"]
    one, several, _ = preset["anyOf"]
    known = ["100k", "10k", "1m", "development", "production"]
    assert one["anyOf"][0]["enum"] == several["items"]["anyOf"][0]["enum"] == known


def test_every_field_has_a_description() -> None:
    """An editor shows a field's docstring beside it; only the tag of a variant explains itself."""
    assert sorted(_undescribed(schema.schema(SETTINGS)["$defs"])) == [
        "BlueGreenSpec.kind",
        "CanarySpec.kind",
        "QueryMetricSpec.kind",
        "QueueMetricSpec.kind",
        "RollingSpec.kind",
    ]


def _undescribed(definitions: dict[str, Any]) -> list[str]:
    return [
        f"{name}.{field}"
        for name, definition in definitions.items()
        for field, node in definition.get("properties", {}).items()
        if name != "Encrypted" and "description" not in node
    ]
