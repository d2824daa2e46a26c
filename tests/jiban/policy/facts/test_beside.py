"""Resources of their own that say something of another one."""

from __future__ import annotations

import pytest

from jiban.policy.facts.beside import Beside, beside, said, some_say
from jiban.policy.testing import UNKNOWN, resource, urn
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

VAULT = "azure-native:keyvault:Vault"
SETTING = "azure-native:monitor:DiagnosticSetting"
BUCKET = "aws:s3/bucket:Bucket"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
VERSIONS = "aws:s3/bucketVersioning:BucketVersioning"
OF_VAULT = Beside((SETTING,), "resourceUri", (VAULT,), called=("vaultName",), arm="vaults")
OF_BUCKET = Beside((POLICY,), "bucket", (BUCKET,), called=("bucket",))
KEPT = resource(VAULT, "kept", {"vaultName": "shop"})
DATA = resource(BUCKET, "data", {"bucket": "data"})
ID = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.KeyVault"


def names(subject: ResourceView, kind: Beside, *others: ResourceView) -> list[str]:
    """Logical names of what is about a resource."""
    return [each.name for each in beside(StackView([subject, *others]), subject, kind).resources]


@pytest.mark.parametrize(
    ("uri", "is_about"),
    [
        (f"{ID}/vaults/SHOP", True),
        (f"{ID}/vaults/shop-2", False),
        (f"{ID}/managedHSMs/shop", False),
        ("shop", True),
    ],
)
def test_an_id_names_a_resource_of_azure(uri: str, is_about: bool) -> None:  # noqa: FBT001 - a table
    """By what stands before the name, and the name, in letters of either case."""
    setting = resource(SETTING, "setting", {"resourceUri": uri})
    assert names(KEPT, OF_VAULT, setting) == (["setting"] if is_about else [])


@pytest.mark.parametrize("text", ["data", "arn:aws:s3:::data", "https://s3.example.com/data"])
def test_a_text_names_a_resource_of_aws(text: str) -> None:
    """By its name, its ARN or its address."""
    assert names(DATA, OF_BUCKET, resource(POLICY, "policy", {"bucket": text})) == ["policy"]


def test_a_name_may_come_from_what_is_about_the_resource() -> None:
    """A policy that names the bucket by an output of its versioning."""
    versions = resource(VERSIONS, "versions", {"bucket": UNKNOWN}, comes_from={"bucket": [DATA.urn]})
    policy = resource(POLICY, "policy", {"bucket": UNKNOWN}, comes_from={"bucket": [versions.urn]})
    assert names(DATA, OF_BUCKET, versions, policy) == ["policy"]


def test_what_may_be_about_a_resource_is_told() -> None:
    """Where nothing else is: a name that comes from nowhere may be any."""
    lost = resource(POLICY, "lost", {"bucket": UNKNOWN, "policy": "{}"})
    own = resource(POLICY, "own", {"bucket": "data", "policy": UNKNOWN})
    with pytest.raises(NotKnownError) as error:
        said(StackView([DATA, lost]), DATA, OF_BUCKET, "policy")
    assert error.value.path == "bucket of lost"
    (found,) = said(StackView([DATA, lost, own]), DATA, OF_BUCKET, "policy")
    assert found.where == "policy of own"


def test_what_is_not_known_says_whose_it_is() -> None:
    """Inline it needs no name; beside, it has one."""
    inline = resource(BUCKET, "data", {"bucket": "data", "policy": UNKNOWN})
    other = resource(POLICY, "policy", {"bucket": "data", "policy": UNKNOWN})
    for stack, path in ((StackView([inline]), "policy"), (StackView([DATA, other]), "policy of policy")):
        subject = stack.resources[0]
        with pytest.raises(NotKnownError) as error:
            some_say(said(stack, subject, OF_BUCKET, "policy", "policy"), Node.is_true)
        assert error.value.path == path


def test_something_of_another_type_names_no_bucket() -> None:
    """A name that comes from an address of EC2 is none of a bucket of the stack."""
    eip = "aws:ec2/eip:Eip"
    policy = resource(POLICY, "policy", {"bucket": UNKNOWN}, comes_from={"bucket": [urn(eip, "eip")]})
    stack = StackView([DATA, resource(eip, "eip"), policy])
    assert beside(stack, DATA, OF_BUCKET).certain() == ()
