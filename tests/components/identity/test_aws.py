"""An identity on AWS is a role that one service account becomes, with the rights of one service."""

import json
from collections.abc import Sequence
from typing import Any

import pulumi
import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.cache.contract import CacheContract, CacheUser
from jiban.components.cluster.contract import ClusterContract
from jiban.components.identity.aws import (
    AdministratorArgs,
    AdministratorIdentity,
    IdentityArgs,
    ServiceIdentity,
)
from jiban.components.identity.spec import UsesSpec
from jiban.components.postgres.contract import PostgresContract
from jiban.components.search.contract import SearchContract
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE

USERS = "arn:aws:rds-db:ap-northeast-2:111122223333:dbuser:db-primary"
DOMAIN = "arn:aws:es:ap-northeast-2:111122223333:domain/search-trip-test"
CACHE = "arn:aws:elasticache:ap-northeast-2:111122223333"
ROLE_ARN = "arn:aws:iam::111122223333:role/role-trip-user-test"


def service(
    uses: UsesSpec,
    *,
    database: bool = True,
    cache: bool = True,
    search: bool = True,
    name: str = "user",
    servers: Sequence[str] = ("primary",),
) -> ProgramPlan:
    """What the identity of the service `user`, or of another name, asks for."""

    def program() -> Any:
        known = pulumi.Output.from_input
        cluster = ClusterContract(
            cluster_id=known("arn"),
            name=known("eks-trip-test"),
            kubeconfig=known(""),
            oidc_issuer=known(""),
            node_principal_id=known(""),
        )
        postgres = PostgresContract(
            host=known("db.example"),
            read_hosts={},
            resource_ids={name: known(USERS.replace("primary", name)) for name in servers},
        )
        users = {
            each: CacheUser(name=known(each), user_id=known(f"{CACHE}:user:{each}")) for each in (name, "x")
        }
        there = CacheContract(
            cache_id=known(f"{CACHE}:replicationgroup:cache-trip-test"),
            name=known("cache-trip-test"),
            host=known("cache.example"),
            port=6379,
            users=users,
        )
        domain = SearchContract(
            domain_id=known(DOMAIN), name=known("search-trip-test"), host=known("search.example")
        )
        contract = ServiceIdentity(
            "identity-user",
            IdentityArgs(
                site=AWS_SITE,
                uses=uses,
                namespace="trip",
                service_account=name,
                cluster=cluster,
                postgres=postgres if database else None,
                cache=there if cache else None,
                search=domain if search else None,
            ),
        ).contract
        return {
            "client_id": contract.client_id,
            "principal_id": contract.principal_id,
            "database_role": contract.database_role,
        }

    return plan_program(program, outputs={"iam:Role": {"arn": ROLE_ARN}}, resolve=True)


def test_one_service_account_becomes_the_role() -> None:
    """The association names cluster, namespace and account."""
    association = (
        service(UsesSpec()).resource("eks:PodIdentityAssociation", "identity-user-association").inputs
    )
    assert {key: association[key] for key in ("clusterName", "namespace", "serviceAccount", "roleArn")} == {
        "clusterName": "eks-trip-test",
        "namespace": "trip",
        "serviceAccount": "user",
        "roleArn": ROLE_ARN,
    }


