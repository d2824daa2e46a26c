from dataclasses import replace
from typing import Any

import pulumi
import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.cache.contract import CacheContract
from jiban.components.identity.azure import (
    AdministratorArgs,
    AdministratorIdentity,
    IdentityArgs,
    ScalerArgs,
    ScalerIdentity,
    ServiceIdentity,
)
from jiban.components.identity.spec import SecretVariableSpec, UsesSpec
from jiban.components.objects.contract import BucketPlace, ObjectsContract
from jiban.components.observability.contract import LogsContract, MetricsContract
from jiban.components.queue.contract import QueueContract
from jiban.components.secrets.contract import SecretsContract
from jiban.components.turns import Line
from jiban.testing import ProgramPlan, Resource, plan_program
from tests.components.helpers import SITE

IDENTITY = "managedidentity:UserAssignedIdentity"
FEDERATION = "managedidentity:FederatedIdentityCredential"
ASSIGNMENT = "authorization:RoleAssignment"
CACHE_ASSIGNMENT = "redisenterprise:AccessPolicyAssignment"
ISSUER = "https://issuer.example/abc/"
PRINCIPAL = "33333333-3333-3333-3333-333333333333"
DEFINITIONS = "/providers/Microsoft.Authorization/roleDefinitions"


def text(value: str) -> pulumi.Output[str]:
    """A known output."""
    return pulumi.Output.from_input(value)


def vault() -> SecretsContract:
    """A vault with two secrets."""
    return SecretsContract(
        vault_id=text("/kv"),
        name=text("kv"),
        tenant_id=text("t"),
        uri=text("https://kv"),
        secret_ids={"api-key": text("/kv/secrets/api-key"), "signing": text("/kv/secrets/signing")},
        key_ids={"documents": text("/kv/keys/documents")},
        certificate_ids={"partner": text("/kv/secrets/partner")},
    )


def broker() -> QueueContract:
    """A broker with two entities."""
    return QueueContract(
        broker_id=text("/sb"),
        host=text("sb"),
        name=text("sb"),
        entity_ids={"work": text("/sb/queues/work"), "events": text("/sb/topics/events")},
    )


def cache() -> CacheContract:
    """A cache."""
    return CacheContract(cache_id=text("/amr"), name=text("amr-trip"), host=text("amr"), port=10000)


def service(uses: UsesSpec, **there: Any) -> ProgramPlan:
    """What the identity of the service `user` asks for, with everything there that is not taken away."""

    def program() -> dict[str, object]:
        contract = ServiceIdentity(
            "identity-user",
            IdentityArgs(
                site=SITE,
                uses=uses,
                namespace="trip",
                service_account="user",
                issuer=ISSUER,
                vault=there.get("vault", vault()),
                broker=there.get("broker", broker()),
                cache=there.get("cache", cache()),
                objects=there.get("objects"),
                logs=there.get("logs"),
                cache_line=Line(),
            ),
        ).contract
        return {
            "client_id": contract.client_id,
            "principal_id": contract.principal_id,
            "database_role": contract.database_role,
        }

    return plan_program(
        program, outputs={IDENTITY: {"principalId": PRINCIPAL, "clientId": "client"}}, resolve=True
    )


def scaler(queues: tuple[str, ...] = (), *, metrics: bool = False) -> ProgramPlan:
    """What the identity of KEDA's operator asks for."""

    def program() -> None:
        store = MetricsContract(workspace_id=text("/amw"), query_url=text("https://amw")) if metrics else None
        ScalerIdentity(
            "identity-scaler",
            ScalerArgs(site=SITE, issuer=ISSUER, broker=broker(), queues=queues, metrics=store),
        )

    return plan_program(program, outputs={IDENTITY: {"principalId": PRINCIPAL}}, resolve=True)


def grant(assignment: Resource) -> tuple[str, str]:
    """Scope and role of an assignment."""
    return assignment.inputs["scope"], assignment.inputs["roleDefinitionId"].removeprefix(f"{DEFINITIONS}/")


