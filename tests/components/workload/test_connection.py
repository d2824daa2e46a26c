"""What a program is told of what it uses: enough to connect, the same on every cloud, and nothing else."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from jiban.components.workload.clouds import HOOKS
from jiban.components.workload.connection import (
    VARIABLES,
    key_variable,
    markdown,
    root_certificates,
    secret_variable,
    values,
)
from jiban.components.workload.contract import Destination, PlatformShape
from jiban.components.workload.spec import PlatformVariable
from jiban.testing import plan_program
from tests.components.workload.examples import SHAPE, platform, spec

ON_AWS = replace(
    SHAPE, hooks=HOOKS["aws"], region="ap-northeast-2", authorities="-----BEGIN CERTIFICATE-----"
)


def told(shape: PlatformShape = SHAPE, **uses: Any) -> dict[str, Any]:
    """Return the variables of a service that uses these."""
    return plan_program(lambda: values("trip", spec(uses=uses), platform(shape))).result


def test_on_azure_a_token_of_the_directory_is_the_password() -> None:
    """Host, port, database, user, what the token is asked for, and that the system's certificates will do."""
    assert told(databases=("trips",)) == {
        "POSTGRES_HOST": "db.example",
        "POSTGRES_PORT": "5432",
        "POSTGRES_DATABASE": "trips",
        "POSTGRES_DATABASES": "trips",
        "POSTGRES_SSLMODE": "verify-full",
        "POSTGRES_SSLROOTCERT": "system",
        "POSTGRES_USER": "id-trip",
        "POSTGRES_TOKEN_SCOPE": "https://ossrdbms-aad.database.windows.net/.default",
    }


def test_on_aws_a_token_is_made_of_host_user_and_region() -> None:
    """So the region is told, and the file of RDS's own certificates, which no system trusts."""
    found = told(ON_AWS, databases=("trips",))
    assert found["AWS_REGION"] == "ap-northeast-2"
    assert found["POSTGRES_SSLROOTCERT"] == "/etc/jiban/database/authorities.pem"
    assert "POSTGRES_TOKEN_SCOPE" not in found


def test_several_databases_are_told_and_the_first_is_the_one() -> None:
    """A program with one reads one variable; a program with more splits the other."""
    found = told(databases=("trips", "users"))
    assert (found["POSTGRES_DATABASE"], found["POSTGRES_DATABASES"]) == ("trips", "trips,users")


def test_the_cache_knows_a_service_by_its_object_id() -> None:
    """Azure Managed Redis takes no name of an identity as a user."""
    found = told(cache=True)
    assert found["CACHE_USER"] == "principal-of-trip"
    assert found["CACHE_TOKEN_SCOPE"] == "https://redis.azure.com/.default"  # noqa: S105 a name of the service


def test_a_cache_with_users_of_its_own_knows_a_service_by_one() -> None:
    """On AWS, where no token is asked for by a scope."""
    known = replace(platform(ON_AWS), cache_users={"trip": "cache-pms-trip-prod"})
    found = plan_program(lambda: values("trip", spec(uses={"cache": True}), known)).result
    assert found["CACHE_USER"] == "cache-pms-trip-prod"
    assert found["AWS_REGION"] == "ap-northeast-2"
    assert "CACHE_TOKEN_SCOPE" not in found


def test_a_service_is_told_its_own_buckets_alone() -> None:
    """Each by a variable of its name, and the region, without which the client library finds none."""
    names = ("BUCKET_FILES_NAME", "BUCKET_OLD_LOGS_NAME", "BUCKET_PAGES_NAME")
    shape = replace(ON_AWS, destinations={"objects": Destination(role=None, ports=(443,), variables=names)})
    known = replace(platform(shape), addresses={name: f"value of {name}" for name in names})
    uses = {"buckets": {"old-logs": "add", "files": "write"}}
    found = plan_program(lambda: values("trip", spec(uses=uses), known)).result
    assert found == {
        "BUCKET_FILES_NAME": "value of BUCKET_FILES_NAME",
        "BUCKET_OLD_LOGS_NAME": "value of BUCKET_OLD_LOGS_NAME",
        "AWS_REGION": "ap-northeast-2",
    }


def test_a_service_receives_from_every_subscription_of_a_topic() -> None:
    """A topic cannot be received from; its subscriptions have addresses of their own."""
    assert told(receives=("jobs", "news"))["QUEUE_RECEIVES"] == (
        "jobs,news/Subscriptions/audit,news/Subscriptions/monitoring"
    )


def test_a_service_knows_the_names_it_may_send_to() -> None:
    """In the order in which they are listed."""
    assert told(sends=("news", "jobs"))["QUEUE_SENDS"] == "news,jobs"


MESSAGES = (
    "QUEUE_HOST",
    "QUEUE_JOBS_URL",
    "QUEUE_MAIL_URL",
    "QUEUE_NEWS_TOPIC",
    "QUEUE_NEWS__AUDIT_URL",
    "QUEUE_NEWS__MONITORING_URL",
)


