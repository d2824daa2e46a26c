"""Secrets in inputs, plain and marked, and what only looks like one. The verdicts are in verdicts.yaml.

No text in here opens anything: the key of AWS is the one of its own documentation.
"""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as k8s
from pulumi_azure_native import compute, dbforpostgresql, keyvault, resources, web

PLAIN = "correct-horse-battery-9"
MARKED = pulumi.Output.secret(PLAIN)
AWS_KEY = "AKIAIOSFODNN7EXAMPLE"
AWS_ITS_WORD = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def pem(kind: str) -> str:
    """Return what looks like the text of a key or a certificate."""
    return f"-----BEGIN {kind}-----\nMIIEvgIBADANBgkqhkiG9w0BAQEFAASC\n-----END {kind}-----\n"


PRIVATE = pem("PRIVATE KEY")
ACCOUNT_KEY = "Zm9ydHktdHdvIGJ5dGVzIG9mIG5vdGhpbmcgYXQgYWxsLCBmb3IgYSB0ZXN0IG9mIHJ1bGVzISEhISE="
ACCOUNT = f"DefaultEndpointsProtocol=https;AccountName=data;AccountKey={ACCOUNT_KEY}"

eip = aws.ec2.Eip("eip")
# Known only after deployment, and marked by nobody.
unknown_text = eip.public_ip.apply(lambda found: found)
rg = resources.ResourceGroup("rg", location="koreacentral")
role = aws.iam.Role("role", assume_role_policy="{}")


def server(name: str, word: Any) -> None:
    """Make a database of Azure with the password of its administrator."""
    dbforpostgresql.Server(
        name,
        resource_group_name=rg.name,
        version="16",
        sku=dbforpostgresql.SkuArgs(name="Standard_D2s_v3", tier="GeneralPurpose"),
        storage=dbforpostgresql.StorageArgs(storage_size_gb=128),
        administrator_login="app",
        administrator_login_password=word,
    )


server("server-plain", PLAIN)
server("server-marked", MARKED)
server("server-unknown", unknown_text)

vault = keyvault.Vault(
    "vault",
    resource_group_name=rg.name,
    properties=keyvault.VaultPropertiesArgs(
        tenant_id="00000000-0000-0000-0000-000000000001",
        sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
        enable_rbac_authorization=True,
    ),
)


def kept(name: str, word: Any) -> None:
    """Make a secret of the vault."""
    keyvault.Secret(
        name,
        resource_group_name=rg.name,
        vault_name=vault.name,
        properties=keyvault.SecretPropertiesArgs(value=word),
    )


kept("vault-secret-plain", PLAIN)
kept("vault-secret-marked", MARKED)
kept("vault-secret-unknown", unknown_text)
kept("vault-secret-made-of-marked", pulumi.Output.concat("postgres://app:", MARKED, "@db/app"))


def machine(name: str, word: Any) -> None:
    """Make a virtual machine of Azure with the password of its administrator."""
    compute.VirtualMachine(
        name,
        resource_group_name=rg.name,
        hardware_profile=compute.HardwareProfileArgs(vm_size="Standard_D2s_v5"),
        os_profile=compute.OSProfileArgs(computer_name="app", admin_username="app", admin_password=word),
    )


machine("machine-plain", PLAIN)
machine("machine-marked", MARKED)
for which, settings in {
    "plain": {"DB_PASSWORD": PLAIN},
    "marked": {"DB_PASSWORD": MARKED},
    "reference": {
        "DB_PASSWORD": "@Microsoft.KeyVault(VaultName=app;SecretName=database)",
        "OTHER_PASSWORD": MARKED,
    },
}.items():
    web.WebApp(
        f"site-{which}",
        resource_group_name=rg.name,
        site_config=web.SiteConfigArgs(
            app_settings=[web.NameValuePairArgs(name=name, value=value) for name, value in settings.items()]
        ),
    )

# The SDK of these marks the input by itself, so that the state has it encrypted.
aws.rds.Instance(
    "database-plain",
    instance_class="db.t4g.medium",
    engine="postgres",
    allocated_storage=20,
    username="app",
    password=PLAIN,
)
aws.secretsmanager.SecretVersion("version-plain", secret_id=role.id, secret_string=PLAIN)
k8s.core.v1.Secret("secret-plain", string_data={"password": PLAIN})

for which, variables in {
    "plain": {"SECRET_KEY": PLAIN},
    "marked": {"SECRET_KEY": MARKED},
    "aws-key": {"AWS_ACCESS_KEY_ID": AWS_KEY, "AWS_SECRET_ACCESS_KEY": AWS_ITS_WORD},
    "unknown": {"SECRET_KEY": unknown_text},
}.items():
    aws.lambda_.Function(
        f"function-{which}",
        role=role.arn,
        runtime="python3.13",
        handler="app.main",
        s3_bucket="code",
        s3_key="app.zip",
        environment={"variables": variables},
    )


def task(name: str, container: dict[str, Any]) -> None:
    """Make a task of ECS, whose containers are JSON."""
    aws.ecs.TaskDefinition(
        name,
        family=name,
        container_definitions=json.dumps([{"name": "app", "image": "app@sha256:0", **container}]),
    )


