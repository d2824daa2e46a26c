"""What is left out of the list where it is not needed: the second region's part, certificates, a machine."""

from __future__ import annotations

from typing import Any, Final

import pytest

from infra.bootstrap import steps
from infra.bootstrap.step import Step, listed
from infra.environment import Environment
from jiban.settings.root import Deployment
from tests.infra.constraints.environments import changed, environment
from tests.infra.test_bootstrap import ARGO, EDGE, PUBLIC, in_one, in_two, named

SOUTH: Final[dict[str, Any]] = {
    "scope": "recovery",
    "extends": "prod",
    "region": "koreasouth",
    "network": {"zones": [], "cidr": "10.1.0.0/16"},
}
QUIET: Final[dict[str, Any]] = {
    "secrets": {"names": []},
    "workloads": {"trip": {"image": "registry.example.com/trip:1.0.0"}},
}
"""Nothing between the platform and the services."""


def in_two_regions(first: dict[str, Any], second: dict[str, Any] | None = None) -> dict[str, Step]:
    """The steps of an environment with a second region, and of another stack that has none."""
    whole = changed({"scope": "platform", "recovery": {"region": "koreasouth"}}, first)
    there = changed(changed(whole, SOUTH), second or {})
    here = environment(whole)
    services = here.model_copy(update={"scope": "workloads", "extends": "prod"})
    settings: dict[str, Environment] = {
        "prod": here,
        "prod-workloads": services,
        "prod-south": environment(there),
        "prod-south-workloads": services.model_copy(update={"extends": "prod-south"}),
    }
    extending = ("prod-workloads", "prod-south", "prod-south-workloads")
    return named(steps(here, Deployment("tripgen", "prod", extending, settings)))


def test_the_second_region_comes_when_the_first_is_whole() -> None:
    """With a machine, secrets and services of its own; the first one's steps say nothing of it."""
    found = in_two_regions({})
    assert list(found) == [
        "stacks",
        "administrators",
        "platform",
        "machine-inside",
        "image-trip",
        "secret-key",
        "workloads",
        "second-platform",
        "second-machine-inside",
        "second-secret-key",
        "second-workloads",
    ]
    assert found["second-platform"].title == "Deploy the platform in the second region"
    assert found["workloads"].commands == ("pulumi up --stack prod-workloads",)
    assert found["second-workloads"].commands == ("pulumi up --stack prod-south-workloads",)


def test_a_cold_second_region_is_made_when_it_is_needed() -> None:
    """Its steps are those of the page of a lost region."""
    found = in_two_regions({"recovery": {"compute": "cold"}})
    assert [each for each in found if each.startswith("second-")] == []


@pytest.mark.parametrize(("origin", "records"), [(None, False), ("origin-south.example.com", True)])
def test_the_second_gateway_gets_a_record_where_the_edge_leads_to_it(
    origin: str | None, *, records: bool
) -> None:
    """Without a second origin nobody asks for it."""
    edge = changed(EDGE, {"edge": {"second_origin": origin}})
    found = in_two_regions(edge)
    assert ("second-edge-records" in found) is records
    assert {"second-edge-certificate", "second-edge", "second-certificate"} <= found.keys()
    assert "second-edge-link" not in found


def test_receivers_of_the_second_region_are_told_its_own_alerts() -> None:
    """By the secrets of its own stack."""
    alerts = {"observability": {"alerts": {"receivers": ["pagerduty"]}}}
    found = in_two_regions(alerts)
    assert "--stack prod --secret" in found["receivers"].commands[0]
    assert "--stack prod-south --secret" in found["second-receivers"].commands[0]


def test_receivers_that_all_have_addresses_need_nothing() -> None:
    """Nor does an environment without alerts, or with mailboxes alone."""
    webhooks = {"teams": "https://flow.example.com/workflows/1"}
    known = {"alerts": {"receivers": ["teams"], "webhooks": webhooks}}
    assert "receivers" not in named(in_two(observability=known))
    assert "receivers" not in named(in_two(observability={"alerts": {"emails": ["a@example.com"]}}))
    assert "receivers" not in named(in_two())


