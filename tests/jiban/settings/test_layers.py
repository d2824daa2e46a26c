"""An environment is the layers put together, and each value knows its own."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from infra.environment import Environment
from infra.settings import SETTINGS
from jiban.settings import layers
from jiban.settings.errors import ConfigurationError
from jiban.settings.provenance import Origin
from jiban.settings.root import Root
from tests.infra.environments import LEAST, ROOT, load, problems, stack

DEVELOPMENT = LEAST + ("  jiban:preset: development\n  jiban:cluster:\n    api_clients: [203.0.113.0/24]\n")
"""The least that a stack file may say with this preset, in six lines."""


@pytest.mark.parametrize("name", ["prod", "prod-workloads", "dev"])
def test_own_stack_files_load(name: str) -> None:
    """Both stack files of the project make an environment without a problem."""
    assert stack(name).environment.region == "koreacentral"


def test_default_is_the_lowest_layer(tmp_path: Path) -> None:
    """A value that nobody wrote is the field's default, and says so."""
    loaded = load(tmp_path, LEAST)
    assert loaded.environment.network.cidr == "10.0.0.0/16"
    assert loaded.provenance.of(("network", "cidr")) == Origin("default")


def test_preset_counts_over_default(tmp_path: Path) -> None:
    """A preset's value replaces the default, and its place is the preset's file and line."""
    loaded = load(tmp_path, DEVELOPMENT)
    assert loaded.environment.network.zones == (1,)
    assert loaded.provenance.of(("network", "zones")) == Origin(
        "preset", "infra/presets/azure/development.yaml", 3, 3
    )


def test_stack_file_counts_over_preset(tmp_path: Path) -> None:
    """The stack file's value replaces the preset's, and the rest of the preset's map stays."""
    text = DEVELOPMENT + "    system_pool:\n      max_nodes: 4\n"
    loaded = load(tmp_path, text)
    assert loaded.environment.kubernetes.system_pool.max_nodes == 4
    assert loaded.environment.kubernetes.system_pool.min_nodes == 1
    assert loaded.provenance.of(("cluster", "system_pool", "max_nodes")) == Origin(
        "stack file", "Pulumi.test.yaml", 8, 7
    )
    assert loaded.provenance.of(("cluster", "system_pool", "min_nodes")).layer == "preset"


def test_command_line_counts_over_stack_file(tmp_path: Path) -> None:
    """A value of `-c` replaces the stack file's."""
    loaded = load(tmp_path, LEAST, overrides=["jiban:owner=data"])
    assert loaded.environment.owner == "data"
    assert loaded.provenance.of(("owner",)) == Origin("command line")


def test_command_line_path_leaves_the_rest_of_the_map(tmp_path: Path) -> None:
    """A value set by its path comes from the command line, its neighbours from the stack file."""
    text = LEAST + "  jiban:postgres:\n    backup_retention_days: 8\n    storage_gb: 64\n"
    loaded = load(tmp_path, text, path_overrides=["jiban:postgres.backup_retention_days=9"])
    assert loaded.environment.postgres is not None
    assert loaded.environment.postgres.backup_retention_days == 9
    assert loaded.provenance.of(("postgres", "backup_retention_days")).layer == "command line"
    assert loaded.provenance.of(("postgres", "storage_gb")) == Origin("stack file", "Pulumi.test.yaml", 6, 5)


def test_what_only_equals_the_stack_file_s_value_comes_from_the_command_line(tmp_path: Path) -> None:
    """True is 1 in Python, and no number in a stack file."""
    text = LEAST + "  jiban:postgres:\n    backup_retention_days: 1\n"
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text, path_overrides=["jiban:postgres.backup_retention_days=true"])
    assert [problem.layer for problem in caught.value.problems] == ["command line"]


def test_command_line_knows_no_quotes(tmp_path: Path) -> None:
    """A number by its path on the command line is taken as text where text is due."""
    text = LEAST + "  jiban:postgres: {}\n"
    loaded = load(tmp_path, text, path_overrides=["jiban:postgres.version=16"])
    assert loaded.environment.postgres is not None
    assert loaded.environment.postgres.version == "16"


