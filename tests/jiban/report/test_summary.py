"""The first screen of a plan."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest

from jiban.model.plan import UNKNOWN, Plan, Resource, Secret
from jiban.plan.text import plan_text, summary_text
from jiban.report.summary import details, plural, summary_lines, tiers
from jiban.report.terminal import Look, columns
from jiban.tables import table
from tests.jiban.report.samples import plan_of, resource, shop
from tests.jiban.report.sdk_properties import exists, has_class

POSTGRES = "azure-native:dbforpostgresql:Server"
AKS = "azure-native:containerservice:ManagedCluster"
RDS = "aws:rds/instance:Instance"
VNET = "azure-native:network:VirtualNetwork"
SCALED = "kubernetes:keda.sh/v1alpha1:ScaledObject"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"


def component(name: str, *parts: tuple[str, dict[str, Any]], **fields: Any) -> Plan:
    """A plan of one component with resources of types and inputs."""
    top = resource("my:tier:Tier", name, custom=False)
    inner = [
        resource(token, f"{name}-{number}", top, inputs=inputs, **fields)
        for number, (token, inputs) in enumerate(parts)
    ]
    return plan_of(top, *inner)


def said(plan: Plan) -> list[str]:
    """What is said of the only tier of a plan."""
    (tier,) = tiers(plan)
    return details(tier)


SERVER = {
    "version": "17",
    "sku": {"name": "Standard_D4s_v3"},
    "storage": {"storageSizeGB": 256},
    "backup": {"backupRetentionDays": 35, "geoRedundantBackup": "Enabled"},
    "highAvailability": {"mode": "ZoneRedundant", "standbyAvailabilityZone": "2"},
}
POOL = {"name": "system", "minCount": 3, "maxCount": 5, "vmSize": "D2", "availabilityZones": ["2", "1"]}
CONTAINER = {"image": "registry.io/shop/web:1.2", "resources": {"requests": {"cpu": "200m"}}}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param(
            [(POSTGRES, SERVER), (POSTGRES, {"createMode": "Replica", **SERVER})],
            [
                "PostgreSQL 17, Standard_D4s_v3, 256 GiB, standby in zone 2, backups 35 days (geo-redundant)",
                "1 read replica",
            ],
            id="azure-postgres-with-a-replica",
        ),
        pytest.param(
            [(POSTGRES, {"version": "16", "backup": {"backupRetentionDays": 7}})],
            ["PostgreSQL 16, backups 7 days"],
            id="a-missing-input-leaves-its-phrase-out",
        ),
        pytest.param(
            [
                (
                    RDS,
                    {
                        "engine": "postgres",
                        "engineVersion": "17",
                        "instanceClass": "db.t3.medium",
                        "multiAz": True,
                        "backupRetentionPeriod": 35,
                    },
                )
            ],
            ["PostgreSQL 17, db.t3.medium, Multi-AZ, backups 35 days, no deletion protection"],
            id="aws-rds",
        ),
        pytest.param(
            [
                (
                    "azure-native:network:VirtualNetwork",
                    {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}},
                ),
                ("azure-native:network:Subnet", {}),
                ("azure-native:network:Subnet", {}),
            ],
            ["10.0.0.0/16", "2 subnets"],
            id="azure-network",
        ),
        pytest.param(
            [
                ("aws:ec2/vpc:Vpc", {"cidrBlock": "10.1.0.0/16"}),
                ("aws:ec2/subnet:Subnet", {"availabilityZone": "eu-b"}),
                ("aws:ec2/subnet:Subnet", {"availabilityZone": "eu-a"}),
            ],
            ["10.1.0.0/16", "2 subnets", "zones eu-a eu-b"],
            id="aws-network-with-zones-of-its-subnets",
        ),
        pytest.param(
            [
                (
                    AKS,
                    {
                        "kubernetesVersion": "1.36",
                        "apiServerAccessProfile": {"enablePrivateCluster": True},
                        "agentPoolProfiles": [POOL],
                    },
                ),
                (
                    "azure-native:containerservice:AgentPool",
                    {"agentPoolName": "apps", "minCount": 3, "maxCount": 3, "vmSize": "D4"},
                ),
            ],
            ["Kubernetes 1.36, private; system 3-5 x D2", "apps 3 x D4", "zones 1 2"],
            id="azure-cluster-with-pools",
        ),
        pytest.param(
            [
                (DEPLOYMENT, {"spec": {"replicas": 1, "template": {"spec": {"containers": [CONTAINER]}}}}),
            ],
            ["web:1.2, 200m CPU; 1 replica"],
            id="deployment",
        ),
        pytest.param(
            [
                (
                    "kubernetes:keda.sh/v1alpha1:ScaledObject",
                    {"spec": {"minReplicaCount": 2, "maxReplicaCount": 8}},
                )
            ],
            ["2-8 replicas (KEDA)"],
            id="scaled-object",
        ),
        pytest.param(
            [
                ("azure-native:keyvault:Vault", {"properties": {"publicNetworkAccess": "disabled"}}),
            ],
            ["private"],
            id="letters-are-compared-without-their-case",
        ),
        pytest.param(
            [("x:y:Zebra", {}), ("x:y:Zebra", {}), ("x:y:Yak", {})],
            ["2 y.Zebra, 1 y.Yak"],
            id="unknown-types-are-counted",
        ),
        pytest.param(
            [(f"x:y:T{number}", {}) for number in range(6)],
            ["1 y.T0, 1 y.T1, 1 y.T2, 3 more"],
            id="many-unknown-types",
        ),
    ],
)
def test_what_is_said_of_a_tier(parts: list[tuple[str, dict[str, Any]]], expected: list[str]) -> None:
    """The table says of each type what a reviewer looks for; types that it does not know are counted."""
    assert said(component("db", *parts)) == expected


def test_every_phrase_of_the_table_can_be_read() -> None:
    """Each is a text or a map of the known words, and each count or list of values has what it needs."""
    words = {"say", "when", "unless", "each", "count", "values"}
    bad: list[object] = []

    def look(phrase: Any) -> None:
        if isinstance(phrase, list):
            for each in phrase:
                look(each)
        elif isinstance(phrase, dict):
            if set(phrase) - words or not set(phrase) & {"say", "count"}:
                bad.append(phrase)
            look(phrase.get("say", ""))
        elif not isinstance(phrase, str):
            bad.append(phrase)

    for entry in table("jiban.report", "summary.yaml").values():
        look(entry["say"] if isinstance(entry, dict) else entry)
    assert bad == []


def paths(phrase: Any, above: str = "") -> Iterator[str]:
    """Every path that a phrase of the table looks at."""
    if isinstance(phrase, list):
        for each in phrase:
            yield from paths(each, above)
    elif isinstance(phrase, dict):
        items = f"{above}{phrase['each']}.*." if "each" in phrase else above
        for key in ("when", "unless"):
            yield from (f"{items}{path}" for path in phrase.get(key, {}))
        if "values" in phrase:
            yield items + phrase["values"]
        else:
            yield from paths(phrase.get("say", ""), items)
    else:
        for place in re.findall(r"\{([^{}]+)\}", phrase):
            yield from (above + path for path in place.partition("|")[0].split(".."))


@pytest.mark.parametrize(
    ("token", "path"),
    sorted(
        {
            (token, path)
            for token, entry in table("jiban.report", "summary.yaml").items()
            if has_class(token)
            for path in paths(entry)
        }
    ),
)
def test_every_path_of_the_summary_is_a_property_of_the_type(token: str, path: str) -> None:
    """A misspelt path would leave its phrase out and nobody would notice."""
    assert exists(token, path)


@pytest.mark.parametrize("value", [UNKNOWN, Secret("hunter2"), "", None, []], ids=repr)
def test_a_value_that_cannot_be_shown_leaves_its_phrase_out(value: object) -> None:
    """Neither an unknown value nor a secret is a fact of a tier."""
    assert said(component("db", (POSTGRES, {"version": "17", "sku": {"name": value}}))) == ["PostgreSQL 17"]


def test_a_condition_on_an_unknown_value_does_not_hold() -> None:
    """Whether deletion protection is off is said only where it is known."""
    assert said(component("db", (RDS, {"instanceClass": "db.t3", "deletionProtection": UNKNOWN}))) == [
        "db.t3"
    ]
    assert said(component("db", (RDS, {"engine": "mariadb", "deletionProtection": True}))) == ["mariadb"]


def test_resources_of_a_type_that_differ_are_named() -> None:
    """Without the name of their tier; those that are the same are one phrase with their number."""
    small = ("aws:ec2/instance:Instance", {"instanceType": "t3.small"})
    large = ("aws:ec2/instance:Instance", {"instanceType": "t3.large"})
    assert said(component("web", small, large)) == ["0: t3.small", "1: t3.large"]
    assert said(component("web", small, small)) == ["2 x t3.small"]


def test_many_resources_of_a_type_that_differ() -> None:
    """Four are told apart, so that a tier does not fill the screen."""
    parts = [("aws:ec2/instance:Instance", {"instanceType": f"t{number}"}) for number in range(6)]
    assert said(component("web", *parts)) == ["0: t0", "1: t1", "2: t2", "3: t3", "2 more"]


def test_protection_is_said_last() -> None:
    """All of a tier, or how many."""
    top = resource("my:tier:Tier", "db", custom=False)
    server = resource(POSTGRES, "db-server", top, inputs={"version": "17"}, protect=True)
    rule = resource("x:y:Rule", "db-rule", top)
    assert said(plan_of(top, server)) == ["PostgreSQL 17", "protected"]
    assert said(plan_of(top, server, rule)) == ["PostgreSQL 17", "1 protected"]


def test_what_is_not_created_is_counted() -> None:
    """A resource that is read or imported says so."""
    top = resource("my:tier:Tier", "db", custom=False)
    parts = [resource("x:y:Rule", f"db-{op}", top, op=op) for op in ("create", "read", "import")]
    assert said(plan_of(top, *parts)) == ["3 y.Rule", "1 to read", "1 to import"]
    assert said(plan_of(resource("x:y:Rule", "rule", op="read"))) == ["y.Rule", "read only"]


def test_a_component_that_a_plugin_makes() -> None:
    """Its type, and that what is in it is not known."""
    assert said(plan_of(resource("my:tier:Tier", "db", custom=False, remote=True))) == [
        "my:tier:Tier",
        "remote component, its resources are not known",
    ]


def instances(count: int) -> list[Resource]:
    """Machines and a bucket outside of any component."""
    machines = [
        resource("aws:ec2/instance:Instance", f"web-{number}", inputs={"instanceType": "t3.small"})
        for number in range(count)
    ]
    return [*machines, resource("aws:s3/bucket:Bucket", "pages")]


def test_a_few_loose_resources_have_a_line_each() -> None:
    """A resource outside of components is a tier by itself, with its type in front."""
    found = tiers(plan_of(*instances(2)))
    assert [(tier.name, details(tier)) for tier in found] == [
        ("web-0", ["ec2.Instance: t3.small"]),
        ("web-1", ["ec2.Instance: t3.small"]),
        ("pages", ["s3.Bucket"]),
    ]


def test_many_loose_resources_are_one_line_for_each_service() -> None:
    """Beyond eight they are put together by package and module; one that is alone keeps its name."""
    group = resource("aws:ec2/securityGroup:SecurityGroup", "web")
    found = tiers(plan_of(*instances(8), group))
    assert [(tier.name, len(tier.resources), details(tier)) for tier in found] == [
        ("aws ec2", 9, ["8 x t3.small", "1 security group"]),
        ("pages", 1, ["s3.Bucket"]),
    ]


def test_the_numbers_add_up() -> None:
    """Every resource that is counted above the table is in one of its lines."""
    assert sum(len(tier.resources) for tier in tiers(shop())) == 3


def test_the_summary_in_a_pipe() -> None:
    """Totals, a line for each tier in the plan's order, and how to see more."""
    assert summary_text(shop()) == textwrap.dedent(
        """\
        shop/prod
        3 resources to create; 1 component.
        Planned offline: values that only the cloud knows are shown as (known after ...).

        NAME     RESOURCES  DETAILS
        network          2  10.0.0.0/16; 1 subnet
        db               1  rds.Cluster: postgres; protected

        Without --summary each resource is shown with its main properties; -v shows all of them.
        """
    )


