"""A PostgreSQL server on AWS is private, encrypted, backed up, and has a password that nobody knows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.network.contract import NetworkContract
from jiban.components.postgres import aws as aws_module
from jiban.components.postgres.aws import Postgres, PostgresArgs
from jiban.components.postgres.spec import PostgresSpec, ReplicaSpec, WindowSpec
from jiban.components.regions import region
from jiban.components.site import Site
from jiban.testing import ProgramPlan, Resource, Secret, plan_program
from tests.components.helpers import AWS_SITE
from tests.components.log_keys import groups_of

DOCUMENT = PostgresSpec(machine="db.t3.medium", storage_gb=100, databases=("pms",), backup_retention_days=35)
"""The document's server: its size, a standby in another zone."""

OUTPUTS: dict[str, dict[str, Any]] = {
    "secretsmanager:Secret": {"arn": "arn:secret-of-ours"},
    "kms:Key": {"arn": "arn:aws:kms:ap-northeast-2:111122223333:key/1", "keyId": "1"},
    "rds:Instance": {
        "arn": "arn:aws:rds:ap-northeast-2:111122223333:db:pg-trip-test",
        "resourceId": "db-ABCDEFGHIJKL01234",
        "address": "pg-trip-test.example",
        "masterUserSecrets": [{"secretArn": "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:rds"}],
    },
}


def made(
    spec: PostgresSpec = DOCUMENT,
    site: Site = AWS_SITE,
    outputs: Mapping[str, Any] = OUTPUTS,
    password: str | None = None,
) -> ProgramPlan:
    """What a server asks for, and its contract."""

    def program() -> Any:
        known = pulumi.Output.from_input
        network = NetworkContract(
            network_id=known("vpc"),
            subnet_ids={"database": [known("subnet-1"), known("subnet-2")]},
            ranges={},
            security_groups={"database": known("sg-database")},
        )
        secret = pulumi.Output.secret(password) if password else None
        args = PostgresArgs(spec=spec, site=site, network=network, password=secret)
        contract = Postgres("postgres", args).contract
        return {
            "host": contract.host,
            "read_hosts": dict(contract.read_hosts),
            "ids": dict(contract.resource_ids),
            "secret": contract.admin_secret,
        }

    return plan_program(program, outputs=outputs, resolve=True)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """The document's server."""
    return made()


def server(planned: ProgramPlan) -> Resource:
    """The server itself."""
    return planned.resource("rds:Instance", "postgres-primary")


def picked(planned: ProgramPlan, *keys: str) -> dict[str, Any]:
    """Some of the server's inputs, None where one is not given."""
    return {key: server(planned).inputs.get(key) for key in keys}


def test_the_server_is_the_documents(planned: ProgramPlan) -> None:
    """PostgreSQL 17 on a db.t3.medium of 100 GiB, with a standby in another zone."""
    assert picked(
        planned, "engine", "engineVersion", "instanceClass", "allocatedStorage", "multiAz", "dbName"
    ) == {
        "engine": "postgres",
        "engineVersion": "17",
        "instanceClass": "db.t3.medium",
        "allocatedStorage": 100,
        "multiAz": True,
        "dbName": "pms",
    }


def test_a_server_without_a_standby_has_one_zone() -> None:
    """No second copy is made or billed."""
    assert picked(made(DOCUMENT.model_copy(update={"standby": "none"})), "multiAz") == {"multiAz": False}


def test_the_server_has_no_public_address(planned: ProgramPlan) -> None:
    """It stands in the database subnets and in their group alone."""
    assert picked(planned, "publiclyAccessible", "vpcSecurityGroupIds", "port") == {
        "publiclyAccessible": False,
        "vpcSecurityGroupIds": ["sg-database"],
        "port": 5432,
    }
    subnets = planned.resource("rds:SubnetGroup", "postgres-subnets").inputs
    assert subnets["subnetIds"] == ["subnet-1", "subnet-2"]


def test_rds_keeps_the_password(planned: ProgramPlan) -> None:
    """It is made and changed by the service, encrypted with the server's key; none is given to it."""
    assert picked(
        planned, "manageMasterUserPassword", "masterUserSecretKmsKeyId", "password", "passwordWo"
    ) == {
        "manageMasterUserPassword": True,
        "masterUserSecretKmsKeyId": "1",
        "password": None,
        "passwordWo": None,
    }


def test_services_sign_in_as_identities(planned: ProgramPlan) -> None:
    """Tokens of IAM are taken, over TLS alone."""
    assert picked(planned, "iamDatabaseAuthenticationEnabled") == {"iamDatabaseAuthenticationEnabled": True}
    parameters = planned.resource("rds:ParameterGroup", "postgres-parameters-v17").inputs
    assert {"name": "rds.force_ssl", "value": "1", "applyMethod": "pending-reboot"} in parameters[
        "parameters"
    ]


