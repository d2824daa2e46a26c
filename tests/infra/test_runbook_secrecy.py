"""The pages of certificates and secrets that are gone or have leaked, command by command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

from infra.environment import Environment
from infra.runbook import pages
from infra.runbook.page import INSIDE, Action, Page
from jiban.components.base import Cloud
from jiban.settings.root import Deployment
from tests.infra.capability_cases import BASE
from tests.infra.constraints.environments import REMOVED, changed

VAULT: Final = "kv-shop-test-cf01"
LOGIN: Final = (
    "az aks get-credentials --resource-group rg-shop-test --name aks-shop-test --overwrite-existing"
)
TWO: Final[dict[str, Any]] = {"names": ["key", "token"], "values": {"token": "hunter2"}, "retention_days": 30}
"""A secret that somebody fills by hand, and one that a deployment writes."""


def made(change: Mapping[str, Any], cloud: Cloud = "azure") -> dict[str, Page]:
    """The pages of an environment of a cloud with a change, by id."""
    whole = Environment.model_validate_json(json.dumps(changed(BASE[cloud], dict(change))))
    return {page.id: page for page in pages(whole, Deployment("shop", "test"))}


def actions(page: Page) -> dict[str, Action]:
    """What is to be done, by title and in order."""
    return {each.title: each for each in page.actions}


def restarted(change: Mapping[str, Any]) -> list[str]:
    """The services that are started anew when a secret has changed."""
    commands = actions(made(change)["key-loss"])["Let the services read it"].commands
    begins = "kubectl --namespace shop rollout restart deployment/"
    return [command.removeprefix(begins) for command in commands if command.startswith(begins)]


def test_what_is_done_about_a_secret() -> None:
    """The role first, then what is gone, then new values by whoever writes them, then old ones off."""
    found = actions(made({"secrets": TWO})["key-loss"])
    assert list(found) == [
        "Have the role Key Vault Secrets Officer",
        "See what is gone",
        "Bring back one that was deleted",
        "Write a new value, where one has leaked",
        "Write a new value of a secret that a deployment writes",
        "Let the services read it",
        "Turn the old versions of a leaked one off",
        "Bring the whole vault back, where it was deleted",
    ]


def test_each_secret_is_looked_for_and_brought_back() -> None:
    """Whoever writes it."""
    found = actions(made({"secrets": TWO})["key-loss"])
    assert found["See what is gone"].seen == "key and token in the first list"
    assert found["Bring back one that was deleted"].commands == tuple(
        f"az keyvault secret recover --vault-name {VAULT} --name {name}" for name in ("key", "token")
    )
    turned_off = found["Turn the old versions of a leaked one off"].commands
    assert [f"--name {name} " in line for name, line in zip(("key", "token"), turned_off, strict=True)] == [
        True,
        True,
    ]
    assert all("[:-1].id" in line and "--enabled false" in line for line in turned_off)


def test_who_writes_a_new_value() -> None:
    """A person what no deployment writes, by a file; and the deployment its own, from the configuration."""
    found = actions(made({"secrets": TWO})["key-loss"])
    assert found["Write a new value, where one has leaked"].commands == (
        (
            f"az keyvault secret set --vault-name {VAULT} --name key --file key.txt --encoding utf-8 "
            "--query id --output tsv"
        ),
    )
    assert found["Write a new value of a secret that a deployment writes"].commands == (
        "pulumi config set --stack test --secret --path 'jiban:secrets.values.token'",
        "pulumi up --stack test",
    )


def test_nobody_is_told_to_write_what_there_is_not() -> None:
    """With secrets of one kind alone the other's step is left out."""
    by_hand = actions(made({})["key-loss"])
    assert "Write a new value of a secret that a deployment writes" not in by_hand
    assert by_hand["Write a new value, where one has leaked"].commands
    own = actions(made({"secrets": {"values": {"key": "hunter2"}}})["key-loss"])
    assert "Write a new value, where one has leaked" not in own
    assert own["Write a new value of a secret that a deployment writes"].commands


def test_a_vault_without_secrets_has_no_page_of_them() -> None:
    """Nor has an environment without a vault."""
    assert "key-loss" not in made({"secrets": {"names": []}})
    assert "key-loss" not in made({"secrets": None, "edge": None})


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        ({}, []),
        ({"secrets": ["key"]}, ["trip"]),
        ({"secret_files": ["key"]}, ["trip"]),
        ({"secret_variables": [{"name": "API_KEY", "of": "key"}]}, ["trip"]),
    ],
)
def test_a_service_is_started_anew_however_it_reads_a_secret(
    uses: dict[str, Any], expected: list[str]
) -> None:
    """By the vault's own interface, from a file, or from a variable."""
    assert restarted({"workloads": {"trip": {"uses": uses}}}) == expected


