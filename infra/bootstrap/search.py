"""Steps by which the search domain can be made, and lets services in."""

import json
from collections.abc import Iterator
from typing import Final

from infra.bootstrap.step import INSIDE, Names, Step, listed
from infra.environment import Environment

_LINKED: Final = "opensearchservice.amazonaws.com"
_LINKED_ROLE: Final = "AWSServiceRoleForAmazonOpenSearchService"
_ROLE: Final = "services"
"""Role of the domain that every service is given."""
_RIGHTS: Final = {
    "cluster_permissions": ["cluster_composite_ops", "cluster_monitor"],
    "index_permissions": [{"index_patterns": ["*"], "allowed_actions": ["indices_all"]}],
}
"""All of every index, and bulk requests and scrolls (OpenSearch, "Default action groups"); the security
plug-in keeps its own index to itself."""
_AUDIT: Final = [{"op": "add", "path": "/config/enabled", "value": True}]
_SECURITY: Final = "_plugins/_security/api"


def searchers(environment: Environment) -> tuple[str, ...]:
    """Return the services that use the search domain, in order; none where there is no domain."""
    if environment.search is None:
        return ()
    return tuple(sorted(name for name, each in environment.workloads.items() if each.uses.search))


def linked_role_steps(environment: Environment) -> Iterator[Step]:
    """Yield the step that makes the role by which the service gets into networks: one for a whole account, so
    no stack has it.
    """
    if environment.search is None or environment.cloud != "aws":
        return
    yield Step(
        id="search-account",
        title="Let OpenSearch Service into the account's networks",
        commands=(
            (
                f"aws iam get-role --role-name {_LINKED_ROLE} || "
                f"aws iam create-service-linked-role --aws-service-name {_LINKED}"
            ),
        ),
        reason="a domain in a network needs this role before it is made, and an account has one for all its "
        "domains",
        done_when=f"`aws iam get-role --role-name {_LINKED_ROLE}` prints it",
    )


def search_steps(environment: Environment, names: Names) -> Iterator[Step]:
    """Yield the step that lets the services into the domain: it has roles of its own, which AWS's API does
    not reach.
    """
    users, administrator = searchers(environment), environment.deploy_role
    if environment.cloud != "aws" or administrator is None or not users:
        return
    account, region = administrator.split(":")[4], environment.region
    roles = [f"arn:aws:iam::{account}:role/{names.physical('iam.Role', user)}" for user in users]
    mapped = json.dumps({"backend_roles": roles})
    yield Step(
        id="search-roles",
        title="Let the services into the search domain",
        commands=(
            _signed_in(administrator),
            _found(environment, names),
            f"{_ask(region, 'PUT', f'roles/{_ROLE}')} --data '{json.dumps(_RIGHTS)}'",
            f"{_ask(region, 'PUT', f'rolesmapping/{_ROLE}')} --data '{mapped}'",
            f"{_ask(region, 'PATCH', 'audit')} --data '{json.dumps(_AUDIT)}'",
        ),
        reason=f"the domain has roles of its own, and answers nobody but deploy_role before {listed(users)} "
        f"{'has' if len(users) == 1 else 'have'} one; the last command has it write who asked for what. All "
        "of it may be done again, and is, when another service uses the domain",
        done_when=f"`{_ask(region, 'GET', f'rolesmapping/{_ROLE}')}` prints the services' roles",
        where=INSIDE,
    )


def _signed_in(administrator: str) -> str:
    """Return what puts the administrator's credentials into the shell, for an hour."""
    assume = (
        f"aws sts assume-role --role-arn {administrator} --role-session-name search "
        "--query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text"
    )
    return f'read -r ID KEY TOKEN <<< "$({assume})"'


def _found(environment: Environment, names: Names) -> str:
    """Return what puts the domain's name in the network into the shell."""
    return (
        f"HOST=$(aws opensearch describe-domain --region {environment.region} "
        f"--domain-name {names.physical('opensearch.Domain')} "
        "--query DomainStatus.Endpoints.vpc --output text)"
    )


def _ask(region: str, method: str, path: str) -> str:
    """Return a signed request to the domain's security plug-in.

    curl signs headers that begin with `x-amz-` as well, since 7.87 or so (unverified).
    """
    return (
        f'curl --fail-with-body --silent --show-error --aws-sigv4 "aws:amz:{region}:es" --user "$ID:$KEY" '
        '--header "x-amz-security-token: $TOKEN" --header "content-type: application/json" '
        f'--request {method} "https://$HOST/{_SECURITY}/{path}"'
    )