def test_a_service_that_uses_nothing_may_do_nothing() -> None:
    """No permission is granted that was not asked for."""
    plan = service(UsesSpec())
    assert plan.resources_of(ASSIGNMENT) == ()
    assert plan.resources_of(CACHE_ASSIGNMENT) == ()


def test_the_service_account_becomes_the_identity() -> None:
    """Tokens of the cluster's issuer, made out to the directory for this one account, are exchanged."""
    assert service(UsesSpec()).resource(FEDERATION, "identity-user-federation").inputs == {
        "federatedIdentityCredentialResourceName": "fic-trip-user-test",
        "resourceName": "id-trip-user-test",
        "resourceGroupName": "rg-trip-test",
        "issuer": ISSUER,
        "subject": "system:serviceaccount:trip:user",
        "audiences": ["api://AzureADTokenExchange"],
    }


def test_the_identity_is_named_after_its_service() -> None:
    """PostgreSQL and people know the identity by this name."""
    assert service(UsesSpec()).resource(IDENTITY, "identity-user-principal").inputs["resourceName"] == (
        "id-trip-user-test"
    )


def test_a_secret_is_granted_by_itself() -> None:
    """Key Vault Secrets User on the secret, not on the vault."""
    (assignment,) = service(UsesSpec(secrets=("api-key",))).resources_of(ASSIGNMENT)
    assert grant(assignment) == ("/kv/secrets/api-key", "4633458b-17de-408a-b874-0445c86b69e6")


def test_files_and_variables_are_granted_like_secrets() -> None:
    """One grant each, however the program gets them."""
    uses = UsesSpec(
        secrets=("api-key",),
        secret_files=("api-key", "partner"),
        secret_variables=(SecretVariableSpec(name="KEY", of="signing"),),
    )
    assert [grant(each) for each in service(uses).resources_of(ASSIGNMENT)] == [
        ("/kv/secrets/api-key", "4633458b-17de-408a-b874-0445c86b69e6"),
        ("/kv/secrets/partner", "4633458b-17de-408a-b874-0445c86b69e6"),
        ("/kv/secrets/signing", "4633458b-17de-408a-b874-0445c86b69e6"),
    ]


def test_a_certificate_is_granted_as_the_secret_that_holds_its_key() -> None:
    """As the gateway at the edge is."""
    (assignment,) = service(UsesSpec(certificates=("partner",))).resources_of(ASSIGNMENT)
    assert grant(assignment) == ("/kv/secrets/partner", "4633458b-17de-408a-b874-0445c86b69e6")


def test_a_key_is_granted_by_itself() -> None:
    """Key Vault Crypto User on the one key: it may be used, neither read nor changed."""
    (assignment,) = service(UsesSpec(keys=("documents",))).resources_of(ASSIGNMENT)
    assert grant(assignment) == ("/kv/keys/documents", "12338af0-0e69-4776-bea7-57ae8d297424")


def test_sending_is_granted_on_the_queue() -> None:
    """Azure Service Bus Data Sender on the queue, not on the namespace."""
    (assignment,) = service(UsesSpec(sends=("work",))).resources_of(ASSIGNMENT)
    assert grant(assignment) == ("/sb/queues/work", "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39")


def test_receiving_is_granted_on_the_topic() -> None:
    """Azure Service Bus Data Receiver on the topic holds for its subscriptions."""
    (assignment,) = service(UsesSpec(receives=("events",))).resources_of(ASSIGNMENT)
    assert grant(assignment) == ("/sb/topics/events", "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0")


@pytest.mark.parametrize(
    ("uses", "scopes"),
    [
        (UsesSpec(secrets=("signing", "api-key")), {"/kv/secrets/api-key", "/kv/secrets/signing"}),
        (UsesSpec(sends=("work", "events")), {"/sb/queues/work", "/sb/topics/events"}),
        (UsesSpec(receives=("work", "events")), {"/sb/queues/work", "/sb/topics/events"}),
    ],
)
def test_each_of_several_is_granted(uses: UsesSpec, scopes: set[str]) -> None:
    """A permission for the second as for the first."""
    assert {grant(each)[0] for each in service(uses).resources_of(ASSIGNMENT)} == scopes


