"""What buckets ask Azure for, and what closes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.objects.azure import Objects, ObjectsArgs
from jiban.components.objects.spec import ObjectsSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import SITE

EVERYTHING: dict[str, Any] = {
    "buckets": {
        "files": {},
        "logs": {"purpose": "logs", "previous_version_days": 7},
        "old": {"purpose": "archive", "lock_days": 30, "replicate_to": "koreasouth"},
        "pages": {"purpose": "static", "versioning": False},
    }
}
ACCOUNT = "storage:StorageAccount"
BLOBS = "storage:BlobServiceProperties"


def made(spec: Any = None, *, region: str = "koreacentral") -> ProgramPlan:
    """What buckets ask for; the plan's result is what the tiers above are told."""
    asked = ObjectsSpec.model_validate(EVERYTHING if spec is None else spec)

    def program() -> dict[str, Any]:
        site = replace(SITE, region=region)
        contract = Objects("objects", ObjectsArgs(spec=asked, site=site)).contract
        return {
            "names": {name: place.name for name, place in contract.buckets.items()},
            "urls": {name: place.url for name, place in contract.buckets.items()},
            "ids": {name: place.bucket_id for name, place in contract.buckets.items()},
            "accounts": {name: place.account_id for name, place in contract.buckets.items()},
            "key": contract.key_id,
        }

    return plan_program(program, resolve=True)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """Buckets of every kind."""
    return made()


def actions(plan: ProgramPlan, bucket: str) -> dict[str, Any]:
    """What becomes of a bucket's objects, by the rules' names."""
    found = plan.resource("storage:ManagementPolicy", f"objects-life-{bucket}").inputs["policy"]["rules"]
    assert all(each["enabled"] and each["type"] == "Lifecycle" for each in found)
    assert all(each["definition"]["filters"] == {"blobTypes": ["blockBlob"]} for each in found)
    return {each["name"]: each["definition"]["actions"] for each in found}


def test_a_program_is_told_container_and_account(planned: ProgramPlan) -> None:
    """Both are known before a deployment; a permission names the container, and needs none on a key."""
    assert planned.result["names"] == {name: name for name in EVERYTHING["buckets"]}
    assert planned.result["urls"]["files"] == "https://sttripfilesteste736.blob.core.windows.net"
    container = planned.resource("storage:BlobContainer", "objects-container-files")
    account = planned.resource(ACCOUNT, "objects-account-files")
    assert planned.result["ids"]["files"] == container.id
    assert planned.result["accounts"]["files"] == account.id
    assert planned.result["key"] is None


def test_each_bucket_has_an_account_of_its_own(planned: ProgramPlan) -> None:
    """With one container, which nobody reads without an identity."""
    accounts = [each.inputs["accountName"] for each in planned.resources_of(ACCOUNT)]
    containers = planned.resources_of("storage:BlobContainer")
    assert [each.inputs["accountName"] for each in containers] == accounts
    assert len(set(accounts)) == 4
    assert {each.inputs["publicAccess"] for each in containers} == {"None"}


def test_every_account_is_closed(planned: ProgramPlan) -> None:
    """To the internet, to keys and what they sign, to local users, to other directories, and to old TLS."""
    closed = {
        "publicNetworkAccess": "Disabled",
        "networkRuleSet": {"defaultAction": "Deny", "bypass": "None"},
        "allowBlobPublicAccess": False,
        "allowSharedKeyAccess": False,
        "allowCrossTenantReplication": False,
        "isLocalUserEnabled": False,
        "enableHttpsTrafficOnly": True,
        "minimumTlsVersion": "TLS1_2",
    }
    for each in planned.resources_of(ACCOUNT):
        assert {name: each.inputs[name] for name in closed} == closed


def test_objects_are_encrypted_twice(planned: ProgramPlan) -> None:
    """By Azure's own key, and once more by the storage below."""
    for each in planned.resources_of(ACCOUNT):
        assert each.inputs["encryption"] == {
            "keySource": "Microsoft.Storage",
            "requireInfrastructureEncryption": True,
        }


def test_what_holds_objects_is_protected(planned: ProgramPlan) -> None:
    """Account and container, in a protected environment."""
    holders = [*planned.resources_of(ACCOUNT), *planned.resources_of("storage:BlobContainer")]
    assert {each.protect for each in holders} == {True}