def test_no_other_account_can_become_it() -> None:
    """Even if an association named the role, its trust is in one account of one namespace."""
    role = service(UsesSpec()).resource("iam:Role", "identity-user-role").inputs
    (statement,) = json.loads(role["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"Service": "pods.eks.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {
            "aws:RequestTag/kubernetes-namespace": "trip",
            "aws:RequestTag/kubernetes-service-account": "user",
        }
    }


def test_a_service_may_connect_as_itself_and_as_nobody_else() -> None:
    """One action on one user of one server."""
    policy = (
        service(UsesSpec(databases=("trips",))).resource("iam:RolePolicy", "identity-user-databases").inputs
    )
    assert json.loads(policy["policy"])["Statement"] == [
        {"Effect": "Allow", "Action": ["rds-db:connect"], "Resource": [f"{USERS}/user"]}
    ]


def test_a_service_may_connect_to_the_second_server_too() -> None:
    """One policy names the user on every server, and no other resource."""
    policy = (
        service(UsesSpec(databases=("trips",)), servers=("primary", "reads"))
        .resource("iam:RolePolicy", "identity-user-databases")
        .inputs
    )
    (statement,) = json.loads(policy["policy"])["Statement"]
    assert statement["Resource"] == [
        "arn:aws:rds-db:ap-northeast-2:111122223333:dbuser:db-primary/user",
        "arn:aws:rds-db:ap-northeast-2:111122223333:dbuser:db-reads/user",
    ]


def test_a_service_may_sign_in_to_the_cache_as_its_own_user() -> None:
    """One action on the cache and on one of its users, which IAM asks for both."""
    found = service(UsesSpec(cache=True))
    policy = found.resource("iam:RolePolicy", "identity-user-cache").inputs
    assert (policy["name"], policy["role"]) == ("cache", "role-trip-user-test")
    assert json.loads(policy["policy"])["Statement"] == [
        {
            "Effect": "Allow",
            "Action": ["elasticache:Connect"],
            "Resource": [f"{CACHE}:replicationgroup:cache-trip-test", f"{CACHE}:user:user"],
        }
    ]
    assert len(found.resources_of("iam:RolePolicy")) == 1


def test_a_service_that_does_not_use_the_cache_may_not() -> None:
    """Although there is one."""
    found = service(UsesSpec(databases=("trips",)))
    assert [each.name for each in found.resources_of("iam:RolePolicy")] == ["identity-user-databases"]


def test_a_cache_that_is_not_there_is_refused() -> None:
    """Before anything is declared."""
    with pytest.raises(SpecRefusedError, match="cache: there is no cache; add one, or set it to false"):
        service(UsesSpec(cache=True), cache=False)


def test_a_service_may_send_requests_to_the_search_domain() -> None:
    """To this domain alone, and not change the domain itself."""
    found = service(UsesSpec(search=True))
    policy = found.resource("iam:RolePolicy", "identity-user-search").inputs
    assert (policy["name"], policy["role"]) == ("search", "role-trip-user-test")
    methods = ("Delete", "Get", "Head", "Patch", "Post", "Put")
    assert json.loads(policy["policy"])["Statement"] == [
        {"Effect": "Allow", "Action": [f"es:ESHttp{each}" for each in methods], "Resource": [f"{DOMAIN}/*"]}
    ]
    assert len(found.resources_of("iam:RolePolicy")) == 1


def test_a_search_domain_that_is_not_there_is_refused() -> None:
    """Before anything is declared."""
    with pytest.raises(SpecRefusedError, match="search: there is no search domain; add one, or set it to"):
        service(UsesSpec(search=True), search=False)


def test_a_service_without_databases_may_do_nothing() -> None:
    """It has an identity, and no permission."""
    assert service(UsesSpec()).resources_of("iam:RolePolicy") == ()


def test_the_contract_names_the_role_and_the_user() -> None:
    """The role's ARN and name, and the name under which PostgreSQL knows it."""
    assert service(UsesSpec()).result == {
        "client_id": ROLE_ARN,
        "principal_id": "role-trip-user-test",
        "database_role": "user",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sends", ("jobs",)),
        ("receives", ("jobs",)),
        ("secrets", ("key",)),
        ("secret_files", ("key",)),
        ("secret_variables", ({"name": "API_KEY", "of": "key"},)),
        ("keys", ("documents",)),
        ("certificates", ("tls",)),
        ("telemetry", True),
    ],
)
def test_what_is_not_built_on_aws_is_refused(field: str, value: Any) -> None:
    """A permission on something that cannot be there is not passed over."""
    with pytest.raises(SpecRefusedError, match=f"{field}: this tier is not built on AWS yet; leave it out"):
        service(UsesSpec.model_validate({field: value}))


def test_a_service_called_like_the_servers_own_user_is_refused() -> None:
    """It would sign in as that user."""
    with pytest.raises(
        SpecRefusedError, match="the service signs in as the user postgres, which every server"
    ):
        service(UsesSpec(databases=("trips",)), name="postgres")
    assert service(UsesSpec(), name="postgres").resources_of("iam:Role")


def test_a_database_that_is_not_there_is_refused() -> None:
    """No role is made for it."""
    with pytest.raises(SpecRefusedError, match="databases: there is no database server"):
        service(UsesSpec(databases=("trips",)), database=False)


def administrator() -> ProgramPlan:
    """What the identity of the databases' administrator asks for."""

    def program() -> None:
        known = pulumi.Output.from_input
        cluster = ClusterContract(
            cluster_id=known("arn"),
            name=known("eks-trip-test"),
            kubeconfig=known(""),
            oidc_issuer=known(""),
            node_principal_id=known(""),
        )
        postgres = PostgresContract(
            host=known("db.example"),
            read_hosts={},
            resource_ids={},
            admin_secret=known("arn:secret"),
            admin_secret_key=known("arn:key"),
        )
        AdministratorIdentity(
            "identity-database-roles",
            AdministratorArgs(
                site=AWS_SITE,
                namespace="trip-database-roles",
                service_account="database-roles",
                cluster=cluster,
                postgres=postgres,
            ),
        )

    return plan_program(program, outputs={"iam:Role": {"arn": ROLE_ARN}}, resolve=True)


def test_the_administrator_reads_one_secret_and_nothing_else() -> None:
    """The key opens that secret alone: only the service that keeps secrets may ask with it."""
    policy = administrator().resource("iam:RolePolicy", "identity-database-roles-secret").inputs["policy"]
    assert json.loads(policy)["Statement"] == [
        {"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue"], "Resource": ["arn:secret"]},
        {
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": ["arn:key"],
            "Condition": {"StringEquals": {"kms:ViaService": "secretsmanager.ap-northeast-2.amazonaws.com"}},
        },
    ]


def test_the_administrator_stands_in_a_namespace_of_its_own() -> None:
    """No account of the services' namespace can become it."""
    association = (
        administrator().resource("eks:PodIdentityAssociation", "identity-database-roles-association").inputs
    )
    assert (association["namespace"], association["serviceAccount"]) == (
        "trip-database-roles",
        "database-roles",
    )


def test_no_service_can_be_named_like_the_administrator() -> None:
    """Its role's name holds what no service's can."""
    name = administrator().resource("iam:Role", "identity-database-roles-role").inputs["name"]
    assert name.startswith("role-trip-databases-administrator-test-")
