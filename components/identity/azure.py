"""Identities on Azure: user-assigned ones that service accounts of the cluster become, without any secret."""

from __future__ import annotations  # the SDK's modules are only loaded where an identity is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi

from jiban.components.base import Fault, SpecRefusedError
from jiban.components.identity.azure_principal import Account, Principal
from jiban.components.identity.contract import IdentityContract

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jiban.components.cache.contract import CacheContract
    from jiban.components.identity.azure_principal import FirstIdentity
    from jiban.components.identity.spec import UsesSpec
    from jiban.components.objects.contract import ObjectsContract
    from jiban.components.observability.contract import LogsContract, MetricsContract
    from jiban.components.queue.contract import QueueContract
    from jiban.components.secrets.contract import SecretsContract
    from jiban.components.site import Site
    from jiban.components.turns import Line

_KEDA: Final = ("kube-system", "keda-operator")
"""Namespace and service account of KEDA's operator where it is the cluster's own add-on."""

_BUCKET_ROLES: Final = {"read": "storage-blob-data-reader", "write": "storage-blob-data-contributor"}
"""By how a bucket is used; there is none that only adds."""

_ADMINISTRATOR: Final = "databases.administrator"
"""What tells the administrator's identity from the services'. A dot is in no service's name, so none has
this."""


@dataclass(frozen=True, kw_only=True)
class IdentityArgs:
    """What the identity of one service is made of."""

    site: Site
    uses: UsesSpec
    namespace: str
    service_account: str
    issuer: pulumi.Input[str]
    """URL of the issuer of the cluster's service account tokens."""
    first: FirstIdentity | None = None
    """The same service's identity in the first region, which is taken; None where one is made."""
    vault: SecretsContract | None
    broker: QueueContract | None
    cache: CacheContract | None
    objects: ObjectsContract | None = None
    logs: LogsContract | None = None
    cache_line: Line
    """Where permissions on the cache queue up: one for all identities, as the cache writes one at a time and
    ends the others as Failed."""


