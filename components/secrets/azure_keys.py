"""Keys of a vault on Azure: made once, and rotated by the vault."""

from __future__ import annotations  # the SDK's module is only loaded where a vault is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_azure_native import keyvault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jiban.components.secrets.spec import KeySpec, Operation, SecretsSpec
    from jiban.components.site import Site

_OPERATIONS: Final[Mapping[Operation, keyvault.JsonWebKeyOperation]] = {
    "encrypt": keyvault.JsonWebKeyOperation.ENCRYPT,
    "decrypt": keyvault.JsonWebKeyOperation.DECRYPT,
    "sign": keyvault.JsonWebKeyOperation.SIGN,
    "verify": keyvault.JsonWebKeyOperation.VERIFY,
    "wrap": keyvault.JsonWebKeyOperation.WRAP_KEY,
    "unwrap": keyvault.JsonWebKeyOperation.UNWRAP_KEY,
}
_RSA_BITS: Final = 3072
_CURVE: Final = "P-256"


@dataclass(frozen=True, kw_only=True)
class KeysArgs:
    """What the keys of a vault are made of."""

    spec: SecretsSpec
    site: Site
    vault_name: pulumi.Input[str]


def keys(name: str, args: KeysArgs, parent: pulumi.Resource) -> Mapping[str, keyvault.Key]:
    """Declare the keys of a vault, and return them by name.

    Azure makes a key that is not there, and leaves one that is there as it is, whatever is asked for. A
    change is therefore told to the engine as a replacement, which it refuses of a protected resource,
    instead of reporting an update that nothing came of.
    """
    site = args.site
    return {
        key: keyvault.Key(
            f"{name}-key-{key}",
            key_name=key,
            vault_name=args.vault_name,
            resource_group_name=site.resource_group,
            properties=_properties(spec, hardware=bool(args.spec.hardware_keys)),
            tags=site.ownership.tags("secrets", f"{name}-key-{key}"),
            opts=pulumi.ResourceOptions(
                parent=parent,
                protect=site.protect,
                replace_on_changes=["properties"],
                # What was encrypted with a key needs it, also when nobody names the key any longer.
                retain_on_delete=True,
            ),
        )
        for key, spec in sorted(args.spec.keys.items())
    }


def _properties(spec: KeySpec, *, hardware: bool) -> keyvault.KeyPropertiesArgs:
    rsa = spec.kind == "rsa"
    return keyvault.KeyPropertiesArgs(
        kty=_kind(rsa=rsa, hardware=hardware),
        key_size=(spec.size or _RSA_BITS) if rsa else None,
        curve_name=None if rsa else spec.curve or _CURVE,
        key_ops=[_OPERATIONS[each] for each in spec.allowed],
        attributes=keyvault.KeyAttributesArgs(enabled=True, exportable=False),
        rotation_policy=_rotation(spec),
    )


def _kind(*, rsa: bool, hardware: bool) -> keyvault.JsonWebKeyType:
    if rsa:
        return keyvault.JsonWebKeyType.RS_A_HSM if hardware else keyvault.JsonWebKeyType.RSA
    return keyvault.JsonWebKeyType.E_C_HSM if hardware else keyvault.JsonWebKeyType.EC


def _rotation(spec: KeySpec) -> keyvault.RotationPolicyArgs:
    return keyvault.RotationPolicyArgs(
        attributes=keyvault.KeyRotationPolicyAttributesArgs(expiry_time=_days(spec.expires)),
        lifetime_actions=[
            keyvault.LifetimeActionArgs(
                action=keyvault.ActionArgs(type=keyvault.KeyRotationPolicyActionType.ROTATE),
                trigger=keyvault.TriggerArgs(time_after_create=_days(spec.rotates)),
            ),
            keyvault.LifetimeActionArgs(
                action=keyvault.ActionArgs(type=keyvault.KeyRotationPolicyActionType.NOTIFY),
                trigger=keyvault.TriggerArgs(time_before_expiry=_days(spec.notifies)),
            ),
        ],
    )


def _days(count: int) -> str:
    """Return a number of days as Azure writes it."""
    return f"P{count}D"
