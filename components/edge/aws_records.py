"""The edge's certificates on AWS, and its records in the zone."""

from __future__ import annotations  # the SDK's modules are only loaded where an edge is made

from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import acm, route53

from jiban.components.iam import account_of

if TYPE_CHECKING:
    from jiban.components.edge.spec import ZoneSpec
    from jiban.components.site import Site

_TTL: Final = 300


class Certificates:
    """Two certificates for all names of a zone, one for CloudFront and one for the load balancer.

    A star stands for one label, so a name more replaces no certificate. ACM asks for one record for both: it
    depends on the name and the account alone (ACM user guide, "DNS validation").
    """

    edge: pulumi.Output[str]
    """ARN of CloudFront's, when it is issued."""
    balancer: pulumi.Output[str]
    """ARN of the load balancer's, when it is issued."""
    account: pulumi.Output[str]
    """Account that they are in."""

    def __init__(self, name: str, *, parent: pulumi.Resource, site: Site, zone: ZoneSpec, far: str) -> None:
        """Declare the certificates and the record by which they are issued.

        Args:
            name: logical name of the edge.
            parent: the edge.
            site: where the load balancer stands.
            zone: zone of the names.
            far: region of CloudFront's certificate.
        """
        child = pulumi.ResourceOptions(parent=parent)

        def certificate(part: str, region: str | None) -> acm.Certificate:
            return acm.Certificate(
                f"{name}-certificate-{part}",
                region=region,
                domain_name=f"*.{zone.name}",
                subject_alternative_names=[zone.name],
                validation_method="DNS",
                tags=site.ownership.tags("edge", f"{name}-certificate-{part}"),
                opts=child,
            )

        made = {"edge": certificate("edge", far), "balancer": certificate("balancer", None)}
        option = made["edge"].domain_validation_options[0]
        record = route53.Record(
            f"{name}-record-validation",
            zone_id=zone.id,
            name=option.resource_record_name.apply(_known),
            type=option.resource_record_type.apply(_known),
            records=[option.resource_record_value.apply(_known)],
            ttl=_TTL,
            # A second environment in the zone has the same record, and each may go on its own.
            allow_overwrite=True,
            opts=child,
        )
        issued = {
            part: acm.CertificateValidation(
                f"{name}-issued-{part}",
                region=far if part == "edge" else None,
                certificate_arn=each.arn,
                validation_record_fqdns=[record.fqdn],
                opts=child,
            ).certificate_arn
            for part, each in made.items()
        }
        self.edge, self.balancer = issued["edge"], issued["balancer"]
        self.account = made["balancer"].arn.apply(account_of)


def alias(
    logical: str,
    *,
    parent: pulumi.Resource,
    zone: ZoneSpec,
    host: str,
    to: tuple[pulumi.Input[str], pulumi.Input[str]],
    kinds: tuple[str, ...] = ("A",),
) -> None:
    """Lead a host to something of AWS's, by records that cost nothing to ask.

    Args:
        logical: beginning of the records' logical names.
        parent: the edge.
        zone: zone of the host.
        host: name of the record.
        to: DNS name of what it leads to, and the zone of that.
        kinds: types of the records.
    """
    target, target_zone = to
    for kind in kinds:
        route53.Record(
            f"{logical}-{kind.lower()}",
            zone_id=zone.id,
            name=host,
            type=kind,
            aliases=[
                # There is one place to go, so nothing follows from its health.
                route53.RecordAliasArgs(name=target, zone_id=target_zone, evaluate_target_health=False)
            ],
            opts=pulumi.ResourceOptions(parent=parent),
        )


def _known(text: str | None) -> str:
    if text is None:
        raise ValueError("ACM returned no record by which a certificate is issued")
    return text
