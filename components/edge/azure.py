"""The edge on Azure: a Front Door of the Premium tier, its firewall, and an Application Gateway behind it."""

from __future__ import annotations  # the SDK's modules are only loaded where an edge is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_azure_native import cdn, frontdoor

from jiban.components.base import refuse_beyond
from jiban.components.edge import azure_link, firewall
from jiban.components.edge.azure_gateway import Gateway, GatewayArgs
from jiban.components.edge.contract import EdgeContract
from jiban.components.edge.limits import LIMITS
from jiban.components.edge.probes import NEEDED, SAMPLES
from jiban.components.ingress.contract import HEALTH_PATH
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jiban.components.edge.spec import EdgeSpec, ExclusionSpec
    from jiban.components.network.contract import NetworkContract
    from jiban.components.secrets.contract import SecretsContract
    from jiban.components.site import Site

_GLOBAL: Final = "Global"
"""Where Front Door stands: in no region."""

_MEDIA: Final = (
    "application/javascript",
    "application/json",
    "application/xml",
    "font/otf",
    "font/ttf",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
    "text/plain",
)
"""Kinds of content that get smaller when they are compressed."""

_PARTS: Final[Mapping[str, frontdoor.ManagedRuleExclusionMatchVariable]] = {
    "header": frontdoor.ManagedRuleExclusionMatchVariable.REQUEST_HEADER_NAMES,
    "cookie": frontdoor.ManagedRuleExclusionMatchVariable.REQUEST_COOKIE_NAMES,
    "query": frontdoor.ManagedRuleExclusionMatchVariable.QUERY_STRING_ARG_NAMES,
    "form": frontdoor.ManagedRuleExclusionMatchVariable.REQUEST_BODY_POST_ARG_NAMES,
    "json": frontdoor.ManagedRuleExclusionMatchVariable.REQUEST_BODY_JSON_ARG_NAMES,
}
"""What Azure calls the parts of a request."""


@dataclass(frozen=True, kw_only=True)
class EdgeArgs:
    """What an edge is made of."""

    spec: EdgeSpec
    site: Site
    network: NetworkContract
    zones: Sequence[int]
    """Zones of the gateway's instances."""
    vault: SecretsContract
    """Where the gateway's certificate is."""
    target: str
    """Address inside of the network to which the gateway sends."""
    ready: Sequence[pulumi.Resource]
    """What the gateway waits for: the way to the vault."""