@pytest.mark.parametrize(
    "between",
    [
        {"secrets": {"names": [], "certificates": ["tls"]}},
        {"secrets": {"names": ["key"]}},
        {"workloads": {"trip": {"image": "trip:1.0.0"}}},
        {"cluster": {"private": True, "api_clients": []}},
    ],
)
def test_each_thing_between_platform_and_services_takes_two_goes(between: dict[str, Any]) -> None:
    """By itself; without any there is one."""
    assert "platform" not in named(in_one(**QUIET))
    assert "platform" in named(in_one(**changed(changed({"cluster": PUBLIC}, QUIET), between)))


@pytest.mark.parametrize(
    ("changes", "needed"),
    [
        ({"cluster": PUBLIC}, False),
        ({}, True),
        ({"cluster": PUBLIC, "secrets": {"names": ["key"]}}, True),
        ({"cluster": PUBLIC, "workloads": {"trip": {"image": "trip:1.0.0"}}}, True),
    ],
)
def test_a_machine_inside_is_for_what_answers_there(changes: dict[str, Any], *, needed: bool) -> None:
    """A private cluster, a secret that somebody fills, an image that somebody pushes."""
    assert ("machine-inside" in named(in_two(**changed(QUIET, changes)))) is needed


def test_the_edges_certificate_is_put_in_once() -> None:
    """Also where services read it; the others each by themselves."""
    vault = {"secrets": {"certificates": ["edge-tls", "client-tls", "other-tls"]}}
    found = [each for each in named(in_two(**changed(EDGE, vault))) if "certificate" in each]
    assert found == ["certificate-client-tls", "certificate-other-tls", "edge-certificate", "certificate"]
    without = named(in_two(secrets={"certificates": ["edge-tls"]}))
    assert "certificate-edge-tls" in without


@pytest.mark.parametrize(
    ("uses", "said"),
    [
        ([], "its value is its owner's"),
        ([{"secrets": ["key"]}], "trip reads it when it starts"),
        ([{"secret_variables": [{"name": "API_KEY", "of": "key"}]}], "trip reads it when it starts"),
        ([{"secrets": ["key"]}, {"secret_files": ["key"]}], "trip and user read it when they start"),
    ],
)
def test_who_waits_for_a_secret(uses: list[dict[str, Any]], said: str) -> None:
    """Nobody, one, or several services, however they read it."""
    services = dict(environment({}).model_dump(mode="json", exclude_unset=True)["workloads"])
    readers = {
        name: services["trip"] | {"uses": use} for name, use in zip(("trip", "user"), uses, strict=False)
    }
    assert named(in_two(workloads=readers))["secret-key"].reason.startswith(said)


def test_argo_cd_that_is_there_alone_needs_no_manifests() -> None:
    """Without a repository it waits for work; whoever deploys the services sees them by themselves."""
    found = named(in_two(delivery={}))
    assert {"manifests", "repository"}.isdisjoint(found)
    assert found["workloads"].done_when == (
        "`kubectl --namespace tripgen wait --for=condition=Available deployment --all` ends"
    )
    owns_nothing = named(in_two(delivery={**ARGO, "owner": "pulumi"}))
    assert owns_nothing["workloads"].done_when == found["workloads"].done_when


@pytest.mark.parametrize(
    ("words", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_listed_as_people_write_them(words: list[str], text: str) -> None:
    """Commas, and `and` before the last."""
    assert listed(words) == text


def test_a_secret_on_aws_is_filled_by_what_its_name_begins_with() -> None:
    """From anywhere: Secrets Manager answers outside of the network, too."""
    on_aws = Environment.model_validate(
        {
            "cloud": "aws",
            "region": "ap-northeast-2",
            "owner": "platform",
            "scope": "platform",
            "registry": None,
            "cluster": {"admins": ("arn:aws:iam::111122223333:role/deployer",)},
            "observability": {"metrics": False},
            "secrets": {"names": ("api-key",)},
        }
    )
    step = named(steps(on_aws, Deployment("pms", "prod", ("prod-workloads",))))["secret-api-key"]
    arn = (
        "$(aws secretsmanager list-secrets --region ap-northeast-2 --filters "
        "Key=name,Values=secret-pms-api-key-prod- --query 'SecretList[0].ARN' --output text)"
    )
    (command,) = step.commands
    assert command == (
        f'aws secretsmanager put-secret-value --region ap-northeast-2 --secret-id "{arn}" '
        "--secret-string file://api-key.txt"
    )
    assert step.where == ""
    assert step.done_when.endswith("--query 'Versions[].VersionStages'` prints AWSCURRENT")
    assert f'--secret-id "{arn}"' in step.done_when
