"""The pod that makes the databases' roles: what it may, what it knows, and how it gets its credentials."""

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jiban.components.workload.clouds import HOOKS
from jiban.components.workload.contract import Administrator, PlatformShape
from jiban.components.workload.manifests import Manifest
from jiban.components.workload.policies import deny_all
from jiban.components.workload.roles import RolesFacts, account, config_map, image, job, policy
from jiban.components.workload.spec import WorkloadSpec
from tests.components.workload.examples import SHAPE, TAINT, spec, subject
from tests.infra.kubernetes_objects import validate

ON_AWS = replace(SHAPE, hooks=HOOKS["aws"], region="ap-northeast-2", authorities="PEM\n")
USER = {"user": spec(uses={"databases": ("users",)}, pool="apps")}


def made(shape: PlatformShape = SHAPE, services: Mapping[str, WorkloadSpec] = USER) -> Manifest:
    """Return the run for some services."""
    on_azure = shape.hooks.administers_by == "token"
    facts = RolesFacts(
        administrator=Administrator(role="id-admin", client_id="client")
        if on_azure
        else Administrator(role="postgres", secret="arn:secret"),  # noqa: S106 its name
        host="db.example",
        roles={service: f"id-{service}" for service in services},
        ids={service: f"principal-of-{service}" for service in services},
        script="script-1a2b3c4",
    )
    return job(subject("database-roles"), shape, services, facts)


def pod(shape: PlatformShape = SHAPE, services: Mapping[str, WorkloadSpec] = USER) -> Mapping[str, Any]:
    """Return what the run's pod is."""
    return made(shape, services)["spec"]["template"]["spec"]


def variables(container: Mapping[str, Any]) -> dict[str, str]:
    """Return the environment of a container."""
    return {each["name"]: each["value"] for each in container["env"]}


@pytest.mark.parametrize("shape", [SHAPE, ON_AWS])
def test_the_run_is_valid(shape: PlatformShape) -> None:
    """By Kubernetes' own schemas."""
    assert validate([{**made(shape), "metadata": {"name": "roles"}}], "1.36") == []


def test_a_finished_run_stays() -> None:
    """Taken away after a time, it would be missing at the next refresh and be made again."""
    assert "ttlSecondsAfterFinished" not in made()["spec"]


def test_a_failed_run_is_made_anew() -> None:
    """The next deployment does not wait for it once more."""
    assert made()["metadata"]["annotations"] == {"pulumi.com/replaceUnready": "true"}


def test_a_run_has_no_name_of_ours() -> None:
    """A run that has ended cannot be changed: the next one needs another name, before the old one goes."""
    assert "name" not in made()["metadata"]
    assert "name" not in config_map(subject(), "SELECT 1", None)["metadata"]


def test_the_pod_is_told_to_verify_the_server() -> None:
    """By name and certificate: of the system on Azure, of RDS on AWS."""
    assert variables(pod()["containers"][0]) == {
        "PGHOST": "db.example",
        "PGPORT": "5432",
        "PGDATABASE": "postgres",
        "PGUSER": "id-admin",
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": "system",
        "PGCONNECT_TIMEOUT": "10",
        "HOME": "/tmp",  # noqa: S108 a path in a container
        "ROLE_OF_USER": "id-user",
        "ID_OF_USER": "principal-of-user",
    }
    assert variables(pod(ON_AWS)["containers"][0])["PGSSLROOTCERT"] == "/script/authorities.pem"


def test_the_certificates_are_beside_the_script() -> None:
    """Where the server is not one that every system trusts."""
    assert config_map(subject(), "SELECT 1", "PEM\n")["data"] == {
        "roles.sql": "SELECT 1",
        "authorities.pem": "PEM\n",
    }
    assert set(config_map(subject(), "SELECT 1", None)["data"]) == {"roles.sql"}


def test_the_pod_runs_where_its_first_service_runs() -> None:
    """In that pool, whose taint it tolerates; without a pool anywhere."""
    assert pod()["nodeSelector"] == {"jiban/pool": "apps"}
    key, _, rest = TAINT.partition("=")
    assert pod()["tolerations"][0]["key"] == key
    assert pod()["tolerations"][0]["value"] == rest.partition(":")[0]
    assert "nodeSelector" not in pod(services={"user": spec(uses={"databases": ("users",)})})


