"""What a search domain needs of people: once in an account, and once for the services that use it."""

import json
import shlex
from typing import Any, Final

import pytest

from infra.bootstrap.step import INSIDE, Step
from tests.infra.test_bootstrap import PUBLIC, in_one, in_two, named

ROLE: Final = "arn:aws:iam::111122223333:role/deployer"
_SERVICE: Final = {
    "image": "registry.example.com/a:1",
    "resources": {"cpu": "1", "memory": "1Gi", "memory_limit": "1Gi"},
}
USING: Final[dict[str, Any]] = {
    "cloud": "aws",
    "region": "ap-northeast-2",
    "deploy_role": ROLE,
    "secrets": None,
    "search": {},
    "workloads": {
        "user": {**_SERVICE, "uses": {"search": True}},
        "trip": _SERVICE,
        "api": {**_SERVICE, "uses": {"search": True}},
    },
}
NOBODY: Final = {**USING, "workloads": {"user": _SERVICE, "trip": _SERVICE}}


def of_two(changes: dict[str, Any]) -> dict[str, Step]:
    """The steps of an environment in two stacks."""
    return named(in_two(**changes))


def payload(command: str) -> Any:
    """The JSON that a request carries."""
    words = shlex.split(command)
    return json.loads(words[words.index("--data") + 1])


def test_the_account_lets_the_service_in_before_the_domain_is_made() -> None:
    """By one role for all domains, which may be there already."""
    found = of_two(USING)
    assert list(found).index("search-account") < list(found).index("platform")
    (command,) = found["search-account"].commands
    assert command == (
        "aws iam get-role --role-name AWSServiceRoleForAmazonOpenSearchService || "
        "aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com"
    )


def test_services_are_let_in_before_they_start() -> None:
    """From inside, after the platform and the machine there."""
    found = of_two(USING)
    order = [each for each in found if each in ("platform", "machine-inside", "search-roles", "workloads")]
    assert order == ["platform", "machine-inside", "search-roles", "workloads"]
    assert found["search-roles"].where == INSIDE


def test_who_is_let_in_by_which_requests() -> None:
    """The roles of the services that use it and of no other, signed as the domain's administrator."""
    commands = of_two(USING)["search-roles"].commands
    assert commands[0].startswith(f'read -r ID KEY TOKEN <<< "$(aws sts assume-role --role-arn {ROLE} ')
    assert "--domain-name search-tripgen-prod " in commands[1]
    requests = [shlex.split(command) for command in commands[2:]]
    assert [(each[each.index("--request") + 1], each[each.index("--request") + 2]) for each in requests] == [
        ("PUT", "https://$HOST/_plugins/_security/api/roles/services"),
        ("PUT", "https://$HOST/_plugins/_security/api/rolesmapping/services"),
        ("PATCH", "https://$HOST/_plugins/_security/api/audit"),
    ]
    assert {each[each.index("--aws-sigv4") + 1] for each in requests} == {"aws:amz:ap-northeast-2:es"}
    assert payload(commands[2])["index_permissions"] == [
        {"index_patterns": ["*"], "allowed_actions": ["indices_all"]}
    ]
    assert payload(commands[3]) == {
        "backend_roles": [
            "arn:aws:iam::111122223333:role/role-tripgen-api-prod",
            "arn:aws:iam::111122223333:role/role-tripgen-user-prod",
        ]
    }
    assert payload(commands[4]) == [{"op": "add", "path": "/config/enabled", "value": True}]


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        (USING, {"search-account", "search-roles"}),
        (NOBODY, {"search-account"}),
        ({**NOBODY, "search": None}, set[str]()),
    ],
)
def test_what_nobody_needs_is_not_listed(changes: dict[str, Any], ids: set[str]) -> None:
    """No domain, no role; no user of it, nobody to let in."""
    assert {each for each in of_two(changes) if each.startswith("search")} == ids


def test_a_domain_that_is_used_takes_two_goes_and_a_machine_inside() -> None:
    """Its address answers there alone, also where the cluster's is public."""
    using = named(in_one(**{**USING, "cluster": PUBLIC}))
    assert {"platform", "machine-inside", "search-roles"} <= using.keys()
    unused = named(in_one(**{**NOBODY, "cluster": PUBLIC}))
    assert not {"platform", "machine-inside"} & unused.keys()


def test_one_user_has_and_several_have() -> None:
    """As the reason says it."""
    several = of_two(USING)["search-roles"].reason
    assert "before api and user have one" in several
    one = {**USING, "workloads": {"user": USING["workloads"]["user"]}}
    assert "before user has one" in of_two(one)["search-roles"].reason
