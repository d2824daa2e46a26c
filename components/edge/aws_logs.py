"""Where the edge on AWS writes down what it was asked, and what its firewall matched."""

from __future__ import annotations  # the SDK's modules are only loaded where an edge is made

from functools import partial
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import cloudwatch, s3, wafv2

from jiban.components.aws_log_bucket import log_bucket
from jiban.components.edge.aws_balancer import LOGS
from jiban.components.edge.log_policy import bucket_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.components.site import Site

_DAYS: Final = 90
"""Days for which records are kept when nobody says so."""
_CLOUDWATCH_DAYS: Final = (
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    150,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    2192,
    2557,
    2922,
    3288,
    3653,
)
"""Days that a log group takes (CloudWatch Logs API, `PutRetentionPolicy`)."""
_SECRET: Final = ("authorization", "cookie")
"""Headers that no record of the firewall holds."""


def days(asked: int | None) -> int:
    """Return the days for which records are kept."""
    return _DAYS if asked is None else asked


def group_days(asked: int | None) -> int:
    """Return the days for which a log group keeps them: the next that CloudWatch takes."""
    return next(each for each in _CLOUDWATCH_DAYS if each >= days(asked))


def bucket(
    name: str,
    *,
    parent: pulumi.Resource,
    site: Site,
    account: pulumi.Output[str],
    far: str,
    asked: int | None,
) -> tuple[s3.Bucket, s3.BucketPolicy]:
    """Make the bucket of the load balancer's and CloudFront's records, and the right to write them.

    Args:
        name: logical name of the edge.
        parent: the edge.
        site: where the load balancer stands.
        account: whose records it takes.
        far: region of CloudFront's deliveries.
        asked: days for which they are kept; None for the usual ones.
    """
    made = log_bucket(f"{name}-logs", parent=parent, site=site, tier="edge", part="edge", days=days(asked))
    policy = s3.BucketPolicy(
        f"{name}-logs-policy",
        bucket=made.id,
        policy=pulumi.Output.all(made.arn, account).apply(partial(_policy, far)),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return made, policy


def deliver(
    name: str,
    *,
    parent: pulumi.Resource,
    site: Site,
    distribution: pulumi.Input[str],
    bucket: s3.Bucket,
    ready: Sequence[pulumi.Resource],
    far: str,
) -> None:
    """Have CloudFront's records written into the bucket, by the kind of delivery that needs no access list.

    Args:
        name: logical name of the edge.
        parent: the edge.
        site: where the bucket stands.
        distribution: ARN of what is recorded.
        bucket: where to.
        ready: that it may be written into.
        far: region of CloudFront's deliveries.
    """
    tags = site.ownership.tags
    source = cloudwatch.LogDeliverySource(
        f"{name}-log-source",
        region=far,
        name=site.naming.physical("cloudwatch.LogDeliverySource"),
        log_type="ACCESS_LOGS",
        resource_arn=distribution,
        tags=tags("edge", f"{name}-log-source"),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    destination = cloudwatch.LogDeliveryDestination(
        f"{name}-log-destination",
        region=far,
        name=site.naming.physical("cloudwatch.LogDeliveryDestination"),
        output_format="json",
        delivery_destination_configuration=cloudwatch.LogDeliveryDestinationDeliveryDestinationConfigurationArgs(
            destination_resource_arn=bucket.arn
        ),
        tags=tags("edge", f"{name}-log-destination"),
        opts=pulumi.ResourceOptions(parent=parent, depends_on=list(ready)),
    )
    cloudwatch.LogDelivery(
        f"{name}-log-delivery",
        region=far,
        delivery_source_name=source.name,
        delivery_destination_arn=destination.arn,
        tags=tags("edge", f"{name}-log-delivery"),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def of_firewall(
    name: str,
    *,
    parent: pulumi.Resource,
    site: Site,
    web_acl: pulumi.Input[str],
    far: str,
    asked: int | None,
) -> None:
    """Have what the firewall matched written down, without what tells who somebody is.

    Args:
        name: logical name of the edge.
        parent: the edge.
        site: whose it is.
        web_acl: ARN of the firewall.
        far: region of the firewall.
        asked: days for which it is kept; None for the usual ones.
    """
    group = cloudwatch.LogGroup(
        f"{name}-firewall-logs",
        region=far,
        name=site.naming.physical("wafv2.WebAclLoggingConfiguration"),
        retention_in_days=group_days(asked),
        tags=site.ownership.tags("edge", f"{name}-firewall-logs"),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    wafv2.WebAclLoggingConfiguration(
        f"{name}-firewall-logging",
        region=far,
        resource_arn=web_acl,
        log_destination_configs=[group.arn],
        redacted_fields=[
            wafv2.WebAclLoggingConfigurationRedactedFieldArgs(
                single_header=wafv2.WebAclLoggingConfigurationRedactedFieldSingleHeaderArgs(name=header)
            )
            for header in _SECRET
        ],
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _policy(far: str, known: Sequence[str]) -> str:
    arn, account = known
    return bucket_policy(arn, account, balancer=LOGS, far=far)
