"""What the clouds call the private endpoints of services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jiban.components.endpoints.contract import Interface, Service
from jiban.tables import table


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What a private endpoint of one service needs to know."""

    group: str
    """Sub-resource that the endpoint leads to (group id); another one is refused."""
    zone: str
    """Private DNS zone in which the service's public name is looked up."""
    more: Mapping[str, str] = field(default_factory=dict[str, str])
    """Further zones, each by a word that tells it from the others."""

    @property
    def zones(self) -> Mapping[str, str]:
        """Every zone; the first one's word is empty."""
        return {"": self.zone, **self.more}


def service(name: Service) -> ServiceFacts:
    """Return the facts of a service from `services.yaml`, which says their source and date."""
    row = table("jiban.components.endpoints", "services.yaml")["services"][name]
    return ServiceFacts(group=row["group"], zone=row["zone"], more=row.get("more", {}))


def zone_part(zone: str) -> str:
    """Return by what a private DNS zone is called here: the first service of the table that has it.

    A network is linked to one zone of a name, so services share it; its name is the same whichever of them
    there are, and none comes or goes with another.

    Raises:
        KeyError: when no service has the zone.
    """
    for name in table("jiban.components.endpoints", "services.yaml")["services"]:
        for word, each in service(name).zones.items():
            if each == zone:
                return f"{name}-{word}" if word else name
    raise KeyError(zone)


def interfaces(word: Interface) -> Sequence[str]:
    """Return what AWS calls the services behind one word, without the region before them: `ecr.api`."""
    row = table("jiban.components.endpoints", "services.yaml")["aws"]["services"][word]
    return tuple(row["services"])