class ServiceIdentity(pulumi.ComponentResource):
    """The identity of one service, with a permission on each thing the service uses and on nothing around it.

    Raises:
        SpecRefusedError: when the service uses something that does not exist.
    """

    contract: IdentityContract

    def __init__(self, name: str, args: IdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the identity and its permissions."""
        _refuse_missing(name, args)
        super().__init__("jiban:identity:ServiceIdentity", name, None, opts)
        account = Account(
            namespace=args.namespace,
            name=args.service_account,
            issuer=args.issuer,
            part=args.service_account,
        )
        principal = Principal.of(self, name, args.site, account, args.first)
        uses = args.uses
        readable, keys, entities = _readable(args.vault), _keys(args.vault), _entities(args.broker)
        for secret in sorted({*uses.secrets, *uses.certificates, *uses.mounted}):
            principal.may(f"reads.{secret}", "key-vault-secrets-user", readable[secret])
        for key in sorted(set(uses.keys)):
            principal.may(f"uses.{key}", "key-vault-crypto-user", keys[key])
        for entity in sorted(set(uses.sends)):
            principal.may(f"sends.{entity}", "service-bus-data-sender", entities[entity])
        for entity in sorted(set(uses.receives)):
            principal.may(f"receives.{entity}", "service-bus-data-receiver", entities[entity])
        for bucket, how in sorted(uses.buckets.items()):
            if args.objects:
                principal.may(f"{how}s.{bucket}", _BUCKET_ROLES[how], args.objects.buckets[bucket].bucket_id)
        if uses.telemetry and args.logs and args.logs.insights_id is not None:
            principal.may("sends-telemetry", "monitoring-metrics-publisher", args.logs.insights_id)
        if uses.cache and args.cache:
            principal.may_use_cache("cache", args.cache, args.cache_line)
            if args.cache.second:
                principal.may_use_cache("cache-second", args.cache.second, args.cache_line)
        self.contract = principal.contract
        self.register_outputs({"clientId": self.contract.client_id})


@dataclass(frozen=True, kw_only=True)
class ScalerArgs:
    """What the identity of KEDA's operator is made of."""

    site: Site
    issuer: pulumi.Input[str]
    """URL of the issuer of the cluster's service account tokens."""
    broker: QueueContract | None
    first: FirstIdentity | None = None
    """The operator's identity in the first region, which is taken; None where one is made."""
    queues: Sequence[str]
    """Queues whose length decides how many pods there are."""
    metrics: MetricsContract | None


class ScalerIdentity(pulumi.ComponentResource):
    """The identity as which KEDA asks for the lengths of queues and for metrics.

    Raises:
        SpecRefusedError: when a queue does not exist.
    """

    contract: IdentityContract

    def __init__(self, name: str, args: ScalerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the identity and its permissions."""
        entities = _entities(args.broker)
        _raise(name, _missing("queues", "queue", args.queues, entities))
        super().__init__("jiban:identity:ScalerIdentity", name, None, opts)
        namespace, operator = _KEDA
        # A dot is in no service's name, so no service's identity has this one's name.
        account = Account(
            namespace=namespace, name=operator, issuer=args.issuer, part=f"{namespace}.{operator}"
        )
        principal = Principal.of(self, name, args.site, account, args.first)
        for queue in sorted(set(args.queues)):
            # KEDA asks for the queue's own properties, which takes the right to manage it (AKS guide
            # `keda-workload-identity`, which grants it on the namespace; KEDA "Azure Service Bus": Manage).
            principal.may(f"counts.{queue}", "service-bus-data-owner", entities[queue])
        if args.metrics:
            principal.may("reads-metrics", "monitoring-data-reader", args.metrics.workspace_id)
        self.contract = principal.contract
        self.register_outputs({"clientId": self.contract.client_id})


@dataclass(frozen=True, kw_only=True)
class ReaderArgs:
    """What the identity of whatever reads metrics inside the cluster is made of."""

    site: Site
    namespace: str
    service_account: str
    issuer: pulumi.Input[str]
    """URL of the issuer of the cluster's service account tokens."""
    metrics: MetricsContract


class ReaderIdentity(pulumi.ComponentResource):
    """The identity that asks the managed Prometheus how a new version does; it may do nothing else."""

    contract: IdentityContract

    def __init__(self, name: str, args: ReaderArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the identity and its permission."""
        super().__init__("jiban:identity:ReaderIdentity", name, None, opts)
        account = Account(
            namespace=args.namespace,
            name=args.service_account,
            issuer=args.issuer,
            # A dot is in no service's name, so no service's identity has this one's name.
            part=f"rollouts.{args.service_account}",
        )
        principal = Principal.of(self, name, args.site, account, None)
        principal.may("reads-metrics", "monitoring-data-reader", args.metrics.workspace_id)
        self.contract = principal.contract
        self.register_outputs({"clientId": self.contract.client_id})


@dataclass(frozen=True, kw_only=True)
class AdministratorArgs:
    """What the identity of the databases' administrator is made of."""

    site: Site
    namespace: str
    service_account: str
    issuer: pulumi.Input[str]
    """URL of the issuer of the cluster's service account tokens."""
    first: FirstIdentity | None = None
    """The administrator's identity in the first region, which is taken; None where one is made."""


class AdministratorIdentity(pulumi.ComponentResource):
    """The identity that makes the databases' roles; the server itself names it as an administrator."""

    contract: IdentityContract

    def __init__(
        self, name: str, args: AdministratorArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Declare the identity, and the service account that becomes it."""
        super().__init__("jiban:identity:AdministratorIdentity", name, None, opts)
        account = Account(
            namespace=args.namespace,
            name=args.service_account,
            issuer=args.issuer,
            part=_ADMINISTRATOR,
        )
        self.contract = Principal.of(self, name, args.site, account, args.first).contract
        self.register_outputs({"clientId": self.contract.client_id})


def _secrets(vault: SecretsContract | None) -> Mapping[str, pulumi.Output[str]]:
    return vault.secret_ids if vault else {}


def _certificates(vault: SecretsContract | None) -> Mapping[str, pulumi.Output[str]]:
    return vault.certificate_ids if vault else {}


def _readable(vault: SecretsContract | None) -> Mapping[str, pulumi.Output[str]]:
    return {**_secrets(vault), **_certificates(vault)}


def _keys(vault: SecretsContract | None) -> Mapping[str, pulumi.Output[str]]:
    return vault.key_ids if vault else {}


def _entities(broker: QueueContract | None) -> Mapping[str, pulumi.Output[str]]:
    return broker.entity_ids if broker else {}


def _refuse_missing(name: str, args: IdentityArgs) -> None:
    uses = args.uses
    readable, entities = _readable(args.vault), _entities(args.broker)
    faults = [
        *_missing("secrets", "secret", uses.secrets, _secrets(args.vault)),
        *_missing("secret_files", "secret or certificate", uses.secret_files, readable),
        *(
            Fault(
                ("secret_variables", position, "of"),
                f"there is no secret {each.of}",
                "add it, or take it out",
            )
            for position, each in enumerate(uses.secret_variables)
            if each.of not in _secrets(args.vault)
        ),
        *_missing("keys", "key", uses.keys, _keys(args.vault)),
        *_missing("certificates", "certificate", uses.certificates, _certificates(args.vault)),
        *_missing("sends", "queue or topic", uses.sends, entities),
        *_missing("receives", "queue or topic", uses.receives, entities),
    ]
    if uses.cache and args.cache is None:
        faults.append(Fault(("cache",), "there is no cache", "add one, or set cache to false"))
    for bucket, how in uses.buckets.items():
        if args.objects is None or bucket not in args.objects.buckets:
            faults.append(
                Fault(("buckets", bucket), f"there is no bucket {bucket}", "add it, or take it out")
            )
        elif how not in _BUCKET_ROLES:
            reason = f"Azure has no built-in role with the right to {how} alone"
            faults.append(Fault(("buckets", bucket), reason, "set it to write, or to read"))
    if uses.search:
        faults.append(Fault(("search",), "there is no search domain on Azure", "set search to false"))
    if uses.telemetry and (args.logs is None or args.logs.insights_id is None):
        faults.append(Fault(("telemetry",), "nothing takes it", "add it, or set telemetry to false"))
    _raise(name, faults)


def _missing(field: str, what: str, asked: Sequence[str], there: Mapping[str, object]) -> list[Fault]:
    return [
        Fault((field, position), f"there is no {what} {each}", "add it, or take it out of the list")
        for position, each in enumerate(asked)
        if each not in there
    ]


def _raise(name: str, faults: list[Fault]) -> None:
    if faults:
        raise SpecRefusedError(name, faults)
