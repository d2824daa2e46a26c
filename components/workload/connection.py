"""How a program finds and enters what it uses: one table of environment variables for every cloud.

`python -m jiban.components.workload.connection` prints it for `docs/connecting.md`. A name that was given
once stays: programs are written for it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jiban.components.queue_variables import queue_variable, subscription_variable, topic_variable
from jiban.components.workload.policies import stores

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jiban.components.workload.contract import PlatformContract, PlatformShape, Store, Text
    from jiban.components.workload.spec import WorkloadSpec

AUTHORITIES_FOLDER: Final = "/etc/jiban/database"
"""Where a program's container finds the certificates that vouch for the database, if it needs any."""
SECRETS_FOLDER: Final = "/etc/jiban/secrets"
"""Where a program's container finds the secrets that it has as files, each under its name."""
AUTHORITIES_FILE: Final = "authorities.pem"
POSTGRES_PORT: Final = 5432
_AS_IDENTITY: Final[Mapping[str, str]] = {"APPLICATIONINSIGHTS_AUTHENTICATION_STRING": "Authorization=AAD"}
"""Application Insights' agents read it (`azure-ad-authentication`): the connection string alone opens
nothing."""
_BY_SIGNATURE: Final[Mapping[str, str]] = {"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf"}
"""The only protocol that X-Ray's address takes (CloudWatch user guide, `CloudWatch-OTLPEndpoint`)."""
_PREFIXES: Final[Mapping[Store, str]] = {
    "database": "POSTGRES",
    "cache": "CACHE",
    "search": "SEARCH",
    "queue": "QUEUE",
    "objects": "BUCKET",
    "vault": "VAULT",
    "telemetry": "TELEMETRY",
}
_BROKER: Final = "QUEUE_HOST"
_SYSTEM: Final = "system"
"""What `sslrootcert` of libpq (16 or newer) is set to where every system's own certificates will do."""


@dataclass(frozen=True, kw_only=True)
class Variable:
    """One environment variable that the platform sets."""

    name: str
    store: Store
    meaning: str
    azure: str
    """An example on Azure, or why there is none."""
    aws: str
    """An example on AWS, or why there is none."""


_NOT_BUILT: Final = "not built"