def test_lists_are_replaced(tmp_path: Path) -> None:
    """A list of the stack file stands in place of the preset's, whatever is in either."""
    text = LEAST + "  jiban:preset: production\n  jiban:network:\n    zones: [1, 2]\n"
    assert load(tmp_path, text).environment.network.zones == (1, 2)


def test_null_resets_an_optional_tier(tmp_path: Path) -> None:
    """Null takes away a tier that is there by default."""
    assert load(tmp_path, LEAST + "  jiban:registry: null\n").environment.registry is None


def test_null_removes_an_entry_of_the_presets_map(tmp_path: Path) -> None:
    """A node pool that the preset has goes away when the stack file says null."""
    text = DEVELOPMENT + "    pools: { apps: null, batch: { min_nodes: 1 } }\n"
    assert list(load(tmp_path, text).environment.kubernetes.pools) == ["batch"]


def test_preset_adds_no_tier(tmp_path: Path) -> None:
    """A preset says how a database is made; that there is one, only the stack file says."""
    assert load(tmp_path, LEAST + "  jiban:preset: production\n").environment.postgres is None
    text = LEAST + "  jiban:preset: production\n  jiban:postgres: {}\n"
    postgres = load(tmp_path, text).environment.postgres
    assert postgres is not None
    assert postgres.backup_retention_days == 35


def test_default_of_a_map_holds_for_what_is_left_out_of_it(tmp_path: Path) -> None:
    """The system pool is small by default, also when the stack file sets another field of it."""
    text = LEAST + "  jiban:cluster: { system_pool: { max_nodes: 9 } }\n"
    assert load(tmp_path, text).environment.kubernetes.system_pool.machine == "small"


def test_top_level_truth_value_may_stand_in_quotes(tmp_path: Path) -> None:
    """`pulumi config set` writes true in quotes, and it is taken as the truth value."""
    assert load(tmp_path, LEAST + '  jiban:protect: "false"\n').environment.protect is False


def test_structure_may_stand_as_json_text(tmp_path: Path) -> None:
    """`pulumi config set jiban:network JSON` writes a text, and it is taken as the map."""
    text = LEAST + """  jiban:network: '{"cidr": "10.9.0.0/16"}'\n"""
    assert load(tmp_path, text).environment.network.cidr == "10.9.0.0/16"


def test_encrypted_value_is_taken_from_the_engine(tmp_path: Path) -> None:
    """A secret's value is what Pulumi gives for it, and its place is the encrypted entry's."""
    text = LEAST + "  jiban:secrets:\n    names: [key]\n    values:\n      key: { secure: v1:abc }\n"
    loaded = load(tmp_path, text)
    assert loaded.environment.secrets is not None
    assert loaded.environment.secrets.values["key"].get_secret_value().startswith("undisclosed")
    assert loaded.provenance.of(("secrets", "values", "key")) == Origin(
        "stack file", "Pulumi.test.yaml", 7, 7
    )


def test_other_namespaces_are_left_alone(tmp_path: Path) -> None:
    """Keys of providers and other programs are none of an environment's business."""
    text = LEAST + "  azure-native:location: koreacentral\n  kubernetes:suppressDeprecationWarnings: true\n"
    assert load(tmp_path, text).environment.owner == "platform"


def test_values_without_a_stack_file(tmp_path: Path) -> None:
    """Without the file the values are taken all the same, only their lines are unknown."""
    values = {"region": "koreacentral", "owner": "data", "inside_network": "true"}
    loaded = layers.load(SETTINGS, values, tmp_path / "Pulumi.none.yaml")
    assert loaded.environment.owner == "data"
    assert loaded.provenance.of(("owner",)) == Origin("stack file")


