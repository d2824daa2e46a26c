"""What can be asked for of a vault, on any cloud."""

from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, StringConstraints, model_validator

from jiban.components.base import Spec
from jiban.components.principals import Principal
from jiban.components.units import Day

SecretName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,58}[a-z0-9])?$")]
"""1 to 60 lower-case letters, digits and hyphens."""

Operation = Literal["encrypt", "decrypt", "sign", "verify", "wrap", "unwrap"]
"""What a key does: `wrap` and `unwrap` are for other keys, `encrypt` and `decrypt` for short texts."""

FunctionArn = Annotated[
    str,
    StringConstraints(pattern=r"^arn:aws:lambda:[a-z0-9-]{1,30}:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}$"),
]
"""ARN of a function of Lambda."""

_ROTATES = 90
"""Age in days at which a vault makes a new version of a key, where nobody says otherwise."""
_DAYS_APART = 7
"""Days between a rotation and the expiry that it forestalls (Key Vault, "Configure key auto-rotation")."""
_GRACE = 30
"""Days that a version lives on after its rotation, where nobody says otherwise."""
_LATE = 7
"""Days after which a rotation that has not happened is told of, where nobody says otherwise."""
_OF_KIND: dict[str, tuple[Operation, ...]] = {
    "rsa": ("encrypt", "decrypt", "wrap", "unwrap", "sign", "verify"),
    "ec": ("sign", "verify"),
}


class KeySpec(Spec):
    """A key that stays in the vault: a service has it encrypt or sign, and never sees it.

    The vault makes it once. What is said here of a key that is there cannot be changed: another key is
    another name.
    """

    kind: Literal["rsa", "ec"] = "rsa"
    """`rsa`: encrypts, wraps other keys and signs. `ec`, an elliptic curve: signs. Default: rsa."""
    size: Literal[2048, 3072, 4096] | None = None
    """Bits of an RSA key. Default: 3072 for rsa; ec has none."""
    curve: Literal["P-256", "P-384", "P-521"] | None = None
    """Curve of an elliptic key. Default: P-256 for ec; rsa has none."""
    operations: tuple[Operation, ...] = ()
    """What it may be used for, by whoever may use it. Default: encrypt, decrypt, wrap and unwrap for rsa,
    sign and verify for ec."""
    rotate_days: Annotated[int, Field(ge=7, le=3650)] | None = None
    """Age in days at which the vault makes a new version by itself. Older versions go on decrypting,
    unwrapping and verifying. Default: 90 on Azure; on AWS a key of these kinds never rotates."""
    expire_days: Annotated[int, Field(ge=28, le=3660)] | None = None
    """Age in days at which a version that was rotated in expires, after which it encrypts, wraps and signs
    nothing more; at least 7 more than rotate_days. Default: 30 days more than rotate_days; on AWS a key has
    no end."""
    notify_days: Annotated[int, Field(ge=7, le=3650)] | None = None
    """How many days before a version expires somebody is told, which happens only where the rotation has
    failed. Default: a week after the rotation that failed, or 7 days before the expiry where that is
    earlier."""

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        other, field = ("curve", self.curve) if self.kind == "rsa" else ("size", self.size)
        if field is not None:
            raise ValueError(f"a key of kind {self.kind} has no {other}; remove {other}, or change kind")
        wrong = [each for each in self.operations if each not in _OF_KIND[self.kind]]
        if wrong:
            raise ValueError(
                f"a key of kind {self.kind} does not {' or '.join(wrong)}; it can "
                f"{', '.join(_OF_KIND[self.kind])}"
            )
        return self

    @model_validator(mode="after")
    def _in_time(self) -> Self:
        left = self.expires - self.rotates
        if left < _DAYS_APART:
            raise ValueError(
                f"expire_days {self.expires} is {left} days after rotate_days {self.rotates}, and a "
                f"rotation is at least {_DAYS_APART} days before the expiry; set expire_days to "
                f"{self.rotates + _DAYS_APART} or more"
            )
        if self.notifies > left:
            raise ValueError(
                f"notify_days {self.notifies} is more than the {left} days between rotate_days "
                f"{self.rotates} and expire_days {self.expires}, so it would tell of each version that "
                f"is about to be rotated; set notify_days to {left} or less"
            )
        return self

    @property
    def allowed(self) -> tuple[Operation, ...]:
        """What it may be used for, including the default."""
        return self.operations or (
            ("encrypt", "decrypt", "wrap", "unwrap") if self.kind == "rsa" else ("sign", "verify")
        )

    @property
    def rotates(self) -> int:
        """Age in days at which the vault makes a new version, including the default."""
        return self.rotate_days or _ROTATES

    @property
    def expires(self) -> int:
        """Age in days at which a version expires, including the default."""
        return self.expire_days or self.rotates + _GRACE

    @property
    def notifies(self) -> int:
        """Days before the expiry at which somebody is told, including the default."""
        return self.notify_days or max(_DAYS_APART, self.expires - self.rotates - _LATE)