def test_connections_are_logged(planned: ProgramPlan) -> None:
    """RDS leaves that off."""
    parameters = planned.resource("rds:ParameterGroup", "postgres-parameters-v17").inputs
    assert {"name": "log_connections", "value": "1", "applyMethod": "immediate"} in parameters["parameters"]


def test_data_is_encrypted_with_a_key_of_its_own(planned: ProgramPlan) -> None:
    """The same key holds the data and what is kept of its load."""
    arn = "arn:aws:kms:ap-northeast-2:111122223333:key/1"
    assert picked(planned, "storageEncrypted", "kmsKeyId", "performanceInsightsKmsKeyId") == {
        "storageEncrypted": True,
        "kmsKeyId": arn,
        "performanceInsightsKmsKeyId": arn,
    }
    assert planned.resource("kms:Key", "postgres-key").inputs["enableKeyRotation"] is True


def test_backups_are_kept_for_the_days_asked_for(planned: ProgramPlan) -> None:
    """Thirty-five, with the server's tags."""
    assert picked(planned, "backupRetentionPeriod", "copyTagsToSnapshot") == {
        "backupRetentionPeriod": 35,
        "copyTagsToSnapshot": True,
    }


def test_backups_are_copied_to_the_pair() -> None:
    """With a key of that region, and kept there as long."""
    planned = made(DOCUMENT.model_copy(update={"geo_redundant_backup": True}))
    copy = planned.resource("rds:InstanceAutomatedBackupsReplication", "postgres-backups-elsewhere").inputs
    assert (copy["region"], copy["retentionPeriod"]) == ("ap-northeast-1", 35)
    assert planned.resource("kms:Key", "postgres-key-elsewhere").inputs["region"] == "ap-northeast-1"


def test_backups_stay_unless_asked_for(planned: ProgramPlan) -> None:
    """No copy and no second key."""
    assert planned.resources_of("rds:InstanceAutomatedBackupsReplication") == ()
    assert {each.name for each in planned.resources_of("kms:Key")} == {"postgres-key"}


def test_the_disk_grows_by_itself(planned: ProgramPlan) -> None:
    """Up to what RDS has at most, unless it is told not to."""
    assert picked(planned, "maxAllocatedStorage", "storageType") == {
        "maxAllocatedStorage": 65536,
        "storageType": "gp3",
    }
    fixed = made(DOCUMENT.model_copy(update={"storage_autogrow": False}))
    assert picked(fixed, "maxAllocatedStorage") == {"maxAllocatedStorage": None}


def test_a_protected_server_leaves_its_data_behind(planned: ProgramPlan) -> None:
    """It is deleted only after two locks are opened, and then with a last snapshot."""
    assert server(planned).protect
    assert picked(
        planned,
        "deletionProtection",
        "skipFinalSnapshot",
        "finalSnapshotIdentifier",
        "deleteAutomatedBackups",
    ) == {
        "deletionProtection": True,
        "skipFinalSnapshot": False,
        "finalSnapshotIdentifier": "pg-trip-test-final-1",
        "deleteAutomatedBackups": False,
    }


def test_an_unprotected_server_goes_without_a_trace() -> None:
    """No lock, no last snapshot."""
    site = Site(naming=AWS_SITE.naming, ownership=AWS_SITE.ownership, region="ap-northeast-2")
    assert picked(made(site=site), "deletionProtection", "skipFinalSnapshot", "finalSnapshotIdentifier") == {
        "deletionProtection": False,
        "skipFinalSnapshot": True,
        "finalSnapshotIdentifier": None,
    }


def test_minor_versions_come_by_themselves_and_old_ones_are_not_paid_for(planned: ProgramPlan) -> None:
    """After the end of support the server is upgraded instead of billed for longer."""
    assert picked(planned, "autoMinorVersionUpgrade", "engineLifecycleSupport") == {
        "autoMinorVersionUpgrade": True,
        "engineLifecycleSupport": "open-source-rds-extended-support-disabled",
    }


def test_parameters_asked_for_are_the_groups() -> None:
    """In the order of their names, beside those that are always there."""
    spec = DOCUMENT.model_copy(update={"parameters": {"work_mem": "8192"}})
    group = made(spec).resource("rds:ParameterGroup", "postgres-parameters-v17").inputs
    assert [(each["name"], each["value"]) for each in group["parameters"]] == [
        ("log_connections", "1"),
        ("rds.force_ssl", "1"),
        ("work_mem", "8192"),
    ]