VARIABLES: Final[Sequence[Variable]] = (
    Variable(
        name="POSTGRES_HOST",
        store="database",
        meaning="the server that takes writes; the name that its certificate holds",
        azure="psql-tripgen-prod-1a2b.postgres.database.azure.com",
        aws="pg-pms-prod.abcdefghijkl.ap-northeast-2.rds.amazonaws.com",
    ),
    Variable(
        name="POSTGRES_READ_HOST_<REPLICA>",
        store="database",
        meaning="each read replica, by its name in capitals",
        azure="as above",
        aws="as above",
    ),
    Variable(name="POSTGRES_PORT", store="database", meaning="TCP port", azure="5432", aws="5432"),
    Variable(
        name="POSTGRES_USER",
        store="database",
        meaning="the role as which the service signs in",
        azure="id-tripgen-user-prod",
        aws="pms-api",
    ),
    Variable(
        name="POSTGRES_DATABASE",
        store="database",
        meaning="the first of the service's `uses.databases`",
        azure="users",
        aws="pms",
    ),
    Variable(
        name="POSTGRES_DATABASES",
        store="database",
        meaning="all of them, with commas between",
        azure="users,trips",
        aws="pms,reports",
    ),
    Variable(
        name="POSTGRES_SSLMODE",
        store="database",
        meaning="how the server is verified: its certificate, and its name in it",
        azure="verify-full",
        aws="verify-full",
    ),
    Variable(
        name="POSTGRES_SSLROOTCERT",
        store="database",
        meaning="file of certificates that vouch for the server; `system`: those that the system trusts",
        azure=_SYSTEM,
        aws=f"{AUTHORITIES_FOLDER}/{AUTHORITIES_FILE}",
    ),
    Variable(
        name="POSTGRES_TOKEN_SCOPE",
        store="database",
        meaning="what the identity's token is asked for",
        azure="https://ossrdbms-aad.database.windows.net/.default",
        aws="none: a token is made for host, port and user",
    ),
    Variable(
        name="CACHE_HOST",
        store="cache",
        meaning="name of the cache",
        azure="amr-tripgen-prod-1a2b.koreacentral.redis.azure.net",
        aws="clustercfg.cache-pms-prod.abcdef.apn2.cache.amazonaws.com",
    ),
    Variable(name="CACHE_PORT", store="cache", meaning="TCP port, TLS alone", azure="10000", aws="6379"),
    Variable(
        name="CACHE_NAME",
        store="cache",
        meaning="name that a token is made for",
        azure="none: a token is asked for by its scope",
        aws="cache-pms-prod",
    ),
    Variable(
        name="CACHE_SECOND_HOST",
        store="cache",
        meaning="name of the same cache in the second region, only with `cache.geo_region`",
        azure="amr-tripgen-second-prod-1a2b.koreasouth.redis.azure.net",
        aws="none: it has one region",
    ),
    Variable(
        name="CACHE_USER",
        store="cache",
        meaning="the user as which the service signs in; on Azure its identity's object id",
        azure="11111111-2222-3333-4444-555555555555",
        aws="cache-pms-pms-api-prod",
    ),
    Variable(
        name="CACHE_TOKEN_SCOPE",
        store="cache",
        meaning="what the identity's token is asked for",
        azure="https://redis.azure.com/.default",
        aws="none: a token is made for name and user",
    ),
    Variable(
        name="SEARCH_HOST",
        store="search",
        meaning="the search domain, HTTPS on 443; requests are signed for the service `es`",
        azure="none: Azure keeps no OpenSearch",
        aws="vpc-search-pms-prod-abcdefghijklmnop.ap-northeast-2.es.amazonaws.com",
    ),
    Variable(
        name="QUEUE_HOST",
        store="queue",
        meaning="the broker: on Azure AMQP over TLS on 5671, on AWS SQS over HTTPS",
        azure="sbns-tripgen-prod-1a2b.servicebus.windows.net",
        aws="sqs.ap-northeast-2.amazonaws.com",
    ),
    Variable(
        name="QUEUE_SENDS",
        store="queue",
        meaning="queues and topics it may send to, with commas between",
        azure="location_search,system_events",
        aws="location_search,system_events",
    ),
    Variable(
        name="QUEUE_RECEIVES",
        store="queue",
        meaning="queues, and subscriptions of topics, it may receive from, as addresses of AMQP",
        azure="notification,system_events/Subscriptions/audit",
        aws="notification,system_events/Subscriptions/audit",
    ),
    Variable(
        name="QUEUE_<QUEUE>_URL",
        store="queue",
        meaning="each queue that it sends to or receives from, by its name in capitals",
        azure="amqps://sbns-tripgen-prod-1a2b.servicebus.windows.net/notification",
        aws="https://sqs.ap-northeast-2.amazonaws.com/111122223333/sqs-tripgen-notification-prod",
    ),
    Variable(
        name="QUEUE_<TOPIC>_TOPIC",
        store="queue",
        meaning="each topic that it sends to",
        azure="amqps://sbns-tripgen-prod-1a2b.servicebus.windows.net/system_events",
        aws="arn:aws:sns:ap-northeast-2:111122223333:sns-tripgen-system-events-prod-1a2b3c4d",
    ),
    Variable(
        name="QUEUE_<TOPIC>__<SUBSCRIPTION>_URL",
        store="queue",
        meaning="each subscription of a topic that it receives from",
        azure="amqps://sbns-tripgen-prod-1a2b.servicebus.windows.net/system_events/Subscriptions/audit",
        aws="https://sqs.ap-northeast-2.amazonaws.com/111122223333/sqs-tripgen-system-events-audit-prod-1a2b3c4d",
    ),
    Variable(
        name="BUCKET_<BUCKET>_NAME",
        store="objects",
        meaning="each bucket of the service's `uses.buckets`, by its name in capitals",
        azure="files",
        aws="bucket-pms-files-prod-1a2b",
    ),
    Variable(
        name="BUCKET_<BUCKET>_URL",
        store="objects",
        meaning="on Azure, the account that holds the bucket",
        azure="https://stpmsfilesprod1a2b.blob.core.windows.net",
        aws="the name alone finds it",
    ),
    Variable(
        name="VAULT_URI",
        store="vault",
        meaning="address of the vault, on AWS of Secrets Manager",
        azure="https://kv-tripgen-prod-1a2b.vault.azure.net",
        aws="https://secretsmanager.ap-northeast-2.amazonaws.com",
    ),
    Variable(
        name="VAULT_SECRETS",
        store="vault",
        meaning="secrets it may read, with commas between",
        azure="jwt-signing-key",
        aws="session-signing-key",
    ),
    Variable(
        name="SECRET_<NAME>_ARN",
        store="vault",
        meaning="each of them, by its name in capitals: what a program asks for it by",
        azure="https://kv-tripgen-prod-1a2b.vault.azure.net/secrets/jwt-signing-key",
        aws="arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:secret-pms-session-signing-key-prod-1a2b3c",
    ),
    Variable(
        name="VAULT_KEYS",
        store="vault",
        meaning="keys it may use, with commas between",
        azure="documents",
        aws="documents",
    ),
    Variable(
        name="KEY_<NAME>_ARN",
        store="vault",
        meaning="each of them, by its name in capitals: what a program has it encrypt or sign by",
        azure="https://kv-tripgen-prod-1a2b.vault.azure.net/keys/documents",
        aws="arn:aws:kms:ap-northeast-2:111122223333:key/1a2b3c4d-1111-2222-3333-444455556666",
    ),
    Variable(
        name="VAULT_CERTIFICATES",
        store="vault",
        meaning="certificates it may read as secrets of their names, with commas between",
        azure="partner-tls",
        aws="none: there are no certificates",
    ),
    Variable(
        name="SECRET_FILES",
        store="vault",
        meaning="files of `uses.secret_files`, with commas between; a new version replaces a file in place",
        azure=f"{SECRETS_FOLDER}/openai-api-key",
        aws="none: nothing puts files into pods yet",
    ),
    Variable(
        name="APPLICATIONINSIGHTS_CONNECTION_STRING",
        store="telemetry",
        meaning="where traces go; no secret, for it takes the identity's permission too",
        azure="InstrumentationKey=...;IngestionEndpoint=https://koreacentral-0.in.applicationinsights.azure.com/",
        aws="not set",
    ),
    Variable(
        name="APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        store="telemetry",
        meaning="that the agent signs in as the service's identity",
        azure="Authorization=AAD",
        aws="not set",
    ),
    Variable(
        name="OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        store="telemetry",
        meaning="where traces go; the identity signs them, as AWS's distributions of OpenTelemetry do",
        azure="not set",
        aws="https://xray.ap-northeast-2.amazonaws.com/v1/traces",
    ),
    Variable(
        name="OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
        store="telemetry",
        meaning="in which protocol it takes them",
        azure="not set",
        aws="http/protobuf",
    ),
)
"""Every variable by which a service finds what it uses, in the order of the page."""


