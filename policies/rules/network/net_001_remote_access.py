"""NET-001: no way in from anywhere to the ports of remote shells."""

from typing import Final

from jiban.policy.facts import reach
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, together
from jiban.policy.view import NotKnownError, ResourceView, StackView

_SHELLS: Final = {22: "SSH", 3389: "RDP"}
_PROTOCOLS: Final = {22: ("tcp",), 3389: ("tcp", "udp")}


def check(stack: StackView, firewall: ResourceView) -> Verdict:
    """Judge a firewall, or a rule that is a resource of its own, by whom it lets in."""
    found: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    doubt: NotKnownError | None = None
    for port in _SHELLS:
        try:
            for opening in reach.open_to_internet(stack, firewall, port, _PROTOCOLS[port]):
                found.setdefault((opening.sources, opening.paths), []).append(port)
        except NotKnownError as error:
            doubt = error
    if doubt is not None and not found:
        raise doubt
    return together((_open(ports, *whom) for whom, ports in found.items()), PASS)


def _open(ports: list[int], sources: str, paths: tuple[str, ...]) -> Verdict:
    named = " and ".join(f"{port} ({_SHELLS[port]})" for port in ports)
    subject = f"port {named} is" if len(ports) == 1 else f"ports {named} are"
    return failed(f"{subject} open to {sources}", *paths)


RULE: Final = StackRule(
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
    types=reach.FIREWALLS,
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
    check=each_of(reach.FIREWALLS, check),
)