@pytest.mark.parametrize(
    ("uses", "names"),
    [
        ({"sends": ("jobs",)}, {"QUEUE_JOBS_URL"}),
        ({"receives": ("jobs",)}, {"QUEUE_JOBS_URL"}),
        ({"sends": ("news",)}, {"QUEUE_NEWS_TOPIC"}),
        ({"receives": ("news",)}, {"QUEUE_NEWS__AUDIT_URL", "QUEUE_NEWS__MONITORING_URL"}),
        ({"sends": ("news",), "receives": ("mail",)}, {"QUEUE_NEWS_TOPIC", "QUEUE_MAIL_URL"}),
    ],
)
def test_a_service_is_told_where_what_it_uses_is(uses: dict[str, Any], names: set[str]) -> None:
    """And of nothing else that the broker has."""
    there = {**SHAPE.destinations, "queue": Destination(role=None, ports=(443,), variables=MESSAGES)}

    def program() -> dict[str, Any]:
        known = platform(replace(SHAPE, destinations=there))
        return values("trip", spec(uses=uses), replace(known, addresses={name: name for name in MESSAGES}))

    found = plan_program(program).result
    assert set(found) - {"QUEUE_SENDS", "QUEUE_RECEIVES"} == {"QUEUE_HOST", *names}


def test_a_service_knows_the_names_of_its_secrets() -> None:
    """Names alone: the values stay in the vault."""
    assert told(secrets=("key", "other"))["VAULT_SECRETS"] == "key,other"


def test_a_service_knows_the_names_of_its_keys_and_certificates() -> None:
    """Beside the vault's address, and without a list of secrets that it has not."""
    assert told(keys=("documents", "logs"), certificates=("tls",)) == {
        "VAULT_URI": "https://vault.example",
        "VAULT_KEYS": "documents,logs",
        "VAULT_CERTIFICATES": "tls",
        "KEY_DOCUMENTS_ARN": "https://vault.example/keys/DOCUMENTS",
        "KEY_LOGS_ARN": "https://vault.example/keys/LOGS",
    }


def test_a_service_is_told_where_each_of_its_secrets_is() -> None:
    """By a variable of its own, on every cloud alike; not of those of others."""
    found = told(secrets=("key",))
    assert found["SECRET_KEY_ARN"] == "https://vault.example/secrets/KEY"  # noqa: S105 an address
    assert "SECRET_OTHER_ARN" not in found


@pytest.mark.parametrize(
    ("name", "of_secret", "of_key"),
    [
        ("session-signing-key", "SECRET_SESSION_SIGNING_KEY_ARN", "KEY_SESSION_SIGNING_KEY_ARN"),
        ("a", "SECRET_A_ARN", "KEY_A_ARN"),
    ],
)
def test_a_variable_of_a_secret_has_its_name_in_capitals(name: str, of_secret: str, of_key: str) -> None:
    """A hyphen can be in no variable."""
    assert (secret_variable(name), key_variable(name)) == (of_secret, of_key)


def test_a_service_with_files_need_not_know_the_vault() -> None:
    """It is told where they are, and nothing else."""
    assert told(secret_files=("signing",)) == {"SECRET_FILES": "/etc/jiban/secrets/signing"}


def test_a_service_that_uses_nothing_is_told_nothing() -> None:
    """Not even its region."""
    assert told(ON_AWS) == {}


@pytest.mark.parametrize("name", get_args(PlatformVariable))
def test_every_variable_that_may_have_another_name_is_on_the_page(name: str) -> None:
    """What a stack file may ask for is explained."""
    assert name in {each.name for each in VARIABLES}


def test_every_variable_that_is_set_is_on_the_page() -> None:
    """But for the region, which is a name of AWS's own; single secrets stand there as one."""
    whole = told(databases=("trips",), cache=True, sends=("jobs",), receives=("jobs",), secrets=("key",))
    assert set(whole) - {"SECRET_KEY_ARN"} <= {each.name for each in VARIABLES}


def test_the_table_has_a_line_for_each() -> None:
    """With a head of two lines."""
    assert len(markdown().splitlines()) == len(VARIABLES) + 2


def test_traces_are_sent_as_the_services_identity() -> None:
    """The connection string alone opens nothing, so the agent is told to sign in."""
    telemetry = Destination(
        role="endpoints", ports=(443,), variables=("APPLICATIONINSIGHTS_CONNECTION_STRING",)
    )
    shape = replace(SHAPE, destinations={**SHAPE.destinations, "telemetry": telemetry})

    def program() -> dict[str, Any]:
        known = platform(shape)
        connection = {"APPLICATIONINSIGHTS_CONNECTION_STRING": "InstrumentationKey=x"}
        return values("trip", spec(uses={"telemetry": True}), replace(known, addresses=connection))

    assert plan_program(program).result == {
        "APPLICATIONINSIGHTS_CONNECTION_STRING": "InstrumentationKey=x",
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING": "Authorization=AAD",
    }


