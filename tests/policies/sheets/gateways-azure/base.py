"""What all parts are made in, and values that are known only after deployment."""

import pulumi_azure_native as azure

PLACE = "/subscriptions/0/resourceGroups/shop/providers/Microsoft"
group = azure.resources.ResourceGroup("group", location="koreacentral")
address = azure.network.PublicIPAddress(
    "known-later", resource_group_name=group.name, sku={"name": "Standard"}
)
workspace = azure.operationalinsights.Workspace("workspace", resource_group_name=group.name)
firewall = azure.network.WebApplicationFirewallPolicy(
    "gateway-firewall",
    resource_group_name=group.name,
    policy_settings={"state": "Enabled", "mode": "Prevention"},
    managed_rules={"managed_rule_sets": [{"rule_set_type": "OWASP", "rule_set_version": "3.2"}]},
)
door_firewall = azure.frontdoor.Policy(
    "door-firewall", resource_group_name=group.name, location="Global", sku={"name": "Premium_AzureFrontDoor"}
)


def later(value):
    return address.ip_address.apply(lambda _: value)


def kept(called: str, of, *categories: str, groups=(), on=True) -> None:
    azure.monitor.DiagnosticSetting(
        called,
        resource_uri=of,
        workspace_id=workspace.id,
        logs=[
            *({"category": each, "enabled": on} for each in categories),
            *({"category_group": each, "enabled": on} for each in groups),
        ],
    )
