"""Web application firewalls: which there are, and the words of their rules."""

from __future__ import annotations

from typing import Final

FRONT_DOOR: Final = "azure-native:frontdoor:Policy"
GATEWAY: Final = "azure-native:network:WebApplicationFirewallPolicy"
WEB_ACL: Final = "aws:wafv2/webAcl:WebAcl"
FIREWALLS: Final = (FRONT_DOOR, GATEWAY, WEB_ACL)
