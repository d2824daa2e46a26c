"""Somebody can enter what an environment keeps."""

from pathlib import Path

import pytest

from tests.infra.environments import problems, stack

GROUP = "11111111-2222-3333-4444-555555555555"
BOTH = f"""\
config:
  jiban:region: koreacentral
  jiban:owner: platform
  jiban:protect: true
  jiban:cluster: {{ admins: [{GROUP}] }}
  jiban:postgres: {{ admin_group: {{ name: dba, object_id: {GROUP} }} }}
  jiban:workloads:
    api:
      image: api:1.0.0
      ingress: true
      resources: {{ cpu: 100m, memory: 128Mi, memory_limit: 256Mi }}
"""


def found(folder: Path, text: str) -> dict[str, str]:
    """Return what is wrong with a stack file, by the field."""
    return {each.path: f"{each.reason}; {each.remedy}" for each in problems(folder, text)}


def test_a_cluster_that_nobody_could_enter_is_refused(tmp_path: Path) -> None:
    """With the field, and what to set."""
    assert found(tmp_path, BOTH.replace(f"admins: [{GROUP}]", "admins: []")) == {
        "jiban:cluster.admins": "nobody could enter the cluster, not even to deploy the services: it has no "
        "accounts of its own, and no group administers it; list the object id of a directory group of which "
        "whoever deploys is a member; with protect: false the list may be empty"
    }


def test_a_cluster_without_services_needs_nobody(tmp_path: Path) -> None:
    """There is nothing to deploy into it."""
    empty = BOTH[: BOTH.index("  jiban:workloads:")]
    assert found(tmp_path, empty.replace(f"admins: [{GROUP}]", "admins: []")) == {}


def test_a_database_that_nobody_could_enter_is_refused(tmp_path: Path) -> None:
    """The run that makes roles is no person, and can look into nothing."""
    assert found(tmp_path, BOTH.replace(f"admin_group: {{ name: dba, object_id: {GROUP} }}", "")) == {
        "jiban:postgres.admin_group": "nobody could enter the database: it has no password, and no group "
        "administers it; set name and object_id of a directory group; with protect: false there may be none"
    }


def test_an_environment_with_both_is_taken(tmp_path: Path) -> None:
    """One group may do both."""
    assert found(tmp_path, BOTH) == {}


def test_what_may_be_thrown_away_needs_nobody(tmp_path: Path) -> None:
    """Without protection an environment is made anew instead of being mended."""
    assert (
        found(
            tmp_path,
            BOTH[: BOTH.index("  jiban:protect")]
            + "  jiban:protect: false\n"
            + BOTH[BOTH.index("  jiban:workloads") :],
        )
        == {}
    )


@pytest.mark.parametrize("name", ["prod", "dev"])
def test_the_project_s_own_stacks_are_taken(name: str) -> None:
    """Production names its groups."""
    assert stack(name).environment.owner == "platform"


AWS = """\
config:
  jiban:cloud: aws
  jiban:region: ap-northeast-2
  jiban:owner: platform
  jiban:registry: null
  jiban:secrets: null
  jiban:observability: { metrics: false }
  jiban:cluster:
    admins: ["arn:aws:iam::111122223333:role/operators"]
    system_pool: { min_nodes: 3, max_nodes: 3 }
    pools: { apps: { min_nodes: 3, max_nodes: 3 } }
"""
PASSWORD = "jiban:passwords.postgres"  # noqa: S105 the path of one


def test_a_supplied_password_must_be_given(tmp_path: Path) -> None:
    """The message says how to give it without writing it down."""
    assert found(tmp_path, AWS + "  jiban:postgres: { admin: supplied }\n") == {
        "jiban:postgres.admin": "the administrator's password is supplied, and none is given; set one with "
        "`pulumi config set --secret --path 'jiban:passwords.postgres'`, or admin to managed"
    }


def test_a_password_that_nothing_takes_is_refused(tmp_path: Path) -> None:
    """It would be kept for nothing."""
    with_password = AWS + "  jiban:postgres: {}\n"
    told = problems(tmp_path, with_password, path_overrides=[f"{PASSWORD}=correct-horse"])
    assert [(each.path, each.reason) for each in told] == [
        (PASSWORD, "nothing takes this password: postgres.admin is not supplied")
    ]


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "RDS takes passwords of 8 to 128 printable ASCII characters"),
        ("seven77", "RDS takes passwords of 8 to 128 printable ASCII characters"),
        ("pass\u00e9word", "RDS takes passwords of 8 to 128 printable ASCII characters"),
        ("pass\tword", "RDS takes passwords of 8 to 128 printable ASCII characters"),
        ("x" * 129, "RDS takes passwords of 8 to 128 printable ASCII characters"),
        ("with a space", "RDS takes no password with a slash, a quote, an @ or a space in it"),
        ("with/slash", "RDS takes no password with a slash, a quote, an @ or a space in it"),
        ("with'quote", "RDS takes no password with a slash, a quote, an @ or a space in it"),
        ('with"quotes', "RDS takes no password with a slash, a quote, an @ or a space in it"),
        ("with@sign", "RDS takes no password with a slash, a quote, an @ or a space in it"),
    ],
)
def test_a_password_is_one_that_rds_takes(tmp_path: Path, password: str, reason: str) -> None:
    """The message never holds it."""
    text = AWS + "  jiban:postgres: { admin: supplied }\n"
    (told,) = problems(tmp_path, text, path_overrides=[f"{PASSWORD}={password}"])
    assert (told.path, told.reason) == (PASSWORD, reason)
    assert password not in f"{told.reason}{told.remedy}{told.value}"


@pytest.mark.parametrize("length", [8, 128])
def test_a_password_of_the_shortest_or_longest_length_is_taken(tmp_path: Path, length: int) -> None:
    """Both ends are RDS's own."""
    text = AWS + "  jiban:postgres: { admin: supplied }\n"
    assert problems(tmp_path, text, path_overrides=[f"{PASSWORD}={'x' * length}"]) == ()


def test_a_supplied_password_and_replicas_are_taken(tmp_path: Path) -> None:
    """What a managed one forbids."""
    text = AWS + "  jiban:postgres: { admin: supplied, read_replicas: { near: {} } }\n"
    assert problems(tmp_path, text, path_overrides=[f"{PASSWORD}=correct-horse"]) == ()


def test_a_password_in_plain_text_is_refused(tmp_path: Path) -> None:
    """As every other secret in a stack file is."""
    text = AWS + "  jiban:postgres: { admin: supplied }\n  jiban:passwords: { postgres: correct-horse }\n"
    (told,) = problems(tmp_path, text)
    assert (told.path, told.reason) == (PASSWORD, "secret in plain text")
    assert told.remedy.endswith("`pulumi config set --secret --path 'jiban:passwords.<name>'`")


def test_a_password_that_nothing_takes_is_refused_without_a_database(tmp_path: Path) -> None:
    """It would lie in the stack file for nobody."""
    text = BOTH.replace(f"  jiban:postgres: {{ admin_group: {{ name: dba, object_id: {GROUP} }} }}\n", "")
    text += "  jiban:passwords: { postgres: { secure: v1:abc } }\n"
    assert [path for path in found(tmp_path, text) if "passwords" in path] == ["jiban:passwords.postgres"]
