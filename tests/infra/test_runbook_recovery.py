"""The pages of a lost region and of the way back: what `docs/recovery.md` says, with a stack's real names."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.environment import Environment
from infra.runbook import pages
from infra.runbook.page import Action, Names, Page
from infra.runbook.region import budget
from infra.settings import SETTINGS
from jiban.project.project import find_project
from jiban.settings.deployments import deployment_of
from jiban.settings.root import Deployment
from tests.infra.capability_cases import BASE
from tests.infra.constraints.environments import REMOVED, changed
from tests.infra.environments import ROOT

API = (
    "https://management.azure.com/subscriptions/$ARM_SUBSCRIPTION_ID/resourceGroups/rg-tripgen-prod/providers"
)
SERVER = f"{API}/Microsoft.DBforPostgreSQL/flexibleServers/psql-tripgen-south-prod-d82f"
BROKER = f"{API}/Microsoft.ServiceBus/namespaces/sbns-tripgen-prod-d82f"
HEADERS = "--header \"Authorization: Bearer $TOKEN\" --header 'Content-Type: application/json'"
DOCUMENT = (ROOT / "docs" / "recovery.md").read_text("utf-8")


@cache
def production(stack: str = "prod") -> dict[str, Page]:
    """Production's pages by id."""
    environment, deployment = deployment_of(SETTINGS, find_project(ROOT), stack)
    return {page.id: page for page in pages(environment, deployment)}


def whole(change: Mapping[str, Any]) -> Environment:
    """An environment of Azure with a change."""
    return Environment.model_validate_json(json.dumps(changed(BASE["azure"], dict(change))))


def made(change: Mapping[str, Any]) -> dict[str, Page]:
    """The pages of an environment of Azure with a change."""
    return {page.id: page for page in pages(whole(change), Deployment("shop", "test"))}


def action(page: Page, beginning: str) -> Action:
    """The action whose title begins like this."""
    (found,) = (each for each in page.actions if each.title.startswith(beginning))
    return found


def lines(page: Page) -> Iterator[str]:
    """Every command of a page."""
    return (command for each in page.actions for command in each.commands)


def test_t20_the_database_moves_by_the_stack_file() -> None:
    """T20: as docs/recovery.md has it, so that no deployment undoes it."""
    moved = action(production()["failover"], "Let the replica south take writes")
    assert moved.commands == (
        "pulumi config set --stack prod --path 'jiban:recovery.active' second",
        "pulumi config set --stack prod --path 'jiban:recovery.promotion' forced",
        "pulumi up --stack prod --refresh=false --target '**postgres-replica-south'",
    )
    assert [line for line in moved.commands if line not in DOCUMENT] == []
    assert "Commit Pulumi.prod.yaml" in moved.reason


@pytest.mark.parametrize("page", ["failover", "failback"])
def test_t20_nothing_moves_behind_the_stack_file(page: str) -> None:
    """T20: az promotes nothing, as the next deployment would undo it."""
    assert [
        line for line in lines(production()[page]) if "promote --" in line or " failover --" in line
    ] == []


def test_t20_the_database_moves_by_a_request_where_pulumi_cannot() -> None:
    """T20: by the same one as docs/recovery.md, to the replica's own id."""
    body = (
        '{"properties": {"replica": {"role": "Primary", "promoteMode": "Switchover", '
        '"promoteOption": "Forced"}}}'
    )
    (asked,) = action(production()["failover"], "Ask for the same by itself").commands
    assert asked == (
        f"curl --fail-with-body --request PATCH \"{SERVER}?api-version=2025-08-01\" {HEADERS} --data '{body}'"
    )
    assert '?api-version=2025-08-01" -H "Authorization: Bearer $TOKEN" -H \'Content-Type: ' in DOCUMENT
    assert body in DOCUMENT


@pytest.mark.parametrize(
    ("page", "region", "force"), [("failover", "koreasouth", "true"), ("failback", "koreacentral", "false")]
)
def test_t20_the_broker_moves_by_a_request(page: str, region: str, force: str) -> None:
    """T20: there by force, and back once the copy has everything."""
    (asked,) = action(production()[page], f"Make {region} the broker's").commands
    body = f'{{"properties": {{"primaryLocation": "{region}", "force": {force}}}}}'
    assert asked == (
        f'curl --fail-with-body --request POST "{BROKER}/failover?api-version=2024-01-01" {HEADERS} '
        f"--data '{body}'"
    )
    assert f'"primaryLocation": "{region}", "force": {force}' in DOCUMENT


@pytest.mark.parametrize("page", ["failover", "failback"])
def test_t20_a_token_is_there_before_it_is_used(page: str) -> None:
    """T20: the step that makes it stands before each that sends it, and there is one."""
    found = list(lines(production()[page]))
    made_at = [number for number, line in enumerate(found) if line.startswith("TOKEN=")]
    assert len(made_at) == 1
    assert min(number for number, line in enumerate(found) if "$TOKEN" in line) > made_at[0]


