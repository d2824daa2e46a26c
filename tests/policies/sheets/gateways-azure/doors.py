"""Front Doors: profiles, routes and domains."""

import pulumi_azure_native as azure
from base import PLACE, door_firewall, group, kept, later


def profile(called: str, tier="Premium_AzureFrontDoor") -> azure.cdn.Profile:
    return azure.cdn.Profile(called, resource_group_name=group.name, location="Global", sku={"name": tier})


def guarded(door: azure.cdn.Profile, called: str) -> None:
    azure.cdn.SecurityPolicy(
        f"guard-{called}",
        profile_name=door.name,
        resource_group_name=group.name,
        parameters={
            "type": "WebApplicationFirewall",
            "waf_policy": {"id": door_firewall.id},
            "associations": [
                {
                    "domains": [{"id": f"{PLACE}.Cdn/profiles/{called}/afdEndpoints/site"}],
                    "patterns_to_match": ["/*"],
                }
            ],
        },
    )


def door(called: str, *categories: str, guard=True, groups=(), on=True) -> azure.cdn.Profile:
    made = profile(called)
    if guard:
        guarded(made, called)
    if categories or groups:
        kept(f"of-{called}", made.id, *categories, groups=groups, on=on)
    return made


whole = door("door-whole", groups=["allLogs"])
door("door-both", "FrontDoorAccessLog", "FrontDoorWebApplicationFirewallLog")
door("door-access-only", "FrontDoorAccessLog")
door("door-firewall-only", "FrontDoorWebApplicationFirewallLog")
door("door-probes-only", "FrontDoorHealthProbeLog")
door("door-unlogged")
door("door-off", groups=["allLogs"], on=False)
door("door-on-unknown", groups=["allLogs"], on=later(True))
door("door-without-firewall", "FrontDoorAccessLog", guard=False)
door("door-without-firewall-unlogged", guard=False)
azure.cdn.Profile.get("door-read-by-get", f"{PLACE}.Cdn/profiles/theirs")
profile("door-standard-unlogged", "Standard_AzureFrontDoor")

# --- Routes -----------------------------------------------------------------------------

endpoint = azure.cdn.AFDEndpoint(
    "site", profile_name=whole.name, resource_group_name=group.name, location="Global"
)


def route(called: str, **more) -> None:
    azure.cdn.Route(
        called,
        **{
            "endpoint_name": endpoint.name,
            "profile_name": whole.name,
            "resource_group_name": group.name,
            "origin_group": {"id": f"{PLACE}.Cdn/profiles/whole/originGroups/pods"},
            "supported_protocols": ["Http", "Https"],
            "patterns_to_match": ["/*"],
            **more,
        },
    )


route("route-redirects", https_redirect="Enabled")
route("route-redirects-lower-case", https_redirect="enabled")
route("route-redirect-unset")
route("route-redirect-off", https_redirect="Disabled")
route("route-redirect-unknown", https_redirect=later("Enabled"))
route("route-https-only", supported_protocols=["Https"])
route("route-https-only-lower-case", supported_protocols=["https"])
route("route-http-only", supported_protocols=["Http"])
route("route-protocols-unknown", supported_protocols=later(["Https"]))
route("route-protocol-unknown", supported_protocols=["Https", later("Http")])
route("route-http-and-unknown", supported_protocols=["Http", later("Https")])
route("route-redirects-protocols-unknown", supported_protocols=later(["Https"]), https_redirect="Enabled")
route("route-off", enabled_state="Disabled")

# --- Domains ------------------------------------------------------------------------------


def domain(called: str, **tls) -> None:
    azure.cdn.AFDCustomDomain(
        called,
        profile_name=whole.name,
        resource_group_name=group.name,
        host_name=f"{called}.example.com",
        tls_settings={"certificate_type": "ManagedCertificate", **tls} if tls else None,
    )


domain("domain-tls-unset")
domain("domain-1-2", minimum_tls_version="TLS12")
domain("domain-1-3", minimum_tls_version="TLS13")
domain("domain-1-0", minimum_tls_version="TLS10")
domain("domain-1-0-lower-case", minimum_tls_version="tls10")
domain("domain-unknown", minimum_tls_version=later("TLS12"))
domain("domain-set-2023", cipher_suite_set_type="TLS12_2023")
domain("domain-set-2019", cipher_suite_set_type="TLS10_2019")
domain("domain-customized-1-2", cipher_suite_set_type="Customized", minimum_tls_version="TLS12")
