"""A stack file that extends another one of its project, and what it may not extend."""

from pathlib import Path

import pytest

from infra.settings import SETTINGS
from jiban import secrecy
from jiban.settings import extension, layers
from jiban.settings.errors import ConfigurationError
from jiban.settings.provenance import Origin
from tests.infra.environments import ROOT, stack

PLATFORM = """\
config:
  jiban:region: koreacentral
  jiban:owner: platform
  jiban:scope: platform
  jiban:preset: production
  jiban:postgres:
    storage_gb: 256
    databases: [trips]
    admin_group: { name: dba, object_id: 00000000-0000-4000-8000-00000000a002 }
  jiban:cluster:
    pools: { apps: { machine: large }, batch: {} }
"""
SERVICES = "config:\n  jiban:extends: prod\n  jiban:scope: workloads\n"


def load(folder: Path, services: str = SERVICES, platform: str | None = PLATFORM) -> layers.Loaded:
    """Load the stack of the services, beside the file of the platform."""
    if platform is not None:
        (folder / "Pulumi.prod.yaml").write_text(platform)
    file = folder / "Pulumi.prod-workloads.yaml"
    file.write_text(services)
    return layers.load(SETTINGS, written(services), file)


def written(text: str) -> dict[str, str]:
    """What Pulumi holds of a stack file whose values are all plain."""
    pairs = (line.strip().partition(": ") for line in text.splitlines() if line.startswith("  jiban:"))
    return {key: value for key, _, value in pairs if value}


def said(folder: Path, services: str = SERVICES, platform: str | None = PLATFORM) -> list[str]:
    """What is wrong with the stack of the services."""
    with pytest.raises(ConfigurationError) as caught:
        load(folder, services, platform)
    return [str(problem) for problem in caught.value.problems]


def test_an_extended_value_has_the_place_where_it_is_written(tmp_path: Path) -> None:
    """File and line are the platform's."""
    loaded = load(tmp_path)
    assert loaded.environment.postgres.storage_gb == 256
    assert loaded.provenance.of(("postgres", "storage_gb")) == Origin(
        "extended stack file", "Pulumi.prod.yaml", 7, 5
    )


def test_the_extended_files_preset_is_below_it(tmp_path: Path) -> None:
    """Whatever it leaves out comes from the preset that it names."""
    loaded = load(tmp_path)
    assert loaded.provenance.of(("cluster", "private")).file == "infra/presets/production.yaml"


def test_the_own_file_counts_over_the_extended_one(tmp_path: Path) -> None:
    """Key by key, and null takes an entry of a map out."""
    services = SERVICES + "  jiban:cluster: {pools: {batch: null, apps: {max_nodes: 9}}}\n"
    (tmp_path / "Pulumi.prod.yaml").write_text(PLATFORM)
    file = tmp_path / "Pulumi.prod-workloads.yaml"
    file.write_text(services)
    values = {**written(SERVICES), "jiban:cluster": '{"pools": {"batch": null, "apps": {"max_nodes": 9}}}'}
    pools = layers.load(SETTINGS, values, file).environment.kubernetes.pools
    assert {name: (pool.machine, pool.max_nodes) for name, pool in pools.items()} == {"apps": ("large", 9)}


def test_of_two_extended_files_the_nearer_one_counts(tmp_path: Path) -> None:
    """A file that extends one which extends another: value and place are those of the one in the middle."""
    (tmp_path / "Pulumi.base.yaml").write_text(PLATFORM)
    middle = "config:\n  jiban:extends: base\n  jiban:owner: data\n"
    loaded = load(tmp_path, platform=middle)
    assert (loaded.environment.owner, loaded.environment.postgres.storage_gb) == ("data", 256)
    assert loaded.provenance.of(("cluster", "private")).file == "infra/presets/production.yaml"
    assert loaded.provenance.of(("owner",)) == Origin("extended stack file", "Pulumi.prod.yaml", 3, 3)


def test_what_a_file_in_the_middle_leaves_out_is_that_of_the_lowest(tmp_path: Path) -> None:
    """The scope of an extended stack is judged as that stack has it, wherever it is written."""
    (tmp_path / "Pulumi.base.yaml").write_text(PLATFORM.replace("scope: platform", "scope: all"))
    assert said(tmp_path, platform="config:\n  jiban:extends: base\n") == [
        (
            'Pulumi.prod-workloads.yaml:2: jiban:extends = "prod": prod has scope all, so the services would '
            "be made twice; set scope to platform in the file of prod"
        )
    ]
    middle = "config:\n  jiban:extends: base\n  jiban:scope: platform\n"
    assert load(tmp_path, platform=middle).environment.scope == "workloads"


