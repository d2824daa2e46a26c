"""The tables of replacement: well-formed, dated, and right where a provider's document says so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiban.diff.forcing import ForcingProperty
from jiban.diff.replacement import AS_OF, FOLDER, Entry, Tables
from jiban.diff.values import parse_path
from jiban.model.plan import UNKNOWN
from tests.jiban.report.samples import resource

TABLES = Tables()
WRITTEN = sorted(path.name for path in FOLDER.glob("*.yaml"))
TOLD: dict[str, dict[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("replacement.yaml").read_text()
)
"""What the written tables say of each type."""
MECHANICAL = sorted(path.name for path in FOLDER.glob("*.json"))


def rules(kind: str, provider: dict[str, Any] | None = None, **inputs: Any) -> dict[str, bool]:
    """Return the paths that replace a type whatever they change to, and whether that is certain."""
    made_by = resource("pulumi:providers:kubernetes", "cluster", inputs=provider) if provider else None
    found = TABLES.of(resource(kind, "x", inputs=inputs), made_by)
    whatever = [rule for rule in found if not rule.lower_only and not rule.in_place]
    return {".".join(map(str, rule.path)): rule.certain for rule in reversed(whatever)}


@pytest.mark.parametrize("name", [*WRITTEN, *MECHANICAL])
def test_a_table_says_where_it_is_from_and_how_old_it_is(name: str) -> None:
    """Each file has a source and a day, and none is older than what reports say."""
    document = yaml.safe_load((FOLDER / name).read_text())
    assert document["source"]
    assert str(document["as_of"]) >= AS_OF


@pytest.mark.parametrize("name", WRITTEN)
def test_a_documented_property_says_that_nobody_has_seen_it(name: str) -> None:
    """What only documents say is marked as unverified where it stands."""
    document = yaml.safe_load((FOLDER / name).read_text())
    keys = ("documented", "documented_if_older")
    documented = [entry for entry in document["replace"] if any(entry.get(key) for key in keys)]
    sources = [entry.get("source") or document["source"] for entry in documented]
    assert [source for source in sources if "(unverified)" not in source] == []


def test_there_are_properties_that_documents_alone_name() -> None:
    """Otherwise nothing is tried above."""
    assert [entry for name in WRITTEN for entry in entries(name) if entry.get("documented")]


@pytest.mark.parametrize("name", WRITTEN)
def test_an_entry_says_nothing_that_is_not_read(name: str) -> None:
    """A misspelt key would be passed over in silence."""
    verdicts = {"certain", "documented", "documented_if_older", "in_place"}
    read = verdicts | {"types", "note", "source", "unless_provider", "even_if", "decided_by", "when"}
    assert {key for entry in entries(name) for key in entry} - read == set()


def entries(name: str) -> list[dict[str, Any]]:
    """Give what a table says of each group of types."""
    return yaml.safe_load((FOLDER / name).read_text())["replace"]


@pytest.mark.parametrize(
    ("kind", "path", "certain"),
    [
        ("aws:rds/instance:Instance", "storageEncrypted", True),
        ("aws:ec2/subnet:Subnet", "cidrBlock", True),
        ("aws:lb/loadBalancer:LoadBalancer", "internal", True),
        ("aws:eks/cluster:Cluster", "kubernetesNetworkConfig.serviceIpv4Cidr", True),
        ("aws:eks/nodeGroup:NodeGroup", "instanceTypes", True),
        ("aws:dynamodb/table:Table", "hashKey", True),
        ("azure-native:network:Subnet", "virtualNetworkName", True),
        ("azure-native:network/v20240101:Subnet", "virtualNetworkName", True),
        ("azure-native:dbforpostgresql:Server", "location", True),
        ("azure-native:dbforpostgresql/v20240801:Server", "backup.geoRedundantBackup", False),
        ("azure-native:monitor/v20210501preview:DiagnosticSetting", "name", True),
        ("azure-native:dbforpostgresql:Server", "backup.geoRedundantBackup", False),
        ("azure-native:redis:Redis", "name", True),
        ("azure-native:network:ApplicationGateway", "location", False),
        ("kubernetes:apps/v1:Deployment", "spec.selector", True),
        ("kubernetes:apps/v1:StatefulSet", "spec.volumeClaimTemplates", True),
        ("kubernetes:core/v1:Service", "spec.clusterIP", True),
        ("kubernetes:core/v1:PersistentVolumeClaim", "spec.accessModes", True),
        ("kubernetes:core/v1:PersistentVolumeClaim", "spec.selector", True),
        ("kubernetes:core/v1:PersistentVolumeClaim", "spec.storageClassName", True),
        ("kubernetes:core/v1:PersistentVolumeClaim", "spec.volumeName", True),
        ("kubernetes:core/v1:PersistentVolumeClaim", "spec.volumeMode", False),
        ("kubernetes:core/v1:PersistentVolumeClaim", "spec.dataSource", False),
        ("kubernetes:core/v1:PersistentVolumeClaim", "spec.dataSourceRef", False),
        ("kubernetes:keda.sh/v1alpha1:ScaledObject", "metadata.name", True),
        ("pulumi:providers:aws", "region", True),
    ],
)
def test_a_property_replaces(kind: str, path: str, certain: bool) -> None:  # noqa: FBT001 a case
    """Each is named by the provider's source or documents, and is as certain as that."""
    assert rules(kind)[path] is certain


