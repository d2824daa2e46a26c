"""The gateway in a cluster; what its objects say is made in the modules beside this one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_kubernetes import apiextensions, networking
from pulumi_kubernetes.helm import v3 as helm

from jiban.components.ingress import chart, controller, gateway, policies
from jiban.components.ingress.contract import NAME, IngressContract
from jiban.components.ingress.spec import IngressSpec
from jiban.components.tags import Ownership

_MINUTES: Final = 10


@dataclass(frozen=True, kw_only=True)
class Binding:
    """A group of a load balancer that the proxies are written into."""

    group: pulumi.Input[str]
    """ARN of the group."""
    network: pulumi.Input[str]
    """Id of the network."""
    cluster: pulumi.Input[str]
    """Name of the cluster."""
    region: str
    scheduling: Mapping[str, Any]
    """`nodeSelector` and `tolerations` of the controller's pods."""


@dataclass(frozen=True, kw_only=True)
class IngressArgs:
    """What the gateway is made of."""

    spec: IngressSpec
    ownership: Ownership
    address: str | None
    """Address of its load balancer; None where it has none of its own."""
    place: gateway.Place
    after: Sequence[pulumi.Resource]
    """What must exist before it: its own namespace, closed to all traffic but name lookups, and that of the
    services."""
    clients: str
    """Range of what stands in front of it."""
    services: Mapping[str, int]
    """Port of each service that a route leads to, by name."""
    kubernetes_api: Mapping[str, Any]
    """Rule of a network policy that lets a pod out to the API server."""
    internet: Mapping[str, str]
    """Annotations of such a policy: why it opens the internet, where it does."""
    scraper: Mapping[str, str]
    """Labels of what scrapes metrics; empty for nothing."""
    binding: Binding | None = None
    """Group that a load balancer of the edge sends to; None where the gateway has a load balancer."""


class Ingress(pulumi.ComponentResource):
    """Envoy Gateway, and one gateway of it: HTTPS at one address inside of the network."""

    contract: IngressContract

    def __init__(self, name: str, args: IngressArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Install the controller with the definitions of its kinds, and then what is written in them."""
        super().__init__("jiban:ingress:Ingress", name, {}, opts)
        self._name, self._args = name, args
        api = dict(args.kubernetes_api)
        controller = self._metadata("controller-policy", "controller")
        if args.internet:
            controller["annotations"] = dict(args.internet)
        opened = [
            self._policy(
                "controller-policy",
                policies.controller(controller, api, args.scraper),
            ),
            self._policy(
                "proxies-policy",
                policies.proxies(
                    self._metadata("proxies-policy", "proxies"),
                    args.clients,
                    (args.place.services, args.services),
                    args.scraper,
                ),
            ),
        ]
        release = self._release(opened)
        class_name = args.place.namespace
        kind = self._custom("class", gateway.gateway_class(self._labels("class"), class_name), [release])
        proxies = self._custom(
            "proxies", gateway.proxies(self._labels("proxies"), args.spec, args.place), [release]
        )
        made = self._custom(
            "gateway",
            gateway.gateway(self._labels("gateway"), args.spec, args.place, class_name),
            [kind, proxies],
        )
        self._custom("clients", gateway.client_policy(self._labels("clients"), args.place), [made])
        if args.binding is not None:
            self._bind(args.binding, made)
        self.contract = IngressContract(address=args.address, ready=[made])
        self.register_outputs({"address": args.address})

    def _release(self, after: list[pulumi.Resource]) -> helm.Release:
        """Install the chart; its definitions of kinds come first, and a release is whole or not there."""
        pinned, place = chart.chart(), self._args.place
        return helm.Release(
            f"{self._name}-release",
            name=chart.RELEASE,
            namespace=place.namespace,
            chart=pinned.reference,
            version=pinned.version,
            values=chart.settings(
                [place.services, place.namespace], chart.controllers(self._args.spec), place.scheduling
            ),
            atomic=True,
            timeout=_MINUTES * 60,
            opts=pulumi.ResourceOptions(parent=self, depends_on=after),
        )

    def _bind(self, binding: Binding, made: pulumi.Resource) -> None:
        """Install the controller, and have it write the proxies into the group."""
        pinned = controller.chart()
        release = helm.Release(
            f"{self._name}-controller",
            name=controller.ACCOUNT,
            namespace=controller.NAMESPACE,
            chart=pinned.name,
            version=pinned.version,
            repository_opts=helm.RepositoryOptsArgs(repo=pinned.repository),
            values=controller.settings(binding.region, binding.cluster, binding.network, binding.scheduling),
            atomic=True,
            timeout=_MINUTES * 60,
            opts=pulumi.ResourceOptions(parent=self),
        )
        manifest = controller.binding(
            self._args.place.namespace, self._labels("binding"), binding.group, binding.network
        )
        self._custom("binding", manifest, [release, made])

    def _policy(self, part: str, manifest: gateway.Manifest) -> pulumi.Resource:
        return networking.v1.NetworkPolicy(
            f"{self._name}-{part}",
            metadata=manifest["metadata"],
            spec=manifest["spec"],
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(self._args.after)),
        )

    def _custom(
        self, part: str, manifest: gateway.Manifest, after: list[pulumi.Resource]
    ) -> apiextensions.CustomResource:
        return apiextensions.CustomResource(
            f"{self._name}-{part}",
            api_version=manifest["apiVersion"],
            kind=manifest["kind"],
            metadata=manifest["metadata"],
            spec=manifest["spec"],
            opts=pulumi.ResourceOptions(parent=self, depends_on=after),
        )

    def _labels(self, part: str) -> dict[str, str]:
        return self._args.ownership.labels("ingress", f"{self._name}-{part}")

    def _metadata(self, part: str, name: str) -> gateway.Manifest:
        return {
            "name": f"{NAME}-{name}",
            "namespace": self._args.place.namespace,
            "labels": self._labels(part),
        }
