"""Presets of the project's own: what several of its environments have in common."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from infra.settings import SETTINGS
from jiban.project.yaml_source import load as load_yaml
from jiban.settings import schema
from jiban.settings.provenance import Origin
from tests.infra.environments import LEAST, load, problems

PMS = LEAST + "  jiban:preset: [production, pms]\n"


def _preset(folder: Path, text: str, name: str = "pms") -> None:
    (folder / "presets").mkdir(exist_ok=True)
    (folder / "presets" / f"{name}.yaml").write_text(text)


def test_it_counts_over_those_before_it(tmp_path: Path) -> None:
    """A value of the project's preset has its place in its file."""
    _preset(tmp_path, "cluster:\n  private: false\n  api_clients: [203.0.113.0/24]\n")
    loaded = load(tmp_path, PMS)
    assert loaded.environment.kubernetes.private is False
    assert loaded.provenance.of(("cluster", "private")) == Origin("preset", "presets/pms.yaml", 2, 3)


def test_it_says_that_there_is_a_tier(tmp_path: Path) -> None:
    """What the presets of jiban say of that tier counts then, too."""
    _preset(tmp_path, "postgres:\n  databases: [pms]\n")
    postgres = load(tmp_path, PMS).environment.postgres
    assert postgres is not None
    assert (postgres.databases, postgres.backup_retention_days) == (("pms",), 35)


def test_it_says_the_cloud(tmp_path: Path) -> None:
    """Its cloud decides on the cloud's part of the presets of jiban."""
    admins = "cluster: { admins: [arn:aws:iam::111122223333:role/deployer] }\n"
    _preset(tmp_path, "cloud: aws\nregion: ap-northeast-2\nowner: platform\n" + admins)
    environment = load(tmp_path, "config:\n  jiban:preset: [production, pms]\n").environment
    assert (environment.cloud, environment.network.egress) == ("aws", "nat_per_zone")


def test_the_stack_file_counts_over_it(tmp_path: Path) -> None:
    """As over every preset."""
    _preset(tmp_path, "protect: false\n")
    assert load(tmp_path, PMS + "  jiban:protect: true\n").environment.protect is True


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("postgress: {}\n", "presets/pms.yaml:1:1"),
        ("postgres:\n  machin: small\n", "presets/pms.yaml:2:3"),
        ("lock: perhaps\n", "presets/pms.yaml:1:1"),
        ("preset: production\n", "presets/pms.yaml:1:1: a preset stands on no other layer"),
        ("extends: prod\n", "presets/pms.yaml:1:1: a preset stands on no other layer"),
        ("passwords:\n  postgres: hunter22\n", "presets/pms.yaml:1:1: a secret belongs to one stack"),
        ("passwords: { postgres: { secure: v1:abc } }\n", "presets/pms.yaml:1:1: a secret belongs to one"),
        ("- protect\n", "presets/pms.yaml:1:1: expected a map"),
        ("protect: [\n", "presets/pms.yaml:2:1"),
    ],
)
def test_what_is_wrong_with_it_is_told_at_its_line(tmp_path: Path, text: str, said: str) -> None:
    """Unknown fields, values of the wrong type, other layers, secrets, and files that are no YAML."""
    _preset(tmp_path, text)
    told = [f"{each.file}:{each.line}:{each.column}: {each.reason}" for each in problems(tmp_path, PMS)]
    assert [each for each in told if each.startswith(said)], told


def test_a_secret_in_it_is_not_shown(tmp_path: Path) -> None:
    """The problem names the place and not the value."""
    _preset(tmp_path, "passwords:\n  postgres: hunter22\n")
    assert "hunter22" not in "".join(map(str, problems(tmp_path, PMS)))


def test_a_name_belongs_to_one_preset(tmp_path: Path) -> None:
    """A file with the name of one of jiban's would make two things of one name."""
    _preset(tmp_path, "protect: false\n", "production")
    (problem,) = problems(tmp_path, LEAST + "  jiban:preset: production\n")
    assert problem.reason == "presets/production.yaml has the name of a preset that is there already"


def test_an_unknown_name_lists_them_too(tmp_path: Path) -> None:
    """With the one that was meant in front."""
    _preset(tmp_path, "protect: false\n")
    (problem,) = problems(tmp_path, LEAST + "  jiban:preset: pmss\n")
    assert (problem.reason, problem.remedy[:8]) == ("unknown preset", "set pms,")


def test_an_editor_takes_its_name(tmp_path: Path) -> None:
    """And asks for no region and owner where such a preset may have them."""
    file = tmp_path / "Pulumi.dev.yaml"
    validator = jsonschema.Draft202012Validator(schema.schema(SETTINGS))
    for text, right in (("[production, pms]", True), ("pms", True), ("production", False)):
        file.write_text(f"config:\n  jiban:preset: {text}\n")
        assert validator.is_valid(load_yaml(file, file.name).value) is right