class Edge(pulumi.ComponentResource):
    """A Front Door whose only origin is a gateway that takes requests from nobody else.

    Raises:
        SpecRefusedError: when Azure cannot provide what the specification asks for.
    """

    contract: EdgeContract

    def __init__(self, name: str, args: EdgeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the Front Door, its firewall and the gateway."""
        refuse_beyond(LIMITS, "azure", name, args.spec)
        super().__init__("jiban:edge:Edge", name, None, opts)
        self._logical = name
        self._args = args
        profile = self._profile()
        self._profile_name = known_after(profile, args.site.naming.physical("cdn.Profile"))
        gateway = Gateway(
            f"{name}-gateway",
            GatewayArgs(
                spec=args.spec,
                site=args.site,
                network=args.network,
                zones=args.zones,
                vault=args.vault,
                target=args.target,
                front_door=profile.front_door_id,
                ready=args.ready,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        endpoint = self._endpoint()
        domains = [self._domain(host) for host in sorted(set(args.spec.domains))]
        self._guard(domains)
        self._routes(endpoint, domains, gateway)
        self.contract = EdgeContract(
            host=endpoint.host_name,
            address=gateway.address,
            logged={"edge": profile.id, "gateway": gateway.gateway_id},
            identifier=profile.front_door_id,
        )
        self.register_outputs({"host": self.contract.host, "address": self.contract.address})

    def _profile(self) -> cdn.Profile:
        site = self._args.site
        return cdn.Profile(
            f"{self._logical}-profile",
            profile_name=site.naming.physical("cdn.Profile"),
            resource_group_name=site.resource_group,
            location=_GLOBAL,
            # Managed rule sets are Premium's alone.
            sku=cdn.SkuArgs(name=cdn.SkuName.PREMIUM_AZURE_FRONT_DOOR),
            origin_response_timeout_seconds=self._args.spec.answer_seconds,
            tags=site.ownership.tags("edge", f"{self._logical}-profile"),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _endpoint(self) -> cdn.AFDEndpoint:
        site = self._args.site
        return cdn.AFDEndpoint(
            f"{self._logical}-endpoint",
            endpoint_name=site.naming.physical("cdn.AFDEndpoint"),
            profile_name=self._profile_name,
            resource_group_name=site.resource_group,
            location=_GLOBAL,
            enabled_state=cdn.EnabledState.ENABLED,
            auto_generated_domain_name_label_scope=cdn.AutoGeneratedDomainNameLabelScope.TENANT_REUSE,
            tags=site.ownership.tags("edge", f"{self._logical}-endpoint"),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _domain(self, host: str) -> cdn.AFDCustomDomain:
        return cdn.AFDCustomDomain(
            f"{self._logical}-domain-{host}",
            custom_domain_name=self._args.site.naming.physical("cdn.AFDCustomDomain", host),
            profile_name=self._profile_name,
            resource_group_name=self._args.site.resource_group,
            host_name=host,
            tls_settings=cdn.AFDDomainHttpsParametersArgs(
                certificate_type=cdn.AfdCertificateType.MANAGED_CERTIFICATE,
                minimum_tls_version=cdn.AfdMinimumTlsVersion.TLS12,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _guard(self, domains: Sequence[cdn.AFDCustomDomain]) -> None:
        """Put the firewall before every domain."""
        site = self._args.site
        policy = self._firewall()
        cdn.SecurityPolicy(
            f"{self._logical}-security",
            security_policy_name=site.naming.physical("cdn.SecurityPolicy"),
            profile_name=self._profile_name,
            resource_group_name=site.resource_group,
            parameters=cdn.SecurityPolicyWebApplicationFirewallParametersArgs(
                type="WebApplicationFirewall",
                waf_policy=cdn.ResourceReferenceArgs(id=policy.id),
                associations=[
                    cdn.SecurityPolicyWebApplicationFirewallAssociationArgs(
                        domains=[cdn.ActivatedResourceReferenceArgs(id=domain.id) for domain in domains],
                        patterns_to_match=[firewall.ANYWHERE],
                    )
                ],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _firewall(self) -> frontdoor.Policy:
        spec, site = self._args.spec.firewall, self._args.site
        attacks, bots = firewall.attacks(), firewall.bots()
        prevents = spec.stage == "prevent"
        return frontdoor.Policy(
            f"{self._logical}-firewall",
            policy_name=site.naming.physical("frontdoor.Policy"),
            resource_group_name=site.resource_group,
            location=_GLOBAL,
            sku=frontdoor.SkuArgs(name=frontdoor.SkuName.PREMIUM_AZURE_FRONT_DOOR),
            policy_settings=frontdoor.PolicySettingsArgs(
                enabled_state=frontdoor.PolicyEnabledState.ENABLED,
                mode=frontdoor.PolicyMode.PREVENTION if prevents else frontdoor.PolicyMode.DETECTION,
                request_body_check=frontdoor.PolicyRequestBodyCheck.ENABLED,
            ),
            custom_rules=frontdoor.CustomRuleListArgs(
                rules=[_own_rule(rule) for rule in firewall.own_rules(spec)]
            ),
            managed_rules=frontdoor.ManagedRuleSetListArgs(
                managed_rule_sets=[
                    frontdoor.ManagedRuleSetArgs(
                        rule_set_type=attacks.type,
                        rule_set_version=attacks.version,
                        rule_set_action=frontdoor.ManagedRuleSetActionType.BLOCK,
                        rule_group_overrides=[
                            frontdoor.ManagedRuleGroupOverrideArgs(
                                rule_group_name=group,
                                rules=[_override(rule, given) for rule, given in rules.items()],
                            )
                            for group, rules in firewall.excluded(spec).items()
                        ],
                    ),
                    frontdoor.ManagedRuleSetArgs(rule_set_type=bots.type, rule_set_version=bots.version),
                ]
            ),
            tags={
                **site.ownership.tags("edge", f"{self._logical}-firewall"),
                **firewall.accounts(spec),
            },
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _routes(
        self, endpoint: cdn.AFDEndpoint, domains: Sequence[cdn.AFDCustomDomain], gateway: Gateway
    ) -> None:
        """Lead every request to the origin, and keep copies of what is static."""
        spec, site = self._args.spec, self._args.site
        group_name = site.naming.physical("cdn.AFDOriginGroup")
        group = cdn.AFDOriginGroup(
            f"{self._logical}-origins",
            origin_group_name=group_name,
            profile_name=self._profile_name,
            resource_group_name=site.resource_group,
            health_probe_settings=_probes(spec),
            load_balancing_settings=cdn.LoadBalancingSettingsParametersArgs(
                sample_size=SAMPLES, successful_samples_required=NEEDED, additional_latency_in_milliseconds=50
            ),
            session_affinity_state=cdn.EnabledState.DISABLED,
            opts=pulumi.ResourceOptions(parent=self),
        )
        # Requests go to the lowest number that answers.
        hosts = {"origin": spec.origin, "second-origin": spec.second_origin}
        origins = [
            self._origin(what, host, priority, known_after(group, group_name), gateway)
            for priority, (what, host) in enumerate(hosts.items(), start=1)
            if host is not None
        ]
        kept = tuple(sorted(f"{path}/*" for path in set(spec.cached_paths)))
        paths = {"all": (firewall.ANYWHERE,), **({"static": kept} if kept else {})}
        for route, patterns in paths.items():
            cdn.Route(
                f"{self._logical}-route-{route}",
                route_name=site.naming.physical("cdn.Route", route),
                endpoint_name=known_after(endpoint, site.naming.physical("cdn.AFDEndpoint")),
                profile_name=self._profile_name,
                resource_group_name=site.resource_group,
                origin_group=cdn.ResourceReferenceArgs(id=group.id),
                custom_domains=[cdn.ActivatedResourceReferenceArgs(id=domain.id) for domain in domains],
                patterns_to_match=list(patterns),
                supported_protocols=[cdn.AFDEndpointProtocols.HTTP, cdn.AFDEndpointProtocols.HTTPS],
                https_redirect=cdn.HttpsRedirect.ENABLED,
                forwarding_protocol=cdn.ForwardingProtocol.HTTPS_ONLY,
                # Azure's own name of the endpoint has no firewall before it, so nothing answers there.
                link_to_default_domain=cdn.LinkToDefaultDomain.DISABLED,
                cache_configuration=_cache() if route == "static" else None,
                enabled_state=cdn.EnabledState.ENABLED,
                # Azure refuses a route to a group without an origin.
                opts=pulumi.ResourceOptions(parent=self, depends_on=origins),
            )

    def _origin(
        self, what: str, host: str, priority: int, group: pulumi.Output[str], gateway: Gateway
    ) -> cdn.AFDOrigin:
        site, by_link = self._args.site, self._args.spec.path == "private_link"
        return cdn.AFDOrigin(
            f"{self._logical}-{what}",
            origin_name=site.naming.physical("cdn.AFDOrigin", "" if priority == 1 else "second"),
            origin_group_name=group,
            profile_name=self._profile_name,
            resource_group_name=site.resource_group,
            host_name=host,
            # Without a header of its own the origin sees the name that people use, by which it chooses.
            enforce_certificate_name_check=True,
            https_port=443,
            priority=priority,
            weight=1000,
            enabled_state=cdn.EnabledState.ENABLED,
            shared_private_link_resource=(
                azure_link.request(site, site.naming.physical("cdn.Profile")) if by_link else None
            ),
            # Front Door asks for a link that is there.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[gateway] if by_link else None),
        )


def _probes(spec: EdgeSpec) -> cdn.HealthProbeParametersArgs | None:
    """Return how the edge asks whether a gateway answers; with one origin nothing would follow from it, and
    every place of the edge would ask.
    """
    if spec.second_origin is None:
        return None
    return cdn.HealthProbeParametersArgs(
        probe_path=HEALTH_PATH,
        probe_protocol=cdn.ProbeProtocol.HTTPS,
        probe_request_type=cdn.HealthProbeRequestType.GET,
        probe_interval_in_seconds=spec.probe_seconds,
    )


def _cache() -> cdn.AfdRouteCacheConfigurationArgs:
    return cdn.AfdRouteCacheConfigurationArgs(
        query_string_caching_behavior=cdn.AfdQueryStringCachingBehavior.USE_QUERY_STRING,
        compression_settings=cdn.CompressionSettingsArgs(
            is_compression_enabled=True, content_types_to_compress=list(_MEDIA)
        ),
    )


def _own_rule(rule: firewall.OwnRule) -> frontdoor.CustomRuleArgs:
    variables, operators = frontdoor.MatchVariable, frontdoor.Operator
    if rule.kind == "rate":
        # Every request has a host, so the rule counts all of them, for each address that connects.
        return frontdoor.CustomRuleArgs(
            name=rule.name,
            priority=rule.priority,
            rule_type=frontdoor.RuleType.RATE_LIMIT_RULE,
            rate_limit_duration_in_minutes=1,
            rate_limit_threshold=int(rule.values[0]),
            group_by=[frontdoor.GroupByVariableArgs(variable_name=frontdoor.VariableName.SOCKET_ADDR)],
            match_conditions=[
                frontdoor.MatchConditionArgs(
                    match_variable=variables.REQUEST_HEADER,
                    selector="Host",
                    operator=operators.GREATER_THAN_OR_EQUAL,
                    match_value=["0"],
                )
            ],
            action=frontdoor.ActionType.BLOCK,
            enabled_state=frontdoor.CustomRuleEnabledState.ENABLED,
        )
    condition = (
        frontdoor.MatchConditionArgs(
            match_variable=variables.SOCKET_ADDR, operator=operators.GEO_MATCH, match_value=list(rule.values)
        )
        if rule.kind == "country"
        else frontdoor.MatchConditionArgs(
            match_variable=variables.REQUEST_URI,
            operator=operators.CONTAINS,
            match_value=[value.lower() for value in rule.values],
            transforms=[frontdoor.TransformType.URL_DECODE, frontdoor.TransformType.LOWERCASE],
        )
    )
    return frontdoor.CustomRuleArgs(
        name=rule.name,
        priority=rule.priority,
        rule_type=frontdoor.RuleType.MATCH_RULE,
        match_conditions=[condition],
        action=frontdoor.ActionType.BLOCK,
        enabled_state=frontdoor.CustomRuleEnabledState.ENABLED,
    )


def _override(rule: str, given: Sequence[ExclusionSpec]) -> frontdoor.ManagedRuleOverrideArgs:
    return frontdoor.ManagedRuleOverrideArgs(
        rule_id=rule,
        enabled_state=frontdoor.ManagedRuleEnabledState.ENABLED,
        exclusions=[
            frontdoor.ManagedRuleExclusionArgs(
                match_variable=_PARTS[each.part or ""],
                selector_match_operator=frontdoor.ManagedRuleExclusionSelectorMatchOperator.EQUALS,
                selector=each.name or "",
            )
            for each in given
        ],
    )
