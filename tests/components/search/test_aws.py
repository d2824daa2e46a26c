"""A search domain on AWS is private and encrypted, lets in identities alone, and writes its logs."""

import json
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.network.contract import NetworkContract
from jiban.components.search.aws import Search, SearchArgs
from jiban.components.search.spec import SearchSpec, SearchWindowSpec
from jiban.components.site import Site
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE

DOMAIN = "opensearch:Domain"
ARN = "arn:aws:es:ap-northeast-2:111122223333:domain/search-trip-test"
ADMINISTRATOR = "arn:aws:iam::111122223333:role/deployer"
OUTPUTS: dict[str, Any] = {
    "kms:Key": {"arn": "arn:aws:kms:ap-northeast-2:111122223333:key/1", "keyId": "12345678-9abc"},
    "cloudwatch:LogGroup": lambda group: {
        "arn": f"arn:aws:logs:ap-northeast-2:111122223333:log-group:{group.inputs['name']}"
    },
    DOMAIN: {"arn": ARN, "endpoint": "vpc-search.example"},
}


def made(spec: SearchSpec | None = None, site: Site = AWS_SITE, zones: int = 3) -> ProgramPlan:
    """What a domain asks for, and its contract."""

    def program() -> Any:
        known = pulumi.Output.from_input
        network = NetworkContract(
            network_id=known("vpc"),
            subnet_ids={"database": [known(f"subnet-{zone}") for zone in range(1, zones + 1)]},
            ranges={},
            security_groups={"database": known("sg-database")},
        )
        args = SearchArgs(spec=spec or SearchSpec(), site=site, network=network, administrator=ADMINISTRATOR)
        contract = Search("search", args).contract
        return {"id": contract.domain_id, "name": contract.name, "host": contract.host}

    return plan_program(program, outputs=OUTPUTS, resolve=True)


def picked(key: str, **fields: Any) -> Any:
    """One input of the domain, None where it is not given."""
    return made(SearchSpec.model_validate(fields)).resource(DOMAIN, "search-domain").inputs.get(key)


def test_the_contract_is_what_others_use() -> None:
    """Id, name and address."""
    assert made().result == {"id": ARN, "name": "search-trip-test", "host": "vpc-search.example"}


@pytest.mark.parametrize(
    ("nodes", "zones", "used"),
    [
        (1, 3, ["subnet-1"]),
        (2, 3, ["subnet-1", "subnet-2"]),
        (3, 3, ["subnet-1", "subnet-2", "subnet-3"]),
        (4, 2, ["subnet-1", "subnet-2"]),
        (3, 4, ["subnet-1", "subnet-2", "subnet-3"]),
    ],
)
def test_a_subnet_for_each_zone(nodes: int, zones: int, used: list[str]) -> None:
    """Subnets and zones are as many, in the database's subnets and its group."""
    inputs = made(SearchSpec(nodes=nodes), zones=zones).resource(DOMAIN, "search-domain").inputs
    assert inputs["vpcOptions"] == {"subnetIds": used, "securityGroupIds": ["sg-database"]}
    aware = len(used) > 1
    assert inputs["clusterConfig"]["zoneAwarenessEnabled"] is aware
    told = inputs["clusterConfig"].get("zoneAwarenessConfig")
    assert told == ({"availabilityZoneCount": len(used)} if aware else None)


def test_nodes_that_are_uneven_are_refused() -> None:
    """Also where nobody has asked the environment's rules."""
    with pytest.raises(SpecRefusedError, match="nodes: nodes stand evenly over 2 zones"):
        made(SearchSpec(nodes=3), zones=2)


def test_what_the_cloud_cannot_do_is_refused() -> None:
    """By the tier's limits."""
    with pytest.raises(SpecRefusedError, match=r"disk_gb: a node of t3\.small\.search takes 100 GiB at most"):
        made(SearchSpec(machine="small", disk_gb=101))


def test_nodes_without_masters_of_their_own() -> None:
    """A small domain has none."""
    assert picked("clusterConfig") == {
        "instanceType": "m7g.medium.search",
        "instanceCount": 3,
        "zoneAwarenessEnabled": True,
        "zoneAwarenessConfig": {"availabilityZoneCount": 3},
        "multiAzWithStandbyEnabled": False,
        "dedicatedMasterEnabled": False,
    }


def test_a_standby_comes_with_masters() -> None:
    """Three, of the size that so many nodes need."""
    found = picked("clusterConfig", standby=True, nodes=12)
    assert found["multiAzWithStandbyEnabled"] is True
    masters = ("dedicatedMasterEnabled", "dedicatedMasterCount", "dedicatedMasterType")
    assert tuple(found[key] for key in masters) == (True, 3, "c6g.2xlarge.search")


