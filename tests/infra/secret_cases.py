"""The fields of the vault, and of what services use of it, in the capability table, with what is tried."""

from collections.abc import Mapping
from typing import Any, Final

from tests.infra.capability_case import Case, at

GROUP: Final = "11111111-2222-3333-4444-555555555555"


ROLE: Final = "arn:aws:iam::111122223333:role/operators"
FUNCTION: Final = "arn:aws:lambda:ap-northeast-2:111122223333:function:rotate"


def _both(vault: Mapping[str, Any]) -> Case:
    """Values that work on both clouds."""
    return Case(azure={"secrets": vault}, aws={"secrets": vault})


def _azure_alone(vault: Mapping[str, Any]) -> Case:
    """Values that work on Azure, and that AWS refuses."""
    return Case(azure={"secrets": vault}, not_aws={"secrets": vault})


def _aws_alone(vault: Mapping[str, Any]) -> Case:
    return Case(aws={"secrets": vault}, not_azure={"secrets": vault})


def _keys(**fields: Any) -> Mapping[str, Any]:
    return {"keys": {"documents": fields}}


def _principals(field: str) -> Case:
    """Who is let in: an object of a directory on Azure, a role on AWS."""
    azure, aws = {"secrets": {field: [GROUP]}}, {"secrets": {field: [ROLE]}}
    return Case(azure=azure, not_azure=aws, aws=aws, not_aws=azure)


def _use(field: str, value: Any, vault: Mapping[str, Any] | None = None) -> Case:
    """What a service uses of the vault, beside what the vault then has."""
    use = {**at(f"workloads.trip.uses.{field}", value), "secrets": vault or {}}
    return Case(azure=use, aws=use)


def _use_on_azure(field: str, value: Any, vault: Mapping[str, Any] | None = None) -> Case:
    use = at(f"workloads.trip.uses.{field}", value)
    return Case(azure={**use, "secrets": vault or {}}, not_aws=use)


_MORE: Final[Mapping[str, Any]] = {
    # A name alone grants nobody anything on Azure: it shows where a service reads it, or a value is written.
    "secrets": {"names": ["key", "more"]},
    "workloads": {"user": {"uses": {"secrets": ["more"]}}},
}
_ROTATED: Final[Mapping[str, Any]] = {"rotation": {"key": {"function": FUNCTION}}}

CASES: Final[Mapping[str, Case]] = {
    "secrets.hardware_keys": Case(
        azure=at("secrets.hardware_keys", True),  # noqa: FBT003 a value of the environment
        not_aws=at("secrets.hardware_keys", False),  # noqa: FBT003 as above
    ),
    "secrets.retention_days": Case(
        azure=at("secrets.retention_days", 40),
        aws=at("secrets.retention_days", 7),
        not_aws=at("secrets.retention_days", 40),
    ),
    "secrets.names": Case(azure=_MORE, aws=_MORE),
    "secrets.values": _both({"values": {"key": "a-value"}}),
    "secrets.expires": _azure_alone({"values": {"key": "a-value"}, "expires": {"key": "2027-01-31"}}),
    "secrets.rotate_days": _azure_alone({"rotate_days": 90}),
    "secrets.undated": _azure_alone({"rotate_days": 90, "undated": "audit"}),
    "secrets.rotation": _aws_alone(_ROTATED),
    "secrets.rotation.*.function": _aws_alone(_ROTATED),
    "secrets.rotation.*.days": _aws_alone({"rotation": {"key": {"function": FUNCTION, "days": 14}}}),
    "secrets.keys": _both(_keys()),
    "secrets.keys.*.kind": _both(_keys(kind="ec")),
    "secrets.keys.*.size": _both(_keys(size=4096)),
    "secrets.keys.*.curve": _both(_keys(kind="ec", curve="P-384")),
    "secrets.keys.*.operations": Case(
        azure={"secrets": _keys(operations=["sign", "verify"])},
        aws={"secrets": _keys(operations=["sign", "verify"])},
        not_aws={"secrets": _keys(operations=["sign", "encrypt"])},
    ),
    "secrets.keys.*.rotate_days": _azure_alone(_keys(rotate_days=30)),
    "secrets.keys.*.expire_days": _azure_alone(_keys(expire_days=180)),
    "secrets.keys.*.notify_days": _azure_alone(_keys(notify_days=10)),
    "secrets.certificates": Case(
        # As with names: it shows where a service reads it.
        azure={
            "secrets": {"certificates": ["tls"]},
            "workloads": {"user": {"uses": {"certificates": ["tls"]}}},
        },
        not_aws=at("secrets.certificates", ["tls"]),
    ),
    "secrets.administrators": _principals("administrators"),
    "secrets.pipelines": _principals("pipelines"),
    "workloads.uses.secrets": _use("secrets", ["key"]),
    "workloads.uses.secret_files": _use_on_azure("secret_files", ["key"]),
    "workloads.uses.secret_variables": _use_on_azure("secret_variables", [{"name": "API_KEY", "of": "key"}]),
    "workloads.uses.keys": _use("keys", ["documents"], {"keys": {"documents": {}}}),
    "workloads.uses.certificates": _use_on_azure("certificates", ["tls"], {"certificates": ["tls"]}),
}
"""By the name of the field in the table."""
