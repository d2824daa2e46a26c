"""What a service may use: the grants its identity gets, and the traffic its pods may send."""

from jiban.components.base import Spec
from jiban.components.queue.spec import QueueName
from jiban.components.secrets.spec import SecretName
from jiban.components.sql import DatabaseName


class UsesSpec(Spec):
    """What a service uses. Each entry grants a permission and opens the network; nothing else is allowed."""

    databases: tuple[DatabaseName, ...] = ()
    """Databases the service connects to. Default: none."""
    cache: bool = False
    """Whether the service reads and writes the cache. Default: false."""
    sends: tuple[QueueName, ...] = ()
    """Queues and topics the service sends to. Default: none."""
    receives: tuple[QueueName, ...] = ()
    """Queues, or topics with all their subscriptions, the service receives from. Default: none."""
    secrets: tuple[SecretName, ...] = ()
    """Secrets the service reads from the vault. Default: none."""
    telemetry: bool = False
    """Whether the service sends traces and requests to Application Insights. Default: false."""
