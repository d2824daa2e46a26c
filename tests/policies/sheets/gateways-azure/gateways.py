"""Application Gateways and load balancers."""

import pulumi_azure_native as azure
from base import PLACE, address, firewall, group, kept, later


def part(of: str, what: str, called: str) -> dict:
    return {"id": f"{PLACE}.Network/applicationGateways/{of}/{what}/{called}"}


def listener(of: str, called: str, protocol="Https", **more) -> dict:
    made = {
        "name": called,
        "protocol": protocol,
        "frontend_ip_configuration": part(of, "frontendIPConfigurations", "public"),
        "frontend_port": part(of, "frontendPorts", called),
        **more,
    }
    if protocol == "Https":
        made["ssl_certificate"] = part(of, "sslCertificates", "site")
    return made


def routed(of: str, called: str, **target) -> dict:
    """Return a rule of a listener of that name: to a backend, unless it says where."""
    to = {
        "backend_address_pool": part(of, "backendAddressPools", "pods"),
        "backend_http_settings": part(of, "backendHttpSettingsCollection", "pods"),
    }
    return {
        "name": called,
        "priority": 10,
        "rule_type": "Basic",
        "http_listener": part(of, "httpListeners", called),
        **(target or to),
    }


def gateway(called: str, **more) -> azure.network.ApplicationGateway:
    made = {
        "sku": {"name": "WAF_v2", "tier": "WAF_v2"},
        "zones": ["1", "2", "3"],
        "autoscale_configuration": {"min_capacity": 2, "max_capacity": 10},
        "firewall_policy": {"id": firewall.id},
        "frontend_ip_configurations": [{"name": "public", "public_ip_address": {"id": address.id}}],
        "http_listeners": [listener(called, "https")],
        "request_routing_rules": [routed(called, "https")],
        "ssl_policy": {"policy_type": "Predefined", "policy_name": "AppGwSslPolicy20220101S"},
        **more,
    }
    return azure.network.ApplicationGateway(
        called,
        application_gateway_name=called,
        resource_group_name=group.name,
        location=made.pop("location", "koreacentral"),
        **{key: value for key, value in made.items() if value is not ...},
    )


# --- Logs -----------------------------------------------------------------------------

kept("of-gateway-whole", gateway("gateway-whole").id, groups=["allLogs"])
kept(
    "of-gateway-both",
    gateway("gateway-both").id,
    "ApplicationGatewayAccessLog",
    "ApplicationGatewayFirewallLog",
)
kept("of-gateway-access", gateway("gateway-access-only").id, "ApplicationGatewayAccessLog")
kept("of-gateway-firewall", gateway("gateway-firewall-only").id, "ApplicationGatewayFirewallLog")
kept("of-gateway-performance", gateway("gateway-performance-only").id, "ApplicationGatewayPerformanceLog")
two = gateway("gateway-by-two-settings").id
kept("of-gateway-by-two-access", two, "ApplicationGatewayAccessLog")
kept("of-gateway-by-two-firewall", two, "ApplicationGatewayFirewallLog")
kept("of-gateway-off", gateway("gateway-off").id, groups=["allLogs"], on=False)
kept("of-gateway-later", gateway("gateway-on-unknown").id, groups=["allLogs"], on=later(True))
gateway("gateway-unlogged")
# Named by text, in other letters.
gateway("gateway-by-text")
kept(
    "of-gateway-by-text",
    f"{PLACE}.network/ApplicationGateways/GATEWAY-BY-TEXT".replace("/shop/", "/SHOP/"),
    groups=["alllogs"],
)
gateway("gateway-without-firewall", firewall_policy=..., sku={"name": "Standard_v2", "tier": "Standard_v2"})
# The older way to have one, within the gateway.
inline = {"enabled": True, "firewall_mode": "Prevention", "rule_set_type": "OWASP", "rule_set_version": "3.2"}
gateway("gateway-inline-firewall", firewall_policy=..., web_application_firewall_configuration=inline)
gateway(
    "gateway-inline-firewall-off",
    firewall_policy=...,
    web_application_firewall_configuration={**inline, "enabled": False},
)
azure.network.ApplicationGateway.get("gateway-read-by-get", f"{PLACE}.Network/applicationGateways/theirs")

