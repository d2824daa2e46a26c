"""What a cloud cannot do of metrics, logs, dashboards and alerts is refused where it is asked for."""

from typing import Any

import pytest

from jiban.components.base import Cloud, Fault
from jiban.components.observability.limits import LIMITS
from jiban.components.observability.spec import ObservabilitySpec


def faults(cloud: Cloud, **fields: Any) -> list[Fault]:
    """What a cloud finds wrong with these fields, without metrics unless they are asked for."""
    spec = ObservabilitySpec.model_validate({"metrics": False, **fields})
    return [fault for limit in LIMITS if limit.cloud == cloud for fault in limit.faults(spec)]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        (
            {"metrics": True},
            Fault(
                ("metrics",),
                "a managed Prometheus is not built on AWS yet",
                "set observability.metrics to false",
            ),
        ),
        (
            {"logs": {}},
            Fault(("logs",), "a store of logs is not built on AWS yet", "leave observability.logs out"),
        ),
        (
            {"grafana": True},
            Fault(("grafana",), "a Grafana is not built on AWS yet", "set observability.grafana to false"),
        ),
        (
            {"alerts": {}},
            Fault(("alerts",), "alerts are not built on AWS yet", "leave observability.alerts out"),
        ),
    ],
)
def test_what_is_not_built_on_aws_is_refused(fields: dict[str, Any], fault: Fault) -> None:
    """Each thing alone, with what to set; Azure has it."""
    assert faults("aws", **fields) == [fault]
    assert faults("azure", **fields) == []


def test_nothing_at_all_is_taken_on_aws() -> None:
    """Who watches by other means asks for nothing."""
    assert faults("aws") == []


@pytest.mark.parametrize("name", ["AKSAudit", "AKSAuditAdmin", "AKSControlPlane", "ContainerLogV2"])
def test_what_a_cluster_fills_may_be_basic(name: str) -> None:
    """Azure takes the cheaper plan for these four."""
    assert faults("azure", logs={"tables": {name: {"plan": "basic"}}}) == []


def test_every_table_is_looked_at() -> None:
    """The second as well as the first; one of the usual plan may be any."""
    tables = {
        "AKSAudit": {"plan": "basic"},
        "AppRequests": {"plan": "analytics"},
        "AppTraces": {"plan": "basic"},
        "Perf": {"plan": "basic"},
    }
    found = faults("azure", logs={"tables": tables})
    assert [fault.path for fault in found] == [
        ("logs", "tables", "AppTraces", "plan"),
        ("logs", "tables", "Perf", "plan"),
    ]
    assert found[0].reason == (
        "AppTraces is not known to take the plan basic, as AKSAudit, AKSAuditAdmin, AKSControlPlane, "
        "ContainerLogV2 are"
    )
