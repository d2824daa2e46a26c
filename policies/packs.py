"""The rules, in lists. A pack is nothing but a choice of rules."""

from typing import Final

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

PACK: Final = Pack("jiban", RULES)
"""What `jiban check` and `pulumi up` judge by."""