def test_a_plan_begins_with_its_summary() -> None:
    """What --summary prints above its last line is what the whole text begins with."""
    first, _, _ = summary_text(shop()).rpartition("\nWithout")
    assert plan_text(shop()).startswith(first)


@pytest.mark.parametrize("width", [20, 40, 55, 56, 60, 80, 200])
def test_no_line_of_the_summary_is_too_wide(width: int) -> None:
    """However narrow the terminal; and on a wide one a line is not longer than 100 columns."""
    long = component("한국어-" * 20, (POSTGRES, {**SERVER, "sku": {"name": "값" * 90}}))
    many = plan_of(*long.resources[1:], *(each for each in shop().resources[1:]))
    found = list(summary_lines(many, Look(width=width)))
    assert max(columns(line) for line in found) <= min(width, 100)


def test_a_short_phrase_is_not_broken() -> None:
    """A line ends between two phrases, so that a number keeps its noun."""
    found = list(summary_lines(component("db", (POSTGRES, SERVER)), Look(width=60)))
    assert found == [
        "NAME  RESOURCES  DETAILS",
        "db            1  PostgreSQL 17, Standard_D4s_v3, 256 GiB,",
        "                 standby in zone 2,",
        "                 backups 35 days (geo-redundant)",
    ]


def test_a_pool_is_not_broken() -> None:
    """What is said of an item of a list is a phrase as well."""
    cluster = {"kubernetesVersion": "1.36", "agentPoolProfiles": [{**POOL, "vmSize": "Standard_D2s_v3"}]}
    assert list(summary_lines(component("aks", (AKS, cluster)), Look(width=60)))[1:] == [
        "aks           1  Kubernetes 1.36;",
        "                 system 3-5 x Standard_D2s_v3; zones 1 2",
    ]


