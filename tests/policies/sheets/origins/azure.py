"""Application Gateways and sites behind Front Door."""

import pulumi_azure_native as azure

PLACE = "/subscriptions/0/resourceGroups/shop/providers/Microsoft"
TAG = "AzureFrontDoor.Backend"
group = azure.resources.ResourceGroup("group", location="koreacentral")
made_here = {"resource_group_name": group.name}
profile = azure.cdn.Profile(
    "front-door", location="Global", sku={"name": "Premium_AzureFrontDoor"}, **made_here
)
elsewhere = azure.network.PublicIPAddress("known-later-too", **made_here)


def later(value):
    return elsewhere.ip_address.apply(lambda _: value)


def rule(source="Internet", *, priority=100, access="Allow", ports=("443",), **more) -> dict:
    return {
        "name": f"rule-{priority}",
        "priority": priority,
        "access": access,
        "direction": "Inbound",
        "protocol": "Tcp",
        "source_address_prefix": source,
        "source_port_range": "*",
        "destination_address_prefix": "*",
        "destination_port_ranges": list(ports),
        **more,
    }


# What a gateway of v2 cannot do without, and no way in for visitors.
manager = rule("GatewayManager", priority=200, ports=("65200-65535",))


def checked(
    *, negated=True, action="Block", header="X-Azure-FDID", operator="Equal", values=None, **more
) -> dict:
    return {
        "name": "fdid",
        "priority": 1,
        "rule_type": "MatchRule",
        "action": action,
        "match_conditions": [
            {
                "match_variables": [{"variable_name": "RequestHeaders", "selector": header}],
                "operator": operator,
                "negation_conditon": negated,
                "match_values": values or [profile.front_door_id],
            }
        ],
        **more,
    }


def gateway(
    called: str, *rules: dict, check: dict | None = None, guarded=True, private=False, before=True, link=False
) -> None:
    """Make a gateway in a subnet with such rules, whose firewall has such a check."""
    firewall = azure.network.WebApplicationFirewallPolicy(
        f"firewall-{called}",
        policy_settings={"state": "Enabled", "mode": "Prevention"},
        managed_rules={"managed_rule_sets": [{"rule_set_type": "OWASP", "rule_set_version": "3.2"}]},
        custom_rules=[check] if check else None,
        **made_here,
    )
    guard = azure.network.NetworkSecurityGroup(
        f"guard-{called}", security_rules=[*rules, manager], **made_here
    )
    subnet = azure.network.Subnet(
        f"subnet-{called}",
        virtual_network_name="shop",
        address_prefix="10.0.0.0/24",
        network_security_group={"id": guard.id} if guarded else None,
        **made_here,
    )
    address = azure.network.PublicIPAddress(
        f"address-{called}", sku={"name": "Standard"}, public_ip_allocation_method="Static", **made_here
    )
    own = f"{PLACE}.Network/applicationGateways/{called}"
    made = azure.network.ApplicationGateway(
        called,
        application_gateway_name=called,
        sku={"name": "WAF_v2", "tier": "WAF_v2", "capacity": 2},
        firewall_policy={"id": firewall.id},
        gateway_ip_configurations=[{"name": "own", "subnet": {"id": subnet.id}}],
        frontend_ip_configurations=[
            {"name": "public", "public_ip_address": {"id": address.id}},
            {"name": "private", "private_ip_address": "10.0.0.10", "subnet": {"id": subnet.id}},
        ],
        frontend_ports=[{"name": "https", "port": 443}],
        http_listeners=[
            {
                "name": "https",
                "protocol": "Https",
                "frontend_port": {"id": f"{own}/frontendPorts/https"},
                "frontend_ip_configuration": {
                    "id": f"{own}/frontendIPConfigurations/{'private' if private else 'public'}"
                },
            }
        ],
        **made_here,
    )
    if not before:
        return
    private_link = {
        "private_link": {"id": made.id},
        "group_id": "private",
        "private_link_location": "koreacentral",
        "request_message": "front door",
    }
    azure.cdn.AFDOrigin(
        f"origin-{called}",
        profile_name=profile.name,
        origin_group_name="pods",
        host_name="10.0.0.10" if link else address.ip_address,
        shared_private_link_resource=private_link if link else None,
        **made_here,
    )


gateway("gateway-tag-and-check", rule(TAG), check=checked())
gateway("gateway-tag-lower-case-and-check", rule(TAG.lower()), check=checked(header="x-azure-fdid"))
gateway("gateway-tag-only", rule(TAG))
gateway("gateway-check-only", rule("Internet"), check=checked())
gateway("gateway-open", rule("Internet"))
gateway("gateway-any-source", rule("*"), check=checked())
gateway("gateway-tag-and-any", rule(TAG), rule("Internet", priority=110), check=checked())
gateway("gateway-without-guard", check=checked(), guarded=False)
gateway(
    "gateway-any-refused-before",
    rule("Internet", access="Deny", priority=105),
    rule(TAG),
    rule("*", priority=150),
    check=checked(),
)
gateway("gateway-check-logs", rule(TAG), check=checked(action="Log"))
gateway("gateway-check-off", rule(TAG), check=checked(state="Disabled"))
# It stops what comes from the Front Door.
gateway("gateway-check-the-wrong-way", rule(TAG), check=checked(negated=False))
gateway("gateway-check-of-another-header", rule(TAG), check=checked(header="X-Forwarded-Host"))
gateway("gateway-check-by-text", rule(TAG), check=checked(values=["a0a0a0a0-bbbb-cccc-dddd-e1e1e1e1e1e1"]))
gateway("gateway-source-unknown", rule(later(TAG)), check=checked())
gateway("gateway-check-state-unknown", rule(TAG), check=checked(state=later("Enabled")))
gateway("gateway-private-by-link", rule("VirtualNetwork"), private=True, link=True)
gateway("gateway-public-by-link", rule("Internet"), link=True)
gateway("gateway-alone-open", rule("Internet"), before=False)

# --- Sites --------------------------------------------------------------------------------


def site(called: str, *restrictions: dict, before=True, **more) -> None:
    config = {"ip_security_restrictions": list(restrictions)} if restrictions else {}
    config |= {key: more.pop(key) for key in ("ip_security_restrictions_default_action",) if key in more}
    made = azure.web.WebApp(called, site_config=config or None, https_only=True, **made_here, **more)
    if before:
        azure.cdn.AFDOrigin(
            f"origin-{called}",
            profile_name=profile.name,
            origin_group_name="sites",
            host_name=made.default_host_name,
            **made_here,
        )


def restriction(source=TAG, *, headers=..., tag="ServiceTag", action="Allow") -> dict:
    made = {"name": "edge", "priority": 100, "action": action, "ip_address": source, "tag": tag}
    return made if headers is ... else {**made, "headers": headers}


fdid = {"x-azure-fdid": [profile.front_door_id]}
site("site-tag-and-header", restriction(headers=fdid))
site("site-tag-and-header-capitals", restriction(headers={"X-Azure-FDID": [profile.front_door_id]}))
site("site-tag-only", restriction())
site(
    "site-tag-and-header-else-allowed",
    restriction(headers=fdid),
    ip_security_restrictions_default_action="Allow",
)
site(
    "site-tag-and-header-and-office",
    restriction(headers=fdid),
    {**restriction("203.0.113.0/24", tag="Default"), "priority": 200},
)
site("site-open")
site("site-closed", public_network_access="Disabled")
site("site-access-unknown", public_network_access=later("Disabled"))
site("site-alone-open", before=False)