def test_another_major_version_has_a_group_of_its_own(planned: ProgramPlan) -> None:
    """The new group can stand beside the old one while the server moves."""
    other = made(DOCUMENT.model_copy(update={"version": "18"}))
    assert [each.inputs["name"] for each in planned.resources_of("rds:ParameterGroup")] == [
        "pg-trip-v17-test"
    ]
    assert [each.inputs["name"] for each in other.resources_of("rds:ParameterGroup")] == ["pg-trip-v18-test"]


def test_logs_are_kept_for_a_while(planned: ProgramPlan) -> None:
    """Their groups are there before the server, and forget after ninety days."""
    assert {each.inputs["name"] for each in planned.resources_of("cloudwatch:LogGroup")} == {
        "/aws/rds/instance/pg-trip-test/postgresql",
        "/aws/rds/instance/pg-trip-test/upgrade",
    }
    assert {each.inputs["retentionInDays"] for each in planned.resources_of("cloudwatch:LogGroup")} == {90}
    assert {each.name for each in planned.resources_of("cloudwatch:LogGroup")} <= server(
        planned
    ).dependency_names


def test_logs_are_under_the_servers_key() -> None:
    """Those of its replicas too; a group waits until CloudWatch may use the key, which it tries at once."""
    found = made(SUPPLIED, password=PASSWORD)
    groups = found.resources_of("cloudwatch:LogGroup")
    assert len(groups) == 4
    for group in groups:
        assert group.inputs["kmsKeyId"] == "arn:aws:kms:ap-northeast-2:111122223333:key/1"
        assert "postgres-key-policy" in group.dependency_names
    assert groups_of(found, "postgres-key-policy") == [
        "/aws/rds/instance/pg-trip-test/*",
        "/aws/rds/instance/pg-trip-near-test/*",
    ]


def test_the_contract_holds_what_rds_answers(planned: ProgramPlan) -> None:
    """The address, the ARN of its users, and where the password is."""
    assert planned.result == {
        "host": "pg-trip-test.example",
        "read_hosts": {},
        "ids": {"primary": "arn:aws:rds-db:ap-northeast-2:111122223333:dbuser:db-ABCDEFGHIJKL01234"},
        "secret": "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:rds",
    }


def test_what_rds_cannot_do_is_refused() -> None:
    """A read replica is refused before anything is made."""
    with pytest.raises(SpecRefusedError, match="read_replicas: RDS keeps the administrator's password"):
        made(PostgresSpec.model_validate({"read_replicas": {"near": {}}}))


def test_every_resource_stands_below_the_component(planned: ProgramPlan) -> None:
    """The server is one branch of the tree."""
    assert {each.parent_name for each in planned.resources if each.type.startswith("aws:")} == {"postgres"}


def test_backups_begin_at_three_in_the_night_in_korea(planned: ProgramPlan) -> None:
    """RDS counts in UTC; it patches an hour later, on Sundays."""
    assert picked(planned, "backupWindow", "maintenanceWindow") == {
        "backupWindow": "18:00-18:30",
        "maintenanceWindow": "sat:19:00-sat:20:00",
    }


def test_the_windows_are_those_asked_for() -> None:
    """Each in its own time zone."""
    times = {"backup_start": "23:45-03:30", "maintenance": WindowSpec(day="Monday", start="00:30")}
    assert picked(made(DOCUMENT.model_copy(update=times)), "backupWindow", "maintenanceWindow") == {
        "backupWindow": "03:15-03:45",
        "maintenanceWindow": "sun:15:30-sun:16:30",
    }


def test_the_last_snapshot_of_each_server_has_a_name_of_its_own() -> None:
    """A second server of the name has another key; RDS refuses a snapshot's name that is taken."""
    names: list[Any] = []
    for key in ("1234abcd-12ab-34cd-56ef-1234567890ab", "98765432-12ab-34cd-56ef-1234567890ab"):
        outputs = {**OUTPUTS, "kms:Key": {**OUTPUTS["kms:Key"], "keyId": key}}
        names.append(server(made(outputs=outputs)).inputs["finalSnapshotIdentifier"])
    assert names == ["pg-trip-test-final-1234abcd", "pg-trip-test-final-98765432"]


def test_a_parameter_says_whether_it_waits_for_a_restart() -> None:
    """What PostgreSQL reads at once is applied at once; what it reads at the start alone is said to wait."""
    parameters = {"max_connections": "200", "work_mem": "8192", "pg_stat_statements.max": "5000"}
    planned = made(DOCUMENT.model_copy(update={"parameters": parameters}))
    found = planned.resource("rds:ParameterGroup", "postgres-parameters-v17").inputs["parameters"]
    assert {each["name"]: each["applyMethod"] for each in found} == {
        "max_connections": "pending-reboot",
        "work_mem": "immediate",
        "pg_stat_statements.max": "pending-reboot",
        "log_connections": "immediate",
        "rds.force_ssl": "pending-reboot",
    }


