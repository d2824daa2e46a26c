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
from jiban.components.objects.contract import BucketPlace, ObjectsContract
from jiban.components.postgres.contract import PostgresContract
from jiban.components.queue.contract import QueueContract
from jiban.components.search.contract import SearchContract
from jiban.components.secrets.contract import SecretsContract
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE

USERS = "arn:aws:rds-db:ap-northeast-2:111122223333:dbuser:db-primary"
DOMAIN = "arn:aws:es:ap-northeast-2:111122223333:domain/search-trip-test"
CACHE = "arn:aws:elasticache:ap-northeast-2:111122223333"
SECRET = "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret"  # noqa: S105 a part of ARNs
KEY = "arn:aws:kms:ap-northeast-2:111122223333:key/1"
ROLE_ARN = "arn:aws:iam::111122223333:role/role-trip-user-test"


def _buckets() -> ObjectsContract:
    """Three buckets with one key."""
    known = pulumi.Output.from_input
    return ObjectsContract(
        buckets={
            each: BucketPlace(
                name=known(each), bucket_id=known(f"arn:aws:s3:::{each}"), host=known(f"{each}.s3.example")
            )
            for each in ("files", "logs", "pages")
        },
        key_id=known("arn:key"),
    )


SQS = "arn:aws:sqs:ap-northeast-2:111122223333"
SNS = "arn:aws:sns:ap-northeast-2:111122223333"


def broker() -> QueueContract:
    """A queue and a topic with two subscriptions; call it where Outputs can be made."""
    known = pulumi.Output.from_input
    return QueueContract(
        broker_id=known(KEY),
        host=known("sqs.example"),
        name=known("queue"),
        entity_ids={"jobs": known(f"{SQS}:jobs"), "events": known(f"{SNS}:events")},
        private=False,
        key_id=known(KEY),
        received_ids={"events": [known(f"{SQS}:events-audit"), known(f"{SQS}:events-mail")]},
    )


