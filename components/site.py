"""Where a stack stands: what every component needs to know to name, tag and place its resources."""

from dataclasses import dataclass

import pulumi

from jiban.components.naming import Naming, stable_uuid
from jiban.components.tags import Ownership


@dataclass(frozen=True, kw_only=True)
class Site:
    """One stack's place in a cloud; the same object is handed to every component of the stack."""

    naming: Naming
    ownership: Ownership
    region: str
    """The cloud's own name of the region: `koreacentral`, `ap-northeast-2`."""
    resource_group: pulumi.Input[str] | None = None
    """Name of the Azure resource group; None on a cloud that has none."""
    protect: bool = False
    """Whether stateful resources refuse to be deleted or replaced until someone says otherwise."""
    subscription: pulumi.Input[str] | None = None
    """Id of the Azure subscription; None on a cloud that has none."""

    def assignment_name(self, logical: str) -> pulumi.Output[str]:
        """Return the name of a role assignment, which is a UUID and may be taken once in a whole tenant."""
        naming = self.naming
        return pulumi.Output.from_input(self.subscription).apply(
            lambda subscription: stable_uuid(
                naming.project, naming.stack, naming.salt, *([subscription] if subscription else []), logical
            )
        )

    @classmethod
    def of(
        cls,
        project: str,
        stack: str,
        *,
        owner: str,
        region: str,
        resource_group: pulumi.Input[str] | None = None,
        protect: bool = False,
    ) -> "Site":
        """Return the place of a stack by its names.

        Args:
            project: name of the project, `pulumi.get_project()`.
            stack: name of the stack, `pulumi.get_stack()`.
            owner: team that answers for it: a tag and a label on every resource.
            region: the cloud's own name of the region.
            resource_group: name of the Azure resource group.
            protect: whether stateful resources refuse to be deleted or replaced.
        """
        naming, ownership = Naming(project, stack), Ownership(project, stack, owner)
        return cls(
            naming=naming, ownership=ownership, region=region, resource_group=resource_group, protect=protect
        )


def known_after(resource: pulumi.Resource, value: str) -> pulumi.Output[str]:
    """Return a value that is known now, for whoever may use it only when the resource exists: a name that we
    gave.

    The resource's own output of the same value is not known in a preview, and would hide in a plan what
    was asked for.
    """
    return resource.urn.apply(lambda _: value)
