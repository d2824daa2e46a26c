"""What `jiban runbook` prints for this repository's environments: TripGen's requirement T20, operations."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import botocore
import botocore.session
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.environment import Environment
from infra.runbook import pages
from infra.runbook.page import Action, Page, quoted
from infra.settings import SETTINGS
from jiban.components.base import Cloud
from jiban.components.observability.alerts import alerts
from jiban.project.project import find_project
from jiban.settings.deployments import deployment_of
from jiban.settings.root import Deployment
from tests.infra.capability_cases import BASE
from tests.infra.constraints.environments import REMOVED, changed
from tests.infra.environments import ROOT
from tools.azure_commands import calls, printed, used

AZ: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "azure_commands.yaml").read_text("utf-8"))
SERVICES = ("ai", "location", "trip", "user")


@cache
def production() -> tuple[Page, ...]:
    """The pages of production."""
    return pages(*deployment_of(SETTINGS, find_project(ROOT), "prod"))


def named(found: tuple[Page, ...]) -> dict[str, Page]:
    """Pages by id."""
    return {page.id: page for page in found}


def made(cloud: Cloud, change: Mapping[str, Any]) -> dict[str, Page]:
    """The pages of an environment of a cloud with a change."""
    whole = Environment.model_validate_json(json.dumps(changed(BASE[cloud], dict(change))))
    return named(pages(whole, Deployment("shop", "test")))


def lines(page: Page) -> Iterator[str]:
    """Every command of a page."""
    return (command for action in page.actions for command in action.commands)


def action(page: Page, beginning: str) -> Action:
    """The action whose title begins like this."""
    (found,) = (each for each in page.actions if each.title.startswith(beginning))
    return found


def test_t20_each_scenario_has_its_page() -> None:
    """T20: trouble by degree, a region lost and back, drill, certificates, keys, nodes, letters."""
    assert list(named(production())) == [
        "severity-1",
        "severity-2",
        "severity-3",
        "failover",
        "failback",
        "restore-drill",
        "certificate-loss",
        "key-loss",
        "node-pool-upgrade",
        "dead-letters",
        "second-severity-1",
        "second-severity-2",
        "second-severity-3",
        "second-certificate-loss",
        "second-key-loss",
        "second-node-pool-upgrade",
    ]


def test_t20_every_command_is_bash() -> None:
    """T20: none is cut off, and no quote is left open."""
    for page in production():
        text = "\n".join(lines(page))
        done = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, check=False)
        assert (page.id, done.stderr) == (page.id, "")


def test_t20_nothing_but_the_usual_tools_is_needed() -> None:
    """T20: az, kubectl, pulumi, psql, curl and jq, with Bash and its usual company."""
    words = {shlex.split(command)[0] for page in production() for command in lines(page)}
    words = {word.partition("=")[0] if "=" in word else word for word in words}
    usual = {"for", "echo", "export", "time", "getent", "LETTER", "ADDRESS", "TOKEN"}
    assert words == {"az", "kubectl", "pulumi", "psql", "curl", *usual}


def test_t20_every_option_of_az_is_one_of_its_command() -> None:
    """T20: by the help of the release that the table names, and none that it requires is left out."""
    found = [call for command in printed() for call in used(command)]
    everywhere = {"--debug", "--output", "--query"}
    for command, options in found:
        row = AZ["commands"][command]
        assert (command, set(options) - everywhere - set(row["options"])) == (command, set())
        assert (command, set(row["required"]) - _spelt(options, row)) == (command, set())
    assert {command for command, _ in found} == AZ["commands"].keys()


def _spelt(options: Sequence[str], row: Mapping[str, Sequence[str]]) -> set[str]:
    """The options given, by the first of the names that az has for each."""
    first = {"--nodepool-name": "--name", "--url": "--uri"}
    return {name for each in options for name in (each, first.get(each, each)) if name in row["options"]}


def test_t20_names_are_those_of_the_plan() -> None:
    """T20: whatever a command calls a resource stands in a golden plan, but for what a drill makes; what a
    page of the second region alone calls one stands in its own.
    """
    golden = ROOT / "tests" / "golden"
    south = (golden / "prod-south.plan.json").read_text("utf-8")
    plan = (golden / "prod.plan.json").read_text("utf-8") + south
    pattern = (
        r"--(?:name|resource-group|namespace-name|vault-name|cluster-name|server-name|vnet-name) ([\w.-]+)"
    )
    found = {name for page in production() for line in lines(page) for name in re.findall(pattern, line)}
    known = {name for name in found if f'"{name}"' in plan}
    assert {name for name in found - known if not name.endswith("-drill")} == {
        "edge-tls",
        "jwt-signing-key",
        "openai-api-key",
    }
    own = [line for page in production() if page.id.startswith("second-") for line in lines(page)]
    groups = {name for line in own for name in re.findall(r"--(?:resource-group|vault-name) ([\w.-]+)", line)}
    assert groups == {"rg-tripgen-prod-south-72dc7492", "kv-tripgen-prod-9519042c"}
    assert known >= {"rg-tripgen-prod", "aks-tripgen-prod", "psql-tripgen-prod-d82f", "notification"}


def test_t20_nothing_has_to_be_guessed() -> None:
    """T20: no command holds a word to be filled in."""
    for page in production():
        for line in lines(page):
            bare = line.replace("2>&1", "")
            assert not re.search(r"<[a-z]|>|\bTODO\b|\bYOUR\b|\.\.\.", bare), line
            unset = set(re.findall(r"\$([A-Z]+)\b", bare)) - {
                "POOL",
                "LETTER",
                "VERSION",
                "ADDRESS",
                "NUMBER",
                "TOKEN",
            }
            assert not unset, line


@pytest.mark.parametrize(("page", "severities"), [("severity-1", (0, 1)), ("severity-2", (2,))])
def test_t20_alerts_stand_on_the_page_of_their_severity(page: str, severities: tuple[int, ...]) -> None:
    """T20: each that production has, with its section."""
    said = action(named(production())[page], "See what has fired").reason
    for alert in alerts():
        assert (f"{alert.tier}.{alert.name} (`#{alert.runbook}`)" in said) is (alert.severity in severities)


def test_t20_times_are_the_documents() -> None:
    """T20: 15 minutes, an hour (the shorter of its two), a day."""
    found = named(production())
    assert "within 15 minutes" in found["severity-1"].when
    assert "within an hour" in found["severity-2"].when
    assert "within 24 hours" in found["severity-3"].when


def test_t20_a_rollout_can_be_undone_for_each_service() -> None:
    """T20: by its real name."""
    found = action(named(production())["severity-1"], "Undo").commands
    assert found == tuple(f"kubectl --namespace tripgen rollout undo deployment/{name}" for name in SERVICES)


def test_t20_the_drill_leaves_the_environment_alone() -> None:
    """T20: whatever it makes, changes or deletes is in a group of its own, which it deletes at last."""
    page = named(production())["restore-drill"]
    changing = [
        re.sub(r"\$\(.*?\)", "", line)
        for line in lines(page)
        if any(name.split()[-1] in ("create", "restore", "delete") for name, _ in used(line))
    ]
    assert len(changing) == 5
    assert [line for line in changing if "rg-tripgen-prod-drill" not in line] == []
    assert page.actions[-1].commands == ("az group delete --name rg-tripgen-prod-drill --yes",)


def test_t20_each_queue_and_subscription_has_its_dead_letters() -> None:
    """T20: by its real name; a queue with sessions gets a session."""
    resent = action(named(production())["dead-letters"], "Send one again").commands
    assert [re.findall(r"net/(\S+)/\$Dead", line)[0] for line in resent] == [
        "ai_schedule_generation",
        "location_search",
        "notification",
        *(
            f"system_events/subscriptions/{name}_subscription"
            for name in ("analytics", "audit", "monitoring")
        ),
    ]
    assert ["SessionId" in line for line in resent] == [True, False, False, False, False, False]
    assert all('test -s "$LETTER" && ' in line for line in resent)


def test_letters_that_are_forwarded_are_looked_for_where_they_go() -> None:
    """A queue whose dead letters go elsewhere has none."""
    queues = {"jobs": {"forward_dead_letters_to": "graveyard"}, "graveyard": {}}
    found = made("azure", {"queue": {"queues": queues}})["dead-letters"]
    assert not [line for line in lines(found) if "--name jobs " in line]
    assert [line for line in lines(found) if "--name graveyard " in line]


def test_an_environment_without_a_tier_has_no_page_of_it() -> None:
    """Neither letters without a broker, nor a drill without a database, nor a way back without a replica."""
    found = made(
        "azure",
        {
            "queue": None,
            "postgres": {"read_replicas": REMOVED},
            "workloads": {"trip": {"uses": {"receives": REMOVED}, "autoscale": REMOVED}},
        },
    )
    assert "dead-letters" not in found
    assert "failback" not in found
    assert "comes back from a backup" in " ".join(found["failover"].missing)
    alone = {"standby": "none", "read_replicas": REMOVED}
    assert "failover" not in made("azure", {"postgres": alone})
    assert "restore-drill" not in made("azure", {"postgres": None, "workloads": {"trip": {"uses": REMOVED}}})


def test_the_other_cloud_has_its_own_commands() -> None:
    """No az, and only what is built there."""
    found = made("aws", {})
    assert list(found) == [
        "severity-1",
        "severity-2",
        "severity-3",
        "failover",
        "restore-drill",
        "restore",
        "region-loss",
        "drill-result",
        "certificate-loss",
        "key-loss",
        "node-pool-upgrade",
        "dead-letters",
    ]
    assert not [line for page in found.values() for line in lines(page) if re.search(r"(?<![\w-])az ", line)]


def test_each_queue_on_aws_has_its_dead_letters() -> None:
    """By the name that they have, subscriptions too."""
    for beginning in ("See where", "Look at one", "Send all", "Throw all"):
        found = action(made("aws", {})["dead-letters"], beginning).commands
        names = [re.findall(r"--queue-name (\S+)", line)[0] for line in found]
        assert names == ["sqs-shop-jobs-dead-test-fcd78ee8", "sqs-shop-events-audit-dead-test-26431791"]
    none: Any = {"queue": None, "workloads": {"trip": {"uses": {"receives": REMOVED}, "autoscale": REMOVED}}}
    assert "dead-letters" not in made("aws", none)


_OF_AWS = re.compile(r"(?<![\w-])aws ([a-z]+) (wait )?([a-z-]+)([^;|&\n]*)")
_OWN_OF_AWS = {"update-kubeconfig"}
"""Commands that are the command line's own, and no operation of a service."""