def test_an_assignment_says_what_kind_of_principal_it_is() -> None:
    """Azure then does not look for the new identity in a directory that may not know it yet."""
    (assignment,) = service(UsesSpec(sends=("work",))).resources_of(ASSIGNMENT)
    assert assignment.inputs["principalType"] == "ServicePrincipal"
    assert assignment.inputs["principalId"] == PRINCIPAL


def test_assignments_keep_their_names() -> None:
    """The name is a UUID that the same request always gives, so that a lost assignment can be found again."""
    (assignment,) = service(UsesSpec(sends=("work",))).resources_of(ASSIGNMENT)
    assert assignment.inputs["roleAssignmentName"] == "298c47a1-af25-5282-8be3-ae333d8fd2fc"


def test_each_assignment_has_its_own_name() -> None:
    """Sending to and receiving from one queue are two assignments."""
    assignments = service(UsesSpec(sends=("work",), receives=("work",), secrets=("signing",))).resources_of(
        ASSIGNMENT
    )
    assert len({assignment.inputs["roleAssignmentName"] for assignment in assignments}) == 3


def test_the_cache_is_granted_on_its_database() -> None:
    """The cache has permissions of its own kind, by the identity's object id."""
    (assignment,) = service(UsesSpec(cache=True)).resources_of(CACHE_ASSIGNMENT)
    assert assignment.inputs["clusterName"] == "amr-trip"
    assert assignment.inputs["databaseName"] == "default"
    assert assignment.inputs["accessPolicyName"] == "default"
    assert assignment.inputs["user"] == {"objectId": PRINCIPAL}


def test_both_regions_of_a_cache_are_granted() -> None:
    """Each on a database of its own."""
    second = CacheContract(cache_id=text("/amr2"), name=text("amr-second"), host=text("amr2"), port=10000)
    plan = service(UsesSpec(cache=True), cache=replace(cache(), second=second))
    made = plan.resources_of(CACHE_ASSIGNMENT)
    assert [each.inputs["clusterName"] for each in made] == ["amr-trip", "amr-second"]


def test_a_cache_assignment_has_a_name_of_letters_and_digits() -> None:
    """Azure takes up to 60 of them and nothing else."""
    (assignment,) = service(UsesSpec(cache=True)).resources_of(CACHE_ASSIGNMENT)
    name = assignment.inputs["accessPolicyAssignmentName"]
    assert name.isalnum()
    assert len(name) == 32


def test_a_permission_asked_for_twice_is_granted_once() -> None:
    """Saying it again changes nothing."""
    assert len(service(UsesSpec(sends=("work", "work"))).resources_of(ASSIGNMENT)) == 1


def test_databases_are_no_matter_of_the_clouds_permissions() -> None:
    """PostgreSQL keeps its rights itself: see the SQL in `grants`."""
    assert service(UsesSpec(databases=("trip",))).resources_of(ASSIGNMENT) == ()


def test_the_contract_names_the_identity() -> None:
    """Pods take the client id, permissions the object id, PostgreSQL the name."""
    assert service(UsesSpec()).result == {
        "client_id": "client",
        "principal_id": PRINCIPAL,
        "database_role": "id-trip-user-test",
    }