def test_no_rule_speaks_where_a_file_below_could_not_be_read(tmp_path: Path) -> None:
    """What it says is not known: here, whether the cluster's API answers where all is deployed from."""
    services = SERVICES.replace("extends: prod", "extends: prd").replace("scope: workloads", "scope: all")
    services += "  jiban:region: koreacentral\n  jiban:owner: platform\n"
    assert [each.split(": ", 2)[2] for each in said(tmp_path, services)] == [
        "there is no Pulumi.prd.yaml; name prod"
    ]


def test_stray_keys_of_every_extended_file_are_told(tmp_path: Path) -> None:
    """Of the one in the middle as of the lowest."""
    (tmp_path / "Pulumi.base.yaml").write_text(PLATFORM + "  jiba:queue: {}\n")
    middle = "config:\n  jiban:extends: base\n  jiba:cache: {}\n"
    assert [fault.partition(": unknown")[0] for fault in said(tmp_path, platform=middle)] == [
        "Pulumi.base.yaml:12: jiba:queue",
        "Pulumi.prod.yaml:3: jiba:cache",
    ]


def test_an_encrypted_value_of_any_extended_file_must_be_readable(tmp_path: Path) -> None:
    """Each is told at its own place."""
    (tmp_path / "Pulumi.base.yaml").write_text(PLATFORM.replace("owner: platform", "owner: {secure: v1:a}"))
    middle = "config:\n  jiban:extends: base\n  jiban:protect: {secure: v1:a}\n"
    assert {fault.partition(": it is encrypted")[0] for fault in said(tmp_path, platform=middle)} == {
        "Pulumi.base.yaml:3: jiban:owner",
        "Pulumi.prod.yaml:3: jiban:protect",
    }


def test_a_fault_of_the_lowest_file_is_put_aside_and_the_rest_is_read(tmp_path: Path) -> None:
    """What the file in the middle says counts on, and has faults of its own."""
    (tmp_path / "Pulumi.base.yaml").write_text(PLATFORM.replace("storage_gb: 256", "storage_gb: many"))
    middle = "config:\n  jiban:extends: base\n  jiban:protect: maybe\n"
    assert [fault.partition(" =")[0] for fault in sorted(said(tmp_path, platform=middle))] == [
        "Pulumi.base.yaml:7: jiban:postgres.storage_gb",
        "Pulumi.prod.yaml:3: jiban:protect",
    ]


def test_what_the_middle_file_says_counts_on_when_a_fault_below_it_is_put_aside(tmp_path: Path) -> None:
    """Nothing that it gives is then called missing."""
    base = PLATFORM.replace("storage_gb: 256", "storage_gb: many").replace("  jiban:owner: platform\n", "")
    (tmp_path / "Pulumi.base.yaml").write_text(base)
    (fault,) = said(tmp_path, platform="config:\n  jiban:extends: base\n  jiban:owner: data\n")
    assert fault.startswith("Pulumi.base.yaml:6: jiban:postgres.storage_gb")


def test_a_number_for_a_text_is_told_in_an_extended_file_too(tmp_path: Path) -> None:
    """With the quotes that it needs; only the command line has none."""
    platform = PLATFORM.replace("  jiban:cluster:\n", "  jiban:cluster:\n    version: 1.30\n")
    (fault, *_) = said(tmp_path, platform=platform)
    assert fault.startswith("Pulumi.prod.yaml:11: jiban:cluster.version = 1.3")
    assert fault.endswith('write it in quotes: "1.30"')


def test_a_circle_further_down_is_told_from_where_it_begins(tmp_path: Path) -> None:
    """The stack that leads into it is no part of it."""
    (tmp_path / "Pulumi.base.yaml").write_text(PLATFORM + "  jiban:extends: prod\n")
    assert said(tmp_path, platform="config:\n  jiban:extends: base\n") == [
        (
            'Pulumi.base.yaml:12: jiban:extends = "prod": a circle: prod extends base extends prod; '
            "take extends out of the file that says the most"
        )
    ]


