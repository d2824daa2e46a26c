"""Services on Kubernetes and their namespace; what the objects say is made in the modules beside this one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pulumi
from pulumi_kubernetes import apps, autoscaling, batch, core, networking, policy, rbac

from jiban.components.base import Fault, SpecRefusedError
from jiban.components.images import names_host
from jiban.components.queue_variables import queue_variable
from jiban.components.rollouts.spec import CanarySpec
from jiban.components.tags import Ownership, label_value
from jiban.components.workload import (
    connection,
    manifests,
    needs,
    policies,
    roles,
    routes,
    scaling,
    secret_files,
)
from jiban.components.workload.contract import (
    DatabaseRolesContract,
    NamespaceContract,
    PlatformContract,
    Text,
    WorkloadContract,
)
from jiban.components.workload.kubernetes_rollout import (
    SELECTOR,
    WEIGHTS,
    RolloutParts,
    bring_in,
    custom_resource,
    second_address,
)
from jiban.components.workload.names import ROLES_ACCOUNT, content_name
from jiban.components.workload.roles_script import script
from jiban.components.workload.rollout import second_name, steered_metadata
from jiban.components.workload.spec import AutoscaleSpec, WorkloadSpec
from jiban.components.workload.subject import Manifest, Subject


@dataclass(frozen=True, kw_only=True)
class NamespaceArgs:
    """What a namespace is made of."""

    ownership: Ownership
    name: str
    """Name in Kubernetes, for which identities are made too: `names.namespace_name`."""
    version: str
    """Minor version of the cluster, by whose pod security standard the namespace admits pods."""
    metrics: bool
    """Whether the managed Prometheus scrapes the namespace's annotated pods."""
    also_scraped: Sequence[str] = ()
    """Further namespaces whose annotated pods the managed Prometheus scrapes."""
    cilium: bool = False
    """Whether Cilium enforces network policies, and a resolver may run on each node."""