def values(service: str, spec: WorkloadSpec, platform: PlatformContract) -> dict[str, Text]:
    """Return the environment variables that tell a service how to enter what it uses, and of nothing else.

    Args:
        service: its name.
        spec: what it asks for.
        platform: what it stands on.
    """
    found: dict[str, Text] = {}
    for store in stores(spec):
        found |= {name: platform.addresses[name] for name in _told(store, spec, platform.shape)}
        found |= _beside_addresses(store, service, spec, platform)
        if store in platform.shape.hooks.token_scopes:
            found[f"{_PREFIXES[store]}_TOKEN_SCOPE"] = platform.shape.hooks.token_scopes[store]
    if spec.uses.mounted:
        # The list stands in the pods' template, so pods are started anew when it changes.
        found["SECRET_FILES"] = ",".join(f"{SECRETS_FOLDER}/{name}" for name in spec.uses.mounted)
    region = platform.shape.hooks.region_variable
    if found and region is not None:
        found[region] = platform.shape.region
    return found


def _beside_addresses(
    store: Store, service: str, spec: WorkloadSpec, platform: PlatformContract
) -> dict[str, Text]:
    """Return what a service is told of a store beside its addresses: as whom to enter, and what is in it."""
    match store:
        case "database":
            return {
                **_database(spec.uses.databases, platform.shape),
                "POSTGRES_USER": platform.database_roles[service],
            }
        case "cache":
            users = platform.cache_users
            return {"CACHE_USER": users[service] if users else platform.principal_ids[service]}
        case "queue":
            return dict(_queue(spec, platform.shape.subscriptions))
        case "objects" | "search":
            return {}  # names, accounts and hosts are addresses
        case "vault":
            return dict(_vault(spec)) | {name: platform.addresses[name] for name in references(spec)}
        case "telemetry":
            return dict(_AS_IDENTITY if platform.shape.hooks.account_annotation else _BY_SIGNATURE)