@pytest.mark.parametrize(
    ("uses", "there", "message"),
    [
        (UsesSpec(secrets=("nothing",)), {}, r"secrets\.0: there is no secret nothing"),
        (UsesSpec(sends=("work", "nothing")), {}, r"sends\.1: there is no queue or topic nothing"),
        (UsesSpec(receives=("work",)), {"broker": None}, r"receives\.0: there is no queue or topic work"),
        (UsesSpec(cache=True), {"cache": None}, "cache: there is no cache"),
        (UsesSpec(search=True), {}, "search: there is no search domain on Azure"),
        (UsesSpec(secrets=("api-key",)), {"vault": None}, r"secrets\.0: there is no secret api-key"),
        (UsesSpec(secrets=("partner",)), {}, r"secrets\.0: there is no secret partner"),
        (UsesSpec(secret_files=("no",)), {}, r"secret_files\.0: there is no secret or certificate no"),
        (
            UsesSpec(secret_variables=(SecretVariableSpec(name="A", of="partner"),)),
            {},
            r"secret_variables\.0\.of: there is no secret partner",
        ),
        (UsesSpec(keys=("no",)), {}, r"keys\.0: there is no key no"),
        (UsesSpec(certificates=("api-key",)), {}, r"certificates\.0: there is no certificate api-key"),
    ],
)
def test_what_is_not_there_cannot_be_used(uses: UsesSpec, there: dict[str, None], message: str) -> None:
    """A use of nothing is refused, with its place in the specification."""
    with pytest.raises(SpecRefusedError, match=message):
        service(uses, **there)


def test_the_scaler_is_kedas_operator() -> None:
    """KEDA signs in as the account that the cluster's own add-on runs under."""
    federation = scaler().resource(FEDERATION, "identity-scaler-federation").inputs
    assert federation["subject"] == "system:serviceaccount:kube-system:keda-operator"


def test_no_service_can_be_named_like_the_scaler() -> None:
    """The scaler's name holds a digest that no service's name gives."""
    name = scaler().resource(IDENTITY, "identity-scaler-principal").inputs["resourceName"]
    assert name.startswith("id-trip-kube-system-keda-operator-test-")


def test_permissions_on_the_cache_are_granted_one_after_another() -> None:
    """Of several written at once, the cache ends all but one as Failed."""

    def program() -> None:
        line = Line()
        for name in ("user", "trip", "ai"):
            args = IdentityArgs(
                site=SITE,
                uses=UsesSpec(cache=True),
                namespace="trip",
                service_account=name,
                issuer=ISSUER,
                vault=None,
                broker=None,
                cache=cache(),
                cache_line=line,
            )
            ServiceIdentity(f"identity-{name}", args)

    found = plan_program(program).resources_of(CACHE_ASSIGNMENT)
    names = {each.name for each in found}
    assert {each.name: each.dependency_names & names for each in found} == {
        "identity-user-cache": set(),
        "identity-trip-cache": {"identity-user-cache"},
        "identity-ai-cache": {"identity-trip-cache"},
    }


def test_the_scaler_watches_one_queue_at_a_time() -> None:
    """Azure Service Bus Data Owner, as AKS's guide for KEDA grants it, on the watched queue alone."""
    (assignment,) = scaler(("work",)).resources_of(ASSIGNMENT)
    assert grant(assignment) == ("/sb/queues/work", "090c5cfd-751d-490a-894a-3ce6f1109419")


def test_the_scaler_watches_every_queue_that_it_is_asked_about() -> None:
    """The second as the first."""
    found = scaler(("work", "events")).resources_of(ASSIGNMENT)
    assert {grant(each)[0] for each in found} == {"/sb/queues/work", "/sb/topics/events"}


def test_a_grant_that_exists_keeps_its_name() -> None:
    """Azure refuses the same grant under a second name."""
    (assignment,) = scaler(("work",)).resources_of(ASSIGNMENT)
    assert assignment.options.ignore_changes == ("roleAssignmentName",)


def test_the_scaler_reads_metrics() -> None:
    """Monitoring Data Reader on the store of metrics, where there is one."""
    (assignment,) = scaler(metrics=True).resources_of(ASSIGNMENT)
    assert grant(assignment) == ("/amw", "b0d8363b-8ddd-447d-831f-62ca05bff136")


def test_the_scaler_cannot_watch_what_is_not_there() -> None:
    """A queue that does not exist is refused."""
    with pytest.raises(SpecRefusedError, match=r"queues\.0: there is no queue nothing"):
        scaler(("nothing",))


