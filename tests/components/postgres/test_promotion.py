"""Who takes writes after the roles of two servers have changed, and what a later deployment leaves alone."""

from __future__ import annotations

from typing import Any, Final, Literal

import pytest

from jiban.components.postgres.azure import Postgres, PostgresArgs
from jiban.components.postgres.replicas import Promotion
from jiban.components.postgres.spec import PostgresSpec, ReplicaSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import CLIENT, SITE

SERVER: Final = "dbforpostgresql:Server"
SPEC: Final = PostgresSpec(read_replicas={"near": ReplicaSpec(), "south": ReplicaSpec(region="koreasouth")})


def made(server: str | None = None, option: Literal["planned", "forced"] = "planned") -> ProgramPlan:
    """What servers ask for once one of them has been named as the one that takes writes."""
    promotion = Promotion(server=server, option=option) if server else None

    def program() -> None:
        Postgres("postgres", PostgresArgs(spec=SPEC, site=SITE, zones=(1, 2, 3), promotion=promotion))

    return plan_program(program, functions=CLIENT)


def inputs(plan: ProgramPlan, server: str) -> dict[str, Any]:
    """Inputs of one server."""
    return dict(plan.resource(SERVER, f"postgres-{server}").inputs)


def test_roles_are_no_matter_before_any_move() -> None:
    """No server is told a role, and nothing of a promotion is left alone."""
    plan = made()
    assert [
        name for name in ("primary", "replica-near", "replica-south") if "replica" in inputs(plan, name)
    ] == []
    assert "createMode" not in plan.resource(SERVER, "postgres-primary").options.ignore_changes


def test_a_forced_move_promotes_the_replica_alone() -> None:
    """The replica swaps roles at once, and waits for nothing that is lost."""
    plan = made("south", "forced")
    assert inputs(plan, "replica-south")["replica"] == {
        "promoteMode": "Switchover",
        "promoteOption": "Forced",
        "role": "Primary",
    }
    assert "replica" not in inputs(plan, "primary")
    assert "replica" not in inputs(plan, "replica-near")


def test_the_way_back_promotes_the_first_server() -> None:
    """The first server swaps roles once it has everything."""
    plan = made("primary")
    assert inputs(plan, "primary")["replica"]["promoteOption"] == "Planned"
    assert "replica" not in inputs(plan, "replica-south")


@pytest.mark.parametrize("server", ["primary", "south"])
@pytest.mark.parametrize("name", ["primary", "replica-near", "replica-south"])
def test_nothing_undoes_a_promotion(server: str, name: str) -> None:
    """What a server was made as is left alone: another source would make it anew."""
    left = set(made(server).resource(SERVER, f"postgres-{name}").options.ignore_changes)
    assert {"createMode", "sourceServerResourceId", "highAvailability", "backup"} <= left
    assert ("replica" in left) == (name not in (server, f"replica-{server}"))


def test_the_virtual_endpoint_stays_where_azure_has_put_it() -> None:
    """After a promotion its reader stands at the former primary."""
    endpoint = made("south").resource("dbforpostgresql:VirtualEndpoint", "postgres-virtual-endpoint")
    assert list(endpoint.options.ignore_changes) == ["members"]
