"""PG-006: a database lets no client in without TLS 1.2."""

from typing import Any

import pytest

from jiban.policies.rules.postgres.pg_006_tls import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

SERVER = "azure-native:dbforpostgresql:Server"
INSTANCE = "aws:rds/instance:Instance"
CONFIGURATION = "azure-native:dbforpostgresql:Configuration"
GROUP = "aws:rds/parameterGroup:ParameterGroup"
OFF = "require_secure_transport is off in parameter"
SILENT = "is not set, and AWS takes 0"
NEW = {"engine": "postgres", "engineVersion": "17.2"}


def server(name: object, value: object, **more: object) -> tuple[ResourceView, ...]:
    """Make a server with a parameter."""
    said = {"serverName": "orders", "configurationName": name, "value": value, **more}
    return resource(SERVER, inputs={"serverName": "orders"}), resource(CONFIGURATION, "parameter", said)


def group(parameters: Any, family: str = "postgres17") -> tuple[ResourceView, ...]:
    """Make an instance with a group of parameters."""
    listed = parameters if parameters is UNKNOWN else [{"name": k, "value": v} for k, v in parameters.items()]
    return (
        resource(INSTANCE, inputs={**NEW, "parameterGroupName": "own"}),
        resource(GROUP, "group", {"name": "own", "family": family, "parameters": listed}),
    )


CASES = (
    passes(resource(SERVER)),
    fails(OFF, *server("REQUIRE_SECURE_TRANSPORT", "OFF".lower())),
    passes(*server("require_secure_transport", "off", source="system-default")),
    fails("ssl_min_protocol_version is TLSv1.1 in parameter", *server("ssl_min_protocol_version", "TLSv1.1")),
    unknown(
        "value of parameter is not known before deployment", *server("require_secure_transport", UNKNOWN)
    ),
    unknown("configurationName of parameter is not known before deployment", *server(UNKNOWN, "off")),
    unknown(
        "serverName of parameter is not known before deployment",
        *server("require_secure_transport", "off", serverName=UNKNOWN),
    ),
    passes(resource(INSTANCE, inputs=NEW)),
    fails(f"rds.force_ssl {SILENT}", resource(INSTANCE, inputs={**NEW, "engineVersion": "14.9"})),
    fails(
        f"rds.force_ssl {SILENT}",
        resource(INSTANCE, inputs={**NEW, "parameterGroupName": "default.postgres14"}),
    ),
    fails("rds.force_ssl is 0 in group", *group({"rds.force_ssl": 0})),
    passes(*group({"rds.force_ssl": "1"}, "postgres14")),
    unknown("parameters of group is not known before deployment", *group(UNKNOWN)),
    unknown(
        "parameterGroupName names a group that is no part of the stack",
        resource(INSTANCE, inputs={**NEW, "parameterGroupName": "theirs"}),
    ),
    unknown("engine is not set", resource(INSTANCE)),
    unknown("engine is not set", resource(INSTANCE, inputs={"engine": ""})),
    unknown(
        "require_secure_transport is not set, and what AWS takes for this version is not known",
        resource(INSTANCE, inputs={"engine": "mysql", "engineVersion": "8.4.1"}),
    ),
    not_applicable(
        resource(INSTANCE, inputs={"engine": "oracle-se2"}),
        reason="engine is oracle-se2, whose parameters the rule does not know",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
