from typing import Any

import pytest

from jiban.components.secrets.spec import KeySpec, SecretsSpec
from jiban.testing import Resource
from tests.components.secrets.test_azure import made

KEY = "keyvault:Key"


def key(*, hardware: bool = False, **fields: Any) -> Resource:
    """The key `documents` with these fields."""
    spec = SecretsSpec(hardware_keys=hardware, keys={"documents": KeySpec.model_validate(fields)})
    return made(spec).resource(KEY, "vault-key-documents")


def test_a_key_is_in_hardware() -> None:
    """Where the vault has the hardware."""
    assert key(hardware=True).inputs["properties"]["kty"] == "RSA-HSM"


def test_a_key_is_in_software() -> None:
    """Where it has not."""
    assert key().inputs["properties"]["kty"] == "RSA"


def test_an_elliptic_key_is_in_hardware() -> None:
    """By its curve, without a size."""
    properties = key(hardware=True, kind="ec", curve="P-384").inputs["properties"]
    assert (properties["kty"], properties["curveName"]) == ("EC-HSM", "P-384")
    assert "keySize" not in properties


def test_the_curve_has_a_default() -> None:
    """The one that every library knows."""
    properties = key(kind="ec").inputs["properties"]
    assert (properties["kty"], properties["curveName"]) == ("EC", "P-256")


def test_the_size_has_a_default() -> None:
    """An RSA key has 3072 bits, and no curve."""
    properties = key().inputs["properties"]
    assert properties["keySize"] == 3072
    assert "curveName" not in properties


def test_operations_are_azures() -> None:
    """In its own words."""
    operations = ("encrypt", "decrypt", "sign", "verify", "wrap", "unwrap")
    assert key(operations=operations).inputs["properties"]["keyOps"] == [
        "encrypt",
        "decrypt",
        "sign",
        "verify",
        "wrapKey",
        "unwrapKey",
    ]


def test_no_key_can_be_taken_out() -> None:
    """It encrypts and signs inside of the vault, which nothing tells to release it."""
    properties = key(hardware=True).inputs["properties"]
    assert properties["attributes"] == {"enabled": True, "exportable": False}
    assert "releasePolicy" not in properties


def test_the_vault_rotates_a_key() -> None:
    """It makes a version after so many days, ends it, and tells before one ends that was not rotated."""
    rotated = key(rotate_days=60, expire_days=90, notify_days=20)
    assert rotated.inputs["properties"]["rotationPolicy"] == {
        "attributes": {"expiryTime": "P90D"},
        "lifetimeActions": [
            {"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": "P60D"}},
            {"action": {"type": "notify"}, "trigger": {"timeBeforeExpiry": "P20D"}},
        ],
    }


def test_a_key_is_never_replaced() -> None:
    """Azure leaves a key that is there as it is; the engine refuses instead of reporting a change."""
    options = key()
    assert options.protect
    assert options.options.replace_on_changes == ("properties",)


def test_a_key_that_nobody_names_stays() -> None:
    """What was encrypted with it needs it."""
    assert key().options.retain_on_delete


def test_a_key_can_be_granted() -> None:
    """By its own id."""
    assert made(SecretsSpec(keys={"documents": KeySpec()})).result["key_ids"] == {
        "documents": "id:vault-key-documents"
    }


@pytest.mark.parametrize("size", [2048, 3072, 4096])
def test_a_key_is_as_large_as_asked(size: int) -> None:
    """In bits."""
    assert key(size=size).inputs["properties"]["keySize"] == size


@pytest.mark.parametrize("curve", ["P-256", "P-384", "P-521"])
def test_a_key_has_the_curve_asked_for(curve: str) -> None:
    """By the vault's own name."""
    assert key(kind="ec", curve=curve).inputs["properties"]["curveName"] == curve