task("task-plain", {"environment": [{"name": "API_TOKEN", "value": PLAIN}]})
START = "#!/bin/sh\n"
aws.ec2.Instance(
    "start-with-key",
    ami="ami-1",
    instance_type="t4g.small",
    user_data=f"{START}export AWS_ACCESS_KEY_ID={AWS_KEY}\nexport AWS_SECRET_ACCESS_KEY={AWS_ITS_WORD}\n",
)
aws.ec2.Instance("start-with-private-key", ami="ami-1", instance_type="t4g.small", user_data=START + PRIVATE)


def values(name: str, **data: Any) -> None:
    """Make a map of configuration."""
    k8s.core.v1.ConfigMap(name, data=data)


values("map-address-with-password", DATABASE_URL=f"postgres://app:{PLAIN}@db:5432/app")
values("map-in-a-file", **{"app.yaml": f"database:\n  url: postgresql://app:{PLAIN}@db:5432/app\n"})
values("map-private-key", **{"tls.key": PRIVATE})
values("map-rsa-key", id_rsa=pem("RSA PRIVATE KEY"))
values("map-account-key", STORAGE=ACCOUNT)
values("map-account-key-marked", STORAGE=pulumi.Output.secret(ACCOUNT))
values("map-password", DB_PASSWORD=PLAIN)
k8s.helm.v3.Release(
    "release-plain", chart="postgresql", values={"auth": {"username": "app", "password": PLAIN}}
)
k8s.helm.v3.Release(
    "release-marked", chart="postgresql", values={"auth": {"username": "app", "password": MARKED}}
)
k8s.helm.v3.Release(
    "release-existing",
    chart="postgresql",
    values={"auth": {"existingSecret": "database", "replicationPassword": MARKED}},
)

APP = {"app": "app"}


def workload(name: str, *env: dict[str, Any], kind: str = "Deployment", first: bool = False) -> None:
    """Make a workload with these variables, of its container or of one that comes first."""
    own = {"name": "app", "image": "app@sha256:0", "env": list(env)}
    spec: dict[str, Any] = {"containers": [own]}
    if first:
        spec = {"initContainers": [own], "containers": [{"name": "app", "image": "app@sha256:0"}]}
    pod = {"metadata": {"labels": APP}, "spec": spec}
    if kind == "CronJob":
        k8s.batch.v1.CronJob(
            name,
            spec={"schedule": "0 3 * * *", "job_template": {"spec": {"template": {"spec": spec}}}},
        )
    else:
        k8s.apps.v1.Deployment(name, spec={"selector": {"matchLabels": APP}, "template": pod})


def variable(name: str, value: Any) -> dict[str, Any]:
    """Return a variable."""
    return {"name": name, "value": value}


workload("env-plain", variable("DB_PASSWORD", PLAIN))
workload("env-plain-second", variable("LOG_LEVEL", "info"), variable("api_token", PLAIN))
workload("env-plain-first-container", variable("DB_PASSWORD", PLAIN), first=True)
workload("env-plain-job", variable("CLIENT_SECRET", PLAIN), kind="CronJob")
workload("env-address", variable("DATABASE_URL", f"postgres://app:{PLAIN}@db:5432/app"))
workload("env-address-of-cache", variable("REDIS_URL", f"rediss://:{PLAIN}@cache:6380/0"))
workload("env-marked", variable("DB_PASSWORD", MARKED))
workload(
    "env-address-marked", variable("DATABASE_URL", pulumi.Output.concat("postgres://app:", MARKED, "@db/app"))
)
workload("env-unknown", variable("DB_PASSWORD", unknown_text))
workload("env-unknown-and-plain", variable("DB_PASSWORD", unknown_text), variable("API_TOKEN", PLAIN))

# What only looks like one. Each has a marked one beside it, so that the rule has something to judge.
ONE = variable("ADMIN_PASSWORD", MARKED)
for which, lookalike in {
    "reference": {
        "name": "DB_PASSWORD",
        "valueFrom": {"secretKeyRef": {"name": "database", "key": "password"}},
    },
    "empty": variable("DB_PASSWORD", ""),
    "null": variable("DB_PASSWORD", None),
    "file": variable("DB_PASSWORD_FILE", "/run/secrets/database"),
    "name-of-secret": variable("DB_SECRET_NAME", "database"),
    "arn-of-secret": variable(
        "DB_SECRET_ARN", "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:database-a1b2c3"
    ),
    "address-of-vault": variable("KEY_VAULT_URI", "https://app.vault.azure.net/"),
    "days-of-token": variable("TOKEN_TTL", "3600"),
    "length-of-password": variable("PASSWORD_MIN_LENGTH", "12"),
    "switch": variable("ENABLE_PASSWORD_RESET", "true"),
    "word-in-a-word": variable("MONKEY", "capuchin"),
    "author": variable("AUTHOR", "platform"),
    "address-without-password": variable("DATABASE_URL", "postgres://app@db:5432/app"),
    "address-with-placeholder": variable("DATABASE_URL", "postgres://app:$(ADMIN_PASSWORD)@db:5432/app"),
    "address-with-port": variable("API_URL", "https://api.example.com:8443/v1"),
    "public-key": variable("JWT_PUBLIC_KEY", pem("PUBLIC KEY")),
    "certificate": variable("CA_CERTIFICATE", pem("CERTIFICATE")),
    "unknown-elsewhere": variable("OWN_ADDRESS", unknown_text),
}.items():
    workload(f"like-{which}", lookalike, ONE)