@pytest.mark.parametrize("kind", TOLD)
def test_every_property_of_a_written_table_replaces(kind: str) -> None:
    """As certainly as its row says, and an older version alone where the row says that."""
    found = {
        (".".join(map(str, rule.path)), rule.certain, rule.lower_only)
        for rule in TABLES.of(resource(kind, "x"), None)
        if not rule.in_place
    }
    told = TOLD[kind]
    wanted = {
        *((path, True, False) for path in told.get("certain", ())),
        *((path, False, False) for path in told.get("documented", ())),
        *((path, False, True) for path in told.get("documented_if_older", ())),
    }
    assert wanted - found == set()


@pytest.mark.parametrize(
    ("kind", "path", "added_only"),
    [
        ("aws:eks/nodeGroup:NodeGroup", "launchTemplate", True),
        ("aws:eks/nodeGroup:NodeGroup", "remoteAccess", True),
        ("aws:eks/cluster:Cluster", "outpostConfig", True),
        ("aws:eks/nodeGroup:NodeGroup", "instanceTypes", False),
    ],
)
def test_a_block_that_is_added_may_replace_by_itself(kind: str, path: str, *, added_only: bool) -> None:
    """What is in it has rules of its own, so that a change inside of it is held against those."""
    found = {".".join(map(str, rule.path)): rule.added_only for rule in TABLES.of(resource(kind, "x"), None)}
    assert found[path] is added_only


def test_another_role_or_profile_replaces_no_provider_of_aws() -> None:
    """Whoever signs in: the provider does not look which account it is."""
    assert set(rules("pulumi:providers:aws")) == {"region"}


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("aws:rds/instance:Instance", "instanceClass"),
        ("aws:eks/cluster:Cluster", "version"),
        ("azure-native:servicebus:Namespace", "zoneRedundant"),
        ("azure-native:keyvault:Key", "properties"),
        ("azure-native:dbforpostgresql:Server", "administratorLoginPassword"),
        ("azure-native:managedidentity:FederatedIdentityCredential", "subject"),
        ("kubernetes:apps/v1:Deployment", "spec.replicas"),
    ],
)
def test_a_property_changes_in_place(kind: str, path: str) -> None:
    """None of the tables names it, and no table names anything above it."""
    found = [parse_path(each) for each in rules(kind)]
    assert [each for each in found if parse_path(path)[: len(each)] == each] == []


def test_a_config_map_replaces_unless_its_provider_says_otherwise() -> None:
    """The provider takes it for immutable, unless told not to; an immutable one is what it says."""
    kind = "kubernetes:core/v1:ConfigMap"
    assert "data" in rules(kind)
    assert "data" not in rules(kind, {"enableConfigMapMutable": True})
    assert "data" in rules(kind, {"enableConfigMapMutable": True}, immutable=True)
    assert "data" in rules(kind, {"enableSecretMutable": True})


def test_a_secret_replaces_unless_its_provider_says_otherwise() -> None:
    """Of its contents as a ConfigMap does, and by a setting of its own."""
    kind = "kubernetes:core/v1:Secret"
    held = {"data", "stringData"}
    assert held <= set(rules(kind))
    assert not held & set(rules(kind, {"enableSecretMutable": True}))
    assert held <= set(rules(kind, {"enableSecretMutable": True}, immutable=True))
    assert held <= set(rules(kind, {"enableConfigMapMutable": True}))


