"""Functions of the AWS provider that read its own tables: partitions, regions, accounts and hosted zones.

Read in terraform-provider-aws, releases 6.x, on 2026-11-26: data sources of internal/service/meta, elb,
elbv2, cloudtrail, redshift, cloudfront, elasticbeanstalk and apprunner.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.model.plan import Secret
from jiban.plan.functions.call import ArgumentError, Call, NotHere
from jiban.tables import table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_BILLING_ACCOUNT: Final = "386209384616"
"""https://docs.aws.amazon.com/cur/latest/userguide/billing-getting-started.html"""
_LOG_DELIVERY: Final = "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0"
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html"""
_LOG_DELIVERY_IN_CHINA: Final = "a52cb28745c0c06e84ec548334e44bfa7fc2a85c54af20cd59e4969344b7af56"
_BALANCERS: Final = {
    "application": "classic_and_application_load_balancer_zone",
    "network": "network_load_balancer_zone",
}
_OWN_SUFFIX: Final = {
    "aws-iso": ("cloudhsm", "config", "logs", "workspaces"),
    "aws-iso-b": ("dms", "logs"),
    "aws-cn": ("codedeploy", "elasticmapreduce", "logs"),
}
"""Services whose principal ends in the partition's own DNS suffix; all others end in amazonaws.com."""
_DNS_PARTS: Final = 4


@dataclass(frozen=True, slots=True)
class _Partition:
    id: str
    dns_suffix: str
    region_pattern: str
    regions: Mapping[str, str]
    """Descriptions by region."""
    services: Sequence[str]

    @property
    def reverse_dns_prefix(self) -> str:
        return _reversed(self.dns_suffix)


@cache
def _partitions() -> tuple[_Partition, ...]:
    entries = table(__package__ or "", "aws_partitions.yaml")["partitions"]
    return tuple(_Partition(id=name, **entry) for name, entry in entries.items())


def _partition_of(region: str) -> _Partition | None:
    return next(
        (each for each in _partitions() if re.search(each.region_pattern, region, re.ASCII)),
        None,
    )


def _reversed(name: str) -> str:
    return ".".join(reversed(name.split(".")))


def _configured_region(call: Call) -> str:
    region = call.configured("region")
    if not isinstance(region, str) or not region:
        raise NotHere
    return region


def _region(call: Call) -> str:
    return call.text("region") or _configured_region(call)


def _partition(region: str) -> _Partition:
    found = _partition_of(region)
    if found is None:
        raise NotHere
    return found


def _in_table(name: str, region: str) -> str:
    values = table(__package__ or "", "aws_regional.yaml")["tables"][name]["values"]
    if region not in values:
        # A newer provider may know it.
        raise NotHere
    return values[region]


def _arn(call: Call) -> Mapping[str, Any]:
    """Take an ARN apart."""
    arn = call.text("arn") or ""
    sections = arn.split(":", 5)
    if len(sections) != 6 or sections[0] != "arn":  # noqa: PLR2004 - the sections of an ARN
        raise ArgumentError("arn must be arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE")
    _, partition, service, region, account, resource = sections
    return {
        "id": arn,
        "arn": arn,
        "partition": partition,
        "service": service,
        "region": region,
        "account": account,
        "resource": resource,
    }


def _partition_result(call: Call) -> Mapping[str, Any]:
    found = _partition(_configured_region(call))
    return {
        "id": found.id,
        "partition": found.id,
        "dnsSuffix": found.dns_suffix,
        "reverseDnsPrefix": found.reverse_dns_prefix,
    }


def _region_result(call: Call) -> Mapping[str, Any]:
    named = call.text("region") or call.text("name")
    endpoint = call.text("endpoint")
    at_endpoint = _region_at(endpoint) if endpoint else None
    if named and at_endpoint and named != at_endpoint:
        raise ArgumentError("the region is not that of the endpoint")
    region = named or at_endpoint or _configured_region(call)
    partition = _partition(region)
    if region not in partition.regions:
        raise NotHere
    return {
        "id": region,
        "name": region,
        "region": region,
        "description": partition.regions[region],
        "endpoint": _ec2_endpoint(region, partition),
    }


def _region_at(endpoint: str) -> str:
    for partition in _partitions():
        for region in partition.regions:
            if _ec2_endpoint(region, partition) == endpoint:
                return region
    raise NotHere


def _ec2_endpoint(region: str, partition: _Partition) -> str:
    return f"ec2.{region}.{partition.dns_suffix}"


