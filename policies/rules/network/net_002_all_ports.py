"""NET-002: no way in from anywhere at every port."""

from typing import Final

from jiban.policy.facts import all_ports, reach
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed
from jiban.policy.view import NotKnownError, ResourceView, StackView


def check(stack: StackView, firewall: ResourceView) -> Verdict:
    """Judge a firewall, or a rule that is a resource of its own, by whether it is one."""
    found: dict[str, tuple[reach.Opening, ...]] = {}
    doubt: NotKnownError | None = None
    for protocol in reach.PROTOCOLS:
        try:
            openings = all_ports.open_to_internet(stack, firewall, protocol)
        except NotKnownError as error:
            doubt = doubt or error
        else:
            found |= {protocol.upper(): openings} if openings else {}
    if not found:
        if doubt is not None:
            raise doubt
        return PASS
    whom = dict.fromkeys(each.sources for openings in found.values() for each in openings)
    paths = dict.fromkeys(path for openings in found.values() for each in openings for path in each.paths)
    return failed(f"every port of {' and '.join(found)} is open to {' and '.join(whom)}", *paths)


RULE: Final = StackRule(
    id="NET-002",
    text="No security group allows access from the internet to every port.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason=(
        "Behind a group that lets in everybody at every port, whatever is started on a machine is on the "
        "internet from its first moment on, though nobody has meant it to be."
    ),
    remedy=(
        "Name the ports that are served, and the addresses or the group that may use them; on AWS leave out "
        "protocol -1 and 0.0.0.0/0, on Azure the source and the port *."
    ),
    link="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    types=reach.FIREWALLS,
    compliance={
        "cis": ("AWS5.0:5.3,5.4", "AWS7.0:6.3,6.4"),
        "isms_p": ("2.6.1", "2.6.2", "2.6.4", "2.6.6"),
        "iso27001": ("A.8.20", "A.8.21", "A.8.22"),
        "checkov": ("CKV_AWS_277",),
        "cdk_nag": ("AwsSolutions-EC23",),
        "psrule": ("Azure.NSG.AnyInboundSource",),
        "prowler": ("aws:ec2_securitygroup_allow_ingress_from_internet_to_all_ports",),
    },
    check=each_of(reach.FIREWALLS, check),
)
