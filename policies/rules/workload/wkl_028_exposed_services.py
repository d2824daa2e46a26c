"""WKL-028: Services are inside of the cluster or the network, unless somebody has said otherwise."""

from typing import Final

from jiban.policy.facts import kubernetes
from jiban.policy.facts.network.public_addresses import SERVICE, has_internal_balancer
from jiban.policy.parameters import Parameter
from jiban.policy.rule import (
    PASS,
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    not_applicable,
    passed,
)
from jiban.policy.view import LEFT_OUT, ResourceView, StackView

OPEN: Final[Parameter[tuple[str, ...]]] = Parameter(
    "open", (), "Services that may have a load balancer on the internet, as `namespace/name`; none for none."
)
_TYPES: Final = (SERVICE, f"{SERVICE}Patch")


def check(stack: StackView, service: ResourceView) -> Verdict:
    """Judge the type of a Service, and where its load balancer is."""
    kind = service["spec"]["type"]
    if service.token != SERVICE and (kind.raw is LEFT_OUT or not kind.given):
        return not_applicable("it says nothing of the type")
    match kind.text():
        case "NodePort":
            return failed("it has a port on every node", kind.path)
        case "LoadBalancer":
            return _balancer(stack, service)
        case _:
            return PASS


def _balancer(stack: StackView, service: ResourceView) -> Verdict:
    if has_internal_balancer(stack, service):
        return PASS
    allowed = OPEN.of(stack)
    if allowed and f"{kubernetes.namespace(stack, service)}/{kubernetes.object_name(service)}" in allowed:
        return passed("it is one of those that may be open")
    path = service["spec"]["type"].path
    return failed("its load balancer is on the internet, as no annotation says internal", path)


RULE: Final = StackRule(
    id="WKL-028",
    text="No Service has a port on the nodes, and its load balancer is internal unless it is listed.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "A NodePort answers on every node, past the ingress and its firewall; a load balancer is on the "
        "internet unless an annotation says otherwise."
    ),
    remedy=(
        "Leave type out and publish by an Ingress; annotate a LoadBalancer as internal "
        "(azure-load-balancer-internal, aws-load-balancer-scheme), or list it in `open`."
    ),
    link="https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer",
    types=_TYPES,
    compliance={"k8s_tools": ("ks:service-type", "kl:exposed-services")},
    parameters=(OPEN,),
    check=each_of(_TYPES, check),
)
