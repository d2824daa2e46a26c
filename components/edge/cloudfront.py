"""What AWS keeps for everybody's CloudFront, by the table. No resource."""

from collections.abc import Mapping
from dataclasses import dataclass

from jiban.tables import table


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudFront:
    """The table of CloudFront."""

    region: str
    """Region in which certificates, firewalls and logs of CloudFront stand."""
    price_class: str
    """Places of the world in which it answers."""
    viewer_tls: str
    """Policy of TLS towards browsers."""
    origin_tls: str
    """Version of TLS towards the load balancer."""
    balancer_tls: str
    """Policy of TLS of the load balancer."""
    cache_policies: Mapping[str, str]
    """Ids of policies: `nothing` is kept, copies `as_told` by `Cache-Control`, or those of `files`."""
    origin_request_policies: Mapping[str, str]
    """Ids of policies: `all` of a request goes inside."""
    response_headers_policies: Mapping[str, str]
    """Ids of policies: headers of `security` are added."""


def figures() -> CloudFront:
    """Return the table."""
    found = table("jiban.components.edge", "cloudfront.yaml")
    return CloudFront(**{name: found[name] for name in CloudFront.__dataclass_fields__})