def test_the_type_of_a_secret_always_replaces() -> None:
    """A Secret that may change keeps its type."""
    assert set(rules("kubernetes:core/v1:Secret", {"enableSecretMutable": "true"})) == {
        "metadata.name",
        "metadata.namespace",
        "type",
    }


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("azure-native:dbforpostgresql:Server", [("serverName",)]),
        ("aws:rds/instance:Instance", [("identifier",)]),
        ("aws:s3/bucket:Bucket", [("bucket",)]),
        ("kubernetes:core/v1:Service", [("metadata", "name")]),
        ("random:index:RandomPet", []),
    ],
)
def test_the_property_that_names_the_object_is_known(kind: str, names: list[tuple[str, ...]]) -> None:
    """By it the order of a replacement is told."""
    assert list(TABLES.names(kind)) == names


def test_a_type_of_another_provider_is_not_known() -> None:
    """Nothing is said of a provider without a table."""
    assert not TABLES.knows("gcp:storage/bucket:Bucket")
    assert TABLES.knows("aws:s3/bucket:Bucket")
    assert TABLES.knows("kubernetes:core/v1:Namespace")


def test_a_region_is_not_all_that_is_to_be_known_of_a_type() -> None:
    """A type that no table has by itself is told as one, though every type has a region."""
    assert not TABLES.knows("aws:odb/network:Network")
    assert rules("aws:odb/network:Network") == {"region": True}


@pytest.mark.parametrize(("name", "least"), [("aws.json", 1450), ("azure.json", 2250)])
def test_a_derived_table_covers_most_of_the_sdk(name: str, least: int) -> None:
    """The number of types is the one that the table says, and no less than when it was first made."""
    document = json.loads((FOLDER / name).read_text())
    assert document["coverage"]["types"] == len(document["types"]) >= least


RULE = ForcingProperty(("name",))
ENTRY = Entry(
    types=("a:*", "b:index:One"),
    except_types=("a:index:Two",),
    rules=(RULE,),
    unless="in_place",
    even_if={"fixed": True, "kind": "x"},
)


@pytest.mark.parametrize(
    ("kind", "provider", "inputs", "fits"),
    [
        ("a:index:One", None, {}, True),
        ("b:index:One", None, {}, True),
        ("a:index/v20240101:One", None, {}, True),
        ("a:index:Two", None, {}, False),
        ("b:index:Two", None, {}, False),
        ("a:index:One", {}, {}, True),
        ("a:index:One", {"in_place": False}, {}, True),
        ("a:index:One", {"in_place": UNKNOWN}, {}, True),
        ("a:index:One", {"in_place": "true"}, {}, False),
        ("a:index:One", {"in_place": True}, {}, False),
        ("a:index:One", {"in_place": True}, {"fixed": True}, False),
        ("a:index:One", {"in_place": True}, {"kind": "x"}, False),
        ("a:index:One", {"in_place": True}, {"fixed": True, "kind": "x"}, True),
    ],
)
def test_which_resources_an_entry_is_about(
    kind: str, provider: dict[str, Any] | None, inputs: dict[str, Any], *, fits: bool
) -> None:
    """By type, unless the provider changes it in place; what the resource itself says counts over that."""
    made = None if provider is None else resource("pulumi:providers:a", "own", inputs=provider)
    assert ENTRY.fits(resource(kind, "it", inputs=inputs), made) is fits


def test_an_entry_with_nothing_to_say_of_a_resource_gives_way_to_its_provider() -> None:
    """Whatever the resource is."""
    made = resource("pulumi:providers:a", "own", inputs={"in_place": True})
    assert replace(ENTRY, even_if={}).fits(resource("a:index:One", "it"), made) is False


def test_a_rule_says_what_its_entry_says_of_it() -> None:
    """Its own source and note, read from the table."""
    found = {rule.path: rule for rule in TABLES.of(resource("pulumi:providers:kubernetes", "own"), None)}
    rule = found["context",]
    assert (rule.note, rule.source.split(",")[0], rule.certain) == (
        "resources are recreated in the other cluster",
        "pulumi-kubernetes 4.32.0",
        True,
    )


def test_of_a_provider_of_kubernetes_only_what_names_the_cluster_replaces() -> None:
    """What it was before decides which input that is; without it, each of them may."""
    own = resource("pulumi:providers:kubernetes", "own", inputs={"clusterIdentifier": "a"})
    choice = {"clusterIdentifier", "kubeconfig", "context", "cluster"}
    assert {rule.path[0] for rule in TABLES.of(own, None, own)} & choice == {"clusterIdentifier"}
    assert {rule.path[0] for rule in TABLES.of(own, None)} & choice == choice
