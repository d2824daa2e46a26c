"""What a list of steps is made of."""

from dataclasses import dataclass
from typing import Final

from infra.called import Called
from infra.together import services_of

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
class Names(Called):
    """What the steps call things."""

    @property
    def registry(self) -> str:
        """Registry on Azure."""
        return self.physical("containerregistry.Registry")

    @property
    def repositories(self) -> str:
        """What the names of all repositories on AWS begin with."""
        return self.physical("ecr.Repository")

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