def test_the_first_service_is_so_by_name() -> None:
    """Whatever the order in which the environment has them."""
    there, anywhere = spec(uses={"databases": ("users",)}, pool="apps"), spec(uses={"databases": ("users",)})
    assert pod(services={"z": anywhere, "a": there})["nodeSelector"] == {"jiban/pool": "apps"}
    assert "nodeSelector" not in pod(services={"z": there, "a": anywhere})


@pytest.mark.parametrize("shape", [SHAPE, ON_AWS])
def test_the_pod_is_restricted(shape: PlatformShape) -> None:
    """No root, no capabilities, a file system that cannot be written to, limits on memory."""
    found = pod(shape)
    assert found["securityContext"]["runAsNonRoot"] is True
    assert found["automountServiceAccountToken"] is False
    for container in (*found["initContainers"], *found["containers"]):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["limits"] == {"memory": "256Mi"}


@pytest.mark.parametrize("name", ["client", "token", "secret"])
def test_images_are_pinned_by_digest(name: str) -> None:
    """A tag can be moved, a digest cannot."""
    tag, _, digest = image(name).partition("@sha256:")
    assert ":" in tag
    assert len(digest) == 64


def test_the_pod_reaches_the_database_and_its_credentials_alone() -> None:
    """On AWS the agent on its node, too."""
    assert policy(subject(), SHAPE)["spec"]["egress"] == [
        {"to": [{"ipBlock": {"cidr": "10.0.144.0/20"}}], "ports": [{"protocol": "TCP", "port": 5432}]},
        {
            "to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8", "192.168.0.0/16"]}}],
            "ports": [{"protocol": "TCP", "port": 443}],
        },
    ]
    assert policy(subject(), ON_AWS)["spec"]["egress"][1] == {
        "to": [{"ipBlock": {"cidr": "169.254.170.23/32"}}],
        "ports": [{"protocol": "TCP", "port": 80}],
    }
    assert policy(subject(), SHAPE)["spec"]["ingress"] == []
    assert deny_all(subject())["spec"]["podSelector"] == {}


