"""Identities on AWS: roles that service accounts of the cluster become, without any secret."""

from __future__ import annotations  # the SDK's modules are only loaded where an identity is made

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pulumi
from pulumi_aws import iam

from jiban.components.base import Fault, SpecRefusedError
from jiban.components.iam import Statement, allow, document
from jiban.components.identity import aws_buckets
from jiban.components.identity.aws_principal import Principal
from jiban.components.identity.contract import IdentityContract
from jiban.components.site import known_after
from jiban.components.sql import is_taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jiban.components.cache.contract import CacheContract
    from jiban.components.cluster.contract import ClusterContract
    from jiban.components.identity.spec import UsesSpec
    from jiban.components.objects.contract import ObjectsContract
    from jiban.components.postgres.contract import PostgresContract
    from jiban.components.queue.contract import QueueContract
    from jiban.components.search.contract import SearchContract
    from jiban.components.secrets.contract import SecretsContract
    from jiban.components.site import Site


_ADMINISTRATOR: Final = "databases.administrator"
"""What tells the administrator's role from the services'. A dot is in no service's name, so none has this."""
_MAY_SEND_TRACES: Final = document(
    allow(
        [
            "xray:PutSpans",
            "xray:PutSpansForIndexing",
            "xray:PutTraceSegments",
            "xray:GetSamplingRules",
            "xray:GetSamplingTargets",
        ],
        ["*"],
    )
)
"""What sending traces takes: IAM knows no resources of these actions (managed policy
`AWSXrayWriteOnlyAccess`; CloudWatch user guide, `CloudWatch-OTLPEndpoint`)."""
_RECEIVE: Final = (
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:GetQueueAttributes",
)
"""What a receiver does: take a message, be done with it or have it longer, and ask how the queue stands."""

_BUILT: Final = (
    "databases",
    "cache",
    "search",
    "buckets",
    "sends",
    "receives",
    "secrets",
    "keys",
    "telemetry",
)
"""What a service can use on AWS."""
_OF_KEYS: Final[Mapping[str, str]] = {
    "encrypt": "kms:Encrypt",
    "decrypt": "kms:Decrypt",
    "wrap": "kms:Encrypt",
    "unwrap": "kms:Decrypt",
    "sign": "kms:Sign",
    "verify": "kms:Verify",
}
"""Action by what a key does. KMS knows no wrapping: a key is encrypted as any short text is."""


@dataclass(frozen=True, kw_only=True)
class IdentityArgs:
    """What the identity of one service is made of."""

    site: Site
    uses: UsesSpec
    namespace: str
    service_account: str
    cluster: ClusterContract
    postgres: PostgresContract | None
    cache: CacheContract | None
    objects: ObjectsContract | None
    search: SearchContract | None
    broker: QueueContract | None = None
    vault: SecretsContract | None
    traces: bool = False
    """Whether the account's X-Ray takes traces."""


