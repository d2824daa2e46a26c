"""The edge on AWS: a CloudFront distribution, its firewall, its names, and a load balancer behind it."""

from __future__ import annotations  # the SDK's modules are only loaded where an edge is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi
from pulumi_aws import cloudfront as sdk
from pulumi_aws import wafv2

from jiban.components.base import refuse_beyond
from jiban.components.edge import aws_logs, cloudfront, firewall, web_acl
from jiban.components.edge.aws_balancer import HTTP, HTTPS, Balancer, BalancerArgs
from jiban.components.edge.aws_records import Certificates, alias
from jiban.components.edge.contract import EdgeContract
from jiban.components.edge.limits import LIMITS

if TYPE_CHECKING:
    from jiban.components.edge.spec import EdgeSpec, ZoneSpec
    from jiban.components.network.contract import NetworkContract
    from jiban.components.site import Site

_ORIGIN: Final = "gateway"
_FILES: Final = "files"
_READS: Final = ("GET", "HEAD")
_ASKS: Final = ("GET", "HEAD", "OPTIONS")
_ALL: Final = ("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE")
_KEEPALIVE_SECONDS: Final = 60
"""How long CloudFront keeps an idle connection to the load balancer, which keeps it longer."""


@dataclass(frozen=True, kw_only=True)
class EdgeArgs:
    """What an edge is made of."""

    spec: EdgeSpec
    site: Site
    network: NetworkContract
    target_group: pulumi.Input[str]
    """ARN of the group of the gateway's proxies."""
    files: pulumi.Input[str] | None = None
    """Host of the bucket of `spec.static`, in its region."""