@pytest.mark.parametrize(
    ("region", "copied", "sku"),
    [
        ("koreacentral", None, "Standard_ZRS"),
        ("koreacentral", "koreasouth", "Standard_GZRS"),
        ("koreasouth", None, "Standard_LRS"),
        ("koreasouth", "koreacentral", "Standard_GRS"),
    ],
)
def test_how_many_copies_there_are(region: str, copied: str | None, sku: str) -> None:
    """In three zones where the region has any, and in its pair where that is asked for."""
    plan = made({"buckets": {"files": {"replicate_to": copied}}}, region=region)
    assert plan.resource(ACCOUNT, "objects-account-files").inputs["sku"] == {"name": sku}


def test_a_bucket_is_copied_to_the_pair_alone() -> None:
    """Azure chooses no other region for an account."""
    message = (
        "files.replicate_to: an account is copied to the pair of its region, and koreacentral has koreasouth"
    )
    with pytest.raises(SpecRefusedError, match=message):
        made({"buckets": {"files": {"replicate_to": "japaneast"}}})


def test_a_region_without_a_pair_copies_nowhere() -> None:
    """And says so."""
    with pytest.raises(SpecRefusedError, match="italynorth has none; remove replicate_to"):
        made({"buckets": {"files": {"replicate_to": "koreasouth"}}}, region="italynorth")


@pytest.mark.parametrize(
    ("bucket", "versions", "deleted", "containers"),
    [
        ("files", True, {"enabled": True, "days": 30}, 30),
        ("logs", True, {"enabled": True, "days": 7}, 7),
        ("pages", False, {"enabled": False}, 7),
    ],
)
def test_what_stays_of_a_deletion(
    planned: ProgramPlan, bucket: str, *, versions: bool, deleted: dict[str, Any], containers: int
) -> None:
    """Versions as asked for; a deleted container always, as whoever may write may delete it."""
    inputs = planned.resource(BLOBS, f"objects-blobs-{bucket}").inputs
    assert inputs["isVersioningEnabled"] is versions
    assert inputs["deleteRetentionPolicy"] == deleted
    assert inputs["containerDeleteRetentionPolicy"] == {"enabled": True, "days": containers}


def test_files_follow_how_often_they_are_read(planned: ProgramPlan) -> None:
    """To Cool after 30 days without a read, and back with the next one; the account notes reads for it."""
    assert actions(planned, "files")["objects"] == {
        "baseBlob": {
            "tierToCool": {"daysAfterLastAccessTimeGreaterThan": 30},
            "enableAutoTierToHotFromCool": True,
        }
    }
    tracked = {
        each.name for each in planned.resources_of(BLOBS) if "lastAccessTimeTrackingPolicy" in each.inputs
    }
    assert tracked == {"objects-blobs-files"}


def test_the_rules_wait_for_what_they_ask_for(planned: ProgramPlan) -> None:
    """Azure refuses one about reads where no account notes them."""
    blobs = planned.resource(BLOBS, "objects-blobs-files")
    assert blobs.urn in planned.resource("storage:ManagementPolicy", "objects-life-files").dependencies


def test_logs_grow_cold_and_go(planned: ProgramPlan) -> None:
    """By the days of the table."""
    assert actions(planned, "logs")["objects"] == {
        "baseBlob": {
            "tierToCold": {"daysAfterModificationGreaterThan": 30},
            "delete": {"daysAfterModificationGreaterThan": 365},
        }
    }


def test_an_archive_is_cold_at_once(planned: ProgramPlan) -> None:
    """And stays."""
    assert actions(planned, "old")["objects"] == {
        "baseBlob": {"tierToCold": {"daysAfterModificationGreaterThan": 0}}
    }


def test_previous_versions_go_by_rule(planned: ProgramPlan) -> None:
    """Those of every bucket that has versions."""
    assert actions(planned, "logs")["previous-versions"] == {
        "version": {"delete": {"daysAfterCreationGreaterThan": 7}}
    }


def test_what_stays_as_it_is_has_no_rules(planned: ProgramPlan) -> None:
    """Azure refuses a policy without any."""
    assert [each.name for each in planned.resources_of("storage:ManagementPolicy")] == [
        "objects-life-files",
        "objects-life-logs",
        "objects-life-old",
    ]


def test_a_lock_is_of_the_container(planned: ProgramPlan) -> None:
    """For its days; nothing may be added to what is locked."""
    (lock,) = planned.resources_of("storage:BlobContainerImmutabilityPolicy")
    assert lock.name == "objects-lock-old"
    assert lock.inputs["containerName"] == "old"
    assert lock.inputs["immutabilityPeriodSinceCreationInDays"] == 30
    assert lock.inputs["allowProtectedAppendWrites"] is False
