from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from jiban.components.secrets.spec import KeySpec, RotationSpec, SecretsSpec

GROUP = "22222222-2222-2222-2222-222222222222"


def refused(model: type[KeySpec] | type[SecretsSpec], **fields: Any) -> str:
    """Why a specification is refused."""
    with pytest.raises(ValidationError) as error:
        model.model_validate(fields)
    return error.value.errors()[0]["msg"].removeprefix("Value error, ")


def test_a_key_rotates_after_ninety_days() -> None:
    """A version then lives for 30 days more, and somebody is told a week after a rotation that failed."""
    key = KeySpec()
    assert (key.rotates, key.expires, key.notifies) == (90, 120, 23)


def test_an_rsa_key_encrypts_and_wraps() -> None:
    """What the document's services do with one."""
    assert KeySpec().allowed == ("encrypt", "decrypt", "wrap", "unwrap")


def test_an_elliptic_key_signs() -> None:
    """It can do nothing else."""
    assert KeySpec(kind="ec").allowed == ("sign", "verify")


def test_what_a_key_may_be_used_for_can_be_less() -> None:
    """Only what is said."""
    assert KeySpec(operations=("sign",)).allowed == ("sign",)


def test_a_size_is_of_rsa_keys() -> None:
    """An elliptic key has a curve in its place."""
    assert refused(KeySpec, kind="ec", size=2048) == (
        "a key of kind ec has no size; remove size, or change kind"
    )


def test_a_curve_is_of_elliptic_keys() -> None:
    """An RSA key has a size in its place."""
    assert refused(KeySpec, curve="P-256") == "a key of kind rsa has no curve; remove curve, or change kind"


def test_an_elliptic_key_encrypts_nothing() -> None:
    """The message says what it can do."""
    assert refused(KeySpec, kind="ec", operations=("encrypt", "sign")) == (
        "a key of kind ec does not encrypt; it can sign, verify"
    )


def test_a_rotation_is_a_week_before_the_expiry() -> None:
    """With the least that would do."""
    assert refused(KeySpec, rotate_days=90, expire_days=96) == (
        "expire_days 96 is 6 days after rotate_days 90, and a rotation is at least 7 days before the "
        "expiry; set expire_days to 97 or more"
    )


def test_nobody_is_told_of_a_rotation_that_will_come() -> None:
    """A notice before the rotation would come each time."""
    assert refused(KeySpec, rotate_days=90, expire_days=100, notify_days=11) == (
        "notify_days 11 is more than the 10 days between rotate_days 90 and expire_days 100, so it would "
        "tell of each version that is about to be rotated; set notify_days to 10 or less"
    )


def test_the_bounds_of_a_rotation_are_taken() -> None:
    """A week between rotation and expiry, and a notice on the day of the rotation."""
    key = KeySpec(rotate_days=90, expire_days=97, notify_days=7)
    assert (key.rotates, key.expires, key.notifies) == (90, 97, 7)


@given(
    rotate=st.integers(7, 3650),
    more=st.none() | st.integers(7, 10),
)
def test_a_notice_comes_between_rotation_and_expiry(rotate: int, more: int | None) -> None:
    """Whatever the days, it is of a rotation that has failed, and a week before the version ends."""
    expire = None if more is None else max(28, rotate + more)
    key = KeySpec(rotate_days=rotate, expire_days=expire)
    assert rotate <= key.expires - key.notifies <= key.expires - 7


@pytest.mark.parametrize("field", ["names", "keys"])
def test_a_certificate_has_a_name_of_its_own(field: str) -> None:
    """A vault keeps a secret and a key under it as well."""
    taken = {"names": ("tls",), "keys": {"tls": {}}}[field]
    assert refused(SecretsSpec, certificates=("tls",), **{field: taken}) == (
        f"tls is in certificates and in {field}, and a vault keeps a certificate as a secret and a key of "
        "its name as well; take another name for one of the two"
    )


def test_a_key_may_be_called_like_a_secret() -> None:
    """A vault tells the two apart."""
    SecretsSpec(names=("signing",), keys={"signing": KeySpec()})


def test_a_value_has_an_end_where_secrets_have() -> None:
    """The vault would refuse it during the deployment."""
    assert refused(SecretsSpec, rotate_days=90, names=("a",), values={"a": "x"}) == (
        "values.a has no day in expires, and with rotate_days 90 no secret is good for ever; set expires.a"
    )


def test_a_value_with_an_end_is_taken() -> None:
    """On its day of the calendar."""
    given_day = {"rotate_days": 90, "values": {"a": "x"}, "expires": {"a": "2027-01-31"}}
    assert SecretsSpec.model_validate(given_day).expires == {"a": "2027-01-31"}


def test_only_a_deployments_own_values_expire_by_it() -> None:
    """Whoever fills a secret says its day there."""
    assert refused(SecretsSpec, names=("a",), expires={"a": "2027-01-31"}) == (
        "expires.a is for a value that a deployment writes, and values has no a; remove it: whoever fills "
        "the secret says when it expires"
    )


def test_a_day_is_one_of_the_calendar() -> None:
    """February has no thirtieth."""
    assert refused(SecretsSpec, values={"a": "x"}, expires={"a": "2027-02-30"}) == (
        "2027-02-30 is no day of the calendar; write it like 2027-01-31"
    )


