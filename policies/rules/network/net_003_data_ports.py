"""NET-003: no way in from anywhere to the ports of data stores."""

from typing import Final

from jiban.policy.facts import all_ports, reach
from jiban.policy.facts.network.data_ports import DATA_PORTS
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, together
from jiban.policy.view import NotKnownError, ResourceView, StackView


def check(stack: StackView, firewall: ResourceView) -> Verdict:
    """Judge a firewall, or a rule that is a resource of its own, by whom it lets in where data is."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    doubt: NotKnownError | None = None
    for each in DATA_PORTS:
        try:
            port = all_ports.alike(stack, firewall, each.port)
            openings = reach.open_to_internet(stack, firewall, port, each.protocols)
        except NotKnownError as error:
            doubt = doubt or error
            continue
        for opening in openings:
            found.setdefault((opening.sources, opening.paths), []).append(f"{each.port} ({each.store})")
    if doubt is not None and not found:
        raise doubt
    return together((_open(ports, *whom) for whom, ports in found.items()), PASS)


def _open(ports: list[str], sources: str, paths: tuple[str, ...]) -> Verdict:
    if len(ports) == len(DATA_PORTS):
        return failed(f"the ports of all data stores are open to {sources}", *paths)
    subject = f"port {ports[0]} is" if len(ports) == 1 else f"ports {', '.join(ports)} are"
    return failed(f"{subject} open to {sources}", *paths)


RULE: Final = StackRule(
    id="NET-003",
    text="No security group allows access from the internet to a port of a data store.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason=(
        "The ports of databases, caches and indexes are scanned all day, and many of these ask for no "
        "password by themselves. A store that is private today is one change away from such a rule."
    ),
    remedy=(
        "Name the security group or the subnets of those that use the store as source; reach it from outside "
        "through Bastion or Session Manager."
    ),
    link="https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
    types=reach.FIREWALLS,
    compliance={
        "cis": ("Az4.0:8.3", "Az6.0:7.3"),
        "isms_p": ("2.6.1", "2.6.2", "2.6.4", "2.6.6"),
        "iso27001": ("A.8.14", "A.8.20", "A.8.21", "A.8.22"),
        "checkov": ("CKV_AZURE_77",),
        "cdk_nag": ("AwsSolutions-RDS8", "AwsSolutions-EC23"),
        "psrule": ("Azure.NSG.AnyInboundSource",),
        "prowler": (
            "aws:ec2_securitygroup_allow_ingress_from_internet_to_any_port",
            "azure:network_udp_internet_access_restricted",
        ),
    },
    check=each_of(reach.FIREWALLS, check),
)
