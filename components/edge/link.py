"""The link by which Front Door reaches the gateway: its names, addresses and regions. No resource."""

from ipaddress import IPv4Network
from typing import Final

from jiban.components.naming import NameRefusedError
from jiban.tables import table

NAME: Final = "link"
"""What the gateway calls its link."""

_LONGEST_NAMES: Final = 70
"""Letters of the gateway's name and its link's together (Application Gateway `private-link-configure`)."""

_HIDDEN: Final = "_e41f87a2"
"""How the name of the service begins that Azure makes of a gateway's link (Front Door
`how-to-enable-private-link-application-gateway`)."""

_LONGEST_MESSAGE: Final = 140
"""Letters of a request for a connection (`azurerm_cdn_frontdoor_origin`, `request_message`)."""


def frontend_address(subnet: str) -> str:
    """Return the address of the gateway's private front end: 10.0.4.254 of 10.0.4.0/24.

    It is the last one that Azure leaves free, as instances get the lowest (seen, not promised by Azure).
    """
    return str(IPv4Network(subnet)[-2])


def service_name(gateway: str) -> str:
    """Return the name of the service that Azure makes of a gateway's link.

    Raises:
        NameRefusedError: when the gateway's name leaves no room for the link's.
    """
    letters = len(gateway) + len(NAME)
    if letters > _LONGEST_NAMES:
        raise NameRefusedError(
            f"{gateway} and {NAME} have {len(gateway)} + {len(NAME)} = {letters} letters, and Azure makes no "
            f"link of more than {_LONGEST_NAMES}; give project or stack a name that is "
            f"{letters - _LONGEST_NAMES} letters shorter, or set edge.path to service_tag"
        )
    return f"{_HIDDEN}_{gateway}_{NAME}"


def request(profile: str) -> str:
    """Return by which words the connection of a Front Door profile is known to whoever approves it."""
    return f"Front Door {profile}"[:_LONGEST_MESSAGE]


def regions() -> tuple[str, ...]:
    """Return the regions in which Front Door makes its end of a link, in the order of the alphabet."""
    return tuple(sorted(table("jiban.components.edge", "link_regions.yaml")["azure"]["regions"]))
