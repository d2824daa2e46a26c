"""Environment variables that configure a provider where neither the program nor the stack file does.

Only what decides where and what resources are; who signs in replaces nothing. Read from the SDKs of
pulumi-aws 7.51.1 and pulumi-kubernetes 4.34.2 (`provider.py`), and from azure-native's documentation of its
configuration.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

_KUBERNETES: Final = {
    "enableConfigMapMutable": "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE",
    "enableSecretMutable": "PULUMI_K8S_ENABLE_SECRET_MUTABLE",
    "enableServerSideApply": "PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY",
    "enablePatchForce": "PULUMI_K8S_ENABLE_PATCH_FORCE",
    "deleteUnreachable": "PULUMI_K8S_DELETE_UNREACHABLE",
    "skipUpdateUnreachable": "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE",
    "upsertExistingObjects": "PULUMI_K8S_UPSERT_EXISTING_OBJECTS",
}
VARIABLES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "aws": {"region": ("AWS_REGION", "AWS_DEFAULT_REGION")},
    "azure-native": {
        "subscriptionId": ("ARM_SUBSCRIPTION_ID",),
        "tenantId": ("ARM_TENANT_ID",),
        "environment": ("ARM_ENVIRONMENT",),
    },
    "kubernetes": {key: (name,) for key, name in _KUBERNETES.items()},
}
"""Package to input of its provider to the variables that give it, the first one that is set."""


def given(packages: Iterable[str], environment: Mapping[str, str]) -> dict[str, str]:
    """Return those variables of some packages that are set."""
    wanted = {name for package in packages for names in VARIABLES.get(package, {}).values() for name in names}
    return {name: environment[name] for name in sorted(wanted) if environment.get(name)}