class ServiceIdentity(pulumi.ComponentResource):
    """The identity of one service, with a permission on each thing the service uses and on nothing around it.

    Raises:
        SpecRefusedError: when the service uses something that does not exist.
    """

    contract: IdentityContract

    def __init__(self, name: str, args: IdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the role, its permissions, and the service account that becomes it."""
        faults = list(_missing(args))
        if faults:
            raise SpecRefusedError(name, faults)
        super().__init__("jiban:identity:ServiceIdentity", name, None, opts)
        principal = Principal(
            parent=self,
            name=name,
            site=args.site,
            namespace=args.namespace,
            account=args.service_account,
            part=args.service_account,
        )
        role = principal.role()
        role_name = known_after(role, principal.physical)
        if args.uses.databases and args.postgres:
            connect = partial(_may_connect, args.service_account)
            iam.RolePolicy(
                f"{name}-databases",
                name="databases",
                role=role_name,
                policy=pulumi.Output.all(*args.postgres.resource_ids.values()).apply(connect),
                opts=pulumi.ResourceOptions(parent=self),
            )
        if args.uses.cache and args.cache:
            user = args.cache.users[args.service_account]
            iam.RolePolicy(
                f"{name}-cache",
                name="cache",
                role=role_name,
                policy=pulumi.Output.all(args.cache.cache_id, user.user_id).apply(_may_use_cache),
                opts=pulumi.ResourceOptions(parent=self),
            )
        if args.uses.buckets and args.objects:
            aws_buckets.grant(
                self,
                name,
                role=role_name,
                region=args.site.region,
                used=args.uses.buckets,
                objects=args.objects,
            )
        if args.uses.telemetry:
            iam.RolePolicy(
                f"{name}-traces",
                name="traces",
                role=role_name,
                policy=_MAY_SEND_TRACES,
                opts=pulumi.ResourceOptions(parent=self),
            )
        if args.broker and args.broker.key_id and (args.uses.sends or args.uses.receives):
            iam.RolePolicy(
                f"{name}-queues",
                name="queues",
                role=role_name,
                policy=pulumi.Output.all(
                    key=args.broker.key_id,
                    sent=[args.broker.entity_ids[each] for each in sorted(set(args.uses.sends))],
                    received=_received(args.broker, args.uses.receives),
                ).apply(partial(_may_use_queues, args.site.region)),
                opts=pulumi.ResourceOptions(parent=self),
            )
        self._vault(name, args, role_name)
        if args.uses.search and args.search:
            iam.RolePolicy(
                f"{name}-search",
                name="search",
                role=role_name,
                policy=args.search.domain_id.apply(_may_search),
                opts=pulumi.ResourceOptions(parent=self),
            )
        principal.is_become_in(args.cluster, role)
        self.contract = IdentityContract(
            client_id=role.arn,
            principal_id=role_name,
            # PostgreSQL keeps its own users; IAM's permission names the one that this identity may be.
            database_role=known_after(role, args.service_account),
        )
        self.register_outputs({"clientId": self.contract.client_id})

    def _vault(self, name: str, args: IdentityArgs, role: pulumi.Output[str]) -> None:
        """Let the service read its secrets, and use its keys, none beside."""
        vault, uses = args.vault, args.uses
        if vault and uses.secrets:
            iam.RolePolicy(
                f"{name}-secrets",
                name="secrets",
                role=role,
                policy=pulumi.Output.all(
                    vault.vault_id, *(vault.secret_ids[each] for each in sorted(set(uses.secrets)))
                ).apply(partial(_may_read_secrets, args.site.region)),
                opts=pulumi.ResourceOptions(parent=self),
            )
        if vault and uses.keys:
            used = sorted(set(uses.keys))
            iam.RolePolicy(
                f"{name}-keys",
                name="keys",
                role=role,
                policy=pulumi.Output.all(*(vault.key_ids[each] for each in used)).apply(
                    partial(_may_use_keys, [vault.key_operations[each] for each in used])
                ),
                opts=pulumi.ResourceOptions(parent=self),
            )


@dataclass(frozen=True, kw_only=True)
class AdministratorArgs:
    """What the identity of the databases' administrator is made of."""

    site: Site
    namespace: str
    service_account: str
    cluster: ClusterContract
    postgres: PostgresContract


class AdministratorIdentity(pulumi.ComponentResource):
    """The identity that makes the databases' roles: it reads the master user's secret, and nothing else."""

    def __init__(
        self, name: str, args: AdministratorArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Declare the role, its permission, and the service account that becomes it."""
        super().__init__("jiban:identity:AdministratorIdentity", name, None, opts)
        principal = Principal(
            parent=self,
            name=name,
            site=args.site,
            namespace=args.namespace,
            account=args.service_account,
            part=_ADMINISTRATOR,
        )
        role = principal.role()
        iam.RolePolicy(
            f"{name}-secret",
            name="secret",
            role=known_after(role, principal.physical),
            policy=pulumi.Output.all(args.postgres.admin_secret, args.postgres.admin_secret_key).apply(
                partial(_may_read_secret, args.site.region)
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        principal.is_become_in(args.cluster, role)
        self.register_outputs({})


def _missing(args: IdentityArgs) -> Iterator[Fault]:
    uses = args.uses
    if uses.databases and args.postgres is None:
        yield Fault(("databases",), "there is no database server", "add one, or take them out of the list")
    if uses.databases and is_taken("aws", args.service_account):
        yield Fault(
            ("databases",),
            f"the service signs in as the user {args.service_account}, which every server has for itself",
            "give the service another name",
        )
    if uses.cache and args.cache is None:
        yield Fault(("cache",), "there is no cache", "add one, or set it to false")
    if uses.search and args.search is None:
        yield Fault(("search",), "there is no search domain", "add one, or set it to false")
    yield from aws_buckets.missing(uses.buckets, args.objects)
    if uses.telemetry and not args.traces:
        yield Fault(("telemetry",), "nothing takes it", "add it, or set telemetry to false")
    yield from _missing_queues(uses, args.broker)
    for field in ("secrets", "keys"):
        if getattr(uses, field) and args.vault is None:
            yield Fault((field,), "there is no vault", "add one, or take them out of the list")
    for field in type(uses).model_fields:
        if field not in _BUILT and getattr(uses, field):
            yield Fault((field,), "this tier is not built on AWS yet", "leave it out")


def _missing_queues(uses: UsesSpec, broker: QueueContract | None) -> Iterator[Fault]:
    there: Mapping[str, pulumi.Output[str]] = broker.entity_ids if broker else {}
    for field, asked in (("sends", uses.sends), ("receives", uses.receives)):
        for position, each in enumerate(asked):
            if each not in there:
                yield Fault(
                    (field, position),
                    f"there is no queue or topic {each}",
                    "add it, or take it out of the list",
                )


def _may_read_secret(region: str, secret: Sequence[str]) -> str:
    """Return the permission to read one secret, and to open it with its key for that alone."""
    secret_arn, key_arn = secret
    return document(allow(["secretsmanager:GetSecretValue"], [secret_arn]), _may_open(region, key_arn))


def _may_read_secrets(region: str, known: Sequence[str]) -> str:
    """Return the permission to read some secrets and to ask which versions they have."""
    key, *secrets = known
    reads = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    return document(allow(reads, secrets), _may_open(region, key))


def _may_open(region: str, key: str) -> Statement:
    """Return the permission to open secrets with their key, by way of Secrets Manager alone.

    Source: AWS Secrets Manager user guide, `security-encryption` (who asks KMS, and the condition).
    """
    return {
        **allow(["kms:Decrypt"], [key]),
        "Condition": {"StringEquals": {"kms:ViaService": f"secretsmanager.{region}.amazonaws.com"}},
    }


def _may_use_keys(operations: Sequence[Sequence[str]], keys: Sequence[str]) -> str:
    """Return the permission to have each key do what it is for.

    Source: AWS KMS developer guide, `kms-api-permissions-reference`.
    """
    return document(
        *(
            allow(
                [
                    "kms:DescribeKey",
                    "kms:GetPublicKey",
                    *sorted({_OF_KEYS[operation] for operation in allowed}),
                ],
                [key],
            )
            for allowed, key in zip(operations, keys, strict=True)
        )
    )


def _may_connect(user: str, servers: Sequence[str]) -> str:
    return document(allow(["rds-db:connect"], [f"{users}/{user}" for users in servers]))


def _may_use_cache(known: Sequence[str]) -> str:
    """Return the permission to sign in to one cache as one user.

    Source: ElastiCache user guide, `auth-iam`.
    """
    cache, user = known
    return document(allow(["elasticache:Connect"], [cache, user]))


def _received(broker: QueueContract, names: Sequence[str]) -> list[pulumi.Output[str]]:
    """Return the queues that are received from: of a topic, those of its subscriptions."""
    return [
        arn for name in sorted(set(names)) for arn in broker.received_ids.get(name, [broker.entity_ids[name]])
    ]


def _may_use_queues(region: str, known: Mapping[str, Any]) -> str:
    """Return the permission to send to some queues and topics, to receive from others, and to open messages.

    Source: SQS developer guide, `sqs-basic-examples-of-sqs-policies` (actions of a receiver) and
    `sqs-key-management` (who sends needs both actions on the key, who receives the second).
    """
    sent, received = known["sent"], known["received"]
    queues = [arn for arn in sent if ":sqs:" in arn]
    topics = [arn for arn in sent if ":sns:" in arn]
    opens = {
        **allow(["kms:Decrypt", *(["kms:GenerateDataKey"] if sent else [])], [known["key"]]),
        "Condition": {
            "StringEquals": {
                "kms:ViaService": [
                    f"{service}.{region}.amazonaws.com"
                    for service, used in (("sqs", queues or received), ("sns", topics))
                    if used
                ]
            }
        },
    }
    return document(
        *([allow(["sqs:SendMessage"], queues)] if queues else []),
        *([allow(["sns:Publish"], topics)] if topics else []),
        *([allow(_RECEIVE, received)] if received else []),
        opens,
    )


def _may_search(domain: str) -> str:
    """Return the permission to send requests to one domain; what they may do there, its own roles say.

    Source: OpenSearch Service developer guide, `ac` and `fgac`.
    """
    methods = ("Delete", "Get", "Head", "Patch", "Post", "Put")
    return document(allow([f"es:ESHttp{method}" for method in methods], [f"{domain}/*"]))
