"""What `jiban` is told of this project's settings: units, patterns in words, secrets, presets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from infra.environment import Environment
from infra.settings import PATTERNS, SETTINGS
from jiban.settings.field_lookup import field_at
from jiban.settings.fields import Field
from tests.infra.capability_cases import BASE

PODS = ("pod", "pods")
DAYS = ("day", "days")
GIB = ("GiB", "GiB")
SECONDS = ("second", "seconds")
NODES = ("node", "nodes")
INSTANCES = ("instance", "instances")
HOURS = ("hour", "hours")
PERCENT = ("%", "%")


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        (("postgres", "backup_retention_days"), DAYS),
        (("secrets", "rotate_days"), DAYS),
        (("postgres", "storage_gb"), GIB),
        (("cache", "working_set_gb"), GIB),
        (("edge", "probe_seconds"), SECONDS),
        (("edge", "firewall", "requests_per_minute"), ("request a minute", "requests a minute")),
        (("edge", "gateway", "max_instances"), INSTANCES),
        (("ingress", "cpu_percent"), PERCENT),
        (("cluster", "system_pool", "surge"), PERCENT),
        (("cluster", "maintenance", "hours"), HOURS),
        (("cluster", "system_pool", "min_nodes"), NODES),
        (("cluster", "system_pool", "max_nodes"), NODES),
        (("cluster", "system_pool", "max_pods"), PODS),
        (("ingress", "replicas"), PODS),
        (("workloads", "trip", "autoscale", "max_replicas"), PODS),
        (("workloads", "trip", "port"), ("", "")),
        (("queue", "units"), ("", "")),
    ],
)
def test_a_number_has_its_unit(path: tuple[str, ...], unit: tuple[str, str]) -> None:
    """One and several, by the end of the field's name; what counts nothing of these has none."""
    found = field_at(SETTINGS, path)
    assert found is not None
    assert found.unit == unit


def patterns(node: Any) -> Iterator[str]:
    """Every regular expression that a schema holds of values."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "pattern" and isinstance(value, str):
                yield value
            if key == "patternProperties":
                yield from value
            yield from patterns(value)
    if isinstance(node, list):
        for each in node:
            yield from patterns(each)


def test_every_pattern_of_the_settings_is_said_in_words() -> None:
    """And none is said that no field has."""
    assert set(patterns(Environment.model_json_schema())) == PATTERNS.keys()


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_example_of_a_pattern_fits(pattern: str) -> None:
    """Whoever copies it is taken."""
    words, example = PATTERNS[pattern]
    assert re.search(pattern, example)
    assert words
    assert not words.endswith(".")


@pytest.mark.parametrize(
    ("path", "example"),
    [
        (("network", "cidr"), "10.0.0.0/16"),
        (("ingress", "address"), "10.0.1.254"),
        (("ingress", "cpu"), "500m"),
        (("ingress", "memory"), "512Mi"),
        (("ingress", "certificate"), "trip"),
        (("owner",), "platform"),
        (("region",), "koreacentral"),
        (("extends",), "prod"),
        (("platform_stack",), "acme/tripgen/prod"),
        (("name_salt",), "b7"),
        (("cluster", "system_pool", "machine"), "medium"),
        (("cluster", "system_pool", "taint"), "dedicated=batch:NoSchedule"),
        (("cluster", "version"), "1.36"),
        (("cluster", "maintenance", "start"), "02:00"),
        (("cluster", "maintenance", "utc_offset"), "+09:00"),
        (("postgres", "version"), "17"),
        (("postgres", "backup_start"), "03:00+09:00"),
        (("budget", "first_month"), "2026-12"),
        (("edge", "firewall", "detect_until"), "2027-01-31"),
        (("account",), "111122223333"),
        (("deploy_role",), "arn:aws:iam::111122223333:role/deployer"),
        (("delivery", "repository", "path"), "environments/production"),
        (("delivery", "repository", "revision"), "main"),
        (("workloads", "trip", "image"), "trip:1.4.2"),
        (("workloads", "trip", "metrics_path"), "/health/live"),
    ],
)
def test_a_field_shows_a_value_that_fits(path: tuple[str, ...], example: str) -> None:
    """The one of its own pattern."""
    found = field_at(SETTINGS, path)
    assert found is not None
    assert found.pattern_example == example


@pytest.mark.parametrize(
    ("path", "example"),
    [
        (("delivery", "windows", "night", "time_zone"), "Asia/Seoul"),
        (("delivery", "windows", "night", "start"), "0 8 * * 1-5"),
        (("workloads", "trip", "autoscale", "schedules", "day", "end"), "0 20 * * 1-5"),
        (("delivery", "repository", "url"), "https://github.com/tripgen/k8s-manifests"),
    ],
)
def test_a_text_without_a_pattern_shows_one_by_its_name(path: tuple[str, ...], example: str) -> None:
    """Where words say little."""
    found = field_at(SETTINGS, path)
    assert found is not None
    assert found.example == example


def test_a_machine_and_a_region_have_values_to_try() -> None:
    """Sizes in neutral words, and the cloud's other regions."""
    environment = Environment.model_validate_json(json.dumps(BASE["aws"]))
    of_machine = SETTINGS.alternatives(Field(("postgres", "machine"), "text"), "small", environment)
    assert list(of_machine) == ["large", "medium", "small"]
    of_region = SETTINGS.alternatives(Field(("region",), "text"), "ap-northeast-2", environment)
    assert list(of_region) == ["ap-northeast-1"]
    assert list(SETTINGS.alternatives(Field(("owner",), "text"), "platform", environment)) == []


def test_only_secrets_may_be_encrypted() -> None:
    """Values of the vault, passwords, and addresses that alerts go to."""
    assert SETTINGS.secrets == (
        ("secrets", "values"),
        ("passwords",),
        ("observability", "alerts", "webhooks"),
    )


def test_an_environment_is_of_one_kind_and_one_size() -> None:
    """Production or development, and one number of people."""
    assert SETTINGS.one_preset_of == (("production", "development"), ("10k", "100k", "1m"))
    assert (SETTINGS.preset_variant, SETTINGS.extends) == ("cloud", "extends")


def test_manifests_are_of_the_services_alone() -> None:
    """The second region's platform and who deploys have none, and the address of telemetry is no secret."""
    rendering = SETTINGS.rendering
    assert rendering.overrides == ("jiban:scope=manifests",)
    assert rendering.components == ("jiban:workload:Workload",)
    assert list(rendering.elsewhere) == ["jiban:scope=recovery", "jiban:scope=pipelines"]
    assert rendering.no_secrets == ("APPLICATIONINSIGHTS_CONNECTION_STRING",)