def test_every_service_that_reads_a_secret_is_started_anew() -> None:
    """In the order of the alphabet; whoever reads none goes on, also who reads a certificate alone."""
    reads = {"uses": {"secrets": ["key"]}}
    certificate = {**BASE["azure"]["workloads"]["user"], "rollout": "rolling", "ingress": {"path": "/mail"}}
    workloads = {
        "user": reads,
        "trip": reads,
        "mail": {**certificate, "uses": {"secret_files": ["tls"]}},
    }
    change = {"secrets": {"certificates": ["tls"]}, "workloads": workloads}
    assert restarted(change) == ["trip", "user"]


def test_the_vault_comes_back_as_long_as_it_is_kept() -> None:
    """Within the days that the environment has set, in its own region."""
    found = actions(made({"secrets": TWO})["key-loss"])["Bring the whole vault back, where it was deleted"]
    assert found.commands == (
        f"az keyvault recover --name {VAULT} --location koreacentral",
        "pulumi refresh --stack test",
    )
    assert "for 30 days" in found.reason


def test_what_the_vault_answers_is_asked_from_inside() -> None:
    """It has a private address alone; the stack's own configuration is set from anywhere."""
    found = actions(made({"secrets": TWO})["key-loss"])
    assert {title for title, each in found.items() if each.where == INSIDE} == {
        "See what is gone",
        "Bring back one that was deleted",
        "Write a new value, where one has leaked",
        "Let the services read it",  # the cluster is private
        "Turn the old versions of a leaked one off",
    }


def test_what_is_done_about_a_certificate() -> None:
    """That of the edge in the vault, then that of the gateway in the cluster."""
    found = actions(made({})["certificate-loss"])
    assert list(found) == [
        "Have the role Key Vault Certificates Officer",
        "See what the vault has",
        "Bring back one that was deleted",
        "Put a new one in, where it has run out or its key has leaked",
        "Let the gateway read it at once",
        "Let kubectl into the cluster",
        "Give the gateway inside the cluster a new one",
    ]
    assert found["Let kubectl into the cluster"].commands == (LOGIN,)
    assert found["Let the gateway read it at once"].commands == tuple(
        f"az network application-gateway {verb} --resource-group rg-shop-test --name agw-shop-test"
        for verb in ("stop", "start")
    )
    assert found["Put a new one in, where it has run out or its key has leaked"].commands == (
        f"az keyvault certificate import --vault-name {VAULT} --name edge-tls --file edge-tls.pfx",
    )
    inside = found["Give the gateway inside the cluster a new one"]
    assert inside.commands[0].startswith("kubectl --namespace shop-ingress create secret tls ingress-tls ")


def test_an_environment_with_one_of_the_two_ways_in_has_its_steps_alone() -> None:
    """And it is said that no certificate is in the vault."""
    inside = made({"edge": None})["certificate-loss"]
    assert list(actions(inside)) == [
        "Let kubectl into the cluster",
        "Give the gateway inside the cluster a new one",
    ]
    assert "No certificate is in the vault: the edge is not built here" in inside.missing
    assert not [each for each in made({})["certificate-loss"].missing if "not built" in each]


def test_without_a_way_in_there_is_no_certificate_to_lose() -> None:
    """Neither edge nor gateway."""
    services = {"user": {"ingress": True, "rollout": "rolling"}, "trip": {"ingress": True}}
    found = made({"edge": None, "ingress": REMOVED, "workloads": services})
    assert "certificate-loss" not in found


def commands(page: Page, beginning: str) -> str:
    """The only command of the action whose title begins like this."""
    ((command,),) = (each.commands for each in page.actions if each.title.startswith(beginning))
    return command


def test_a_deleted_secret_on_aws_is_looked_for_among_the_deleted() -> None:
    """A list without them would not find it; whatever else is done to one finds it among those that are
    there.
    """
    page = made({}, "aws")["key-loss"]
    restored = commands(page, "Bring back one")
    assert restored.startswith("aws secretsmanager restore-secret --region ap-northeast-2 --secret-id")
    assert "--include-planned-deletion --filters Key=name,Values=secret-shop-key-test- " in restored
    written = commands(page, "Write a new value, where")
    assert written.endswith("--secret-string file://key.txt")
    assert "--include-planned-deletion" not in written


def test_a_secret_on_aws_is_written_by_who_writes_it() -> None:
    """A deployment where the stack file has the value."""
    page = made({"secrets": {"values": {"key": "a-value"}}}, "aws")["key-loss"]
    titles = [each.title for each in page.actions]
    assert "Write a new value of a secret that a deployment writes" in titles
    assert "Write a new value, where one has leaked" not in titles
