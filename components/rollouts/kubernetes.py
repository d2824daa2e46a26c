"""What carries rollouts out in a cluster; what its objects say is made in the modules beside this one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_kubernetes import apps, core, networking, policy, rbac
from pulumi_kubernetes.helm import v3 as helm

from jiban.components.rollouts import access, chart, policies, reader
from jiban.components.rollouts.contract import READER, RolloutsContract
from jiban.components.rollouts.policies import Manifest
from jiban.components.rollouts.spec import RolloutsSpec
from jiban.components.tags import Ownership

_MINUTES: Final = 10


@dataclass(frozen=True, kw_only=True)
class MetricsReaderArgs:
    """What asks the managed Prometheus for controllers that cannot."""

    program: str
    """Its text."""
    prometheus: pulumi.Input[str]
    """Base URL of the managed Prometheus' query API."""
    internet: Mapping[str, Any]
    """Rule of a network policy that lets its pods out to the internet."""
    reason: Mapping[str, str]
    """Annotations of a policy with it: why."""
    identity_labels: Mapping[str, str]
    """Labels of pods that have an identity."""
    identity_annotations: Mapping[str, Any]
    """Annotations by which a service account names its identity."""


@dataclass(frozen=True, kw_only=True)
class RolloutsArgs:
    """What the controllers are made of."""

    spec: RolloutsSpec
    ownership: Ownership
    namespace: str
    """Their own namespace."""
    services: str
    """Namespace of the services, which alone they look after."""
    deployer: pulumi.Input[str]
    """Service account there that deploys services."""
    after: Sequence[pulumi.Resource]
    """What must exist before them: their own namespace, closed to all traffic but name lookups, and that of
    the services."""
    scheduling: Mapping[str, Any]
    """`nodeSelector` and `tolerations` of their pods."""
    kubernetes_api: Mapping[str, Any]
    """Rule of a network policy that lets a pod out to the API server."""
    asks: Sequence[Mapping[str, Any]] = ()
    """Further rules that let the controllers out: to the managed Prometheus, where they ask it themselves."""
    reasons: Mapping[str, str]
    """Annotations of the controllers' policy: why it opens the internet, where it does."""
    scraper: Mapping[str, Any] | None
    """Peer of a network policy that scrapes metrics; None for nothing."""
    prometheus: Mapping[str, Any]
    """How they ask the managed Prometheus: `provider.prometheus` of an AnalysisTemplate without its query."""
    reader: MetricsReaderArgs | None
    """What asks it for them; None where they do so themselves."""


