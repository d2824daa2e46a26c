"""The firewall of the load balancer as data: AWS's rules, and how much one client may ask. No resource."""

from typing import Any, Final

from jiban.components.compute.spec import BalancerSpec
from jiban.tables import table

WINDOW_SECONDS: Final = 300

Fields = dict[str, Any]
"""Part of a web ACL, in the words of its Python SDK."""


def rules(spec: BalancerSpec) -> list[Fields]:
    """Return the rules in the order in which they are asked; a firewall that only counts has no other."""
    counts = spec.firewall == "count"
    rate: Fields = {
        "name": "rate",
        "priority": 0,
        # A rule of one's own has an action; a group has one that overrides its rules' own.
        "action": {"count": {}} if counts else {"block": {}},
        "statement": {"rate_based_statement": _rate(spec)},
        "visibility_config": visibility("rate"),
    }
    return [rate, *(_managed(name, place, counts=counts) for place, name in enumerate(_groups(), start=1))]


def _managed(name: str, place: int, *, counts: bool) -> Fields:
    return {
        "name": name,
        "priority": place,
        "override_action": {"count": {}} if counts else {"none": {}},
        "statement": {"managed_rule_group_statement": {"vendor_name": "AWS", "name": name}},
        "visibility_config": visibility(name),
    }


def _rate(spec: BalancerSpec) -> Fields:
    common: Fields = {"limit": spec.requests_per_client, "evaluation_window_sec": WINDOW_SECONDS}
    if not any(client.startswith("pl-") for client in spec.clients):
        return {**common, "aggregate_key_type": "IP"}
    # A content network sends its own address, and the client's in a header.
    return {
        **common,
        "aggregate_key_type": "FORWARDED_IP",
        "forwarded_ip_config": {"header_name": "X-Forwarded-For", "fallback_behavior": "MATCH"},
    }


def visibility(name: str) -> Fields:
    """Return under which name the matches of a rule are counted, and that some are kept to be looked at."""
    return {"cloudwatch_metrics_enabled": True, "metric_name": name, "sampled_requests_enabled": True}


def _groups() -> list[str]:
    return table("jiban.components.compute", "rulesets.yaml")["groups"]
