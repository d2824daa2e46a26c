"""NET-001: no way in from anywhere to the ports of remote shells."""

from typing import Final

from jiban.policy.facts.network import nsg, security_groups
from jiban.policy.rule import Level, ResourceRule, Severity, Verdict, failed, judged, passed, together
from jiban.policy.view import Node, ResourceView

_SHELLS: Final = {22: "SSH", 3389: "RDP"}
_ANYWHERE: Final = frozenset({"*", "0.0.0.0/0", "::/0", "internet", "any"})


def check(resource: ResourceView) -> Verdict:
    """Judge every rule of a security group, or the one rule that is a resource of its own."""
    match resource.token:
        case nsg.GROUP:
            return together(judged(_azure, rule) for rule in resource["securityRules"].each())
        case nsg.RULE:
            return judged(_azure, resource.node)
        case security_groups.GROUP | security_groups.DEFAULT_GROUP:
            rules = resource["ingress"].each()
            return together(judged(_inline, resource, rule) for rule in rules)
        case _:
            return together(judged(_aws, way) for way in security_groups.apart(resource))


def _azure(rule: Node) -> Verdict:
    if rule["direction"].text().lower() != "inbound" or rule["access"].text().lower() != "allow":
        return passed()
    if rule["protocol"].text("*").lower() not in ("*", "tcp", "udp"):
        return passed()
    open_ports = [port for port in _SHELLS if nsg.names_port(rule, port)]
    if not open_ports:
        return passed()
    sources = (rule["sourceAddressPrefix"], *rule["sourceAddressPrefixes"].each())
    return _verdict(open_ports, sources)


def _inline(group: ResourceView, rule: Node) -> Verdict:
    return _aws(security_groups.inline(group, rule))


def _aws(way: security_groups.Entry) -> Verdict:
    return _verdict([port for port in _SHELLS if way.names(port)], way.blocks)


def _verdict(open_ports: list[int], sources: tuple[Node, ...]) -> Verdict:
    if not open_ports:
        return passed()
    return together(judged(_source, open_ports, source) for source in sources)


def _source(open_ports: list[int], source: Node) -> Verdict:
    if source.text().lower() not in _ANYWHERE:
        return passed()
    ports = " and ".join(f"{port} ({_SHELLS[port]})" for port in open_ports)
    subject = f"port {ports} is" if len(open_ports) == 1 else f"ports {ports} are"
    return failed(f"{subject} open to {source.text()}", source.path)


RULE: Final = ResourceRule(
    id="NET-001",
    text="No security group allows access from the internet to port 22 (SSH) or 3389 (RDP).",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason=("Remote access ports that are open to the internet are the most common entry point of attacks."),
    remedy=(
        "Restrict the rule to the addresses that need the port, or remove it and use Bastion or "
        "Session Manager."
    ),
    link="https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
    types=(
        nsg.GROUP,
        nsg.RULE,
        security_groups.GROUP,
        security_groups.DEFAULT_GROUP,
        security_groups.INGRESS_RULE,
        security_groups.OLD_RULE,
    ),
    compliance={
        "cis": ("AWS5.0:5.3,5.4", "AWS7.0:6.3,6.4", "Az4.0:8.2", "Az6.0:7.2", "Az4.0:8.1", "Az6.0:7.1"),
        "isms_p": ("2.6.1", "2.6.2", "2.6.6"),
        "iso27001": ("A.8.14", "A.8.20", "A.8.21", "A.8.22"),
        "checkov": ("CKV_AWS_24", "CKV_AWS_25", "CKV_AZURE_9", "CKV_AZURE_10"),
        "cdk_nag": ("AwsSolutions-EC23",),
        "psrule": ("Azure.NSG.AnyInboundSource",),
        "prowler": (
            "aws:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22",
            "azure:network_ssh_internet_access_restricted",
            "azure:network_rdp_internet_access_restricted",
        ),
    },
    check=check,
)