def test_the_administrator_of_databases_has_no_permission_of_the_cloud() -> None:
    """The server names it; its account stands in a namespace of its own."""

    def program() -> None:
        AdministratorIdentity(
            "identity-database-roles",
            AdministratorArgs(
                site=SITE,
                namespace="trip-database-roles",
                service_account="database-roles",
                issuer=ISSUER,
            ),
        )

    plan = plan_program(program, outputs={IDENTITY: {"principalId": PRINCIPAL}}, resolve=True)
    federation = plan.resource(FEDERATION, "identity-database-roles-federation").inputs
    assert federation["subject"] == "system:serviceaccount:trip-database-roles:database-roles"
    assert plan.resources_of(ASSIGNMENT) == ()


def logs(insights: str | None = "/appi") -> LogsContract:
    """A store of logs, with or without something that takes traces."""
    return LogsContract(
        workspace_id=text("/log"),
        scope_id=text("/ampls"),
        scope_name=text("ampls"),
        insights_id=None if insights is None else text(insights),
        connection_string=None,
    )


def test_traces_are_sent_with_a_permission_of_their_own() -> None:
    """The role Monitoring Metrics Publisher on what takes them; whoever sends none has none."""
    plan = service(UsesSpec(telemetry=True), logs=logs())
    (assignment,) = plan.resources_of(ASSIGNMENT)
    assert grant(assignment) == ("/appi", "3913510d-42f4-4e42-8a64-420c390055eb")
    assert service(UsesSpec(), logs=logs()).resources_of(ASSIGNMENT) == ()


@pytest.mark.parametrize("there", [None, logs(None)])
def test_traces_that_nothing_takes_are_refused(there: LogsContract | None) -> None:
    """There is no store of logs, or one without Application Insights."""
    with pytest.raises(SpecRefusedError, match="telemetry: nothing takes it"):
        service(UsesSpec(telemetry=True), logs=there)


@pytest.mark.parametrize(
    ("uses", "role"),
    [
        (UsesSpec(secrets=("api-key",)), "4633458b-17de-408a-b874-0445c86b69e6"),
        (UsesSpec(secret_files=("partner",)), "4633458b-17de-408a-b874-0445c86b69e6"),
        (UsesSpec(certificates=("partner",)), "4633458b-17de-408a-b874-0445c86b69e6"),
        (UsesSpec(keys=("documents",)), "12338af0-0e69-4776-bea7-57ae8d297424"),
        (UsesSpec(sends=("events",)), "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"),
        (UsesSpec(receives=("work",)), "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0"),
    ],
)
def test_each_use_is_granted_by_the_least_role(uses: UsesSpec, role: str) -> None:
    """Secrets User, Crypto User, Data Sender, Data Receiver: no officer and no owner."""
    (assignment,) = service(uses).resources_of(ASSIGNMENT)
    assert grant(assignment)[1] == role


def buckets() -> ObjectsContract:
    """A bucket."""
    return ObjectsContract(buckets={"files": BucketPlace(name=text("files"), bucket_id=text("/st/files"))})


@pytest.mark.parametrize(
    ("how", "role"),
    [("read", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"), ("write", "ba92f5b4-2d11-453d-a403-e96b0029c9fe")],
)
def test_a_bucket_is_used_by_the_role_of_its_use(how: Any, role: str) -> None:
    """Data Reader or Data Contributor, of the one container."""
    (assignment,) = service(UsesSpec(buckets={"files": how}), objects=buckets()).resources_of(ASSIGNMENT)
    assert (assignment.name, grant(assignment)) == (f"identity-user-{how}s.files", ("/st/files", role))


def test_a_bucket_that_nobody_has_is_refused() -> None:
    """With its name, whether there is another one or none."""
    for there in (None, buckets()):
        with pytest.raises(SpecRefusedError, match=r"buckets\.other: there is no bucket other"):
            service(UsesSpec(buckets={"other": "read"}), objects=there)


def test_no_role_only_adds() -> None:
    """None of Azure's own does, and a larger one is not given in its stead."""
    with pytest.raises(
        SpecRefusedError, match=r"buckets\.files: Azure has no built-in role with the right to add"
    ):
        service(UsesSpec(buckets={"files": "add"}), objects=buckets())
