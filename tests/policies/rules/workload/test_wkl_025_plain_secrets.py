"""WKL-025: secrets stand in Secrets."""

from collections.abc import Mapping
from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_025_plain_secrets import RULE
from jiban.policy.facts.kubernetes import DEPLOYMENT
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView

SPEC = "spec.template.spec"


def pods(*containers: Mapping[str, Any], **spec: Any) -> ResourceView:
    """A Deployment of some containers."""
    listed = [{"name": "web", **each} for each in containers]
    return resource(DEPLOYMENT, inputs={"spec": {"template": {"spec": {"containers": listed, **spec}}}})


CONFIG_MAP = "kubernetes:core/v1:ConfigMap"


def variable(name: str, value: Any) -> ResourceView:
    """A Deployment with a variable."""
    return pods({"env": [{"name": name, "value": value}]})


def config(name: str, text: str) -> ResourceView:
    """A ConfigMap with an entry."""
    return resource(CONFIG_MAP, inputs={"data": {name: text}})


CASES = (
    passes(variable("DB_HOST", "db")),
    passes(pods({"env": [{"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db"}}}]})),
    fails("DB_PASSWORD is a secret in the text of the pod", variable("DB_PASSWORD", "pa55-w0rd")),
    fails("DB_PASSWORD is a secret in the text of the pod", variable("DB_PASSWORD", UNKNOWN)),
    fails("URL holds an address with a password", variable("URL", "amqp://shop:pa55-w0rd@queue")),
    passes(variable("URL", "amqp://shop:$(PASSWORD)@queue")),
    unknown(f"{SPEC}.containers[0].env is not known before deployment", pods({"env": UNKNOWN})),
    passes(config("web.properties", "db.host=db\ndb.password=${DB_PASSWORD}\n# db.password=old")),
    fails(
        "entry web.yaml holds db.password, a secret by its name",
        config("web.yaml", "db.host: db\ndb.password: 'x1y2'"),
    ),
    fails("entry db-password is a secret in plain text", config("db-password", "x1y2")),
    passes(config("run.sh", "export TOKEN=$(cat /run/token)\nTOKEN=$1\n")),
    passes(config("main.py", "token = read(path)\npassword=args.password()\n")),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