class Namespace(pulumi.ComponentResource):
    """A namespace of restricted pods that lets nothing through, with a role to look and a role to deploy."""

    contract: NamespaceContract

    def __init__(self, name: str, args: NamespaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the namespace and what every namespace has."""
        super().__init__("jiban:workload:Namespace", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        subject = _closed_namespace(name, args, child)
        roles: dict[str, rbac.v1.Role] = {}
        for manifest in (manifests.reader_role(subject), manifests.writer_role(subject)):
            role = manifest["metadata"]["name"]
            roles[role] = rbac.v1.Role(
                subject.logical(role), metadata=manifest["metadata"], rules=manifest["rules"], opts=child
            )
        manifest = manifests.deployer_account(subject)
        deployer = core.v1.ServiceAccount(
            subject.logical("deployer"),
            metadata=manifest["metadata"],
            automount_service_account_token=manifest["automountServiceAccountToken"],
            opts=child,
        )
        deployer_name = _name_of(deployer.metadata)
        _role_binding(
            subject,
            "deployer-binding",
            manifests.role_binding(
                subject,
                "deployer-binding",
                manifests.DEPLOYER,
                _name_of(roles[manifests.WRITER].metadata),
                deployer_name,
            ),
            child,
        )
        if args.metrics:
            manifest = manifests.scrape_settings(subject, args.also_scraped)
            core.v1.ConfigMap(
                subject.logical("scraping"), metadata=manifest["metadata"], data=manifest["data"], opts=child
            )
        self.contract = NamespaceContract(
            name=pulumi.Output.from_input(subject.namespace),
            reader_role=_name_of(roles[manifests.READER].metadata),
            deployer=deployer_name,
        )
        self.register_outputs({"name": self.contract.name, "deployer": deployer_name})


class ClosedNamespace(pulumi.ComponentResource):
    """A namespace of restricted pods that lets nothing through but name lookups, for the platform's own."""

    name: pulumi.Output[str]

    def __init__(self, name: str, args: NamespaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the namespace and its policies."""
        super().__init__("jiban:workload:ClosedNamespace", name, {}, opts)
        subject = _closed_namespace(name, args, pulumi.ResourceOptions(parent=self))
        self.name = pulumi.Output.from_input(subject.namespace)
        self.register_outputs({"name": self.name})


@dataclass(frozen=True, kw_only=True)
class DatabaseRolesArgs:
    """What the databases' roles are made of."""

    services: Mapping[str, WorkloadSpec]
    """The services that use databases, by name; one at least."""
    ownership: Ownership
    name: str
    """Name of the namespace of the run, for which the administrator's identity is made too:
    `names.roles_namespace`."""
    namespace: NamespaceContract
    """Namespace of the services."""
    platform: PlatformContract
    ready: Sequence[pulumi.Resource] = ()
    """What must exist before the run, beyond what the inputs say: permissions, private ways in."""
    others_refer: bool = False
    """Whether another tool deploys services that refer to the certificates: then their config map is named
    after what it holds, and stays when another one takes its place."""


class DatabaseRoles(pulumi.ComponentResource):
    """One role for each service that uses a database, made by a run inside of the cluster.

    The run stands in a namespace of its own: whoever may start pods beside it could become the databases'
    administrator. It is repeated when anything that it does has changed.

    Raises:
        SpecRefusedError: when the platform has no one to administer the databases.
    """

    contract: DatabaseRolesContract

    def __init__(
        self, name: str, args: DatabaseRolesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Make the namespace, and in it the run and what it needs."""
        administrator = args.platform.administrator
        if administrator is None:
            reason = "the platform has no one to make the databases' roles"
            raise SpecRefusedError(name, [Fault(("services",), reason, "deploy the platform's stack first")])
        super().__init__("jiban:workload:DatabaseRoles", name, {}, opts)
        platform, shape = args.platform, args.platform.shape
        child = pulumi.ResourceOptions(parent=self)
        closed = NamespaceArgs(
            ownership=args.ownership,
            name=args.name,
            version=shape.version,
            metrics=False,
            cilium=shape.hooks.cilium,
        )
        subject = _closed_namespace(name, closed, child, ROLES_ACCOUNT)
        manifest = roles.account(
            subject, manifests.identity_annotations(shape.hooks, administrator.client_id)
        )
        account = core.v1.ServiceAccount(
            subject.logical("account"),
            metadata=manifest["metadata"],
            automount_service_account_token=manifest["automountServiceAccountToken"],
            opts=child,
        )
        opening = _network_policy(subject, "policy", roles.policy(subject, shape), child)
        uses = {service: spec.uses.databases for service, spec in args.services.items()}
        text = script(shape.hooks.administers_by, shape.databases, uses)
        facts = roles.RolesFacts(
            administrator=administrator,
            host=platform.addresses["POSTGRES_HOST"],
            roles={service: platform.database_roles[service] for service in uses},
            ids={service: platform.principal_ids[service] for service in uses},
            script=_settings(subject, "script", roles.config_map(subject, text, shape.authorities), child),
        )
        manifest = roles.job(subject, shape, args.services, facts)
        seconds = f"{roles.PATIENCE_SECONDS}s"
        run = batch.v1.Job(
            subject.logical("job"),
            metadata=manifest["metadata"],
            spec=manifest["spec"],
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=[account, opening, *args.ready],
                custom_timeouts=pulumi.CustomTimeouts(create=seconds, update=seconds),
            ),
        )
        self.contract = DatabaseRolesContract(run=run, authorities=self._authorities(args, child))
        self.register_outputs({})

    @staticmethod
    def _authorities(args: DatabaseRolesArgs, child: pulumi.ResourceOptions) -> pulumi.Output[str] | None:
        """Put the certificates beside the services, which verify the server by them."""
        authorities = args.platform.shape.authorities
        if authorities is None:
            return None
        subject = _subject(ROLES_ACCOUNT, ROLES_ACCOUNT, args.namespace.name, args.ownership)
        manifest = roles.authorities_map(subject, authorities)
        if args.others_refer:
            manifest["metadata"]["name"] = content_name(subject.logical("authorities"), manifest["data"])
            child = pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(retain_on_delete=True))
        return _settings(subject, "authorities", manifest, child)


@dataclass(frozen=True, kw_only=True)
class WorkloadArgs:
    """What a service is made of."""

    spec: WorkloadSpec
    ownership: Ownership
    namespace: NamespaceContract
    platform: PlatformContract
    callers: Sequence[str] = ()
    """Services that send requests to this one."""
    callees: Mapping[str, int]
    """Port of each service that this one sends requests to, by name."""
    authorities: Text | None = None
    """Name of the config map with the certificates that vouch for the database; None where there are none."""
    ready: Sequence[pulumi.Resource] = ()
    """What must exist before the pods start, beyond what the inputs say: permissions, private ways in, roles
    in the database."""
    shares: bool = False
    """Whether the route of another service gives it a share of the requests."""
    gateway_ready: Sequence[pulumi.Resource] = ()
    """What must exist before a route: the gateway, with the definitions of its kinds."""
    prometheus: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """How the controller of rollouts asks the managed Prometheus, but for the query; needed by a service
    whose rollout is not rolling."""
    rollouts_ready: Sequence[pulumi.Resource] = ()
    """What must exist before a rollout: its controller, with the definitions of its kinds."""


class Workload(pulumi.ComponentResource):
    """A service that answers HTTP. Its logical name is its name in Kubernetes."""

    contract: WorkloadContract

    def __init__(self, name: str, args: WorkloadArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the service's objects.

        Raises:
            SpecRefusedError: when the platform does not have what the service asks for.
        """
        faults = list(needs.faults(name, args.spec, args.platform.shape))
        if faults:
            raise SpecRefusedError(name, faults)
        super().__init__("jiban:workload:Workload", name, {}, opts)
        self._args = args
        self._spec = args.spec
        self._platform = args.platform
        self._subject = _subject(name, name, args.namespace.name, args.ownership)
        self._child = pulumi.ResourceOptions(parent=self)

        account = self._account(args.namespace.reader_role)
        opening = _network_policy(
            self._subject,
            "policy",
            policies.service_policy(
                self._subject,
                args.spec,
                args.platform.shape,
                callers=args.callers,
                callees=args.callees,
                shares=args.shares,
            ),
            self._child,
        )
        deployment = self._deployment((account, opening, *self._secrets(), *args.ready))
        if args.spec.steered is None:
            self._scaling(deployment)
        self._disruption_budget()
        service = self._service()
        addresses = [service, *second_address(self._subject, args.spec, self._patience(), self)]
        route = self._route(addresses)
        if args.spec.steered is not None:
            parts = RolloutParts(
                deployment=deployment,
                addresses=[*addresses, *route],
                ready=args.rollouts_ready,
                prometheus=args.prometheus,
            )
            self._scaling(bring_in(self._subject, args.spec, args.spec.steered, parts, self))
        url = pulumi.Output.concat("http://", _name_of(service.metadata), ".", self._subject.namespace)
        self.contract = WorkloadContract(name=name, url=url)
        self.register_outputs({"url": url})

    def _account(self, reader_role: pulumi.Output[str]) -> core.v1.ServiceAccount:
        shape = self._platform.shape
        client_id = self._platform.client_ids[self._subject.name] if self._has_identity else None
        manifest = manifests.service_account(
            self._subject, self._spec, manifests.identity_annotations(shape.hooks, client_id)
        )
        account = core.v1.ServiceAccount(
            self._subject.logical("account"),
            metadata=manifest["metadata"],
            automount_service_account_token=manifest["automountServiceAccountToken"],
            opts=self._child,
        )
        if self._spec.kubernetes_access == "reader":
            binding = manifests.role_binding(
                self._subject,
                "reader",
                f"{self._subject.name}-reader",
                reader_role,
                _name_of(account.metadata),
            )
            _role_binding(self._subject, "reader", binding, self._child)
        return account

    def _secrets(self) -> Sequence[pulumi.Resource]:
        """Make what tells the nodes which secrets the pods get, as files and variables."""
        vault = self._platform.vault
        if not self._spec.uses.mounted or vault is None:
            return []
        client_id = self._platform.client_ids[self._subject.name]
        manifest = secret_files.provider_class(self._subject, self._spec, vault, client_id)
        return [custom_resource(self._subject, "secrets", manifest, self._child)]

    def _deployment(self, first: Sequence[pulumi.Resource]) -> apps.v1.Deployment:
        manifest = manifests.deployment(self._subject, self._spec, self._facts())
        return apps.v1.Deployment(
            self._subject.logical("deployment"),
            metadata=manifest["metadata"],
            spec=manifest["spec"],
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=list(first),
                custom_timeouts=self._patience(),
                ignore_changes=manifests.not_ours(self._spec),
            ),
        )

    def _facts(self) -> manifests.PodFacts:
        shape = self._platform.shape
        pool = self._spec.pool
        return manifests.PodFacts(
            image=self._image(),
            settings=self._settings(),
            variables=self._variables(),
            identity_labels=shape.hooks.pod_labels if self._has_identity else {},
            taint=shape.pools[pool].taint if pool else None,
            zones=shape.zones,
            authorities=self._args.authorities if self._spec.uses.databases else None,
        )

    def _image(self) -> str | pulumi.Output[str]:
        host = self._platform.image_host
        if names_host(self._spec.image) or host is None:
            return self._spec.image
        return pulumi.Output.concat(host, "/", self._spec.image)

    def _settings(self) -> pulumi.Output[str] | None:
        """Make the config map, autonamed: under a fixed name a change takes it, and the pods, away first."""
        if not self._spec.env:
            return None
        manifest = manifests.config_map(self._subject, self._spec)
        return _settings(self._subject, "settings", manifest, self._child)

    def _variables(self) -> dict[str, str | pulumi.Output[str]]:
        found = connection.values(self._subject.name, self._spec, self._platform)
        return found | {own: found[platforms] for own, platforms in self._spec.variables.items()}

    def _scaling(self, scaled: pulumi.Resource) -> None:
        """Make the autoscaler, after what it scales: KEDA refuses one for what is not there."""
        autoscale = self._spec.autoscale
        if autoscale is None:
            return
        if scaling.needs_keda(autoscale):
            self._keda(autoscale, scaled)
            return
        manifest = scaling.autoscaler(self._subject, self._spec, autoscale)
        autoscaling.v2.HorizontalPodAutoscaler(
            self._subject.logical("autoscaler"),
            metadata=manifest["metadata"],
            spec=manifest["spec"],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[scaled]),
        )

    def _keda(self, autoscale: AutoscaleSpec, target: pulumi.Resource) -> None:
        platform = self._platform
        facts = scaling.ScalerFacts(
            provider=platform.shape.hooks.scaler_provider,
            client_id=platform.scaler_client_id,
            metrics_url=platform.metrics_url,
            queue_name=platform.queue_name,
            region=platform.shape.region,
            queue_urls={
                metric.queue: platform.addresses[queue_variable(metric.queue)]
                for metric in autoscale.metrics.values()
                if metric.kind == "queue" and queue_variable(metric.queue) in platform.addresses
            },
        )
        first: list[pulumi.Resource] = [target]
        if autoscale.metrics:
            first.append(
                custom_resource(
                    self._subject, "scaler", scaling.trigger_authentication(self._subject, facts), self._child
                )
            )
        scaled = scaling.scaled_object(self._subject, self._spec, autoscale, facts)
        waits = pulumi.ResourceOptions(parent=self, depends_on=first)
        custom_resource(self._subject, "autoscaler", scaled, waits)

    def _disruption_budget(self) -> None:
        manifest = manifests.disruption_budget(self._subject, self._spec)
        if manifest is not None:
            policy.v1.PodDisruptionBudget(
                self._subject.logical("budget"),
                metadata=manifest["metadata"],
                spec=manifest["spec"],
                opts=self._child,
            )

    def _service(self) -> core.v1.Service:
        manifest, how = manifests.service(self._subject), self._spec.steered
        metadata: Any = steered_metadata(manifest["metadata"], how) if how else manifest["metadata"]
        return core.v1.Service(
            self._subject.logical("service"),
            metadata=metadata,
            spec=manifest["spec"],
            # It counts as made when it has ready pods, so it must be waited for as long as they are.
            opts=pulumi.ResourceOptions(
                parent=self,
                custom_timeouts=self._patience(),
                ignore_changes=list(SELECTOR) if how else None,
            ),
        )

    def _route(self, addresses: Sequence[pulumi.Resource]) -> list[pulumi.Resource]:
        """Make the way from the gateway to the service, when there are pods that answer."""
        ingress, gateway, how = self._spec.ingress, self._platform.shape.gateway, self._spec.steered
        if ingress is None or ingress.path is None or gateway is None:
            return []
        # A route that is shared is another one: it takes over before the plain one goes, and back again.
        second = second_name(self._subject.name, how) if isinstance(how, CanarySpec) else None
        after = pulumi.ResourceOptions(
            parent=self,
            depends_on=[*addresses, *self._args.gateway_ready],
            ignore_changes=list(WEIGHTS) if second else None,
        )
        prefix = "canary-" if second else ""
        route = custom_resource(
            self._subject, f"{prefix}route", routes.route(self._subject, ingress, gateway, second), after
        )
        behaviour = routes.traffic_policy(self._subject, ingress, second)
        custom_resource(
            self._subject,
            f"{prefix}traffic",
            behaviour,
            pulumi.ResourceOptions(parent=self, depends_on=[route]),
        )
        return [route]

    def _patience(self) -> pulumi.CustomTimeouts:
        seconds = f"{manifests.rollout_seconds(self._spec)}s"
        return pulumi.CustomTimeouts(create=seconds, update=seconds)

    @property
    def _has_identity(self) -> bool:
        return self._subject.name in self._platform.shape.identities


def _subject(component: str, name: str, namespace: str | pulumi.Output[str], ownership: Ownership) -> Subject:
    return Subject(
        name=name,
        namespace=namespace,
        system=label_value(ownership.project),
        component=component,
        ownership=partial(ownership.labels, "workload"),
    )


def _closed_namespace(
    component: str, args: NamespaceArgs, child: pulumi.ResourceOptions, owner: str | None = None
) -> Subject:
    """Make a namespace that lets nothing through but name lookups; return whose its other objects are."""
    outside = _subject(component, args.name, args.name, args.ownership)
    manifest = manifests.namespace(outside, args.version)
    namespace = core.v1.Namespace(outside.logical("namespace"), metadata=manifest["metadata"], opts=child)
    subject = _subject(component, owner or args.name, _name_of(namespace.metadata), args.ownership)
    for part, manifest in (
        ("deny-all", policies.deny_all(subject)),
        ("name-lookups", policies.name_lookups(subject)),
    ):
        _network_policy(subject, part, manifest, child)
    if args.cilium:
        custom_resource(subject, "node-lookups", policies.node_lookups(subject), child)
    return subject


def _settings(
    subject: Subject, part: str, manifest: Manifest, opts: pulumi.ResourceOptions
) -> pulumi.Output[str]:
    """Make a config map that never changes, and return its name."""
    settings = core.v1.ConfigMap(
        subject.logical(part),
        metadata=manifest["metadata"],
        immutable=manifest["immutable"],
        data=manifest["data"],
        opts=opts,
    )
    return _name_of(settings.metadata)


def _network_policy(
    subject: Subject, part: str, manifest: Manifest, opts: pulumi.ResourceOptions
) -> networking.v1.NetworkPolicy:
    return networking.v1.NetworkPolicy(
        subject.logical(part), metadata=manifest["metadata"], spec=manifest["spec"], opts=opts
    )


def _role_binding(subject: Subject, part: str, manifest: Manifest, opts: pulumi.ResourceOptions) -> None:
    rbac.v1.RoleBinding(
        subject.logical(part),
        metadata=manifest["metadata"],
        role_ref=manifest["roleRef"],
        subjects=manifest["subjects"],
        opts=opts,
    )


def _name_of(metadata: pulumi.Output[Any]) -> pulumi.Output[str]:
    return metadata.name