class Rollouts(pulumi.ComponentResource):
    """Argo Rollouts for the services' namespace and, where it cannot, what asks the managed Prometheus."""

    contract: RolloutsContract

    def __init__(self, name: str, args: RolloutsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Install the controllers with the definitions of their kinds, and what they ask."""
        super().__init__("jiban:rollouts:Rollouts", name, {}, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self, depends_on=list(args.after))
        reader, metadata = args.reader, self._metadata("controller-policy", "rollouts-controller")
        egress = [args.kubernetes_api, *args.asks, *([policies.TO_READER] if reader else [])]
        opened = [self._policy(policies.controller(metadata, egress, args.scraper), args.reasons)]
        if reader:
            metadata = self._metadata("reader-policy", "rollouts-reader")
            opened.append(self._policy(policies.reader(metadata, reader.internet), reader.reason))
        allowed = [
            *self._allow("services", args.services, access.services_rules()),
            *self._allow("own", args.namespace, access.own_rules()),
        ]
        self._allow("deployer", args.services, access.deployer_rules())
        asked = [self._reader(reader, opened)] if reader else []
        release = self._release([*opened, *allowed])
        self.contract = RolloutsContract(ready=[release, *asked], prometheus=args.prometheus)
        self.register_outputs({"namespace": args.namespace})

    def _release(self, after: list[pulumi.Resource]) -> helm.Release:
        """Install the chart; its definitions of kinds come with it, and a release is whole or not there."""
        pinned, args = chart.chart(), self._args
        return helm.Release(
            f"{self._name}-release",
            name=chart.RELEASE,
            namespace=args.namespace,
            chart=pinned.reference,
            version=pinned.version,
            values=chart.settings(
                args.services, args.spec.replicas, args.scheduling, scraped=args.scraper is not None
            ),
            atomic=True,
            timeout=_MINUTES * 60,
            opts=pulumi.ResourceOptions(parent=self, depends_on=after),
        )

    def _reader(self, asks: MetricsReaderArgs, opened: list[pulumi.Resource]) -> pulumi.Resource:
        args = self._args
        manifest = reader.account(self._metadata("reader-account", READER), asks.identity_annotations)
        account = core.v1.ServiceAccount(
            f"{self._name}-reader-account",
            metadata=manifest["metadata"],
            automount_service_account_token=manifest["automountServiceAccountToken"],
            opts=self._child,
        )
        metadata: Any = self._metadata("reader-script", READER)
        del metadata["name"]  # a change makes a new one, to which the pods then move
        script = core.v1.ConfigMap(
            f"{self._name}-reader-script",
            metadata=metadata,
            immutable=True,
            data={reader.FILE: asks.program},
            opts=self._child,
        )
        facts = reader.ReaderFacts(
            pods=args.spec.replicas,
            prometheus=asks.prometheus,
            identity_labels=asks.identity_labels,
            script=_name_of(script.metadata),
            scheduling=args.scheduling,
        )
        manifest = reader.deployment(self._metadata("reader", READER), facts)
        pods = apps.v1.Deployment(
            f"{self._name}-reader",
            metadata=manifest["metadata"],
            spec=manifest["spec"],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[account, *opened]),
        )
        manifest = reader.service(self._metadata("reader-service", READER))
        address = core.v1.Service(
            f"{self._name}-reader-service",
            metadata=manifest["metadata"],
            spec=manifest["spec"],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[pods]),
        )
        if args.spec.replicas > 1:
            manifest = reader.budget(self._metadata("reader-budget", READER))
            policy.v1.PodDisruptionBudget(
                f"{self._name}-reader-budget",
                metadata=manifest["metadata"],
                spec=manifest["spec"],
                opts=self._child,
            )
        return address

    def _policy(self, manifest: Manifest, reasons: Mapping[str, str]) -> pulumi.Resource:
        metadata: Any = {**manifest["metadata"], **({"annotations": dict(reasons)} if reasons else {})}
        return networking.v1.NetworkPolicy(
            f"{self._name}-{metadata['name'].removeprefix('rollouts-')}-policy",
            metadata=metadata,
            spec=manifest["spec"],
            opts=self._child,
        )

    def _allow(self, part: str, namespace: str, rules: access.Rules) -> list[pulumi.Resource]:
        """Let the controllers, or whoever deploys, do something in one namespace."""
        metadata = {
            **self._metadata(f"{part}-role", f"rollouts-{part}"),
            "namespace": namespace,
        }
        manifest = access.role(metadata, rules)
        role = rbac.v1.Role(
            f"{self._name}-{part}-role",
            metadata=manifest["metadata"],
            rules=manifest["rules"],
            opts=self._child,
        )
        account, home = (
            (self._args.deployer, namespace) if part == "deployer" else (chart.RELEASE, self._args.namespace)
        )
        metadata = {**metadata, "labels": self._labels(f"{part}-binding")}
        manifest = access.binding(metadata, account, home)
        bound = rbac.v1.RoleBinding(
            f"{self._name}-{part}-binding",
            metadata=manifest["metadata"],
            role_ref=manifest["roleRef"],
            subjects=manifest["subjects"],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[role]),
        )
        return [role, bound]

    def _labels(self, part: str) -> dict[str, str]:
        return self._args.ownership.labels("rollouts", f"{self._name}-{part}")

    def _metadata(self, part: str, name: str) -> Manifest:
        return {"name": name, "namespace": self._args.namespace, "labels": self._labels(part)}


def _name_of(metadata: pulumi.Output[Any]) -> pulumi.Output[str]:
    return metadata.name
