"""What a program is told of what it uses: enough to connect, the same on every cloud, and nothing else."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from jiban.components.workload.clouds import HOOKS
from jiban.components.workload.connection import VARIABLES, markdown, values
from jiban.components.workload.contract import PlatformShape
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


def test_a_service_receives_from_every_subscription_of_a_topic() -> None:
    """A topic cannot be received from; its subscriptions have addresses of their own."""
    assert told(receives=("jobs", "news"))["QUEUE_RECEIVES"] == (
        "jobs,news/Subscriptions/audit,news/Subscriptions/monitoring"
    )


def test_a_service_knows_the_names_it_may_send_to() -> None:
    """In the order in which they are listed."""
    assert told(sends=("news", "jobs"))["QUEUE_SENDS"] == "news,jobs"


def test_a_service_knows_the_names_of_its_secrets() -> None:
    """Names alone: the values stay in the vault."""
    assert told(secrets=("key", "other"))["VAULT_SECRETS"] == "key,other"


def test_a_service_knows_the_names_of_its_keys_and_certificates() -> None:
    """Beside the vault's address, and without a list of secrets that it has not."""
    assert told(keys=("documents", "logs"), certificates=("tls",)) == {
        "VAULT_URI": "https://vault.example",
        "VAULT_KEYS": "documents,logs",
        "VAULT_CERTIFICATES": "tls",
    }


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
    """But for the region, which is a name of AWS's own."""
    whole = told(databases=("trips",), cache=True, sends=("jobs",), receives=("jobs",), secrets=("key",))
    assert set(whole) <= {each.name for each in VARIABLES}


def test_the_table_has_a_line_for_each() -> None:
    """With a head of two lines."""
    assert len(markdown().splitlines()) == len(VARIABLES) + 2