def bucket_variable(bucket: str) -> str:
    """Return the environment variable by which a program finds a bucket."""
    return f"BUCKET_{bucket.upper().replace('-', '_')}_NAME"


def account_variable(bucket: str) -> str:
    """Return the environment variable by which a program finds the account of a bucket, on Azure."""
    return f"BUCKET_{bucket.upper().replace('-', '_')}_URL"


def root_certificates(shape: PlatformShape, folder: str = AUTHORITIES_FOLDER) -> str:
    """Return what `sslrootcert` is set to: a file in the folder, or the word for the system's own."""
    return _SYSTEM if shape.authorities is None else f"{folder}/{AUTHORITIES_FILE}"


def _database(databases: Sequence[str], shape: PlatformShape) -> Mapping[str, str]:
    return {
        "POSTGRES_PORT": str(POSTGRES_PORT),
        "POSTGRES_DATABASE": databases[0],
        "POSTGRES_DATABASES": ",".join(databases),
        "POSTGRES_SSLMODE": "verify-full",
        "POSTGRES_SSLROOTCERT": root_certificates(shape),
    }


def _vault(spec: WorkloadSpec) -> Iterator[tuple[str, str]]:
    for name, what in (
        ("VAULT_SECRETS", spec.uses.secrets),
        ("VAULT_KEYS", spec.uses.keys),
        ("VAULT_CERTIFICATES", spec.uses.certificates),
    ):
        if what:
            yield name, ",".join(what)


def secret_variable(name: str) -> str:
    """Return the environment variable by which a program finds a secret."""
    return f"SECRET_{name.upper().replace('-', '_')}_ARN"


def key_variable(name: str) -> str:
    """Return the environment variable by which a program finds a key."""
    return f"KEY_{name.upper().replace('-', '_')}_ARN"


def references(spec: WorkloadSpec) -> Sequence[str]:
    """Return the variables by which a service finds single secrets and keys."""
    return (*map(secret_variable, spec.uses.secrets), *map(key_variable, spec.uses.keys))


def _queue(spec: WorkloadSpec, subscriptions: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    if spec.uses.sends:
        yield "QUEUE_SENDS", ",".join(spec.uses.sends)
    if spec.uses.receives:
        yield (
            "QUEUE_RECEIVES",
            ",".join(
                address
                for entity in spec.uses.receives
                for address in (
                    [f"{entity}/Subscriptions/{each}" for each in subscriptions[entity]]
                    if entity in subscriptions
                    else [entity]
                )
            ),
        )


def _told(store: Store, spec: WorkloadSpec, shape: PlatformShape) -> Sequence[str]:
    """Return the variables of a store that a service is told; of queues and buckets, those of what it uses
    alone.
    """
    if store == "objects":
        used = [
            f(bucket) for bucket in sorted(spec.uses.buckets) for f in (bucket_variable, account_variable)
        ]
        return [name for name in used if name in shape.destinations[store].variables]
    names = shape.destinations[store].variables
    if store != "queue":
        return names
    used = _queue_variables(spec, shape.subscriptions)
    return [name for name in names if name == _BROKER or name in used]


def _queue_variables(spec: WorkloadSpec, subscriptions: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return the variables of the queues, topics and subscriptions that a service uses."""
    uses = spec.uses
    return frozenset(
        [
            *(queue_variable(name) for name in (*uses.sends, *uses.receives) if name not in subscriptions),
            *(topic_variable(name) for name in uses.sends if name in subscriptions),
            *(
                subscription_variable(name, each)
                for name in uses.receives
                for each in subscriptions.get(name, ())
            ),
        ]
    )


def markdown() -> str:
    """Return the table of the variables."""
    rows = [
        f"| `{each.name}` | {each.meaning} | {_cell(each.azure)} | {_cell(each.aws)} |" for each in VARIABLES
    ]
    return "\n".join(
        ["| Variable | Meaning | On Azure, such as | On AWS, such as |", "|---|---|---|---|", *rows]
    )


def _cell(example: str) -> str:
    return example if example == _NOT_BUILT or " " in example else f"`{example}`"


if __name__ == "__main__":
    sys.stdout.write(markdown() + "\n")
