"""What a cloud's vault cannot do is refused with the reason and what to set."""

from typing import Any

import pytest
from pydantic import SecretStr

from jiban.components.base import Cloud, Fault
from jiban.components.secrets.limits import LIMITS, longest
from jiban.components.secrets.spec import SecretsSpec

GROUP = "22222222-2222-2222-2222-222222222222"
ROLE = "arn:aws:iam::111122223333:role/operators"


def found(cloud: Cloud, **fields: Any) -> list[Fault]:
    """Every fault of a specification on a cloud, each once."""
    spec = SecretsSpec.model_validate(fields)
    limits = [each for each in LIMITS if each.cloud == cloud]
    return list(dict.fromkeys(fault for limit in limits for fault in limit.faults(spec)))


@pytest.mark.parametrize("cloud", ["azure", "aws"])
def test_what_nobody_asks_for_is_refused_nowhere(cloud: Cloud) -> None:
    """Secrets, a value, and keys as they come."""
    fields = {"names": ("a",), "values": {"a": SecretStr("x")}, "keys": {"b": {}, "c": {"kind": "ec"}}}
    assert found(cloud, **fields) == []


@pytest.mark.parametrize(("cloud", "days"), [("azure", 90), ("aws", 30)])
def test_a_cloud_keeps_a_deleted_secret_for_some_days(cloud: Cloud, days: int) -> None:
    """Which is the default there."""
    assert longest(cloud) == days
    assert found(cloud, retention_days=days) == []


def test_more_days_than_aws_keeps_are_refused() -> None:
    """With what it keeps."""
    assert found("aws", retention_days=31) == [
        Fault(
            ("retention_days",),
            "31 days is more than the 30 for which Secrets Manager keeps a deleted secret",
            "set 7 to 30, or leave it out for 30",
        )
    ]


@pytest.mark.parametrize("field", ["administrators", "pipelines"])
def test_a_principal_is_of_its_cloud(field: str) -> None:
    """An object of a directory on Azure, a role or user on AWS."""
    assert found("azure", **{field: (GROUP,)}) == found("aws", **{field: (ROLE,)}) == []
    assert found("azure", **{field: (GROUP, ROLE)}) == [
        Fault(
            (field, 1),
            f"{ROLE} is an AWS principal, and Key Vault lets in objects of its directory",
            "name it by its object id",
        )
    ]
    assert found("aws", **{field: (GROUP,)}) == [
        Fault(
            (field, 0),
            f"{GROUP} is an object of Azure's directory, and AWS lets in IAM roles and users",
            "name the role by its ARN, such as arn:aws:iam::111122223333:role/operators",
        )
    ]


def test_keys_outside_of_hardware_are_refused_on_aws() -> None:
    """They are always in it, so to ask for it is no fault."""
    assert found("aws", hardware_keys=True) == []
    assert found("aws", hardware_keys=False) == [
        Fault(
            ("hardware_keys",),
            "keys of KMS are in hardware security modules, at no charge of their own, and nowhere else",
            "remove hardware_keys",
        )
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("expires", {"a": "2027-01-31"}),
        ("rotate_days", 90),
        ("undated", "audit"),
    ],
)
def test_secrets_do_not_expire_on_aws(field: str, value: object) -> None:
    """Whatever would say so is refused; the default of what happens to endless ones is nothing said."""
    fields = {"names": ("a",), "values": {"a": SecretStr("x")}, field: value}
    if field == "rotate_days":
        fields |= {"values": {}}
    assert found("aws", undated="refuse") == []
    assert found("aws", **fields) == [
        Fault(
            (field,),
            "a secret of Secrets Manager has no expiry, and nothing refuses one that is old",
            f"remove {field}; rotation names a function that makes new values",
        )
    ]


@pytest.mark.parametrize(("field", "days"), [("rotate_days", 90), ("expire_days", 200), ("notify_days", 7)])
def test_keys_do_not_rotate_on_aws(field: str, days: int) -> None:
    """Not those for rsa or ec."""
    assert found("aws", keys={"documents": {field: days}}) == [
        Fault(
            ("keys", "documents", field),
            "KMS rotates symmetric keys alone, and a key for rsa or ec has one version that never ends",
            f"remove {field}, and take another name for the next key",
        )
    ]


def test_a_key_encrypts_or_signs_on_aws() -> None:
    """Never both, as one does on Azure."""
    both = {"documents": {"operations": ("encrypt", "sign", "verify")}}
    assert found("azure", keys=both) == []
    assert found("aws", keys=both) == [
        Fault(
            ("keys", "documents", "operations"),
            "a key of KMS encrypts or signs, and never both: encrypt is the one, sign, verify the other",
            "name a key for each",
        )
    ]


def test_certificates_are_refused_on_aws() -> None:
    """No service there hands one out with its key."""
    (fault,) = found("aws", certificates=("tls",))
    assert fault.path == ("certificates",)
    assert fault.reason.startswith("AWS keeps certificates in Certificate Manager")


def test_no_function_rotates_on_azure() -> None:
    """Whoever listens for an expiry writes the next value."""
    function = "arn:aws:lambda:ap-northeast-2:111122223333:function:rotate"
    fields = {"names": ("a",), "rotation": {"a": {"function": function}}}
    assert found("aws", **fields) == []
    assert found("azure", **fields) == [
        Fault(
            ("rotation", "a"),
            "Key Vault calls no function to rotate a secret: it says when one expires soon, and whoever "
            "listens writes the next",
            "remove it, set rotate_days, and list whatever writes the secret in pipelines",
        )
    ]
