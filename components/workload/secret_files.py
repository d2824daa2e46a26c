"""Secrets of the vault as files and variables of a pod, as plain manifests: by the Secrets Store CSI driver.

The driver on a pod's node fetches them as the service's own identity when the pod starts, and looks for new
versions every two minutes. No manifest holds a value.
"""

from collections.abc import Sequence
from typing import Final

from jiban.components.workload.connection import SECRETS_FOLDER
from jiban.components.workload.contract import Text, VaultPlace
from jiban.components.workload.spec import WorkloadSpec
from jiban.components.workload.subject import Manifest, Subject

_DRIVER: Final = "secrets-store.csi.k8s.io"
_VOLUME: Final = "secrets"


def provider_class(subject: Subject, spec: WorkloadSpec, vault: VaultPlace, client_id: Text) -> Manifest:
    """Return what tells the driver which secrets a service's pods get, and as whom it fetches them."""
    return {
        "apiVersion": "secrets-store.csi.x-k8s.io/v1",
        "kind": "SecretProviderClass",
        "metadata": subject.metadata("secrets"),
        "spec": {
            "provider": "azure",
            "parameters": {
                "usePodIdentity": "false",
                "clientID": client_id,
                "keyvaultName": vault.name,
                "tenantId": vault.tenant_id,
                "objects": _objects(spec.uses.mounted),
            },
            **_synchronised(subject, sorted({each.of for each in spec.uses.secret_variables})),
        },
    }


def volumes(subject: Subject, spec: WorkloadSpec) -> list[Manifest]:
    """Return the volume with the files of a pod; none where it has no such files."""
    if not spec.uses.mounted:
        return []
    attributes = {"secretProviderClass": subject.name}
    csi = {"driver": _DRIVER, "readOnly": True, "volumeAttributes": attributes}
    return [{"name": _VOLUME, "csi": csi}]


def mounts(spec: WorkloadSpec) -> list[Manifest]:
    """Return where the files stand in a container."""
    return [{"name": _VOLUME, "mountPath": SECRETS_FOLDER, "readOnly": True}] if spec.uses.mounted else []


def variables(subject: Subject, spec: WorkloadSpec) -> list[Manifest]:
    """Return the variables whose values are secrets."""
    return [
        {
            "name": each.name,
            "valueFrom": {"secretKeyRef": {"name": _synchronised_name(subject), "key": each.of}},
        }
        for each in spec.uses.secret_variables
    ]


def _objects(names: Sequence[str]) -> str:
    """Return the list of what is fetched, always in its newest version: YAML in YAML, as the provider has it.

    A certificate is fetched as the secret of its name, which holds its key and its chain as well.
    """
    lines = ["array:"]
    for name in names:
        lines += ["  - |", f"    objectName: {name}", "    objectType: secret"]
    return "\n".join(lines) + "\n"


def _synchronised(subject: Subject, names: Sequence[str]) -> Manifest:
    """Return the Kubernetes Secret that the driver keeps for variables, which cannot come from a file."""
    if not names:
        return {}
    data = [{"objectName": secret, "key": secret} for secret in names]
    labels = subject.labels(subject.logical("secrets"))
    name = _synchronised_name(subject)
    return {"secretObjects": [{"secretName": name, "type": "Opaque", "labels": labels, "data": data}]}


def _synchronised_name(subject: Subject) -> str:
    return f"{subject.name}-secrets"