class Edge(pulumi.ComponentResource):
    """A CloudFront distribution whose only origin is a load balancer that nobody else can reach.

    Raises:
        SpecRefusedError: when AWS cannot provide what the specification asks for.
    """

    contract: EdgeContract

    def __init__(self, name: str, args: EdgeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the certificates, the load balancer, the firewall, the distribution and the records."""
        refuse_beyond(LIMITS, "aws", name, args.spec)
        super().__init__("jiban:edge:Edge", name, None, opts)
        self._logical, self._args, self._figures = name, args, cloudfront.figures()
        self._child = pulumi.ResourceOptions(parent=self)
        spec, site, far = args.spec, args.site, self._figures.region
        certificates = Certificates(name, parent=self, site=site, zone=self._zone, far=far)
        bucket, may_write = aws_logs.bucket(
            name, parent=self, site=site, account=certificates.account, far=far, asked=spec.log_days
        )
        balancer = Balancer(
            f"{name}-balancer",
            BalancerArgs(
                spec=spec,
                site=site,
                network=args.network,
                target_group=args.target_group,
                certificate=certificates.balancer,
                tls=self._figures.balancer_tls,
                bucket=bucket.id,
                ready=[may_write],
            ),
            self._child,
        )
        acl = self._firewall()
        aws_logs.of_firewall(name, parent=self, site=site, web_acl=acl.arn, far=far, asked=spec.log_days)
        distribution = self._distribution(certificates, self._way_in(balancer), acl)
        aws_logs.deliver(
            name,
            parent=self,
            site=site,
            distribution=distribution.arn,
            bucket=bucket,
            ready=[may_write],
            far=far,
        )
        self._records(distribution, balancer)
        self.contract = EdgeContract(
            host=distribution.domain_name,
            address=None,
            logged={"edge": distribution.arn, "gateway": balancer.arn},
            identifier=distribution.id,
        )
        self.register_outputs({"host": self.contract.host})

    @property
    def _zone(self) -> ZoneSpec:
        zone = self._args.spec.zone
        if zone is None:
            raise ValueError("the edge has no zone; set edge.zone")
        return zone

    def _firewall(self) -> wafv2.WebAcl:
        spec, site = self._args.spec.firewall, self._args.site
        # In the SDK's words, of which its types know none as a map.
        rules: Any = web_acl.rules(spec)
        visibility: Any = web_acl.visibility("firewall")
        suffix = f"{self._logical}-firewall"
        return wafv2.WebAcl(
            suffix,
            region=self._figures.region,
            name=site.naming.physical("wafv2.WebAcl"),
            scope="CLOUDFRONT",
            default_action={"allow": {}},
            # With the firewall, not one by one: so there is no moment in which it stands without its rules.
            rules=rules,
            visibility_config=visibility,
            tags={**site.ownership.tags("edge", suffix), **firewall.accounts(spec)},
            opts=self._child,
        )

    def _way_in(self, balancer: Balancer) -> sdk.VpcOrigin:
        """Make CloudFront's end of the way to the load balancer: interfaces in its subnets."""
        site, suffix = self._args.site, f"{self._logical}-way-in"
        return sdk.VpcOrigin(
            suffix,
            vpc_origin_endpoint_config=sdk.VpcOriginVpcOriginEndpointConfigArgs(
                name=site.naming.physical("cloudfront.VpcOrigin"),
                arn=balancer.arn,
                http_port=HTTP,
                https_port=HTTPS,
                origin_protocol_policy="https-only",
                origin_ssl_protocols=sdk.VpcOriginVpcOriginEndpointConfigOriginSslProtocolsArgs(
                    items=[self._figures.origin_tls], quantity=1
                ),
            ),
            tags=site.ownership.tags("edge", suffix),
            opts=self._child,
        )

    def _distribution(
        self, certificates: Certificates, way_in: sdk.VpcOrigin, acl: wafv2.WebAcl
    ) -> sdk.Distribution:
        spec, site, figures = self._args.spec, self._args.site, self._figures
        suffix = f"{self._logical}-distribution"
        inside = figures.origin_request_policies["all"]
        headers = figures.response_headers_policies["security"]
        return sdk.Distribution(
            suffix,
            enabled=True,
            comment=f"Edge of {site.naming.project} {site.naming.stack}",
            aliases=sorted(set(spec.domains)),
            http_version="http2and3",
            is_ipv6_enabled=True,
            price_class=figures.price_class,
            web_acl_id=acl.arn,
            origins=[
                *self._files(),
                sdk.DistributionOriginArgs(
                    origin_id=_ORIGIN,
                    # Not looked up: by it the certificate is checked where a request has no host of its own.
                    domain_name=spec.origin,
                    vpc_origin_config=sdk.DistributionOriginVpcOriginConfigArgs(
                        vpc_origin_id=way_in.id,
                        origin_read_timeout=spec.answer_seconds,
                        origin_keepalive_timeout=_KEEPALIVE_SECONDS,
                    ),
                ),
            ],
            default_cache_behavior=sdk.DistributionDefaultCacheBehaviorArgs(
                target_origin_id=_ORIGIN,
                viewer_protocol_policy="redirect-to-https",
                allowed_methods=list(_ALL),
                cached_methods=list(_READS),
                cache_policy_id=figures.cache_policies["nothing"],
                origin_request_policy_id=inside,
                response_headers_policy_id=headers,
                compress=True,
            ),
            # The first that fits decides, and none of the others is below one of the bucket's.
            ordered_cache_behaviors=[
                *self._of_files(),
                *(
                    sdk.DistributionOrderedCacheBehaviorArgs(
                        path_pattern=f"{path}/*",
                        target_origin_id=_ORIGIN,
                        viewer_protocol_policy="redirect-to-https",
                        allowed_methods=list(_READS),
                        cached_methods=list(_READS),
                        cache_policy_id=figures.cache_policies["as_told"],
                        origin_request_policy_id=inside,
                        response_headers_policy_id=headers,
                        compress=True,
                    )
                    for path in sorted(set(spec.cached_paths))
                ),
            ],
            # Countries are the firewall's, which also counts and writes down.
            restrictions=sdk.DistributionRestrictionsArgs(
                geo_restriction=sdk.DistributionRestrictionsGeoRestrictionArgs(restriction_type="none")
            ),
            viewer_certificate=sdk.DistributionViewerCertificateArgs(
                acm_certificate_arn=certificates.edge,
                ssl_support_method="sni-only",
                minimum_protocol_version=figures.viewer_tls,
            ),
            tags=site.ownership.tags("edge", suffix),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )

    def _files(self) -> list[sdk.DistributionOriginArgs]:
        """Make what CloudFront signs its requests to the bucket by; nobody else is let in there."""
        host = self._args.files
        if self._args.spec.static is None:
            return []
        if host is None:
            raise ValueError("edge.static names a bucket, and the edge is not told its host")
        control = sdk.OriginAccessControl(
            f"{self._logical}-files",
            name=self._args.site.naming.physical("cloudfront.OriginAccessControl"),
            description=f"Files of {self._args.site.naming.project} {self._args.site.naming.stack}",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=self._child,
        )
        return [
            sdk.DistributionOriginArgs(
                origin_id=_FILES, domain_name=host, origin_access_control_id=control.id
            )
        ]

    def _of_files(self) -> list[sdk.DistributionOrderedCacheBehaviorArgs]:
        """Return what leads to the bucket. Its requests go with the bucket's host: S3 knows no other."""
        static, figures = self._args.spec.static, self._figures
        return [
            sdk.DistributionOrderedCacheBehaviorArgs(
                path_pattern=f"{path}/*",
                target_origin_id=_FILES,
                viewer_protocol_policy="redirect-to-https",
                allowed_methods=list(_ASKS),
                cached_methods=list(_READS),
                cache_policy_id=figures.cache_policies["files"],
                response_headers_policy_id=figures.response_headers_policies["security"],
                compress=True,
            )
            for path in sorted(set(static.paths if static else ()))
        ]

    def _records(self, distribution: sdk.Distribution, balancer: Balancer) -> None:
        """Lead people to the edge, and the origin's name to the load balancer."""
        for host in sorted(set(self._args.spec.domains)):
            alias(
                f"{self._logical}-record-{host}",
                parent=self,
                zone=self._zone,
                host=host,
                to=(distribution.domain_name, distribution.hosted_zone_id),
                kinds=("A", "AAAA"),
            )
        alias(
            f"{self._logical}-record-origin",
            parent=self,
            zone=self._zone,
            host=self._args.spec.origin,
            to=(balancer.host, balancer.zone),
        )