def test_version_and_disk() -> None:
    """As they are asked for."""
    assert picked("engineVersion", version="3.3") == "OpenSearch_3.3"
    assert picked("ebsOptions", disk_gb=40) == {"ebsEnabled": True, "volumeType": "gp3", "volumeSize": 40}


def test_nothing_is_in_plain_text() -> None:
    """On disks, between nodes, and on the way to clients."""
    assert picked("encryptAtRest") == {
        "enabled": True,
        "kmsKeyId": "arn:aws:kms:ap-northeast-2:111122223333:key/1",
    }
    assert picked("nodeToNodeEncryption") == {"enabled": True}
    assert picked("domainEndpointOptions") == {
        "enforceHttps": True,
        "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10",
    }


def test_the_key_is_the_domains_own() -> None:
    """It rotates, and is found by its name."""
    found = made()
    assert found.resource("kms:Key", "search-key").inputs["enableKeyRotation"] is True
    assert found.resource("kms:Alias", "search-key-alias").inputs["name"] == "alias/key-trip-search-test"


def test_identities_alone_are_let_in() -> None:
    """There are no users with passwords; the administrator is a role."""
    assert picked("advancedSecurityOptions") == {
        "enabled": True,
        "internalUserDatabaseEnabled": False,
        "masterUserOptions": {"masterUserArn": ADMINISTRATOR},
    }


def test_the_domain_itself_lets_in_its_administrator() -> None:
    """Everybody else by a policy of their own role."""
    policy = made().resource("opensearch:DomainPolicy", "search-policy").inputs
    assert policy["domainName"] == "search-trip-test"
    assert json.loads(policy["accessPolicies"])["Statement"] == [
        {
            "Effect": "Allow",
            "Action": ["es:ESHttp*"],
            "Resource": [f"{ARN}/*"],
            "Principal": {"AWS": ADMINISTRATOR},
        }
    ]


LOGS = ["index-slow-logs", "search-slow-logs", "es-application-logs", "audit-logs"]


def test_every_kind_of_log_has_a_group() -> None:
    """Kept for 90 days."""
    found = made()
    groups = {
        each.inputs["name"]: each.inputs["retentionInDays"]
        for each in found.resources_of("cloudwatch:LogGroup")
    }
    assert groups == {f"/aws/opensearch/search-trip-test/{log}": 90 for log in LOGS}
    published = found.resource(DOMAIN, "search-domain").inputs["logPublishingOptions"]
    kinds = ["INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS", "ES_APPLICATION_LOGS", "AUDIT_LOGS"]
    assert [(each["logType"], each["enabled"]) for each in published] == [(kind, True) for kind in kinds]
    assert published[3]["cloudwatchLogGroupArn"].endswith(
        ":log-group:/aws/opensearch/search-trip-test/audit-logs"
    )


def test_the_service_may_write_logs_of_this_domain_alone() -> None:
    """Before the domain is made, which is refused otherwise."""
    found = made()
    policy = found.resource("cloudwatch:LogResourcePolicy", "search-logs-policy")
    (statement,) = json.loads(policy.inputs["policyDocument"])["Statement"]
    assert statement["Principal"] == {"Service": "es.amazonaws.com"}
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    group = "arn:aws:logs:ap-northeast-2:111122223333:log-group:/aws/opensearch/search-trip-test"
    assert statement["Resource"] == [f"{group}/{log}:*" for log in LOGS]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "111122223333"},
        "ArnLike": {"aws:SourceArn": ARN},
    }
    assert "search-logs-policy" in found.resource(DOMAIN, "search-domain").dependency_names


def test_aws_tunes_within_the_window() -> None:
    """And updates by itself."""
    assert picked("autoTuneOptions") == {"desiredState": "ENABLED", "useOffPeakWindow": True}
    assert picked("softwareUpdateOptions") == {"autoSoftwareUpdateEnabled": True}


def test_burstable_nodes_are_not_told_of_tuning() -> None:
    """They refuse the word for it."""
    assert picked("autoTuneOptions", machine="small") is None


def test_the_window_is_told_in_utc() -> None:
    """Without one AWS chooses."""
    assert picked("offPeakWindowOptions") is None
    plan = made(SearchSpec(maintenance=SearchWindowSpec()))
    assert plan.resource(DOMAIN, "search-domain").inputs["offPeakWindowOptions"] == {
        "enabled": True,
        "offPeakWindow": {"windowStartTime": {"hours": 13, "minutes": 0}},
    }


@pytest.mark.parametrize("protect", [True, False])
def test_what_holds_data_is_protected(*, protect: bool) -> None:
    """Domain and key, where the site is."""
    found = made(site=replace(AWS_SITE, protect=protect))
    assert {each.name for each in found.resources if each.protect} == (
        {"search-domain", "search-key"} if protect else set()
    )