def service(
    uses: UsesSpec,
    *,
    database: bool = True,
    cache: bool = True,
    objects: bool = True,
    vault: bool = True,
    traces: bool = False,
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
        secrets = SecretsContract(
            vault_id=known(KEY),
            name=known("key-trip-secrets-test"),
            uri=known("https://secretsmanager.example"),
            tenant_id=known("111122223333"),
            secret_ids={each: known(f"{SECRET}:{each}") for each in ("api", "other", "third")},
            key_ids={each: known(f"{KEY}-{each}") for each in ("documents", "tokens", "third")},
            key_operations={
                "documents": ("encrypt", "decrypt", "wrap", "unwrap"),
                "tokens": ("sign",),
                "third": ("verify",),
            },
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
                objects=_buckets() if objects else None,
                broker=broker(),
                vault=secrets if vault else None,
                traces=traces,
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


@pytest.mark.parametrize(
    ("way", "actions", "key"),
    [
        ("read", ["s3:GetObject"], ["kms:Decrypt"]),
        (
            "add",
            ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
            ["kms:Decrypt", "kms:GenerateDataKey"],
        ),
        (
            "write",
            [
                "s3:GetObject",
                "s3:PutObject",
                "s3:AbortMultipartUpload",
                "s3:ListMultipartUploadParts",
                "s3:DeleteObject",
            ],
            ["kms:Decrypt", "kms:GenerateDataKey"],
        ),
    ],
)
def test_a_service_uses_a_bucket_as_it_says(way: Any, actions: list[str], key: list[str]) -> None:
    """Its objects, and the key by way of S3; never a version that is kept, the bucket itself, or another."""
    found = service(UsesSpec(buckets={"files": way}))
    policy = found.resource("iam:RolePolicy", "identity-user-buckets").inputs
    assert (policy["name"], policy["role"]) == ("buckets", "role-trip-user-test")
    *listing, objects = json.loads(policy["policy"])["Statement"]
    assert objects == {"Effect": "Allow", "Action": actions, "Resource": ["arn:aws:s3:::files/*"]}
    assert [each["Action"] for each in listing] == ([] if way == "add" else [["s3:ListBucket"]])
    assert all(each["Resource"] == ["arn:aws:s3:::files"] for each in listing)
    (decrypt,) = json.loads(found.resource("iam:RolePolicy", "identity-user-buckets-key").inputs["policy"])[
        "Statement"
    ]
    assert decrypt == {
        "Effect": "Allow",
        "Action": key,
        "Resource": ["arn:key"],
        "Condition": {"StringEquals": {"kms:ViaService": "s3.ap-northeast-2.amazonaws.com"}},
    }


def test_each_bucket_is_used_in_its_own_way() -> None:
    """In order of their names, so that another order in the file is no change."""
    found = service(UsesSpec(buckets={"pages": "read", "logs": "add"}))
    policy = json.loads(found.resource("iam:RolePolicy", "identity-user-buckets").inputs["policy"])
    assert [(each["Action"][0], each["Resource"]) for each in policy["Statement"]] == [
        ("s3:PutObject", ["arn:aws:s3:::logs/*"]),
        ("s3:ListBucket", ["arn:aws:s3:::pages"]),
        ("s3:GetObject", ["arn:aws:s3:::pages/*"]),
    ]


@pytest.mark.parametrize(("bucket", "objects"), [("other", True), ("files", False)])
def test_a_bucket_that_is_not_there_is_refused(bucket: str, objects: Any) -> None:
    """By its name."""
    with pytest.raises(SpecRefusedError, match=f"buckets.{bucket}: there is no bucket {bucket}"):
        service(UsesSpec(buckets={bucket: "read"}), objects=objects)


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


def statements(found: ProgramPlan, policy: str) -> Any:
    """What one policy of the role says."""
    return json.loads(found.resource("iam:RolePolicy", policy).inputs["policy"])["Statement"]


def test_a_service_reads_its_secrets_and_no_other() -> None:
    """And opens them with their key by way of Secrets Manager alone; no list of secrets is open to it."""
    found = service(UsesSpec(secrets=("other", "api")))
    assert statements(found, "identity-user-secrets") == [
        {
            "Effect": "Allow",
            "Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            "Resource": [f"{SECRET}:api", f"{SECRET}:other"],
        },
        {
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": [KEY],
            "Condition": {"StringEquals": {"kms:ViaService": "secretsmanager.ap-northeast-2.amazonaws.com"}},
        },
    ]
    assert [each.name for each in found.resources_of("iam:RolePolicy")] == ["identity-user-secrets"]


def test_a_service_has_each_key_do_what_it_is_for() -> None:
    """Wrapping is encrypting there; a key that signs verifies nothing unless it says so."""
    found = service(UsesSpec(keys=("tokens", "documents")))
    look = ["kms:DescribeKey", "kms:GetPublicKey"]
    assert statements(found, "identity-user-keys") == [
        {
            "Effect": "Allow",
            "Action": [*look, "kms:Decrypt", "kms:Encrypt"],
            "Resource": [f"{KEY}-documents"],
        },
        {"Effect": "Allow", "Action": [*look, "kms:Sign"], "Resource": [f"{KEY}-tokens"]},
    ]
    assert [each.name for each in found.resources_of("iam:RolePolicy")] == ["identity-user-keys"]


def test_a_key_that_verifies_does_that_alone() -> None:
    """By its public half."""
    (statement,) = statements(service(UsesSpec(keys=("third",))), "identity-user-keys")
    assert statement["Action"] == ["kms:DescribeKey", "kms:GetPublicKey", "kms:Verify"]


@pytest.mark.parametrize("field", ["secrets", "keys"])
def test_a_vault_that_is_not_there_is_refused(field: str) -> None:
    """Before anything is declared."""
    with pytest.raises(SpecRefusedError, match=f"{field}: there is no vault; add one, or take them out"):
        service(UsesSpec.model_validate({field: ("api",)}), vault=False)


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
        ("secret_files", ("key",)),
        ("secret_variables", ({"name": "API_KEY", "of": "key"},)),
        ("certificates", ("tls",)),
    ],
)
def test_what_is_not_built_on_aws_is_refused(field: str, value: Any) -> None:
    """A permission on something that cannot be there is not passed over."""
    with pytest.raises(SpecRefusedError, match=f"{field}: this tier is not built on AWS yet; leave it out"):
        service(UsesSpec.model_validate({field: value}))