def test_secrets_of_an_extended_file_are_shown_to_nobody(tmp_path: Path) -> None:
    """Neither a password nor the value of a secret, in whatever is said later."""
    platform = PLATFORM + (
        "  jiban:secrets:\n    names: [key]\n    values: { key: correct-horse }\n"
        "  jiban:passwords:\n    postgres: battery-staple\n"
    )
    with secrecy.gate() as gate:
        load(tmp_path, platform=platform)
        assert gate.text("correct-horse, battery-staple") == f"{secrecy.MARK}, {secrecy.MARK}"


def test_no_secret_comes_from_an_extended_file(tmp_path: Path) -> None:
    """Of none of the maps that hold any."""
    platform = PLATFORM + (
        "  jiban:passwords: { postgres: { secure: v1:abc } }\n"
        "  jiban:observability:\n    alerts:\n      emails: [ops@example.com]\n"
        "      webhooks: { teams: { secure: v1:abc } }\n"
    )
    found = load(tmp_path, platform=platform).environment
    assert (found.passwords, found.observability.alerts.webhooks) == ({}, {})


def test_every_stack_that_extends_one_is_found(tmp_path: Path) -> None:
    """Past a file that cannot be read."""
    for name, text in (("a", SERVICES), ("b", "config: [\n"), ("c", SERVICES), ("d", "config: {}\n")):
        (tmp_path / f"Pulumi.{name}.yaml").write_text(text)
    assert extension.extending(SETTINGS, tmp_path, "prod") == ("a", "c")


def test_encrypted_values_stay_with_the_stack_that_can_read_them(tmp_path: Path) -> None:
    """Another stack has another key, and the services' stack writes no secret."""
    platform = PLATFORM + "  jiban:secrets:\n    names: [key]\n    values:\n      key: { secure: v1:abc }\n"
    assert load(tmp_path, platform=platform).environment.secrets.values == {}


def test_a_fault_of_the_extended_file_has_its_place(tmp_path: Path) -> None:
    """It is told where it is written."""
    platform = PLATFORM.replace("storage_gb: 256", "storage_gb: many")
    (fault,) = said(tmp_path, platform=platform)
    assert fault.startswith('Pulumi.prod.yaml:7: jiban:postgres.storage_gb = "many": expected a whole number')


def test_a_value_that_must_be_read_is_not_encrypted_in_the_extended_file(tmp_path: Path) -> None:
    """As in the stack's own."""
    platform = PLATFORM.replace("jiban:owner: platform", "jiban:owner: { secure: v1:abc }")
    (fault,) = said(tmp_path, platform=platform)
    assert fault.startswith("Pulumi.prod.yaml:3: jiban:owner: it is encrypted, but a plan must be able to")


def test_a_stray_key_of_the_extended_file_is_told(tmp_path: Path) -> None:
    """It would be passed over in silence there too."""
    (fault,) = said(tmp_path, platform=PLATFORM + "  jiba:queue: {}\n")
    assert fault.startswith("Pulumi.prod.yaml:12: jiba:queue: unknown namespace")


def test_a_file_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    """And nothing that it might have said is called missing."""
    services = SERVICES.replace("extends: prod", "extends: prd")
    assert said(tmp_path, services) == [
        'Pulumi.prod-workloads.yaml:2: jiban:extends = "prd": there is no Pulumi.prd.yaml; name prod'
    ]


def test_other_faults_are_told_in_the_same_run(tmp_path: Path) -> None:
    """What this file says is checked even where the one below is not there."""
    services = SERVICES.replace("extends: prod", "extends: prd") + "  jiban:protect: maybe\n"
    assert [fault.split(":", 3)[2].strip() for fault in said(tmp_path, services)] == ["jiban", "jiban"]


@pytest.mark.parametrize("name", ["acme/tripgen/prod", "../other/prod"])
def test_a_stack_of_another_project_cannot_be_extended(tmp_path: Path, name: str) -> None:
    """Its file is not this project's."""
    services = SERVICES.replace("extends: prod", f"extends: {name}")
    (fault, *_) = said(tmp_path, services)
    assert fault == (
        f'Pulumi.prod-workloads.yaml:2: jiban:extends = "{name}": a stack extends one of its own project, '
        'named without a path; write "prod"'
    )


def test_a_circle_is_told_by_the_way_around(tmp_path: Path) -> None:
    """At the line that closes it."""
    platform = PLATFORM + "  jiban:extends: prod-workloads\n"
    assert said(tmp_path, platform=platform) == [
        (
            'Pulumi.prod.yaml:12: jiban:extends = "prod-workloads": a circle: prod-workloads extends prod '
            "extends prod-workloads; take extends out of the file that says the most"
        )
    ]


