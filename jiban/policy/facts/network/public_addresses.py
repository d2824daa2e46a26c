"""Public addresses on Azure and load balancers of Kubernetes: which of them let the internet in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from jiban.policy.facts.network.exposure import names_everything
from jiban.policy.facts.network.ranges import parse_any, public
from jiban.policy.rule import Verdict, failed, passed, unknown
from jiban.policy.view import Node, OpenInputs, ResourceView, StackView, plain_token

ADDRESSES: Final = ("azure-native:network:PublicIPAddress", "azure-native:network:PublicIPPrefix")
SCALE_SET: Final = "azure-native:compute:VirtualMachineScaleSet"
SERVICE: Final = "kubernetes:core/v1:Service"
_BALANCER: Final = "azure-native:network:LoadBalancer"
_INTERFACE: Final = "azure-native:network:NetworkInterface"
_NAT_RULE: Final = "azure-native:network:InboundNatRule"
CARRIERS: Final = (_BALANCER, _INTERFACE, _NAT_RULE)
"""What lets requests in by a public address. A NAT gateway only lets out; an Application Gateway is an edge;
a Bastion, a VPN gateway and an Azure Firewall ask or filter by themselves."""
_NAMES: Final = ("publicIpAddressName", "publicIpPrefixName")
_WAYS_IN: Final = ("loadBalancingRules", "inboundNatRules", "inboundNatPools")

_AZURE_INTERNAL: Final = "service.beta.kubernetes.io/azure-load-balancer-internal"
_AWS_INTERNAL: Final = "service.beta.kubernetes.io/aws-load-balancer-internal"
_AWS_SCHEME: Final = "service.beta.kubernetes.io/aws-load-balancer-scheme"
_AWS_TYPE: Final = "service.beta.kubernetes.io/aws-load-balancer-type"
_GOOGLE_TYPE: Final = ("networking.gke.io/load-balancer-type", "cloud.google.com/load-balancer-type")
_AWS_CLASS: Final = "service.k8s.aws/nlb"
_OWN_CONTROLLER: Final = ("external", "nlb-ip")
"""Types by which the AWS Load Balancer Controller is asked; what it makes is internal unless a scheme says
otherwise (kubernetes-sigs/aws-load-balancer-controller, `docs/guide/service/annotations.md`)."""


def address(stack: StackView, resource: ResourceView) -> Verdict:
    """Judge a public address by what it is given to."""
    for interface in stack.of(_INTERFACE):
        if _has(stack, interface, "ipConfigurations", resource):
            return failed(f"it gives {interface.name} an address on the internet")
    for balancer in stack.of(_BALANCER):
        if _has(stack, balancer, "frontendIPConfigurations", resource) and _lets_in(stack, balancer):
            return failed(f"{balancer.name} lets requests in by it")
    return passed()


def _has(stack: StackView, carrier: ResourceView, key: str, address: ResourceView) -> bool:
    """Tell whether an address is among a carrier's, by reference or by an id that says its name.

    Raises:
        NotKnownError: the carrier's addresses are not known before deployment, nor where they come from.
    """
    behind = stack.behind(carrier, key, *ADDRESSES)
    if address in behind:
        return True
    name = next((address[each] for each in _NAMES if address[each].known and address[each].text()), None)
    if name is None or (behind and not carrier[key].known):
        return False
    ids = [each["publicIPAddress"]["id"] for each in carrier[key].each()]
    return any(each.known and each.text().lower().endswith(f"/{name.text().lower()}") for each in ids)


def _lets_in(stack: StackView, balancer: ResourceView) -> bool:
    """Tell whether a load balancer does more than let out.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return any(balancer[key].each() for key in _WAYS_IN) or any(
        balancer in stack.behind(rule, "loadBalancerName", _BALANCER) for rule in stack.of(_NAT_RULE)
    )


def scale_set(machines: ResourceView) -> Verdict:
    """Judge whether the machines of a scale set have addresses of their own."""
    profile = machines["virtualMachineProfile"]["networkProfile"]
    for interface in profile["networkInterfaceConfigurations"].each():
        for configuration in interface["ipConfigurations"].each():
            public = configuration["publicIPAddressConfiguration"]
            if public.raw is not None:
                return failed("each machine has an address on the internet", public.path)
    return passed()


def service(stack: StackView, resource: ResourceView) -> Verdict:
    """Judge a Service of Kubernetes, by the annotations that its own cloud heeds."""
    if isinstance(resource.inputs, OpenInputs):
        return unknown("it is read, and whoever has made it decides who reaches it")
    spec = resource["spec"]
    outside = [each for each in spec["externalIPs"].each() if _is_public(each)]
    if outside:
        return failed(f"the cluster takes in what is sent to {outside[0].text()}", outside[0].path)
    if spec["type"].text() != "LoadBalancer":
        return passed()
    if has_internal_balancer(stack, resource):
        return passed("its load balancer is internal")
    ranges = spec["loadBalancerSourceRanges"].each()
    if ranges and not names_everything(ranges):
        return passed("only addresses that are named get in")
    return failed("its load balancer has an address on the internet", "spec.type")


def has_internal_balancer(stack: StackView, service: ResourceView) -> bool:
    """Tell whether the load balancer of a Service is inside of its network, by what its own cloud heeds.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    annotations = service["metadata"]["annotations"]
    clouds = _clouds(stack, service)
    return any(_INTERNAL[cloud](annotations, service["spec"]) for cloud in clouds)


def _is_public(node: Node) -> bool:
    span = parse_any(node.text())
    return span is not None and bool(public([span]))


def _clouds(stack: StackView, resource: ResourceView) -> tuple[str, ...]:
    """Return the cloud whose cluster an object stands in, or all where its provider does not tell."""
    provider = stack.get((resource.resource.provider or "").rpartition("::")[0])
    sources = {
        urn.split("::")[2].rpartition("$")[2]
        for urns in (provider.property_dependencies.values() if provider else ())
        for urn in urns
    }
    found = tuple(cloud for token, cloud in _CLUSTERS.items() if token in {*map(plain_token, sources)})
    return found or tuple(_INTERNAL)


def _azure(annotations: Node, spec: Node) -> bool:
    del spec
    return annotations[_AZURE_INTERNAL].text() == "true"  # "True" is not heeded


def _google(annotations: Node, spec: Node) -> bool:
    del spec
    return any(annotations[key].text().lower() == "internal" for key in _GOOGLE_TYPE)


def _aws(annotations: Node, spec: Node) -> bool:
    scheme = annotations[_AWS_SCHEME].text()
    if scheme:
        return scheme == "internal"
    if annotations[_AWS_INTERNAL].text() not in ("", "false"):
        return True
    by_class = spec["loadBalancerClass"].text() == _AWS_CLASS
    return by_class or annotations[_AWS_TYPE].text() in _OWN_CONTROLLER


_INTERNAL: Final[Mapping[str, Callable[[Node, Node], bool]]] = {
    "azure": _azure,
    "aws": _aws,
    "google": _google,
}
"""What makes a load balancer internal, by cloud."""
_CLUSTERS: Final = {"azure-native:containerservice:ManagedCluster": "azure", "aws:eks/cluster:Cluster": "aws"}
