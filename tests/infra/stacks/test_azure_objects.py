"""A composed stack on Azure with buckets, from what makes them to the services that use them."""

from typing import Any

from infra.stacks import azure
from jiban.model.plan import Plan, Resource
from tests.infra.stacks import examples
from tests.infra.stacks.test_composition import composed
from tests.stacks import planned
from tools.repository import ROOT


def whole() -> Plan:
    """The plan of the stack."""
    return planned(ROOT / "tests" / "fixtures" / "buckets-azure", "test")


def one(name: str) -> Resource:
    """The only resource of a logical name that is no component."""
    (found,) = [each for each in whole().resources if each.name == name and each.custom]
    return found


def variables(service: str) -> dict[str, Any]:
    """What a service is told of buckets."""
    (container,) = one(f"{service}-deployment").inputs["spec"]["template"]["spec"]["containers"]
    return {each["name"]: each["value"] for each in container["env"] if each["name"].startswith("BUCKET_")}


def test_a_service_is_told_its_own_buckets_alone() -> None:
    """Each by its container and its account."""
    assert variables("shop") == {
        "BUCKET_FILES_NAME": "files",
        "BUCKET_FILES_URL": "https://stbucketsfilestest9fc0.blob.core.windows.net",
        "BUCKET_PAGES_NAME": "pages",
        "BUCKET_PAGES_URL": "https://stbucketspagestest9fc0.blob.core.windows.net",
    }


def test_a_service_may_use_its_own_buckets_alone() -> None:
    """As it said: one to write, one to read."""
    granted = [each.name for each in whole().resources if each.name.startswith("identity-shop-")]
    assert sorted(granted) == [
        "identity-shop-federation",
        "identity-shop-principal",
        "identity-shop-reads.pages",
        "identity-shop-writes.files",
    ]


def test_the_zone_of_blobs_is_there_once() -> None:
    """Azure Monitor's and every account's: a network can be linked to one zone of a name."""
    names = [
        each.inputs["privateZoneName"]
        for each in whole().resources
        if each.type == "azure-native:privatedns:PrivateZone"
    ]
    assert names.count("privatelink.blob.core.windows.net") == 1


def test_requests_are_recorded_for_their_days() -> None:
    """Of each account's blob service, in a table of the logs."""
    settings = [each.name for each in whole().resources if each.name.startswith("diagnostics-objects-")]
    assert settings == [
        f"diagnostics-objects-{bucket}" for bucket in ("files", "old-invoices", "pages", "request-logs")
    ]
    assert one("logs-table-StorageBlobLogs").inputs["totalRetentionInDays"] == 90


def test_without_a_record_nothing_is_kept_of_requests() -> None:
    """Neither a setting nor a table."""
    asked = {"buckets": {"files": {}}, "access_log_days": None}
    bare = composed(azure.platform, examples.environment(objects=asked, observability={"logs": {}}))
    assert [
        each.name
        for each in bare.resources
        if each.name.startswith("diagnostics-objects") or "StorageBlobLogs" in each.name
    ] == []
    assert "objects-account-files" in [each.name for each in bare.resources]


def test_people_are_told_the_names() -> None:
    """As an output of the stack."""
    assert set(whole().outputs["buckets"]) == {"files", "old-invoices", "pages", "request-logs"}