def test_t20_a_token_is_read_from_the_answer() -> None:
    """T20: the line gives the shell what the sign-in has answered, and sends the secret as it is."""
    (asked,) = action(production()["failover"], "Have a token").commands
    script = f"""
    curl() {{ printf '%s\\n' "$@" >&2; printf '%s' '{{"access_token": "a.b-c"}}'; }}
    jq() {{ test "$*" = '--raw-output .access_token // empty' && sed 's/.*: "\\(.*\\)".*/\\1/'; }}
    ARM_TENANT_ID=t ARM_CLIENT_ID=i ARM_CLIENT_SECRET='s "1&2'
    {asked}
    printf '%s' "$TOKEN"
    """
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "a.b-c"
    assert 'client_secret=s "1&2' in done.stderr.splitlines()
    assert "https://login.microsoftonline.com/t/oauth2/v2.0/token" in done.stderr.splitlines()


def test_t20_the_way_back_ends_without_a_move() -> None:
    """T20: back by plan, then out of the stack file, which gives the standby back."""
    page = production()["failback"]
    assert action(page, "Let the first server take writes").commands == (
        "pulumi config set --stack prod --path 'jiban:recovery.active' first",
        "pulumi config set --stack prod --path 'jiban:recovery.promotion' planned",
        "pulumi up --stack prod",
    )
    assert page.actions[-1].commands == (
        "pulumi config rm --stack prod --path 'jiban:recovery.active'",
        "pulumi config rm --stack prod --path 'jiban:recovery.promotion'",
        "pulumi up --stack prod",
    )


def test_t20_somebody_looks_at_the_second_cluster() -> None:
    """T20: by its own names, which are no part of the first region's."""
    looked = action(production()["failover"], "Look at the second region").commands
    assert looked[:2] == (
        "getent hosts psqlve-tripgen-prod-d82f.writer.postgres.database.azure.com",
        (
            "az aks get-credentials --resource-group rg-tripgen-prod-south-72dc7492 "
            "--name aks-tripgen-prod-south-72dc7492 --overwrite-existing"
        ),
    )


def test_t20_the_time_is_that_of_the_objective() -> None:
    """T20: 15 and 10 and 5 are 30 minutes, as in docs/recovery.md."""
    assert production()["failover"].when.endswith(
        "The objective is 30 minutes: 15 until somebody begins, 10 for moving, side by side (the database "
        "10, the broker 5), and 5 for looking"
    )
    assert "15 + 10 + 5 = 30 minutes" in DOCUMENT


@settings(max_examples=30, deadline=None)
@given(rto=st.integers(30, 600), respond=st.integers(0, 20))
def test_the_parts_of_the_time_are_the_whole(rto: int, respond: int) -> None:
    """Whatever is declared: nothing is left over, and nothing is counted twice."""
    environment, deployment = deployment_of(SETTINGS, find_project(ROOT), "prod")
    asked = environment.objectives.recovery.model_copy(
        update={"rto_minutes": rto, "respond_minutes": respond}
    )
    objectives = environment.objectives.model_copy(update={"recovery": asked})
    said = budget(Names(environment.model_copy(update={"objectives": objectives}), deployment))
    found = re.fullmatch(
        r".* is (\d+) minutes: (\d+) until .* (\d+) for moving.* and (\d+) for looking", said
    )
    assert found is not None
    total, *parts = (int(each) for each in found.groups())
    assert (total, sum(parts)) == (rto, rto)


def test_what_moves_by_itself_counts_as_well() -> None:
    """Without database and broker: the nodes' 10 minutes begin when the region is lost, 4 before somebody."""
    environment, deployment = deployment_of(SETTINGS, find_project(ROOT), "prod")
    asked = environment.objectives.recovery.model_copy(update={"respond_minutes": 4})
    objectives = environment.objectives.model_copy(update={"recovery": asked})
    change = {"objectives": objectives, "postgres": None, "queue": None}
    said = budget(Names(environment.model_copy(update=change), deployment))
    assert said.endswith("4 until somebody begins, 6 for moving, side by side, and 20 for looking")


def test_t20_what_is_lost_is_said_before_anything_is_moved() -> None:
    """T20: by the figures, and by declaration; the vault loses nothing."""
    page = production()["failover"]
    said = action(page, "Decide with the owner").reason
    assert said.startswith(
        "what is lost (15 minutes may be): up to 5 minutes of the database; up to 10 minutes of the broker; "
        "what the cache holds, as declared: people sign in again, and the rest is filled again. "
    )
    assert [each.title for each in page.actions].index("Decide with the owner") == 1


def test_t20_the_edge_moves_by_itself() -> None:
    """T20: after two probes of 30 seconds; nobody does anything for it."""
    said = action(production()["failover"], "See that the edge").reason
    assert "60 seconds after the first gateway has stopped answering" in said
    assert "it sends to origin-south.tripgen.example" in said