def test_a_service_that_sends_traces_may_send_them_and_read_none() -> None:
    """IAM knows no resources of these actions."""
    (policy,) = service(UsesSpec(telemetry=True), traces=True).resources_of("iam:RolePolicy")
    assert policy.name == "identity-user-traces"
    (statement,) = json.loads(policy.inputs["policy"])["Statement"]
    assert statement["Resource"] == ["*"]
    assert statement["Action"] == [
        "xray:PutSpans",
        "xray:PutSpansForIndexing",
        "xray:PutTraceSegments",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
    ]


def test_traces_that_nothing_takes_are_refused() -> None:
    """X-Ray's address takes none where the account sends them nowhere."""
    with pytest.raises(SpecRefusedError, match="telemetry: nothing takes it"):
        service(UsesSpec(telemetry=True))


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


def queue_rights(**uses: tuple[str, ...]) -> list[dict[str, Any]]:
    """What a service may do with queues and topics."""
    policy = service(UsesSpec.model_validate(uses)).resource("iam:RolePolicy", "identity-user-queues").inputs
    assert (policy["name"], policy["role"]) == ("queues", "role-trip-user-test")
    return json.loads(policy["policy"])["Statement"]


def opens(*actions: str, by: list[str]) -> dict[str, Any]:
    """The permission to use the key, through these services alone."""
    services = [f"{each}.ap-northeast-2.amazonaws.com" for each in by]
    return {
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": [KEY],
        "Condition": {"StringEquals": {"kms:ViaService": services}},
    }


def test_who_sends_to_a_queue_does_nothing_else_with_it() -> None:
    """And uses its key, which SQS asks a sender for both ways."""
    assert queue_rights(sends=("jobs",)) == [
        {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": [f"{SQS}:jobs"]},
        opens("kms:Decrypt", "kms:GenerateDataKey", by=["sqs"]),
    ]


def test_who_sends_to_a_topic_publishes() -> None:
    """To the topic, and to none of the queues behind it."""
    assert queue_rights(sends=("events",)) == [
        {"Effect": "Allow", "Action": ["sns:Publish"], "Resource": [f"{SNS}:events"]},
        opens("kms:Decrypt", "kms:GenerateDataKey", by=["sns"]),
    ]


def test_who_receives_takes_messages_from_queues() -> None:
    """Of a topic from the queue of each subscription; nothing is encrypted anew."""
    assert queue_rights(receives=("jobs", "events")) == [
        {
            "Effect": "Allow",
            "Action": [
                "sqs:ReceiveMessage",
                "sqs:DeleteMessage",
                "sqs:ChangeMessageVisibility",
                "sqs:GetQueueAttributes",
            ],
            "Resource": [f"{SQS}:events-audit", f"{SQS}:events-mail", f"{SQS}:jobs"],
        },
        opens("kms:Decrypt", by=["sqs"]),
    ]


def test_a_service_without_messages_has_no_right_to_any() -> None:
    """Though there is a broker."""
    names = {each.name for each in service(UsesSpec(cache=True)).resources_of("iam:RolePolicy")}
    assert names == {"identity-user-cache"}


@pytest.mark.parametrize("field", ["sends", "receives"])
def test_a_queue_that_is_not_there_is_refused(field: str) -> None:
    """At its place in the list."""
    with pytest.raises(SpecRefusedError, match=f"{field}.1: there is no queue or topic mail; add it"):
        service(UsesSpec.model_validate({field: ("jobs", "mail")}))