class RotationSpec(Spec):
    """How a secret gets a new value: by a function of the user's own, which knows what the secret opens."""

    function: FunctionArn
    """Function that makes a new value and sets it where it counts; in the environment's own region and
    account. It is not made here."""
    days: Annotated[int, Field(ge=1, le=1000)] = 30
    """Days from one new value to the next. Default: 30."""


class SecretsSpec(Spec):
    """Secrets and keys, with a permission of its own for each service and each secret. On Azure a vault that
    is reachable from the private network only.
    """

    hardware_keys: bool | None = None
    """Whether keys are in a hardware security module (Premium on Azure); a key that is there stays where it
    was made. Default: false on Azure; on AWS they always are."""
    retention_days: Annotated[int, Field(ge=7, le=90)] | None = None
    """Days for which a deleted secret can be recovered; on Azure the vault's name stays taken as long, and
    they cannot be changed later. Default: the most there is, 90 on Azure and 30 on AWS."""
    names: tuple[SecretName, ...] = ()
    """Secrets that services may be granted, by name. A secret without a value below is set by its owner,
    never by a deployment. Default: none."""
    values: dict[SecretName, SecretStr] = {}
    """Values that a deployment writes, by name; set only with `pulumi config set --secret --path
    'jiban:secrets.values.<name>'`. They are also stored, encrypted, in the stack's state. Default: none."""
    expires: dict[SecretName, Day] = {}
    """Last day of a value above, by name, quoted: `"2027-01-31"`. It is set to a later one together with a
    new value. Default: none, such a value is good for ever."""
    rotate_days: Annotated[int, Field(ge=31, le=3650)] | None = None
    """Longest life of a secret in days. The vault knows no way to make a new secret by itself: whoever fills
    one says when it expires, no later than this, and somebody is told 30 days before. Default: none, a
    secret may be good for ever."""
    undated: Literal["refuse", "audit"] = "refuse"
    """What happens to a secret that has no expiry, or one beyond rotate_days. `refuse`: it is not taken.
    `audit`: it is taken, and stands in the cloud's report of compliance. Means nothing without rotate_days.
    Default: refuse."""
    rotation: dict[SecretName, RotationSpec] = {}
    """Secrets that a function gives new values, by name; the first one is filled by its owner. Default:
    none."""
    keys: dict[SecretName, KeySpec] = {}
    """Keys that the vault makes and rotates, by name. A key that is taken out of here stays in the vault, for
    what was encrypted with it. Default: none."""
    certificates: tuple[SecretName, ...] = ()
    """Certificates that are in the vault by somebody's work, by name; no deployment makes or reads them.
    Default: none."""
    administrators: tuple[Principal, ...] = ()
    """People who fill secrets and certificates and look after keys: object ids of groups on Azure, ARNs of
    roles on AWS. They can read what is there, too. Default: none, whoever fills a secret is granted it by
    hand."""
    pipelines: tuple[Principal, ...] = ()
    """Pipelines that write the secrets named here, each of them and nothing else: object ids of service
    principals on Azure, ARNs of roles on AWS, where they read none. Default: none."""

    @model_validator(mode="after")
    def _one_name_one_thing(self) -> Self:
        for certificate in self.certificates:
            for field, taken in (
                ("names", self.names),
                ("values", self.values),
                ("keys", self.keys),
            ):
                if certificate in taken:
                    raise ValueError(
                        f"{certificate} is in certificates and in {field}, and a vault keeps a certificate "
                        "as a secret and a key of its name as well; take another name for one of the two"
                    )
        return self

    @model_validator(mode="after")
    def _rotated_by_one(self) -> Self:
        for name in self.rotation:
            if name in self.values:
                raise ValueError(
                    f"rotation.{name} gives the secret new values, and a deployment would write the one of "
                    f"values.{name} over them; remove one of the two"
                )
            if name not in self.names:
                raise ValueError(
                    f"rotation.{name} is for a secret that is not in names; add {name} to names, or remove "
                    "the rotation"
                )
        return self

    @model_validator(mode="after")
    def _days_of_values(self) -> Self:
        for name in self.expires:
            if name not in self.values:
                raise ValueError(
                    f"expires.{name} is for a value that a deployment writes, and values has no {name}; "
                    "remove it: whoever fills the secret says when it expires"
                )
        if self.rotate_days is None:
            return self
        endless = sorted(self.values.keys() - self.expires.keys())
        if endless:
            raise ValueError(
                f"values.{endless[0]} has no day in expires, and with rotate_days {self.rotate_days} no "
                f"secret is good for ever; set expires.{endless[0]}"
            )
        return self