ON: dict[str, str] = {
    "azure": (
        "  jiban:region: koreacentral\n  jiban:cache: {}\n  jiban:queue: {}\n"
        "  jiban:cluster: { api_clients: [203.0.113.0/24] }\n"
    ),
    "aws": (
        "  jiban:region: ap-northeast-2\n"
        "  jiban:cluster:\n    admins: ['arn:aws:iam::111122223333:role/deployer']\n"
        "    api_clients: [203.0.113.0/24]\n"
    ),
}
"""What a stack file has to say on each cloud, and the tiers that are only built there."""


@pytest.mark.parametrize("cloud", ON)
@pytest.mark.parametrize("name", ["development", "production"])
def test_presets_are_valid_on_every_cloud(tmp_path: Path, name: str, cloud: str) -> None:
    """Each kind of environment is a sound one of all tiers that a cloud has, with nothing beside it."""
    text = (
        f"config:\n  jiban:cloud: {cloud}\n  jiban:owner: platform\n  jiban:preset: {name}\n"
        f"  jiban:postgres: {{}}\n{ON[cloud]}"
    )
    assert load(tmp_path, text).environment.preset == name


def test_what_presets_there_are() -> None:
    """Two kinds and three sizes, each with a file for either cloud, and there is nothing else."""
    assert SETTINGS.preset_names() == ("100k", "10k", "1m", "development", "production")
    folder = ROOT / "infra" / "presets"
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml")) == [
        "100k.yaml",
        "10k.yaml",
        "1m.yaml",
        *(f"{cloud}/{name}.yaml" for cloud in ("aws", "azure") for name in SETTINGS.preset_names()),
        "development.yaml",
        "production.yaml",
    ]


def test_a_preset_has_a_layer_for_its_cloud(tmp_path: Path) -> None:
    """It goes over what the preset says on every cloud, key by key, and each value knows its file."""
    loaded = load(tmp_path, DEVELOPMENT)
    pool = loaded.environment.kubernetes.pools["apps"]
    assert (pool.machine, pool.max_nodes) == ("small", 3)
    apps = ("cluster", "pools", "apps")
    assert loaded.provenance.of((*apps, "machine")) == Origin(
        "preset", "infra/presets/development.yaml", 9, 7
    )
    assert loaded.provenance.of((*apps, "max_nodes")) == Origin(
        "preset", "infra/presets/azure/development.yaml", 12, 7
    )


class Shop(BaseModel):
    """Settings of a project of its own."""

    cloud: str = "azure"
    preset: str = ""
    size: int = 1
    speed: int = 1


def test_a_cloud_s_part_of_a_preset_counts_over_the_preset(tmp_path: Path) -> None:
    """Where both have a value, and a value that only one has stays."""
    folder = tmp_path / "shop" / "presets"
    (folder / "azure").mkdir(parents=True)
    (folder / "large.yaml").write_text("size: 2\nspeed: 2\n")
    (folder / "azure" / "large.yaml").write_text("size: 3\n")
    shop = Root(model=Shop, namespace="shop", presets=folder, preset_variant="cloud")
    found = layers.load(shop, {"shop:preset": "large"}, None)
    assert (found.environment.size, found.environment.speed) == (3, 2)


def test_another_cloud_is_another_layer(tmp_path: Path) -> None:
    """The preset's part for the cloud goes with the cloud, wherever that was given."""
    admins = '{"admins": ["arn:aws:iam::111122223333:role/deployer"], "api_clients": ["203.0.113.0/24"]}'
    changes = ["jiban:cloud=aws", "jiban:region=ap-northeast-2", f"jiban:cluster={admins}"]
    loaded = load(tmp_path, DEVELOPMENT, overrides=changes)
    assert loaded.environment.network.zones == (1, 2)
    assert loaded.provenance.of(("network", "zones")).file == "infra/presets/aws/development.yaml"


def test_an_unknown_cloud_has_no_layer_of_its_own(tmp_path: Path) -> None:
    """It is the cloud that is wrong, and nothing else is said."""
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, DEVELOPMENT, overrides=["jiban:cloud=../azure"])
    assert [problem.path for problem in caught.value.problems] == ["jiban:cloud"]


