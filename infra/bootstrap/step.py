"""What a list of steps is made of."""

from dataclasses import dataclass
from typing import Final

from infra.environment import Environment
from infra.together import services_of
from jiban.components.naming import Naming
from jiban.settings.root import Deployment

INSIDE: Final = "inside the network"
"""Where the environment's private addresses answer: the subnet of role management, or a joined network."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do."""

    id: str
    """Its name, which does not change: `platform`, `image-trip`."""
    title: str
    """What to do. An imperative phrase, no full stop."""
    commands: tuple[str, ...]
    """What to run, in order. Bash, with the tools of the cloud and of Pulumi."""
    reason: str
    """Why it is needed, and why here in the order. A phrase, no full stop."""
    done_when: str
    """How to see that it is done, after the words `Done when`. No full stop."""
    where: str = ""
    """Where it has to run; empty where it may run anywhere."""


@dataclass(frozen=True)
class Names:
    """What things are called, before they are there."""

    environment: Environment
    deployment: Deployment

    def physical(self, kind: str, name: str = "") -> str:
        """Return the physical name of a resource of a kind."""
        naming = Naming(self.deployment.project, self.deployment.stack, self.environment.name_salt)
        return naming.physical(kind, name)

    @property
    def group(self) -> str:
        """Resource group."""
        return self.physical("resources.ResourceGroup")

    @property
    def registry(self) -> str:
        """Registry."""
        return self.physical("containerregistry.Registry")

    @property
    def vault(self) -> str:
        """Vault."""
        return self.physical("keyvault.Vault")

    @property
    def stack(self) -> str:
        """Stack with the platform."""
        return self.deployment.stack

    @property
    def services(self) -> tuple[str, ...]:
        """Stacks with the services on this one's platform."""
        return services_of(self.deployment)


def listed(words: tuple[str, ...] | list[str]) -> str:
    """Return words with commas, and "and" before the last."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
