"""WKL-029: the API server takes every object: it serves the version, and knows the shape."""

from typing import Final

from jiban.policy.facts import kubernetes_api
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, judged, together
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView, resource: ResourceView) -> Verdict:
    """Judge an object of Kubernetes' own API."""
    return together((judged(_version, stack, resource), judged(_shape, resource)))


def _version(stack: StackView, resource: ResourceView) -> Verdict:
    served = kubernetes_api.served(resource)
    supported = kubernetes_api.supported()
    if served.by(supported.oldest) and served.by(supported.newest):
        return PASS  # whichever version the cluster has
    cluster = kubernetes_api.cluster(stack, resource)
    if any(served.by(minor) for minor in range(cluster.oldest, cluster.newest + 1)):
        return PASS
    api, _, kind = resource.short_type.rpartition(":")
    if cluster.newest < served.since:
        return failed(f"{api} {kind} is served from 1.{served.since} on, and {_whose(cluster)}", "apiVersion")
    instead = f"; use {served.use}" if served.use else ""
    return failed(
        f"{api} {kind} was served until 1.{served.until}, and {_whose(cluster)}{instead}", "apiVersion"
    )


def _whose(cluster: kubernetes_api.Cluster) -> str:
    if cluster.name:
        return f"cluster {cluster.name} has 1.{cluster.newest}"
    return f"1.{cluster.oldest} is the oldest that is supported"


def _shape(resource: ResourceView) -> Verdict:
    return together(failed(each.said, each.path) for each in kubernetes_api.faults(resource))


RULE: Final = StackRule(
    id="WKL-029",
    text="Every object is of an API version that its cluster serves, and of the shape of its kind.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "The API server refuses what it does not serve, in the middle of a deployment or an upgrade; a field "
        "that it does not know is dropped or refused, and what it was to do is not done."
    ),
    remedy="Use the API version that is named, and the fields that the API reference has for the kind.",
    link="https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
    types=kubernetes_api.TYPES,
    compliance={"k8s_tools": ("ks:stable-version", "kl:schema-validation", "kl:no-extensions-v1beta")},
    check=each_of(kubernetes_api.TYPES, check),
)
