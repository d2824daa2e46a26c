"""Which server the stack lets take writes, and whether the broker's regions are left as they are."""

from __future__ import annotations

from typing import Any

import pytest

from infra.stacks import azure
from infra.stacks.azure import _promotion
from jiban.components.postgres.replicas import PRIMARY, Promotion
from tests.infra.stacks import examples
from tests.infra.stacks.test_composition import composed

SOUTH: dict[str, Any] = {"region": "koreasouth"}


@pytest.mark.parametrize(
    ("recovery", "expected"),
    [
        (None, None),
        (SOUTH, None),
        ({**SOUTH, "promotion": "forced"}, None),
        ({**SOUTH, "active": "second"}, Promotion(server="south-dr", option="planned")),
        ({**SOUTH, "active": "second", "promotion": "forced"}, Promotion(server="south-dr", option="forced")),
        ({**SOUTH, "active": "first"}, Promotion(server=PRIMARY)),
        ({"region": "japaneast", "active": "second"}, None),
    ],
)
def test_which_server_is_promoted(recovery: dict[str, Any] | None, expected: Promotion | None) -> None:
    """None before anything has moved, whatever is said of how; the replica in the second region, or home."""
    assert _promotion(examples.environment(recovery=recovery)) == expected


def test_the_way_back_is_planned() -> None:
    """Nothing has to be lost when both regions answer."""
    assert Promotion(server=PRIMARY).option == "planned"


def test_without_a_database_nothing_is_promoted() -> None:
    """However the environment has moved."""
    moved = examples.environment({}, postgres=None, recovery={**SOUTH, "active": "second"})
    assert _promotion(moved) is None


@pytest.mark.parametrize(
    ("recovery", "left"), [(None, False), (SOUTH, False), ({**SOUTH, "active": "second"}, True)]
)
def test_a_broker_that_has_moved_is_left_where_it_is(recovery: dict[str, Any] | None, *, left: bool) -> None:
    """A deployment would move it back; before a move its regions are what the stack file says."""
    queue = {
        "queues": {"ai_schedule_generation": {}},
        "geo": "replication",
        "geo_region": "koreasouth",
    }
    plan = composed(azure.platform, examples.environment(queue=queue, recovery=recovery))
    (broker,) = [each for each in plan.resources if each.name == "queue-namespace"]
    assert any("geoDataReplication" in each for each in broker.options.ignore_changes) is left


@pytest.mark.parametrize(
    ("recovery", "member"),
    [(None, "psql-pms-east-test"), (SOUTH, "psql-pms-south-test")],
)
def test_the_databases_name_leads_to_the_second_region(recovery: dict[str, Any] | None, member: str) -> None:
    """The replica there is the one that is promoted, though another region's comes first by name."""
    replicas = {"east": {"region": "japaneast"}, "south": {"region": "koreasouth"}}
    postgres = {"databases": ("users", "trips"), "read_replicas": replicas}
    plan = composed(azure.platform, examples.environment(postgres=postgres, recovery=recovery))
    (endpoint,) = [each for each in plan.resources if each.name == "postgres-virtual-endpoint"]
    (leads_to,) = endpoint.inputs["members"]
    assert leads_to.startswith(member)
