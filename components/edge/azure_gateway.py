"""The gateway at the border of a network on Azure: an Application Gateway that takes requests from one Front
Door alone.
"""

from __future__ import annotations  # the SDK's modules are only loaded where a gateway is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_azure_native import authorization, managedidentity, network

from jiban.components.azure_roles import definition_id
from jiban.components.edge import azure_link, firewall, link
from jiban.components.ingress.contract import HEALTH_PATH, PORT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.components.edge.spec import EdgeSpec
    from jiban.components.network.contract import NetworkContract
    from jiban.components.secrets.contract import SecretsContract
    from jiban.components.site import Site

_ROLE: Final = "edge.gateway"
"""What tells the gateway's identity from the services'. A dot is in no service's name, so none has this."""
_HTTPS: Final = 443
_DRAIN_SECONDS: Final = 60
_FRONT_DOORS_HEADER: Final = "X-Azure-FDID"
"""Header in which Front Door says which profile a request comes from."""
_PROBES_HEADER: Final = "X-FD-HealthProbe"
"""Header by which Front Door marks its probes with a 1 (Front Door `front-door-http-headers-protocol`)."""


@dataclass(frozen=True, kw_only=True)
class GatewayArgs:
    """What the gateway is made of."""

    spec: EdgeSpec
    site: Site
    network: NetworkContract
    zones: Sequence[int]
    vault: SecretsContract
    target: str
    """Address inside of the network to which it sends."""
    front_door: pulumi.Input[str]
    """Id of the Front Door profile whose requests it takes."""
    ready: Sequence[pulumi.Resource]
    """What it waits for: the way to the vault."""