def test_development_is_deployed_from_named_ranges() -> None:
    """The development stack's API server is public, and answers the ranges of the stack file alone."""
    cluster = stack("dev").environment.kubernetes
    assert (cluster.private, cluster.api_clients) == (False, ("203.0.113.0/24",))


def test_defaults_of_models_are_the_lowest_layer() -> None:
    """Only the system pool's default says more than its own model does."""
    assert layers.model_defaults(Environment) == {"cluster": {"system_pool": {"machine": "small"}}}


def test_keys_may_lack_the_namespace() -> None:
    """`owner` is `jiban:owner`, and `other:owner` is somebody else's."""
    values = {"region": "koreacentral", "jiban:owner": "data", "other:owner": "nobody", "scope": "platform"}
    assert layers.load(SETTINGS, values, None).environment.owner == "data"


def test_named_overrides_come_from_the_command_line(tmp_path: Path) -> None:
    """A key that is known to be given with `-c` is the command line's, even where it repeats the file."""
    file = tmp_path / "Pulumi.test.yaml"
    file.write_text(LEAST)
    values = {"region": "koreacentral", "owner": "platform", "scope": "platform"}
    loaded = layers.load(SETTINGS, values, file, ["jiban:owner"])
    assert loaded.provenance.of(("owner",)) == Origin("command line")
    assert loaded.provenance.of(("region",)) == Origin("stack file", "Pulumi.test.yaml", 2, 3)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"cidr": ', "it ends in the middle of the document, in line 1: it is truncated; write it again"),
        ('{"cidr": NaN}', "cidr: NaN is no number that JSON has"),
        ('{"cidr": "a", "cidr": "b"}', "the key 'cidr' is written twice"),
        ('{"cidr": "\\ud800"}', "cidr: the text holds half of a surrogate pair, which is no character"),
        ("[" * 5000, "nested deeper than 200 levels, which is the most that is read"),
    ],
)
def test_a_map_of_the_command_line_that_is_no_json(tmp_path: Path, text: str, reason: str) -> None:
    """What is wrong with the JSON is said, and the text, which may hold a secret, is not shown."""
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, LEAST, overrides=[f"jiban:network={text}"])
    remedy = "write JSON, or set single values of it by their paths: --config-path -c"
    assert list(map(str, caught.value.problems)) == [f"command line: jiban:network: {reason}; {remedy}"]


def test_an_empty_text_for_what_has_to_be_there(tmp_path: Path) -> None:
    """It is shown as what was written, and not as null."""
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, LEAST, overrides=["jiban:region="])
    assert str(caught.value.problems[0]).startswith(
        'command line: jiban:region = "": not the cloud\'s own name'
    )


def told(folder: Path, text: str) -> list[tuple[int, str, str]]:
    """Line, reason and remedy of each thing that is wrong with a stack file."""
    return [(each.line, each.reason, each.remedy) for each in problems(folder, text)]


def test_a_key_outside_of_the_configuration_is_told(tmp_path: Path) -> None:
    """Pulumi would pass over it in silence."""
    assert told(tmp_path, LEAST + "jiban:lock: true\n") == [
        (LEAST.count("\n") + 1, "it is outside of `config`", "move it below `config:`")
    ]


@pytest.mark.parametrize("key", ["encryptedkey", "encryptionsalt", "secretsprovider"])
def test_the_keys_of_pulumi_itself_are_left_alone(tmp_path: Path, key: str) -> None:
    """They are of the stack's secrets."""
    assert told(tmp_path, LEAST + f"{key}: text\n") == []


@pytest.mark.parametrize(
    ("key", "meant"), [("encryptedkeys", "encryptedkey"), ("secretprovider", "secretsprovider")]
)
def test_a_key_that_is_nearly_one_of_pulumi_s_is_told(tmp_path: Path, key: str, meant: str) -> None:
    """With the one that is meant."""
    assert told(tmp_path, LEAST + f"{key}: text\n") == [
        (LEAST.count("\n") + 1, "unknown key of a stack file", f"write {meant}")
    ]


