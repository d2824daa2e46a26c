"""Search on AWS: a domain of OpenSearch Service in the database's subnets, which lets in identities."""

from __future__ import annotations  # the SDK's module is only loaded where a domain is made

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import cloudwatch, kms, opensearch

from jiban.components.aws_keys import data_key, let_logs_in
from jiban.components.base import SpecRefusedError, refuse_beyond
from jiban.components.iam import account_of, allow, document
from jiban.components.search.contract import ROLE, SearchContract
from jiban.components.search.limits import LIMITS
from jiban.components.search.machines import machine
from jiban.components.search.placement import master_size, masters, uneven, zones_used
from jiban.components.search.windows import off_peak_start
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.components.network.contract import NetworkContract
    from jiban.components.search.spec import SearchSpec
    from jiban.components.site import Site

_TLS: Final = "Policy-Min-TLS-1-2-PFS-2023-10"
"""TLS 1.2 and 1.3, with forward secrecy. The API knows a newer one of 2026-10 (botocore 1.44); the provider
refuses words that its own SDK does not know, and was not seen to know that one."""
_LOGS: Final = ("INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS", "ES_APPLICATION_LOGS", "AUDIT_LOGS")


@dataclass(frozen=True, kw_only=True)
class SearchArgs:
    """What a search domain is made of."""

    spec: SearchSpec
    site: Site
    network: NetworkContract
    administrator: str
    """ARN of the IAM role that may do everything in the domain, and says which services may do what."""
    log_days: int = 90
    """Days for which CloudWatch keeps its logs."""