# --- TLS --------------------------------------------------------------------------------


def speaking(called: str, **policy) -> None:
    gateway(called, ssl_policy=policy or ...)


def predefined(called: str, name) -> None:
    speaking(called, policy_type="Predefined", policy_name=name)


speaking("tls-unset")
predefined("tls-2015", "AppGwSslPolicy20150501")
predefined("tls-2017", "AppGwSslPolicy20170401")
predefined("tls-2017s", "AppGwSslPolicy20170401S")
predefined("tls-2022", "AppGwSslPolicy20220101")
predefined("tls-2015-lower-case", "appgwsslpolicy20150501")
predefined("tls-unknown", later("AppGwSslPolicy20220101S"))
modern = ["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]
speaking("tls-custom-1-2", policy_type="Custom", min_protocol_version="TLSv1_2", cipher_suites=modern)
speaking("tls-custom-1-0", policy_type="Custom", min_protocol_version="TLSv1_0", cipher_suites=modern)
speaking("tls-custom-1-1", policy_type="Custom", min_protocol_version="TLSv1_1", cipher_suites=modern)
speaking(
    "tls-custom-unknown", policy_type="Custom", min_protocol_version=later("TLSv1_2"), cipher_suites=modern
)
speaking("tls-custom-v2-1-2", policy_type="CustomV2", min_protocol_version="TLSv1_2", cipher_suites=modern)
speaking("tls-custom-v2-1-3", policy_type="CustomV2", min_protocol_version="TLSv1_3")
speaking(
    "tls-custom-3des",
    policy_type="Custom",
    min_protocol_version="TLSv1_2",
    cipher_suites=[*modern, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"],
)
gateway(
    "tls-nowhere",
    ssl_policy=...,
    http_listeners=[listener("tls-nowhere", "http", "Http")],
    request_routing_rules=[
        routed(
            "tls-nowhere",
            "http",
            redirect_configuration=part("tls-nowhere", "redirectConfigurations", "away"),
        )
    ],
    redirect_configurations=[
        {"name": "away", "redirect_type": "Permanent", "target_url": "https://www.example.com"}
    ],
)
# The listener's profile comes before the gateway's policy.
gateway(
    "tls-old-profile",
    ssl_policy={"policy_type": "Predefined", "policy_name": "AppGwSslPolicy20170401S"},
    http_listeners=[
        listener("tls-old-profile", "https", ssl_profile=part("tls-old-profile", "sslProfiles", "old"))
    ],
    ssl_profiles=[
        {"name": "old", "ssl_policy": {"policy_type": "Predefined", "policy_name": "AppGwSslPolicy20150501"}}
    ],
)

# --- HTTP --------------------------------------------------------------------------------


def plain(called: str, *, redirect=None, protocol="Http", **more) -> None:
    """Make a gateway with an HTTPS listener, and a plain one that redirects, or goes to the backend."""
    target = {"redirect_configuration": part(called, "redirectConfigurations", "away")} if redirect else {}
    gateway(
        called,
        **{
            "http_listeners": [listener(called, "https"), listener(called, "http", protocol)],
            "request_routing_rules": [routed(called, "https"), routed(called, "http", **target)],
            "redirect_configurations": [{"name": "away", "redirect_type": "Permanent", **redirect}]
            if redirect
            else ...,
            **more,
        },
    )


plain("http-redirect", redirect={"target_listener": part("http-redirect", "httpListeners", "https")})
plain(
    "http-redirect-lower-case",
    redirect={"target_listener": part("http-redirect-lower-case", "httplisteners", "HTTPS")},
    protocol="http",
)
plain(
    "http-redirect-to-itself",
    redirect={"target_listener": part("http-redirect-to-itself", "httpListeners", "http")},
)
plain("http-redirect-url", redirect={"target_url": "https://www.example.com"})
plain("http-redirect-url-of-http", redirect={"target_url": "http://www.example.com"})
plain("http-redirect-url-unknown", redirect={"target_url": later("https://www.example.com")})
plain("http-backend")
plain("http-protocol-unknown", protocol=later("Https"))
by_path = {
    "url_path_map": part("http-redirect-but-one-path", "urlPathMaps", "paths"),
    "rule_type": "PathBasedRouting",
}
away = part("http-redirect-but-one-path", "redirectConfigurations", "away")
plain(
    "http-redirect-but-one-path",
    redirect={"target_listener": part("http-redirect-but-one-path", "httpListeners", "https")},
    request_routing_rules=[
        routed("http-redirect-but-one-path", "https"),
        routed("http-redirect-but-one-path", "http", **by_path),
    ],
    url_path_maps=[
        {
            "name": "paths",
            "default_redirect_configuration": away,
            "path_rules": [
                {
                    "name": "health",
                    "paths": ["/health"],
                    "backend_address_pool": part("http-redirect-but-one-path", "backendAddressPools", "pods"),
                    "backend_http_settings": part(
                        "http-redirect-but-one-path", "backendHttpSettingsCollection", "pods"
                    ),
                }
            ],
        }
    ],
)

# --- Zones and instances --------------------------------------------------------------------


def placed(called: str, **more) -> None:
    gateway(called, **more)


placed("zones-two", zones=["1", "2"])
placed("zones-one", zones=["1"])
placed("zones-one-twice", zones=["1", "1"])
placed("zones-unset", zones=...)
placed("zones-null", zones=None)
placed("zones-empty", zones=[])
placed("zones-unknown", zones=later(["1", "2"]))
placed("zones-unset-korea-south", zones=..., location="koreasouth")
manual = {"name": "WAF_v2", "tier": "WAF_v2"}
placed("instances-two", autoscale_configuration=..., sku={**manual, "capacity": 2})
placed("instances-one", autoscale_configuration=..., sku={**manual, "capacity": 1})
placed("instances-unknown", autoscale_configuration=..., sku={**manual, "capacity": later(2)})
placed("instances-from-none", autoscale_configuration={"min_capacity": 0, "max_capacity": 10})
placed("instances-from-one", autoscale_configuration={"min_capacity": 1, "max_capacity": 10})
placed("instances-from-three", autoscale_configuration={"min_capacity": 3})
placed("instances-from-unknown", autoscale_configuration={"min_capacity": later(2)})
placed("zones-one-instances-unknown", zones=["1"], autoscale_configuration={"min_capacity": later(2)})
placed(
    "first-generation",
    sku={"name": "WAF_Medium", "tier": "WAF", "capacity": 2},
    zones=...,
    autoscale_configuration=...,
    ssl_policy={"policy_type": "Predefined", "policy_name": "AppGwSslPolicy20170401S"},
)


def balancer(called: str, *frontends: dict, tier="Standard") -> None:
    azure.network.LoadBalancer(
        called,
        resource_group_name=group.name,
        location="koreacentral",
        sku={"name": tier},
        frontend_ip_configurations=[
            {"name": f"front-{number}", **front} for number, front in enumerate(frontends)
        ],
    )


subnet = {"subnet": {"id": f"{PLACE}.Network/virtualNetworks/shop/subnets/nodes"}}
balancer("balancer-inside-zones", {**subnet, "zones": ["1", "2", "3"]})
balancer("balancer-inside-zone", {**subnet, "zones": ["2"]})
balancer("balancer-inside-unset", subnet)
balancer("balancer-inside-one-of-two", {**subnet, "zones": ["1", "2", "3"]}, {**subnet, "zones": ["1"]})
balancer("balancer-inside-unknown", {**subnet, "zones": later(["1", "2"])})


def public(called: str, *zones: str) -> dict:
    made = azure.network.PublicIPAddress(
        called,
        resource_group_name=group.name,
        location="koreacentral",
        sku={"name": "Standard"},
        zones=list(zones),
    )
    return {"public_ip_address": {"id": made.id}}


balancer("balancer-public-zones", public("in-zones", "1", "2", "3"))
balancer("balancer-public-zone", public("in-zone", "1"))