@pytest.mark.parametrize("days", [30, 0, 3651])
def test_there_is_time_to_tell_of_an_expiry(days: int) -> None:
    """Somebody is told 30 days before, so a life is longer than that."""
    with pytest.raises(ValidationError):
        SecretsSpec(rotate_days=days)


def test_administrators_are_groups_by_object_id() -> None:
    """A display name is none."""
    assert SecretsSpec(administrators=(GROUP,)).administrators == (GROUP,)
    with pytest.raises(ValidationError):
        SecretsSpec.model_validate({"administrators": ("tripgen-dba",)})


@pytest.mark.parametrize(
    ("kind", "operation"),
    [
        *(("rsa", operation) for operation in ("encrypt", "decrypt", "wrap", "unwrap", "sign", "verify")),
        ("ec", "sign"),
        ("ec", "verify"),
    ],
)
def test_what_a_kind_of_key_can_do(kind: str, operation: str) -> None:
    """RSA does everything, elliptic curves sign."""
    assert KeySpec.model_validate({"kind": kind, "operations": (operation,)}).allowed == (operation,)


@pytest.mark.parametrize("operation", ["encrypt", "decrypt", "wrap", "unwrap"])
def test_elliptic_curves_only_sign(operation: str) -> None:
    """What they cannot do is refused with what they can."""
    assert refused(KeySpec, kind="ec", operations=(operation,)) == (
        f"a key of kind ec does not {operation}; it can sign, verify"
    )


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({}, (90, 120, 23)),
        ({"rotate_days": 7}, (7, 37, 23)),
        ({"expire_days": 104}, (90, 104, 7)),
        ({"expire_days": 105}, (90, 105, 8)),
        ({"expire_days": 97}, (90, 97, 7)),
        ({"expire_days": 200, "notify_days": 110}, (90, 200, 110)),
    ],
)
def test_the_days_of_a_key(fields: dict[str, int], days: tuple[int, int, int]) -> None:
    """Rotated, expired, told of: a week after a rotation that failed, or 7 days before the end."""
    key = KeySpec.model_validate(fields)
    assert (key.rotates, key.expires, key.notifies) == days


@pytest.mark.parametrize("field", ["names", "values", "keys"])
def test_the_second_certificate_has_a_name_of_its_own_too(field: str) -> None:
    """Among secrets, values and keys."""
    taken = {"names": ("a", "tls"), "values": {"a": "x", "tls": "x"}, "keys": {"a": {}, "tls": {}}}[field]
    assert refused(SecretsSpec, certificates=("web", "tls"), **{field: taken}).startswith(
        f"tls is in certificates and in {field}, "
    )


def test_the_second_value_is_looked_at() -> None:
    """One without an end, and an end without a value."""
    values = {"a": "x", "b": "x"}
    assert refused(SecretsSpec, rotate_days=90, values=values, expires={"a": "2027-01-31"}).startswith(
        "values.b has no day in expires"
    )
    days = {"a": "2027-01-31", "c": "2027-01-31"}
    assert refused(SecretsSpec, values=values, expires=days).startswith("expires.c is for a value")


def test_values_without_an_end_are_good_for_ever_where_secrets_may_be() -> None:
    """Nobody has said for how long."""
    assert SecretsSpec.model_validate({"values": {"a": "x"}}).expires == {}


def test_every_operation_is_looked_at() -> None:
    """The second and the third are told as well."""
    assert refused(KeySpec, kind="ec", operations=("sign", "wrap", "unwrap")) == (
        "a key of kind ec does not wrap or unwrap; it can sign, verify"
    )


FUNCTION = "arn:aws:lambda:ap-northeast-2:111122223333:function:rotate"


def test_a_function_makes_a_new_value_every_month() -> None:
    """Where nobody says otherwise."""
    assert RotationSpec(function=FUNCTION).days == 30


@pytest.mark.parametrize(
    "function",
    ["rotate", "arn:aws:lambda:ap-northeast-2:111122223333:function:rotate:live", f"{FUNCTION}/x", ""],
)
def test_a_function_is_named_by_its_arn(function: str) -> None:
    """Without a version or an alias."""
    with pytest.raises(ValidationError):
        RotationSpec(function=function)


@pytest.mark.parametrize("days", [0, 1001])
def test_a_rotation_is_within_the_days_that_there_are(days: int) -> None:
    """One to a thousand, as Secrets Manager takes them."""
    with pytest.raises(ValidationError):
        RotationSpec(function=FUNCTION, days=days)


def test_a_value_has_one_author() -> None:
    """A deployment would write over what a function has made."""
    rotation = {"a": {"function": FUNCTION}}
    assert refused(SecretsSpec, names=("a",), values={"a": "x"}, rotation=rotation) == (
        "rotation.a gives the secret new values, and a deployment would write the one of values.a over them; "
        "remove one of the two"
    )


def test_a_secret_that_is_rotated_has_a_name() -> None:
    """Otherwise no service could be granted it."""
    assert refused(SecretsSpec, names=("b",), rotation={"a": {"function": FUNCTION}}) == (
        "rotation.a is for a secret that is not in names; add a to names, or remove the rotation"
    )


def test_people_are_objects_of_a_directory_or_principals_of_an_account() -> None:
    """Whichever of the two, and nothing else."""
    role = "arn:aws:iam::111122223333:role/teams/operators"
    assert SecretsSpec(administrators=(GROUP, role)).administrators == (GROUP, role)
    with pytest.raises(ValidationError):
        SecretsSpec(administrators=("operators",))
