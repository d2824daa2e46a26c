"""DSG-006: workloads at their most do not open more connections than their database takes."""

from typing import Any

import pytest

from jiban.model.plan import Unknown
from jiban.policies.rules.design.dsg_006_database_connections import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

RDS = "aws:rds/instance:Instance"
PG = "azure-native:dbforpostgresql:Server"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
MAP = "kubernetes:core/v1:ConfigMap"
DB = resource(RDS, "db", {"engine": "postgres", "instanceClass": "db.t4g.micro"})


def app(
    *env: tuple[str, Any], replicas: Any = 2, of: str = RDS, more: dict[str, Any] | None = None
) -> ResourceView:
    """A Deployment whose inputs come from the database."""
    variables = [{"name": name, "value": value} for name, value in env]
    container = {"name": "app", "env": variables, **(more or {})}
    spec = {"replicas": replicas, "template": {"spec": {"containers": [container]}}}
    inputs = {"metadata": {"name": "app", "namespace": "shop"}, "spec": spec}
    return resource(DEPLOYMENT, "app", inputs, comes_from={"spec": [urn(of, "db")]})


POOL = ("DB_POOL_SIZE", "10")
REFERENCE = "pulumi:pulumi:StackReference"
FAR = urn(REFERENCE, "platform")


def far(*env: tuple[str, Any]) -> tuple[ResourceView, ...]:
    """A Deployment whose inputs come from another stack."""
    made = app(*env)
    inputs = made.inputs
    return resource(DEPLOYMENT, "app", inputs, comes_from={"spec": [FAR]}), resource(REFERENCE, "platform")


CASES = (
    passes(
        DB,
        app(POOL),
        reason=(
            "workloads open up to 33 connections (app (2 pods + 1 in a rollout) x 10 + 3 of others), no more "
            "than 89 of the 112 that it takes (db.t4g.micro)"
        ),
    ),
    fails(
        (
            "workloads open up to 128 connections (app (4 pods + 1 in a rollout) x 5 processes x 5 + 3 of "
            "others), more than 89 of the 112 that it takes (db.t4g.micro)"
        ),
        DB,
        app(("DB_POOL_SIZE", "5"), ("WEB_CONCURRENCY", "5"), replicas=4),
    ),
    # The pool is said in a ConfigMap, and the address has come by the same one.
    fails(
        (
            "workloads open up to 93 connections (app (2 pods + 1 in a rollout) x 30 + 3 of others), more "
            "than 89 of the 112 that it takes (db.t4g.micro)"
        ),
        DB,
        resource(
            MAP,
            "settings",
            {"metadata": {"name": "settings", "namespace": "shop"}, "data": {"POOL_SIZE": "30"}},
            comes_from={"data": [urn(RDS, "db")]},
        ),
        app(more={"envFrom": [{"configMapRef": {"name": "settings"}}]}),
    ),
    passes(
        DB,
        app(),
        reason=(
            "workloads open up to 15 connections (app (2 pods + 1 in a rollout) x 4 + 3 of others), no more "
            "than 89 of the 112 that it takes (db.t4g.micro)"
        ),
        parameters={"pool": 4},
    ),
    passes(
        resource(PG, "db", {"serverName": "db", "sku": {"name": "Standard_D2s_v3"}}),
        resource(
            "azure-native:dbforpostgresql:Configuration",
            "pooler",
            {"serverName": "db", "configurationName": "pgbouncer.enabled", "value": "True"},
        ),
        app(POOL, ("DB_PORT", "6432"), replicas=100, of=PG),
        reason="every workload goes by its pooler",
    ),
    unknown(
        (
            "spec.template.spec.containers of app name no DB_POOL_SIZE or the like, and the parameter pool "
            "is not set"
        ),
        DB,
        app(),
    ),
    unknown("spec.replicas of app is not known before deployment", DB, app(POOL, replicas=UNKNOWN)),
    # The database is another stack's: its address comes by a reference.
    passes(
        *far(("DB_POOL_SIZE", "10"), ("DB_HOST", Unknown(sources=(FAR,)))),
        reason=(
            "workloads open up to 33 connections (app (2 pods + 1 in a rollout) x 10 + 3 of others), no more "
            "than 80 of the 100 that it takes (the parameter max_connections)"
        ),
        parameters={"max_connections": 100},
    ),
    unknown(
        "workloads connect to a database of another stack: set the parameter max_connections of DSG-006",
        *far(("DB_POOL_SIZE", "10"), ("DB_HOST", Unknown(sources=(FAR,)))),
    ),
    not_applicable(DB, reason="no workload of the stack connects to it"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
