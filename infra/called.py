"""What things of an environment are called, before they are there."""

from dataclasses import dataclass

from infra.environment import Environment
from jiban.components.naming import Naming
from jiban.settings.root import Deployment


@dataclass(frozen=True)
class Called:
    """The names of an environment's own parts."""

    environment: Environment
    deployment: Deployment

    def physical(self, kind: str, name: str = "") -> str:
        """Return the name of a resource, as the components make it."""
        naming = Naming(self.deployment.project, self.deployment.stack, self.environment.name_salt)
        return naming.physical(kind, name)

    @property
    def group(self) -> str:
        """The resource group on Azure."""
        return self.physical("resources.ResourceGroup")

    @property
    def vault(self) -> str:
        """The vault on Azure."""
        return self.physical("keyvault.Vault")