def test_a_stack_does_not_extend_itself(tmp_path: Path) -> None:
    """The shortest circle."""
    services = SERVICES.replace("extends: prod", "extends: prod-workloads")
    (fault,) = said(tmp_path, services)
    assert "a circle: prod-workloads extends prod-workloads" in fault


def test_a_file_that_is_no_yaml_is_told(tmp_path: Path) -> None:
    """With its own place."""
    (fault,) = said(tmp_path, platform="config: [\n")
    assert fault.startswith("Pulumi.prod.yaml:")


def test_a_scope_there_is_not_is_told(tmp_path: Path) -> None:
    """With those there are."""
    (fault,) = said(tmp_path, SERVICES.replace("scope: workloads", "scope: services"))
    assert fault == (
        'Pulumi.prod-workloads.yaml:3: jiban:scope = "services": unknown value; set all, platform, '
        "workloads, manifests, recovery or pipelines"
    )


def test_a_changed_value_keeps_the_layers_below(tmp_path: Path) -> None:
    """What `explain` tries stands over the extended file, as on the command line."""
    changed = layers.changed(load(tmp_path), ("postgres", "storage_gb"), 512)
    assert changed.environment.postgres.databases == ("trips",)
    assert layers.overrides(changed, ("postgres", "storage_gb")) == (
        ('jiban:postgres={"storage_gb":512}',),
        (),
    )


def test_an_entry_of_an_extended_file_is_taken_out_by_null(tmp_path: Path) -> None:
    """On the command line too, which must say so."""
    changed = layers.changed(load(tmp_path), ("cluster", "pools", "batch"), None)
    assert list(changed.environment.kubernetes.pools) == ["apps"]
    assert layers.overrides(changed, ("cluster", "pools", "batch")) == (
        ('jiban:cluster={"pools":{"batch":null}}',),
        (),
    )


def test_a_value_that_two_files_have_wrong_is_told_at_the_nearer_one(tmp_path: Path) -> None:
    """Which is the one that counts; the other is put aside with it."""
    (tmp_path / "Pulumi.base.yaml").write_text(PLATFORM.replace("storage_gb: 256", "storage_gb: 512"))
    middle = "config:\n  jiban:extends: base\n  jiban:postgres: {storage_gb: many}\n  jiban:lock: maybe\n"
    assert sorted(fault.partition(" =")[0] for fault in said(tmp_path, platform=middle)) == [
        "Pulumi.prod.yaml:3: jiban:postgres.storage_gb",
        "Pulumi.prod.yaml:4: jiban:lock",
    ]


def test_the_stacks_that_extend_one_are_found() -> None:
    """By their files."""
    assert extension.extending(SETTINGS, ROOT, "prod") == ("prod-south", "prod-workloads")
    assert extension.extending(SETTINGS, ROOT, "prod-south") == ("prod-south-workloads",)
    assert extension.extending(SETTINGS, ROOT, "dev") == ()


def test_productions_services_say_nothing_twice() -> None:
    """The stack file of the services names the platform's and its own scope, and the rest is that one's."""
    services, platform = stack("prod-workloads"), stack("prod")
    assert set(services.provenance.given) == {"extends", "scope"}
    same = {"scope": "platform", "extends": None}
    assert services.environment.model_copy(update=same) == platform.environment


def test_a_file_that_is_like_none_is_told_with_all_that_are(tmp_path: Path) -> None:
    """In the order of the alphabet, without the one that asks."""
    (tmp_path / "Pulumi.alpha.yaml").write_text("config: {}\n")
    services = SERVICES.replace("extends: prod", "extends: xyzxyz")
    (fault,) = said(tmp_path, services)
    assert fault.endswith("there is no Pulumi.xyzxyz.yaml; name alpha or prod")


def test_only_those_that_are_alike_are_named_where_there_are_any(tmp_path: Path) -> None:
    """Others are no help."""
    (tmp_path / "Pulumi.alpha.yaml").write_text("config: {}\n")
    services = SERVICES.replace("extends: prod", "extends: prd")
    (fault,) = said(tmp_path, services)
    assert fault.endswith("there is no Pulumi.prd.yaml; name prod")


def test_the_own_preset_counts_over_that_of_the_extended_file(tmp_path: Path) -> None:
    """There is one preset, and the highest layer names it."""
    platform = PLATFORM.replace("preset: production", "preset: nonsense")
    assert load(tmp_path, SERVICES + "  jiban:preset: production\n", platform).environment.protect is True