class Search(pulumi.ComponentResource):
    """A domain, its key, its logs, and who may enter to begin with.

    Raises:
        SpecRefusedError: when OpenSearch Service cannot provide what the specification asks for.
    """

    contract: SearchContract

    def __init__(self, name: str, args: SearchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the domain and everything around it."""
        refuse_beyond(LIMITS, "aws", name, args.spec)
        _refuse_uneven(name, args)
        super().__init__("jiban:search:Search", name, None, opts)
        self._logical = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._physical = args.site.naming.physical("opensearch.Domain")
        key = self._key()
        let_in = let_logs_in(
            f"{name}-key",
            key,
            parent=self,
            region=args.site.region,
            groups=[f"/aws/opensearch/{self._physical}/*"],
        )
        groups = {log: self._log_group(log, key, let_in) for log in _LOGS}
        domain = self._domain(key, groups)
        self._let_in(domain)
        self.contract = SearchContract(
            domain_id=domain.arn,
            name=known_after(domain, self._physical),
            host=domain.endpoint,
            log_groups={log: group.name for log, group in groups.items()},
        )
        self.register_outputs({"host": self.contract.host})

    def _tags(self, suffix: str) -> dict[str, str]:
        return self._args.site.ownership.tags("search", f"{self._logical}-{suffix}")

    def _domain(self, key: kms.Key, groups: dict[str, cloudwatch.LogGroup]) -> opensearch.Domain:
        spec, site, network = self._args.spec, self._args.site, self._args.network
        subnets = list(network.subnet_ids[ROLE])
        return opensearch.Domain(
            f"{self._logical}-domain",
            domain_name=self._physical,
            engine_version=f"OpenSearch_{spec.version}",
            cluster_config=self._nodes(zones_used(spec, len(subnets))),
            ebs_options=opensearch.DomainEbsOptionsArgs(
                ebs_enabled=True, volume_type="gp3", volume_size=spec.disk_gb
            ),
            vpc_options=opensearch.DomainVpcOptionsArgs(
                subnet_ids=subnets[: zones_used(spec, len(subnets))],
                security_group_ids=[network.security_groups[ROLE]],
            ),
            ip_address_type="ipv4",
            encrypt_at_rest=opensearch.DomainEncryptAtRestArgs(enabled=True, kms_key_id=key.arn),
            node_to_node_encryption=opensearch.DomainNodeToNodeEncryptionArgs(enabled=True),
            domain_endpoint_options=opensearch.DomainDomainEndpointOptionsArgs(
                enforce_https=True, tls_security_policy=_TLS
            ),
            advanced_security_options=opensearch.DomainAdvancedSecurityOptionsArgs(
                enabled=True,
                # Users of its own would have passwords.
                internal_user_database_enabled=False,
                master_user_options=opensearch.DomainAdvancedSecurityOptionsMasterUserOptionsArgs(
                    master_user_arn=self._args.administrator
                ),
            ),
            log_publishing_options=[
                opensearch.DomainLogPublishingOptionArgs(
                    log_type=log, cloudwatch_log_group_arn=group.arn, enabled=True
                )
                for log, group in groups.items()
            ],
            auto_tune_options=self._tuning(),
            off_peak_window_options=self._window(),
            software_update_options=opensearch.DomainSoftwareUpdateOptionsArgs(
                auto_software_update_enabled=True
            ),
            tags=self._tags("domain"),
            opts=pulumi.ResourceOptions(
                parent=self, protect=site.protect, depends_on=[self._let_logs_in(groups)]
            ),
        )

    def _nodes(self, zones: int) -> opensearch.DomainClusterConfigArgs:
        spec = self._args.spec
        dedicated = masters(spec)
        return opensearch.DomainClusterConfigArgs(
            instance_type=machine("aws", spec.machine).sku,
            instance_count=spec.nodes,
            zone_awareness_enabled=zones > 1,
            zone_awareness_config=opensearch.DomainClusterConfigZoneAwarenessConfigArgs(
                availability_zone_count=zones
            )
            if zones > 1
            else None,
            multi_az_with_standby_enabled=spec.standby,
            dedicated_master_enabled=dedicated > 0,
            dedicated_master_count=dedicated or None,
            dedicated_master_type=master_size("aws", spec.nodes) if dedicated else None,
        )

    def _tuning(self) -> opensearch.DomainAutoTuneOptionsArgs | None:
        # Domains of burstable nodes refuse the option, even where it is to be off
        # (hashicorp/terraform-provider-aws issue 30205).
        if machine("aws", self._args.spec.machine).burstable:
            return None
        return opensearch.DomainAutoTuneOptionsArgs(desired_state="ENABLED", use_off_peak_window=True)

    def _window(self) -> opensearch.DomainOffPeakWindowOptionsArgs | None:
        if self._args.spec.maintenance is None:
            return None
        hours, minutes = off_peak_start(self._args.spec.maintenance)
        start = opensearch.DomainOffPeakWindowOptionsOffPeakWindowWindowStartTimeArgs(
            hours=hours, minutes=minutes
        )
        return opensearch.DomainOffPeakWindowOptionsArgs(
            enabled=True,
            off_peak_window=opensearch.DomainOffPeakWindowOptionsOffPeakWindowArgs(window_start_time=start),
        )

    def _key(self) -> kms.Key:
        return data_key(
            f"{self._logical}-key",
            parent=self,
            site=self._args.site,
            tier="search",
            alias="search",
            description=f"Data of the search domain {self._physical}",
        )

    def _log_group(self, log: str, key: kms.Key, let_in: pulumi.Resource) -> cloudwatch.LogGroup:
        part = log.lower().replace("_", "-")
        return cloudwatch.LogGroup(
            f"{self._logical}-logs-{part}",
            name=f"/aws/opensearch/{self._physical}/{part}",
            retention_in_days=self._args.log_days,
            kms_key_id=key.arn,
            tags=self._tags(f"logs-{part}"),
            # CloudWatch tries the key at once.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[let_in]),
        )

    def _let_logs_in(self, groups: dict[str, cloudwatch.LogGroup]) -> cloudwatch.LogResourcePolicy:
        """Let this domain alone write into the groups: one policy for all, as a region has ten at most."""
        writes = partial(_may_write, self._args.site.region, self._physical)
        return cloudwatch.LogResourcePolicy(
            f"{self._logical}-logs-policy",
            policy_name=self._physical,
            policy_document=pulumi.Output.all(*(group.arn for group in groups.values())).apply(writes),
            opts=self._child,
        )

    def _let_in(self, domain: opensearch.Domain) -> None:
        """Let the administrator send requests; services may by policies of their own roles."""
        opensearch.DomainPolicy(
            f"{self._logical}-policy",
            domain_name=known_after(domain, self._physical),
            access_policies=domain.arn.apply(partial(_may_enter, self._args.administrator)),
            opts=self._child,
        )


def _refuse_uneven(name: str, args: SearchArgs) -> None:
    """Refuse nodes that do not fit the network's zones."""
    faults = list(uneven(args.spec, len(args.network.subnet_ids[ROLE])))
    if faults:
        raise SpecRefusedError(name, faults)


def _may_write(region: str, domain: str, groups: Sequence[str]) -> str:
    """Return the permission of the service to write the logs of one domain, and of no other customer's.

    Source: OpenSearch Service developer guide, `createdomain-configure-slow-logs`.
    """
    account = account_of(groups[0])
    writes = allow(["logs:CreateLogStream", "logs:PutLogEvents"], [f"{group}:*" for group in groups])
    return document(
        {
            **writes,
            "Principal": {"Service": "es.amazonaws.com"},
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnLike": {"aws:SourceArn": f"arn:aws:es:{region}:{account}:domain/{domain}"},
            },
        }
    )


def _may_enter(administrator: str, domain: str) -> str:
    return document({**allow(["es:ESHttp*"], [f"{domain}/*"]), "Principal": {"AWS": administrator}})
