"""The fields of the vault, and of what services use of it, in the capability table, with what is tried."""

from collections.abc import Mapping
from typing import Any, Final

from tests.infra.capability_case import Case, at

GROUP: Final = "11111111-2222-3333-4444-555555555555"


def _vault(azure: Mapping[str, Any]) -> Case:
    """Values that work on Azure, of a vault that AWS does not have."""
    return Case(azure={"secrets": azure}, not_aws={"secrets": azure})


def _key(**fields: Any) -> Case:
    return _vault({"keys": {"documents": fields}})


def _use(field: str, value: Any, vault: Mapping[str, Any] | None = None) -> Case:
    """What a service uses of the vault, beside what the vault then has."""
    use = at(f"workloads.trip.uses.{field}", value)
    return Case(azure={**use, "secrets": vault or {}}, not_aws=use)


CASES: Final[Mapping[str, Case]] = {
    "secrets.hardware_keys": _vault({"hardware_keys": True}),
    "secrets.retention_days": _vault({"retention_days": 30}),
    "secrets.names": Case(
        # A name alone grants nobody anything: it shows where a service reads it, or a value is written.
        azure={"secrets": {"names": ["key", "more"]}, "workloads": {"user": {"uses": {"secrets": ["more"]}}}},
        not_aws=at("secrets.names", ["key"]),
    ),
    "secrets.values": Case(
        azure=at("secrets.values", {"key": "a-value"}),
        not_aws={"secrets": {"names": ["key"], "values": {"key": "a-value"}}},
    ),
    "secrets.expires": Case(
        azure={"secrets": {"values": {"key": "a-value"}, "expires": {"key": "2027-01-31"}}},
        not_aws={
            "secrets": {"names": ["key"], "values": {"key": "a-value"}, "expires": {"key": "2027-01-31"}}
        },
    ),
    "secrets.rotate_days": _vault({"rotate_days": 90}),
    "secrets.undated": _vault({"rotate_days": 90, "undated": "audit"}),
    "secrets.keys": _key(),
    "secrets.keys.*.kind": _key(kind="ec"),
    "secrets.keys.*.size": _key(size=4096),
    "secrets.keys.*.curve": _key(kind="ec", curve="P-384"),
    "secrets.keys.*.operations": _key(operations=["sign", "verify"]),
    "secrets.keys.*.rotate_days": _key(rotate_days=30),
    "secrets.keys.*.expire_days": _key(expire_days=180),
    "secrets.keys.*.notify_days": _key(notify_days=10),
    "secrets.certificates": Case(
        # As with names: it shows where a service reads it.
        azure={
            "secrets": {"certificates": ["tls"]},
            "workloads": {"user": {"uses": {"certificates": ["tls"]}}},
        },
        not_aws=at("secrets.certificates", ["tls"]),
    ),
    "secrets.administrators": _vault({"administrators": [GROUP]}),
    "secrets.pipelines": Case(
        azure=at("secrets.pipelines", [GROUP]),
        not_aws={"secrets": {"names": ["key"], "pipelines": [GROUP]}},
    ),
    "workloads.uses.secrets": _use("secrets", ["key"]),
    "workloads.uses.secret_files": _use("secret_files", ["key"]),
    "workloads.uses.secret_variables": _use("secret_variables", [{"name": "API_KEY", "of": "key"}]),
    "workloads.uses.keys": _use("keys", ["documents"], {"keys": {"documents": {}}}),
    "workloads.uses.certificates": _use("certificates", ["tls"], {"certificates": ["tls"]}),
}
"""By the name of the field in the table."""
