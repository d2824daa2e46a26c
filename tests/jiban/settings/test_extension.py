"""A stack file that extends another one of its project, and what it may not extend."""

from pathlib import Path

import pytest

from infra.settings import SETTINGS
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
    pools = layers.load(SETTINGS, values, file).environment.cluster.pools
    assert {name: (pool.machine, pool.max_nodes) for name, pool in pools.items()} == {"apps": ("large", 9)}


def test_of_two_extended_files_the_nearer_one_counts(tmp_path: Path) -> None:
    """A file that extends one which extends another: value and place are those of the one in the middle."""
    (tmp_path / "Pulumi.base.yaml").write_text(PLATFORM)
    middle = "config:\n  jiban:extends: base\n  jiban:owner: data\n  jiban:scope: platform\n"
    loaded = load(tmp_path, platform=middle)
    assert (loaded.environment.owner, loaded.environment.postgres.storage_gb) == ("data", 256)
    assert loaded.provenance.of(("owner",)) == Origin("extended stack file", "Pulumi.prod.yaml", 3, 3)


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
        'Pulumi.prod-workloads.yaml:3: jiban:scope = "services": unknown value; set all, platform, workloads '
        "or recovery"
    )


def test_a_changed_value_keeps_the_layers_below(tmp_path: Path) -> None:
    """What `explain` tries stands over the extended file, as on the command line."""
    changed = layers.changed(load(tmp_path), ("postgres", "storage_gb"), 512)
    assert changed.environment.postgres.databases == ("trips",)
    assert layers.overrides(changed, ("postgres", "storage_gb")) == (
        ('jiban:postgres={"storage_gb":512}',),
        (),
    )


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
