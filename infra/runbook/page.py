"""What a page is made of, and what things are called."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from infra.called import Called
from infra.together import services_of
from jiban.components.workload.names import ingress_namespace, namespace_name

INSIDE: Final = "inside the network"
"""Where private addresses answer."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing to do."""

    title: str
    """What to do. An imperative phrase, no full stop."""
    commands: tuple[str, ...] = ()
    """What to run, in order. Bash, with the tools of the cloud, of Kubernetes and of Pulumi."""
    reason: str = ""
    """Why, and why here in the order; empty where the title says it. A phrase, no full stop."""
    seen: str = ""
    """What is to be seen then, after the words `To be seen:`. No full stop."""
    where: str = ""
    """Where it has to run; empty where it may run anywhere."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One scenario."""

    id: str
    """Its name, which does not change: `restore-drill`."""
    title: str
    """A phrase, no full stop."""
    when: str
    """When this is the page, and how much time there is. A sentence, no full stop."""
    actions: tuple[Action, ...]
    missing: tuple[str, ...] = ()
    """What is not there, or not known, in sentences without a full stop."""


@dataclass(frozen=True)
class Names(Called):
    """What the pages call things."""

    @property
    def stack(self) -> str:
        """The stack with the platform."""
        return quoted(self.deployment.stack)

    @property
    def services_stack(self) -> str:
        """The stack with the services: the platform's own where one stack has both."""
        return quoted((*services_of(self.deployment), self.deployment.stack)[0])

    @property
    def cluster(self) -> str:
        """The cluster, on either cloud."""
        azure = self.environment.cloud == "azure"
        return self.physical("containerservice.ManagedCluster" if azure else "eks.Cluster")

    @property
    def broker(self) -> str:
        """The broker's namespace."""
        return self.physical("servicebus.Namespace")

    def server(self, replica: str = "") -> str:
        """The database's server, or one of its replicas, on either cloud."""
        azure = self.environment.cloud == "azure"
        return self.physical("dbforpostgresql.Server" if azure else "rds.Instance", replica)

    @property
    def namespace(self) -> str:
        """The services' namespace."""
        return namespace_name(self.deployment.project)

    @property
    def ingress_namespace(self) -> str:
        """The namespace of the gateway inside the cluster."""
        return ingress_namespace(self.deployment.project)

    @property
    def reaches(self) -> str:
        """Where the cluster's API answers."""
        cluster = self.environment.kubernetes
        return INSIDE if cluster.private else f"from {listed(cluster.api_clients)}"

    def kubectl(self, words: str) -> str:
        """Return a command about what is in the services' namespace."""
        return f"kubectl --namespace {self.namespace} {words}"


def quoted(text: str) -> str:
    """Return a text as one word of Bash, on one line and without control codes."""
    if not _CONTROL.search(text):
        return shlex.quote(text)
    plain = text.replace("\\", "\\\\").replace("'", "\\'")
    return "$'" + _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", plain) + "'"


def listed(words: Sequence[str]) -> str:
    """Return words as text: `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