def test_on_a_narrow_terminal_details_are_below_the_name() -> None:
    """Columns would leave too little of either."""
    assert list(summary_lines(shop(), Look(width=40))) == [
        "network (2)",
        "  10.0.0.0/16; 1 subnet",
        "db (1)",
        "  rds.Cluster: postgres; protected",
    ]


def test_colour_changes_no_letter_of_the_summary() -> None:
    """Names and protection stand out; without escape sequences the text is the plain one."""
    coloured = summary_text(shop(), Look(colour=True))
    assert "\x1b[1mnetwork\x1b[0m" in coloured
    assert "\x1b[32mprotected\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == summary_text(shop())


def test_a_name_cannot_write_to_the_terminal() -> None:
    """Control characters are shown, not sent."""
    made = resource("aws:ec2/instance:Instance", "web\x1b[2J", inputs={"instanceType": "\x1b[1m"})
    assert "\x1b" not in summary_text(plan_of(made))


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        *(("subnet", "subnets"), ("policy", "policies"), ("key", "keys"), ("ingress", "ingresses")),
        *(
            ("box", "boxes"),
            ("switch", "switches"),
            ("mesh", "meshes"),
            ("key in the vault", "keys in the vault"),
        ),
    ],
)
def test_nouns_after_a_number(noun: str, expected: str) -> None:
    """As English has them."""
    assert (plural(noun, 1), plural(noun, 2)) == (noun, expected)


@pytest.mark.parametrize(
    ("inputs", "said_of_it"),
    [
        ({"policySettings": {"mode": "Detection"}}, ["firewall only detects"]),
        ({"policySettings": {"mode": ""}}, ["firewall only detects"]),
        ({}, ["firewall only detects"]),
        ({"policySettings": {"mode": UNKNOWN}}, ["frontdoor.Policy"]),
        ({"policySettings": {"mode": "prevention"}}, ["firewall prevents"]),
    ],
)
def test_one_of_several_values_may_be_that_there_is_none(
    inputs: dict[str, Any], said_of_it: list[str]
) -> None:
    """As a value by itself may; what is not known yet is neither."""
    assert said(component("edge", ("azure-native:frontdoor:Policy", inputs))) == said_of_it
