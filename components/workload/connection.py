"""How a program finds and enters what it uses: one table of environment variables for every cloud.

`python -m jiban.components.workload.connection` prints it for `docs/connecting.md`. A name that was given
once stays: programs are written for it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

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
_AS_IDENTITY: Final = "Authorization=AAD"
"""Application Insights' agents read it (`azure-ad-authentication`): the connection string alone opens
nothing."""
_PREFIXES: Final[Mapping[Store, str]] = {
    "database": "POSTGRES",
    "cache": "CACHE",
    "search": "SEARCH",
    "queue": "QUEUE",
    "vault": "VAULT",
    "telemetry": "TELEMETRY",
}
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
        meaning="the broker, AMQP over TLS on 5671",
        azure="sbns-tripgen-prod-1a2b.servicebus.windows.net",
        aws=_NOT_BUILT,
    ),
    Variable(
        name="QUEUE_SENDS",
        store="queue",
        meaning="queues and topics it may send to, with commas between",
        azure="location_search,system_events",
        aws=_NOT_BUILT,
    ),
    Variable(
        name="QUEUE_RECEIVES",
        store="queue",
        meaning="queues, and subscriptions of topics, it may receive from, as addresses of AMQP",
        azure="notification,system_events/Subscriptions/audit",
        aws=_NOT_BUILT,
    ),
    Variable(
        name="VAULT_URI",
        store="vault",
        meaning="address of the vault",
        azure="https://kv-tripgen-prod-1a2b.vault.azure.net/",
        aws=_NOT_BUILT,
    ),
    Variable(
        name="VAULT_SECRETS",
        store="vault",
        meaning="secrets it may read, with commas between",
        azure="jwt-signing-key",
        aws=_NOT_BUILT,
    ),
    Variable(
        name="VAULT_KEYS",
        store="vault",
        meaning="keys it may use, with commas between",
        azure="documents",
        aws=_NOT_BUILT,
    ),
    Variable(
        name="VAULT_CERTIFICATES",
        store="vault",
        meaning="certificates it may read as secrets of their names, with commas between",
        azure="partner-tls",
        aws=_NOT_BUILT,
    ),
    Variable(
        name="SECRET_FILES",
        store="vault",
        meaning="files of `uses.secret_files`, with commas between; a new version replaces a file in place",
        azure=f"{SECRETS_FOLDER}/openai-api-key",
        aws=_NOT_BUILT,
    ),
    Variable(
        name="APPLICATIONINSIGHTS_CONNECTION_STRING",
        store="telemetry",
        meaning="where traces go; no secret, for it takes the identity's permission too",
        azure="InstrumentationKey=...;IngestionEndpoint=https://koreacentral-0.in.applicationinsights.azure.com/",
        aws=_NOT_BUILT,
    ),
    Variable(
        name="APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        store="telemetry",
        meaning="that the agent signs in as the service's identity",
        azure="Authorization=AAD",
        aws=_NOT_BUILT,
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
        found |= {name: platform.addresses[name] for name in platform.shape.destinations[store].variables}
        match store:
            case "database":
                found |= _database(spec.uses.databases, platform.shape)
                found["POSTGRES_USER"] = platform.database_roles[service]
            case "cache":
                users = platform.cache_users
                found["CACHE_USER"] = users[service] if users else platform.principal_ids[service]
            case "queue":
                found |= dict(_queue(spec, platform.shape.subscriptions))
            case "vault":
                found |= dict(_vault(spec))
            case "telemetry":
                found["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = _AS_IDENTITY
        if store in platform.shape.hooks.token_scopes:
            found[f"{_PREFIXES[store]}_TOKEN_SCOPE"] = platform.shape.hooks.token_scopes[store]
    if spec.uses.mounted:
        # The list stands in the pods' template, so pods are started anew when it changes.
        found["SECRET_FILES"] = ",".join(f"{SECRETS_FOLDER}/{name}" for name in spec.uses.mounted)
    region = platform.shape.hooks.region_variable
    if found and region is not None:
        found[region] = platform.shape.region
    return found


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
