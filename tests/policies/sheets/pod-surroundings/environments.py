"""What stands in the environment of containers and in ConfigMaps."""

import pulumi
import pulumi_kubernetes as k8s
from base import SHOP, container, deployment, later


def environment(name: str, *variables: dict, **more) -> None:
    deployment(name, container(env=list(variables), **more))


def literal(name: str, value) -> dict:
    return {"name": name, "value": value}


def of_secret(name: str) -> dict:
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}


environment("env-password-literal", literal("DB_PASSWORD", "pa55-w0rd"))
environment("env-password-lower-case", literal("db_password", "pa55-w0rd"))
environment("env-api-key-literal", literal("PAYMENT_API_KEY", "0d1e2f3a4b5c6d7e8f90"))
environment("env-token-literal", literal("CHAT_TOKEN", "0d1e2f3a4b5c6d7e8f90"))
# AWS's own example of a pair of keys.
environment(
    "env-aws-keys",
    literal("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    literal("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
)
environment("env-password-in-address", literal("DATABASE_URL", "postgres://shop:pa55-w0rd@db:5432/shop"))
environment("env-address-without-password", literal("DATABASE_URL", "postgres://db:5432/shop"))
environment("env-password-of-secret", of_secret("DB_PASSWORD"))
# Kubernetes puts the variable's value in place of $(…) when the container starts.
environment(
    "env-address-with-reference",
    of_secret("DB_PASSWORD"),
    literal("DATABASE_URL", "postgres://shop:$(DB_PASSWORD)@db:5432/shop"),
)
environment("env-password-empty", literal("DB_PASSWORD", ""))
environment("env-password-without-value", {"name": "DB_PASSWORD"})
environment("env-password-file", literal("DB_PASSWORD_FILE", "/run/secrets/db/password"))
environment("env-password-length", literal("PASSWORD_MIN_LENGTH", "12"))
environment("env-token-lifetime", literal("TOKEN_TTL_SECONDS", "3600"))
environment("env-plain", literal("LOG_LEVEL", "info"), literal("DB_HOST", "db.example.com"))
environment("env-host-unknown", literal("DB_HOST", later("db.example.com")))
# Encrypted in Pulumi's state, and plain in the pod.
environment("env-password-secret-of-pulumi", literal("DB_PASSWORD", pulumi.Output.secret("pa55-w0rd")))
environment("env-password-unknown", literal("DB_PASSWORD", later("pa55-w0rd")))
environment("env-field", {"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}})
deployment(
    "env-password-literal-in-init",
    initContainers=[container("migrate", env=[literal("DB_PASSWORD", "pa55-w0rd")])],
)
environment("env-from-secret", envFrom=[{"secretRef": {"name": "db"}}])
environment("env-from-config-map", envFrom=[{"configMapRef": {"name": "with-password"}}])


def config(name: str, data) -> None:
    k8s.core.v1.ConfigMap(name, metadata={"namespace": SHOP}, data=data)


config("config-plain", {"LOG_LEVEL": "info", "REGION": "ap-northeast-2"})
config("config-password", {"DB_HOST": "db.example.com", "DB_PASSWORD": "pa55-w0rd"})
config("config-password-empty", {"DB_PASSWORD": ""})
config(
    "config-aws-keys",
    {
        "aws_access_key_id": "AKIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
)
config(
    "config-private-key",
    {"tls.key": "-----BEGIN PRIVATE KEY-----\nMIIBVgIBADANBg==\n-----END PRIVATE KEY-----\n"},
)
config(
    "config-certificate",
    {"ca.crt": "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAw==\n-----END CERTIFICATE-----\n"},
)
config(
    "config-public-key",
    {"jwt.pub": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj==\n-----END PUBLIC KEY-----\n"},
)
config(
    "config-password-in-properties",
    {"application.properties": "spring.datasource.username=shop\nspring.datasource.password=pa55-w0rd\n"},
)
# Spring reads the variable's value when it starts.
config(
    "config-password-by-reference", {"application.properties": "spring.datasource.password=${DB_PASSWORD}\n"}
)
config("config-password-in-address", {"DATABASE_URL": "postgres://shop:pa55-w0rd@db:5432/shop"})
config("config-empty", {})
config("config-password-unknown", {"DB_PASSWORD": later("pa55-w0rd")})
k8s.core.v1.ConfigMap.get("config-read-by-get", "shop/theirs")
k8s.core.v1.Secret("secret-password", metadata={"namespace": SHOP}, string_data={"DB_PASSWORD": "pa55-w0rd"})
