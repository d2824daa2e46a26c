"""Certificates that vouch for a database server, from a dated table."""

from typing import Final

from jiban.components.base import Cloud
from jiban.components.catalogue import NotInTableError
from jiban.tables import table

_FILE: Final = "authorities.yaml"


class UnknownAuthoritiesError(NotInTableError):
    """A region whose servers no certificate of the table vouches for."""


def authorities(cloud: Cloud, region: str) -> str | None:
    """Return the certificates of a region's servers as PEM; None where those do that every system trusts.

    On Azure a server's certificate is of DigiCert's or Microsoft's public roots (PostgreSQL `security-tls`).

    Raises:
        UnknownAuthoritiesError: the cloud has roots of its own, and the table none of that region.
    """
    regions = table("jiban.components.postgres", _FILE)["clouds"].get(cloud, {}).get("regions")
    if regions is None:
        return None
    if region not in regions:
        raise UnknownAuthoritiesError(
            "certificate of a server in", region, regions, f"components/postgres/{_FILE}"
        )
    return "".join(row["pem"] for row in regions[region])
