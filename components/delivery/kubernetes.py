"""Argo CD in a cluster; what its objects say is made in the modules beside this one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pulumi
from pulumi_kubernetes import apiextensions, networking, rbac
from pulumi_kubernetes.helm import v3 as helm

from jiban.components import git
from jiban.components.delivery import application, chart, kinds, policies
from jiban.components.delivery.contract import CONTROLLER_ACCOUNT, RELEASE, DeliveryContract
from jiban.components.delivery.spec import DeliverySpec
from jiban.components.tags import Ownership

_MINUTES: Final = 10
_PARTS: Final = ("controller", "reader", "cache", "cache-secret")
_OPEN: Final = ("controller", "cache-secret")
"""Parts that ask the API server, wherever that is."""


@dataclass(frozen=True, kw_only=True)
class DeliveryArgs:
    """What Argo CD is made of."""

    spec: DeliverySpec
    ownership: Ownership
    name: str
    """Name of the Application and of its project."""
    namespace: str
    """Its own namespace, closed to all traffic but name lookups."""
    services: str
    """Namespace of the services."""
    reader_role: str
    """Role in that namespace which a service may be bound to."""
    after: Sequence[pulumi.Resource]
    """What must exist before it: both namespaces."""
    before_following: Sequence[pulumi.Resource] = ()
    """What must exist before it follows the repository, beyond itself: what services stand on."""
    zones: int
    """Zones of the nodes."""
    scheduling: Mapping[str, Any]
    """`nodeSelector` and `tolerations` of its pods."""
    kubernetes_api: Mapping[str, Any]
    """Rule of a network policy that lets a pod out to the API server."""
    internet: Mapping[str, str]
    """Annotations of such a policy: why it opens the internet, where it does."""
    repository_reason: Mapping[str, str]
    """Annotations of the policy that opens the internet for the repository."""
    private_ranges: Sequence[str]
    """Every range inside."""
    scaled: Sequence[str] = ()
    """Services whose number of pods an autoscaler writes."""
    steered: Mapping[str, str] = field(default_factory=dict[str, str])
    """Services whose versions a rollout brings in, each with the name of its second address."""


class Delivery(pulumi.ComponentResource):
    """Argo CD with rights in one namespace, its project, and the Application where it owns the services."""

    contract: DeliveryContract

    def __init__(self, name: str, args: DeliveryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Install Argo CD with the definitions of its kinds, and then what is written in them."""
        super().__init__("jiban:delivery:Delivery", name, {}, opts)
        self._name, self._args = name, args
        release = self._release(self._policies())
        rights = self._rights()
        self._follow([release, *rights])
        self.contract = DeliveryContract(namespace=args.namespace, application=args.name)
        self.register_outputs({"application": args.name})

    def _policies(self) -> list[pulumi.Resource]:
        args = self._args
        repository = args.spec.repository
        place = git.place(repository.url) if repository else None
        metadata = {part: self._metadata(f"{part}-policy", f"{RELEASE}-{part}") for part in _PARTS}
        for part in _OPEN if args.internet else ():
            metadata[part]["annotations"] = dict(args.internet)
        if place is not None:
            metadata["reader"]["annotations"] = dict(args.repository_reason)
        return [
            networking.v1.NetworkPolicy(
                f"{self._name}-{part}-policy",
                metadata=manifest["metadata"],
                spec=manifest["spec"],
                opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.after)),
            )
            for part, manifest in policies.policies(
                metadata, dict(args.kubernetes_api), place, args.private_ranges
            )
        ]

    def _release(self, after: list[pulumi.Resource]) -> helm.Release:
        """Install the chart; its definitions of kinds come with it, and a release is whole or not there."""
        pinned, args = chart.chart(), self._args
        return helm.Release(
            f"{self._name}-release",
            name=RELEASE,
            namespace=args.namespace,
            chart=pinned.reference,
            version=pinned.version,
            values=chart.settings(args.spec, args.services, args.zones, args.scheduling),
            atomic=True,
            timeout=_MINUTES * 60,
            opts=pulumi.ResourceOptions(parent=self, depends_on=after),
        )

    def _rights(self) -> list[pulumi.Resource]:
        """Let Argo CD make the kinds of services in their namespace."""
        args = self._args
        waits = pulumi.ResourceOptions(parent=self, depends_on=list(args.after))
        metadata: Any = self._metadata("role", RELEASE, args.services)
        rules: Any = kinds.rules(args.reader_role)
        role = rbac.v1.Role(
            f"{self._name}-role",
            metadata=metadata,
            rules=rules,
            opts=waits,
        )
        reference: Any = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": RELEASE}
        account: Any = {"kind": "ServiceAccount", "name": CONTROLLER_ACCOUNT, "namespace": args.namespace}
        metadata = self._metadata("binding", RELEASE, args.services)
        binding = rbac.v1.RoleBinding(
            f"{self._name}-binding",
            metadata=metadata,
            role_ref=reference,
            subjects=[account],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[role]),
        )
        return [role, binding]

    def _follow(self, after: list[pulumi.Resource]) -> None:
        """Make the project, and the Application where it owns the services."""
        args = self._args
        if args.spec.repository is None:
            return
        target = application.Target(
            name=args.name,
            namespace=args.namespace,
            services=args.services,
            repository=args.spec.repository,
            scaled=args.scaled,
            steered=args.steered,
        )
        project = self._custom(
            "project", application.project(self._labels("project"), args.spec, target), after
        )
        if args.spec.owner == "argo":
            self._custom(
                "application",
                application.application(self._labels("application"), args.spec, target),
                [project, *args.before_following],
            )

    def _custom(
        self, part: str, manifest: application.Manifest, after: Sequence[pulumi.Resource]
    ) -> apiextensions.CustomResource:
        return apiextensions.CustomResource(
            f"{self._name}-{part}",
            api_version=manifest["apiVersion"],
            kind=manifest["kind"],
            metadata=manifest["metadata"],
            spec=manifest["spec"],
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(after)),
        )

    def _labels(self, part: str) -> dict[str, str]:
        return self._args.ownership.labels("delivery", f"{self._name}-{part}")

    def _metadata(self, part: str, name: str, namespace: str | None = None) -> application.Manifest:
        return {
            "name": name,
            "namespace": namespace or self._args.namespace,
            "labels": self._labels(part),
        }