class Gateway(pulumi.ComponentResource):
    """An Application Gateway of the tier WAF_v2, its public address, its firewall and its identity."""

    gateway_id: pulumi.Output[str]
    address: pulumi.Output[str] | None
    """Public address at which it listens; None where it listens to its link alone."""

    def __init__(self, name: str, args: GatewayArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the gateway and what it stands on."""
        super().__init__("jiban:edge:Gateway", name, None, opts)
        self._logical = name
        self._args = args
        identity, may = self._identity()
        self._by_link = args.spec.path == "private_link"
        public = self._public_address()
        gateway = self._gateway(identity, public, self._firewall(), [may, *args.ready])
        self.gateway_id = gateway.id
        self.address = None if self._by_link else public.ip_address.apply(lambda address: address or "")
        self.register_outputs({"address": self.address})

    def _identity(self) -> tuple[managedidentity.UserAssignedIdentity, authorization.RoleAssignment]:
        """Make the identity that reads the certificate, and nothing else in the vault."""
        site, certificate = self._args.site, self._args.spec.in_the_vault.name
        identity = managedidentity.UserAssignedIdentity(
            f"{self._logical}-principal",
            resource_name_=site.naming.physical("managedidentity.UserAssignedIdentity", _ROLE),
            resource_group_name=site.resource_group,
            location=site.region,
            tags=site.ownership.tags("edge", f"{self._logical}-principal"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        name = f"{self._logical}-reads.{certificate}"
        may = authorization.RoleAssignment(
            name,
            role_assignment_name=site.assignment_name(name),
            # A gateway reads a certificate as the secret of its name, which holds the key as well.
            scope=pulumi.Output.concat(self._args.vault.vault_id, "/secrets/", certificate),
            role_definition_id=definition_id("key-vault-secrets-user"),
            principal_id=identity.principal_id,
            principal_type=authorization.PrincipalType.SERVICE_PRINCIPAL,
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["roleAssignmentName"]),
        )
        return identity, may

    def _public_address(self) -> network.PublicIPAddress:
        site = self._args.site
        return network.PublicIPAddress(
            f"{self._logical}-address",
            public_ip_address_name=site.naming.physical("network.PublicIPAddress", "edge"),
            resource_group_name=site.resource_group,
            location=site.region,
            sku=network.PublicIPAddressSkuArgs(
                name=network.PublicIPAddressSkuName.STANDARD, tier=network.PublicIPAddressSkuTier.REGIONAL
            ),
            public_ip_allocation_method=network.IPAllocationMethod.STATIC,
            public_ip_address_version=network.IPVersion.I_PV4,
            zones=self._zones,
            tags=site.ownership.tags("edge", f"{self._logical}-address"),
            # The record of the origin holds it, and Azure changes the zones of no address.
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect, ignore_changes=["zones"]),
        )

    @property
    def _zones(self) -> list[str] | None:
        """Zones of the gateway and of its address; one alone is left to Azure, as a region may have none."""
        zones = sorted(set(self._args.zones))
        return [str(zone) for zone in zones] if len(zones) > 1 else None

    def _firewall(self) -> network.WebApplicationFirewallPolicy:
        """Make the firewall that knows this edge's requests. What is in them the edge itself has judged."""
        site, attacks = self._args.site, firewall.attacks()
        # In stage `detect` too: it is this rule that keeps others' Front Doors out.
        return network.WebApplicationFirewallPolicy(
            f"{self._logical}-firewall",
            policy_name=site.naming.physical("network.WebApplicationFirewallPolicy"),
            resource_group_name=site.resource_group,
            location=site.region,
            policy_settings=network.PolicySettingsArgs(
                state=network.WebApplicationFirewallEnabledState.ENABLED,
                mode=network.WebApplicationFirewallMode.PREVENTION,
                request_body_check=False,
                request_body_enforcement=False,
                file_upload_enforcement=False,
            ),
            custom_rules=self._rules(),
            managed_rules=network.ManagedRulesDefinitionArgs(
                managed_rule_sets=[
                    network.ManagedRuleSetArgs(rule_set_type=attacks.type, rule_set_version=attacks.version)
                ]
            ),
            tags=site.ownership.tags("edge", f"{self._logical}-firewall"),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _rules(self) -> list[network.WebApplicationFirewallCustomRuleArgs]:
        actions = network.WebApplicationFirewallAction
        # No document says that Front Door's probes name its profile; whoever else is let in by this rule
        # learns whether the gateway is well, and nothing more.
        probes = [self._probes(1)] if self._args.spec.second_origin else []
        return [
            *probes,
            self._front_door("notFromThisEdge", len(probes) + 1, actions.BLOCK),
            # A rule that allows ends the judgement, so that the rule set, which Azure demands, has no second
            # say with exclusions of its own.
            self._front_door("fromThisEdge", len(probes) + 2, actions.ALLOW),
        ]

    @staticmethod
    def _probes(priority: int) -> network.WebApplicationFirewallCustomRuleArgs:
        variables = network.WebApplicationFirewallMatchVariable
        header = network.MatchVariableArgs(variable_name=variables.REQUEST_HEADERS, selector=_PROBES_HEADER)
        path = network.MatchVariableArgs(variable_name=variables.REQUEST_URI)
        return network.WebApplicationFirewallCustomRuleArgs(
            name="healthProbes",
            priority=priority,
            rule_type=network.WebApplicationFirewallRuleType.MATCH_RULE,
            action=network.WebApplicationFirewallAction.ALLOW,
            match_conditions=[
                network.MatchConditionArgs(
                    match_variables=[variable],
                    operator=network.WebApplicationFirewallOperator.EQUAL,
                    match_values=[value],
                )
                for variable, value in ((header, "1"), (path, HEALTH_PATH))
            ],
        )

    def _front_door(
        self, name: str, priority: int, action: network.WebApplicationFirewallAction
    ) -> network.WebApplicationFirewallCustomRuleArgs:
        return network.WebApplicationFirewallCustomRuleArgs(
            name=name,
            priority=priority,
            rule_type=network.WebApplicationFirewallRuleType.MATCH_RULE,
            action=action,
            match_conditions=[
                network.MatchConditionArgs(
                    match_variables=[
                        network.MatchVariableArgs(
                            variable_name=network.WebApplicationFirewallMatchVariable.REQUEST_HEADERS,
                            selector=_FRONT_DOORS_HEADER,
                        )
                    ],
                    operator=network.WebApplicationFirewallOperator.EQUAL,
                    negation_conditon=action is network.WebApplicationFirewallAction.BLOCK,
                    match_values=[self._args.front_door],
                )
            ],
        )

    def _gateway(
        self,
        identity: managedidentity.UserAssignedIdentity,
        public: network.PublicIPAddress,
        policy: network.WebApplicationFirewallPolicy,
        waits_for: Sequence[pulumi.Resource],
    ) -> network.ApplicationGateway:
        args, spec, site = self._args, self._args.spec, self._args.site
        gateway_name = site.naming.physical("network.ApplicationGateway")
        subnet = args.network.subnet_ids["gateway"][0]
        return network.ApplicationGateway(
            f"{self._logical}-gateway",
            application_gateway_name=gateway_name,
            resource_group_name=site.resource_group,
            location=site.region,
            sku=network.ApplicationGatewaySkuArgs(
                name=network.ApplicationGatewaySkuName.WA_F_V2, tier=network.ApplicationGatewayTier.WA_F_V2
            ),
            zones=self._zones,
            autoscale_configuration=network.ApplicationGatewayAutoscaleConfigurationArgs(
                min_capacity=spec.gateway.min_instances, max_capacity=spec.gateway.max_instances
            ),
            enable_http2=True,
            firewall_policy=network.SubResourceArgs(id=policy.id),
            identity=network.ManagedServiceIdentityArgs(
                type=network.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=[identity.id]
            ),
            gateway_ip_configurations=[
                network.ApplicationGatewayIPConfigurationArgs(
                    name="subnet", subnet=network.SubResourceArgs(id=subnet)
                )
            ],
            frontend_ip_configurations=self._frontends(public, subnet),
            private_link_configurations=self._links(),
            frontend_ports=[network.ApplicationGatewayFrontendPortArgs(name="https", port=_HTTPS)],
            ssl_policy=network.ApplicationGatewaySslPolicyArgs(
                policy_type=network.ApplicationGatewaySslPolicyType.PREDEFINED,
                policy_name=network.ApplicationGatewaySslPolicyName.APP_GW_SSL_POLICY20220101_S,
            ),
            ssl_certificates=[
                network.ApplicationGatewaySslCertificateArgs(
                    name="certificate",
                    # Without a version: the gateway looks for a newer one every four hours.
                    key_vault_secret_id=pulumi.Output.concat(
                        args.vault.uri, "/secrets/", spec.in_the_vault.name
                    ),
                )
            ],
            http_listeners=[
                network.ApplicationGatewayHttpListenerArgs(
                    name="https",
                    protocol=network.ApplicationGatewayProtocol.HTTPS,
                    frontend_ip_configuration=self._part(
                        "frontendIPConfigurations", azure_link.FRONTEND if self._by_link else "public"
                    ),
                    frontend_port=self._part("frontendPorts", "https"),
                    ssl_certificate=self._part("sslCertificates", "certificate"),
                    host_names=sorted(set(spec.in_the_vault.covers)),
                    require_server_name_indication=False,
                )
            ],
            backend_address_pools=[
                network.ApplicationGatewayBackendAddressPoolArgs(
                    name="ingress",
                    backend_addresses=[network.ApplicationGatewayBackendAddressArgs(ip_address=args.target)],
                )
            ],
            probes=[
                network.ApplicationGatewayProbeArgs(
                    name="health",
                    protocol=network.ApplicationGatewayProtocol.HTTPS,
                    # The certificate inside is checked by it.
                    host=min(spec.domains),
                    path=HEALTH_PATH,
                    interval=15,
                    timeout=10,
                    unhealthy_threshold=3,
                    match=network.ApplicationGatewayProbeHealthResponseMatchArgs(status_codes=["200"]),
                )
            ],
            backend_http_settings_collection=[
                network.ApplicationGatewayBackendHttpSettingsArgs(
                    name="https",
                    # Without a name of its own: the gateway inside sees the one that people use.
                    protocol=network.ApplicationGatewayProtocol.HTTPS,
                    port=PORT,
                    cookie_based_affinity=network.ApplicationGatewayCookieBasedAffinity.DISABLED,
                    request_timeout=spec.answer_seconds,
                    probe=self._part("probes", "health"),
                    connection_draining=network.ApplicationGatewayConnectionDrainingArgs(
                        enabled=True, drain_timeout_in_sec=_DRAIN_SECONDS
                    ),
                )
            ],
            request_routing_rules=[
                network.ApplicationGatewayRequestRoutingRuleArgs(
                    name="all",
                    priority=100,
                    rule_type=network.ApplicationGatewayRequestRoutingRuleType.BASIC,
                    http_listener=self._part("httpListeners", "https"),
                    backend_address_pool=self._part("backendAddressPools", "ingress"),
                    backend_http_settings=self._part("backendHttpSettingsCollection", "https"),
                )
            ],
            tags=site.ownership.tags("edge", f"{self._logical}-gateway"),
            # Other zones would replace it, and it is the one way in.
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(waits_for), ignore_changes=["zones"]),
        )

    def _frontends(
        self, public: network.PublicIPAddress, subnet: pulumi.Input[str]
    ) -> list[network.ApplicationGatewayFrontendIPConfigurationArgs]:
        """Return the public front end, without which Azure makes no gateway, and that of a link."""
        found = [
            network.ApplicationGatewayFrontendIPConfigurationArgs(
                name="public", public_ip_address=network.SubResourceArgs(id=public.id)
            )
        ]
        if self._by_link:
            address = link.frontend_address(self._args.network.ranges["gateway"])
            part = self._part("privateLinkConfigurations", link.NAME)
            found.append(azure_link.frontend(subnet, address, part))
        return found

    def _links(self) -> list[network.ApplicationGatewayPrivateLinkConfigurationArgs] | None:
        """Return the link by which Front Door comes in, if it does."""
        subnet = self._args.network.link_subnet_id
        if not self._by_link:
            return None
        if subnet is None:
            raise ValueError("the network has no subnet for a link; make it with NetworkArgs(link=True)")
        return [azure_link.configuration(subnet)]

    def _part(self, kind: str, name: str) -> network.SubResourceArgs:
        """Refer to a part of the gateway, which Azure asks for by an id that is made of the gateway's own."""
        site = self._args.site
        gateway = site.naming.physical("network.ApplicationGateway")
        return network.SubResourceArgs(
            id=pulumi.Output.format(
                "/subscriptions/{0}/resourceGroups/{1}/providers/Microsoft.Network/applicationGateways/{2}/{3}/{4}",
                site.subscription,
                site.resource_group,
                gateway,
                kind,
                name,
            )
        )
