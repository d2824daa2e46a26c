"""The rules, in lists. A pack is nothing but a choice of rules."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from jiban.policies.rules.cluster import (
    k8c_001_api_access,
    k8c_003_eks_secret_encryption,
    k8c_006_aks_sign_in,
    k8c_013_node_metadata,
)
from jiban.policies.rules.design import (
    dsg_001_subnet_capacity,
    dsg_004_drainable_workloads,
    dsg_017_replacement_of_data,
    dsg_018_deletion_of_data,
    dsg_021_reachability,
)
from jiban.policies.rules.edge import edg_001_firewall_prevents, edg_002_exclusions_have_owners
from jiban.policies.rules.monitoring import log_004_diagnostic_settings
from jiban.policies.rules.network import (
    net_001_remote_access,
    net_023_open_egress,
    net_024_public_access,
)
from jiban.policies.rules.postgres import pg_001_public_access, pg_002_storage_encryption
from jiban.policies.rules.secrets import sec_003_vault_recovery
from jiban.policies.rules.workload import wkl_001_resource_requests, wkl_019_linux_capabilities
from jiban.policy.pack import Pack
from jiban.policy.rule import Rule
from jiban.tables import table

RULES: Final[tuple[Rule, ...]] = (
    net_001_remote_access.RULE,
    net_023_open_egress.RULE,
    net_024_public_access.RULE,
    edg_001_firewall_prevents.RULE,
    edg_002_exclusions_have_owners.RULE,
    k8c_001_api_access.RULE,
    k8c_003_eks_secret_encryption.RULE,
    k8c_006_aks_sign_in.RULE,
    k8c_013_node_metadata.RULE,
    pg_001_public_access.RULE,
    pg_002_storage_encryption.RULE,
    sec_003_vault_recovery.RULE,
    log_004_diagnostic_settings.RULE,
    wkl_001_resource_requests.RULE,
    wkl_019_linux_capabilities.RULE,
    dsg_001_subnet_capacity.RULE,
    dsg_004_drainable_workloads.RULE,
    dsg_017_replacement_of_data.RULE,
    dsg_018_deletion_of_data.RULE,
    dsg_021_reachability.RULE,
)
"""All rules, in the order of the catalogue."""


def _parts() -> tuple[Pack, ...]:
    return tuple(
        Pack(entry["name"], tuple(rule for rule in RULES if _takes(entry["take"], rule)))
        for entry in table("jiban.policies", "packs.yaml")["packs"]
    )


def _takes(entries: Sequence[Mapping[str, Any]], rule: Rule) -> bool:
    return any(
        rule.severity.value in each.get("severity", ())
        or bool(rule.compliance.get(each.get("compliance", "")))
        for each in entries
    )


PACK: Final = Pack("jiban", RULES, _parts())
"""What `jiban check` and `pulumi up` judge by."""
