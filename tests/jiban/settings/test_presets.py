"""Presets that are asked for together: which counts, where values come from, and lists that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.settings import SETTINGS
from jiban.settings import layers
from jiban.settings.explain import explain, text
from jiban.settings.field_lookup import field_at
from jiban.settings.provenance import Origin
from jiban.settings.variation import others
from tests.infra.environments import LEAST, load, problems

BOTH = LEAST + "  jiban:preset: [production, 100k]\n  jiban:postgres: {}\n"
MACHINE = ("postgres", "machine")
ADMINS = "  jiban:cluster: { api_clients: [203.0.113.0/24] }\n"


def test_a_list_of_presets_counts_together(tmp_path: Path) -> None:
    """What only one of them says holds, whichever it is, and each value knows the preset and its line."""
    loaded = load(tmp_path, BOTH)
    postgres = loaded.environment.postgres
    assert postgres is not None
    assert (postgres.backup_retention_days, postgres.machine) == (35, "Standard_D16ds_v5")
    assert loaded.environment.preset == ("production", "100k")
    where = loaded.provenance.of
    assert where(("postgres", "backup_retention_days")) == Origin(
        "preset", "infra/presets/production.yaml", 14, 3
    )
    assert where(MACHINE) == Origin("preset", "infra/presets/azure/100k.yaml", 7, 3)
    assert where(("cluster", "pools", "apps", "max_nodes")).file == "infra/presets/100k.yaml"


def test_the_later_preset_counts(tmp_path: Path) -> None:
    """Of two that say the same field, in whatever order they were before."""
    small = LEAST + ADMINS + "  jiban:postgres: {}\n  jiban:preset: "
    first = load(tmp_path, small + "[10k, development]\n").environment
    last = load(tmp_path, small + "[development, 10k]\n").environment
    assert [each.kubernetes.pools["apps"].max_nodes for each in (first, last)] == [3, 10]
    assert [each.postgres.machine for each in (first, last) if each.postgres] == ["small", "medium"]


def test_the_stack_file_counts_over_every_preset(tmp_path: Path) -> None:
    """A value of the file, and a null that takes an entry of a preset's map away."""
    lines = "    machine: large\n    read_replicas: { reads-a: null }\n"
    loaded = load(tmp_path, BOTH.replace("postgres: {}\n", "postgres:\n") + lines)
    postgres = loaded.environment.postgres
    assert postgres is not None
    assert (postgres.machine, list(postgres.read_replicas)) == ("large", ["reads-b"])


def test_a_list_of_one_is_that_one(tmp_path: Path) -> None:
    """It makes the same environment as its name alone, but for the field itself."""
    one, listed = (
        load(tmp_path, LEAST + f"  jiban:preset: {written}\n").environment.model_dump(exclude={"preset"})
        for written in ("production", "[production]")
    )
    assert one == listed


def test_presets_may_be_listed_on_the_command_line(tmp_path: Path) -> None:
    """As JSON, in the place of what the file says."""
    loaded = load(tmp_path, BOTH, overrides=['jiban:preset=["production","10k"]'])
    assert loaded.environment.preset == ("production", "10k")
    assert loaded.provenance.of(MACHINE) == Origin("preset", "infra/presets/10k.yaml", 17, 3)
    assert loaded.provenance.of(("preset", 1)) == Origin("command line")


def test_another_list_is_other_layers(tmp_path: Path) -> None:
    """`explain` tries another preset with what that one sets."""
    changed = layers.changed(load(tmp_path, BOTH), ("preset", 1), "1m")
    assert changed.environment.preset == ("production", "1m")
    assert changed.environment.postgres.machine == "Standard_D96ds_v5"


def test_the_list_with_another_size_is_tried(tmp_path: Path) -> None:
    """What stands last makes way for others of its group first; a list is never tried as one name."""
    loaded = load(tmp_path, BOTH)
    field = field_at(SETTINGS, ("preset",), {"preset": ["production", "100k"]})
    assert field is not None
    found = others(SETTINGS, field, ["production", "100k"], loaded.environment)
    assert list(found)[:4] == [
        ["production", "10k"],
        ["production", "1m"],
        ["development", "100k"],
        ["production"],
    ]


def test_explain_names_each_preset_of_a_list(tmp_path: Path) -> None:
    """The list is shown with its places, and what may stand there."""
    loaded = load(tmp_path, BOTH)
    assert text(explain(loaded, "preset")).splitlines()[-3:] == [
        "",
        '  [0]  "production"  Pulumi.test.yaml:4',
        '  [1]  "100k"        Pulumi.test.yaml:4',
    ]
    assert "  from      preset, infra/presets/azure/100k.yaml:7\n" in text(
        explain(loaded, "postgres.machine")
    )


def test_explain_says_that_a_list_may_stand(tmp_path: Path) -> None:
    """Where one name stands, and nobody has thought of more."""
    said = text(explain(load(tmp_path, LEAST + "  jiban:preset: production\n"), "preset"))
    assert 'jiban:preset = "production"' in said
    assert "or a list of them, or null for none" in " ".join(said.split())


REFUSED = {
    "[production, 100m]": ('[1] = "100m": unknown preset; set 100k, 1m, 10k, development or production'),
    "[production, production]": ('[1] = "production": it is in the list twice; remove one of them'),
    "[development, 10k, production]": (
        '[2] = "production": it excludes development, which stands before it: an environment is '
        "one of production or development; keep one of the two"
    ),
    "[10k, 1m]": (
        '[1] = "1m": it excludes 10k, which stands before it: an environment is one of 10k, 100k '
        "or 1m; keep one of the two"
    ),
    "[]": (": it is empty; give 1 to 8 items"),
    "[production, 10]": (
        '[1] = 10: expected text, got the number 10 without quotes; write it in quotes: "10"'
    ),
    "10": (' = "10": unknown preset; set 10k, 100k, 1m, development or production'),
    "{ production: true }": (
        ": expected text, got a map; give 1 to 40 lower-case letters, digits and hyphens, no "
        "hyphen first, or a list of them, or null for none"
    ),
    "[production, [10k]]": (
        "[1]: expected text, got a list; give 1 to 40 lower-case letters, digits and hyphens, no hyphen first"
    ),
}
"""What stands at `preset`, and what is said of it after its place."""


@pytest.mark.parametrize(("written", "said"), REFUSED.items())
def test_a_list_that_cannot_be(tmp_path: Path, written: str, said: str) -> None:
    """One sentence each, at the place of the preset that is wrong, and nothing that follows from it."""
    assert [str(each) for each in problems(tmp_path, LEAST + f"  jiban:preset: {written}\n")] == [
        f"Pulumi.test.yaml:4: jiban:preset{said}"
    ]


def test_presets_of_an_extended_file_are_below(tmp_path: Path) -> None:
    """The list is one value: that of the stack's own file stands in the place of the other."""
    (tmp_path / "Pulumi.base.yaml").write_text(
        LEAST + "  jiban:scope: platform\n  jiban:preset: [production, 10k]\n"
    )
    own = "config:\n  jiban:extends: base\n  jiban:scope: workloads\n"
    assert load(tmp_path, own).environment.preset == ("production", "10k")
    assert load(tmp_path, own + "  jiban:preset: production\n").environment.preset == "production"