def test_a_null_removes_only_what_a_lower_layer_has(tmp_path: Path) -> None:
    """A field that has to be there is told, and so is an entry that no layer below has."""
    text = DEVELOPMENT + "    system_pool: null\n"
    assert [each.path for each in problems(tmp_path, text)] == ["jiban:cluster.system_pool"]
    written = DEVELOPMENT + "    pools: { batch: null }\n"
    assert [each.path for each in problems(tmp_path, written)] == ["jiban:cluster.pools.batch"]


def test_an_empty_text_takes_an_optional_value_back(tmp_path: Path) -> None:
    """From the command line, where null is no text."""
    text = LEAST + "  jiban:postgres: {}\n"
    assert load(tmp_path, text, overrides=["jiban:postgres="]).environment.postgres is None


def test_a_secret_beside_another_key_is_no_encrypted_value(tmp_path: Path) -> None:
    """Only the map with nothing else is one."""
    text = (
        LEAST + "  jiban:secrets:\n    names: [key]\n    values:\n      key: { secure: v1:abc, other: 1 }\n"
    )
    assert [each.path for each in problems(tmp_path, text)] == ["jiban:secrets.values.key"]


@pytest.mark.parametrize(
    ("line", "path", "column"),
    [
        ('jiban:lock: "true"', ("lock",), 3),
        ("jiban:lock: true", ("lock",), 3),
        ("""jiban:network: '{"cidr": "10.9.0.0/16"}'""", ("network", "cidr"), 3),
    ],
)
def test_a_text_that_stands_for_something_else_is_the_stack_file_s(
    tmp_path: Path, line: str, path: tuple[str, ...], column: int
) -> None:
    """It is read as the program reads it, so it does not seem to come from the command line."""
    loaded = load(tmp_path, f"{LEAST}  {line}\n")
    assert loaded.provenance.of(path) == Origin("stack file", "Pulumi.test.yaml", 4, column)


def test_an_encrypted_value_of_the_top_is_no_plain_setting(tmp_path: Path) -> None:
    """It is told as encrypted, and not as a value of a wrong kind."""
    (fault,) = told(tmp_path, LEAST + "  jiban:tags: { secure: v1:abc }\n")
    assert fault[:2] == (4, "it is encrypted, but a plan must be able to read it")


def test_another_preset_of_the_command_line_is_another_layer(tmp_path: Path) -> None:
    """The one that the stack file names is not read beside it."""
    loaded = load(tmp_path, DEVELOPMENT, overrides=["jiban:preset=production"])
    assert loaded.environment.network.zones == (1, 2, 3)
    assert loaded.provenance.of(("preset",)) == Origin("command line")


def test_a_changed_value_of_a_list_leaves_its_other_items(tmp_path: Path) -> None:
    """A list is given as a whole, also where a preset has it."""
    loaded = load(tmp_path, DEVELOPMENT)
    changed = layers.changed(loaded, ("network", "zones", 0), 2)
    assert changed.provenance.given["network"] == {"zones": [2]}
    assert loaded.environment.network.zones == (1,)


@pytest.mark.parametrize(
    "lines",
    [
        "  jiban:passwords:\n    postgres: correct-horse\n",
        "  jiban:secrets:\n    names: [key]\n    values:\n      key: correct-horse\n",
        "  jiban:observability:\n    alerts:\n      webhooks:\n        teams: correct-horse\n",
    ],
)
def test_a_secret_in_plain_text_is_told_in_each_map_of_them(tmp_path: Path, lines: str) -> None:
    """Without the secret."""
    found = [each for each in problems(tmp_path, LEAST + lines) if each.reason == "secret in plain text"]
    assert len(found) == 1
    assert "correct-horse" not in str(found[0])
