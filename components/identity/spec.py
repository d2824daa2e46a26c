"""What a service may use: the grants its identity gets, and the traffic its pods may send."""

from typing import Literal

from jiban.components.base import Spec
from jiban.components.objects.spec import BucketName
from jiban.components.queue.spec import QueueName
from jiban.components.secrets.spec import SecretName
from jiban.components.sql import DatabaseName
from jiban.components.variables import VariableName


class SecretVariableSpec(Spec):
    """An environment variable whose value is a secret of the vault."""

    name: VariableName
    """Name of the variable."""
    of: SecretName
    """Secret that is its value."""


class UsesSpec(Spec):
    """What a service uses. Each entry grants a permission and opens the network; nothing else is allowed."""

    databases: tuple[DatabaseName, ...] = ()
    """Databases the service connects to. Default: none."""
    cache: bool = False
    """Whether the service reads and writes the cache. Default: false."""
    search: bool = False
    """Whether the service reads and writes the indices of the search domain, all of them. Default: false."""
    sends: tuple[QueueName, ...] = ()
    """Queues and topics the service sends to. Default: none."""
    receives: tuple[QueueName, ...] = ()
    """Queues, or topics with all their subscriptions, the service receives from. Default: none."""
    buckets: dict[BucketName, Literal["read", "add", "write"]] = {}
    """Buckets the service uses, and how, `{files: write}`. `read`: it lists and reads objects. `add`: it only
    stores them, and what it overwrites stays as a version. `write`: both, and it deletes; a version that is
    kept it cannot delete. Default: none."""
    secrets: tuple[SecretName, ...] = ()
    """Secrets the service reads from the vault itself. Default: none."""
    secret_files: tuple[SecretName, ...] = ()
    """Secrets and certificates that stand in its pods as files, `/etc/jiban/secrets/<name>`, for a program
    that only reads files; a certificate with its key, as PEM. A new version of one replaces the file within
    minutes. Default: none."""
    secret_variables: tuple[SecretVariableSpec, ...] = ()
    """Variables of its environment whose values are secrets, `[{name: OPENAI_API_KEY, of: openai-api-key}]`,
    for a program that only reads variables. Such secrets are files as well, and stand in a Kubernetes Secret
    while a pod runs; a new version of one takes a restart of the pods. Default: none."""
    keys: tuple[SecretName, ...] = ()
    """Keys that the service has the vault encrypt or sign with; it never reads one. Default: none."""
    certificates: tuple[SecretName, ...] = ()
    """Certificates the service reads from the vault itself, with their keys. Default: none."""
    telemetry: bool = False
    """Whether the service sends traces and requests to Application Insights. Default: false."""

    @property
    def mounted(self) -> tuple[str, ...]:
        """Secrets and certificates that stand in its pods as files, in order."""
        return tuple(sorted({*self.secret_files, *(each.of for each in self.secret_variables)}))

    @property
    def calls_vault(self) -> bool:
        """Whether the program itself calls the vault."""
        return bool(self.secrets or self.keys or self.certificates)
