"""What the environments of a project take from one account together."""

import json
from pathlib import Path

import pytest

from infra.constraints import faults
from infra.constraints.neighbours import elastic_ips
from infra.environment import Environment
from jiban.settings.provenance import Origin
from tests.infra.constraints.test_aws import SOUND
from tests.infra.environments import load, problems

HEAD = """\
config:
  jiban:cloud: aws
  jiban:region: ap-northeast-2
  jiban:owner: platform
  jiban:registry: null
  jiban:secrets: null
  jiban:observability: { metrics: false }
  jiban:cluster: { admins: [arn:aws:iam::111122223333:role/deployer] }
"""
PER_ZONE = HEAD + "  jiban:network: { egress: nat_per_zone }\n"
ACCOUNT = '  jiban:account: "111122223333"\n'


def said(folder: Path, text: str, **others: str) -> list[str]:
    """What is wrong with a stack beside others of these texts."""
    for name, other in others.items():
        (folder / f"Pulumi.{name}.yaml").write_text(other)
    return [each.reason for each in problems(folder, text)]


def test_two_environments_of_one_account_share_its_addresses(tmp_path: Path) -> None:
    """Three gateways in each are six addresses, and five are what a new account has."""
    (reason,) = said(tmp_path, PER_ZONE + ACCOUNT, prod=PER_ZONE + ACCOUNT)
    assert reason == (
        "each NAT gateway takes an Elastic IP, and account 111122223333 may have 5 in ap-northeast-2; 6 are "
        "asked for: here 3, prod 3"
    )


def test_five_addresses_are_enough_for_five_gateways(tmp_path: Path) -> None:
    """Three, and one in each of two other environments."""
    one = HEAD + ACCOUNT
    assert said(tmp_path, PER_ZONE + ACCOUNT, dev=one, staging=one) == []
    assert said(tmp_path, PER_ZONE + ACCOUNT, dev=one, staging=one, more=one) != []


@pytest.mark.parametrize(
    "other",
    [
        PER_ZONE + '  jiban:account: "444455556666"\n',
        (PER_ZONE + ACCOUNT).replace("ap-northeast-2", "ap-northeast-1"),
        PER_ZONE + ACCOUNT + "  jiban:scope: workloads\n  jiban:extends: prod\n",
        "config:\n  jiban:cloud: perhaps\n",
        "config: [",
    ],
    ids=["another account", "another region", "services", "not valid", "no YAML"],
)
def test_what_takes_none_of_its_addresses_is_not_counted(tmp_path: Path, other: str) -> None:
    """An environment elsewhere, a stack without a network, and one whose own command tells what is wrong."""
    assert said(tmp_path, PER_ZONE + ACCOUNT, prod=other) == []


def test_a_raised_quota_is_said(tmp_path: Path) -> None:
    """With it, six addresses are had."""
    raised = PER_ZONE + ACCOUNT + "  jiban:elastic_ips: 6\n"
    assert said(tmp_path, raised, prod=PER_ZONE + ACCOUNT) == []


def test_a_preset_of_the_neighbour_counts(tmp_path: Path) -> None:
    """Production has a gateway in each zone on AWS, by its preset."""
    other = HEAD + ACCOUNT + "  jiban:preset: production\n"
    assert len(said(tmp_path, PER_ZONE + ACCOUNT, prod=other)) == 1


def test_a_neighbours_secret_is_no_hindrance(tmp_path: Path) -> None:
    """Its values cannot be read, and do not matter."""
    encrypted = "  jiban:passwords: { postgres: { secure: v1:abc } }\nencryptionsalt: v1:abc\n"
    assert len(said(tmp_path, PER_ZONE + ACCOUNT, prod=PER_ZONE + ACCOUNT + encrypted)) == 1


def test_the_remedy_has_the_number(tmp_path: Path) -> None:
    """The quota to ask for, at the line of egress."""
    (tmp_path / "Pulumi.prod.yaml").write_text(PER_ZONE + ACCOUNT)
    (problem,) = problems(tmp_path, PER_ZONE + ACCOUNT)
    assert (problem.line, problem.path) == (9, "jiban:network.egress")
    assert problem.remedy.endswith("set elastic_ips to 6")


def test_without_an_account_they_are_taken_to_be_in_one(tmp_path: Path) -> None:
    """Whoever deploys decides, and may be in the same."""
    (reason,) = said(tmp_path, PER_ZONE, prod=PER_ZONE)
    assert reason.startswith("each NAT gateway takes an Elastic IP, and one account may have 5")


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({}, 1),
        ({"network": {"egress": "nat_per_zone", "zones": [1, 2]}}, 2),
        ({"network": {"egress": "none"}}, 0),
        ({"scope": "platform", "network": {"egress": "nat_per_zone"}}, 3),
        ({"scope": "workloads"}, 0),
        ({"scope": "manifests"}, 0),
        ({"scope": "pipelines"}, 0),
        ({"cloud": "azure", "region": "koreacentral"}, 0),
    ],
)
def test_addresses_of_an_environment(changes: dict[str, object], number: int) -> None:
    """One for each gateway, where the stack has the network."""
    assert elastic_ips(Environment.model_validate_json(json.dumps(SOUND | changes))) == number


def test_an_environment_alone_is_within_what_an_account_has(tmp_path: Path) -> None:
    """The value stays where it was written."""
    loaded = load(tmp_path, PER_ZONE)
    assert loaded.provenance.of(("network", "egress")) == Origin("stack file", "Pulumi.test.yaml", 9, 20)


def test_azure_has_none() -> None:
    """Its public addresses have a quota of another kind."""
    azure = SOUND | {"cloud": "azure", "region": "koreacentral", "elastic_ips": 6}
    found = faults(Environment.model_validate_json(json.dumps(azure)))
    assert [fault.path for fault in found if fault.path == ("elastic_ips",)] != []
