"""Rules about people: somebody can enter what an environment keeps, and mend it."""

from collections.abc import Callable, Iterator
from typing import Final

from infra.environment import Environment
from jiban.components.base import Fault

_SHORTEST: Final = 8
_LONGEST: Final = 128
_REFUSED: Final = "/'\"@ "
"""What RDS for PostgreSQL takes as a master password: RDS API, `CreateDBInstance`, MasterUserPassword."""


def clusters_can_be_entered(environment: Environment) -> Iterator[Fault]:
    """A cluster with services that is not to be thrown away has administrators."""
    # AKS is made without accounts of its own, so not even the subscription's owner may do anything inside.
    # That EKS needs an administrator is a limit of the cluster's tier.
    if not environment.kubernetes.admins and environment.workloads and _is_kept(environment):
        yield Fault(
            ("cluster", "admins"),
            "nobody could enter the cluster, not even to deploy the services: it has no accounts of its "
            "own, and no group administers it",
            "list the object id of a directory group of which whoever deploys is a member; with protect: "
            "false the list may be empty",
        )


def databases_can_be_entered(environment: Environment) -> Iterator[Fault]:
    """A database that is not to be thrown away has administrators."""
    # The run that makes the services' roles is no person, and looks into nothing.
    postgres = environment.postgres
    if postgres is not None and postgres.admin_group is None and _is_kept(environment):
        yield Fault(
            ("postgres", "admin_group"),
            "nobody could enter the database: it has no password, and no group administers it",
            "set name and object_id of a directory group; with protect: false there may be none",
        )


def passwords_are_supplied(environment: Environment) -> Iterator[Fault]:
    """A password is given exactly where the environment says that it is supplied."""
    postgres = environment.postgres
    supplied = postgres is not None and postgres.admin == "supplied"
    if supplied and "postgres" not in environment.passwords:
        yield Fault(
            ("postgres", "admin"),
            "the administrator's password is supplied, and none is given",
            "set one with `pulumi config set --secret --path 'jiban:passwords.postgres'`, or admin to "
            "managed",
        )
    if not supplied and "postgres" in environment.passwords:
        yield Fault(
            ("passwords", "postgres"),
            "nothing takes this password: postgres.admin is not supplied",
            "remove it, or set postgres.admin to supplied",
        )


def passwords_are_taken(environment: Environment) -> Iterator[Fault]:
    """A password for PostgreSQL is one that RDS takes."""
    password = environment.passwords.get("postgres")
    if password is None:
        return
    text = password.get_secret_value()
    if not _SHORTEST <= len(text) <= _LONGEST or not text.isascii() or not text.isprintable():
        reason = f"RDS takes passwords of {_SHORTEST} to {_LONGEST} printable ASCII characters"
    elif any(letter in text for letter in _REFUSED):
        reason = "RDS takes no password with a slash, a quote, an @ or a space in it"
    else:
        return
    yield Fault(("passwords", "postgres"), reason, "choose another one")


def _is_kept(environment: Environment) -> bool:
    """Whether the directory of Azure alone says who administers, and the environment is to be kept."""
    return environment.cloud == "azure" and environment.protect


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    clusters_can_be_entered,
    databases_can_be_entered,
    passwords_are_supplied,
    passwords_are_taken,
)