def test_backups_are_copied_where_the_table_says_that_they_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another region's copy is refused before anything is made."""
    monkeypatch.setattr(aws_module, "region", lambda _cloud, name: replace(region("aws", name), pair=None))
    with pytest.raises(SpecRefusedError, match="no region is known that RDS copies backups of"):
        made(DOCUMENT.model_copy(update={"geo_redundant_backup": True}))


SUPPLIED = PostgresSpec.model_validate(
    {"admin": "supplied", "admin_password_version": 3, "read_replicas": {"near": {}}}
)
PASSWORD = "correct-horse"  # noqa: S105 nobody's


@pytest.fixture(scope="module")
def supplied() -> ProgramPlan:
    """A server whose password is ours, and a replica."""
    return made(SUPPLIED, password=PASSWORD)


def test_a_supplied_password_is_written_and_never_read(supplied: ProgramPlan) -> None:
    """It is a secret, and written anew when its number is raised."""
    inputs = server(supplied).inputs
    assert inputs["passwordWo"] == Secret(PASSWORD)
    assert inputs["passwordWoVersion"] == 3
    assert "manageMasterUserPassword" not in inputs
    assert "password" not in inputs


def test_a_supplied_password_is_kept_where_a_managed_one_is(supplied: ProgramPlan) -> None:
    """As a secret of the same form, under the same key, so that it is asked for in one way."""
    secret = supplied.resource("secretsmanager:Secret", "postgres-admin-secret").inputs
    assert secret["kmsKeyId"] == "arn:aws:kms:ap-northeast-2:111122223333:key/1"
    value = supplied.resource("secretsmanager:SecretVersion", "postgres-admin-secret-value").inputs
    assert value["secretStringWo"] == Secret(f'{{"username": "postgres", "password": "{PASSWORD}"}}')
    assert value["secretStringWoVersion"] == 3
    assert supplied.result["secret"] == "arn:secret-of-ours"  # noqa: S105 its name


def test_a_supplied_password_that_is_missing_is_refused() -> None:
    """RDS would say so after the network and the keys are made."""
    with pytest.raises(SpecRefusedError, match="admin: it is supplied, and there is no password"):
        made(SUPPLIED)


def test_a_replica_copies_the_server(supplied: ProgramPlan) -> None:
    """In the same network, with the primary's size and parameters, its own name and no backups."""
    replica = supplied.resource("rds:Instance", "postgres-replica-near").inputs
    expected = {
        "identifier": "pg-trip-near-test",
        "instanceClass": "db.m7g.xlarge",
        "publiclyAccessible": False,
        "vpcSecurityGroupIds": ["sg-database"],
        "backupRetentionPeriod": 0,
        "iamDatabaseAuthenticationEnabled": True,
    }
    assert {key: replica[key] for key in expected} == expected
    assert "passwordWo" not in replica
    assert "postgres-primary" in supplied.resource("rds:Instance", "postgres-replica-near").dependency_names


def test_a_replica_s_users_are_its_own(supplied: ProgramPlan) -> None:
    """A permission to connect names the server."""
    assert set(supplied.result["ids"]) == {"primary", "near"}
    assert set(supplied.result["read_hosts"]) == {"near"}


def test_each_replica_is_read_at_its_own_address() -> None:
    """Not at the primary's; and its users are those of its own id."""

    def answer(instance: Resource) -> dict[str, Any]:
        return {
            **OUTPUTS["rds:Instance"],
            "address": f"{instance.name}.example",
            "resourceId": f"db-{instance.name}",
        }

    replicas = {"near": ReplicaSpec(), "other": ReplicaSpec()}
    spec = DOCUMENT.model_copy(update={"admin": "supplied", "read_replicas": replicas})
    found = made(spec, outputs={**OUTPUTS, "rds:Instance": answer}, password=PASSWORD).result
    assert found["host"] == "postgres-primary.example"
    assert found["read_hosts"] == {
        "near": "postgres-replica-near.example",
        "other": "postgres-replica-other.example",
    }
    assert {name: each.rpartition(":")[2] for name, each in found["ids"].items()} == {
        "primary": "db-postgres-primary",
        "near": "db-postgres-replica-near",
        "other": "db-postgres-replica-other",
    }


def test_another_first_database_replaces_no_server(planned: ProgramPlan) -> None:
    """RDS makes a database with a new server alone; what comes later is made by the run that makes roles."""
    assert server(planned).options.ignore_changes == ("dbName",)