def test_a_service_is_told_where_it_searches() -> None:
    """And its region, which signs a request together with the service's name."""
    search = Destination(role="database", ports=(443,), variables=("SEARCH_HOST",))
    shape = replace(ON_AWS, destinations={**ON_AWS.destinations, "search": search})

    def program() -> dict[str, Any]:
        known = replace(platform(shape), addresses={"SEARCH_HOST": "vpc-search.example"})
        return values("trip", spec(uses={"search": True}), known)

    assert plan_program(program).result == {
        "SEARCH_HOST": "vpc-search.example",
        "AWS_REGION": ON_AWS.region,
    }


def test_the_page_has_each_variable_with_what_it_belongs_to() -> None:
    """In the order of the page; a name that was given once stays."""
    assert [(each.store, each.name) for each in VARIABLES] == [
        ("database", "POSTGRES_HOST"),
        ("database", "POSTGRES_READ_HOST_<REPLICA>"),
        ("database", "POSTGRES_PORT"),
        ("database", "POSTGRES_USER"),
        ("database", "POSTGRES_DATABASE"),
        ("database", "POSTGRES_DATABASES"),
        ("database", "POSTGRES_SSLMODE"),
        ("database", "POSTGRES_SSLROOTCERT"),
        ("database", "POSTGRES_TOKEN_SCOPE"),
        ("cache", "CACHE_HOST"),
        ("cache", "CACHE_PORT"),
        ("cache", "CACHE_NAME"),
        ("cache", "CACHE_SECOND_HOST"),
        ("cache", "CACHE_USER"),
        ("cache", "CACHE_TOKEN_SCOPE"),
        ("search", "SEARCH_HOST"),
        ("queue", "QUEUE_HOST"),
        ("queue", "QUEUE_SENDS"),
        ("queue", "QUEUE_RECEIVES"),
        ("queue", "QUEUE_<QUEUE>_URL"),
        ("queue", "QUEUE_<TOPIC>_TOPIC"),
        ("queue", "QUEUE_<TOPIC>__<SUBSCRIPTION>_URL"),
        ("objects", "BUCKET_<BUCKET>_NAME"),
        ("objects", "BUCKET_<BUCKET>_URL"),
        ("vault", "VAULT_URI"),
        ("vault", "VAULT_SECRETS"),
        ("vault", "SECRET_<NAME>_ARN"),
        ("vault", "VAULT_KEYS"),
        ("vault", "KEY_<NAME>_ARN"),
        ("vault", "VAULT_CERTIFICATES"),
        ("vault", "SECRET_FILES"),
        ("telemetry", "APPLICATIONINSIGHTS_CONNECTION_STRING"),
        ("telemetry", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING"),
        ("telemetry", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
        ("telemetry", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"),
    ]


def test_a_service_is_told_of_each_store_that_it_uses() -> None:
    """The second as well as the first, and the region once."""
    found = told(ON_AWS, databases=("trips",), cache=True, sends=("jobs",), secrets=("key",))
    assert set(found) == {
        "AWS_REGION",
        "CACHE_HOST",
        "CACHE_PORT",
        "CACHE_USER",
        "POSTGRES_DATABASE",
        "POSTGRES_DATABASES",
        "POSTGRES_HOST",
        "POSTGRES_PORT",
        "POSTGRES_SSLMODE",
        "POSTGRES_SSLROOTCERT",
        "POSTGRES_USER",
        "QUEUE_HOST",
        "QUEUE_SENDS",
        "SECRET_KEY_ARN",
        "VAULT_SECRETS",
        "VAULT_URI",
    }


def test_the_files_of_certificates_stand_in_the_folder_that_is_asked_for() -> None:
    """A run of its own mounts them elsewhere; without any the system's own will do."""
    assert root_certificates(ON_AWS, "/certificates") == "/certificates/authorities.pem"
    assert root_certificates(SHAPE, "/certificates") == "system"


def test_an_example_is_set_as_code_and_a_reason_is_not() -> None:
    """As a reader of the page tells them apart."""
    lines = markdown().splitlines()
    assert lines[:2] == ["| Variable | Meaning | On Azure, such as | On AWS, such as |", "|---|---|---|---|"]
    assert "| `POSTGRES_PORT` | TCP port | `5432` | `5432` |" in lines
    assert "| `CACHE_PORT` | TCP port, TLS alone | `10000` | `6379` |" in lines
    assert (
        "| `VAULT_CERTIFICATES` | certificates it may read as secrets of their names, with commas between "
        "| `partner-tls` | none: there are no certificates |" in lines
    )
    assert "| each read replica, by its name in capitals | as above | as above |" in lines[3]
