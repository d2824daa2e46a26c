"""The pod that makes the databases' roles, as plain manifests: one run, with an identity that no service has.

A first container gets the administrator's credentials and leaves them in a volume in memory; a second one
runs the script of `roles_script.py` with them. Neither knows any secret before it runs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jiban.components.workload.connection import AUTHORITIES_FILE, POSTGRES_PORT, root_certificates
from jiban.components.workload.contract import Administrator, PlatformShape, Text
from jiban.components.workload.manifests import USER, toleration
from jiban.components.workload.names import ROLES_ACCOUNT
from jiban.components.workload.policies import roles_egress
from jiban.components.workload.roles_script import id_variable, role_variable
from jiban.components.workload.spec import WorkloadSpec
from jiban.components.workload.subject import Manifest, Subject, selector
from jiban.tables import table

SCRIPT: Final = "roles.sql"
PATIENCE_SECONDS: Final = 1800
"""How long the run may take, its repetitions included: permissions take some minutes until they hold."""
_REPETITIONS: Final = 8
"""The waits between them double from ten seconds on, six minutes at most (Kubernetes `Job`): half an hour."""
_CREDENTIALS: Final = "/credentials"
_SCRIPTS: Final = "/script"
_RESOURCES: Final = {
    "requests": {"cpu": "50m", "memory": "128Mi"},
    "limits": {"memory": "256Mi"},
}
_ASK_DIRECTORY: Final = """\
umask 077
curl --fail-with-body --silent --show-error --retry 3 --max-time 30 --output /tmp/answer \\
  --data-urlencode grant_type=client_credentials \\
  --data-urlencode "client_id=$AZURE_CLIENT_ID" \\
  --data-urlencode "scope=$TOKEN_SCOPE" \\
  --data-urlencode client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \\
  --data-urlencode "client_assertion@$AZURE_FEDERATED_TOKEN_FILE" \\
  "${AZURE_AUTHORITY_HOST%/}/$AZURE_TENANT_ID/oauth2/v2.0/token" || { cat /tmp/answer >&2; exit 1; }
sed -n 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/p' /tmp/answer > /credentials/password
test -s /credentials/password
"""
"""Exchanges the service account's token for one of the directory (Microsoft identity platform,
`v2-oauth2-client-creds-grant-flow`, "federated credential"); AKS's webhook sets the `AZURE_` variables."""
_READ_VAULT: Final = """\
umask 077
answer="$(aws secretsmanager get-secret-value --secret-id "$SECRET" --query SecretString --output text)"
password="$(printf '%s' "$answer" |
  sed -n 's/.*"password" *: *"\\(\\([^"\\\\]\\|\\\\.\\)*\\)".*/\\1/p' |
  sed 's/\\\\\\(["/]\\)/\\1/g')"
printf '%b' "$password" > /credentials/password
test -s /credentials/password
"""
"""Reads the secret, a JSON object of user and password (RDS user guide, `rds-secrets-manager`). What JSON
escapes in a string, `printf %b` of Bash turns back, but for quotes and slashes."""
_RUN_SCRIPT: Final = f"""\
PGPASSWORD="$(cat {_CREDENTIALS}/password)"
export PGPASSWORD
exec psql --no-psqlrc --echo-errors --file={_SCRIPTS}/{SCRIPT}
"""


@dataclass(frozen=True, kw_only=True)
class RolesFacts:
    """What the platform decides about the run."""

    administrator: Administrator
    host: Text
    """Server that takes writes."""
    roles: Mapping[str, Text]
    """Name that PostgreSQL knows each service by."""
    ids: Mapping[str, Text]
    """What the identity of each service is known by."""
    script: Text
    """Name of the config map that holds the script, and the certificates if there are any."""


def config_map(subject: Subject, script: str, authorities: str | None) -> Manifest:
    """Return the script, without a name: a change makes a new one, and with it a new run."""
    return _config_map(subject, "script", {SCRIPT: script, **_certificates(authorities)})


def authorities_map(subject: Subject, authorities: str) -> Manifest:
    """Return the certificates that services verify the database server by, without a name."""
    return _config_map(subject, "authorities", _certificates(authorities))


def account(subject: Subject, annotations: Mapping[str, Text]) -> Manifest:
    """Return the account that becomes the administrator; it may not use the Kubernetes API."""
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {
            **subject.metadata("account", name=ROLES_ACCOUNT),
            **({"annotations": dict(annotations)} if annotations else {}),
        },
        "automountServiceAccountToken": False,
    }


def policy(subject: Subject, shape: PlatformShape) -> Manifest:
    """Return what the pod reaches: the database, and where it gets its credentials. Nothing reaches it."""
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": subject.metadata("policy", name=ROLES_ACCOUNT),
        "spec": {
            "podSelector": {"matchLabels": selector(ROLES_ACCOUNT)},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [],
            "egress": list(roles_egress(shape)),
        },
    }