def _service(call: Call) -> Mapping[str, Any]:
    """Return the DNS names of a service's endpoint."""
    service, region, prefix = call.text("serviceId"), call.text("region"), call.text("reverseDnsPrefix")
    for name in ("reverseDnsName", "dnsName"):
        given = call.text(name)
        if not given:
            continue
        parts = (given if name == "reverseDnsName" else _reversed(given)).split(".")
        if len(parts) < _DNS_PARTS:
            raise ArgumentError(f"{name} must have at least {_DNS_PARTS} parts")
        prefix, region, service = ".".join(parts[:-2]), parts[-2], parts[-1]
    if not service:
        raise ArgumentError("one of serviceId, dnsName and reverseDnsName must be given")
    region = region or _configured_region(call)
    prefix = prefix or _partition(_configured_region(call)).reverse_dns_prefix
    partition = _partition_of(region)
    reverse_name = f"{prefix}.{region}.{service}"
    return {
        "id": reverse_name,
        "reverseDnsName": reverse_name,
        "reverseDnsPrefix": prefix,
        "dnsName": _reversed(reverse_name).lower(),
        "region": region,
        "serviceId": service,
        "supported": partition is None or service in partition.services,
        **({"partition": partition.id} if partition is not None else {}),
    }


def _service_principal(call: Call) -> Mapping[str, Any]:
    region, service = _region(call), call.text("serviceName") or ""
    partition = _partition(region)
    if region not in partition.regions:
        raise NotHere
    own = service in _OWN_SUFFIX.get(partition.id, ())
    suffix = partition.dns_suffix if own else "amazonaws.com"
    return {
        "id": f"{service}.{region}.{suffix}",
        "name": f"{service}.{suffix}",
        "region": region,
        "serviceName": service,
        "suffix": suffix,
    }


def _default_tags(call: Call) -> Mapping[str, Any]:
    """Return the tags that the provider puts on every resource, less those that it is told to ignore."""
    given: Mapping[str, Any] = _nested(call, "defaultTags").get("tags") or {}
    ignored = _nested(call, "ignoreTags")
    keys: list[str] = ignored.get("keys") or []
    more: list[str] = ignored.get("keyPrefixes") or []
    prefixes = ("aws:", *more)
    tags = {key: value for key, value in given.items() if key not in keys and not key.startswith(prefixes)}
    partition = _partition(_configured_region(call))
    return {"id": partition.id, "tags": Secret(tags) if call.is_secret("defaultTags") else tags}


def _nested(call: Call, name: str) -> Mapping[str, Any]:
    """Return a nested part of the configuration, which is JSON on the wire."""
    value = call.configured(name)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise NotHere from None
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise NotHere
    return cast("Mapping[str, Any]", value)


def _billing_account(call: Call) -> Mapping[str, Any]:
    partition = _partition(_configured_region(call))
    return {"id": _BILLING_ACCOUNT, "arn": f"arn:{partition.id}:iam::{_BILLING_ACCOUNT}:root"}


def _account(call: Call, name: str, resource: str = "root") -> Mapping[str, Any]:
    region = _region(call)
    account = _in_table(name, region)
    arn = f"arn:{_partition(region).id}:iam::{account}:{resource}"
    return {"id": account, "arn": arn, "region": region}


def _zone(call: Call, name: str) -> Mapping[str, Any]:
    region = _region(call)
    return {"id": _in_table(name, region), "region": region}


def _load_balancer_zone(call: Call) -> Mapping[str, Any]:
    kind = call.text("loadBalancerType") or "application"
    if kind not in _BALANCERS:
        raise ArgumentError(f"loadBalancerType must be {' or '.join(_BALANCERS)}")
    return {**_zone(call, _BALANCERS[kind]), "loadBalancerType": kind}


def _log_delivery_user(call: Call) -> Mapping[str, Any]:
    region = _region(call)
    china = _partition(region).id == "aws-cn"
    return {"id": _LOG_DELIVERY_IN_CHINA if china else _LOG_DELIVERY, "region": region}


REGIONAL: Final[Mapping[str, Callable[[Call], Mapping[str, Any]]]] = {
    "aws:index/getArn:getArn": _arn,
    "aws:index/getPartition:getPartition": _partition_result,
    "aws:index/getRegion:getRegion": _region_result,
    "aws:index/getService:getService": _service,
    "aws:index/getServicePrincipal:getServicePrincipal": _service_principal,
    "aws:index/getDefaultTags:getDefaultTags": _default_tags,
    "aws:index/getBillingServiceAccount:getBillingServiceAccount": _billing_account,
    "aws:elb/getServiceAccount:getServiceAccount": partial(_account, name="elb_account"),
    "aws:cloudtrail/getServiceAccount:getServiceAccount": partial(_account, name="cloudtrail_account"),
    "aws:redshift/getServiceAccount:getServiceAccount": partial(
        _account, name="redshift_account", resource="user/logs"
    ),
    "aws:elb/getHostedZoneId:getHostedZoneId": partial(_zone, name=_BALANCERS["application"]),
    "aws:lb/getHostedZoneId:getHostedZoneId": _load_balancer_zone,
    "aws:elasticbeanstalk/getHostedZone:getHostedZone": partial(_zone, name="elastic_beanstalk_zone"),
    "aws:apprunner/getHostedZoneId:getHostedZoneId": partial(_zone, name="app_runner_zone"),
    "aws:cloudfront/getLogDeliveryCanonicalUserId:getLogDeliveryCanonicalUserId": _log_delivery_user,
}
"""What computes the result of a function, by its token."""