def credentials(
    folder: Path, shape: PlatformShape, program: str, body: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the container that gets the credentials, with a stand-in for the program that it asks by."""
    stand_in = folder / program
    stand_in.write_text(f"#!/bin/bash\n{body}\n")
    stand_in.chmod(0o755)
    shell, *flags, script = pod(shape)["initContainers"][0]["command"]
    script = script.replace("/credentials/", f"{folder}/").replace("/tmp/answer", f"{folder}/answer")  # noqa: S108 as above
    return subprocess.run(
        [shell, *flags, script],
        env={"PATH": f"{folder}:/usr/bin:/bin", **environment},
        text=True,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("written", "password"),
    [
        ("Tr0ub4dor", "Tr0ub4dor"),
        (r"a\"b\\c", 'a"b\\c'),
        ("p$(id)`id`%s!#&*", "p$(id)`id`%s!#&*"),
        (r"less\u003cmore", "less<more"),
    ],
)
def test_a_password_is_read_out_of_its_secret_whatever_it_holds(
    tmp_path: Path, written: str, password: str
) -> None:
    """The secret is a JSON object; no letter of the password means anything to the shell."""
    (tmp_path / "secret.json").write_text(f'{{"username":"postgres","password":"{written}"}}')
    found = credentials(tmp_path, ON_AWS, "aws", f"cat {tmp_path}/secret.json", SECRET="arn")  # noqa: S106 its name
    assert found.returncode == 0, found.stderr
    assert (tmp_path / "password").read_text() == password
    assert (tmp_path / "password").stat().st_mode & 0o077 == 0
    assert found.stdout == ""


def test_a_secret_that_cannot_be_read_ends_the_run(tmp_path: Path) -> None:
    """The pod fails with what AWS says, and tries again."""
    found = credentials(tmp_path, ON_AWS, "aws", "echo AccessDenied >&2; exit 254", SECRET="arn")  # noqa: S106 its name
    assert found.returncode != 0
    assert "AccessDenied" in found.stderr


AZURE = {
    "AZURE_CLIENT_ID": "client",
    "AZURE_TENANT_ID": "tenant",
    "AZURE_AUTHORITY_HOST": "https://login.example/",
    "AZURE_FEDERATED_TOKEN_FILE": "/token",
    "TOKEN_SCOPE": "scope",
}


def test_a_token_is_read_out_of_the_directory_s_answer(tmp_path: Path) -> None:
    """It is what PostgreSQL takes as the password."""
    answer = '{"token_type":"Bearer","expires_in":3599,"access_token":"ey.J0.x-_"}'
    body = f"echo \"$@\" > {tmp_path}/asked; echo '{answer}' > {tmp_path}/answer"
    found = credentials(tmp_path, SHAPE, "curl", body, **AZURE)
    assert found.returncode == 0, found.stderr
    assert (tmp_path / "password").read_text().strip() == "ey.J0.x-_"
    asked = (tmp_path / "asked").read_text()
    assert asked.rstrip().endswith("https://login.example/tenant/oauth2/v2.0/token")
    assert "client_assertion@/token" in asked
    assert found.stdout == ""


def test_what_the_directory_refuses_is_told(tmp_path: Path) -> None:
    """An identity that it does not know yet is the usual reason; the pod tries again."""
    body = f"echo AADSTS700016 > {tmp_path}/answer; exit 22"
    found = credentials(tmp_path, SHAPE, "curl", body, **AZURE)
    assert found.returncode != 0
    assert "AADSTS700016" in found.stderr


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        (
            "client",
            (
                "docker.io/library/postgres:17.6-alpine@sha256:"
                "ef257d85f76e48da1c64832459b59fcaba1a4dac97bf5d7450c77753542eee94"
            ),
        ),
        (
            "token",
            (
                "docker.io/curlimages/curl:8.11.1@sha256:"
                "c1fe1679c34d9784c1b0d1e5f62ac0a79fca01fb6377cdd33e90473c6f9f9a69"
            ),
        ),
        (
            "secret",
            (
                "public.ecr.aws/aws-cli/aws-cli:2.31.30@sha256:"
                "6c9314d8dd18bcfd11c509e00ea39016c4fb978e42e86df1e4dfd17038b10b78"
            ),
        ),
    ],
)
def test_which_images_the_run_has(name: str, whole: str) -> None:
    """Another digest is another program with the administrator's credentials."""
    assert image(name) == whole


def test_each_cloud_s_credentials_come_by_its_own_image() -> None:
    """What is asked for is told by variables: a scope of the directory, or a secret's id and a region."""
    (azure,), (aws,) = pod()["initContainers"], pod(ON_AWS)["initContainers"]
    assert (azure["image"], aws["image"]) == (image("token"), image("secret"))
    assert variables(azure) == {"TOKEN_SCOPE": "https://ossrdbms-aad.database.windows.net/.default"}
    assert set(variables(aws)) == {"SECRET", "HOME", "AWS_REGION"}


def test_each_container_has_what_it_needs_and_no_more() -> None:
    """The first writes the credentials and sees no script; both have a scratch volume."""
    found = pod()
    mounts = [
        [(each["name"], each["mountPath"], each.get("readOnly")) for each in container["volumeMounts"]]
        for container in (*found["initContainers"], *found["containers"])
    ]
    assert mounts == [
        [("credentials", "/credentials", None), ("tmp", "/tmp", None)],  # noqa: S108 a path in a container
        [
            ("credentials", "/credentials", None),
            ("script", "/script", True),
            ("tmp", "/tmp", None),  # noqa: S108 as above
        ],
    ]
    assert found["volumes"][0] == {
        "name": "credentials",
        "emptyDir": {"medium": "Memory", "sizeLimit": "1Mi"},
    }


def test_the_run_has_half_an_hour() -> None:
    """Eight repetitions, whose waits double from ten seconds to six minutes."""
    assert made()["spec"]["backoffLimit"] == 8
    assert made()["spec"]["activeDeadlineSeconds"] == 1800


def test_an_account_names_its_identity_where_the_cloud_asks_for_it() -> None:
    """On Azure; on AWS EKS keeps that list itself."""
    named = account(subject(), {"azure.workload.identity/client-id": "x"})
    assert named["metadata"]["annotations"] == {"azure.workload.identity/client-id": "x"}
    assert "annotations" not in account(subject(), {})["metadata"]