@pytest.mark.parametrize("stack", ["prod-workloads", "prod-south", "prod-south-workloads"])
def test_t20_the_second_region_has_no_pages_that_move_the_first(stack: str) -> None:
    """T20: whoever asks for its stack gets those of the whole environment, with one failover."""
    assert production(stack) == production()
    assert [name for name in production(stack) if "fail" in name] == ["failover", "failback"]


def test_t20_pages_of_the_second_region_are_of_what_it_has() -> None:
    """T20: nothing of the database and the broker, which are the first region's."""
    own = [page for name, page in production().items() if name.startswith("second-")]
    said = "\n".join(line for page in own for line in lines(page))
    assert "psql-" not in said
    assert "sbns-" not in said
    assert "pulumi stack history --stack prod-south-workloads --page-size 3" in said
    assert "--stack prod " not in said


RECOVERY: Mapping[str, Any] = {"recovery": {"region": "koreasouth"}}
FAR: Mapping[str, Any] = {"postgres": {"read_replicas": {"far": {"region": "koreasouth"}}}}


def test_a_second_region_without_a_stack_is_told_of() -> None:
    """No cluster stands there, and no page speaks of one."""
    found = made(RECOVERY)
    assert "No stack file of scope recovery extends test" in " ".join(found["failover"].missing)
    assert "Look at the second region from inside" not in [each.title for each in found["failover"].actions]
    assert [name for name in found if name.startswith("second-")] == []


def test_a_second_region_without_a_replica_moves_no_database() -> None:
    """Nothing is set that the environment's rules would refuse; it is said what is missing."""
    found = made({**RECOVERY, "postgres": {"read_replicas": REMOVED}, "queue": {"geo": "none"}})
    assert [line for line in lines(found["failover"]) if "pulumi" in line or "TOKEN" in line] == []
    said = " ".join(found["failover"].missing)
    assert "No replica of the database stands in koreasouth" in said
    assert "The broker has no second region" in said


def test_without_a_second_region_az_promotes_and_the_page_says_what_that_means() -> None:
    """The replica elsewhere is promoted, and a deployment would undo it."""
    found = made(FAR)
    (forced,) = action(found["failover"], "Promote the replica far").commands
    assert "--promote-mode switchover --promote-option forced" in forced
    (planned,) = action(found["failback"], "Change the roles back").commands
    assert "--promote-option planned" in planned
    said = " ".join(found["failover"].missing)
    assert "No second region is declared (jiban:recovery)" in said
    assert "No cluster stands in a second region" in said


def test_a_second_region_that_is_cold_is_deployed_first() -> None:
    """Its platform, then its services, before anything is moved there; nobody counts on 30 minutes."""
    environment, deployment = deployment_of(SETTINGS, find_project(ROOT), "prod")
    cold = environment.recovery.model_copy(update={"compute": "cold"})
    objectives = environment.objectives.model_copy(update={"recovery": None})
    change = {"recovery": cold, "objectives": objectives}
    found = {page.id: page for page in pages(environment.model_copy(update=change), deployment)}["failover"]
    deployed = action(found, "Deploy the stacks of koreasouth")
    assert deployed.commands == ("pulumi up --stack prod-south", "pulumi up --stack prod-south-workloads")
    titles = [each.title for each in found.actions]
    assert titles.index(deployed.title) < titles.index("Let the replica south take writes")
    assert found.when.endswith(
        "Moving takes 480 minutes (the database 10, the broker 5, the cluster 480), and no objective is "
        "declared"
    )


def test_an_edge_with_one_origin_moves_nothing_by_itself() -> None:
    """Neither there nor back; the page says how it is led."""
    environment, deployment = deployment_of(SETTINGS, find_project(ROOT), "prod")
    edge = environment.edge.model_copy(update={"second_origin": None})
    changed_one = environment.model_copy(update={"edge": edge})
    found = {page.id: page for page in pages(changed_one, deployment)}
    assert [each for each in found["failover"].actions if "edge" in each.title] == []
    assert "The edge leads to the first gateway alone" in " ".join(found["failover"].missing)
    assert "by itself" not in found["failback"].when
    assert "The edge has gone back by itself" in production()["failback"].when


def test_an_alias_has_no_way_back() -> None:
    """The broker's pair is broken by its failover, and the page of the way back says so."""
    environment, deployment = deployment_of(SETTINGS, find_project(ROOT), "prod")
    queue = environment.queue.model_copy(update={"geo": "alias"})
    found = {page.id: page for page in pages(environment.model_copy(update={"queue": queue}), deployment)}
    (moved,) = action(found["failover"], "Fail the broker's alias over").commands
    assert "--namespace-name sbns-tripgen-second-prod-d82f --alias sbdr-tripgen-prod-d82f" in moved
    assert [line for line in lines(found["failback"]) if "sbns-" in line or "TOKEN" in line] == []
    assert "no way back but a new pair" in " ".join(found["failback"].missing)
