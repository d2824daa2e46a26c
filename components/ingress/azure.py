"""What the gateway's load balancer is told on Azure."""


def annotations(address: str) -> dict[str, str]:
    """Return the annotations of the service: a load balancer inside of the network, at one address.

    Without a subnet's name it stands in that of the nodes (AKS, `internal-lb`).
    """
    return {
        "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
        "service.beta.kubernetes.io/azure-load-balancer-ipv4": address,
    }