def job(
    subject: Subject, shape: PlatformShape, services: Mapping[str, WorkloadSpec], facts: RolesFacts
) -> Manifest:
    """Return the run, without a name: a finished one cannot be changed, so a change makes another.

    Args:
        subject: whose it is.
        shape: what is known of the platform.
        services: the services that use databases, by name.
        facts: what else the platform decides.
    """
    metadata = subject.metadata("job")
    del metadata["name"]
    # One that failed is made anew by the next deployment, instead of being waited for once more.
    metadata["annotations"] = {"pulumi.com/replaceUnready": "true"}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": metadata,
        "spec": {
            "backoffLimit": _REPETITIONS,
            "activeDeadlineSeconds": PATIENCE_SECONDS,
            "template": {
                "metadata": {"labels": {**subject.labels(subject.component), **shape.hooks.pod_labels}},
                "spec": _pod(shape, services, facts),
            },
        },
    }


def image(name: str) -> str:
    """Return an image of `roles_images.yaml` by tag and digest: `client`, `token`, `secret`."""
    row: Mapping[str, Any] = table("jiban.components.workload", "roles_images.yaml")["images"][name]
    return f"{row['tag']}@{row['digest']}"


def _config_map(subject: Subject, part: str, data: Mapping[str, str]) -> Manifest:
    metadata = subject.metadata(part)
    del metadata["name"]
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata,
        "immutable": True,
        "data": dict(data),
    }


def _certificates(authorities: str | None) -> dict[str, str]:
    return {} if authorities is None else {AUTHORITIES_FILE: authorities}


def _pod(shape: PlatformShape, services: Mapping[str, WorkloadSpec], facts: RolesFacts) -> Manifest:
    return {
        "restartPolicy": "Never",
        "serviceAccountName": ROLES_ACCOUNT,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": USER,
            "runAsGroup": USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        **_placement(shape, services),
        "initContainers": [_container("credentials", *_credentials(shape, facts), ("credentials", "tmp"))],
        "containers": [
            _container(
                "roles",
                image("client"),
                ["/bin/sh", "-euc", _RUN_SCRIPT],
                dict(_script_variables(shape, facts)),
                ("credentials", "script", "tmp"),
            )
        ],
        "volumes": [
            {"name": "credentials", "emptyDir": {"medium": "Memory", "sizeLimit": "1Mi"}},
            {"name": "script", "configMap": {"name": facts.script}},
            {"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}},
        ],
    }


def _placement(shape: PlatformShape, services: Mapping[str, WorkloadSpec]) -> Manifest:
    """Run where the first of the services runs: what it may, the pod that lets it in may too."""
    pool = services[min(services)].pool
    if pool is None:
        return {}
    taint = shape.pools[pool].taint
    return {
        "nodeSelector": {"jiban/pool": pool},
        **({"tolerations": [toleration(taint)]} if taint else {}),
    }


def _credentials(shape: PlatformShape, facts: RolesFacts) -> tuple[str, list[str], dict[str, Text]]:
    """Return image, command and variables of the container that gets the credentials."""
    if shape.hooks.administers_by == "token":
        scope = shape.hooks.token_scopes["database"]
        return image("token"), ["/bin/sh", "-euc", _ASK_DIRECTORY], {"TOKEN_SCOPE": scope}
    if facts.administrator.secret is None:
        raise ValueError("the administrator has no secret, and signs in with none of it")
    variables: dict[str, Text] = {"SECRET": facts.administrator.secret, "HOME": "/tmp"}  # noqa: S108 a volume of the pod
    if shape.hooks.region_variable is not None:
        variables[shape.hooks.region_variable] = shape.region
    return image("secret"), ["/bin/bash", "-euc", _READ_VAULT], variables


def _script_variables(shape: PlatformShape, facts: RolesFacts) -> Iterator[tuple[str, Text]]:
    yield "PGHOST", facts.host
    yield "PGPORT", str(POSTGRES_PORT)
    yield "PGDATABASE", "postgres"
    yield "PGUSER", facts.administrator.role
    yield "PGSSLMODE", "verify-full"
    yield "PGSSLROOTCERT", root_certificates(shape, _SCRIPTS)
    yield "PGCONNECT_TIMEOUT", "10"
    yield "HOME", "/tmp"  # noqa: S108 a volume of the pod
    for service, role in sorted(facts.roles.items()):
        yield role_variable(service), role
    if shape.hooks.administers_by == "token":
        for service, principal in sorted(facts.ids.items()):
            yield id_variable(service), principal


_MOUNTS: Final = {
    "credentials": {"name": "credentials", "mountPath": _CREDENTIALS},
    "script": {"name": "script", "mountPath": _SCRIPTS, "readOnly": True},
    "tmp": {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 a path in a container, where it is a volume
}


def _container(
    name: str, image_name: str, command: list[str], variables: Mapping[str, Text], mounts: tuple[str, ...]
) -> Manifest:
    return {
        "name": name,
        "image": image_name,
        "command": command,
        "env": [{"name": variable, "value": value} for variable, value in variables.items()],
        "resources": _RESOURCES,
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [_MOUNTS[mount] for mount in mounts],
    }