def test_every_option_of_aws_is_one_of_its_operation() -> None:
    """By the models that its command line is made of; a switch may be turned by `no-`."""
    session = botocore.session.get_session()
    seen: set[str] = set()
    replicated = {"postgres": {"geo_redundant_backup": True}}
    for page in (*made("aws", {}).values(), made("aws", replicated)["region-loss"]):
        for line in lines(page):
            for service, waits, name, rest in _OF_AWS.findall("\n".join(calls(line))):
                seen.add(name)
                if name in _OWN_OF_AWS:
                    continue
                model = session.get_service_model(service)
                if waits:
                    waiter = session.get_waiter_model(service).get_waiter(_camel(name))
                    name = botocore.xform_name(waiter.operation, "-")  # noqa: PLW2901 what is asked meanwhile
                operations: Any = model.operation_names
                known = {botocore.xform_name(each, "-"): each for each in operations}
                members = cast("Any", model.operation_model(known[name]).input_shape).members
                options = {
                    "--region",
                    "--query",
                    "--output",
                    *(f"--{botocore.xform_name(each, '-')}" for each in members),
                }
                given = {each.replace("--no-", "--") for each in re.findall(r"(?<!\S)--[a-z-]+", rest)}
                assert given - options == set(), line
    assert seen >= {"reboot-db-instance", "restore-db-instance-to-point-in-time", "update-nodegroup-version"}


def _camel(name: str) -> str:
    return "".join("DB" if word == "db" else word.capitalize() for word in name.split("-"))


@pytest.mark.parametrize("field", ["title", "reason", "seen"])
def test_sentences_have_no_full_stop(field: str) -> None:
    """The documents put one."""
    found = [getattr(each, field) for page in production() for each in page.actions]
    assert not [text for text in found if text.endswith(".")]


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20))
def test_a_quoted_text_is_one_word_of_one_line(text: str) -> None:
    """Bash gives it back whole, whatever it holds, and nothing in it reaches a terminal as a code."""
    word = quoted(text)
    assert word.isprintable() or not re.search(r"[\x00-\x1f\x7f-\x9f]", word)
    done = subprocess.run(
        ["bash", "-c", f"printf %s {word}"],
        capture_output=True,
        check=True,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    assert done.stdout.decode("utf-8") == text
