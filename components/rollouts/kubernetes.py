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
    kubernetes_internet: Mapping[str, str]
    """Annotations of such a policy: why it opens the internet, where it does."""
    internet: Mapping[str, Any]
    """Rule that lets a pod out to the internet."""
    internet_reason: Mapping[str, str]
    """Annotations of a policy with it: why."""
    scraper: Mapping[str, str]
    """Labels of what scrapes metrics; empty for nothing."""
    program: str
    """Text of the program that asks the managed Prometheus."""
    prometheus: pulumi.Input[str]
    """Base URL of the managed Prometheus' query API."""
    identity_labels: Mapping[str, str]
    """Labels of pods that have an identity."""
    identity_annotations: Mapping[str, Any]
    """Annotations by which a service account names its identity."""


class Rollouts(pulumi.ComponentResource):
    """Argo Rollouts for the services' namespace, and what asks the managed Prometheus for it."""

    contract: RolloutsContract

    def __init__(self, name: str, args: RolloutsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Install the controllers with the definitions of their kinds, and what they ask."""
        super().__init__("jiban:rollouts:Rollouts", name, {}, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self, depends_on=list(args.after))
        opened = [
            self._policy("controller-policy", policies.controller, args.kubernetes_api, args.scraper),
            self._policy("reader-policy", policies.reader, args.internet),
        ]
        allowed = [
            *self._allow("services", args.services, access.services_rules()),
            *self._allow("own", args.namespace, access.own_rules()),
        ]
        self._allow("deployer", args.services, access.deployer_rules())
        asked = self._reader(opened)
        release = self._release([*opened, *allowed])
        self.contract = RolloutsContract(ready=[release, asked])
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
                args.services, args.spec.replicas, args.scheduling, scraped=bool(args.scraper)
            ),
            atomic=True,
            timeout=_MINUTES * 60,
            opts=pulumi.ResourceOptions(parent=self, depends_on=after),
        )

    def _reader(self, opened: list[pulumi.Resource]) -> pulumi.Resource:
        args = self._args
        manifest = reader.account(self._metadata("reader-account", READER), args.identity_annotations)
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
            data={reader.FILE: args.program},
            opts=self._child,
        )
        facts = reader.ReaderFacts(
            pods=args.spec.replicas,
            prometheus=args.prometheus,
            identity_labels=args.identity_labels,
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

    def _policy(self, part: str, made: Any, *rules: Any) -> pulumi.Resource:
        metadata = self._metadata(part, f"rollouts-{part.partition('-')[0]}")
        reason = self._args.internet_reason if made is policies.reader else self._args.kubernetes_internet
        if reason:
            metadata["annotations"] = dict(reason)
        manifest: Manifest = made(metadata, *rules)
        return networking.v1.NetworkPolicy(
            f"{self._name}-{part}",
            metadata=manifest["metadata"],
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
